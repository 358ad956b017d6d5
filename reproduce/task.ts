// One seed of the reproduction made ready: the task, its warm policy, and its process reward models.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exclusively } from "../src/common/lock.ts";
import {
  labelResponses,
  type TaskOptions,
  type TaskSettings,
  taskFiles,
  trainScorer,
  warmUpPolicy,
  writePureProblems,
} from "../src/train/demo/arithmetic.ts";
import type { Experiment } from "./settings.ts";

/** A seed's warm start, problems and process reward models by name: their paths. */
export interface ReadyTask {
  seed: number;
  policy: string;
  problems: string;
  heldOut: string;
  scorers: Record<string, string>;
}

/**
 * Makes what is not there yet, each stage going on where it was; null where the signal stopped it. Throws a UserError
 * where another process does the same.
 */
export function readyTask(
  experiment: Pick<Experiment, "task" | "scorers">,
  options: Omit<TaskOptions, "resume">,
): Promise<ReadyTask | null> {
  return exclusively(options.directory, () => makeReady(experiment, options));
}

async function makeReady(
  { task, scorers }: Pick<Experiment, "task" | "scorers">,
  options: Omit<TaskOptions, "resume">,
): Promise<ReadyTask | null> {
  const resumed = { ...options, resume: true };
  const { seed, directory } = options;
  const { problems, heldOut } = taskFiles(directory);
  const warm = await warmUpPolicy(task, resumed);
  if (warm.interrupted || !warm.checkpoint) return null;
  const policy = warm.checkpoint.path;
  if (!(await labelResponses(policy, task, resumed))) return null;
  const ready: ReadyTask = { seed, policy, problems, heldOut, scorers: {} };
  for (const [name, settings] of Object.entries(scorers)) {
    const scorer = await trainScorer(name, policy, settings, task, resumed);
    if (scorer.interrupted || !scorer.checkpoint) return null;
    ready.scorers[name] = scorer.checkpoint.path;
  }
  return ready;
}

/** The task with problems of other lengths than those of the warm-up, written under `name` where they are not there yet. */
export async function withOperations(
  ready: ReadyTask,
  name: string,
  operations: TaskSettings["operations"],
  { task, directory }: { task: TaskSettings; directory: string },
): Promise<ReadyTask> {
  const { data } = taskFiles(directory);
  const files = {
    problems: join(data, `problems-${name}.jsonl`),
    heldOut: join(data, `problems-${name}-held-out.jsonl`),
  };
  if (!existsSync(files.heldOut)) await writePureProblems({ ...task, operations }, ready.seed, files);
  return { ...ready, ...files };
}
