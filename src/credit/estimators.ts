// Advantage estimators: from the rewards of one group to advantages, before whitening. One interface for all.
import {
  processMass,
  subtractIndexBaseline,
  subtractOthersMean,
  subtractStepBaseline,
  subtractTokenMean,
} from "./baselines.ts";
import { isRight } from "./consistency.ts";
import { discountedSuffixSum, sumOf } from "./forms.ts";
import type { CreditEstimator, CreditSettings } from "./settings.ts";
import {
  addToSteps,
  onEveryToken,
  type RewardParts,
  stepCredit,
  stepDiscount,
  tokenReturns,
  tokenRewards,
} from "./tokens.ts";
import { tokenStatistics } from "./whiten.ts";

/** Credit of one response. */
export interface ResponseCredit {
  /** [steps] r* of each step, times the coefficient of the process rewards; empty without them. */
  transformed: Float64Array;
  /** [length] return of each token; with baseline "total" less its baseline, as the verl flavour reports it. */
  returns: Float64Array;
  /** [length] advantage of each token. */
  advantages: Float64Array;
  /**
   * [length] 0 on tokens that take no part in the loss: step ends with baseline openrlhf, and all of a response without
   * a reward, or that prof removed. Missing where every token does.
   */
  mask?: Uint8Array;
}

/** Credit of each response of one group. `maxLength` is N of the token-level baselines, in tokens. */
export type Estimator = (
  group: readonly RewardParts[],
  settings: CreditSettings,
  maxLength: number,
) => ResponseCredit[];

/**
 * REINFORCE leave-one-out: returns less a baseline from the group's other responses (arXiv 2402.14740). With baseline opo
 * the return of every token is the sum of the response's token rewards.
 */
const rloo: Estimator = (group, settings, maxLength) => {
  const { baseline } = settings;
  const returns = group.map((parts) =>
    baseline === "opo"
      ? new Float64Array(parts.response.length).fill(sumOf(tokenRewards(parts)))
      : tokenReturns(parts),
  );
  const advantages = returns.map((row) => row.slice());
  if (baseline === "total") {
    subtractOthersMean(returns.map(sumOf), advantages, maxLength);
    return credits(group, advantages);
  }
  const credit = credits(group, advantages, returns);
  if (baseline === "none") return credit;
  if (baseline === "opo") {
    subtractTokenMean(advantages);
    return credit;
  }
  subtractOthersMean(
    group.map(({ verifiable }) => verifiable),
    advantages,
  );
  if (baseline === "token") subtractOthersMean(group.map(processMass), advantages, maxLength);
  else if (baseline === "index") subtractIndexBaseline(group, advantages);
  else subtractStepBaseline(group, baseline, stepDiscount(settings), advantages);
  if (baseline === "openrlhf") {
    group.forEach(({ response }, i) => {
      const mask = new Uint8Array(response.length).fill(1);
      for (const end of Array.from(response.stepEnds)) {
        mask[end] = 0;
        advantages[i][end] = 0;
      }
      credit[i].mask = mask;
    });
  }
  return credit;
};

/**
 * Group relative policy optimization (DeepSeekMath, arXiv 2402.03300, section 4.1). x̃ = (x − mean) / (std + 1e-6)
 * with the sample deviation; one number alone stays as it is.
 * - baseline total: outcome supervision; every token gets x̃ of the response's summed token rewards.
 * - otherwise process supervision: a token gets the sum of r̃* over its step and those that follow (r* of all steps
 *   of the group normalised together, then weighed; the local form: of its step alone), plus outcome supervision for
 *   the verifiable reward, plus the return of −β·KL.
 */
const grpo: Estimator = (group, settings) => {
  if (settings.baseline === "total") {
    const outcomes = normalise(group.map((parts) => sumOf(tokenRewards(parts))));
    const advantages = group.map(({ response }, i) => new Float64Array(response.length).fill(outcomes[i]));
    return credits(group, advantages);
  }
  // Not the weighted r*, whose weight would cancel out.
  const unweighted = group.flatMap(({ response }) =>
    Array.from(stepCredit(response.scores, settings).transformed),
  );
  const stepRewards = normalise(unweighted).map((reward) => settings.processCoefficient * reward);
  const outcomes = normalise(group.map(({ verifiable }) => verifiable));
  let next = 0;
  const advantages = group.map((parts, i) => {
    const { response, process } = parts;
    const row = onEveryToken(parts, outcomes[i]);
    const rewards = stepRewards.subarray(next, next + process.transformed.length);
    next += rewards.length;
    addToSteps(row, response.stepEnds, discountedSuffixSum(rewards, stepDiscount(settings)));
    return row;
  });
  return credits(group, advantages, group.map(tokenReturns));
};

