// What each alarm means: a figure, read from the lines of metrics.jsonl, and a threshold. Pure; what is told when, and
// once, is watch.ts's.
//
// The figures of a step are means over one or two hundred responses, and a healthy run's beginning differs from task to
// task. So an alarm compares the mean over the last WINDOW steps with the run's own start, and asks for a rise that
// noise does not reach; only where METHOD gives a number does the number decide.
import { mean, smallest } from "../common/statistics.ts";
import { trustWindow } from "../credit/trust.ts";
import type { AlarmKind, StepMetrics } from "../train/records.ts";
import type { ResponseSigns } from "./signals.ts";

/** Steps in a mean: the last ones (now), and the first ones (the start). */
export const WINDOW = 5;
/** Least rise of a share of responses, and of the PRM's excess over the verifier, that is an alarm. */
const LEAST_RISE = 0.1;
const LEAST_EXCESS = 0.15;
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

/** How a run stands by one alarm's measure. */
export interface AlarmReading {
  /** The figure now. */
  value: number;
  /** What it is compared with; null for a fixed threshold. */
  start: number | null;
  /** Beyond it (below it, where `below`) the alarm sets in; back beyond `clear` it ends. */
  threshold: number;
  clear: number;
  below?: boolean;
  /** The figure has its good reason: no alarm sets in, whatever its value. */
  excused?: boolean;
  /** The last step at which the figure was well, where it says so itself. */
  wellUntil?: number;
}

export interface AlarmDefinition {
  kind: AlarmKind;
  title: string;
  /** The figure in words. */
  figure: string;
  unit: "share" | "number";
  help: string;
  /** Going back and a smaller learning rate cannot mend it. */
  incurable?: true;
  /** Steps that its figure looks back over, where those are not WINDOW. */
  window?: number;
  /** Measured at evaluations alone: between two of them nobody looked. */
  evaluated?: true;
  /** By the lines of metrics.jsonl up to now; null where it cannot be said (yet). */
  judge(history: readonly StepMetrics[]): AlarmReading | null;
  /** How well a response shows it; null: not at all. */
  shows(response: ResponseSigns): number | null;
}

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
function rise(
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
  return { value: now, start, threshold: start + margin, clear: start + margin / 2 };
}

