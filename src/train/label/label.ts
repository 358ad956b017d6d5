// Labelling whole problem sets: batch after batch into a file that can be gone on with. How a batch is labelled is
// label-rollouts.ts's, what is on disk label-file.ts's.
import { UserError } from "../../common/errors.ts";
import { exclusively } from "../../common/lock.ts";
import type { Problem } from "../../data/problems.ts";
import { encodePrompts, type PromptOptions } from "../../data/prompts.ts";
import type { OnEvent } from "../events.ts";
import { LabelFile, type LabelOptions, type LabelProgress } from "./label-file.ts";
import { type LabelCounts, type LabelWork, labelBatch, labelLine, noLabels } from "./label-rollouts.ts";

export interface LabelInputs extends Omit<LabelWork, "onResponse"> {
  problems: readonly Problem[];
  prompt?: PromptOptions;
  /** File of the labels, JSON lines. */
  out: string;
  /** What else two runs must share to go on with one file: the model, where the problems come from. */
  options?: LabelOptions;
  onEvent?: OnEvent;
}

export interface LabelResult extends LabelProgress {
  /** The signal stopped it; what is done is in the file. */
  interrupted: boolean;
  totalProblems: number;
}

/** Problems a batch, which is what an interruption loses at most: enough to fill the engine's rows. */
const BATCH = { rollouts: 8, checker: 64 };

/**
 * Labels the steps of solutions of `problems`, and writes them to `out` as JSON lines, in order. Goes on with a file
 * that the same settings began; it ends up as if it had been written at once. Problems without an answer (rollouts
 * need one) and with a prompt that leaves no room for `maxTokens` are left out, and a warning says how many; so it does
 * of continuations that the context ended. Throws a UserError where none is left, where the file was begun otherwise, or
 * where another process writes to it.
 */
export function labelProblems(inputs: LabelInputs): Promise<LabelResult> {
  return exclusively(inputs.out, () => labelAll(inputs), `${inputs.out}.lock`);
}

async function labelAll(inputs: LabelInputs): Promise<LabelResult> {
  const { settings, signal, onEvent = () => {} } = inputs;
  const prompts = usablePrompts(inputs, onEvent);
  const { prompt = {}, options = {} } = inputs;
  const { template = null, system = null } = prompt;
  const identity = { ...options, ...settings, template, system };
  const problems = prompts.map(({ problem }) => problem);
  const file = await LabelFile.open(inputs.out, identity, problems);
  const batchSize = settings.checker === null ? BATCH.rollouts : BATCH.checker;
  const phase = "labelling" as const;
  const total = prompts.length * settings.solutions;
  const before = file.progress;
  const began = performance.now();
  let done = before.problems * settings.solutions;
  let tokens = 0;
  const onResponse = (more: number, solutionDone: boolean) => {
    tokens += more;
    if (!solutionDone) return;
    done++;
    onEvent({ type: "sampled", phase, responses: done, totalResponses: total, tokens });
  };
  onEvent({ type: "phaseStarted", phase, total, done, unit: "responses" });
  try {
    while (file.progress.problems < prompts.length) {
      signal?.throwIfAborted();
      const from = file.progress.problems;
      // Always the same batches, wherever the last run stopped: together with them the engine's rounding is the same.
      const to = Math.min(prompts.length, (Math.floor(from / batchSize) + 1) * batchSize);
      const batch = await labelBatch(prompts.slice(from, to), { ...inputs, onResponse });
      const text = batch.labelled.map((line) => labelLine(line, settings.labels === "hard")).join("");
      const seconds = before.seconds + (performance.now() - began) / 1000;
      const counts = { ...file.progress.counts };
      for (const key of Object.keys(noLabels) as (keyof LabelCounts)[]) counts[key] += batch.counts[key];
      await file.append(text, { problems: to, counts, seconds });
      onEvent({ type: "labelled", problems: to, totalProblems: prompts.length, counts, seconds });
    }
  } catch (error) {
    if (!(signal?.aborted && error === signal.reason)) throw error;
    return { ...file.progress, totalProblems: prompts.length, interrupted: true };
  }
  const { cutByContext, rollouts } = file.progress.counts;
  if (cutByContext > 0)
    onEvent({
      type: "warning",
      message:
        `${cutByContext} of ${rollouts} continuations met the end of the context of ${inputs.engine.maxContext} before ` +
        `${settings.maxTokens} tokens, and take no part in the labels; lower --max-tokens, or raise --engine.maxContext`,
    });
  onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
  return { ...file.progress, totalProblems: prompts.length, interrupted: false };
}

function usablePrompts({ engine, tokenizer, problems, settings, prompt }: LabelInputs, onEvent: OnEvent) {
  const { maxTokens, checker } = settings;
  const answered = problems.filter(({ answer }) => checker !== null || answer !== null);
  if (answered.length === 0)
    throw new UserError("no problem has a reference answer, and without one no continuation can be judged");
  const warn = (count: number, why: string) =>
    onEvent({ type: "warning", message: `${count} of ${problems.length} problems are left out: ${why}` });
  if (answered.length < problems.length) warn(problems.length - answered.length, "without an answer");
  const room = engine.maxContext - maxTokens;
  const { prompts, tooLong } = encodePrompts(answered, tokenizer, room, prompt);
  const full = `longer than ${room} tokens, so that a solution of ${maxTokens} would not fit the context of ${engine.maxContext}`;
  if (room < 1)
    throw new UserError(
      `a solution of ${maxTokens} tokens leaves no room for a problem in the context of ${engine.maxContext}; lower --max-tokens`,
    );
  if (prompts.length === 0) throw new UserError(`every problem is ${full}; lower --max-tokens`);
  if (tooLong.length > 0) warn(tooLong.length, full);
  return prompts;
}
