// Checkpoints of a run: checkpoints/STEP/, a Hugging Face directory with the optimizer's state and state.json.
// A checkpoint is written beside its place and renamed into it, so that one that has its name is whole.
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { renameWhole, syncDirectory, writeWhole } from "../common/whole-file.ts";
import type { StartOptions } from "./events.ts";
import { RunDirectory } from "./run-directory.ts";
import {
  type Checkpoint,
  type Checkpoints,
  FRESH,
  freshState,
  type OpenRun,
  type TrainState,
} from "./run-store.ts";

/**
 * Writes checkpoints/STEP/ with what `save` writes into the directory it is given, and points `latest` at it; of
 * older ones the newest `keep - 1` stay, and those that `isNeeded`. Throws a UserError where the disk cannot take it; those before stay whole.
 */
export async function saveCheckpoint(
  run: string,
  state: TrainState,
  keep: number,
  save: (directory: string) => Promise<void>,
  isNeeded: (step: number, all: readonly number[]) => boolean = () => false,
): Promise<Checkpoint> {
  const folder = join(run, "checkpoints");
  const path = join(folder, String(state.step));
  const partial = `${path}.partial`;
  // A run that goes on from this very step has it already; what it would write is the same.
  if (existsSync(path)) return { step: state.step, path };
  try {
    await rm(partial, { recursive: true, force: true });
    await makeDirectory(partial);
    await save(partial);
    await writeFile(join(partial, "state.json"), `${JSON.stringify(state, null, 2)}\n`);
    await syncDirectory(partial);
    await renameWhole(partial, path);
    await writeWhole(join(folder, "latest"), `${state.step}\n`);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const last = await latestCheckpoint(run);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // Not the system's: a fault of ours.
    const why = code === "ENOSPC" ? "no space left on the disk" : message;
    const rest = last
      ? `the checkpoint of step ${last.step} is whole (${last.path})`
      : "there is none before it";
    throw new UserError(
      `${path}: the checkpoint of step ${state.step} could not be written: ${why}; ${rest}`,
    );
  }
  const steps = await checkpointSteps(run);
  for (const step of steps.slice(0, Math.max(0, steps.length - keep)))
    if (!isNeeded(step, steps)) await rm(join(folder, String(step)), { recursive: true, force: true });
  return { step: state.step, path };
}

/** The newest whole checkpoint of the run at `run`, or the newest up to `until`; undefined where there is none. */
export async function latestCheckpoint(
  run: string,
  until = Number.POSITIVE_INFINITY,
): Promise<Checkpoint | undefined> {
  const step = (await checkpointSteps(run)).findLast((saved) => saved <= until);
  return step === undefined ? undefined : { step, path: join(run, "checkpoints", String(step)) };
}

/** The state saved with a checkpoint. */
export async function readState(checkpoint: Checkpoint): Promise<TrainState> {
  const file = join(checkpoint.path, "state.json");
  const text = await readFile(file, "utf8");
  try {
    return { ...FRESH, ...JSON.parse(text) };
  } catch {
    throw new UserError(
      `${file}: is not valid JSON; the checkpoint is damaged: remove ${checkpoint.path}, and the run goes on from the one before it`,
    );
  }
}

/**
 * Makes `checkpoint` the newest of its run, with `state` in the place of the one saved with it. Whenever this is cut
 * off, the run at `run` can be resumed: at a checkpoint from after it, or with `state` at this one.
 */
export async function returnToCheckpoint(
  run: RunDirectory,
  checkpoint: Checkpoint,
  state: TrainState,
): Promise<void> {
  const place = `checkpoints/${checkpoint.step}/state.json`;
  await run.writeFile(place, `${JSON.stringify(state, null, 2)}\n`);
  await run.writeFile("checkpoints/latest", `${checkpoint.step}\n`);
  const later = (await checkpointSteps(run.path)).filter((step) => step > checkpoint.step);
  for (const step of later.reverse())
    await rm(join(run.path, "checkpoints", String(step)), { recursive: true });
  await run.cutBack(state);
}

/**
 * The run at `path`: a new one, or with `resume` the one there, cut back to its newest checkpoint (null: it had none
 * yet and begins anew). Throws a UserError where a new run would lie over another, or there is none to resume.
 */
export async function openRun(
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
  return { run, checkpoints: checkpointsOf(run), state, checkpoint };
}

/** The checkpoints in a run's directory. */
export function checkpointsOf(run: RunDirectory): Checkpoints {
  const { path } = run;
  return {
    save: (state, keep, save, isNeeded) => saveCheckpoint(path, state, keep, save, isNeeded),
    latest: (until) => latestCheckpoint(path, until),
    read: readState,
    returnTo: (checkpoint, state) => returnToCheckpoint(run, checkpoint, state),
  };
}

/** Steps that have a whole checkpoint, ascending. */
async function checkpointSteps(run: string): Promise<number[]> {
  const folder = join(run, "checkpoints");
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}
