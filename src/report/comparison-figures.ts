// The figures of a comparison: one line a variant, the mean over seeds, with a band from the smallest seed to the
// largest. Which measurements are drawn, and how each is called.
import type { Comparison, ComparisonRun } from "../eval/comparison.ts";
import { type Curve, overSeeds } from "../statistics.ts";
import type { StepMetrics } from "../train/records.ts";
import { COLORS, type Color, type LineFigure, lineFigure, type Series } from "./figures.ts";
import { short } from "../text/format.ts";
import { html, type Markup } from "./markup.ts";
import { binned, binSizeOf, type Figure, percentShort, reach, smoothingWindow } from "./run-figures.ts";
import { runningMean } from "./scale.ts";
import { truncate, wrap } from "../text/text.ts";

export interface ComparisonFigure extends Figure {
  /** Of its SVG file, without the extension. */
  file: string;
}

/** Columns of a variant's name beside its line; the legend has the whole of it. */
const LONGEST_LABEL = 16;
const SIZE = { width: 500, height: 232 };

const HUES: readonly Color[] = ["blue", "orange", "green", "purple", "ink", "grey"];
const DASHES = ["none", "7 4", "2 4", "9 3 2 3"];

/** How the variant at `index` is drawn: hues first, then the same hues dashed. */
export function variantLine(index: number): { color: Color; dash: string } {
  return { color: HUES[index % HUES.length], dash: DASHES[Math.floor(index / HUES.length) % DASHES.length] };
}

/** A piece of the variant's line, for legends and tables. */
export function lineSample(index: number): Markup {
  const { color, dash } = variantLine(index);
  return html`<svg class="sample" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true"><path d="M1,4H25" style="fill:none;stroke:${COLORS[color]}" stroke-width="3"${dash !== "none" && html` stroke-dasharray="${dash}"`}/></svg>`;
}

type Arm = { name: string; runs: ComparisonRun[] };
type Point = ReturnType<typeof overSeeds>[number];

function arms({ variants, runs }: Comparison): Arm[] {
  return variants.map(({ name }) => ({ name, runs: runs.filter((run) => run.variant === name) }));
}

/** Draws one point list a variant; null where none has a point. */
function draw(
  all: readonly { name: string; points: readonly Point[]; band: boolean }[],
  description: string,
  options: Partial<LineFigure>,
): Markup | null {
  const steps = [...new Set(all.flatMap(({ points }) => points.map(({ step }) => step)))].sort(
    (a, b) => a - b,
  );
  if (steps.length === 0) return null;
  const series = all.map(({ name, points, band }, index): Series => {
    const at = new Map(points.map((point) => [point.step, point]));
    return {
      label: truncate(name, LONGEST_LABEL),
      ...variantLine(index),
      values: steps.map((step) => at.get(step)?.value ?? null),
      intervals: band ? steps.map((step) => at.get(step)?.range ?? null) : undefined,
    };
  });
  const include = reach(series.map(({ values }) => values));
  return lineFigure({ description, steps, series, format: short, include, ...SIZE, ...options });
}

/** Held-out accuracy against training steps. With one seed the band is the evaluation's own 95% interval. */
export function accuracyBands(comparison: Comparison): ComparisonFigure | null {
  const all = arms(comparison).map(({ name, runs }) => {
    const curves = runs.map(
      (run): Curve => run.evaluations.map(({ step, result }) => ({ step, value: result.accuracy })),
    );
    const own = new Map(runs[0].evaluations.map(({ step, result }) => [step, result.interval]));
    const points = overSeeds(curves).map((point) =>
      runs.length > 1 ? point : { ...point, range: own.get(point.step) ?? point.range },
    );
    return { name, points, band: true };
  });
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

const measured: [file: string, title: string, note: string, read: Read, options?: Partial<LineFigure>][] = [
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
    "verifiable-reward",
    "Verifiable reward",
    "share of sampled responses with the right answer, where one is known",
    (m) => m.verifiableReward,
    { format: percentShort },
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
export function trainingBands(comparison: Comparison): ComparisonFigure[] {
  const binSize = binSizeOf(longest(comparison));
  const window = smoothingWindow(Math.ceil(longest(comparison) / binSize));
  return measured.flatMap(([file, title, note, read, options = {}]) => {
    const all = arms(comparison).map(({ name, runs }) => {
      const curves = runs.map((run): Curve => {
        const { steps, values } = binned(run.metrics, binSize);
        const smooth = runningMean(values(read), window);
        return steps.flatMap((step, i) => (smooth[i] === null ? [] : [{ step, value: smooth[i] as number }]));
      });
      return { name, points: overSeeds(curves), band: runs.length > 1 };
    });
    const svg = draw(all, `${title} of each variant against training steps`, options);
    return svg ? [{ file, title, note, svg }] : [];
  });
}

function longest({ runs }: Comparison): number {
  return Math.max(0, ...runs.map(({ metrics }) => metrics.length));
}

/** What lines and bands mean. */
export function bandNote(comparison: Comparison): string {
  const binSize = binSizeOf(longest(comparison));
  const window = smoothingWindow(Math.ceil(longest(comparison) / binSize)) * binSize;
  const seeds = Math.max(0, ...comparison.variants.map((variant) => variant.seeds.length));
  const smooth = window > 1 ? ` (running mean over ${window} steps)` : "";
  return seeds > 1
    ? `Each line is the mean over ${seeds} seeds${smooth}, its band reaches from the smallest seed to the largest.`
    : `Each line is one seed${smooth}; how far seeds differ is not known.`;
}

/** A figure of `size` as a file of its own: on white, with its title and its note, in lines that fit. */
export function figureFile(
  { title, note, svg }: Figure,
  size: { width: number; height: number } = SIZE,
): string {
  // Labels may be wider than their font was taken for.
  const margin = 24;
  const lines = wrap(note, Math.floor(size.width / 5.9));
  const top = 50 + (lines.length - 1) * 15;
  const [width, height] = [size.width + 2 * margin, size.height + top + 10];
  const font = "font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
  const page = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="${font}"><style>svg { overflow: visible; }</style><rect width="${width}" height="${height}" fill="#ffffff"/><text x="${margin}" y="23" font-size="14" font-weight="640" fill="#1c1f24">${title}</text>${lines.map(
    (line, i) => html`<text x="${margin}" y="${40 + i * 15}" font-size="11.5" fill="#666b73">${line}</text>`,
  )}<g transform="translate(${margin},${top})">${svg}</g></svg>`;
  return `${page.text}\n`;
}
