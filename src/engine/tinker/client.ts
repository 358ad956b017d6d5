// A client of the Tinker protocol: sessions, models that are trained, sampling sessions, checkpoints. It knows tokens
// and tensors, no engine and no algorithm; with loss.ts it can be used by itself.
import { UserError } from "../../common/errors.ts";
import { RefusedRequest, UncertainRequest } from "../../common/http.ts";
import { Limit } from "../../common/limit.ts";
import { type AdamParams, EngineLostError } from "../types.ts";
import { resultOf } from "./futures.ts";
import { type ServerKind, type ServerTraits, TRAITS } from "./loss.ts";
import {
  bodies,
  checkpointsOf,
  passBody,
  passLogprobs,
  promptLogprobs,
  type RemoteCheckpoint,
  RequestFailedError,
  sequencesOf,
  stepMetrics,
  supportedModels,
  textAt,
  type WireDatum,
  type WireLoss,
  type WireSampling,
  type WireSequence,
} from "./protocol.ts";
import { Transport, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  /** What kind of server it is; decides how losses are scaled, and what may be sent twice. */
  server: ServerKind;
  /** Longest wait for one result, in milliseconds; 30 minutes by default. */
  longestMs?: number;
  heartbeatMs?: number;
}

/** Milliseconds between heartbeats. */
const HEARTBEAT_MS = 10_000;

/** Results of one model that are fetched at a time: each may be megabytes. */
const FETCHED_AT_ONCE = 4;

/** How often a sample that failed on the server's side is asked for. */
const SAMPLE_ATTEMPTS = 3;

/** A session, what the server keeps models under as long as it hears of it; and what every call of it needs. */
class Connection {
  readonly traits: ServerTraits;
  /** The next sampling session's number. */
  samplingSeq = 0;
  readonly #longestMs: number;
  readonly #heart: NodeJS.Timeout;
  /** Why the server no longer knows the session; null while it does. */
  #lost: string | null = null;

  constructor(
    readonly transport: Transport,
    readonly session: string,
    { server, longestMs = 1_800_000, heartbeatMs = HEARTBEAT_MS }: ClientOptions,
  ) {
    this.traits = TRAITS[server];
    this.#longestMs = longestMs;
    // A process that has nothing else to do may end.
    this.#heart = setInterval(() => void this.#beat(), heartbeatMs).unref();
  }

  /** No heartbeat after this. */
  close(): void {
    clearInterval(this.#heart);
  }

  async #beat(): Promise<void> {
    const limits = { timeoutMs: HEARTBEAT_MS, attempts: 1 };
    try {
      await this.transport.post("session_heartbeat", bodies.heartbeat(this.session), limits);
    } catch (error) {
      // A server that cannot be reached now may be at the next; the work under way says so if it stays so.
      if (!(error instanceof RefusedRequest)) return;
      this.#lost = wordsOf(error);
      this.close();
    }
  }

  /**
   * Sends a request, and gives what waits for its result. `once`: the server must not do it twice. A body that is a
   * function is made anew, the same, whenever it is sent. Throws an EngineLostError where the server has lost the model,
   * or where it is not known whether the work was done and it cannot be asked for again.
   */
  async ask(
    call: string,
    body: unknown,
    { once = false, signal }: { once?: boolean; signal?: AbortSignal } = {},
  ): Promise<() => Promise<unknown>> {
    const { transport } = this;
    // Where requests have numbers that the server minds, the same one may always be sent again.
    const onlyUndone = once && !this.traits.idempotent;
    const send = async () => {
      // A connection that was idle may be closed just as it is used, and then nobody knows: this one was used just now.
      if (onlyUndone) await transport.get("healthz");
      const bytes = typeof body === "function" ? body() : body;
      const answer = await transport.post(call, bytes, { onlyUndone, signal });
      return textAt(call, answer, "request_id", transport.shown);
    };
    const again = async () => {
      if (onlyUndone) throw new UncertainRequest(`${call}: the server has lost its result`);
      return send();
    };
    const id = await this.orLost(send);
    const options = { longestMs: this.#longestMs, signal };
    return () => this.orLost(() => resultOf(transport, call, id, again, options));
  }

  /** `work`, with the errors that mean that the model is gone as an EngineLostError. */
  async orLost<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const why = lostBy(error) ?? (error instanceof UserError ? this.#lost : null);
      if (why === null) throw error;
      const what =
        error instanceof UncertainRequest
          ? `${why}, so the model there is given up`
          : `${this.transport.url}: the server no longer has the model (${why})`;
      throw new EngineLostError(`${what}; what was not saved there is lost`, { cause: error });
    }
  }
}

