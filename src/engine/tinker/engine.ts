// The engine interface over the Tinker protocol: a policy with a low-rank update that computes on a server. A snapshot is
// a sampling session of the weights as they are when it is asked for.
import { randomUUID } from "node:crypto";
import { UserError } from "../../common/errors.ts";
import { RefusedRequest } from "../../common/http.ts";
import { joined, tokenRows } from "../../common/rows.ts";
import { columnsOf, evaluateLoss } from "../../loss/float64.ts";
import type { PolicyLoss } from "../../loss/losses.ts";
import { checkOffsets, filledRows } from "../rows.ts";
import {
  type AdamParams,
  type Engine,
  EngineLostError,
  type Loss,
  type LossResult,
  type LossRows,
  type OptimResult,
  type Sampler,
  type TokenRows,
} from "../types.ts";
import { weightsToLoad, writeTinkerCheckpoint } from "./checkpoint.ts";
import { type ClientOptions, TinkerClient, type TrainingModel } from "./client.ts";
import {
  linearBatch,
  namedBatch,
  policyName,
  sampledEntropy,
  scoredData,
  TRAITS,
  type WireBatch,
} from "./loss.ts";
import { numbersOf, RequestFailedError, type WireDatum } from "./protocol.ts";
import { type SessionOptions, SessionSampler } from "./responses.ts";

export interface TinkerOptions extends SessionOptions {
  client: ClientOptions;
  /** Name of the base model on the server. */
  baseModel: string;
  /** Rank of the low-rank update that is trained. */
  rank: number;
  /** For the update's initial weights. */
  seed: number;
  /** The reference will be asked for: a server that cannot give it is refused when the engine opens. */
  reference?: boolean;
  /** The loss of the training to come: a server that has it not is refused when the engine opens. */
  loss?: Loss;
}

/** Sequences and numbers of one request at most, as in the SDK. */
const MOST_DATA = 128;
const MOST_NUMBERS = 500_000;

