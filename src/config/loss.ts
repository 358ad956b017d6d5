// The section `loss` of `pure train`: how advantages become a loss of the policy. What each loss is, is
// src/loss/losses.ts.
import { z } from "zod";
import { nonNegative, off, oneOf, orNull, positive } from "./sections.ts";

export const lossSchema = z.strictObject({
  type: oneOf(["ppo", "gspo", "cispo"]).describe(
    "surrogate: ratios clipped a token, a response's ratio clipped, or clipped ratios as weights",
  ),
  clipLow: orNull(z.number().min(0).max(1)).describe(
    "ratios are clipped from 1 − this; null: optimizer.clipRatio, or 3e-4 of gspo",
  ),
  clipHigh: orNull(z.number().min(0)).describe("up to 1 + this; null: optimizer.clipRatio, or 4e-4 of gspo"),
  dualClip: orNull(z.number().gt(1)).describe(
    "ppo: largest ratio that counts against a negative advantage; null: none",
  ),
  aggregation: oneOf(["tokenMean", "sequenceMean", "constant"]).describe(
    "mean over tokens, over responses' means, or over responses' sums / maxTokens (Dr. GRPO)",
  ),
  entropyCoefficient: nonNegative(0).describe("factor of the entropy bonus; 0: none"),
  unbiasedKl: off().describe("the k3 estimate in the loss times the ratio: its gradient is the KL's own"),
  importance: oneOf(["none", "truncate", "mask"]).describe(
    "weigh tokens by trainer / sampler probability, held within bounds or left out beyond them",
  ),
  importanceLevel: oneOf(["token", "sequence", "geometric"]).describe(
    "of a token, or of a response: the product or the geometric mean of its tokens'",
  ),
  importanceLow: nonNegative(0).describe("lower bound of importance weights"),
  importanceHigh: positive(2).describe("upper bound of importance weights"),
  maskTruncated: off().describe("responses cut at sampling.maxTokens take no part in the update"),
  offPolicyKl: orNull(z.number().min(0)).describe(
    "negative advantages do not count in responses that drifted by more nats a token; null: all do",
  ),
});

export type LossConfig = z.infer<typeof lossSchema>;

export const lossDefaults: LossConfig = lossSchema.parse({});
