// The engine interface over the Tinker protocol: a policy with a low-rank update that computes on a server. What is
// sampled comes from the weights as they are: they are saved for the sampler after every update, before any response
// is asked for, and no update is sent before the last response has come.
import { randomUUID } from "node:crypto";
import { UserError } from "../../errors.ts";
import { RefusedRequest } from "../../http.ts";
import { Limit } from "../../limit.ts";
import { evaluateLoss } from "../../loss/float64.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { joined, tokenRows } from "../../rows.ts";
import { EngineLostError } from "../lost.ts";
import { checkOffsets, filledRows, sequenceOf } from "../rows.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossResult,
  LossRows,
  OptimResult,
  SampledResponse,
  SamplingParams,
  TokenRows,
} from "../types.ts";
import { weightsToLoad, writeTinkerCheckpoint } from "./checkpoint.ts";
import { inChunks } from "./chunks.ts";
import { type ClientOptions, type SamplingSession, TinkerClient, type TrainingModel } from "./client.ts";
import { following } from "./following.ts";
import { RequestFailedError } from "./futures.ts";
import { linearData, linearLoss, sampledEntropy, scoredData, TRAITS, wireData, wireLoss } from "./loss.ts";
import type { WireDatum, WireLoss } from "./protocol.ts";
import { sampledResponses } from "./responses.ts";

export interface TinkerOptions {
  client: ClientOptions;
  /** Name of the base model on the server. */
  baseModel: string;
  /** Rank of the low-rank update that is trained. */
  rank: number;
  /** For the update's initial weights. */
  seed: number;
  /** Longest prompt + response, in tokens; the protocol does not tell it. */
  maxContext: number;
  /** The base model's tokenizer: for stop texts, and to lie beside checkpoints. */
  tokenizer: Tokenizer;
  /** The reference will be asked for: a server that cannot give it is refused when the engine opens. */
  reference?: boolean;
  /** Prompts sampled at a time. */
  concurrency?: number;
  /** Aborted: sampling and scoring stop. Training does not, for its steps are whole. */
  signal?: AbortSignal;
}

