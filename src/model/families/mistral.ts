// Mistral 7B, Ministral and Nemo: Llama, in some versions with one sliding window for every layer.
import { type Family, slidingKeys, slidingLayers } from "./family.ts";

export const mistral: Family = {
  classes: "Mistral",
  facts: (file, { layers }) => {
    const window = file.has("sliding_window") ? file.integer("sliding_window") : null;
    return slidingLayers(file, layers, window, () => true);
  },
  keys: (config) => ({ sliding_window: slidingKeys(config).sliding_window }),
};
