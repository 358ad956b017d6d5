// Packing rows for the graph: tokens one after another without padding, and the indices by which attention finds
// them. The layout's meaning is told at AttentionLayout in graph/nn.ts.
import { groupsOf, rowOf } from "../../common/rows.ts";
import { largest } from "../../common/statistics.ts";
import type { Graph, Tensor } from "../../graph/graph.ts";
import type { AttentionLayout } from "../../graph/nn.ts";
import type { Feed } from "../../graph/session.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { TokenRows } from "../types.ts";

/** A batch ready to be fed: sizes and inputs of the graph, and where each row lies among the packed tokens. */
export interface PackedBatch {
  hasPrompts: boolean;
  stripes: number;
  sizes: Record<string, number>;
  feeds: Record<string, Feed>;
  rows: PackedRow[];
}

/** A row's place among the packed tokens. */
export interface PackedRow {
  /** Which of the rows given it is. */
  row: number;
  group: number;
  /** First token and length of its group's prefix. */
  promptStart: number;
  prefix: number;
  /** First token and length of its own. */
  start: number;
  length: number;
}

/** Into how many stripes attention over rows of at most `longest` tokens is cut: each is 64 queries or so. */
export const stripesFor = (longest: number) => Math.min(4, Math.max(1, Math.round(longest / 64)));

/**
 * Sizes of a batch from the lengths of its groups' prompts, `prefixes` [G], and of its rows, `lengths` [R]. G groups,
 * P longest prompt, S longest row; T tokens: Tp of prompts, Tr of rows, one dummy. Stripe i takes queries E(i−1) to E(i)
 * of the R(i) rows longer than E(i−1): Qi queries against Ki keys. Prompts of one length share a mask.
 */
export function packedSizes(
  prefixes: readonly number[],
  lengths: readonly number[],
  stripes: number,
): Record<string, number> {
  const P = largest(prefixes);
  const even = prefixes.every((length) => length === P);
  const S = largest(lengths);
  const Tp = prefixes.reduce((a, b) => a + b, 0);
  const Tr = lengths.reduce((a, b) => a + b, 0);
  const sizes: Record<string, number> = {
    G: prefixes.length,
    P,
    S,
    Tp,
    Tr,
    T: Tp + Tr + 1,
    Te: Tp + Tr,
    own: Tr + 1,
  };
  for (let i = 0, start = 0; i < stripes; i++) {
    const end = Math.ceil((S * (i + 1)) / stripes);
    sizes[`E${i}`] = end;
    sizes[`Q${i}`] = end - start;
    sizes[`K${i}`] = P + end;
    sizes[`R${i}`] = lengths.filter((length) => length > start).length;
    sizes[`maskRows${i}`] = even ? 1 : sizes[`R${i}`];
    start = end;
  }
  return sizes;
}

/**
 * Packs some of the rows, `chosen` by number, into one batch: as they are read, with the whole prompt before a row's
 * first token. Every one must have at least one token.
 */
