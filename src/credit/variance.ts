// Which part of the reward tells the responses of a prompt apart: the variance within groups, split by the kinds of reward.
import type { CreditGroup } from "./credit.ts";
import { sumOf } from "./forms.ts";
import { type CreditSettings, resolveCreditSettings } from "./settings.ts";
import { rewardParts } from "./tokens.ts";

/** Sums over responses, so that steps add; their total is the variance within groups times the degrees of freedom. */
export interface RewardVariance {
  /** Of process rewards, Σ r* of a response. */
  process: number;
  /** Of the verifiable reward, one's own and the overlong penalty included. */
  verifiable: number;
  /** Of the KL in the reward; 0 where there is none. */
  penalty: number;
}

/**
 * The variance of rewards within groups by their parts. With a response's reward R = P + V + C (process part Σ r*,
 * verifiable reward, −β·ΣKL, each times its coefficient), means taken over the responses of its prompt,
 *
 *   Σ (R − R̄)² = Σ (P − P̄)(R − R̄) + Σ (V − V̄)(R − R̄) + Σ (C − C̄)(R − R̄),
 *
 * so that a part's share of the left side is Cov(part, R) / Var(R) (the natural decomposition; Shorrocks, 1982,
 * "Inequality decomposition by factor components"). It is below 0 for a part that works against the others, which then
 * have more than 1. Groups count in which both P and V differ: where one of them says nothing, the other decides
 * anyhow. Null where no group counts. It is the reward's split, before an estimator scales or leaves out anything.
 * Groups must be such as `computeCredit` takes.
 */
export function rewardVariance(
  groups: readonly CreditGroup[],
  overrides: Partial<CreditSettings> = {},
): RewardVariance | null {
  const settings = resolveCreditSettings(overrides);
  const counted = groups.flatMap(({ responses }) => {
    const parts = responses
      .filter(({ verifiable }) => verifiable !== null)
      .map((response) => rewardParts(response, settings));
    const process = centred(parts.map((part) => sumOf(part.process.transformed)));
    const verifiable = centred(parts.map((part) => part.verifiable));
    if (!process || !verifiable) return [];
    const penalty = centred(parts.map((part) => sumOf(part.penalty ?? []))) ?? parts.map(() => 0);
    const total = parts.map((_, k) => process[k] + verifiable[k] + penalty[k]);
    const product = (part: readonly number[]) => sumOf(part.map((value, k) => value * total[k]));
    return [{ process: product(process), verifiable: product(verifiable), penalty: product(penalty) }];
  });
  const sum = (part: keyof RewardVariance) => sumOf(counted.map((group) => group[part]));
  if (counted.length === 0) return null;
  return { process: sum("process"), verifiable: sum("verifiable"), penalty: sum("penalty") };
}

/** Less their mean; null where they differ by no more than rounding does. */
function centred(values: readonly number[]): number[] | null {
  const mean = sumOf(values) / values.length;
  const left = values.map((value) => value - mean);
  return left.some((value) => Math.abs(value) > 1e-9) ? left : null;
}
