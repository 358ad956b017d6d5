// Phi-3, Phi-3.5, Phi-4 and Phi-4-mini: Llama in files of fused projections; in some versions LongRoPE, heads rotated in
// part, or one window for every layer.
import type { Family } from "./family.ts";
import { mistral } from "./mistral.ts";

export const phi3: Family = {
  classes: "Phi3",
  defaults: { rms_norm_eps: 1e-5 },
  facts: (file, sizes) => ({ ...mistral.facts(file, sizes), fusedProjections: true }),
  keys: (config) => {
    const long = config.ropeScaling?.type === "longrope" ? config.ropeScaling : undefined;
    return {
      ...mistral.keys(config),
      original_max_position_embeddings: long?.originalMaxPositions ?? config.maxPositions,
      // Its config of transformers 4 takes these three keys and no others.
      ...(long && {
        rope_scaling: { type: long.type, short_factor: long.shortFactor, long_factor: long.longFactor },
      }),
    };
  },
};
