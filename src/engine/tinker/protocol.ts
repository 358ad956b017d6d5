// The Tinker protocol on the wire: what each call sends and what its answer holds, as JSON. Nothing else here knows
// names of fields. Facts from the public SDK (thinking-machines-lab/tinker) and SkyRL's server; 0.24.1 is the last SDK
// that speaks JSON, as SkyRL does, later ones send protocol buffers.
import { UserError } from "../../common/errors.ts";
import type { AdamParams } from "../types.ts";
import { JsonBytes } from "./json-bytes.ts";

/** Version of the SDK whose protocol this is; sent with a session. */
const PROTOCOL_VERSION = "0.24.1";

/** A sequence to compute: its prompt and its response, of at least a token each. */
export interface WireDatum {
  prompt: ArrayLike<number>;
  response: ArrayLike<number>;
  /** What the loss needs, a number a response token each; made when it is sent, always the same. */
  inputs: () => Readonly<Record<string, Float32Array>>;
}

/** A loss as the server knows it. */
export interface WireLoss {
  name: "cross_entropy" | "importance_sampling" | "ppo" | "cispo";
  config?: Readonly<Record<string, number>>;
}

/** The server tried, and says that it cannot. */
export class RequestFailedError extends UserError {
  constructor(
    call: string,
    said: string,
    /** "user", "server" or "unknown". */
    readonly category: string,
  ) {
    super(`${call} failed on the server: ${said}`);
  }
}

/** One sampled sequence. */
export interface WireSequence {
  tokens: number[];
  logprobs: Float32Array;
  stopped: boolean;
}

export interface WireSampling {
  maxTokens: number;
  temperature: number;
  topP: number;
  seed: number;
  stop: readonly number[] | readonly string[];
}

/** A checkpoint the server keeps. */
export interface RemoteCheckpoint {
  /** tinker://MODEL/weights/NAME, or sampler_weights. */
  path: string;
  kind: "training" | "sampler";
}

/** Numbers of a datum in a request, about: tokens, targets and three inputs. */
export function numbersOf({ prompt, response }: WireDatum): number {
  return 5 * (prompt.length + response.length);
}

/**
 * Body of forward and forward_backward. The N = P + T − 1 positions of a datum predict each the next token; those before
 * the response's first token have zeros in every input.
 */
export function passBody(
  call: "forward" | "forward_backward",
  model: string,
  seq: number,
  data: readonly WireDatum[],
  loss: WireLoss,
): Uint8Array {
  const size = data.reduce((sum, datum) => sum + 5 * numbersOf(datum), 1024);
  const json = new JsonBytes(size);
  const key = call === "forward" ? "forward_input" : "forward_backward_input";
  json.text(`{"model_id":${JSON.stringify(model)},"seq_id":${seq},"${key}":{"data":[`);
  data.forEach(({ prompt, response, inputs }, index) => {
    const sequence = joined(prompt, response);
    const shape = `"shape":[${sequence.length - 1}]}`;
    json.text(`${index > 0 ? "," : ""}{"model_input":{"chunks":[{"type":"encoded_text","tokens":`);
    json.integers(sequence.subarray(0, -1)).text(`}]},"loss_fn_inputs":{"target_tokens":{"data":`);
    json.integers(sequence.subarray(1)).text(`,"dtype":"int64",${shape}`);
    for (const [name, values] of Object.entries(inputs())) {
      json.text(`,"${name}":{"data":`).floats(prompt.length - 1, values);
      json.text(`,"dtype":"float32",${shape}`);
    }
    json.text("}}");
  });
  const config = loss.config ? `,"loss_fn_config":${JSON.stringify(loss.config)}` : "";
  return json.text(`],"loss_fn":"${loss.name}"${config}}}`).done();
}

function joined(prompt: ArrayLike<number>, response: ArrayLike<number>): Uint32Array {
  const sequence = new Uint32Array(prompt.length + response.length);
  sequence.set(prompt);
  sequence.set(response, prompt.length);
  return sequence;
}

