// The embedded engine, wherever it runs: sampling is in decoder.ts, scoring and training in trainer.ts, the weights' step in
// optimizer.ts; here they are put together behind the engine interface. How it is made in Node, with the machine's
// defaults and checkpoints on disk, is engine.ts; in a browser src/browser.ts.
import { UserError } from "../../common/errors.ts";
import type { Device } from "../../graph/device.ts";
import type { Model } from "../../model/load.ts";
import type { LoraConfig, Trainable } from "../../model/network.ts";
import { Parameters } from "../../model/parameters.ts";
import { rotaryInputs } from "../../model/rotary.ts";
import { checkOffsets, everyToken, sequenceOf } from "../rows.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  OptimResult,
  Reads,
  SampledResponse,
  Sampler,
  SamplingParams,
  TokenRows,
} from "../types.ts";
import type { ComputeContext, Recompute } from "./compiled.ts";
import type { Choice } from "./decode-graph.ts";
import { Decoder } from "./decoder.ts";
import type { Activations, MemoryPlan, PlannedRun } from "./memory.ts";
import { AdamW } from "./optimizer.ts";
import { Trainer } from "./trainer.ts";
import { Weights } from "./weights.ts";

export interface CoreOptions {
  model: Model;
  /** Where it computes, and what its weights, gradients, moments and caches lie on. */
  device: Device;
  /** Train low-rank adapters in place of the weights. */
  lora?: LoraConfig | null;
  /** Longest prompt + response, in tokens; the model's own limit at most, and by default 8192 at most. */
  maxContext?: number;
  /** Threads of ONNX Runtime. */
  threads: number;
  /** Bytes the process may take, or the engine on a device with memory of its own. */
  memoryLimit: number;
  /** Rows sampled together; by default as many as help, 128 at most. */
  maxRows?: number;
  /** For the adapters' initial weights. */
  seed?: number;
  /** Whether layers are computed again in the backward pass, to keep less in memory; by default where it is short. */
  recompute?: Recompute;
  /** An engine of the same model with adapters, on the same device: its base is this one's too. It is disposed of later. */
  base?: EngineCore;
  /** Told where a micro-batch took more memory than there is. */
  onWarning?: (message: string) => void;
}

/** What an engine has on a device. */
interface Place {
  context: ComputeContext;
  optimizer: AdamW;
  trainer: Trainer;
  decoder: Decoder;
}

/** A policy, process reward model or critic that computes in this process; where its checkpoints lie is its kind's. */
export abstract class EngineCore implements Engine, Sampler {
  readonly maxContext: number;
  readonly pipelined = false;
  readonly model: Model;
  readonly recompute: Recompute;
  /** Bytes that the values of one micro-batch may take; null: what the limit leaves beside what the engine holds. */
  activationBytes: number | null = null;
  readonly #options: CoreOptions;
  #place: Place;
  #memoryLimit: number;
  #trainable: Trainable;

  constructor(options: CoreOptions) {
    const { model } = options;
    this.model = model;
    this.maxContext = Math.min(model.config.maxPositions, options.maxContext ?? 8192);
    this.recompute = options.recompute ?? "auto";
    this.#trainable = options.lora ? "lora" : "all";
    this.#options = options;
    this.#memoryLimit = options.memoryLimit;
    this.#place = this.#on(options.device);
  }

  get device(): Device {
    return this.#place.context.device;
  }

  /** Bytes the process may take, or the engine on a device with memory of its own. */
  get memoryLimit(): number {
    return this.#memoryLimit;
  }

  protected get weights(): Weights {
    return this.#place.context.weights;
  }

  protected get optimizer(): AdamW {
    return this.#place.optimizer;
  }

