// Which alarms stand at the end of runs, for a check in CI: by the lines of metrics.jsonl, as the watch of a run reads them.
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError, UserError } from "../common/errors.ts";
import { readMetrics } from "../eval/run-files.ts";
import type { AlarmKind, StepMetrics } from "../train/runs/records.ts";
import { type Onset, Watch } from "../watch/watch.ts";

/** Folders below the one given in which runs are looked for: a comparison's are two deep. */
const DEPTH = 4;
/** Folders of a run's own. */
const INSIDE = new Set(["checkpoints", "rollouts", "solutions", "figures", "node_modules"]);

/** How a run stood after its last step. */
export interface CheckedRun {
  directory: string;
  /** Its last step; 0: none yet. */
  step: number;
  /** What stood then, and the steps at which each had set in. */
  alarms: { kind: AlarmKind; title: string; since: number }[];
}

/**
 * The run in `directory`, or all below it, in order of their paths. Supervised runs have no alarms. What a rollback took
 * back stands no more, as its steps are gone. Throws a UsageError where there is no run, or one that cannot be read.
 */
export async function checkRuns(directory: string): Promise<CheckedRun[]> {
  const runs = await runsBelow(directory, DEPTH).catch(unreadable);
  if (runs.length === 0)
    throw new UsageError(
      `${directory}: no run here or below (no metrics.jsonl); give the directory of a run, of a comparison, or of runs`,
    );
  return Promise.all(runs.map((run) => checkRun(run).catch(unreadable)));
}

/** A check is no alarm: what cannot be read, by its form or for the system, is wrong use. */
function unreadable(error: Error): never {
  throw error instanceof UserError || "syscall" in error ? new UsageError(error.message) : error;
}

async function checkRun(directory: string): Promise<CheckedRun> {
  const metrics = await readMetrics(join(directory, "metrics.jsonl"));
  const watch = new Watch();
  const onsets = new Map<AlarmKind, Onset>();
  for (const line of metrics ?? [])
    if (!("stage" in line))
      for (const onset of watch.observe(line as StepMetrics)) onsets.set(onset.definition.kind, onset);
  const alarms = watch.active.map(({ kind, title }) => ({ kind, title, since: onsets.get(kind)!.step }));
  return { directory, step: metrics?.at(-1)?.step ?? 0, alarms };
}

async function runsBelow(directory: string, depth: number): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error): Dirent[] => {
    if (["ENOENT", "ENOTDIR"].includes(error.code)) return [];
    throw error;
  });
  const own = entries.some((entry) => entry.name === "metrics.jsonl" && entry.isFile()) ? [directory] : [];
  const folders = entries.filter((entry) => entry.isDirectory() && !INSIDE.has(entry.name));
  const names = folders.map(({ name }) => name).sort();
  const below =
    depth > 0 ? await Promise.all(names.map((name) => runsBelow(join(directory, name), depth - 1))) : [];
  return [...own, ...below.flat()];
}
