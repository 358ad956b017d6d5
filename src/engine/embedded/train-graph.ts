// The graphs that score and train packed batches: log-probabilities or logits out, and with a loss every gradient.
import { Graph, type Tensor } from "../../graph/graph.ts";
import { type HeadInputs, lmHead } from "../../graph/head.ts";
import { attention } from "../../graph/nn.ts";
import { sliceRows } from "../../graph/ops.ts";
import type { ModelConfig } from "../../model/config.ts";
import { type LoraConfig, Network, type Trainable } from "../../model/network.ts";
import type { Loss } from "../types.ts";
import { packedInputs, readInputs } from "./batch.ts";
import { classificationLoss, weightedLoss } from "./losses.ts";

/** What one graph is made for; graphs are cached by it. */
export interface GraphVariant {
  /** Its kind (`lossKind`); null: forward only. */
  loss: Loss | null;
  hasPrompts: boolean;
  /** Stripes that attention over the responses is cut into. */
  stripes: number;
  /** Logits in several chunks: true in a loop over N of C, a number in as many of C, the last of Cl. */
  chunked: boolean | number;
  /** Forward only: few tokens of the responses are read (`packReads`) in place of all. */
  few: boolean;
  trainable: Trainable;
  /** Values inside the layers are made again for the gradients, not kept. By default they are kept. */
  recompute?: boolean;
  /** The layers' matrices are given as float16. By default they are float32. */
  halved?: boolean;
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
    layouts,
  } = packedInputs(g, config, variant.hasPrompts, variant.stripes, positions);
  const trainable = variant.loss ? variant.trainable : "none";
  const net = new Network(g, config, trainable, lora, positions, false, variant.halved);
  const embedded = net.embed(ids);
  const reads = variant.few ? readInputs(g, config, layouts[config.layers - 1], positions) : null;
  const hidden = net.layers(
    embedded,
    positionInput,
    (layer, q, k, v) =>
      attention(g, q, k, v, reads && layer === config.layers - 1 ? reads.layout : layouts[layer]),
    reads?.read ?? { rows: (x) => sliceRows(g, x, "Tp", "Tr", "Te", 1), queries: "all" },
    variant.recompute,
  );
  const { loss } = variant;
  if (loss) checkHead(config, loss);
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
        chunks: chunksOf(variant),
        cap: config.logitCap,
      },
      loss && weightedLoss(g, loss),
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
    if (loss) {
      const total =
        loss.type === "classification"
          ? classificationLoss(g, logits, config.head.labels)
          : weightedLoss(g, loss).build(g, logits, logits, (column) => column);
      g.output("loss", total);
      seeds.push({ tensor: total, gradient: g.floats([1]) });
    }
  }
  if (!loss) return g;

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

function chunksOf({ chunked }: GraphVariant): HeadInputs["chunks"] {
  if (typeof chunked === "number") return { rows: "C", count: chunked, last: "Cl" };
  return chunked ? { rows: "C", count: "N" } : null;
}

/** Throws an Error for a loss that is another head's. */
export function checkHead({ head }: ModelConfig, { type }: Loss): void {
  const wanted = type === "classification" ? 2 : type === "value" ? 1 : 0;
  const labels = head.type === "lm" ? 0 : head.labels;
  const named = (n: number) => (n === 0 ? "a language-model head" : `a classification head of ${n} label(s)`);
  if (labels !== wanted)
    throw new Error(`engine: loss ${type} needs ${named(wanted)}, this model has ${named(labels)}`);
}
