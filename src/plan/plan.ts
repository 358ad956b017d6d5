// A training step with the policy on a server, before it is run: how long each part takes, what goes to that server and
// back, and what it costs this process. Without a critic, a model that judges answers, and checkpoints.
import { policyName, type ServerKind } from "../engine/tinker/loss.ts";
import type { PolicyLoss } from "../loss/losses.ts";
import type { MeasuredRates, Rates } from "./rates.ts";
import { type StepShape, stepTraffic, type Traffic } from "./wire.ts";

export interface PlannedWork extends StepShape {
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

export interface StepPlan {
  parts: PlannedPart[];
  seconds: number;
  /** Bytes a step. */
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
  }
  // A loss without a name there is scored first, which is one of the three passes that training computes; a run's own
  // seconds hold it.
  if (!("rewarding" in rates) && policyName(work.loss) === null)
    parts.push(part("first pass", read, 3 * rates.training));
  const hidden = work.ahead ? sampling.seconds : 0;
  parts.push(part("update", read, rates.training, { hidden, here: DRIVER.update }));
  const cpuSeconds = DRIVER.cpu * million;
  return {
    parts,
    seconds: parts.reduce((sum, { seconds, hidden }) => sum + seconds - hidden, 0),
    traffic: stepTraffic(work, work),
    driver: { cpuSeconds, memoryBytes: DRIVER.baseBytes + DRIVER.bytesPerToken * sampled },
  };
}
