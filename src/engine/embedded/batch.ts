// Packing rows for the graph: tokens one after another without padding, and the indices by which attention finds
// them. The layout's meaning is told at AttentionLayout in graph/nn.ts.
import { groupsOf, rowOf } from "../../common/rows.ts";
import { largest } from "../../common/statistics.ts";
import type { Dim, Graph, Tensor } from "../../graph/graph.ts";
import type { AttentionLayout } from "../../graph/nn.ts";
import { gatherRows } from "../../graph/ops.ts";
import type { Feed } from "../../graph/session.ts";
import { type ModelConfig, windowOf, windowsOf } from "../../model/config.ts";
import type { Read } from "../../model/network.ts";
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
  /** Of the model's layers (`windowsOf`). */
  windows: readonly (number | null)[] = [null],
): PackedBatch {
  const groups = groupsOf({ prompt: chosen.map((row) => all.prompt[row]) });
  const prefixes = groups.map(([from]) => all.prompts[all.prompt[chosen[from]]].tokens);
  const sizes = packedSizes(
    prefixes.map(({ length }) => length),
    chosen.map((row) => all.starts[row + 1] - all.starts[row]),
    stripes,
  );
  const { P, T, Tp } = sizes;
  const dummy = T - 1;
  const ids = new Int32Array(T);
  const positions = new BigInt64Array(T);
  const querySlot = new Int32Array(T * heads);
  const feeds: Record<string, Feed> = { ids, positions, querySlot };

  let token = 0;
  const place = (tokens: ArrayLike<number>, position: number) => {
    const start = token;
    for (let i = 0; i < tokens.length; i++, token++) {
      ids[token] = tokens[i];
      positions[token] = BigInt(position + i);
    }
    return { start, length: tokens.length };
  };
  const prompts = prefixes.map((prefix) => ({ promptStart: 0, prefix: 0, ...place(prefix, 0) }));
  const rows: PackedRow[] = groups.flatMap(([from, to], group) => {
    const { start: promptStart, length: prefix } = prompts[group];
    return chosen.slice(from, to).map((row) => {
      const own = place(rowOf(all.tokens, all.starts, row), prefix);
      return { row, group, promptStart, prefix, ...own };
    });
  });

  let slots = 0;
  /** A block of attention: each row's own tokens [from, end) against `before` of its prompt's and its own up to there. */
  const block = (
    name: string,
    blockRows: readonly Omit<PackedRow, "row" | "group">[],
    [before, from, end]: readonly [number, number, number],
    /** The first of the tokens whose keys stand here, and how many there are. */
    [first, count]: readonly [number, number],
    /** Every row's prompt has `before` tokens: one mask for all. */
    even: boolean,
  ) => {
    const [R, Q, K] = [blockRows.length, end - from, before + end];
    const queryIndex = new Int32Array(R * heads * Q).fill(dummy * heads);
    // A key that is not in this block, the dummy's too, reads the row of zeros behind the slots.
    const keySlot = new Int32Array(count * kvHeads).fill(R * kvHeads * K);
    for (const [r, { start, length }] of blockRows.entries()) {
      const stop = Math.min(length, end);
      for (let h = 0; h < heads; h++)
        for (let t = from; t < stop; t++) {
          const slot = (r * heads + h) * Q + t - from;
          queryIndex[slot] = (start + t) * heads + h;
          querySlot[(start + t) * heads + h] = slots + slot;
        }
      for (let h = 0; h < kvHeads; h++)
        for (let t = 0; t < stop; t++)
          keySlot[(start + t - first) * kvHeads + h] = (r * kvHeads + h) * K + before + t;
    }
    const masked = (window: number | null): Float32Array => {
      if (even) return causal(from, end, before, before, window);
      const mask = new Float32Array(R * Q * K);
      for (const [r, { prefix }] of blockRows.entries())
        mask.set(causal(from, end, before, prefix, window), r * Q * K);
      return mask;
    };
    feeds[`${name}.queryIndex`] = queryIndex;
    feeds[`${name}.keyIndex`] = keysOf(blockRows, before, end, kvHeads, dummy);
    feeds[`${name}.keySlot`] = keySlot;
    for (const window of windows) feeds[maskName(`${name}.mask`, window)] = masked(window);
    slots += R * heads * Q;
  };
  if (P > 0) block("prompts", prompts, [0, 0, P], [0, Tp], true);
  const even = prefixes.every(({ length }) => length === P);
  for (let i = 0; i < stripes; i++) {
    const [end, from] = [sizes[`E${i}`], sizes[`E${i}`] - sizes[`Q${i}`]];
    const reaching = rows.filter(({ length }) => length > from);
    block(`stripe${i}`, reaching, [P, from, end], [Tp, sizes.own], even);
    if (P === 0) continue;
    const members = new Float32Array(prefixes.length * reaching.length);
    for (const [r, { group }] of reaching.entries()) members[group * reaching.length + r] = 1;
    feeds[`members${i}`] = members;
  }
  querySlot.fill(slots, dummy * heads);
  return { hasPrompts: P > 0, stripes, sizes, feeds, rows };
}

