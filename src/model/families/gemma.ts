// Gemma: norms before and behind attention and MLP that multiply by 1 + weight, and layers with a window.
import type { ModelConfig } from "../config.ts";
import type { Json, Reader } from "../reader.ts";
import { attentionBias, type Family, type Sizes, slidingKeys, slidingLayers, written } from "./family.ts";

const defaults = {
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  hidden_activation: "gelu_pytorch_tanh",
  sliding_window: 4096,
  query_pre_attn_scalar: 256,
  tie_word_embeddings: true,
};

function gemmaFacts(file: Reader, { hiddenSize }: Sizes): Partial<ModelConfig> {
  file.refuse("use_bidirectional_attention", false);
  return {
    ...attentionBias(file),
    norms: "sandwich",
    normOffset: true,
    embeddingScale: Math.sqrt(hiddenSize),
    attentionScale: file.number("query_pre_attn_scalar") ** -0.5,
    ...(file.has("attn_logit_softcapping") && { attentionCap: file.number("attn_logit_softcapping") }),
    ...(file.has("final_logit_softcapping") && { logitCap: file.number("final_logit_softcapping") }),
  };
}

function gemmaKeys(config: ModelConfig): Json {
  return {
    ...slidingKeys(config),
    attention_bias: config.qkvBias,
    query_pre_attn_scalar: written((config.attentionScale as number) ** -2),
    final_logit_softcapping: config.logitCap ?? null,
    attn_logit_softcapping: config.attentionCap ?? null,
  };
}

/** Every other layer with a window, capped scores and logits. */
export const gemma2: Family = {
  classes: "Gemma2",
  defaults: { ...defaults, vocab_size: 256_000, max_position_embeddings: 8192 },
  facts: (file, sizes) => ({
    ...gemmaFacts(file, sizes),
    ...slidingLayers(file, sizes.layers, file.integer("sliding_window"), (layer) => layer % 2 === 0),
  }),
  keys: gemmaKeys,
};

/**
 * Text models and the text part of multimodal ones: five layers with a window and a rotary base of their own to one that sees
 * all, and norms of each query and key head.
 */
export const gemma3: Family = {
  classes: "Gemma3",
  wrappers: ["Gemma3ForConditionalGeneration"],
  defaults: {
    ...defaults,
    vocab_size: 262_208,
    max_position_embeddings: 131_072,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    sliding_window_pattern: 6,
  },
  facts: (file, sizes) => {
    const every = file.integer("sliding_window_pattern");
    const sliding = (layer: number) => (layer + 1) % every !== 0;
    const own = file.object("rope_parameters")?.object("sliding_attention");
    return {
      ...gemmaFacts(file, sizes),
      ...slidingLayers(file, sizes.layers, file.integer("sliding_window"), sliding, "sliding"),
      slidingTheta: own?.has("rope_theta") ? own.number("rope_theta") : file.number("rope_local_base_freq"),
      qkNorm: true,
    };
  },
  keys: (config) => ({
    ...gemmaKeys(config),
    rope_local_base_freq: config.slidingTheta,
    use_bidirectional_attention: false,
  }),
};
