// What llama.cpp calls the families, and how its metadata say what their config.json says: general.architecture → the
// keys that a family's facts are read from (families/). Sources: llama.cpp's src/models and convert_hf_to_gguf.py.
import type { FamilyName, ModelConfig } from "./config.ts";
import type { Sizes } from "./families/family.ts";
import type { Json, Reader } from "./reader.ts";

export interface Architecture {
  family: FamilyName;
  /**
   * Neighbouring values of a head are rotated as a pair, where Hugging Face pairs its halves: the converter interleaves
   * the rows of query and key.
   */
  interleaved?: true;
  /** Keys of config.json; `metadata` are those of the architecture, without its name before them. */
  keys?: (metadata: Reader, sizes: Sizes) => Json;
  activation?: ModelConfig["activation"];
  /** What it is where it has experts, or layers with a window; without experts of its own it may have none. */
  withExperts?: true;
  withWindow?: Architecture;
}

/** Layers with a window: the pattern is a list, or the number of layers of which the last sees all. */
function windows(metadata: Reader, layers: number, usual: number): Json {
  const key = "attention.sliding_window_pattern";
  const pattern = metadata.raw(key);
  const slides = (layer: number) =>
    Array.isArray(pattern) ? Boolean(pattern[layer]) : (layer + 1) % metadata.integer(key, usual) !== 0;
  return {
    sliding_window: metadata.integer("attention.sliding_window"),
    layer_types: Array.from({ length: layers }, (_, layer) =>
      slides(layer) ? "sliding_attention" : "full_attention",
    ),
  };
}

const olmo3: Architecture = {
  family: "olmo3",
  keys: (metadata, { layers }) => ({
    ...windows(metadata, layers, 4),
    rope_theta: metadata.number("rope.freq_base_swa", metadata.number("rope.freq_base", 10_000)),
  }),
};

/** By general.architecture. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  // Mistral's too.
  llama: { family: "llama", interleaved: true },
  qwen2: { family: "qwen2" },
  qwen2vl: { family: "qwen2" },
  qwen3: { family: "qwen3" },
  qwen3moe: {
    family: "qwen3_moe",
    withExperts: true,
    keys: (metadata) => ({
      num_experts: metadata.integer("expert_count"),
      num_experts_per_tok: metadata.integer("expert_used_count"),
      moe_intermediate_size: metadata.integer("expert_feed_forward_length"),
      norm_topk_prob: true,
    }),
  },
  gemma2: {
    family: "gemma2",
    activation: "geluTanh",
    keys: (metadata, sizes) => ({
      ...windows(metadata, sizes.layers, 2),
      query_pre_attn_scalar: sizes.layers === 46 ? sizes.hiddenSize / sizes.heads : sizes.headDim,
      attn_logit_softcapping: metadata.number("attn_logit_softcapping", 50),
      final_logit_softcapping: metadata.number("final_logit_softcapping", 30),
    }),
  },
  gemma3: {
    family: "gemma3_text",
    activation: "geluTanh",
    keys: (metadata, { layers, hiddenSize, heads, headDim }) => ({
      ...windows(metadata, layers, 6),
      // Of 27B alone another (and in Gemma 2), which is nowhere in the file.
      query_pre_attn_scalar: layers === 62 ? hiddenSize / heads : headDim,
      rope_local_base_freq: metadata.number("rope.freq_base_swa", 10_000),
      final_logit_softcapping: metadata.raw("final_logit_softcapping"),
    }),
  },
  smollm3: { family: "smollm3", interleaved: true },
  phi3: {
    family: "phi3",
    keys: (metadata) => ({ sliding_window: metadata.raw("attention.sliding_window") || undefined }),
  },
  olmo2: { family: "olmo2", withWindow: olmo3 },
  granite: {
    family: "granite",
    interleaved: true,
    keys: (metadata) => ({
      embedding_multiplier: metadata.number("embedding_scale", 1),
      attention_multiplier: metadata.raw("attention.scale"),
      residual_multiplier: metadata.number("residual_scale", 1),
      logits_scaling: metadata.number("logit_scale", 1),
    }),
  },
};
