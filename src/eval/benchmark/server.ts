// Responses of a model behind an OpenAI-compatible server (vLLM, SGLang, llama.cpp, transformers serve, hosted): one
// streamed completion a request. How an answer is read is in completion.ts, how requests are repeated in http.ts.
import { z } from "zod";
import { UserError } from "../../common/errors.ts";
import {
  getJson,
  keyHeaders,
  REQUEST_DEFAULTS,
  RefusedRequest,
  type RequestOptions,
  UnansweredRequest,
  withoutSecret,
} from "../../common/http.ts";
import { postEvents } from "../../common/http-events.ts";
import { serverAddress } from "../../common/server-address.ts";
import { seedOf } from "./collect.ts";
import { isTooLong, NoAnswer, readBeginning, readCompletion } from "./completion.ts";
import { concurrently } from "./concurrently.ts";
import type {
  Answerer,
  GenerationSettings,
  ModelIdentity,
  Prompt,
  RequestOutcome,
  ResponseRequest,
} from "./types.ts";

export interface ServerAnswererOptions
  extends Partial<Omit<RequestOptions, "headers" | "secret" | "signal">> {
  /** "http://host:8000", with or without /v1. */
  url: string;
  /** Name of the model there. */
  model: string;
  /** Sent as a bearer token; never shown. */
  key?: string;
  /** Requests under way at a time (default 16). */
  concurrency?: number;
}

/** Where users put the key. */
const KEY = "PURE_EVAL_KEY";

const CONCURRENCY = 16;

/** Milliseconds between two events; fetch itself gives up on a silent server after 300 s. */
const IDLE_MS = 240_000;

/** So many requests in a row without an answer, and the rest is not tried. */
const MOST_FAILURES = 20;

/** Most bytes of an answer: an event a token, with its wrapping, and as much again for a talkative server. */
const answerBytes = (maxTokens: number) => 2 ** 20 + 2048 * maxTokens;

/** Most names of models that an error lists. */
const MOST_NAMES = 20;

/**
 * Fields that switch off what servers do beside temperature and top-p unless told not to (llama.cpp: top-k 40, min-p
 * 0.05; vLLM and SGLang: what the model's generation_config.json says), by the server's name for itself. Others refuse
 * fields that they do not know, or have no such habits.
 */
const PLAIN_SAMPLING: Readonly<Record<string, object>> = {
  vllm: { top_k: -1, min_p: 0, repetition_penalty: 1 },
  sglang: { top_k: -1, min_p: 0, repetition_penalty: 1 },
  llamacpp: { top_k: 0, min_p: 0, repeat_penalty: 1 },
};

/** What a server takes of the fields that not every server takes. */
interface Dialect {
  usage: boolean;
  seed: boolean;
  limit: "max_tokens" | "max_completion_tokens";
}

/**
 * Answers by a server. Throws a UserError for an address or key that cannot be used. `answer` asks for a few tokens
 * first, and throws a UserError where they do not come (no server, key, name of the model, a field), before anything
 * else is asked; and later where 20 requests in a row were not answered. All other failures are those of their
 * requests. `model.fingerprint` grows with what the answers say.
 */
export async function serverAnswerer(options: ServerAnswererOptions): Promise<Answerer> {
  const { url, model, key } = options;
  const base = baseOf(url);
  const request: RequestOptions = {
    ...REQUEST_DEFAULTS,
    timeoutMs: IDLE_MS,
    ...options,
    headers: keyHeaders(key, KEY),
    secret: key,
  };
  const models = await modelsOf(base, request);
  return new ServerAnswerer(base, model, models, request, options.concurrency ?? CONCURRENCY);
}

const listedModel = z.object({ id: z.string(), owned_by: z.string().nullable().catch(null) });
type ListedModel = z.infer<typeof listedModel>;

