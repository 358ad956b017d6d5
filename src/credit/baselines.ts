// What the other responses of a group say a response should have earned: subtracted from returns in place.
import { discountedSuffixSum } from "./forms.ts";
import type { CreditBaseline } from "./settings.ts";
import { addToSteps, type RewardParts } from "./tokens.ts";
import { tokenStatistics } from "./whiten.ts";

/** Verifiable part: v_i − mean of the other responses' v. 0 for K = 1. */
export function subtractVerifiableBaseline(
  group: readonly RewardParts[],
  advantages: readonly Float64Array[],
): void {
  if (group.length < 2) return;
  const total = group.reduce((sum, { verifiable }) => sum + verifiable, 0);
  group.forEach(({ verifiable }, i) => {
    subtract(advantages[i], (total - verifiable) / (group.length - 1));
  });
}

/**
 * Token-level baseline: Σ_{k≠i} Σ_u G_{k,u} / ((K−1)·N), a constant for every token of response i, with
 * `masses[k]` = Σ_u G_{k,u} and N = `maxLength`. 0 for K = 1.
 */
export function subtractTokenBaseline(
  masses: readonly number[],
  maxLength: number,
  advantages: readonly Float64Array[],
): void {
  if (masses.length < 2) return;
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  masses.forEach((mass, i) => {
    subtract(advantages[i], (total - mass) / ((masses.length - 1) * maxLength));
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
  const rewards = group.map(({ process }) => process.transformed.reduce((sum, reward) => sum + reward, 0));
  const units = group.map(({ response, process }) =>
    kind === "step" ? process.transformed.length : response.length,
  );
  // step: every response counts once, by its mean; openrlhf: rewards and tokens are pooled.
  const shares =
    kind === "step" ? rewards.map((reward, k) => (units[k] > 0 ? reward / units[k] : 0)) : rewards;
  const weights = kind === "step" ? units.map((steps) => (steps > 0 ? 1 : 0)) : units;
  const total = shares.reduce((sum, share) => sum + share, 0);
  const weight = weights.reduce((sum: number, each) => sum + each, 0);
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
