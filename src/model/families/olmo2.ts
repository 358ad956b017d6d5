// OLMo 2: norms behind attention and MLP in place of before, and over all query heads, all key heads, at once.
import { attentionBias, type Family } from "./family.ts";

export const olmo2: Family = {
  classes: "Olmo2",
  defaults: { rms_norm_eps: 1e-5 },
  facts: (file) => ({ ...attentionBias(file), qkNorm: "whole", norms: "post" }),
  keys: ({ qkvBias }) => ({ attention_bias: qkvBias }),
};
