// One chart of curves over training steps: uPlot in the page's colours. Zoom, cursor and axis are the page's, so that all
// charts move together.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { COLORS, type Color, type Line } from "../src/report/figures.ts";
import { along } from "./view.ts";

export interface ChartSeries {
  label: string;
  line: Line;
  /** One a step; null is a gap. */
  values: (number | null)[];
  /** Lowest and highest around each. */
  range?: ([number, number] | null)[];
  /** Dots on the values: few, unevenly spaced. */
  dots?: boolean;
}

export interface ChartData {
  /** What it shows, for readers who do not see it. */
  description: string;
  steps: number[];
  series: ChartSeries[];
  format: (value: number) => string;
  /** Values the vertical axis must reach. */
  include: readonly number[];
  /** Steps at which something set in, or (crossed, at the bottom) was left out. */
  marks: readonly { step: number; color: Color | null; cross?: boolean }[];
}

export interface ChartView {
  log: boolean;
  zoom: [number, number] | null;
  onZoom: (zoom: [number, number] | null) => void;
}

const FONT = "11px ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** A colour of the style sheet as a canvas takes it. */
function colorOf(value: string): string {
  const name = /--[\w-]+/.exec(value)?.[0] ?? "--ink";
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";
}

export function Chart({ data, view, height }: { data: ChartData; view: ChartView; height: number }) {
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const plot = useRef<uPlot | null>(null);
  const current = useRef({ data, view });
  current.current = { data, view };
  /** The step that the keyboard is at, by its place among them; null: it has not moved. */
  const [at, point] = useState<number | null>(null);
  // What a plot is made of; when only numbers change it goes on with the new ones.
  const shape = JSON.stringify([
    data.series.map(({ label, line, range, dots }) => [label, line, !!range, dots]),
    isLog({ data, view }),
  ]);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        optionsOf(current, readout, element.clientWidth, height),
        columnsOf({ data, view }),
        element,
      );
    };
    make();
    const sized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (plot.current && width > 0 && plot.current.width !== width) plot.current.setSize({ width, height });
    });
    sized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", make);
    return () => {
      sized.disconnect();
      scheme.removeEventListener("change", make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(columnsOf({ data, view }), true);
    showReadout(readout.current, data, null);
  }, [data]);

  const [from, to] = view.zoom ?? [data.steps[0], data.steps[data.steps.length - 1]];
  useEffect(() => {
    if (from !== undefined && to !== undefined && from < to)
      plot.current?.setScale("x", { min: from, max: to });
  }, [from, to, data, shape]);

  const { steps, description } = data;
  const index = Math.min(at ?? steps.length - 1, steps.length - 1);
  const move = (event: KeyboardEvent) => {
    const next = along(event.key, index, steps.length);
    if (next === null) return;
    event.preventDefault();
    point(next);
    if (plot.current) moveCursors(plot.current, plot.current.valToPos(steps[next], "x"), 0);
  };
  return (
    <div>
      <p class="readout" ref={readout} aria-hidden="true" />
      <div
        ref={place}
        class="chart"
        role="slider"
        tabIndex={0}
        aria-label={description}
        aria-valuemin={steps[0] ?? 0}
        aria-valuemax={steps[steps.length - 1] ?? 0}
        aria-valuenow={steps[index] ?? 0}
        aria-valuetext={inWords(data, index)}
        onKeyDown={move}
        onBlur={() => plot.current && moveCursors(plot.current, -10, -10)}
      />
    </div>
  );
}

/** Moves the cursor of this chart and of all that go with it; away from them where it is left of them. */
function moveCursors(plot: uPlot, left: number, top: number): void {
  // Its types leave out the argument that tells the other charts.
  const set = plot.setCursor as (place: { left: number; top: number }, fire: boolean, tell: boolean) => void;
  set({ left, top }, true, true);
}

/** Columns as uPlot has them: steps, then of each series its line and the edges of its band; logarithms where wanted. */
function columnsOf(shown: Shown): uPlot.AlignedData {
  const { steps, series } = shown.data;
  // uPlot's own logarithmic scale fails on ranges without a power of ten.
  const place = isLog(shown) ? Math.log10 : Number;
  const placed = (values: readonly (number | null)[]) =>
    values.map((own) => (own === null ? null : place(own)));
  return [
    steps,
    ...series.flatMap(({ values, range }) =>
      range
        ? [
            placed(values),
            placed(range.map((own) => (own === null ? null : own[0]))),
            placed(range.map((own) => (own === null ? null : own[1]))),
          ]
        : [placed(values)],
    ),
  ] as uPlot.AlignedData;
}

/** Each series' value at a step, or the last before it; without an index at the end. */
function valuesAt({ series, format }: ChartData, index: number | null) {
  return series.flatMap(({ label, line, values }) => {
    let at = index ?? values.length - 1;
    while (at >= 0 && (values[at] ?? null) === null) at--;
    const value = at < 0 ? null : values[at];
    return value === null || value === undefined ? [] : [{ label, line, said: format(value) }];
  });
}

/** "step 40: min 0.63, mean 0.81; alarm at step 12". */
function inWords(data: ChartData, index: number): string {
  const said = valuesAt(data, index).map(({ label, said }) => `${label} ${said}`);
  const marked = (crossed: boolean, what: string) => {
    const steps = data.marks.filter(({ cross = false }) => cross === crossed).map(({ step }) => step);
    const more = steps.length > 5 ? " …" : "";
    return steps.length > 0 ? `; ${what} at step ${steps.slice(0, 5).join(", ")}${more}` : "";
  };
  const here = `step ${data.steps[index] ?? 0}: ${said.join(", ") || "none"}`;
  return here + marked(false, "alarm") + marked(true, "no update");
}

