// What is written down of an iteration (a training step; steps here are those of responses): its line of metrics.jsonl
// and the lines of its rollouts.
import { rowOf } from "../../common/rows.ts";
import { mean, smallest } from "../../common/statistics.ts";
import { ownTokens } from "../../credit/columns.ts";
import { klEstimate } from "../../credit/kl.ts";
import type { Credited, Scored } from "../../data/table.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { type ResponseSigns, stepSignals } from "../../watch/signals.ts";
import type { RolloutRecord, StepMetrics } from "./records.ts";
import { stepsOf } from "../rollout.ts";
import type { UpdateResult } from "../update.ts";

/** The iteration's line of metrics.jsonl: of the policy's own tokens, and of the steps that have one. */
export function iterationMetrics(
  iteration: number,
  table: Scored,
  update: UpdateResult,
  watched: readonly ResponseSigns[],
  rest: Partial<StepMetrics> & Pick<StepMetrics, "learningRate" | "skippedPrompts" | "seconds">,
): StepMetrics {
  const { scores, stepStarts, ...own } = ownTokens(table);
  const responses = own.prompt.length;
  const responseTokens = own.tokens.length;
  const rows = scores ? own.texts.map((_, r) => Array.from(rowOf(scores, stepStarts, r))) : [];
  const scored = rows.filter((row) => row.length > 0);
  const known = own.correct.filter((correct) => correct !== null);
  const judged = own.verifiable.filter((reward) => reward !== null);
  return {
    step: iteration,
    responses,
    responseTokens,
    meanLength: responseTokens / responses,
    meanSteps: own.stepEnds.length / responses,
    truncatedShare: mean(own.finish.map((finish) => Number(finish === "length"))),
    noAnswerShare: mean(own.answers.map((answer, r) => Number(answer === null && own.undecided[r] === null))),
    processRewardMin: meanOrNull(scored.map(smallest)),
    processRewardMean: meanOrNull(scored.map(mean)),
    processRewardSum: meanOrNull(scored.map((row) => row.reduce((a, b) => a + b, 0))),
    verifiableReward: meanOrNull(judged),
    correctShare: meanOrNull(known.map(Number)),
    undecided: own.undecided.filter((reason) => reason !== null).length,
    groupsWithoutVariance: new Set(watched.filter((r) => r.withoutVariance).map((r) => r.group)).size,
    groups: own.prompts.length,
    ...update,
    kl: meanKl(own.logprobs, own.refLogprobs),
    signals: stepSignals(watched),
    ...rest,
    tokensPerSecond: responseTokens / rest.seconds.total,
    peakMemoryBytes: peakMemoryBytes(),
  };
}

/** The lines of rollouts/STEP.jsonl: all tokens. */
export function* rolloutRecords(
  iteration: number,
  table: Credited,
  tokenizer: Tokenizer,
): Generator<RolloutRecord> {
  const { prompts, starts, stepStarts, stepEnds, transformed, refLogprobs, values } = table;
  for (const [r, group] of table.prompt.entries()) {
    const { problem, text } = prompts[group];
    const numbers = (column: Float32Array | Float64Array) =>
      Array.from(column.subarray(starts[r], starts[r + 1]), rounded);
    yield {
      step: iteration,
      problem: problem.id,
      group,
      sample: table.sample[r],
      prompt: text,
      response: table.texts[r],
      tokens: Array.from(rowOf(table.tokens, starts, r)),
      logprobs: numbers(table.logprobs),
      finish: table.finish[r],
      steps: stepsOf(table, r, tokenizer).map(({ text, reward }, s) => ({
        text,
        end: stepEnds[stepStarts[r] + s],
        reward,
        credit: transformed[stepStarts[r] + s] ?? null,
      })),
      verifiable: table.verifiable[r],
      reference: problem.answer,
      answer: table.answers[r],
      correct: table.correct[r],
      ...(table.undecided[r] === null ? {} : { undecided: table.undecided[r] }),
      returns: numbers(table.returns),
      advantages: numbers(table.advantages),
      ...(refLogprobs && { refLogprobs: numbers(refLogprobs) }),
      ...(values && { values: numbers(values) }),
    };
  }
}

/** Largest resident memory of this process so far; NaN in a browser, which does not tell. */
export function peakMemoryBytes(): number {
  return typeof process === "undefined" ? Number.NaN : process.resourceUsage().maxRSS * 1024;
}

/** k3 estimate of KL(policy ‖ reference), mean over tokens; both columns are [tokens]. Null without a reference. */
export function meanKl(logprobs: Float32Array, refLogprobs: Float32Array | undefined): number | null {
  if (!refLogprobs) return null;
  let sum = 0;
  for (let t = 0; t < logprobs.length; t++) sum += klEstimate("k3", logprobs[t], refLogprobs[t]);
  return sum / logprobs.length;
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length > 0 ? mean(values) : null;
}

/** Six decimals are enough to read and a third of the bytes. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
