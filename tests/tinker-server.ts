// A server of the Tinker protocol, for tests: bigram models that are trained for real, and faults on a seeded schedule
// (delays, 408, 429, 500, lost promises, connections cut before and after the work, deliveries that come twice,
// restarts, sessions that expire). It keeps a log of what it did. Shaped like the hosted service or like SkyRL.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../src/common/random.ts";
import { BigramModel, type StubAdam, type StubDatum } from "./tinker-model.ts";

export interface StubOptions {
  /** Numbers of the hosted service, or of SkyRL's JAX backend, which minds no sequence ids. */
  kind?: "tinker" | "skyrl";
  vocabSize?: number;
  models?: readonly string[];
  /** Demanded as X-API-Key. */
  key?: string;
  /** It gives log-probabilities of prompts; by default it does. */
  promptLogprobs?: boolean;
  /** Losses that it takes. */
  losses?: readonly string[];
  /** Share of requests that meet a fault, and the seed of the schedule. */
  faults?: { share: number; seed: number };
  /** After so many steps of optim_step in all, the server restarts (promises and waiting work are lost), or every session expires. */
  restartEvery?: number;
  expireEvery?: number;
  /** Milliseconds that work takes. */
  workMs?: number;
}

/** A step of a model's optimizer, as the log has it. */
export interface StubUpdate {
  learningRate: number;
  /** Requests of forward_backward since the step before, and a sum over the tokens and places they held. */
  passes: number;
  mark: number;
}

interface Model {
  session: string;
  bigram: BigramModel;
  /** Every update from the base model on, those before a checkpoint it was loaded from too. */
  updates: StubUpdate[];
  open: StubUpdate;
  /** Body and result of requests that were done, by sequence id. */
  done: Map<number, { body: string; result: unknown }>;
  /** Waiting until those before them are done. */
  waiting: Map<number, { body: string; work: () => unknown; told: ((result: unknown) => void)[] }>;
  next: number;
}

type Body = Record<string, never> & { [key: string]: unknown };

/** A running stub. */
export interface TinkerStub {
  url: string;
  /** Every request's path and body, and what was wrong with it on the way. */
  requests: { path: string; body: Body; fault: string | null }[];
  /** What was done to each model, in order. */
  models: Map<string, Model>;
  /** How often each fault happened. */
  faults: Map<string, number>;
  /** Bytes of bodies that came, and that were sent. */
  bytes: { received: number; sent: number };
  /** The most requests of asample that were under way at a time. */
  mostSamples: number;
  restart(): void;
  expire(): void;
  close(): Promise<void>;
}

/** What a request can meet. */
export const FAULTS = [
  "408",
  "429",
  "500",
  "500 after",
  "cut before",
  "cut after",
  "twice",
  "delay",
  "lost",
] as const;

const NOTHING: StubUpdate = { learningRate: 0, passes: 0, mark: 0 };

/** Tells batches apart: Σ (place + 1) · token over their targets. */
export function markOf(targets: readonly (readonly number[])[]): number {
  const one = (row: readonly number[]) => row.reduce((sum, token, place) => sum + (place + 1) * token, 0);
  return targets.reduce((sum, row, i) => sum + (i + 1) * one(row), 0);
}

