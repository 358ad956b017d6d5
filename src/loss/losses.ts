// The losses, each written once as a function of columns, with what is watched of it. How a loss is summed over tokens
// is the weights' matter: Σ weight × token loss, whatever the loss.
import type { Column, Lifted } from "./column.ts";

/** Largest |log p − log p_other| that is exponentiated; beyond it a ratio is constant, with no gradient. */
const largestLogRatio = 20;

/** Largest k3 estimate of a token's KL; beyond it the estimate is constant, with no gradient. */
export const largestK3 = 10;

/** Largest logarithm of GSPO's ratio, as in verl. */
const largestSequenceLogRatio = 10;

export type KlEstimator = "k1" | "k2" | "k3" | "abs";

export type Loss =
  /** −log p(token) */
  | { type: "crossEntropy" }
  | PolicyLoss
  /** Cross-entropy between softmax(logits at the token) and (1 − target, target). Head: classification, 2 labels. */
  | { type: "classification" }
  /** ½(value − target)², the larger of it and its clipped form around `old`. Head: classification, 1 label. */
  | { type: "value"; clip: number };

/**
 * The surrogate of the policy gradient, with ρ = p / p_old (its logarithm within ±20) and advantage A, times what weighs
 * or leaves out tokens, and the terms beside it. What is absent is no part of it.
 * - ppo (arXiv 1707.06347, equation 7): −min(ρA, clip(ρ, 1−clipLow, 1+clipHigh)·A)
 * - gspo (arXiv 2507.18071): the same with the ratio of a whole response, exp(mean of log ρ over its tokens), whose
 *   gradient at a token is its own
 * - cispo (arXiv 2506.13585): −clip(ρ, 1−clipLow, 1+clipHigh)·A·log p, the clipped ratio without gradient
 */
export interface PolicyLoss {
  type: "ppo" | "gspo" | "cispo";
  clipLow: number;
  clipHigh: number;
  /** c > 1 of ppo: where A < 0 the surrogate is at most −c·A, without gradient beyond (arXiv 1912.09729). */
  dualClip?: number;
  /** p_old is the policy as it is: ρ is 1, and `old` is not read. */
  onPolicy?: boolean;
  /** The surrogate is weighed by what the sampler's probabilities lack of p_old's. */
  importance?: ImportanceWeights;
  /**
   * δ of the off-policy sequence mask (DeepSeek-V3.2, arXiv 2512.02556, equation 9): tokens with A < 0 have no surrogate
   * in responses whose mean of log p_sampler − log p is above it.
   */
  offPolicyKl?: number;
  /** + coefficient · estimate of KL(policy ‖ reference). */
  kl?: {
    coefficient: number;
    estimator: KlEstimator;
    /**
     * The estimate times ρ, with its gradient (arXiv 2512.02556, equation 7): with k3 the gradient is in expectation that
     * of the KL, whatever policy sampled.
     */
    unbiased?: boolean;
  };
  /** − coefficient · entropy of the next-token distribution. */
  entropyCoefficient?: number;
}

/** w = p_old / p_sampler (logarithm within ±20) without gradient: of a token, or by product or geometric mean of a response. */
export interface ImportanceWeights {
  level: "token" | "sequence" | "geometric";
  /** truncate: w is held within [low, high] (TIS). mask: w is 0 outside it (MIS, IcePop). */
  outside: "truncate" | "mask";
  low: number;
  high: number;
}

/** Columns beside what the model says of a token. */
export type ColumnName = "advantages" | "old" | "sampler" | "reference" | "targets";

/** What a loss is a function of. */
export interface LossInputs<C> {
  /** log p(token) of a language model; the value of a critic. */
  output: C;
  /** Entropy of the distribution that a language model predicts there, nats. */
  entropy: () => C;
  column: (name: ColumnName) => C;
}

/** What is watched of a policy loss, a number a token. */
export interface Monitors<C> {
  ratio: C;
  /** 1 where the clip binds, so that the surrogate brings no gradient. */
  clipped: C;
  /** What the surrogate was weighed with: 0 where a mask left it out. */
  weight: C;
  /** log p_old − log p: the k1 estimate of KL(old ‖ policy). */
  kl: C;
}

export interface TokenLosses<C> {
  /** [N] the loss of each token. */
  loss: C;
  /** Made when asked for. */
  monitors?: () => Monitors<C>;
}

/** The loss of each token, but for classification, which is one of two logits (engine/embedded/losses.ts). */
export function tokenLosses<C extends Column<C>>(loss: Lifted<Loss, C>, x: LossInputs<C>): TokenLosses<C> {
  switch (loss.type) {
    case "crossEntropy":
      return { loss: x.output.times(-1) };
    case "ppo":
    case "gspo":
    case "cispo":
      return policyLoss(loss, x);
    case "value":
      return { loss: valueLoss(loss.clip, x) };
    case "classification":
      throw new Error("loss: classification is no loss of one number a token");
  }
}