const ofModel = (type: string, model: string, seq: number, more: object) => ({
  ...{ type, model_id: model, seq_id: seq },
  ...more,
});

export const bodies = {
  createSession: (tags: readonly string[]) => ({
    type: "create_session",
    tags,
    user_metadata: {},
    sdk_version: PROTOCOL_VERSION,
  }),
  heartbeat: (session: string) => ({ type: "session_heartbeat", session_id: session }),
  createModel: (session: string, seq: number, baseModel: string, rank: number, seed: number) => ({
    type: "create_model",
    session_id: session,
    model_seq_id: seq,
    base_model: baseModel,
    lora_config: { rank, seed },
  }),
  unloadModel: (model: string) => ({ type: "unload_model", model_id: model }),
  /** A limit of the gradient's norm is sent where the server has one. */
  optimStep: (model: string, seq: number, params: AdamParams, clips: boolean) => ({
    model_id: model,
    seq_id: seq,
    adam_params: {
      learning_rate: params.learningRate,
      beta1: params.beta1,
      beta2: params.beta2,
      eps: params.epsilon,
      weight_decay: params.weightDecay,
      ...(clips ? { grad_clip_norm: params.maxGradNorm } : {}),
    },
  }),
  saveWeights: (model: string, seq: number, path: string) => ofModel("save_weights", model, seq, { path }),
  loadWeights: (model: string, seq: number, path: string) =>
    ofModel("load_weights", model, seq, { path, optimizer: true }),
  saveForSampler: (model: string, seq: number, samplingSeq: number) =>
    ofModel("save_weights_for_sampler", model, seq, { sampling_session_seq_id: samplingSeq }),
  createSamplingSession: (session: string, samplingSeq: number, baseModel: string) => ({
    type: "create_sampling_session",
    session_id: session,
    sampling_session_seq_id: samplingSeq,
    base_model: baseModel,
  }),
  sample: (
    session: string,
    seq: number,
    prompt: ArrayLike<number>,
    samples: number,
    params: WireSampling,
    promptLogprobs: boolean,
  ) => ({
    type: "sample",
    sampling_session_id: session,
    seq_id: seq,
    num_samples: samples,
    prompt: { chunks: [{ type: "encoded_text", tokens: Array.from(prompt) }] },
    sampling_params: {
      max_tokens: params.maxTokens,
      temperature: params.temperature,
      top_p: params.topP,
      seed: params.seed,
      ...(params.stop.length > 0 ? { stop: params.stop } : {}),
    },
    prompt_logprobs: promptLogprobs,
  }),
  retrieveFuture: (request: string) => ({ request_id: request }),
};

/** Leaves out of a text what nobody is to see: a server of another kind may repeat the key. */
type Shown = (text: string) => string;

const asItIs: Shown = (text) => text;

/** Throws the UserError for an answer that is not what the protocol says. */
export function unlike(call: string, expected: string, answer: unknown, showing = asItIs): never {
  const text = showing(JSON.stringify(answer) ?? String(answer));
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  throw new UserError(
    `${call}: expected ${expected}, got ${shown}; is it a Tinker server, of the protocol's version ${PROTOCOL_VERSION}?`,
  );
}

/** The text under `key`. */
export function textAt(call: string, answer: unknown, key: string, showing = asItIs): string {
  const value = (answer as Record<string, unknown> | null)?.[key];
  return typeof value === "string" && value !== "" ? value : unlike(call, `"${key}": text`, answer, showing);
}

/** Names of the models a server has. */
export function supportedModels(answer: unknown, showing: Shown): string[] {
  const call = "get_server_capabilities";
  const models = (answer as { supported_models?: unknown } | null)?.supported_models;
  if (!Array.isArray(models)) unlike(call, '"supported_models": a list', answer, showing);
  return models.flatMap((model) => (typeof model?.model_name === "string" ? [model.model_name] : []));
}

