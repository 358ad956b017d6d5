// Several variants of one configuration under equal budgets, each with the same seeds: planned and checked whole before
// the first run starts, then run seed by seed. Every run is an ordinary one of startPure's; a comparison goes on where
// it was stopped. What the results mean is eval/comparison.ts's.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import { exclusively } from "../common/lock.ts";
import { writeWhole } from "../common/whole-file.ts";
import type { PureConfig, PureConfigInput } from "../config/schema.ts";
import { resolveVariant, type Variant } from "../config/vary.ts";
import type { TrainEvent } from "./events.ts";
import { dataOf } from "./problem-sets.ts";
import type { PureResult } from "./run.ts";
import { describe, json, shown } from "./runs/run-changes.ts";
import { changesOf } from "./runs/run-directory.ts";
import { type StartPureOptions, startPure } from "./start.ts";

/** With what every run is started, and: */
export interface ComparisonOptions extends Pick<StartPureOptions, "scorer" | "given"> {
  /** The configuration under the variants; a function where seeds differ in more than `train.seed` (own warm start). */
  base: PureConfigInput | ((seed: number) => PureConfigInput);
  /** At least one; the first is what the others are compared with first. */
  variants: readonly Variant[];
  seeds: readonly number[];
  /** The runs are VARIANT/seed-N in it, whatever `run` of the base says. */
  directory: string;
  /** Gets what every run tells, with whose it is. What an earlier run noted is not told again. */
  onEvent?: (event: ComparisonEvent) => void;
  /** Aborted: the run under way saves a checkpoint, and no other starts. */
  signal?: AbortSignal;
}

/** An event of one of the runs. A run that was finished before is a phase that starts at its end. */
export type ComparisonEvent = TrainEvent & { variant: string; seed: number };

export interface VariantRun {
  variant: string;
  seed: number;
  path: string;
  config: PureConfig;
}

/** comparison.json: what the runs in the directory are, for the report. */
export interface ComparisonRecord {
  variants: { name: string; directory: string; set: Readonly<Record<string, unknown>> }[];
  seeds: number[];
  /** Keys that decide how much a run gets or from what it starts, and that variants were told to differ in; their values. */
  unequal: { key: string; values: unknown[] }[];
}

export interface ComparisonResult {
  directory: string;
  /** Runs finished, now or before, and how many there are. */
  finished: number;
  runs: number;
  /** Runs that ended with an error, which names them, in the order they ran. */
  failed: { variant: string; seed: number; error: unknown }[];
  /** Whether the signal ended the comparison, and what the run under way had reached. */
  interrupted: boolean;
  stopped: Pick<PureResult, "step" | "checkpoint"> | null;
}

/** The budget: variants that differ here without having been told to are no fair comparison. */
const budgetKeys = [
  "train.steps",
  "sampling.promptsPerStep",
  "sampling.samplesPerPrompt",
  "sampling.maxTokens",
  "optimizer.updatesPerBatch",
];
/** What all start from and are judged on; each seed may have its own. */
const startKeys = [
  "model.source",
  "reward.prm",
  "data.source",
  "data.limit",
  "data.heldOut",
  "train.evalProblems",
];

/**
 * The runs of a comparison, all of a seed before the next seed, every configuration checked. Throws a UserError where one is wrong, names are not told
 * apart, or the variants get unequal budgets without setting the key themselves.
 */
