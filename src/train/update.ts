// One policy update from responses and their advantages, by the loss that is configured; by default PPO-clip, token mean
// (METHOD, section 6).
import { UserError } from "../common/errors.ts";
import { groupsOf, rowRange } from "../common/rows.ts";
import { mean } from "../common/statistics.ts";
import type { LossConfig } from "../config/loss.ts";
import type { OptimizerConfig, PureConfig } from "../config/schema.ts";
import type { Credited } from "../data/table.ts";
import type { AdamParams, Engine, LossRows, TokenRows } from "../engine/types.ts";
import { monitorLoss } from "../loss/float64.ts";
import type { Loss, PolicyLoss } from "../loss/losses.ts";
import type { StepMetrics } from "./runs/records.ts";
import type { Checkpoint, TrainState } from "./runs/run-store.ts";

/** What an update did; means over its gradient steps. */
export type UpdateResult = Pick<
  StepMetrics,
  | ("loss" | "gradNorm" | "entropy" | "ratioMean" | "ratioMax" | "clipShare")
  | ("samplerGap" | "weightMean" | "maskedShare" | "update")
>;

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
 * whose loss or gradient is not finite, changes nothing; the result says so. Where the first part's step is sent before its
 * loss is known, a UserError says that it was made all the same.
 */
export async function updatePolicy(
  policy: Engine,
  table: Credited,
  config: UpdateConfig,
  learningRate: number,
): Promise<UpdateResult> {
  const { optimizer } = config;
  const results: UpdateResult[] = [];
  const groups = groupsOf(table);
  const first = (group: number) => groups[group]?.[0] ?? table.prompt.length;
  const cuts = parts(groups.length, Math.min(optimizer.updatesPerBatch, groups.length));
  const configured = policyLoss(config);
  // With importance weights p_old is the trainer's own: the first part's is the policy as it is, the others' is scored
  // before the first step.
  const corrected = configured.importance !== undefined;
  const later = corrected ? await currentLogprobs(policy, table, first(cuts[0][1])) : undefined;
  for (const [from, to] of cuts) {
    const loss: PolicyLoss = corrected && from === 0 ? { ...configured, onPolicy: true } : configured;
    const old = corrected
      ? { old: from === 0 ? undefined : later, sampler: table.logprobs }
      : { old: table.logprobs };
    const { rows, part } = rowRange(table, [first(from), first(to)]);
    const batch = { ...rows, ...lossColumns(table, rows, part, old, config) };
    const adam = adamParams(optimizer, learningRate);
    // The first part is judged by the policy that sampled it, so its ratios need not be seen before the step: that is on
    // its way, where calls may be, before the loss is known, unless the loss takes a pass more by itself.
    const together = from === 0 && policy.pipelined && !policy.scoresFirst?.(loss);
    const passing = policy.forwardBackward(batch, loss);
    const stepping = together ? policy.optimStep(adam) : null;
    const [passed, made] = await Promise.all([passing, stepping]);
    const { entropy, logprobs } = passed;
    const monitors = monitorLoss(loss, { ...batch, output: logprobs });
    const { ratioMean, ratioMax, clipShare, weightMean, maskedShare } = monitors;
    const result: UpdateResult = {
      loss: passed.loss,
      gradNorm: 0,
      // Of no token there is none; 0 would be that of a policy that says one thing only.
      entropy: monitors.tokens > 0 ? entropy : null,
      ratioMean,
      ratioMax,
      clipShare,
      samplerGap: samplerGap(logprobs, part(table.logprobs), part(table.mask)),
      ...(corrected || loss.offPolicyKl !== undefined ? { weightMean, maskedShare } : {}),
      update: "applied",
    };
    // The ratio first: one that overflowed is too large, whatever it did to the loss.
    if (ratioMean > optimizer.maxMeanRatio) result.update = "ratio";
    else if (!Number.isFinite(passed.loss)) result.update = "nonfinite";
    if (made && result.update !== "applied") throw appliedAnyway(result);
    if (result.update === "applied") {
      const { gradNorm, applied } = made ?? (await policy.optimStep(adam));
      result.gradNorm = gradNorm;
      if (!applied) result.update = "nonfinite";
    } else await policy.zeroGrad();
    results.push(result);
  }
  const over = (key: Exclude<keyof UpdateResult, "update">) =>
    mean(results.map((result) => result[key] ?? 0));
  const entropies = results.flatMap(({ entropy }) => entropy ?? []);
  const happened = (update: UpdateResult["update"]) => results.some((result) => result.update === update);
  return {
    loss: over("loss"),
    gradNorm: over("gradNorm"),
    entropy: entropies.length > 0 ? mean(entropies) : null,
    ratioMean: over("ratioMean"),
    ratioMax: Math.max(...results.map((result) => result.ratioMax)),
    clipShare: over("clipShare"),
    samplerGap: results[0].samplerGap,
    ...(results[0].weightMean === undefined
      ? {}
      : { weightMean: over("weightMean"), maskedShare: over("maskedShare") }),
    update: happened("nonfinite") ? "nonfinite" : happened("ratio") ? "ratio" : "applied",
  };
}

