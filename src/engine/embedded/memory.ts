// How much memory a run of a graph needs, told before it runs: tensors come alive at the node that makes them and
// die after the last node that reads them. What allocators cannot use comes on top (`heapFactor`).
import { type Dim, type Graph, resolveDim, type Tensor } from "../../graph/graph.ts";
import { neededNodes } from "../../graph/order.ts";
import type { Loss } from "../types.ts";
import type { Choice } from "./decode-graph.ts";

/** A run to be planned: the largest batch it will meet. */
export interface PlannedRun {
  prompts: number;
  samplesPerPrompt: number;
  promptTokens: number;
  responseTokens: number;
  /** How tokens are chosen; null: nothing is sampled, the responses are there. */
  sampling: Choice | null;
  /** Absent: nothing is trained. */
  loss?: Loss;
}

/** Bytes an engine takes in its runs, by what they are for. All but the activations it holds all the time. */
export interface MemoryPlan {
  weights: number;
  /** The model's weights in this process's memory, of which a device with memory of its own has copies. */
  copied: number;
  /** Whether float16 would take less, for weights that are not trained. */
  halvable: boolean;
  /** The gradients held, and those of a micro-batch as they come. */
  gradients: number;
  optimizer: number;
  /** Keys and values while sampling. */
  cache: number;
  /** What the graphs that decode keep of their largest run. */
  decoding: number;
  /**
   * Values of one micro-batch, or of a prefill: of the smallest there can be; and where memory is no matter, of one response
   * alone, and of all.
   */
  activations: Activations;
}

/** In bytes; `MemoryPlan` says of what. */
export interface Activations {
  least: number;
  alone: number;
  most: number;
}

export const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;

/** Bytes of one run without gradients: larger ones gain nothing. */
export const scoringBytes = 2 ** 30;

/** Bytes of one with them: it copies all gradients out, so that a few large ones beat many small ones, up to this size. */
export const trainingBytes = (parameters: number) => Math.max(2 ** 30, 32 * parameters);

/** Tensors from this size on are mapped by themselves and given back at once, with glibc; smaller ones share a heap. */
const mappedBytes = 2 ** 25;

/**
 * Bytes of heap for a byte of a value that outlives so many nodes, and of one that does not. Fitted to the workloads of
 * tests/memory.test.ts with glibc 2.36: freed values seem to leave holes that the next of their size do not fit, which
 * nothing derives here. Another allocator takes less.
 */
const heapFactor = { lasting: 1.25, passing: 3.2, nodes: 16 };

/** The same for ONNX Runtime's own allocator, which graphs that recompute have in place of the heap. */
const arenaFactor = 1.6;

const elementBytes = { float32: 4, float16: 2, int32: 4, int64: 8, bool: 1 };

/** Nodes that give their input another shape without copying it. */
const aliasing = new Set(["Reshape", "Identity"]);

/**
 * The peak of a graph as a function of its sizes: bytes that the values alive at once take while it runs, and the inputs
 * made for the run, which are those with symbolic sizes; `held` names inputs that are there anyway, `arena` is that of
 * `CompileOptions`.
 */
export function peakBytes(
  graph: Graph,
  { held = () => false, arena = false }: { held?: (input: string) => boolean; arena?: boolean } = {},
): (sizes: Readonly<Record<string, number>>) => number {
  const feeds = graph.inputs.filter(
    ({ name, shape }) => !held(name) && shape.some((dim) => typeof dim === "string"),
  );
  const owner = new Map<string, string>();
  const root = (name: string) => owner.get(name) ?? name;
  const lastUse = new Map<string, number>();
  const nodes = neededNodes(graph.nodes, [...graph.outputs.values()]);
  nodes.forEach((node, index) => {
    if (aliasing.has(node.opType)) owner.set(node.outputs[0], root(node.inputs[0]));
    for (const input of node.inputs) lastUse.set(root(input), index);
  });
  for (const tensor of graph.outputs.values()) lastUse.set(root(tensor.name), nodes.length);
  /** Tensors that come alive, or die, at each node, and what their bytes count for in the heap. */
  type Lives = { tensor: Tensor; factor: number }[];
  const [born, dying] = [nodes.map((): Lives => []), nodes.map((): Lives => [])];
  nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      const tensor = graph.tensors.get(name);
      const end = lastUse.get(name);
      if (!tensor || owner.has(name) || end === undefined) continue;
      const passes = end - index <= heapFactor.nodes;
      const factor = arena ? arenaFactor : passes ? heapFactor.passing : heapFactor.lasting;
      const life = { tensor, factor };
      born[index].push(life);
      dying[end]?.push(life);
    }
  });

  return (sizes) => {
    const bound = new Map(Object.entries(sizes));
    const known = new Map<Dim, number>();
    const size = (dim: Dim): number => {
      if (typeof dim === "number") return dim;
      const value = known.get(dim) ?? resolveDim(dim, bound);
      known.set(dim, value);
      return value;
    };
    const bytes = ({ shape, type }: Tensor) =>
      shape.reduce<number>((product, dim) => product * size(dim), elementBytes[type]);
    // What was heap once stays so while larger tensors come: each part counts at its own peak.
    const heap = { now: 0, peak: 0 };
    const mapped = { now: 0, peak: 0 };
    const change = ({ tensor, factor }: Lives[number], sign: 1 | -1) => {
      const size = bytes(tensor);
      const part = arena || size < mappedBytes ? heap : mapped;
      part.now += sign * (part === heap ? factor * size : size);
      part.peak = Math.max(part.peak, part.now);
    };
    for (const tensor of feeds) change({ tensor, factor: heapFactor.lasting }, 1);
    for (const [index, lives] of born.entries()) {
      for (const life of lives) change(life, 1);
      for (const life of dying[index]) change(life, -1);
    }
    return heap.peak + mapped.peak;
  };
}
