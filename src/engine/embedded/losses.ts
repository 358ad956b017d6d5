// What a loss is to a graph: its operations as nodes; its columns and numbers as inputs, so that they may change from
// step to step while graphs are cached by the loss's kind.
import { Graph, type Tensor } from "../../graph/graph.ts";
import type { HeadLoss } from "../../graph/head.ts";
import * as ops from "../../graph/ops.ts";
import { type Column, lift } from "../../loss/column.ts";
import { type Loss, tokenLosses } from "../../loss/losses.ts";
import { lossColumns } from "../rows.ts";
import type { LossRows } from "../types.ts";
import type { PackedBatch } from "./batch.ts";

/** The loss with its numbers left out: all of a kind have one graph. */
export const lossKind = (loss: Loss): Loss => lift(loss, () => 0);

/** A loss's numbers as inputs, by where they stand in it: "loss.clipLow". */
export function lossNumbers(loss: Loss): Record<string, Float32Array> {
  const feeds: Record<string, Float32Array> = {};
  lift(loss, (path, value) => {
    feeds[path] = Float32Array.of(value);
  });
  return feeds;
}

/** Whose each response token is: `segment` [Tr, 1], the number of its response among the packed ones. */
export function segments({ rows, sizes }: Pick<PackedBatch, "rows" | "sizes">): Int32Array {
  const segment = new Int32Array(sizes.Tr);
  for (const [index, { start, length }] of rows.entries())
    segment.fill(index, start - sizes.Tp, start - sizes.Tp + length);
  return segment;
}

/**
 * Σ weight × loss over tokens, from what a head says of each and, of a language model, the entropy there; a critic's
 * loss asks for none. Columns of all tokens [Tr, 1] are inputs of `inputs`, and so are the loss's numbers.
 */
export function weightedLoss(inputs: Graph, kind: Loss): HeadLoss {
  const build: HeadLoss["build"] = (g, output, entropy, rows) => {
    const own = (name: string) => rows(inputs.input(name, ["Tr", 1]));
    const weights = own("weights");
    const responses: Responses = {
      g,
      segment: () => inputs.input("segment", ["Tr", 1], { type: "int32" }),
      part: () => ops.indicator(g, "Greater", g.node("Abs", [weights], weights.shape), g.scalar(0)),
    };
    const column = (tensor: Tensor) => new GraphColumn(responses, tensor);
    const numbers = lift(kind, (path) => column(inputs.input(path, [])));
    const { loss } = tokenLosses(numbers, {
      output: column(output),
      entropy: () => column(entropy),
      column: (name) => column(own(name)),
    });
    return ops.sumAll(g, ops.mul(g, loss.tensor, weights));
  };
  return {
    build,
    get local() {
      const traced = new Graph();
      const x = traced.input("x", ["Tr", 1]);
      weightedLoss(traced, kind).build(traced, x, x, (column) => column);
      return traced.inputs.every(({ name }) => name !== "segment");
    },
  };
}

/** Cross-entropy of two labels [Tr, 2]. */
export function classificationLoss(g: Graph, logits: Tensor, labels: number): Tensor {
  // Fed already multiplied by the weights: a row is weight·(1 − target, target).
  const targets = g.input("targets", ["Tr", labels]);
  return ops.sumAll(g, ops.scale(g, ops.mul(g, ops.logSoftmax(g, logits), targets), -1));
}

/** The inputs of a loss that have a number a token [T], or one for each label [T × labels]. */
export function lossFeeds(rows: LossRows, loss: Loss): Record<string, Float32Array> {
  const columns = lossColumns(rows, loss);
  if (loss.type !== "classification") return columns;
  const { weights, targets } = columns;
  const pairs = new Float32Array(targets.length * 2);
  targets.forEach((target, t) => {
    pairs[2 * t] = weights[t] * (1 - target);
    pairs[2 * t + 1] = weights[t] * target;
  });
  return { targets: pairs };
}

/** What columns of a graph share. */
interface Responses {
  g: Graph;
  /** int32 [Tr, 1]: whose each token is. */
  segment(): Tensor;
  /** [Tr, 1]: 1 where a token takes part. */
  part(): Tensor;
}

/** A column as a tensor [Tr, 1], a number as one []. */
class GraphColumn implements Column<GraphColumn> {
  constructor(
    private readonly responses: Responses,
    readonly tensor: Tensor,
  ) {}

  plus(other: GraphColumn | number): GraphColumn {
    return this.#with(ops.add, other);
  }

  minus(other: GraphColumn | number): GraphColumn {
    return this.#with(ops.sub, other);
  }

  times(other: GraphColumn | number): GraphColumn {
    return this.#with(ops.mul, other);
  }

  min(other: GraphColumn): GraphColumn {
    return this.#with(ops.minimum, other);
  }

  below(other: GraphColumn | number): GraphColumn {
    return this.#with((g, a, b) => ops.indicator(g, "Less", a, b), other);
  }

  clip(low: GraphColumn | number, high: GraphColumn | number): GraphColumn {
    const bound = (x: GraphColumn | number) => (typeof x === "number" ? x : x.tensor);
    return this.#made(ops.clip(this.responses.g, this.tensor, bound(low), bound(high)));
  }

  exp(): GraphColumn {
    return this.#made(ops.exp(this.responses.g, this.tensor));
  }

  abs(): GraphColumn {
    return this.#made(ops.abs(this.responses.g, this.tensor));
  }

  constant(): GraphColumn {
    return this.#made(this.responses.g.detach(this.tensor));
  }

  responseSum(): GraphColumn {
    const { g, segment } = this.responses;
    return this.#made(ops.spreadSegments(g, this.#sums(), segment()));
  }

  responseMean(): GraphColumn {
    const { g, segment, part } = this.responses;
    const counts = ops.segmentSums(g, part(), segment(), "responses");
    const shares = g.node("Reciprocal", [ops.arithmetic(g, "Max", counts, g.scalar(1))], counts.shape);
    return this.#made(ops.spreadSegments(g, ops.mul(g, this.#sums(), shares), segment()));
  }

  /** [responses, 1] */
  #sums(): Tensor {
    const { g, segment, part } = this.responses;
    return ops.segmentSums(g, ops.mul(g, this.tensor, part()), segment(), "responses");
  }

  #with(operation: (g: Graph, a: Tensor, b: Tensor) => Tensor, other: GraphColumn | number): GraphColumn {
    const { g } = this.responses;
    const b = typeof other === "number" ? g.scalar(other) : other.tensor;
    return this.#made(operation(g, this.tensor, b));
  }

  #made(tensor: Tensor): GraphColumn {
    return new GraphColumn(this.responses, tensor);
  }
}
