// How a run stands by each alarm's figure: read from the lines of metrics.jsonl, with the threshold. Pure; what the alarms
// are called and what helps is alarms.ts's, what is told when, and once, watch.ts's.
//
// The figures of a step are means over one or two hundred responses, and a healthy run's beginning differs from task to
// task. So a figure is compared, as a mean over the last WINDOW steps, with the run's own start, and a rise must be one
// that noise does not reach; only where METHOD gives a number does the number decide.
import { type Curve, largest, mean, smallest } from "../common/statistics.ts";
import { trustWindow } from "../credit/trust.ts";
import type { StepMetrics } from "../train/runs/records.ts";
import { type Departure, leavesLine } from "./trend.ts";

/** Steps in a mean: the last ones (now), and the first ones (the start). */
export const WINDOW = 5;
/** Least rise of a share of responses, and of the PRM's excess over the verifier, that is an alarm. */
export const LEAST_RISE = 0.1;
export const LEAST_EXCESS = 0.15;
/** Standard errors that a rise must exceed. */
const SIGMAS = 5;
/** Least growth of the steps a response, and the standard errors, by how much neighbouring steps differ. */
const STEP_GROWTH = 0.15;
const STEP_SIGMAS = 4;
/** Steps by which that is estimated. */
const NOISE_STEPS = 50;
/** Least fall of the held-out accuracy, and the standard errors; evaluations in a row whose mean may be the best. */
export const LEAST_FALL = 0.05;
const FALL_SIGMAS = 3;
const BEST_OF = 3;
/** A jump of the KL over the mean of the WINDOW steps before, and the least KL that counts, in nats a token. */
const KL_JUMP = 3;
const LEAST_KL = 0.1;
/** Mean probability ratio; it is 1 but for the policy's moves, and METHOD (6) drops the update above 10. */
const RATIO_LIMIT = 2;
/**
 * Share of the best correlation of process rewards and verdicts that must be left, and the standard errors by which it
 * must be below it; and windows in a mean before it counts as the best.
 */
const CORRELATION_LEFT = 0.5;
const CORRELATION_SIGMAS = 4;
const LEAST_WINDOWS = 20;
/** Share of groups without variance. */
const IDLE_SHARE = 0.8;
/** Share of the start's entropy that is left. */
const ENTROPY_LEFT = 0.2;
/** Share of the variance within groups that is one part's, and the steps whose groups it is taken over. */
const DOMINANT_SHARE = 0.9;
const DOMINANCE_STEPS = 10;
/** Share of the most that a reward can be. */
const CEILING = 0.95;
/**
 * The sum at which a series has left its line, in standard deviations. Montgomery's table of k = 1/2 has h = 5, at which
 * noise reaches it every 465 values: runs are longer than that.
 */
const BREAK_SUM = 10;

/** How a run stands by one alarm's measure. */
export interface AlarmReading {
  /** The figure now. */
  value: number;
  /** What it is compared with, and when it was so (at the start, if nothing is said); null for a fixed threshold. */
  start: number | null;
  compared?: "at its best" | "just before";
  /** Beyond it (below it, where `below`) the alarm sets in; back beyond `clear` it ends. */
  threshold: number;
  clear: number;
  below?: boolean;
  /** The figure has its good reason: no alarm sets in, whatever its value. */
  excused?: boolean;
  /** The last step at which the figure was well, where it says so itself. */
  wellUntil?: number;
}

/** The alarm sets in where the figure has moved from `start` by more than `margin`, and ends half way back. */
const moved = (value: number, start: number, margin: number): AlarmReading => ({
  ...{ value, start, threshold: start + margin, clear: start + margin / 2 },
  ...(margin < 0 && { below: true }),
});

/** The alarm goes by the figure alone. */
const above = (value: number, threshold: number, clear: number, excused = false): AlarmReading => ({
  ...{ value, start: null, threshold, clear, excused },
});

type Read = (metrics: StepMetrics) => number | null | undefined;

