// The runs as a table that is a figure: accuracy before and after on one axis with its interval, and how far each is.
import { largest, smallest } from "../src/common/statistics.ts";
import type { RunFacts } from "../src/dash/types.ts";
import { count, percent, percentRange } from "../src/text/format.ts";
import type { EvaluationResult } from "../src/train/runs/records.ts";
import type { Arm } from "./arms.ts";
import { Interval, Stroke, Swatch } from "./marks.tsx";
import { toRun } from "./route.ts";

export interface RunTableProps {
  arms: readonly Arm[];
  /** Shown name of each. */
  names: ReadonlyMap<string, string>;
  isShown: (arm: Arm) => boolean;
  onToggle: (arm: Arm) => void;
  /** Of a run that is loaded, as those of arms that are shown are. */
  evaluationsOf: (run: RunFacts) => { step: number; result: EvaluationResult }[];
}

interface Ends {
  before: EvaluationResult;
  after: EvaluationResult;
  step: number;
}

export function RunTable(props: RunTableProps) {
  const rows = props.arms.map((arm) => ({
    arm,
    ends: arm.runs.flatMap((run) => endsOf(run, arm, props) ?? []),
  }));
  const all = rows.flatMap(({ ends }) =>
    ends.flatMap(({ before, after }) => [...before.interval, ...after.interval]),
  );
  const domain: [number, number] = all.length > 0 ? [floor(smallest(all)), ceil(largest(all))] : [0, 1];
  return (
    <ul class="runs" aria-label="runs">
      <li class="runs-head" aria-hidden="true">
        <span class="name">run</span>
        <span class="accuracy">
          held-out accuracy
          <i>{percent(domain[0], 0)}</i>
          <i>{percent(domain[1], 0)}</i>
        </span>
        <span class="figure">after</span>
        <span class="state">state</span>
      </li>
      {rows.map(({ arm, ends }) => (
        <RunRow key={arm.name} arm={arm} ends={ends} domain={domain} props={props} />
      ))}
    </ul>
  );
}

function endsOf(run: RunFacts, arm: Arm, { evaluationsOf, isShown }: RunTableProps): Ends | null {
  if (run.before && run.after) return { before: run.before, after: run.after, step: run.steps ?? 0 };
  const points = isShown(arm) ? evaluationsOf(run) : [];
  if (points.length === 0) return null;
  const last = points[points.length - 1];
  return { before: points[0].result, after: last.result, step: last.step };
}

const floor = (value: number) => Math.max(0, Math.floor(value * 20) / 20);
const ceil = (value: number) => Math.min(1, Math.ceil(value * 20) / 20);
const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function RunRow(row: { arm: Arm; ends: readonly Ends[]; domain: [number, number]; props: RunTableProps }) {
  const { arm, ends, domain, props } = row;
  const { runs } = arm;
  const name = props.names.get(arm.name) ?? arm.name;
  const alarms = runs.reduce((sum, run) => sum + run.alarms, 0);
  const shown = props.isShown(arm);
  const after = ends.length > 0 ? average(ends.map((end) => end.after.accuracy)) : null;
  return (
    <li class={shown ? "" : "off"}>
      <span class="name">
        <label class="tick">
          <input
            type="checkbox"
            checked={shown}
            onChange={() => props.onToggle(arm)}
            aria-label={`show ${name}`}
          />
          <Swatch index={arm.index} />
        </label>
        <span>
          {runs.length === 1 ? <a href={toRun(runs[0].name)}>{name}</a> : <b>{name}</b>}
          {runs.length > 1 && (
            <span class="seeds">
              {" seeds "}
              {runs.map((run) => (
                <a key={run.name} href={toRun(run.name)}>
                  {run.seed ?? run.name}
                </a>
              ))}
            </span>
          )}
        </span>
      </span>
      <span class="accuracy">{ends.length > 0 && <AccuracyFigure ends={ends} domain={domain} />}</span>
      <span class="figure">{after === null ? "–" : percent(after)}</span>
      <span class="state">
        <State runs={runs} />
        {alarms > 0 && <span class="alarm-count">{count(alarms, "alarm")}</span>}
      </span>
    </li>
  );
}

/** Before (hollow) and after (full) with its 95% interval; of several seeds a dot each. */
function AccuracyFigure({ ends, domain: [from, to] }: { ends: readonly Ends[]; domain: [number, number] }) {
  const at = (value: number) => `${(100 * (value - from)) / (to - from || 1)}%`;
  const before = average(ends.map((end) => end.before.accuracy));
  const after = average(ends.map((end) => end.after.accuracy));
  const [low, high] =
    ends.length === 1
      ? ends[0].after.interval
      : [smallest(ends.map((e) => e.after.accuracy)), largest(ends.map((e) => e.after.accuracy))];
  const said = `from ${percent(before)} to ${percent(after)}, ${ends.length === 1 ? "95% interval" : "seeds"} ${percentRange([low, high])}`;
  return (
    <svg class="accuracy-figure" width="100%" height="16" role="img" aria-label={said}>
      <title>{said}</title>
      <Stroke from={[0, 8]} to={["100%", 8]} color="grid" />
      <Stroke from={[at(before), 8]} to={[at(after), 8]} color="muted" stroke-width="1" />
      <Interval from={[at(low), 8]} to={[at(high), 8]} width={5} />
      <circle
        cx={at(before)}
        cy="8"
        r="3.2"
        style={{ fill: "var(--paper)", stroke: "var(--muted)" }}
        stroke-width="1.5"
      />
      <circle
        cx={at(after)}
        cy="8"
        r="4"
        style={{ fill: "var(--blue)", stroke: "var(--paper)" }}
        stroke-width="1"
      />
    </svg>
  );
}

function State({ runs }: { runs: readonly RunFacts[] }) {
  const states = (["running", "finished", "unfinished"] as const)
    .map((status) => ({ status, runs: runs.filter((run) => run.status === status) }))
    .filter(({ runs: own }) => own.length > 0);
  return (
    <>
      {states.map(({ status, runs: own }) => (
        <span key={status} class={`status ${status}`}>
          {runs.length > 1 && `${own.length} `}
          {status}
        </span>
      ))}
    </>
  );
}