export function planComparison(options: ComparisonOptions): { runs: VariantRun[]; record: ComparisonRecord } {
  const { base, variants, seeds, directory } = options;
  if (variants.length === 0 || seeds.length === 0)
    throw new UserError("a comparison needs at least one variant and one seed");
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) < i);
  if (twice !== undefined) throw new UserError(`seed ${twice} is given twice`);
  const folders = variants.map(({ name }) => folderOf(name));
  folders.forEach((folder, i) => {
    const other = folders.findIndex((f) => f.toLowerCase() === folder.toLowerCase());
    if (other < i)
      throw new UserError(
        `variants ${variants[other].name} and ${variants[i].name} would share the directory ${folder}; rename one`,
      );
  });
  const runs = seeds.flatMap((seed) =>
    variants.map((variant, v): VariantRun => {
      const place = { name: `seed-${seed}`, directory: join(directory, folders[v]) };
      const values = typeof base === "function" ? base(seed) : base;
      const input = { ...values, train: { ...values.train, seed }, run: { ...values.run, ...place } };
      const origin = typeof base === "function" ? `seed ${seed}, ` : "";
      const config = resolveVariant(input, variant, origin);
      if (config.train.evalProblems === 0)
        throw new UserError(
          `variant ${variant.name}: train.evalProblems is 0; held-out problems are compared`,
        );
      if (config.train.onAlarm === "stop")
        throw new UserError(
          `variant ${variant.name}: train.onAlarm stop ends a run before its last step, and a comparison needs equal ` +
            "budgets; use continue, or rollback",
        );
      return { variant: variant.name, seed, path: join(place.directory, place.name), config };
    }),
  );
  const unequal = unequalKeys(runs, variants);
  const named = variants.map(({ name, set }, v) => ({ name, directory: folders[v], set }));
  return { runs, record: { variants: named, seeds: [...seeds], unequal } };
}

/**
 * Runs what of the comparison is not finished yet, and goes on with runs that were stopped, or failed; where a run
 * fails, the others are run all the same. Throws a UserError before the first run starts for whatever `planComparison`
 * refuses, where a run in the directory has another configuration (which keys, and both values), and where another
 * process has the directory.
 */
export async function runComparison(options: ComparisonOptions): Promise<ComparisonResult> {
  const { runs, record } = planComparison(options);
  return exclusively(options.directory, async () => {
    await Promise.all(runs.map((run) => stateOf(run, options)));
    await writeWhole(join(options.directory, "comparison.json"), json(record));
    return runPlanned(runs, options);
  });
}

/**
 * As `runComparison` the given runs alone. It writes no comparison.json and locks nothing but each run while it goes on,
 * so that several processes may share a comparison.
 */
export async function runPlanned(
  runs: readonly VariantRun[],
  options: Omit<ComparisonOptions, "base" | "variants" | "seeds">,
): Promise<ComparisonResult> {
  const { directory, scorer, given, onEvent = () => {}, signal } = options;
  const states = await Promise.all(runs.map((run) => stateOf(run, options)));
  const told = new Set<string>();
  let finished = 0;
  const failed: ComparisonResult["failed"] = [];
  const result = (stopped: ComparisonResult["stopped"], interrupted: boolean): ComparisonResult => ({
    ...{ directory, finished, runs: runs.length, failed, interrupted, stopped },
  });
  for (const [i, { variant, seed, config }] of runs.entries()) {
    const tell = (event: TrainEvent) => {
      if (event.type === "note" && told.has(event.message)) return;
      if (event.type === "note") told.add(event.message);
      onEvent({ ...event, variant, seed });
    };
    if (states[i] === "finished") {
      const total = config.train.steps;
      tell({ type: "phaseStarted", phase: "pure", total, done: total, unit: "steps" });
      tell({ type: "phaseFinished", phase: "pure", seconds: 0 });
      finished++;
      continue;
    }
    if (signal?.aborted) return result(null, true);
    try {
      const resume = states[i] === "unfinished";
      const run = await startPure(config, { resume, given, scorer, onEvent: tell, signal });
      if (run.interrupted) return result({ step: run.step, checkpoint: run.checkpoint }, true);
      if (run.stopped !== null) throw new UserError(run.stopped);
      finished++;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tell({ type: "phaseFailed", phase: "pure", message });
      // A fault of ours keeps its stack.
      const named =
        error instanceof UserError
          ? new UserError(`${variant}, seed ${seed}: ${message}`, { cause: error })
          : error;
      failed.push({ variant, seed, error: named });
    }
  }
  await tellOtherData(runs, onEvent);
  return result(null, false);
}

