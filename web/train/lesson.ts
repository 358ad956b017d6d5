// The demo's method in memory, as a browser's tab runs it: a policy with random weights is warmed up on noisy demonstrations,
// a process reward model learns to score its steps, and PURE makes the policy better. The loops are the library's own; no
// stage writes a file. What is stopped goes on where it was, with another form of credit if asked.
import { prmSchema, sftSchema } from "../../src/config/supervised.ts";
import { parseConfig, resolveConfig } from "../../src/config.ts";
import { ARITHMETIC_ANSWER_PATTERN, ARITHMETIC_SEPARATOR } from "../../src/data/arithmetic.ts";
import {
  corruptedSteps,
  type FitSettings,
  type Operations,
  type PolicyShape,
  randomPolicy,
  taskDemonstrations,
  taskProblems,
} from "../../src/data/arithmetic-task.ts";
import { type LabelledSteps, labelledSteps, untilFirstError } from "../../src/data/labelled.ts";
import { encodePrompts } from "../../src/data/prompts.ts";
import type { EngineCore } from "../../src/engine/embedded/core.ts";
import { underHead } from "../../src/model/initialize.ts";
import type { Model } from "../../src/model/load.ts";
import { embeddedScorer } from "../../src/reward/prm.ts";
import { stepTokenId } from "../../src/reward/reading.ts";
import type { Judges } from "../../src/reward/verifiable.ts";
import type { OnEvent } from "../../src/train/events.ts";
import { labelSampled } from "../../src/train/label/label-sampled.ts";
import { pureLoop } from "../../src/train/pure.ts";
import type { PureResult } from "../../src/train/run.ts";
import { MemoryRun } from "../../src/train/runs/memory-run.ts";
import type { HeldOutRecord, RolloutRecord } from "../../src/train/runs/records.ts";
import { prmExamples, prmInputs } from "../../src/train/supervised/prm-examples.ts";
import { sftExamples, sftInputs } from "../../src/train/supervised/sft-examples.ts";
import { supervisedLoop } from "../../src/train/supervised/supervised.ts";
import { cheapVerifier } from "../../src/verify/in-place.ts";

/** What makes the reward: process rewards in their form of credit, with a tenth of verdicts; or verdicts alone. */
export type Form = "min" | "sum" | "vr";

/** What a lesson is made of. */
export interface LessonRecipe {
  shape: PolicyShape;
  operations: Operations;
  /** Longest response, in tokens (one a character). */
  maxTokens: number;
  /** Problems to train PURE on, and to judge it by. */
  problems: number;
  heldOut: number;
  warmUp: FitSettings & { demonstrations: number; heldOut: number };
  /** The policy's responses to so many problems are labelled; those of the first `heldOut` judge the reward model. */
  labelling: { problems: number; heldOut: number; samplesPerPrompt: number };
  /** The process reward model sees corrupted responses too, to so many problems. */
  prm: FitSettings & { corrupted: number };
  pure: { promptsPerStep: number; samplesPerPrompt: number; learningRate: number; evalEvery: number };
}

/** Where a lesson computes, and who is told. */
export interface LessonPlace {
  open(model: Model): Promise<EngineCore>;
  /** Lets go of a checkpoint, by its path. */
  forget(path: string): void;
  onEvent: OnEvent;
}

const judges: Judges = {
  ...{ rules: cheapVerifier, answers: cheapVerifier },
  custom: async (custom, asked) => ({ reward: await custom(asked), undecided: null }),
};

const separator = ARITHMETIC_SEPARATOR;
const kept = { keepCheckpoints: 1, checkpointEvery: 1_000_000 };

export class Lesson {
  readonly #runs: Record<"warm" | "prm" | "pure", MemoryRun>;
  readonly #engines: EngineCore[] = [];
  #warm: EngineCore | null = null;
  #labelled: LabelledSteps[][] | null = null;
  #learning: EngineCore | null = null;
  #ready: { policy: EngineCore; reference: EngineCore; prm: EngineCore } | null = null;

  constructor(
    private readonly recipe: LessonRecipe,
    private readonly seed: number,
    private readonly place: LessonPlace,
  ) {
    const run = (name: string) => new MemoryRun(name, place.forget);
    this.#runs = { warm: run("warm-up"), prm: run("prm"), pure: run("pure") };
  }

  /** Goes on through whatever stages are left, to `steps` steps of PURE in all. Null: it was stopped before PURE. */
  async train(
    { form, steps }: { form: Form; steps: number },
    signal: AbortSignal,
  ): Promise<PureResult | null> {
    const policy = await this.#warmUp(signal);
    if (!policy) return null;
    const prm = await this.#learnToScore(policy, signal);
    if (!prm) return null;
    return await this.#pure(policy, prm, { form, steps }, signal);
  }

  /** Responses of a step of PURE; undefined once they are no longer kept. */
  rollouts(step: number): Promise<RolloutRecord[] | undefined> {
    return this.#runs.pure.readLines("rollouts", step);
  }

  /** Answers to the held-out problems after a step at which they were asked for. */
  solutions(step: number): Promise<HeldOutRecord[] | undefined> {
    return this.#runs.pure.readLines("solutions", step);
  }

  async dispose(): Promise<void> {
    for (const engine of this.#engines) await engine.dispose();
  }

  async #open(model: Model): Promise<EngineCore> {
    const engine = await this.place.open(model);
    this.#engines.push(engine);
    return engine;
  }

