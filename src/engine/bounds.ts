// Bounds of the losses, the same on every engine (docs/method.md, and src/credit for what is computed of rewards): a
// token whose probability has moved out of all proportion must not overflow, nor drown the others.

/** Largest |log p − log p_other| that is exponentiated; beyond it a ratio is constant, with no gradient. */
export const largestLogRatio = 20;

/** Largest k3 estimate of a token's KL; beyond it the estimate is constant, with no gradient. */
export const largestK3 = 10;
