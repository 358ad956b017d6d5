// From a configuration to a run: data and models loaded, the engines made and their memory planned, then the loop.
import type { PureConfig } from "../config/schema.ts";
import type { PrmConfig, SftConfig } from "../config/supervised.ts";
import { estimatorRules } from "../credit/settings.ts";
import { type Demonstration, problemsOf, readDemonstrations } from "../data/demonstrations.ts";
import type { LabelledSteps } from "../data/labelled.ts";
import { readLabelledSteps } from "../data/labelled-files.ts";
import type { Problem } from "../data/problems.ts";
import type { SourceOptions } from "../data/sources.ts";
import { extendTrainingProblems, writeTrainingProblems } from "../data/training-problems.ts";
import { wantedContext } from "../engine/embedded/context.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../engine/embedded/engine.ts";
import type { PlannedRun } from "../engine/embedded/memory.ts";
import { choiceOf } from "../engine/embedded/sampler.ts";
import type { TinkerEngine } from "../engine/tinker/engine.ts";
import type { Loss } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import { isServer } from "../http.ts";
import { exclusively } from "../lock.ts";
import { type LoadedModel, loadModel } from "../model/load.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { embeddedScorer, type StepScorer } from "../reward/prm.ts";
import { PURE_READING, readingMismatches, readReading, stepTokenId } from "../reward/reading.ts";
import { openVerifier } from "../verify/open.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { OnEvent } from "./events.ts";
import { heldOutOf } from "./held-out.ts";
import { type PlannedEngine, planMemory } from "./memory.ts";
import { localPolicy, remotePolicy, trainThrough } from "./policy.ts";
import { prmExamples, trainPrm } from "./prm.ts";
import { connectPrm } from "./prm-server.ts";
import { checkRewards, encodeForPolicy, loadProblemSets, warnOfEarlierTraining } from "./problem-sets.ts";
import { offPolicySampling } from "./rollout.ts";
import type { PureInputs, PureResult } from "./run.ts";
import { runPath } from "./run-directory.ts";
import { sftExamples, trainSft } from "./sft.ts";
import type { Example, SupervisedResult } from "./supervised.ts";
import { checkTrust, decideTrust, PROBE_PROBLEMS, trustSource } from "./trust.ts";
import { policyLoss } from "./update.ts";

export interface StartOptions {
  /** Go on with the run of this name. */
  resume?: boolean;
  onEvent?: OnEvent;
  signal?: AbortSignal;
}

export interface StartPureOptions extends StartOptions, Pick<PureInputs, "prmQuality"> {
  /** Scores the steps in place of what reward.prm names, given the policy's tokenizer; the name stays on record. */
  scorer?: (tokenizer: Tokenizer) => StepScorer;
}

/** `pure train`: loads what `config` names and trains. Throws a UserError for whatever is missing or does not fit. */
export function startPure(config: PureConfig, options: StartPureOptions = {}): Promise<PureResult> {
  return exclusively(runPath(config), () => loadAndTrain(config, options));
}

