// "Try it": a prompt to one or two checkpoints, the one thing that the dashboard computes. One request at a time, others
// wait in line; each has a longest response and a longest time, and ends where its page goes. Models are let go after
// some idle minutes.
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { encodePrompts } from "../data/prompts.ts";
import { stepTexts } from "../data/steps.ts";
import { sampledTable } from "../data/table.ts";
import { choiceOf } from "../engine/embedded/decoder.ts";
import { scoreSteps } from "../reward/prm.ts";
import { sampleResponses, withSteps } from "../train/rollout.ts";
import { findCheckpoint } from "./checkpoints.ts";
import type { Runs } from "./runs.ts";
import { ModelShelf } from "./trial-models.ts";
import type { TrialEvent, TrialRequest } from "./types.ts";

/** Requests that wait behind the one under way. */
const MOST_WAITING = 8;
/** How often a response under way is told. */
const TELL_MS = 120;

/** What a request may ask for. */
const requestSchema: z.ZodType<TrialRequest> = z.strictObject({
  checkpoints: z
    .array(z.strictObject({ run: z.string().max(4096), step: z.int().min(0) }))
    .min(1)
    .max(2),
  prompt: z.string().min(1).max(20_000),
  samples: z.int().min(1).max(4),
  maxTokens: z.int().min(1).max(2048),
  temperature: z.number().min(0).max(2),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
});

export interface TrialLimits {
  /** Bytes the process may take; by default three quarters of the machine's. */
  memoryLimit?: number;
  /** After so long without a request the models are let go. */
  idleMs?: number;
  /** A request, from its turn on. */
  longestMs?: number;
}

const fault = (side: number | null, message: string): TrialEvent => ({ type: "fault", side, message });

