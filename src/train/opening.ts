// What every kind of run opens and closes again: models, the engines they compute in here, and what is known of the
// problems they were trained on.
import type { PureConfig } from "../config/schema.ts";
import type { PrmConfig, SftConfig } from "../config/supervised.ts";
import { extendTrainingProblems, writeTrainingProblems } from "../data/training-problems.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../engine/embedded/engine.ts";
import { type LoadedModel, loadModel } from "../model/load.ts";

/** Makes a run's engine. */
export type MakeEngine = (model: LoadedModel, lora?: PureConfig["model"]["lora"]) => EmbeddedEngine;

/** Does `work`, and closes what it made, and what it gave to `atEnd`, however it ends: the last first. */
export async function withEngines<T>(
  { engine, train }: Pick<PureConfig | SftConfig | PrmConfig, "engine" | "train">,
  work: (make: MakeEngine, atEnd: (close: () => Promise<void>) => void) => Promise<T>,
): Promise<T> {
  const { threads, memoryLimitGiB, maxContext } = engine;
  const options = {
    threads: threads ?? undefined,
    maxContext: maxContext ?? undefined,
    memoryLimit: memoryLimitGiB === null ? undefined : memoryLimitGiB * 2 ** 30,
    seed: train.seed,
  };
  const closing: (() => Promise<void>)[] = [];
  const make: MakeEngine = (model, lora = null) => {
    const made = createEmbeddedEngine({ ...options, model, lora });
    closing.push(() => made.dispose());
    return made;
  };
  try {
    return await work(make, (close) => closing.push(close));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** A model by its source; a head that its files lack has random weights by the seed. */
export function openModel(
  source: string,
  tokenizer: string | null,
  head: "lm" | { labels: number } = "lm",
  seed = 0,
): Promise<LoadedModel> {
  return loadModel(source, { tokenizer: tokenizer ?? undefined, head, seed });
}

/** Writes beside each checkpoint which problems the run, and what came before the model at `path`, trained on. */
export async function recordTraining(
  path: string,
  { source, commit }: { source: string; commit?: string },
  texts: readonly string[],
): Promise<(directory: string) => Promise<void>> {
  const trainedOn = await extendTrainingProblems(path, { source, commit }, texts);
  return (directory) => writeTrainingProblems(directory, trainedOn);
}
