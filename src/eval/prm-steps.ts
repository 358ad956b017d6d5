// Figures of single steps: PRMBench's F1 of good and bad steps and PRMScore (arXiv 2501.03124), ranking (AUC) and
// calibration. Pure functions over step probabilities and labels.
import { type CalibrationBin, calibrationBins } from "../common/calibration.ts";
import { bootstrapFigures, type Estimate, grouped } from "./prm-intervals.ts";

/** The labelled steps of a solution, and what the model says of them. */
export interface LabelledScores {
  /** Solutions of the same problem are drawn together in a bootstrap. */
  problem: string;
  /** p(good) of each step. */
  probabilities: readonly number[];
  /** Probability that the step is good (0 and 1 where it is known); null: it is not known, the step does not count. */
  labels: readonly (number | null)[];
}

export interface StepFigures {
  threshold: number;
  solutions: number;
  problems: number;
  /** Steps with a label; those labelled good (at least ½) and bad; those whose label is neither 0 nor 1. */
  steps: number;
  good: number;
  bad: number;
  soft: number;
  /** Steps predicted good are those with p(good) ≥ threshold. */
  accuracy: Estimate;
  f1Good: Estimate;
  f1Bad: Estimate;
  /** Mean of the two F1 (weights ½ and ½). */
  prmScore: Estimate;
  auc: Estimate;
  calibrationError: Estimate;
  /** Mean (p(good) − label)². */
  brier: Estimate;
  bins: CalibrationBin[];
  /** Steps by p(good), in `HISTOGRAM_BINS` parts of [0, 1] of equal width. */
  histogram: { good: number[]; bad: number[] };
}

export const HISTOGRAM_BINS = 20;

/**
 * Figures over all labelled steps, each with a bootstrap over problems. A soft label counts as good from ½ on in
 * accuracy, F1 and AUC; calibration and Brier score take it as it is. F1 is TP-based as in PRMBench: 2TP/(2TP + FP + FN),
 * with good, then bad, as the positive kind.
 */
export function stepFigures(
  solutions: readonly LabelledScores[],
  { threshold = 0.5, bins = 10, seed = 0 }: { threshold?: number; bins?: number; seed?: number } = {},
): StepFigures {
  const { groups, count } = grouped(solutions.map(({ problem }) => problem));
  const steps: { p: number; label: number; problem: number }[] = [];
  solutions.forEach(({ probabilities, labels }, i) => {
    labels.forEach((label, s) => {
      if (label !== null) steps.push({ p: probabilities[s], label, problem: groups[i] });
    });
  });
  // In ascending order once, so that every draw needs one pass for the ranks.
  steps.sort((a, b) => a.p - b.p);
  const bounds = (parts: number) => steps.map(({ p }) => Math.min(parts - 1, Math.floor(p * parts)));
  const binOf = bounds(bins);
  const figures = (weights: ArrayLike<number>): number[] => {
    // [predicted good][labelled good]
    const table = [
      [0, 0],
      [0, 0],
    ];
    const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0 }));
    let squares = 0;
    let total = 0;
    steps.forEach(({ p, label, problem }, i) => {
      const weight = weights[problem];
      if (weight === 0) return;
      table[Number(p >= threshold)][Number(label >= 0.5)] += weight;
      sums[binOf[i]].predicted += weight * p;
      sums[binOf[i]].observed += weight * label;
      squares += weight * (p - label) ** 2;
      total += weight;
    });
    const [[trueBad, falseBad], [falseGood, trueGood]] = table;
    const wrong = falseBad + falseGood;
    const f1Good = (2 * trueGood) / (2 * trueGood + wrong);
    const f1Bad = (2 * trueBad) / (2 * trueBad + wrong);
    const error = sums.reduce((sum, bin) => sum + Math.abs(bin.predicted - bin.observed), 0) / total;
    const accuracy = (trueGood + trueBad) / total;
    return [
      accuracy,
      f1Good,
      f1Bad,
      (f1Good + f1Bad) / 2,
      weightedAuc(steps, weights),
      error,
      squares / total,
    ];
  };
  const [accuracy, f1Good, f1Bad, prmScore, auc, calibrationError, brier] = bootstrapFigures(
    new Array<number>(count).fill(0),
    figures,
    { seed },
  );
  const zeros = () => new Array<number>(HISTOGRAM_BINS).fill(0);
  const histogram = { good: zeros(), bad: zeros() };
  const parts = bounds(HISTOGRAM_BINS);
  steps.forEach(({ label }, i) => {
    histogram[label >= 0.5 ? "good" : "bad"][parts[i]]++;
  });
  const good = steps.filter(({ label }) => label >= 0.5).length;
  return {
    threshold,
    solutions: solutions.length,
    problems: count,
    steps: steps.length,
    good,
    bad: steps.length - good,
    soft: steps.filter(({ label }) => label > 0 && label < 1).length,
    accuracy,
    f1Good,
    f1Bad,
    prmScore,
    auc,
    calibrationError,
    brier,
    bins: calibrationBins(
      steps.map(({ p }) => p),
      steps.map(({ label }) => label),
      bins,
    ),
    histogram,
  };
}

/**
 * Area under the ROC curve where each step counts `weights[problem]` times: the share of (good, bad) pairs in which the
 * good one is higher, ties one half. `steps` in ascending order of p. NaN where one kind is missing.
 */
function weightedAuc(
  steps: readonly { p: number; label: number; problem: number }[],
  weights: ArrayLike<number>,
): number {
  let [goods, bads, pairs] = [0, 0, 0];
  for (let from = 0; from < steps.length; ) {
    const p = steps[from].p;
    let [good, bad] = [0, 0];
    for (; from < steps.length && steps[from].p === p; from++) {
      const { label, problem } = steps[from];
      if (label >= 0.5) good += weights[problem];
      else bad += weights[problem];
    }
    pairs += good * (bads + bad / 2);
    goods += good;
    bads += bad;
  }
  return pairs / (goods * bads);
}

/** What ProcessBench's label says of each step: right before the first error, wrong at it, nothing known after it. */
export function labelsUntilError(label: number, steps: number): (number | null)[] {
  return Array.from({ length: steps }, (_, i) => (label === -1 || i < label ? 1 : i === label ? 0 : null));
}

/** Index of the first step labelled bad (below ½); −1 where there is none. */
export function firstBad(labels: readonly (number | null)[]): number {
  return labels.findIndex((label) => label !== null && label < 0.5);
}
