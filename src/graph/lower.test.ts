// What a graph is rewritten into for WebGPU computes what the graph did: both on the processor, which has every operation.
import { describe, expect, test } from "vitest";
import { expectClose, normal } from "../../tests/graph-check.ts";
import { Graph, type Tensor } from "./graph.ts";
import { gathered, lowered } from "./lower.ts";
import { encodeModel } from "./onnx.ts";
import { product } from "./ops.ts";
import { loadRuntime } from "./runtime.ts";
import { type Feed, Session } from "./session.ts";

/** Operations without a kernel on WebGPU. */
const absent = ["FusedMatMul", "Sum", "LogSoftmax", "Sign", "ArgMax", "Loop"];

/** The outputs of a graph as it is, one after another, and of what it is rewritten into. */
async function both(build: (g: Graph) => Tensor[], feeds: Record<string, Feed>) {
  const g = new Graph();
  const outputs = build(g);
  for (const [i, x] of outputs.entries()) g.output(`y${i}`, x);
  const message = lowered(g, () => false);
  const plain = await Session.compile(loadRuntime, g, { threads: 1 });
  const values = await plain.run(feeds);
  const on = { model: encodeModel(message), options: {}, settings: {} };
  const rewritten = await Session.compile(loadRuntime, g, { threads: 1 }, on);
  const results = await rewritten.execute(feeds, {}, { [gathered]: null });
  await plain.dispose();
  await rewritten.dispose();
  return {
    wanted: Object.values(values).flatMap((y) => [...y]),
    got: [...(results[gathered].data as Float32Array)],
    operations: message.nodes.map(({ opType }) => opType),
  };
}

async function expectSame(build: (g: Graph) => Tensor[], feeds: Record<string, Feed>): Promise<string[]> {
  const { got, wanted, operations } = await both(build, feeds);
  expect(wanted.length).toBeGreaterThan(0);
  expectClose(got, wanted, operations.join(" "), 1e-6);
  expect(operations.filter((operation) => absent.includes(operation))).toEqual([]);
  return operations;
}

describe("products", () => {
  const flipped = (shape: number[], flip: boolean) =>
    flip ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
  const shapes: [string, number[], number[]][] = [
    ["matrices", [3, 4], [4, 5]],
    ["batches", [2, 3, 4], [2, 4, 5]],
    ["batches of many rows", [2, 40, 4], [2, 4, 5]],
    ["batches of batches", [2, 3, 5, 4], [2, 3, 4, 6]],
    ["batches with one matrix", [2, 3, 4], [4, 5]],
  ];
  const cases = shapes.flatMap(([title, a, b]) =>
    [false, true].flatMap((transA) =>
      [false, true].flatMap((transB) => [1, -0.5].map((alpha) => ({ title, a, b, transA, transB, alpha }))),
    ),
  );
  test.each(cases)("$title, transA $transA, transB $transB, times $alpha", async (one) => {
    const { title, transA, transB, alpha } = one;
    const a = normal(`${title}a`, ...flipped(one.a, transA));
    const b = normal(`${title}b`, ...flipped(one.b, transB));
    const operations = await expectSame(
      (g) => [product(g, g.input("a", a.shape), g.input("b", b.shape), { transA, transB, alpha })],
      { a: a.data, b: b.data },
    );
    // Few rows are transposed, with the result, in place of what they meet.
    if (transB && !transA && a.shape.length === b.shape.length && a.shape.length > 2)
      expect(operations.at(-3) === "Transpose").toBe(title !== "batches of many rows");
  });
});

const x = normal("x", 3, 4);
const rows = (g: Graph) => g.input("x", x.shape);

test("sums of several", async () => {
  for (const count of [2, 3, 5])
    await expectSame((g) => [g.node("Sum", new Array(count).fill(rows(g)), x.shape)], { x: x.data });
});

test("logarithm of a softmax, of large numbers too", async () => {
  for (const factor of [1, 300])
    await expectSame((g) => [g.node("LogSoftmax", [rows(g)], x.shape, { axis: -1 })], {
      x: x.data.map((value) => factor * value),
    });
});

test("signs, of zero too", async () => {
  await expectSame((g) => [g.node("Sign", [rows(g)], x.shape)], { x: x.data.with(5, 0) });
});

test("norms, with 1/rms where it is asked for", async () => {
  const weight = normal("weight", 4);
  for (const count of [1, 2]) {
    const operations = await expectSame(
      (g) =>
        g.nodeMany(
          "SimplifiedLayerNormalization",
          [rows(g), g.input("weight", [4])],
          [{ shape: x.shape }, { shape: [3, 1] }].slice(0, count),
          { axis: -1, epsilon: { float: 0.1 }, stash_type: 1 },
        ),
      { x: x.data, weight: weight.data },
    );
    expect(operations.includes("Sqrt")).toBe(count === 2);
  }
});

test("the first of the largest; the first of all where none is a number", async () => {
  const index = (g: Graph) => [
    g.node(
      "Cast",
      [g.node("ArgMax", [rows(g)], [3, 1], { axis: 1, keepdims: 1 }, { type: "int64" })],
      [3, 1],
      { to: 1 },
    ),
  ];
  const { got, wanted } = await both(index, { x: Float32Array.of(1, 3, 2, 3, -1, -2, -1, -9, 0, 0, 0, 7) });
  expect(got).toEqual(wanted);
  expect(got).toEqual([1, 0, 3]);
  const none = new Float32Array(12).fill(Number.NaN);
  expect((await both(index, { x: none })).got).toEqual([0, 0, 0]);
});

test("slices and casts of integers", async () => {
  const ids = Int32Array.of(9, 8, 7, 2 ** 24);
  await expectSame(
    (g) => {
      const all = g.input("ids", [4], { type: "int32" });
      const part = g.node("Slice", [all, g.ints(1), g.ints(9), g.ints(0)], [3], {}, { type: "int32" });
      const wide = g.node("Cast", [part], [3], { to: 7 }, { type: "int64" });
      return [g.node("Cast", [wide], [3], { to: 1 })];
    },
    { ids },
  );
});

test("outputs of several shapes come back one after another", async () => {
  const { got, wanted } = await both((g) => [rows(g), g.scalar(5), g.node("Neg", [rows(g)], x.shape)], {
    x: x.data,
  });
  expect(got).toEqual(wanted);
});
