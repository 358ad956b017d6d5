// Figures of a process reward model's evaluation: reliability, scores of good and bad steps, where the first error is
// seen, best-of-N.
import type { CalibrationBin } from "../common/calibration.ts";
import type { BestOfNResult, Pick } from "../eval/best-of-n.ts";
import type { StepSet } from "../eval/prm-eval.ts";
import type { FirstErrorResult } from "../eval/prm-first-error.ts";
import { HISTOGRAM_BINS, type StepFigures } from "../eval/prm-steps.ts";
import { count, decimal, percent, percentShort, short, signed } from "../text/format.ts";
import type { Figure } from "./document.ts";
import {
  CHARACTER,
  COLORS,
  type Drawing,
  emptyFigure,
  type Frame,
  GRID,
  horizontalAxis,
  type Line,
  lineFigure,
  MUTED,
  PAPER,
  path,
  r,
  svg,
  verticalAxis,
} from "./figures.ts";
import { type Content, html } from "./markup.ts";
import { axis, linear } from "./scale.ts";

export const SET_NAMES = {
  processBench: "ProcessBench",
  labelled: "labelled steps",
  responses: "responses",
} as const;

/** How each pick is called and drawn; the last is drawn over the others. */
export const PICK_LOOKS: Record<Pick, { label: string } & Line> = {
  min: { label: "min", color: "green", dash: "none" },
  product: { label: "product", color: "purple", dash: "none" },
  mean: { label: "mean", color: "orange", dash: "none" },
  last: { label: "last", color: "orange", dash: "2 4" },
  majority: { label: "majority", color: "ink", dash: "none" },
  weighted: { label: "weighted vote", color: "ink", dash: "7 4" },
  pass: { label: "pass@N", color: "grey", dash: "2 4" },
  softMin: { label: "soft min", color: "blue", dash: "none" },
};

const SMALL = { width: 380, height: 286 };
const WIDE = { width: 860, height: 380 };
const UNIT_TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The figures of one set of steps (all its subsets together), and those of its first errors. */
export function stepSetFigures({ set, figures }: StepSet, firstErrors: FirstErrorResult | null): Figure[] {
  const name = SET_NAMES[set];
  const drawn: Figure[] = [
    {
      file: `calibration-${set}`,
      title: "Calibration",
      note: `observed against predicted p(good) of ${name}, by bin; dots grow with the steps of a bin, bars count them; on the dashed line predictions are what they say`,
      svg: reliabilityFigure(figures.bins, `calibration on ${name}`),
    },
    {
      file: `scores-${set}`,
      title: "Scores of good and bad steps",
      note: `share of the steps of each kind by p(good), ${name}; left of the dashed line a step counts as bad`,
      svg: histogramFigure(figures, `scores of good and bad steps of ${name}`),
    },
  ];
  if (firstErrors)
    drawn.push({
      file: `first-error-${set}`,
      title: "Where the first error is seen",
      note: `predicted less true index, solutions with an error, ${name}; none: no step was taken for wrong`,
      svg: offsetFigure(firstErrors, `where the first error is seen, ${name}`),
    });
  return drawn;
}

/** The curves of best-of-N. */
export function bestOfNFigure({ sizes, curves, problems }: BestOfNResult): Figure {
  const steps = sizes.map((_, i) => i);
  const banded: readonly Pick[] = ["softMin", "majority"];
  return {
    file: "best-of-n",
    title: "Right answers from N responses",
    note: `share of ${count(problems, "problem")}; bands: 95% intervals of soft min and majority`,
    svg: lineFigure({
      description:
        "share of problems answered rightly against the number of responses, by how the answer is picked",
      steps,
      ticks: sizes.map((size, i) => ({ step: i, label: i === 0 ? `N = ${size}` : String(size) })),
      series: (Object.keys(PICK_LOOKS) as Pick[]).map((pick) => ({
        ...PICK_LOOKS[pick],
        values: curves[pick].map(({ value }) => value),
        intervals: banded.includes(pick) ? curves[pick].map(({ interval }) => interval) : undefined,
      })),
      format: percentShort,
      dots: true,
      ...WIDE,
    }),
  };
}