export function packBatch(
  all: TokenRows,
  chosen: readonly number[],
  { heads, kvHeads }: Pick<ModelConfig, "heads" | "kvHeads">,
  stripes = stripesFor(largest(chosen.map((row) => all.starts[row + 1] - all.starts[row]))),
): PackedBatch {
  const groups = groupsOf({ prompt: chosen.map((row) => all.prompt[row]) });
  const prefixes = groups.map(([from]) => all.prompts[all.prompt[chosen[from]]].tokens);
  const sizes = packedSizes(
    prefixes.map(({ length }) => length),
    chosen.map((row) => all.starts[row + 1] - all.starts[row]),
    stripes,
  );
  const { G, P, T, Tp } = sizes;
  const dummy = T - 1;
  const ids = new Int32Array(T);
  const positions = new BigInt64Array(T);
  const querySlot = new Int32Array(T * heads);
  const feeds: Record<string, Feed> = { ids, positions, querySlot };

  // Prompts, one row a group.
  let token = 0;
  const promptStart: number[] = [];
  const promptQueries = new Int32Array(G * heads * P).fill(dummy * heads);
  const promptKeys = new Int32Array(G * kvHeads * P).fill(dummy * kvHeads);
  const promptKeySlot = new Int32Array(Tp * kvHeads);
  prefixes.forEach((prefix, group) => {
    promptStart.push(token);
    for (let i = 0; i < prefix.length; i++, token++) {
      ids[token] = prefix[i];
      positions[token] = BigInt(i);
      for (let h = 0; h < heads; h++) {
        const slot = (group * heads + h) * P + i;
        promptQueries[slot] = token * heads + h;
        querySlot[token * heads + h] = slot;
      }
      for (let h = 0; h < kvHeads; h++) {
        const slot = (group * kvHeads + h) * P + i;
        promptKeys[slot] = token * kvHeads + h;
        promptKeySlot[token * kvHeads + h] = slot;
      }
    }
  });
  if (P > 0) {
    feeds["prompts.queryIndex"] = promptQueries;
    feeds["prompts.keyIndex"] = promptKeys;
    feeds["prompts.mask"] = causal(0, P, 0);
    feeds.promptKeySlot = promptKeySlot;
  }

  // Responses: tokens first, then the stripes over them.
  const rows: PackedRow[] = [];
  groups.forEach(([from, to], group) => {
    const prefix = prefixes[group].length;
    for (const row of chosen.slice(from, to)) {
      const own = rowOf(all.tokens, all.starts, row);
      rows.push({ row, group, promptStart: promptStart[group], prefix, start: token, length: own.length });
      for (let i = 0; i < own.length; i++, token++) {
        ids[token] = own[i];
        positions[token] = BigInt(prefix + i);
      }
    }
  });
  const evenPrompts = prefixes.every(({ length }) => length === P);
  let slots = G * heads * P;
  for (let i = 0; i < stripes; i++) {
    const [R, Q, E, K] = [sizes[`R${i}`], sizes[`Q${i}`], sizes[`E${i}`], sizes[`K${i}`]];
    const from = E - Q;
    const queryIndex = new Int32Array(R * heads * Q).fill(dummy * heads);
    const keyIndex = new Int32Array(R * kvHeads * K).fill(dummy * kvHeads);
    // A key that is not in this stripe, the dummy's too, reads the row of zeros behind the slots.
    const keySlot = new Int32Array(sizes.own * kvHeads).fill(R * kvHeads * K);
    const members = new Float32Array(G * R);
    const mask = evenPrompts ? causal(from, E, P) : new Float32Array(R * Q * K);
    const uneven = evenPrompts ? null : causal(from, E, P);
    let r = 0;
    for (const { group, promptStart, prefix, start, length } of rows) {
      if (length <= from) continue;
      members[group * R + r] = 1;
      const stop = Math.min(length, E);
      for (let h = 0; h < heads; h++)
        for (let t = from; t < stop; t++) {
          const slot = (r * heads + h) * Q + t - from;
          queryIndex[slot] = (start + t) * heads + h;
          querySlot[(start + t) * heads + h] = slots + slot;
        }
      for (let h = 0; h < kvHeads; h++) {
        const line = (r * kvHeads + h) * K;
        for (let t = 0; t < prefix; t++) keyIndex[line + t] = (promptStart + t) * kvHeads + h;
        for (let t = 0; t < stop; t++) {
          keyIndex[line + P + t] = (start + t) * kvHeads + h;
          keySlot[(start + t - Tp) * kvHeads + h] = line + P + t;
        }
      }
      if (uneven) {
        const own = mask.subarray(r * Q * K, (r + 1) * Q * K);
        own.set(uneven);
        for (let q = 0; q < Q; q++) own.fill(minusInfinity, q * K + prefix, q * K + P);
      }
      r++;
    }
    feeds[`queryIndex${i}`] = queryIndex;
    feeds[`keyIndex${i}`] = keyIndex;
    feeds[`keySlot${i}`] = keySlot;
    feeds[`mask${i}`] = mask;
    if (P > 0) feeds[`members${i}`] = members;
    slots += R * heads * Q;
  }
  querySlot.fill(slots, dummy * heads);
  return { hasPrompts: P > 0, stripes, sizes, feeds, rows };
}

/** The packed inputs that `packBatch` feeds, and the layout of attention over them. */
export function packedInputs(
  g: Graph,
  config: ModelConfig,
  hasPrompts: boolean,
  stripes: number,
): { ids: Tensor; positions: Tensor; layout: AttentionLayout } {
  const { heads, kvHeads, headDim } = config;
  const int32 = { type: "int32" as const };
  const queryIndex = (name: string, rows: string, queries: string) =>
    g.input(name, [rows, kvHeads, `${heads / kvHeads}*${queries}`], int32);
  const responses = Array.from({ length: stripes }, (_, i) => ({
    rows: `R${i}`,
    queries: `Q${i}`,
    keys: `K${i}`,
    queryIndex: queryIndex(`queryIndex${i}`, `R${i}`, `Q${i}`),
    keyIndex: g.input(`keyIndex${i}`, [`R${i}`, kvHeads, `K${i}`], int32),
    mask: g.input(`mask${i}`, [`maskRows${i}`, 1, 1, `Q${i}`, `K${i}`]),
    keySlot: g.input(`keySlot${i}`, [`${kvHeads}*own`], int32),
    members: hasPrompts ? g.input(`members${i}`, ["G", `R${i}`]) : null,
  }));
  const prompts = hasPrompts && {
    rows: "G",
    queries: "P",
    keys: "P",
    queryIndex: queryIndex("prompts.queryIndex", "G", "P"),
    keyIndex: g.input("prompts.keyIndex", ["G", kvHeads, "P"], int32),
    mask: g.input("prompts.mask", [1, 1, 1, "P", "P"]),
    keySlot: g.input("promptKeySlot", [`${kvHeads}*Tp`], int32),
  };
  return {
    ids: g.input("ids", ["T"], int32),
    positions: g.input("positions", ["T", 1], { type: "int64" }),
    layout: {
      tokens: "T",
      promptTokens: "Tp",
      ownTokens: "own",
      heads,
      kvHeads,
      headDim,
      prompts: prompts || null,
      responses,
      querySlot: g.input("querySlot", [`${heads}*T`], int32),
    },
  };
}

/** Added to a score, it leaves the key out. */
export const minusInfinity = -1e9;

/** [to − from, before + to]: query q, counted from `from`, sees the `before` keys and its own up to itself. */
function causal(from: number, to: number, before: number): Float32Array {
  const keys = before + to;
  const mask = new Float32Array((to - from) * keys);
  for (let q = from; q < to; q++)
    mask.fill(minusInfinity, (q - from) * keys + before + q + 1, (q - from + 1) * keys);
  return mask;
}
