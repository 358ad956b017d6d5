// Gemma 3, text models and the text part of its multimodal ones: five layers with a window and a rotary base of their own to
// one that sees all, and norms of each query and key head.
import { type Family, slidingLayers } from "./family.ts";
import { gemmaFacts, gemmaKeys } from "./gemma2.ts";

export const gemma3: Family = {
  classes: "Gemma3",
  wrappers: ["Gemma3ForConditionalGeneration"],
  defaults: {
    vocab_size: 262_208,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    max_position_embeddings: 131_072,
    hidden_activation: "gelu_pytorch_tanh",
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    sliding_window: 4096,
    sliding_window_pattern: 6,
    query_pre_attn_scalar: 256,
    tie_word_embeddings: true,
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
