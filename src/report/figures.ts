// Figures as SVG: lines over training steps, and what every figure is drawn with. Colours are CSS variables
// with a light fallback, so that a figure follows the page's theme and also stands alone.
import { largest, smallest } from "../common/statistics.ts";
import { type Content, html, Markup } from "./markup.ts";
import { axis, linear, spreadLabels, stepTicks } from "./scale.ts";

/** Okabe–Ito hues, darkened for text contrast; they stay apart for colour-blind readers. */
export const COLORS = {
  blue: "var(--blue, #1f66ad)",
  orange: "var(--orange, #b9500a)",
  green: "var(--green, #00795f)",
  purple: "var(--purple, #84489a)",
  ink: "var(--ink, #1c1f24)",
  grey: "var(--muted, #6b6f76)",
} as const;
export type Color = keyof typeof COLORS;

export const REWARD_CLASSES = 9;

/** Class 0 (−1, bad) to 8 (+1, good) of a process reward; the style sheet gives each its colour. */
export function rewardClass(reward: number): number {
  const share = (Math.max(-1, Math.min(1, reward)) + 1) / 2;
  return Math.min(REWARD_CLASSES - 1, Math.floor(share * REWARD_CLASSES));
}

/** How a line is drawn: its dashes as SVG has them; "none": drawn through. */
export interface Line {
  color: Color;
  dash: string;
}

const HUES: readonly Color[] = ["blue", "orange", "green", "purple", "ink", "grey"];
const DASHES = ["none", "7 4", "2 4", "9 3 2 3"];

/** How the run or variant at `index` is drawn: hues first, then the same hues dashed. */
export function lineOf(index: number): Line {
  return { color: HUES[index % HUES.length], dash: DASHES[Math.floor(index / HUES.length) % DASHES.length] };
}

/** An SVG and its size, in pixels. */
export class Drawing extends Markup {
  constructor(
    text: string,
    readonly width: number,
    readonly height: number,
  ) {
    super(text);
  }
}

export const MUTED = COLORS.grey;
export const GRID = "var(--grid, #e6e6e1)";
export const PAPER = "var(--paper, #ffffff)";
const FONT = "font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const TEXT = 11.5;
/** Of a figure of which nothing else is said. */
const SIZE = { width: 380, height: 216 };
export const CHARACTER = 6.3;

export interface Series {
  label: string;
  color: Color;
  dash?: string;
  /** One a step; null is a gap. */
  values: readonly (number | null)[];
  /** Low and high around each value, drawn as a band. */
  intervals?: readonly (readonly [number, number] | null)[];
}

export interface LineFigure {
  /** What the figure shows, for readers who do not see it. */
  description: string;
  steps: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
  /** Values the vertical axis must reach. */
  include?: readonly number[];
  /** A dot on every value (few, unevenly spaced values). */
  dots?: boolean;
  /** What stands under the horizontal axis, where it is not training steps. */
  ticks?: readonly { step: number; label: string }[];
  width?: number;
  height?: number;
}

/** Coordinates need no more than a tenth of a pixel. */
export const r = (value: number) => Math.round(value * 10) / 10;

type Point = [number, number];

/** Runs of neighbours without a gap. */
function runs<T>(values: readonly (T | null)[]): { start: number; items: T[] }[] {
  const starts = [...values.keys()].filter((i) => values[i] !== null && (values[i - 1] ?? null) === null);
  return starts.map((start) => {
    const end = values.indexOf(null, start);
    return { start, items: values.slice(start, end < 0 ? values.length : end) as T[] };
  });
}

