// The directory a run leaves behind: config.json, metrics.jsonl, alarms.jsonl, rollouts/, solutions/, summary.json. Plain files,
// appended or renamed into place. Checkpoints, which lie in it too, are written by checkpoint.ts.
import { appendFileSync, createReadStream, existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { writeWhole, writeWholePieces } from "../common/whole-file.ts";
import { lossDefaults } from "../config/loss.ts";
import { linesOf } from "../data/lines.ts";
import { RewardError } from "../reward/failure.ts";
import type { RunPosition, RunRecords } from "./run-store.ts";

/** Keys that a resumed run may change: they do not decide what a step computes, only how many and what is kept. */
const mayChange =
  /^engine\.(?!frozenWeights$)|^run\.|^train\.(steps|evalEvery|checkpointEvery|keepCheckpoints|rolloutsEvery|nonFiniteLimit|onAlarm)$|^reward\.verifier\.(concurrency|timeoutSeconds|attempts)$/;

/** Keys that runs of earlier versions do not have, with what they did; and what the run has decided: such runs go on. */
const isTheSame = ({ key, there, now }: Difference) => {
  if (key === "credit.trust" && now === null) return true;
  if (there !== undefined) return false;
  if (key === "reward.verifier") return (now as { kind?: unknown } | undefined)?.kind === "rules";
  return key in later && JSON.stringify(now) === JSON.stringify(later[key]);
};

/** Keys that came later, by what was done before. */
const later: Readonly<Record<string, unknown>> = {
  ...{ "sampling.dynamicBatches": 0, "reward.overlongBuffer": null, "reward.overlongCoefficient": 1 },
  ...{ "data.fields.options": null, "data.onDisk": false, "engine.frozenWeights": "float32" },
  ...{ "train.rolloutsAhead": 0, "credit.trust": false, "reward.processCoefficient": 1, loss: lossDefaults },
  ...Object.fromEntries(Object.entries(lossDefaults).map(([key, value]) => [`loss.${key}`, value])),
};

/** Where the run of a configuration lies. */
export const runPath = ({ run }: { run: { directory: string; name: string } }) =>
  join(run.directory, run.name);

/** One run's directory, open for writing. */
export class RunDirectory implements RunRecords {
  private constructor(readonly path: string) {}

  /**
   * A new run with its resolved configuration. Throws a UserError where there is a run at `path` already.
   */
  static async start(path: string, config: object): Promise<RunDirectory> {
    if (existsSync(join(path, "config.json")) || existsSync(join(path, "checkpoints")))
      throw new UserError(
        `${path}: there is a run here already. Go on with it (--resume), or choose another name (--run.name NAME) ` +
          "or remove the directory",
      );
    const run = new RunDirectory(path);
    await makeDirectory(path);
    await run.writeFile("config.json", json(config));
    return run;
  }

  /**
   * An existing run, cut back to what it was at `at` and unfinished. Throws a UserError where there is no run, or where
   * `config` would make it another run.
   */
  static async resume(path: string, config: object, at: RunPosition): Promise<RunDirectory> {
    const before = await readConfig(path);
    const found = differences(before, config);
    checkSteps(path, found, before, at.step);
    const changed = found.map(({ key }) => key).filter((key) => !mayChange.test(key));
    if (changed.length > 0)
      throw new UserError(
        `${path}: cannot resume with another ${changed.join(", ")}; config.json there holds the run's own values. ` +
          "Use those, or start a new run (--run.name NAME)",
      );
    const run = new RunDirectory(path);
    // First: a run that goes on is unfinished again, wherever it is killed from here on.
    await rm(join(path, "summary.json"), { force: true });
    await run.writeFile("config.json", json(config));
    await run.cutBack(at);
    return run;
  }

  /**
   * What came after `at` goes: metrics (a kill may leave half a line), alarms, rollouts and solutions. Alarms from
   * before the last rollback stay, for they tell why there was one.
   */
  async cutBack({ step, rollbacks }: RunPosition): Promise<void> {
    await this.#keepLines<RunPosition>("metrics.jsonl", (line) => line.step <= step);
    await this.#keepLines<RunPosition>(
      "alarms.jsonl",
      (line) => line.rollbacks < rollbacks || (line.rollbacks === rollbacks && line.step <= step),
    );
    for (const folder of ["rollouts", "solutions"])
      for (const name of await readdir(join(this.path, folder)).catch(() => [] as string[]))
        if (!(Number.parseInt(name, 10) <= step)) await rm(join(this.path, folder, name));
  }

  /** Adds a line to metrics.jsonl or alarms.jsonl. */
  append(file: "metrics" | "alarms", line: object): void {
    appendFileSync(join(this.path, `${file}.jsonl`), `${JSON.stringify(line)}\n`);
  }

  /** All lines of metrics.jsonl so far. */
  async readMetrics<T>(): Promise<T[]> {
    return (await readJsonLines<T>(join(this.path, "metrics.jsonl"))) ?? [];
  }

  /** Writes `lines` as FOLDER/STEP.jsonl, taking one after the other. */
  async writeLines(folder: "rollouts" | "solutions", step: number, lines: Iterable<object>): Promise<void> {
    await makeDirectory(join(this.path, folder));
    await writeWholePieces(join(this.path, folder, `${step}.jsonl`), textLines(lines));
  }

  /** The lines of FOLDER/STEP.jsonl; undefined where there is no such file. */
  readLines<T>(folder: "rollouts" | "solutions", step: number): Promise<T[] | undefined> {
    return readJsonLines<T>(join(this.path, folder, `${step}.jsonl`));
  }

  /** Only the last line may be broken, by a kill while writing; it goes. */
  async #keepLines<T>(name: string, keep: (line: T) => boolean): Promise<void> {
    const file = join(this.path, name);
    if (!existsSync(file)) return;
    const text = await readFile(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    const kept = whole.filter((line, i) => line !== "" && keep(parsed(line, `${file}:${i + 1}`)));
    await this.writeFile(name, kept.map((line) => `${line}\n`).join(""));
  }

  /** Writes a file of the run whole: beside its place first, then renamed into it. Returns its path. */
  async writeFile(name: string, text: string): Promise<string> {
    const path = join(this.path, name);
    await makeDirectory(dirname(path));
    await writeWhole(path, text);
    return path;
  }

  /** A reward that failed is told with the file that holds the responses it failed on, written here. */
  async failure(error: unknown): Promise<unknown> {
    if (!(error instanceof RewardError)) return error;
    const file = join(this.path, "failed-responses.json");
    const { responses, cause, message } = error;
    const stack = cause instanceof Error ? cause.stack : undefined;
    await writeWholePieces(file, arrayPieces(responses.map((response) => ({ ...response, stack }))));
    return new UserError(`${message}; the run was stopped, and what the reward was given is in ${file}`, {
      cause,
    });
  }
}

