// The plan of a training: its steps as `pure train` would make them with the policy on a server, and the whole of it.
import { UsageError, UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { estimatorRules } from "../credit/settings.ts";
import { loadProblems } from "../data/problems.ts";
import { encodePrompts } from "../data/prompts.ts";
import { MicroBatches } from "../engine/embedded/micro-batches.ts";
import type { ModelConfig } from "../model/config.ts";
import { loadModelConfig, loadTokenizer } from "../model/load.ts";
import { parameterBytes, parameterCount, parameterLayout } from "../model/parameters.ts";
import { count, percent } from "../text/format.ts";
import { halvesBase } from "../train/engines.ts";
import { sourceOptions } from "../train/problem-sets.ts";
import { policyLoss } from "../train/update.ts";
import { type PlannedWork, planStep, type StepPlan } from "./plan.ts";
import {
  assumedRates,
  type Gpu,
  type MeasuredRates,
  type MeasuredRun,
  measuredRates,
  modelSize,
  type Rates,
  REACHED,
} from "./rates.ts";

/** What is known of the cluster and the responses; at least the rates, a run, or the GPUs. */
export interface Knowledge {
  /** Directory of a run whose steps say how fast it goes. */
  from?: string;
  cluster?: { gpu: Gpu; gpus: number; prmGpus: number };
  rates: Partial<Rates>;
  promptTokens?: number;
  responseTokens?: number;
}

/** What training the policy in this process would take, in bytes, predicted. */
export interface LocalMemory {
  /** Weights, gradients and moments. */
  held: number;
  /** More while one response behind its prompt is trained on: everything kept, or layers recomputed (`engine.recompute`). */
  kept: number;
  recomputed: number;
}

export interface TrainingPlan {
  work: PlannedWork;
  /** Longest response, in tokens. */
  longest: number;
  /** Where the rates are from, as a sentence. */
  basis: string;
  step: StepPlan;
  steps: number;
  evaluations: number;
  /** Of the whole training. */
  seconds: number;
  /** With the policy in this process; null: it is on a server. */
  memory: LocalMemory | null;
}

/** Problems whose prompts are measured. */
export const MEASURED = 512;

/**
 * Throws a UsageError where the rates are not known, a UserError for what cannot be read, does not fit, or is not in what
 * is known.
 */
export async function planTraining(config: PureConfig, known: Knowledge): Promise<TrainingPlan> {
  const { sampling, reward, credit, train, engine } = config;
  const { promptsPerStep: prompts, samplesPerPrompt: samples, maxTokens: longest } = sampling;
  const { promptTokens, vocabSize } = await ofProblems(config, known.promptTokens);
  const run = known.from === undefined ? null : await measuredRates(known.from, promptTokens);
  const responseTokens = known.responseTokens ?? run?.responseTokens ?? longest;
  if (responseTokens > longest)
    throw new UserError(
      `responses of ${Math.round(responseTokens)} tokens on average: sampling.maxTokens, the most, is ${longest}`,
    );
  const [prm, reference] = [reward.mode !== "vr", credit.klCoefficient > 0];
  if (run && prm && !run.prm)
    throw new UserError(
      `${known.from}: made without process rewards, which reward.mode ${reward.mode} needs; its steps do not say how ` +
        "long they take",
    );
  if (run && reference && !run.reference)
    throw new UserError(
      `${known.from}: made without a reference, which credit.klCoefficient ${credit.klCoefficient} needs; its steps do ` +
        "not say how long it takes",
    );
  if (!run && estimatorRules[credit.estimator].critic)
    throw new UserError(
      `credit.estimator ${credit.estimator} trains a critic in this process, of which no rate tells; give --from with a ` +
        "run that has one, or plan without it (--credit.estimator rloo)",
    );
  const shape = { prompts, samples, promptTokens, responseTokens };
  const work: PlannedWork = {
    ...{ ...shape, prm, reference, server: engine.server, vocabSize, loss: policyLoss(config) },
    // GPUs of which no more is known than what they are sample and train in turn.
    ahead: train.rolloutsAhead > 0 && known.cluster === undefined,
  };
  const { rates, basis } = run
    ? {
        rates: ofRun(run, prm || reference),
        basis: `as measured over ${count(run.steps, "step")} of ${known.from}`,
      }
    : await ratesOf(config, known, work, longest);
  const step = planStep(work, rates);
  const evaluations = evaluationsOf(train);
  const evaluation = (train.evalProblems * responseTokens) / step.parts[0].tokensPerSecond;
  const seconds = train.steps * step.seconds + evaluations * evaluation;
  const memory =
    engine.type === "embedded"
      ? localMemory(config, await loadModelConfig(config.model.source), promptTokens)
      : null;
  return { work, longest, basis, step, steps: train.steps, evaluations, seconds, memory };
}

/** The rates of a run; without its time for process rewards and reference where the training has neither. */
function ofRun({ rates, prm, reference }: MeasuredRun, needed: boolean): MeasuredRates {
  return !needed && (prm || reference) ? { ...rates, rewarding: Number.POSITIVE_INFINITY } : rates;
}

/** Before the first step, whenever they are due, and after the last. */
function evaluationsOf({ steps, evalEvery, evalProblems }: PureConfig["train"]): number {
  if (evalProblems === 0) return 0;
  return 1 + (evalEvery > 0 ? Math.ceil(steps / evalEvery) : 1);
}

/**
 * Mean length of the prompts that leave room for a response, as the training takes them, in tokens; and the vocabulary's
 * size.
 */
async function ofProblems({ model, data, sampling, engine }: PureConfig, promptTokens?: number) {
  // A token is kept for the process reward model's step token.
  const roomIn = (context: number | null) =>
    (engine.maxContext ?? context ?? Number.POSITIVE_INFINITY) - 1 - sampling.maxTokens;
  const tooLong = (room: number, what: string) =>
    new UserError(
      `${what}: sampling.maxTokens ${sampling.maxTokens} leaves ${Math.max(0, room)} of the model's context; ` +
        "lower sampling.maxTokens",
    );
  if (promptTokens !== undefined) {
    const { vocabSize, maxPositions } = await loadModelConfig(model.source);
    const room = roomIn(maxPositions);
    if (promptTokens > room) throw tooLong(room, `prompts of ${promptTokens} tokens`);
    return { promptTokens, vocabSize };
  }
  const { tokenizer, maxPositions } = await loadTokenizer(model.source, model.tokenizer ?? undefined);
  const from = {
    ...sourceOptions(data, "source"),
    limit: Math.min(MEASURED, data.limit ?? MEASURED),
  };
  const { problems } = await loadProblems(data.source, from);
  const template = { template: data.template ?? undefined, system: data.system ?? undefined };
  const room = roomIn(maxPositions);
  const { prompts } = encodePrompts(problems, tokenizer, room, template);
  if (prompts.length === 0) throw tooLong(room, `every prompt of ${data.source} is too long`);
  const total = prompts.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return { promptTokens: total / prompts.length, vocabSize: tokenizer.vocabSize };
}

/** The rates given, and for those that are not the ones that the GPUs are made for. */
async function ratesOf(
  { model }: PureConfig,
  { cluster, rates }: Knowledge,
  work: PlannedWork,
  longest: number,
): Promise<{ rates: Rates; basis: string }> {
  const needed: (keyof Rates)[] = ["sampling", "training"];
  if (work.prm) needed.push("scoring");
  if (work.reference) needed.push("reference");
  const missing = needed.filter((name) => rates[name] === undefined);
  const none = { sampling: 0, scoring: 0, reference: 0, training: 0 };
  if (missing.length === 0) return { rates: { ...none, ...rates }, basis: "at the rates given" };
  if (!cluster)
    throw new UsageError(
      `how fast is it? Give ${missing.map((name) => `--${name}-rate`).join(", ")} in tokens a second, or --gpus, or ` +
        "--from with a run that was made there",
    );
  const size = modelSize(await loadModelConfig(model.source));
  const { prompts, samples, promptTokens, responseTokens } = work;
  const batch = { responses: prompts * samples, promptTokens, responseTokens, longest };
  const { gpu, gpus, prmGpus } = cluster;
  const billions = (size.parameters / 1e9).toPrecision(3);
  const policy = `${gpus} ${gpu.toUpperCase()} for a policy of ${billions} billion parameters`;
  const scorer = missing.includes("scoring") ? `, ${prmGpus} for a process reward model as large` : "";
  const given = needed.filter((name) => rates[name] !== undefined);
  const but = given.length > 0 ? `; ${given.join(" and ")} at the rate given` : "";
  const [operations, bandwidth] = [percent(REACHED.flops, 0), percent(REACHED.bandwidth, 0)];
  const basis = `assumed: ${policy}${scorer}, at ${operations} of their operations and ${bandwidth} of their bandwidth${but}`;
  const assumed = assumedRates(size, batch, {
    ...cluster,
    prmGpus: missing.includes("scoring") ? prmGpus : 0,
  });
  return { rates: { ...assumed, ...rates }, basis };
}

/** Of the longest response behind a prompt of `promptTokens`. */
function localMemory(config: PureConfig, model: ModelConfig, promptTokens: number): LocalMemory {
  const { lora } = config.model;
  const specs = parameterLayout(model);
  const count = parameterCount(model);
  const adapted = specs.filter(({ name }) =>
    lora?.targets.some((target) => name.endsWith(`.${target}.weight`)),
  );
  const added = adapted.reduce(
    (sum, { shape: [out, inputs] }) => sum + (lora?.rank ?? 0) * (out + inputs),
    0,
  );
  const trained = lora ? added : count;
  const halved = halvesBase(config);
  const run = {
    ...{ prompts: 1, samplesPerPrompt: 1, promptTokens: Math.round(promptTokens), sampling: null },
    ...{ responseTokens: config.sampling.maxTokens, loss: policyLoss(config) },
  };
  const alone = (recompute: "off" | "layers") =>
    new MicroBatches({
      ...{ config: model, lora, recompute, activationBytes: () => 0 },
      weights: { halved, parameters: { count } },
      positions: Math.min(model.maxPositions, config.engine.maxContext ?? 8192),
    }).predict(run, lora ? "lora" : "all").alone;
  return {
    held: parameterBytes(model, halved) + 4 * added + 16 * trained,
    kept: alone("off"),
    recomputed: alone("layers"),
  };
}
