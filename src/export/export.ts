// A model in the form that another program reads: written into a new directory, whole or not at all.
import { existsSync } from "node:fs";
import { copyFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import { syncDirectory } from "../common/whole-file.ts";
import { TRAINING_PROBLEMS_FILE } from "../data/training-problems.ts";
import { writeDirectory } from "../model/directory.ts";
import { loadModel, writeModel } from "../model/load.ts";
import type { FloatType } from "../model/narrow.ts";
import { exportGguf, ggufBytes } from "./gguf.ts";
import type { GgufType } from "./gguf-file.ts";
import { exportOnnx, type OnnxType } from "./onnx.ts";
import { exportPeft } from "./peft.ts";
import type { ExportSource } from "./source.ts";

export type ExportFormat = "hf" | "peft" | "gguf" | "onnx";

export interface ExportOptions {
  format: ExportFormat;
  /** Of the weights; a quantized one only with gguf. */
  type: GgufType;
  /** Directory that is not there yet, or is empty. */
  out: string;
  /** Told of bytes written, of all there are to write; what it throws ends the export, and nothing is left. */
  onProgress?: (done: number, total: number) => void;
}

export interface ExportedFile {
  /** Within the directory. */
  path: string;
  bytes: number;
}

/** Files of a checkpoint that say what it was trained on and how it is read, which stay with its weights. */
const BESIDE = [TRAINING_PROBLEMS_FILE, "process_reward.json"];

/**
 * Writes `source` into the directory `out`; its files.
 * @throws UserError where `out` is taken or cannot be written, or the model has no such form
 */
export async function exportModel(source: ExportSource, options: ExportOptions): Promise<ExportedFile[]> {
  const { out } = options;
  await checkFree(out);
  try {
    await writeDirectory(out, async (directory) => {
      await writeFormat(directory, source, options);
      for (const name of BESIDE)
        if (existsSync(join(source.model, name)))
          await copyFile(join(source.model, name), join(directory, name));
      await syncDirectory(directory);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UserError) throw error;
    const why = code === "ENOSPC" ? "no space left on the disk" : message;
    throw new UserError(`${out}: could not be written: ${why}; nothing was left there`);
  }
  return filesOf(out);
}

/** Throws a UserError where there is something at `out` that would be lost. */
export async function checkFree(out: string): Promise<void> {
  if (!existsSync(out)) return;
  if (!(await stat(out)).isDirectory())
    throw new UserError(`${out}: is a file; --out is a directory that is made`);
  if ((await readdir(out)).length > 0)
    throw new UserError(`${out}: is there already, with files in it; give another --out, or remove it`);
}

async function writeFormat(directory: string, source: ExportSource, options: ExportOptions): Promise<void> {
  const { format, type, onProgress = () => {} } = options;
  if (format === "peft") return exportPeft(directory, source, type as FloatType);
  const model = await loadModel(source.model);
  let done = 0;
  const counted = (total: number) => (bytes: number) => {
    done += bytes;
    onProgress(done, total);
  };
  if (format === "hf") {
    const total = model.parameters.count * (type === "F32" ? 4 : 2);
    const written = { type: type as FloatType, onBytes: counted(total) };
    await writeModel(directory, model, undefined, written);
  } else if (format === "onnx") {
    await exportOnnx(directory, model, type as OnnxType, onProgress);
  } else {
    const path = join(directory, `${source.name}-${type.toLowerCase()}.gguf`);
    await exportGguf(path, model, type, { name: source.name }, counted(ggufBytes(model, type)));
  }
}

async function filesOf(directory: string): Promise<ExportedFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, "/").length));
  const files = paths.sort().map(async (path) => ({ path, bytes: (await stat(join(directory, path))).size }));
  return Promise.all(files);
}
