// The whole method on the generated task, for `npm start`: a small policy with random weights is warmed up on noisy
// demonstrations, a process reward model learns to score its steps, and PURE makes the policy better. Each stage is
// the run that `pure sft`, `pure prm train` and `pure train` start, on files written here; there is no other path.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { prmSchema, type SftConfigInput, sftSchema } from "../config/supervised.ts";
import { parseConfig, resolveConfig } from "../config.ts";
import {
  ARITHMETIC_ANSWER_PATTERN,
  ARITHMETIC_SEPARATOR,
  createNoise,
  demonstration,
  generateProblems,
} from "../data/arithmetic.ts";
import { corruptedResponse } from "../data/arithmetic-corrupt.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { type LabelledSteps, labelledLine, labelledSteps } from "../data/labelled.ts";
import type { Problem } from "../data/problems.ts";
import { encodePrompts } from "../data/prompts.ts";
import { createEmbeddedEngine } from "../engine/embedded/engine.ts";
import type { ModelConfig } from "../model/config.ts";
import { initialize } from "../model/initialize.ts";
import { loadModel, saveModel } from "../model/load.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { Random } from "../random.ts";
import type { Phase } from "./events.ts";
import type { PureResult } from "./pure.ts";
import { sampleResponses } from "./rollout.ts";
import { type StartOptions, startPrm, startPure, startSft } from "./start.ts";

/** Longest response, in tokens (one a character). */
const maxTokens = 96;

/** The policy: a Llama block of 1.3M parameters. */
const shape = { hiddenSize: 192, layers: 3, heads: 6, kvHeads: 6, headDim: 32, intermediateSize: 512 };

/** Supervised warm-up on demonstrations that get some facts wrong, slip, and ramble. */
const warmUp = {
  demonstrations: 16_000,
  heldOut: 256,
  batchSize: 32,
  epochs: 2,
  learningRate: 1e-3,
  warmupSteps: 50,
};

/**
 * Responses labelled by the exact checker up to their first error: the warm policy's, and right ones corrupted in
 * ways a policy may yet find. Held out are the policy's alone.
 */
const labelling = { problems: 3000, heldOut: 100, samplesPerPrompt: 4, corrupted: 4000 };

/** The process reward model: the warm policy's weights under a two-label head; the head first, then everything. */
const prm = {
  batchSize: 64,
  head: { epochs: 0, learningRate: 1e-3 },
  all: { epochs: 5, learningRate: 5e-4 },
  warmupSteps: 20,
};

/** PURE with 10% verifiable rewards. */
const pure = {
  problems: 4096,
  heldOut: 256,
  sampling: { promptsPerStep: 16, samplesPerPrompt: 8, maxTokens, temperature: 1 },
  credit: { form: "min", temperature: 0.1, baseline: "token", klCoefficient: 1e-3, klIn: "loss" },
  verifiableShare: 0.1,
  learningRate: 2e-5,
} as const;

/** What a quick demo's warm-up and PRM are cut to: enough to walk the whole path in a minute or two, not to learn. */
const quickShare = 1 / 16;

export interface DemoOptions extends StartOptions {
  seed: number;
  /** Training steps of PURE. */
  steps: number;
  /** A sixteenth of the data for the warm-up and the PRM: everything runs, and little is learned. */
  quick?: boolean;
  /** Directory of the run; the stages before PURE have theirs inside. */
  directory: string;
}

/** What the demo leaves; an interrupted one tells the stage's step and checkpoint. */
export type DemoResult = Pick<PureResult, "step" | "interrupted" | "checkpoint" | "summary">;

/** The demo's phases in order, with the seconds each took on two cores: for an estimate of the time left. */
export function demoPlan(
  steps: number,
  quick = false,
): { phase: Phase; label: string; plannedSeconds: number }[] {
  const share = quick ? quickShare : 1;
  return [
    { phase: "sft", label: "Warm-up", plannedSeconds: 90 * share },
    { phase: "labelling", label: "Sampling steps to label", plannedSeconds: 35 * share },
    { phase: "prm", label: "Process reward model", plannedSeconds: 200 * share },
    { phase: "pure", label: "PURE", plannedSeconds: 5 + 0.9 * steps },
  ];
}

