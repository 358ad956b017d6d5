// A model in the form that another program reads: written into a new directory, whole or not at all.
import { existsSync } from "node:fs";
import { copyFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { filesUnder } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { syncDirectory } from "../common/whole-file.ts";
import { readTrainingProblems, type TrainingData, writeTrainingProblems } from "../data/training-problems.ts";
import type { ModelConfig } from "../model/config.ts";
import { writeDirectory } from "../model/directory.ts";
import type { FloatType } from "../model/floats.ts";
import { loadModel, loadModelConfig, writeModel } from "../model/load.ts";
import { modelCard } from "./card.ts";
import { exportGguf } from "./gguf.ts";
import type { GgufType } from "./gguf-file.ts";
import { type Lineage, lineageOf } from "./lineage.ts";
import { modelfile } from "./modelfile.ts";
import { exportOnnx, type OnnxType } from "./onnx.ts";
import { exportPeft } from "./peft.ts";
import { publishedData } from "./places.ts";
import type { ExportedFile, ExportFormat, ExportSource } from "./source.ts";

export interface ExportOptions {
  format: ExportFormat;
  /** Of the weights; a quantized one only with gguf. */
  type: GgufType;
  /** The type as the command line says it, for the model card. */
  dtype: string;
  /** Directory that is not there yet, or is empty. */
  out: string;
  /** Told of bytes written, of all there are to write; what it throws ends the export, and nothing is left. */
  onProgress?: (done: number, total: number) => void;
}

/** How a process reward model reads: stays with its weights. */
const READING = "process_reward.json";

/**
 * Writes `source` into the directory `out`; its files.
 * @throws UserError where the checkpoint is gone, `out` is taken or cannot be written, or the model has no such form
 */
export async function exportModel(source: ExportSource, options: ExportOptions): Promise<ExportedFile[]> {
  const { out } = options;
  await checkThere(source);
  await checkFree(out);
  try {
    await writeDirectory(out, async (directory) => {
      const trainedOn = await readTrainingProblems(source.model);
      await writeFormat(directory, source, trainedOn ?? [], options);
      if (trainedOn !== null) await writeTrainingProblems(directory, publishedData(trainedOn));
      await ifThere(copyFile(join(source.model, READING), join(directory, READING)));
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

/** Throws a UserError for a step of a run that has no checkpoint. */
async function checkThere({ model, run }: ExportSource): Promise<void> {
  if (run === null || existsSync(model)) return;
  const there = (await ifThere(readdir(dirname(model)))) ?? [];
  const steps = there.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  throw new UserError(`${model}: no such checkpoint; there are ${steps.join(", ") || "none"}`);
}

/** Throws a UserError where there is something at `out` that would be lost. */
async function checkFree(out: string): Promise<void> {
  if (!existsSync(out)) return;
  if (!(await stat(out)).isDirectory())
    throw new UserError(`${out}: is a file; --out is a directory that is made`);
  if ((await readdir(out)).length > 0)
    throw new UserError(`${out}: is there already, with files in it; give another --out, or remove it`);
}

async function writeFormat(
  directory: string,
  source: ExportSource,
  trainedOn: readonly TrainingData[],
  options: ExportOptions,
): Promise<void> {
  const { format, type, dtype, onProgress = () => {} } = options;
  const card = async (lineage: Lineage, head: ModelConfig["head"]) => {
    const facts = { source, lineage, trainedOn, format, dtype, classifies: head.type === "classification" };
    await writeFile(join(directory, "README.md"), modelCard(facts));
    await copyLicences(lineage.base, directory);
  };
  if (format === "peft") {
    await exportPeft(directory, source, type as FloatType);
    return card(await lineageOf(source), (await loadModelConfig(source.model)).head);
  }
  const model = await loadModel(source.model);
  // Once it is loaded, a model of the Hub is known for one.
  const lineage = await lineageOf(source);
  if (format === "hf") {
    const total = model.parameters.count * (type === "F32" ? 4 : 2);
    let done = 0;
    const onBytes = (bytes: number) => {
      done += bytes;
      onProgress(done, total);
    };
    await writeModel(directory, model, undefined, { type: type as FloatType, onBytes });
  } else if (format === "onnx") {
    await exportOnnx(directory, model, type as OnnxType, onProgress);
  } else {
    const name = `${source.name}-${type.toLowerCase()}.gguf`;
    const about = { name: source.name, license: lineage.license };
    await exportGguf(join(directory, name), model, type, about, onProgress);
    await writeFile(join(directory, "Modelfile"), modelfile(name, model));
  }
  await card(lineage, model.config.head);
}

/** The texts that a base's licence asks to go with it, where it is a directory. */
async function copyLicences(base: string, directory: string): Promise<void> {
  const entries = (await ifThere(readdir(base, { withFileTypes: true }))) ?? [];
  for (const entry of entries)
    if (!entry.isDirectory() && /^(LICEN[CS]E|NOTICE)(\.\w+)?$/i.test(entry.name))
      await copyFile(join(base, entry.name), join(directory, entry.name));
}

async function filesOf(directory: string): Promise<ExportedFile[]> {
  const paths = await filesUnder(directory);
  const files = paths.sort().map(async (path) => ({ path, bytes: (await stat(join(directory, path))).size }));
  return Promise.all(files);
}
