// From steps to tokens: the rewards of one response laid on its tokens, and the return of each token.
import {
  discountedSuffixSum,
  minForm,
  minFormStrict,
  type StepCredit,
  sumForm,
  survivalForm,
} from "./forms.ts";
import { klEstimate } from "./kl.ts";
import { type CreditSettings, estimatorRules } from "./settings.ts";

/** One response as credit assignment sees it. */
export interface CreditResponse {
  /** Response tokens. */
  length: number;
  /** [steps] index of each step's last token, strictly increasing. Tokens after the last one have no step. */
  stepEnds: ArrayLike<number>;
  /** [steps] process reward of each step; empty without a PRM. */
  scores: ArrayLike<number>;
  /** Verifiable reward; null where the prompt has no reference answer. */
  verifiable: number | null;
  /** [length] log-probability of each token when it was sampled; without it there is no KL in the reward. */
  logprobs?: ArrayLike<number>;
  /** [length] log-probability of each token under the reference policy. */
  refLogprobs?: ArrayLike<number>;
  /** [length] value of the state before each token: estimator gae. */
  values?: ArrayLike<number>;
}

/** The rewards of one response, each kind apart. */
export interface RewardParts {
  response: CreditResponse;
  /** [steps] r* and G of the process rewards, times their coefficient (none without scores). */
  process: StepCredit;
  /** Verifiable reward times its coefficient, on the last token; 0 where there is none. */
  verifiable: number;
  /** [length] −β·KL of each token, or null where KL is no part of the reward. */
  penalty: Float64Array | null;
}

/** Splits what one response earned into its parts. */
export function rewardParts(response: CreditResponse, settings: CreditSettings): RewardParts {
  return {
    response,
    process: weightedCredit(response, settings),
    verifiable: response.length > 0 ? settings.verifiableCoefficient * (response.verifiable ?? 0) : 0,
    penalty: klPenalty(response, settings),
  };
}

/** r* and G of a response, times the coefficient of the process rewards. */
export function weightedCredit({ scores }: CreditResponse, settings: CreditSettings): StepCredit {
  const { transformed, returns } = stepCredit(scores, settings);
  const weigh = (value: number) => settings.processCoefficient * value;
  return { transformed: transformed.map(weigh), returns: returns.map(weigh) };
}

/** r* and G of step rewards under the form chosen, or the estimator's own. The discount of reinforce++ and gae runs over tokens instead. */
export function stepCredit(scores: ArrayLike<number>, settings: CreditSettings): StepCredit {
  switch (estimatorRules[settings.estimator].form ?? settings.form) {
    case "none":
      return sumForm([]);
    case "sum":
    case "local":
      return sumForm(scores, stepDiscount(settings));
    case "min":
      return minForm(scores, settings.temperature);
    case "strict":
      return minFormStrict(scores);
    case "survival":
      return survivalForm(scores);
  }
}

/** Discount of process rewards, a step: γ, and 0 in the local form, in which no step looks at those that follow. */
export function stepDiscount({ form, gamma }: CreditSettings): number {
  return form === "local" ? 0 : gamma;
}

function klPenalty(response: CreditResponse, settings: CreditSettings): Float64Array | null {
  const { logprobs, refLogprobs } = response;
  const { klCoefficient, klEstimator, klIn } = settings;
  // Both are there or neither (checked in credit.ts).
  if (klIn === "loss" || refLogprobs === undefined) return null;
  return Float64Array.from(
    refLogprobs,
    (reference, t) => -klCoefficient * klEstimate(klEstimator, logprobs![t], reference),
  );
}

/** Adds `scale · stepValues[s]` to every token of step s, for all steps. In place, on `tokens` [length]. */
export function addToSteps(
  tokens: Float64Array,
  stepEnds: ArrayLike<number>,
  stepValues: ArrayLike<number>,
  scale = 1,
): void {
  let t = 0;
  for (let s = 0; s < stepValues.length; s++) {
    const value = scale * stepValues[s];
    for (const end = stepEnds[s]; t <= end; t++) tokens[t] += value;
  }
}

/** Token rewards [length]: r* on each step's last token, the verifiable reward on the last token, −β·KL on each. */
export function tokenRewards({ response, process, verifiable, penalty }: RewardParts): Float64Array {
  const rewards = penalty === null ? new Float64Array(response.length) : penalty.slice();
  for (let s = 0; s < process.transformed.length; s++)
    rewards[response.stepEnds[s]] += process.transformed[s];
  // Without tokens there is no last one, and nothing is written.
  rewards[response.length - 1] += verifiable;
  return rewards;
}

/**
 * Token returns [length]: G of the token's step (discounted a step in the sum form), plus the verifiable reward,
 * plus the suffix sum of −β·KL. At γ = 1 this is the suffix sum of `tokenRewards`, but for the local form's.
 */
export function tokenReturns(parts: RewardParts): Float64Array {
  const returns = onEveryToken(parts, parts.verifiable);
  addToSteps(returns, parts.response.stepEnds, parts.process.returns);
  return returns;
}

/** [length] `value` on every token, plus the return of −β·KL. */
export function onEveryToken({ response, penalty }: RewardParts, value: number): Float64Array {
  const row = penalty === null ? new Float64Array(response.length) : discountedSuffixSum(penalty);
  return row.map((paid) => paid + value);
}
