// Responses of a model on a Tinker server: a checkpoint that was trained there, or a base model as it is.
import { existsSync } from "node:fs";
import { openSampler, type SamplerOptions } from "../../engine/tinker/sampler.ts";
import { hashModel } from "../prm-scores.ts";
import { EngineAnswerer } from "./engine-answerer.ts";
import type { Answerer } from "./types.ts";

/** Errors as in `openSampler`. Of the model only what lies here is hashed: tokenizer and the checkpoint's own files. */
export async function tinkerAnswerer(options: SamplerOptions): Promise<Answerer> {
  const { source, url = null, model } = options;
  const sampler = await openSampler(options);
  const files = existsSync(source) ? await hashModel(source) : [];
  const name = model === undefined ? source : `${model} (${source})`;
  return new EngineAnswerer({
    model: { name, engine: "tinker", url, files, fingerprint: null },
    tokenizer: sampler.tokenizer,
    context: sampler.maxContext,
    engineFor: async () => sampler,
    dispose: () => sampler.dispose(),
  });
}
