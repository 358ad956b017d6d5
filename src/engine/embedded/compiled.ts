// The compiled graphs of one engine, made when first needed and fed with its weights and rotary tables.
import type { Graph } from "../../graph/graph.ts";
import { type Feed, Session } from "../../graph/session.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { LoraConfig } from "../../model/network.ts";
import type { Weights } from "./weights.ts";

/** What every graph of one engine shares. */
export interface ComputeContext {
  config: ModelConfig;
  weights: Weights;
  lora: LoraConfig | null;
  rotary: { cos: Float32Array; sin: Float32Array };
  /** Positions in the rotary tables: the longest sequence. */
  positions: number;
  threads: number;
  /** Bytes that the values of one graph run may take, training or not. */
  activationBytes(training: boolean): number;
}

/** A graph that can be run; weights and rotary tables are fed by themselves. */
export interface CompiledGraph {
  run(
    feeds: Readonly<Record<string, Feed>>,
    sizes: Readonly<Record<string, number>>,
  ): Promise<Record<string, Float32Array>>;
}

/** Graphs by a key of the caller's. */
export class CompiledGraphs {
  readonly #graphs = new Map<string, Promise<CompiledGraph & { session: Session }>>();

  constructor(
    private readonly context: ComputeContext,
    /** Whether the graph of a key keeps the memory of its largest run for the next. */
    private readonly arena: (key: string) => boolean,
  ) {}

  /** The graph of that key; built and compiled by the first who asks. */
  get(key: string, build: () => Graph): Promise<CompiledGraph> {
    let graph = this.#graphs.get(key);
    if (!graph) {
      graph = this.#compile(build(), this.arena(key));
      this.#graphs.set(key, graph);
    }
    return graph;
  }

  /** Lets every session go. One that did not compile is passed over: who asked for it has its error. */
  async dispose(): Promise<void> {
    const graphs = [...this.#graphs.values()];
    this.#graphs.clear();
    const compiled = (await Promise.allSettled(graphs)).filter((graph) => graph.status === "fulfilled");
    const ended = await Promise.allSettled(compiled.map(({ value }) => value.session.dispose()));
    for (const end of ended) if (end.status === "rejected") throw end.reason;
  }

  async #compile(graph: Graph, arena: boolean): Promise<CompiledGraph & { session: Session }> {
    const { rotary, threads, weights } = this.context;
    const session = await Session.compile(graph, { threads, arena });
    const names = graph.inputs
      .map((input) => input.name)
      .filter((name) => /\.(weight|bias)(\*\d+)?$/.test(name));
    return {
      session,
      run: (feeds, sizes) => {
        const all: Record<string, Feed> = { ...feeds, "rotary.cos": rotary.cos, "rotary.sin": rotary.sin };
        for (const name of names) all[name] = weights.get(name);
        return session.run(all, sizes);
      },
    };
  }
}
