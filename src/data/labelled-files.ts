// Labelled steps read from files and data sets: TRL's stepwise form, PRM800K's (prm800k.ts), Math-Shepherd's
// (math-shepherd.ts).
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { fieldsOf } from "./describe.ts";
import type { LabelledSteps } from "./labelled.ts";
import { mathShepherdExample } from "./math-shepherd.ts";
import { type Prm800kRules, prm800kDefaults, prm800kExamples } from "./prm800k.ts";
import { recordsOfSource, type SourceOptions } from "./sources.ts";

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
  let read: ReadExamples | null = null;
  for await (const { value, where, number } of recordsOfSource(source, options)) {
    if (read === null || number === 1) read = formatOf(value, where);
    const leftOut = (reason: string) => onLeftOut(reason, where);
    for (const example of read(value, where, prm800k, leftOut)) yield { ...example, where };
  }
}

type ReadExamples = typeof prm800kExamples;

/** How records of a file are read whose first is `value`. */
function formatOf(value: Record<string, unknown>, where: string): ReadExamples {
  if ("completions" in value || "labels" in value) return (value, where) => [trlExample(value, where)];
  if ("question" in value && "label" in value) return prm800kExamples;
  if ("input" in value && "label" in value)
    return (value, where, _, leftOut) => {
      const example = mathShepherdExample(value, where, leftOut);
      return example === null ? [] : [example];
    };
  throw new UserError(
    `${where}: expected labelled steps with the fields prompt, completions, labels (TRL), question, label (PRM800K), ` +
      `or input, label (Math-Shepherd); fields there: ${Object.keys(value).join(", ") || "none"}`,
  );
}

/** Parquet has 64-bit integers as bigint. */
const trlLabel = z.custom<boolean | number | bigint>(
  (label) => /^(?:boolean|number|bigint)$/.test(typeof label) && Number(label) >= 0 && Number(label) <= 1,
  "true, false, or a number from 0 to 1",
);
const trlSchema = z.object({
  prompt: z.string("text"),
  completions: z.array(z.string("text"), "a list of steps"),
  labels: z.array(trlLabel, "a list with one label a step"),
  correct: z.boolean().nullish().catch(undefined),
});

function trlExample(value: Record<string, unknown>, where: string): LabelledSteps {
  const { prompt, completions, labels, correct } = fieldsOf(trlSchema, value, where);
  if (completions.length !== labels.length) {
    throw new UserError(
      `${where}: ${completions.length} steps in "completions" but ${labels.length} in "labels"; each step needs one label`,
    );
  }
  if (completions.length === 0) throw new UserError(`${where}: "completions" holds no steps`);
  return { prompt, completions, labels: labels.map(Number), ...(correct !== undefined && { correct }) };
}
