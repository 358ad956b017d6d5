// One seed of the reproduction made ready: the task, its warm policy, and its process reward models.
import {
  labelResponses,
  type TaskOptions,
  taskFiles,
  trainScorer,
  warmUpPolicy,
} from "../src/train/arithmetic.ts";
import type { Experiment } from "./settings.ts";

/** A seed's warm start and problems (paths), and its process reward models. */
export interface ReadyTask {
  seed: number;
  policy: string;
  problems: string;
  heldOut: string;
  scorers: Record<string, Scorer>;
}

export interface Scorer {
  path: string;
  /** On the warm policy's held-out responses: area under the ROC curve, accuracy over steps, cross-entropy in nats. */
  quality: { auc?: number; accuracy?: number; loss: number } | null;
}

/** Makes what is not there yet, each stage going on where it was; null where the signal stopped it. */
export async function readyTask(
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
    ready.scorers[name] = { path: scorer.checkpoint.path, quality: scorer.heldOut };
  }
  return ready;
}
