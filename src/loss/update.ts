// The PPO-clip objective and its monitors from log-probabilities already computed: part of the entry pure-rl/credit.
import { evaluateLoss, type LossMonitors, monitorLoss } from "./float64.ts";
import type { Loss } from "./losses.ts";

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
export interface UpdateStatistics extends Omit<LossMonitors, "weightMean" | "maskedShare"> {
  /** −min(ρA, clip(ρ, 1−clipLow, 1+clipHigh)·A), with ρ = p/p_old, its logarithm within ±20. */
  loss: number;
}

/** Loss and monitors of one PPO-clip update (arXiv 1707.06347, equation 7). */
export function updateStatistics(
  rows: readonly UpdateRow[],
  clipLow = 0.2,
  clipHigh = 0.2,
): UpdateStatistics {
  const ppo: Loss = { type: "ppo", clipLow, clipHigh };
  const starts = [0];
  for (const { logprobs } of rows) starts.push(starts[starts.length - 1] + logprobs.length);
  const column = (at: (row: UpdateRow, t: number) => number) =>
    rows.flatMap((row) => Array.from(row.logprobs, (_, t) => at(row, t)));
  const taking = {
    starts,
    output: column(({ logprobs }, t) => logprobs[t]),
    old: column(({ old }, t) => old[t]),
    advantages: column(({ advantages }, t) => advantages[t]),
    weights: column(({ mask }, t) => Number(mask?.[t] !== 0)),
  };
  const { weightMean: _, maskedShare: __, ...monitors } = monitorLoss(ppo, taking);
  return { ...monitors, loss: evaluateLoss(ppo, taking).loss / Math.max(monitors.tokens, 1) };
}
