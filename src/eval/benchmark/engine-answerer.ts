// Responses of a model by the engine interface, wherever it computes: prompts encoded, every request with its own seed.
import { existsSync } from "node:fs";
import { UserError } from "../../common/errors.ts";
import type { SamplerOptions } from "../../engine/tinker/sampler.ts";
import type { Sampler } from "../../engine/types.ts";
import type { ChatMessage, EncodedChat, Tokenizer } from "../../model/tokenizer.ts";
import { hashModel } from "../prm-scores.ts";
import { seedOf } from "./collect.ts";
import type {
  Answerer,
  Generated,
  GenerationSettings,
  ModelIdentity,
  Prompt,
  RequestOutcome,
  ResponseRequest,
} from "./types.ts";

/** A model to sample from. */
export interface SampledModel {
  model: ModelIdentity;
  tokenizer: Tokenizer;
  /** Longest prompt + response, in tokens. */
  context: number;
  /** What samples responses of up to `maxTokens` to prompts of up to `longest` tokens. */
  engineFor(longest: number, maxTokens: number): Promise<Pick<Sampler, "sample">>;
  dispose(): Promise<void>;
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

/**
 * Answers by an engine. A response that the context ends counts as cut at the limit. `answer` throws a UserError for a chat
 * where the model has no chat template, and where the model's log-probabilities are not finite.
 */
export class EngineAnswerer implements Answerer {
  constructor(private readonly source: SampledModel) {}

  get model(): ModelIdentity {
    return this.source.model;
  }

  promptText(prompt: Prompt): string {
    return prompt.kind === "text" ? prompt.text : this.#encodeChat(prompt.messages).text;
  }

  #encodeChat(messages: readonly ChatMessage[]): EncodedChat {
    if (!this.source.tokenizer.hasChatTemplate)
      throw new UserError(
        `${this.model.name}: has no chat template to put the problems into; choose a prompt template of plain text`,
      );
    return this.source.tokenizer.encodeChat(messages);
  }

  async *answer(
    requests: readonly ResponseRequest[],
    settings: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<RequestOutcome> {
    signal?.throwIfAborted();
    const { context } = this.source;
    const fitting: Encoded[] = [];
    for (const encoded of this.#encode(requests)) {
      const { request, tokens } = encoded;
      if (tokens.length > 0 && tokens.length < context) {
        fitting.push(encoded);
        continue;
      }
      const room = `the prompt has ${tokens.length} tokens and leaves no room in the context of ${context}`;
      yield { request, result: { failed: tokens.length === 0 ? "the prompt has no tokens" : room } };
    }
    if (fitting.length === 0) return;
    const longest = fitting.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
    const engine = await this.source.engineFor(longest, settings.maxTokens);
    const isGreedy = ({ request }: Encoded) => request.sample === "greedy";
    const parts = [
      { settings: { ...settings, temperature: 0, topP: 1 }, all: fitting.filter(isGreedy) },
      { settings, all: fitting.filter((encoded) => !isGreedy(encoded)) },
    ];
    for (const part of parts)
      for (const batch of batches(part.all)) yield* this.#sample(engine, batch, part.settings, signal);
  }

  dispose(): Promise<void> {
    return this.source.dispose();
  }

  /** The samples of a problem share one array of tokens. */
  #encode(requests: readonly ResponseRequest[]): Encoded[] {
    const { tokenizer } = this.source;
    const known = new Map<string, number[]>();
    return requests.map((request) => {
      const { prompt } = request;
      const key = `${prompt.kind}:${prompt.kind === "text" ? prompt.text : JSON.stringify(prompt.messages)}`;
      const encode = () =>
        prompt.kind === "text"
          ? tokenizer.encode(prompt.parts ?? prompt.text, { addSpecialTokens: true })
          : this.#encodeChat(prompt.messages).tokens;
      const tokens = known.get(key) ?? encode();
      known.set(key, tokens);
      return { request, tokens };
    });
  }

  async *#sample(
    engine: Pick<Sampler, "sample">,
    batch: readonly Encoded[],
    { maxTokens, temperature, topP, stop, seed }: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<RequestOutcome> {
    const { tokenizer } = this.source;
    // Every request is a prompt of its own, with its own seed; equal prompts share their keys and values.
    const seeds = batch.map(({ request }) => seedOf(seed, request));
    const prompts = batch.map(({ tokens }) => tokens);
    const params = { maxTokens, temperature, topP, stop, stopTokens: tokenizer.eosIds, seed: seeds, signal };
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

/**
 * Answers by a Tinker server: of a checkpoint that was trained there, or of a base model as it is. Errors as in
 * `openSampler`. Of the model only what lies here is hashed: tokenizer and the checkpoint's own files.
 */
export async function tinkerAnswerer(options: SamplerOptions): Promise<Answerer> {
  const { source, url = null, model } = options;
  const { openSampler } = await import("../../engine/tinker/sampler.ts");
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
