// The whole method on the generated task, for `npm start`: a small policy with random weights is warmed up on noisy
// demonstrations, a process reward model learns to score its steps, and PURE makes the policy better. Each stage is
// the run that `pure sft`, `pure prm train` and `pure train` start, on files written here; there is no other path.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { exclusively } from "../../common/lock.ts";
import { resolveConfig } from "../../config.ts";
import { ARITHMETIC_ANSWER_PATTERN, ARITHMETIC_SEPARATOR } from "../../data/arithmetic.ts";
import type { Phase } from "../events.ts";
import type { PureResult } from "../run.ts";
import { refuseTaken } from "../runs/run-directory.ts";
import { startPure } from "../start.ts";
import {
  labelResponses,
  type ScorerSettings,
  type TaskOptions,
  type TaskSettings,
  taskFiles,
  trainScorer,
  warmUpPolicy,
} from "./arithmetic.ts";

/** Longest response, in tokens (one a character). */
const maxTokens = 96;

/** The stages before PURE, with `share` of the data that the policy and the PRM learn from. */
const taskSettings = (share: number): TaskSettings => ({
  operations: { minOperations: 3, maxOperations: 6 },
  maxTokens,
  problems: 4096,
  heldOut: 256,
  warmUp: {
    demonstrations: Math.round(share * 16_000),
    heldOut: 256,
    batchSize: 32,
    epochs: 2,
    learningRate: 1e-3,
    warmupSteps: 50,
  },
  labelling: { problems: Math.round(share * 3000), heldOut: 100, samplesPerPrompt: 4 },
});

/**
 * The process reward model learns from the policy's responses, and from right ones corrupted in ways the policy may
 * yet find. Held out are the policy's alone.
 */
const scorerSettings = (share: number): ScorerSettings => ({
  share: 1,
  corrupted: Math.round(share * 4000),
  batchSize: 64,
  epochs: 5,
  learningRate: 5e-4,
  warmupSteps: 20,
});

/** PURE with 10% verifiable rewards. */
const pure = {
  sampling: { promptsPerStep: 16, samplesPerPrompt: 8, maxTokens, temperature: 1 },
  credit: { form: "min", temperature: 0.1, baseline: "token", klCoefficient: 1e-3, klIn: "loss" },
  verifiableShare: 0.1,
  learningRate: 2e-5,
} as const;

/** What a quick demo's warm-up and PRM are cut to: enough to walk the whole path in a minute or two, not to learn. */
const quickShare = 1 / 16;

/** As of the task; `directory` is the run's, and the stages before PURE have theirs inside. */
export interface DemoOptions extends TaskOptions {
  /** Training steps of PURE. */
  steps: number;
  /** A sixteenth of the data for the warm-up and the PRM: everything runs, and little is learned. */
  quick?: boolean;
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
export function runDemo(options: DemoOptions): Promise<DemoResult> {
  return exclusively(options.directory, () => runStages(options));
}

async function runStages(options: DemoOptions): Promise<DemoResult> {
  const { seed, steps, directory, quick = false } = options;
  // Not only where its last stage starts, minutes later.
  if (!options.resume) await refuseTaken(directory);
  const share = quick ? quickShare : 1;
  const settings = taskSettings(share);
  const files = taskFiles(directory);

  const warm = await warmUpPolicy(settings, options);
  if (warm.interrupted || !warm.checkpoint) return { ...warm, summary: null };
  const policy = warm.checkpoint.path;
  if (!(await labelResponses(policy, settings, options)))
    return { step: 0, interrupted: true, checkpoint: warm.checkpoint, summary: null };
  const scorer = await trainScorer("prm", policy, scorerSettings(share), settings, options);
  if (scorer.interrupted || !scorer.checkpoint) return { ...scorer, summary: null };

  const config = resolveConfig({
    model: { source: policy },
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
      keepCheckpoints: 1,
      seed,
      steps,
      evalEvery: 20,
      evalProblems: settings.heldOut,
      checkpointEvery: 25,
      rolloutsEvery: 10,
    },
    run: { directory: dirname(directory), name: basename(directory), log: options.log },
    engine: { device: options.device },
  });
  const { resume, onEvent, signal } = options;
  const begun = existsSync(join(directory, "config.json"));
  return startPure(config, {
    resume: resume && begun,
    onEvent,
    signal,
    prmQuality: scorer.heldOut,
  });
}