/** Changes nothing, and takes what gradient there is. */
const NO_STEP: AdamParams = {
  ...{ learningRate: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
};

/** A policy on a Tinker server. */
export class TinkerEngine implements Engine {
  readonly maxContext: number;
  readonly elsewhere = true;
  readonly #options: TinkerOptions;
  #client: TinkerClient;
  #model: TrainingModel;
  #sampler: SamplingSession | null = null;
  /** The base model as it is. */
  #base: SamplingSession | null = null;
  /** Whether the server holds a gradient, and whether that is to be dropped before anything else. */
  #held = false;
  #drop = false;

  private constructor(options: TinkerOptions, client: TinkerClient, model: TrainingModel) {
    this.#options = options;
    this.maxContext = options.maxContext;
    this.#client = client;
    this.#model = model;
  }

  /** Throws a UserError where the server cannot be reached, refuses the key, or has not the model or the losses. */
  static async open(options: TinkerOptions): Promise<TinkerEngine> {
    const client = await TinkerClient.connect(options.client);
    try {
      const model = await createModel(client, options);
      await checkLosses(client, model, options);
      if (options.reference) await (await client.sampleBase(options.baseModel)).logprobs([0, 0], 1);
      return new TinkerEngine(options, client, model);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** After an EngineLostError: a new session with a new model, as untrained as the first was. */
  async reopen(): Promise<void> {
    this.#client.close();
    this.#client = await TinkerClient.connect(this.#options.client);
    this.#model = await createModel(this.#client, this.#options);
    this.#sampler = null;
    this.#base = null;
    this.#held = false;
    this.#drop = false;
  }

  async *sample(
    prompts: readonly ArrayLike<number>[],
    samplesPerPrompt: number,
    params: SamplingParams,
  ): AsyncGenerator<SampledResponse> {
    await this.#settle();
    this.#sampler ??= await this.#model.sampler();
    const { concurrency = 1024, tokenizer, signal } = this.#options;
    yield* sampledResponses(this.#sampler, prompts, samplesPerPrompt, params, {
      concurrency,
      tokenizer,
      signal,
    });
  }

  async logprobs(rows: TokenRows): Promise<Float32Array> {
    await this.#settle();
    return this.#forward(rows);
  }

  async classify(): Promise<Float32Array> {
    throw new UserError(
      "the Tinker protocol has no classification; a process reward model is scored by a server of its own (reward.prm " +
        "http://…) or in this process",
    );
  }

  async forwardBackward(rows: LossRows, loss: Loss): Promise<LossResult> {
    await this.#settle();
    return this.#pass(rows, loss, await this.#batch(rows, loss));
  }

  async optimStep(params: AdamParams): Promise<OptimResult> {
    await this.#settle();
    return this.#step(params);
  }

  /** Both requests are on their way before either is answered. */
  async trainStep(
    rows: LossRows,
    loss: Loss,
    params: AdamParams,
  ): Promise<{ loss: LossResult; optim: OptimResult }> {
    await this.#settle();
    // What cannot be sent must be known before the step is.
    const batch = await this.#batch(rows, loss);
    const both = Promise.all([this.#pass(rows, loss, batch), this.#step(params)]);
    const [result, optim] = await both;
    return { loss: result, optim };
  }

  /** The protocol cannot drop a gradient: it is done away with before the next request. */
  zeroGrad(): void {
    this.#drop ||= this.#held;
    this.#held = false;
  }

  setTrainable(which: "all" | "head"): void {
    if (which === "head")
      throw new Error("engine: a language model has no classification head to train alone");
    this.zeroGrad();
  }

  /** Saves weights and optimizer on the server, and where they are, with the tokenizer, in `directory`. */
  async save(directory: string): Promise<void> {
    await this.#settle();
    const { client, baseModel: model, rank, maxContext, tokenizer } = this.#options;
    const weights = await this.#model.saveWeights(`pure-${randomUUID()}`);
    const record = { url: this.#client.url, server: client.server, model, rank, maxContext, weights };
    await writeTinkerCheckpoint(directory, record, tokenizer);
  }

  /** Throws a UserError where `directory` holds no checkpoint of this model, or the server has it no longer. */
  async load(directory: string): Promise<void> {
    const { client, baseModel, rank } = this.#options;
    const weights = await weightsToLoad(this.#client, directory, baseModel, rank);
    if (!TRAITS[client.server].loadsAnytime) {
      if (!this.#model.untouched) await this.#replaceModel();
    } else if (this.#held || this.#drop) await this.#model.optimStep(NO_STEP);
    this.#held = false;
    this.#drop = false;
    this.#sampler = null;
    await this.#model.loadWeights(weights);
  }

  /** The base model as it is, for the KL; it lives as long as this engine. */
  get reference(): Pick<Engine, "logprobs"> {
    return { logprobs: (rows) => this.#baseLogprobs(rows) };
  }

  async dispose(): Promise<void> {
    this.#client.close();
    // A courtesy: the server lets go of the model by itself once the heartbeats stop.
    const unloaded = this.#model.unload().catch(() => {});
    await Promise.race([unloaded, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  }

  async #baseLogprobs(rows: TokenRows): Promise<Float32Array> {
    const { baseModel, concurrency = 1024 } = this.#options;
    this.#base ??= await this.#client.sampleBase(baseModel);
    const session = this.#base;
    const limit = new Limit(concurrency);
    const { signal, abort, release } = following(this.#options.signal);
    const row = (r: number) =>
      limit.run(async () => {
        signal.throwIfAborted();
        const { prompt, response } = sequenceOf(rows, r);
        const sequence = Array.from(prompt).concat(Array.from(response));
        return session.logprobs(sequence, prompt.length, signal);
      });
    try {
      return joined(Float32Array, await Promise.all(Array.from(rows.prompt.keys(), row)));
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw error;
    } finally {
      release();
      abort();
    }
  }

  /** What has no token has no log-probability, and is not sent. */
  async #forward(rows: TokenRows): Promise<Float32Array> {
    checkOffsets(rows);
    const data = scoredData(rows, filledRows(rows));
    return inChunks(data, (chunk) => this.#model.forward(chunk, { name: "cross_entropy" }));
  }

  /**
   * A batch as it is sent. Errors for what the protocol does not have, before anything is sent. What the server has no
   * name for is scored first, and goes as weights of log-probabilities.
   */
  async #batch(rows: LossRows, loss: Loss): Promise<WireBatch> {
    const traits = TRAITS[this.#options.client.server];
    const wire = wireLoss(loss, traits);
    if (this.#held && traits.reduction === "mean")
      throw new Error(
        "engine: the server takes the mean over all batches of a step; give it one batch a step",
      );
    checkOffsets(rows);
    const filled = filledRows(rows);
    if (wire) return { wire, data: wireData(rows, filled, loss, traits) };
    const { slopes } = evaluateLoss(loss, { ...rows, output: await this.#forward(rows) });
    const weights = Float32Array.from(slopes, (slope) => -slope);
    return { wire: linearLoss(traits), data: linearData(rows, filled, weights, traits) };
  }

  /** Sends a batch in requests of bounded size, whose gradients add up on the server. */
  async #pass(rows: LossRows, loss: Loss, { wire, data }: WireBatch): Promise<LossResult> {
    this.#held = true;
    const logprobs = await inChunks(data, (chunk) => this.#model.forwardBackward(chunk, wire));
    const responseTokens = rows.tokens.length;
    const prompts = data.reduce((sum, { prompt }) => sum + prompt.length, 0);
    return {
      loss: evaluateLoss(loss, { ...rows, output: logprobs }).loss,
      logprobs,
      entropy: sampledEntropy(rows, logprobs),
      responseTokens,
      computedTokens: responseTokens + prompts,
    };
  }

  async #step(params: AdamParams): Promise<OptimResult> {
    this.#held = false;
    this.#sampler = null;
    const metrics = await this.#model.optimStep(params);
    const name = Object.keys(metrics).find((key) => /grad.?norm/i.test(key));
    const gradNorm = name === undefined ? Number.NaN : metrics[name];
    if (name !== undefined && !Number.isFinite(gradNorm))
      throw new UserError(
        `optim_step: the gradient is not finite (${name} ${gradNorm}), and the server has applied it; ` +
          "go on from the last checkpoint with a lower optimizer.learningRate",
      );
    return { gradNorm, applied: true };
  }

  /** What must be done before the next request: a gradient that was given up is got rid of. */
  async #settle(): Promise<void> {
    if (!this.#drop) return;
    this.#drop = false;
    const path = await this.#model.saveWeights(`pure-${randomUUID()}`);
    if (TRAITS[this.#options.client.server].loadsAnytime) await this.#model.optimStep(NO_STEP);
    else await this.#replaceModel();
    await this.#model.loadWeights(path);
  }

  async #replaceModel(): Promise<void> {
    const before = this.#model;
    this.#sampler = null;
    await before.unload().catch((error: unknown) => {
      if (!(error instanceof EngineLostError)) throw error;
    });
    this.#model = await createModel(this.#client, this.#options);
  }
}

interface WireBatch {
  wire: WireLoss;
  data: WireDatum[];
}

/**
 * A model without a trace of another. SkyRL keeps the gradient of a model that went away in its place: a step takes it,
 * and a second model in that place has a new optimizer.
 */
async function createModel(client: TinkerClient, options: TinkerOptions): Promise<TrainingModel> {
  const { baseModel, rank, seed } = options;
  let model: TrainingModel;
  try {
    model = await client.createModel(baseModel, rank, seed);
  } catch (error) {
    if (!(error instanceof RequestFailedError)) throw error;
    throw new UserError(
      `${client.url}: no model of ${baseModel} with engine.loraRank ${rank} could be made: ${error.message}`,
    );
  }
  if (!TRAITS[options.client.server].loadsAnytime) return model;
  await model.optimStep(NO_STEP);
  await model.unload();
  return client.createModel(baseModel, rank, seed);
}

/** Has one token scored with the loss of training, so that a server that has it not says so before the run. */
async function checkLosses(
  client: TinkerClient,
  model: TrainingModel,
  options: TinkerOptions,
): Promise<void> {
  const traits = TRAITS[options.client.server];
  const loss: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  const zero = new Float32Array(1);
  const columns = { weights: new Float32Array([1]), advantages: zero, old: zero };
  const rows = { ...tokenRows([{ tokens: [0] }], [0], [[0]]), ...columns };
  try {
    await model.forward(wireData(rows, [0], loss, traits), wireLoss(loss, traits) as WireLoss);
  } catch (error) {
    if (!(error instanceof RefusedRequest) && !(error instanceof RequestFailedError)) throw error;
    throw new UserError(
      `${client.url}: the server does not take the loss ppo as engine.server ${options.client.server} does: ${error.message}`,
    );
  }
}
