// Linear scales, round ticks, bins and running means: the arithmetic under the figures.
import { largest, mean, smallest } from "../common/statistics.ts";

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

/** How `metrics` are drawn: values by bin, and how many steps a bin holds. */
export function binned<M extends { step: number }>(
  metrics: readonly M[],
  binSize = binSizeOf(metrics.length),
) {
  const starts: number[] = [];
  for (let i = 0; i < metrics.length; i += binSize) starts.push(i);
  const values = (read: (m: M) => number | null | undefined) =>
    starts.map((start) => {
      const own = metrics.slice(start, start + binSize).map(read);
      const numbers = own.filter((value) => typeof value === "number").filter(Number.isFinite);
      return numbers.length > 0 ? mean(numbers) : null;
    });
  return { binSize, steps: starts.map((start) => metrics[start].step), values };
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
