// What is exported: a model, or of a run one of its checkpoints, with what the run's files say of it.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../common/errors.ts";
import { readTinkerCheckpoint } from "../engine/tinker/checkpoint.ts";
import { type RunFiles, readJson, readRun, runOfCheckpoint } from "../eval/run-files.ts";
import { refuseLatest } from "../model/load.ts";
import { latestCheckpoint } from "../train/runs/checkpoint.ts";
import { ofHub } from "./places.ts";

/** What is read of a run's configuration, which every kind of run has. */
export interface RunConfig {
  model: { source: string; lora: { rank: number; alpha: number; targets: string[] } | null };
  data: { source: string; split?: string; subset?: string | null };
  run: { name: string };
  [key: string]: unknown;
}

export type ExportFormat = "hf" | "peft" | "gguf" | "onnx";

/** A file of an export. */
export interface ExportedFile {
  /** Within its directory. */
  path: string;
  bytes: number;
}

export interface ExportSource {
  /** What `loadModel` takes. */
  model: string;
  /** Short, for file names and titles. */
  name: string;
  /** Null where the model is of no run that is here. */
  run: { files: RunFiles; config: RunConfig; step: number; why: "best" | "last" | "named" } | null;
}

/**
 * What `given` is: a run's directory (of which the checkpoint of its best evaluations is taken, where the run ended below
 * them, or else the last), a checkpoint's in it, or anything else that `loadModel` takes.
 * @throws UserError where a run has no checkpoint, or its weights are on a server
 */
export async function exportSource(given: string): Promise<ExportSource> {
  const path = resolve(given);
  if (existsSync(join(path, "checkpoints")) || (await startedIn(path))) {
    const { step, why } = await chosenStep(given);
    return ofRun(given, step, why);
  }
  if (runOfCheckpoint(path) !== null) return ofRun(dirname(dirname(given)), Number(basename(path)), "named");
  if (existsSync(path) && statSync(path).isFile()) await refuseLatest(given);
  return { model: given, name: nameOf(given), run: null };
}

/** Whether a run began in `path`, checkpoint or not: the config.json of a model has no place to run in. */
async function startedIn(path: string): Promise<boolean> {
  const config = await readJson<Partial<RunConfig>>(join(path, "config.json"));
  return typeof config?.run?.name === "string";
}

async function chosenStep(run: string): Promise<{ step: number; why: "best" | "last" }> {
  const { summary } = await readRun(run);
  const best = summary?.best?.checkpoint;
  // The path is that of where the run was made.
  if (best && existsSync(join(run, "checkpoints", basename(best))))
    return { step: Number(basename(best)), why: "best" };
  const last = await latestCheckpoint(run);
  if (last === undefined)
    throw new UserError(
      `${run}: the run has no checkpoint yet; it saves one every train.checkpointEvery steps`,
    );
  return { step: last.step, why: "last" };
}

async function ofRun(run: string, step: number, why: "best" | "last" | "named"): Promise<ExportSource> {
  const model = join(run, "checkpoints", String(step));
  const remote = await readTinkerCheckpoint(model);
  if (remote !== null)
    throw new UserError(
      `${model}: its weights are on the server ${remote.url}, as ${remote.weights}; fetch them from there, as a ` +
        "Hugging Face directory, and give that",
    );
  const config = await readJson<RunConfig>(join(run, "config.json"));
  if (config === null) throw new UserError(`${run}: has no config.json, which every run has`);
  return { model, name: nameOf(config.run.name), run: { files: await readRun(run), config, step, why } };
}

/** The last part of a path or id, with a revision behind it, as a file may be called. */
function nameOf(given: string): string {
  const { id, revision, gguf } = ofHub(given) ?? {};
  const path = given === "." || given === ".." ? resolve(given) : given;
  const isModel = id !== undefined && gguf === undefined;
  const name = isModel ? [basename(id), revision].filter(Boolean).join("-") : basename(path, ".gguf");
  return name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "model";
}
