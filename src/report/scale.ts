// Linear scales, round ticks, bins, running means and curves over seeds: the arithmetic under the figures.
import { type Curve, largest, mean, overSeeds, smallest } from "../common/statistics.ts";
import type { EvaluationResult } from "../train/runs/records.ts";

/** Longer runs are drawn in bins of equally many steps. */
const MOST_POINTS = 500;

export interface Axis {
  /** Encloses every value; ticks lie within. */
  domain: [number, number];
  ticks: number[];
}

/** About `wanted` round ticks (1, 2, 5 × 10^n apart) within [low, high], which is widened a little but never past 0. */
export function axis(low: number, high: number, wanted: number): Axis {
  if (!Number.isFinite(high - low)) throw new RangeError(`axis from ${low} to ${high}`);
  // Numbers that differ by rounding alone are one number; ticks between them could not be told apart.
  if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) {
    const margin = Math.abs(low) > 0 ? Math.abs(low) * 0.5 : 1;
    return axis(low >= 0 ? Math.max(0, low - margin) : low - margin, low + margin, wanted);
  }
  const rough = Math.log10((high - low) / wanted);
  const magnitude = 10 ** Math.floor(rough);
  const distance = (factor: number) => Math.abs(Math.log10(factor) - (rough - Math.floor(rough)));
  const gap = [1, 2, 5, 10].reduce((a, b) => (distance(b) < distance(a) ? b : a)) * magnitude;
  const margin = (high - low) * 0.05;
  const widen = (value: number, by: number) => (value * (value + by) <= 0 ? 0 : value + by);
  const domain: [number, number] = [widen(low, -margin), widen(high, margin)];
  const ticks: number[] = [];
  for (let i = Math.ceil(domain[0] / gap - 1e-9); i * gap <= domain[1] + gap * 1e-9; i++) {
    ticks.push(Number((i * gap).toPrecision(12)));
  }
  return { domain, ticks };
}

/** Whole-number ticks within [low, high], both ends among them where that does not crowd. */
export function stepTicks(low: number, high: number, wanted: number): number[] {
  if (high <= low) return [low];
  const gap = Math.max(1, Math.round(axis(0, high - low, wanted).ticks[1]));
  const ticks = [low];
  for (let tick = Math.ceil((low + 1) / gap) * gap; tick < high; tick += gap) {
    if (tick - low > gap * 0.6 && high - tick > gap * 0.6) ticks.push(tick);
  }
  ticks.push(high);
  return ticks;
}

/** Point lists of several lines: the steps that any of them has, and of each line its place among those by `at`. */
export function alongSteps<P extends { step: number }>(lines: readonly (readonly P[])[]) {
  const steps = [...new Set(lines.flat().map(({ step }) => step))].sort((a, b) => a - b);
  const at = <V>(line: readonly P[], read: (point: P) => V | undefined): (V | null)[] => {
    const known = new Map(line.map((point) => [point.step, read(point)]));
    return steps.map((step) => known.get(step) ?? null);
  };
  return { steps, at };
}

/** Held-out accuracy of runs that differ by their seed alone; the range of a single one is its 95% interval. */
export function accuracyOver(runs: readonly (readonly { step: number; result: EvaluationResult }[])[]) {
  const points = overSeeds(
    runs.map((held): Curve => held.map(({ step, result }) => ({ step, value: result.accuracy }))),
  );
  if (runs.length !== 1) return points;
  const intervals = new Map(runs[0].map(({ step, result }) => [step, result.interval]));
  return points.map((point) => ({ ...point, range: intervals.get(point.step) ?? point.range }));
}

/** A measurement of one run, the mean of each bin of `binSize` steps, as a running mean over `window` bins. */
export function measuredCurve<M extends { step: number }>(
  metrics: readonly M[],
  read: (m: M) => number | null | undefined,
  { binSize, window }: { binSize: number; window: number },
): Curve {
  const bins = Array.from({ length: Math.ceil(metrics.length / binSize) }, (_, b) =>
    metrics.slice(b * binSize, (b + 1) * binSize),
  );
  const means = bins.map((bin) => {
    const numbers = bin
      .map(read)
      .filter((value) => typeof value === "number")
      .filter(Number.isFinite);
    return numbers.length > 0 ? mean(numbers) : null;
  });
  const smooth = runningMean(means, window);
  return bins.flatMap(([{ step }], b) => (smooth[b] === null ? [] : [{ step, value: smooth[b] }]));
}

/** Linear map from `domain` to `range`. */
export function linear(domain: readonly [number, number], range: readonly [number, number]) {
  const scale = domain[1] === domain[0] ? 0 : (range[1] - range[0]) / (domain[1] - domain[0]);
  return (value: number) => range[0] + (value - domain[0]) * scale;
}

/** Centred mean over `window` neighbours, fewer at the ends; gaps (null) count for nothing and are bridged within it. */
export function runningMean(values: readonly (number | null)[], window: number): (number | null)[] {
  const half = Math.floor(window / 2);
  return values.map((_value, at) => {
    const near = values.slice(Math.max(0, at - half), at + half + 1).filter((value) => value !== null);
    return near.length > 0 ? mean(near) : null;
  });
}

/** Labels at `wanted` heights moved apart to `gap` at least and kept within [top, bottom], in the same order. */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b]);
  const heights = wanted.map((y) => Math.min(Math.max(y, top), bottom));
  order.slice(1).forEach((label, i) => {
    heights[label] = Math.max(heights[label], heights[order[i]] + gap);
  });
  // What has been pushed past the bottom pushes the others up.
  let limit = bottom;
  for (const label of order.toReversed()) {
    heights[label] = Math.min(heights[label], limit);
    limit = heights[label] - gap;
  }
  return heights;
}

/** Steps in the running mean of `steps` points: about a tenth, odd; 1 (none) for short runs. */
export function smoothingWindow(steps: number): number {
  return steps < 16 ? 1 : 2 * Math.floor(steps / 20) + 1;
}

/** Steps a bin holds where a figure reaches over `steps` of them. */
export function binSizeOf(steps: number): number {
  return Math.max(1, Math.ceil(steps / MOST_POINTS));
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
