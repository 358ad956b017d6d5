// 95% intervals of figures over solutions: Wilson's for shares, a bootstrap over problems for everything else. Steps and
// solutions of one problem hang together, so problems are what is drawn.
import { groupBy } from "../common/grouping.ts";
import { Random } from "../common/random.ts";
import { quantile, wilsonInterval } from "../common/statistics.ts";

/** A figure; null where there is nothing to take it from. */
export interface Estimate {
  value: number | null;
  /** 95%. */
  interval: [low: number, high: number] | null;
}

/** A share of so many, with its Wilson interval. */
export interface Share extends Estimate {
  count: number;
  of: number;
}

export function share(count: number, of: number): Share {
  if (of === 0) return { count, of, value: null, interval: null };
  return { count, of, value: count / of, interval: wilsonInterval(count, of) };
}

const RESAMPLES = 1000;

/**
 * Figures of all problems, each with its percentile interval over `resamples` draws of problems with replacement.
 * `figures` gives its figures (always as many) of weighted problems: how often each was drawn, `[problems]`; NaN where
 * one cannot be had. `strata` is the stratum (subset) of each problem: as many are drawn from each as it has. A figure
 * that fewer than half of the draws have, or that is the same in nearly all (all problems agree: nothing can be said of
 * others by drawing among these), gets no interval. The same `seed` gives the same intervals.
 */
export function bootstrapFigures(
  strata: readonly number[],
  figures: (weights: Uint32Array) => readonly number[],
  { seed = 0, resamples = RESAMPLES }: { seed?: number; resamples?: number } = {},
): Estimate[] {
  const random = new Random(seed).fork("problems");
  const members = groupBy(strata.keys(), (i) => strata[i]);
  const weights = new Uint32Array(strata.length).fill(1);
  const values = figures(weights);
  const drawn = values.map(() => new Float64Array(resamples));
  const counts = values.map(() => 0);
  if (strata.length > 1)
    for (let b = 0; b < resamples; b++) {
      weights.fill(0);
      for (const list of members.values())
        for (let i = 0; i < list.length; i++) weights[list[random.int(list.length)]]++;
      figures(weights).forEach((value, f) => {
        if (Number.isFinite(value)) drawn[f][counts[f]++] = value;
      });
    }
  return values.map((value, f) => {
    if (!Number.isFinite(value)) return { value: null, interval: null };
    if (counts[f] * 2 < resamples || strata.length < 2) return { value, interval: null };
    const sorted = drawn[f].subarray(0, counts[f]).sort();
    const interval: [number, number] = [quantile(sorted, 0.025), quantile(sorted, 0.975)];
    return { value, interval: interval[1] - interval[0] < 1e-9 ? null : interval };
  });
}

/** `estimate` of a share over so many problems: where all are right or all wrong, its interval is Wilson's. */
export function withEnds(estimate: Estimate, problems: number): Estimate {
  const { value, interval } = estimate;
  if (value === null || interval !== null || problems < 2) return estimate;
  const end = Math.round(value);
  if (Math.abs(value - end) > 1e-9) return estimate;
  const [low, high] = wilsonInterval(end * problems, problems);
  return { value: end, interval: end === 1 ? [low, 1] : [0, high] };
}

/** Index of each item's group among the different `keys`, numbered in order of appearance; and how many there are. */
export function grouped(keys: readonly string[]): { groups: number[]; count: number } {
  const numbers = new Map([...new Set(keys)].map((key, number) => [key, number]));
  const groups = keys.map((key) => numbers.get(key)!);
  return { groups, count: numbers.size };
}
