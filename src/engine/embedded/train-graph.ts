// The graphs that score and train packed batches: log-probabilities or logits out, and with a loss every gradient.
import { Graph, type Tensor } from "../../graph/graph.ts";
import { lmHead, type TokenLoss } from "../../graph/head.ts";
import { attention } from "../../graph/nn.ts";
import {
  abs,
  add,
  clip,
  exp,
  logSoftmax,
  minimum,
  mul,
  scale,
  sliceRows,
  sub,
  sumAll,
} from "../../graph/ops.ts";
import type { ModelConfig } from "../../model/config.ts";
import { type LoraConfig, Network, type Trainable } from "../../model/network.ts";
import type { Loss } from "../types.ts";
import { packedInputs } from "./batch.ts";
import { readInputs } from "./reads.ts";

/** What one graph is made for; graphs are cached by it. */
export interface GraphVariant {
  /** null: forward only. */
  loss: Loss | null;
  hasPrompts: boolean;
  /** Stripes that attention over the responses is cut into. */
  stripes: number;
  /** Logits in several chunks. */
  chunked: boolean;
  /** Forward only: few tokens of the responses are read (`packReads`) in place of all. */
  few: boolean;
  trainable: Trainable;
}

/** Outputs: "logp", "entropy" [Tr, 1] or "logits" [Tr or Rd, labels]; "loss" [1]; "grad:NAME"; "embedGrad", "targetGrad". */
export function buildPackedGraph(
  config: ModelConfig,
  lora: LoraConfig | null,
  positions: number,
  variant: GraphVariant,
): Graph {
  const g = new Graph();
  const {
    ids,
    positions: positionInput,
    layout,
  } = packedInputs(g, config, variant.hasPrompts, variant.stripes);
  const net = new Network(g, config, variant.loss ? variant.trainable : "none", lora, positions);
  const embedded = net.embed(ids);
  const reads = variant.few ? readInputs(g, config, layout) : null;
  const hidden = net.layers(
    embedded,
    positionInput,
    (layer, q, k, v) => attention(g, q, k, v, reads && layer === config.layers - 1 ? reads.layout : layout),
    reads?.read ?? { rows: (x) => sliceRows(g, x, "Tp", "Tr", "Te", 1), queries: "all" },
  );
  const seeds: { tensor: Tensor; gradient: Tensor }[] = [];
  const extra = new Map<string, Tensor>();

  if (config.head.type === "lm") {
    const head = lmHead(
      g,
      {
        hidden,
        weight: net.headWeight,
        targets: g.input("targets", ["Tr"], { type: "int32" }),
        rows: "Tr",
        chunks: variant.chunked ? { rows: "C", count: "N" } : null,
      },
      variant.loss && tokenLoss(g, variant.loss),
    );
    g.output("logp", head.logp);
    g.output("entropy", head.entropy);
    if (head.loss) g.output("loss", head.loss);
    if (head.hiddenGrad) seeds.push({ tensor: hidden, gradient: head.hiddenGrad });
    if (head.weightGrad) extra.set(net.headWeight.name, head.weightGrad);
    if (head.targetGrad) g.output("targetGrad", head.targetGrad);
  } else {
    const logits = net.score(hidden);
    g.output("logits", logits);
    if (variant.loss) {
      const loss = headLoss(g, variant.loss, logits, config.head.labels);
      g.output("loss", loss);
      seeds.push({ tensor: loss, gradient: g.floats([1]) });
    }
  }
  if (!variant.loss) return g;

  const names = [...net.trained.keys()];
  const targets = [...net.trained.values()];
  if (embedded.requiresGrad) targets.push(embedded);
  const gradients = g.gradients(seeds, targets);
  names.forEach((name, index) => {
    const gradient = gradients[index] ?? extra.get(name);
    if (gradient) g.output(`grad:${name}`, gradient);
  });
  if (embedded.requiresGrad) g.output("embedGrad", gradients[names.length] as Tensor);
  return g;
}

/** Σ weight × loss of the language-model losses, from log-probabilities [n, 1]. */
function tokenLoss(outer: Graph, loss: Loss): TokenLoss {
  const column = (name: string) => outer.input(name, ["Tr", 1]);
  const weights = column("weights");
  if (loss.type === "crossEntropy")
    return (g, logp, rowsOf) => sumAll(g, scale(g, mul(g, logp, rowsOf(weights)), -1));
  if (loss.type !== "ppo") throw new Error(`engine: loss ${loss.type} needs a classification head`);
  const old = column("old");
  const advantages = column("advantages");
  const reference = loss.klCoefficient > 0 ? column("reference") : null;
  return (g, logp, rowsOf) => {
    const ratio = exp(g, sub(g, logp, rowsOf(old)));
    const advantage = rowsOf(advantages);
    const clipped = clip(g, ratio, 1 - loss.clipLow, 1 + loss.clipHigh);
    let total = scale(g, minimum(g, mul(g, ratio, advantage), mul(g, clipped, advantage)), -1);
    if (reference) {
      const difference = sub(g, logp, rowsOf(reference));
      total = add(g, total, scale(g, klEstimate(g, loss.klEstimator, difference), loss.klCoefficient));
    }
    return sumAll(g, mul(g, total, rowsOf(weights)));
  };
}

/** Estimators of KL(policy ‖ reference) from d = log p − log p_ref (Schulman, "Approximating KL divergence"). */
function klEstimate(g: Graph, estimator: "k1" | "k2" | "k3" | "abs", d: Tensor): Tensor {
  switch (estimator) {
    case "k1":
      return d;
    case "k2":
      return scale(g, mul(g, d, d), 0.5);
    case "k3":
      return sub(g, add(g, exp(g, scale(g, d, -1)), d), g.scalar(1));
    case "abs":
      return abs(g, d);
  }
}

/** Losses on the logits of a classification head [Tr, labels]; weights and targets [Tr, labels] resp. [Tr, 1]. */
function headLoss(g: Graph, loss: Loss, logits: Tensor, labels: number): Tensor {
  const expectLabels = (wanted: number) => {
    if (labels !== wanted)
      throw new Error(`engine: loss ${loss.type} needs a head of ${wanted} label(s), this one has ${labels}`);
  };
  if (loss.type === "classification") {
    expectLabels(2);
    // Fed already multiplied by the weights: a row is weight·(1 − target, target).
    const targets = g.input("targets", ["Tr", labels]);
    return sumAll(g, scale(g, mul(g, logSoftmax(g, logits), targets), -1));
  }
  if (loss.type !== "value") throw new Error(`engine: loss ${loss.type} needs a language-model head`);
  expectLabels(1);
  const returns = g.input("targets", ["Tr", 1]);
  const weights = g.input("weights", ["Tr", 1]);
  const old = g.input("old", ["Tr", 1]);
  const negatedSquare = (value: Tensor) => {
    const error = sub(g, value, returns);
    return scale(g, mul(g, error, error), -0.5);
  };
  const held = add(g, old, clip(g, sub(g, logits, old), -loss.clip, loss.clip));
  const larger = minimum(g, negatedSquare(logits), negatedSquare(held));
  return sumAll(g, scale(g, mul(g, larger, weights), -1));
}
