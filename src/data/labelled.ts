// Training data of a process reward model: a prompt, its steps, and a label a step, as JSON lines in the form of TRL's
// stepwise datasets: {"prompt", "completions": [...], "labels": [...]}. Also made here from arithmetic responses.
import { UserError } from "../errors.ts";
import { checkSteps } from "./arithmetic-check.ts";
import type { Problem } from "./problems.ts";
import { describe, readRecords } from "./records.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";

export interface LabelledSteps {
  prompt: string;
  /** Texts of the steps, without separators. */
  completions: string[];
  /** One a step: the probability that the step is good; 0 and 1 where it is known. */
  labels: number[];
}

/**
 * The steps of an arithmetic response with the exact checker's labels. `afterError` "bad": every step after the first
 * error is bad too; "own": each is judged by itself (see `CheckedStep`).
 */
export function labelledSteps(
  problem: Problem,
  response: string,
  afterError: "bad" | "own" = "bad",
): LabelledSteps {
  const steps = checkSteps(problem, response);
  return {
    prompt: problem.prompt,
    completions: steps.map((step) => step.text),
    labels: steps.map((step) => Number(afterError === "bad" ? step.good : step.own)),
  };
}

/** One JSON line (with its line feed); labels that are 0 or 1 are written as false and true, as TRL has them. */
export function labelledLine(example: LabelledSteps): string {
  const labels = example.labels.map((label) => (label === 0 || label === 1 ? label === 1 : label));
  return `${JSON.stringify({ prompt: example.prompt, completions: example.completions, labels })}\n`;
}

/**
 * Reads labelled steps from any source of `resolveSource`. Labels are true, false, or a number from 0 to 1. Throws a
 * UserError that names the line of a missing or malformed field, or of labels and steps that differ in number.
 */
export async function* readLabelledSteps(
  source: string,
  options: SourceOptions = {},
): AsyncGenerator<LabelledSteps> {
  const { files } = await resolveSource(source, options);
  for (const file of files) {
    for await (const { value, where } of readRecords(file)) {
      const { prompt, completions, labels } = value;
      if (typeof prompt !== "string") throw wrong(where, "prompt", "text", prompt);
      if (!isList(completions)) throw wrong(where, "completions", "a list of steps", completions);
      if (!isList(labels)) throw wrong(where, "labels", "a list with one label a step", labels);
      if (completions.length !== labels.length) {
        throw new UserError(
          `${where}: ${completions.length} steps in "completions" but ${labels.length} in "labels"; each step needs one label`,
        );
      }
      if (completions.length === 0) throw new UserError(`${where}: "completions" holds no steps`);
      yield {
        prompt,
        completions: completions.map((step, i) => {
          if (typeof step === "string") return step;
          throw wrong(where, `completions[${i}]`, "text", step);
        }),
        labels: labels.map((label, i) => {
          const number = typeof label === "bigint" || typeof label === "boolean" ? Number(label) : label;
          if (typeof number === "number" && number >= 0 && number <= 1) return number;
          throw wrong(where, `labels[${i}]`, "true, false, or a number from 0 to 1", label);
        }),
      };
    }
  }
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function wrong(where: string, field: string, expected: string, found: unknown): UserError {
  return new UserError(`${where}: field "${field}" should be ${expected}, found ${describe(found)}`);
}
