// Where a batch is read at few tokens (step scores), its last layer is worked out for those alone: one block of
// attention whose queries are the tokens read, and whose keys are each row's prompt and own tokens.
import { largest } from "../../common/statistics.ts";
import type { Graph } from "../../graph/graph.ts";
import type { AttentionLayout } from "../../graph/nn.ts";
import { gatherRows } from "../../graph/ops.ts";
import { type ModelConfig, windowOf } from "../../model/config.ts";
import type { Read } from "../../model/network.ts";
import { blockInputs, keysOf, maskName, minusInfinity, type PackedBatch, seeBack } from "./batch.ts";

/**
 * Feeds of a batch that is read at `positions`, by packed row: indices into the row's own tokens. Rd tokens are read,
 * Rr rows, at most Qr tokens in one, Kr keys a row. Null if nothing is read, or so much that all queries cost no more.
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
  const int32 = { type: "int32" as const };
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
