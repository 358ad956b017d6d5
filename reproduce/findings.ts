// The paper's findings (METHOD, section 8), each judged here by a test that is stated beside it. Pure functions over
// what the runs left behind; nothing is decided by wording.
import {
  bootstrapInterval,
  type Curve,
  firstReached,
  mean,
  overSeeds,
  type ProblemValues,
  pairedDifference,
} from "../src/common/statistics.ts";
import { signTest } from "../src/train/evaluate.ts";
import type { StepMetrics } from "../src/train/runs/records.ts";

/** One arm of the experiment on one process reward model, a run for each seed. */
export interface Arm {
  name: string;
  runs: readonly ArmRun[];
}

export interface ArmRun {
  seed: number;
  /** Directory of the run. */
  path: string;
  metrics: readonly StepMetrics[];
  /** At each evaluated step, the warm start's (step 0) first: which held-out problems are right. */
  evaluations: readonly { step: number; right: ProblemValues }[];
  /** Onsets of alarms, in order. */
  alarms: readonly { step: number; kind: string }[];
}

export interface Finding {
  finding: string;
  paper: string;
  here: string;
  /** What decides, in words. */
  test: string;
  /** Null: the runs that would tell are not there. */
  holds: boolean | null;
}

/** What metrics.jsonl says of trust. */
export interface TrustRecord {
  value: number;
  correlation: number | null;
}

/** Null where the run has no trust. */
export function trustOf(line: StepMetrics & { trust?: TrustRecord | null }): TrustRecord | null {
  return line.trust ?? null;
}

/** Level of the sign tests over held-out problems. */
const LEVEL = 0.01;
/** Evaluations in a smoothed accuracy: this one and those beside it. */
const SMOOTH = 3;
/** Training steps at the start and at the end whose mean is compared. */
export const STEPS_COMPARED = 5;

/** Share right. */
export const accuracyOf = ({ values }: ProblemValues): number => mean(values);

/** Whether fewer problems are right in `now` than in `before`: exact two-sided sign test, p < 0.01. */
export function isBelow(now: ProblemValues, before: ProblemValues): boolean {
  const { values } = pairedDifference(before, now);
  const gained = values.filter((value) => value > 0).length;
  const lost = values.filter((value) => value < 0).length;
  return lost > gained && signTest(gained, lost) < LEVEL;
}

/** The first evaluated step from which on every evaluation is below the warm start; null where there is none. */
export function collapseStep({ evaluations }: ArmRun): number | null {
  const [start, ...later] = evaluations;
  let from: number | null = null;
  for (const { step, right } of later) {
    if (!isBelow(right, start.right)) from = null;
    else from ??= step;
  }
  return from;
}

/** The first evaluated step whose accuracy is ten points or more under the warm start's; null where there is none. */
export function droppedStep({ evaluations }: ArmRun): number | null {
  const [start, ...later] = evaluations;
  const floor = accuracyOf(start.right) - 0.1;
  return later.find(({ right }) => accuracyOf(right) <= floor + 1e-12)?.step ?? null;
}

/** Mean of a figure over the first and over the last STEPS_COMPARED training steps. */
function startAndEnd({ metrics }: ArmRun, read: (metrics: StepMetrics) => number): [number, number] {
  return [metrics.slice(0, STEPS_COMPARED), metrics.slice(-STEPS_COMPARED)].map((part) =>
    mean(part.map(read)),
  ) as [number, number];
}

const sumOf = (metrics: StepMetrics) => metrics.processRewardSum ?? Number.NaN;
const tokensPerStep = (metrics: StepMetrics) => metrics.meanLength / metrics.meanSteps;

/** Accuracy against steps, the warm start first. */
export function accuracies({ evaluations }: ArmRun): { step: number; value: number }[] {
  return evaluations.map(({ step, right }) => ({ step, value: accuracyOf(right) }));
}

/** The mean over neighbours in a window of SMOOTH points, fewer at the ends. */
export function smoothed(curve: Curve): Curve {
  const reach = (SMOOTH - 1) / 2;
  return curve.map(({ step }, i) => ({
    step,
    value: mean(curve.slice(Math.max(0, i - reach), i + reach + 1).map(({ value }) => value)),
  }));
}

/** Final accuracy less that of the warm start, and its 95% interval over seeds and problems. */
export function gain(arm: Arm): { difference: number; interval: [number, number] } {
  return pairedGain(arm.runs.map(({ evaluations }) => [evaluations[0].right, last(evaluations).right]));
}

/** Final accuracy of `b` less that of `a` on the seeds both have. */
export function lead(a: Arm, b: Arm): { difference: number; interval: [number, number] } {
  return pairedGain(
    a.runs.flatMap(({ seed, evaluations }): [ProblemValues, ProblemValues][] => {
      const other = b.runs.find((run) => run.seed === seed);
      return other ? [[last(evaluations).right, last(other.evaluations).right]] : [];
    }),
  );
}

