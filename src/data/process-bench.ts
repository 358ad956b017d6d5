// ProcessBench (arXiv 2412.06559) in its file format: {"id", "generator", "problem", "steps", "final_answer_correct",
// "label"}, label being the index of the first wrong step, or −1. What is computed from it is eval's.
import { basename } from "node:path";
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { fieldsOf } from "./describe.ts";
import type { DataRecord } from "./records.ts";
import { recordsOfSource, type SourceOptions } from "./sources.ts";

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
  for (const source of sources)
    for await (const { file, number, ...record } of recordsOfSource(source, options)) {
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

const INDEX = "the index of the first wrong step, or -1";

const sampleSchema = z.object({
  id: z.union([z.string(), z.number()], "text or a number").nullish(),
  generator: z.string("text").nullish(),
  problem: z.string("text"),
  steps: z.array(z.string("text"), "a list of texts"),
  final_answer_correct: z.boolean("true or false").nullish(),
  label: z.union([z.int(INDEX), z.bigint()], INDEX),
});

function sampleOf({ value, where }: DataRecord, fallback: string, number: number): ProcessBenchSample {
  const { id, generator, problem, steps, ...sample } = fieldsOf(sampleSchema, value, where);
  if (steps.length === 0) throw new UserError(`${where}: "steps" holds no steps; there is nothing to score`);
  const label = Number(sample.label);
  if (label < -1 || label >= steps.length)
    throw new UserError(
      `${where}: "label" is ${label}, but there are ${steps.length} steps; it should be the index of the first wrong ` +
        `step, 0 to ${steps.length - 1}, or -1 where all are right`,
    );
  const named = id === undefined || id === null ? null : String(id);
  return {
    id: named ?? `${fallback}-${number}`,
    subset: (named && /^(.*\D)-\d+$/.exec(named)?.[1]) ?? fallback,
    generator: generator ?? null,
    ...{ problem, steps },
    finalAnswerCorrect: sample.final_answer_correct ?? null,
    label,
  };
}

/** "gsm8k" of "gsm8k.json" and of "gsm8k-00000-of-00001.parquet". */
function fileSubset(path: string): string {
  return basename(path)
    .replace(/\.\w+$/, "")
    .replace(/-\d+-of-\d+(-[0-9a-f]+)?$/, "");
}