export type UpdateConfig = Pick<PureConfig, "optimizer" | "credit" | "loss" | "sampling">;

export function policyLoss({
  loss,
  optimizer: { clipRatio },
  credit: { klIn, klCoefficient: coefficient, klEstimator: estimator },
}: Pick<UpdateConfig, "optimizer" | "credit" | "loss">): PolicyLoss {
  const { type, importance, importanceLevel: level, importanceLow: low, importanceHigh: high } = loss;
  // GSPO's own range (arXiv 2507.18071): a response's ratio moves far less than a token's.
  const usual = type === "gspo" ? { low: 3e-4, high: 4e-4 } : { low: clipRatio, high: clipRatio };
  return {
    type,
    clipLow: loss.clipLow ?? usual.low,
    clipHigh: loss.clipHigh ?? usual.high,
    dualClip: loss.dualClip ?? undefined,
    importance: importance === "none" ? undefined : { level, outside: importance, low, high },
    offPolicyKl: loss.offPolicyKl ?? undefined,
    kl:
      klIn === "loss" && coefficient > 0
        ? { coefficient, estimator, unbiased: loss.unbiasedKl || undefined }
        : undefined,
    entropyCoefficient: loss.entropyCoefficient || undefined,
  };
}

export function criticLoss({ critic: { clip } }: Pick<PureConfig, "critic">): Loss {
  return { type: "value", clip };
}

/** The losses of supervised training: of demonstrations' tokens, and of steps' labels. */
export const tokenLoss: Loss = { type: "crossEntropy" };
export const labelLoss: Loss = { type: "classification" };

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

export function adamParams(
  optimizer: Omit<OptimizerConfig, "learningRate" | "warmupSteps" | "schedule">,
  learningRate: number,
): AdamParams {
  const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = optimizer;
  return { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm };
}

/** [T] log-probabilities of the rows from `from` on under the policy as it is; 0 for those before. */
async function currentLogprobs(policy: Engine, table: Credited, from: number): Promise<Float32Array> {
  const column = new Float32Array(table.tokens.length);
  if (from === table.prompt.length) return column;
  const { rows } = rowRange(table, [from, table.prompt.length]);
  column.set(await policy.logprobs(rows), table.starts[from]);
  return column;
}

/** What the loss reads of some rows of the table, beside their tokens. */
function lossColumns(
  { advantages, trained, refLogprobs }: Credited,
  { starts }: TokenRows,
  part: ReturnType<typeof rowRange>["part"],
  { old, sampler }: { old?: Float32Array; sampler?: Float32Array },
  { loss, sampling }: UpdateConfig,
): Omit<LossRows, keyof TokenRows> {
  return {
    weights: tokenWeights(part(trained), starts, loss.aggregation, sampling.maxTokens),
    advantages: Float32Array.from(part(advantages)),
    old: old && part(old),
    sampler: sampler && part(sampler),
    reference: refLogprobs && part(refLogprobs),
  };
}

/**
 * [T] what each token weighs in the loss, 0 where it is not trained; `starts` [R + 1] as in a table. Of N tokens trained in
 * R responses, n of them in its own: tokenMean 1/N, sequenceMean 1/(R·n), constant 1/(R·maxTokens).
 */
export function tokenWeights(
  trained: Uint8Array,
  starts: Int32Array,
  aggregation: LossConfig["aggregation"] = "tokenMean",
  maxTokens = 1,
): Float32Array {
  const sizes = Array.from(starts.subarray(1), (end, r) =>
    trained.subarray(starts[r], end).reduce((a, b) => a + b, 0),
  );
  const N = sizes.reduce((a, b) => a + b, 0);
  const R = sizes.filter((size) => size > 0).length;
  const weights = new Float32Array(trained.length);
  sizes.forEach((n, r) => {
    const count = { tokenMean: N, sequenceMean: R * n, constant: R * maxTokens }[aggregation];
    for (let t = starts[r]; t < starts[r + 1]; t++) weights[t] = trained[t] ? 1 / count : 0;
  });
  return weights;
}

/** Mean |log p of the trainer − of the sampler| over the policy's own tokens. */
function samplerGap(logprobs: Float32Array, sampled: Float32Array, mask: Uint8Array): number {
  const gaps = Array.from(logprobs, (logprob, t) => Math.abs(logprob - sampled[t])).filter((_, t) => mask[t]);
  return gaps.length > 0 ? mean(gaps) : 0;
}

/** 0..count cut into `n` runs of nearly equal length, as [from, to). */
function parts(count: number, n: number): [number, number][] {
  const edge = (i: number) => Math.round((i * count) / n);
  return Array.from({ length: n }, (_, i) => [edge(i), edge(i + 1)]);
}
