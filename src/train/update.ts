// One policy update from responses and their advantages: PPO-clip, token mean. METHOD, section 6.
import type { OptimizerConfig, PureConfig } from "../config/schema.ts";
import { type Credited, engineColumn, engineGroups, groupsOf, rowOf } from "../data/table.ts";
import type { AdamParams, Engine, Loss } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import { lossRows, monitorLoss } from "../loss/float64.ts";
import type { Checkpoint, TrainState } from "./checkpoint.ts";

/** What an update did; means over its gradient steps. */
export interface UpdateResult {
  loss: number;
  gradNorm: number;
  entropy: number;
  ratioMean: number;
  ratioMax: number;
  clipShare: number;
  /** Mean |log-probability of the sampler − of the trainer|, before the first gradient step. */
  samplerGap: number;
  update: "applied" | "ratio" | "nonfinite";
}

/** The update of a step whose log-probabilities or values are not finite: none. */
export const NOT_FINITE: UpdateResult = {
  loss: Number.NaN,
  gradNorm: Number.NaN,
  entropy: Number.NaN,
  ratioMean: Number.NaN,
  ratioMax: Number.NaN,
  clipShare: Number.NaN,
  samplerGap: Number.NaN,
  update: "nonfinite",
};

/**
 * `updatesPerBatch` gradient steps, each on its own part of the groups. A part whose mean ratio is above the limit, or
 * whose loss or gradient is not finite, changes nothing; the result says so.
 */
export async function updatePolicy(
  policy: Engine,
  table: Credited,
  { optimizer, credit }: Pick<PureConfig, "optimizer" | "credit">,
  learningRate: number,
): Promise<UpdateResult> {
  const loss = policyLoss({ optimizer, credit });
  const results: UpdateResult[] = [];
  const groups = groupsOf(table);
  for (const [from, to] of parts(groups.length, optimizer.updatesPerBatch)) {
    const tokens = [from, to].map((group) => table.starts[groups[group]?.[0] ?? table.prompt.length]);
    const batch = lossGroups(table, groups.slice(from, to), tokenWeights(table.trained.subarray(...tokens)));
    const adam = adamParams(optimizer, learningRate);
    // The first part is judged by the policy that sampled it: its ratios need not be seen before the step.
    const together = from === 0 ? await policy.trainStep?.(batch, loss, adam) : undefined;
    const passed = together?.loss ?? (await policy.forwardBackward(batch, loss));
    const { entropy } = passed;
    const logprobs = engineColumn(passed.logprobs);
    const own = table.mask.subarray(...tokens);
    const { ratioMean, ratioMax, clipShare } = monitorLoss(loss, lossRows(batch, passed.logprobs));
    const result: UpdateResult = {
      loss: passed.loss,
      gradNorm: 0,
      entropy,
      ratioMean,
      ratioMax,
      clipShare,
      samplerGap: samplerGap(logprobs, table.logprobs.subarray(...tokens), own),
      update: "applied",
    };
    // The ratio first: one that overflowed is too large, whatever it did to the loss.
    if (ratioMean > optimizer.maxMeanRatio) result.update = "ratio";
    else if (!Number.isFinite(passed.loss)) result.update = "nonfinite";
    if (together && result.update !== "applied") throw appliedAnyway(result);
    if (result.update === "applied") {
      const { gradNorm, applied } = together?.optim ?? (await policy.optimStep(adam));
      result.gradNorm = gradNorm;
      if (!applied) result.update = "nonfinite";
    } else policy.zeroGrad();
    results.push(result);
  }
  const mean = (key: "loss" | "gradNorm" | "entropy" | "ratioMean" | "clipShare") =>
    results.reduce((sum, result) => sum + result[key], 0) / results.length;
  const happened = (update: UpdateResult["update"]) => results.some((result) => result.update === update);
  return {
    loss: mean("loss"),
    gradNorm: mean("gradNorm"),
    entropy: mean("entropy"),
    ratioMean: mean("ratioMean"),
    ratioMax: Math.max(...results.map((result) => result.ratioMax)),
    clipShare: mean("clipShare"),
    samplerGap: results[0].samplerGap,
    update: happened("nonfinite") ? "nonfinite" : happened("ratio") ? "ratio" : "applied",
  };
}