const wordsOf = ({ said, status }: RefusedRequest) => (said === "" ? `HTTP ${status}` : said);

/** Why the error means that session or model are gone or in a state that is not known; null where it does not. */
function lostBy(error: unknown): string | null {
  if (error instanceof UncertainRequest) return error.message;
  const refused = error instanceof RefusedRequest;
  if (refused && (error.status === 404 || error.status === 410)) return wordsOf(error);
  if (!refused && !(error instanceof RequestFailedError)) return null;
  const said = refused ? error.said : error.message;
  return /not loaded|(session|model|future).*(not found|expired|unknown)/i.test(said) ? said : null;
}

/** A session with a server. */
export class TinkerClient {
  #modelSeq = 0;

  private constructor(
    private readonly connection: Connection,
    /** Names of the models that the server can train. */
    readonly models: readonly string[],
  ) {}

  /** Throws a UserError where there is no server, it is none of this protocol, or it refuses the key. */
  static async connect(options: ClientOptions): Promise<TinkerClient> {
    const transport = new Transport(options);
    const capabilities = await transport.get("get_server_capabilities").catch((error: unknown) => {
      // A first answer of 404 means that this is another kind of server.
      if (!(error instanceof RefusedRequest) || error.status !== 404) throw error;
      throw new UserError(`${transport.url}: no Tinker server answers there (${error.message})`);
    });
    const models = supportedModels(capabilities, transport.shown);
    const opened = await transport.post("create_session", bodies.createSession(["pure"]));
    const session = textAt("create_session", opened, "session_id", transport.shown);
    return new TinkerClient(new Connection(transport, session, options), models);
  }

  /** The server's address. */
  get url(): string {
    return this.connection.transport.url;
  }

  /** A new model: `baseModel` with a fresh update of this rank. Throws a UserError for a model the server has not. */
  async createModel(baseModel: string, rank: number, seed: number): Promise<TrainingModel> {
    this.checkModel(baseModel);
    const { connection } = this;
    const body = bodies.createModel(connection.session, this.#modelSeq++, baseModel, rank, seed);
    const result = await connection.ask("create_model", body, { once: true });
    return new TrainingModel(connection, textAt("create_model", await result(), "model_id"));
  }

  /** Throws a UserError where the server does not have `baseModel`. */
  checkModel(baseModel: string): void {
    if (this.models.includes(baseModel)) return;
    const some = this.models.slice(0, 8).join(", ");
    throw new UserError(
      `${this.url}: the server has no model ${baseModel}; it has ${some}${this.models.length > 8 ? ", …" : ""}`,
    );
  }

  /** Sampling from a base model as it is. */
  async sampleBase(baseModel: string): Promise<SamplingSession> {
    this.checkModel(baseModel);
    const { connection } = this;
    const body = bodies.createSamplingSession(connection.session, connection.samplingSeq++, baseModel);
    const call = "create_sampling_session";
    const answer = await connection.orLost(() => connection.transport.post(call, body));
    return new SamplingSession(connection, textAt(call, answer, "sampling_session_id"));
  }

  /** The checkpoints of the model `model`. */
  async checkpoints(model: string): Promise<RemoteCheckpoint[]> {
    const path = `training_runs/${encodeURIComponent(model)}/checkpoints`;
    return checkpointsOf(await this.connection.transport.get(path));
  }

  /** Ends the session: no more heartbeats. */
  close(): void {
    this.connection.close();
  }
}

/** A model that is trained. Work is sent in the order of the calls, before what was sent earlier is done. */
export class TrainingModel {
  readonly #fetching = new Limit(FETCHED_AT_ONCE);
  /** The next request's number, from 1. */
  #seq = 1;
  /** Settled when everything so far was accepted; rejected when something was not, for nothing may follow that. */
  #sent: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    readonly id: string,
  ) {}

  /** Whether nothing has been asked of the model yet. */
  get untouched(): boolean {
    return this.#seq === 1;
  }

