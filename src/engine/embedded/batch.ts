// Packing groups for the graph: tokens one after another without padding, and the indices by which attention finds
// them. The layout's meaning is told at AttentionLayout in graph/nn.ts.
import type { Graph, Tensor } from "../../graph/graph.ts";
import type { AttentionBlock, AttentionLayout } from "../../graph/nn.ts";
import type { Feed } from "../../graph/session.ts";
import type { ModelConfig } from "../../model/config.ts";

/** Tokens of one group: what the graph computes once (prefix), and each response's own row. */
export interface PackedGroup {
  prefix: ArrayLike<number>;
  rows: readonly ArrayLike<number>[];
}

/**
 * The rows of a group whose responses' tokens are to be predicted: token i of a response is predicted at the position
 * before it, so the last prompt token opens every row and the last response token is no input.
 */
export function predictingRows(
  prompt: ArrayLike<number>,
  responses: readonly ArrayLike<number>[],
): PackedGroup {
  const last = prompt.length - 1;
  if (last < 0) throw new Error("engine: a prompt has no token");
  return {
    prefix: Array.prototype.slice.call(prompt, 0, last),
    rows: responses.map((response) => {
      const row = new Int32Array(response.length);
      row[0] = prompt[last];
      for (let i = 1; i < row.length; i++) row[i] = response[i - 1];
      return row;
    }),
  };
}

/** The rows of a group whose responses are read at each of their own tokens (classification). */
export function readingRows(prompt: ArrayLike<number>, responses: readonly ArrayLike<number>[]): PackedGroup {
  return { prefix: prompt, rows: responses };
}

/** A batch ready to be fed: sizes and inputs of the graph, and where each row lies among the responses' tokens. */
export interface PackedBatch {
  hasPrompts: boolean;
  sizes: Record<string, number>;
  feeds: Record<string, Feed>;
  /** By group, by response: offset into the Tr response rows of the graph. */
  offsets: number[][];
}

/** Packs groups into one batch. Every row must have at least one token. */
export function packBatch(groups: readonly PackedGroup[], config: ModelConfig): PackedBatch {
  const { heads, kvHeads } = config;
  const lengths = groups.map((group) => group.rows.map((row) => row.length));
  const G = groups.length;
  const M = Math.max(...groups.map((group) => group.rows.length));
  const P = Math.max(...groups.map((group) => group.prefix.length));
  const S = Math.max(...lengths.flat());
  const R = G * M;
  const K = P + S;
  const Tp = groups.reduce((sum, group) => sum + group.prefix.length, 0);
  const Tr = lengths.flat().reduce((a, b) => a + b, 0);
  const padded = Tp < G * P || Tr < R * S;
  const Td = padded ? 1 : 0;
  const T = Tp + Tr + Td;
  const dummy = T - 1;

  const ids = new Int32Array(T);
  const positions = new BigInt64Array(T);
  const queryIndex = new Int32Array(R * heads * S).fill(dummy * heads);
  const keyIndex = new Int32Array(R * kvHeads * K).fill(dummy * kvHeads);
  const promptQueryIndex = new Int32Array(G * heads * P).fill(dummy * heads);
  const promptKeyIndex = new Int32Array(G * kvHeads * P).fill(dummy * kvHeads);
  const querySlot = new Int32Array(T * heads);
  const keySlot = new Int32Array(T * kvHeads);
  const responseQueries = G * heads * P;
  const responseKeys = G * kvHeads * P;

  let token = 0;
  const promptStart: number[] = [];
  groups.forEach(({ prefix }, group) => {
    promptStart.push(token);
    for (let i = 0; i < prefix.length; i++, token++) {
      ids[token] = prefix[i];
      positions[token] = BigInt(i);
      for (let h = 0; h < heads; h++) {
        const slot = (group * heads + h) * P + i;
        promptQueryIndex[slot] = token * heads + h;
        querySlot[token * heads + h] = slot;
      }
      for (let h = 0; h < kvHeads; h++) {
        const slot = (group * kvHeads + h) * P + i;
        promptKeyIndex[slot] = token * kvHeads + h;
        keySlot[token * kvHeads + h] = slot;
      }
    }
  });
  const offsets = groups.map(({ prefix, rows }, group) =>
    rows.map((row, m) => {
      const offset = token - Tp;
      const r = group * M + m;
      for (let h = 0; h < kvHeads; h++)
        for (let i = 0; i < prefix.length; i++)
          keyIndex[(r * kvHeads + h) * K + i] = (promptStart[group] + i) * kvHeads + h;
      for (let i = 0; i < row.length; i++, token++) {
        ids[token] = row[i];
        positions[token] = BigInt(prefix.length + i);
        for (let h = 0; h < heads; h++) {
          const slot = (r * heads + h) * S + i;
          queryIndex[slot] = token * heads + h;
          querySlot[token * heads + h] = responseQueries + slot;
        }
        for (let h = 0; h < kvHeads; h++) {
          keyIndex[(r * kvHeads + h) * K + P + i] = token * kvHeads + h;
          keySlot[token * kvHeads + h] = responseKeys + (r * kvHeads + h) * S + i;
        }
      }
      return offset;
    }),
  );
  if (padded) {
    // The dummy stands in some padding slot: what flows back from there is zero.
    const isDummy = (n: number) => (index: number) => index === dummy * n;
    const inPrompts = promptQueryIndex.findIndex(isDummy(heads));
    const inPromptKeys = promptKeyIndex.findIndex(isDummy(kvHeads));
    const q = inPrompts >= 0 ? inPrompts : responseQueries + queryIndex.findIndex(isDummy(heads));
    const k =
      inPromptKeys >= 0 ? inPromptKeys : responseKeys + firstOwnPadding(keyIndex, dummy * kvHeads, P, S);
    querySlot.fill(q, dummy * heads);
    keySlot.fill(k, dummy * kvHeads);
  }

  const feeds: Record<string, Feed> = {
    ids,
    positions,
    "responses.queryIndex": queryIndex,
    "responses.keyIndex": keyIndex,
    "responses.mask": responseMask(groups, M, P, S),
    querySlot,
    keySlot,
  };
  if (P > 0) {
    feeds["prompts.queryIndex"] = promptQueryIndex;
    feeds["prompts.keyIndex"] = promptKeyIndex;
    feeds["prompts.mask"] = causal(P, P, 0);
  }
  const maskRows = feeds["responses.mask"].length / (S * K);
  return {
    hasPrompts: P > 0,
    sizes: { G, M, P, S, R, K, T, Tp, Tr, Td, Te: Tp + Tr, maskRows },
    feeds,
    offsets,
  };
}

