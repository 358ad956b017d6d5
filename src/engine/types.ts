// The engine interface: where a policy computes. An engine is blind to the algorithm: it gets tokens, weights,
// old log-probabilities and per-token advantages, and knows no reward. As in the Tinker training API it is a trainer
// (forwardBackward + optimStep, save/load) that hands out frozen policies to sample from.
import { UserError } from "../common/errors.ts";
import type { Loss, PolicyLoss } from "../loss/losses.ts";

export interface SamplingParams {
  /** Longest response, in tokens. */
  maxTokens: number;
  /** 0 is greedy. */
  temperature: number;
  /** Nucleus: sample from the smallest set of tokens whose probability reaches this; 1 is off. */
  topP: number;
  /** Token ids that end a response; the token is kept as the response's last. */
  stopTokens: readonly number[];
  /** Texts that end a response once it contains one; the tokens are kept. */
  stop: readonly string[];
  /**
   * The same seed gives the same responses, whatever the batch they were sampled in. One a prompt: the responses of a
   * prompt depend on its own seed alone, whatever prompts it is sampled with.
   */
  seed: number | readonly number[];
  /** Aborted, it ends sampling with its reason: where the engine computes here, before the next token. */
  signal?: AbortSignal;
  /** Told of each token as it is drawn, where the engine computes here: index of the prompt, of the response, token. */
  onToken?: (prompt: number, sample: number, token: number) => void;
}

/** One sampled response. */
export interface SampledResponse {
  /** Index into the prompts given. */
  prompt: number;
  /** Index of the response within its group, 0..K-1. */
  sample: number;
  tokens: number[];
  /** [tokens] natural-log probability of each token under the untruncated, untempered distribution (T = 1). */
  logprobs: Float32Array;
  finish: "stop" | "length";
}

/**
 * Token sequences, each behind a prompt: R rows of T tokens in all. A run of rows of one prompt is a group: the engine
 * computes the prompt once for all of them.
 */
export interface TokenRows {
  /** Each of at least one token. */
  prompts: readonly { tokens: ArrayLike<number> }[];
  /** [R] index of the row's prompt. */
  prompt: Int32Array;
  /** [R + 1] where each row begins in a column of T; the last is T. */
  starts: Int32Array;
  /** [T] */
  tokens: Int32Array;
}

/** At which of their tokens rows are read: S in all. */
export interface Reads {
  /** [R + 1] where each row begins in `positions`; the last is S. */
  stepStarts: Int32Array;
  /** [S] index among the row's tokens. */
  positions: Int32Array;
}

/** Rows with the columns that a loss reads; each is [T]. */
export interface LossRows extends TokenRows {
  /** Weight of each token in the loss; the loss is the plain sum of weight × token loss (0: takes no part). */
  weights: Float32Array;
  /** Of a policy loss: advantage of each token. */
  advantages?: Float32Array;
  /** Log-probability (or value) of each token when it was sampled. */
  old?: Float32Array;
  /** Importance weights: log-probability of each token by the sampler, where `old` is the trainer's. */
  sampler?: Float32Array;
  /** A KL term: log-probability of each token under the reference policy. */
  reference?: Float32Array;
  /** classification: probability of the last label (good) at the token. value: the return. */
  targets?: Float32Array;
}

export type { KlEstimator, Loss } from "../loss/losses.ts";

export interface LossResult {
  /** Σ weight × token loss over the batch. */
  loss: number;
  /** [T] log-probability of each token under the current weights (lm heads). */
  logprobs: Float32Array;
  /** Entropy of the next-token distribution, mean over weighted tokens (lm heads). */
  entropy: number;
  /** Response tokens, and all tokens computed (prompts once a group). */
  responseTokens: number;
  computedTokens: number;
}

export interface AdamParams {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Largest global gradient norm; larger gradients are scaled down to it. 0 is off. */
  maxGradNorm: number;
}

export interface OptimResult {
  /** Global gradient norm before clipping. Not finite: the weights were left as they were and `applied` is false. */
  gradNorm: number;
  applied: boolean;
}

/** A frozen policy: what it says stays the same while the engine that it comes from is trained. */
export interface Sampler {
  /** Largest prompt + response length in tokens. */
  readonly maxContext: number;
  /** It computes on a server: responses go on being sampled while this process does other work. */
  readonly pipelined: boolean;
  /** K responses for each prompt, in the order they finish. */
  sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncIterable<SampledResponse>;
  /** [T] log-probability of each token. */
  logprobs(rows: TokenRows): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** A model that is trained, a policy, a process reward model or a critic, and where it computes. */
export interface Engine {
  /** Largest prompt + response length in tokens. */
  readonly maxContext: number;
  /**
   * It computes on a server: a call may be made before the one before it is answered. They are sent in the order of the
   * calls, and where one cannot be sent, those that wait behind it fail with its error. Where it is false, each call must
   * be answered before the next.
   */
  readonly pipelined: boolean;
  /** Whether a batch is scored before a gradient of this loss is sent: a step should then wait for what that says. */
  scoresFirst?(loss: PolicyLoss): boolean;
  /** The policy as it is now, to sample from. */
  snapshot(): Promise<Sampler>;
  /** [T] log-probability of each token under the weights as they are. */
  logprobs(rows: TokenRows): Promise<Float32Array>;
  /** [S × labels] logits of the classification head where `reads` says; by default at each token, so that S is T. */
  classify(rows: TokenRows, reads?: Reads): Promise<Float32Array>;
  /** Adds the gradient of the loss over the rows to the gradient held. */
  forwardBackward(rows: LossRows, loss: Loss): Promise<LossResult>;
  /** One AdamW step with the gradient held, which is then zero. */
  optimStep(params: AdamParams): Promise<OptimResult>;
  /** Drops the gradient held. */
  zeroGrad(): Promise<void>;
  /** Trains every weight (or, with LoRA, the adapters), or only the classification head; drops the gradient held. */
  setTrainable(which: "all" | "head"): void;
  /** Writes a Hugging Face directory (weights, config, tokenizer), with the optimizer's state if asked. */
  save(directory: string, options?: { optimizer?: boolean }): Promise<void>;
  /** Reads the weights and the optimizer's state of a directory written by `save`; the optimizer's starts anew without. */
  load(directory: string): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The server no longer has the model, or it is not known what was done to it: nothing can be computed until the engine
 * is opened again, and what was not saved is lost. A run goes on from its last checkpoint.
 */
export class EngineLostError extends UserError {
  override readonly name = "EngineLostError";
}
