// A finished graph rewritten for ONNX Runtime's WebGPU provider: nodes for which it has no kernel, or a wrong one, become
// several for which it has. The graph itself stays what it is, and so does what the CPU runs.
import type { Graph, Tensor } from "./graph.ts";
import type { AttributeValue, ConstantMessage, ElementType, GraphMessage, NodeMessage } from "./onnx.ts";

/** Of a product [m, k]·[n, k]ᵀ with so few rows m, both known, the small side is transposed and not the large one. */
const fewRows = 16;

type Rewrite = (node: NodeMessage, into: Lowering) => void;

/** The name under which all outputs that go back to this process come, one after another in the order of the graph's. */
export const gathered = "gathered";

/**
 * The graph for the WebGPU provider. Outputs that are not kept on the device are put together as one, `gathered`, so that
 * a run waits for the device once; they are float32.
 */
export function lowered(graph: Graph, keep: (output: string) => boolean): GraphMessage {
  const message = graph.message();
  const lowering = new Lowering(graph);
  for (const node of message.nodes) {
    const rewrite = rewrites[node.opType];
    if (rewrite) rewrite(node, lowering);
    else lowering.nodes.push(node);
  }
  const [kept, back] = [true, false].map((which) =>
    [...graph.outputs].filter(([name]) => keep(name) === which).map(([, tensor]) => tensor),
  );
  const outputs = kept.map(({ name, type, shape }) => ({ name, type, shape }));
  if (back.length > 0) {
    const flat = back.map(({ name }) => lowering.add("Reshape", [name, lowering.ints(-1)]));
    lowering.nodes.push({ opType: "Concat", inputs: flat, outputs: [gathered], attributes: { axis: 0 } });
    outputs.push({ name: gathered, type: "float32", shape: [gathered] });
  }
  return {
    nodes: lowering.nodes,
    constants: [...message.constants, ...lowering.constants],
    inputs: message.inputs,
    outputs,
  };
}

/** The nodes and constants that a graph becomes. */
class Lowering {
  readonly nodes: NodeMessage[] = [];
  readonly constants: ConstantMessage[] = [];
  #next = 0;

  constructor(private readonly graph: Graph) {}

  tensor(name: string): Tensor {
    const tensor = this.graph.tensors.get(name);
    if (!tensor) throw new Error(`graph: no tensor ${name}`);
    return tensor;
  }

  /** Adds a node with one output, of that name or a fresh one; returns the name. */
  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = this.#fresh(),
  ): string {
    this.nodes.push({ opType, inputs, outputs: [output], attributes });
    return output;
  }

  float(value: number): string {
    return this.#constant("float32", [], Float32Array.of(value));
  }

  ints(...values: readonly number[]): string {
    return this.#constant("int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /** [count] 0, 1, … as float32, which is exact up to 2²⁴. */
  range(count: number): string {
    return this.#constant(
      "float32",
      [count],
      new Float32Array(count).map((_, i) => i),
    );
  }

  #constant(type: ElementType, shape: readonly number[], data: Float32Array | BigInt64Array): string {
    const name = this.#fresh();
    this.constants.push({ name, type, shape, data: new Uint8Array(data.buffer) });
    return name;
  }

  #fresh(): string {
    return `w${this.#next++}`;
  }
}

const rewrites: Record<string, Rewrite> = {
  /** There are no integers of 64 bits, and none here needs them. */
  Cast(node, into) {
    const { to } = node.attributes as { to: number };
    into.nodes.push(to === 7 ? { ...node, attributes: { to: 6 } } : node);
  },

  /** alpha · A·B, either side transposed in its last two axes. */
  FusedMatMul({ inputs: [a, b], outputs: [out], attributes = {} }, into) {
    const { transA, transB } = attributes as { transA: number; transB: number };
    const { float: alpha } = attributes.alpha as { float: number };
    const [shapeA, shapeB] = [into.tensor(a).shape, into.tensor(b).shape];
    if (shapeA.length === 2 && shapeB.length === 2) {
      into.add("Gemm", [a, b], attributes, out);
      return;
    }
    const flip = (name: string, rank: number, output?: string) => {
      const perm = [...new Array(rank).keys()];
      perm.push(...perm.splice(-2).reverse());
      return into.add("Transpose", [name], { perm }, output);
    };
    const scaled = (name: string) => (alpha === 1 ? name : into.add("Mul", [name, into.float(alpha)]));
    const rows = shapeA[shapeA.length - 2];
    if (transB && !transA && typeof rows === "number" && rows <= fewRows && shapeA.length === shapeB.length) {
      const transposed = into.add("MatMul", [b, flip(scaled(a), shapeA.length)]);
      flip(transposed, shapeA.length, out);
      return;
    }
    const left = transA ? flip(a, shapeA.length) : a;
    const right = transB ? flip(b, shapeB.length) : b;
    if (alpha === 1) into.add("MatMul", [left, right], {}, out);
    else into.add("Mul", [into.add("MatMul", [left, right]), into.float(alpha)], {}, out);
  },

  /** Of integers none is sliced: those here (tokens) are exact as float32. */
  Slice(node, into) {
    const [x, ...bounds] = node.inputs;
    if (into.tensor(x).type !== "int32") into.nodes.push(node);
    else
      into.add(
        "Cast",
        [into.add("Slice", [into.add("Cast", [x], { to: 1 }), ...bounds])],
        { to: 6 },
        node.outputs[0],
      );
  },

  Sum({ inputs, outputs: [out] }, into) {
    const last = inputs.length - 1;
    inputs
      .slice(1)
      .reduce(
        (sum, term, i) => into.add("Add", [sum, term], {}, i + 1 === last ? out : undefined),
        inputs[0],
      );
  },

  /** The second output, 1/rms, is wrong on WebGPU: it is worked out by itself. */
  SimplifiedLayerNormalization(node, into) {
    const [out, inverse] = node.outputs;
    into.nodes.push({ ...node, outputs: [out] });
    if (inverse === undefined) return;
    const [x] = node.inputs;
    const { float: epsilon } = (node.attributes as { epsilon: { float: number } }).epsilon;
    const mean = into.add("ReduceMean", [into.add("Mul", [x, x]), into.ints(-1)], { keepdims: 1 });
    const rms = into.add("Sqrt", [into.add("Add", [mean, into.float(epsilon)])]);
    into.add("Div", [into.float(1), rms], {}, inverse);
  },

  LogSoftmax({ inputs: [x], outputs: [out] }, into) {
    const last = into.ints(-1);
    const shifted = into.add("Sub", [x, into.add("ReduceMax", [x, last], { keepdims: 1 })]);
    const sum = into.add("ReduceSum", [into.add("Exp", [shifted]), last], { keepdims: 1 });
    into.add("Sub", [shifted, into.add("Log", [sum])], {}, out);
  },

  Sign({ inputs: [x], outputs: [out] }, into) {
    const zero = into.float(0);
    const side = (op: string) => into.add("Cast", [into.add(op, [x, zero])], { to: 1 });
    into.add("Sub", [side("Greater"), side("Less")], {}, out);
  },

  /** The first of the largest: the least index of those that are not below the largest. */
  ArgMax({ inputs: [x], outputs: [out] }, into) {
    const last = into.ints(-1);
    const [count] = into.tensor(x).shape.slice(-1);
    const largest = into.add("ReduceMax", [x, last], { keepdims: 1 });
    const below = into.add("Less", [x, largest]);
    const index = into.add("Where", [below, into.float(count as number), into.range(count as number)]);
    into.add("Cast", [into.add("ReduceMin", [index, last], { keepdims: 1 })], { to: 6 }, out);
  },
};