/**
 * PAPO (arXiv 2603.26535): A = A_out + A_proc on every token, plus the return of −β·KL. A_out: z-score of the verifiable
 * reward over the group. A_proc: z-score of the least step score among the right responses alone, then weighed; 0 for
 * wrong ones.
 */
const papo: Estimator = (group, settings) => {
  const outcomes = zScores(group.map(({ verifiable }) => verifiable));
  const right = group.filter(({ response }) => isRight(response) && response.scores.length > 0);
  // Not the weighted r*, whose weight would cancel out.
  const least = right.map(({ response }) => sumOf(stepCredit(response.scores, settings).transformed));
  const scores = zScores(least);
  const scoreOf = new Map(right.map((parts, k) => [parts, settings.processCoefficient * scores[k]]));
  const advantages = group.map((parts, i) => onEveryToken(parts, outcomes[i] + (scoreOf.get(parts) ?? 0)));
  return credits(group, advantages, group.map(tokenReturns));
};

/** REINFORCE++ (arXiv 2501.03262): the return of the token rewards, discounted a token; whitened over the batch. */
const reinforcePlusPlus: Estimator = (group, settings) =>
  credits(
    group,
    group.map((parts) => discountedSuffixSum(tokenRewards(parts), settings.gamma)),
  );

/** Generalized advantage estimation; needs a value head. Returns are advantages plus values, the critic's targets. */
const gae: Estimator = (group, settings) => {
  const advantages = group.map((parts, i) => {
    const { values } = parts.response;
    if (values === undefined) {
      throw new RangeError(`response ${i} has no values; estimator gae needs one a token, from a value head`);
    }
    return generalizedAdvantages(tokenRewards(parts), values, settings.gamma, settings.lambda);
  });
  const returns = advantages.map((row, i) =>
    row.map((advantage, t) => advantage + group[i].response.values![t]),
  );
  return credits(group, advantages, returns);
};

/**
 * A_t = Σ_{j≥t} (γλ)^(j−t) δ_j with δ_j = r_j + γ·V_{j+1} − V_j, and V = 0 after the last token
 * (Schulman et al., arXiv 1506.02438). `rewards`, `values` and the result are [length].
 */
export function generalizedAdvantages(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  gamma: number,
  lambda: number,
): Float64Array {
  const advantages = new Float64Array(rewards.length);
  let advantage = 0;
  let nextValue = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    advantage = rewards[t] + gamma * nextValue - values[t] + gamma * lambda * advantage;
    advantages[t] = advantage;
    nextValue = values[t];
  }
  return advantages;
}

export const estimators: Readonly<Record<CreditEstimator, Estimator>> = {
  rloo,
  grpo,
  "reinforce++": reinforcePlusPlus,
  gae,
  papo,
  // Of what its filter keeps (creditGroup), where no process reward is one: outcome supervision.
  prof: grpo,
};

/** Without `returns` they are the advantages as they are before they are whitened. */
function credits(
  group: readonly RewardParts[],
  advantages: readonly Float64Array[],
  returns: readonly Float64Array[] = advantages.map((row) => row.slice()),
): ResponseCredit[] {
  return group.map(({ process }, i) => ({
    transformed: process.transformed,
    returns: returns[i],
    advantages: advantages[i],
  }));
}

/** (x − mean) / (std + 1e-6) with the sample deviation; one number alone stays as it is. */
function normalise(values: readonly number[]): Float64Array {
  if (values.length < 2) return Float64Array.from(values);
  const { mean, variance } = tokenStatistics([values]);
  return Float64Array.from(values, (value) => (value - mean) / (Math.sqrt(variance) + 1e-6));
}

/** The same, but 0 where there is nothing to compare: for one number, and where the deviation is at most 1e-6. */
function zScores(values: readonly number[]): Float64Array {
  const { variance } = tokenStatistics([values]);
  return variance > 1e-6 ** 2 ? normalise(values) : new Float64Array(values.length);
}
