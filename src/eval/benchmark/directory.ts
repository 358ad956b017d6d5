// What an evaluation leaves in its directory, and how one that was stopped goes on: setup.json, problems.jsonl,
// responses.jsonl (appended as they come), failures.jsonl, verdicts.jsonl, eval.json. A file that was edited, cut or mixed
// up says so when it is read back, with its line, and never becomes a figure.

import { createReadStream, existsSync } from "node:fs";
import { appendFile, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { makeDirectory } from "../../common/directories.ts";
import { UserError } from "../../common/errors.ts";
import { groupBy } from "../../common/grouping.ts";
import { cutToWholeLines, writeWhole } from "../../common/whole-file.ts";
import { type DataRecord, readRecordStream } from "../../data/records.ts";
import { readJson } from "../run-files.ts";
import type { Evaluation } from "./figures.ts";
import type { ShownRun } from "./rows.ts";
import {
  type EvaluationSetup,
  evaluationSetupSchema,
  type Generated,
  type ResponseName,
  type ResponseRecord,
  responseRecordSchema,
  type StoredProblem,
  storedProblemSchema,
  type VerdictRecord,
  verdictRecordSchema,
} from "./types.ts";

/** A line of failures.jsonl: a request that got no response. It is asked again by the same command. */
export interface FailureRecord extends ResponseName {
  reason: string;
}

/** Tells the responses of an evaluation apart. */
export function responseKey({ suite, problem, sample }: ResponseName): string {
  return JSON.stringify([suite, problem, sample]);
}

/** Written under another name and then renamed: a file is whole or as it was. */
const replace = (path: string, text: string) => written(path, () => writeWhole(path, text));

/** Throws a UserError with the path where the system does not write: of a full disk it does not say which file. */
async function written(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new UserError(
      `${path}: cannot be written (${(error as Error).message}); what was written before stays, and once there is room ` +
        "and permission, the same command goes on from there",
    );
  }
}

