// Asks for every response that an evaluation lacks, and keeps each as it comes: killed at any moment, it goes on with
// what is left.
import { Random } from "../../common/random.ts";
import type { EvaluationDirectory, FailureRecord } from "./directory.ts";
import type { Answerer, GenerationSettings, Prompt, ResponseRequest, StoredProblem } from "./types.ts";

/** What is asked of each problem. */
export interface Wanted {
  greedy: boolean;
  /** Responses at the temperature of the settings. */
  samples: number;
}

/** Every response that is wanted, problem by problem. `prompts` has one a problem. */
export function requestsOf(
  problems: readonly StoredProblem[],
  prompts: readonly Prompt[],
  { greedy, samples }: Wanted,
): ResponseRequest[] {
  return problems.flatMap(({ suite, id }, i) => {
    const numbers = Array.from({ length: samples }, (_, n) => n);
    return [...(greedy ? (["greedy"] as const) : []), ...numbers].map((sample) => ({
      ...{ suite, problem: id, sample, prompt: prompts[i] },
    }));
  });
}

/** A seed of 31 bits, which every server takes: a response has random numbers of its own, whatever else is asked for. */
export function seedOf(seed: number, { suite, problem, sample }: ResponseRequest): number {
  return new Random(seed).fork("eval").fork(suite).fork(problem).fork(sample).uint32() >>> 1;
}

export interface Collected {
  /** The signal stopped it. */
  interrupted: boolean;
  /** Requests that got no response after all attempts. */
  failures: FailureRecord[];
}

/**
 * Gets the responses to `requests` that the directory lacks, each on disk before the next. `onAnswered` is told how many
 * of all are there, and the tokens that came in this run; first with what was there before.
 */
export async function collectResponses(
  directory: EvaluationDirectory,
  answerer: Answerer,
  requests: readonly ResponseRequest[],
  settings: GenerationSettings,
  {
    signal,
    onAnswered = () => {},
  }: { signal?: AbortSignal; onAnswered?: (done: number, tokens: number) => void } = {},
): Promise<Collected> {
  const missing = requests.filter((request) => !directory.has(request));
  const failures: FailureRecord[] = [];
  let done = requests.length - missing.length;
  let tokens = 0;
  onAnswered(done, tokens);
  if (missing.length === 0) return { interrupted: false, failures };
  try {
    for await (const { request, result } of answerer.answer(missing, settings, signal)) {
      const { suite, problem, sample } = request;
      if ("failed" in result) failures.push({ suite, problem, sample, reason: result.failed });
      else {
        await directory.append(request, result);
        tokens += result.tokens ?? 0;
      }
      onAnswered(++done, tokens);
      if (signal?.aborted) break;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await directory.writeFailures(failures);
    await directory.writeSetup();
  }
  return { interrupted: signal?.aborted ?? false, failures };
}
