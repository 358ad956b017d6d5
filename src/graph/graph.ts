// A graph under construction: tensors with symbolic shapes, nodes, and the tape that reverse-mode differentiation
// walks back. What an operation computes is in ops.ts; running a finished graph is session.ts.
import {
  type AttributeValue,
  type ConstantMessage,
  type ElementType,
  encodeModel,
  type GraphMessage,
  type NodeMessage,
  type ValueMessage,
} from "./onnx.ts";
import { namesRead, neededNodes, runOrder } from "./order.ts";

/** A size known now, or one known at run time: a named size, a product ("4*R*S"), or a sum of those ("G*P+R*S"). */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A value in a graph. Immutable; its data exists only while the graph runs. */
export interface Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** Some trainable input is upstream, so a gradient will be asked for. */
  readonly requiresGrad: boolean;
}

/** Gradients of an operation's inputs, each made only if it is needed; null where there is none by definition. */
export type Vjp = (gradient: Tensor) => readonly ((() => Tensor) | null)[];

interface TapeEntry {
  output: Tensor;
  inputs: readonly Tensor[];
  vjp: Vjp;
}

/** What was made of `input` and is made again when the gradient of `output` is there. */
interface Checkpoint {
  output: Tensor;
  input: Tensor;
  build: (input: Tensor) => Tensor;
}

/** Product of dimensions, sums multiplied out and numbers folded, in a fixed order: equal products, equal strings. */
export function times(...dims: readonly Dim[]): Dim {
  const factorsOf = (dim: Dim) => `${dim}`.split("+").map((term) => term.split("*"));
  const terms = dims.reduce<string[][]>(
    (all, dim) => all.flatMap((term) => factorsOf(dim).map((factors) => [...term, ...factors])),
    [[]],
  );
  const coefficients = new Map<string, number>();
  for (const term of terms) {
    const names = term.filter((part) => !isNumber(part)).sort();
    const coefficient = term.filter(isNumber).reduce((product, part) => product * Number(part), 1);
    const key = names.join("*");
    coefficients.set(key, (coefficients.get(key) ?? 0) + coefficient);
  }
  const parts = [...coefficients].filter(([, coefficient]) => coefficient !== 0);
  if (parts.every(([names]) => names === "")) return parts[0]?.[1] ?? 0;
  const text = ([names, n]: [string, number]) => (names === "" ? `${n}` : n === 1 ? names : `${n}*${names}`);
  return parts
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(text)
    .join("+");
}

const isNumber = (part: string) => /^\d+$/.test(part);

/** The number a dimension stands for, given the named sizes. */
export function resolveDim(dim: Dim, sizes: ReadonlyMap<string, number>): number {
  if (typeof dim === "number") return dim;
  if (dim.includes("+")) return dim.split("+").reduce((sum, part) => sum + resolveDim(part, sizes), 0);
  let product = 1;
  for (const part of dim.split("*")) {
    const size = isNumber(part) ? Number(part) : sizes.get(part);
    if (size === undefined) throw new Error(`graph: size ${part} is not bound by any input`);
    product *= size;
  }
  return product;
}

