// Step labels without people: each step's prefix is rolled out, and the step is as good as what comes of it
// (Math-Shepherd, arXiv 2312.08935). One batch of problems; files and resuming are label.ts's.
import { UserError } from "../../common/errors.ts";
import { Random } from "../../common/random.ts";
import { type KnownSteps, labelledSteps, untilFirstError } from "../../data/labelled.ts";
import type { Problem } from "../../data/problems.ts";
import type { EncodedPrompt } from "../../data/prompts.ts";
import { splitSteps, splitText, stepTexts } from "../../data/steps.ts";
import type { SampledResponse, Sampler, SamplingParams } from "../../engine/types.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { nodeJudges } from "../../reward/judges.ts";
import { answerVerifier, type JudgedAnswer } from "../../reward/verifiable.ts";

/**
 * What decides the labels; the same settings give the same labels of a problem, whatever it is labelled with. `maxTokens`
 * is of a solution, and of a continuation of a prefix.
 */
export interface LabelSettings extends Pick<SamplingParams, "maxTokens" | "temperature" | "topP" | "stop"> {
  /** Solutions sampled a problem. */
  solutions: number;
  /** M, the continuations of each step prefix; 0 with a checker. */
  rollouts: number;
  /** hard: whether any continuation is right; soft: the share that is. */
  labels: "hard" | "soft";
  /** Leave out what follows the first step of which no continuation is right. */
  untilFirstError: boolean;
  /** An exact checker in place of rollouts. */
  checker: "arithmetic" | null;
  seed: number;
  stepSeparator: string;
  /** Regular expression of the answer; null: the usual rules. */
  answerPattern: string | null;
}

/** A line of the output. */
export interface LabelRecord extends KnownSteps {
  /** Of the problem. */
  id: string;
  /** Which solution of the problem, 0..solutions−1. */
  sample: number;
  /** Whether the solution's own answer is right; null: undecided, or no reference. */
  correct: boolean | null;
  /** With rollouts: M, and by step how many continuations are right, of those that were whole and could be judged. The last step has one: the solution itself. */
  rollouts?: number;
  successes?: number[];
  decided?: number[];
}

/** What was done, in numbers: of nothing. */
export const noLabels = {
  /** Solutions with labels, and how many of them are right. */
  solutions: 0,
  correct: 0,
  /** Labels, and their sum: the good steps. */
  steps: 0,
  good: 0,
  /** Continuations sampled, and those that the context ended before `maxTokens`, which take no part. */
  rollouts: 0,
  cutByContext: 0,
  /** Answers that could not be judged, of continuations and of solutions. */
  undecided: 0,
  /** Solutions left out: without a step, or with a step of which no answer could be judged. */
  empty: 0,
  unlabelled: 0,
};
export type LabelCounts = typeof noLabels;

export interface LabelWork {
  engine: Sampler;
  tokenizer: Tokenizer;
  settings: LabelSettings;
  /** Told of every response sampled, and whether a solution has all it needs with it. */
  onResponse: (tokens: number, solutionDone: boolean) => void;
  signal?: AbortSignal;
}

/** Right answers of the continuations of one prefix, among those that could be judged. */
interface Tally {
  successes: number;
  decided: number;
}

interface SampledSolution extends SampledResponse {
  of: EncodedPrompt;
  text: string;
  /** Index of each step's last token; without steps: empty. */
  ends: number[];
  correct: boolean | null;
  /** Of every step rolled out so far; the last step is not. */
  tallies: Tally[];
  /** Continuations under way. */
  pending: number;
}

