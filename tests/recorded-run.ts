// Runs of `trainPure` with configurations drawn at random, of which every call of every engine is kept.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/common/random.ts";
import type { PureConfig } from "../src/config/schema.ts";
import { encodePrompts } from "../src/data/prompts.ts";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import type { Engine } from "../src/engine/types.ts";
import type { ModelConfig } from "../src/model/config.ts";
import { initialize } from "../src/model/initialize.ts";
import { embeddedScorer } from "../src/reward/prm.ts";
import { trainPure } from "../src/train/on-disk.ts";
import type { AlarmRecord, RolloutRecord, StepMetrics } from "../src/train/runs/records.ts";
import { FakeEngine } from "./fake-engine.ts";
import { fakeConfig, temporaryRuns, tokenizer, vocabSize } from "./fake-run.ts";
import {
  type Journal,
  type RecordingOptions,
  recording,
  recordingScorer,
  recordingVerifier,
} from "./recording.ts";

export const [SEPARATOR, STEP] = tokenizer.encode(";o");
export const EOS = tokenizer.eosIds[0];

/** Every fourth problem has no reference answer. */
export const problems = Array.from({ length: 11 }, (_, i) => ({
  id: `p${i}`,
  prompt: `${"12345".slice(0, 1 + (i % 4))}+${i}=`,
  answer: i % 4 === 3 ? null : "7",
}));
export const { prompts } = encodePrompts(problems, tokenizer, 32);

/** Of these each has an answer, and none is trained on. */
export const heldOutProblems = Array.from({ length: 10 }, (_, i) => ({
  ...{ id: `h${i}`, prompt: `${i}-1=`, answer: "7" },
}));
export const heldOut = encodePrompts(heldOutProblems, tokenizer, 32).prompts;

/** What is drawn beside a configuration. */
export interface Drawn {
  config: PureConfig;
  /** Who scores steps: what follows from the text alone, a table, or (as all engines then) a network. */
  scorer: "own" | "table" | "network";
  policy: RecordingOptions;
  /** The verifiable reward is a function of the user's. */
  custom: boolean;
}

/** Nothing trains without a reward: where there is no other, coefficient 0 is refused. */
function drawReward(
  one: <T>(...choices: readonly T[]) => T,
  custom: boolean,
  estimator: PureConfig["credit"]["estimator"],
) {
  const verdicts = estimator === "papo" || estimator === "prof";
  const mode = verdicts ? "prm+vr" : one<"prm" | "vr" | "prm+vr">("prm", "vr", "prm+vr", "prm+vr");
  const verifiableCoefficient = mode === "vr" || verdicts ? one(1, 0.3, 2, 1) : one(1, 0.3, 2, 0);
  const needed = mode === "prm" || verifiableCoefficient === 0;
  const processCoefficient = estimator === "prof" ? 1 : needed ? one(1, 1, 0.4) : one(1, 1, 0.4, 0);
  return {
    mode,
    stepToken: "o",
    processCoefficient,
    verifiableCoefficient,
    verifiableShare: one(1, 0.6),
    custom: custom ? ownReward : undefined,
  };
}

/** A configuration of its own for each seed, with `networks` in the place of tables or not. */
export function draw(seed: number, networks: boolean): Drawn {
  const random = new Random("recording").fork(seed);
  const one = <T>(...choices: readonly T[]) => choices[random.int(choices.length)];
  const estimator = one("rloo", "rloo", "rloo", "grpo", "reinforce++", "gae", "papo", "prof");
  const alone = estimator === "reinforce++" || estimator === "gae";
  const summing = ["min", "strict", "sum", "survival"] as const;
  const verdicts = estimator === "papo" || estimator === "prof";
  const form = verdicts ? "min" : alone ? one(...summing) : one(...summing, "local");
  const discounted = form === "sum" || alone;
  const gamma = discounted ? one(1, 0.9) : 1;
  // What sums over a response means nothing in the local form, nor to estimators with a baseline of their own.
  const total = form === "local" || verdicts || alone ? [] : (["total"] as const);
  const opo = form === "local" || gamma < 1 ? [] : (["opo"] as const);
  const promptsPerStep = one(2, 3, 4, 5);
  const samplerNoise = one(0, 0.02, 0.3);
  const custom = one(false, false, true);
  const together = samplerNoise === 0 && one(true, false);
  const samplesPerPrompt = alone ? one(1, 2, 3) : verdicts ? one(3, 4) : one(2, 3, 4);
  const reward = drawReward(one, custom, estimator);
  const weighed = reward.mode !== "vr" && estimator !== "prof";
  // What scales advantages back would take a weight of all rewards away.
  const scaled = reward.mode === "prm" && (estimator === "reinforce++" || estimator === "grpo");
  const trust = weighed && samplesPerPrompt > 1 && !scaled && one(true, false);
  const config = fakeConfig(temporaryRuns(), {
    sampling: {
      promptsPerStep,
      // More for the trust: seldom is one right and another wrong.
      samplesPerPrompt: trust ? samplesPerPrompt + 3 : samplesPerPrompt,
      maxTokens: trust ? 12 : one(1, 6, 12, 12),
      temperature: one(1, 0.7),
      topP: one(1, 0.9),
      stop: one([], ["5"]),
    },
    credit: {
      form,
      estimator,
      temperature: one(0.02, 0.1, 1),
      gamma,
      lambda: one(1, 0.8),
      baseline:
        estimator === "rloo"
          ? one("token", "step", "index", "openrlhf", "none", ...opo, ...total)
          : one("token", ...total),
      whiten: trust && reward.mode === "prm" ? "none" : one("none", "batch"),
      klCoefficient: one(0, 0.05, 0.05),
      klEstimator: one("k1", "k2", "k3", "abs"),
      klIn: one("reward", "loss"),
      trust,
    },
    reward,
    optimizer: {
      learningRate: networks ? 0.01 : one(0.02, 0.2),
      warmupSteps: one(0, 2),
      schedule: one("constant", "linear", "cosine"),
      beta1: 0.8,
      beta2: 0.95,
      epsilon: 1e-7,
      weightDecay: 0.01,
      maxGradNorm: 0.7,
      clipRatio: one(0.05, 0.2),
      updatesPerBatch: Math.min(promptsPerStep, one(1, 2, 3)),
      maxMeanRatio: together ? 1.5 : one(10, 1.01),
    },
    critic: { learningRate: 0.03, clip: 0.15 },
    // Long enough for two probes of the trust.
    train: { steps: networks ? 2 : trust ? 7 : 3, evalEvery: 0, checkpointEvery: 0, seed },
  });
  const scorer = networks ? "network" : one("own", "table");
  return { config, scorer, policy: { samplerNoise, pipelined: together }, custom };
}

