// The models of bench/gpu: sizes of real ones, and one so small that a device in software gets through.
import type { Shape } from "../protocol.ts";

const positions = { maxPositions: 1024 };
export const shapes: Readonly<Record<string, Shape>> = {
  toy: {
    vocabSize: 256,
    hiddenSize: 64,
    layers: 2,
    heads: 4,
    kvHeads: 2,
    intermediateSize: 128,
    ...positions,
  },
  "3M": {
    vocabSize: 512,
    hiddenSize: 256,
    layers: 4,
    heads: 8,
    kvHeads: 8,
    intermediateSize: 688,
    ...positions,
  },
  // SmolLM2-135M, Qwen2.5-0.5B, Qwen2.5-1.5B.
  "135M": {
    vocabSize: 49152,
    hiddenSize: 576,
    layers: 30,
    heads: 9,
    kvHeads: 3,
    intermediateSize: 1536,
    ...positions,
  },
  "0.5B": {
    vocabSize: 151936,
    hiddenSize: 896,
    layers: 24,
    heads: 14,
    kvHeads: 2,
    intermediateSize: 4864,
    ...positions,
  },
  "1.5B": {
    vocabSize: 151936,
    hiddenSize: 1536,
    layers: 28,
    heads: 12,
    kvHeads: 2,
    intermediateSize: 8960,
    ...positions,
  },
};

/** What is sampled, scored and trained on. */
export const works = (shape: string) =>
  shape === "toy"
    ? { prompts: 2, samplesPerPrompt: 2, promptLength: 6, maxTokens: 6 }
    : { prompts: 8, samplesPerPrompt: 8, promptLength: 64, maxTokens: 64 };

if (process.argv[1]?.endsWith("shapes.ts"))
  for (const name of process.argv[2].split(","))
    console.log(JSON.stringify({ name, shape: shapes[name], ...works(name) }));
