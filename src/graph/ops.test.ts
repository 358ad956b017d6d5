// Every general operation against its definition in float64: values and gradients.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkOperation,
  expectClose,
  float64,
  normal,
  type Operand,
  type OperationCase,
  runOnce,
} from "../../tests/graph-check.ts";
import { onGpu } from "../../tests/test-device.ts";
import { FLOAT16 } from "../model/floats.ts";
import { Graph } from "./graph.ts";
import * as ops from "./ops.ts";
import { loadRuntime } from "./runtime.ts";
import { type Runtime, Session } from "./session.ts";

/** Positions in row-major order of a shape. */
function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** The number at an index, axes of size 1 repeated and missing leading axes ignored (NumPy's broadcasting). */
function at(x: ArrayLike<number>, shape: readonly number[], index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return x[shape.reduce((offset, size, axis) => offset * size + (size === 1 ? 0 : own[axis]), 0)];
}

function broadcast(
  a: readonly number[],
  b: readonly number[],
  f: (x: number, y: number) => number,
): (x: Record<string, Float64Array>) => number[] {
  const rank = Math.max(a.length, b.length);
  const size = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  const out = Array.from({ length: rank }, (_, axis) => Math.max(size(a, axis), size(b, axis)));
  return (x) => positions(out).map((index) => f(at(x.a, a, index), at(x.b, b, index)));
}

/** Batched product by its definition, a and b with their last two axes perhaps swapped. */
function products(
  a: readonly number[],
  b: readonly number[],
  { transA = false, transB = false, alpha = 1 },
): (x: Record<string, Float64Array>) => number[] {
  const [m, k] = transA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const n = transB ? b.at(-2)! : b.at(-1)!;
  const shape = [...a.slice(0, -2), m, n];
  return (x) =>
    positions(shape).map((index) => {
      const lead = index.slice(0, -2);
      const [i, j] = index.slice(-2);
      let sum = 0;
      for (let c = 0; c < k; c++)
        sum +=
          at(x.a, a, [...lead, ...(transA ? [c, i] : [i, c])]) *
          at(x.b, b, [...lead, ...(transB ? [j, c] : [c, j])]);
      return alpha * sum;
    });
}

function matmulCase(
  title: string,
  a: readonly number[],
  b: readonly number[],
  options: { transB?: boolean } = {},
): OperationCase {
  return {
    title,
    inputs: { a: normal(`${title}a`, ...a), b: normal(`${title}b`, ...b) },
    build: (g, x) => ops.matmul(g, x.a, x.b, options),
    define: products(a, b, options),
  };
}

function binaryCases(
  name: string,
  apply: typeof ops.add,
  f: (x: number, y: number) => number,
): OperationCase[] {
  const shapes: [string, number[], number[]][] = [
    ["same shape", [2, 3], [2, 3]],
    ["b along rows", [2, 3], [3]],
    ["a along rows", [3], [2, 3]],
    ["b one number", [2, 3], [1]],
    ["b a scalar", [2, 3], []],
    ["a column", [2, 1], [2, 3]],
    ["b in the middle", [2, 3, 4], [2, 1, 4]],
    ["both repeated", [2, 1], [1, 3]],
  ];
  return shapes.map(([title, a, b]) => ({
    title: `${name}, ${title}`,
    inputs: { a: normal(`${name}a`, ...a), b: normal(`${name}b`, ...b) },
    build: (g, x) => apply(g, x.a, x.b),
    define: broadcast(a, b, f),
  }));
}

function unaryCase(
  title: string,
  build: (g: Graph, x: ReturnType<Graph["input"]>) => ReturnType<Graph["input"]>,
  f: (x: number) => number,
): OperationCase {
  return {
    title,
    inputs: { x: normal(title, 3, 4) },
    build: (g, { x }) => build(g, x),
    define: ({ x }) => Array.from(x, f),
  };
}

const sum = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);

/** `f` of every row of x. */
const rowsOf = (x: Float64Array, width: number, f: (row: number[]) => number[]) =>
  Array.from({ length: x.length / width }, (_, i) =>
    f(Array.from(x.subarray(i * width, (i + 1) * width))),
  ).flat();

/** Whose each of five rows is, not in order. */
const segment: Operand = { shape: ["N", 1], data: Int32Array.of(0, 0, 1, 3, 1) };