/** Warns of runs of one seed and one configuration of data that were not made on the same data: files changed in between. */
async function tellOtherData(
  runs: readonly VariantRun[],
  onEvent: (event: ComparisonEvent) => void,
): Promise<void> {
  const first = new Map<string, { variant: string; heldOut: string }>();
  for (const { variant, seed, path, config } of runs) {
    // A damaged note stops no comparison that has all its runs.
    const heldOut = (await dataOf(path).catch(() => null))?.heldOut.sha256;
    if (heldOut === undefined) continue;
    const key = JSON.stringify([seed, config.data, config.train.evalProblems]);
    const known = first.get(key);
    if (!known) first.set(key, { variant, heldOut });
    else if (known.heldOut !== heldOut)
      onEvent({
        ...{ type: "warning", variant, seed },
        message:
          `${variant}, seed ${seed}: was judged on other problems than ${known.variant}, as the files of its data have ` +
          "changed in between; how they differ says nothing: remove one of the runs and go on",
      });
  }
}

/**
 * How far the run is; one of fewer steps is unfinished (whether it may be longer is asked where it goes on). Throws a
 * UserError where the run at its place is another.
 */
async function stateOf(
  { path, config }: VariantRun,
  { given = {} }: Pick<ComparisonOptions, "given">,
): Promise<"new" | "unfinished" | "finished"> {
  if (!existsSync(join(path, "config.json"))) return "new";
  const found = await changesOf(path, config, given);
  const longer = found.some(({ key, there, now }) => key === "train.steps" && Number(now) > Number(there));
  // Where a run lies and on how many threads it computes makes it no other run.
  const changed = found.filter(
    ({ key }) => !/^(run|engine)\./.test(key) && !(longer && key === "train.steps"),
  );
  if (changed.length > 0)
    throw new UserError(
      `${path}: there is a run with another configuration: ${describe(changed)}. ` +
        "Use the same values, or another directory (--name NAME), or remove the run",
    );
  return existsSync(join(path, "summary.json")) && !longer ? "finished" : "unfinished";
}

/** Keys in which variants are unequal because they were told to be. Throws a UserError for one that nobody set. */
function unequalKeys(runs: readonly VariantRun[], variants: readonly Variant[]): ComparisonRecord["unequal"] {
  const found = new Map<string, unknown[]>();
  for (const { seed, config: first } of runs.filter(({ variant }) => variant === variants[0].name)) {
    const arms = runs.filter((run) => run.seed === seed).map(({ config }) => config);
    for (const key of [...budgetKeys, ...startKeys]) {
      const values = arms.map((config) => settingOf(config, key));
      const other = values.findIndex((value) => value !== values[0]);
      if (other < 0) continue;
      if (!variants.some(({ set }) => key in set))
        throw new UserError(
          `unequal budgets: ${key} is ${shown(values[0])} for ${variants[0].name} and ${shown(values[other])} for ` +
            `${variants[other].name}, though no variant sets ${key}`,
        );
      if (!found.has(key)) found.set(key, values);
    }
    for (const key of budgetKeys) {
      const [here, there] = [settingOf(first, key), settingOf(runs[0].config, key)];
      if (here !== there)
        throw new UserError(
          `unequal budgets: ${key} is ${shown(there)} for seed ${runs[0].seed} and ${shown(here)} for seed ${seed}`,
        );
    }
  }
  return Array.from(found, ([key, values]) => ({ key, values }));
}

function settingOf(config: PureConfig, key: string): unknown {
  return key.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], config);
}

/** A variant's name as every file system takes it: the directory of its runs. */
export function folderOf(name: string): string {
  const folder = name.replace(/[^\p{L}\p{N}._=+-]+/gu, "_").replace(/^\.+/, "_");
  if (folder === "") throw new UserError("a variant has no name");
  return folder;
}
