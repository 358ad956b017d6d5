// The figures of a comparison: one line a variant, the mean over seeds, with a band from the smallest seed to the
// largest. Which measurements are drawn, and how each is called.
import { overSeeds } from "../common/statistics.ts";
import type { Comparison, ComparisonRun } from "../eval/comparison.ts";
import { percentShort, short } from "../text/format.ts";
import { truncate } from "../text/text.ts";
import type { StepMetrics } from "../train/runs/records.ts";
import { type Figure, rewardsAnyNumber } from "./document.ts";
import { type Drawing, type LineFigure, lineFigure, lineOf, type Series } from "./figures.ts";
import { accuracyOver, alongSteps, binSizeOf, measuredCurve, reach, smoothingWindow } from "./scale.ts";

/** Columns of a variant's name beside its line; the legend has the whole of it. */
const LONGEST_LABEL = 16;
const SIZE = { width: 500, height: 232 };

type Arm = { name: string; runs: ComparisonRun[] };
type Point = ReturnType<typeof accuracyOver>[number];

function arms({ variants, runs }: Comparison): Arm[] {
  return variants.map(({ name }) => ({ name, runs: runs.filter((run) => run.variant === name) }));
}

/** Draws one point list a variant; null where none has a point. */
function draw(
  all: readonly { name: string; points: readonly Point[]; band: boolean }[],
  description: string,
  options: Partial<LineFigure>,
): Drawing | null {
  const { steps, at } = alongSteps(all.map(({ points }) => points));
  if (steps.length === 0) return null;
  const series = all.map(
    ({ name, points, band }, index): Series => ({
      label: truncate(name, LONGEST_LABEL),
      ...lineOf(index),
      values: at(points, ({ value }) => value),
      intervals: band ? at(points, ({ range }) => range) : undefined,
    }),
  );
  const include = reach(series.map(({ values }) => values));
  return lineFigure({ description, steps, series, format: short, include, ...SIZE, ...options });
}

/** Held-out accuracy against training steps. With one seed the band is the evaluation's own 95% interval. */
export function accuracyBands(comparison: Comparison): Figure | null {
  const all = arms(comparison).map(({ name, runs }) => ({
    ...{ name, points: accuracyOver(runs.map(({ evaluations }) => evaluations)), band: true },
  }));
  const several = all.length > 0 && comparison.runs.length > all.length;
  const svg = draw(all, "held-out accuracy of each variant against training steps", {
    format: percentShort,
    dots: all.every(({ points }) => points.length <= 40),
  });
  const note = several
    ? "mean over seeds; band: from the worst seed to the best"
    : "one seed; band: 95% interval of the evaluation";
  return svg && { file: "held-out-accuracy", title: "Held-out accuracy", note, svg };
}

type Read = (metrics: StepMetrics) => number | null;

/** `when`: of which configurations; of all without. */
const measured: [
  file: string,
  title: string,
  note: string,
  read: Read,
  options?: Partial<LineFigure> & { when?: (config: unknown) => boolean },
][] = [
  [
    "process-reward-min",
    "Process reward, weakest step",
    "minimum over the steps of a response, −1 to 1; min-form credit goes by it",
    (m) => m.processRewardMin,
  ],
  [
    "process-reward-sum",
    "Process reward, sum",
    "sum over the steps of a response; sum-form credit goes by it",
    (m) => m.processRewardSum,
  ],
  [
    "right-answers",
    "Right answers",
    "share of sampled responses with the right answer, where one is known",
    (m) => m.correctShare,
    { format: percentShort },
  ],
  [
    "verifiable-reward",
    "Verifiable reward",
    "mean over the responses that have one, as the function or the penalty for length made it",
    (m) => m.verifiableReward,
    { when: rewardsAnyNumber },
  ],
  ["length", "Response length", "tokens, mean", (m) => m.meanLength],
  [
    "steps-a-response",
    "Steps a response",
    "mean; one giant step, or many idle ones, are hacks",
    (m) => m.meanSteps,
  ],
  [
    "no-answer",
    "Without an answer",
    "share of sampled responses",
    (m) => m.noAnswerShare,
    { format: percentShort },
  ],
  ["kl", "KL to the reference policy", "nats a token, k3 estimate", (m) => m.kl],
];

/** Every figure of the training steps that some variant has values for. */
export function trainingBands(comparison: Comparison): Figure[] {
  const smooth = smoothing(comparison);
  return measured.flatMap(([file, title, note, read, { when = () => true, ...options } = {}]) => {
    const all = arms(comparison).map(({ name, runs }) => {
      const own = runs.filter(({ config }) => when(config));
      const points = overSeeds(own.map(({ metrics }) => measuredCurve(metrics, read, smooth)));
      return { name, points, band: own.length > 1 };
    });
    const svg = draw(all, `${title} of each variant against training steps`, options);
    return svg ? [{ file, title, note, svg }] : [];
  });
}

/** Steps of a bin, and bins of the running mean: the same for all runs. */
function smoothing({ runs }: Comparison) {
  const longest = Math.max(0, ...runs.map(({ metrics }) => metrics.length));
  const binSize = binSizeOf(longest);
  return { binSize, window: smoothingWindow(Math.ceil(longest / binSize)) };
}

/** What lines and bands mean. */
export function bandNote(comparison: Comparison): string {
  const { binSize, window } = smoothing(comparison);
  const seeds = Math.max(0, ...comparison.variants.map((variant) => variant.seeds.length));
  const smooth = window * binSize > 1 ? ` (running mean over ${window * binSize} steps)` : "";
  return seeds > 1
    ? `Each line is the mean over ${seeds} seeds${smooth}, its band reaches from the smallest seed to the largest.`
    : `Each line is one seed${smooth}; how far seeds differ is not known.`;
}
