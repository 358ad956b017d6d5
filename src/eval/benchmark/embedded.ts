// Responses of a model that computes here, on the embedded engine.
import { UserError } from "../../common/errors.ts";
import { wantedContext } from "../../engine/embedded/context.ts";
import { usefulRows } from "../../engine/embedded/core.ts";
import {
  createEmbeddedEngine,
  defaultMemoryLimit,
  type EmbeddedEngine,
  type EmbeddedOptions,
} from "../../engine/embedded/engine.ts";
import { megabytes } from "../../engine/embedded/memory.ts";
import type { ModelConfig } from "../../model/config.ts";
import { type LoadedModel, loadModel, type Model } from "../../model/load.ts";
import { hashModel } from "../prm-scores.ts";
import { EngineAnswerer, type SampledModel } from "./engine-answerer.ts";
import type { Answerer } from "./types.ts";

export interface EmbeddedAnswererOptions {
  /** Hugging Face directory or id, or a GGUF file. */
  model: string;
  /** Directory of a tokenizer to use in place of the model's own. */
  tokenizer?: string;
  /** Where the model is to compute, once it is loaded; by default the CPU. */
  deviceFor?: (model: Model) => Promise<EmbeddedOptions["device"]>;
  /** Threads of ONNX Runtime; by default one a core. */
  threads?: number;
  /** Bytes the process may take; by default three quarters of the machine's. */
  memoryLimit?: number;
  /** Longest prompt + response, in tokens; by default the model's own limit, which it cannot pass. */
  maxContext?: number;
}

/** Node itself, the code and the data of a run. */
const BASE_BYTES = 250e6;

/**
 * Loads a model that answers by itself. A response that the context ends counts as cut at the limit. Throws a UserError
 * where the model cannot be loaded; `answer` throws one for a chat where the model has no chat template, where the
 * memory does not suffice for one response, and where the model's log-probabilities are not finite.
 */
export async function embeddedAnswerer(options: EmbeddedAnswererOptions): Promise<Answerer> {
  const model = await loadModel(options.model, { tokenizer: options.tokenizer, head: "lm" });
  const context = wantedContext(options.maxContext, model, options.model) ?? model.config.maxPositions;
  const files = await hashModel(model.source.path);
  if (options.tokenizer !== undefined) files.push(...(await hashModel(options.tokenizer, "tokenizer")));
  const identity = { name: options.model, engine: "embedded" as const, url: null, files, fingerprint: null };
  return new EngineAnswerer({
    ...{ model: identity, tokenizer: model.tokenizer, context },
    ...engines(model, options, context, await options.deviceFor?.(model)),
  });
}

/** Engines with room for the longest of what is asked, and with no more rows than the memory holds at their longest. */
function engines(
  model: LoadedModel,
  { memoryLimit, threads }: EmbeddedAnswererOptions,
  context: number,
  device: EmbeddedOptions["device"],
): Pick<SampledModel, "engineFor" | "dispose"> {
  const { config, parameters } = model;
  const limit = memoryLimit ?? defaultMemoryLimit(device);
  let engine: EmbeddedEngine | null = null;
  /** What it was made for. */
  let made = { maxContext: 0, maxRows: 0 };
  const dispose = async () => {
    await engine?.dispose();
    engine = null;
  };
  const engineFor = async (longest: number, maxTokens: number) => {
    const maxContext = Math.min(context, longest + maxTokens);
    const fixed = BASE_BYTES + 4 * parameters.count;
    const row = rowBytes(config, longest, maxContext - longest);
    const maxRows = Math.min(usefulRows(parameters.count), Math.floor((limit - fixed) / row));
    if (maxRows < 1)
      throw new UserError(
        `memory: the model takes ${megabytes(fixed)} and a response of ${maxContext - longest} tokens to a prompt of ` +
          `${longest} another ${megabytes(row)}, the limit is ${megabytes(limit)}; allow shorter responses`,
      );
    if (engine && made.maxContext >= maxContext && made.maxRows <= maxRows) return engine;
    await dispose();
    made = { maxContext, maxRows };
    engine = createEmbeddedEngine({ model, device, threads, memoryLimit: limit, ...made });
    return engine;
  };
  return { engineFor, dispose };
}

/** Bytes of one row: keys and values, whose arrays grow by doubling, and attention while its prompt is computed. */
function rowBytes(
  { layers, heads, kvHeads, headDim }: ModelConfig,
  promptTokens: number,
  responseTokens: number,
): number {
  const cache = 8 * layers * kvHeads * headDim * (promptTokens + 2 * responseTokens);
  return cache + 8 * heads * promptTokens ** 2;
}
