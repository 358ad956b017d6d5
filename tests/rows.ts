// Rows for tests from groups written down one by one, and columns read back group by group.
import { groupsOf, joined, rowOf, startsOf, tokenRows } from "../src/common/rows.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  Reads,
  TokenRows,
} from "../src/engine/types.ts";

const names = ["weights", "advantages", "old", "sampler", "reference", "targets"] as const;

/** A response with what a loss reads of it; every array is [tokens]. */
export type Datum = { tokens: ArrayLike<number>; weights: Float32Array } & Partial<
  Record<(typeof names)[number], Float32Array>
>;

/** The responses of one prompt. */
export interface Group {
  prompt: ArrayLike<number>;
  responses: readonly Datum[];
}

/** The same without columns. */
export interface TokenGroup {
  prompt: ArrayLike<number>;
  responses: readonly ArrayLike<number>[];
}

/** By group, by response: which of its tokens are read. */
export type Positions = readonly (readonly ArrayLike<number>[])[];

export function tokenRowsOf(groups: readonly TokenGroup[]): TokenRows {
  return tokenRows(
    groups.map(({ prompt }) => ({ tokens: prompt })),
    groups.flatMap(({ responses }, g) => responses.map(() => g)),
    groups.flatMap(({ responses }) => responses),
  );
}

export function lossRowsOf(groups: readonly Group[]): LossRows {
  const data = groups.flatMap(({ responses }) => responses);
  const column = (name: (typeof names)[number]) =>
    joined(
      Float32Array,
      data.map((datum) => datum[name]!),
    );
  const columns = names
    .filter((name) => data.every((datum) => datum[name]))
    .map((name) => [name, column(name)]);
  return { ...tokenRowsOf(bare(groups)), weights: new Float32Array(0), ...Object.fromEntries(columns) };
}

export function readsOf(positions: Positions): Reads {
  const read = positions.flat();
  return { stepStarts: startsOf(read), positions: joined(Int32Array, read) };
}

export const bare = (groups: readonly Group[]): TokenGroup[] =>
  groups.map(({ prompt, responses }) => ({ prompt, responses: responses.map(({ tokens }) => tokens) }));

/** What rows are, group by group; a prompt without a row is no group. */
export function tokenGroups(rows: TokenRows): { prompt: number[]; responses: number[][] }[] {
  return lossGroups({ ...rows, weights: new Float32Array(rows.tokens.length) }).map(
    ({ prompt, responses }) => ({
      prompt,
      responses: responses.map(({ tokens }) => tokens),
    }),
  );
}

/** Likewise, with the columns that are there. */
export function lossGroups(rows: LossRows) {
  return groupsOf(rows).map(([from, to]) => ({
    prompt: Array.from(rows.prompts[rows.prompt[from]].tokens),
    responses: Array.from({ length: to - from }, (_, k) => {
      const columns = names
        .filter((name) => rows[name])
        .map((name) => [name, rowOf(rows[name]!, rows.starts, from + k)]);
      const tokens = Array.from(rowOf(rows.tokens, rows.starts, from + k));
      return { tokens, ...(Object.fromEntries(columns) as Omit<Datum, "tokens">) };
    }),
  }));
}

/** A column of so many numbers for each of `starts`, tokens or reads, by group, by response. */
export function byGroup(rows: TokenRows, starts: Int32Array, column: Float32Array): Float32Array[][] {
  const total = starts[starts.length - 1];
  const width = total > 0 ? column.length / total : 0;
  return groupsOf(rows).map(([from, to]) =>
    Array.from({ length: to - from }, (_, k) =>
      column.slice(starts[from + k] * width, starts[from + k + 1] * width),
    ),
  );
}

type Scores = Promise<Float32Array[][]>;

/** The verbs of an engine, over groups. */
export async function logprobsOf(engine: Pick<Engine, "logprobs">, groups: readonly TokenGroup[]): Scores {
  const rows = tokenRowsOf(groups);
  return byGroup(rows, rows.starts, await engine.logprobs(rows));
}

export async function logitsOf(
  engine: Pick<Engine, "classify">,
  groups: readonly TokenGroup[],
  positions?: Positions,
): Scores {
  const rows = tokenRowsOf(groups);
  const reads = positions && readsOf(positions);
  return byGroup(rows, reads?.stepStarts ?? rows.starts, await engine.classify(rows, reads));
}

export async function passOf(
  engine: Pick<Engine, "forwardBackward">,
  groups: readonly Group[],
  loss: Loss,
): Promise<Omit<LossResult, "logprobs"> & { logprobs: Float32Array[][] }> {
  const rows = lossRowsOf(groups);
  const result = await engine.forwardBackward(rows, loss);
  return { ...result, logprobs: byGroup(rows, rows.starts, result.logprobs) };
}

/** Pass and step of one batch, the step asked for before the pass is answered. */
export async function stepOf(
  engine: Pick<Engine, "forwardBackward" | "optimStep">,
  groups: readonly Group[],
  loss: Loss,
  params: AdamParams,
) {
  const [result, optim] = await Promise.all([passOf(engine, groups, loss), engine.optimStep(params)]);
  return { loss: result, optim };
}
