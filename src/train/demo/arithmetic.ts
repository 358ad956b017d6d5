// The generated task made ready for PURE, in stages: a policy with random weights is warmed up on noisy demonstrations,
// its responses and corrupted ones are labelled by the exact checker, and process reward models learn from the labels.
// Each training stage is the run that `pure sft` or `pure prm train` starts, on files written here.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../common/directories.ts";
import { writeWholePieces } from "../../common/whole-file.ts";
import { prmSchema, sftSchema } from "../../config/supervised.ts";
import { parseConfig } from "../../config.ts";
import { ARITHMETIC_SEPARATOR } from "../../data/arithmetic.ts";
import {
  corruptedSteps,
  type FitSettings,
  type Operations,
  randomPolicy,
  taskDemonstrations,
  taskProblems,
} from "../../data/arithmetic-task.ts";
import { labelledLine, labelledSteps, untilFirstError } from "../../data/labelled.ts";
import type { DeviceName } from "../../engine/embedded/devices.ts";
import { saveModel } from "../../model/load.ts";
import type { StartOptions } from "../events.ts";
import type { LabelResponse } from "../label/label-sampled.ts";
import { sampleLabelled } from "../label/labelling.ts";
import { startPrm } from "../supervised/prm.ts";
import { startSft } from "../supervised/sft.ts";
import type { SupervisedResult } from "../supervised/supervised.ts";

/** What a task of one seed is made of; what is not here is the same for all. */
export interface TaskSettings {
  operations: Operations;
  /** Longest response, in tokens (one a character). */
  maxTokens: number;
  /** Problems to train PURE on, and to judge it by. */
  problems: number;
  heldOut: number;
  /** Supervised warm-up on demonstrations that get some facts wrong, slip, and ramble. */
  warmUp: { demonstrations: number; heldOut: number } & FitSettings;
  /** The warm policy's responses that are labelled; those held out judge every process reward model. */
  labelling: { problems: number; heldOut: number; samplesPerPrompt: number };
}

/** A process reward model: the warm policy's weights under a two-label head, trained on labelled responses. */
export interface ScorerSettings extends FitSettings {
  /** Share of the policy's labelled responses it sees. */
  share: number;
  /** Problems with corrupted responses beside the policy's own, `samplesPerPrompt` each. */
  corrupted: number;
}

/** Where things are, who is told, and whether stages that had begun go on. */
export interface TaskOptions extends StartOptions {
  seed: number;
  directory: string;
  /** Where everything computes, and what else is logged to: engine.device and run.log of each stage. */
  device?: DeviceName;
  log?: string[];
}

export function taskFiles(directory: string) {
  const data = join(directory, "data");
  return {
    data,
    policy: join(data, "random-policy"),
    demonstrations: join(data, "demonstrations.jsonl"),
    labelled: join(data, "labelled-steps.jsonl"),
    labelledHeldOut: join(data, "labelled-steps-held-out.jsonl"),
    problems: join(data, "problems.jsonl"),
    heldOut: join(data, "problems-held-out.jsonl"),
  };
}

/** Warms the policy up, after writing the data of the task where that is not done. */
export async function warmUpPolicy(settings: TaskSettings, options: TaskOptions): Promise<SupervisedResult> {
  const { seed, directory } = options;
  const { demonstrations: _, heldOut, learningRate, warmupSteps, ...train } = settings.warmUp;
  const files = taskFiles(directory);
  if (!existsSync(files.heldOut)) await writeTask(settings, seed, files);
  const config = {
    model: { source: files.policy },
    data: { source: files.demonstrations },
    optimizer: { learningRate, warmupSteps, schedule: "cosine" },
    train: { ...common(seed), ...train, evalExamples: heldOut },
    run: { directory, name: "warm-up", log: options.log },
    engine: { device: options.device },
  };
  return startSft(parseConfig(sftSchema, config, "warm-up"), stage(options, "warm-up"));
}