/** The packed inputs that `packBatch` feeds, and the layout of attention over them. */
export function packedInputs(
  g: Graph,
  config: ModelConfig,
  hasPrompts: boolean,
): { ids: Tensor; positions: Tensor; layout: AttentionLayout } {
  const { heads, kvHeads, headDim } = config;
  const int32 = { type: "int32" as const };
  const block = (name: string, rows: string, queries: string, keys: string, maskRows: string | number) =>
    ({
      rows,
      queries,
      keys,
      queryIndex: g.input(`${name}.queryIndex`, [rows, kvHeads, `${heads / kvHeads}*${queries}`], int32),
      keyIndex: g.input(`${name}.keyIndex`, [rows, kvHeads, keys], int32),
      mask: g.input(`${name}.mask`, [maskRows, 1, 1, queries, keys]),
    }) satisfies AttentionBlock;
  return {
    ids: g.input("ids", ["T"], int32),
    positions: g.input("positions", ["T", 1], { type: "int64" }),
    layout: {
      tokens: "T",
      heads,
      kvHeads,
      headDim,
      prompts: hasPrompts ? { ...block("prompts", "G", "P", "P", 1), groups: "G", perGroup: "M" } : null,
      responses: block("responses", "R", "S", "K", "maskRows"),
      querySlot: g.input("querySlot", [`${heads}*T`], int32),
      keySlot: g.input("keySlot", [`${kvHeads}*T`], int32),
    },
  };
}

const minusInfinity = -1e9;

/** [queries, before + queries] zeros where a query may look: everything before, and itself and what precedes it. */
function causal(queries: number, keys: number, before: number): Float32Array {
  const mask = new Float32Array(queries * keys);
  for (let i = 0; i < queries; i++) mask.fill(minusInfinity, i * keys + before + i + 1, (i + 1) * keys);
  return mask;
}

/** One mask for every row where all prompts are equally long, else one a row that hides the prompts' padding. */
function responseMask(groups: readonly PackedGroup[], M: number, P: number, S: number): Float32Array {
  const K = P + S;
  const base = causal(S, K, P);
  if (groups.every((group) => group.prefix.length === P)) return base;
  const mask = new Float32Array(groups.length * M * S * K);
  groups.forEach(({ prefix }, group) => {
    for (let m = 0; m < M; m++) {
      const row = mask.subarray((group * M + m) * S * K, (group * M + m + 1) * S * K);
      row.set(base);
      for (let i = 0; i < S; i++) row.fill(minusInfinity, i * K + prefix.length, i * K + P);
    }
  });
  return mask;
}

/** Slot, among the responses' own keys [R·kvHeads, S], of the first padding. */
function firstOwnPadding(keyIndex: Int32Array, dummyKey: number, P: number, S: number): number {
  const K = P + S;
  for (let line = 0; line < keyIndex.length / K; line++)
    for (let i = 0; i < S; i++) if (keyIndex[line * K + P + i] === dummyKey) return line * S + i;
  throw new Error("engine: no padding where padding was expected");
}
