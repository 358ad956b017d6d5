// What the other responses of a group say a response should have earned: subtracted from returns in place.
import { discountedSuffixSum, sumOf } from "./forms.ts";
import type { CreditBaseline } from "./settings.ts";
import { addToSteps, type RewardParts } from "./tokens.ts";
import { tokenStatistics } from "./whiten.ts";

/**
 * From every token of response i, the others' mean Σ_{k≠i} values_k / ((K−1)·N), with N the `divisor`. The verifiable part
 * is lowered by that of the rewards v (N = 1); by the token-level baseline with values_k = Σ_u G_{k,u} and N = `maxLength`.
 * 0 for K = 1.
 */
export function subtractOthersMean(
  values: readonly number[],
  advantages: readonly Float64Array[],
  divisor = 1,
): void {
  if (values.length < 2) return;
  const total = sumOf(values);
  values.forEach((value, i) => {
    subtract(advantages[i], (total - value) / ((values.length - 1) * divisor));
  });
}

/** Σ_u G_u over the tokens of a response: each step's return times its tokens. */
export function processMass({ response, process }: RewardParts): number {
  let mass = 0;
  let start = 0;
  for (let s = 0; s < process.returns.length; s++) {
    mass += process.returns[s] * (response.stepEnds[s] + 1 - start);
    start = response.stepEnds[s] + 1;
  }
  return mass;
}

/**
 * Baselines that lower the reward of each step, and with it the return of every token up to the step.
 * - step: b = mean over the others of their mean r* a step. A response that avoids steps pays it less often.
 * - openrlhf: b = others' Σ r* / others' tokens, times the step's tokens before its last one (which bears no loss).
 * Others without a step have no mean reward a step and are left out of it. 0 for K = 1.
 * After PURE's OpenRLHF flavour (github.com/CJReinforce/PURE, openrlhf/trainer/ppo_utils/experience_maker.py).
 */
export function subtractStepBaseline(
  group: readonly RewardParts[],
  kind: Extract<CreditBaseline, "step" | "openrlhf">,
  gamma: number,
  advantages: readonly Float64Array[],
): void {
  const rewards = group.map(({ process }) => sumOf(process.transformed));
  const units = group.map(({ response, process }) =>
    kind === "step" ? process.transformed.length : response.length,
  );
  // step: every response counts once, by its mean; openrlhf: rewards and tokens are pooled.
  const shares =
    kind === "step" ? rewards.map((reward, k) => (units[k] > 0 ? reward / units[k] : 0)) : rewards;
  const weights = kind === "step" ? units.map((steps) => (steps > 0 ? 1 : 0)) : units;
  const total = sumOf(shares);
  const weight = sumOf(weights);
  group.forEach(({ response, process }, i) => {
    const others = weight - weights[i];
    if (others <= 0) return;
    const rate = (total - shares[i]) / others;
    const { stepEnds } = response;
    const stepBaselines = process.transformed.map((_, s) =>
      kind === "step" ? rate : rate * (stepEnds[s] - (s > 0 ? stepEnds[s - 1] + 1 : 0)),
    );
    addToSteps(advantages[i], stepEnds, discountedSuffixSum(stepBaselines, gamma), -1);
  });
}

/**
 * OPO (arXiv 2505.23585): b = Σ len_k·R_k / Σ len_k over the group, response i included, with R_k the whole reward of
 * response k on each of its tokens: the mean over the group's tokens. 0 for K = 1.
 */
export function subtractTokenMean(advantages: readonly Float64Array[]): void {
  if (advantages.length < 2) return;
  const mean = tokenStatistics(advantages).mean;
  for (const row of advantages) subtract(row, mean);
}

/**
 * Index baseline: b_{i,t} = Σ_{k≠i} G_{k,t} / (K−1), t the index of the step, G_{k,t} = 0 past the last step of k. It
 * depends on the step's index alone, so it moves no expected gradient; the step baseline, of which a response gets
 * one more with each step, rewards length. 0 for K = 1.
 */
export function subtractIndexBaseline(
  group: readonly RewardParts[],
  advantages: readonly Float64Array[],
): void {
  if (group.length < 2) return;
  const totals: number[] = [];
  for (const { process } of group)
    process.returns.forEach((value, t) => {
      totals[t] = (totals[t] ?? 0) + value;
    });
  group.forEach(({ response, process }, i) => {
    const baselines = process.returns.map((value, t) => (totals[t] - value) / (group.length - 1));
    addToSteps(advantages[i], response.stepEnds, baselines, -1);
  });
}

function subtract(values: Float64Array, amount: number): void {
  values.forEach((value, t) => {
    values[t] = value - amount;
  });
}
