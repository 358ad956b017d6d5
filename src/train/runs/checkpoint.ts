// Checkpoints of a run: checkpoints/STEP/, a Hugging Face directory with the optimizer's state and state.json.
// A checkpoint is written beside its place and renamed into it, so that one that has its name is whole.
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../common/directories.ts";
import { UserError } from "../../common/errors.ts";
import { renameWhole, syncDirectory, writeWhole } from "../../common/whole-file.ts";
import { type Checkpoint, freshState, parseOwn, type RunStore, type TrainState } from "./run-store.ts";

/** `RunStore.save`, which points `latest` at it. Throws a UserError where the disk cannot take it; older ones stay whole. */
export async function saveCheckpoint(
  run: string,
  ...[state, keep, save, isNeeded = () => false]: Parameters<RunStore["save"]>
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

export async function readState(checkpoint: Checkpoint): Promise<TrainState> {
  const file = join(checkpoint.path, "state.json");
  const remedy = `the checkpoint is damaged: remove ${checkpoint.path}, and the run goes on from the one before it`;
  // Those of earlier versions say less.
  return { ...freshState(0), ...parseOwn<Partial<TrainState>>(await readFile(file, "utf8"), file, remedy) };
}

/** Steps that have a whole checkpoint, ascending. */
export async function checkpointSteps(run: string): Promise<number[]> {
  const folder = join(run, "checkpoints");
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}
