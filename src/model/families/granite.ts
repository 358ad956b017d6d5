// Granite 3: Llama with four multipliers: of embeddings, scores, what a layer adds, and logits.
import { attentionBias, type Family, written } from "./family.ts";
import { llama } from "./llama.ts";

export const granite: Family = {
  classes: "Granite",
  facts: (file) => ({
    ...attentionBias(file),
    embeddingScale: file.number("embedding_multiplier", 1),
    attentionScale: file.number("attention_multiplier", 1),
    residualScale: file.number("residual_multiplier", 1),
    logitScale: 1 / file.number("logits_scaling", 1),
  }),
  keys: (config) => ({
    ...llama.keys(config),
    embedding_multiplier: config.embeddingScale,
    attention_multiplier: config.attentionScale,
    residual_multiplier: config.residualScale,
    logits_scaling: written(1 / (config.logitScale as number)),
  }),
};
