// What is read back from an evaluation's directory, checked: a file that was edited, cut or mixed up says so, with its
// line, and never becomes a figure.
import { z } from "zod";
import { UserError } from "../../common/errors.ts";
import {
  type EvaluationSetup,
  evaluationSetupSchema,
  type ResponseRecord,
  responseRecordSchema,
  type StoredProblem,
  storedProblemSchema,
  type VerdictRecord,
  verdictRecordSchema,
} from "./types.ts";

/** A reader of the lines of one file, as objects at "file:line". It throws a UserError where one is not of the schema. */
const lineReader =
  <T>(schema: z.ZodObject) =>
  (value: Record<string, unknown>, where: string): T => {
    const { error } = schema.safeParse(value);
    if (!error) return value as T;
    const wrong = String(error.issues[0].path[0]);
    const found = value[wrong] === undefined ? "is missing" : "is not what pure eval writes";
    const names = Object.keys(schema.shape).map((name) => `"${name}"`);
    throw new UserError(`${where}: "${wrong}" ${found}; expected {${names.join(", ")}, …}`);
  };

export const storedProblem = lineReader<StoredProblem>(storedProblemSchema);
export const storedResponse = lineReader<ResponseRecord>(responseRecordSchema);
export const storedVerdict = lineReader<VerdictRecord>(verdictRecordSchema);

/** What setup.json and eval.json say of the setup, as it stands in the file. Throws a UserError where it is none. */
export function checkSetup(value: unknown, path: string): EvaluationSetup {
  const read = evaluationSetupSchema.safeParse(value);
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
