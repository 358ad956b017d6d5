// Every curve of the arms shown; smoothing, axis and zoom are one for all charts.
import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { largest, smallest } from "../src/common/statistics.ts";
import type { LoadedRun } from "../src/dash/records.ts";
import { count } from "../src/text/format.ts";
import { accuracyChart, keyOf, type LoadedArm, measureChart, stepsOf } from "./arms.ts";
import { Chart, type ChartData, type ChartView } from "./chart.tsx";
import { Note, Section, Swatch } from "./marks.tsx";
import { type Measure, type MeasureRow, measureRows, supervisedRows } from "./measures.ts";
import { useSeen } from "./view.ts";

/** Steps of the running mean, by the slider's place. */
const WINDOWS = [1, 3, 5, 9, 15, 25, 49, 99];

export function Curves({ arms, names }: { arms: readonly LoadedArm[]; names: readonly string[] }) {
  const longest = Math.max(0, ...arms.flatMap(({ loaded }) => loaded.map(stepsOf)));
  const [chosen, choose] = useState<number | null>(null);
  const smoothing =
    chosen ?? Math.min(WINDOWS.length - 1, longest < 16 ? 0 : Math.round(Math.log2(longest / 12)));
  const [log, setLog] = useState(false);
  const [zoom, onZoom] = useState<[number, number] | null>(null);
  const view: ChartView = { log, zoom, onZoom };
  const window = WINDOWS[smoothing];
  // Arms are made anew with every event; their charts only where their runs are others.
  const key = arms.map(keyOf).join();
  const banded = arms.some(({ loaded }) => loaded.length > 1);
  const supervised = arms.some(({ loaded }) => loaded.some((run) => run.supervised.length > 0));
  const pure = !supervised || arms.some(({ loaded }) => loaded.some((run) => run.metrics.length > 0));
  const panels = <M extends { step: number }>(rows: readonly MeasureRow<M>[], read: Read<M>) =>
    rows
      .filter(
        ({ when }) =>
          !when ||
          arms.some(({ loaded }) => loaded.some((run) => read(run).some((m) => when(m, run.config)))),
      )
      .flatMap(({ title, measures }) =>
        measures.map((measure) => (
          <MeasurePanel
            key={`${title} ${measure.title}`}
            measure={measure}
            read={read}
            arms={arms}
            names={names}
            window={window}
            keyed={key}
            view={view}
          />
        )),
      );
  return (
    <Section
      title="Curves"
      note={
        <>
          {window > 1 ? `Running mean over ${window} steps. ` : ""}
          {banded ? "Bands: from the smallest seed to the largest. " : ""}
          Drag over a chart to zoom all of them, double-click to see everything again; arrow keys go along
          one. ▾ marks where an alarm set in.
        </>
      }
      aside={
        <div class="controls">
          <label>
            smoothing
            <input
              type="range"
              min="0"
              max={WINDOWS.length - 1}
              value={smoothing}
              aria-valuetext={count(window, "step")}
              onInput={(event) => choose(Number(event.currentTarget.value))}
            />
            <output>{window}</output>
          </label>
          <label>
            <input type="checkbox" checked={log} onChange={() => setLog(!log)} />
            logarithmic
          </label>
          <ZoomFields arms={arms} zoom={zoom} onZoom={onZoom} />
          {zoom && (
            <button type="button" onClick={() => onZoom(null)}>
              all steps
            </button>
          )}
        </div>
      }
    >
      {arms.length > 1 && (
        <ul class="legend">
          {arms.map(({ index, name }, i) => (
            <li key={name}>
              <Swatch index={index} /> {names[i]}
            </li>
          ))}
        </ul>
      )}
      <div class="charts">
        {pure && (
          <Panel
            title="Held-out accuracy"
            note={banded ? "mean over seeds" : "band: 95% interval"}
            make={() => accuracyChart(arms, names)}
            keyed={key}
            view={{ ...view, log: false }}
            wide
          />
        )}
        {pure && panels(measureRows, (run) => run.metrics)}
        {supervised && panels(supervisedRows, (run) => run.supervised)}
      </div>
    </Section>
  );
}