const bytesOf = (array: Float32Array | BigInt64Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A graph under construction. Operations are added by the functions of ops.ts. */
export class Graph {
  readonly nodes: NodeMessage[] = [];
  readonly inputs: Tensor[] = [];
  readonly constants: ConstantMessage[] = [];
  readonly outputs = new Map<string, Tensor>();
  /** Every tensor made here, for the prediction of memory. */
  readonly tensors = new Map<string, Tensor>();
  /** int64 vectors the session feeds by itself: input name → the shape it holds. */
  readonly shapeInputs: Map<string, Shape>;
  #tape: (TapeEntry | Checkpoint)[] = [];
  readonly #leaves = new Set<string>();
  /** Of names, shared by a graph and the bodies of its loops. */
  readonly #counter: { next: number };
  readonly #constantNames = new Map<string, Tensor>();
  readonly #outer: Graph | null;

  constructor(outer: Graph | null = null) {
    this.#outer = outer;
    this.#counter = outer ? outer.#counter : { next: 0 };
    this.shapeInputs = outer ? outer.shapeInputs : new Map();
  }

  /** An input fed at every run, made when first asked for. Names in its shape are bound by what is fed. */
  input(name: string, shape: Shape, options: { type?: ElementType; requiresGrad?: boolean } = {}): Tensor {
    const known = this.tensors.get(name);
    if (known) return known;
    const tensor = this.#tensor(name, shape, options.type ?? "float32", options.requiresGrad ?? false);
    this.inputs.push(tensor);
    return tensor;
  }

  /** A float32 constant, shared if made before with the same values. */
  floats(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
    const data = Float32Array.from(values);
    return this.#constant("float32", bytesOf(data), shape, data.length <= 8 ? `f${data}|${shape}` : null);
  }

  /** A scalar constant. */
  scalar(value: number): Tensor {
    return this.floats([value], []);
  }

  /** An int64 vector constant. */
  ints(...values: readonly number[]): Tensor {
    const key = `i${values}`;
    return this.#constant("int64", bytesOf(BigInt64Array.from(values, BigInt)), [values.length], key);
  }

  /** A bool scalar constant. */
  bool(value: boolean): Tensor {
    return this.#constant("bool", Uint8Array.of(value ? 1 : 0), [], `b${value}`);
  }

  /** `shape` as an int64 vector; its symbolic sizes are filled in at every run. */
  shapeTensor(shape: Shape): Tensor {
    if (shape.every((dim) => typeof dim === "number")) return this.ints(...shape);
    const name = `shape:${shape.join(",")}`;
    this.shapeInputs.set(name, shape);
    return { name, type: "int64", shape: [shape.length], requiresGrad: false };
  }

  /** Adds a node with one output. */
  node(
    opType: string,
    inputs: readonly (Tensor | null)[],
    shape: Shape,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    options: { domain?: string; type?: ElementType } = {},
  ): Tensor {
    return this.nodeMany(opType, inputs, [{ shape, type: options.type }], attributes, options.domain)[0];
  }

  /** Adds a node with several outputs. */
  nodeMany(
    opType: string,
    inputs: readonly (Tensor | null)[],
    outputs: readonly { shape: Shape; type?: ElementType }[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain = "",
  ): Tensor[] {
    const requiresGrad = inputs.some((input) => input?.requiresGrad);
    const tensors = outputs.map(({ shape, type }) =>
      this.#tensor(this.#fresh(), shape, type ?? "float32", requiresGrad),
    );
    this.nodes.push({
      opType,
      domain,
      inputs: inputs.map((input) => input?.name ?? ""),
      outputs: tensors.map((tensor) => tensor.name),
      attributes,
    });
    return tensors;
  }

  /** Records how to differentiate `output` with respect to `inputs`. Returns `output`. */
  record(output: Tensor, inputs: readonly Tensor[], vjp: Vjp): Tensor {
    if (output.requiresGrad) this.#tape.push({ output, inputs, vjp });
    return output;
  }

  /**
   * build(input), none of whose inner values is kept for the gradients: when the output's gradient is there they are
   * made again from `input` (activation checkpointing, arXiv 1604.06174). Gradients are the same to the bit.
   */
  checkpoint(input: Tensor, build: (input: Tensor) => Tensor): Tensor {
    const { output } = this.#recorded(() => build(input));
    if (output.requiresGrad) this.#tape.push({ output, input, build });
    return output;
  }

  /** The same value, cut off from differentiation. */
  detach(tensor: Tensor): Tensor {
    return { ...tensor, requiresGrad: false };
  }

  /** A leaf of differentiation with the value of `tensor`: gradients stop and are collected here. */
  leaf(tensor: Tensor): Tensor {
    const copy = this.node("Identity", [tensor], tensor.shape, {}, { type: tensor.type });
    this.#leaves.add(copy.name);
    return { ...copy, requiresGrad: true };
  }

  /**
   * Gradients with respect to `targets` of Σ over seeds of ⟨tensor, seed⟩ (reverse mode). A target that nothing
   * depends on gets null. Throws an Error that names an operation which the gradient cannot pass: none is recorded for
   * it, or not for each of its inputs.
   */
  gradients(
    seeds: readonly { tensor: Tensor; gradient: Tensor }[],
    targets: readonly Tensor[],
  ): (Tensor | null)[] {
    const pending = new Map<string, Tensor[]>();
    const ends = new Set([...this.#leaves, ...[...this.inputs, ...targets].map(({ name }) => name)]);
    const passed = new Set<string>();
    const give = ({ name, requiresGrad }: Tensor, gradient: Tensor) => {
      if (requiresGrad && !ends.has(name) && !passed.has(name))
        throw new Error(
          `graph: the gradient reaches ${this.#maker(name)}, for which no gradient is recorded`,
        );
      const list = pending.get(name);
      if (list) list.push(gradient);
      else pending.set(name, [gradient]);
    };
    const total = (name: string): Tensor | null => {
      const list = pending.get(name);
      if (!list) return null;
      if (list.length > 1) {
        const sum = this.node(list.length === 2 ? "Add" : "Sum", list, list[0].shape);
        pending.set(name, [sum]);
        return sum;
      }
      return list[0];
    };
    /** Back along a tape, from the gradients of what stands on it. */
    const walk = (tape: readonly (TapeEntry | Checkpoint)[], given: typeof seeds) => {
      for (const { output } of tape) passed.add(output.name);
      for (const { tensor, gradient } of given) give(tensor, gradient);
      for (const entry of tape.toReversed()) {
        const gradient = total(entry.output.name);
        if (!gradient) continue;
        if ("build" in entry) {
          const input = this.after(entry.input, gradient);
          ends.add(input.name);
          const { output, tape } = this.#recorded(() => entry.build(input));
          walk(tape, [{ tensor: output, gradient }]);
          const back = total(input.name);
          if (back) give(entry.input, back);
          continue;
        }
        const makers = entry.vjp(gradient);
        entry.inputs.forEach((input, index) => {
          const make = makers[index];
          if (make === undefined)
            throw new Error(
              `graph: the gradient recorded for ${this.#maker(entry.output.name)} leaves out input ${index}`,
            );
          if (input.requiresGrad && make) give(input, make());
        });
      }
    };
    walk(this.#tape, seeds);
    return targets.map((target) => total(target.name));
  }

  /** What `make` makes, and the tape of it, apart from that of the graph. */
  #recorded(make: () => Tensor): { output: Tensor; tape: (TapeEntry | Checkpoint)[] } {
    const outer = this.#tape;
    this.#tape = [];
    try {
      return { output: make(), tape: this.#tape };
    } finally {
      this.#tape = outer;
    }
  }

  /**
   * `tensor`, there only when `other`, of as many dimensions, is. Without that tie ONNX Runtime would find that what is made
   * of it has been made before, and keep that. Nothing is computed: a shape is no more than read.
   */
  after(tensor: Tensor, other: Tensor): Tensor {
    const rank = tensor.shape.length;
    const { requiresGrad, type } = tensor;
    let shape = this.node("Shape", [other], [rank], {}, { type: "int64" });
    // A zero in a shape stands for the size that is there.
    if (`${tensor.shape}` !== `${other.shape}`)
      shape = this.node("Mul", [shape, this.ints(0)], [rank], {}, { type: "int64" });
    return { ...this.node("Reshape", [tensor, shape], tensor.shape, {}, { type }), requiresGrad };
  }

  /** Makes `tensor` an output of the graph under `name`. */
  output(name: string, tensor: Tensor): void {
    this.outputs.set(name, tensor);
  }

  /** The body of a loop: a graph that sees this one's tensors by name. */
  body(): Graph {
    return new Graph(this);
  }

  /** A fresh name for a body's input. */
  freshInput(shape: Shape, type: ElementType = "float32"): Tensor {
    return this.input(this.#fresh(), shape, { type });
  }

  /** What is written of the graph: the nodes on which `outputs` depend, in the order in which they will run. */
  message(outputs: readonly Tensor[] = [...this.outputs.values()]): GraphMessage {
    const value = ({ name, type, shape }: Tensor): ValueMessage => ({ name, type, shape });
    const shapes = this.#outer
      ? []
      : [...this.shapeInputs].map(([name, shape]) => ({
          name,
          type: "int64" as const,
          shape: [shape.length],
        }));
    const nodes = runOrder(neededNodes(this.nodes, outputs));
    const read = namesRead([...nodes, { inputs: outputs.map(({ name }) => name) }]);
    return {
      nodes,
      constants: this.constants.filter(({ name }) => read.has(name)),
      inputs: [...this.inputs.map(value), ...shapes],
      outputs: outputs.map(value),
    };
  }

  encode(): Uint8Array {
    return encodeModel(this.message());
  }

  #constant(type: ElementType, data: Uint8Array, shape: readonly number[], key: string | null): Tensor {
    const known = key === null ? undefined : this.#constantNames.get(key);
    if (known) return known;
    const tensor = this.#tensor(this.#fresh(), shape, type, false);
    this.constants.push({ name: tensor.name, type, shape, data });
    if (key !== null) this.#constantNames.set(key, tensor);
    return tensor;
  }

  #tensor(name: string, shape: Shape, type: ElementType, requiresGrad: boolean): Tensor {
    const tensor = { name, shape, type, requiresGrad };
    this.tensors.set(name, tensor);
    return tensor;
  }

  /** The operation that makes a tensor, for messages. */
  #maker(name: string): string {
    const node = this.nodes.find(({ outputs }) => outputs.includes(name));
    return node ? `${node.opType} (${name})` : `${name} of the graph outside`;
  }

  #fresh(): string {
    return `t${this.#counter.next++}`;
  }
}
