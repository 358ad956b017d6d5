// The configuration of `pure train`: every key with its type, default and one line on what it does, and which of them do
// not go together. Defaults follow the paper where one machine can bear it (METHOD: 64 prompts × 8, T = 0.1, KL 1e-3, clip 0.2).
import { z } from "zod";
import type { UserError } from "../common/errors.ts";
import { isServer, serverAddress } from "../common/server-address.ts";
import {
  defaultCreditSettings as credit,
  creditChoices,
  estimatorRules,
  resolveCreditSettings,
} from "../credit/settings.ts";
import {
  belowOne,
  count,
  nonNegative,
  off,
  oneOf,
  orNull,
  path,
  positive,
  share,
  text,
  whole,
} from "./kinds.ts";
import { logSchema } from "./logs.ts";
import { lossDefaults, lossSchema } from "./loss.ts";

const loraSchema = z.strictObject({
  rank: count().default(16).describe("rank of the update"),
  alpha: positive(32).describe("scale: the update is multiplied by alpha / rank"),
  targets: z
    .array(z.enum(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
    .min(1)
    .default(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    .describe("linear layers that get one"),
});

export const modelSchema = z.strictObject({
  source: path().describe("Hugging Face directory or id, or a GGUF file (on the Hub owner/name:Q4_K_M)"),
  tokenizer: orNull(path()).describe("directory of the tokenizer; null: the model's"),
  lora: loraSchema.nullable().default(null).describe("train a low-rank update only; null: all weights"),
});

export const dataSchema = z.strictObject({
  source: path().describe(
    "problems: a file (JSON, JSON lines, CSV, Parquet), a directory of them, or a data-set id",
  ),
  split: text().default("train").describe("split of a directory or data-set id"),
  subset: orNull(text()).describe("subset of a data-set id; null: its default or main one"),
  fields: z
    .strictObject({
      problem: orNull(text()).describe("field with the problem; null: the usual names"),
      answer: orNull(text()).describe("field with the reference answer; null: the usual names"),
      options: orNull(text()).describe("field with the options of a multiple choice; null: the usual names"),
      id: orNull(text()).describe(
        "field with the id; null: the usual names, or numbers where those ids repeat",
      ),
    })
    .prefault({}),
  limit: orNull(count()).describe("use this many problems from the start; null: all"),
  onDisk: z
    .boolean()
    .default(false)
    .describe("keep problems in a file under TMPDIR, not in memory: for sets larger than it; same order"),
  heldOut: orNull(path()).describe(
    "problems for evaluation, never trained on; null: `train.evalProblems` of `data.source`",
  ),
  heldOutSplit: text().default("test").describe("split of a held-out data-set id"),
  heldOutSubset: orNull(text()).describe("subset of a held-out data-set id; null: its default or main one"),
  template: orNull(text()).describe(
    "prompt with {problem} in it; null: the model's chat template, or the problem alone",
  ),
  system: orNull(text()).describe("system message of the chat"),
  stepSeparator: path()
    .default("\n\n")
    .describe(`text that ends a step; on the command line a line feed is '"\\n"'`),
  answerPattern: orNull(text()).describe(
    "regular expression whose first group is the answer; null: boxed, or the last number",
  ),
});

const samplingSchema = z.strictObject({
  promptsPerStep: count().default(64).describe("prompts a training step"),
  samplesPerPrompt: count().default(8).describe("responses a prompt (K, the group)"),
  maxTokens: count().default(512).describe("longest response, in tokens"),
  temperature: positive(1).describe("sampling temperature"),
  topP: z.number().positive().max(1).default(1).describe("nucleus sampling; 1 is off"),
  stop: z.array(path()).default([]).describe("texts that end a response"),
  dynamicBatches: whole(0).describe(
    "learn from groups whose rewards differ, of so many batches at most; 1: filter; 0: from all",
  ),
});

const creditSchema = z.strictObject({
  form: oneOf(creditChoices.form, credit.form).describe(
    "min-form, its limit T → 0, the discounted sum, the sum of log p(good), or each step by itself",
  ),
  temperature: positive(credit.temperature).describe(
    "T of the min-form's softmax over −reward; other forms have none",
  ),
  gamma: share().default(credit.gamma).describe("discount (form sum a step; reinforce++ and gae a token)"),
  estimator: oneOf(creditChoices.estimator, credit.estimator).describe(
    "how returns become advantages; gae trains a critic; papo and prof go by verdicts first",
  ),
  baseline: oneOf(creditChoices.baseline, credit.baseline).describe(
    "what is subtracted from returns (rloo); total: the verl flavour's, over all rewards",
  ),
  lambda: share().default(credit.lambda).describe("λ of gae; other estimators have none"),
  whiten: oneOf(creditChoices.whiten, credit.whiten).describe(
    "batch: advantages to mean 0 and variance 1 over response tokens",
  ),
  klCoefficient: nonNegative(credit.klCoefficient).describe(
    "β of the KL to the reference policy; 0: no reference",
  ),
  klEstimator: oneOf(creditChoices.klEstimator, credit.klEstimator).describe("estimator of that KL"),
  klIn: oneOf(creditChoices.klIn, credit.klIn).describe(
    "KL subtracted from token rewards, or a term of the loss",
  ),
  trust: orNull(z.boolean()).describe(
    "weigh process rewards by how well they predicted verdicts of late: those rewarded, or in mode prm of held-out problems; null: with mode prm+vr",
  ),
});

/** A user's own reward of a whole response, in the place of the verifier; null: this response has none. */
export type CustomReward = (response: {
  problem: string;
  prompt: string;
  response: string;
  reference: string | null;
}) => number | null | Promise<number | null>;

const rewardSchema = z.strictObject({
  mode: oneOf(["prm", "vr", "prm+vr"], "prm+vr").describe("process rewards, verifiable rewards, or both"),
  prm: orNull(path()).describe(
    "process reward model: directory or id with a two-label head, or a vLLM server's URL",
  ),
  stepToken: orNull(path()).describe(
    "the PRM's step token, in the place of the separator; null: as the PRM says, or a line feed",
  ),
  server: z
    .strictObject({
      model: orNull(path()).describe("name of the model there; null: the server's own"),
      concurrency: count().default(8).describe("requests under way at a time"),
      batch: count().default(16).describe("responses a request"),
      timeoutSeconds: positive(120).describe("longest wait for one answer"),
      attempts: count().default(6).describe("attempts at a request before the run stops"),
    })
    .prefault({})
    .describe("of a PRM behind a server"),
  processCoefficient: nonNegative(credit.processCoefficient).describe(
    "factor of the process rewards; 0: they are no reward",
  ),
  verifiableCoefficient: nonNegative(credit.verifiableCoefficient).describe(
    "factor of the verifiable reward",
  ),
  verifiableShare: share()
    .default(1)
    .describe("share of the problems with an answer that keep it, chosen by seed and problem id"),
  verifier: z
    .strictObject({
      kind: oneOf(["rules", "model", "hybrid"]).describe(
        "who compares answers; hybrid: a model where rules do not accept",
      ),
      url: orNull(path()).describe("OpenAI-compatible endpoint; its key is in PURE_VERIFY_KEY"),
      model: orNull(path()).describe("name of the model there"),
      concurrency: count().default(8).describe("questions under way at a time"),
      timeoutSeconds: positive(60).describe("longest wait for one answer, and for reward.custom"),
      attempts: count().default(4).describe("attempts at a question before its answer stays undecided"),
      unfinishedThinking: off().describe(
        "of rules: a response cut while it thinks (<think>) may have given its answer there",
      ),
    })
    .prefault({})
    .describe("of answers; what it cannot decide has no reward"),
  overlongBuffer: orNull(count()).describe(
    "the verifiable reward falls over so many tokens before sampling.maxTokens; null: it does not",
  ),
  overlongCoefficient: positive(1).describe("what a response of sampling.maxTokens loses by it"),
  custom: z
    .custom<CustomReward>((value) => typeof value === "function", "a function")
    .optional()
    .describe("library and .ts/.js configurations: own function in the place of the verifier"),
});

export const optimizerSchema = z.strictObject({
  learningRate: positive(1e-6).describe("highest learning rate of AdamW"),
  warmupSteps: whole(0).describe("steps of linear warm-up"),
  schedule: oneOf(["constant", "linear", "cosine"]).describe("after the warm-up"),
  beta1: belowOne().default(0.9).describe("AdamW β1"),
  beta2: belowOne().default(0.999).describe("AdamW β2"),
  epsilon: positive(1e-8).describe("AdamW ε"),
  weightDecay: nonNegative(0).describe("AdamW weight decay"),
  maxGradNorm: nonNegative(1).describe("largest gradient norm; 0: no clipping"),
});

const policyOptimizerSchema = optimizerSchema.extend({
  clipRatio: positive(0.2).describe("PPO clips the probability ratio to 1 ± this"),
  updatesPerBatch: count().default(1).describe("gradient steps a batch, each on its own part of the groups"),
  maxMeanRatio: positive(10).describe("an update with a larger mean ratio is skipped"),
});

const criticSchema = z.strictObject({
  source: orNull(path()).describe("weights of the critic (gae); null: the policy's"),
  learningRate: positive(1e-5).describe("learning rate of the critic"),
  clip: positive(0.2).describe("clip of the value around the old value"),
});

export const trainSchema = z.strictObject({
  steps: count().default(500).describe("training steps"),
  evalEvery: whole(25).describe("steps between held-out evaluations; 0: start and end only"),
  evalProblems: whole(128).describe("held-out problems; 0: no evaluation"),
  checkpointEvery: whole(50).describe("steps between checkpoints; 0: at the end only"),
  keepCheckpoints: count().default(3).describe("newest checkpoints that are kept"),
  rolloutsEvery: whole(1).describe("steps between saved rollouts; 0: none"),
  rolloutsAhead: z
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "1: the next batch is sampled while this one trains, on a server (not SkyRL's); needs loss.importance",
    ),
  seed: whole(0).describe("seed of everything random"),
  onAlarm: oneOf(["continue", "stop", "rollback"]).describe(
    "at an alarm: say it; stop (exit status 3); or go back to health, without process rewards that trust weighed where it speaks against them, else at half the learning rate",
  ),
  nonFiniteLimit: count().default(3).describe("stop after this many steps in a row with a non-finite loss"),
});

/** Whether a name of what lies in a directory leads out of it: "../x". */
export const leadsOut = (name: string): boolean => name.split(/[\\/]/).includes("..");

/** A run's name, which may have folders in it. */
export const runName = () =>
  path().refine((name) => !leadsOut(name), {
    error: ({ input }) =>
      `run.name is ${JSON.stringify(input)}; a run lies within run.directory: no ".." in its name`,
    params: { whole: true },
  });

export const runSchema = z.strictObject({
  name: runName().default("pure").describe("name of the run"),
  directory: path().default("runs").describe("where runs are kept"),
  log: logSchema,
});

export const engineSchema = z.strictObject({
  type: oneOf(["embedded"]).describe("where the policy computes"),
  device: oneOf(["auto", "cpu", "gpu"]).describe(
    "where models compute in this process; auto: on a graphics processor where there is one and the model gains",
  ),
  threads: orNull(count()).describe("threads; null: one a core"),
  memoryLimitGiB: orNull(z.number().positive()).describe(
    "micro-batches are cut to it, then a run is refused; null: three quarters of the machine's, or of the graphics processor's",
  ),
  frozenWeights: oneOf(["float32", "float16"]).describe(
    "type of the layers' weights that a run does not train (the model under LoRA, the reference policy, a process reward model) in this process's memory; float16 takes half of theirs, and saves none of a graphics processor's own",
  ),
  recompute: oneOf(["auto", "off", "layers"]).describe(
    "what layers hold is computed again in the backward pass, not kept: where memory is short, never, or always",
  ),
  maxContext: orNull(count()).describe(
    "longest prompt + response, in tokens; null: the model's own limit, in this process 8192 at most",
  ),
});

/** Where the policy of `pure train` computes: here, or on a server. */
const policyEngineSchema = engineSchema.extend({
  type: oneOf(["embedded", "tinker"]).describe(
    "where the policy computes: in this process, or on a server of the Tinker protocol",
  ),
  url: orNull(path()).describe("tinker: the server, such as http://host:8000; its key is in TINKER_API_KEY"),
  model: orNull(path()).describe("tinker: name of the base model there; model.source gives its tokenizer"),
  server: oneOf(["tinker", "skyrl"]).describe(
    "tinker: what server it is, which decides how losses are scaled: the hosted service, or SkyRL's",
  ),
  loraRank: count().default(32).describe("tinker: rank of the update that is trained"),
  concurrency: count().default(1024).describe("tinker: prompts sampled at a time"),
  attempts: count().default(16).describe("tinker: attempts at a request before the run stops"),
  timeoutSeconds: positive(1800).describe("tinker: longest wait for one result"),
});

const keys = z.strictObject({
  model: modelSchema,
  data: dataSchema,
  sampling: samplingSchema.prefault({}),
  credit: creditSchema.prefault({}),
  reward: rewardSchema.prefault({}),
  loss: lossSchema.prefault({}),
  optimizer: policyOptimizerSchema.prefault({}),
  critic: criticSchema.prefault({}),
  train: trainSchema.prefault({}),
  run: runSchema.prefault({}),
  engine: policyEngineSchema.prefault({}),
});

/** The resolved configuration of `pure train`. */
export type PureConfig = z.infer<typeof keys>;

export const pureSchema = keys.superRefine((config, context) => {
  // The message of a fault between keys is the whole sentence.
  for (const faultsOf of [rewardFaults, engineFaults, lossFaults, addressFaults, creditFaults])
    for (const message of faultsOf(config))
      context.addIssue({ code: "custom", message, params: { whole: true } });
});

/** What of rewards, their estimator and the sampling does not go together, each as a sentence. */
function* rewardFaults(config: PureConfig): Generator<string> {
  const { mode, prm } = config.reward;
  const { estimator } = config.credit;
  const { least, verdicts } = estimatorRules[estimator];
  if (mode !== "vr" && prm === null)
    yield `reward.prm is missing; mode "${mode}" needs a process reward model (or set reward.mode "vr")`;
  for (const key of ["verifiableCoefficient", "verifiableShare"] as const)
    if ((mode === "vr" || verdicts) && config.reward[key] === 0)
      yield `reward.${key} is 0; ${mode === "vr" ? 'mode "vr" has no other reward' : `estimator ${estimator} goes by verifiable rewards`}`;
  if (verdicts && mode !== "prm+vr")
    yield `reward.mode is "${mode}"; estimator ${estimator} holds process rewards against verdicts: "prm+vr"`;
  const { processCoefficient, verifiableCoefficient } = config.reward;
  if (processCoefficient === 0 && (mode === "prm" || (mode === "prm+vr" && verifiableCoefficient === 0)))
    yield mode === "prm"
      ? 'reward.processCoefficient is 0; mode "prm" has no other reward'
      : "reward.processCoefficient and reward.verifiableCoefficient are 0, and there is no other reward";
  if (estimatorRules[estimator].form === "none" && config.credit.trust)
    yield `credit.trust weighs process rewards, and to estimator ${estimator} they are none; leave it out`;
  if (estimatorRules[estimator].form === "none" && processCoefficient !== 1)
    yield `reward.processCoefficient is ${processCoefficient}, and to estimator ${estimator} process rewards are none; leave it out`;
  if (mode === "vr" && config.credit.trust)
    yield 'credit.trust weighs process rewards, and reward.mode "vr" has none; leave it out';
  const { kind, url, model } = config.reward.verifier;
  for (const [key, value] of Object.entries({ url, model })) {
    if (kind !== "rules" && value === null)
      yield `reward.verifier.${key} is missing; kind "${kind}" asks a model behind an OpenAI-compatible endpoint`;
    if (kind === "rules" && value !== null)
      yield `reward.verifier.${key} is of a verifier that asks a model, and kind is "rules"; set reward.verifier.kind hybrid, or leave it out`;
  }
  const { overlongBuffer, overlongCoefficient } = config.reward;
  if (overlongBuffer !== null && (mode === "prm" || verdicts))
    yield `reward.overlongBuffer is of a verifiable reward that may be any number; ${mode === "prm" ? 'mode "prm" has none' : `estimator ${estimator} goes by right and wrong`}`;
  if (overlongBuffer !== null && overlongBuffer > config.sampling.maxTokens)
    yield `reward.overlongBuffer is ${overlongBuffer}; at most sampling.maxTokens (${config.sampling.maxTokens})`;
  if (overlongBuffer === null && overlongCoefficient !== 1)
    yield "reward.overlongCoefficient is of reward.overlongBuffer, which is null; set it, or leave this out";
  const { samplesPerPrompt, promptsPerStep, dynamicBatches } = config.sampling;
  if (dynamicBatches > 0 && samplesPerPrompt === 1)
    yield `sampling.dynamicBatches is ${dynamicBatches}; it compares responses of a prompt, and samplesPerPrompt is 1`;
  if (samplesPerPrompt < least)
    yield `sampling.samplesPerPrompt is ${samplesPerPrompt}; estimator ${estimator} compares responses of a prompt: ${least} or more`;
  if (mode !== "vr" && config.credit.trust && samplesPerPrompt === 1)
    yield "sampling.samplesPerPrompt is 1; credit.trust compares responses of a prompt: 2 or more, or set credit.trust false";
  const { updatesPerBatch } = config.optimizer;
  if (updatesPerBatch > promptsPerStep)
    yield `optimizer.updatesPerBatch is ${updatesPerBatch}; at most sampling.promptsPerStep (${promptsPerStep})`;
}

function* creditFaults({ credit }: PureConfig): Generator<string> {
  try {
    resolveCreditSettings(credit);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    yield `credit.${error.message}`;
  }
}

/** What of the loss does not go together with itself or the rest. */
function* lossFaults({ loss, credit, train, engine }: PureConfig): Generator<string> {
  if (loss.dualClip !== null && loss.type !== "ppo")
    yield `loss.dualClip is of loss.type ppo, and loss.type is ${loss.type}; leave it out`;
  for (const key of ["importanceLevel", "importanceLow", "importanceHigh"] as const)
    if (loss.importance === "none" && loss[key] !== lossDefaults[key])
      yield `loss.${key} is of importance weights, and loss.importance is none; set it truncate or mask`;
  if (loss.importanceLow > loss.importanceHigh)
    yield `loss.importanceLow is ${loss.importanceLow}; at most loss.importanceHigh (${loss.importanceHigh})`;
  const { klIn, klCoefficient, klEstimator } = credit;
  if (loss.unbiasedKl && (klIn !== "loss" || klCoefficient === 0 || klEstimator !== "k3"))
    yield "loss.unbiasedKl is of a KL in the loss estimated by k3: set credit.klIn loss, credit.klEstimator k3 and a credit.klCoefficient";
  if (loss.entropyCoefficient > 0 && engine.type === "tinker")
    yield "loss.entropyCoefficient needs engine.type embedded: a Tinker server gives log-probabilities and no entropy";
  if (train.rolloutsAhead > 0 && engine.type === "embedded")
    yield "train.rolloutsAhead needs engine.type tinker: in this process one set of weights is sampled from and trained, on the same cores";
  else if (train.rolloutsAhead > 0 && loss.importance === "none")
    yield "train.rolloutsAhead samples by the policy of one update before: set loss.importance truncate or mask, which corrects for it";
  if (train.rolloutsAhead > 0 && engine.type === "tinker" && engine.server === "skyrl")
    yield `train.rolloutsAhead is ${train.rolloutsAhead}; on SkyRL's server sampling from the policy of one update before overwrites the weights in training: set train.rolloutsAhead 0`;
}

/** Addresses of servers that cannot be used: above all those that hold a key, which the run would keep. */
function* addressFaults({ engine, reward }: PureConfig): Generator<string> {
  const addresses = [
    ["engine.url", engine.url, "TINKER_API_KEY"],
    ["reward.prm", reward.prm !== null && isServer(reward.prm) ? reward.prm : null, "PURE_PRM_KEY"],
    ["reward.verifier.url", reward.verifier.url, "PURE_VERIFY_KEY"],
  ] as const;
  for (const [key, url, variable] of addresses)
    try {
      if (url !== null) serverAddress(url, variable);
    } catch (error) {
      yield `${key}: ${(error as UserError).message}`;
    }
}

const engineDefaults = policyEngineSchema.parse({});
/** Keys of the policy's engine that only a server reads. */
const serverKeys = (Object.keys(engineDefaults) as (keyof typeof engineDefaults)[]).filter(
  (key) => !(key in engineSchema.shape),
);

/** Said where there is nothing for engine.frozenWeights. */
export const NOTHING_FROZEN =
  "engine.frozenWeights float16 is of weights that are not trained, and this run trains all that it has here; leave it out, or train adapters (model.lora)";

/** What the policy's engine cannot do of what is asked, or would not read, each as a sentence. */
function* engineFaults({ engine, model, credit, reward, optimizer, critic }: PureConfig): Generator<string> {
  const prmHere = reward.mode !== "vr" && !isServer(reward.prm ?? "");
  if (engine.type === "embedded") {
    if (engine.frozenWeights === "float16" && model.lora === null && credit.klCoefficient === 0 && !prmHere)
      yield NOTHING_FROZEN;
    for (const key of serverKeys)
      if (engine[key] !== engineDefaults[key])
        yield `engine.${key} is of engine.type tinker, and engine.type is embedded; set engine.type tinker (--engine tinker), or leave it out`;
    return;
  }
  if (engine.frozenWeights === "float16" && !prmHere) yield NOTHING_FROZEN;
  if (!prmHere && !estimatorRules[credit.estimator].critic)
    for (const key of ["threads", "memoryLimitGiB", "recompute"] as const)
      if (engine[key] !== engineDefaults[key])
        yield `engine.${key} is of models that compute in this process, and this run has none (engine.type tinker); leave it out`;
  for (const key of ["url", "model"] as const)
    if (engine[key] === null)
      yield `engine.${key} is missing; engine.type "tinker" computes on a server (--engine.${key})`;
  if (model.lora !== null)
    yield "model.lora is of engine.type embedded; a Tinker server trains an update of rank engine.loraRank";
  if (engine.server === "skyrl" && optimizer.maxGradNorm > 0)
    yield `optimizer.maxGradNorm is ${optimizer.maxGradNorm}; SkyRL's server does not clip gradients: set optimizer.maxGradNorm 0`;
  if (estimatorRules[credit.estimator].critic && critic.source === null)
    yield "critic.source is missing; engine.type tinker has no weights here for the critic to start from";
}

/** What a user writes: everything with a default may be left out. */
export type PureConfigInput = z.input<typeof pureSchema>;
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
export type RewardConfig = z.infer<typeof rewardSchema>;