/** Whether what retrieve_future answered is the result of `call`. Throws a RequestFailedError where the work failed. */
export function isOver(call: string, answer: unknown, showing: Shown): boolean {
  if (typeof answer !== "object" || answer === null)
    return unlike("retrieve_future", "an object", answer, showing);
  const { type, error, category } = answer as Record<string, unknown>;
  if (type !== "try_again" && typeof error === "string")
    throw new RequestFailedError(call, showing(error), typeof category === "string" ? category : "unknown");
  return type !== "try_again";
}

/** Log-probabilities of the response tokens of each datum. */
export function passLogprobs(call: string, result: unknown, data: readonly WireDatum[]): Float32Array[] {
  const outputs = (result as { loss_fn_outputs?: unknown } | null)?.loss_fn_outputs;
  if (!Array.isArray(outputs) || outputs.length !== data.length)
    unlike(call, `"loss_fn_outputs": ${data.length} of them`, result);
  return data.map(({ prompt, response }, i) => {
    const values = outputs[i]?.logprobs?.data;
    const length = prompt.length + response.length - 1;
    if (!Array.isArray(values) || values.length !== length)
      unlike(call, `${length} log-probabilities of datum ${i}`, outputs[i]?.logprobs);
    return floats(values, prompt.length - 1);
  });
}

/** The metrics of optim_step. */
export function stepMetrics(result: unknown): Record<string, number> {
  const metrics = (result as { metrics?: unknown } | null)?.metrics ?? {};
  return typeof metrics === "object" ? (metrics as Record<string, number>) : {};
}

/** The sampled sequences. */
export function sequencesOf(result: unknown, samples: number): WireSequence[] {
  const sequences = (result as { sequences?: unknown } | null)?.sequences;
  if (!Array.isArray(sequences) || sequences.length !== samples)
    unlike("asample", `"sequences": ${samples} of them`, result);
  return sequences.map((sequence) => {
    const { tokens, logprobs, stop_reason } = sequence ?? {};
    if (!Array.isArray(tokens) || !tokens.every((token) => Number.isInteger(token) && token >= 0))
      unlike("asample", '"tokens": token ids', sequence);
    if (!Array.isArray(logprobs) || logprobs.length !== tokens.length)
      unlike("asample", `"logprobs": ${tokens.length} numbers`, sequence);
    return { tokens, logprobs: floats(logprobs, 0), stopped: stop_reason !== "length" };
  });
}

/**
 * Log-probability of the tokens of a prompt from the one at `from` (≥ 1) on. Servers leave the first token out, or
 * give null for it. Throws a UserError where the server gives none.
 */
export function promptLogprobs(result: unknown, length: number, from: number): Float32Array {
  const values = (result as { prompt_logprobs?: unknown } | null)?.prompt_logprobs;
  if ((values ?? null) === null || (Array.isArray(values) && values.length === 0))
    throw new UserError(
      "the server gives no log-probabilities of prompts (SkyRL does not where vLLM samples for it), so there is no " +
        "reference for the KL: set credit.klCoefficient 0",
    );
  if (!Array.isArray(values) || (values.length !== length && values.length !== length - 1))
    unlike("asample", `"prompt_logprobs": ${length - 1} numbers`, values);
  return floats(values, from - (length - values.length));
}

/** The checkpoints of a list. */
export function checkpointsOf(answer: unknown): RemoteCheckpoint[] {
  const list = (answer as { checkpoints?: unknown } | null)?.checkpoints;
  if (!Array.isArray(list)) unlike("checkpoints", '"checkpoints": a list', answer);
  return list.map((entry) => ({
    path: textAt("checkpoints", entry, "tinker_path"),
    kind: entry.checkpoint_type === "training" ? ("training" as const) : ("sampler" as const),
  }));
}

/** Numbers from index `from` on; what is none (null: not finite) becomes NaN. */
function floats(values: readonly unknown[], from: number): Float32Array {
  const numbers = new Float32Array(values.length - from);
  for (let i = 0; i < numbers.length; i++) {
    const value = values[from + i];
    numbers[i] = typeof value === "number" ? value : Number.NaN;
  }
  return numbers;
}
