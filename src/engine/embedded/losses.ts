// What a loss is to a graph: its kind, which decides the operations and by which graphs are cached; its numbers, which
// are inputs, so that they may change from step to step; and its value from log-probabilities or logits.
import type { Graph, Tensor } from "../../graph/graph.ts";
import type { TokenLoss } from "../../graph/head.ts";
import { abs, add, clip, exp, logSoftmax, minimum, mul, scale, sub, sumAll } from "../../graph/ops.ts";
import { largestK3, largestLogRatio } from "../bounds.ts";
import type { KlEstimator, Loss } from "../types.ts";

/** A loss without its numbers. `kl`: null where the loss has no KL term. */
export type LossKind =
  | { type: "crossEntropy" | "classification" | "value" }
  | { type: "ppo"; kl: KlEstimator | null };

export function lossKind(loss: Loss): LossKind {
  if (loss.type !== "ppo") return { type: loss.type };
  return { type: "ppo", kl: loss.klCoefficient > 0 ? loss.klEstimator : null };
}

/** A loss's numbers as scalar inputs: "lowest" and "highest" of what it clips, "klCoefficient". */
export function lossNumbers(loss: Loss): Record<string, Float32Array> {
  switch (loss.type) {
    case "ppo":
      return {
        lowest: Float32Array.of(1 - loss.clipLow),
        highest: Float32Array.of(1 + loss.clipHigh),
        klCoefficient: Float32Array.of(loss.klCoefficient),
      };
    case "value":
      return { lowest: Float32Array.of(-loss.clip), highest: Float32Array.of(loss.clip) };
    default:
      return {};
  }
}

/** Σ weight × loss of the language-model losses, from log-probabilities [n, 1]. */
export function tokenLoss(outer: Graph, kind: LossKind): TokenLoss {
  const column = (name: string) => outer.input(name, ["Tr", 1]);
  const weights = column("weights");
  if (kind.type === "crossEntropy")
    return (g, logp, rowsOf) => sumAll(g, scale(g, mul(g, logp, rowsOf(weights)), -1));
  if (kind.type !== "ppo") throw new Error(`engine: loss ${kind.type} needs a classification head`);
  const old = column("old");
  const advantages = column("advantages");
  const [lowest, highest] = [outer.input("lowest", []), outer.input("highest", [])];
  const kl = kind.kl && {
    estimator: kind.kl,
    reference: column("reference"),
    coefficient: outer.input("klCoefficient", []),
  };
  return (g, logp, rowsOf) => {
    const ratio = exp(g, boundedLogRatio(g, sub(g, logp, rowsOf(old))));
    const advantage = rowsOf(advantages);
    const clipped = clip(g, ratio, lowest, highest);
    let total = scale(g, minimum(g, mul(g, ratio, advantage), mul(g, clipped, advantage)), -1);
    if (kl) {
      const difference = sub(g, logp, rowsOf(kl.reference));
      total = add(g, total, mul(g, klEstimate(g, kl.estimator, difference), kl.coefficient));
    }
    return sumAll(g, mul(g, total, rowsOf(weights)));
  };
}

const boundedLogRatio = (g: Graph, d: Tensor) => clip(g, d, -largestLogRatio, largestLogRatio);

/** Estimators of KL(policy ‖ reference) from d = log p − log p_ref (Schulman, "Approximating KL divergence"). */
function klEstimate(g: Graph, estimator: KlEstimator, d: Tensor): Tensor {
  switch (estimator) {
    case "k1":
      return d;
    case "k2":
      return scale(g, mul(g, d, d), 0.5);
    case "k3": {
      const bounded = boundedLogRatio(g, d);
      const k3 = sub(g, add(g, exp(g, scale(g, bounded, -1)), bounded), g.scalar(1));
      return clip(g, k3, -largestK3, largestK3);
    }
    case "abs":
      return abs(g, d);
  }
}

/** Losses on the logits of a classification head [Tr, labels]; weights and targets [Tr, labels] resp. [Tr, 1]. */
export function headLoss(g: Graph, { type }: LossKind, logits: Tensor, labels: number): Tensor {
  const expectLabels = (wanted: number) => {
    if (labels !== wanted)
      throw new Error(`engine: loss ${type} needs a head of ${wanted} label(s), this one has ${labels}`);
  };
  if (type === "classification") {
    expectLabels(2);
    // Fed already multiplied by the weights: a row is weight·(1 − target, target).
    const targets = g.input("targets", ["Tr", labels]);
    return sumAll(g, scale(g, mul(g, logSoftmax(g, logits), targets), -1));
  }
  if (type !== "value") throw new Error(`engine: loss ${type} needs a language-model head`);
  expectLabels(1);
  const returns = g.input("targets", ["Tr", 1]);
  const weights = g.input("weights", ["Tr", 1]);
  const old = g.input("old", ["Tr", 1]);
  const [lowest, highest] = [g.input("lowest", []), g.input("highest", [])];
  const negatedSquare = (value: Tensor) => {
    const error = sub(g, value, returns);
    return scale(g, mul(g, error, error), -0.5);
  };
  const held = add(g, old, clip(g, sub(g, logits, old), lowest, highest));
  const larger = minimum(g, negatedSquare(logits), negatedSquare(held));
  return sumAll(g, scale(g, mul(g, larger, weights), -1));
}