const cases: Record<string, OperationCase[]> = {
  matmul: [
    matmulCase("a·b", [3, 4], [4, 5]),
    matmulCase("a·bᵀ", [3, 4], [5, 4], { transB: true }),
    matmulCase("batches", [2, 3, 4], [2, 4, 5]),
    matmulCase("batches, a·bᵀ", [2, 3, 4], [2, 5, 4], { transB: true }),
    matmulCase("batches of batches", [2, 2, 3, 4], [2, 2, 4, 1]),
    matmulCase("one b for every batch", [2, 3, 4], [4, 5]),
    matmulCase("one bᵀ for every batch", [2, 2, 3, 4], [5, 4], { transB: true }),
    {
      title: "sizes known when run",
      sizes: { T: 3 },
      inputs: { a: { ...normal("a", 3, 4), shape: ["T", 4] }, b: normal("b", 5, 4) },
      build: (g, x) => ops.matmul(g, x.a, x.b, { transB: true }),
      define: products([3, 4], [5, 4], { transB: true }),
    },
  ],
  reshape: [
    {
      title: "reshape",
      sizes: { T: 4 },
      inputs: { x: { ...normal("reshape", 4, 6), shape: ["T", 6] } },
      build: (g, { x }) => ops.reshape(g, x, ["T", 2, 3]),
      define: ({ x }) => x,
    },
  ],
  add: binaryCases("add", ops.add, (a, b) => a + b),
  sub: binaryCases("sub", ops.sub, (a, b) => a - b),
  mul: binaryCases("mul", ops.mul, (a, b) => a * b),
  scale: [
    unaryCase(
      "scale",
      (g, x) => ops.scale(g, x, -1.5),
      (x) => -1.5 * x,
    ),
  ],
  exp: [unaryCase("exp", ops.exp, Math.exp)],
  abs: [unaryCase("abs", ops.abs, Math.abs)],
  softCap: [
    unaryCase(
      "softCap",
      (g, x) => ops.softCap(g, x, 0.7),
      (x) => 0.7 * Math.tanh(x / 0.7),
    ),
  ],
  relu: [unaryCase("relu", ops.relu, (x) => Math.max(x, 0))],
  minimum: [
    {
      title: "minimum",
      inputs: { a: normal("minimum a", 4, 5), b: normal("minimum b", 4, 5) },
      build: (g, x) => ops.minimum(g, x.a, x.b),
      define: ({ a, b }) => a.map((value, i) => Math.min(value, b[i])),
    },
  ],
  clip: [
    unaryCase(
      "clip",
      (g, x) => ops.clip(g, x, -0.5, 0.75),
      (x) => Math.min(Math.max(x, -0.5), 0.75),
    ),
    {
      title: "clip between inputs",
      inputs: {
        x: normal("clip", 3, 5),
        low: { shape: [], data: Float32Array.of(-0.25), constant: true },
        high: { shape: [], data: Float32Array.of(0.5), constant: true },
      },
      build: (g, { x, low, high }) => ops.clip(g, x, low, high),
      define: ({ x, low, high }) => x.map((value) => Math.min(Math.max(value, low[0]), high[0])),
    },
  ],
  sumAll: [
    {
      title: "sumAll",
      inputs: { x: normal("sumAll", 3, 4) },
      build: (g, { x }) => ops.sumAll(g, x),
      define: ({ x }) => [x.reduce((a, b) => a + b, 0)],
    },
  ],
  logSoftmax: [
    {
      title: "logSoftmax",
      inputs: { x: normal("logSoftmax", 3, 4) },
      build: (g, { x }) => ops.logSoftmax(g, x),
      define: ({ x }) =>
        x.map((value, i) => {
          const row = x.subarray(i - (i % 4), i - (i % 4) + 4);
          return value - Math.log(row.reduce((sum, y) => sum + Math.exp(y), 0));
        }),
    },
  ],
  softmax: [
    {
      title: "softmax",
      inputs: { x: normal("softmax", 3, 4) },
      build: (g, { x }) => ops.softmax(g, x),
      define: ({ x }) => rowsOf(x, 4, (row) => row.map((y) => Math.exp(y) / sum(row.map(Math.exp)))),
    },
  ],
  shares: [
    {
      title: "shares",
      inputs: {
        x: { ...normal("shares", 3, 4), data: normal("shares", 3, 4).data.map((y) => 0.3 + Math.abs(y)) },
      },
      build: (g, { x }) => ops.shares(g, x),
      define: ({ x }) => rowsOf(x, 4, (row) => row.map((y) => y / sum(row))),
    },
  ],
  largest: [
    {
      title: "the two largest of each row",
      sizes: { T: 3 },
      inputs: { x: { ...normal("largest", 3, 5), shape: ["T", 5] } },
      build: (g, { x }) => ops.largest(g, x, 2),
      define: ({ x }) => rowsOf(x, 5, (row) => row.map((y) => (row.filter((z) => z > y).length < 2 ? y : 0))),
    },
  ],
  transposeLast: [
    {
      title: "transposeLast",
      inputs: { x: normal("transposeLast", 2, 3, 4) },
      build: (g, { x }) => ops.transposeLast(g, x),
      define: ({ x }) =>
        Array.from(
          { length: 24 },
          (_, i) => x[12 * Math.floor(i / 12) + 4 * (i % 3) + (Math.floor(i / 3) % 4)],
        ),
    },
  ],
  segmentSums: [
    {
      title: "segmentSums, one segment without rows",
      sizes: { N: 5, S: 4 },
      inputs: { x: { ...normal("segments", 5, 1), shape: ["N", 1] }, segment },
      build: (g, { x, segment }) => ops.segmentSums(g, x, segment, "S"),
      define: ({ x }) => [x[0] + x[1], x[2] + x[4], 0, x[3]],
    },
  ],
  spreadSegments: [
    {
      title: "spreadSegments",
      sizes: { N: 5, S: 4 },
      inputs: { x: { ...normal("spread", 4, 1), shape: ["S", 1] }, segment },
      build: (g, { x, segment }) => ops.spreadSegments(g, x, segment),
      define: ({ x }) => [x[0], x[0], x[1], x[3], x[1]],
    },
  ],
  sliceRows: [
    {
      title: "sliceRows",
      sizes: { before: 2, rows: 3, end: 5, after: 1, T: 6 },
      inputs: { x: { ...normal("sliceRows", 6, 2), shape: ["T", 2] } },
      build: (g, { x }) => ops.sliceRows(g, x, "before", "rows", "end", "after"),
      define: ({ x }) => x.subarray(4, 10),
    },
  ],
};

