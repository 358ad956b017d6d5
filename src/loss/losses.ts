// The losses, each written once as a function of columns, with what is watched of it. How a loss is summed over tokens
// is the weights' matter: Σ weight × token loss, whatever the loss.
import type { Column, Lifted } from "./column.ts";

/** Largest |log p − log p_other| that is exponentiated; beyond it a ratio is constant, with no gradient. */
export const largestLogRatio = 20;

/** Largest k3 estimate of a token's KL; beyond it the estimate is constant, with no gradient. */
export const largestK3 = 10;

/** Largest logarithm of GSPO's ratio, as in verl. */
export const largestSequenceLogRatio = 10;

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
 * The surrogate of the policy gradient, with ρ = p / p_old (its logarithm within ±20) and advantage A, and the terms
 * beside it that are there.
 * - ppo (arXiv 1707.06347, equation 7): −min(ρA, clip(ρ, 1−clipLow, 1+clipHigh)·A)
 */
export interface PolicyLoss {
  type: "ppo";
  clipLow: number;
  clipHigh: number;
  /** + coefficient · estimate of KL(policy ‖ reference). */
  kl?: { coefficient: number; estimator: KlEstimator };
}

/** Columns beside what the model says of a token. */
export type ColumnName = "advantages" | "old" | "reference" | "targets";

/** What a loss is a function of. */
export interface LossInputs<C> {
  /** log p(token) of a language model; the value of a critic. */
  output: C;
  column(name: ColumnName): C;
}

/** What is watched of a policy loss, a number a token. */
export interface Monitors<C> {
  ratio: C;
  /** 1 where the clip binds, so that the surrogate brings no gradient. */
  clipped: C;
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
      return policyLoss(loss, x);
    case "value":
      return { loss: valueLoss(loss.clip, x) };
    case "classification":
      throw new Error("loss: classification is no loss of one number a token");
  }
}

function policyLoss<C extends Column<C>>(loss: Lifted<PolicyLoss, C>, x: LossInputs<C>): TokenLosses<C> {
  const advantages = x.column("advantages");
  const [lowest, highest] = [loss.clipLow.times(-1).plus(1), loss.clipHigh.plus(1)];
  const old = x.column("old");
  const ratio = bounded(x.output.minus(old)).exp();
  const plain = ratio.times(advantages);
  const clipped = ratio.clip(lowest, highest).times(advantages);
  let total = plain.min(clipped).times(-1);
  if (loss.kl) {
    const estimate = klEstimate(loss.kl.estimator, x.output.minus(x.column("reference")));
    total = total.plus(estimate.times(loss.kl.coefficient));
  }
  return { loss: total, monitors: () => ({ ratio, clipped: clipped.below(plain), kl: old.minus(x.output) }) };
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
