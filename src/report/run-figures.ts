// Which measurements of a run become which figures, and how each is called.
import { largest, mean, smallest } from "../common/statistics.ts";
import { percent, short } from "../text/format.ts";
import type {
  AlarmKind,
  AlarmRecord,
  EvaluationResult,
  StepMetrics,
  SupervisedMetrics,
} from "../train/records.ts";
import { type Block, type Figure, say } from "./document.ts";
import { type Color, type Drawing, type LineFigure, lineFigure, stackedFigure } from "./figures.ts";
import { type Measure, measureRows } from "./measures.ts";

/** Longer runs are drawn in bins of equally many steps. */
const MOST_POINTS = 500;

export const percentShort = (share: number) => `${short(Math.round(share * 1000) / 10)}%`;

/** Held-out accuracy with its 95% interval against training steps. */
export function accuracyFigure(
  points: readonly { step: number; result: EvaluationResult }[],
  size: { width: number; height: number },
  alarms: readonly AlarmRecord[] = [],
): Drawing {
  const first = points[0]?.result.accuracy;
  return lineFigure({
    description: "held-out accuracy against training steps, with 95% intervals",
    steps: points.map((p) => p.step),
    series: [
      {
        label: "accuracy",
        color: "blue",
        values: points.map((p) => p.result.accuracy),
        intervals: points.map((p) => p.result.interval),
      },
    ],
    format: percentShort,
    dots: points.length <= 40,
    onsets: onsetsOf(alarms),
    reference: points.length > 1 ? { value: first, label: `before: ${percent(first)}` } : undefined,
    ...size,
  });
}

/** Steps in the running mean of `steps` points: about a tenth, odd; 1 (none) for short runs. */
export function smoothingWindow(steps: number): number {
  return steps < 16 ? 1 : 2 * Math.floor(steps / 20) + 1;
}

type Read<M> = (m: M) => number | null | undefined;

/** Steps a bin holds where a figure reaches over `steps` of them. */
export function binSizeOf(steps: number): number {
  return Math.max(1, Math.ceil(steps / MOST_POINTS));
}

/** How `metrics` are drawn: values by bin, and how many steps a bin holds. */
export function binned<M extends { step: number }>(
  metrics: readonly M[],
  binSize = binSizeOf(metrics.length),
) {
  const starts: number[] = [];
  for (let i = 0; i < metrics.length; i += binSize) starts.push(i);
  const values = (read: Read<M>) =>
    starts.map((start) => {
      const own = metrics.slice(start, start + binSize).map(read);
      const numbers = own.filter((value) => typeof value === "number").filter(Number.isFinite);
      return numbers.length > 0 ? mean(numbers) : null;
    });
  return { binSize, steps: starts.map((start) => metrics[start].step), values };
}

/** What the lines of the figures mean, given how many steps there are. */
export function lineNote(metrics: readonly { step: number }[]): string {
  const { binSize, steps } = binned(metrics);
  const window = smoothingWindow(steps.length);
  if (window === 1) return "Each line joins the training steps; the figure at its end is the last step's.";
  const thin = binSize === 1 ? "each training step" : `the mean of ${binSize} training steps`;
  return `Thin line: ${thin}. Thick line: running mean over ${window * binSize} steps; the figure at its end is its last value.`;
}

/**
 * What the vertical axis of `series` must reach: 0, or, where the values keep far from 0, enough around them that a
 * change of a few per cent does not look like a cliff.
 */
export function reach(series: readonly (readonly (number | null)[])[]): number[] {
  const all = series.flat().filter((value) => value !== null);
  const [low, high] = [smallest(all), largest(all)];
  if (all.length === 0 || !(low > 0.55 * high)) return [0];
  const middle = (low + high) / 2;
  return [middle * 0.82, middle * 1.18];
}

/** Draws measurements of `metrics`: a title, a note, and what each line reads. */
function drawer<M extends { step: number }>(metrics: readonly M[]) {
  const { steps, values } = binned(metrics);
  return (
    title: string,
    note: string,
    lines: readonly (readonly [label: string, color: Color, read: Read<M>])[],
    options: Partial<LineFigure> = {},
  ): Figure => {
    const series = lines.map(([label, color, read]) => ({ label, color, values: values(read) }));
    const svg = lineFigure({
      ...{ description: `${title} against training steps`, steps, series, format: short },
      window: smoothingWindow(steps.length),
      include: reach(series.map((line) => line.values)),
      ...options,
    });
    return { title, note, svg };
  };
}

