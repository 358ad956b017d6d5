// The reproduction, seed by seed: a task made ready, the arms of the comparisons on it one after the other, and the report
// as far as it goes. What is finished is not run anew, and several processes may share a directory.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlannedPhase } from "../src/cli/progress-state.ts";
import { makeDirectory } from "../src/common/directories.ts";
import { UserError } from "../src/common/errors.ts";
import { folderOf, planComparison, runPlanned } from "../src/train/compare.ts";
import type { OnEvent, StartOptions } from "../src/train/events.ts";
import { readArmRun } from "./arms.ts";
import { meanTrust } from "./findings.ts";
import { reportExperiment } from "./report.ts";
import { exactScorer, invertedScorer, randomScorer } from "./scorers.ts";
import { type ArmSettings, baseConfig, type Experiment, type PartSettings } from "./settings.ts";
import { type ReadyTask, readyTask, withOperations } from "./task.ts";

/** What of an experiment is run; all of it where nothing is said. */
export interface Selection {
  parts?: readonly string[];
  /** Of the parts that have them. */
  arms?: readonly string[];
  /** In the place of each part's own. */
  seeds?: readonly number[];
}

export interface ReproduceOptions extends Omit<StartOptions, "resume"> {
  selection?: Selection;
  directory: string;
}

/** The experiment with nothing but what is selected. Throws a UserError for a part or an arm that it has not. */
export function selected(experiment: Experiment, { parts, arms, seeds }: Selection): Experiment {
  const unknownPart = parts?.find((name) => experiment.parts.every((part) => part.name !== name));
  if (unknownPart !== undefined)
    throw new UserError(
      `no part ${unknownPart}; there are ${experiment.parts.map(({ name }) => name).join(", ")}`,
    );
  const among = experiment.parts.filter(({ name }) => parts?.includes(name) ?? true);
  const names = new Set(among.flatMap(({ variants }) => variants.map(({ name }) => name)));
  const unknownArm = arms?.find((name) => !names.has(name));
  if (unknownArm !== undefined)
    throw new UserError(
      `no arm ${unknownArm} in ${among.map(({ name }) => name).join(", ")}; there are ${[...names].join(", ")}`,
    );
  const chosen = among.flatMap((part) => {
    const variants = part.variants.filter(({ name }) => arms?.includes(name) ?? true);
    return variants.length > 0 ? [{ ...part, variants, seeds: seeds ?? part.seeds }] : [];
  });
  const scorers = Object.entries(experiment.scorers).filter(([name]) =>
    chosen.some(({ scorer }) => scorer === name),
  );
  return { ...experiment, parts: chosen, scorers: Object.fromEntries(scorers) };
}

/** Every seed once, in the order of the parts. */
const seedsOf = ({ parts }: Experiment) => [...new Set(parts.flatMap(({ seeds }) => seeds))];

/**
 * Runs what is not finished of what is selected, and writes the report of all that is there after every seed. Where an
 * arm fails the others are run all the same, and its error is thrown at the end. False: the signal stopped it.
 */
export async function reproduce(
  experiment: Experiment,
  { selection = {}, directory, onEvent: tell = () => {}, signal }: ReproduceOptions,
): Promise<boolean> {
  const noted = new Set<string>();
  const onEvent: OnEvent = (event) => {
    if (event.type === "note" && noted.has(event.message)) return;
    if (event.type === "note") noted.add(event.message);
    tell(event);
  };
  const chosen = selected(experiment, selection);
  for (const part of chosen.parts) checkArms(chosen, part, directory);
  await makeDirectory(directory);
  const failed: unknown[] = [];
  for (const seed of seedsOf(chosen)) {
    const place = { seed, directory: join(directory, `seed-${seed}`), onEvent, signal };
    const task = await readyTask(chosen, place);
    if (!task) return false;
    for (const part of chosen.parts.filter(({ seeds }) => seeds.includes(seed))) {
      const { name, operations } = part;
      const files = operations
        ? await withOperations(task, name, operations, { task: experiment.task, ...place })
        : task;
      for (const arm of part.variants)
        try {
          const run = { experiment, part, arm, files, directory: join(directory, name) };
          const result = await runArm(run, { onEvent, signal });
          if (result.interrupted) return false;
          failed.push(...result.failed.map(({ error }) => error));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          onEvent({ type: "phaseFailed", phase: "pure", message: error.message });
          failed.push(error);
        }
    }
    await reportExperiment(experiment, directory);
  }
  if (failed.length > 0) throw failed.find((error) => !(error instanceof UserError)) ?? together(failed);
  return true;
}

