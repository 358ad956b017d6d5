// How fast a cluster is: measured on a run, or assumed from what its GPUs are made for.
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import { readMetrics } from "../eval/run-files.ts";
import { type ModelConfig, windowOf } from "../model/config.ts";
import { parameterLayout } from "../model/parameters.ts";
import type { StepMetrics } from "../train/runs/records.ts";

/** Tokens a second. Sampling counts response tokens; the others, which read whole sequences, the prompts' as well. */
export interface Rates {
  sampling: number;
  /** The process reward model's, which works while responses are sampled. */
  scoring: number;
  /** The reference policy's, for the KL. */
  reference: number;
  /** Forward and backward. */
  training: number;
}

/** Rates of a run: what of rewards, reference and a critic's values was not done when sampling ended is one part. */
export interface MeasuredRates extends Pick<Rates, "sampling" | "training"> {
  /** Infinity where nothing was left. */
  rewarding: number;
}

/** What a run tells of its steps. */
export interface MeasuredRun {
  rates: MeasuredRates;
  /** Mean length of its responses. */
  responseTokens: number;
  /** Steps measured. */
  steps: number;
  /** It had process rewards; log-probabilities of a reference. */
  prm: boolean;
  reference: boolean;
}

/** Of the makers' data sheets: dense 16-bit operations a second, and memory in bytes a second and bytes. */
export const GPUS = {
  h100: { flops: 989e12, bandwidth: 3.35e12, memory: 80e9 },
  h200: { flops: 989e12, bandwidth: 4.8e12, memory: 141e9 },
  a100: { flops: 312e12, bandwidth: 2.04e12, memory: 80e9 },
  l40s: { flops: 362e12, bandwidth: 0.864e12, memory: 48e9 },
} as const;
export type Gpu = keyof typeof GPUS;

/** Shares of these that real programs reach, by assumption. */
export const REACHED = { flops: 0.4, bandwidth: 0.6, memory: 0.9 };

/** Seconds that a token takes at least, however small the model. */
const LEAST_SECONDS = 0.004;

/** What a model's size costs, at 16 bits a number. */
export interface ModelSize {
  parameters: number;
  /** Of the parameters those of routed experts, and the share of them that one token passes. */
  experts?: { parameters: number; share: number };
  /** Bytes of keys and values a token, of layers that see all. */
  cacheBytes: number;
  /** Likewise of layers with a window, of the last tokens alone. */
  windows?: readonly { tokens: number; cacheBytes: number }[];
}

export function modelSize(config: ModelConfig): ModelSize {
  const layout = parameterLayout(config);
  const total = (specs: typeof layout) => specs.reduce((sum, { size }) => sum + size, 0);
  const { experts, layers, kvHeads, headDim, maxPositions } = config;
  const layerBytes = 2 * 2 * kvHeads * headDim;
  const windows = Array.from({ length: layers }, (_, layer) => windowOf(config, layer, maxPositions)).filter(
    (window) => window !== null,
  );
  return {
    parameters: total(layout),
    ...(experts && {
      experts: {
        parameters: total(layout.filter(({ name }) => name.includes(".experts."))),
        share: experts.perToken / experts.count,
      },
    }),
    cacheBytes: layerBytes * (layers - windows.length),
    windows: [...new Set(windows)].map((tokens) => ({
      tokens,
      cacheBytes: layerBytes * windows.filter((window) => window === tokens).length,
    })),
  };
}

/** Parameters that some of `tokens` tokens pass, taken to choose their experts at random. */
function passed({ parameters, experts }: ModelSize, tokens: number): number {
  return experts ? parameters - experts.parameters * (1 - experts.share) ** tokens : parameters;
}

/** Bytes of keys and values of a sequence of so many tokens. */
function cacheOf({ cacheBytes, windows = [] }: ModelSize, tokens: number): number {
  return windows.reduce(
    (sum, one) => sum + one.cacheBytes * Math.min(tokens, one.tokens),
    cacheBytes * tokens,
  );
}

/** What is sampled at once: responses, and tokens of prompts, of responses on average, and of the longest response. */
export interface Batch {
  responses: number;
  promptTokens: number;
  responseTokens: number;
  longest: number;
}

/**
 * Rates by a roofline: `gpus` for the policy, which samples and trains on them in turn, `prmGpus` for a process reward
 * model of the policy's size (0: there is none). A token that is sampled reads the weights and the cache of all responses
 * sampled with it; a token that is read costs 2 operations a parameter that it passes, one that is trained on 6 (forward, backward
 * through frozen weights, forward again in place of kept activations). Throws a UserError where a model does not fit.
 */
