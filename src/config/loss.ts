// The section `loss` of `pure train`: how advantages become a loss of the policy, with what does not go together. What
// each loss is, is src/loss/losses.ts.
import { z } from "zod";

export const lossSchema = z.strictObject({
  type: z
    .enum(["ppo", "gspo", "cispo"])
    .default("ppo")
    .describe("surrogate: ratios clipped a token, a response's ratio clipped, or clipped ratios as weights"),
  clipLow: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe("ratios are clipped from 1 − this; null: optimizer.clipRatio, or 3e-4 of gspo"),
  clipHigh: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe("up to 1 + this; null: optimizer.clipRatio, or 4e-4 of gspo"),
  dualClip: z
    .number()
    .gt(1)
    .nullable()
    .default(null)
    .describe("ppo: largest ratio that counts against a negative advantage; null: none"),
  aggregation: z
    .enum(["tokenMean", "sequenceMean", "constant"])
    .default("tokenMean")
    .describe("mean over tokens, over responses' means, or over responses' sums / maxTokens (Dr. GRPO)"),
  entropyCoefficient: z.number().min(0).default(0).describe("factor of the entropy bonus; 0: none"),
  unbiasedKl: z
    .boolean()
    .default(false)
    .describe("the k3 estimate in the loss times the ratio: its gradient is the KL's own"),
  importance: z
    .enum(["none", "truncate", "mask"])
    .default("none")
    .describe("weigh tokens by trainer / sampler probability, held within bounds or left out beyond them"),
  importanceLevel: z
    .enum(["token", "sequence", "geometric"])
    .default("token")
    .describe("of a token, or of a response: the product or the geometric mean of its tokens'"),
  importanceLow: z.number().min(0).default(0).describe("lower bound of importance weights"),
  importanceHigh: z.number().positive().default(2).describe("upper bound of importance weights"),
  maskTruncated: z
    .boolean()
    .default(false)
    .describe("responses cut at sampling.maxTokens take no part in the update"),
  offPolicyKl: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      "negative advantages do not count in responses that drifted by more nats a token; null: all do",
    ),
});

export type LossConfig = z.infer<typeof lossSchema>;

export const lossDefaults: LossConfig = lossSchema.parse({});

/** What of the section does not go together with itself or the rest, each as a sentence. */
export function lossFaults({
  loss,
  credit,
  train,
  engine,
}: {
  loss: LossConfig;
  train: { rolloutsAhead: number };
  credit: { klIn: string; klCoefficient: number; klEstimator: string };
  engine: { type: string };
}): string[] {
  const faults: string[] = [];
  if (loss.dualClip !== null && loss.type !== "ppo")
    faults.push(`loss.dualClip is of loss.type ppo, and loss.type is ${loss.type}; leave it out`);
  for (const key of ["importanceLevel", "importanceLow", "importanceHigh"] as const)
    if (loss.importance === "none" && loss[key] !== lossDefaults[key])
      faults.push(
        `loss.${key} is of importance weights, and loss.importance is none; set it truncate or mask`,
      );
  if (loss.importanceLow > loss.importanceHigh)
    faults.push(
      `loss.importanceLow is ${loss.importanceLow}; at most loss.importanceHigh (${loss.importanceHigh})`,
    );
  const { klIn, klCoefficient, klEstimator } = credit;
  if (loss.unbiasedKl && (klIn !== "loss" || klCoefficient === 0 || klEstimator !== "k3"))
    faults.push(
      "loss.unbiasedKl is of a KL in the loss estimated by k3: set credit.klIn loss, credit.klEstimator k3 and a credit.klCoefficient",
    );
  if (loss.entropyCoefficient > 0 && engine.type === "tinker")
    faults.push(
      "loss.entropyCoefficient needs engine.type embedded: a Tinker server gives log-probabilities and no entropy",
    );
  if (train.rolloutsAhead > 0 && engine.type === "embedded")
    faults.push(
      "train.rolloutsAhead needs engine.type tinker: in this process one set of weights is sampled from and trained, on the same cores",
    );
  else if (train.rolloutsAhead > 0 && loss.importance === "none")
    faults.push(
      "train.rolloutsAhead samples by the policy of one update before: set loss.importance truncate or mask, which corrects for it",
    );
  return faults;
}
