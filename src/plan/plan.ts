// A training step with the policy on a server, before it is run: how long each part takes, what goes to that server and
// back (in bytes of JSON, counted on messages like its own, made by the code that sends them; polls and headers, a few
// hundred bytes a request, are left out), and what it costs this process. Without a critic, a model that judges answers,
// and checkpoints.
import { Random } from "../common/random.ts";
import { tokenRows } from "../common/rows.ts";
import { mean } from "../common/statistics.ts";
import {
  linearBatch,
  namedBatch,
  policyName,
  type ServerKind,
  scoredData,
  TRAITS,
} from "../engine/tinker/loss.ts";
import { bodies, passBody, type WireDatum } from "../engine/tinker/protocol.ts";
import { columnsOf } from "../loss/float64.ts";
import type { PolicyLoss } from "../loss/losses.ts";
import type { MeasuredRates, Rates } from "./rates.ts";

/** `prompts` × `samples` responses, and mean lengths in tokens. */
export interface PlannedWork {
  prompts: number;
  samples: number;
  promptTokens: number;
  responseTokens: number;
  /** A process reward model scores every step; log-probabilities of the base model are taken, for the KL. */
  prm: boolean;
  reference: boolean;
  server: ServerKind;
  vocabSize: number;
  loss: PolicyLoss;
  /** The next batch is sampled while this one trains, each at its own rate. */
  ahead: boolean;
}

export interface PlannedPart {
  name: string;
  tokens: number;
  tokensPerSecond: number;
  seconds: number;
  /** Of these, seconds in which something else of the list goes on. */
  hidden: number;
}

/** Bytes. */
interface Traffic {
  sent: number;
  received: number;
}

export interface StepPlan {
  parts: PlannedPart[];
  seconds: number;
  traffic: Traffic;
  driver: { cpuSeconds: number; memoryBytes: number };
}

/**
 * What a response token costs this process, by `npm run bench:tinker` on the machine that the documentation's figures
 * are from: CPU in all, and the time in which it takes in what is sampled and makes and reads an update, in seconds a
 * million; memory, that of the process without responses and of each token.
 */
const DRIVER = { cpu: 1.35, sampling: 0.4, update: 0.65, baseBytes: 150e6, bytesPerToken: 72 };

/** The step's plan. Errors where a rate that is needed is not a positive number. */
export function planStep(work: PlannedWork, rates: Rates | MeasuredRates): StepPlan {
  const responses = work.prompts * work.samples;
  const sampled = responses * work.responseTokens;
  const read = sampled + responses * work.promptTokens;
  const million = sampled / 1e6;
  // Both work at the same time, and the slower decides.
  const part = (name: string, tokens: number, rate: number, { hidden = 0, here = 0 } = {}): PlannedPart => {
    if (!(rate > 0)) throw new Error(`plan: ${name}: ${rate} tokens a second`);
    const seconds = Math.max(tokens / rate, here * million);
    return { name, tokens, tokensPerSecond: tokens / seconds, seconds, hidden: Math.min(hidden, seconds) };
  };
  const sampling = part("sampling", sampled, rates.sampling, { here: DRIVER.sampling });
  const parts = [sampling];
  if ("rewarding" in rates) {
    if (Number.isFinite(rates.rewarding)) parts.push(part("rewards", read, rates.rewarding));
  } else {
    if (work.prm) parts.push(part("process rewards", read, rates.scoring, { hidden: sampling.seconds }));
    if (work.reference) parts.push(part("reference", read, rates.reference));
    // A loss without a name there is scored first, which is one of the three passes that training computes; a run's own
    // seconds hold it.
    if (policyName(work.loss) === null) parts.push(part("first pass", read, 3 * rates.training));
  }
  const hidden = work.ahead ? sampling.seconds : 0;
  parts.push(part("update", read, rates.training, { hidden, here: DRIVER.update }));
  const cpuSeconds = DRIVER.cpu * million;
  return {
    parts,
    seconds: parts.reduce((sum, { seconds, hidden }) => sum + seconds - hidden, 0),
    traffic: stepTraffic(work),
    driver: { cpuSeconds, memoryBytes: DRIVER.baseBytes + DRIVER.bytesPerToken * sampled },
  };
}

/** Responses that are made up to be counted; their mean is taken. */
const COUNTED = 16;

/** Traffic of one step. A loss that the server has no name for is sent in two passes. */
export function stepTraffic(work: Omit<PlannedWork, "prm" | "ahead">): Traffic {
  const { prompts, samples, promptTokens, responseTokens, server, vocabSize, reference, loss } = work;
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