/** The zoom by numbers: which steps are drawn. */
function ZoomFields(props: {
  arms: readonly LoadedArm[];
  zoom: ChartView["zoom"];
  onZoom: ChartView["onZoom"];
}) {
  const steps = props.arms.flatMap(({ loaded }) =>
    loaded.flatMap(({ metrics, supervised }) =>
      [metrics, supervised].flatMap((own) => (own.length > 0 ? [own[0].step, own[own.length - 1].step] : [])),
    ),
  );
  const [min, max] = [smallest(steps), largest(steps)];
  const [from, to] = props.zoom ?? [min, max];
  if (!(min < max)) return null;
  const field = (label: string, value: number, zoomTo: (step: number) => [number, number]) => (
    <label>
      {label}
      <input
        type="number"
        {...{ min, max, value: Math.round(value) }}
        onChange={(event) => {
          const [low, high] = zoomTo(event.currentTarget.valueAsNumber);
          if (low < high) props.onZoom([low, high]);
        }}
      />
    </label>
  );
  return (
    <span class="pair">
      {field("from step", from, (step) => [step, to])}
      {field("to", to, (step) => [from, step])}
    </span>
  );
}

/** What is recorded of each step of a run. */
type Read<M> = (run: LoadedRun) => readonly M[];

interface MeasurePanelProps<M> {
  measure: Measure<M>;
  read: Read<M>;
  arms: readonly LoadedArm[];
  names: readonly string[];
  window: number;
  keyed: string;
  view: ChartView;
}

function MeasurePanel<M extends { step: number }>(props: MeasurePanelProps<M>) {
  const { measure, read, arms, names, window, keyed, view } = props;
  const { lines, title, note } = measure;
  const [at, choose] = useState(lines.length - 1);
  const several = arms.length > 1 && lines.length > 1;
  return (
    <Panel
      title={title}
      note={note}
      make={() => measureChart(measure, lines[at], read, arms, names, window)}
      keyed={`${keyed} ${at} ${window}`}
      view={view}
    >
      {several ? (
        <span class="choice">
          {lines.map(([label], i) => (
            <button type="button" key={label} aria-pressed={i === at} onClick={() => choose(i)}>
              {label}
            </button>
          ))}
        </span>
      ) : (
        arms.length === 1 &&
        lines.length > 1 && (
          <span class="lines">
            {lines.map(([label, color]) => (
              <span key={label} style={{ color: `var(--${color === "grey" ? "muted" : color})` }}>
                {label}
              </span>
            ))}
          </span>
        )
      )}
    </Panel>
  );
}

interface PanelProps {
  title: string;
  note: string;
  make: () => ChartData;
  keyed: string;
  view: ChartView;
  /** Over the whole width. */
  wide?: boolean;
  children?: ComponentChildren;
}

/** A chart under its title, drawn once it comes into view. */
export function Panel({ title, note, make, keyed, view, wide, children }: PanelProps) {
  const height = wide ? 236 : 168;
  const place = useRef<HTMLElement>(null);
  const seen = useSeen(place);
  const data = useMemo(() => (seen ? make() : null), [seen, keyed]);
  const empty = data !== null && data.series.length === 0;
  return (
    <figure class={wide ? "panel wide" : "panel"} ref={place}>
      <figcaption>
        <h3>{title}</h3>
        {children}
        <Note>{note}</Note>
      </figcaption>
      {data === null || empty ? (
        <div class="chart-place" style={{ height: empty ? "auto" : `${height + 19}px` }}>
          {empty && "not measured"}
        </div>
      ) : (
        <Chart data={data} view={view} height={height} />
      )}
    </figure>
  );
}
