// Rotary position tables: the angle of every position and frequency, with the scalings of long-context models.
import type { ModelConfig, RopeScaling } from "./config.ts";

/** Every table a model rotates by, under the names of the graphs' inputs. */
export function rotaryInputs(config: ModelConfig, positions: number): Record<string, Float32Array> {
  const main = rotaryTables(config, positions);
  const inputs = { "rotary.cos": main.cos, "rotary.sin": main.sin };
  const { slidingTheta } = config;
  if (!slidingTheta) return inputs;
  const sliding = rotaryTables({ ...config, ropeTheta: slidingTheta, ropeScaling: undefined }, positions);
  return { ...inputs, "rotary.sliding.cos": sliding.cos, "rotary.sliding.sin": sliding.sin };
}

/** The main table: cos and sin [positions, dims / 2] of θ_i·position, θ_i = ropeTheta^(−2i/dims), scaled as configured. */
export function rotaryTables(
  config: ModelConfig,
  positions: number,
): { cos: Float32Array; sin: Float32Array } {
  const dims = config.rotaryDim ?? config.headDim;
  const half = dims / 2;
  const frequencies = Float64Array.from({ length: half }, (_, i) => config.ropeTheta ** (-(2 * i) / dims));
  const scaling = config.ropeScaling;
  const scaled = scaling
    ? frequencies.map((f, i) => scaleFrequency(f, i, scaling, config, positions))
    : frequencies;
  const amplitude = scaling && "attentionFactor" in scaling ? scaling.attentionFactor : 1;
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

function scaleFrequency(
  frequency: number,
  index: number,
  scaling: RopeScaling,
  { ropeTheta, headDim, rotaryDim: dims = headDim }: ModelConfig,
  positions: number,
): number {
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
        (dims * Math.log(scaling.originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(ropeTheta));
      const low = Math.max(Math.floor(dimension(scaling.betaFast)), 0);
      const high = Math.min(Math.ceil(dimension(scaling.betaSlow)), dims - 1);
      const ramp = Math.min(Math.max((index - low) / Math.max(high - low, 0.001), 0), 1);
      return (frequency / scaling.factor) * ramp + frequency * (1 - ramp);
    }
    case "longrope": {
      // LongRoPE (arXiv 2402.13753). Which list holds is decided by the longest sequence there may be, so that a token's
      // rotation never changes; transformers decides it anew by each sequence's length.
      const long = positions > scaling.originalMaxPositions;
      return frequency / (long ? scaling.longFactor : scaling.shortFactor)[index];
    }
  }
}
