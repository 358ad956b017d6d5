// A fake engine for tests of the loops: a table instead of a network, with exact gradients and AdamW. The policy is a
// trigram model; heads look at two tokens as well.
// Deterministic, and its state is saved and loaded whole.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  AdamParams,
  Engine,
  Group,
  KlEstimator,
  Loss,
  LossResult,
  OptimResult,
  SampledResponse,
  SamplingParams,
  TokenGroup,
} from "../src/engine/types.ts";
import { Random } from "../src/random.ts";

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
export class FakeEngine implements Engine {
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
      if (!stopped && tokens.length < params.maxTokens) continue;
      const finish = stopped ? "stop" : "length";
      return { prompt: index, sample, tokens, logprobs: Float32Array.from(logprobs), finish };
    }
  }

  async logprobs(groups: readonly TokenGroup[]): Promise<Float32Array[][]> {
    return groups.map(({ prompt, responses }) =>
      responses.map((tokens) => {
        const sequence = [...Array.from(prompt), ...Array.from(tokens)];
        return Float32Array.from(
          tokens,
          (token, t) => logSoftmax(this.#logits(sequence, prompt.length + t - 1))[token],
        );
      }),
    );
  }

  async classify(
    groups: readonly TokenGroup[],
    positions?: readonly (readonly ArrayLike<number>[])[],
  ): Promise<Float32Array[][]> {
    return groups.map(({ prompt, responses }, g) =>
      responses.map((tokens, k) => {
        const sequence = [...Array.from(prompt), ...Array.from(tokens)];
        const read = positions?.[g][k] ?? Array.from(tokens, (_, t) => t);
        return Float32Array.from(Array.from(read).flatMap((t) => this.#logits(sequence, prompt.length + t)));
      }),
    );
  }

  async forwardBackward(groups: readonly Group[], loss: Loss): Promise<LossResult> {
    const result: LossResult = { loss: 0, logprobs: [], entropy: 0, responseTokens: 0, computedTokens: 0 };
    let weighted = 0;
    for (const { prompt, responses } of groups) {
      result.computedTokens += prompt.length;
      const logprobs = responses.map((response) => {
        const sequence = [...Array.from(prompt), ...Array.from(response.tokens)];
        result.responseTokens += response.tokens.length;
        result.computedTokens += response.tokens.length;
        return Float32Array.from(response.tokens, (token, t) => {
          const classifies = loss.type === "classification" || loss.type === "value";
          const at = prompt.length + t - (classifies ? 0 : 1);
          const logits = this.#logits(sequence, at);
          const logs = logSoftmax(logits);
          const weight = response.weights[t];
          // The loss of the token and its derivative by each logit.
          const by = new Array<number>(logits.length).fill(0);
          let value = 0;
          if (loss.type === "classification") {
            const target = response.targets![t];
            value = -(1 - target) * logs[0] - target * logs[1];
            by[0] = Math.exp(logs[0]) - (1 - target);
            by[1] = Math.exp(logs[1]) - target;
          } else if (loss.type === "value") {
            [value, by[0]] = valueLoss(logits[0], response.old![t], response.targets![t], loss.clip);
          } else {
            let byLogprob = -1;
            value = -logs[token];
            if (loss.type === "ppo") {
              [value, byLogprob] = ppoLoss(logs[token], response.old![t], response.advantages![t], loss);
              if (loss.klCoefficient > 0 && response.reference) {
                const [penalty, byD] = klLoss(logs[token] - response.reference[t], loss.klEstimator);
                value += loss.klCoefficient * penalty;
                byLogprob += loss.klCoefficient * byD;
              }
            }
            for (let i = 0; i < by.length; i++) by[i] = byLogprob * (Number(i === token) - Math.exp(logs[i]));
            if (weight !== 0) result.entropy -= logs.reduce((sum, log) => sum + Math.exp(log) * log, 0);
            if (weight !== 0) weighted++;
          }
          result.loss += weight * value;
          if (weight !== 0) this.#accumulate(sequence, at, by, weight);
          return logs[token] ?? 0;
        });
      });
      result.logprobs.push(logprobs);
    }
    result.entropy /= Math.max(1, weighted);
    result.loss = this.nextLosses.shift() ?? result.loss;
    return result;
  }

  async optimStep(params: AdamParams): Promise<OptimResult> {
    const head = this.weights.length - this.#width;
    const from = this.#trainable === "head" ? head : 0;
    let square = 0;
    for (let i = from; i < this.weights.length; i++) square += this.#gradient[i] ** 2;
    const gradNorm = Math.sqrt(square);
    if (!Number.isFinite(gradNorm)) {
      this.zeroGrad();
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
    this.zeroGrad();
    return { gradNorm, applied: true };
  }

  zeroGrad(): void {
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

  #accumulate(sequence: readonly number[], at: number, by: readonly number[], weight: number): void {
    const row = this.#row(sequence, at);
    const bias = this.weights.length - this.#width;
    for (let i = 0; i < this.#width; i++) {
      this.#gradient[row + i] += weight * by[i];
      this.#gradient[bias + i] += weight * by[i];
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

type Derivative = [value: number, derivative: number];

function ppoLoss(logprob: number, old: number, advantage: number, loss: Loss & { type: "ppo" }): Derivative {
  const ratio = Math.exp(logprob - old);
  const plain = -ratio * advantage;
  const clipped = -Math.min(Math.max(ratio, 1 - loss.clipLow), 1 + loss.clipHigh) * advantage;
  return plain >= clipped ? [plain, plain] : [clipped, 0];
}

function klLoss(d: number, estimator: KlEstimator): Derivative {
  if (estimator === "k1") return [d, 1];
  if (estimator === "k2") return [(d * d) / 2, d];
  return estimator === "abs" ? [Math.abs(d), Math.sign(d)] : [Math.exp(-d) - 1 + d, 1 - Math.exp(-d)];
}

function valueLoss(value: number, old: number, target: number, clip: number): Derivative {
  const near = Math.min(Math.max(value, old - clip), old + clip);
  const plain = 0.5 * (value - target) ** 2;
  const clipped = 0.5 * (near - target) ** 2;
  return plain >= clipped ? [plain, value - target] : [clipped, 0];
}