async function loadAndTrain(config: PureConfig, options: StartPureOptions): Promise<PureResult> {
  const { onEvent = () => {} } = options;
  const { sampling, reward, credit, model, train } = config;
  const engines: EmbeddedEngine[] = [];
  let remote: TinkerEngine | null = null;
  let verifier: AnswerVerifier | undefined;
  const make = (loaded: LoadedModel, lora: PureConfig["model"]["lora"] = null) => {
    const engine = createEmbeddedEngine({ ...engineOptions(config), model: loaded, lora, seed: train.seed });
    engines.push(engine);
    return engine;
  };
  try {
    const offPolicy = offPolicySampling(sampling);
    if (offPolicy !== null) onEvent({ type: "warning", message: offPolicy });
    const { problems, heldOut, commit } = await loadProblemSets(config, onEvent);
    checkTrust(config, heldOut);
    const opened =
      config.engine.type === "tinker"
        ? await remotePolicy(config, options)
        : await localPolicy(config, load, make);
    const { tokenizer, policy, reference } = opened;
    remote = opened.remote;
    const scored = reward.mode !== "vr" && reward.prm !== null;
    const own = scored && options.scorer ? options.scorer(tokenizer) : null;
    const prmModel =
      scored && !own && !isServer(reward.prm!)
        ? await loadModel(reward.prm!, { head: { labels: 2 }, trainedHead: true })
        : null;
    const prm = prmModel && make(prmModel);
    const criticSource = config.critic.source ?? model.source;
    const critic = estimatorRules[credit.estimator].critic
      ? make(await load(criticSource, null, { labels: 1 }, train.seed))
      : null;
    for (const [key, engine] of [
      ["reward.prm", prm],
      ["critic.source", critic],
    ] as const) {
      if (engine) checkSameTokens(key, engine.model.tokenizer, tokenizer, problems);
    }

    // One more token: a process reward model may put its step token after the response.
    const maxContext = Math.min(...[policy, ...engines].map((engine) => engine.maxContext)) - 1;
    const encode = (set: readonly Problem[]) => encodeForPolicy(set, tokenizer, maxContext, config, onEvent);
    const training = encode(problems);
    const judged = checkRewards(training.prompts, problems, config, onEvent);
    const decided = await decideTrust(config, judged, options.resume ?? false);
    const held = encode(heldOut);
    for (const engine of engines)
      for (const { problem, tokens } of [...training.prompts, ...held.prompts])
        engine.checkTokens(tokens, `problem ${problem.id}`);
    await warnOfEarlierTraining(opened.path, held.prompts, onEvent);
    const { promptsPerStep, samplesPerPrompt, maxTokens: responseTokens } = sampling;
    const step = {
      ...{ prompts: promptsPerStep, samplesPerPrompt, promptTokens: training.longest },
      ...{ responseTokens, sampling: null },
    };
    const evaluations =
      held.prompts.length === 0
        ? []
        : [
            {
              ...{ prompts: held.prompts.length, samplesPerPrompt: 1, promptTokens: held.longest },
              ...{ responseTokens, sampling: null },
            },
          ];
    const probes =
      trustSource(config) === "heldOut"
        ? [{ ...step, prompts: PROBE_PROBLEMS, promptTokens: held.longest }]
        : [];
    const loss = policyLoss(config);
    const planned: PlannedEngine[] = [];
    if (opened.embedded) {
      const { policy, reference } = opened.embedded;
      const runs = [
        { ...step, sampling: choiceOf(sampling), loss },
        ...evaluations.map((run) => ({ ...run, sampling: "greedy" as const })),
        ...probes.map((run) => ({ ...run, sampling: choiceOf(sampling) })),
      ];
      planned.push({ name: "policy", engine: policy, runs });
      const sharesWeights = model.lora !== null;
      if (reference) planned.push({ name: "reference", engine: reference, runs: [step], sharesWeights });
    }
    if (prm)
      planned.push({ name: "process reward model", engine: prm, runs: [step, ...evaluations, ...probes] });
    if (critic)
      planned.push({
        name: "critic",
        engine: critic,
        runs: [{ ...step, loss: { type: "value", clip: 0.2 } }],
      });
    if (planned.length > 0) onEvent({ type: "note", message: planMemory(planned).text });

    const reading = prmModel ? await readReading(prmModel.source.path) : PURE_READING;
    const stepToken = stepTokenId(tokenizer, reward.stepToken ?? reading.stepToken);
    if (prm) {
      const { stepSeparator, template, system } = config.data;
      const here = { stepSeparator, stepToken: reward.stepToken, template, system };
      for (const mismatch of readingMismatches(reading, here))
        onEvent({
          type: "warning",
          message: `reward.prm ${reward.prm} reads otherwise than this run: ${mismatch}; its scores may mean little`,
        });
    }
    const server =
      scored && !own && !prm ? await connectPrm(reward, stepToken, tokenizer, problems, options) : null;
    const scorer = own ?? (prm ? embeddedScorer(prm) : server);
    const { prompts: heldOutPrompts } = held;
    const onRetry = (reason: string, attempt: number) =>
      onEvent({ type: "warning", message: `reward.verifier: attempt ${attempt}: ${reason}` });
    // The rules alone are shared by the whole process.
    if (reward.verifier.kind !== "rules" || reward.verifier.unfinishedThinking)
      verifier = await openVerifier(reward.verifier, { onRetry });
    const rewards = { prm: scorer && { scorer, stepToken }, verifier };
    const texts = training.prompts.map(({ problem }) => problem.prompt);
    const saveBeside = await recordTraining(opened.path, { source: config.data.source, commit }, texts);
    const loaded = {
      config: decided,
      tokenizer,
      policy,
      reference,
      ...rewards,
      critic,
      saveBeside,
      ...options,
    };
    const prompts = { prompts: training.prompts, heldOut: heldOutPrompts, skippedPrompts: training.skipped };
    return await trainThrough({ ...loaded, ...prompts }, remote);
  } finally {
    await verifier?.close();
    for (const engine of engines) await engine.dispose();
    await remote?.dispose();
  }
}