/** Refuses a number of steps that the run at `path`, `done` steps far, cannot have, or not without another learning rate. */
function checkSteps(
  path: string,
  found: readonly Difference[],
  before: Record<string, unknown>,
  done: number,
): void {
  const steps = found.find(({ key }) => key === "train.steps");
  if (steps === undefined) return;
  if ((steps.now as number) < done)
    throw new UserError(
      `${path}: cannot resume with train.steps ${steps.now}; the run has finished ${done}. Give ${done} or more`,
    );
  const { schedule = "constant" } = (before.optimizer ?? {}) as { schedule?: string };
  if (schedule !== "constant")
    throw new UserError(
      `${path}: cannot resume with train.steps ${steps.now}: the ${schedule} schedule (optimizer.schedule) takes the ` +
        `learning rate to 0 after step ${steps.there}, so that steps already taken would have had another. Resume with ` +
        `train.steps ${steps.there}, or start a new run from a checkpoint of this one (--model.source ${path}/checkpoints/STEP ` +
        "--run.name NAME); with a constant schedule a run may be made longer",
    );
}

/** The resolved configuration of the run at `path`. */
export async function readConfig(path: string): Promise<Record<string, unknown>> {
  const file = join(path, "config.json");
  if (!existsSync(file)) throw new UserError(`${path}: no run to resume here (no config.json)`);
  return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
}

/** JSON of a list that may be longer than a string. */
function* arrayPieces(values: readonly object[]): Generator<string> {
  yield "[";
  for (const [i, value] of values.entries()) yield `${i > 0 ? "," : ""}\n${JSON.stringify(value, null, 2)}`;
  yield "\n]\n";
}

/** `value` as the files of a run hold it; of a function, its name. */
export function json(value: object): string {
  const named = (_key: string, item: unknown) =>
    typeof item === "function" ? `function ${item.name}` : item;
  return `${JSON.stringify(value, named, 2)}\n`;
}

function* textLines(lines: Iterable<object>): Generator<string> {
  for (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/** The values of a JSON lines file; undefined where there is no such file. */
async function readJsonLines<T>(path: string): Promise<T[] | undefined> {
  if (!existsSync(path)) return undefined;
  const values: T[] = [];
  for await (const line of linesOf(createReadStream(path, "utf8")))
    if (line !== "") values.push(JSON.parse(line));
  return values;
}

/** A key whose value a run has otherwise than it is given now; undefined: not there at all. */
export interface Difference {
  /** Dotted. */
  key: string;
  there: unknown;
  now: unknown;
}

/** Where the configuration `now` differs, as JSON holds it, from that of a run, `there`. */
export function differences(there: Record<string, unknown>, now: object): Difference[] {
  return leaves(there, JSON.parse(json(now)), "").filter((difference) => !isTheSame(difference));
}

function leaves(there: unknown, now: unknown, path: string): Difference[] {
  const inside = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (inside(there) && inside(now)) {
    const [left, right] = [there as Record<string, unknown>, now as Record<string, unknown>];
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => leaves(left[key], right[key], path === "" ? key : `${path}.${key}`));
  }
  return JSON.stringify(there) === JSON.stringify(now) ? [] : [{ key: path, there, now }];
}

function parsed<T>(line: string, where: string): T {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError(
      `${where}: is not valid JSON; the file is damaged: mend or remove that line, and resume`,
    );
  }
}
