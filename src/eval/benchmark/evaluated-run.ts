// A finished evaluation as it lies in its directory: eval.json, problems.jsonl, verdicts.jsonl and responses.jsonl. What
// it was asked, what the responses were judged, and the texts of the few that are shown.
import { basename, join, resolve } from "node:path";
import { UserError } from "../../errors.ts";
import { jsonLines, readJson } from "../../report/run-files.ts";
import { responseKey, type StoredProblem } from "./directory.ts";
import type { Evaluation } from "./figures.ts";
import type { ResponseRecord, VerdictRecord } from "./types.ts";

export interface EvaluatedRun {
  /** As tables call it: its directory's name, or its path where two have the same. */
  name: string;
  directory: string;
  evaluation: Evaluation;
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
  const evaluation = (await readJson(path)) as Evaluation | null;
  if (evaluation === null)
    throw new UserError(
      `${directory}: no eval.json here; give the directory of a finished evaluation, as pure eval leaves it`,
    );
  if (evaluation.format !== 1 || !Array.isArray(evaluation.results?.suites))
    throw new UserError(`${path}: not the file of a benchmark evaluation ("format" 1 with "results")`);
  const problems = new Map<string, StoredProblem[]>();
  for await (const line of linesOf(join(directory, "problems.jsonl"))) {
    const record = line as StoredProblem;
    const own = problems.get(record.suite);
    if (own) own.push(record);
    else problems.set(record.suite, [record]);
  }
  const verdicts: VerdictRecord[] = [];
  for await (const line of linesOf(join(directory, "verdicts.jsonl"))) verdicts.push(line as VerdictRecord);
  return { name, directory, evaluation, problems, verdicts };
}

async function* linesOf(path: string): AsyncGenerator<unknown> {
  try {
    yield* jsonLines(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new UserError(`${path}: no such file; an evaluation's directory holds it beside eval.json`);
    throw error;
  }
}

/** The texts of the responses with `keys`, by key; the others are read past, not held. */
export async function responseTexts(
  directory: string,
  keys: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (keys.size === 0) return texts;
  for await (const line of linesOf(join(directory, "responses.jsonl"))) {
    const record = line as ResponseRecord;
    const key = responseKey(record);
    if (keys.has(key)) texts.set(key, record.text);
  }
  return texts;
}
