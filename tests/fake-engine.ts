// A fake engine for tests of the loops: a table instead of a network, with exact gradients and AdamW. The policy is a
// trigram model; heads look at two tokens as well.
// Deterministic, and its state is saved and loaded whole.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/common/random.ts";
import { groupsOf } from "../src/common/rows.ts";
import { everyToken, sequenceOf } from "../src/engine/rows.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  OptimResult,
  Reads,
  SampledResponse,
  Sampler,
  SamplingParams,
  TokenRows,
} from "../src/engine/types.ts";
import { evaluateLoss } from "../src/loss/float64.ts";

export interface FakeEngineOptions {
  vocabSize: number;
  /** 0: a policy. Otherwise a classification head with so many labels. */
  labels?: number;
  maxContext?: number;
  seed?: number;
  /** Decodes tokens, for stop texts. */
  decode?: (tokens: number[]) => string;
}

/** A table engine: logits of what follows (or of the labels) are a row of weights chosen by the last two tokens. */
export class FakeEngine implements Engine, Sampler {
  readonly pipelined: boolean = false;
  readonly maxContext: number;
  readonly weights: Float64Array;
  readonly #gradient: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #width: number;
  #steps = 0;
  #trainable: "all" | "head" = "all";
  disposed = false;
  /** Tests set this to spoil the next losses. */
  nextLosses: number[] = [];

  constructor(readonly options: FakeEngineOptions) {
    const { vocabSize, labels = 0, maxContext = 64, seed = 0 } = options;
    this.maxContext = maxContext;
    this.#width = labels || vocabSize;
    // A row for each pair of tokens, and one more row, the bias, which is the "head".
    this.weights = new Float64Array((vocabSize * vocabSize + 1) * this.#width);
    const random = new Random(seed);
    for (let i = 0; i < this.weights.length; i++) this.weights[i] = 0.1 * random.normal();
    this.#gradient = new Float64Array(this.weights.length);
    this.#first = new Float64Array(this.weights.length);
    this.#second = new Float64Array(this.weights.length);
  }

  async snapshot(): Promise<Sampler> {
    const { maxContext, pipelined } = this;
    return {
      ...{ maxContext, pipelined },
      sample: (...request) => this.sample(...request),
      logprobs: (rows) => this.logprobs(rows),
      dispose: async () => {},
    };
  }

  async *sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncGenerator<SampledResponse> {
    const finished: SampledResponse[] = [];
    prompts.forEach((prompt, index) => {
      for (let sample = 0; sample < samplesPerPrompt; sample++) {
        finished.push(this.#sampleOne(prompt, index, sample, params));
      }
    });
    // Short responses finish first, as in an engine that decodes them together.
    finished.sort((a, b) => a.tokens.length - b.tokens.length);
    for (const response of finished) {
      await Promise.resolve();
      yield response;
    }
  }

  #sampleOne(
    prompt: ArrayLike<number>,
    index: number,
    sample: number,
    params: SamplingParams,
  ): SampledResponse {
    const { seed } = params;
    const ofPrompt =
      typeof seed === "number" ? new Random(seed).fork(index) : new Random(seed[index]).fork(0);
    const random = ofPrompt.fork(sample);
    const tokens: number[] = [];
    const logprobs: number[] = [];
    const sequence = Array.from(prompt);
    for (;;) {
      const plain = logSoftmax(this.#logits(sequence, sequence.length - 1));
      const token =
        params.temperature === 0 ? plain.indexOf(Math.max(...plain)) : draw(plain, params, random);
      tokens.push(token);
      logprobs.push(plain[token]);
      sequence.push(token);
      const text = params.stop.length > 0 ? (this.options.decode?.(tokens) ?? "") : "";
      const stopped = params.stopTokens.includes(token) || params.stop.some((stop) => text.includes(stop));
      const room = tokens.length < params.maxTokens && sequence.length < this.maxContext;
      if (!stopped && room) continue;
      const finish = stopped ? "stop" : "length";
      return { prompt: index, sample, tokens, logprobs: Float32Array.from(logprobs), finish };
    }
  }

  async logprobs(rows: TokenRows): Promise<Float32Array> {
    return Float32Array.from(this.#places(rows, 1), ({ sequence, at }) => {
      const logs = logSoftmax(this.#logits(sequence, at));
      return logs[sequence[at + 1]];
    });
  }

  async classify(
    rows: TokenRows,
    { stepStarts, positions } = everyToken(rows) as Reads,
  ): Promise<Float32Array> {
    const logits = Array.from(rows.prompt.keys()).flatMap((r) => {
      const { prompt, response } = sequenceOf(rows, r);
      const sequence = [...Array.from(prompt), ...response];
      const read = Array.from(positions.subarray(stepStarts[r], stepStarts[r + 1]));
      return read.flatMap((t) => this.#logits(sequence, prompt.length + t));
    });
    return Float32Array.from(logits);
  }

  async forwardBackward(rows: LossRows, loss: Loss): Promise<LossResult> {
    const classifies = loss.type === "classification" || loss.type === "value";
    const { tokens, weights, targets } = rows;
    const read = this.#places(rows, classifies ? 0 : 1).map(({ sequence, at }) => {
      const logits = this.#logits(sequence, at);
      return { sequence, at, logits, logs: logSoftmax(logits) };
    });
    const output = read.map(({ logits, logs }, t) =>
      loss.type === "value" ? logits[0] : (logs[tokens[t]] ?? 0),
    );
    const entropy = read.map(({ logs }) => -logs.reduce((sum, log) => sum + Math.exp(log) * log, 0));
    const none = { loss: 0, slopes: [], entropySlopes: [] };
    const evaluated =
      loss.type === "classification" ? none : evaluateLoss(loss, { ...rows, output, entropy });
    const { slopes, entropySlopes } = evaluated;
    const prompts = groupsOf(rows).map(([from]) => rows.prompts[rows.prompt[from]].tokens.length);
    const computedTokens = prompts.reduce((a, b) => a + b, tokens.length);
    const logprobs = Float32Array.from(output);
    const result: LossResult = {
      ...{ loss: evaluated.loss, logprobs, entropy: 0, responseTokens: tokens.length, computedTokens },
    };
    let weighted = 0;
    read.forEach(({ sequence, at, logs }, t) => {
      if (weights[t] === 0) return;
      // The derivative of the loss by each logit.
      let by = logs.map((log, i) => {
        const p = Math.exp(log);
        return slopes[t] * (Number(i === tokens[t]) - p) - entropySlopes[t] * p * (log + entropy[t]);
      });
      if (loss.type === "value") by = [slopes[t]];
      else if (loss.type === "classification") {
        const wanted = [1 - targets![t], targets![t]];
        result.loss -= weights[t] * (wanted[0] * logs[0] + wanted[1] * logs[1]);
        by = logs.map((log, i) => weights[t] * (Math.exp(log) - wanted[i]));
      } else {
        result.entropy += entropy[t];
        weighted++;
      }
      this.#accumulate(sequence, at, by);
    });
    result.entropy /= Math.max(1, weighted);
    result.loss = this.nextLosses.shift() ?? result.loss;
    return result;
  }

  /** [T] each token's sequence and place in it, or the place `before` earlier. */
  #places(rows: TokenRows, before: number): { sequence: number[]; at: number }[] {
    return Array.from(rows.prompt.keys()).flatMap((r) => {
      const { prompt, response } = sequenceOf(rows, r);
      const sequence = [...Array.from(prompt), ...response];
      return Array.from(response, (_, t) => ({ sequence, at: prompt.length + t - before }));
    });
  }