function together(errors: readonly unknown[]): UserError {
  return new UserError(errors.map((error) => (error as UserError).message).join("\n"));
}

/** Throws a UserError, before anything is run, for an arm that sets what cannot be. */
function checkArms(experiment: Experiment, part: PartSettings, directory: string): void {
  const files = { policy: "policy", problems: "problems", heldOut: "held-out" };
  const variants = part.variants.map((arm) => (arm.coefficientOf ? withCoefficient(arm, 1) : arm));
  const base = baseConfig(experiment, files, "prm");
  planComparison({ base, variants, seeds: part.seeds, directory: join(directory, part.name) });
}

interface ArmToRun {
  experiment: Experiment;
  part: PartSettings;
  arm: ArmSettings;
  files: ReadyTask;
  /** Of the comparison. */
  directory: string;
}

async function runArm(
  { experiment, part, arm, files, directory }: ArmToRun,
  { onEvent, signal }: { onEvent: OnEvent; signal?: AbortSignal },
) {
  const { seed } = files;
  const { coefficientOf } = arm;
  const variant = coefficientOf
    ? withCoefficient(arm, await coefficient(directory, coefficientOf, seed))
    : arm;
  const path = part.scorer === null ? null : files.scorers[part.scorer];
  const prm = [arm.scorer, path ?? "exact"].filter((word) => word !== undefined).join(" ");
  const base = baseConfig(experiment, files, prm);
  const { runs } = planComparison({ base, variants: [variant], seeds: [seed], directory });
  const inverted = arm.scorer === "inverted" && path !== null ? invertedScorer(path) : null;
  const own = inverted ?? (arm.scorer === "random" ? randomScorer(seed) : null);
  const scorer = own ? () => own : path === null ? exactScorer : undefined;
  try {
    return await runPlanned(runs, { directory, scorer, onEvent, signal });
  } finally {
    await inverted?.dispose();
  }
}

function withCoefficient(arm: ArmSettings, coefficient: number): ArmSettings {
  return { ...arm, set: { ...arm.set, "reward.processCoefficient": coefficient } };
}

/** The mean trust of an arm's finished run. Throws a UserError where there is none. */
async function coefficient(directory: string, arm: string, seed: number): Promise<number> {
  const path = join(directory, folderOf(arm), `seed-${seed}`);
  const trust = existsSync(join(path, "summary.json")) ? meanTrust(await readArmRun(path, seed)) : null;
  if (trust === null)
    throw new UserError(
      `${path}: no finished run with trust, whose mean trust is needed; run "${arm}" first`,
    );
  return trust;
}

/** The phases in order, with the seconds they took on two cores. */
export function planOf(experiment: Experiment, selection: Selection = {}) {
  const chosen = selected(experiment, selection);
  return seedsOf(chosen).flatMap((seed): (PlannedPhase & { plannedSeconds: number })[] => [
    { phase: "sft", label: `Warm-up, seed ${seed}`, plannedSeconds: 100 },
    { phase: "labelling", label: `Sampling steps to label, seed ${seed}`, plannedSeconds: 40 },
    ...Object.keys(chosen.scorers).map((name) => ({
      ...{ phase: "prm" as const, label: `PRM "${name}", seed ${seed}`, plannedSeconds: 200 },
    })),
    ...chosen.parts
      .filter(({ seeds }) => seeds.includes(seed))
      .flatMap(({ name, variants }) =>
        variants.map((variant) => ({
          ...{ phase: "pure" as const, label: `${name}: ${variant.name}, seed ${seed}` },
          plannedSeconds: 10 + 2 * chosen.steps,
        })),
      ),
  ]);
}
