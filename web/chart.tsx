// One chart of curves over training steps: uPlot in the page's colours. Zoom, cursor and axis are the page's, so that all
// charts move together.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { COLORS, type Line } from "../src/report/figures.ts";

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
  /** Steps at which something set in. */
  marks: readonly { step: number; label: string }[];
}

export interface ChartView {
  log: boolean;
  zoom: [number, number] | null;
  onZoom: (zoom: [number, number] | null) => void;
}

const HEIGHT = 168;
const FONT = "11px ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** A colour of the style sheet as a canvas takes it. */
function colorOf(value: string): string {
  const name = /--[\w-]+/.exec(value)?.[0] ?? "--ink";
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";
}

export const lineColor = ({ color }: Line) => COLORS[color];

export function Chart({ data, view }: { data: ChartData; view: ChartView }) {
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const plot = useRef<uPlot | null>(null);
  const current = useRef({ data, view });
  current.current = { data, view };
  // What a plot is made of; when only numbers change it goes on with the new ones.
  const shape = JSON.stringify([
    data.series.map(({ label, line, range, dots }) => [label, line, !!range, dots]),
    view.log,
  ]);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(current, readout, element.clientWidth), columnsOf(data), element);
    };
    make();
    const sized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (plot.current && width > 0 && plot.current.width !== width)
        plot.current.setSize({ width, height: HEIGHT });
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
    plot.current?.setData(columnsOf(data), true);
    if (readout.current) readout.current.textContent = readoutOf(data, null);
  }, [data]);

  const [from, to] = view.zoom ?? [data.steps[0], data.steps[data.steps.length - 1]];
  useEffect(() => {
    if (from !== undefined && to !== undefined && from < to)
      plot.current?.setScale("x", { min: from, max: to });
  }, [from, to, data, shape]);

  return (
    <div>
      <p class="readout" ref={readout}>
        {readoutOf(data, null)}
      </p>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={`${data.description}: ${readoutOf(data, null)}`}
      />
    </div>
  );
}

/** Columns as uPlot has them: steps, then of each series its line and the edges of its band. */
function columnsOf({ steps, series }: ChartData): uPlot.AlignedData {
  return [
    steps,
    ...series.flatMap(({ values, range }) =>
      range
        ? [
            values,
            range.map((own) => (own === null ? null : own[0])),
            range.map((own) => (own === null ? null : own[1])),
          ]
        : [values],
    ),
  ] as uPlot.AlignedData;
}

/** "step 40: 63%", of the last step without an index; several series are told apart by their names. */
function readoutOf({ steps, series, format }: ChartData, index: number | null): string {
  if (steps.length === 0) return "nothing yet";
  const said = series.flatMap(({ label, values }) => {
    let at = index ?? values.length - 1;
    while (at >= 0 && (values[at] ?? null) === null) at--;
    const value = at < 0 ? null : values[at];
    if (value === null || value === undefined) return [];
    return series.length === 1 ? [format(value)] : [`${label} ${format(value)}`];
  });
  const shown = said.slice(0, 4).join(", ") + (said.length > 4 ? `, and ${said.length - 4} more` : "");
  return `step ${steps[index ?? steps.length - 1]}: ${shown || "none"}`;
}

type Current = { current: { data: ChartData; view: ChartView } };

function optionsOf(current: Current, readout: { current: HTMLElement | null }, width: number): uPlot.Options {
  const { data, view } = current.current;
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
    ...{ width: Math.max(120, width), height: HEIGHT, series, bands, legend: { show: false } },
    padding: [8, 8, 0, 0],
    cursor: {
      sync: { key: "steps" },
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
    },
    scales: {
      x: { time: false },
      y: {
        distr: view.log ? 3 : 1,
        range: (_plot, low, high) => reachOf(low, high, current.current.data.include, view.log),
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
        ...{ size: 48, gap: 6, space: 30 },
        values: (_plot, ticks) =>
          ticks.map((tick) => (tick === null ? "" : current.current.data.format(tick))),
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
          if (readout.current)
            readout.current.textContent = readoutOf(current.current.data, cursor.idx ?? null);
        },
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => current.current.view.onZoom(null))],
      draw: [
        (plot) => {
          const { ctx } = plot;
          const { left, top, width: wide, height } = plot.bbox;
          ctx.save();
          ctx.strokeStyle = ctx.fillStyle = alarm;
          ctx.lineWidth = devicePixelRatio;
          for (const { step } of current.current.data.marks) {
            const x = plot.valToPos(step, "x", true);
            if (x < left || x > left + wide) continue;
            ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
            ctx.beginPath();
            ctx.moveTo(x, top);
            ctx.lineTo(x, top + height);
            ctx.stroke();
            const size = 4 * devicePixelRatio;
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

/** The vertical axis: all values and what must be reached, a little wider; logarithmic ones have no 0. */
function reachOf(
  low: number | null,
  high: number | null,
  include: readonly number[],
  log: boolean,
): [number, number] {
  if (low === null || high === null) return log ? [0.1, 1] : [0, 1];
  if (log) {
    const least = low > 0 ? low : high > 0 ? high / 1e4 : 1e-6;
    return [least * 0.8, Math.max(high, least * 1.5) * 1.25];
  }
  const [from, to] = [Math.min(low, ...include), Math.max(high, ...include)];
  const margin = (to - from) * 0.06 || Math.abs(to) * 0.1 || 1;
  return [from === 0 && low >= 0 ? 0 : from - margin, to + margin];
}

function translucent(color: string): string {
  return color.startsWith("#") ? `${color}2b` : color;
}