  async optimStep(params: AdamParams): Promise<OptimResult> {
    const head = this.weights.length - this.#width;
    const from = this.#trainable === "head" ? head : 0;
    let square = 0;
    for (let i = from; i < this.weights.length; i++) square += this.#gradient[i] ** 2;
    const gradNorm = Math.sqrt(square);
    if (!Number.isFinite(gradNorm)) {
      this.#gradient.fill(0);
      return { gradNorm, applied: false };
    }
    const scale = params.maxGradNorm > 0 ? Math.min(1, params.maxGradNorm / (gradNorm + 1e-6)) : 1;
    this.#steps++;
    for (let i = from; i < this.weights.length; i++) {
      const g = scale * this.#gradient[i];
      this.#first[i] = params.beta1 * this.#first[i] + (1 - params.beta1) * g;
      this.#second[i] = params.beta2 * this.#second[i] + (1 - params.beta2) * g * g;
      const first = this.#first[i] / (1 - params.beta1 ** this.#steps);
      const second = this.#second[i] / (1 - params.beta2 ** this.#steps);
      const step = first / (Math.sqrt(second) + params.epsilon) + params.weightDecay * this.weights[i];
      this.weights[i] -= params.learningRate * step;
    }
    this.#gradient.fill(0);
    return { gradNorm, applied: true };
  }

  async zeroGrad(): Promise<void> {
    this.#gradient.fill(0);
  }

  setTrainable(which: "all" | "head"): void {
    this.#trainable = which;
  }

  async save(directory: string, options: { optimizer?: boolean } = {}): Promise<void> {
    mkdirSync(directory, { recursive: true });
    const state = options.optimizer
      ? { steps: this.#steps, first: [...this.#first], second: [...this.#second] }
      : null;
    writeFileSync(join(directory, "fake.json"), JSON.stringify({ weights: [...this.weights], state }));
  }

  async load(directory: string): Promise<void> {
    const { weights, state } = JSON.parse(readFileSync(join(directory, "fake.json"), "utf8"));
    this.weights.set(weights);
    if (!state) return;
    this.#steps = state.steps;
    this.#first.set(state.first);
    this.#second.set(state.second);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  #row(sequence: readonly number[], at: number): number {
    const { vocabSize } = this.options;
    return ((at > 0 ? sequence[at - 1] : 0) * vocabSize + sequence[at]) * this.#width;
  }

  #logits(sequence: readonly number[], at: number): number[] {
    const row = this.#row(sequence, at);
    const bias = this.weights.length - this.#width;
    return Array.from({ length: this.#width }, (_, i) => this.weights[row + i] + this.weights[bias + i]);
  }

  #accumulate(sequence: readonly number[], at: number, by: readonly number[]): void {
    const row = this.#row(sequence, at);
    const bias = this.weights.length - this.#width;
    for (let i = 0; i < this.#width; i++) {
      this.#gradient[row + i] += by[i];
      this.#gradient[bias + i] += by[i];
    }
  }
}

function logSoftmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const log = top + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
  return logits.map((logit) => logit - log);
}

function draw(logs: readonly number[], { temperature, topP }: SamplingParams, random: Random): number {
  const weights = logSoftmax(logs.map((log) => log / temperature)).map(Math.exp);
  const order = weights.map((_, i) => i).sort((a, b) => weights[b] - weights[a]);
  let kept = 0;
  let mass = 0;
  while (kept < order.length && mass < topP) mass += weights[order[kept++]];
  let left = random.next() * mass;
  for (const token of order.slice(0, kept)) {
    left -= weights[token];
    if (left < 0) return token;
  }
  return order[0];
}
