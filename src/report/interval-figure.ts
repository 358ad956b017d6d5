// Dots with their intervals, one under the other: figures of suites, levels or runs side by side.
import type { Estimate } from "../eval/prm-intervals.ts";
import { percent, percentShort } from "../text/format.ts";
import { columns, truncate } from "../text/text.ts";
import {
  CHARACTER,
  COLORS,
  type Color,
  type Drawing,
  emptyFigure,
  horizontalAxis,
  MUTED,
  PAPER,
  r,
  svg,
  verticalRules,
} from "./figures.ts";
import { html, type Markup } from "./markup.ts";
import { axis, linear } from "./scale.ts";

/** Without a value there is nothing to show, and the row stays empty. */
export interface IntervalRow extends Estimate {
  color: Color;
  /** Short strokes beside the dot, such as quantiles, joined by a thin line. */
  marks?: readonly number[];
  /** What it is, for a reader who points at it. */
  title: string;
}

const WIDTH = 560;
const ROW = 17;
const GAP = 9;
const LONGEST_LABEL = 30;

/**
 * One row a value, groups apart, on one scale from 0; the value in figures at the right. `description` says what it shows to
 * readers who do not see it.
 */
export function intervalFigure(
  description: string,
  groups: readonly { label: string; rows: readonly IntervalRow[] }[],
  formatTick: (value: number) => string = percentShort,
  format: (value: number) => string = percent,
): Drawing {
  const height = 30 + groups.reduce((sum, { rows }) => sum + ROW * rows.length + GAP, 0);
  const all = groups.flatMap(({ rows }) =>
    rows.flatMap(({ value, interval, marks = [] }) =>
      value === null ? [] : [value, ...(interval ?? []), ...marks],
    ),
  );
  if (all.length === 0) return emptyFigure(description, WIDTH, height);
  const { domain, ticks } = axis(Math.min(0, ...all), Math.max(0, ...all), 6);
  const labels = groups.map(({ label }) => truncate(label, LONGEST_LABEL));
  const texts = groups.flatMap(({ rows }) => rows.map(({ value }) => (value === null ? "–" : format(value))));
  const frame = {
    left: 14 + Math.max(...labels.map(columns)) * (CHARACTER + 0.3),
    right: WIDTH - 10 - Math.max(...texts.map((text) => text.length)) * (CHARACTER + 0.6),
    top: 4,
    bottom: height - 24,
  };
  const x = linear(domain, [frame.left + 4, frame.right]);
  let y = frame.top + GAP / 2;
  const drawn = groups.map(({ rows }, g) => {
    const top = y;
    const lines = rows.map((row) => {
      const middle = y + ROW / 2;
      y += ROW;
      return rowMarks(row, middle, x, frame.right + 8, format);
    });
    y += GAP;
    return html`<text x="${r(frame.left - 8)}" y="${r((top + y - GAP) / 2 + 4)}" text-anchor="end" style="fill:${COLORS.ink}">${labels[g]}</text>${lines}`;
  });
  return svg(description, WIDTH, height, [
    verticalRules(ticks.map(x), frame),
    drawn,
    horizontalAxis(
      ticks.map((tick) => ({ x: x(tick), label: formatTick(tick) })),
      frame,
    ),
  ]);
}

function rowMarks(
  { color, value, interval, marks = [], title }: IntervalRow,
  middle: number,
  x: (value: number) => number,
  right: number,
  format: (value: number) => string,
): Markup {
  const hue = COLORS[color];
  if (value === null)
    return html`<text x="${r(right)}" y="${r(middle + 4)}" style="fill:${MUTED}">–<title>${title}</title></text>`;
  const ends = marks.length > 0 ? [Math.min(value, ...marks), Math.max(value, ...marks)] : [];
  return html`<g><title>${title}</title>${
    ends.length > 0 &&
    html`<path d="M${r(x(ends[0]))},${r(middle)}H${r(x(ends[1]))}" style="stroke:${hue}" stroke-width="1.2" stroke-opacity="0.6"/>`
  }${marks.map((mark) => html`<path d="M${r(x(mark))},${r(middle - 4.5)}v9" style="stroke:${hue}" stroke-width="1.6"/>`)}${
    interval &&
    html`<path d="M${r(x(interval[0]))},${r(middle)}H${r(x(interval[1]))}" style="stroke:${hue}" stroke-width="6" stroke-opacity="0.28" stroke-linecap="round"/>`
  }<circle cx="${r(x(value))}" cy="${r(middle)}" r="3.8" style="fill:${hue};stroke:${PAPER}" stroke-width="1.2"/><text x="${r(right)}" y="${r(middle + 4)}" style="fill:${hue}" font-weight="650">${format(value)}</text></g>`;
}