/** A user's own reward; null: none, as where there is nothing to compare with. */
export function ownReward({
  response,
  reference,
}: {
  response: string;
  reference: string | null;
}): number | null {
  return response.includes("3") ? null : Math.min(response.length, 4) / 8 - Number(reference === null);
}

/** A policy that ends steps, answers and stops often enough. */
function table(seed: number, labels = 0): FakeEngine {
  const decode = (tokens: number[]) => tokenizer.decode(tokens);
  const engine = new FakeEngine({ vocabSize, labels, seed, decode });
  engine.weights.forEach((weight, i) => {
    engine.weights[i] = 4 * weight;
  });
  const likely: [text: number, logit: number][] = [
    [SEPARATOR, 2],
    [EOS, 0.7],
  ];
  for (const character of "A7") likely.push([tokenizer.encode(character)[0], 2]);
  if (labels === 0)
    for (const [token, logit] of likely) engine.weights[engine.weights.length - vocabSize + token] += logit;
  return engine;
}

/** A network of one layer. */
function network(seed: number, labels = 0, lora: PureConfig["model"]["lora"] = null): Engine {
  const config: ModelConfig = {
    ...{
      family: "llama",
      vocabSize,
      hiddenSize: 16,
      layers: 1,
      heads: 2,
      kvHeads: 1,
      headDim: 8,
      intermediateSize: 24,
    },
    ...{ maxPositions: 40, ropeTheta: 10_000, rmsNormEps: 1e-6, tieEmbeddings: true, qkvBias: false },
    ...{
      outputBias: false,
      qkNorm: false,
      head: labels > 0 ? { type: "classification", labels } : { type: "lm" },
    },
  };
  const parameters = initialize(config, seed);
  // Larger than the usual start: what is sampled and scored varies.
  for (const { name } of parameters.specs)
    if (!name.includes("norm"))
      parameters.view(name).forEach((weight, i, view) => {
        view[i] = 25 * weight;
      });
  const { eosIds, bosId, padId } = tokenizer;
  const model = { config, parameters, tokenizer, generation: { eosIds, bosId, padId } };
  return createEmbeddedEngine({ model, lora, threads: 1, seed });
}

/** Whether held-out problems tell of the trust in process rewards. */
export const probed = ({ credit, reward }: PureConfig) => credit.trust && reward.mode === "prm";

/** A run: every call of its engines, and the files it left. */
export interface Recorded {
  journal: Journal;
  asked: [string, string][];
  metrics: StepMetrics[];
  alarms: AlarmRecord[];
  rollouts: RolloutRecord[][];
  state: { dataPosition: number; step: number };
}

/** Trains as drawn. `lora`: of a policy that is a network. */
export async function record(
  { config, scorer, policy }: Drawn,
  lora: PureConfig["model"]["lora"] = null,
): Promise<Recorded> {
  const journal: Journal = [];
  const asked: [string, string][] = [];
  const make = (seed: number, labels = 0) =>
    scorer === "network"
      ? network(seed, labels, labels === 0 && seed === 1 ? lora : null)
      : table(seed, labels);
  const engines: Engine[] = [];
  const named = (name: string, seed: number, labels = 0, options = {}) => {
    const engine = recording(make(seed, labels), name, journal, options);
    engines.push(engine);
    return engine;
  };
  const steps = scorer === "own" ? recordingScorer(journal) : null;
  const { run } = await trainPure({
    config,
    tokenizer,
    policy: named("policy", 1, 0, policy),
    reference: config.credit.klCoefficient > 0 ? named("reference", 2) : null,
    critic: config.credit.estimator === "gae" ? named("critic", 3, 1) : null,
    prm:
      config.reward.mode === "vr"
        ? null
        : { scorer: steps ?? embeddedScorer(named("prm", 4, 2)), stepToken: STEP },
    verifier: recordingVerifier(asked),
    prompts,
    heldOut: probed(config) ? heldOut : [],
    skippedPrompts: 5,
  });
  for (const engine of engines) await engine.dispose();
  const lines = <T>(...path: string[]): T[] =>
    readFileSync(join(run.path, ...path), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as T);
  const metrics = lines<StepMetrics>("metrics.jsonl");
  return {
    journal,
    asked,
    metrics,
    alarms: existsSync(join(run.path, "alarms.jsonl")) ? lines<AlarmRecord>("alarms.jsonl") : [],
    rollouts: metrics.map(({ step }) => lines<RolloutRecord>("rollouts", `${step}.jsonl`)),
    state: JSON.parse(
      readFileSync(join(run.path, "checkpoints", String(config.train.steps), "state.json"), "utf8"),
    ),
  };
}
