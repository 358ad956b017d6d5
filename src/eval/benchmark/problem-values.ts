// Each problem's value of every figure, from its judged responses, and means of them: what a suite's figures, their mean
// over suites and paired comparisons are made from. Values over subsets of k of n samples are exact expectations
// (../votes.ts).
import { groupBy } from "../../common/grouping.ts";
import { mean } from "../../common/statistics.ts";
import { bootstrapFigures, type Estimate } from "../prm-intervals.ts";
import { bestOf, majorityOf, passAt } from "../votes.ts";
import type { Conditions, VerdictRecord } from "./types.ts";

/** What every problem of an evaluation was asked for. */
export interface Asked {
  greedy: boolean;
  /** Samples a problem, n; 0: none. */
  samples: number;
  /** Longest response, in tokens. */
  maxTokens: number;
  /** Whether steps were judged. */
  chain: boolean;
}

/** The verdicts on one problem, in so far as they are whole. */
export interface JudgedProblem<P> {
  problem: P;
  /** Null: not asked, or missing. */
  greedy: VerdictRecord | null;
  /** [n] by sample; null: not asked, or one of them is missing. */
  samples: VerdictRecord[] | null;
  /** Samples that are there. */
  sampled: number;
}

/** What a figure of samples is over: k of them. */
export const CURVES = ["pass", "maj", "best", "cot"] as const;
export type CurveName = (typeof CURVES)[number];

/** Figures of the responses themselves, of the greedy one or the mean over samples. */
export const TRAITS = ["formatted", "truncated", "withoutAnswer", "length"] as const;
export type Trait = (typeof TRAITS)[number];

/** "greedy": right at temperature 0; "greedy.cot": and every step too; "maj@8": majority vote of 8 samples. */
export type FigureKey =
  | "greedy"
  | "greedy.cot"
  | `greedy.${Trait}`
  | `${CurveName}@${number}`
  | `samples.${Trait}`;

/** [problems] of each figure; NaN where a problem has none: a response is missing, or its length is not known. */
export type FigureValues = Map<FigureKey, Float64Array>;

export function askedOf(setup: Pick<Conditions, "sampling" | "chain">): Asked {
  const { greedy, samples, maxTokens } = setup.sampling;
  return { greedy, samples, maxTokens, chain: setup.chain !== null };
}

/** 1, 2, 4 … and `n` itself. */
export function sizesUpTo(n: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size < n; size *= 2) sizes.push(size);
  return n > 0 ? [...sizes, n] : sizes;
}

/**
 * The verdicts of `suite` by problem, in the order of `problems`. Verdicts on what was not asked are left out.
 * Throws a RangeError where a response has two verdicts: it would count twice.
 */
export function judgedProblems<P extends { id: string }>(
  suite: string,
  problems: readonly P[],
  verdicts: readonly VerdictRecord[],
  asked: Asked,
): JudgedProblem<P>[] {
  if (new Set(problems.map(({ id }) => id)).size < problems.length)
    throw new RangeError(`${suite}: two problems have the same id`);
  const wanted = ({ sample }: VerdictRecord) => (sample === "greedy" ? asked.greedy : sample < asked.samples);
  const own = verdicts.filter((verdict) => verdict.suite === suite && wanted(verdict));
  const byProblem = groupBy(own, ({ problem }) => problem);
  const numbers = Array.from({ length: asked.samples }, (_, n) => n);
  return problems.map((problem) => {
    const bySample = groupBy(byProblem.get(problem.id) ?? [], ({ sample }) => sample);
    for (const [sample, [, second]] of bySample)
      if (second) throw new RangeError(`${suite}: two verdicts on problem ${problem.id}, sample ${sample}`);
    const samples = numbers.flatMap((n) => bySample.get(n) ?? []);
    const whole = asked.samples > 0 && samples.length === asked.samples;
    const [greedy = null] = bySample.get("greedy") ?? [];
    return { problem, greedy, samples: whole ? samples : null, sampled: samples.length };
  });
}

/** Right, and every step judged right. */
const chainHolds = ({ correct, chainRight }: VerdictRecord) => correct === true && chainRight === true;

/** p(good) of the weakest step; −∞ where there is none, or no answer to pick. */
const leastStep = ({ steps, class: of }: VerdictRecord) =>
  steps === null || steps.length === 0 || of < 0
    ? Number.NEGATIVE_INFINITY
    : steps.reduce((least, p) => Math.min(least, p), 1);

/** Whether scores of steps are there to choose by. */
export function hasSteps(judged: readonly JudgedProblem<unknown>[]): boolean {
  return judged.some(({ samples }) => samples?.some(({ steps }) => steps !== null));
}

const TRAIT_READERS: Record<Trait, (record: VerdictRecord) => number> = {
  formatted: ({ formatted }) => Number(formatted),
  truncated: ({ truncated }) => Number(truncated),
  withoutAnswer: ({ answer }) => Number(answer === null),
  length: ({ tokens }) => tokens ?? Number.NaN,
};

/** Mean of a trait over `records`; NaN for the length where one is not known. */
const trait = (name: Trait, records: readonly VerdictRecord[]) => mean(records.map(TRAIT_READERS[name]));

