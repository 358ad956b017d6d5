// How much memory a run of a graph needs, told before it runs: tensors come alive at the node that makes them and
// die after the last node that reads them. Allocators add to it what they cannot use; `allocatorSlack` allows for it.

import { type Dim, type Graph, resolveDim, type Tensor } from "../../graph/graph.ts";
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
  /** The gradients held, and those of a micro-batch as they come. */
  gradients: number;
  optimizer: number;
  /** Keys and values while sampling. */
  cache: number;
  /** What the graphs that decode keep of their largest run. */
  decoding: number;
  /** Values of one micro-batch, or of a prefill: of the smallest there are, and where memory is no matter. */
  activations: { least: number; most: number };
}

export const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;

/** Bytes of one run without gradients: larger ones gain nothing. */
export const scoringBytes = 2 ** 30;

/** What allocators take for each byte that is alive at once: holes too small for the next tensor stay empty. */
export const allocatorSlack = 1.25;

const elementBytes = { float32: 4, int32: 4, int64: 8, bool: 1 };

/** Nodes that give their input another shape without copying it. */
const aliasing = new Set(["Reshape", "Identity"]);

/**
 * The peak of a graph as a function of its sizes: bytes of the values alive at once while it runs, and of the inputs
 * made for the run, which are those with symbolic sizes; `held` names inputs that are there anyway.
 */
export function peakBytes(
  graph: Graph,
  held: (input: string) => boolean = () => false,
): (sizes: Readonly<Record<string, number>>) => number {
  const feeds = graph.inputs.filter(
    ({ name, shape }) => !held(name) && shape.some((dim) => typeof dim === "string"),
  );
  const owner = new Map<string, string>();
  const root = (name: string) => owner.get(name) ?? name;
  const lastUse = new Map<string, number>();
  graph.nodes.forEach((node, index) => {
    if (aliasing.has(node.opType)) owner.set(node.outputs[0], root(node.inputs[0]));
    for (const input of node.inputs) lastUse.set(root(input), index);
  });
  for (const tensor of graph.outputs.values()) lastUse.set(root(tensor.name), graph.nodes.length);
  const born: { tensor: Tensor; index: number }[] = [];
  const dying: Tensor[][] = graph.nodes.map(() => []);
  graph.nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      const tensor = graph.tensors.get(name);
      const end = lastUse.get(name);
      if (!tensor || owner.has(name) || end === undefined) continue;
      born.push({ tensor, index });
      if (end < graph.nodes.length) dying[end].push(tensor);
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
    let now = feeds.reduce((sum, tensor) => sum + bytes(tensor), 0);
    let peak = now;
    let next = 0;
    dying.forEach((tensors, index) => {
      for (; next < born.length && born[next].index === index; next++) now += bytes(born[next].tensor);
      peak = Math.max(peak, now);
      for (const tensor of tensors) now -= bytes(tensor);
    });
    return peak;
  };
}
