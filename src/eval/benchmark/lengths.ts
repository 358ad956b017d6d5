// Lengths of responses in tokens: mean, median and 95th percentile, with intervals over problems.
import { mean as meanOf, quantile } from "../../common/statistics.ts";
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

/**
 * Of the responses of each problem, [problems][n]; null where no problem has all its lengths. Quantiles are linear
 * between neighbours, as in common/statistics.ts.
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
  // All lengths ascending, and whose they are: a draw of problems keeps this order.
  const ascending = known
    .flatMap((tokens, p) => tokens.map((length) => ({ length, p })))
    .sort((a, b) => a.length - b.length);
  const figures = (weights: Uint32Array): number[] => {
    const drawn: number[] = [];
    for (const { length, p } of ascending) for (let n = weights[p]; n > 0; n--) drawn.push(length);
    return [meanOf(drawn), quantile(drawn, 0.5), quantile(drawn, 0.95)];
  };
  const strata = known.map(() => 0);
  const [mean, median, p95] = bootstrapFigures(strata, figures, { seed });
  return { responses: ascending.length, mean, median, p95 };
}
