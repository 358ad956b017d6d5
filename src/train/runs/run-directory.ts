// The directory a run leaves behind: config.json (flags.json, reward.custom.ts: what it came from), metrics.jsonl, alarms.jsonl,
// rollouts/, solutions/, summary.json or finished.json. Plain files, appended or renamed into place. How the checkpoints in
// it are written is checkpoint.ts's.
import { appendFileSync, createReadStream, existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory } from "../../common/directories.ts";
import { UserError } from "../../common/errors.ts";
import { ifThere } from "../../common/if-there.ts";
import { writeWhole, writeWholePieces } from "../../common/whole-file.ts";
import { linesOf } from "../../data/lines.ts";
import { RewardError } from "../../reward/failure.ts";
import { checkpointSteps, latestCheckpoint, readState, saveCheckpoint } from "./checkpoint.ts";
import type { GivenConfig, StartOptions } from "../events.ts";
import {
  type Difference,
  differences,
  functionName,
  json,
  keptReward,
  REWARD_FILE,
  refuseChanges,
  rewardText,
} from "./run-changes.ts";
import {
  type Checkpoint,
  FINISHED_FILE,
  freshState,
  type OpenRun,
  parseOwn,
  type RunPosition,
  type RunStore,
  type TrainState,
} from "./run-store.ts";

/** Where the run of a configuration lies. */
export const runPath = ({ run }: { run: { directory: string; name: string } }) =>
  join(run.directory, run.name);

/** One run's directory, open for writing. */
export class RunDirectory implements RunStore {
  private constructor(readonly path: string) {}

  /**
   * The run at `path`: a new one, or with `resume` the one there, cut back to its newest checkpoint (null: it had none
   * yet and begins anew). Errors are those of `start` and `resume`.
   */
  static async open(
    path: string,
    config: object,
    seed: number,
    { resume = false, given }: Pick<StartOptions, "resume" | "given">,
  ): Promise<OpenRun> {
    const checkpoint = (resume && (await latestCheckpoint(path))) || null;
    const state = checkpoint ? await readState(checkpoint) : freshState(seed);
    const run = resume
      ? await RunDirectory.resume(path, config, state, given)
      : await RunDirectory.start(path, config, given);
    return { run, state, checkpoint };
  }

  /** A new run with its resolved configuration. Throws a UserError where something else is at `path` already. */
  static async start(path: string, config: object, given: GivenConfig = {}): Promise<RunDirectory> {
    await refuseTaken(path);
    const run = new RunDirectory(path);
    await makeDirectory(path);
    // Of a start that was cut off.
    for (const name of [FLAGS_FILE, REWARD_FILE]) await rm(join(path, name), { force: true });
    await run.#keepGiven(config, given);
    // Last: with it there is a run.
    await run.writeFile("config.json", json(config));
    return run;
  }

  /**
   * An existing run, cut back to what it was at `at` and unfinished. Throws a UserError where there is no run, or where
   * `config` would make it another run.
   */
  static async resume(
    path: string,
    config: object,
    at: RunPosition,
    given: GivenConfig = {},
  ): Promise<RunDirectory> {
    refuseChanges(path, await changesOf(path, config, given), await readConfig(path), at.step);
    const run = new RunDirectory(path);
    // First: a run that goes on is unfinished again, wherever it is killed from here on.
    for (const name of ["summary.json", FINISHED_FILE]) await rm(join(path, name), { force: true });
    const kept = await keptReward(path);
    await run.#keepGiven(config, kept === null ? given : { ...given, file: kept });
    await run.writeFile("config.json", json(config));
    await run.cutBack(at);
    return run;
  }

  /** Keeps what a run that goes on is to have again: the flags over a file, and the user's own reward. */
  async #keepGiven(config: object, { file, flags = {} }: GivenConfig): Promise<void> {
    const reward = rewardText(config, file);
    if (reward !== null) await this.writeFile(REWARD_FILE, reward);
    if (Object.keys(flags).length > 0) await this.writeFile(FLAGS_FILE, json(flags));
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

  append(file: "metrics" | "alarms", line: object): void {
    appendFileSync(join(this.path, `${file}.jsonl`), `${JSON.stringify(line)}\n`);
  }

  async readMetrics<T>(): Promise<T[]> {
    return (await readJsonLines<T>(join(this.path, "metrics.jsonl"))) ?? [];
  }

  async writeLines(folder: "rollouts" | "solutions", step: number, lines: Iterable<object>): Promise<void> {
    await makeDirectory(join(this.path, folder));
    await writeWholePieces(join(this.path, folder, `${step}.jsonl`), textLines(lines));
  }

