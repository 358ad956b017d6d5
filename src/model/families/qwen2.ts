// Qwen2, Qwen2.5, and the text part of Qwen2.5-VL: biases on query, key and value.
import type { ModelConfig } from "../config.ts";
import type { Json, Reader } from "../reader.ts";
import { type Family, type Sizes, slidingKeys, slidingLayers } from "./family.ts";

/** Windows of the upper layers, in Qwen2 and Qwen3: off in what was released. */
export function qwenWindows(file: Reader, { layers }: Sizes): Pick<ModelConfig, "layerAttention"> {
  const used = file.boolean("use_sliding_window", false) && file.has("sliding_window");
  const window = used ? file.integer("sliding_window") : null;
  const from = file.has("max_window_layers") ? file.whole("max_window_layers") : 28;
  return slidingLayers(file, layers, window, (layer) => used && layer >= from);
}

export function qwenWindowKeys(config: ModelConfig): Json {
  const { sliding_window, layer_types } = slidingKeys(config);
  return { use_sliding_window: sliding_window !== null, sliding_window, layer_types };
}

export const qwen2: Family = {
  classes: "Qwen2",
  // Text alone has one position a token, where images have three (`mrope_section`).
  wrappers: ["Qwen2_5_VLForConditionalGeneration", "Qwen2VLForConditionalGeneration"],
  facts: (file, sizes) => ({ qkvBias: true, ...qwenWindows(file, sizes) }),
  keys: qwenWindowKeys,
};