/** A refusal with the server's words. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: unknown,
  ) {
    super(JSON.stringify({ detail }));
  }
}

export async function startTinker(options: StubOptions = {}): Promise<TinkerStub> {
  const { kind = "tinker", vocabSize = 12, models: names = ["base"], workMs = 0, key } = options;
  const { losses = ["cross_entropy", "importance_sampling", "ppo", "cispo"], faults } = options;
  const reduction = kind === "tinker" ? "sum" : "mean";
  const random = new Random(faults?.seed ?? 0);
  const base = new BigramModel(vocabSize, 1);
  const sessions = new Set<string>();
  const samplers = new Map<string, { bigram: BigramModel; session: string }>();
  const checkpoints = new Map<string, { bigram: BigramModel; updates: StubUpdate[] }>();
  const created = new Map<string, string>();
  /** Promises: what they hold once it is known. */
  let futures = new Map<string, Promise<unknown>>();
  let [ids, steps, sampling] = [0, 0, 0];
  const stub: TinkerStub = {
    ...{ url: "", requests: [], models: new Map(), faults: new Map(), mostSamples: 0 },
    bytes: { received: 0, sent: 0 },
    restart: () => {
      futures = new Map();
      for (const model of stub.models.values()) model.waiting.clear();
    },
    expire: () => {
      sessions.clear();
      stub.restart();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const promise = (result: Promise<unknown>) => {
    const id = `request-${++ids}`;
    result.catch(() => {});
    futures.set(id, result);
    return { request_id: id };
  };
  const modelOf = (body: Body): Model => {
    const model = stub.models.get(body.model_id);
    if (!model || !sessions.has(model.session)) throw new Refusal(404, "Model not found");
    return model;
  };
  const sessionOf = (body: Body): string => {
    if (!sessions.has(body.session_id)) throw new Refusal(404, "Session not found");
    return body.session_id;
  };

  /** Work of a model in the order of its sequence ids, once each; SkyRL's in the order it comes, as often as it comes. */
  const inOrder = (body: Body, work: (model: Model) => unknown) => {
    const model = modelOf(body);
    const later = async () => {
      if (workMs > 0) await sleep(workMs);
      return work(model);
    };
    if (kind === "skyrl") return promise(later());
    const seq = body.seq_id as number;
    const text = JSON.stringify(body);
    const known = model.done.get(seq) ?? model.waiting.get(seq);
    if (known && known.body !== text) throw new Refusal(409, `seq_id ${seq} came with another body`);
    const done = model.done.get(seq);
    if (done) return promise(Promise.resolve(done.result));
    const task = model.waiting.get(seq) ?? { body: text, work: () => work(model), told: [] };
    model.waiting.set(seq, task);
    const result = new Promise((resolve) => {
      task.told.push(resolve);
    });
    advance(model);
    return promise(result);
  };
  const advance = (model: Model) => {
    for (let task = model.waiting.get(model.next); task; task = model.waiting.get(model.next)) {
      let result: unknown;
      try {
        result = task.work();
      } catch (error) {
        result = { error: String(error), category: "user" };
      }
      model.done.set(model.next, { body: task.body, result });
      for (const tell of task.told) tell(result);
      model.waiting.delete(model.next++);
    }
  };

  const pass = (
    body: Body,
    input: { data: StubDatum[]; loss_fn: string; loss_fn_config?: never },
    train: boolean,
  ) => {
    checkLoss(input, losses, kind);
    return inOrder(body, (model) => {
      const loss = train ? { name: input.loss_fn, config: input.loss_fn_config ?? {} } : null;
      const outputs = input.data.map((datum) => {
        const data = model.bigram.pass(datum, reduction, loss);
        const logprobs = { data, dtype: "float32", shape: [data.length] };
        // SkyRL tells each token's loss as well; here a number that looks like it.
        return kind === "skyrl" ? { elementwise_loss: logprobs, logprobs } : { logprobs };
      });
      if (train) {
        model.open.passes++;
        model.open.mark += markOf(input.data.map((datum) => datum.loss_fn_inputs.target_tokens!.data));
      }
      return { loss_fn_output_type: "scalar", loss_fn_outputs: outputs, metrics: {} };
    });
  };

  const calls: Record<string, (body: Body) => unknown> = {
    create_session: () => {
      const session_id = `session-${++ids}`;
      sessions.add(session_id);
      return { type: "create_session", session_id };
    },
    session_heartbeat: (body) => ({ type: "session_heartbeat", session: sessionOf(body) }),
    create_model: (body) => {
      const session = sessionOf(body);
      const { rank } = body.lora_config as unknown as { rank: number };
      if (rank > 32)
        return promise(Promise.reject(new Refusal(400, `LoRA rank ${rank} must be between 1 and 32`)));
      const place = `${session}/${kind === "skyrl" ? ++ids : body.model_seq_id}`;
      const id = created.get(place) ?? `model-${++ids}`;
      created.set(place, id);
      if (!stub.models.has(id)) {
        const open = { ...NOTHING };
        const bigram = base.copy();
        stub.models.set(id, {
          session,
          bigram,
          updates: [],
          open,
          done: new Map(),
          waiting: new Map(),
          next: 1,
        });
      }
      return promise(Promise.resolve({ model_id: id }));
    },
    unload_model: (body) => promise(Promise.resolve({ model_id: modelOf(body) && body.model_id })),
    forward: (body) => pass(body, body.forward_input, false),
    forward_backward: (body) => pass(body, body.forward_backward_input, true),
    optim_step: (body) =>
      inOrder(body, (model) => {
        const adam = body.adam_params as unknown as StubAdam;
        const norm = model.bigram.step(adam, reduction);
        model.updates.push({ ...model.open, learningRate: adam.learning_rate });
        model.open = { ...NOTHING };
        steps++;
        if (options.restartEvery && steps % options.restartEvery === 0) setImmediate(stub.restart);
        if (options.expireEvery && steps % options.expireEvery === 0) setImmediate(stub.expire);
        return { metrics: { "skyrl.ai/grad_norm": norm } };
      }),
    save_weights: (body) =>
      inOrder(body, (model) => {
        const path = `tinker://${body.model_id}/weights/${body.path}`;
        checkpoints.set(path, { bigram: model.bigram.copy(), updates: [...model.updates] });
        return { type: "save_weights", path };
      }),
    load_weights: (body) => {
      if (kind === "tinker" && body.seq_id !== 1)
        throw new Refusal(400, "load_weights must be a model's first request");
      return inOrder(body, (model) => {
        const saved = checkpoints.get(body.path)!;
        model.bigram.take(saved.bigram);
        model.updates = [...saved.updates];
        return { type: "load_weights" };
      });
    },
    save_weights_for_sampler: (body) =>
      inOrder(body, (model) => {
        const sampling_session_id = `sampling-${body.model_id}-${body.seq_id}`;
        samplers.set(sampling_session_id, { bigram: model.bigram.copy(), session: model.session });
        return { type: "save_weights_for_sampler", path: null, sampling_session_id };
      }),
    create_sampling_session: (body) => {
      const session = sessionOf(body);
      const sampling_session_id = `sampling-${session}-${body.sampling_session_seq_id}`;
      samplers.set(sampling_session_id, { bigram: base, session });
      return { type: "create_sampling_session", sampling_session_id };
    },
    asample: (body) => {
      const sampler = samplers.get(body.sampling_session_id);
      if (!sampler || !sessions.has(sampler.session)) throw new Refusal(404, "Sampling session not found");
      stub.mostSamples = Math.max(stub.mostSamples, ++sampling);
      return promise(
        sleep(workMs).then(() => {
          sampling--;
          if (options.promptLogprobs === false)
            return { ...sampled(sampler.bigram, body, kind), prompt_logprobs: [] };
          return sampled(sampler.bigram, body, kind);
        }),
      );
    },
    retrieve_future: async (body) => {
      const future = futures.get(body.request_id);
      if (!future)
        throw kind === "tinker" ? new Refusal(410, "Promise expired") : new Refusal(404, "Future not found");
      return await Promise.race([future, sleep(200, { type: "try_again" })]);
    },
  };

  const answer = async (path: string, body: Body): Promise<unknown> => {
    if (path === "get_server_capabilities")
      return { supported_models: names.map((name) => ({ model_name: name })) };
    if (path === "healthz") return { status: "ok" };
    const [, model] = /^training_runs\/(.*)\/checkpoints$/.exec(path) ?? [];
    if (model !== undefined) {
      const own = [...checkpoints.keys()].filter((saved) => saved.startsWith(`tinker://${model}/`));
      return { checkpoints: own.map((saved) => ({ checkpoint_type: "training", tinker_path: saved })) };
    }
    const call = calls[path];
    if (!call) throw new Refusal(404, "Not Found");
    return await call(body);
  };

  const faultOf = (path: string): (typeof FAULTS)[number] | null => {
    if (!faults || random.next() >= faults.share) return null;
    const fault = FAULTS[random.int(FAULTS.length)];
    if (fault === "lost" && (kind === "skyrl" || path !== "retrieve_future")) return "delay";
    return fault;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    stub.bytes.received += text.length;
    const path = (request.url ?? "").replace(/^\/api\/v1\//, "");
    const body = (text === "" ? {} : JSON.parse(text)) as Body;
    const fault = faultOf(path);
    if (fault) stub.faults.set(fault, (stub.faults.get(fault) ?? 0) + 1);
    stub.requests.push({ path, body, fault });
    const reply = (status: number, json: string, headers = {}) => {
      stub.bytes.sent += json.length;
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(json);
    };
    if (key !== undefined && request.headers["x-api-key"] !== key)
      return reply(401, JSON.stringify({ detail: `no such key: ${request.headers["x-api-key"]}` }));
    if (fault === "408" || fault === "500") return reply(Number(fault), '{"detail":"busy"}');
    if (fault === "429") return reply(429, '{"detail":"slow down"}', { "retry-after": "0.005" });
    if (fault === "cut before") return response.destroy();
    if (fault === "delay") await sleep(10);
    if (fault === "lost") futures.delete(body.request_id);
    try {
      if (fault === "twice") await answer(path, body);
      const result = JSON.stringify(await answer(path, body));
      if (fault === "500 after") return reply(500, '{"detail":"broken"}');
      if (fault === "cut after") return response.destroy();
      reply(200, result);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply(error.status, error.message);
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}

function sampled(bigram: BigramModel, body: Body, kind: "tinker" | "skyrl") {
  const { chunks } = body.prompt as unknown as { chunks: { tokens: number[] }[] };
  const {
    max_tokens,
    temperature,
    seed,
    stop = [],
  } = body.sampling_params as unknown as {
    max_tokens: number;
    temperature: number;
    seed: number;
    stop?: (number | string)[];
  };
  const prompt = chunks.flatMap(({ tokens }) => tokens);
  const ids = stop.filter((item) => typeof item === "number");
  const draw = (sample: number) =>
    bigram.sample(prompt[prompt.length - 1], max_tokens, temperature, ids, seed + sample);
  const sequences = Array.from({ length: body.num_samples as number }, (_, sample) => draw(sample));
  if (!body.prompt_logprobs) return { sequences };
  const logprobs = prompt.slice(1).map((token, i) => bigram.row(prompt[i])[token]);
  return { sequences, prompt_logprobs: kind === "tinker" ? [null, ...logprobs] : logprobs };
}

/** As the servers: what is not known is refused, nothing is ignored. */
function checkLoss(
  { data, loss_fn, loss_fn_config }: { data: StubDatum[]; loss_fn: string; loss_fn_config?: object },
  losses: readonly string[],
  kind: "tinker" | "skyrl",
): void {
  const refuse = (loc: string[], msg: string) => {
    throw new Refusal(422, [{ loc: ["body", ...loc], msg }]);
  };
  if (!losses.includes(loss_fn)) refuse(["loss_fn"], `Input should be ${losses.join(" or ")}`);
  const allowed = ["clip_low_threshold", "clip_high_threshold"];
  const extra = Object.keys(loss_fn_config ?? {}).filter((name) => !allowed.includes(name));
  if (extra.length > 0) refuse(["loss_fn_config"], `Invalid keys: ${extra}`);
  const wanted = loss_fn === "cross_entropy" ? ["weights"] : ["logprobs", "advantages"];
  const names = ["target_tokens", ...wanted, ...(kind === "skyrl" ? ["weights"] : [])];
  for (const { model_input, loss_fn_inputs } of data) {
    const length = model_input.chunks.flatMap(({ tokens }) => tokens).length;
    for (const [name, tensor] of Object.entries(loss_fn_inputs)) {
      if (!names.includes(name)) refuse(["loss_fn_inputs", name], "Extra inputs are not permitted");
      if (tensor?.data.length !== length) refuse(["loss_fn_inputs", name], `expected ${length} numbers`);
    }
    for (const name of wanted) if (!loss_fn_inputs[name]) refuse(["loss_fn_inputs", name], "Field required");
  }
}
