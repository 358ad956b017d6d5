// ProcessBench (arXiv 2412.06559) in its file format: {"id", "generator", "problem", "steps", "final_answer_correct",
// "label"}, label being the index of the first wrong step, or −1. What is computed from it is eval's.
import { basename } from "node:path";
import { UserError } from "../common/errors.ts";
import { fieldError } from "./describe.ts";
import { type DataRecord, readRecords } from "./records.ts";
import { resolveSource, type SourceOptions } from "./sources.ts";

export interface ProcessBenchSample {
  /** As in the file; where it has none: the subset and the sample's number in its file. */
  id: string;
  /** "gsm8k", "math", "olympiadbench", "omnimath": the id's beginning, or else the file's name. */
  subset: string;
  /** The model that wrote the solution. */
  generator: string | null;
  problem: string;
  steps: string[];
  finalAnswerCorrect: boolean | null;
  /** Index of the first wrong step; −1: every step is right. */
  label: number;
}

/**
 * The samples of `sources` (each any source of `resolveSource`), in order. Throws a UserError that names file and line
 * of a field that is missing or of the wrong type, of a sample without steps, of a label that is no step's index, and
 * of an id that comes twice.
 */
export async function* readProcessBench(
  sources: readonly string[],
  options: SourceOptions = {},
): AsyncGenerator<ProcessBenchSample> {
  const places = new Map<string, string>();
  for (const source of sources) {
    const { files } = await resolveSource(source, options);
    for (const file of files) {
      let number = 0;
      for await (const record of readRecords(file)) {
        number++;
        const sample = sampleOf(record, fileSubset(file), number);
        const place = places.get(sample.id);
        if (place !== undefined)
          throw new UserError(
            `${record.where}: id "${sample.id}" is already taken by ${place}; each sample is judged once`,
          );
        places.set(sample.id, record.where);
        yield sample;
      }
    }
  }
}

function sampleOf({ value, where }: DataRecord, fallback: string, number: number): ProcessBenchSample {
  const { id, generator, problem, steps, final_answer_correct: finalAnswer, label } = value;
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number")
    throw fieldError(where, "id", "text or a number", id);
  if (generator !== undefined && generator !== null && typeof generator !== "string")
    throw fieldError(where, "generator", "text", generator);
  if (typeof problem !== "string") throw fieldError(where, "problem", "text", problem);
  if (!Array.isArray(steps)) throw fieldError(where, "steps", "a list of texts", steps);
  if (finalAnswer !== undefined && finalAnswer !== null && typeof finalAnswer !== "boolean")
    throw fieldError(where, "final_answer_correct", "true or false", finalAnswer);
  if (steps.length === 0) throw new UserError(`${where}: "steps" holds no steps; there is nothing to score`);
  for (const [i, step] of steps.entries())
    if (typeof step !== "string") throw fieldError(where, `steps[${i}]`, "text", step);
  const index = typeof label === "bigint" ? Number(label) : label;
  if (typeof index !== "number" || !Number.isInteger(index))
    throw fieldError(where, "label", "the index of the first wrong step, or -1", label);
  if (index < -1 || index >= steps.length)
    throw new UserError(
      `${where}: "label" is ${index}, but there are ${steps.length} steps; it should be the index of the first wrong ` +
        `step, 0 to ${steps.length - 1}, or -1 where all are right`,
    );
  const named = id === undefined || id === null ? null : String(id);
  return {
    id: named ?? `${fallback}-${number}`,
    subset: (named && /^(.*\D)-\d+$/.exec(named)?.[1]) ?? fallback,
    generator: generator ?? null,
    problem,
    steps,
    finalAnswerCorrect: finalAnswer ?? null,
    label: index,
  };
}

/** "gsm8k" of "gsm8k.json" and of "gsm8k-00000-of-00001.parquet". */
function fileSubset(path: string): string {
  return basename(path)
    .replace(/\.\w+$/, "")
    .replace(/-\d+-of-\d+(-[0-9a-f]+)?$/, "");
}
