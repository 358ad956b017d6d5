// PRM800K's own files (openai/prm800k, data/phase*_*.jsonl): a line is a labelled solution whose steps each hold one or
// more completions with a rating −1, 0 or 1. Which of them become examples, and what a rating means, is the rules'.
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { describe, fieldsOf } from "./describe.ts";
import type { LabelledSteps } from "./labelled.ts";

/**
 * What PRM800K's ratings and alternative steps become: by default as the published verifier has them (arXiv 2305.20050),
 * with alternatives as in TRL's conversion.
 */
export const prm800kRules = z.strictObject({
  /**
   * "good" as where the published verifier scores solutions (arXiv 2305.20050, appendix F), "bad" as in TRL's conversion
   * (only 1 is good).
   */
  neutral: z
    .enum(["good", "bad", "unlabelled"])
    .default("good")
    .describe("what a rating of 0 is; unlabelled: no part of the loss"),
  /**
   * A completion beside the path that the labeller went on with: "all": the path up to it and then it, every step with
   * its label, as in TRL's conversion; "last": the same, but it alone has a label, so that each rating counts once;
   * "none": the path alone.
   */
  alternatives: z
    .enum(["all", "last", "none"])
    .default("all")
    .describe("completions not gone on with: examples with all labels, with their last alone, or none"),
  /** Solutions that end with "give_up" or "bad_problem": left out as in the paper, or kept up to where they stop. */
  unfinished: z
    .enum(["leaveOut", "keep"])
    .default("leaveOut")
    .describe("solutions that the labeller gave up, or whose problem is bad"),
  /** Left out as in the paper, or kept. */
  qualityControl: z
    .enum(["leaveOut", "keep"])
    .default("leaveOut")
    .describe("solutions for quality control and for screening labellers"),
});

export type Prm800kRules = z.infer<typeof prm800kRules>;

export const prm800kDefaults = prm800kRules.parse({});

const text = z.string("text");
const anything = z.unknown().optional();
/** Parquet has 64-bit integers as bigint. */
const rating = z.literal([-1, 0, 1, -1n, 0n, 1n], "−1, 0, 1 or null").nullish();
const completion = z.object({ text, rating, flagged: anything }, "an object");
const human = z.object({ text, rating, corrected_rating: rating }, "an object");
const stepSchema = z.object(
  {
    completions: z.array(completion, "a list").nullish(),
    chosen_completion: anything,
    human_completion: human.nullish(),
  },
  "an object",
);
const lineSchema = z.object({
  question: z.object({ problem: text, pre_generated_steps: anything }, "an object"),
  label: z.object({ steps: z.array(stepSchema, "a list of steps"), finish_reason: anything }, "an object"),
});

interface Completion {
  text: string;
  /** Null: not rated, or flagged as one that the labeller could not rate. */
  label: number | null;
}

interface Step {
  completions: Completion[];
  /** The completion that the labeller went on with; null: none, or the human's. */
  chosen: number | null;
  human: Completion | null;
}

/**
 * The examples of one line, in the order of its steps and the path last. What the rules leave out, and lines without a
 * rated step, give none: `leftOut` is told why. Throws a UserError that names the place of whatever is malformed.
 */
export function prm800kExamples(
  value: Record<string, unknown>,
  where: string,
  rules: Prm800kRules,
  leftOut: (reason: string) => void,
): LabelledSteps[] {
  const { question, label } = fieldsOf(lineSchema, value, where);
  const { problem, pre_generated_steps: generated } = question;
  const steps = label.steps.map((step, i) => stepOf(step, `${where}: "label.steps[${i}]`, rules.neutral));

  const control = value.is_quality_control_question === true || value.is_initial_screening_question === true;
  const finish = label.finish_reason;
  const unfinished = finish === "give_up" || finish === "bad_problem";
  const reason =
    steps.length === 0
      ? "no steps"
      : control && rules.qualityControl === "leaveOut"
        ? "quality control"
        : unfinished && rules.unfinished === "leaveOut"
          ? `finish_reason ${finish}`
          : null;
  if (reason !== null) {
    leftOut(reason);
    return [];
  }

  const examples: LabelledSteps[] = [];
  const path: Completion[] = [];
  for (const [s, step] of steps.entries()) {
    const next = nextOnPath(step, Array.isArray(generated) ? generated[s] : undefined);
    if (rules.alternatives !== "none") {
      for (const completion of step.completions) {
        if (completion === next || completion.label === null) continue;
        const before = rules.alternatives === "all" ? path : path.map((on) => ({ ...on, label: null }));
        examples.push(exampleOf(problem, [...before, completion]));
      }
    }
    if (next === null) break;
    path.push(next);
    if (step.chosen === null && step.human === null) break;
  }
  if (path.some((step) => step.label !== null)) examples.push(exampleOf(problem, path));
  if (examples.length === 0) leftOut("no rated step");
  return examples;
}

/**
 * The completion with which the path goes on. Where none was chosen and none written, labelling stopped at this step
 * ("found_error"): the path then ends with the completion that the labelled solution has here.
 */
function nextOnPath({ completions, chosen, human }: Step, generated: unknown): Completion | null {
  if (chosen !== null) return completions[chosen];
  if (human !== null) return human;
  if (completions.length === 1) return completions[0];
  return completions.find(({ text }) => text === generated) ?? null;
}

function exampleOf(prompt: string, steps: readonly Completion[]): LabelledSteps {
  return { prompt, completions: steps.map(({ text }) => text), labels: steps.map(({ label }) => label) };
}

function stepOf(step: z.infer<typeof stepSchema>, place: string, neutral: Prm800kRules["neutral"]): Step {
  const labels = { "-1": 0, "0": { good: 1, bad: 0, unlabelled: null }[neutral], "1": 1 };
  const labelOf = (rated: z.infer<typeof rating>) =>
    rated === null || rated === undefined ? null : labels[`${rated}`];
  const completions = (step.completions ?? []).map(({ text, rating, flagged }) => ({
    text,
    label: flagged === true ? null : labelOf(rating),
  }));
  const chosen = step.chosen_completion ?? null;
  const index = chosen === null ? null : Number(chosen);
  if (index !== null && !(Number.isInteger(index) && index >= 0 && index < completions.length)) {
    throw new UserError(
      `${place}.chosen_completion" is ${describe(chosen)}, but there are ${completions.length} completions`,
    );
  }
  // A step that the labeller wrote where every completion was bad is good, unless its rating was corrected.
  const written = step.human_completion;
  const human = written
    ? { text: written.text, label: labelOf(written.corrected_rating ?? written.rating ?? 1) }
    : null;
  return { completions, chosen: index, human };
}
