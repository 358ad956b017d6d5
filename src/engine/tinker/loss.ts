// Losses in the terms of the protocol, so that a gradient means the same on every engine: the gradient of the plain sum
// of weight × token loss over the batch. Servers reduce differently, which `TRAITS` says and the factors here undo.
import { UserError } from "../../errors.ts";
import { largestLogRatio } from "../bounds.ts";
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
 * A loss for the server. Throws a UserError for one that the protocol does not have.
 *
 * crossEntropy, on servers that take means, is cispo with both thresholds 1: its ratio is then the constant 1, which
 * leaves −A log p, and A carries the weights that a mean over weights would cancel.
 */
export function wireLoss(loss: Loss, { reduction }: ServerTraits): WireLoss {
  switch (loss.type) {
    case "crossEntropy":
      if (reduction === "sum") return { name: "cross_entropy" };
      return { name: "cispo", config: thresholds(1, 1) };
    case "ppo":
      if (loss.klCoefficient > 0)
        throw new UserError(
          "the Tinker protocol's losses have no KL term; credit.klIn reward subtracts it from the rewards in its place",
        );
      return { name: "ppo", config: thresholds(1 - loss.clipLow, 1 + loss.clipHigh) };
    default:
      throw new UserError(
        `the Tinker protocol trains policies only, not with the loss ${loss.type}; process reward models and critics ` +
          "train in this process (--engine.type embedded)",
      );
  }
}

function thresholds(low: number, high: number) {
  return { clip_low_threshold: low, clip_high_threshold: high };
}

/**
 * One of the `count` responses of a batch whose loss is Σ weight × token loss.
 *
 * A weight w ≥ 0 goes into the advantage: w · −min(ρA, clip(ρ)A) = −min(ρwA, clip(ρ)wA). Where the server takes means,
 * the advantages of a response with n weighted tokens among `count` are multiplied by n · count.
 */
export function wireDatum(
  prompt: ArrayLike<number>,
  response: ResponseDatum,
  loss: Loss,
  { reduction }: ServerTraits,
  count: number,
): WireDatum {
  const { tokens, weights, old } = checked(response, loss);
  const advantages = loss.type === "crossEntropy" ? null : response.advantages!;
  const inputs = (): Record<string, Float32Array> => {
    if (reduction === "sum" && advantages === null) return { weights };
    const mask = new Float32Array(weights.length);
    let counted = 0;
    for (let t = 0; t < weights.length; t++) {
      if (weights[t] === 0) continue;
      mask[t] = 1;
      counted++;
    }
    const factor = reduction === "sum" ? 1 : counted * count;
    const scaled = new Float32Array(weights.length);
    for (let t = 0; t < weights.length; t++) scaled[t] = factor * weights[t] * (advantages?.[t] ?? 1);
    if (reduction === "sum") return { logprobs: old!, advantages: scaled };
    // A mean over no token would be 0/0: all take part then, with no advantage.
    if (counted === 0) mask.fill(1);
    return {
      logprobs: loss.type === "ppo" ? old! : new Float32Array(tokens.length),
      advantages: scaled,
      weights: mask,
    };
  };
  return { prompt, response: tokens, inputs };
}

/** A response whose log-probabilities are wanted, and no gradient. */
export function scoredDatum(prompt: ArrayLike<number>, response: ArrayLike<number>): WireDatum {
  return { prompt, response, inputs: () => ({ weights: new Float32Array(response.length).fill(1) }) };
}

/** Σ weight × token loss, from the log-probabilities the server computed: by group, by response. */
export function lossOf(groups: readonly Group[], loss: Loss, logprobs: readonly Float32Array[][]): number {
  let sum = 0;
  groups.forEach(({ responses }, g) => {
    responses.forEach(({ weights, advantages, old }, k) => {
      const row = logprobs[g][k];
      for (let t = 0; t < row.length; t++) {
        if (weights[t] === 0) continue;
        if (loss.type !== "ppo") {
          sum -= weights[t] * row[t];
          continue;
        }
        const logRatio = Math.min(Math.max(row[t] - old![t], -largestLogRatio), largestLogRatio);
        const [ratio, advantage] = [Math.exp(logRatio), advantages![t]];
        const clipped = Math.min(Math.max(ratio, 1 - loss.clipLow), 1 + loss.clipHigh);
        sum -= weights[t] * Math.min(ratio * advantage, clipped * advantage);
      }
    });
  });
  return sum;
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