function policyLoss<C extends Column<C>>(loss: Lifted<PolicyLoss, C>, x: LossInputs<C>): TokenLosses<C> {
  const { output: logp } = x;
  const advantages = x.column("advantages");
  const old = loss.onPolicy ? logp.constant() : x.column("old");
  const sampler = loss.importance ? x.column("sampler") : old;
  const logRatio = logp.minus(old);
  const ratio = loss.type === "gspo" ? sequenceRatio(logp, logRatio) : bounded(logRatio).exp();
  const { surrogate, clipped } = clippedSurrogate(loss, ratio, advantages, logp);

  const weights: C[] = [];
  if (loss.importance) weights.push(importanceWeights(loss.importance, old.minus(sampler).constant()));
  if (loss.offPolicyKl) {
    const drift = sampler.minus(logp).constant().responseMean();
    const dropped = loss.offPolicyKl.below(drift).times(advantages.below(0));
    weights.push(dropped.times(-1).plus(1));
  }
  let total = weights.reduce((weighed, weight) => weighed.times(weight), surrogate);

  if (loss.kl) {
    const { estimator, coefficient, unbiased } = loss.kl;
    const estimate = klEstimate(estimator, logp.minus(x.column("reference")));
    // Of the ratio to the policy that sampled, whatever the clip's ratio is to.
    const sampled = bounded(logp.minus(sampler)).exp();
    total = total.plus((unbiased ? estimate.times(sampled) : estimate).times(coefficient));
  }
  if (loss.entropyCoefficient) total = total.minus(x.entropy().times(loss.entropyCoefficient));
  return {
    loss: total,
    monitors: () => ({
      ratio,
      clipped: clipped(),
      weight: weights.reduce((all, weight) => all.times(weight), ratio.times(0).plus(1)),
      kl: old.minus(logp),
    }),
  };
}

/** exp(log p − sg log p + sg(mean of log ρ over the response)). */
function sequenceRatio<C extends Column<C>>(logp: C, logRatio: C): C {
  const ofResponse = logRatio.responseMean().constant();
  return logp.minus(logp.constant()).plus(ofResponse).clip(-largestLogRatio, largestSequenceLogRatio).exp();
}

/** The surrogate, and where its clip binds. */
function clippedSurrogate<C extends Column<C>>(
  loss: Lifted<PolicyLoss, C>,
  ratio: C,
  advantages: C,
  logp: C,
): { surrogate: C; clipped: () => C } {
  const [lowest, highest] = [loss.clipLow.times(-1).plus(1), loss.clipHigh.plus(1)];
  const held = ratio.clip(lowest, highest);
  if (loss.type === "cispo") {
    const surrogate = held.constant().times(advantages).times(logp).times(-1);
    return { surrogate, clipped: () => ratio.below(lowest).plus(highest.below(ratio)) };
  }
  const [plain, clipped] = [ratio.times(advantages), held.times(advantages)];
  const surrogate = plain.min(clipped).times(-1);
  const binds = () => clipped.below(plain);
  if (!loss.dualClip) return { surrogate, clipped: binds };
  // c·|A|, which where A ≥ 0 is never less than the surrogate.
  const most = advantages.abs().times(loss.dualClip);
  return { surrogate: surrogate.min(most), clipped: () => binds().plus(most.below(surrogate)) };
}

function importanceWeights<C extends Column<C>>(
  { level, outside, low, high }: Lifted<ImportanceWeights, C>,
  logWeight: C,
): C {
  let leveled = logWeight;
  if (level === "sequence") leveled = logWeight.responseSum();
  if (level === "geometric") leveled = logWeight.responseMean();
  const weight = bounded(leveled).exp();
  if (outside === "truncate") return weight.clip(low, high);
  return weight.times(weight.below(low).plus(high.below(weight)).times(-1).plus(1));
}

const bounded = <C extends Column<C>>(logRatio: C): C => logRatio.clip(-largestLogRatio, largestLogRatio);

/** Estimators of KL(policy ‖ reference) from d = log p − log p_ref (Schulman, "Approximating KL divergence"). */
function klEstimate<C extends Column<C>>(estimator: KlEstimator, d: C): C {
  switch (estimator) {
    case "k1":
      return d;
    case "k2":
      return d.times(d).times(0.5);
    case "k3": {
      const held = bounded(d);
      return held.times(-1).exp().plus(held).minus(1).clip(-largestK3, largestK3);
    }
    case "abs":
      return d.abs();
  }
}

/** PPO's loss of a critic (arXiv 1707.06347's code): the larger of ½(V − R)² with V as it is and held near its old value. */
function valueLoss<C extends Column<C>>(clip: C, { output, column }: LossInputs<C>): C {
  const [old, returns] = [column("old"), column("targets")];
  const negatedSquare = (value: C) => {
    const error = value.minus(returns);
    return error.times(error).times(-0.5);
  };
  const held = old.plus(output.minus(old).clip(clip.times(-1), clip));
  return negatedSquare(output).min(negatedSquare(held)).times(-1);
}
