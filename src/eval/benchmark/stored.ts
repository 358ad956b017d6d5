// What is read back from an evaluation's directory, checked: a file that was edited, cut or mixed up says so, with its
// line, and never becomes a figure.
import { z } from "zod";
import { UserError } from "../../common/errors.ts";

import type { EvaluationSetup, ResponseRecord, StoredProblem, VerdictRecord } from "./types.ts";

type Read = Record<string, unknown>;

const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isNullOr = (is: (value: unknown) => boolean) => (value: unknown) => value === null || is(value);
const isFlag = (value: unknown) => typeof value === "boolean";
const isSample = (value: unknown) => value === "greedy" || isCount(value);
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

function check(value: Read, where: string, fields: Record<string, (value: unknown) => boolean>): void {
  const wrong = Object.keys(fields).find((name) => !fields[name](value[name]));
  if (wrong === undefined) return;
  const found = value[wrong] === undefined ? "is missing" : "is not what pure eval writes";
  const names = Object.keys(fields).map((name) => `"${name}"`);
  throw new UserError(`${where}: "${wrong}" ${found}; expected {${names.join(", ")}, …}`);
}

/** A line of problems.jsonl. Throws a UserError where it is none. */
export function storedProblem(value: Read, where: string): StoredProblem {
  check(value, where, {
    ...{ suite: isText, id: isText, prompt: isText, answer: isText },
    ...{ levelName: isNullOr(isText), subject: isNullOr(isText) },
  });
  return value as unknown as StoredProblem;
}

/** A line of responses.jsonl. Throws a UserError where it is none. */
export function storedResponse(value: Read, where: string): ResponseRecord {
  check(value, where, {
    ...{ suite: isText, problem: isText, sample: isSample, text: isText },
    finish: (finish) => finish === "stop" || finish === "length",
    ...{ tokens: isNullOr(isCount), promptTokens: isNullOr(isCount) },
  });
  return value as unknown as ResponseRecord;
}

/** A line of verdicts.jsonl. Throws a UserError where it is none. */
export function storedVerdict(value: Read, where: string): VerdictRecord {
  check(value, where, {
    ...{ suite: isText, problem: isText, sample: isSample, correct: isNullOr(isFlag) },
    ...{ answer: isNullOr(isText), reason: isText, class: Number.isSafeInteger, formatted: isFlag },
    ...{ tokens: isNullOr(isCount), truncated: isFlag, chainRight: isNullOr(isFlag) },
    steps: isNullOr((steps) => Array.isArray(steps) && steps.every(isShare)),
  });
  return value as unknown as VerdictRecord;
}

const file = z.object({ path: z.string(), sha256: z.string() });

const setupSchema = z.object({
  software: z.object({ name: z.string(), version: z.string() }),
  model: z.object({
    ...{ name: z.string(), engine: z.string(), files: z.array(file) },
    ...{ url: z.string().nullable(), fingerprint: z.string().nullable() },
  }),
  prompt: z.object({
    ...{ template: z.string(), text: z.string(), system: z.string().nullable() },
    fewShot: z.object({ source: z.string(), examples: z.number(), sha256: z.string() }).nullable(),
  }),
  firstPrompt: z.object({ suite: z.string(), problem: z.string(), text: z.string() }),
  sampling: z.object({
    ...{ greedy: z.boolean(), samples: z.int().min(0), seed: z.int(), maxTokens: z.int().min(1) },
    ...{ temperature: z.number(), topP: z.number(), stop: z.array(z.string()) },
    maxContext: z.int().min(1).optional(),
  }),
  suites: z.array(
    z.object({
      ...{ name: z.string(), source: z.string(), dataHash: z.string(), problems: z.int().min(0) },
      ...{
        commit: z.string().nullable(),
        split: z.string().nullable(),
        judging: z.record(z.string(), z.unknown()),
      },
      ...{ limit: z.int().nullable(), contaminated: z.int().min(0) },
    }),
  ),
});

/** What setup.json and eval.json say of the setup, as it stands in the file. Throws a UserError where it is none. */
export function checkSetup(value: unknown, path: string): EvaluationSetup {
  const read = setupSchema.safeParse(value);
  if (!read.success)
    throw new UserError(`${path}: is not as pure eval writes it:\n${z.prettifyError(read.error)}`);
  return value as EvaluationSetup;
}

/** Throws a UserError where `problems` (of the file at `path`) are fewer than the setup says were asked. */
export function checkProblems(
  { suites }: EvaluationSetup,
  problems: readonly Pick<StoredProblem, "suite">[],
  path: string,
): void {
  for (const { name, problems: asked } of suites) {
    const found = problems.filter(({ suite }) => suite === name).length;
    if (found < asked)
      throw new UserError(
        `${path}: has ${found} of the ${asked} problems of ${name}; the same pure eval command writes it again`,
      );
  }
}
