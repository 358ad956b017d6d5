// Advantage estimators: from the rewards of one group to advantages, before whitening. One interface for all.
import {
  processMass,
  subtractIndexBaseline,
  subtractStepBaseline,
  subtractTokenBaseline,
  subtractTokenMean,
  subtractVerifiableBaseline,
} from "./baselines.ts";
import { discountedSuffixSum } from "./forms.ts";
import type { CreditEstimator, CreditSettings } from "./settings.ts";
import { addToSteps, type RewardParts, stepDiscount, tokenReturns, tokenRewards } from "./tokens.ts";

/** Credit of one response. */
export interface ResponseCredit {
  /** [steps] r* of each step; empty without process rewards. */
  transformed: Float64Array;
  /** [length] return of each token; with baseline "total" less its baseline, as the verl flavour reports it. */
  returns: Float64Array;
  /** [length] advantage of each token. */
  advantages: Float64Array;
  /**
   * [length] 0 on tokens that take no part in the loss: step ends with baseline openrlhf, and all of a response without
   * a reward. Missing where every token does.
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
      ? new Float64Array(parts.response.length).fill(sum(tokenRewards(parts)))
      : tokenReturns(parts),
  );
  const advantages = returns.map((row) => row.slice());
  if (baseline === "total") {
    subtractTokenBaseline(returns.map(sum), maxLength, advantages);
    return credits(group, advantages.map(copy), advantages);
  }
  if (baseline === "none") return credits(group, returns, advantages);
  if (baseline === "opo") {
    subtractTokenMean(advantages);
    return credits(group, returns, advantages);
  }
  subtractVerifiableBaseline(group, advantages);
  if (baseline === "token") {
    subtractTokenBaseline(group.map(processMass), maxLength, advantages);
    return credits(group, returns, advantages);
  }
  if (baseline === "index") {
    subtractIndexBaseline(group, advantages);
    return credits(group, returns, advantages);
  }
  subtractStepBaseline(group, baseline, stepDiscount(settings), advantages);
  const credit = credits(group, returns, advantages);
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
 *   of the group normalised together; the local form: r̃* of its step alone), plus outcome supervision for the verifiable reward, plus the return of −β·KL.
 */
const grpo: Estimator = (group, settings) => {
  if (settings.baseline === "total") {
    const outcomes = normalise(group.map((parts) => sum(tokenRewards(parts))));
    const advantages = group.map(({ response }, i) => new Float64Array(response.length).fill(outcomes[i]));
    return credits(group, advantages.map(copy), advantages);
  }
  const stepRewards = normalise(group.flatMap(({ process }) => Array.from(process.transformed)));
  const outcomes = normalise(group.map(({ verifiable }) => verifiable));
  let next = 0;
  const advantages = group.map(({ response, process, penalty }, i) => {
    const row = penalty === null ? new Float64Array(response.length) : discountedSuffixSum(penalty);
    const rewards = stepRewards.subarray(next, next + process.transformed.length);
    next += rewards.length;
    addToSteps(row, response.stepEnds, discountedSuffixSum(rewards, stepDiscount(settings)));
    return row.map((advantage) => advantage + outcomes[i]);
  });
  return credits(group, group.map(tokenReturns), advantages);
};

/** REINFORCE++ (arXiv 2501.03262): the return of the token rewards, discounted a token; whitened over the batch. */
const reinforcePlusPlus: Estimator = (group, settings) => {
  const returns = group.map((parts) => discountedSuffixSum(tokenRewards(parts), settings.gamma));
  return credits(group, returns, returns.map(copy));
};

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
  return credits(group, returns, advantages);
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
};

function credits(
  group: readonly RewardParts[],
  returns: readonly Float64Array[],
  advantages: readonly Float64Array[],
): ResponseCredit[] {
  return group.map(({ process }, i) => ({
    transformed: process.transformed,
    returns: returns[i],
    advantages: advantages[i],
  }));
}

function normalise(values: readonly number[]): Float64Array {
  const count = values.length;
  if (count < 2) return Float64Array.from(values);
  const mean = sum(values) / count;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1)) + 1e-6;
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let t = 0; t < values.length; t++) total += values[t];
  return total;
}

function copy(values: Float64Array): Float64Array {
  return values.slice();
}