/** The arms with the runs of those seeds that all of them have; null where there is no such seed. */
export function onSharedSeeds<T extends Arm[]>(arms: readonly [...T]): T | null {
  const shared = arms.map(({ name, runs }) => ({
    name,
    runs: runs.filter(({ seed }) => arms.every((arm) => arm.runs.some((run) => run.seed === seed))),
  }));
  return shared.every(({ runs }) => runs.length > 0) ? (shared as Arm[] as T) : null;
}

/** Response tokens sampled for training. */
export function sampledTokens({ metrics }: ArmRun): number {
  return metrics.reduce((sum, { responseTokens }) => sum + responseTokens, 0);
}

/** Accuracy at the last evaluation up to which no more than `tokens` were sampled. */
export function accuracyWithin(run: ArmRun, tokens: number): number {
  const within = run.evaluations.filter(({ step }) => tokensUpTo(run, step) <= tokens);
  return accuracyOf(last(within).right);
}

function tokensUpTo({ metrics, ...run }: ArmRun, step: number): number {
  return sampledTokens({ ...run, metrics: metrics.filter((line) => line.step <= step) });
}

/** Mean over seeds of the accuracy when an arm has sampled what `other` samples in all; null without a common seed. */
export function accuracyAtTokensOf(arm: Arm, other: Arm): number | null {
  const found = arm.runs.flatMap((run) => {
    const its = other.runs.find(({ seed }) => seed === run.seed);
    return its ? [accuracyWithin(run, sampledTokens(its))] : [];
  });
  return found.length > 0 ? mean(found) : null;
}

/** Mean of the trust over the steps that have one, a weight of the process rewards from 0 to 1; null where none has. */
export function meanTrust({ metrics }: ArmRun): number | null {
  const values = metrics.flatMap((line) => trustOf(line)?.value ?? []);
  return values.length > 0 ? mean(values) : null;
}

function pairedGain(pairs: readonly [ProblemValues, ProblemValues][]) {
  const differences = pairs.map(([a, b]) => pairedDifference(a, b));
  return {
    difference: mean(differences.map(({ values }) => mean(values))),
    interval: bootstrapInterval(differences),
  };
}

export const last = <T>(items: readonly T[]): T => items[items.length - 1];
export const points = (share: number) => `${share >= 0 ? "+" : "−"}${(100 * Math.abs(share)).toFixed(1)}`;
export const range = ([low, high]: [number, number]) => `${points(low)} to ${points(high)}`;
export const list = (values: readonly (number | string | null)[]) =>
  values.map((value) => value ?? "never").join(", ");
const mostSteps = (arm: Arm) => Math.max(...arm.runs.map(({ metrics }) => metrics.length));

/** 1. Sum-form collapses. */
export function sumCollapses(sum: Arm): Finding {
  const steps = sum.runs.map(collapseStep);
  const sums = sum.runs.map((run) => startAndEnd(run, sumOf));
  const alarms = sum.runs.map(
    (run) =>
      run.alarms
        .slice(0, 2)
        .map(({ kind, step }) => `${kind} at ${step}`)
        .join(" and ") || "none",
  );
  return {
    finding: "sum-form collapses",
    paper: "at step 25–30",
    here:
      `a seed each: below the warm start for good from step ${list(steps)}; summed process reward ` +
      `${sums.map(([start, end]) => `${start.toFixed(1)} → ${end.toFixed(1)}`).join(", ")}; first alarms ${alarms.join("; ")}`,
    test:
      `every seed: from some step to the end fewer held-out problems right than before training (sign test, p < ` +
      `${LEVEL}), and the mean summed process reward of the last ${STEPS_COMPARED} steps above that of the first`,
    holds: steps.every((step) => step !== null) && sums.every(([start, end]) => end > start),
  };
}

/** 2. Min-form is stable and improves. */
export function minIsStable(min: Arm): Finding {
  const { difference, interval } = gain(min);
  const below = min.runs.map(({ evaluations: [start, ...later] }) =>
    later.filter(({ right }) => isBelow(right, start.right)).map(({ step }) => step),
  );
  const fell = below.flat().length;
  return {
    finding: "min-form is stable over the same budget, and improves",
    paper: "stable for more than 200 steps",
    here:
      `${points(difference)} points (${range(interval)}) after ${mostSteps(min)} steps; below the warm start in ` +
      `${fell} of ${min.runs.reduce((n, { evaluations }) => n + evaluations.length - 1, 0)} evaluations`,
    test: `no evaluation of any seed below the warm start (sign test, p < ${LEVEL}), and the 95% interval of the gain above 0`,
    holds: fell === 0 && interval[0] > 0,
  };
}

