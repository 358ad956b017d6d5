// The decoder as a graph: embedding, layers, final norm, and the classification head. What a family does otherwise than
// Llama is in the facts of its ModelConfig. How tokens attend to each other is handed in, so that training, prefill
// and decoding share one definition of a layer.
import type { Graph, Tensor } from "../graph/graph.ts";
import { geluGated, type RotaryTable, rmsNorm, rotary, swiglu } from "../graph/nn.ts";
import {
  add,
  gatherRows,
  largest,
  matmul,
  mul,
  productOfHalf,
  relu,
  reshape,
  scale,
  shares,
  sliceLast,
  softmax,
  transposeLast,
} from "../graph/ops.ts";
import { attentionOf, type Experts, expertsOf, type ModelConfig } from "./config.ts";
import { halvable } from "./parameters.ts";

/** Which weights are trained. */
export type Trainable = "all" | "head" | "lora" | "none";

/** Whether a weight is, by its name: with adapters the classification head is trained too. */
export function isTrained(name: string, trainable: Trainable): boolean {
  const head = name.startsWith("score.");
  if (trainable === "lora") return head || name.includes(".lora_");
  return trainable === "all" || (trainable === "head" && head);
}

/** Low-rank adapters: W + (alpha / rank)·B·A on the targeted projections. */
export interface LoraConfig {
  rank: number;
  alpha: number;
  /** Last part of the projection's name: "q_proj", "down_proj", … */
  targets: readonly string[];
}

/** Names of the adapters of a projection: A is [rank, in], B is [out, rank]. */
export const loraNames = (projection: string) => ({
  a: `${projection}.lora_A.weight`,
  b: `${projection}.lora_B.weight`,
});

/** The name of a graph's weight input taken apart: the tensor and, behind a "*", how many stored from it on. */
export function storedTensors(input: string): { name: string; count: number } {
  const [name, count] = input.split("*");
  return { name, count: Number(count ?? 1) };
}

/** The rows of the last layer that are wanted; of the others it needs no more than keys and values. */
export interface Read {
  /** [tokens, …] → [rows, …]. */
  rows(x: Tensor): Tensor;
  /** In the last layer attention is asked for these rows' queries alone, or for all of them. */
  queries: "rows" | "all";
}

const everything: Read = { rows: (x) => x, queries: "all" };

/** Queries, keys and values [tokens, heads·headDim], rotated, of one layer → [tokens, heads·headDim]. */
export type Attend = (layer: number, q: Tensor, k: Tensor, v: Tensor) => Tensor;

/** Weights of a decoder as inputs of a graph, made when first used, and the pieces of its forward pass. */
export class Network {
  /** Inputs that are trained, by name; the embedding is not among them (see `embed`). */
  readonly trained = new Map<string, Tensor>();
  readonly #rotary: Partial<Record<"main" | "sliding", RotaryTable>>;