/** Changes nothing, and takes what gradient there is. */
const NO_STEP: AdamParams = {
  ...{ learningRate: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
};

/** A policy on a Tinker server. */
export class TinkerEngine implements Engine {
  readonly maxContext: number;
  readonly pipelined = true;
  readonly #options: TinkerOptions;
  #client: TinkerClient;
  #model: TrainingModel;
  /** Of the weights as they are. */
  #snapshot: SessionSampler | null = null;
  /** Of the base model as it is. */
  #base: SessionSampler | null = null;
  /** Whether the server holds a gradient. */
  #held = false;
  /** Settled when all that was asked for has been sent; rejected where some of it could not be. */
  #turn: Promise<void> = Promise.resolve();

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
      if (options.loss) await checkLoss(client, model, options.loss, options);
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
    this.#snapshot = null;
    this.#base = null;
    this.#held = false;
    this.#turn = Promise.resolve();
  }

  scoresFirst(loss: PolicyLoss): boolean {
    return policyName(loss) === null;
  }

  /** The same for all that is asked for between two steps. */
  snapshot(): Promise<SessionSampler> {
    return this.#inTurn(async () => {
      this.#snapshot ??= new SessionSampler(await this.#model.sampler(), this.#options);
      return { answer: this.#snapshot };
    });
  }

  /** The base model as it is, for the KL; it lives as long as this engine. */
  get reference(): Pick<Sampler, "logprobs"> {
    const { baseModel } = this.#options;
    return {
      logprobs: async (rows) => {
        this.#base ??= new SessionSampler(await this.#client.sampleBase(baseModel), this.#options);
        return this.#base.logprobs(rows);
      },
    };
  }

  logprobs(rows: TokenRows): Promise<Float32Array> {
    return this.#inTurn(async () => ({ answer: this.#forward(rows) }));
  }

  async classify(): Promise<Float32Array> {
    throw new UserError(
      "the Tinker protocol has no classification; a process reward model is scored by a server of its own (reward.prm " +
        "http://…) or in this process",
    );
  }

  forwardBackward(rows: LossRows, loss: Loss): Promise<LossResult> {
    // What cannot be sent must be known before a step behind it is.
    return this.#inTurn(async () => ({ answer: this.#pass(rows, loss, await this.#batch(rows, loss)) }));
  }

  optimStep(params: AdamParams): Promise<OptimResult> {
    return this.#inTurn(async () => ({ answer: this.#step(params) }));
  }

  /** The protocol cannot drop a gradient: a step of no size takes it, or a new model has none. */
  zeroGrad(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#held) {
        const path = await this.#model.saveWeights(`pure-${randomUUID()}`);
        await this.#withoutGradient();
        await this.#model.loadWeights(path);
      }
      return { answer: undefined };
    });
  }

  setTrainable(which: "all" | "head"): void {
    if (which === "head")
      throw new Error("engine: a language model has no classification head to train alone");
  }

  /** Saves weights and optimizer on the server, and where they are, with the tokenizer, in `directory`. */
  save(directory: string): Promise<void> {
    return this.#inTurn(async () => {
      const { client, baseModel: model, rank, maxContext, tokenizer } = this.#options;
      const weights = await this.#model.saveWeights(`pure-${randomUUID()}`);
      const record = { url: this.#client.url, server: client.server, model, rank, maxContext, weights };
      return { answer: writeTinkerCheckpoint(directory, record, tokenizer) };
    });
  }

  /** Throws a UserError where `directory` holds no checkpoint of this model, or the server has it no longer. */
  load(directory: string): Promise<void> {
    return this.#inTurn(async () => {
      const { baseModel, rank } = this.#options;
      const weights = await weightsToLoad(this.#client, directory, baseModel, rank);
      await this.#withoutGradient();
      this.#snapshot = null;
      return { answer: this.#model.loadWeights(weights) };
    });
  }

  async dispose(): Promise<void> {
    this.#client.close();
    // A courtesy: the server lets go of the model by itself once the heartbeats stop.
    const unloaded = this.#model.unload().catch(() => {});
    await Promise.race([unloaded, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  }

  /** Asks for something when all before it has been sent. What comes next does not wait for the answer. */
  #inTurn<T>(ask: () => Promise<{ answer: T | Promise<T> }>): Promise<T> {
    const asked = this.#turn.then(ask);
    const turn = asked.then(() => {});
    this.#turn = turn;
    turn.catch(() => {
      // What waited behind it has failed too; what is asked for from now on knows of it.
      if (this.#turn === turn) this.#turn = Promise.resolve();
    });
    return asked.then(({ answer }) => answer);
  }

  /** What has no token has no log-probability, and is not sent. */
  async #forward(rows: TokenRows): Promise<Float32Array> {
    checkOffsets(rows);
    const data = scoredData(rows, filledRows(rows));
    return inChunks(data, (chunk) => this.#model.forward(chunk, { name: "cross_entropy" }));
  }

  /**
   * A batch as it is sent. Errors for what the protocol does not have, before anything is sent. What the server has no
   * name for is scored first, and goes as weights of log-probabilities; where those are not finite, nothing goes.
   */
  async #batch(rows: LossRows, loss: Loss): Promise<WireBatch> {
    const traits = TRAITS[this.#options.client.server];
    if (this.#held && traits.reduction === "mean")
      throw new Error(
        "engine: the server takes the mean over all batches of a step; give it one batch a step",
      );
    checkOffsets(rows);
    const filled = filledRows(rows);
    const named = namedBatch(rows, filled, loss, traits);
    if (named) return named;
    const logprobs = await this.#forward(rows);
    const { slopes } = evaluateLoss(loss, { ...rows, output: logprobs });
    const weights = Float32Array.from(slopes, (slope) => -slope);
    const batch = linearBatch(rows, filled, weights, traits);
    return weights.every(Number.isFinite) ? batch : { ...batch, unsent: logprobs };
  }

  /** Sends a batch in requests of bounded size, whose gradients add up on the server. The loss of one unsent is NaN. */
  async #pass(rows: LossRows, loss: Loss, { data, loss: wire, unsent }: WireBatch): Promise<LossResult> {
    if (!unsent) this.#held = true;
    const logprobs = unsent ?? (await inChunks(data, (chunk) => this.#model.forwardBackward(chunk, wire)));
    const responseTokens = rows.tokens.length;
    const prompts = data.reduce((sum, { prompt }) => sum + prompt.length, 0);
    return {
      loss: unsent ? Number.NaN : evaluateLoss(loss, { ...rows, output: logprobs }).loss,
      logprobs,
      entropy: sampledEntropy(rows, logprobs),
      responseTokens,
      computedTokens: responseTokens + prompts,
    };
  }

  async #step(params: AdamParams): Promise<OptimResult> {
    this.#held = false;
    this.#snapshot = null;
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

  /** Where a model's weights can be loaded: one that holds no gradient, and, where that is minded, is new. */
  async #withoutGradient(): Promise<void> {
    if (TRAITS[this.#options.client.server].loadsAnytime) {
      if (this.#held) await this.#model.optimStep(NO_STEP);
    } else if (!this.#model.untouched) {
      this.#snapshot = null;
      await this.#model.unload().catch((error: unknown) => {
        if (!(error instanceof EngineLostError)) throw error;
      });
      this.#model = await createModel(this.#client, this.#options);
    }
    this.#held = false;
  }
}

/** Sends `data` in requests of bounded size, one after another, and gathers their rows in a column. */
async function inChunks(
  data: readonly WireDatum[],
  send: (chunk: readonly WireDatum[]) => Promise<Float32Array[]>,
): Promise<Float32Array> {
  const sent: Promise<Float32Array[]>[] = [];
  let from = 0;
  let numbers = 0;
  for (let i = 0; i <= data.length; i++) {
    const more = i < data.length ? numbersOf(data[i]) : 0;
    if (i > from && (i === data.length || i - from === MOST_DATA || numbers + more > MOST_NUMBERS)) {
      sent.push(send(data.slice(from, i)));
      [from, numbers] = [i, 0];
    }
    numbers += more;
  }
  // All of them, so that none fails unheard.
  const rows = await Promise.allSettled(sent);
  const values = rows.flatMap((row) => {
    if (row.status === "rejected") throw row.reason;
    return row.value;
  });
  return joined(Float32Array, values);
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
async function checkLoss(
  client: TinkerClient,
  model: TrainingModel,
  loss: Loss,
  options: TinkerOptions,
): Promise<void> {
  const { server } = options.client;
  const weights = Float32Array.of(1);
  const columns = Object.fromEntries(columnsOf(loss).map((name) => [name, new Float32Array(1)]));
  const rows = { ...tokenRows([{ tokens: [0] }], [0], [[0]]), ...columns, weights };
  const traits = TRAITS[server];
  const one = namedBatch(rows, [0], loss, traits) ?? linearBatch(rows, [0], weights, traits);
  try {
    await model.forward(one.data, one.loss);
  } catch (error) {
    if (!(error instanceof RefusedRequest) && !(error instanceof RequestFailedError)) throw error;
    throw new UserError(
      `${client.url}: the server does not take the loss ${loss.type} as engine.server ${server} does: ${error.message}`,
    );
  }
}