/** 3. With process rewards VR's final accuracy is there in a fraction of the steps. */
export function fewerSteps(min: Arm, vr: Arm): Finding {
  const curve = (arm: Arm) => smoothed(overSeeds(arm.runs.map(accuracies)));
  const [ours, theirs] = [curve(min), curve(vr)];
  const level = last(theirs).value;
  const [fast, slow] = [firstReached(ours, level), firstReached(theirs, level)];
  const fraction = fast !== null && slow !== null && slow > 0 ? fast / slow : null;
  return {
    finding: `${min.name} reaches VR's final accuracy in a fraction of the steps`,
    paper: "about 30%",
    here:
      `VR ends at ${(100 * level).toFixed(1)}%, which it first has at step ${slow}; ${min.name} ` +
      (fraction === null
        ? `never has it (at most ${(100 * Math.max(...ours.map(({ value }) => value))).toFixed(1)}%)`
        : `has it at step ${fast}: ${(100 * fraction).toFixed(0)}% of the steps, ` +
          `${((100 * tokensAt(min, fast!)) / tokensAt(vr, slow!)).toFixed(0)}% of the sampled tokens`),
    test: `accuracy (mean over seeds and ${SMOOTH} evaluations) reaches the level in half of VR's steps or fewer`,
    holds: fraction !== null && fraction <= 0.5,
  };
}

/** Tokens sampled up to a step, mean over seeds. */
const tokensAt = ({ runs }: Arm, step: number) => mean(runs.map((run) => tokensUpTo(run, step)));

/** 4. PRM + 10% VR ends best. */
export function mixIsBest(mix: Arm, others: readonly Arm[]): Finding {
  const leads = others.map((arm) => ({ name: arm.name, ...lead(arm, mix) }));
  return {
    finding: "min-form + 10% VR ends best",
    paper: "53.3 against 49.3 (PRM), 48.3 (VR) and 39.5 (base)",
    here: leads
      .map(({ name, difference, interval }) => `${points(difference)} to ${name} (${range(interval)})`)
      .join("; "),
    test: "the 95% interval of its lead in final accuracy is above 0 against every other arm",
    holds: leads.every(({ interval }) => interval[0] > 0),
  };
}

/** 5a. The step-level baseline invites giant steps. */
export function giantSteps(step: Arm, token: Arm): Finding {
  const growth = (arm: Arm) =>
    arm.runs.map((run) => {
      const [start, end] = startAndEnd(run, tokensPerStep);
      return end / start;
    });
  const [stepwise, tokenwise] = [growth(step), growth(token)];
  const text = (values: readonly number[]) => list(values.map((value) => `×${value.toFixed(2)}`));
  return {
    finding: "the step-level baseline invites giant steps",
    paper: "hack 2: the separator is avoided",
    here: `tokens a step, end against start: ${text(stepwise)} with the step-level baseline, ${text(tokenwise)} with the token-level one`,
    test: "every seed: the mean tokens a step grow by half or more, and more than with the token-level baseline",
    holds: step.runs.every(({ seed }, i) => {
      const other = token.runs.findIndex((run) => run.seed === seed);
      return stepwise[i] >= 1.5 && other >= 0 && stepwise[i] > tokenwise[other];
    }),
  };
}

/** 5b. PRM-only hacks late. */
export function hacksLate(min: Arm): Finding {
  const falls = min.runs.map(({ evaluations }) => {
    const top = evaluations.reduce((best, at) => (accuracyOf(at.right) > accuracyOf(best.right) ? at : best));
    const end = last(evaluations);
    const [peak, final] = [accuracyOf(top.right), accuracyOf(end.right)];
    return { step: top.step, peak, final, fell: isBelow(end.right, top.right) && peak - final >= 0.1 };
  });
  return {
    finding: "with process rewards alone, a hack comes late",
    paper: "at step 270; the best checkpoints come before",
    here: falls
      .map(
        ({ step, peak, final }) =>
          `${(100 * peak).toFixed(0)}% at step ${step}, ${(100 * final).toFixed(0)}% at the end`,
      )
      .join("; "),
    test: `most seeds end ten points or more below their best evaluation (sign test, p < ${LEVEL})`,
    holds: falls.filter(({ fell }) => fell).length > falls.length / 2,
  };
}

/** 5c. Repetition comes before a collapse. */
export function repetitionFirst(arms: readonly Arm[]): Finding {
  const collapsed = arms.flatMap((arm) =>
    arm.runs.flatMap((run) => {
      const step = collapseStep(run);
      const onset = run.alarms.find(({ kind }) => kind === "repetition")?.step ?? null;
      return step === null ? [] : [{ step, onset }];
    }),
  );
  return {
    finding: "repetition comes before a collapse",
    paper: "long repetitive responses, and the policy is gone within 5 steps",
    here:
      collapsed.length === 0
        ? "no run collapsed"
        : collapsed
            .map(({ step, onset }) => `repetition from step ${onset ?? "–"}, collapse at ${step}`)
            .join("; "),
    test: "in every run that collapsed, the alarm of repetition sets in before the step of the collapse",
    holds:
      collapsed.length === 0 ? null : collapsed.every(({ step, onset }) => onset !== null && onset < step),
  };
}