/** `pure sft`. Errors as in `startPure`. */
export function startSft(config: SftConfig, options: StartOptions = {}): Promise<SupervisedResult> {
  return exclusively(runPath(config), () => loadAndTune(config, options));
}

async function loadAndTune(config: SftConfig, options: StartOptions): Promise<SupervisedResult> {
  const { onEvent = () => {} } = options;
  const asked = (demonstration: Demonstration) => problemsOf(demonstration).join("\n");
  const demonstrations = await heldOutOf<Demonstration>(config, readDemonstrations, asked, onEvent);
  const model = await load(config.model.source, config.model.tokenizer);
  const saveBeside = await recordTraining(
    model.source.path,
    config.data,
    demonstrations.training.flatMap(problemsOf),
  );
  return await withEngine(config, model, async (engine) => {
    const encode = (set: readonly Demonstration[]) =>
      sftExamples(set, model.tokenizer, Math.min(config.train.maxTokens, engine.maxContext), config.data);
    const examples = encodeExamples(demonstrations, encode, options);
    planSupervised(engine, config, examples.examples, { type: "crossEntropy" }, options);
    return trainSft({ config, engine, ...examples, saveBeside, ...options });
  });
}

/** `pure prm train`. Errors as in `startPure`. */
export function startPrm(config: PrmConfig, options: StartOptions = {}): Promise<SupervisedResult> {
  return exclusively(runPath(config), () => loadAndTrainPrm(config, options));
}

async function loadAndTrainPrm(config: PrmConfig, options: StartOptions): Promise<SupervisedResult> {
  const { onEvent = () => {} } = options;
  const { prm800k } = config.data;
  const leftOut = new Map<string, number>();
  const onLeftOut = (reason: string) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  const read = (source: string, which: SourceOptions) =>
    readLabelledSteps(source, { ...which, prm800k, onLeftOut });
  // Solutions of one problem share steps: what is held out must not have been seen with another ending.
  const labelled = await heldOutOf<LabelledSteps>(config, read, ({ prompt }) => prompt, onEvent);
  if (leftOut.size > 0) {
    const reasons = [...leftOut].map(([reason, count]) => `${count} × ${reason}`).join(", ");
    onEvent({ type: "note", message: `records left out: ${reasons}` });
  }
  const model = await load(config.model.source, config.model.tokenizer, { labels: 2 }, config.train.seed);
  const before = await readReading(model.source.path);
  // Of a language model nothing is known, nor lost.
  for (const mismatch of before === PURE_READING ? [] : readingMismatches(before, config.data))
    onEvent({
      type: "warning",
      message: `model.source ${config.model.source} is a process reward model that learns to read otherwise: ${mismatch}`,
    });
  const texts = labelled.training.map(({ prompt }) => prompt);
  const saveBeside = await recordTraining(model.source.path, config.data, texts);
  return await withEngine(config, model, async (engine) => {
    const encode = (set: readonly LabelledSteps[]) =>
      prmExamples(set, model.tokenizer, Math.min(config.train.maxTokens, engine.maxContext), config.data);
    const examples = encodeExamples(labelled, encode, options);
    // With the head alone trained there are neither gradients nor moments of the rest.
    if (config.all.epochs === 0) engine.setTrainable("head");
    planSupervised(engine, config, examples.examples, { type: "classification" }, options);
    return trainPrm({ config, engine, ...examples, saveBeside, ...options });
  });
}

