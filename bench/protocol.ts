// What the harness and the programs it times say to each other: one JSON request on standard input, one JSON line
// out. The programs are bench/ours/*.ts and bench/peers/*.py; both sides take the same requests.
import { readFileSync } from "node:fs";

/** A Llama decoder with tied embeddings. */
export interface Shape {
  vocabSize: number;
  hiddenSize: number;
  layers: number;
  heads: number;
  kvHeads: number;
  intermediateSize: number;
  maxPositions: number;
}

/** How often to run, and on how many threads. The first `warmup` runs are not counted. */
export interface Timing {
  threads: number;
  warmup: number;
  runs: number;
  seed: number;
}

/** Adapters are trained, on a model whose own weights are of this type; absent: all weights are. */
interface Adapted {
  adapters?: "float32" | "float16";
}

/** Cross-entropy forward and backward over `batch` sequences of `length` tokens. */
export interface DenseRequest extends Adapted {
  shape: Shape;
  batch: number;
  length: number;
  /** Layers are computed again in the backward pass (activation checkpointing). */
  recompute?: boolean;
}

/** PPO forward and backward over groups: one prompt each, `lengths[group]` its responses' lengths in tokens. */
export interface GroupRequest {
  shape: Shape;
  promptLength: number;
  lengths: number[][];
}

/** Sampling of `samplesPerPrompt` responses for each prompt, all at once. */
export interface GenerateRequest extends Adapted {
  shape: Shape;
  prompts: number;
  samplesPerPrompt: number;
  promptLength: number;
  maxTokens: number;
  /** The token that ends a response; null: all run to `maxTokens`. */
  endToken: number | null;
}

/** Whole training steps: sampling, reward, credit, update. */
export interface StepRequest {
  /** Hugging Face directory. */
  checkpoint: string;
  prompts: string[];
  samplesPerPrompt: number;
  maxTokens: number;
}

/** Greedy answers of a real model, so many at once. */
export interface AnswerRequest {
  /** Hugging Face directory, and GGUF files by variant, of the same weights. */
  model: string;
  ggufs: Record<string, string>;
  /** Each is put into the model's chat template; `tokens` has the prompts that come of it. */
  problems: string[];
  tokens: number[][];
  maxTokens: number;
  endToken: number;
  together: number;
}

/** Loading a model, whole. */
export interface LoadRequest {
  gguf: string;
}

export type BenchRequest =
  | LoadRequest
  | DenseRequest
  | GroupRequest
  | GenerateRequest
  | StepRequest
  | AnswerRequest
  | Record<string, never>;

export interface Reply {
  /** Of each counted run. */
  seconds: number[];
  /** Tokens of each counted run, as the request's kind counts them; of loading, megabytes of the file. */
  tokens: number[];
  threads: number;
  /** Largest resident set, and what it was with the libraries loaded and no model. */
  peakBytes: number;
  baselineBytes: number;
  versions: Record<string, string>;
  /** Mean length of the responses sampled, in tokens. */
  meanLength?: number;
  /** Seconds of each counted run by what they were spent on: RL steps. */
  phases?: Record<string, number[]>;
  /** PyTorch alone: the runs repeated with an optimizer step in them. */
  secondsWithOptimizer?: number[];
}

export function readRequest<T extends BenchRequest>(): T & Timing {
  return JSON.parse(readFileSync(0, "utf8")) as T & Timing;
}

/** Largest resident set of this process so far (Node counts in KiB). */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

export function sendReply(
  reply: Omit<Reply, "peakBytes" | "versions">,
  versions: Record<string, string>,
): void {
  const full: Reply = { ...reply, peakBytes: peakBytes(), versions: { ...versions, node: process.version } };
  process.stdout.write(`${JSON.stringify(full)}\n`);
}

/** Seconds of each counted run, and what each returned. */
export async function timedRuns<T>(
  { warmup, runs }: Timing,
  run: (index: number) => Promise<T>,
): Promise<{ seconds: number[]; results: T[] }> {
  const seconds: number[] = [];
  const results: T[] = [];
  for (let index = 0; index < warmup + runs; index++) {
    const start = performance.now();
    const result = await run(index);
    if (index < warmup) continue;
    seconds.push((performance.now() - start) / 1000);
    results.push(result);
  }
  return { seconds, results };
}