/** Writes responses of the policy with the exact checker's labels, unless they are there. False: interrupted. */
export async function labelResponses(
  policy: string,
  { operations, maxTokens, labelling }: TaskSettings,
  { seed, directory, device, onEvent, signal }: TaskOptions,
): Promise<boolean> {
  const files = taskFiles(directory);
  if (existsSync(files.labelled)) return true;
  const { problems: count, heldOut, samplesPerPrompt } = labelling;
  const problems = taskProblems("labelling", seed, "train", count + heldOut, operations);
  const sampling = { samplesPerPrompt, maxTokens, seed, device };
  const label: LabelResponse = (problem, tokens, tokenizer) =>
    untilFirstError(labelledSteps(problem, tokenizer.decode(tokens)));
  const lines = await sampleLabelled(policy, problems, sampling, label, { onEvent, signal });
  if (!lines) return false;
  await writeWholePieces(files.labelledHeldOut, lines.slice(0, heldOut).flat());
  await writeWholePieces(files.labelled, lines.slice(heldOut).flat());
  return true;
}

/** Trains the process reward model `name` on what `labelResponses` wrote, and corrupted responses. */
export async function trainScorer(
  name: string,
  policy: string,
  scorer: ScorerSettings,
  { operations, labelling }: TaskSettings,
  options: TaskOptions,
): Promise<SupervisedResult> {
  const { seed, directory } = options;
  const { share, corrupted, batchSize, epochs, learningRate, warmupSteps } = scorer;
  const files = taskFiles(directory);
  const source = join(files.data, `${name}.jsonl`);
  if (!existsSync(source)) {
    const own = (await readFile(files.labelled, "utf8")).split(/(?<=\n)/);
    const others = corruptedSteps(corrupted, labelling.samplesPerPrompt, seed, operations).map(labelledLine);
    await writeWholePieces(source, [...own.slice(0, Math.round(share * own.length)), ...others]);
  }
  const separator = ARITHMETIC_SEPARATOR;
  const config = {
    model: { source: policy },
    data: { source, heldOut: files.labelledHeldOut, stepSeparator: separator, stepToken: separator },
    head: { epochs: 0 },
    all: { epochs, learningRate },
    optimizer: { warmupSteps, schedule: "cosine" },
    train: { ...common(seed), batchSize, evalExamples: labelling.heldOut * labelling.samplesPerPrompt },
    run: { directory, name, log: options.log },
    engine: { device: options.device },
  };
  return startPrm(parseConfig(prmSchema, config, name), stage(options, name));
}

const common = (seed: number) => ({ keepCheckpoints: 1, checkpointEvery: 100, seed });

/** A stage is resumed where it had begun. */
function stage({ directory, resume, onEvent, signal }: TaskOptions, name: string): StartOptions {
  return { resume: resume && existsSync(join(directory, name, "config.json")), onEvent, signal };
}

/** Those held out last, by which it is known to be done. */
async function writeTask(
  settings: TaskSettings,
  seed: number,
  files: ReturnType<typeof taskFiles>,
): Promise<void> {
  const { operations, maxTokens, warmUp } = settings;
  await makeDirectory(files.data);
  await saveModel(files.policy, randomPolicy(2 * maxTokens, seed));

  const demonstrations = taskDemonstrations(warmUp.demonstrations + warmUp.heldOut, seed, operations);
  await writeWholePieces(files.demonstrations, jsonLines(demonstrations));
  await writePureProblems(settings, seed, files);
}

/** Writes problems to train PURE on and to judge it by; the latter last. */
export async function writePureProblems(
  { operations, problems, heldOut }: Pick<TaskSettings, "operations" | "problems" | "heldOut">,
  seed: number,
  files: { problems: string; heldOut: string },
): Promise<void> {
  const problemsOf = (side: "train" | "heldOut", count: number) =>
    jsonLines(taskProblems("pure", seed, side, count, operations));
  await writeWholePieces(files.problems, problemsOf("train", problems));
  await writeWholePieces(files.heldOut, problemsOf("heldOut", heldOut));
}

const jsonLines = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`);
