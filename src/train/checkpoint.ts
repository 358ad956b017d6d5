// Checkpoints of a run: checkpoints/STEP/, a Hugging Face directory with the optimizer's state and state.json.
// A checkpoint is written beside its place and renamed into it, so that one that has its name is whole.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { RunDirectory } from "./run-directory.ts";

/** What a loop needs to go on, besides weights and optimizer. All randomness is derived from (seed, step). */
export interface TrainState {
  /** Steps finished. */
  step: number;
  seed: number;
  /** Problems (or examples) drawn so far, counted through all epochs. */
  dataPosition: number;
  /** Steps in a row whose loss or gradient was not finite. */
  nonFiniteInARow: number;
  /** Steps dropped so far, by cause. */
  dropped: { nonfinite: number; ratio: number };
}

/** A checkpoint on disk. */
export interface Checkpoint {
  step: number;
  path: string;
}

/**
 * Writes checkpoints/STEP/ with what `save` writes into the directory it is given, and points `latest` at it; of
 * older ones the newest `keep - 1` stay. Throws a UserError where the disk cannot take it; those before stay whole.
 */
export async function saveCheckpoint(
  run: string,
  state: TrainState,
  keep: number,
  save: (directory: string) => Promise<void>,
): Promise<Checkpoint> {
  const folder = join(run, "checkpoints");
  const path = join(folder, String(state.step));
  const partial = `${path}.partial`;
  // A run that goes on from this very step has it already; what it would write is the same.
  if (existsSync(path)) return { step: state.step, path };
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await save(partial);
    await writeFile(join(partial, "state.json"), `${JSON.stringify(state, null, 2)}\n`);
    await rename(partial, path);
    await writeFile(join(folder, "latest.partial"), `${state.step}\n`);
    await rename(join(folder, "latest.partial"), join(folder, "latest"));
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
    await rm(join(folder, String(step)), { recursive: true, force: true });
  return { step: state.step, path };
}

/** The newest whole checkpoint of the run at `run`; undefined where there is none. */
export async function latestCheckpoint(run: string): Promise<Checkpoint | undefined> {
  const step = (await checkpointSteps(run)).at(-1);
  return step === undefined ? undefined : { step, path: join(run, "checkpoints", String(step)) };
}

/** The state saved with a checkpoint. */
export async function readState(checkpoint: Checkpoint): Promise<TrainState> {
  return JSON.parse(await readFile(join(checkpoint.path, "state.json"), "utf8")) as TrainState;
}

/**
 * The run at `path`: a new one, or with `resume` the one there, cut back to its newest checkpoint (null: it had none
 * yet and begins anew). Throws a UserError where a new run would lie over another, or there is none to resume.
 */
export async function openRun(
  path: string,
  config: object,
  seed: number,
  resume: boolean,
): Promise<{ run: RunDirectory; state: TrainState; checkpoint: Checkpoint | null }> {
  const checkpoint = (resume && (await latestCheckpoint(path))) || null;
  const state: TrainState = checkpoint
    ? await readState(checkpoint)
    : { step: 0, seed, dataPosition: 0, nonFiniteInARow: 0, dropped: { nonfinite: 0, ratio: 0 } };
  const run = resume
    ? await RunDirectory.resume(path, config, state.step)
    : await RunDirectory.start(path, config);
  return { run, state, checkpoint };
}

/** Steps that have a whole checkpoint, ascending. */
async function checkpointSteps(run: string): Promise<number[]> {
  const folder = join(run, "checkpoints");
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}