/** Runs the demo. With `resume` each stage goes on where it was, and the run is the one it would have been. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { seed, steps, directory, quick = false } = options;
  const data = join(directory, "data");
  const files = {
    policy: join(data, "random-policy"),
    demonstrations: join(data, "demonstrations.jsonl"),
    labelled: join(data, "labelled-steps.jsonl"),
    labelledHeldOut: join(data, "labelled-steps-held-out.jsonl"),
    problems: join(data, "problems.jsonl"),
    heldOut: join(data, "problems-held-out.jsonl"),
  };
  await mkdir(data, { recursive: true });
  await writeData(files, seed, quick ? quickShare : 1);

  const common = { keepCheckpoints: 1, checkpointEvery: 100, seed };
  const sftConfig: SftConfigInput = {
    model: { source: files.policy },
    data: { source: files.demonstrations },
    optimizer: { learningRate: warmUp.learningRate, warmupSteps: warmUp.warmupSteps, schedule: "cosine" },
    train: { ...common, batchSize: warmUp.batchSize, epochs: warmUp.epochs, evalExamples: warmUp.heldOut },
    run: { directory, name: "warm-up" },
  };
  const warm = await startSft(parseConfig(sftSchema, sftConfig, "demo"), stage(options, "warm-up"));
  if (warm.interrupted || !warm.checkpoint) return { ...warm, summary: null };

  if (!existsSync(files.labelledHeldOut) && !(await writeLabelled(files, warm.checkpoint.path, options)))
    return { step: 0, interrupted: true, checkpoint: warm.checkpoint, summary: null };
  const stepText = { stepSeparator: ARITHMETIC_SEPARATOR, stepToken: ARITHMETIC_SEPARATOR };
  const prmConfig = {
    model: { source: warm.checkpoint.path },
    data: { source: files.labelled, heldOut: files.labelledHeldOut, ...stepText },
    head: prm.head,
    all: prm.all,
    optimizer: { warmupSteps: prm.warmupSteps, schedule: "cosine" },
    train: {
      ...common,
      batchSize: prm.batchSize,
      evalExamples: labelling.heldOut * labelling.samplesPerPrompt,
    },
    run: { directory, name: "prm" },
  };
  const scorer = await startPrm(parseConfig(prmSchema, prmConfig, "demo"), stage(options, "prm"));
  if (scorer.interrupted || !scorer.checkpoint) return { ...scorer, summary: null };

  const config = resolveConfig({
    model: { source: warm.checkpoint.path },
    data: {
      source: files.problems,
      heldOut: files.heldOut,
      stepSeparator: ARITHMETIC_SEPARATOR,
      answerPattern: ARITHMETIC_ANSWER_PATTERN,
    },
    sampling: pure.sampling,
    credit: pure.credit,
    reward: {
      mode: "prm+vr",
      prm: scorer.checkpoint.path,
      stepToken: ARITHMETIC_SEPARATOR,
      verifiableShare: pure.verifiableShare,
    },
    optimizer: { learningRate: pure.learningRate },
    train: {
      ...common,
      steps,
      evalEvery: 20,
      evalProblems: pure.heldOut,
      checkpointEvery: 25,
      rolloutsEvery: 10,
    },
    run: { directory: dirname(directory), name: basename(directory) },
  });
  const { auc = Number.NaN, accuracy = Number.NaN, loss = Number.NaN } = scorer.heldOut ?? {};
  return startPure(config, { ...stage(options, ""), prmQuality: { auc, accuracy, loss } });
}

/** A stage is resumed where it had begun. */
function stage({ directory, resume, onEvent, signal }: DemoOptions, name: string): StartOptions {
  return { resume: resume && existsSync(join(directory, name, "config.json")), onEvent, signal };
}