function load(source: string, tokenizer: string | null, head: "lm" | { labels: number } = "lm", seed = 0) {
  return loadModel(source, { tokenizer: tokenizer ?? undefined, head, seed });
}

/** Writes beside each checkpoint which problems the run, and what came before the model at `path`, trained on. */
async function recordTraining(
  path: string,
  { source, commit }: { source: string; commit?: string },
  texts: readonly string[],
): Promise<(directory: string) => Promise<void>> {
  const trainedOn = await extendTrainingProblems(path, { source, commit }, texts);
  return (directory) => writeTrainingProblems(directory, trainedOn);
}

function engineOptions({ engine }: Pick<SftConfig, "engine"> | Pick<PureConfig, "engine">) {
  const { threads, memoryLimitGiB, maxContext } = engine;
  return {
    threads: threads ?? undefined,
    maxContext: maxContext ?? undefined,
    memoryLimit: memoryLimitGiB === null ? undefined : memoryLimitGiB * 2 ** 30,
  };
}

/** A model that reads the policy's tokens must have its vocabulary: text is never tokenized again. */
function checkSameTokens(
  key: string,
  theirs: Tokenizer,
  ours: Tokenizer,
  problems: readonly Problem[],
): void {
  const same = (text: string) => String(theirs.encode(text)) === String(ours.encode(text));
  if (theirs.vocabSize === ours.vocabSize && problems.slice(0, 20).every(({ prompt }) => same(prompt)))
    return;
  throw new UserError(
    `${key}: its tokenizer differs from the policy's (${theirs.vocabSize} and ${ours.vocabSize} tokens); ` +
      "it reads the policy's tokens as they are, so both must come from the same family",
  );
}

async function withEngine<T>(
  config: SftConfig | PrmConfig,
  model: LoadedModel,
  work: (engine: EmbeddedEngine) => Promise<T>,
): Promise<T> {
  const { lora } = config.model;
  wantedContext(config.engine.maxContext, model, config.model.source);
  const engine = createEmbeddedEngine({ ...engineOptions(config), model, lora, seed: config.train.seed });
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}

function encodeExamples<T>(
  { training, heldOut }: { training: readonly T[]; heldOut: readonly T[] },
  encode: (set: readonly T[]) => { examples: Example[]; skippedExamples: number },
  { onEvent }: StartOptions,
) {
  const { examples, skippedExamples } = encode(training);
  const held = encode(heldOut);
  onEvent?.({
    type: "note",
    message: `${examples.length} examples to train on, ${held.examples.length} held out`,
  });
  const skipped = skippedExamples + held.skippedExamples;
  if (skipped > 0) {
    onEvent?.({
      type: "warning",
      message: `${skipped} examples are too long (train.maxTokens) and are skipped`,
    });
  }
  return { examples, heldOut: held.examples, skippedExamples };
}

function planSupervised(
  engine: EmbeddedEngine,
  { train }: SftConfig | PrmConfig,
  examples: readonly Example[],
  loss: Loss,
  { onEvent }: StartOptions,
): void {
  for (const { prompt, tokens } of examples) {
    engine.checkTokens(prompt);
    engine.checkTokens(tokens);
  }
  const most = (length: (example: Example) => number) =>
    examples.reduce((max, e) => Math.max(max, length(e)), 1);
  const run: PlannedRun = {
    prompts: train.batchSize,
    samplesPerPrompt: 1,
    promptTokens: most(({ prompt }) => prompt.length),
    responseTokens: most(({ tokens }) => tokens.length),
    sampling: null,
    loss,
  };
  onEvent?.({ type: "note", message: planMemory([{ name: "model", engine, runs: [run] }]).text });
}