  /**
   * Adds the gradient of `loss` over `data` to the gradient held. The log-probability of each response token, by datum.
   * `data` must stay as it is until then.
   */
  forwardBackward(data: readonly WireDatum[], loss: WireLoss): Promise<Float32Array[]> {
    return this.#pass("forward_backward", data, loss, true);
  }

  /** As `forwardBackward`, without a gradient. */
  forward(data: readonly WireDatum[], loss: WireLoss): Promise<Float32Array[]> {
    // What changes nothing may be done twice.
    return this.#pass("forward", data, loss, false);
  }

  async #pass(
    call: "forward" | "forward_backward",
    data: readonly WireDatum[],
    loss: WireLoss,
    once: boolean,
  ): Promise<Float32Array[]> {
    const result = this.#ask(call, (seq) => passBody(call, this.id, seq, data, loss), once);
    return passLogprobs(call, await result, data);
  }

  /** One step of AdamW with the gradient held, which is then zero; the server's metrics of it. */
  async optimStep(params: AdamParams): Promise<Record<string, number>> {
    const { clips } = this.connection.traits;
    return stepMetrics(await this.#ask("optim_step", (seq) => bodies.optimStep(this.id, seq, params, clips)));
  }

  /** Keeps weights and optimizer under `name` (letters, digits, _ and -; a new one): their tinker:// path. */
  async saveWeights(name: string): Promise<string> {
    const result = await this.#ask("save_weights", (seq) => bodies.saveWeights(this.id, seq, name));
    return textAt("save_weights", result, "path");
  }

  /** Weights and optimizer become those at `path`. The hosted service takes this as a model's first request only. */
  async loadWeights(path: string): Promise<void> {
    await this.#ask("load_weights", (seq) => bodies.loadWeights(this.id, seq, path));
  }

  /** Sampling from the weights as they are after what was sent so far. */
  async sampler(): Promise<SamplingSession> {
    const samplingSeq = this.connection.samplingSeq++;
    const call = "save_weights_for_sampler";
    const result = await this.#ask(call, (seq) => bodies.saveForSampler(this.id, seq, samplingSeq));
    return new SamplingSession(this.connection, textAt(call, result, "sampling_session_id"));
  }

  /** Gives the model's place on the server free. */
  async unload(): Promise<void> {
    const result = await this.connection.ask("unload_model", bodies.unloadModel(this.id));
    await result();
  }

  /** The result of a request with the next number, sent when all before it have been accepted. */
  async #ask(call: string, body: (seq: number) => unknown, once = true): Promise<unknown> {
    const seq = this.#seq++;
    const sent = this.#sent.then(() => this.connection.ask(call, () => body(seq), { once }));
    this.#sent = sent;
    sent.catch(() => {}); // Awaited below, and by what is sent next.
    return this.#fetching.run(await sent);
  }
}

/** Weights that responses are sampled from. */
export class SamplingSession {
  /** The next request's number, from 0. */
  #seq = 0;

  constructor(
    private readonly connection: Connection,
    readonly id: string,
  ) {}

  /** `samples` responses to `prompt`. */
  async sample(
    prompt: ArrayLike<number>,
    samples: number,
    params: WireSampling,
    signal?: AbortSignal,
  ): Promise<WireSequence[]> {
    return sequencesOf(await this.#ask(prompt, samples, params, false, signal), samples);
  }

  /** Log-probability of the tokens of `sequence` from index `from` (≥ 1) on. */
  async logprobs(sequence: ArrayLike<number>, from: number, signal?: AbortSignal): Promise<Float32Array> {
    const one = { maxTokens: 1, temperature: 1, topP: 1, seed: 0, stop: [] };
    return promptLogprobs(await this.#ask(sequence, 1, one, true, signal), sequence.length, from);
  }

  async #ask(
    prompt: ArrayLike<number>,
    samples: number,
    params: WireSampling,
    ofPrompt: boolean,
    signal?: AbortSignal,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const seq = this.#seq++;
      const body = () => bodies.sample(this.id, seq, prompt, samples, params, ofPrompt);
      try {
        // A sample that is drawn twice changes nothing.
        const result = await this.connection.ask("asample", body, { signal });
        return await result();
      } catch (error) {
        const itsFault = error instanceof RequestFailedError && error.category === "server";
        if (!itsFault || attempt >= SAMPLE_ATTEMPTS) throw error;
      }
    }
  }
}