/** More steps a response, and no more right answers (without references: the weakest step no better). */
function judgePadding(history: readonly StepMetrics[]): AlarmReading | null {
  const means = startAndNow(history, (m) => m.meanSteps);
  const solved =
    startAndNow(history, (m) => m.correctShare) ?? startAndNow(history, (m) => m.processRewardMin);
  if (!means || !solved) return null;
  const { start, now } = means;
  const noise = noiseOf(valuesOf(history, (m) => m.meanSteps, "last", NOISE_STEPS));
  const margin = Math.max(STEP_GROWTH * start, STEP_SIGMAS * noise * Math.sqrt(2 / WINDOW));
  const excused = solved.now > solved.start;
  return { value: now, start, threshold: start + margin, clear: start + margin / 2, excused };
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
function judgeHeldOut(history: readonly StepMetrics[]): AlarmReading | null {
  const { problems, accuracy, gained, lost } = history.at(-1)?.heldOut ?? {};
  if (problems === undefined || accuracy === undefined || gained === undefined || lost === undefined)
    return null;
  const below = (start: number, standardError: number, wellUntil?: number) => {
    const margin = Math.max(LEAST_FALL, FALL_SIGMAS * standardError);
    return {
      value: accuracy,
      start,
      threshold: start - margin,
      clear: start - margin / 2,
      below: true,
      wellUntil,
    };
  };
  const before = below(accuracy + (lost - gained) / problems, Math.sqrt(gained + lost) / problems);
  const best = bestEvaluations(history.slice(0, -1));
  if (best === null) return before;
  const p = best.accuracy;
  const since = below(p, Math.sqrt((2 * p * (1 - p)) / problems), best.step);
  return since.threshold > before.threshold ? since : before;
}

/**
 * By the correlation over the last `trustWindow` steps, against the best mean of those that share no step with it. A
 * model that never told right from wrong cannot cease to.
 */
function judgeTrust(history: readonly StepMetrics[]): AlarmReading | null {
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
  return { value: correlation, start: best, threshold, clear: (threshold + best) / 2, below: true };
}

function judgeKl(history: readonly StepMetrics[]): AlarmReading | null {
  const read: Read = (m) => m.kl;
  const value = figureOf(history.at(-1), read);
  const before = valuesOf(history, read, "last", WINDOW + 1).slice(1);
  if (value === null || before.length < WINDOW) return null;
  const start = mean(before);
  const threshold = Math.max(LEAST_KL, KL_JUMP * start);
  return { value, start, threshold, clear: threshold };
}

function judgeRatio(history: readonly StepMetrics[]): AlarmReading | null {
  // A ratio that overflowed is written as null; the update it stopped is not.
  const value = figureOf(history.at(-1), (m) =>
    Number.isFinite(m.ratioMean) ? m.ratioMean : m.update === "ratio" ? Number.MAX_VALUE : null,
  );
  const limits = { threshold: RATIO_LIMIT, clear: (1 + RATIO_LIMIT) / 2 };
  return value === null ? null : { value, start: null, ...limits };
}

function judgeVariance(history: readonly StepMetrics[]): AlarmReading | null {
  const values = valuesOf(history, (m) => m.groupsWithoutVariance / m.groups, "last", WINDOW);
  if (values.length < WINDOW) return null;
  return { value: mean(values), start: null, threshold: IDLE_SHARE, clear: IDLE_SHARE - 0.1 };
}

function judgeEntropy(history: readonly StepMetrics[]): AlarmReading | null {
  const means = startAndNow(history, (m) => m.entropy);
  if (!means) return null;
  const { start, now } = means;
  const threshold = ENTROPY_LEFT * start;
  return { value: now, start, threshold, clear: 1.5 * ENTROPY_LEFT * start, below: true };
}

const fewer =
  "Credit by the minimum instead of the sum (credit.form min) leaves nothing to gain by more steps";
const slower = "a smaller optimizer.learningRate or a larger credit.klCoefficient holds the policy back";
const anchor = "more verifiable reward (reward.mode prm+vr, a larger reward.verifiableShare)";

/** Every alarm. */
export const ALARMS: readonly AlarmDefinition[] = [
  {
    kind: "thinking",
    title: "thinking without answering",
    figure: "share of responses with steps and no answer",
    unit: "share",
    help: `${fewer}; ${anchor} makes an answer worth giving.`,
    judge: (history) => rise(history, (m) => m.signals?.thinkingShare, LEAST_RISE),
    shows: (r) => (r.thinking ? r.stepEnds.length : null),
  },
  {
    kind: "padding",
    title: "more steps, no more right answers",
    figure: "mean steps a response",
    unit: "number",
    help: `${fewer}; ${slower}.`,
    judge: judgePadding,
    shows: (r) => (r.correct === true ? null : r.stepEnds.length),
  },
  {
    kind: "giantStep",
    title: "one giant step",
    figure: "share of responses that are nearly all one step",
    unit: "share",
    help: `Fewer steps pay under the step-level baseline where most steps score well, and under the token-level one where most score badly (credit.baseline index pays for neither); ${slower}.`,
    judge: (history) => rise(history, (m) => m.signals?.giantStepShare, LEAST_RISE),
    shows: (r) => (r.giantStep ? r.tokens.length : null),
  },
  {
    kind: "noStep",
    title: "no step at all",
    figure: "share of responses without a step or an answer",
    unit: "share",
    help: `A process reward model cannot see that nothing follows: ${anchor} or a stop before this step is what helps; train the process reward model on such responses too.`,
    judge: (history) => rise(history, (m) => m.signals?.noStepShare, LEAST_RISE),
    shows: (r) => (r.noStep ? -r.tokens.length : null),
  },
  {
    kind: "repetition",
    title: "repetition",
    figure: "share of responses with a repetition score above 0.2",
    unit: "share",
    help: `A collapse by repetition takes few steps: go back to a checkpoint from before it; ${slower}; so does a smaller sampling.maxTokens.`,
    judge: (history) => rise(history, (m) => m.signals?.repetitiveShare, LEAST_RISE),
    shows: (r) => r.repetition,
  },
  {
    kind: "disagreement",
    title: "process reward model and verifier disagree",
    figure: "p(good) of the process reward model less the share of right answers",
    unit: "number",
    help: `The policy has found what the process reward model wrongly likes: ${anchor}, or train that model on the policy's responses of now (pure prm train).`,
    // An excess is as noisy as a share of one half.
    judge: (history) => rise(history, (m) => m.signals?.prmExcess, LEAST_EXCESS, 0.5),
    shows: (r) => (r.correct === false ? r.goodProbability : null),
  },
  {
    kind: "trust",
    title: "the process reward model no longer tells right from wrong",
    figure: "correlation of process rewards and verdicts within problems, over 20 steps",
    unit: "number",
    help: `What the policy gains from it now is not worth having, and accuracy follows: weigh it by this very figure (credit.trust); ${anchor}, or train that model on the policy's responses of now (pure prm train).`,
    // A step's figure is of the steps before it.
    window: trustWindow + 1,
    judge: judgeTrust,
    shows: (r) => (r.correct === false && r.scores !== null ? smallest(r.scores) : null),
  },
  {
    kind: "heldOut",
    title: "held-out accuracy falls",
    figure: "share of held-out problems solved",
    unit: "share",
    help: `Training makes the policy worse at what it is for: go back to a checkpoint from before it; ${anchor}, and ${slower}.`,
    evaluated: true,
    judge: judgeHeldOut,
    shows: (r) => (r.correct === false ? (r.goodProbability ?? 0) : null),
  },
  {
    kind: "kl",
    title: "a jump of the KL",
    figure: "KL to the reference policy, nats a token",
    unit: "number",
    help: `The policy leaves its start at once instead of bit by bit: ${slower}.`,
    judge: judgeKl,
    shows: (r) => r.kl,
  },
  {
    kind: "ratio",
    title: "a jump of the probability ratio",
    figure: "mean probability ratio of the update",
    unit: "number",
    help: "Sampler and trainer do not agree, or one batch moved the policy too far: look at samplerGap, use fewer optimizer.updatesPerBatch or a smaller optimizer.learningRate.",
    judge: judgeRatio,
    shows: (r) => -r.leastLogprob,
  },
  {
    kind: "length",
    title: "length at the limit",
    figure: "share of responses cut at the length limit",
    unit: "share",
    help: `If the responses still solve, raise sampling.maxTokens; if they go on for the sake of it: ${slower}.`,
    judge: (history) => rise(history, (m) => m.truncatedShare, LEAST_RISE),
    shows: (r) => (r.finish === "length" ? r.tokens.length : null),
  },
  {
    kind: "variance",
    title: "groups without variance",
    figure: "share of groups whose responses all got the same reward",
    unit: "share",
    help: "Such groups teach nothing: take problems that are neither too easy nor too hard for the policy, more sampling.samplesPerPrompt, or a process reward.",
    incurable: true,
    judge: judgeVariance,
    shows: (r) => (r.withoutVariance ? 0 : null),
  },
  {
    kind: "entropy",
    title: "entropy collapse",
    figure: "entropy of the policy, nats a token",
    unit: "number",
    help: `The policy says one thing only, and has little left to learn from: ${slower}; a sampling.temperature of 1 and more problems keep it open.`,
    judge: judgeEntropy,
    shows: (r) => r.meanLogprob,
  },
];

/** Standard deviation of single values around a slow drift, by the differences of neighbours (von Neumann, 1941). */
function noiseOf(values: readonly number[]): number {
  const squares = values.slice(1).map((value, i) => (value - values[i]) ** 2);
  return Math.sqrt(mean(squares) / 2);
}
