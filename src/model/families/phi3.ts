// Phi-3, Phi-3.5, Phi-4 and Phi-4-mini: Llama in files of fused projections; in some versions LongRoPE, heads rotated in
// part, or one window for every layer.
import { type Family, slidingKeys, slidingLayers } from "./family.ts";

export const phi3: Family = {
  classes: "Phi3",
  defaults: { rms_norm_eps: 1e-5 },
  facts: (file, { layers }) => {
    const window = file.has("sliding_window") ? file.integer("sliding_window") : null;
    return { ...slidingLayers(file, layers, window, () => true), fusedProjections: true };
  },
  keys: (config) => {
    const { ropeScaling, maxPositions } = config;
    return {
      sliding_window: slidingKeys(config).sliding_window,
      original_max_position_embeddings:
        ropeScaling?.type === "longrope" ? ropeScaling.originalMaxPositions : maxPositions,
      // Its config of transformers 4 takes these three keys and no others.
      ...(ropeScaling?.type === "longrope"
        ? {
            rope_scaling: {
              type: "longrope",
              short_factor: ropeScaling.shortFactor,
              long_factor: ropeScaling.longFactor,
            },
          }
        : {}),
    };
  },
};
