// What is written down of a training step: its line of metrics.jsonl and the lines of its rollouts.
import type { ResponseCredit } from "../credit/estimators.ts";
import { klEstimate } from "../credit/kl.ts";
import { stepTexts } from "../data/steps.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { smallest } from "../statistics.ts";
import { type ResponseSigns, stepSignals } from "../watch/signals.ts";
import type { RolloutRecord, StepMetrics } from "./records.ts";
import type { Rollout, RolloutGroup, Seconds } from "./rollout.ts";
import type { UpdateResult } from "./update.ts";

/** The step's line of metrics.jsonl. */
export function stepMetrics(
  step: number,
  groups: readonly RolloutGroup[],
  update: UpdateResult,
  watched: readonly ResponseSigns[],
  rest: Pick<StepMetrics, "trust" | "learningRate" | "skippedPrompts"> & {
    seconds: Seconds & { total: number };
  },
): StepMetrics {
  const responses = groups.flatMap((group) => group.responses);
  const over = (value: (response: Rollout) => number) => mean(responses.map(value));
  const scored = responses.map(({ scores }) => scores).filter((scores) => scores !== null);
  const known = responses.map(({ verdict }) => verdict.correct).filter((correct) => correct !== null);
  const judged = responses.map(({ verdict }) => verdict.reward).filter((verdict) => verdict !== null);
  const responseTokens = responses.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const { seconds } = rest;
  return {
    step,
    responses: responses.length,
    responseTokens,
    meanLength: over(({ tokens }) => tokens.length),
    meanSteps: over(({ stepEnds }) => stepEnds.length),
    truncatedShare: over(({ finish }) => Number(finish === "length")),
    noAnswerShare: over(({ verdict }) => Number(verdict.answer === null && verdict.undecided === null)),
    processRewardMin: meanOrNull(scored.map(smallest)),
    processRewardMean: meanOrNull(scored.map(mean)),
    processRewardSum: meanOrNull(scored.map((scores) => scores.reduce((a, b) => a + b, 0))),
    verifiableReward: meanOrNull(judged),
    correctShare: meanOrNull(known.map(Number)),
    undecided: responses.filter(({ verdict }) => verdict.undecided !== null).length,
    groupsWithoutVariance: new Set(watched.filter((r) => r.withoutVariance).map((r) => r.group)).size,
    groups: groups.length,
    ...update,
    kl: meanKl(responses),
    signals: stepSignals(watched),
    trust: rest.trust,
    learningRate: rest.learningRate,
    skippedPrompts: rest.skippedPrompts,
    seconds,
    tokensPerSecond: responseTokens / seconds.total,
    peakMemoryBytes: peakMemoryBytes(),
  };
}

/** The lines of rollouts/STEP.jsonl. */
export function* rolloutRecords(
  step: number,
  groups: readonly RolloutGroup[],
  credits: readonly (readonly ResponseCredit[])[],
  tokenizer: Tokenizer,
): Generator<RolloutRecord> {
  for (const [group, { prompt, responses }] of groups.entries())
    for (const [k, response] of responses.entries()) {
      const { tokens, stepEnds, scores, verdict } = response;
      const { transformed, returns, advantages } = credits[group][k];
      yield {
        step,
        problem: prompt.problem.id,
        group,
        sample: response.sample,
        prompt: prompt.text,
        response: response.text,
        tokens,
        logprobs: rounded(response.logprobs),
        finish: response.finish,
        steps: stepTexts(tokens, stepEnds, tokenizer).map((text, s) => ({
          text,
          end: stepEnds[s],
          reward: scores?.[s] ?? null,
          credit: transformed[s] ?? null,
        })),
        verifiable: verdict.reward,
        reference: prompt.problem.answer,
        answer: verdict.answer,
        correct: verdict.correct,
        ...(verdict.undecided === null ? {} : { undecided: verdict.undecided }),
        returns: rounded(returns),
        advantages: rounded(advantages),
        ...(response.refLogprobs && { refLogprobs: rounded(response.refLogprobs) }),
        ...(response.values && { values: rounded(response.values) }),
      };
    }
}

/** Largest resident memory of this process so far. */
export function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** k3 estimate of KL(policy ‖ reference), mean over tokens. */
export function meanKl(responses: readonly Pick<Rollout, "logprobs" | "refLogprobs">[]): number | null {
  let [sum, count] = [0, 0];
  for (const { logprobs, refLogprobs } of responses) {
    if (!refLogprobs) return null;
    for (let t = 0; t < logprobs.length; t++) sum += klEstimate("k3", logprobs[t], refLogprobs[t]);
    count += logprobs.length;
  }
  return sum / count;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length > 0 ? mean(values) : null;
}

/** Six decimals are enough to read and a third of the bytes. */
function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1e6) / 1e6);
}
