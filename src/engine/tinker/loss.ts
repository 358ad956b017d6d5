// Losses in the terms of the protocol, so that a gradient means the same on every engine: the gradient of the plain sum
// of weight × token loss over the batch. Servers reduce differently, which `TRAITS` says and the factors here undo.
import { UserError } from "../../errors.ts";
import type { Group, Loss, ResponseDatum } from "../types.ts";
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

/**
 * A loss by the name the server has for it. null: it has none, and the loss goes in two passes, forward and then
 * `linearLoss` with its slopes by log-probability, which has the same gradient. Throws a UserError for a loss that is
 * none of log-probabilities.
 */
export function wireLoss(loss: Loss, traits: ServerTraits): WireLoss | null {
  switch (loss.type) {
    case "crossEntropy":
      return linearLoss(traits);
    case "ppo":
    case "gspo":
    case "cispo": {
      if (loss.entropyCoefficient)
        throw new UserError(
          "a Tinker server gives log-probabilities and no entropy: set loss.entropyCoefficient 0, or train in this process",
        );
      const { type, clipLow, clipHigh, ...more } = loss;
      const alone = Object.values(more).every((term) => term === undefined || term === false);
      if (!alone || type === "gspo") return null;
      return { name: type, config: thresholds(1 - clipLow, 1 + clipHigh) };
    }
    default:
      throw new UserError(
        `the Tinker protocol trains policies only, not with the loss ${loss.type}; process reward models and critics ` +
          "train in this process (--engine.type embedded)",
      );
  }
}

/**
 * Σ −w log p with weights w of any sign. On servers that take means it is cispo with both thresholds 1: its ratio is then
 * the constant 1, which leaves −A log p, and A carries the weights that a mean over weights would cancel.
 */
export function linearLoss({ reduction }: ServerTraits): WireLoss {
  return reduction === "sum" ? { name: "cross_entropy" } : { name: "cispo", config: thresholds(1, 1) };
}

function thresholds(low: number, high: number) {
  return { clip_low_threshold: low, clip_high_threshold: high };
}

/** One of the `count` responses of a batch whose loss, one with a name, is Σ weight × token loss. */
export function wireDatum(
  prompt: ArrayLike<number>,
  response: ResponseDatum,
  loss: Loss,
  traits: ServerTraits,
  count: number,
): WireDatum {
  const { tokens, weights, advantages, old } = checked(response, loss);
  const inputs = () => {
    if (loss.type === "crossEntropy") return linearInputs(weights, traits, count);
    // A weight w ≥ 0 goes into the advantage: w · −min(ρA, clip(ρ)A) = −min(ρwA, clip(ρ)wA).
    const weighed = weights.map((weight, t) => weight * advantages![t]);
    return { logprobs: old!, ...advantageInputs(weighed, weights, traits, count) };
  };
  return { prompt, response: tokens, inputs };
}

/** One of the `count` responses of a batch whose loss has these slopes [tokens] by log-probability, for `linearLoss`. */
export function slopedDatum(
  prompt: ArrayLike<number>,
  response: ArrayLike<number>,
  slopes: Float64Array,
  traits: ServerTraits,
  count: number,
): WireDatum {
  const inputs = () =>
    linearInputs(
      Float32Array.from(slopes, (slope) => -slope),
      traits,
      count,
    );
  return { prompt, response, inputs };
}

function linearInputs(weights: Float32Array, traits: ServerTraits, count: number): WireInputs {
  if (traits.reduction === "sum") return { weights };
  return { logprobs: new Float32Array(weights.length), ...advantageInputs(weights, weights, traits, count) };
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

/** A response whose log-probabilities are wanted, and no gradient. */
export function scoredDatum(prompt: ArrayLike<number>, response: ArrayLike<number>): WireDatum {
  return { prompt, response, inputs: () => ({ weights: new Float32Array(response.length).fill(1) }) };
}

/**
 * −log p of the sampled tokens that take part, on average: where they were sampled at temperature 1 from the policy as
 * it is, an unbiased estimate of its entropy, which the protocol does not tell.
 */
export function sampledEntropy(groups: readonly Group[], logprobs: readonly Float32Array[][]): number {
  let [sum, count] = [0, 0];
  groups.forEach(({ responses }, g) => {
    responses.forEach(({ weights }, k) => {
      for (let t = 0; t < weights.length; t++) {
        if (weights[t] === 0) continue;
        sum -= logprobs[g][k][t];
        count++;
      }
    });
  });
  return sum / Math.max(count, 1);
}

function checked(response: ResponseDatum, loss: Loss): ResponseDatum {
  const { tokens, weights } = response;
  for (let t = 0; t < weights.length; t++)
    if (!(weights[t] >= 0)) throw new Error("engine: a weight is not a number of at least 0");
  for (const field of ["weights", ...(loss.type === "ppo" ? (["advantages", "old"] as const) : [])] as const)
    if (response[field]?.length !== tokens.length)
      throw new Error(
        `engine: loss ${loss.type} needs ${field}, one number a token (${tokens.length}), got ${response[field]?.length ?? "none"}`,
      );
  return response;
}