/** Labels the solutions of some problems: what is to be written, by problem, by sample, and the counts. */
export async function labelBatch(
  prompts: readonly EncodedPrompt[],
  work: LabelWork,
): Promise<{ labelled: LabelRecord[]; counts: LabelCounts }> {
  const { settings } = work;
  const counts = { ...noLabels };
  const solutions = await sampleSolutions(prompts, work, counts);
  if (settings.checker === null) await rollOutSteps(solutions, work, counts);
  const labelled: LabelRecord[] = [];
  for (const solution of solutions) {
    const line = settings.checker === null ? ofRollouts(solution, work) : ofChecker(solution, settings);
    if (line === "empty" || line === "unlabelled") counts[line]++;
    else {
      labelled.push(line);
      counts.solutions++;
      counts.correct += Number(line.correct === true);
      counts.steps += line.labels.length;
      counts.good += line.labels.reduce((a, b) => a + b, 0);
    }
  }
  return { labelled, counts };
}

/** One JSON line (with its line feed); hard labels are written as TRL has them, true and false. */
export function labelLine({ prompt, completions, labels, ...rest }: LabelRecord, hard: boolean): string {
  const written = hard ? labels.map((label) => label === 1) : labels;
  return `${JSON.stringify({ prompt, completions, labels: written, ...rest })}\n`;
}

/** The stream of a problem's random numbers: its own, whatever other problems there are. */
const randomOf = ({ seed }: LabelSettings, { id }: Problem) => new Random(seed).fork("label").fork(id);

/**
 * Samples `count` responses to each of `prompts`, and keeps the verdict on each, whose whole text `read` gives, with the
 * problem that it is judged by.
 */
async function sampleJudged(
  prompts: readonly (readonly number[])[],
  count: number,
  seed: readonly number[],
  { engine, tokenizer, settings, signal }: LabelWork,
  read: (response: SampledResponse) => {
    problem: Problem;
    text: string;
    keep: (verdict: JudgedAnswer) => void;
  },
): Promise<void> {
  const { maxTokens, temperature, topP, stop, answerPattern } = settings;
  const params = { maxTokens, temperature, topP, stop, stopTokens: tokenizer.eosIds, seed, signal };
  const verify = answerVerifier(answerPattern, nodeJudges());
  const verdicts: Promise<void>[] = [];
  for await (const response of engine.sample(prompts, count, params)) {
    signal?.throwIfAborted();
    if (!response.logprobs.every(Number.isFinite))
      throw new UserError("the model's log-probabilities are not finite numbers; its weights are damaged");
    const { problem, text, keep } = read(response);
    const verdict = verify(problem, text).then(keep);
    verdict.catch(() => {}); // Awaited below; until then a failure is not an unhandled one.
    verdicts.push(verdict);
  }
  await Promise.all(verdicts);
}

/** The solutions of each prompt, by prompt, by sample. */
async function sampleSolutions(
  prompts: readonly EncodedPrompt[],
  work: LabelWork,
  counts: LabelCounts,
): Promise<SampledSolution[]> {
  const { tokenizer, settings, onResponse } = work;
  const seeds = prompts.map(({ problem }) => randomOf(settings, problem).fork("solutions").uint32());
  const tokens = prompts.map((prompt) => prompt.tokens);
  const solutions: SampledSolution[] = [];
  await sampleJudged(tokens, settings.solutions, seeds, work, (response) => {
    const of = prompts[response.prompt];
    const text = tokenizer.decode(response.tokens);
    const steps = splitSteps(response.tokens, tokenizer, settings.stepSeparator);
    const ends = splitText(text, settings.stepSeparator).length > 0 ? steps : [];
    const solution: SampledSolution = { ...response, of, text, correct: null, ends, tallies: [], pending: 0 };
    solutions.push(solution);
    const keep = ({ correct, undecided }: JudgedAnswer) => {
      solution.correct = correct;
      if (undecided !== null) counts.undecided++;
      onResponse(response.tokens.length, settings.checker !== null || ends.length < 2);
    };
    return { problem: of.problem, text, keep };
  });
  return solutions.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
}

