// How a process reward model ranks the responses to one problem among each other: what training uses of it, and what a
// figure over the steps of all problems (AUC) does not show. Pure functions over step scores and what is right.
import { groupBy } from "../common/grouping.ts";
import { estimateTrust, sumEvidence, type TrustEvidence, trustEvidence } from "../credit/trust.ts";
import { bootstrapFigures, type Estimate, withEnds } from "./prm-intervals.ts";

/** One response. One without steps, or of which it is not known whether it is right, takes no part. */
export interface RankedResponse {
  /** r of each step, in [−1, 1]. */
  scores: readonly number[];
  /** 1: right, 0: wrong, null: not known. */
  verifiable: number | null;
}

/**
 * What the scores say of right and wrong within problems; only problems that have both kinds count. The value is the share
 * of the pairs in which the right response's weakest step scores higher, ties one half; null without a pair.
 */
export interface Ranking extends Estimate {
  problems: number;
  /** Pairs of a right and a wrong response to the same problem. */
  pairs: number;
  /**
   * Correlation of the min-form value (`minForm`, its first return) with right (1) and wrong (0), both less their
   * problem's mean, over the K_g responses of all problems g; null where values do not differ within a problem, or df < 1.
   */
  r: number | null;
  /** Of r, were there no correlation: 1/√df, df = Σ_g (K_g − 1) − 1; null without r. */
  standardError: number | null;
}

/** What the responses to one problem say; `temperature` is that of the min form. The same sums as training's trust. */
export function problemEvidence(group: readonly RankedResponse[], temperature = 0.1): TrustEvidence {
  const responses = group.map(({ scores, verifiable }) => {
    return { length: scores.length, stepEnds: scores.map((_, step) => step), scores, verifiable };
  });
  return trustEvidence([{ responses }], { temperature });
}

/**
 * The ranking of `groups`, [problems][responses], with the interval of `rankedShare`; `temperature` is that of the min form.
 * The same numbers as training's trust, and the same `seed` gives the same interval.
 */
export function rankingOf(
  groups: readonly (readonly RankedResponse[])[],
  { temperature = 0.1, seed = 0 }: { temperature?: number; seed?: number } = {},
): Ranking {
  const own = groups.map((group) => problemEvidence(group, temperature));
  const { pairs, correlation: r, standardError } = estimateTrust([sumEvidence(own)]);
  const problems = own.filter((each) => each.pairs > 0).length;
  return { ...rankedShare(own, seed), problems, pairs, r, standardError };
}

/**
 * Share of all pairs that are ranked rightly, with an interval by bootstrap over the problems that have both kinds; where
 * every pair is ranked rightly, or none is, Wilson's over those problems. `problems`: each one's evidence.
 */
export function rankedShare(
  problems: readonly Pick<TrustEvidence, "pairs" | "ranked">[],
  seed = 0,
): Estimate {
  const single = problems.filter(({ pairs }) => pairs > 0);
  const [estimate] = bootstrapFigures(
    single.map(() => 0),
    (weights) => {
      let [concordant, pairs] = [0, 0];
      single.forEach((own, g) => {
        concordant += weights[g] * own.ranked;
        pairs += weights[g] * own.pairs;
      });
      return [concordant / pairs];
    },
    { seed },
  );
  return withEnds(estimate, single.length);
}

/** The solutions of each problem (told apart by their text), in order of appearance. */
export function byProblem<T extends { problem: string }>(solutions: readonly T[]): T[][] {
  return [...groupBy(solutions, ({ problem }) => problem).values()];
}
