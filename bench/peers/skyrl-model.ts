// `tsx bench/peers/skyrl-model.ts DIRECTORY [CHECKPOINT]`: the base model of a SkyRL server, as a Hugging Face directory
// with one .safetensors file. Of CHECKPOINT the model alone, without an optimizer's state; without one, the policy of the
// generated arithmetic task with random weights.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { arithmeticTokenizerFiles } from "../../src/data/arithmetic-tokenizer.ts";
import type { ModelConfig } from "../../src/model/config.ts";
import { initialize } from "../../src/model/initialize.ts";
import { loadModel, type Model, saveModel } from "../../src/model/load.ts";
import { createTokenizer } from "../../src/model/tokenizer.ts";

const [directory, checkpoint] = process.argv.slice(2);

function randomPolicy(seed: number): Model {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const config: ModelConfig = {
    family: "llama",
    vocabSize: tokenizer.vocabSize,
    hiddenSize: 192,
    layers: 3,
    heads: 6,
    kvHeads: 6,
    headDim: 32,
    intermediateSize: 512,
    maxPositions: 192,
    ropeTheta: 10_000,
    rmsNormEps: 1e-6,
    tieEmbeddings: true,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
  };
  const { eosIds, bosId, padId } = tokenizer;
  return { config, parameters: initialize(config, seed), tokenizer, generation: { eosIds, bosId, padId } };
}

await mkdir(dirname(directory), { recursive: true });
await saveModel(directory, checkpoint ? await loadModel(checkpoint) : randomPolicy(1));
console.log(`base model: ${directory}${checkpoint ? `, from ${checkpoint}` : ", random weights"}`);
