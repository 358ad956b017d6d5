// SmolLM3: Llama, but that every fourth layer's queries and keys are not rotated.
import { attentionBias, type Family, slidingLayers } from "./family.ts";
import { llama } from "./llama.ts";
import { qwenWindowKeys } from "./qwen.ts";

export const smollm3: Family = {
  classes: "SmolLM3",
  defaults: { tie_word_embeddings: true, no_rope_layer_interval: 4, rope_theta: 2_000_000 },
  facts: (file, { layers }) => {
    // `no_rope_layers` is 1 where a layer does rotate.
    const given = file.raw("no_rope_layers");
    if (file.has("no_rope_layers") && !(Array.isArray(given) && given.length >= layers))
      file.fail(
        "no_rope_layers",
        `is ${JSON.stringify(given)}; expected a list of ${layers} numbers, 0 or 1`,
      );
    const every = file.integer("no_rope_layer_interval");
    const rotates = (layer: number) =>
      Array.isArray(given) ? Boolean(given[layer]) : (layer + 1) % every !== 0;
    const window = file.boolean("use_sliding_window", false) && file.has("sliding_window");
    const size = window ? file.integer("sliding_window") : null;
    const { layerAttention } = slidingLayers(file, layers, size, (layer) => window && !rotates(layer));
    return {
      ...attentionBias(file),
      layerAttention: Array.from({ length: layers }, (_, layer) => ({
        window: layerAttention?.[layer].window ?? null,
        rope: rotates(layer) ? "main" : null,
      })),
    };
  },
  keys: (config) => ({
    ...llama.keys(config),
    ...qwenWindowKeys(config),
    no_rope_layers: config.layerAttention?.map(({ rope }) => (rope === null ? 0 : 1)),
    no_rope_layer_interval: 4,
  }),
};
