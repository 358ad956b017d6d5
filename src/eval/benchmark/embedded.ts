// Responses of a model that computes here, on the embedded engine.
import {
  createEmbeddedEngine,
  defaultMemoryLimit,
  type EmbeddedEngine,
  usefulRows,
} from "../../engine/embedded/engine.ts";
import { megabytes } from "../../engine/embedded/memory.ts";
import { UserError } from "../../errors.ts";
import type { ModelConfig } from "../../model/config.ts";
import { type LoadedModel, loadModel } from "../../model/load.ts";
import { hashModel } from "../prm-scores.ts";
import { seedOf } from "./seed.ts";
import type {
  Answerer,
  Generated,
  GenerationSettings,
  ModelIdentity,
  Outcome,
  Prompt,
  ResponseRequest,
} from "./types.ts";

export interface EmbeddedAnswererOptions {
  /** Hugging Face directory or id, or a GGUF file. */
  model: string;
  /** Directory of a tokenizer to use in place of the model's own. */
  tokenizer?: string;
  /** Threads of ONNX Runtime; by default one a core. */
  threads?: number;
  /** Bytes the process may take; by default three quarters of the machine's. */
  memoryLimit?: number;
}

/** A request and the tokens it goes on from. */
interface Encoded {
  request: ResponseRequest;
  tokens: readonly number[];
}

/** Most requests that the engine gets at a time. */
const MOST_TOGETHER = 4096;

/**
 * Attention is computed over the longest prompt of those sampled together, and so is its memory: prompts more than
 * twice as long as the shortest wait for the next call, unless all are short.
 */
const SHORT_PROMPT = 256;

/** Node itself, the code and the data of a run. */
const BASE_BYTES = 250e6;

/**
 * Loads a model that answers by itself. A response that the context ends counts as cut at the limit. Throws a UserError
 * where the model cannot be loaded; `answer` throws one for a chat where the model has no chat template, where the
 * memory does not suffice for one response, and where the model's log-probabilities are not finite.
 */
export async function embeddedAnswerer(options: EmbeddedAnswererOptions): Promise<Answerer> {
  const model = await loadModel(options.model, { tokenizer: options.tokenizer, head: "lm" });
  const files = await hashModel(model.source.path);
  if (options.tokenizer !== undefined) files.push(...(await hashModel(options.tokenizer, "tokenizer")));
  const identity: ModelIdentity = {
    name: options.model,
    engine: "embedded",
    url: null,
    files,
    fingerprint: null,
  };
  return new EmbeddedAnswerer(model, identity, options);
}

class EmbeddedAnswerer implements Answerer {
  #engine: EmbeddedEngine | null = null;
  /** What the engine was made for. */
  #made = { maxContext: 0, maxRows: 0 };

  constructor(
    private readonly loaded: LoadedModel,
    readonly model: ModelIdentity,
    private readonly options: EmbeddedAnswererOptions,
  ) {}

  promptText(prompt: Prompt): string {
    if (prompt.kind === "text") return prompt.text;
    if (!this.loaded.tokenizer.hasChatTemplate)
      throw new UserError(
        `${this.model.name}: has no chat template to put the problems into; choose a prompt template of plain text`,
      );
    return this.loaded.tokenizer.applyChatTemplate(prompt.messages, { addGenerationPrompt: true });
  }

  async *answer(
    requests: readonly ResponseRequest[],
    settings: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<Outcome> {
    signal?.throwIfAborted();
    const context = this.loaded.config.maxPositions;
    const fitting: Encoded[] = [];
    for (const encoded of this.#encode(requests)) {
      const { request, tokens } = encoded;
      if (tokens.length === 0) yield { request, result: { failed: "the prompt has no tokens" } };
      else if (tokens.length >= context)
        yield {
          request,
          result: {
            failed: `the prompt has ${tokens.length} tokens and leaves no room in the context of ${context}`,
          },
        };
      else fitting.push(encoded);
    }
    if (fitting.length === 0) return;
    const engine = await this.#engineFor(fitting, settings.maxTokens);
    const isGreedy = ({ request }: Encoded) => request.sample === "greedy";
    const parts = [
      { settings: { ...settings, temperature: 0, topP: 1 }, all: fitting.filter(isGreedy) },
      { settings, all: fitting.filter((encoded) => !isGreedy(encoded)) },
    ];
    for (const part of parts)
      for (const batch of batches(part.all)) yield* this.#sample(engine, batch, part.settings, signal);
  }

  async dispose(): Promise<void> {
    await this.#engine?.dispose();
    this.#engine = null;
  }

  /** The samples of a problem share one array of tokens. */
  #encode(requests: readonly ResponseRequest[]): Encoded[] {
    const { tokenizer } = this.loaded;
    const known = new Map<string, number[]>();
    return requests.map((request) => {
      const text = this.promptText(request.prompt);
      // A chat template writes every special token itself.
      const addSpecialTokens = request.prompt.kind === "text";
      const key = `${request.prompt.kind}:${text}`;
      const tokens = known.get(key) ?? tokenizer.encode(text, { addSpecialTokens });
      known.set(key, tokens);
      return { request, tokens };
    });
  }

