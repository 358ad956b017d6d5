// Lengths of responses in tokens: mean, median and 95th percentile, with intervals over problems.
import { bootstrapFigures, type Estimate } from "../prm-intervals.ts";
import type { VerdictRecord } from "./types.ts";

/** Tokens. Intervals: bootstrap over problems; none where nearly all draws agree. */
export interface LengthFigures {
  /** Responses that these are of: those of problems whose every length is known. */
  responses: number;
  mean: Estimate;
  median: Estimate;
  p95: Estimate;
}

const SHARES = [0.5, 0.95];

/**
 * Of the responses of each problem, [problems][n]; null where no problem has all its lengths. Quantiles are linear
 * between neighbours, as in ../../statistics.ts.
 */
export function lengthFigures(
  problems: readonly (readonly VerdictRecord[])[],
  seed: number,
): LengthFigures | null {
  const known = problems.flatMap((records) => {
    const tokens = records.flatMap(({ tokens: own }) => own ?? []);
    return tokens.length === records.length && tokens.length > 0 ? [tokens] : [];
  });
  if (known.length === 0) return null;
  const sums = known.map((tokens) => tokens.reduce((sum, own) => sum + own, 0));
  const counts = known.map((tokens) => tokens.length);
  // All lengths ascending, and whose they are: a draw of problems keeps this order, and weights it.
  const ascending = known
    .flatMap((tokens, p) => tokens.map((length) => ({ length, p })))
    .sort((a, b) => a.length - b.length);
  const lengths = Float64Array.from(ascending, ({ length }) => length);
  const owners = Uint32Array.from(ascending, ({ p }) => p);
  const figures = (weights: Uint32Array): number[] => {
    let [total, sum] = [0, 0];
    counts.forEach((own, p) => {
      total += weights[p] * own;
      sum += weights[p] * sums[p];
    });
    const places = SHARES.map((share) => share * (total - 1));
    const ranks = places.flatMap((place) => [Math.floor(place), Math.ceil(place)]);
    const atRank = new Map<number, number>();
    // `passed`: how many of the draw lie at or before `at`.
    let [at, passed] = [-1, 0];
    for (const rank of ranks.toSorted((a, b) => a - b)) {
      while (passed <= rank) passed += weights[owners[++at]];
      atRank.set(rank, lengths[at]);
    }
    const quantiles = places.map((place) => {
      const [low, high] = [atRank.get(Math.floor(place))!, atRank.get(Math.ceil(place))!];
      return low + (place - Math.floor(place)) * (high - low);
    });
    return [sum / total, ...quantiles];
  };
  const strata = known.map(() => 0);
  const [mean, median, p95] = bootstrapFigures(strata, figures, { seed });
  return { responses: ascending.length, mean, median, p95 };
}
