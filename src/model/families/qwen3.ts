// Qwen3, dense: norms of each query and key head.
import { attentionBias, type Family } from "./family.ts";
import { qwenWindowKeys, qwenWindows } from "./qwen2.ts";

export const qwen3: Family = {
  classes: "Qwen3",
  defaults: { head_dim: 128 },
  facts: (file, sizes) => ({ ...attentionBias(file), qkNorm: true, ...qwenWindows(file, sizes) }),
  keys: (config) => ({ attention_bias: config.qkvBias, ...qwenWindowKeys(config) }),
};