  readLines<T>(folder: "rollouts" | "solutions", step: number): Promise<T[] | undefined> {
    return readJsonLines<T>(join(this.path, folder, `${step}.jsonl`));
  }

  /** Only the last line may be broken, by a kill while writing; it goes. */
  async #keepLines<T>(name: string, keep: (line: T) => boolean): Promise<void> {
    const file = join(this.path, name);
    if (!existsSync(file)) return;
    const text = await readFile(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    const kept = whole.filter((line, i) => line !== "" && keep(parseOwn(line, `${file}:${i + 1}`, DAMAGED)));
    await this.writeFile(name, kept.map((line) => `${line}\n`).join(""));
  }

  /** Written beside its place first, then renamed into it. */
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

  save(...checkpoint: Parameters<RunStore["save"]>): Promise<Checkpoint> {
    return saveCheckpoint(this.path, ...checkpoint);
  }

  latest(until?: number): Promise<Checkpoint | undefined> {
    return latestCheckpoint(this.path, until);
  }

  read(checkpoint: Checkpoint): Promise<TrainState> {
    return readState(checkpoint);
  }

  /** Whenever this is cut off, the run can be resumed: at a checkpoint from after `step`, or with `state` at this one. */
  async returnTo({ step }: Checkpoint, state: TrainState): Promise<void> {
    await this.writeFile(`checkpoints/${step}/state.json`, `${JSON.stringify(state, null, 2)}\n`);
    await this.writeFile("checkpoints/latest", `${step}\n`);
    const later = (await checkpointSteps(this.path)).filter((saved) => saved > step);
    for (const saved of later.reverse())
      await rm(join(this.path, "checkpoints", String(saved)), { recursive: true });
    await this.cutBack(state);
  }
}

const DAMAGED = "the file is damaged: mend or remove that line, and resume";

/** In a run's directory: what the flags set that it was begun, and went on, with. */
const FLAGS_FILE = "flags.json";

/** What flags have set of the run at `path`; nothing of one of before, or of the library's. */
export async function readFlags(path: string): Promise<Record<string, unknown>> {
  const file = join(path, FLAGS_FILE);
  const text = await ifThere(readFile(file, "utf8"));
  return text === null ? {} : parseOwn(text, file, DAMAGED);
}

/**
 * What may lie where a run starts: locks and what is written before it does, here or in a start that was cut off; the
 * stages of a demo; logs, a shell's or for another program; and hidden files.
 */
const mayBeThere =
  /^lock(\.|$)|^((data|config|flags)\.json|reward\.custom\.ts)(\.partial)?$|^(data|warm-up|prm)$|^tensorboard$|\.(log|out|err|txt)$|^\./;

/** Throws a UserError where a run cannot start at `path`, for there is one already, or anything else. */
export async function refuseTaken(path: string): Promise<void> {
  const found = (await ifThere(readdir(path))) ?? [];
  if (found.includes("config.json") || found.includes("checkpoints"))
    throw new UserError(
      `${path}: there is a run here already. Go on with it (--resume), or choose another name (--run.name NAME) ` +
        "or remove the directory",
    );
  const others = found.filter((name) => !mayBeThere.test(name)).sort();
  if (others.length === 0) return;
  throw new UserError(
    `${path}: is not empty, and no run (${others.slice(0, 3).join(", ")}${others.length > 3 ? ", …" : ""}). Choose ` +
      "another name (--run.name NAME), or move away what is there",
  );
}

/** The resolved configuration of the run at `path`. */
export async function readConfig(path: string): Promise<Record<string, unknown>> {
  const file = join(path, "config.json");
  if (!existsSync(file)) throw new UserError(`${path}: no run to resume here (no config.json)`);
  return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
}

/**
 * Where the run at `path` has it otherwise than `config`. A function of a file that is as it was is the same function,
 * however this version of Node reads it.
 */
export async function changesOf(path: string, config: object, { file }: GivenConfig): Promise<Difference[]> {
  const found = differences(await readConfig(path), config);
  if (file === undefined || file !== (await keptReward(path))) return found;
  return found.filter(
    ({ key, there, now }) => key !== "reward.custom" || functionName(there) !== functionName(now),
  );
}

/** JSON of a list that may be longer than a string. */
function* arrayPieces(values: readonly object[]): Generator<string> {
  yield "[";
  for (const [i, value] of values.entries()) yield `${i > 0 ? "," : ""}\n${JSON.stringify(value, null, 2)}`;
  yield "\n]\n";
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
