// The generated task made ready for PURE, in stages: a policy with random weights is warmed up on noisy demonstrations,
// its responses and corrupted ones are labelled by the exact checker, and process reward models learn from the labels.
// Each training stage is the run that `pure sft` or `pure prm train` starts, on files written here.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { Random } from "../common/random.ts";
import { writeWholePieces } from "../common/whole-file.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { parseConfig } from "../config.ts";
import {
  ARITHMETIC_SEPARATOR,
  type ArithmeticOptions,
  createNoise,
  demonstration,
  generateProblems,
} from "../data/arithmetic.ts";
import { corruptedResponse } from "../data/arithmetic-corrupt.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { labelledLine, labelledSteps, untilFirstError } from "../data/labelled.ts";
import type { Problem } from "../data/problems.ts";
import type { ModelConfig } from "../model/config.ts";
import { initialize } from "../model/initialize.ts";
import { type Model, saveModel } from "../model/load.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import type { StartOptions } from "./events.ts";
import { type LabelResponse, sampleLabelled } from "./labelling.ts";
import { startPrm } from "./prm.ts";
import { startSft } from "./sft.ts";
import type { SupervisedResult } from "./supervised.ts";

/** The policy: a Llama block of 1.3M parameters. */
const shape = { hiddenSize: 192, layers: 3, heads: 6, kvHeads: 6, headDim: 32, intermediateSize: 512 };

/** How a model of the task is trained. */
interface FitSettings {
  batchSize: number;
  epochs: number;
  learningRate: number;
  warmupSteps: number;
}

/** What a task of one seed is made of; what is not here is the same for all. */
export interface TaskSettings {
  /** Fewest and most operations of a problem. */
  operations: Pick<ArithmeticOptions, "minOperations" | "maxOperations">;
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
}

/** Files of the task in `directory`. */
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
    run: { directory, name: "warm-up" },
  };
  return startSft(parseConfig(sftSchema, config, "warm-up"), stage(options, "warm-up"));
}

/**
 * Samples the policy and writes its responses with the exact checker's labels up to the first error, unless they are
 * there. False: interrupted.
 */
export async function labelResponses(
  policy: string,
  { operations, maxTokens, labelling }: TaskSettings,
  { seed, directory, onEvent, signal }: TaskOptions,
): Promise<boolean> {
  const files = taskFiles(directory);
  if (existsSync(files.labelled)) return true;
  const { problems: count, heldOut, samplesPerPrompt } = labelling;
  const problems = problemsOf("labelling", seed, "train", count + heldOut, operations);
  const sampling = { samplesPerPrompt, maxTokens, seed };
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
    const random = new Random(seed).fork("corrupted");
    const others = problemsOf("corrupted", seed, "train", corrupted, operations).flatMap((problem) =>
      Array.from({ length: labelling.samplesPerPrompt }, () =>
        labelledLine(untilFirstError(labelledSteps(problem, corruptedResponse(problem, random)))),
      ),
    );
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
    run: { directory, name },
  };
  return startPrm(parseConfig(prmSchema, config, name), stage(options, name));
}

const common = (seed: number) => ({ keepCheckpoints: 1, checkpointEvery: 100, seed });

/** A stage is resumed where it had begun. */
function stage({ directory, resume, onEvent, signal }: TaskOptions, name: string): StartOptions {
  return { resume: resume && existsSync(join(directory, name, "config.json")), onEvent, signal };
}

/** The task's policy with random weights, for sequences of up to `maxPositions` tokens. */
export function randomPolicy(maxPositions: number, seed: number): Model {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const config: ModelConfig = {
    family: "llama",
    vocabSize: tokenizer.vocabSize,
    ...shape,
    maxPositions,
    ropeTheta: 10_000,
    rmsNormEps: 1e-6,
    tieEmbeddings: true,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
  };
  const { eosIds, bosId, padId } = tokenizer;
  return { config, parameters: initialize(config, seed), tokenizer, generation: { eosIds, bosId, padId } };
}

/** Writes the policy with random weights, the demonstrations, and the problems of both sides (those held out last). */
async function writeTask(
  settings: TaskSettings,
  seed: number,
  files: ReturnType<typeof taskFiles>,
): Promise<void> {
  const { operations, maxTokens, warmUp } = settings;
  await makeDirectory(files.data);
  await saveModel(files.policy, randomPolicy(2 * maxTokens, seed));

  const noise = createNoise(seed);
  const random = new Random(seed).fork("demonstrations");
  const shown = problemsOf("warm-up", seed, "train", warmUp.demonstrations + warmUp.heldOut, operations);
  const demonstrations = shown.map((problem) => ({
    prompt: problem.prompt,
    completion: demonstration(problem, noise, random),
  }));
  await writeWholePieces(files.demonstrations, jsonLines(demonstrations));
  await writePureProblems(settings, seed, files);
}

/** Writes problems to train PURE on and to judge it by; the latter last. */
export async function writePureProblems(
  { operations, problems, heldOut }: Pick<TaskSettings, "operations" | "problems" | "heldOut">,
  seed: number,
  files: { problems: string; heldOut: string },
): Promise<void> {
  await writeWholePieces(files.problems, jsonLines(problemsOf("pure", seed, "train", problems, operations)));
  await writeWholePieces(files.heldOut, jsonLines(problemsOf("pure", seed, "heldOut", heldOut, operations)));
}

function problemsOf(
  purpose: string,
  seed: number,
  side: "train" | "heldOut",
  count: number,
  operations: TaskSettings["operations"],
): Problem[] {
  return generateProblems(count, new Random(seed).fork(purpose).fork(side), { side, ...operations });
}

const jsonLines = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`);
