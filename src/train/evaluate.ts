// Held-out accuracy: one greedy response a problem, judged by the verifier; and what is computed from such results, up to
// the summary of a finished run.
import { mean, wilsonInterval } from "../common/statistics.ts";
import type { PureConfig } from "../config/schema.ts";
import { ownTokens } from "../credit/columns.ts";
import { type CreditForm, estimatorRules } from "../credit/settings.ts";
import type { EncodedPrompt } from "../data/prompts.ts";
import type { Scored } from "../data/table.ts";
import type { Sampler, SamplingParams } from "../engine/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { ProcessRewardModel } from "../reward/prm.ts";
import { answerVerifier, type Judges } from "../reward/verifiable.ts";
import { bestEvaluations, LEAST_FALL } from "../watch/judges.ts";
import { type Progress, rewardResponses, sampleResponses, stepsOf, withSteps } from "./rollout.ts";
import type {
  EvaluationResult,
  HeldOutRecord,
  RunSummary,
  SolutionRecord,
  StepMetrics,
} from "./runs/records.ts";
import type { RunStore } from "./runs/run-store.ts";

/** Held-out problems, what answers them, and who judges the answers. */
export interface HeldOutInputs {
  config: Pick<PureConfig, "data" | "sampling">;
  tokenizer: Tokenizer;
  policy: Sampler;
  judges: Pick<Judges, "rules" | "answers">;
  heldOut: readonly EncodedPrompt[];
}

/**
 * Answers each problem greedily; one record a problem, in order, with the scores of `prm`, if any, for show. Problems
 * without a reference, or whose answer cannot be judged, count as wrong.
 */
export async function solveHeldOut(
  inputs: HeldOutInputs,
  prm: ProcessRewardModel | null,
  told: Pick<Progress, "onEvent" | "signal">,
): Promise<HeldOutRecord[]> {
  const { tokenizer, heldOut, config } = inputs;
  const params = greedy(config.sampling.maxTokens, config.sampling.stop, tokenizer);
  const progress = { ...told, seconds: { sampling: 0, scoring: 0, updating: 0 } };
  return heldOutRecords(await heldOutTable(inputs, heldOut, 1, params, prm, progress), tokenizer);
}

/** Responses to held-out prompts, judged, and scored where there is a `prm`: nothing is learnt from them. */
export async function heldOutTable(
  { config: { data }, tokenizer, policy, judges }: HeldOutInputs,
  prompts: readonly EncodedPrompt[],
  samplesPerPrompt: number,
  params: SamplingParams,
  prm: ProcessRewardModel | null,
  progress: Omit<Progress, "phase">,
): Promise<Scored> {
  const evaluating = { ...progress, phase: "evaluation" as const };
  const responses = sampleResponses(policy, prompts, samplesPerPrompt, params, evaluating);
  const stepped = withSteps(responses, tokenizer, data.stepSeparator);
  const verify = answerVerifier(data.answerPattern, judges);
  const working = { ...progress, meanwhile: policy.pipelined };
  return rewardResponses(stepped, prompts, samplesPerPrompt, { prm, verify }, working);
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

export function greedy(maxTokens: number, stop: readonly string[], tokenizer: Tokenizer): SamplingParams {
  return { maxTokens, temperature: 0, topP: 1, stopTokens: tokenizer.eosIds, stop, seed: 0 };
}

export function evaluationResult(records: readonly HeldOutRecord[]): EvaluationResult {
  const problems = records.length;
  const over = (value: (record: HeldOutRecord) => number) => mean(records.map(value));
  const correct = records.filter((record) => record.correct).length;
  return {
    problems,
    correct,
    accuracy: correct / problems,
    interval: wilsonInterval(correct, problems),
    meanLength: over((record) => record.length),
    meanSteps: over((record) => record.steps.length),
    noAnswerShare: over((record) => Number(record.answer === null && record.undecided === undefined)),
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

/** The solution before and after of each problem that was asked both times, and the counts of the sign test. */
export function compareSolutions(before: readonly HeldOutRecord[], after: readonly HeldOutRecord[]) {
  const later = new Map(after.map((record) => [record.problem, record]));
  const solutions = before.flatMap((record): SolutionRecord[] => {
    const { problem, problemText, prompt, reference } = record;
    const now = later.get(problem);
    // Runs of before did not write the text down.
    if (!now || (problemText ?? now.problemText) !== now.problemText) return [];
    return [{ problem, problemText, prompt, reference, before: side(record), after: side(now) }];
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

/** Computes and writes summary.json from the run's files and its solutions of held-out problems. */
export async function writeSummary(
  run: RunStore,
  config: PureConfig,
  before: readonly HeldOutRecord[],
  after: readonly HeldOutRecord[],
  prm: RunSummary["prm"] = null,
): Promise<RunSummary> {
  const metrics = await run.readMetrics<StepMetrics>();
  const seconds = { sampling: 0, scoring: 0, updating: 0, total: 0 };
  for (const line of metrics)
    for (const part of Object.keys(seconds) as (keyof typeof seconds)[]) seconds[part] += line.seconds[part];
  const { solutions, signTest } = compareSolutions(before, after);
  const result = evaluationResult(after);
  const best = bestEvaluations(metrics);
  const fell = best !== null && result.accuracy <= best.accuracy - LEAST_FALL;
  const checkpoint = fell ? ((await run.latest(best.step))?.path ?? null) : null;
  // First a problem that was gained, the one with most steps: it shows most.
  const rank = ({ before, after }: (typeof solutions)[number]) =>
    (after.correct && !before.correct ? 1000 : 0) + Math.min(before.steps.length, 999);
  const summary: RunSummary = {
    name: config.run.name,
    title: runTitle(config),
    seed: config.train.seed,
    steps: config.train.steps,
    before: evaluationResult(before),
    after: result,
    signTest,
    ...(fell && { best: { ...best, checkpoint } }),
    seconds,
    prm,
    solutions: solutions.sort((a, b) => rank(b) - rank(a)),
  };
  await run.writeFile("summary.json", `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

/** "PRM + 10% verifiable reward, min-form (T = 0.1)"; of `credit.trust` what the configuration sets. */
export function runTitle({ credit, reward }: Pick<PureConfig, "credit" | "reward">): string {
  const share =
    reward.verifiableShare < 1 ? `${Number((100 * reward.verifiableShare).toPrecision(3))}% ` : "";
  const verifiable = `${share}${reward.custom ? "reward of one's own" : "verifiable reward"}`;
  if (reward.mode === "vr") return verifiable;
  const rewards = reward.mode === "prm" ? "PRM" : `PRM + ${verifiable}`;
  const forms: Record<CreditForm, string> = {
    min: `min-form (T = ${credit.temperature})`,
    strict: "min-form (strict)",
    sum: `sum-form${credit.gamma < 1 ? ` (γ = ${credit.gamma})` : ""}`,
    survival: "survival form",
    local: "each step by itself",
  };
  const own = estimatorRules[credit.estimator].form !== undefined;
  const trust = credit.trust === null ? "" : credit.trust ? ", weighed by trust" : ", not weighed by trust";
  return `${rewards}, ${own ? credit.estimator.toUpperCase() : forms[credit.form]}${trust}`;
}
