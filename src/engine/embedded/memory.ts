// How much memory a run of a graph needs, told before it runs: tensors come alive at the node that makes them and
// die after the last node that reads them. ONNX Runtime's arena adds to it; `arenaSlack` is that, measured.

import { type Graph, resolveDim, type Tensor } from "../../graph/graph.ts";
import type { Loss } from "../types.ts";

/** A run to be planned: the largest batch it will meet. */
export interface PlannedRun {
  prompts: number;
  samplesPerPrompt: number;
  promptTokens: number;
  responseTokens: number;
  sampling: boolean;
  /** Absent: nothing is trained. */
  loss?: Loss;
}

/** Bytes a run takes at its peak, by what they are for. */
export interface MemoryPlan {
  weights: number;
  gradients: number;
  optimizer: number;
  /** Keys and values while sampling. */
  cache: number;
  /** Values of one micro-batch. */
  activations: number;
  total: number;
  limit: number;
}

export const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;

/** Measured ratio of the arena's size to the live tensors' (docs/benchmarks.md). */
export const arenaSlack = 1.25;

/** Nodes that give their input another shape without copying it. */
const aliasing = new Set(["Reshape", "Identity"]);

/** Peak bytes of the values alive at once while `graph` runs with `sizes`, its inputs not counted. */
export function liveBytes(graph: Graph, sizes: Readonly<Record<string, number>>): number {
  const bound = new Map(Object.entries(sizes));
  const bytes = (tensor: Tensor) =>
    tensor.shape.reduce<number>((product, dim) => product * resolveDim(dim, bound), 1) *
    (tensor.type === "int64" ? 8 : tensor.type === "bool" ? 1 : 4);
  const owner = new Map<string, string>();
  const root = (name: string) => owner.get(name) ?? name;
  const lastUse = new Map<string, number>();
  graph.nodes.forEach((node, index) => {
    if (aliasing.has(node.opType)) owner.set(node.outputs[0], root(node.inputs[0]));
    for (const input of node.inputs) lastUse.set(root(input), index);
  });
  for (const tensor of graph.outputs.values()) lastUse.set(root(tensor.name), Number.POSITIVE_INFINITY);
  const dying = new Map<number, string[]>();
  for (const [name, index] of lastUse) dying.set(index, [...(dying.get(index) ?? []), name]);

  const alive = new Map<string, number>();
  let now = 0;
  let peak = 0;
  graph.nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      const tensor = graph.tensors.get(name);
      if (!tensor || owner.has(name) || !lastUse.has(name)) continue;
      const size = bytes(tensor);
      alive.set(name, size);
      now += size;
    }
    peak = Math.max(peak, now);
    for (const name of dying.get(index) ?? []) {
      now -= alive.get(name) ?? 0;
      alive.delete(name);
    }
  });
  return peak;
}