export function path(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${r(x)},${r(y)}`).join("");
}

/** Values over training steps, each line named at its end. */
export function lineFigure(figure: LineFigure): Drawing {
  const { steps, series, format, width = SIZE.width, height = SIZE.height } = figure;
  const measured = series.flatMap((s) => s.values.filter((v) => v !== null));
  if (measured.length === 0 || steps.length === 0) return emptyFigure(figure.description, width, height);
  const all = [
    ...measured,
    ...series.flatMap((s) => (s.intervals ?? []).flatMap((i) => (i ? [...i] : []))),
    ...(figure.include ?? []),
  ];
  const yAxis = axis(smallest(all), largest(all), height > 240 ? 5 : 4);
  const ends = series.flatMap(({ values, color, label: name }) => {
    const at = values.findLastIndex((v) => v !== null);
    const label = series.length > 1 ? name : "";
    return at < 0 ? [] : [{ at, last: values[at]!, color, value: format(values[at]!), label }];
  });
  const labelWidth = Math.max(
    ...ends.map(({ value, label }) => value.length + (label ? label.length + 1 : 0)),
  );
  const tickWidth = Math.max(...yAxis.ticks.map((t) => format(t).length));
  const frame = {
    left: 10 + tickWidth * CHARACTER,
    right: width - 14 - labelWidth * CHARACTER * 1.04,
    top: 12,
    bottom: height - 24,
  };
  const x = stepScale(steps, frame.left, frame.right);
  const y = linear(yAxis.domain, [frame.bottom, frame.top]);
  const point = (value: number, i: number): Point => [x(steps[i]), y(value)];
  const line = ({ values, color, dash = "none" }: Series) =>
    runs(values).map(({ start, items }) =>
      items.length === 1
        ? html`<circle cx="${r(x(steps[start]))}" cy="${r(y(items[0]))}" r="2" style="fill:${COLORS[color]}"/>`
        : html`<path d="${path(items.map((v, i) => point(v, start + i)))}" style="fill:none;stroke:${COLORS[color]}" stroke-width="2"${dash !== "none" && html` stroke-dasharray="${dash}"`} stroke-linejoin="round" stroke-linecap="round"/>`,
    );
  const bands = series.map((s) =>
    runs(s.intervals ?? []).map(({ start, items }) =>
      items.length === 1
        ? html`<path d="M${r(x(steps[start]))},${r(y(items[0][0]))}V${r(y(items[0][1]))}" style="stroke:${COLORS[s.color]}" stroke-width="5" stroke-opacity="0.22"/>`
        : html`<path d="${path([
            ...items.map((b, i) => point(b[1], start + i)),
            ...items.map((b, i) => point(b[0], start + i)).reverse(),
          ])}Z" style="fill:${COLORS[s.color]}" fill-opacity="0.15"/>`,
    ),
  );
  const nameOf = (step: number) => figure.ticks?.find((tick) => tick.step === step)?.label ?? `step ${step}`;
  const lines = series.map((s) => [
    line(s),
    figure.dots &&
      s.values.map(
        (v, i) =>
          v !== null &&
          html`<circle cx="${r(x(steps[i]))}" cy="${r(y(v))}" r="3.2" style="fill:${COLORS[s.color]};stroke:${PAPER}" stroke-width="1.4"><title>${nameOf(steps[i])}: ${format(v)}</title></circle>`,
      ),
  ]);
  const labels = endLabels(
    ends.map(({ at, last, ...named }) => ({ ...named, x: Math.min(x(steps[at]), frame.right), y: y(last) })),
    frame,
  );
  const named = figure.ticks?.map(({ step, label }) => ({ x: x(step), label }));
  return svg(figure.description, width, height, [
    verticalAxis(yAxis.ticks, y, frame, format),
    named ? horizontalAxis(named, frame) : stepAxis(steps, x, frame, width > 500),
    [bands, lines, labels],
  ]);
}

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function verticalAxis(
  ticks: readonly number[],
  y: (value: number) => number,
  frame: Frame,
  format: (value: number) => string,
): Content {
  return ticks.map((tick) => {
    const zero = tick === 0;
    return html`<path d="M${r(frame.left)},${r(y(tick))}H${r(frame.right)}" style="stroke:${zero ? MUTED : GRID}" stroke-width="${zero ? 0.8 : 1}"/><text x="${r(frame.left - 6)}" y="${r(y(tick) + 4)}" text-anchor="end" style="fill:${MUTED}">${format(tick)}</text>`;
  });
}

