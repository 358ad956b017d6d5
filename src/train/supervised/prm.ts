// `pure prm train`, from a configuration to the loop: a process reward model learns two labels at each step's end, first
// the head alone, then all weights (METHOD, 7).
import { exclusively } from "../../common/lock.ts";
import type { PrmConfig } from "../../config/supervised.ts";
import type { LabelledSteps } from "../../data/labelled.ts";
import { readLabelledSteps } from "../../data/labelled-files.ts";
import type { SourceOptions } from "../../data/sources.ts";
import { PURE_READING, readingMismatches } from "../../reward/reading.ts";
import { readReading, writeReading } from "../../reward/reading-file.ts";
import { halvesBase, openModel } from "../engines.ts";
import type { StartOptions } from "../events.ts";
import { trainSupervised } from "../on-disk.ts";
import { refuseTaken, runPath } from "../runs/run-directory.ts";
import { labelLoss } from "../update.ts";
import { heldOutOf, trainOnRecords } from "./examples.ts";
import { prmExamples, prmInputs } from "./prm-examples.ts";
import type { ExampleInputs, SupervisedResult } from "./supervised.ts";

/** `pure prm train`. Errors as in `startPure`. */
export function startPrm(config: PrmConfig, options: StartOptions = {}): Promise<SupervisedResult> {
  return exclusively(runPath(config), () => loadAndTrain(config, options));
}

async function loadAndTrain(config: PrmConfig, options: StartOptions): Promise<SupervisedResult> {
  const { onEvent = () => {}, resume } = options;
  if (!resume) await refuseTaken(runPath(config));
  const { prm800k } = config.data;
  const { source, tokenizer } = config.model;
  const leftOut = new Map<string, number>();
  const onLeftOut = (reason: string) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  const read = (from: string, which: SourceOptions) =>
    readLabelledSteps(from, { ...which, prm800k, onLeftOut });
  // Solutions of one problem share steps: what is held out must not have been seen with another ending.
  const records = await heldOutOf<LabelledSteps>(config, read, ({ prompt }) => [prompt], onEvent);
  if (leftOut.size > 0) {
    const reasons = [...leftOut].map(([reason, count]) => `${count} × ${reason}`).join(", ");
    onEvent({ type: "note", message: `records left out: ${reasons}` });
  }
  const model = await openModel(source, tokenizer, {
    ...{ head: { labels: 2 }, seed: config.train.seed },
    halved: halvesBase(config),
  });
  const before = await readReading(model.source.path);
  // Of a language model nothing is known, nor lost.
  for (const mismatch of before === PURE_READING ? [] : readingMismatches(before, config.data))
    onEvent({
      type: "warning",
      message: `model.source ${source} is a process reward model that learns to read otherwise: ${mismatch}`,
    });
  const recipe = {
    ...{ problemsOf: ({ prompt }: LabelledSteps) => [prompt], encode: prmExamples, train: trainPrm },
    ...{ loss: labelLoss, trainable: config.all.epochs === 0 ? ("head" as const) : ("all" as const) },
  };
  return trainOnRecords(config, model, records, recipe, options);
}

/** Trains `engine` (head: classification, 2 labels) as `prmInputs` has it. */
export async function trainPrm(inputs: ExampleInputs<PrmConfig>): Promise<SupervisedResult> {
  const { config } = inputs;
  return trainSupervised({
    ...prmInputs(inputs),
    saveBeside: async (directory) => {
      const { stepSeparator, stepToken, template, system } = config.data;
      await writeReading(directory, { stepSeparator, stepToken, placing: "replace", template, system });
      await inputs.saveBeside?.(directory);
    },
  });
}
