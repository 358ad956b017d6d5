// Checks a graph operation against its definition in float64: its values, and its gradients against central
// differences of the definition. Differences of the float32 graph itself would be too rough to show a small mistake.
import { expect } from "vitest";
import { Random } from "../src/common/random.ts";
import { Graph, resolveDim, type Shape, type Tensor } from "../src/graph/graph.ts";
import type { Feed } from "../src/graph/session.ts";
import { testDevice } from "./test-device.ts";

export interface Operand {
  shape: Shape;
  data: Feed;
  /** Not differentiated. Integers never are. */
  constant?: boolean;
}

export interface OperationCase {
  title: string;
  inputs: Record<string, Operand>;
  /** Further inputs, which `build` makes by itself. */
  feeds?: Record<string, Feed>;
  /** What the names in shapes stand for. */
  sizes?: Record<string, number>;
  build(g: Graph, x: Record<string, Tensor>): Tensor;
  /** The same in float64, from the inputs' numbers in the order of their shapes. */
  define(x: Record<string, Float64Array>): ArrayLike<number>;
  /** Output numbers from here on are padding: anything may stand there, and their gradient is zero. */
  defined?: number;
}

/** Standard normal numbers of a shape. */
export function normal(seed: number | string, ...shape: number[]): { shape: number[]; data: Float32Array } {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.normal()) };
}

const device = testDevice();
/** A graphics processor forgets its compiled shaders with the last session: this one stays. */
const kept = device.read(device.zeros(1));

const elementType = (data: Feed) =>
  data instanceof Float32Array ? "float32" : data instanceof Int32Array ? "int32" : "int64";

/** Makes the graph's inputs; the differentiated ones are marked so. */
export function inputsOf(g: Graph, operands: Record<string, Operand>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(operands).map(([name, { shape, data, constant }]) => {
      const type = elementType(data);
      return [name, g.input(name, shape, { type, requiresGrad: type === "float32" && !constant })];
    }),
  );
}

/** Compiles a graph, runs it once, and lets it go. */
export async function runOnce(
  g: Graph,
  feeds: Record<string, Feed>,
  sizes: Record<string, number> = {},
): Promise<Record<string, Float32Array>> {
  await kept;
  const graph = await device.compile(g, { threads: 1 });
  try {
    const { values } = await graph.run(feeds, sizes);
    return Object.fromEntries(Object.entries(values).map(([name, data]) => [name, Float32Array.from(data)]));
  } finally {
    await graph.dispose();
  }
}

export const feedsOf = (operands: Record<string, Operand>): Record<string, Feed> =>
  Object.fromEntries(Object.entries(operands).map(([name, { data }]) => [name, data]));

export const float64 = (operands: Record<string, Operand>): Record<string, Float64Array> =>
  Object.fromEntries(
    Object.entries(operands).map(([name, { data }]) => [name, Float64Array.from(data, Number)]),
  );

/** Fails where a number differs by more than `tolerance` times the largest number expected (at least 1). */
export function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  what: string,
  tolerance = 1e-5,
): void {
  expect(got.length, `${what}: how many`).toBe(wanted.length);
  let scale = 1;
  for (let i = 0; i < wanted.length; i++) scale = Math.max(scale, Math.abs(wanted[i]));
  for (let i = 0; i < wanted.length; i++)
    if (!(Math.abs(got[i] - wanted[i]) <= tolerance * scale))
      expect.fail(`${what}: number ${i} is ${got[i]}, expected ${wanted[i]} (scale ${scale})`);
}

/** ∂f/∂x by central differences; x is as it was afterwards. */
export function differences(f: () => number, x: Float64Array): Float64Array {
  return x.map((value, i) => {
    const h = 1e-5 * Math.max(1, Math.abs(value));
    x[i] = value + h;
    const above = f();
    x[i] = value - h;
    const below = f();
    x[i] = value;
    return (above - below) / (2 * h);
  });
}

/** Values and gradients (of Σ output·c, c random) of one operation against its definition. */
export async function checkOperation(op: OperationCase): Promise<void> {
  const g = new Graph();
  const tensors = inputsOf(g, op.inputs);
  const out = op.build(g, tensors);
  const seed = g.input("seed", out.shape);
  const targets = Object.entries(tensors).filter(([, tensor]) => tensor.requiresGrad);
  const gradients = g.gradients(
    [{ tensor: out, gradient: seed }],
    targets.map(([, tensor]) => tensor),
  );
  g.output("out", out);
  targets.forEach(([name], i) => {
    const gradient = gradients[i];
    if (!gradient) throw new Error(`${op.title}: no gradient by ${name}`);
    expect(gradient.shape, `${op.title}: shape of the gradient by ${name}`).toEqual(tensors[name].shape);
    g.output(`grad:${name}`, gradient);
  });

  const sizes = new Map(Object.entries(op.sizes ?? {}));
  const count = out.shape.reduce<number>((product, dim) => product * resolveDim(dim, sizes), 1);
  const defined = op.defined ?? count;
  const random = new Random(op.title);
  const cotangent = Float32Array.from({ length: count }, (_, i) => (i < defined ? random.normal() : 0));
  const result = await runOnce(g, { ...op.feeds, ...feedsOf(op.inputs), seed: cotangent }, op.sizes);

  const x = float64(op.inputs);
  expectClose(
    result.out.subarray(0, defined),
    Array.from(op.define(x)).slice(0, defined),
    `${op.title}: values`,
  );
  const objective = () => {
    const y = op.define(x);
    let sum = 0;
    for (let i = 0; i < defined; i++) sum += y[i] * cotangent[i];
    return sum;
  };
  for (const [name] of targets)
    expectClose(result[`grad:${name}`], differences(objective, x[name]), `${op.title}: gradient by ${name}`);
}