const jsonl = (records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** An evaluation's directory. */
export class EvaluationDirectory {
  private constructor(
    readonly path: string,
    private given: EvaluationSetup,
    readonly problems: readonly StoredProblem[],
    /** By `responseKey`. */
    readonly responses: Map<string, ResponseRecord>,
    /** What a server said of itself with the responses that were there before. */
    private readonly saidBefore: string | null = null,
  ) {}

  /** With all that a server has said of itself so far. */
  get setup(): EvaluationSetup {
    const { model } = this.given;
    const said = [this.saidBefore, model.fingerprint].flatMap((text) => text?.split(", ") ?? []);
    const fingerprint = said.length > 0 ? [...new Set(said)].slice(0, 16).join(", ") : null;
    return { ...this.given, model: { ...model, fingerprint } };
  }

  /** Reads a directory that is there. Throws a UserError where it is none of an evaluation, or a file is damaged. */
  static async read(path: string): Promise<EvaluationDirectory> {
    if (!existsSync(join(path, "setup.json")))
      throw new UserError(
        `${path}: there is no setup.json; expected a directory that \`pure eval\` has written`,
      );
    const setup = await readSetup(path);
    const problems = await storedProblems(path, setup);
    return new EvaluationDirectory(path, setup, problems, await storedResponses(path));
  }

  /**
   * The directory for an evaluation of `setup`: new, or one that was begun with the same setup, cut back to its last
   * whole response. Suites may have become more, problems and samples more or fewer. Throws a UserError that says what
   * differs.
   */
  static async open(
    path: string,
    setup: EvaluationSetup,
    problems: readonly StoredProblem[],
  ): Promise<EvaluationDirectory> {
    const responses = join(path, "responses.jsonl");
    let before = new Map<string, ResponseRecord>();
    let saidBefore: string | null = null;
    if (existsSync(join(path, "setup.json"))) {
      await cutToWholeLines(responses);
      before = await storedResponses(path);
      const sampled = [...before.values()].some(({ sample }) => sample !== "greedy");
      const found = await readSetup(path);
      checkSame(path, found, setup, sampled);
      if (before.size > 0) saidBefore = found.model.fingerprint;
    } else {
      const unknown = [responses, join(path, "eval.json")].find((file) => existsSync(file));
      if (unknown !== undefined)
        throw new UserError(
          `${unknown} is there already, and setup.json, which would say of what evaluation it is, is not; name another --out`,
        );
    }
    await makeDirectory(path);
    await replace(join(path, "problems.jsonl"), jsonl(problems));
    const directory = new EvaluationDirectory(path, setup, problems, before, saidBefore);
    await directory.writeSetup();
    return directory;
  }

  /** Has answers found by `answerPattern` from now on, by the usual rules where it is empty. */
  findAnswersBy(answerPattern: string): void {
    const suites = this.given.suites.map(({ judging: { answerPattern: _, ...rest }, ...suite }) => ({
      ...suite,
      judging: answerPattern === "" ? rest : { ...rest, answerPattern },
    }));
    this.given = { ...this.given, suites };
  }

  /** Writes setup.json, with what the server has said of itself since. */
  async writeSetup(): Promise<void> {
    await replace(join(this.path, "setup.json"), readableJson(this.setup));
  }

  /** Whether the response to `request` is there. */
  has(request: ResponseName): boolean {
    return this.responses.has(responseKey(request));
  }

  /** Adds a response, on disk first. */
  async append({ suite, problem, sample }: ResponseName, generated: Generated): Promise<void> {
    const record: ResponseRecord = { suite, problem, sample, ...generated };
    const path = join(this.path, "responses.jsonl");
    await written(path, () => appendFile(path, `${JSON.stringify(record)}\n`));
    this.responses.set(responseKey(record), record);
  }

  /** What got no response in this run; what failed in an earlier one has been asked again. */
  async writeFailures(failures: readonly FailureRecord[]): Promise<void> {
    const path = join(this.path, "failures.jsonl");
    if (failures.length > 0) await replace(path, jsonl(failures));
    else await rm(path, { force: true });
  }

  async writeVerdicts(verdicts: readonly VerdictRecord[]): Promise<void> {
    await replace(join(this.path, "verdicts.jsonl"), jsonl(verdicts));
  }

  /** Empty where none were written yet. */
  readVerdicts(): Promise<VerdictRecord[]> {
    return storedVerdicts(this.path);
  }

  async writeEvaluation(file: object): Promise<void> {
    await replace(join(this.path, "eval.json"), readableJson(file));
  }
}

async function readSetup(path: string): Promise<EvaluationSetup> {
  const file = join(path, "setup.json");
  return checkSetup(await readJson(file), file);
}

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

const storedProblem = lineReader<StoredProblem>(storedProblemSchema);
const storedResponse = lineReader<ResponseRecord>(responseRecordSchema);
const storedVerdict = lineReader<VerdictRecord>(verdictRecordSchema);

/** What setup.json and eval.json say of the setup, as it stands in the file. Throws a UserError where it is none. */
function checkSetup(value: unknown, path: string): EvaluationSetup {
  const read = evaluationSetupSchema.safeParse(value);
  if (!read.success)
    throw new UserError(`${path}: is not as pure eval writes it:\n${z.prettifyError(read.error)}`);
  return value as EvaluationSetup;
}

/** The problems of the evaluation at `path`. Throws a UserError where they are fewer than its setup says. */
async function storedProblems(path: string, setup: EvaluationSetup): Promise<StoredProblem[]> {
  const file = join(path, "problems.jsonl");
  const problems: StoredProblem[] = [];
  for await (const { value, where } of recordsOf(file)) problems.push(storedProblem(value, where));
  for (const { name, problems: asked } of setup.suites) {
    const found = problems.filter(({ suite }) => suite === name).length;
    if (found < asked)
      throw new UserError(
        `${file}: has ${found} of the ${asked} problems of ${name}; the same pure eval command writes it again`,
      );
  }
  return problems;
}

/** The responses of the evaluation at `path`, by `responseKey`. */
async function storedResponses(path: string): Promise<Map<string, ResponseRecord>> {
  const responses = new Map<string, ResponseRecord>();
  for await (const { value, where } of recordsOf(join(path, "responses.jsonl"))) {
    const response = storedResponse(value, where);
    responses.set(responseKey(response), response);
  }
  return responses;
}

/** The verdicts of the evaluation at `path`. Throws a UserError where a response has two: it would count twice. */
async function storedVerdicts(path: string): Promise<VerdictRecord[]> {
  const verdicts = new Map<string, VerdictRecord>();
  for await (const { value, where } of recordsOf(join(path, "verdicts.jsonl"))) {
    const verdict = storedVerdict(value, where);
    const key = responseKey(verdict);
    if (verdicts.has(key)) throw new UserError(`${where}: a second verdict on the same response`);
    verdicts.set(key, verdict);
  }
  return [...verdicts.values()];
}

/** Records of a file of JSON lines; none where it is missing or empty. */
export async function* recordsOf(path: string): AsyncGenerator<DataRecord> {
  if (existsSync(path) && (await stat(path)).size > 0) yield* readRecordStream(createReadStream(path), path);
}

/**
 * Throws a UserError where responses of `before` would not be those of `now`, or its figures would be lost. `sampled`:
 * there are responses at a temperature.
 */
function checkSame(path: string, before: EvaluationSetup, now: EvaluationSetup, sampled: boolean): void {
  const differs = (what: string, a: unknown, b: unknown): never => {
    throw new UserError(
      `${path} was begun with ${what} ${said(a)}, and now it is ${said(b)}; ` +
        "give the same to go on, or name another --out",
    );
  };
  const model = ({ model: { name, engine, files } }: EvaluationSetup) =>
    // Files tell a model better than its name, wherever it has been moved to; a server may come back at another address.
    files.length > 0 ? files.map(({ sha256 }) => sha256) : [engine, name];
  if (!isDeepStrictEqual(model(before), model(now))) differs("the model", before.model.name, now.model.name);
  const plain = (setup: EvaluationSetup) => JSON.parse(JSON.stringify(setup)) as EvaluationSetup;
  const [a, b] = [plain(before), plain(now)];
  for (const key of ["maxTokens", "maxContext", "temperature", "topP", "seed", "stop"] as const)
    if (
      !isDeepStrictEqual(a.sampling[key], b.sampling[key]) &&
      (key === "maxTokens" || key === "maxContext" || key === "stop" || sampled)
    )
      differs(key, a.sampling[key], b.sampling[key]);
  for (const key of ["template", "text", "system", "fewShot"] as const)
    if (!isDeepStrictEqual(a.prompt[key], b.prompt[key]))
      differs(key === "text" ? "the template" : key, a.prompt[key], b.prompt[key]);
  for (const suite of a.suites) {
    const same = b.suites.find(({ name }) => name === suite.name);
    if (!same)
      throw new UserError(
        `${path} has figures of ${suite.name}, which would be lost; name it in --suite too, or another --out`,
      );
    if (same.dataHash !== suite.dataHash) differs(`${suite.name}'s data`, suite.dataHash, same.dataHash);
  }
}

function said(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A finished evaluation as it lies in its directory. */
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

/** Longest line of what stands on one. */
const LINE = 110;

/** JSON for people: as JSON.stringify with two blanks, but that an object or list of at most 110 characters is one line. Ends with a newline. */
export function readableJson(value: unknown): string {
  return `${indented(JSON.parse(JSON.stringify(value)), "")}\n`;
}

function indented(value: unknown, indent: string): string {
  const short = onOneLine(value);
  if (typeof value !== "object" || value === null || indent.length + short.length <= LINE) return short;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = Object.entries(value).map(([key, own]) => {
    const name = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    return inner + name + indented(own, inner);
  });
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

/** Line feeds in JSON stand between its parts alone: in texts they are escaped. */
function onOneLine(value: unknown): string {
  const text = JSON.stringify(value, null, 1);
  return text
    .replace(/\[\n\s*/g, "[")
    .replace(/\n\s*\]/g, "]")
    .replace(/\n\s*/g, " ");
}
