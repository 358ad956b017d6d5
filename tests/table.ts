// Tables for tests, from responses written down one by one.
import { joined, rowOf, startsOf } from "../src/common/rows.ts";
import type { EncodedPrompt } from "../src/data/prompts.ts";
import { type ArrivedResponse, type Credited, sampledTable } from "../src/data/table.ts";
import { type ReadRows, readRows, type StepScorer } from "../src/reward/prm.ts";
import type { JudgedAnswer } from "../src/reward/verifiable.ts";
import { tokenGroups } from "./rows.ts";

/** A response with all that a table may hold of it; every array is [tokens], or [steps]. */
export interface Row extends ArrivedResponse {
  text: string;
  stepEnds: number[];
  scores?: number[];
  verdict: JudgedAnswer;
  refLogprobs?: Float32Array;
  values?: Float32Array;
  transformed: number[];
  returns: number[];
  advantages: number[];
  trained: number[];
}

const problem = { id: "p", prompt: "1+1=", answer: "7" };
export const prompt: EncodedPrompt = { problem, text: "text of p", tokens: [1] };
export const noVerdict: JudgedAnswer = { reward: null, answer: null, correct: null, undecided: null };

/**
 * The table of these responses, by prompt: one token that is a step and has no credit, where nothing else is said. Scores,
 * reference and values are there where the first response has them.
 */
export function tableOf(
  groups: readonly (readonly Partial<Row>[])[],
  prompts: readonly EncodedPrompt[] = groups.map(() => prompt),
): Credited {
  const rows = groups.flatMap((group, g) =>
    group.map((row, k): Row => {
      const tokens = row.tokens ?? [5];
      const zeros = tokens.map(() => 0);
      const ones = tokens.map(() => 1);
      return {
        ...{ prompt: g, sample: k, tokens, mask: Uint8Array.from(ones), finish: "stop", text: "1" },
        ...{ logprobs: new Float32Array(tokens.length).fill(-1), stepEnds: [tokens.length - 1] },
        ...{ verdict: noVerdict, transformed: [], returns: zeros, advantages: zeros, trained: ones, ...row },
      };
    }),
  );
  const of = <T>(read: (row: Row) => T) => rows.map(read);
  const floats = (key: "refLogprobs" | "values") =>
    rows[0]?.[key] &&
    joined(
      Float32Array,
      of((row) => row[key]!),
    );
  return {
    ...sampledTable(prompts, rows),
    texts: of(({ text }) => text),
    stepStarts: startsOf(of(({ stepEnds }) => stepEnds)),
    stepEnds: joined(
      Int32Array,
      of(({ stepEnds }) => stepEnds),
    ),
    scores: rows[0]?.scores
      ? joined(
          Float64Array,
          of(({ scores }) => scores!),
        )
      : null,
    verifiable: of(({ verdict }) => verdict.reward),
    answers: of(({ verdict }) => verdict.answer),
    correct: of(({ verdict }) => verdict.correct),
    undecided: of(({ verdict }) => verdict.undecided),
    refLogprobs: floats("refLogprobs"),
    values: floats("values"),
    transformed: joined(
      Float64Array,
      of(({ transformed }) => transformed),
    ),
    returns: joined(
      Float64Array,
      of(({ returns }) => returns),
    ),
    advantages: joined(
      Float64Array,
      of(({ advantages }) => advantages),
    ),
    trained: joined(
      Uint8Array,
      of(({ trained }) => trained),
    ),
  };
}

/**
 * The response with tokens of somebody else put in, one before each of these indices (that of no token: at the end). What
 * the columns hold there is nonsense that must not be looked at. A step goes on up to its next own token.
 */
export function withForeign(row: Partial<Row>, before: readonly number[]): Partial<Row> {
  const { tokens = [5] } = row;
  const own = Array.from({ length: tokens.length + 1 }, (_, t) => [
    ...before.filter((at) => at === t).map(() => false),
    ...(t < tokens.length ? [true] : []),
  ]).flat();
  const put = (values: ArrayLike<number>, foreign: number) => {
    let t = 0;
    return own.map((mine) => (mine ? values[t++] : foreign));
  };
  const changed = Object.entries(row).map(([key, values]) => {
    if (values instanceof Float32Array) return [key, Float32Array.from(put(values, Number.NaN))];
    if (["returns", "advantages", "trained"].includes(key)) return [key, put(values as number[], 0)];
    if (key !== "stepEnds") return [key, values];
    const last = (end: number) =>
      own.findIndex((_, t) => own.slice(0, t + 1).filter(Boolean).length > end + 1);
    return [key, row.stepEnds!.map((end) => (last(end) < 0 ? own.length : last(end)) - 1)];
  });
  const mask = Uint8Array.from(own, Number);
  return { ...Object.fromEntries(changed), tokens: put(tokens, 5), mask };
}

/** What a process reward model reads, group by group. */
export interface ReadGroup {
  prompt: number[];
  responses: { tokens: number[]; positions: number[] }[];
}

export function readTable(groups: readonly ReadGroup[]): ReadRows {
  const prompt = groups.flatMap(({ responses }, g) => responses.map(() => g));
  const prompts = groups.map(({ prompt }) => ({ tokens: prompt }));
  return readRows(
    prompts,
    Int32Array.from(prompt),
    groups.flatMap(({ responses }) => responses),
  );
}

export function readGroups(rows: ReadRows): ReadGroup[] {
  const { positions, stepStarts } = rows;
  let r = 0;
  return tokenGroups(rows).map(({ prompt, responses }) => ({
    prompt,
    responses: responses.map((tokens) => ({
      tokens,
      positions: Array.from(rowOf(positions, stepStarts, r++)),
    })),
  }));
}

/** Scores of a group, [responses][steps], as a scorer. */
export function scorerOf(score: (group: ReadGroup) => number[][]): StepScorer {
  return { score: async (rows) => Float64Array.from(readGroups(rows).flatMap(score).flat()) };
}