/** The loss of the policy as configured. */
export function policyLoss({ optimizer, credit }: Pick<PureConfig, "optimizer" | "credit">): Loss {
  const { klIn, klCoefficient: coefficient, klEstimator: estimator } = credit;
  return {
    ...{ type: "ppo", clipLow: optimizer.clipRatio, clipHigh: optimizer.clipRatio },
    ...(klIn === "loss" && coefficient > 0 ? { kl: { coefficient, estimator } } : {}),
  };
}

/** Why the update of `step` changed nothing (or a part of it did not), for the user. */
export function describeDropped(
  step: number,
  { update, ratioMean, ratioMax }: UpdateResult,
  { optimizer }: Pick<PureConfig, "optimizer">,
): string {
  if (update === "nonfinite") return `step ${step}: loss or gradient is not finite; the update was dropped`;
  return (
    `step ${step}: the update was skipped, its mean probability ratio is ${ratioMean.toPrecision(4)} ` +
    `(largest ${ratioMax.toPrecision(4)}), above optimizer.maxMeanRatio ${optimizer.maxMeanRatio}`
  );
}

/** Stops a run whose engine has made a step that should not have been. */
function appliedAnyway({ loss, ratioMean }: UpdateResult): UserError {
  return new UserError(
    "the first update of a batch is made before its loss is known, and this one should not have been: " +
      `its loss is ${loss.toPrecision(4)}, its mean probability ratio ${ratioMean.toPrecision(4)} where 1 was expected; ` +
      "the sampler and the trainer of the server disagree. The last checkpoint is from before it",
  );
}

/** Stops a run whose losses stay non-finite. */
export function nonFiniteStop(
  { step, nonFiniteInARow }: Pick<TrainState, "step" | "nonFiniteInARow">,
  checkpoint: Checkpoint | null,
): UserError {
  const [last, from] = checkpoint
    ? [`the last good checkpoint is ${checkpoint.path}`, " from it (--model.source)"]
    : ["there is no checkpoint yet", ""];
  return new UserError(
    `stopped at step ${step}: loss or gradient was not finite ${nonFiniteInARow} times in a row; ${last}. ` +
      `A new run${from} with a lower optimizer.learningRate or optimizer.maxGradNorm usually helps`,
  );
}

/** AdamW as configured, at a learning rate. */
export function adamParams(
  optimizer: Omit<OptimizerConfig, "learningRate" | "warmupSteps" | "schedule">,
  learningRate: number,
): AdamParams {
  const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = optimizer;
  return { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm };
}

/** What the loss needs of each response of these groups; `weights` are of their tokens alone. */
function lossGroups(table: Credited, groups: ReturnType<typeof groupsOf>, weights: Float32Array) {
  const { starts, tokens, logprobs, refLogprobs } = table;
  const advantages = Float32Array.from(table.advantages);
  const before = starts[groups[0]?.[0] ?? 0];
  return engineGroups(
    table,
    (r) => ({
      tokens: rowOf(tokens, starts, r),
      weights: weights.subarray(starts[r] - before, starts[r + 1] - before),
      advantages: rowOf(advantages, starts, r),
      old: rowOf(logprobs, starts, r),
      reference: refLogprobs && rowOf(refLogprobs, starts, r),
    }),
    groups,
  );
}

/** [tokens] each weighs 1 / the number of those that are trained, the token mean; the others 0. */
export function tokenWeights(trained: Uint8Array): Float32Array {
  const count = trained.reduce((sum, takes) => sum + takes, 0);
  return Float32Array.from(trained, (takes) => (takes ? 1 / count : 0));
}

/** Mean |log p of the trainer − of the sampler| over the policy's own tokens. */
function samplerGap(logprobs: Float32Array, sampled: Float32Array, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let t = 0; t < mask.length; t++) {
    if (mask[t] === 0) continue;
    sum += Math.abs(logprobs[t] - sampled[t]);
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** 0..count cut into `n` runs of nearly equal length, as [from, to). */
function parts(count: number, n: number): [number, number][] {
  const edge = (i: number) => Math.round((i * count) / n);
  return Array.from({ length: n }, (_, i) => [edge(i), edge(i + 1)]);
}
