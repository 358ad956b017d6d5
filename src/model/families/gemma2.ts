// Gemma 2: every other layer with a window, capped scores and logits, norms before and behind attention and MLP that
// multiply by 1 + weight.
import type { ModelConfig } from "../config.ts";
import type { Json, Reader } from "../reader.ts";
import { attentionBias, type Family, type Sizes, slidingKeys, slidingLayers, written } from "./family.ts";

/** What Gemma 2 and Gemma 3 share. */
export function gemmaFacts(file: Reader, { hiddenSize }: Sizes): Partial<ModelConfig> {
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

export function gemmaKeys(config: ModelConfig): Json {
  return {
    ...slidingKeys(config),
    attention_bias: config.qkvBias,
    query_pre_attn_scalar: written((config.attentionScale as number) ** -2),
    final_logit_softcapping: config.logitCap ?? null,
    attn_logit_softcapping: config.attentionCap ?? null,
  };
}

export const gemma2: Family = {
  classes: "Gemma2",
  defaults: {
    vocab_size: 256_000,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    max_position_embeddings: 8192,
    hidden_activation: "gelu_pytorch_tanh",
    sliding_window: 4096,
    query_pre_attn_scalar: 256,
    tie_word_embeddings: true,
  },
  facts: (file, sizes) => ({
    ...gemmaFacts(file, sizes),
    ...slidingLayers(file, sizes.layers, file.integer("sliding_window"), (layer) => layer % 2 === 0),
  }),
  keys: gemmaKeys,
};