/** The values of every figure that was asked for; best-of-n where scores of steps are there. */
export function problemValues(judged: readonly JudgedProblem<unknown>[], asked: Asked): FigureValues {
  const values: FigureValues = new Map();
  const column = <T>(key: FigureKey, of: readonly (T | null)[], read: (of: T) => number) =>
    values.set(
      key,
      Float64Array.from(of, (one) => (one === null ? Number.NaN : read(one))),
    );
  if (asked.greedy) {
    const records = judged.map(({ greedy }) => greedy);
    column("greedy", records, ({ correct }) => Number(correct === true));
    if (asked.chain) column("greedy.cot", records, (record) => Number(chainHolds(record)));
    for (const name of TRAITS) column(`greedy.${name}`, records, (record) => trait(name, [record]));
  }
  if (asked.samples > 0) {
    const n = asked.samples;
    const records = judged.map(({ samples }) => samples);
    const tallies = records.map((samples) => samples && tally(samples));
    const scored = hasSteps(judged);
    for (const k of sizesUpTo(n)) {
      column(`pass@${k}`, tallies, ({ right }) => passAt(right, n, k));
      column(`maj@${k}`, tallies, ({ sizes, rightClasses, voteless }) =>
        majorityOf(sizes, rightClasses, voteless, k),
      );
      if (scored) column(`best@${k}`, tallies, ({ scores, correct }) => bestOf(scores, correct, k));
      if (asked.chain) column(`cot@${k}`, tallies, ({ chains }) => passAt(chains, n, k));
    }
    for (const name of TRAITS) column(`samples.${name}`, records, (own) => trait(name, own));
  }
  return values;
}

/** What the subsets of a problem's samples are counted from, [n] and [classes]. A class is right where its first response is. */
function tally(samples: readonly VerdictRecord[]) {
  const byClass = groupBy(samples, ({ class: of }) => of);
  const voteless = byClass.get(-1)?.length ?? 0;
  byClass.delete(-1);
  const classes = [...byClass.values()];
  const correct = samples.map((record) => record.correct === true);
  return {
    correct,
    scores: samples.map(leastStep),
    right: correct.filter(Boolean).length,
    chains: samples.filter(chainHolds).length,
    voteless,
    sizes: classes.map(({ length }) => length),
    rightClasses: classes.map(([first]) => first.correct === true),
  };
}

interface ColumnMean extends Estimate {
  /** Problems with a value. */
  problems: number;
}

/**
 * The mean over `strata` (suites) of the mean over each one's problems, of each of the `keys` that all of them have, with
 * the interval of a bootstrap over the problems of each; null where a stratum has no value. Problems without a value are
 * left out.
 */
export function columnMeans(
  strata: readonly FigureValues[],
  keys: readonly FigureKey[],
  seed: number,
): Map<FigureKey, ColumnMean> {
  const shared = keys.filter((key) => strata.every((values) => values.has(key)));
  // Figures that the same problems have (all of the samples; all of the greedy responses) are drawn together.
  const there = (column: Float64Array) =>
    Array.from(column.keys()).filter((problem) => !Number.isNaN(column[problem]));
  const rowed = shared.map((key) => ({ key, rows: strata.map((values) => there(values.get(key)!)) }));
  const found = new Map<FigureKey, ColumnMean>();
  for (const together of groupBy(rowed, ({ rows }) => JSON.stringify(rows)).values()) {
    const [{ rows }] = together;
    const own = together.map(({ key }) => key);
    const problems = rows.reduce((total, { length }) => total + length, 0);
    const means = rows.every(({ length }) => length > 0) ? drawnMeans(strata, rows, own, seed) : [];
    own.forEach((key, i) => {
      found.set(key, { ...(means[i] ?? { value: null, interval: null }), problems });
    });
  }
  return new Map(shared.map((key) => [key, found.get(key)!]));
}

function drawnMeans(
  strata: readonly FigureValues[],
  rows: readonly number[][],
  keys: readonly FigureKey[],
  seed: number,
): Estimate[] {
  const members = rows.flatMap((own, s) => own.map((problem) => ({ problem, s })));
  const width = keys.length;
  // [problems, figures], each value by what its problem is of the mean.
  const parts = new Float64Array(members.length * width);
  members.forEach(({ problem, s }, row) => {
    keys.forEach((key, f) => {
      parts[row * width + f] = strata[s].get(key)![problem] / (rows[s].length * strata.length);
    });
  });
  return bootstrapFigures(
    members.map(({ s }) => s),
    (weights) => {
      const means = new Array<number>(width).fill(0);
      for (let row = 0, at = 0; row < members.length; row++) {
        const weight = weights[row];
        if (weight === 0) at += width;
        else for (let f = 0; f < width; f++) means[f] += weight * parts[at++];
      }
      return means;
    },
    { seed },
  );
}

/** What the figures are called, wherever they are shown. */
export const CURVE_NAMES: Record<CurveName, string> = {
  pass: "pass",
  maj: "maj",
  best: "best-of",
  cot: "CoT-pass",
};

const TRAIT_NAMES: Record<Trait, string> = {
  formatted: "answer format",
  truncated: "cut at the limit",
  withoutAnswer: "without answer",
  length: "mean length",
};

/** "greedy pass@1", "maj@8", "best-of-8", "CoT-pass@1", "mean length, samples". */
export function figureLabel(key: FigureKey): string {
  if (key === "greedy") return "greedy pass@1";
  if (key === "greedy.cot") return "greedy CoT-pass@1";
  const [curve, k] = key.split("@");
  if (k !== undefined) return `${CURVE_NAMES[curve as CurveName]}${curve === "best" ? "-" : "@"}${k}`;
  const [kind, trait] = key.split(".");
  return `${TRAIT_NAMES[trait as Trait]}, ${kind}`;
}

/** Whether the figure is a share, to be shown as per cent; a length is in tokens. */
export const isShare = (key: FigureKey) => !key.endsWith(".length");
