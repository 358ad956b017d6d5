// A sampling session as a sampler: responses as they finish, and log-probabilities, some prompts at a time.
import { setMaxListeners } from "node:events";
import { Limit } from "../../common/limit.ts";
import { Random } from "../../common/random.ts";
import { joined } from "../../common/rows.ts";
import { StopMatcher } from "../../model/detokenize.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { checkOffsets, sequenceOf } from "../rows.ts";
import type { SampledResponse, Sampler, SamplingParams, TokenRows } from "../types.ts";
import type { SamplingSession } from "./client.ts";
import type { WireSampling, WireSequence } from "./protocol.ts";

export interface SessionOptions {
  /** Longest prompt + response, in tokens; the protocol does not tell it. */
  maxContext: number;
  /** The base model's: for stop texts, and to lie beside checkpoints. */
  tokenizer: Tokenizer;
  /** Prompts, or sequences, asked for at a time; 1024 by default. */
  concurrency?: number;
  /** Aborted: sampling and scoring under way are given up. Training is not, for its steps are whole. */
  signal?: AbortSignal;
}

/** Weights on a server that stay as they are. The server lets go of them by itself. */
export class SessionSampler implements Sampler {
  readonly pipelined = true;

  constructor(
    readonly session: SamplingSession,
    private readonly options: SessionOptions,
    /** Lets go of what the session came from. */
    readonly dispose: () => Promise<void> = async () => {},
  ) {}

  get maxContext(): number {
    return this.options.maxContext;
  }

  get tokenizer(): Tokenizer {
    return this.options.tokenizer;
  }

  /**
   * K responses for each prompt, in the order they finish: a request a prompt, `concurrency` of them at a time, which go on
   * while what came is worked on. Where the caller stops, or one fails, the others are given up.
   */
  async *sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncGenerator<SampledResponse> {
    const { concurrency = 1024, tokenizer, signal: ofAll } = this.options;
    const outer = params.signal ?? ofAll;
    const own = new AbortController();
    const signal = either(own, outer);
    const limit = new Limit(concurrency);
    const finished: SampledResponse[] = [];
    const failures: unknown[] = [];
    let left = prompts.length;
    let wake = () => {};
    const draw = async (prompt: ArrayLike<number>, index: number) => {
      try {
        const sequences = await limit.run(async () => {
          signal.throwIfAborted();
          const wire = wireParams(params, index, tokenizer);
          return this.session.sample(prompt, samplesPerPrompt, wire, signal);
        });
        for (const [sample, sequence] of sequences.entries())
          finished.push({ prompt: index, sample, ...cut(sequence, params, tokenizer) });
        left--;
      } catch (error) {
        failures.push(error);
        own.abort();
      }
      wake();
    };
    prompts.forEach((prompt, index) => void draw(prompt, index));
    try {
      for (;;) {
        if (failures.length > 0) {
          outer?.throwIfAborted();
          throw failures[0];
        }
        // What is yielded is let go of.
        const next = finished.shift();
        if (next) yield next;
        else if (left === 0) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      own.abort();
    }
  }

  async logprobs(rows: TokenRows): Promise<Float32Array> {
    checkOffsets(rows);
    const limit = new Limit(this.options.concurrency ?? 1024);
    const own = new AbortController();
    const signal = either(own, this.options.signal);
    const row = (r: number) =>
      limit.run(async () => {
        signal.throwIfAborted();
        const { prompt, response } = sequenceOf(rows, r);
        const sequence = Array.from(prompt).concat(Array.from(response));
        return this.session.logprobs(sequence, prompt.length, signal);
      });
    try {
      return joined(Float32Array, await Promise.all(Array.from(rows.prompt.keys(), row)));
    } catch (error) {
      this.options.signal?.throwIfAborted();
      throw error;
    } finally {
      own.abort();
    }
  }
}

/**
 * Sampling parameters of prompt `index`. Stop ids and stop texts cannot be mixed there: beside texts the ids go as the
 * texts of their tokens. Where a server does not see those, it is told of no end; `cut` finds it all the same.
 */
function wireParams(
  { maxTokens, temperature, topP, stop, stopTokens, seed }: SamplingParams,
  index: number,
  tokenizer: Tokenizer,
): WireSampling {
  const random = typeof seed === "number" ? new Random(seed).fork(index) : new Random(seed[index]).fork(0);
  // Servers add the sample's index to the seed, and take 31 bits.
  const wire = { maxTokens, temperature, topP, seed: random.uint32() >>> 2 };
  if (stop.length === 0) return { ...wire, stop: stopTokens };
  const tokenTexts = stopTokens.map((id) => tokenizer.tokenText(id)).filter((text) => text !== "");
  return { ...wire, stop: [...new Set([...stop, ...tokenTexts])] };
}

/** A sequence cut after its first stop token or stop text: what the server was not told, or did not mind. */
function cut(
  { tokens, logprobs, stopped }: WireSequence,
  { stop, stopTokens, maxTokens }: SamplingParams,
  tokenizer: Tokenizer,
): Omit<SampledResponse, "prompt" | "sample"> {
  const matcher = new StopMatcher(tokenizer, stop);
  const at = tokens.findIndex((token) => matcher.push(token) || stopTokens.includes(token));
  const length = at < 0 ? Math.min(tokens.length, maxTokens) : at + 1;
  const finish = at >= 0 || (stopped && tokens.length <= maxTokens) ? "stop" : "length";
  if (length === tokens.length) return { tokens, logprobs, finish };
  return { tokens: tokens.slice(0, length), logprobs: logprobs.slice(0, length), finish };
}

/** What many requests end with: when `own` is aborted, or `outer` with its reason. */
function either(own: AbortController, outer?: AbortSignal): AbortSignal {
  const signal = outer ? AbortSignal.any([own.signal, outer]) : own.signal;
  setMaxListeners(0, signal);
  return signal;
}