/** The policy with random weights, the demonstrations, and the problems of both sides. */
async function writeData(
  files: { policy: string; demonstrations: string; problems: string; heldOut: string },
  seed: number,
  share: number,
): Promise<void> {
  if (existsSync(files.heldOut)) return;
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const config: ModelConfig = {
    family: "llama",
    vocabSize: tokenizer.vocabSize,
    ...shape,
    maxPositions: 2 * maxTokens,
    ropeTheta: 10_000,
    rmsNormEps: 1e-6,
    tieEmbeddings: true,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
  };
  const { eosIds, bosId, padId } = tokenizer;
  const generation = { eosIds, bosId, padId };
  await saveModel(files.policy, { config, parameters: initialize(config, seed), tokenizer, generation });

  const noise = createNoise(seed);
  const random = new Random(seed).fork("demonstrations");
  const shown = problemsOf("warm-up", seed, "train", share * warmUp.demonstrations + warmUp.heldOut);
  await writeLines(
    files.demonstrations,
    shown.map((problem) => ({ prompt: problem.prompt, completion: demonstration(problem, noise, random) })),
  );
  await writeLines(files.problems, problemsOf("pure", seed, "train", pure.problems));
  await writeLines(files.heldOut, problemsOf("pure", seed, "heldOut", pure.heldOut));
}

function problemsOf(purpose: string, seed: number, side: "train" | "heldOut", count: number): Problem[] {
  return generateProblems(count, new Random(seed).fork(purpose).fork(side), { side });
}

/** Samples the warm policy and writes its responses with the exact checker's labels; false: interrupted. */
async function writeLabelled(
  files: { labelled: string; labelledHeldOut: string },
  policy: string,
  { seed, quick = false, onEvent = () => {}, signal }: DemoOptions,
): Promise<boolean> {
  const share = quick ? quickShare : 1;
  const { heldOut, samplesPerPrompt } = labelling;
  const problems = Math.round(share * labelling.problems);
  const model = await loadModel(policy);
  const engine = createEmbeddedEngine({ model });
  const began = performance.now();
  const total = (problems + heldOut) * samplesPerPrompt;
  onEvent({ type: "phaseStarted", phase: "labelling", total, done: 0, unit: "responses" });
  try {
    const { tokenizer } = model;
    const { prompts } = encodePrompts(
      problemsOf("labelling", seed, "train", problems + heldOut),
      tokenizer,
      engine.maxContext - maxTokens,
    );
    const params = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed };
    const seconds = { sampling: 0, scoring: 0, updating: 0 };
    const progress = { phase: "labelling" as const, seconds, onEvent, signal };
    const lines = prompts.map(() => [] as string[]);
    for await (const response of sampleResponses(engine, prompts, samplesPerPrompt, params, progress)) {
      const { problem } = prompts[response.prompt];
      const labelled = labelledSteps(problem, tokenizer.decode(response.tokens));
      // A response that ends at once has no step to label.
      if (labelled.completions.length > 0)
        lines[response.prompt][response.sample] = labelledLine(untilFirstError(labelled));
    }
    const random = new Random(seed).fork("corrupted");
    const corrupted = problemsOf("corrupted", seed, "train", share * labelling.corrupted).flatMap((problem) =>
      Array.from({ length: samplesPerPrompt }, () =>
        labelledLine(untilFirstError(labelledSteps(problem, corruptedResponse(problem, random)))),
      ),
    );
    await writeFile(files.labelled, [...lines.slice(heldOut).flat(), ...corrupted].join(""));
    await writeFile(files.labelledHeldOut, lines.slice(0, heldOut).flat().join(""));
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return false;
    throw error;
  } finally {
    await engine.dispose();
  }
  onEvent({ type: "phaseFinished", phase: "labelling", seconds: (performance.now() - began) / 1000 });
  return true;
}

/** What follows a wrong step is neither right nor wrong, so it is left out, as in PRM800K (arXiv 2305.20050). */
function untilFirstError({ prompt, completions, labels }: LabelledSteps): LabelledSteps {
  const error = labels.indexOf(0);
  const steps = error < 0 ? labels.length : error + 1;
  return { prompt, completions: completions.slice(0, steps), labels: labels.slice(0, steps) };
}

async function writeLines(file: string, lines: readonly object[]): Promise<void> {
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