/** Writes the values at a step into `element`, each in the colour of its line. */
function showReadout(element: HTMLElement | null, data: ChartData, index: number | null): void {
  if (!element) return;
  element.textContent = `step ${data.steps[index ?? data.steps.length - 1] ?? 0}`;
  for (const { label, line, said } of valuesAt(data, index)) {
    const value = document.createElement("b");
    value.textContent = said;
    value.title = label;
    value.style.color = COLORS[line.color];
    element.append(value);
  }
}

interface Shown {
  data: ChartData;
  view: ChartView;
}
type Current = { current: Shown };

/** Whether the axis is logarithmic: as wanted, where all values are above 0. */
const isLog = ({ data, view }: Shown) =>
  view.log &&
  data.series.every(
    ({ values, range = [] }) =>
      values.every((value) => value === null || value > 0) &&
      range.every((own) => own === null || own[0] > 0),
  );

/** From a line of the vertical axis to the next: no step of 2.5, whose lines would be labelled with rounded numbers. */
const STEPS = Array.from({ length: 30 }, (_, i) => i - 15).flatMap((power) =>
  [1, 2, 5].map((factor) => Number(`${factor}e${power}`)),
);

/** Logarithms of round numbers from `low` to `high`: powers of ten where there are enough of them. */
function logTicks(low: number, high: number): number[] {
  const factors = high - low > 2.5 ? [1] : [1, 2, 5];
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++)
    if (power % every === 0) for (const factor of factors) ticks.push(power + Math.log10(factor));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function optionsOf(
  current: Current,
  readout: { current: HTMLElement | null },
  width: number,
  height: number,
): uPlot.Options {
  const { data } = current.current;
  const log = isLog(current.current);
  const [muted, grid, alarm] = [colorOf("--muted"), colorOf("--grid"), colorOf("--orange")];
  const paper = colorOf("--paper");
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const { label, line, range, dots } of data.series) {
    const stroke = colorOf(COLORS[line.color]);
    const dash = line.dash === "none" ? undefined : line.dash.split(" ").map(Number);
    const points = dots ? { show: true, size: 6, fill: stroke, stroke: paper, width: 1 } : { show: false };
    series.push({ label, stroke, width: 1.75, dash, spanGaps: true, points });
    if (range) {
      const edge = { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } };
      series.push({ label: `${label}, low`, ...edge }, { label: `${label}, high`, ...edge });
      bands.push({ series: [series.length - 1, series.length - 2], fill: translucent(stroke) });
    }
  }
  const axis = { stroke: muted, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    ...{ width: Math.max(120, width), height, series, bands, legend: { show: false } },
    padding: [8, 14, 0, 0],
    cursor: {
      sync: { key: "steps" },
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
    },
    scales: {
      x: { time: false },
      y: {
        range: (_plot, low, high) => reachOf(low, high, current.current.data.include, log),
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        gap: 4,
        space: 56,
        incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 100_000],
      },
      {
        ...axis,
        ...{ size: 48, gap: 6, space: 30, incrs: STEPS },
        ...(log && {
          splits: (_plot: uPlot, _axis: number, low: number, high: number) => logTicks(low, high),
        }),
        values: (_plot, ticks) => ticks.map((tick) => current.current.data.format(log ? 10 ** tick : tick)),
      },
    ],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 6) return;
          const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + wide, "x")];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          current.current.view.onZoom([from, to]);
        },
      ],
      setCursor: [
        ({ cursor }) => {
          showReadout(readout.current, current.current.data, cursor.idx ?? null);
        },
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => current.current.view.onZoom(null))],
      draw: [
        (plot) => {
          const { ctx } = plot;
          const { left, top, width: wide, height: tall } = plot.bbox;
          ctx.save();
          ctx.lineWidth = devicePixelRatio;
          for (const { step, color, cross } of current.current.data.marks) {
            const x = plot.valToPos(step, "x", true);
            if (x < left || x > left + wide) continue;
            ctx.strokeStyle = ctx.fillStyle = color === null ? alarm : colorOf(COLORS[color]);
            const size = 4 * devicePixelRatio;
            if (cross) {
              const y = top + tall - size;
              ctx.setLineDash([]);
              ctx.beginPath();
              for (const way of [1, -1]) {
                ctx.moveTo(x - size, y - way * size);
                ctx.lineTo(x + size, y + way * size);
              }
              ctx.stroke();
              continue;
            }
            ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
            // Of several arms together lines would hide the curves.
            if (color === null) {
              ctx.beginPath();
              ctx.moveTo(x, top);
              ctx.lineTo(x, top + tall);
              ctx.stroke();
            }
            ctx.beginPath();
            ctx.moveTo(x - size, top);
            ctx.lineTo(x + size, top);
            ctx.lineTo(x, top + 1.6 * size);
            ctx.fill();
          }
          ctx.restore();
        },
      ],
    },
  };
}

/** The vertical axis: all values and what must be reached, a little wider. */
function reachOf(
  low: number | null,
  high: number | null,
  include: readonly number[],
  log: boolean,
): [number, number] {
  if (low === null || high === null) return log ? [-1, 0] : [0, 1];
  if (log) return [low - 0.1, high + 0.1];
  const [from, to] = [Math.min(low, ...include), Math.max(high, ...include)];
  const margin = (to - from) * 0.06 || Math.abs(to) * 0.1 || 1;
  return [from === 0 && low >= 0 ? 0 : from - margin, to + margin];
}

function translucent(color: string): string {
  return color.startsWith("#") ? `${color}2b` : color;
}
