// ProcessBench's protocol (arXiv 2412.06559): a process reward model points at the first wrong step of a solution, or at
// none. Pure functions over step probabilities; reading samples and scoring them is elsewhere.
import { smallest } from "../common/statistics.ts";
import { bootstrapFigures, type Estimate, grouped, type Share, share } from "./prm-intervals.ts";

/** A solution whose first error is known, and what the model says of its steps. */
export interface JudgedSolution {
  /** Solutions of the same problem are drawn together in a bootstrap. */
  problem: string;
  subset: string;
  /** Index of the first wrong step; −1: all are right. */
  label: number;
  /** p(good) of each step. */
  probabilities: readonly number[];
}

/** Figures of one subset. */
export interface FirstErrorFigures {
  subset: string;
  solutions: number;
  /** Solutions with an error whose first wrong step was found exactly; right solutions in which none was found. */
  erroneous: Share;
  correct: Share;
  /** Harmonic mean of the two. */
  f1: Estimate;
}

export interface FirstErrorResult {
  threshold: number;
  /** The subset that the threshold was chosen on, for the highest F1 there; null: it was given. */
  chosenOn: string | null;
  subsets: FirstErrorFigures[];
  /** Mean of F1 over subsets. */
  meanF1: Estimate;
  /** Predicted less true index of the first error, of solutions with an error where one was predicted: [offset, count]. */
  offsets: [offset: number, count: number][];
  /** Solutions with an error in which none was predicted; right solutions in which one was. */
  missed: number;
  falseAlarms: number;
}

/** Index of the first step with p(good) < threshold; −1 where there is none. */
export function firstError(probabilities: readonly number[], threshold: number): number {
  return probabilities.findIndex((p) => p < threshold);
}

/** 2ab/(a + b); 0 where both are 0, NaN where one is not a number. */
export function harmonicMean(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (2 * a * b) / (a + b);
}

/**
 * The protocol's figures by subset, in order of appearance. Shares have Wilson intervals; F1 and its mean a bootstrap
 * over the problems of each subset.
 */
export function firstErrorResult(
  solutions: readonly JudgedSolution[],
  {
    threshold = 0.5,
    chosenOn = null,
    seed = 0,
  }: { threshold?: number; chosenOn?: string | null; seed?: number } = {},
): FirstErrorResult {
  const names = [...new Set(solutions.map(({ subset }) => subset))];
  const byProblem = grouped(solutions.map(({ subset, problem }) => `${subset}\n${problem}`));
  // By problem: its subset, and solutions with an error found and in all, right ones passed and in all.
  const strata = new Array<number>(byProblem.count).fill(0);
  const tallies = strata.map(() => [0, 0, 0, 0]);
  const offsets = new Map<number, number>();
  let missed = 0;
  let falseAlarms = 0;
  solutions.forEach(({ subset, label, probabilities }, i) => {
    const predicted = firstError(probabilities, threshold);
    const problem = byProblem.groups[i];
    strata[problem] = names.indexOf(subset);
    const side = label === -1 ? 2 : 0;
    tallies[problem][side] += Number(predicted === label);
    tallies[problem][side + 1]++;
    if (label === -1) falseAlarms += Number(predicted !== -1);
    else if (predicted === -1) missed++;
    else offsets.set(predicted - label, (offsets.get(predicted - label) ?? 0) + 1);
  });
  const totals = (weights: ArrayLike<number>) => {
    const sums = names.map(() => [0, 0, 0, 0]);
    tallies.forEach((tally, p) => {
      for (let k = 0; k < 4; k++) sums[strata[p]][k] += weights[p] * tally[k];
    });
    return sums;
  };
  const f1 = ([found, erroneous, passed, correct]: readonly number[]) =>
    harmonicMean(found / erroneous, passed / correct);
  const estimates = bootstrapFigures(
    strata,
    (weights) => {
      const values = totals(weights).map(f1);
      return [...values, values.reduce((sum, value) => sum + value, 0) / values.length];
    },
    { seed },
  );
  const all = totals(strata.map(() => 1));
  return {
    threshold,
    chosenOn,
    subsets: names.map((subset, s) => ({
      subset,
      solutions: all[s][1] + all[s][3],
      erroneous: share(all[s][0], all[s][1]),
      correct: share(all[s][2], all[s][3]),
      f1: estimates[s],
    })),
    meanF1: estimates[names.length],
    offsets: [...offsets].sort(([a], [b]) => a - b),
    missed,
    falseAlarms,
  };
}

/**
 * The threshold in [0, 1] with the highest F1 on `solutions`, exactly: among ranges of thresholds that are equally good,
 * the one nearest to 0.5, and of that the point nearest to its middle. Null where solutions with an error, or without,
 * are missing.
 */
export function bestThreshold(
  solutions: readonly JudgedSolution[],
): { threshold: number; f1: number } | null {
  const erroneous = solutions.filter(({ label }) => label !== -1).length;
  const correct = solutions.length - erroneous;
  if (erroneous === 0 || correct === 0) return null;
  // Step i is predicted exactly for thresholds in (p_i, least of the steps before]; none is up to the least of all.
  const changes = new Map<number, [found: number, passed: number]>();
  const change = (above: number, found: number, passed: number) => {
    const [foundAbove, passedAbove] = changes.get(above) ?? [0, 0];
    changes.set(above, [foundAbove + found, passedAbove + passed]);
  };
  for (const { label, probabilities } of solutions) {
    if (label === -1) {
      change(smallest(probabilities), 0, -1);
      continue;
    }
    const before = smallest(probabilities.slice(0, label));
    if (probabilities[label] < before) {
      change(probabilities[label], 1, 0);
      change(before, -1, 0);
    }
  }
  // Ranges (from, to] in ascending order; the first is [0, smallest].
  const edges = [...changes.keys()].filter((edge) => edge < 1).sort((a, b) => a - b);
  let found = 0;
  let passed = correct;
  let best = { threshold: 0, f1: 0, distance: Number.POSITIVE_INFINITY };
  const consider = (from: number, to: number) => {
    const f1 = harmonicMean(found / erroneous, passed / correct);
    const middle = (from + to) / 2;
    // Neighbouring floats have no middle; `to` itself always lies in the range.
    const threshold = middle > from ? middle : to;
    const distance = 0.5 > from && 0.5 <= to ? 0 : Math.min(Math.abs(from - 0.5), Math.abs(to - 0.5));
    if (f1 > best.f1 + 1e-12 || (f1 > best.f1 - 1e-12 && distance < best.distance))
      best = { threshold, f1, distance };
  };
  consider(0, edges[0] ?? 1);
  edges.forEach((edge, i) => {
    const [addFound, addPassed] = changes.get(edge) as [number, number];
    found += addFound;
    passed += addPassed;
    consider(edge, edges[i + 1] ?? 1);
  });
  return { threshold: best.threshold, f1: best.f1 };
}
