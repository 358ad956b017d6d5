// Per-token estimates of KL(policy ‖ reference) from the log-probabilities of sampled tokens.
import type { CreditKlEstimator } from "./settings.ts";

/** Largest k3 estimate: an outlier token must not drown the rewards (the verl flavour has the same bound). */
const largestK3 = 10;

/**
 * One-sample KL estimate with d = log p(token) − log p_ref(token) (Schulman, "Approximating KL divergence"):
 * k1 = d, k2 = d²/2, k3 = e^(−d) − 1 + d (at most 10), abs = |d|.
 */
export function klEstimate(estimator: CreditKlEstimator, logprob: number, refLogprob: number): number {
  const d = logprob - refLogprob;
  switch (estimator) {
    case "k1":
      return d;
    case "k2":
      return 0.5 * d * d;
    case "k3":
      return Math.min(Math.expm1(-d) + d, largestK3);
    case "abs":
      return Math.abs(d);
  }
}