function onsetsOf(alarms: readonly AlarmRecord[], ...kinds: AlarmKind[]) {
  return alarms
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ step, title }) => ({ step, label: `alarm: ${title}` }));
}

const row = (title: string, ...figures: Figure[]): Block => [
  say("heading", title),
  { kind: "figures", columns: 3, figures },
];

/** Every figure of a PURE run but the accuracy, in rows; each has the onsets of the alarms that go by it. */
export function runFigures(metrics: readonly StepMetrics[], alarms: readonly AlarmRecord[]): Block[] {
  const draw = drawer(metrics);
  const reasons = {
    ratio: "no update: mean probability ratio above the limit",
    nonfinite: "no update: loss or gradient not finite",
  };
  const flags = metrics
    .filter((m) => m.update === "ratio" || m.update === "nonfinite")
    .map((m) => ({ step: m.step, label: reasons[m.update as keyof typeof reasons] }));
  const figure = ({ title, note, lines, share, include, smoothed, alarms: kinds }: Measure): Figure => {
    // A step without an update shows in its gradient.
    const flagged = title === "Gradient norm" && flags.length > 0;
    return draw(title, flagged ? `${note}; × marks a step without an update` : note, lines, {
      ...(flagged && { flags }),
      ...(share && { format: percentShort }),
      ...(include && { include }),
      ...(smoothed && { window: 1 }),
      ...(kinds && { onsets: onsetsOf(alarms, ...kinds) }),
    });
  };
  return measureRows
    .filter(({ when }) => when === undefined || metrics.some(when))
    .map(({ title, measures }) => {
      const figures = measures.map(figure);
      return row(title, ...figures, ...(title === "Soundness and speed" ? [secondsFigure(metrics)] : []));
    });
}

/** The figures of a supervised run (sft, prm). */
export function supervisedFigures(metrics: readonly SupervisedMetrics[]): Block[] {
  const figure = drawer(metrics);
  const held = metrics.filter((m) => m.heldOut);
  const heldFigure = drawer(held);
  const training = row(
    "Training",
    figure("Loss", "nats, mean over loss tokens", [["loss", "blue", (m) => m.loss]]),
    figure("Gradient norm", "before clipping", [["norm", "purple", (m) => m.gradNorm]]),
    figure("Learning rate", "AdamW", [["rate", "grey", (m) => m.learningRate]]),
  );
  if (held.length === 0) return [training];
  return [
    training,
    row(
      "Held out",
      heldFigure("Held-out loss", "nats", [["loss", "orange", (m) => m.heldOut?.loss]], { dots: true }),
      heldFigure("Held-out AUC", "of step scores, process reward models only", [
        ["auc", "green", (m) => m.heldOut?.auc],
      ]),
      heldFigure("Held-out calibration error", "expected, of p(good) in 10 bins", [
        ["error", "purple", (m) => m.heldOut?.ece],
      ]),
      figure("Speed", "tokens a second", [["speed", "grey", (m) => m.tokensPerSecond]]),
    ),
  ];
}

function secondsFigure(metrics: readonly StepMetrics[]): Figure {
  const part = (label: string, color: Color, read: (s: StepMetrics["seconds"]) => number) => ({
    ...{ label, color, values: metrics.map(({ seconds }) => Math.max(0, read(seconds) || 0)) },
  });
  const svg = stackedFigure({
    description: "seconds a step spent on sampling, scoring, updating and the rest",
    steps: metrics.map((m) => m.step),
    parts: [
      part("sampling", "blue", (s) => s.sampling),
      part("scoring", "orange", (s) => s.scoring),
      part("updating", "green", (s) => s.updating),
      part("rest", "grey", (s) => s.total - s.sampling - s.scoring - s.updating),
    ],
    format: short,
  });
  return { title: "Time", note: "seconds a step", svg };
}