class ServerAnswerer implements Answerer {
  readonly model: ModelIdentity;
  readonly #plain: object;
  /** What the server has said of itself. */
  readonly #said = new Set<string>();
  readonly #dialect: Dialect = { usage: true, seed: true, limit: "max_tokens" };
  /** What was asked for when the server last agreed. */
  readonly #agreed = new Set<string>();

  constructor(
    private readonly base: string,
    name: string,
    /** Null: it does not tell. */
    private readonly models: readonly ListedModel[] | null,
    private readonly request: RequestOptions,
    private readonly concurrency: number,
  ) {
    this.model = { name, engine: "server", url: base, files: [], fingerprint: null };
    const owner = (models?.find(({ id }) => id === name) ?? models?.[0])?.owned_by ?? null;
    this.#plain = (owner !== null && PLAIN_SAMPLING[owner]) || {};
    if (owner !== null) this.#note(`owned by ${owner}`);
  }

  promptText(prompt: Prompt): string {
    return prompt.kind === "text" ? prompt.text : JSON.stringify(prompt.messages);
  }

  async *answer(
    requests: readonly ResponseRequest[],
    settings: GenerationSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<RequestOutcome> {
    for (const kind of ["chat", "text"] as const) {
      const own = requests.filter(({ prompt }) => prompt.kind === kind);
      // One that is sampled has every field.
      const example = own.find(({ sample }) => sample !== "greedy") ?? own[0];
      if (example) await this.#agree(example, settings, signal);
    }
    let failures = 0;
    const work = (request: ResponseRequest, stop: AbortSignal) => this.#ask(request, settings, stop);
    for await (const { outcome, unanswered } of concurrently(requests, this.concurrency, work, signal)) {
      if ("text" in outcome.result) failures = 0;
      else if (unanswered) failures++;
      yield outcome;
      if (failures >= MOST_FAILURES && "failed" in outcome.result)
        throw new UserError(
          `${this.base}: ${failures} requests in a row were not answered, so the rest is not asked; ` +
            `the last: ${outcome.result.failed}`,
        );
    }
  }

  async dispose(): Promise<void> {}

  /** `unanswered`: the server may be at fault, not the request. */
  async #ask(
    request: ResponseRequest,
    settings: GenerationSettings,
    signal: AbortSignal,
  ): Promise<{ outcome: RequestOutcome; unanswered: boolean }> {
    const failed = (error: Error, unanswered: boolean) => ({
      outcome: { request, result: { failed: this.#withoutKey(error.message) } },
      unanswered,
    });
    try {
      const { text, fingerprint, ...rest } = await this.#post(request, settings, readCompletion, signal);
      if (fingerprint !== null) this.#note(fingerprint);
      return { outcome: { request, result: { text: this.#withoutKey(text), ...rest } }, unanswered: false };
    } catch (error) {
      if (error instanceof NoAnswer) return failed(error, false);
      if (error instanceof UnansweredRequest) return failed(error, true);
      if (!(error instanceof RefusedRequest)) throw error;
      if ([401, 402, 404].includes(error.status)) throw this.#explained(error);
      return failed(error, !isTooLong(error.answer));
    }
  }

  /**
   * Asks something short with the same fields, so that what is wrong with every request is known from one, and fields
   * are left out that the server does not take.
   */
  async #agree(example: ResponseRequest, settings: GenerationSettings, signal?: AbortSignal): Promise<void> {
    const kind = example.prompt.kind;
    const agreement = JSON.stringify([kind, example.sample === "greedy", { ...settings, seed: 0 }]);
    if (this.#agreed.has(agreement)) return;
    const text = "1 + 1 =";
    const prompt: Prompt =
      kind === "text" ? { kind, text } : { kind, messages: [{ role: "user", content: text }] };
    for (;;) {
      try {
        await this.#post({ ...example, prompt }, settings, readBeginning, signal);
        this.#agreed.add(agreement);
        return;
      } catch (error) {
        if (error instanceof NoAnswer)
          throw new UserError(`${this.base}: ${this.#withoutKey(error.message)}`);
        if (!(error instanceof RefusedRequest)) throw error;
        if (!this.#leavesOut(error)) throw this.#explained(error);
      }
    }
  }

  /** Whether the server refuses a field that can be left out, which then is. */
  #leavesOut({ status, answer }: RefusedRequest): boolean {
    if (status !== 400 && status !== 422) return false;
    const dialect = this.#dialect;
    if (dialect.usage && answer.includes("stream_options")) dialect.usage = false;
    else if (dialect.limit === "max_tokens" && answer.includes("max_completion_tokens") && !isTooLong(answer))
      dialect.limit = "max_completion_tokens";
    else if (dialect.seed && /\bseed\b/.test(answer)) {
      dialect.seed = false;
      this.#note("takes no seed");
    } else return false;
    return true;
  }

  #post<T>(
    request: ResponseRequest,
    settings: GenerationSettings,
    read: (events: AsyncIterable<string>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { prompt, sample } = request;
    const { maxTokens, temperature, topP, seed, stop } = settings;
    const greedy = sample === "greedy";
    const body = {
      model: this.model.name,
      ...(prompt.kind === "chat" ? { messages: prompt.messages } : { prompt: prompt.text }),
      [this.#dialect.limit]: maxTokens,
      temperature: greedy ? 0 : temperature,
      top_p: greedy ? 1 : topP,
      ...(greedy || !this.#dialect.seed ? {} : { seed: seedOf(seed, request) }),
      ...(stop.length > 0 ? { stop } : {}),
      ...this.#plain,
      stream: true,
      ...(this.#dialect.usage ? { stream_options: { include_usage: true } } : {}),
    };
    const url = `${this.base}/${prompt.kind === "chat" ? "chat/completions" : "completions"}`;
    return postEvents(url, body, { ...this.request, maxBytes: answerBytes(maxTokens), signal }, read);
  }

  /** A refusal that concerns every request. */
  #explained({ message, status }: RefusedRequest): UserError {
    const said = this.#withoutKey(message);
    if (status === 401 || status === 403)
      return new UserError(
        this.request.secret
          ? `${said}; the server refuses the key in ${KEY}`
          : `${said}; the server asks for a key: set ${KEY}`,
      );
    if (status !== 404) return new UserError(`${said}; no request like this one will be answered`);
    const names = (this.models ?? []).map(({ id }) => id);
    const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
    return new UserError(
      `${said}; ` +
        (names.length === 0
          ? `does the server have a model ${this.model.name}, and is the address right?`
          : `asked for ${this.model.name}, the server has ${this.#withoutKey(names.slice(0, MOST_NAMES).join(", "))}${more}`),
    );
  }

  #withoutKey(text: string): string {
    return withoutSecret(text, this.request.secret);
  }

  /** A few are kept: behind some names stand many servers. */
  #note(words: string): void {
    if (this.#said.size < 8) this.#said.add(this.#withoutKey(words.slice(0, 100)));
    this.model.fingerprint = [...this.#said].join(", ");
  }
}

/** The address that endpoints are added to. */
function baseOf(url: string): string {
  const address = serverAddress(url, KEY);
  const path = address.pathname.replace(/\/+$/, "").replace(/\/(chat\/)?completions$/, "");
  // "/v1", "/api/paas/v4", "/v1beta/openai": whoever has a version in it has the whole.
  return `${address.origin}${path}${/\/v\d/.test(path) ? "" : "/v1"}`;
}

/** Null where the server does not say, for whatever reason: what it is shows in the first request. */
async function modelsOf(base: string, request: RequestOptions): Promise<ListedModel[] | null> {
  let answer: unknown;
  try {
    answer = await getJson(`${base}/models`, { ...request, attempts: 1 });
  } catch (error) {
    if (error instanceof RefusedRequest || error instanceof UnansweredRequest) return null;
    throw error;
  }
  const listed = z.object({ data: z.array(listedModel.nullable().catch(null)) }).safeParse(answer);
  return listed.data?.data.filter((model) => model !== null) ?? null;
}