/** Requests of all pages, one after another. */
export class Trials {
  readonly models: ModelShelf;
  readonly #idleMs: number;
  readonly #longestMs: number;
  readonly #line: { tell: (event: TrialEvent) => void; begin: () => void }[] = [];
  readonly #closing = new AbortController();
  #busy = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: Runs,
    { memoryLimit, idleMs = 5 * 60_000, longestMs = 5 * 60_000 }: TrialLimits = {},
  ) {
    this.models = new ModelShelf(memoryLimit);
    this.#idleMs = idleMs;
    this.#longestMs = longestMs;
  }

  /** Does what `request` asks for, when its turn comes; what happens, faults too, is told. Ends early where `signal` is aborted. */
  async ask(request: unknown, tell: (event: TrialEvent) => void, signal: AbortSignal): Promise<void> {
    const parsed = requestSchema.safeParse(request);
    if (!parsed.success) return tell(fault(null, z.prettifyError(parsed.error).slice(0, 500)));
    if (!(await this.#turn(tell))) return;
    clearTimeout(this.#idle);
    const limit = AbortSignal.timeout(this.#longestMs);
    const ends = AbortSignal.any([signal, limit, this.#closing.signal]);
    try {
      for (const side of parsed.data.checkpoints.keys()) {
        if (ends.aborted) break;
        await this.#side(parsed.data, side, tell, ends).catch((error: Error) => {
          if (ends.aborted) return;
          const own = error instanceof UserError ? "" : "It failed: ";
          tell(fault(side, `${own}${error.message.slice(0, 1000)}`));
        });
      }
      if (limit.aborted)
        tell(
          fault(
            null,
            `It was ended after ${this.#longestMs / 1000} seconds, the longest that a request may take.`,
          ),
        );
    } finally {
      this.#idle = setTimeout(() => void this.#leave(), this.#idleMs).unref();
      this.#next();
    }
  }

  /** Ends what is under way, and lets go of the models. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#closing.abort();
    while (this.#busy) await new Promise<void>((resolve) => setTimeout(resolve, 10));
    clearTimeout(this.#idle);
    await this.models.keepOnly([]);
  }

  /** Waits for this request's turn. False: too many wait. */
  async #turn(tell: (event: TrialEvent) => void): Promise<boolean> {
    if (!this.#busy) {
      this.#busy = true;
      return true;
    }
    if (this.#line.length >= MOST_WAITING) {
      tell(fault(null, `${this.#line.length} others wait already; try again later.`));
      return false;
    }
    await new Promise<void>((begin) => {
      this.#line.push({ tell, begin });
      tell({ type: "waiting", ahead: this.#line.length });
    });
    return true;
  }

  #next(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#busy = false;
    this.#line.forEach(({ tell }, i) => {
      tell({ type: "waiting", ahead: i + 1 });
    });
    next?.begin();
  }

  async #leave(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.models.keepOnly([]);
    } finally {
      this.#next();
    }
  }

  /** The responses of one checkpoint. */
  async #side(
    request: TrialRequest,
    side: number,
    tell: (event: TrialEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const began = performance.now();
    tell({ type: "loading", side });
    const places = await Promise.all(
      request.checkpoints.map(({ run, step }) => findCheckpoint(this.runs, run, step).catch(() => null)),
    );
    const { run, step } = request.checkpoints[side];
    const place = places[side] ?? (await findCheckpoint(this.runs, run, step));
    // Models of neither checkpoint go at once; those of the other as soon as there is too little room.
    await this.models.keepOnly(
      places.flatMap((own) => (own ? [own.path, typeof own.prm === "string" ? "" : own.prm.path] : [])),
    );
    const problem = { id: "tried", prompt: request.prompt, answer: null };
    const models = await this.models.open(place, problem);
    signal.throwIfAborted();
    const { policy, prm: scorer } = models;
    // Why there is none stands in its place.
    const prm = typeof scorer === "string" ? null : scorer;
    const { tokenizer } = policy.model;
    const { samples, maxTokens, temperature, seed } = request;
    const { template, system, separator, stop } = place;
    // One more token: a process reward model may put its step token after the response.
    const holds = Math.min(policy.maxContext, prm?.engine.maxContext ?? Number.POSITIVE_INFINITY);
    const { prompts, tooLong } = encodePrompts([problem], tokenizer, holds - 2, { template, system });
    if (tooLong.length > 0)
      throw new UserError(
        `The prompt has ${tooLong[0].tokens} tokens; a response must fit behind it, and the model holds ${holds}.`,
      );
    const [prompt] = prompts;
    const params = { maxTokens, temperature, topP: 1, stop, stopTokens: tokenizer.eosIds, seed, signal };
    const responseTokens = Math.min(maxTokens, holds - prompt.tokens.length - 1);
    await this.models.prepare(models, {
      ...{ prompts: 1, samplesPerPrompt: samples, promptTokens: prompt.tokens.length },
      ...{ responseTokens, sampling: choiceOf(params) },
    });
    const rewards = typeof scorer === "string" ? scorer : "The run's process reward model scores each step.";
    tell({ type: "sampling", side, rewards });
    const written = Array.from({ length: samples }, () => ({ tokens: [] as number[], told: 0 }));
    const onToken = (_prompt: number, sample: number, token: number) => {
      const own = written[sample];
      own.tokens.push(token);
      if (performance.now() - own.told < TELL_MS) return;
      own.told = performance.now();
      tell({ type: "text", side, sample, text: tokenizer.decode(own.tokens) });
    };
    const seconds = { sampling: 0, scoring: 0, updating: 0 };
    const progress = { phase: "evaluation" as const, seconds, onEvent: () => {}, signal };
    const responses = sampleResponses(
      policy,
      prompts,
      samples,
      { ...params, maxTokens: responseTokens, onToken },
      progress,
    );
    for await (const response of withSteps(responses, tokenizer, separator)) {
      const { sample, tokens, stepEnds, finish, logprobs } = response;
      if (!logprobs.every(Number.isFinite))
        throw new UserError("The model's log-probabilities are not finite numbers; its weights are damaged.");
      const scores = prm && (await scoreSteps(prm.model, sampledTable(prompts, [response]), signal));
      const steps = stepTexts(tokens, stepEnds, tokenizer).map((text, s) => ({
        text,
        reward: scores?.[s] ?? null,
      }));
      tell({ type: "response", side, response: { sample, steps, tokens: tokens.length, finish } });
    }
    tell({ type: "done", side, seconds: (performance.now() - began) / 1000 });
  }
}