  get #tokens() {
    return 2 * this.recipe.maxTokens;
  }

  async #warmUp(signal: AbortSignal): Promise<EngineCore | null> {
    const { recipe, seed, place } = this;
    if (this.#learning || this.#ready) return this.#warm;
    const { demonstrations, heldOut, learningRate, warmupSteps, ...train } = recipe.warmUp;
    this.#warm ??= await this.#open(randomPolicy(this.#tokens, seed, recipe.shape));
    const engine = this.#warm;
    const config = parseConfig(
      sftSchema,
      {
        ...{ model: { source: "random weights" }, data: { source: "demonstrations" } },
        optimizer: { learningRate, warmupSteps, schedule: "cosine" },
        train: { ...kept, ...train, seed, evalExamples: heldOut },
      },
      "warm-up",
    );
    const shown = taskDemonstrations(demonstrations + heldOut, seed, recipe.operations);
    const encode = (some: typeof shown) =>
      sftExamples(some, engine.model.tokenizer, this.#tokens, config.data);
    const { examples, skippedExamples } = encode(shown.slice(0, demonstrations));
    const held = encode(shown.slice(demonstrations)).examples;
    const told = { onEvent: place.onEvent, signal };
    const inputs = sftInputs({ config, engine, examples, heldOut: held, skippedExamples, ...told });
    const { interrupted } = await supervisedLoop(inputs, () => this.#runs.warm.open(seed));
    return interrupted ? null : engine;
  }

  async #learnToScore(policy: EngineCore, signal: AbortSignal): Promise<EngineCore | null> {
    const { recipe, seed, place } = this;
    if (this.#ready) return this.#ready.prm;
    const { labelling, operations, maxTokens } = recipe;
    const told = { onEvent: place.onEvent, signal };
    const { tokenizer } = policy.model;
    try {
      this.#labelled ??= await labelSampled(
        policy,
        tokenizer,
        taskProblems("labelling", seed, "train", labelling.problems + labelling.heldOut, operations),
        { samplesPerPrompt: labelling.samplesPerPrompt, maxTokens, seed },
        (problem, tokens) => untilFirstError(labelledSteps(problem, tokenizer.decode(tokens))),
        told,
      );
    } catch (error) {
      if (signal.aborted && error === signal.reason) return null;
      throw error;
    }
    const { corrupted, epochs, learningRate, warmupSteps, batchSize } = recipe.prm;
    const own = this.#labelled.slice(labelling.heldOut).flat();
    const others = corruptedSteps(corrupted, labelling.samplesPerPrompt, seed, operations);
    const config = parseConfig(
      prmSchema,
      {
        model: { source: "the policy" },
        data: { source: "labelled steps", stepSeparator: separator, stepToken: separator },
        head: { epochs: 0 },
        all: { epochs, learningRate },
        optimizer: { warmupSteps, schedule: "cosine" },
        train: { ...kept, seed, batchSize },
      },
      "process reward model",
    );
    const encode = (some: readonly LabelledSteps[]) =>
      prmExamples(some, tokenizer, this.#tokens, config.data);
    const { examples, skippedExamples } = encode([...own, ...others]);
    const heldOut = encode(this.#labelled.slice(0, labelling.heldOut).flat()).examples;
    const { config: shape, generation } = policy.model;
    if (!this.#learning) {
      const parameters = underHead(await policy.parameters(), 2, seed);
      const { head } = parameters.config;
      this.#learning = await this.#open({ config: { ...shape, head }, parameters, tokenizer, generation });
    }
    const engine = this.#learning;
    const inputs = prmInputs({ config, engine, examples, heldOut, skippedExamples, ...told });
    const { interrupted } = await supervisedLoop(inputs, () => this.#runs.prm.open(seed));
    if (interrupted) return null;
    const reference = await this.#open({ ...policy.model, parameters: await policy.parameters() });
    this.#ready = { policy, reference, prm: engine };
    return engine;
  }

  async #pure(
    policy: EngineCore,
    prm: EngineCore,
    { form, steps }: { form: Form; steps: number },
    signal: AbortSignal,
  ): Promise<PureResult> {
    const { recipe, seed, place } = this;
    const { promptsPerStep, samplesPerPrompt, learningRate, evalEvery } = recipe.pure;
    const verdicts = form === "vr";
    const config = resolveConfig({
      model: { source: "the policy" },
      data: { source: "problems", stepSeparator: separator, answerPattern: ARITHMETIC_ANSWER_PATTERN },
      sampling: { promptsPerStep, samplesPerPrompt, maxTokens: recipe.maxTokens, temperature: 1 },
      credit: {
        ...(verdicts ? {} : { form, temperature: 0.1, baseline: "token", trust: false }),
        ...{ klCoefficient: 1e-3, klIn: "loss" },
      },
      reward: verdicts
        ? { mode: "vr" }
        : { mode: "prm+vr", prm: "the reward model", stepToken: separator, verifiableShare: 0.1 },
      optimizer: { learningRate },
      train: { ...kept, seed, steps, evalEvery, evalProblems: recipe.heldOut, rolloutsEvery: 1 },
    });
    const { tokenizer } = policy.model;
    const promptsOf = (side: "train" | "heldOut", count: number) =>
      encodePrompts(taskProblems("pure", seed, side, count, recipe.operations), tokenizer, recipe.maxTokens)
        .prompts;
    return await pureLoop(
      {
        ...{ config, tokenizer, policy, judges, critic: null, skippedPrompts: 0, signal },
        reference: this.#ready?.reference ?? null,
        prm: verdicts ? null : { scorer: embeddedScorer(prm), stepToken: stepTokenId(tokenizer, separator) },
        ...{ prompts: promptsOf("train", recipe.problems), heldOut: promptsOf("heldOut", recipe.heldOut) },
        onEvent: place.onEvent,
      },
      () => this.#runs.pure.open(seed),
    );
  }
}
