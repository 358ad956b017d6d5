// Rotary position tables: the angle of every position and frequency, with the scalings of long-context models.
import type { ModelConfig, RopeScaling } from "./config.ts";

/** cos and sin [positions, headDim / 2] of θ_i·position, θ_i = ropeTheta^(−2i/headDim), scaled as configured. */
export function rotaryTables(
  config: ModelConfig,
  positions: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = config.headDim / 2;
  const frequencies = Float64Array.from(
    { length: half },
    (_, i) => config.ropeTheta ** (-(2 * i) / config.headDim),
  );
  const scaling = config.ropeScaling;
  const scaled = scaling ? frequencies.map((f, i) => scaleFrequency(f, i, scaling, config)) : frequencies;
  const amplitude = scaling?.type === "yarn" ? scaling.attentionFactor : 1;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++)
    for (let i = 0; i < half; i++) {
      const angle = position * scaled[i];
      cos[position * half + i] = amplitude * Math.cos(angle);
      sin[position * half + i] = amplitude * Math.sin(angle);
    }
  return { cos, sin };
}

function scaleFrequency(frequency: number, index: number, scaling: RopeScaling, config: ModelConfig): number {
  switch (scaling.type) {
    case "linear":
      return frequency / scaling.factor;
    case "llama3": {
      // Llama 3.1: long wavelengths are stretched, short ones kept, those between blended.
      const turns = (scaling.originalMaxPositions * frequency) / (2 * Math.PI);
      if (turns < scaling.lowFreqFactor) return frequency / scaling.factor;
      if (turns > scaling.highFreqFactor) return frequency;
      const blend = (turns - scaling.lowFreqFactor) / (scaling.highFreqFactor - scaling.lowFreqFactor);
      return ((1 - blend) * frequency) / scaling.factor + blend * frequency;
    }
    case "yarn": {
      // YaRN (arXiv 2309.00071): a linear ramp over dimensions between the two rotation counts.
      const dimension = (turns: number) =>
        (config.headDim * Math.log(scaling.originalMaxPositions / (turns * 2 * Math.PI))) /
        (2 * Math.log(config.ropeTheta));
      const low = Math.max(Math.floor(dimension(scaling.betaFast)), 0);
      const high = Math.min(Math.ceil(dimension(scaling.betaSlow)), config.headDim - 1);
      const ramp = Math.min(Math.max((index - low) / Math.max(high - low, 0.001), 0), 1);
      return (frequency / scaling.factor) * ramp + frequency * (1 - ramp);
    }
  }
}
