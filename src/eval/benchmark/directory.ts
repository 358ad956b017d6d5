// What an evaluation leaves in its directory, and how one that was stopped goes on: setup.json, problems.jsonl,
// responses.jsonl (appended as they come), failures.jsonl, verdicts.jsonl, eval.json.
import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type DataRecord, readRecordStream } from "../../data/records.ts";
import { UserError } from "../../errors.ts";
import { readableJson } from "./readable-json.ts";
import type {
  EvaluationSetup,
  Generated,
  ResponseRecord,
  ResponseRequest,
  SuiteProblem,
  VerdictRecord,
} from "./types.ts";

/** A problem as problems.jsonl has it, so that an evaluation can be judged again without its sources. */
export interface StoredProblem extends SuiteProblem {
  suite: string;
}

/** A line of failures.jsonl: a request that got no response. It is asked again by the same command. */
export interface FailureRecord {
  suite: string;
  problem: string;
  sample: "greedy" | number;
  reason: string;
}

/** Tells the responses of an evaluation apart. */
export function responseKey({ suite, problem, sample }: Omit<ResponseRequest, "prompt">): string {
  return JSON.stringify([suite, problem, sample]);
}

/** Written under another name and then renamed: a file is whole or as it was. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}

const jsonl = (records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** An evaluation's directory. */
export class EvaluationDirectory {
  private constructor(
    readonly path: string,
    readonly setup: EvaluationSetup,
    readonly problems: readonly StoredProblem[],
    /** By `responseKey`. */
    readonly responses: Map<string, ResponseRecord>,
  ) {}

  /** Reads a directory that is there. Throws a UserError where it is none of an evaluation, or a file is damaged. */
  static async read(path: string): Promise<EvaluationDirectory> {
    const setup = await readJson<EvaluationSetup>(join(path, "setup.json"));
    if (setup === null)
      throw new UserError(
        `${path}: there is no setup.json; expected a directory that \`pure eval\` has written`,
      );
    const problems: StoredProblem[] = [];
    for await (const { value, where } of recordsOf(join(path, "problems.jsonl"))) {
      const problem = value as unknown as StoredProblem;
      if (![problem.suite, problem.id, problem.prompt, problem.answer].every((x) => typeof x === "string"))
        throw new UserError(`${where}: expected {"suite", "id", "prompt", "answer"} as texts`);
      problems.push(problem);
    }
    const responses = new Map<string, ResponseRecord>();
    for await (const { value, where } of recordsOf(join(path, "responses.jsonl"))) {
      const response = value as unknown as ResponseRecord;
      const { suite, problem, sample, text, finish } = response;
      const numbered = sample === "greedy" || (Number.isInteger(sample) && sample >= 0);
      if (![suite, problem, text].every((x) => typeof x === "string") || !numbered)
        throw new UserError(`${where}: expected {"suite", "problem", "sample", "text", "finish", …}`);
      if (finish !== "stop" && finish !== "length")
        throw new UserError(`${where}: "finish" should be "stop" or "length"`);
      responses.set(responseKey(response), response);
    }
    return new EvaluationDirectory(path, setup, problems, responses);
  }

  /**
   * The directory for an evaluation of `setup`: new, or one that was begun with the same setup, cut back to its last
   * whole response. Suites, problems and samples may have become more. Throws a UserError that says what differs.
   */
  static async open(
    path: string,
    setup: EvaluationSetup,
    problems: readonly StoredProblem[],
  ): Promise<EvaluationDirectory> {
    const responses = join(path, "responses.jsonl");
    let before = new Map<string, ResponseRecord>();
    if (existsSync(join(path, "setup.json"))) {
      await cutToWholeLines(responses);
      const found = await EvaluationDirectory.read(path);
      checkSame(path, found.setup, setup);
      before = found.responses;
    } else if (existsSync(responses))
      throw new UserError(
        `${responses} is there already, and setup.json, which would say whose responses they are, is not; name another --out`,
      );
    await mkdir(path, { recursive: true });
    await replace(join(path, "problems.jsonl"), jsonl(problems));
    await replace(join(path, "setup.json"), readableJson(setup));
    return new EvaluationDirectory(path, setup, problems, before);
  }

  /** Adds a response, on disk first. */
  async append(
    { suite, problem, sample }: Omit<ResponseRequest, "prompt">,
    generated: Generated,
  ): Promise<void> {
    const record: ResponseRecord = { suite, problem, sample, ...generated };
    const handle = await open(join(this.path, "responses.jsonl"), "a");
    try {
      await handle.appendFile(`${JSON.stringify(record)}\n`);
    } finally {
      await handle.close();
    }
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
  async readVerdicts(): Promise<VerdictRecord[]> {
    const verdicts: VerdictRecord[] = [];
    for await (const { value, where } of recordsOf(join(this.path, "verdicts.jsonl"))) {
      const { suite, problem, correct } = value;
      if (typeof suite !== "string" || typeof problem !== "string" || correct === undefined)
        throw new UserError(`${where}: expected {"suite", "problem", "sample", "correct", …}`);
      verdicts.push(value as unknown as VerdictRecord);
    }
    return verdicts;
  }

  async writeEvaluation(file: object): Promise<void> {
    await replace(join(this.path, "eval.json"), readableJson(file));
  }
}

/** JSON of a file; null where there is none. */
export async function readJson<T>(path: string): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(`${path}: not valid JSON: ${(error as Error).message}`);
  }
}

/** Records of a file of JSON lines; none where it is missing or empty. */
async function* recordsOf(path: string): AsyncGenerator<DataRecord> {
  if (existsSync(path) && (await stat(path)).size > 0) yield* readRecordStream(createReadStream(path), path);
}

/** Cuts what a kill left of a last line. */
async function cutToWholeLines(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const handle = await open(path);
  let end: number;
  try {
    end = (await handle.stat()).size;
    const piece = Buffer.alloc(1 << 16);
    for (; end > 0; ) {
      const from = Math.max(0, end - piece.length);
      const { bytesRead } = await handle.read(piece, 0, end - from, from);
      const at = piece.subarray(0, bytesRead).lastIndexOf(10);
      if (at >= 0) {
        end = from + at + 1;
        break;
      }
      end = from;
    }
  } finally {
    await handle.close();
  }
  await truncate(path, end);
}

/** Throws a UserError where responses of `before` would not be those of `now`. */
function checkSame(path: string, before: EvaluationSetup, now: EvaluationSetup): void {
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
  // The temperature of samples matters only where there were some.
  for (const key of ["maxTokens", "temperature", "topP", "seed", "stop"] as const)
    if (
      !isDeepStrictEqual(a.sampling[key], b.sampling[key]) &&
      (key === "maxTokens" || key === "stop" || a.sampling.samples > 0)
    )
      differs(key, a.sampling[key], b.sampling[key]);
  for (const key of ["template", "text", "system", "fewShot"] as const)
    if (!isDeepStrictEqual(a.prompt[key], b.prompt[key]))
      differs(key === "text" ? "the template" : key, a.prompt[key], b.prompt[key]);
  for (const suite of a.suites) {
    const same = b.suites.find(({ name }) => name === suite.name);
    if (same && same.dataHash !== suite.dataHash && same.limit === suite.limit)
      differs(`${suite.name}'s data`, suite.dataHash, same.dataHash);
  }
}

function said(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