const unitAxis = (x: (value: number) => number, frame: Frame) =>
  horizontalAxis(
    UNIT_TICKS.map((tick) => ({ x: x(tick), label: short(tick) })),
    frame,
  );

const BARS = 46;

function reliabilityFigure(bins: readonly CalibrationBin[], description: string): Drawing {
  const { width, height } = SMALL;
  const held = bins.filter(({ count: n }) => n > 0);
  if (held.length === 0) return emptyFigure(description, width, height);
  const most = Math.max(...held.map(({ count: n }) => n));
  const frame = { left: 40, right: width - 14, top: 10, bottom: height - 24 };
  const upper = { ...frame, bottom: frame.bottom - BARS - 12 };
  const x = linear([0, 1], [frame.left, frame.right]);
  const y = linear([0, 1], [upper.bottom, upper.top]);
  const tall = linear([0, most], [0, BARS]);
  const bars = held.map(
    ({ from, to, count: n }) =>
      html`<rect x="${r(x(from) + 1)}" y="${r(frame.bottom - Math.max(1, tall(n)))}" width="${r(x(to) - x(from) - 2)}" height="${r(Math.max(1, tall(n)))}" style="fill:${MUTED}" fill-opacity="0.45"><title>p(good) ${short(from)} to ${short(to)}: ${count(n, "step")}</title></rect>`,
  );
  const points = held.map(({ predicted, observed }): [number, number] => [x(predicted), y(observed)]);
  const dots = held.map(
    ({ predicted, observed, count: n }, i) =>
      html`<circle cx="${r(points[i][0])}" cy="${r(points[i][1])}" r="${r(3 + 3 * Math.sqrt(n / most))}" style="fill:${COLORS.blue};stroke:${PAPER}" stroke-width="1.4"><title>predicted ${percent(predicted)}, observed ${percent(observed)}, ${count(n, "step")}</title></circle>`,
  );
  return svg(description, width, height, [
    verticalAxis(UNIT_TICKS, y, upper, short),
    html`<path d="M${r(x(0))},${r(y(0))}L${r(x(1))},${r(y(1))}" style="stroke:${MUTED}" stroke-dasharray="3 3"/>`,
    html`<path d="${path(points)}" style="fill:none;stroke:${COLORS.blue}" stroke-width="2" stroke-linejoin="round"/>`,
    dots,
    bars,
    html`<text x="${r(frame.left - 6)}" y="${r(frame.bottom - BARS + 4)}" text-anchor="end" style="fill:${MUTED}">${compact(most)}</text><path d="M${r(frame.left)},${r(frame.bottom - BARS)}H${r(frame.right)}" style="stroke:${GRID}"/>`,
    unitAxis(x, frame),
  ]);
}

/** "950", "12k", "3.4M": at most four characters. */
function compact(value: number): string {
  if (value < 1000) return String(value);
  const [size, unit] = value < 999_500 ? [value / 1000, "k"] : [value / 1e6, "M"];
  return `${size < 10 ? decimal(size, 1).replace(".0", "") : Math.round(size)}${unit}`;
}

