// The language-model head against its definition in float64: log-probabilities, entropy, losses, gradients, in one
// piece and in chunks.
import { describe, expect, test } from "vitest";
import {
  differences,
  expectClose,
  feedsOf,
  float64,
  inputsOf,
  normal,
  type Operand,
  runOnce,
} from "../../tests/graph-check.ts";
import { onGpu, testDevice } from "../../tests/test-device.ts";
import { Random } from "../common/random.ts";
import { Graph, type Tensor } from "./graph.ts";
import * as head from "./head.ts";
import { abs, add, clip, exp, minimum, mul, scale, sub, sumAll } from "./ops.ts";

const [N, D, V] = [7, 5, 11];

/** A loss of a token, as a graph and by its definition; x holds the token's columns and entropy by name. */
interface CheckedLoss {
  title: string;
  build(g: Graph, logp: Tensor, x: Record<string, Tensor>): Tensor;
  define(logp: number, x: Record<string, number>): number;
}

const surrogate = {
  build(g: Graph, logp: Tensor, { old, advantages }: Record<string, Tensor>) {
    const ratio = exp(g, sub(g, logp, old));
    return scale(g, minimum(g, mul(g, ratio, advantages), mul(g, clip(g, ratio, 0.8, 1.3), advantages)), -1);
  },
  define(logp: number, { old, advantages: A }: Record<string, number>) {
    const ratio = Math.exp(logp - old);
    return -Math.min(ratio * A, Math.min(Math.max(ratio, 0.8), 1.3) * A);
  },
};

const estimators: Record<string, [(g: Graph, d: Tensor) => Tensor, (d: number) => number]> = {
  k1: [(_, d) => d, (d) => d],
  k2: [(g, d) => scale(g, mul(g, d, d), 0.5), (d) => d ** 2 / 2],
  k3: [(g, d) => sub(g, add(g, exp(g, scale(g, d, -1)), d), g.scalar(1)), (d) => Math.exp(-d) + d - 1],
  abs: [abs, Math.abs],
};

const losses: CheckedLoss[] = [
  {
    title: "cross-entropy",
    build: (g, logp) => scale(g, logp, -1),
    define: (logp) => -logp,
  },
  { title: "ppo", ...surrogate },
  ...Object.entries(estimators).map(([name, [graph, definition]]) => ({
    title: `ppo with ${name}`,
    build: (g: Graph, logp: Tensor, x: Record<string, Tensor>) =>
      add(g, surrogate.build(g, logp, x), scale(g, graph(g, sub(g, logp, x.reference)), 0.1)),
    define: (logp: number, x: Record<string, number>) =>
      surrogate.define(logp, x) + 0.1 * definition(logp - x.reference),
  })),
  {
    title: "cross-entropy less entropy",
    build: (g, logp, { entropy }) => sub(g, scale(g, logp, -1), scale(g, entropy, 0.7)),
    define: (logp, { entropy }) => -logp - 0.7 * entropy,
  },
  {
    title: "a loss of both, whose slopes depend on each other",
    build: (g, logp, { entropy }) => mul(g, logp, entropy),
    define: (logp, { entropy }) => logp * entropy,
  },
];

const columns = ["weights", "old", "advantages", "reference"];

function makeOperands(): Record<string, Operand> {
  const random = new Random("head");
  const hidden = { ...normal("hidden", N, D), shape: ["N", D] };
  const targets = { shape: ["N"], data: Int32Array.from({ length: N }, () => random.int(V)) };
  // A target twice, so that its weight row gets two gradients; around the log-probabilities, so that some are clipped.
  targets.data[5] = targets.data[2];
  const weight = normal("weight", V, D);
  const { logp } = define(
    Float64Array.from(hidden.data, Number),
    Float64Array.from(weight.data, Number),
    Array.from(targets.data, Number),
  );
  const near = () => Float32Array.from(logp, (value) => value + 0.4 * random.normal());
  const column = (data: Float32Array): Operand => ({ shape: ["N", 1], data, constant: true });
  return {
    hidden,
    weight,
    targets,
    weights: column(Float32Array.of(1, 0.5, 2, 0, 1, -1, 0.25)),
    old: column(near()),
    advantages: column(Float32Array.from({ length: N }, () => random.normal())),
    reference: column(near()),
  };
}