  constructor(
    readonly graph: Graph,
    readonly config: ModelConfig,
    readonly trainable: Trainable,
    readonly lora: LoraConfig | null,
    /** Positions in the rotary tables. */
    positions: number,
    /** Query, key and value in one product, gate and up in another: quicker for few tokens. */
    private readonly fused = false,
    /** The layers' matrices are given as float16 (`Parameters.halved`). */
    private readonly halved = false,
  ) {
    const shape = [positions, (config.rotaryDim ?? config.headDim) / 2];
    const table = (name: string): RotaryTable => ({
      cos: graph.input(`${name}.cos`, shape),
      sin: graph.input(`${name}.sin`, shape),
    });
    this.#rotary = {
      main: table("rotary"),
      ...(config.slidingTheta ? { sliding: table("rotary.sliding") } : {}),
    };
  }

  /** A weight by its Hugging Face name. */
  weight(name: string, shape: readonly number[]): Tensor {
    const requiresGrad = isTrained(name, this.trainable);
    const tensor = this.graph.input(name, shape, { requiresGrad });
    if (requiresGrad) this.trained.set(name, tensor);
    return tensor;
  }

  /** The language-model head's matrix [vocabulary, hidden]. */
  get headWeight(): Tensor {
    return this.#vocabulary(this.config.tieEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
  }

  /** Embedding rows [tokens, hidden] of int64 ids [tokens]: a leaf whose gradient the caller adds row by row. */
  embed(ids: Tensor): Tensor {
    const table = this.#vocabulary("model.embed_tokens.weight");
    const rows = gatherRows(this.graph, table, ids);
    return table.requiresGrad ? this.graph.leaf(rows) : this.graph.detach(rows);
  }

  /** x·Wᵀ (+ bias) (+ the adapter's part), W [out, in]. */
  linear(x: Tensor, name: string, inputs: number, outputs: number, bias = false): Tensor {
    const g = this.graph;
    let y = this.#product(x, `${name}.weight`, [outputs, inputs]);
    if (bias) y = add(g, y, this.weight(`${name}.bias`, [outputs]));
    const target = name.slice(name.lastIndexOf(".") + 1);
    if (!this.lora?.targets.includes(target)) return y;
    const names = loraNames(name);
    const down = matmul(g, x, this.weight(names.a, [this.lora.rank, inputs]), { transB: true });
    const up = matmul(g, down, this.weight(names.b, [outputs, this.lora.rank]), { transB: true });
    return add(g, y, scale(g, up, this.lora.alpha / this.lora.rank));
  }

  /** Several projections of the same x, each [tokens, outputs]; their weights lie side by side in storage. */
  linears(
    x: Tensor,
    names: readonly string[],
    inputs: number,
    outputs: readonly number[],
    bias = false,
  ): Tensor[] {
    if (!this.fused || this.lora || this.halved)
      return names.map((name, i) => this.linear(x, name, inputs, outputs[i], bias));
    const g = this.graph;
    const total = outputs.reduce((a, b) => a + b, 0);
    const sideBySide = (part: string) => `${names[0]}.${part}*${names.length}`;
    let all = matmul(g, x, this.weight(sideBySide("weight"), [total, inputs]), { transB: true });
    if (bias) all = add(g, all, this.weight(sideBySide("bias"), [total]));
    let start = 0;
    return outputs.map((width) => {
      const part = sliceLast(g, all, start, start + width);
      start += width;
      return part;
    });
  }

  /** x·Wᵀ, W [out, in]. */
  #product(x: Tensor, name: string, shape: readonly number[]): Tensor {
    const g = this.graph;
    if (!this.halved || !halvable(name)) return matmul(g, x, this.weight(name, shape), { transB: true });
    if (isTrained(name, this.trainable))
      throw new Error(
        `network: ${name} is float16, which is not trained: train adapters, or load it as float32`,
      );
    return productOfHalf(g, x, g.input(name, shape, { type: "float16" }));
  }

  norm(x: Tensor, name: string): Tensor {
    const g = this.graph;
    const weight = this.weight(`${name}.weight`, [x.shape[x.shape.length - 1] as number]);
    const factor = this.config.normOffset ? add(g, weight, g.scalar(1)) : weight;
    return rmsNorm(g, x, factor, this.config.rmsNormEps);
  }

  /** x·factor; x itself where there is none. */
  #scaled(x: Tensor, factor: number | undefined): Tensor {
    return factor === undefined || factor === 1 ? x : scale(this.graph, x, factor);
  }

  /**
   * Every layer and the final norm: x [tokens, hidden] → [tokens or rows read, hidden]; positions int64 [tokens, 1].
   * `recompute`: of each layer but the last, whose gradients come next, its input alone is kept for the gradients.
   */
  layers(x: Tensor, positions: Tensor, attend: Attend, read = everything, recompute = false): Tensor {
    const { embeddingScale, logitScale, head } = this.config;
    const last = this.config.layers - 1;
    let hidden = this.#scaled(x, embeddingScale);
    for (let layer = 0; layer < last; layer++) {
      const build = (x: Tensor) => this.#layer(layer, x, positions, attend, everything);
      hidden = recompute ? this.graph.checkpoint(hidden, build) : build(hidden);
    }
    hidden = this.#layer(last, hidden, positions, attend, read);
    const normed = this.norm(hidden, "model.norm");
    // The logits are linear in it.
    return head.type === "lm" ? this.#scaled(normed, logitScale) : normed;
  }

  /** Logits of the classification head at each row: [tokens, labels]. */
  score(hidden: Tensor): Tensor {
    const { head, hiddenSize } = this.config;
    if (head.type !== "classification") throw new Error("network: no classification head");
    if (!head.mlp) return this.linear(hidden, "score", hiddenSize, head.labels, true);
    const inner = relu(this.graph, this.linear(hidden, "score.0", hiddenSize, hiddenSize, true));
    return this.linear(inner, "score.2", hiddenSize, head.labels, true);
  }

  #vocabulary(name: string): Tensor {
    return this.weight(name, [this.config.vocabSize, this.config.hiddenSize]);
  }

  #layer(layer: number, x: Tensor, positions: Tensor, attend: Attend, read: Read): Tensor {
    const g = this.graph;
    const { hiddenSize, headDim, qkvBias, ...c } = this.config;
    const prefix = `model.layers.${layer}`;
    const qWidth = c.heads * headDim;
    const kvWidth = c.kvHeads * headDim;
    const h = c.norms === "post" ? x : this.norm(x, `${prefix}.input_layernorm`);
    const names = ["q", "k", "v"].map((name) => `${prefix}.self_attn.${name}_proj`);
    const few = read.queries === "rows";
    const [q, k, v] = few
      ? [
          this.linear(read.rows(h), names[0], hiddenSize, qWidth, qkvBias),
          ...this.linears(h, names.slice(1), hiddenSize, [kvWidth, kvWidth], qkvBias),
        ]
      : this.linears(h, names, hiddenSize, [qWidth, kvWidth, kvWidth], qkvBias);
    const { rope } = attentionOf(this.config, layer);
    const rotated = (name: "q" | "k", projected: Tensor, width: number) => {
      let y = projected;
      if (c.qkNorm === "whole") y = this.norm(y, `${prefix}.self_attn.${name}_norm`);
      else if (c.qkNorm) {
        const perHead = reshape(g, y, [y.shape[0], width / headDim, headDim]);
        y = reshape(g, this.norm(perHead, `${prefix}.self_attn.${name}_norm`), [y.shape[0], width]);
      }
      if (rope === null) return y;
      const rows = few && name === "q" ? read.rows(positions) : positions;
      return rotary(g, y, rows, this.#rotary[rope] as RotaryTable, c.rotaryDim ? width / headDim : undefined);
    };
    const own = attend(layer, rotated("q", q, qWidth), rotated("k", k, kvWidth), v);
    const attended = few ? own : read.rows(own);
    const output = this.linear(attended, `${prefix}.self_attn.o_proj`, qWidth, hiddenSize, c.outputBias);
    const behind = (y: Tensor, name: string) =>
      this.#scaled(c.norms ? this.norm(y, `${prefix}.${name}`) : y, c.residualScale);
    const middle = add(g, read.rows(x), behind(output, "post_attention_layernorm"));
    const before = c.norms === "sandwich" ? "pre_feedforward_layernorm" : "post_attention_layernorm";
    const m = c.norms === "post" ? middle : this.norm(middle, `${prefix}.${before}`);
    const experts = expertsOf(this.config, layer);
    const down = experts ? this.#routed(m, `${prefix}.mlp`, experts) : this.#mlp(m, `${prefix}.mlp`);
    return add(g, middle, behind(down, "post_feedforward_layernorm"));
  }

  #mlp(x: Tensor, name: string): Tensor {
    const { hiddenSize, intermediateSize } = this.config;
    const gates = [`${name}.gate_proj`, `${name}.up_proj`];
    const [gate, up] = this.linears(x, gates, hiddenSize, [intermediateSize, intermediateSize]);
    return this.linear(this.#gated(gate, up), `${name}.down_proj`, intermediateSize, hiddenSize);
  }

  /**
   * Experts, weighed: every one is computed for every token, with weight zero where the router did not choose it. That is
   * count / perToken times the work of the chosen alone, in a few large products.
   */
  #routed(x: Tensor, name: string, { count, perToken, intermediateSize, normalised }: Experts): Tensor {
    const g = this.graph;
    const { hiddenSize } = this.config;
    const [rows] = x.shape;
    const wide = count * intermediateSize;
    const router = this.weight(`${name}.gate.weight`, [count, hiddenSize]);
    const chosen = largest(g, softmax(g, matmul(g, x, router, { transB: true })), perToken);
    const weights = normalised ? shares(g, chosen) : chosen;
    const projected = (projection: string) =>
      this.#product(x, `${name}.experts.${projection}.weight`, [wide, hiddenSize]);
    const inner = reshape(g, this.#gated(projected("gate_proj"), projected("up_proj")), [
      rows,
      count,
      intermediateSize,
    ]);
    const weighed = reshape(g, mul(g, inner, reshape(g, weights, [rows, count, 1])), [rows, wide]);
    const down = this.weight(`${name}.experts.down_proj.weight`, [count * hiddenSize, intermediateSize]);
    const each = transposeLast(g, reshape(g, down, [count, hiddenSize, intermediateSize]));
    return matmul(g, weighed, reshape(g, each, [wide, hiddenSize]));
  }

  #gated(gate: Tensor, up: Tensor): Tensor {
    const gated = this.config.activation === "geluTanh" ? geluGated : swiglu;
    return gated(this.graph, gate, up);
  }
}
