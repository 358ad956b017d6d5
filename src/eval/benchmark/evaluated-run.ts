// A finished evaluation as it lies in its directory: eval.json, problems.jsonl, verdicts.jsonl and responses.jsonl. What
// it was asked, what the responses were judged, and the texts of the few that are shown.

import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "../../common/errors.ts";
import { groupBy } from "../../common/grouping.ts";
import { readJson } from "../run-files.ts";
import {
  checkSetup,
  recordsOf,
  responseKey,
  storedProblems,
  storedResponse,
  storedVerdicts,
} from "./directory.ts";
import type { Evaluation } from "./figures.ts";
import type { ShownRun } from "./rows.ts";
import type { StoredProblem, VerdictRecord } from "./types.ts";

export interface EvaluatedRun extends ShownRun {
  directory: string;
  /** By suite, in order. */
  problems: Map<string, StoredProblem[]>;
  verdicts: VerdictRecord[];
}

/** Reads finished evaluations. Throws a UserError where a directory holds none. */
export async function readEvaluatedRuns(directories: readonly string[]): Promise<EvaluatedRun[]> {
  const names = directories.map((directory) => basename(resolve(directory)));
  const runs: EvaluatedRun[] = [];
  for (const [i, directory] of directories.entries()) {
    const unique = names.indexOf(names[i]) === names.lastIndexOf(names[i]);
    runs.push(await readRun(directory, unique ? names[i] : directory));
  }
  return runs;
}

async function readRun(directory: string, name: string): Promise<EvaluatedRun> {
  const path = join(directory, "eval.json");
  const evaluation = await readJson<Evaluation>(path);
  if (evaluation === null)
    throw new UserError(
      `${directory}: no eval.json here; give the directory of a finished evaluation, as pure eval leaves it`,
    );
  if (evaluation.format !== 1 || !Array.isArray(evaluation.results?.suites))
    throw new UserError(`${path}: not the file of a benchmark evaluation ("format" 1 with "results")`);
  checkSetup(evaluation, path);
  for (const name of ["problems.jsonl", "verdicts.jsonl"])
    if (!existsSync(join(directory, name)))
      throw new UserError(
        `${join(directory, name)}: no such file; an evaluation's directory holds it beside eval.json`,
      );
  const problems = groupBy(await storedProblems(directory, evaluation), ({ suite }) => suite);
  return { name, directory, evaluation, problems, verdicts: await storedVerdicts(directory) };
}

/** The texts of the responses with `keys`, by key; the others are read past, not held. */
export async function responseTexts(
  directory: string,
  keys: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (keys.size === 0) return texts;
  for await (const { value, where } of recordsOf(join(directory, "responses.jsonl"))) {
    const record = storedResponse(value, where);
    const key = responseKey(record);
    if (keys.has(key)) texts.set(key, record.text);
  }
  return texts;
}