/** Log-probability of each target and entropy of each row's distribution, softmax(hidden·weightᵀ). */
function define(
  hidden: Float64Array,
  weight: Float64Array,
  targets: ArrayLike<number>,
  cap = Number.POSITIVE_INFINITY,
): { logp: number[]; entropy: number[] } {
  const logp: number[] = [];
  const entropy: number[] = [];
  for (let n = 0; n < targets.length; n++) {
    const logits = Array.from({ length: V }, (_, v) => {
      let dot = 0;
      for (let i = 0; i < D; i++) dot += hidden[n * D + i] * weight[v * D + i];
      return cap === Number.POSITIVE_INFINITY ? dot : cap * Math.tanh(dot / cap);
    });
    const logSum = Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
    logp.push(logits[targets[n]] - logSum);
    entropy.push(logits.reduce((sum, x) => sum - Math.exp(x - logSum) * (x - logSum), 0));
  }
  return { logp, entropy };
}

type Chunks = { rows: number; count: number; loop: boolean } | null;
const loops: [string, Chunks][] = [
  ["in one chunk", { rows: 7, count: 1, loop: true }],
  ["in chunks, the last one short", { rows: 3, count: 3, loop: true }],
  ["in chunks, the last one empty", { rows: 4, count: 3, loop: true }],
  ["token by token", { rows: 1, count: 7, loop: true }],
];
const full: [string, Chunks][] = [
  ["in chunks without a loop, all of them full", { rows: 1, count: 7, loop: false }],
];
const cuts: [string, Chunks][] = [
  ["in one piece", null],
  ...(testDevice().loops ? loops : []),
  ["in chunks without a loop, the last one short", { rows: 3, count: 3, loop: false }],
  ...(onGpu ? [] : full),
];

type Build = head.HeadLoss["build"];

const weighted =
  (loss: CheckedLoss, x: Record<string, Tensor>): Build =>
  (g, logp, entropy, rows) => {
    const own = Object.fromEntries(columns.map((name) => [name, rows(x[name])]));
    return sumAll(g, mul(g, loss.build(g, logp, { ...own, entropy }), own.weights));
  };

async function runHead(
  operands: Record<string, Operand>,
  chunks: Chunks,
  /** The loss: of a token alone, or what makes one of all. */
  loss: CheckedLoss | ((x: Record<string, Tensor>) => Build) | null,
  local = typeof loss !== "function",
  cap?: number,
) {
  const g = new Graph();
  const x = inputsOf(g, operands);
  const outputs = head.lmHead(
    g,
    {
      hidden: x.hidden,
      weight: x.weight,
      targets: x.targets,
      rows: "N",
      chunks:
        chunks && (chunks.loop ? { rows: "C", count: "K" } : { rows: "C", count: chunks.count, last: "Cl" }),
      cap,
    },
    loss && { local, build: typeof loss === "function" ? loss(x) : weighted(loss, x) },
  );
  for (const [name, tensor] of Object.entries(outputs)) if (tensor) g.output(name, tensor);
  const { rows: C, count: K } = chunks ?? { rows: 0, count: 0 };
  const sizes = { N, C, K, Cl: N - C * (K - 1) };
  return runOnce(g, feedsOf(operands), sizes);
}

/** A loss of all rows at once: the square of a sum. */
test.each(cuts)("a loss of whole responses, %s", async (_, chunks) => {
  const operands = makeOperands();
  const out = await runHead(operands, chunks, ({ weights }) => (g, logp) => {
    const sum = sumAll(g, mul(g, logp, weights));
    return mul(g, sum, sum);
  });
  const x = float64(operands);
  const objective = () =>
    define(x.hidden, x.weight, x.targets).logp.reduce((sum, logp, n) => sum + logp * x.weights[n], 0) ** 2;
  expectClose(out.loss, [objective()], "loss");
  expectClose(out.hiddenGrad, differences(objective, x.hidden), "gradient by hidden");
});

test("every exported operation is checked", () => expect(Object.keys(head)).toEqual(["lmHead"]));

