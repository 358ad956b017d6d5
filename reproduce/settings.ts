// What the reproduction runs: one configuration for every arm, the process reward models, the arms and the ablations.
// It was fixed on other seeds (1 to 3, whose tasks have other facts, problems and weights) than those reported. On those,
// chains of 6 to 10 operations left process reward models of this size too poor (AUC .87) for any arm that trusts them
// alone: min-form rose from 32% to 41% in 20 steps, and by step 80 had fallen to 20%.
import type { PureConfigInput } from "../src/config/schema.ts";
import type { Variant } from "../src/config/vary.ts";
import { ARITHMETIC_ANSWER_PATTERN, ARITHMETIC_SEPARATOR } from "../src/data/arithmetic.ts";
import type { ScorerSettings, TaskSettings } from "../src/train/arithmetic.ts";

/** Seeds of the report. Each has a task, a warm start and process reward models of its own. */
export const SEEDS = [11, 12, 13];

/** The demo's task. */
const TASK: TaskSettings = {
  operations: { minOperations: 3, maxOperations: 6 },
  maxTokens: 96,
  problems: 8192,
  heldOut: 256,
  warmUp: {
    demonstrations: 16_000,
    heldOut: 256,
    batchSize: 32,
    epochs: 2,
    learningRate: 1e-3,
    warmupSteps: 50,
  },
  labelling: { problems: 3000, heldOut: 200, samplesPerPrompt: 4 },
};

/**
 * Process reward models by what they have seen. Both learn from the warm policy's labelled responses; "broad" also from
 * right solutions corrupted in ways the policy may yet find, "narrow" from nothing else.
 */
const SCORERS = {
  broad: { share: 1, corrupted: 4000, batchSize: 64, epochs: 5, learningRate: 5e-4, warmupSteps: 20 },
  narrow: { share: 1, corrupted: 0, batchSize: 64, epochs: 5, learningRate: 5e-4, warmupSteps: 20 },
} satisfies Record<string, ScorerSettings>;

/** What is run for each seed. */
export interface Experiment {
  task: TaskSettings;
  /** Process reward models by name. */
  scorers: Readonly<Record<string, ScorerSettings>>;
  /** A comparison for each process reward model (null: the exact one, exact.ts), and one of the ablations. */
  parts: readonly {
    name: string;
    scorer: string | null;
    variants: readonly Variant[];
    /** Problems of other lengths than those of the warm-up. */
    operations?: TaskSettings["operations"];
  }[];
  /** Training steps of every arm. */
  steps: number;
}

/** The configuration under every arm: PRM and 10% verifiable rewards, min-form. */
export function baseConfig(
  { task, steps }: Pick<Experiment, "task" | "steps">,
  files: { policy: string; problems: string; heldOut: string },
  prm: string,
): PureConfigInput {
  return {
    model: { source: files.policy },
    data: {
      source: files.problems,
      heldOut: files.heldOut,
      stepSeparator: ARITHMETIC_SEPARATOR,
      answerPattern: ARITHMETIC_ANSWER_PATTERN,
    },
    sampling: { promptsPerStep: 16, samplesPerPrompt: 8, maxTokens: task.maxTokens, temperature: 1 },
    credit: { form: "min", temperature: 0.1, baseline: "token", klCoefficient: 1e-3, klIn: "loss" },
    reward: { mode: "prm+vr", prm, stepToken: ARITHMETIC_SEPARATOR, verifiableShare: 0.1 },
    optimizer: { learningRate: 2e-5 },
    train: {
      steps,
      evalEvery: 5,
      evalProblems: task.heldOut,
      checkpointEvery: 50,
      keepCheckpoints: 1,
      rolloutsEvery: 10,
    },
  };
}

/** The paper's arms. With a second process reward model the arm without one is not run again. */
export const SUM: Variant = { name: "sum-form", set: { "reward.mode": "prm", "credit.form": "sum" } };
export const MIN: Variant = { name: "min-form", set: { "reward.mode": "prm" } };
export const VR: Variant = { name: "VR", set: { "reward.mode": "vr", "reward.verifiableShare": 1 } };
export const MIX: Variant = { name: "min-form + 10% VR", set: {} };

export const STEP_BASELINE: Variant = {
  name: "step-level baseline",
  set: { "reward.mode": "prm", "credit.baseline": "step" },
};

/** What the paper varies of the min-form with process rewards alone. */
const ABLATIONS: readonly Variant[] = [
  { name: "T = 0.01", set: { "reward.mode": "prm", "credit.temperature": 0.01 } },
  { name: "T = 1", set: { "reward.mode": "prm", "credit.temperature": 1 } },
  { name: "strict", set: { "reward.mode": "prm", "credit.form": "strict" } },
  STEP_BASELINE,
];

/** Name of the comparison that holds the ablations. */
export const ABLATIONS_PART = "ablations";

/** Names of the comparisons whose process rewards are the checker's: on the task, and on problems it seldom solves. */
export const EXACT_PART = "exact";
export const SELDOM_PART = "seldom-right";

export const FULL: Experiment = {
  task: TASK,
  scorers: SCORERS,
  parts: [
    { name: "broad", scorer: "broad", variants: [SUM, MIN, VR, MIX] },
    { name: "narrow", scorer: "narrow", variants: [SUM, MIN, MIX] },
    { name: ABLATIONS_PART, scorer: "broad", variants: ABLATIONS },
    // What the trained models' mistakes cost: the same arms with process rewards that are right.
    { name: EXACT_PART, scorer: null, variants: [MIN, MIX] },
    // What verifiable rewards are worth where the answer is seldom right, and then by luck: on seed 1, 12% at 8 to 10
    // operations, of ten possible answers. The last two were added when the first three had run: they ask which of the
    // form and the baseline made the giant steps of the min-form there.
    {
      ...{ name: SELDOM_PART, scorer: null, variants: [VR, MIN, MIX, SUM, STEP_BASELINE] },
      operations: { minOperations: 8, maxOperations: 10 },
    },
  ],
  steps: 120,
};

/** The main four arms with one process reward model. */
export const QUICK: Experiment = {
  task: TASK,
  scorers: { broad: SCORERS.broad },
  parts: FULL.parts.slice(0, 1),
  steps: 80,
};
