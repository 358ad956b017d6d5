// A model of one of the harness's shapes, at random, in the embedded engine.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arithmeticTokenizerFiles } from "../../src/data/arithmetic-tokenizer.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import type { ModelConfig } from "../../src/model/config.ts";
import { initialize } from "../../src/model/initialize.ts";
import { createTokenizer } from "../../src/model/tokenizer.ts";
import type { DenseRequest, Shape, Timing } from "../protocol.ts";

export function modelConfig(shape: Shape): ModelConfig {
  return {
    ...shape,
    family: "llama",
    headDim: shape.hiddenSize / shape.heads,
    ropeTheta: 10000,
    rmsNormEps: 1e-5,
    tieEmbeddings: true,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
  };
}

type EngineRequest = Pick<Timing, "threads" | "seed"> & Pick<DenseRequest, "recompute" | "adapters">;

export function randomEngine(
  shape: Shape,
  { threads, seed, recompute = false, adapters }: EngineRequest,
  config = modelConfig(shape),
): EmbeddedEngine {
  // Only token ids go in and out; the tokenizer is never asked.
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const parameters = initialize(config, seed, { halved: adapters === "float16" });
  const model = { config, tokenizer, parameters, generation: { eosIds: [] } };
  const lora = adapters ? { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] } : null;
  return createEmbeddedEngine({ model, lora, threads, recompute: recompute ? "layers" : "auto" });
}

export function versions(): Record<string, string> {
  const path = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  return { "onnxruntime-node": version };
}