describe.each(cuts)("%s", (_, chunks) => {
  test("log-probabilities and entropy alone", async () => {
    const operands = makeOperands();
    const out = await runHead(operands, chunks, null);
    const x = float64(operands);
    const wanted = define(x.hidden, x.weight, x.targets);
    expect(Object.keys(out).sort()).toEqual(["entropy", "logp"]);
    expectClose(out.logp, wanted.logp, "log-probabilities", 1e-6);
    expectClose(out.entropy, wanted.entropy, "entropy", 1e-6);
  });

  const passes = losses.flatMap((loss) => [
    { ...loss, local: true, cap: undefined },
    { ...loss, local: false, cap: undefined, title: `${loss.title}, as if it read other tokens` },
    { ...loss, local: true, cap: 0.8, title: `${loss.title}, of capped logits` },
  ]);
  // What makes a loss of its own operations is no matter of the passes, and slow on a device in software.
  const tried = passes.filter(({ local }, i) => !onGpu || local || i >= passes.length - 2);
  test.each(tried)("$title: loss and gradients", async ({ local, cap, ...loss }) => {
    const operands = makeOperands();
    const out = await runHead(operands, chunks, loss, local, cap);
    const x = float64(operands);
    const objective = () => {
      const { logp, entropy } = define(x.hidden, x.weight, x.targets, cap);
      return logp.reduce((sum, value, n) => {
        const own: Record<string, number> = Object.fromEntries(columns.map((name) => [name, x[name][n]]));
        own.entropy = entropy[n];
        return sum + own.weights * loss.define(value, own);
      }, 0);
    };
    expectClose(out.logp, define(x.hidden, x.weight, x.targets, cap).logp, "log-probabilities", 1e-6);
    expectClose(out.loss, [objective()], "loss");
    expectClose(out.hiddenGrad, differences(objective, x.hidden), "gradient by hidden");
    // The rows at the targets are added by the caller.
    const byWeight = Float64Array.from(out.weightGrad);
    for (let n = 0; n < N; n++)
      for (let i = 0; i < D; i++) byWeight[x.targets[n] * D + i] += out.targetGrad[n * D + i];
    expectClose(byWeight, differences(objective, x.weight), "gradient by weight");
  });

  test("only what is asked: a weight that is not trained, nothing trained at all", async () => {
    const operands = makeOperands();
    const fixed = (name: string) => ({ [name]: { ...operands[name], constant: true } });
    const whole = await runHead(operands, chunks, losses[1]);
    const hidden = await runHead({ ...operands, ...fixed("weight") }, chunks, losses[1]);
    expect(Object.keys(hidden).sort()).toEqual(["entropy", "hiddenGrad", "logp", "loss"]);
    expectClose(hidden.hiddenGrad, whole.hiddenGrad, "gradient by hidden", 1e-6);
    const both = losses[losses.length - 1];
    expectClose(
      (await runHead({ ...operands, ...fixed("weight") }, chunks, both)).hiddenGrad,
      (await runHead(operands, chunks, both)).hiddenGrad,
      "gradient by hidden, of entropy too",
      1e-6,
    );
    for (const local of [true, false]) {
      const untrained = { ...operands, ...fixed("weight"), ...fixed("hidden") };
      const none = await runHead(untrained, chunks, losses[1], local);
      expect(Object.keys(none).sort()).toEqual(["entropy", "logp", "loss"]);
      expectClose(none.loss, whole.loss, "loss", 1e-6);
    }
  });
});

test("logits of any size give finite numbers", async () => {
  const operands = makeOperands();
  const weight = normal("weight", V, D);
  const large = { ...operands, weight: { ...weight, data: weight.data.map((w) => 200 * w) } };
  const x = float64(large);
  const out = await runHead(large, null, losses[0]);
  // e^logit overflows in float64 too at this size, so the definition takes the largest logit out.
  const logp = Array.from(x.targets, (target, n) => {
    const logits = Array.from({ length: V }, (_, v) => {
      let dot = 0;
      for (let i = 0; i < D; i++) dot += x.hidden[n * D + i] * x.weight[v * D + i];
      return dot;
    });
    const largest = Math.max(...logits);
    return logits[target] - largest - Math.log(logits.reduce((s, l) => s + Math.exp(l - largest), 0));
  });
  expectClose(out.logp, logp, "log-probabilities", 1e-6);
  for (const name of ["entropy", "loss", "hiddenGrad", "weightGrad"])
    expect(out[name].every(Number.isFinite), name).toBe(true);
});
