// Reads a run directory, finished or not, as reports and comparisons take it. Nothing is written here.
import { createReadStream, existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../common/errors.ts";
import { largest, mean, smallest } from "../common/statistics.ts";
import { linesOf } from "../data/lines.ts";
import { evaluationResult } from "../train/evaluate.ts";
import type {
  AlarmRecord,
  EvaluationResult,
  HeldOutRecord,
  RolloutRecord,
  RunSummary,
  StepMetrics,
  SupervisedMetrics,
} from "../train/runs/records.ts";

/** What a report of runs shows of a rollout; token ids and log-probabilities are not kept. */
export type Rollout = Omit<RolloutRecord, "tokens" | "logprobs" | "returns">;

/** The responses of one prompt at one step, by sample. */
export interface RolloutGroup {
  step: number;
  group: number;
  responses: Rollout[];
}

export interface RunFiles {
  directory: string;
  /** In order of steps, one each. */
  metrics: StepMetrics[];
  /** The same of a supervised run (sft, prm), which has no others. */
  supervised: SupervisedMetrics[];
  /** Alarms, in the order they were told. */
  alarms: AlarmRecord[];
  /** Null while the run is unfinished. */
  summary: RunSummary | null;
  /** The evaluation before training, which is known at once; null without held-out problems. */
  before: EvaluationResult | null;
  /** Resolved configuration; null where the file is missing. */
  config: unknown;
  /** A few groups of a few steps, first to last. */
  rollouts: RolloutGroup[];
}

const ROLLOUT_STEPS = 4;
const GROUPS_PER_STEP = 2;
/** Groups of a step to choose from: whole rollout files need not fit in memory. */
const CANDIDATES = 16;

/** The run's directory that a checkpoint's `path` lies in; null where it is of no run that is here. */
export function runOfCheckpoint(path: string): string | null {
  const whole = resolve(path);
  const run = dirname(dirname(whole));
  const isCheckpoint = basename(dirname(whole)) === "checkpoints" && /^\d+$/.test(basename(whole));
  return isCheckpoint && existsSync(join(run, "config.json")) ? run : null;
}

/** Reads `directory`. A partial last line of a JSON lines file (a run being written, or killed) is ignored. */
export async function readRun(directory: string): Promise<RunFiles> {
  const metrics = await readMetrics(join(directory, "metrics.jsonl"));
  const summary = await readJson<RunSummary>(join(directory, "summary.json"));
  if (metrics === null && summary === null) {
    throw new UserError(
      `${directory}: no metrics.jsonl and no summary.json here; give the directory of a run, such as runs/NAME`,
    );
  }
  return {
    directory,
    metrics: (metrics ?? []).filter((m) => !isSupervised(m)) as StepMetrics[],
    supervised: (metrics ?? []).filter(isSupervised),
    alarms: await readAlarms(join(directory, "alarms.jsonl")),
    summary,
    before: summary?.before ?? (await readEvaluation(join(directory, FIRST_SOLUTIONS))),
    config: await readJson(join(directory, "config.json")),
    rollouts: await readRollouts(join(directory, "rollouts")),
  };
}

/** In a run's directory: the answers to the held-out problems before its first step. */
export const FIRST_SOLUTIONS = "solutions/0.jsonl";

/** What a file of held-out answers comes to; null where there is none. */
export async function readEvaluation(path: string): Promise<EvaluationResult | null> {
  const records: HeldOutRecord[] = [];
  if (existsSync(path)) for await (const value of jsonLines(path)) records.push(value as HeldOutRecord);
  return records.length > 0 ? evaluationResult(records) : null;
}

type AnyMetrics = StepMetrics | SupervisedMetrics;

function isSupervised(metrics: AnyMetrics): metrics is SupervisedMetrics {
  return "stage" in metrics;
}

/** The value `path` holds; null where there is no such file. */
export async function readJson<T = unknown>(path: string): Promise<T | null> {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`${path}: not valid JSON (${error.message})`);
  }
}

/** The JSON lines of `path`; a last line that does not parse is a write in progress and is left out. */
export async function* jsonLines(path: string): AsyncGenerator<unknown> {
  let number = 0;
  let fault: string | null = null;
  for await (const line of linesOf(createReadStream(path, "utf8"))) {
    if (fault !== null) throw new UserError(fault);
    number++;
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      fault = `${path}:${number}: not valid JSON (${(error as Error).message})`;
      continue;
    }
    yield value;
  }
}

/** The steps of a metrics.jsonl in order, one each; null where there is no such file. */
export async function readMetrics(path: string): Promise<AnyMetrics[] | null> {
  // A resumed run may repeat the steps after its checkpoint: the last line of a step is the one that counts.
  if (!existsSync(path)) return null;
  const byStep = new Map<number, AnyMetrics>();
  let line = 0;
  for await (const value of jsonLines(path)) {
    line++;
    const record = value as Partial<AnyMetrics> | null;
    if (typeof record !== "object" || record === null || typeof record.step !== "number")
      throw new UserError(`${path}: record ${line} has no number "step"; each line is one training step`);
    byStep.set(record.step, record as AnyMetrics);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}

async function readAlarms(path: string): Promise<AlarmRecord[]> {
  const alarms: AlarmRecord[] = [];
  if (existsSync(path)) for await (const value of jsonLines(path)) alarms.push(value as AlarmRecord);
  return alarms;
}

/** `wanted` indices spread evenly over 0..length-1, first and last among them. */
function spread(length: number, wanted: number): number[] {
  if (length <= wanted) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: wanted }, (_, i) => Math.round((i * (length - 1)) / (wanted - 1)));
}

async function readRollouts(directory: string): Promise<RolloutGroup[]> {
  const files = (existsSync(directory) ? await readdir(directory) : [])
    .map((name) => ({ name, step: Number(/^(\d+)\.jsonl$/.exec(name)?.[1] ?? Number.NaN) }))
    .filter((file) => Number.isFinite(file.step))
    .sort((a, b) => a.step - b.step);
  const groups: RolloutGroup[] = [];
  for (const index of spread(files.length, ROLLOUT_STEPS))
    groups.push(...(await readGroups(join(directory, files[index].name))));
  return groups;
}

/** The groups of one file whose advantages differ most: those that taught something. */
async function readGroups(path: string): Promise<RolloutGroup[]> {
  const groups = new Map<number, RolloutGroup>();
  for await (const value of jsonLines(path)) {
    const { tokens: _tokens, logprobs: _logprobs, returns: _returns, ...rollout } = value as RolloutRecord;
    let group = groups.get(rollout.group);
    if (!group) {
      if (groups.size === CANDIDATES) continue;
      group = { step: rollout.step, group: rollout.group, responses: [] };
      groups.set(rollout.group, group);
    }
    group.responses.push(rollout);
  }
  const chosen = [...groups.values()]
    .map((group) => ({ group, range: advantageRange(group) }))
    .sort((a, b) => b.range - a.range || a.group.group - b.group.group)
    .slice(0, GROUPS_PER_STEP)
    .map(({ group }) => group);
  for (const group of chosen) group.responses.sort((a, b) => a.sample - b.sample);
  return chosen;
}

function advantageRange(group: RolloutGroup): number {
  const means = group.responses.map((r) => mean(r.advantages) || 0);
  return largest(means) - smallest(means);
}
