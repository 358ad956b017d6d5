// Labelled steps read from files and data sets: TRL's stepwise form, PRM800K's (prm800k.ts), Math-Shepherd's
// (math-shepherd.ts).
import { UserError } from "../common/errors.ts";
import { fieldError } from "./describe.ts";
import type { LabelledSteps } from "./labelled.ts";
import { mathShepherdExample } from "./math-shepherd.ts";
import { type Prm800kRules, prm800kDefaults, prm800kExamples } from "./prm800k.ts";
import { readRecords } from "./records.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";

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
      for (const example of examplesOf(format, value, where, prm800k, leftOut)) yield { ...example, where };
    }
  }
}

type Format = "trl" | "prm800k" | "mathShepherd";

function examplesOf(
  format: Format,
  value: Record<string, unknown>,
  where: string,
  prm800k: Prm800kRules,
  leftOut: (reason: string) => void,
): Iterable<LabelledSteps> {
  if (format === "trl") return [trlExample(value, where)];
  if (format === "prm800k") return prm800kExamples(value, where, prm800k, leftOut);
  const example = mathShepherdExample(value, where, leftOut);
  return example === null ? [] : [example];
}

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
