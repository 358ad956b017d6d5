// Held-out accuracy: one greedy response a problem, judged by the verifier; and what is computed from such results.
import { ownTokens } from "../credit/columns.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { Scored } from "../data/table.ts";
import type { Sampler, SamplingParams } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import { answerVerifier } from "../reward/verifiable.ts";
import { wilsonInterval } from "../statistics.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { OnEvent } from "./events.ts";
import type { EvaluationResult, HeldOutRecord, SolutionRecord } from "./records.ts";
import { rewardResponses, sampleResponses, stepsOf, withSteps } from "./rollout.ts";

export interface EvaluationSettings {
  policy: Sampler;
  tokenizer: Tokenizer;
  /** Scores the steps of the responses, for show; null: no scores. */
  prm: ProcessRewardModel | null;
  maxTokens: number;
  stop: readonly string[];
  stepSeparator: string;
  answerPattern: string | null;
  /** Judges the answers; the rules by default. */
  verifier?: AnswerVerifier;
  onEvent: OnEvent;
  signal?: AbortSignal;
}

/**
 * Answers each problem greedily; one record a problem, in order. Problems without a reference, or whose answer
 * cannot be judged, count as wrong.
 */
export async function solveHeldOut(
  prompts: readonly EncodedPrompt[],
  settings: EvaluationSettings,
): Promise<HeldOutRecord[]> {
  const { policy, tokenizer, prm, maxTokens, stop, stepSeparator, onEvent, signal } = settings;
  const params = greedy(maxTokens, stop, tokenizer);
  const seconds = { sampling: 0, scoring: 0, updating: 0 };
  const verify = answerVerifier(settings.answerPattern, settings.verifier);
  const responses = sampleResponses(policy, prompts, 1, params, {
    phase: "evaluation",
    seconds,
    onEvent,
    signal,
  });
  const stepped = withSteps(responses, tokenizer, stepSeparator);
  const working = { seconds, signal, meanwhile: policy.pipelined };
  return heldOutRecords(await rewardResponses(stepped, prompts, 1, { prm, verify }, working), tokenizer);
}

/** A record of each response; its length is that of the policy's own tokens. */
export function heldOutRecords(table: Scored, tokenizer: Tokenizer): HeldOutRecord[] {
  const { starts } = ownTokens(table);
  return table.prompts.map(({ problem, text: prompt }, r) => ({
    problem: problem.id,
    problemText: problem.prompt,
    prompt,
    reference: problem.answer ?? "",
    response: table.texts[r],
    correct: table.correct[r] === true,
    answer: table.answers[r],
    ...(table.undecided[r] === null ? {} : { undecided: table.undecided[r] }),
    length: starts[r + 1] - starts[r],
    steps: stepsOf(table, r, tokenizer),
  }));
}

/** Sampling parameters of an evaluation. */
export function greedy(maxTokens: number, stop: readonly string[], tokenizer: Tokenizer): SamplingParams {
  return { maxTokens, temperature: 0, topP: 1, stopTokens: tokenizer.eosIds, stop, seed: 0 };
}

/** Accuracy and the rest of what the table shows. */
export function evaluationResult(records: readonly HeldOutRecord[]): EvaluationResult {
  const problems = records.length;
  const mean = (value: (record: HeldOutRecord) => number) =>
    records.reduce((sum, record) => sum + value(record), 0) / problems;
  const correct = records.filter((record) => record.correct).length;
  return {
    problems,
    correct,
    accuracy: correct / problems,
    interval: wilsonInterval(correct, problems),
    meanLength: mean((record) => record.length),
    meanSteps: mean((record) => record.steps.length),
    noAnswerShare: mean((record) => Number(record.answer === null && record.undecided === undefined)),
    undecided: records.filter((record) => record.undecided !== undefined).length,
  };
}

/** Two-sided exact sign test on paired results: p of so uneven a split of `gained + lost` at even odds. */
export function signTest(gained: number, lost: number): number {
  const n = gained + lost;
  // P(X ≤ min) for X ~ Binomial(n, ½), in logarithms so that large n neither overflow nor vanish.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(gained, lost); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

/** Each problem's solution before and after, and the counts of the sign test. */
export function compareSolutions(before: readonly HeldOutRecord[], after: readonly HeldOutRecord[]) {
  const solutions = before.map((record, i): SolutionRecord => {
    const { problem, problemText, prompt, reference } = record;
    return { problem, problemText, prompt, reference, before: side(record), after: side(after[i]) };
  });
  const gained = solutions.filter((s) => s.after.correct && !s.before.correct).length;
  const lost = solutions.filter((s) => s.before.correct && !s.after.correct).length;
  return { solutions, signTest: { gained, lost, p: signTest(gained, lost) } };
}

/** An evaluation of a training step: its figures, and what has changed since `before`, the one before training. */
export function heldOutMetrics(before: readonly HeldOutRecord[], now: readonly HeldOutRecord[]) {
  const { gained, lost } = compareSolutions(before, now).signTest;
  return { ...evaluationResult(now), gained, lost };
}

function side({ response, correct, answer, steps }: HeldOutRecord) {
  return { response, correct, answer, steps };
}