/** Building blocks of other operations' gradients: by their documentation they have none of their own. */
const withoutGradient = [
  "arithmetic",
  "gatherRows",
  "indicator",
  "product",
  "reshaped",
  "sliceLast",
  "softCapSlope",
  "sumLast",
];

/** Where the device reads float16: what is checked in `productOfHalf`'s own test. */
const onCpuAlone = ["productOfHalf"];

test("every exported operation is checked", () => {
  expect([...Object.keys(cases), ...withoutGradient, ...onCpuAlone].sort()).toEqual(Object.keys(ops).sort());
  for (const [name, list] of Object.entries(cases)) expect(list.length, name).toBeGreaterThan(0);
});

for (const [name, list] of Object.entries(cases))
  describe(name, () => {
    for (const one of list) test(one.title, () => checkOperation(one));
  });

test.skipIf(onGpu)("productOfHalf: that of the numbers that float16 has, and its gradient", async () => {
  const bits = Uint16Array.from({ length: 20 }, (_, i) => 0x3000 + 391 * i + ((i % 3 === 0 ? 1 : 0) << 15));
  const w = Array.from(bits, (half) => FLOAT16[half]);
  await checkOperation({
    title: "x·Wᵀ",
    inputs: { x: normal("x", 3, 4) },
    feeds: { w: bits },
    build: (g, { x }) => ops.productOfHalf(g, x, g.input("w", [5, 4], { type: "float16" })),
    define: ({ x }) =>
      Array.from({ length: 15 }, (_, at) => {
        const [row, out] = [Math.floor(at / 5), at % 5];
        return [0, 1, 2, 3].reduce((sum, k) => sum + x[4 * row + k] * w[4 * out + k], 0);
      }),
  });
});