/** The figure at a step; null where it has none. A number that is not finite is written as null, and so read as null. */
function figureOf(metrics: StepMetrics | undefined, read: Read): number | null {
  const value = metrics && read(metrics);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Up to `count` values of a figure, from the first step on or, with "last", from the last step back. */
function valuesOf(
  history: readonly StepMetrics[],
  read: Read,
  end: "first" | "last",
  count: number,
): number[] {
  const values: number[] = [];
  for (let i = 0; i < history.length && values.length < count; i++) {
    const value = figureOf(history.at(end === "first" ? i : -1 - i), read);
    if (value !== null) values.push(value);
  }
  return values;
}

/** Means over the first and the last WINDOW values; null before there is a value after the first WINDOW. */
function startAndNow(history: readonly StepMetrics[], read: Read): { start: number; now: number } | null {
  if (figureOf(history.at(-1), read) === null) return null;
  const first = valuesOf(history, read, "first", WINDOW + 1);
  if (first.length <= WINDOW) return null;
  return { start: mean(first.slice(0, WINDOW)), now: mean(valuesOf(history, read, "last", WINDOW)) };
}

/**
 * A share that rose: by `least`, and by SIGMAS standard errors of a mean over WINDOW steps. A group's responses are much
 * alike, so that a group counts as one.
 */
export function rise(
  history: readonly StepMetrics[],
  read: Read,
  least: number,
  share?: number,
): AlarmReading | null {
  const means = startAndNow(history, read);
  if (!means) return null;
  const { start, now } = means;
  const p = Math.min(Math.max(share ?? start, 0.05), 0.95);
  const margin = Math.max(
    least,
    SIGMAS * Math.sqrt((p * (1 - p)) / (WINDOW * history[history.length - 1].groups)),
  );
  return moved(now, start, margin);
}

/** More steps a response, and no more right answers (without references: the weakest step no better). */
export function judgePadding(history: readonly StepMetrics[]): AlarmReading | null {
  const means = startAndNow(history, (m) => m.meanSteps);
  const solved =
    startAndNow(history, (m) => m.correctShare) ?? startAndNow(history, (m) => m.processRewardMin);
  if (!means || !solved) return null;
  const { start, now } = means;
  const noise = noiseOf(valuesOf(history, (m) => m.meanSteps, "last", NOISE_STEPS));
  const margin = Math.max(STEP_GROWTH * start, STEP_SIGMAS * noise * Math.sqrt(2 / WINDOW));
  return { ...moved(now, start, margin), excused: solved.now > solved.start };
}

/** Mean accuracy of BEST_OF evaluations in a row, where it was highest, and the step of their last. */
export function bestEvaluations(history: readonly StepMetrics[]): { accuracy: number; step: number } | null {
  const all = history.flatMap(({ step, heldOut }) => (heldOut ? [{ step, accuracy: heldOut.accuracy }] : []));
  let best: { accuracy: number; step: number } | null = null;
  for (let end = BEST_OF; end <= all.length; end++) {
    const accuracy = mean(all.slice(end - BEST_OF, end).map((one) => one.accuracy));
    if (best === null || accuracy > best.accuracy) best = { accuracy, step: all[end - 1].step };
  }
  return best;
}

/**
 * Below the share before training, by the problems that changed since, as the sign test counts them; or below the best
 * evaluations, as if their problems were others, which makes up for having chosen the best. The nearer limit decides.
 */
export function judgeHeldOut(history: readonly StepMetrics[]): AlarmReading | null {
  const now = sinceTheStart(history.at(-1));
  if (!now) return null;
  const earlier = history.slice(0, -1);
  const before = { ...now, wellUntil: lastLikeTheStart(earlier) };
  const best = bestEvaluations(earlier);
  if (best === null) return before;
  const p = best.accuracy;
  const { problems } = history.at(-1)!.heldOut!;
  const since = fallen(now.value, p, Math.sqrt((2 * p * (1 - p)) / problems));
  return since.threshold > before.threshold
    ? { ...since, compared: "at its best", wellUntil: best.step }
    : before;
}

/** The last step at which held-out problems were solved about as before training; 0, before training, at least. */
export function lastLikeTheStart(history: readonly StepMetrics[]): number {
  const isWell = (metrics: StepMetrics) => {
    const reading = sinceTheStart(metrics);
    return reading !== null && reading.value >= reading.clear;
  };
  return history.findLast(isWell)?.step ?? 0;
}

/** An evaluation beside that before training; null where a step has none. */
function sinceTheStart({ heldOut }: Partial<StepMetrics> = {}): AlarmReading | null {
  if (heldOut?.gained === undefined || heldOut.lost === undefined) return null;
  const { problems, accuracy, gained, lost } = heldOut;
  return fallen(accuracy, accuracy + (lost - gained) / problems, Math.sqrt(gained + lost) / problems);
}

function fallen(value: number, start: number, standardError: number): AlarmReading {
  return moved(value, start, -Math.max(LEAST_FALL, FALL_SIGMAS * standardError));
}

/**
 * By the correlation over the last `trustWindow` steps, against the best mean of those that share no step with it. A
 * model that never told right from wrong cannot cease to.
 */
export function judgeTrust(history: readonly StepMetrics[]): AlarmReading | null {
  const { correlation = null, standardError = null } = history.at(-1)?.trust ?? {};
  if (correlation === null || standardError === null) return null;
  let [sum, count, best] = [0, 0, 0];
  // The windows of the first steps are not full yet.
  for (const { trust } of history.slice(trustWindow, -trustWindow)) {
    if (typeof trust?.correlation !== "number") continue;
    sum += trust.correlation;
    count++;
    if (count >= LEAST_WINDOWS) best = Math.max(best, sum / count);
  }
  if (best < 2 * standardError) return null;
  const threshold = Math.min(CORRELATION_LEFT * best, best - CORRELATION_SIGMAS * standardError);
  const reading = { value: correlation, start: best, threshold, clear: (threshold + best) / 2, below: true };
  return { ...reading, compared: "at its best" };
}

export function judgeKl(history: readonly StepMetrics[]): AlarmReading | null {
  const read: Read = (m) => m.kl;
  const value = figureOf(history.at(-1), read);
  const before = valuesOf(history, read, "last", WINDOW + 1).slice(1);
  if (value === null || before.length < WINDOW) return null;
  const start = mean(before);
  const threshold = Math.max(LEAST_KL, KL_JUMP * start);
  return { value, start, compared: "just before", threshold, clear: threshold };
}

export function judgeRatio(history: readonly StepMetrics[]): AlarmReading | null {
  // A ratio that overflowed is written as null; the update it stopped is not.
  const value = figureOf(history.at(-1), (m) =>
    Number.isFinite(m.ratioMean) ? m.ratioMean : m.update === "ratio" ? Number.MAX_VALUE : null,
  );
  return value === null ? null : above(value, RATIO_LIMIT, (1 + RATIO_LIMIT) / 2);
}

/** Share of the groups sampled in a step whose rewards did not differ: those that dynamic sampling left out are among them. */
export function idleShare({ groups, groupsWithoutVariance, droppedGroups = 0 }: StepMetrics): number | null {
  const sampled = groups + droppedGroups;
  return sampled > 0 ? (groupsWithoutVariance + droppedGroups) / sampled : null;
}

export function judgeVariance(history: readonly StepMetrics[]): AlarmReading | null {
  const values = valuesOf(history, idleShare, "last", WINDOW);
  return values.length < WINDOW ? null : above(mean(values), IDLE_SHARE, IDLE_SHARE - 0.1);
}

export function judgeEntropy(history: readonly StepMetrics[]): AlarmReading | null {
  const means = startAndNow(history, (m) => m.entropy);
  if (!means) return null;
  const { start, now: value } = means;
  const left = ENTROPY_LEFT * start;
  return { value, start, threshold: left, clear: 1.5 * ENTROPY_LEFT * start, below: true };
}

/** The largest part's share of the variance of rewards within groups, over the last steps that have groups to tell it by. */
export function judgeDominance(history: readonly StepMetrics[]): AlarmReading | null {
  const last = history.at(-1);
  if (!last?.rewardVariance) return null;
  const lately = (["process", "verifiable", "penalty"] as const).map((part) =>
    valuesOf(history, (m) => m.rewardVariance?.[part], "last", DOMINANCE_STEPS),
  );
  if (lately[0].length < DOMINANCE_STEPS) return null;
  const sums = lately.map((values) => values.reduce((a, b) => a + b, 0));
  const value = largest(sums) / (sums[0] + sums[1] + sums[2]);
  // Where process rewards tell little of the verdicts, the verdicts alone are what should decide.
  const excused = sums[1] === largest(sums) && (last.trust?.value ?? 1) < 0.5;
  return above(value, DOMINANT_SHARE, DOMINANT_SHARE - 0.05, excused);
}

/**
 * What the rewards of a step are of the most they can be, the part with most room left: the mean verifiable reward, of at
 * most 1 (one's own that goes beyond has no known most), and p(good) of the weakest step; a part that weighs nothing is left
 * out. The held-out problems may have reached theirs too: then all is done that can be.
 */
export function judgeCeiling(history: readonly StepMetrics[]): AlarmReading | null {
  // A part that no step of late has is off; verdicts may be rare.
  const late = history.slice(-4 * WINDOW);
  const now = (read: Read) => mean(valuesOf(late, read, "last", WINDOW));
  const verifiable: Read = (m) => (m.rewardWeights?.verifiable === 0 ? null : m.verifiableReward);
  const process: Read = (m) =>
    m.rewardWeights?.process === 0 || typeof m.processRewardMin !== "number"
      ? null
      : (1 + m.processRewardMin) / 2;
  const parts = [now(verifiable), now(process)].filter((part) => !Number.isNaN(part));
  const bounded = history.every((m) => (verifiable(m) ?? 0) <= 1);
  if (parts.length === 0 || history.length < WINDOW || !bounded) return null;
  const heldOut = history.findLast((m) => m.heldOut)?.heldOut?.accuracy ?? 0;
  return above(smallest(parts), CEILING, CEILING - 0.025, heldOut >= CEILING);
}

/**
 * Right answers (without references: verifiable rewards) that leave their line downwards and fall. As of any share, the
 * noise is at least that of groups whose responses are all alike.
 */
export function judgeRightBreak(history: readonly StepMetrics[]): AlarmReading | null {
  const series = curveOf(history, (m) => m.correctShare ?? m.verifiableReward);
  const p = mean(series.map(({ value }) => value));
  const share = Math.min(Math.max(p, 0.05), 0.95);
  const noise = p >= 0 && p <= 1 ? Math.sqrt((share * (1 - share)) / history[history.length - 1].groups) : 0;
  const departures = leavesLine(series, noise);
  return departures && breakReading(departures.down);
}

/** Response lengths that leave their line, upwards or downwards, and turn. */
export function judgeLengthBreak(history: readonly StepMetrics[]): AlarmReading | null {
  const departures = leavesLine(curveOf(history, (m) => m.meanLength));
  if (departures === null) return null;
  const { up, down } = departures;
  return breakReading(up.sum > down.sum ? up : down);
}

const breakReading = ({ sum, turned }: Departure) => above(sum, BREAK_SUM, BREAK_SUM / 2, !turned);

/** A figure over the run; empty where the last step has none. */
function curveOf(history: readonly StepMetrics[], read: Read): Curve {
  if (figureOf(history.at(-1), read) === null) return [];
  return history.flatMap((metrics) => {
    const value = figureOf(metrics, read);
    return value === null ? [] : [{ step: metrics.step, value }];
  });
}

/** Standard deviation of single values around a slow drift, by the differences of neighbours (von Neumann, 1941). */
function noiseOf(values: readonly number[]): number {
  const squares = values.slice(1).map((value, i) => (value - values[i]) ** 2);
  return Math.sqrt(mean(squares) / 2);
}
