// The kernels of a WebGPU device: small graphs whose outputs are written into the buffers of their targets. Every reading
// of a target comes before its writing, by the order of the nodes between; and none is written by an operation that reads it,
// which WebGPU forbids, but for scattering, which touches no more of it than it writes.
import type * as ort from "onnxruntime-node";
import type { AdamStep, AdamTensor, BlockCopy, DeviceArray, Kernels } from "./device.ts";
import { Graph, type Tensor } from "./graph.ts";
import type { Feed } from "./session.ts";

/** What kernels need of their device. */
export interface KernelHost {
  /** The buffer that an array is. */
  tensor(array: DeviceArray): Promise<ort.Tensor>;
  /**
   * Runs the graph of that key, built when first asked for. Outputs named in `into` are written there, in whatever shape;
   * the others are read back.
   */
  run(
    key: string,
    build: () => Graph,
    feeds: Readonly<Record<string, Feed | ort.Tensor>>,
    sizes: Readonly<Record<string, number>>,
    into: Readonly<Record<string, ort.Tensor>>,
  ): Promise<Record<string, Float32Array>>;
}

/** Tensors of one kernel's run at most: a graph of very many is slow to compile. */
const together = 64;

export class WebGpuKernels implements Kernels {
  constructor(private readonly host: KernelHost) {}

  async squaredNorm(arrays: readonly DeviceArray[]): Promise<number> {
    let sum = 0;
    const filled = arrays.filter(({ length }) => length > 0);
    for (let start = 0; start < filled.length; start += together) {
      const some = filled.slice(start, start + together);
      const feeds: Record<string, ort.Tensor> = {};
      const sizes: Record<string, number> = {};
      for (const [i, array] of some.entries()) {
        feeds[`x${i}`] = await this.host.tensor(array);
        const width = rowWidth(array.length);
        sizes[`rows${i}`] = array.length / width;
        sizes[`width${i}`] = width;
      }
      const { squares } = await this.host.run(
        `squaredNorm ${some.length}`,
        () => squaredNorms(some.length),
        feeds,
        sizes,
        {},
      );
      for (const square of squares) sum += square;
    }
    return sum;
  }

  async add(target: DeviceArray, source: DeviceArray): Promise<void> {
    const [x, y] = [await this.host.tensor(target), await this.host.tensor(source)];
    await this.host.run("add", sum, { x, y }, { n: target.length }, { sum: x });
  }

  async addRows(target: DeviceArray, source: DeviceArray, ids: Int32Array, width: number): Promise<void> {
    if (ids.length === 0) return;
    const into = await this.host.tensor(target);
    const feeds = {
      target: into,
      rows: await this.host.tensor(source),
      ids: BigInt64Array.from(ids, BigInt),
    };
    const sizes = { rows: target.length / width, count: ids.length, width };
    await this.host.run("addRows", rowsAdded, feeds, sizes, { sum: into });
  }

  async adamW(tensors: readonly AdamTensor[], numbers: AdamStep): Promise<void> {
    const { learningRate, beta1, beta2, epsilon, weightDecay, shrink, step } = numbers;
    const stepSize = learningRate / (1 - beta1 ** step);
    const coefficients: Record<(typeof adamNumbers)[number], number> = {
      ...{ beta1, ofGradient: (1 - beta1) * shrink, beta2, ofSquare: (1 - beta2) * shrink * shrink },
      ...{ keep: 1 - learningRate * weightDecay, stepSize, epsilon },
      secondScale: 1 / Math.sqrt(1 - beta2 ** step),
    };
    const feeds: Record<string, Feed | ort.Tensor> = {
      numbers: Float32Array.from(adamNumbers, (name) => coefficients[name]),
    };
    for (let start = 0; start < tensors.length; start += together) {
      const some = tensors.slice(start, start + together);
      const [sizes, into]: [Record<string, number>, Record<string, ort.Tensor>] = [{}, {}];
      for (const [i, tensor] of some.entries()) {
        sizes[`n${i}`] = tensor.weights.length;
        for (const name of ["weights", "gradient", "first", "second"] as const) {
          const held = await this.host.tensor(tensor[name]);
          feeds[`${name}${i}`] = held;
          if (name !== "gradient") into[`${name}${i}`] = held;
        }
      }
      await this.host.run(`adamW ${some.length}`, () => adamSteps(some.length), feeds, sizes, into);
    }
  }