/** [rows, kvHeads, before + end] heads of packed tokens: each row's prompt's, then its own up to `end`; else the dummy's. */
function keysOf(
  rows: readonly Omit<PackedRow, "row" | "group">[],
  before: number,
  end: number,
  kvHeads: number,
  dummy: number,
): Int32Array {
  const K = before + end;
  const keyIndex = new Int32Array(rows.length * kvHeads * K).fill(dummy * kvHeads);
  for (const [r, { promptStart, prefix, start, length }] of rows.entries())
    for (let h = 0; h < kvHeads; h++) {
      const line = (r * kvHeads + h) * K;
      for (let t = 0; t < prefix; t++) keyIndex[line + t] = (promptStart + t) * kvHeads + h;
      for (let t = 0; t < Math.min(length, end); t++) keyIndex[line + before + t] = (start + t) * kvHeads + h;
    }
  return keyIndex;
}

/** The packed inputs that `packBatch` feeds, and the layout of attention over them in each layer. */
export function packedInputs(
  g: Graph,
  config: ModelConfig,
  hasPrompts: boolean,
  stripes: number,
  /** The longest sequence there may be. */
  longest: number,
): { ids: Tensor; positions: Tensor; layouts: AttentionLayout[] } {
  const layouts = new Map<number | null, AttentionLayout>();
  for (const window of windowsOf(config, longest))
    layouts.set(window, layoutInputs(g, config, hasPrompts, stripes, window));
  return {
    ids: g.input("ids", ["T"], int32),
    positions: g.input("positions", ["T", 1], { type: "int64" }),
    layouts: Array.from(
      { length: config.layers },
      (_, layer) => layouts.get(windowOf(config, layer, longest)) as AttentionLayout,
    ),
  };
}

/** The layout in layers that have that window; layouts differ in their masks alone. */
function layoutInputs(
  g: Graph,
  config: ModelConfig,
  hasPrompts: boolean,
  stripes: number,
  window: number | null,
): AttentionLayout {
  const { heads, kvHeads, headDim } = config;
  const responses = Array.from({ length: stripes }, (_, i) => ({
    ...blockInputs(g, config, `stripe${i}`, [`R${i}`, `Q${i}`, `K${i}`, `maskRows${i}`], window),
    keySlot: g.input(`stripe${i}.keySlot`, [`${kvHeads}*own`], int32),
    members: hasPrompts ? g.input(`members${i}`, ["G", `R${i}`]) : null,
  }));
  const prompts = hasPrompts && {
    ...blockInputs(g, config, "prompts", ["G", "P", "P", 1], window),
    keySlot: g.input("prompts.keySlot", [`${kvHeads}*Tp`], int32),
  };
  return {
    tokens: "T",
    promptTokens: "Tp",
    ownTokens: "own",
    heads,
    kvHeads,
    headDim,
    scale: config.attentionScale,
    cap: config.attentionCap,
    prompts: prompts || null,
    responses,
    querySlot: g.input("querySlot", [`${heads}*T`], int32),
  };
}

const int32 = { type: "int32" as const };

/** Inputs of a block of attention; but where its keys stand. */
function blockInputs(
  g: Graph,
  { heads, kvHeads }: ModelConfig,
  name: string,
  [rows, queries, keys, maskRows]: readonly [rows: string, queries: string, keys: string, maskRows: Dim],
  window: number | null,
) {
  return {
    ...{ rows, queries, keys },
    queryIndex: g.input(`${name}.queryIndex`, [rows, kvHeads, `${heads / kvHeads}*${queries}`], int32),
    keyIndex: g.input(`${name}.keyIndex`, [rows, kvHeads, keys], int32),
    mask: g.input(maskName(`${name}.mask`, window), [maskRows, 1, 1, queries, keys]),
  };
}

/** Added to a score, it leaves the key out. */
export const minusInfinity = -1e9;

/** The input with a mask, of the layers that see all or of those with a window. */
export const maskName = (mask: string, window: number | null) =>
  window === null ? mask : `${mask}:${window}`;

/**
 * [to − from, before + to]: query q, counted from `from`, sees the first `prefix` of the `before` keys and its own up to
 * itself, or as many of them, from itself back, as the window has.
 */
