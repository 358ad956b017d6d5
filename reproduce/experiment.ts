// The reproduction, seed by seed: a task made ready, the comparisons on it, and the report as far as it goes. What is
// finished is not run anew.
import { join } from "node:path";
import type { PlannedPhase } from "../src/cli/progress-state.ts";
import { makeDirectory } from "../src/directories.ts";
import { runComparison } from "../src/train/compare.ts";
import type { TrainEvent } from "../src/train/events.ts";
import type { StartOptions } from "../src/train/start.ts";
import { exactScorer } from "./exact.ts";
import { writeReproduction } from "./report.ts";
import { baseConfig, type Experiment } from "./settings.ts";
import { type ReadyTask, readyTask, withOperations } from "./task.ts";

export interface ReproduceOptions extends Omit<StartOptions, "resume"> {
  seeds: readonly number[];
  directory: string;
}

/** Runs what is not finished, and writes the report after every seed. False: the signal stopped it. */
export async function reproduce(
  experiment: Experiment,
  { seeds, directory, onEvent = () => {}, signal }: ReproduceOptions,
): Promise<boolean> {
  await makeDirectory(directory);
  const tasks = new Map<number, ReadyTask>();
  for (const [i, seed] of seeds.entries()) {
    const place = { seed, directory: join(directory, `seed-${seed}`), onEvent, signal };
    const task = await readyTask(experiment, place);
    if (!task) return false;
    tasks.set(seed, task);
    for (const { name, scorer, variants, operations } of experiment.parts) {
      const files = new Map(tasks);
      if (operations)
        for (const [one, ready] of tasks) {
          const place = { task: experiment.task, directory: join(directory, `seed-${one}`) };
          files.set(one, await withOperations(ready, name, operations, place));
        }
      const result = await runComparison({
        base: (one) =>
          baseConfig(
            experiment,
            files.get(one)!,
            scorer === null ? name : tasks.get(one)!.scorers[scorer].path,
          ),
        scorer: scorer === null ? exactScorer : undefined,
        variants,
        seeds: seeds.slice(0, i + 1),
        directory: join(directory, name),
        // The seeds before are there already; of the present one is told.
        onEvent: (event: TrainEvent & { seed: number }) => {
          if (event.seed === seed) onEvent(event);
        },
        signal,
      });
      if (result.interrupted) return false;
      if (result.failed.length > 0) throw result.failed[0].error;
    }
    const names = experiment.parts.map(({ name }) => name);
    await writeReproduction(directory, names, [...tasks.values()]);
  }
  return true;
}

/** The phases in order, with the seconds they took on two cores. */
export function planOf({ scorers, parts, steps }: Experiment, seeds: readonly number[]) {
  return seeds.flatMap((seed): (PlannedPhase & { plannedSeconds: number })[] => [
    { phase: "sft", label: `Warm-up, seed ${seed}`, plannedSeconds: 100 },
    { phase: "labelling", label: `Sampling steps to label, seed ${seed}`, plannedSeconds: 40 },
    ...Object.keys(scorers).map((name) => ({
      ...{ phase: "prm" as const, label: `PRM "${name}", seed ${seed}`, plannedSeconds: 200 },
    })),
    ...parts.flatMap(({ name, variants }) =>
      variants.map((variant) => ({
        ...{ phase: "pure" as const, label: `${name}: ${variant.name}, seed ${seed}` },
        plannedSeconds: 10 + 2 * steps,
      })),
    ),
  ]);
}
