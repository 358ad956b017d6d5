// Training data of a process reward model: a prompt, its steps, and a label a step. Made here from arithmetic responses,
// and written as JSON lines in the form of TRL's stepwise datasets, {"prompt", "completions": [...], "labels": [...]}.
// Reading is labelled-files.ts.
import { checkSteps } from "./arithmetic-check.ts";
import type { Problem } from "./problems.ts";
import { isVisible } from "./steps.ts";

export interface LabelledSteps {
  prompt: string;
  /** Texts of the steps, without separators. */
  completions: string[];
  /**
   * One a step: the probability that the step is good; 0 and 1 where it is known. Null: the step has no label and takes
   * no part in the loss or in any figure.
   */
  labels: (number | null)[];
  /** Whether the solution's answer is right, where the source says so; null: it could not be decided. */
  correct?: boolean | null;
  /** The record they are of, "file:line", where they were read from one. */
  where?: string;
}

/** Steps every one of which has a label. */
export interface KnownSteps extends LabelledSteps {
  labels: number[];
}

/** The steps of an arithmetic response with the exact checker's labels: every step after the first error is bad too. */
export function labelledSteps(problem: Problem, response: string): KnownSteps {
  const steps = checkSteps(problem, response);
  return {
    prompt: problem.prompt,
    completions: steps.map((step) => step.text),
    labels: steps.map((step) => Number(step.good)),
  };
}

/**
 * One JSON line (with its line feed); labels that are 0 or 1 are written as false and true, as TRL has them. TRL has no
 * steps without a label.
 */
export function labelledLine(example: LabelledSteps): string {
  const labels = example.labels.map((label) => (label === 0 || label === 1 ? label === 1 : label));
  return `${JSON.stringify({ prompt: example.prompt, completions: example.completions, labels })}\n`;
}

/** The same without the labels of texts in which nothing is visible: those are no steps. */
export function withoutBlankLabels<T extends LabelledSteps>(steps: T): T {
  const { completions, labels } = steps;
  return { ...steps, labels: labels.map((label, i) => (isVisible(completions[i]) ? label : null)) };
}

/**
 * Whether a solution is right: by its answer where that was judged, else where none of its steps is labelled bad (below
 * one half). Null: neither is known.
 */
export function isRightSolution({
  labels,
  correct,
}: Pick<LabelledSteps, "labels" | "correct">): boolean | null {
  if (correct !== undefined) return correct;
  const known = labels.filter((label) => label !== null);
  return known.length === 0 ? null : known.every((label) => label >= 0.5);
}

/** The same up to the first wrong step: what follows is neither right nor wrong, as in PRM800K (arXiv 2305.20050). */
export function untilFirstError<T extends LabelledSteps>(steps: T): T {
  const error = steps.labels.indexOf(0);
  const count = error < 0 ? steps.labels.length : error + 1;
  return { ...steps, completions: steps.completions.slice(0, count), labels: steps.labels.slice(0, count) };
}
