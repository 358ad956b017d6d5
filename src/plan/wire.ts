// What a training step sends to a Tinker server and gets back, in bytes of JSON: counted on messages like its own, made
// by the code that sends them. Polls and headers, a few hundred bytes a request, are left out.
import { Random } from "../common/random.ts";
import { tokenRows } from "../common/rows.ts";
import { mean } from "../common/statistics.ts";
import { linearBatch, namedBatch, type ServerKind, scoredData, TRAITS } from "../engine/tinker/loss.ts";
import { bodies, passBody, type WireDatum } from "../engine/tinker/protocol.ts";
import type { Loss } from "../engine/types.ts";
import { columnsOf } from "../loss/float64.ts";

/** The shape of a step: `prompts` × `samples` responses, and mean lengths in tokens. */
export interface StepShape {
  prompts: number;
  samples: number;
  promptTokens: number;
  responseTokens: number;
}

export interface Traffic {
  /** Bytes. */
  sent: number;
  received: number;
}

/** Responses that are made up to be counted; their mean is taken. */
const COUNTED = 16;

/**
 * Traffic of one step. `reference`: log-probabilities of the base model are asked for. A `loss` that the server has no name
 * for is sent in two passes.
 */
export function stepTraffic(
  { prompts, samples, promptTokens, responseTokens }: StepShape,
  {
    server,
    vocabSize,
    reference,
    loss,
  }: { server: ServerKind; vocabSize: number; reference: boolean; loss: Loss },
): Traffic {
  const random = new Random(0);
  const tokens = (count: number) =>
    Uint32Array.from({ length: count }, () => Math.floor(random.next() * vocabSize));
  const logprobs = (count: number) => Float32Array.from({ length: count }, () => -3 * random.next() ** 4);
  const [prompt, length] = [tokens(Math.round(promptTokens)), Math.max(1, Math.round(responseTokens))];
  const asked = { maxTokens: length, temperature: 1, topP: 1, seed: 2 ** 31, stop: [vocabSize - 1] };

  const sampling: Traffic = {
    sent: size(bodies.sample(SESSION, 1000, prompt, samples, asked, false)),
    received:
      samples *
      meanSize(() =>
        size({ stop_reason: "stop", tokens: [...tokens(length)], logprobs: [...logprobs(length)] }),
      ),
  };
  const batch = {
    ...tokenRows(
      [{ tokens: prompt }],
      new Array<number>(COUNTED).fill(0),
      Array.from({ length: COUNTED }, () => tokens(length)),
    ),
    weights: new Float32Array(COUNTED * length).fill(1 / 3),
    ...Object.fromEntries(columnsOf(loss).map((name) => [name, logprobs(COUNTED * length)])),
  };
  const rows = [...batch.prompt.keys()];
  const named = namedBatch(batch, rows, loss, TRAITS[server]);
  const last = named ?? linearBatch(batch, rows, logprobs(COUNTED * length), TRAITS[server]);
  const first = named ? [] : scoredData(batch, rows);
  const bytesOf = (data: readonly WireDatum[]) =>
    data.reduce((sum, one) => sum + passBody("forward_backward", SESSION, 1000, [one], last.loss).length, 0);
  const pass: Traffic = {
    sent: (bytesOf(first) + bytesOf(last.data)) / COUNTED,
    // A number for every token but the first; SkyRL sends each token's loss as well.
    received:
      meanSize(() => tensor([...logprobs(prompt.length + length - 1)])) *
      (server === "skyrl" ? 2 : 1) *
      (named ? 1 : 2),
  };
  const sequence = prompt.length + length;
  const referenced: Traffic = {
    sent: size(bodies.sample(SESSION, 1000, tokens(sequence), 1, { ...asked, maxTokens: 1 }, true)),
    received: size({ sequences: [], prompt_logprobs: [...logprobs(sequence)] }),
  };
  const total = (key: keyof Traffic) =>
    prompts * sampling[key] + prompts * samples * (pass[key] + (reference ? referenced[key] : 0));
  return { sent: total("sent"), received: total("received") };
}

/** As long as the names that servers give. */
const SESSION = "00000000-0000-0000-0000-000000000000";

const size = (value: unknown) => JSON.stringify(value).length;
const tensor = (data: readonly number[]) =>
  size({ logprobs: { data, dtype: "float32", shape: [data.length] } });

const meanSize = (bytes: () => number) => mean(Array.from({ length: COUNTED }, bytes));