test("float16 numbers reach ONNX Runtime as their bits, which its tensors would turn into a Float16Array from Node 24 on", async () => {
  const fed: Record<string, { type: string; data: unknown }>[] = [];
  class Tensor {
    constructor(
      readonly type: string,
      readonly data: unknown,
    ) {
      if (type === "float16") throw new Error("a Float16Array is made");
    }
  }
  const create = async () => ({
    inputNames: ["x", "w"],
    run: async (feeds: (typeof fed)[number]) => {
      fed.push(feeds);
      return { y: { data: new Float32Array(2) } };
    },
  });
  const runtime = { InferenceSession: { create }, Tensor } as unknown as Runtime;
  const g = new Graph();
  const y = ops.productOfHalf(g, g.input("x", [1, 2]), g.input("w", [2, 2], { type: "float16" }));
  g.output("y", { ...y, name: "y" });
  const session = await Session.compile(async () => runtime, g, { threads: 1 });
  const w = Uint16Array.of(1, 2, 3, 4);
  await session.run({ x: new Float32Array(2), w });
  expect(fed[0].w).toEqual({ type: "float16", data: w, dims: [2, 2], location: "cpu", size: 4 });
  expect(fed[0].w.data).toBe(w);
});

test.skipIf(onGpu)("random shapes that broadcast", async () => {
  const operations = [
    { name: "add", apply: ops.add, f: (x: number, y: number) => x + y },
    { name: "sub", apply: ops.sub, f: (x: number, y: number) => x - y },
    { name: "mul", apply: ops.mul, f: (x: number, y: number) => x * y },
    { name: "minimum", apply: ops.minimum, f: (x: number, y: number) => Math.min(x, y) },
  ];
  const axis = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("both", "a", "b"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(axis, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      fc.constantFrom(...operations),
      async (axes, cut, { name, apply, f }) => {
        const a = axes.map(([size, who]) => (who === "b" ? 1 : size));
        const b = axes.map(([size, who]) => (who === "a" ? 1 : size)).slice(Math.min(cut, axes.length - 1));
        await checkOperation({
          title: `${name} [${a}] [${b}]`,
          inputs: { a: normal(1, ...a), b: normal(2, ...b) },
          build: (g, x) => apply(g, x.a, x.b),
          define: broadcast(a, b, f),
        });
      },
    ),
    { numRuns: 20, seed: 1 },
  );
});

test("a value used several times collects every gradient", () =>
  checkOperation({
    title: "x∘x + eˣ − x",
    inputs: { x: normal("several", 2, 3) },
    build: (g, { x }) => ops.sub(g, ops.add(g, ops.mul(g, x, x), ops.exp(g, x)), x),
    define: ({ x }) => x.map((v) => v * v + Math.exp(v) - v),
  }));

test("a constant gets no gradient, and what depends on none is null", () => {
  const g = new Graph();
  const x = g.input("x", [2], { requiresGrad: true });
  const alone = g.input("alone", [2], { requiresGrad: true });
  const loss = ops.sumAll(g, ops.mul(g, g.detach(x), g.input("c", [2])));
  expect(loss.requiresGrad).toBe(false);
  const through = ops.sumAll(g, ops.mul(g, x, g.detach(x)));
  expect(g.gradients([{ tensor: through, gradient: g.floats([1]) }], [alone])).toEqual([null]);
});

/** Gradients of Σ output by each input. */
async function slopes(
  inputs: Record<string, Operand>,
  build: OperationCase["build"],
): Promise<Record<string, number[]>> {
  const g = new Graph();
  const names = Object.keys(inputs);
  const x = Object.fromEntries(
    names.map((name) => [name, g.input(name, inputs[name].shape, { requiresGrad: true })]),
  );
  const total = ops.sumAll(g, build(g, x));
  const gradients = g.gradients(
    [{ tensor: total, gradient: g.floats([1]) }],
    names.map((name) => x[name]),
  );
  names.forEach((name, i) => {
    g.output(name, gradients[i]!);
  });
  const feeds = Object.fromEntries(names.map((name) => [name, inputs[name].data]));
  const out = await runOnce(g, feeds);
  return Object.fromEntries(names.map((name) => [name, Array.from(out[name])]));
}

const numbers = (...values: number[]): Operand => ({
  shape: [values.length],
  data: Float32Array.from(values),
});

