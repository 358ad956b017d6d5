// Llama 1 to 3, SmolLM2, and whatever else has its architecture.
import { attentionBias, type Family } from "./family.ts";

export const llama: Family = {
  classes: "Llama",
  facts: attentionBias,
  keys: ({ qkvBias }) => ({ attention_bias: qkvBias, mlp_bias: false }),
};