export function assumedRates(
  size: ModelSize,
  batch: Batch,
  { gpu, gpus, prmGpus }: { gpu: Gpu; gpus: number; prmGpus: number },
): Rates {
  const { flops, bandwidth, memory } = GPUS[gpu];
  const operations = REACHED.flops * flops;
  const weightBytes = 2 * size.parameters;
  const active = passed(size, 1);
  if (prmGpus > 0 && weightBytes > prmGpus * REACHED.memory * memory)
    throw new UserError(
      `a process reward model as large as the policy takes ${Math.ceil(weightBytes / 1e9)} GB, more than ${prmGpus} of ` +
        "these GPUs have; give it more (--prm-gpus), or its rate (--scoring-rate)",
    );
  return {
    sampling: samplingRate(size, batch, gpus, {
      operations,
      bandwidth: REACHED.bandwidth * bandwidth,
      memory: REACHED.memory * memory,
    }),
    scoring: (operations * prmGpus) / (2 * active),
    reference: (operations * gpus) / (2 * active),
    training: (operations * gpus) / (6 * active),
  };
}

/**
 * Copies of the model side by side, each on so many GPUs as sample fastest, each with its share of the responses, as many
 * at once as fit.
 */
function samplingRate(
  size: ModelSize,
  { responses, promptTokens, responseTokens, longest }: Batch,
  gpus: number,
  gpu: { operations: number; bandwidth: number; memory: number },
): number {
  const weightBytes = 2 * size.parameters;
  const longestBytes = cacheOf(size, promptTokens + longest);
  const least = Math.ceil((weightBytes + longestBytes) / gpu.memory);
  if (least > gpus)
    throw new UserError(
      `the model and the cache of one response take ${Math.ceil((weightBytes + longestBytes) / 1e9)} GB, ` +
        `more than ${gpus} of these GPUs have`,
    );
  const rateOf = (together: number) => {
    const copies = Math.floor(gpus / together);
    const room = together * gpu.memory - weightBytes;
    const fitting = Math.max(1, Math.floor(room / cacheOf(size, promptTokens + responseTokens)));
    const atOnce = Math.min(Math.ceil(responses / copies), fitting);
    const secondsAToken = (count: number) =>
      Math.max(
        LEAST_SECONDS,
        (2 * passed(size, count) + count * cacheOf(size, promptTokens + responseTokens / 2)) /
          (together * gpu.bandwidth),
        (2 * passed(size, 1) * count) / (together * gpu.operations),
      );
    const total = responses * responseTokens;
    // When most have ended, the longest goes on alone.
    const alone = Math.max(0, longest - responseTokens) * secondsAToken(1);
    const all = Math.min(responses, copies * atOnce);
    return total / ((total / all) * secondsAToken(atOnce) + alone);
  };
  let best = 0;
  // Of as many copies, those on the most GPUs are the fastest; the next size makes a copy more.
  for (let together = gpus; together >= least; ) {
    best = Math.max(best, rateOf(together));
    together = Math.floor(gpus / (Math.floor(gpus / together) + 1));
  }
  return best;
}

/**
 * The rates of a run's steps, the first left out where there are others. `promptTokens`: mean length of its prompts.
 * Throws a UserError where the run has no steps, or they no times.
 */
export async function measuredRates(run: string, promptTokens: number): Promise<MeasuredRun> {
  const file = join(run, "metrics.jsonl");
  const all = await readMetrics(file);
  if (all === null)
    throw new UserError(`${run}: no metrics.jsonl here; expected the directory of a run that has made steps`);
  const steps = (all.length > 1 ? all.slice(1) : all).filter(
    (step): step is StepMetrics => step.seconds !== undefined && "sampling" in step.seconds,
  );
  if (steps.length === 0)
    throw new UserError(`${file}: has no step of pure train, whose times could be measured`);
  const sum = (of: (step: StepMetrics) => number) => steps.reduce((total, step) => total + of(step), 0);
  const tokens = sum(({ responseTokens }) => responseTokens);
  const responses = sum((step) => step.responses);
  const read = tokens + responses * promptTokens;
  // Rewards that came while responses were still sampled are in seconds.scoring too: what is left is taken from the total.
  const rest = sum(({ seconds }) => Math.max(0, seconds.total - seconds.sampling - seconds.updating));
  const rates = {
    sampling: tokens / sum(({ seconds }) => seconds.sampling),
    rewarding: read / rest,
    training: read / sum(({ seconds }) => seconds.updating),
  };
  const usable = (rate: number) => rate > 0 && Number.isFinite(rate);
  if (!usable(rates.sampling) || !usable(rates.training) || !(rates.rewarding > 0))
    throw new UserError(
      `${file}: its steps have no response tokens, or no seconds of sampling and updating, to measure`,
    );
  return {
    ...{ rates, responseTokens: tokens / responses, steps: steps.length },
    prm: steps.some(({ processRewardMin }) => typeof processRewardMin === "number"),
    reference: steps.some(({ kl }) => typeof kl === "number"),
  };
}
