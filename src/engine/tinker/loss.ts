// Losses in the terms of the protocol, so that a gradient means the same on every engine: the gradient of the plain sum
// of weight × token loss over the batch. Servers reduce differently, which `TRAITS` says and the factors here undo.
import { UserError } from "../../common/errors.ts";
import { rowOf } from "../../common/rows.ts";
import type { PolicyLoss } from "../../loss/losses.ts";
import { lossColumns, sequenceOf } from "../rows.ts";
import type { Loss, LossRows, TokenRows } from "../types.ts";
import type { WireDatum, WireLoss } from "./protocol.ts";

/** tinker: the hosted service. skyrl: SkyRL's server with its JAX backend. */
export type ServerKind = "tinker" | "skyrl";

export interface ServerTraits {
  /**
   * What becomes of token losses ℓ. sum: Σ ℓ over everything since the last step. mean: each datum's Σ mℓ / Σ m, with
   * m the `weights` sent, and then the mean over all data since the last step.
   */
  reduction: "sum" | "mean";
  /** A request that comes again with its sequence id is not done again. */
  idempotent: boolean;
  /** Gradients are clipped to `grad_clip_norm`. */
  clips: boolean;
  /** load_weights is taken at any time, not only as a model's first request. */
  loadsAnytime: boolean;
}

export const TRAITS: Readonly<Record<ServerKind, ServerTraits>> = {
  tinker: { reduction: "sum", idempotent: true, clips: true, loadsAnytime: false },
  skyrl: { reduction: "mean", idempotent: false, clips: false, loadsAnytime: true },
};

/** A batch as it is sent: sequences, and the server's name for their loss. */
export interface WireBatch {
  loss: WireLoss;
  data: WireDatum[];
  /** The log-probabilities of a batch that is not to be sent after all. */
  unsent?: Float32Array;
}

/**
 * These rows of a batch whose loss is Σ weight × token loss, by the name the server has for that. null: it has none, and
 * the loss goes in two passes, forward and then `linearBatch` with its slopes by log-probability, which has the same
 * gradient. Throws a UserError for a loss that is none of log-probabilities, and an Error where a column that it reads is
 * missing, or a weight is negative.
 */
export function namedBatch(
  batch: LossRows,
  rows: readonly number[],
  loss: Loss,
  traits: ServerTraits,
): WireBatch | null {
  if (loss.type === "value" || loss.type === "classification")
    throw new UserError(
      `the Tinker protocol trains policies only, not with the loss ${loss.type}; process reward models and critics ` +
        "train in this process (--engine.type embedded)",
    );
  const name = loss.type === "crossEntropy" ? null : policyName(loss);
  if (loss.type !== "crossEntropy" && name === null) return null;
  const { weights, advantages, old } = lossColumns(batch, loss);
  if (!weights.every((weight) => weight >= 0))
    throw new Error("engine: a weight is not a number of at least 0");
  if (name === null) return linearBatch(batch, rows, weights, traits);
  const inputs = (r: number) => {
    const row = (column: Float32Array) => rowOf(column, batch.starts, r);
    // A weight w ≥ 0 goes into the advantage: w · −min(ρA, clip(ρ)A) = −min(ρwA, clip(ρ)wA).
    const weighed = row(weights).map((weight, t) => weight * row(advantages)[t]);
    return { logprobs: row(old), ...advantageInputs(weighed, row(weights), traits, rows.length) };
  };
  return { loss: name, data: dataOf(batch, rows, inputs) };
}

/** The surrogate by the name the server has for it; null where it has none, or not with what is beside it here. */
export function policyName(loss: PolicyLoss): WireLoss | null {
  const { type, clipLow, clipHigh, entropyCoefficient, ...more } = loss;
  if (entropyCoefficient)
    throw new UserError(
      "a Tinker server gives log-probabilities and no entropy: set loss.entropyCoefficient 0, or train in this process",
    );
  const alone = Object.values(more).every((term) => term === undefined || term === false);
  if (!alone || type === "gspo") return null;
  return { name: type, config: thresholds(1 - clipLow, 1 + clipHigh) };
}

/**
 * These rows, whose loss is Σ −w log p with `weights` w [T] of any sign. On servers that take means it is cispo with both
 * thresholds 1: its ratio is then the constant 1, which leaves −A log p, and A carries the weights that a mean over
 * weights would cancel.
 */
export function linearBatch(
  batch: TokenRows,
  rows: readonly number[],
  weights: Float32Array,
  traits: ServerTraits,
): WireBatch {
  const sums = traits.reduction === "sum";
  const inputs = (own: Float32Array): WireInputs =>
    sums
      ? { weights: own }
      : { logprobs: new Float32Array(own.length), ...advantageInputs(own, own, traits, rows.length) };
  return {
    loss: sums ? { name: "cross_entropy" } : { name: "cispo", config: thresholds(1, 1) },
    data: dataOf(batch, rows, (r) => inputs(rowOf(weights, batch.starts, r))),
  };
}

function thresholds(low: number, high: number) {
  return { clip_low_threshold: low, clip_high_threshold: high };
}

/**
 * Advantages as the server is to sum them. Where it takes means, those of a response with n tokens that take part, among
 * `count` responses, are multiplied by n · count.
 */
function advantageInputs(
  advantages: Float32Array,
  weights: Float32Array,
  { reduction }: ServerTraits,
  count: number,
): WireInputs {
  if (reduction === "sum") return { advantages };
  const mask = weights.map((weight) => Number(weight !== 0));
  const counted = mask.reduce((a, b) => a + b, 0);
  // A mean over no token would be 0/0: all take part then, with no advantage.
  if (counted === 0) mask.fill(1);
  return { advantages: advantages.map((advantage) => counted * count * advantage), weights: mask };
}

type WireInputs = ReturnType<WireDatum["inputs"]>;

/** These rows, of which log-probabilities are wanted and no gradient. */
export function scoredData(batch: TokenRows, rows: readonly number[]): WireDatum[] {
  const ones = (r: number) => new Float32Array(batch.starts[r + 1] - batch.starts[r]).fill(1);
  return dataOf(batch, rows, (r) => ({ weights: ones(r) }));
}

const dataOf = (batch: TokenRows, rows: readonly number[], inputs: (row: number) => WireInputs) =>
  rows.map((r): WireDatum => ({ ...sequenceOf(batch, r), inputs: () => inputs(r) }));

/**
 * −log p of the sampled tokens that take part, on average: where they were sampled at temperature 1 from the policy as
 * it is, an unbiased estimate of its entropy, which the protocol does not tell.
 */
export function sampledEntropy({ weights }: Pick<LossRows, "weights">, logprobs: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const [t, weight] of weights.entries()) {
    if (weight === 0) continue;
    sum -= logprobs[t];
    count++;
  }
  return sum / Math.max(count, 1);
}