  #on(device: Device): Place {
    const { model, base, threads, onWarning = () => {}, seed = 0 } = this.#options;
    const { config, parameters } = model;
    const lora = this.#options.lora ?? null;
    const maxRows = this.#options.maxRows ?? usefulRows(parameters.count);
    const rotary = Object.entries(rotaryInputs(config, this.maxContext));
    const context: ComputeContext = {
      device,
      config,
      weights: new Weights(device, parameters, { lora, seed, base: base?.weights }),
      lora,
      rotary: Object.fromEntries(rotary.map(([name, table]) => [name, device.array(table)])),
      positions: this.maxContext,
      threads,
      activationBytes: (training) => this.#room(training),
      recompute: this.recompute,
      onWarning,
    };
    return {
      context,
      optimizer: new AdamW(device),
      trainer: new Trainer(context),
      decoder: new Decoder(context, model.tokenizer, maxRows),
    };
  }

  /** Leaves its device for another, as it was made: before anything is trained or loaded. */
  protected async move(device: Device, memoryLimit: number): Promise<void> {
    const former = this.#place;
    this.#place = this.#on(device);
    this.#memoryLimit = memoryLimit;
    await leave(former);
  }

  /**
   * The policy as it is: there is one set of weights, so that what it says changes with the next step, and all that is to
   * be sampled must have come before that. Disposing of it does nothing.
   */
  async snapshot(): Promise<Sampler> {
    const { maxContext, pipelined } = this;
    return {
      ...{ maxContext, pipelined },
      sample: (...request) => this.sample(...request),
      logprobs: (rows) => this.logprobs(rows),
      dispose: async () => {},
    };
  }

  async *sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncGenerator<SampledResponse> {
    if (this.model.config.head.type !== "lm") throw new Error("engine: a classification model cannot sample");
    for (const prompt of prompts) this.checkTokens(prompt);
    yield* this.#place.decoder.sample(prompts, samplesPerPrompt, params);
  }

  async logprobs(rows: TokenRows): Promise<Float32Array> {
    if (this.model.config.head.type !== "lm")
      throw new Error("engine: a classification model has no log-probabilities");
    this.#checkRows(rows);
    return this.#place.trainer.logprobs(rows);
  }

  async classify(rows: TokenRows, reads: Reads = everyToken(rows)): Promise<Float32Array> {
    if (this.model.config.head.type !== "classification")
      throw new Error("engine: a language model does not classify");
    this.#checkRows(rows);
    return this.#place.trainer.classify(rows, reads);
  }

  async forwardBackward(rows: LossRows, loss: Loss): Promise<LossResult> {
    this.#checkRows(rows);
    if (this.model.parameters.halved && this.#trainable === "all")
      throw new Error(
        "engine: its weights are float16, which are not trained: train adapters, or load them as float32",
      );
    return this.#place.trainer.forwardBackward(rows, loss, this.#trainable);
  }

  async optimStep(params: AdamParams): Promise<OptimResult> {
    const result = await this.optimizer.apply(this.weights.trained(this.#trainable), params);
    this.weights.zeroGradients();
    return result;
  }

  /**
   * Throws a UserError for a token that the model has no embedding of, as some tokenizers have; whatever is computed is
   * checked by itself, and a caller that has all its texts says earlier `where` it is.
   */
  checkTokens(tokens: ArrayLike<number>, where?: string): void {
    const { config, tokenizer } = this.model;
    const { vocabSize } = config;
    const id = Array.prototype.find.call(tokens, (id: number) => !(id >= 0 && id < vocabSize));
    if (id === undefined) return;
    throw new UserError(
      `${where === undefined ? "" : `${where}: `}token ${id} (${JSON.stringify(tokenizer.tokenText(id))}) is out of ` +
        `range: the model's vocabulary has ${vocabSize} tokens, its tokenizer ${tokenizer.vocabSize}; leave that text out, ` +
        "or give a model whose embeddings were resized to its tokenizer",
    );
  }

  #checkRows(rows: TokenRows): void {
    checkOffsets(rows);
    for (const p of new Set(rows.prompt)) this.checkTokens(rows.prompts[p].tokens);
    this.checkTokens(rows.tokens);
    for (const r of rows.prompt.keys()) {
      const { prompt, response } = sequenceOf(rows, r);
      const length = prompt.length + response.length;
      if (length > this.maxContext)
        throw new UserError(
          `a sequence of ${length} tokens is longer than the context of ${this.maxContext}`,
        );
    }
  }

  async zeroGrad(): Promise<void> {
    this.weights.zeroGradients();
  }

  setTrainable(which: "all" | "head"): void {
    if (which === "head" && this.model.config.head.type !== "classification")
      throw new Error("engine: a language model has no classification head to train alone");
    this.weights.zeroGradients();
    this.#trainable = which === "head" ? "head" : this.#options.lora ? "lora" : "all";
  }

  /** A copy of the weights as they are now, adapters merged in, in this process's memory. */
  async parameters(): Promise<Parameters> {
    const copy = new Parameters(this.model.config);
    for (const { name } of copy.specs) copy.view(name).set(await this.weights.merged(name));
    return copy;
  }

  abstract save(directory: string, options?: { optimizer?: boolean }): Promise<void>;
  abstract load(directory: string): Promise<void>;

  /** What these runs will take, one after another. The activations are those of one micro-batch. */
  plan(...runs: PlannedRun[]): MemoryPlan {
    const trained = runs.some(({ loss }) => loss) ? this.weights.trainedCount(this.#trainable) : 0;
    const computed = runs.filter(({ loss, sampling }) => loss || sampling === null);
    const predicted: Activations[] = computed.map((run) => this.#place.trainer.predict(run, this.#trainable));
    const decoding = new Map<Choice, number>();
    let cache = 0;
    for (const { sampling, ...run } of runs) {
      if (sampling === null) continue;
      const sampled = this.#place.decoder.predict({ ...run, sampling });
      predicted.push(sampled);
      cache = Math.max(cache, sampled.cache);
      decoding.set(sampling, Math.max(decoding.get(sampling) ?? 0, sampled.decoding));
    }
    const largest = (which: keyof Activations) => Math.max(...predicted.map((bytes) => bytes[which]));
    const { parameters } = this.model;
    const frozen = trained === 0 || this.#trainable !== "all";
    return {
      weights: this.#weightBytes,
      copied: parameters.bytes,
      halvable: frozen && !parameters.halved && this.device.half !== undefined,
      gradients: 8 * trained,
      optimizer: 8 * trained,
      cache,
      decoding: [...decoding.values()].reduce((a, b) => a + b, 0),
      activations: { least: largest("least"), alone: largest("alone"), most: largest("most") },
    };
  }

  /** With those of the model in this process, where the device has copies of them in the same memory. */
  get #weightBytes(): number {
    const { copies, memory } = this.device;
    const twice = copies && memory === null ? this.model.parameters.bytes : 0;
    return this.weights.bytes + twice;
  }

  #room(training: boolean): number {
    // Gradients, their copies and moments are there where something is trained, and only for that.
    const trains = training || this.optimizer.moments.size > 0;
    const trained = trains ? this.weights.trainedCount(this.#trainable) : 0;
    return Math.max(0, this.activationBytes ?? this.memoryLimit - this.#weightBytes - 16 * trained);
  }

  /** Lets go of everything it has on its device, and of its graphs. */
  dispose(): Promise<void> {
    return leave(this.#place);
  }
}

async function leave({ context, optimizer, trainer, decoder }: Place): Promise<void> {
  // Graphs first: one that is being compiled asks for weights.
  const ended = await Promise.allSettled([trainer.dispose(), decoder.dispose()]);
  context.weights.dispose();
  optimizer.clear();
  for (const table of Object.values(context.rotary)) table.dispose();
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}

/** As many rows as help a model of so many parameters. */
export function usefulRows(parameters: number): number {
  return parameters > 5e7 ? 32 : 128;
}