  async *#sample(
    engine: EmbeddedEngine,
    batch: readonly Encoded[],
    { maxTokens, temperature, topP, stop, seed }: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<Outcome> {
    const { tokenizer } = this.loaded;
    // Every request is a prompt of its own, with its own seed; equal prompts share their keys and values.
    const seeds = batch.map(({ request }) => seedOf(seed, request));
    const prompts = batch.map(({ tokens }) => tokens);
    const params = { maxTokens, temperature, topP, stop, stopTokens: tokenizer.eosIds, seed: seeds };
    for await (const response of engine.sample(prompts, 1, params)) {
      signal?.throwIfAborted();
      if (!response.logprobs.every(Number.isFinite))
        throw new UserError(
          `${this.model.name}: the model's log-probabilities are not finite numbers; its weights are damaged`,
        );
      const { request, tokens } = batch[response.prompt];
      const result: Generated = {
        text: untilStop(tokenizer.decode(response.tokens), stop),
        finish: response.finish,
        tokens: response.tokens.length,
        promptTokens: tokens.length,
      };
      yield { request, result };
    }
  }

  /** An engine with room for the longest of these, and with no more rows than the memory holds at their longest. */
  async #engineFor(all: readonly Encoded[], maxTokens: number): Promise<EmbeddedEngine> {
    const { config, parameters } = this.loaded;
    const longest = all.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
    const maxContext = Math.min(config.maxPositions, longest + maxTokens);
    const limit = this.options.memoryLimit ?? defaultMemoryLimit();
    const fixed = BASE_BYTES + 4 * parameters.count;
    const row = rowBytes(config, longest, maxContext - longest);
    const maxRows = Math.min(usefulRows(parameters.count), Math.floor((limit - fixed) / row));
    if (maxRows < 1)
      throw new UserError(
        `memory: the model takes ${megabytes(fixed)} and a response of ${maxContext - longest} tokens to a prompt of ` +
          `${longest} another ${megabytes(row)}, the limit is ${megabytes(limit)}; allow shorter responses`,
      );
    if (this.#engine && this.#made.maxContext >= maxContext && this.#made.maxRows <= maxRows)
      return this.#engine;
    await this.dispose();
    this.#made = { maxContext, maxRows };
    this.#engine = createEmbeddedEngine({
      model: this.loaded,
      threads: this.options.threads,
      memoryLimit: limit,
      ...this.#made,
    });
    return this.#engine;
  }
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

/** From the shortest prompt to the longest, those of like length together. */
function* batches(all: readonly Encoded[]): Generator<Encoded[]> {
  const sorted = [...all].sort((a, b) => a.tokens.length - b.tokens.length);
  for (let from = 0; from < sorted.length; ) {
    const most = Math.max(SHORT_PROMPT, 2 * sorted[from].tokens.length);
    let to = from + 1;
    while (to < sorted.length && to - from < MOST_TOGETHER && sorted[to].tokens.length <= most) to++;
    yield sorted.slice(from, to);
    from = to;
  }
}

/** What comes before the first stop text, as servers answer. */
function untilStop(text: string, stop: readonly string[]): string {
  const found = stop.map((end) => (end === "" ? -1 : text.indexOf(end))).filter((at) => at >= 0);
  return found.length > 0 ? text.slice(0, Math.min(...found)) : text;
}
