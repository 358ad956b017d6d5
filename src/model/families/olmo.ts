// OLMo: norms behind attention and MLP in place of before, and over all query heads, all key heads, at once.
import { attentionBias, type Family, slidingKeys, slidingLayers } from "./family.ts";

export const olmo2: Family = {
  classes: "Olmo2",
  defaults: { rms_norm_eps: 1e-5 },
  facts: (file) => ({ ...attentionBias(file), qkNorm: "whole", norms: "post" }),
  keys: ({ qkvBias }) => ({ attention_bias: qkvBias }),
};

/** Three layers that have a window to one that sees all; scaled rotary positions in the latter alone. */
export const olmo3: Family = {
  classes: "Olmo3",
  defaults: { rms_norm_eps: 1e-5, rope_theta: 500_000, sliding_window: 4096 },
  facts: (file, sizes) => {
    const parameters = file.object("rope_parameters");
    const own = parameters?.object("sliding_attention");
    const theta = own?.has("rope_theta")
      ? own.number("rope_theta")
      : (parameters ?? file).number("rope_theta", file.number("rope_theta"));
    const window = file.integer("sliding_window");
    return {
      ...olmo2.facts(file, sizes),
      ...slidingLayers(file, sizes.layers, window, (layer) => (layer + 1) % 4 !== 0, "sliding"),
      slidingTheta: theta,
    };
  },
  keys: (config) => ({ ...olmo2.keys(config), ...slidingKeys(config) }),
};
