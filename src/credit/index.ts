// Package entry `pure-rl/credit`: credit assignment as pure functions over typed arrays, without dependencies, for
// Node and browsers.
export { type UpdateRow, type UpdateStatistics, updateStatistics } from "../loss/update.ts";
export {
  type CreditColumns,
  creditColumns,
  creditGroups,
  noCredit,
  ownTokens,
  type RewardColumns,
  type StepColumns,
} from "./columns.ts";
export { type CreditGroup, computeCredit, creditGroup, whitenCredits, whitens } from "./credit.ts";
export { generalizedAdvantages, type ResponseCredit } from "./estimators.ts";
export {
  discountedSuffixSum,
  minForm,
  minFormStrict,
  processReward,
  type StepCredit,
  sumForm,
  survivalForm,
} from "./forms.ts";
export { klEstimate } from "./kl.ts";
export {
  type CreditBaseline,
  type CreditEstimator,
  type CreditForm,
  type CreditKlEstimator,
  type CreditSettings,
  creditChoices,
  defaultCreditSettings,
  type EstimatorRules,
  estimatorRules,
  presets,
  resolveCreditSettings,
} from "./settings.ts";
export { type CreditResponse, type RewardParts, rewardParts, tokenReturns, tokenRewards } from "./tokens.ts";
export {
  estimateTrust,
  nextTrustState,
  sumEvidence,
  type Trust,
  type TrustEvidence,
  type TrustState,
  trustEvidence,
  trustedCorrelation,
  trustWindow,
} from "./trust.ts";
export { type RewardVariance, rewardVariance } from "./variance.ts";
export { type TokenStatistics, tokenStatistics, whiten, whitenEpsilon } from "./whiten.ts";
