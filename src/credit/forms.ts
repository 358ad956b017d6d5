// From step rewards r_1..r_n to transformed rewards r* and returns G_1..G_n, at the level of steps.
// Placing them on tokens is in tokens.ts.

/** Credit of the steps of one response; both arrays are [steps]. */
export interface StepCredit {
  /** r*: the reward each step brings, so that the returns are its suffix sums (discounted; wholly in the local form). */
  transformed: Float64Array;
  /** G: every token of step t has the return G_t. */
  returns: Float64Array;
}

/** Process reward of a step from the PRM's two logits: p(good) − p(bad) of their softmax, in [−1, 1]. */
export function processReward(badLogit: number, goodLogit: number): number {
  return Math.tanh((goodLogit - badLogit) / 2);
}

/** G_t = Σ_{j≥t} γ^(j−t) x_j. */
export function discountedSuffixSum(values: ArrayLike<number>, gamma = 1): Float64Array {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let t = values.length - 1; t >= 0; t--) {
    sum = values[t] + gamma * sum;
    sums[t] = sum;
  }
  return sums;
}

/** Sum form (the canonical one): r* = r, G_t = Σ_{j≥t} γ^(j−t) r_j. The local form, G_t = r_t, is that of γ = 0. */
export function sumForm(rewards: ArrayLike<number>, gamma = 1): StepCredit {
  return { transformed: Float64Array.from(rewards), returns: discountedSuffixSum(rewards, gamma) };
}

/** Strict min form: w = argmin r, the first on ties; r* is r_w at w and 0 elsewhere, G_t = r_w for t ≤ w, else 0. */
export function minFormStrict(rewards: ArrayLike<number>): StepCredit {
  const worst = indexOfMinimum(rewards);
  const transformed = new Float64Array(rewards.length).fill(rewards[worst], worst, worst + 1);
  return { transformed, returns: new Float64Array(rewards.length).fill(rewards[worst], 0, worst + 1) };
}

/**
 * Min form as trained (PURE, arXiv 2504.15275): r*_i = softmax_i(−r/T)·r_i, G_t = Σ_{j≥t} r*_j.
 * As T → 0 it becomes the strict form, but for exact ties of the minimum: those share r* evenly at every T,
 * where the strict form gives all of it to the first. G_1 lies between min r and min r + T·ln n.
 * Throws a RangeError unless T > 0.
 */
export function minForm(rewards: ArrayLike<number>, temperature = 0.1): StepCredit {
  if (!(temperature > 0)) throw new RangeError(`temperature is ${temperature}; it must be above 0`);
  // Exponents are taken from the minimum down, so that none overflows and the largest weight is 1.
  const smallest = rewards[indexOfMinimum(rewards)];
  const weights = Float64Array.from(rewards, (reward) => Math.exp((smallest - reward) / temperature));
  const total = sumOf(weights);
  const transformed = weights.map((weight, i) => weight * (rewards[i] / total));
  return { transformed, returns: discountedSuffixSum(transformed) };
}

/** Largest hazard: one step scored as surely wrong costs log 1e-4, not everything. */
const largestHazard = 1 - 1e-4;

/**
 * Survival form (CRM, arXiv 2509.26578): 1 − h = p(good) = (1 + r)/2 is the chance that a step is no first error;
 * r*_t = log(1 − h_t), G_t = Σ_{j≥t} r*_j, the log of the chance to get through. No r* is above 0, so that no step more
 * raises a return. `rewards` are p(good) − p(bad), in [−1, 1]; h is held within [0, 1 − 1e-4].
 */
export function survivalForm(rewards: ArrayLike<number>): StepCredit {
  const transformed = Float64Array.from(rewards, (reward) =>
    Math.log1p(Math.max(Math.min((reward - 1) / 2, 0), -largestHazard)),
  );
  return { transformed, returns: discountedSuffixSum(transformed) };
}

/** Sum of the values, in their order. */
export function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The first on ties; 0 where there is none. */
function indexOfMinimum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, i, all) => (value < all[best] ? i : best), 0);
}
