// Training data of a process reward model: a prompt, its steps, and a label a step. Written as JSON lines in the form of
// TRL's stepwise datasets, {"prompt", "completions": [...], "labels": [...]}; read from those, from PRM800K's files
// (prm800k.ts) and from Math-Shepherd's (math-shepherd.ts). Also made here from arithmetic responses.
import { UserError } from "../errors.ts";
import { checkSteps } from "./arithmetic-check.ts";
import { mathShepherdExample } from "./math-shepherd.ts";
import { prm800kExamples } from "./prm800k.ts";
import { type Prm800kRules, prm800kDefaults } from "./prm800k-rules.ts";
import type { Problem } from "./problems.ts";
import { fieldError, readRecords } from "./records.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";

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
}

/** Steps every one of which has a label. */
export interface KnownSteps extends LabelledSteps {
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
): KnownSteps {
  const steps = checkSteps(problem, response);
  return {
    prompt: problem.prompt,
    completions: steps.map((step) => step.text),
    labels: steps.map((step) => Number(afterError === "bad" ? step.good : step.own)),
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

/**
 * Whether a solution is right: by its answer where that was judged, else where none of its steps is labelled bad (below
 * one half). Null: neither is known.
 */
export function isRight({ labels, correct }: Pick<LabelledSteps, "labels" | "correct">): boolean | null {
  if (correct !== undefined) return correct;
  const known = labels.filter((label) => label !== null);
  return known.length === 0 ? null : known.every((label) => label >= 0.5);
}

export interface LabelledOptions extends SourceOptions {
  /** What PRM800K's ratings and alternatives become; `prm800kDefaults` where left out. */
  prm800k?: Prm800kRules;
  /** Told of each record that gives no example, though nothing is wrong with it. */
  onLeftOut?: (reason: string, where: string) => void;
}

/**
 * Reads labelled steps from any source of `resolveSource`, in one of three formats, told apart by the fields of a
 * file's first record: TRL's (labels are true, false, or a number from 0 to 1; "correct", as `pure prm label` writes
 * it, is read where it is true, false or null), PRM800K's, Math-Shepherd's. Throws a
 * UserError that names the line of a missing or malformed field, of labels and steps that differ in number, and of TRL
 * records without steps; the other two data sets have lines without steps, which are left out and told `onLeftOut`.
 */
export async function* readLabelledSteps(
  source: string,
  { prm800k = prm800kDefaults, onLeftOut = () => {}, ...options }: LabelledOptions = {},
): AsyncGenerator<LabelledSteps> {
  const { files } = await resolveSource(source, options);
  for (const file of files) {
    let format: Format | null = null;
    for await (const { value, where } of readRecords(file)) {
      format ??= formatOf(value, where);
      const leftOut = (reason: string) => onLeftOut(reason, where);
      if (format === "trl") yield trlExample(value, where);
      else if (format === "prm800k") yield* prm800kExamples(value, where, prm800k, leftOut);
      else {
        const example = mathShepherdExample(value, where, leftOut);
        if (example !== null) yield example;
      }
    }
  }
}

type Format = "trl" | "prm800k" | "mathShepherd";

function formatOf(value: Record<string, unknown>, where: string): Format {
  if ("completions" in value || "labels" in value) return "trl";
  if ("question" in value && "label" in value) return "prm800k";
  if ("input" in value && "label" in value) return "mathShepherd";
  throw new UserError(
    `${where}: expected labelled steps with the fields prompt, completions, labels (TRL), question, label (PRM800K), ` +
      `or input, label (Math-Shepherd); fields there: ${Object.keys(value).join(", ") || "none"}`,
  );
}

function trlExample(value: Record<string, unknown>, where: string): LabelledSteps {
  const { prompt, completions, labels, correct } = value;
  if (typeof prompt !== "string") throw fieldError(where, "prompt", "text", prompt);
  if (!isList(completions)) throw fieldError(where, "completions", "a list of steps", completions);
  if (!isList(labels)) throw fieldError(where, "labels", "a list with one label a step", labels);
  if (completions.length !== labels.length) {
    throw new UserError(
      `${where}: ${completions.length} steps in "completions" but ${labels.length} in "labels"; each step needs one label`,
    );
  }
  if (completions.length === 0) throw new UserError(`${where}: "completions" holds no steps`);
  return {
    prompt,
    completions: completions.map((step, i) => {
      if (typeof step === "string") return step;
      throw fieldError(where, `completions[${i}]`, "text", step);
    }),
    labels: labels.map((label, i) => {
      const number = typeof label === "bigint" || typeof label === "boolean" ? Number(label) : label;
      if (typeof number === "number" && number >= 0 && number <= 1) return number;
      throw fieldError(where, `labels[${i}]`, "true, false, or a number from 0 to 1", label);
    }),
    ...(typeof correct === "boolean" || correct === null ? { correct } : {}),
  };
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