  async copyBlocks(
    copies: readonly BlockCopy[],
    length: number,
    from: Int32Array,
    to: Int32Array,
  ): Promise<void> {
    if (from.length === 0 || length === 0) return;
    // Lines of the greatest length that everything is a multiple of.
    let width = length;
    for (const places of [from, to]) for (const place of places) width = divisor(width, place);
    for (const { source, target, skip = 0 } of copies)
      for (const size of [source.length, target.length, skip]) width = divisor(width, size);
    const lines = length / width;
    const spread = (places: Int32Array) =>
      Int32Array.from(
        { length: places.length * lines },
        (_, i) => places[Math.floor(i / lines)] / width + (i % lines),
      );
    const feeds: Record<string, Feed | ort.Tensor> = { from: spread(from), to: spread(to) };
    for (let start = 0; start < copies.length; start += together) {
      const some = copies.slice(start, start + together);
      const sizes: Record<string, number> = { count: from.length * lines, width };
      const into: Record<string, ort.Tensor> = {};
      for (const [i, { source, target, skip = 0 }] of some.entries()) {
        feeds[`source${i}`] = await this.host.tensor(source);
        into[`target${i}`] = await this.host.tensor(target);
        feeds[`target${i}`] = into[`target${i}`];
        Object.assign(sizes, {
          [`sources${i}`]: source.length / width,
          [`targets${i}`]: target.length / width,
        });
        feeds[`skip${i}`] = Int32Array.of(skip / width);
      }
      await this.host.run(`copyBlocks ${some.length}`, () => blockCopies(some.length), feeds, sizes, into);
    }
  }
}

/** The greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A divisor of `length` by which a sum over all of them is one over rows and then one over their sums. */
function rowWidth(length: number): number {
  for (let width = Math.min(length, 4096); width > 1; width--) if (length % width === 0) return width;
  return length;
}

function squaredNorms(count: number): Graph {
  const g = new Graph();
  const squares = Array.from({ length: count }, (_, i) => {
    const x = g.input(`x${i}`, [`rows${i}`, `width${i}`]);
    const rows = g.node("ReduceSum", [g.node("Mul", [x, x], x.shape), g.ints(1)], [`rows${i}`], {
      keepdims: 0,
    });
    return g.node("ReduceSum", [rows, g.ints(0)], [1], { keepdims: 1 });
  });
  g.output("squares", g.node("Concat", squares, [count], { axis: 0 }));
  return g;
}

/** x [n] as an output that is copied there, and not computed there. */
const copied = (g: Graph, x: Tensor) => g.node("Reshape", [x, g.ints(-1)], x.shape);

function sum(): Graph {
  const g = new Graph();
  g.output("sum", copied(g, g.node("Add", [g.input("x", ["n"]), g.input("y", ["n"])], ["n"])));
  return g;
}

function rowsAdded(): Graph {
  const g = new Graph();
  const target = g.input("target", ["rows", "width"]);
  const ids = g.input("ids", ["count", 1], { type: "int64" });
  const rows = g.input("rows", ["count", "width"]);
  g.output("sum", g.node("ScatterND", [target, ids, rows], target.shape, { reduction: { string: "add" } }));
  return g;
}

const adamNumbers = [
  ...(["beta1", "ofGradient", "beta2", "ofSquare", "keep", "stepSize", "epsilon", "secondScale"] as const),
];

function adamSteps(count: number): Graph {
  const g = new Graph();
  const all = g.input("numbers", [adamNumbers.length]);
  const number = Object.fromEntries(
    adamNumbers.map((name, i) => [name, g.node("Slice", [all, g.ints(i), g.ints(i + 1), g.ints(0)], [1])]),
  ) as Record<(typeof adamNumbers)[number], Tensor>;
  const { beta1, ofGradient, beta2, ofSquare, keep, stepSize, epsilon, secondScale } = number;
  for (let i = 0; i < count; i++) {
    const shape = [`n${i}`];
    const op = (type: string, ...inputs: Tensor[]) => g.node(type, inputs, shape);
    const [weights, gradient, first, second] = ["weights", "gradient", "first", "second"].map((name) =>
      g.input(`${name}${i}`, shape),
    );
    const m = op("Add", op("Mul", first, beta1), op("Mul", gradient, ofGradient));
    const v = op("Add", op("Mul", second, beta2), op("Mul", op("Mul", gradient, gradient), ofSquare));
    const scale = op("Add", op("Mul", op("Sqrt", v), secondScale), epsilon);
    const step = op("Div", op("Mul", m, stepSize), scale);
    g.output(`first${i}`, copied(g, m));
    g.output(`second${i}`, copied(g, v));
    g.output(`weights${i}`, copied(g, op("Sub", op("Mul", weights, keep), step)));
  }
  return g;
}

function blockCopies(count: number): Graph {
  const g = new Graph();
  const int32 = { type: "int32" as const };
  const from = g.input("from", ["count"], int32);
  const to = g.input("to", ["count", 1], int32);
  const places = g.node("Expand", [to, g.shapeTensor(["count", "width"])], ["count", "width"], {}, int32);
  for (let i = 0; i < count; i++) {
    const source = g.input(`source${i}`, [`sources${i}`, "width"]);
    const target = g.input(`target${i}`, [`targets${i}`, "width"]);
    const lines = g.node("Add", [from, g.input(`skip${i}`, [1], int32)], ["count"], {}, int32);
    const blocks = g.node("Gather", [source, lines], ["count", "width"], { axis: 0 });
    g.output(`target${i}`, g.node("ScatterElements", [target, places, blocks], target.shape, { axis: 0 }));
  }
  return g;
}
