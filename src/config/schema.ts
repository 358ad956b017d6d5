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
import { lossDefaults, lossSchema } from "./loss.ts";
import {
  count,
  dataSchema,
  engineSchema,
  modelSchema,
  NOTHING_FROZEN,
  nonNegative,
  off,
  oneOf,
  optimizerSchema,
  orNull,
  path,
  positive,
  runSchema,
  share,
  trainSchema,
  whole,
} from "./sections.ts";

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