describe("at the kinks, as documented", () => {
  test("abs: 0 at 0", async () => {
    expect(await slopes({ x: numbers(-2, 0, 3) }, (g, { x }) => ops.abs(g, x))).toEqual({ x: [-1, 0, 1] });
  });
  test("relu: 0 at 0", async () => {
    expect(await slopes({ x: numbers(-2, 0, 3) }, (g, { x }) => ops.relu(g, x))).toEqual({ x: [0, 0, 1] });
  });
  test("minimum: to a on ties", async () => {
    const inputs = { a: numbers(1, 2, 3), b: numbers(2, 2, 2) };
    expect(await slopes(inputs, (g, x) => ops.minimum(g, x.a, x.b))).toEqual({ a: [1, 1, 0], b: [0, 0, 1] });
  });
  test("clip: none outside", async () => {
    const inputs = { x: numbers(-2, -1, 0, 1, 2) };
    expect(await slopes(inputs, (g, { x }) => ops.clip(g, x, -1, 1))).toEqual({ x: [0, 1, 1, 1, 0] });
  });
});

test("indicator: 1 where it holds, broadcast", async () => {
  const g = new Graph();
  g.output("less", ops.indicator(g, "Less", g.input("x", [3]), g.scalar(1)));
  expect([...(await runOnce(g, { x: Float32Array.of(0, 1, 2) })).less]).toEqual([1, 0, 0]);
});

test("sliceLast", async () => {
  const x = normal("x", 2, 5);
  const g = new Graph();
  g.output("part", ops.sliceLast(g, g.input("x", [2, 5]), 1, 4));
  const { part } = await runOnce(g, { x: x.data });
  expect([...part]).toEqual([1, 2, 3, 6, 7, 8].map((i) => x.data[i]));
});

test("sumLast", async () => {
  const a = normal("a", 2, 3, 4);
  const g = new Graph();
  g.output("sum", ops.sumLast(g, g.input("a", [2, 3, 4])));
  const out = await runOnce(g, { a: a.data });
  const x = float64({ a }).a;
  const sums = Array.from({ length: 6 }, (_, row) =>
    [0, 1, 2, 3].reduce((sum, i) => sum + x[4 * row + i], 0),
  );
  expectClose(out.sum, sums, "sumLast");
});

describe("logSoftmax of large numbers", () => {
  test("stays finite", async () => {
    const g = new Graph();
    g.output("out", ops.logSoftmax(g, g.input("x", [1, 3])));
    const { out } = await runOnce(g, { x: Float32Array.of(1000, 999, -1000) });
    expectClose(
      out,
      [-Math.log1p(Math.exp(-1)), -1 - Math.log1p(Math.exp(-1)), -2000.3132617],
      "logSoftmax",
      1e-6,
    );
  });
});

test.each<[string, readonly number[], readonly number[], Parameters<typeof products>[2]]>([
  ["aᵀ·b", [4, 3], [4, 5], { transA: true }],
  ["a·bᵀ, scaled", [3, 4], [5, 4], { transB: true, alpha: 0.5 }],
  ["aᵀ·bᵀ", [4, 3], [5, 4], { transA: true, transB: true }],
  ["batches, aᵀ·b, scaled", [2, 4, 3], [2, 4, 5], { transA: true, alpha: -2 }],
])("product: %s", async (title, shapeA, shapeB, options) => {
  const inputs = { a: normal(`${title}a`, ...shapeA), b: normal(`${title}b`, ...shapeB) };
  const g = new Graph();
  g.output("out", ops.product(g, g.input("a", shapeA), g.input("b", shapeB), options));
  const { out } = await runOnce(g, { a: inputs.a.data, b: inputs.b.data });
  expectClose(out, products(shapeA, shapeB, options)(float64(inputs)), title);
});

test("numbers that float32 holds only as subnormal ones are zero", async () => {
  const g = new Graph();
  const x = g.input("x", [3]);
  g.output("squares", ops.mul(g, x, x));
  const session = await Session.compile(loadRuntime, g, { threads: 1 });
  const { squares } = await session.run({ x: Float32Array.of(1e-20, 1e-18, 2) });
  expect([...squares]).toEqual([0, Math.fround(Math.fround(1e-18) ** 2), 4]);
  await session.dispose();
});