/** Fills the tallies: every step's, or those up to the first of 0. All prefixes of a solution share its cache. */
async function rollOutSteps(
  solutions: readonly SampledSolution[],
  work: LabelWork,
  counts: LabelCounts,
): Promise<void> {
  const { untilFirstError } = work.settings;
  const stepsOf = (solution: SampledSolution) => Math.max(0, solution.ends.length - 1);
  if (!untilFirstError) {
    const all = solutions.flatMap((solution) =>
      Array.from({ length: stepsOf(solution) }, (_, step) => ({ solution, step })),
    );
    return rollOut(all, work, counts, () => true);
  }
  const over = (solution: SampledSolution) => {
    const { tallies } = solution;
    return tallies.length >= stepsOf(solution) || tallies.at(-1)?.successes === 0;
  };
  for (let step = 0; ; step++) {
    const going = solutions.filter((solution) => !over(solution));
    if (going.length === 0) return;
    const next = going.map((solution) => ({ solution, step }));
    await rollOut(next, work, counts, over);
  }
}

/** Rolls out the prefixes that end with the given steps; of one solution, in ascending order. */
async function rollOut(
  prefixes: readonly { solution: SampledSolution; step: number }[],
  work: LabelWork,
  counts: LabelCounts,
  over: (solution: SampledSolution) => boolean,
): Promise<void> {
  const { tokenizer, settings, onResponse } = work;
  const tokens = prefixes.map(({ solution, step }) => solution.tokens.slice(0, solution.ends[step] + 1));
  const seeds = prefixes.map(({ solution, step }) =>
    randomOf(settings, solution.of.problem).fork(solution.sample).fork(step).uint32(),
  );
  for (const { solution } of prefixes) {
    solution.tallies.push({ successes: 0, decided: 0 });
    solution.pending += settings.rollouts;
  }
  const prompts = prefixes.map(({ solution }, i) => [...solution.of.tokens, ...tokens[i]]);
  await sampleJudged(prompts, settings.rollouts, seeds, work, (response) => {
    const { solution, step } = prefixes[response.prompt];
    const tally = solution.tallies[step];
    // Of a continuation with less room than a solution had, what would have come of it is not known.
    const cut = response.finish === "length" && response.tokens.length < settings.maxTokens;
    const keep = ({ correct }: JudgedAnswer) => {
      counts.rollouts++;
      if (cut) counts.cutByContext++;
      else if (correct === null) counts.undecided++;
      else {
        tally.decided++;
        tally.successes += Number(correct);
      }
      onResponse(response.tokens.length, --solution.pending === 0 && over(solution));
    };
    const text = tokenizer.decode([...tokens[response.prompt], ...response.tokens]);
    return { problem: solution.of.problem, text, keep };
  });
}

/** The labels that the tallies give, or why there are none. */
function ofRollouts(
  { of, sample, tokens, ends, correct, tallies }: SampledSolution,
  { settings, tokenizer }: LabelWork,
): LabelRecord | "empty" | "unlabelled" {
  const { labels, rollouts, untilFirstError, stepSeparator } = settings;
  if (ends.length === 0) return "empty";
  const error = untilFirstError ? tallies.findIndex(({ successes }) => successes === 0) : -1;
  const known =
    error >= 0
      ? tallies.slice(0, error + 1)
      : [...tallies, { successes: Number(correct === true), decided: Number(correct !== null) }];
  if (known.some(({ decided }) => decided === 0)) return "unlabelled";
  const texts = stepTexts(tokens, ends, tokenizer).slice(0, known.length);
  return {
    prompt: of.problem.prompt,
    completions: texts.map((text) => splitText(text, stepSeparator).join(stepSeparator)),
    labels: known.map(({ successes, decided }) =>
      labels === "hard" ? Number(successes > 0) : successes / decided,
    ),
    id: of.problem.id,
    sample,
    correct,
    rollouts,
    successes: known.map(({ successes }) => successes),
    decided: known.map(({ decided }) => decided),
  };
}

/** The labels of the generated task's exact checker. */
function ofChecker(
  { of, sample, text, correct }: SampledSolution,
  settings: LabelSettings,
): LabelRecord | "empty" {
  const all = labelledSteps(of.problem, text);
  if (all.completions.length === 0) return "empty";
  const { prompt, completions, labels } = settings.untilFirstError ? untilFirstError(all) : all;
  return { prompt, completions, labels, id: of.problem.id, sample, correct };
}
