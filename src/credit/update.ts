// The PPO-clip objective and its monitors from log-probabilities already computed. Gradients are the engine's.
import { boundedRatio } from "./kl.ts";

/** One response of an update; every array is [tokens]. */
export interface UpdateRow {
  logprobs: ArrayLike<number>;
  /** Log-probabilities when the tokens were sampled. */
  old: ArrayLike<number>;
  advantages: ArrayLike<number>;
  /** 0: the token takes no part. */
  mask?: ArrayLike<number>;
}

/** Means over the tokens that take part; all 0 (and ratios 1) where none does. */
export interface UpdateStatistics {
  tokens: number;
  /** −min(ρA, clip(ρ, 1−clipLow, 1+clipHigh)·A), with ρ = p/p_old, its logarithm within ±20. */
  loss: number;
  /** Share of tokens whose clipped term is the binding one, so that they bring no gradient. */
  clipShare: number;
  ratioMean: number;
  ratioMax: number;
  /** Mean of log p_old − log p: the k1 estimate of KL(old ‖ new). */
  approxKl: number;
}

/** Loss and monitors of one PPO-clip update (arXiv 1707.06347, equation 7). */
export function updateStatistics(
  rows: readonly UpdateRow[],
  clipLow = 0.2,
  clipHigh = 0.2,
): UpdateStatistics {
  let [tokens, loss, clipped, ratios, ratioMax, kl] = [0, 0, 0, 0, 0, 0];
  for (const { logprobs, old, advantages, mask } of rows) {
    for (let t = 0; t < logprobs.length; t++) {
      if (mask !== undefined && mask[t] === 0) continue;
      const ratio = boundedRatio(logprobs[t], old[t]);
      const plainLoss = -ratio * advantages[t];
      const clippedLoss = -Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh) * advantages[t];
      tokens++;
      loss += Math.max(plainLoss, clippedLoss);
      if (clippedLoss > plainLoss) clipped++;
      ratios += ratio;
      ratioMax = Math.max(ratioMax, ratio);
      kl += old[t] - logprobs[t];
    }
  }
  if (tokens === 0) return { tokens, loss, clipShare: 0, ratioMean: 1, ratioMax: 1, approxKl: 0 };
  return {
    tokens,
    loss: loss / tokens,
    clipShare: clipped / tokens,
    ratioMean: ratios / tokens,
    ratioMax,
    approxKl: kl / tokens,
  };
}
