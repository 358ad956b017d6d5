// The recipe of the page: smaller than `npm start`, so that a laptop's tab shows an effect in minutes.
import type { LessonRecipe } from "./lesson.ts";

export const RECIPE: LessonRecipe = {
  shape: { hiddenSize: 128, layers: 2, heads: 4, kvHeads: 4, headDim: 32, intermediateSize: 320 },
  operations: { minOperations: 2, maxOperations: 3 },
  maxTokens: 48,
  problems: 2048,
  heldOut: 256,
  warmUp: {
    ...{ demonstrations: 8000, heldOut: 128, batchSize: 32, epochs: 3, learningRate: 2e-3, warmupSteps: 50 },
  },
  labelling: { problems: 2000, heldOut: 50, samplesPerPrompt: 4 },
  prm: { corrupted: 300, batchSize: 64, epochs: 4, learningRate: 5e-4, warmupSteps: 50 },
  pure: { promptsPerStep: 16, samplesPerPrompt: 8, learningRate: 1e-4, evalEvery: 10 },
};