function causal(
  from: number,
  to: number,
  before: number,
  prefix: number,
  window: number | null,
): Float32Array {
  const keys = before + to;
  const mask = new Float32Array((to - from) * keys).fill(minusInfinity);
  for (let q = from; q < to; q++) seeBack(mask, (q - from) * keys, { prefix, before, own: q + 1 }, window);
  return mask;
}

/**
 * Opens one query's line of a mask, from `line` on: the first `prefix` of `before` keys, then `own` keys, itself the
 * last; with a window the last of these alone.
 */
function seeBack(
  mask: Float32Array,
  line: number,
  { prefix, before, own }: { prefix: number; before: number; own: number },
  window: number | null,
): void {
  const hidden = window === null ? 0 : Math.max(0, prefix + own - window);
  mask.fill(0, line + Math.min(hidden, prefix), line + prefix);
  mask.fill(0, line + before + Math.max(0, hidden - prefix), line + before + own);
}

/**
 * Feeds of a batch that is read at `positions`, by packed row: indices into the row's own tokens. Where they are few (step
 * scores), the last layer is worked out for those alone: one block of attention whose queries are the tokens read, and whose
 * keys are each row's prompt and own tokens. Rd tokens are read, Rr rows, at most Qr tokens in one, Kr keys a row. Null if
 * nothing is read, or so much that all queries cost no more.
 */
export function packReads(
  packed: PackedBatch,
  positions: readonly ArrayLike<number>[],
  config: ModelConfig,
  /** The longest sequence there may be. */
  longest: number,
): Pick<PackedBatch, "sizes" | "feeds"> | null {
  const { heads, kvHeads } = config;
  const { rows, sizes, stripes } = packed;
  const [P, S] = [sizes.P, sizes.S];
  const [Rr, Kr] = [rows.length, P + S];
  const Qr = largest(positions.map((read) => read.length));
  const Rd = positions.reduce((sum, read) => sum + read.length, 0);
  let full = sizes.G * P * P;
  for (let i = 0; i < stripes; i++) full += sizes[`R${i}`] * sizes[`Q${i}`] * sizes[`K${i}`];
  if (Rd === 0 || Rr * Qr * Kr >= full) return null;

  const reads = new Int32Array(Rd);
  const allPositions = packed.feeds.positions as BigInt64Array;
  // Padding asks for the first query, and its answer is never looked at.
  const queryIndex = new Int32Array(Rr * heads * Qr);
  const mask = new Float32Array(Rr * Qr * Kr).fill(minusInfinity);
  const slot = new Int32Array(Rd * heads);
  const window = windowOf(config, config.layers - 1, longest);
  let query = 0;
  rows.forEach(({ prefix, start }, r) => {
    for (let i = 0; i < positions[r].length; i++, query++) {
      const position = positions[r][i];
      reads[query] = start + position;
      for (let h = 0; h < heads; h++) {
        const place = (r * heads + h) * Qr + i;
        queryIndex[place] = query * heads + h;
        slot[query * heads + h] = place;
      }
      seeBack(mask, (r * Qr + i) * Kr, { prefix, before: P, own: position + 1 }, window);
    }
  });
  return {
    sizes: { Rd, Rr, Qr, Kr },
    feeds: {
      reads,
      "reads.positions": BigInt64Array.from(reads, (token) => allPositions[token]),
      "reads.queryIndex": queryIndex,
      "reads.keyIndex": keysOf(rows, P, S, kvHeads, sizes.Te),
      [maskName("reads.mask", window)]: mask,
      "reads.querySlot": slot,
    },
  };
}

/** The inputs that `packReads` feeds: which rows the last layer gives, and the layout of its attention. */
export function readInputs(
  g: Graph,
  config: ModelConfig,
  /** That of the last layer, whose window `longest` decides. */
  layout: AttentionLayout,
  longest: number,
): { read: Read; layout: AttentionLayout } {
  const reads = g.input("reads", ["Rd"], int32);
  const positions = g.input("reads.positions", ["Rd", 1], { type: "int64" });
  const window = windowOf(config, config.layers - 1, longest);
  const block = blockInputs(g, config, "reads", ["Rr", "Qr", "Kr", "Rr"], window);
  return {
    read: {
      // Positions are fed by themselves: no graphics processor gathers their type.
      rows: (x) => (x.type === "int64" ? positions : gatherRows(g, x, reads)),
      queries: "rows",
    },
    layout: {
      ...layout,
      prompts: null,
      responses: [{ ...block, keySlot: null, members: null }],
      querySlot: g.input("reads.querySlot", [`${config.heads}*Rd`], int32),
    },
  };
}
