// The compiled graphs of one engine, made when first needed and fed with its weights and rotary tables.
import type { Device, DeviceArray, DeviceGraph } from "../../graph/device.ts";
import type { Graph } from "../../graph/graph.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { LoraConfig } from "../../model/network.ts";
import type { Weights } from "./weights.ts";

/** What every graph of one engine shares. */
export interface ComputeContext {
  device: Device;
  config: ModelConfig;
  weights: Weights;
  lora: LoraConfig | null;
  /** The rotary tables by the names of the graphs' inputs. */
  rotary: Readonly<Record<string, DeviceArray>>;
  /** Positions in the rotary tables: the longest sequence. */
  positions: number;
  threads: number;
  /** Bytes that the values of one graph run may take, training or not. */
  activationBytes(training: boolean): number;
  /** Whether layers are recomputed for the gradients. */
  recompute: Recompute;
  /** Told what a user should know. */
  onWarning(message: string): void;
}

/**
 * Activation checkpointing by layer (arXiv 1604.06174), which keeps the inputs of layers alone and computes the rest again
 * in the backward pass: where memory is short, never, or always.
 */
export type Recompute = "auto" | "off" | "layers";

/** The graph that ran last of those that recompute: with what it keeps of its memory it is let go when another is to run. */
let recomputing: { graphs: CompiledGraphs; key: string } | null = null;

/**
 * Before a graph of any engine in this process runs: `next` names it where it is one that recomputes. To compile one takes
 * long enough that it stays while it runs over and over.
 */
export async function makeRoom(next: typeof recomputing = null): Promise<void> {
  const last = recomputing;
  recomputing = next;
  if (last && (last.graphs !== next?.graphs || last.key !== next.key)) await last.graphs.release(last.key);
}

/** Graphs by a key of the caller's; weights and rotary tables are fed by themselves. */
export class CompiledGraphs {
  readonly #graphs = new Map<string, Promise<DeviceGraph>>();

  constructor(
    private readonly context: ComputeContext,
    /** Whether the graph of a key keeps the memory of its largest run for the next. */
    private readonly arena: (key: string) => boolean,
    /** Whether an output stays on the device. */
    private readonly keep: (output: string) => boolean,
  ) {}

  /** The graph of that key; built and compiled by the first who asks. */
  get(key: string, build: () => Graph): Promise<DeviceGraph> {
    let graph = this.#graphs.get(key);
    if (!graph) {
      graph = this.#compile(build(), this.arena(key));
      this.#graphs.set(key, graph);
    }
    return graph;
  }

  /** Lets the graph of a key go; it is compiled anew when it is asked for again. */
  release(key: string): Promise<void> {
    return this.#end((own) => own === key);
  }

  /** Lets every graph go. */
  dispose(): Promise<void> {
    if (recomputing?.graphs === this) recomputing = null;
    return this.#end(() => true);
  }

  /** One that did not compile is passed over: who asked for it has its error. */
  async #end(which: (key: string) => boolean): Promise<void> {
    const ending = [...this.#graphs].filter(([key]) => which(key));
    for (const [key] of ending) this.#graphs.delete(key);
    const graphs = ending.map(([, graph]) => graph);
    const compiled = (await Promise.allSettled(graphs)).filter((graph) => graph.status === "fulfilled");
    const ended = await Promise.allSettled(compiled.map(({ value }) => value.dispose()));
    for (const end of ended) if (end.status === "rejected") throw end.reason;
  }

  async #compile(graph: Graph, arena: boolean): Promise<DeviceGraph> {
    const { device, rotary, threads, weights } = this.context;
    const held: Record<string, DeviceArray> = { ...rotary };
    for (const { name } of graph.inputs)
      if (/\.(weight|bias)(\*\d+)?$/.test(name)) held[name] = weights.get(name);
    const compiled = await device.compile(graph, { threads, arena, keep: this.keep });
    return {
      run: (inputs, sizes) => compiled.run({ ...inputs, ...held }, sizes),
      dispose: () => compiled.dispose(),
    };
  }
}
