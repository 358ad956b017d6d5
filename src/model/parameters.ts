// The weights of one model in one flat Float32Array, each tensor a view of it under its Hugging Face name.
// Query/key/value and gate/up lie side by side, so that a fused matrix is a view too.
import type { ModelConfig } from "./config.ts";

/** One tensor's place in the flat array. `shape` is Hugging Face's: linear layers are [out, in]. */
export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  /** In floats from the start of the flat array. */
  offset: number;
  size: number;
}

/** Every tensor of `config`, in storage order. */
export function parameterLayout(config: ModelConfig): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  let offset = 0;
  const add = (name: string, ...shape: number[]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    specs.push({ name, shape, offset, size });
    offset += size;
  };
  const { hiddenSize: D, headDim, intermediateSize: F } = config;
  const Q = config.heads * headDim;
  const KV = config.kvHeads * headDim;
  add("model.embed_tokens.weight", config.vocabSize, D);
  for (let layer = 0; layer < config.layers; layer++) {
    const p = `model.layers.${layer}`;
    add(`${p}.input_layernorm.weight`, D);
    add(`${p}.self_attn.q_proj.weight`, Q, D);
    add(`${p}.self_attn.k_proj.weight`, KV, D);
    add(`${p}.self_attn.v_proj.weight`, KV, D);
    if (config.qkvBias) {
      add(`${p}.self_attn.q_proj.bias`, Q);
      add(`${p}.self_attn.k_proj.bias`, KV);
      add(`${p}.self_attn.v_proj.bias`, KV);
    }
    if (config.qkNorm) {
      add(`${p}.self_attn.q_norm.weight`, headDim);
      add(`${p}.self_attn.k_norm.weight`, headDim);
    }
    add(`${p}.self_attn.o_proj.weight`, D, Q);
    if (config.outputBias) add(`${p}.self_attn.o_proj.bias`, D);
    add(`${p}.post_attention_layernorm.weight`, D);
    add(`${p}.mlp.gate_proj.weight`, F, D);
    add(`${p}.mlp.up_proj.weight`, F, D);
    add(`${p}.mlp.down_proj.weight`, D, F);
  }
  add("model.norm.weight", D);
  if (config.head.type === "classification") {
    const { labels, mlp } = config.head;
    if (mlp) {
      add("score.0.weight", D, D);
      add("score.0.bias", D);
    }
    const last = mlp ? "score.2" : "score";
    add(`${last}.weight`, labels, D);
    add(`${last}.bias`, labels);
  } else if (!config.tieEmbeddings) add("lm_head.weight", config.vocabSize, D);
  return specs;
}

/** A model's weights: float32, contiguous, addressed by Hugging Face names. */
export class Parameters {
  readonly specs: readonly ParameterSpec[];
  readonly data: Float32Array;
  readonly #byName: Map<string, ParameterSpec>;

  constructor(readonly config: ModelConfig) {
    this.specs = parameterLayout(config);
    const last = this.specs[this.specs.length - 1];
    this.data = new Float32Array(last.offset + last.size);
    this.#byName = new Map(this.specs.map((spec) => [spec.name, spec]));
  }

  get count(): number {
    return this.data.length;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  spec(name: string): ParameterSpec {
    const spec = this.#byName.get(name);
    if (!spec) throw new Error(`no parameter ${name}`);
    return spec;
  }

  /** A view (not a copy) of one tensor. */
  view(name: string): Float32Array {
    const { offset, size } = this.spec(name);
    return this.data.subarray(offset, offset + size);
  }
}