/** Lines from top to bottom of `frame`, to read values off. */
export function verticalRules(xs: readonly number[], frame: Frame): Content {
  return xs.map((x) => html`<path d="M${r(x)},${r(frame.top)}V${r(frame.bottom)}" style="stroke:${GRID}"/>`);
}

/** Ticks and what stands under them, along the lower edge of `frame`. */
export function horizontalAxis(
  ticks: readonly { x: number; label: string; anchor?: string }[],
  frame: Frame,
): Content {
  return [
    html`<path d="M${r(frame.left)},${r(frame.bottom)}H${r(frame.right)}" style="stroke:${MUTED}" stroke-width="0.8"/>`,
    ticks.map(
      ({ x, label, anchor = "middle" }) =>
        html`<path d="M${r(x)},${r(frame.bottom)}v4" style="stroke:${MUTED}" stroke-width="0.8"/><text x="${r(x)}" y="${r(frame.bottom + 17)}" text-anchor="${anchor}" style="fill:${MUTED}">${label}</text>`,
    ),
  ];
}

/** Training steps under a figure; a label that would touch the one before it, or the last, is left out. */
function stepAxis(
  steps: readonly number[],
  x: (step: number) => number,
  frame: Frame,
  wide: boolean,
): Content {
  const all = stepTicks(steps[0], steps[steps.length - 1], wide ? 8 : 4);
  const labels = all.map((tick, i) => {
    const label = i === 0 ? `step ${tick}` : tick.toLocaleString("en");
    const size = label.length * CHARACTER;
    const [first, last] = [i === 0 && all.length > 1, i > 0 && i === all.length - 1];
    const anchor = first ? "start" : last ? "end" : "middle";
    const left = x(tick) - { start: 0, middle: 0.5, end: 1 }[anchor] * size;
    return { x: x(tick), label, anchor, left, right: left + size };
  });
  const end = labels[labels.length - 1];
  let reached = Number.NEGATIVE_INFINITY;
  const shown = labels.filter((label, i) => {
    const fits = i === 0 || label === end || (label.left > reached && label.right + CHARACTER < end.left);
    if (fits) reached = label.right + CHARACTER;
    return fits;
  });
  return horizontalAxis(shown, frame);
}

/** Where steps lie: from `from` to `to`, a single one between. */
function stepScale(steps: readonly number[], from: number, to: number): (step: number) => number {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  return first === last ? () => (from + to) / 2 : linear([first, last], [from, to]);
}

/** Names beside the right edge of `frame`, at the wanted heights as far as they do not overlap. */
function endLabels(
  ends: readonly { x: number; y: number; color: Color; value: string; label: string }[],
  frame: Frame,
): Content {
  const wanted = ends.map(({ y }) => y);
  const heights = spreadLabels(wanted, TEXT + 2.5, frame.top, frame.bottom);
  return ends.map(
    ({ x, color, value, label }, i) =>
      html`<text x="${r(x + 7)}" y="${r(heights[i] + 4)}" style="fill:${COLORS[color]}"><tspan font-weight="650">${value}</tspan>${label && ` ${label}`}</text>`,
  );
}

export function svg(description: string, width: number, height: number, content: Content): Drawing {
  const { text } =
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}" font-size="${TEXT}" style="${FONT}">${content}</svg>`;
  return new Drawing(text, width, height);
}

export function emptyFigure(description: string, width: number, height: number): Drawing {
  return svg(
    `${description}: no data`,
    width,
    height,
    html`<text x="${width / 2}" y="${height / 2}" text-anchor="middle" style="fill:${MUTED}">not measured in this run</text>`,
  );
}