function histogramFigure({ histogram, good, bad, threshold }: StepFigures, description: string): Drawing {
  const { width, height } = SMALL;
  const kinds = [
    { label: "good", color: COLORS.blue, counts: histogram.good, total: good },
    { label: "bad", color: COLORS.orange, counts: histogram.bad, total: bad },
  ].filter(({ total }) => total > 0);
  if (kinds.length === 0) return emptyFigure(description, width, height);
  const most = Math.max(...kinds.flatMap(({ counts, total }) => counts.map((n) => n / total)));
  const { domain, ticks } = axis(0, most, 4);
  const frame = { left: 46, right: width - 14, top: 26, bottom: height - 24 };
  const x = linear([0, 1], [frame.left, frame.right]);
  const y = linear(domain, [frame.bottom, frame.top]);
  const outlines = kinds.map(({ color, counts, total }) => {
    const points = counts.flatMap((n, b): [number, number][] => [
      [x(b / HISTOGRAM_BINS), y(n / total)],
      [x((b + 1) / HISTOGRAM_BINS), y(n / total)],
    ]);
    const outline: [number, number][] = [[x(0), y(0)], ...points, [x(1), y(0)]];
    return html`<path d="${path(outline)}" style="fill:${color};stroke:${color}" fill-opacity="0.2" stroke-width="1.8" stroke-linejoin="round"/>`;
  });
  let at = frame.left;
  const names = kinds.map(({ label, color, total }) => {
    const text = `${label}, ${count(total, "step")}`;
    const name = html`<rect x="${r(at)}" y="4" width="10" height="10" style="fill:${color}" fill-opacity="0.75"/><text x="${r(at + 15)}" y="13" style="fill:${color}" font-weight="650">${text}</text>`;
    at += 15 + (text.length + 3) * CHARACTER;
    return name;
  });
  const line =
    threshold >= 0 && threshold <= 1
      ? html`<path d="M${r(x(threshold))},${r(frame.bottom)}V${r(frame.top)}" style="stroke:${MUTED}" stroke-dasharray="3 3"/>`
      : null;
  return svg(description, width, height, [
    verticalAxis(ticks, y, frame, percentShort),
    outlines,
    line,
    names,
    unitAxis(x, frame),
  ]);
}

/** Offsets drawn one by one; farther ones are one bar on either side. */
const FAR = 4;

/** Bars of the first-error figure: how far the prediction lies from the truth, and none at all. Exported for tests. */
export function offsetBars(result: { offsets: FirstErrorResult["offsets"]; missed: number }) {
  const bar = (label: string, low: number, high = low) => {
    const within = result.offsets.filter(([offset]) => offset >= low && offset <= high);
    return { label, count: within.reduce((sum, [, n]) => sum + n, 0), exact: low === 0 && high === 0 };
  };
  const near = Array.from({ length: 2 * FAR - 1 }, (_, i) => i + 1 - FAR);
  return [
    bar(`<−${FAR - 1}`, Number.NEGATIVE_INFINITY, -FAR),
    ...near.map((offset) => bar(offset === 0 ? "exact" : signed(offset, 0), offset)),
    bar(`>+${FAR - 1}`, FAR, Number.POSITIVE_INFINITY),
    { label: "none", count: result.missed, exact: false },
  ];
}

function offsetFigure(result: FirstErrorResult, description: string): Drawing {
  const { width, height } = SMALL;
  const bars = offsetBars(result);
  const most = Math.max(...bars.map((bar) => bar.count));
  if (most === 0) return emptyFigure(description, width, height);
  const { domain, ticks } = axis(0, most, 4);
  const whole = ticks.filter(Number.isInteger);
  const frame = { left: 46, right: width - 4, top: 22, bottom: height - 24 };
  const y = linear(domain, [frame.bottom, frame.top]);
  // "none" stands a little apart: it is no offset.
  const slot = (frame.right - frame.left) / (bars.length + 0.4);
  const left = (i: number) => frame.left + slot * (i + (i === bars.length - 1 ? 0.4 : 0));
  const drawn = bars.map(({ count: n, exact, label }, i): Content => {
    const color = exact ? COLORS.green : i === bars.length - 1 ? MUTED : COLORS.orange;
    return html`<rect x="${r(left(i) + 2)}" y="${r(y(n))}" width="${r(slot - 4)}" height="${r(frame.bottom - y(n))}" style="fill:${color}" fill-opacity="0.8"><title>${label}: ${count(n, "solution")}</title></rect><text x="${r(left(i) + slot / 2)}" y="${r(y(n) - 5)}" text-anchor="middle" style="fill:${color}" font-weight="650">${compact(n)}</text>`;
  });
  return svg(description, width, height, [
    verticalAxis(whole, y, frame, (value) => compact(value)),
    drawn,
    horizontalAxis(
      bars.map(({ label }, i) => ({ x: left(i) + slot / 2, label })),
      frame,
    ),
  ]);
}
