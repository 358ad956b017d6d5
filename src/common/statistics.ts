// What is computed from several runs of one configuration: intervals that know of seeds and of problems, and when a
// curve first reaches a level; the interval of one share; extremes. Pure functions over numbers.
import { Random } from "./random.ts";

/** One run's value of each held-out problem: 1 right, 0 wrong; or, of two runs, the difference of those (−1, 0, 1). */
export interface ProblemValues {
  /** What tells the problems apart, in order. */
  problems: readonly string[];
  /** [problems] */
  values: readonly number[];
}

const RESAMPLES = 4000;

/** −∞ for none. Unlike `Math.max(...values)` it takes any number of values: a call has room for about 120,000. */
export function largest(values: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** ∞ for none; as `largest`. */
export function smallest(values: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = Math.min(least, value);
  return least;
}

/** 95% Wilson score interval of a share (Wilson, 1927). */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  const z = 1.959963984540054;
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * 95% interval of the mean over seeds of the mean over problems, by a two-level percentile bootstrap: seeds are drawn
 * with replacement, then problems. It answers "what if other seeds and other problems had been drawn", where a Wilson
 * interval over problems × seeds takes every answer for independent and is too narrow.
 *
 * Where all seeds have the same problems, one draw of problems serves all seeds of a resample: a problem that is hard
 * is hard for every seed. Otherwise each drawn seed draws among its own. With one seed only problems are drawn, and
 * the interval says nothing of other seeds; with two or three it is still too narrow (a bootstrap of n seeds has
 * (n − 1)/n of their variance). The same `seed` gives the same interval.
 * @throws RangeError where there is no run, or one without problems.
 */
export function bootstrapInterval(
  runs: readonly ProblemValues[],
  { seed = 0, resamples = RESAMPLES }: { seed?: number; resamples?: number } = {},
): [low: number, high: number] {
  if (runs.length === 0 || runs.some(({ values }) => values.length === 0))
    throw new RangeError("a bootstrap needs a run, and a problem in every run");
  const random = new Random(seed).fork("bootstrap");
  const shared = runs.every((run) => sameProblems(run, runs[0]));
  const means = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let drawn = shared ? drawIndices(random, runs[0].values.length) : null;
    let total = 0;
    for (let s = 0; s < runs.length; s++) {
      const { values } = runs[random.int(runs.length)];
      if (!shared) drawn = drawIndices(random, values.length);
      let sum = 0;
      for (const index of drawn!) sum += values[index];
      total += sum / values.length;
    }
    means[b] = total / runs.length;
  }
  means.sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/** Whether two runs have the same problems in the same order, so that they can be compared problem by problem. */
export function sameProblems(a: ProblemValues, b: ProblemValues): boolean {
  return a.problems.length === b.problems.length && a.problems.every((name, i) => name === b.problems[i]);
}

/** Each problem's value in `b` less that in `a`. Throws a RangeError where the problems differ. */
export function pairedDifference(a: ProblemValues, b: ProblemValues): ProblemValues {
  if (!sameProblems(a, b)) throw new RangeError("runs on other problems cannot be paired");
  return { problems: a.problems, values: b.values.map((value, i) => value - a.values[i]) };
}

/** The `share` quantile of ascending `sorted`, linear between neighbours (type 7 of Hyndman and Fan, 1996). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** A value measured at some training steps, ascending. */
export type Curve = readonly { step: number; value: number }[];

/** Where the value is largest, the first on ties; null for an empty curve. */
export function best(curve: Curve): { step: number; value: number } | null {
  return curve.reduce<Curve[number] | null>((top, at) => (top && top.value >= at.value ? top : at), null);
}

/** The first measured step whose value is at least `level`; null where none is. Nothing is interpolated. */
export function firstReached(curve: Curve, level: number): number | null {
  return curve.find(({ value }) => value >= level - 1e-12)?.step ?? null;
}

/** At each step that every curve has: the mean over curves, and their smallest and largest value. */
export function overSeeds(
  curves: readonly Curve[],
): { step: number; value: number; range: [low: number, high: number] }[] {
  const [first, ...others] = curves.map((curve) => new Map(curve.map(({ step, value }) => [step, value])));
  return [...(first ?? [])].flatMap(([step, value]) => {
    const rest = others.map((curve) => curve.get(step));
    if (rest.some((other) => other === undefined)) return [];
    const values = [value, ...(rest as number[])];
    return [{ step, value: mean(values), range: [smallest(values), largest(values)] as [number, number] }];
  });
}

/** Mean of `values`; NaN for none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function drawIndices(random: Random, count: number): Uint32Array {
  const drawn = new Uint32Array(count);
  for (let i = 0; i < count; i++) drawn[i] = random.int(count);
  return drawn;
}
