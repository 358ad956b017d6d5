// The page of a run's rewards: how its process reward model ranks and how well it is calibrated over training, the
// responses of which it and the verifier think differently, and the answers that could not be judged.
import { useState } from "preact/hooks";
import { type CalibrationBin, expectedCalibrationError, mergedBins } from "../src/common/calibration.ts";
import type { RewardRange } from "../src/dash/types.ts";
import type { Color } from "../src/report/figures.ts";
import { count, decimal, percent, percentRange, percentShort, short } from "../src/text/format.ts";
import { measureChart } from "./arms.ts";
import { Calibration, rightOf } from "./calibration.tsx";
import type { ChartData, ChartView } from "./chart.tsx";
import { Panel } from "./curves.tsx";
import { Choice, Fault, Heading, Rows, Section } from "./marks.tsx";
import { measureRows } from "./measures.ts";
import { toRewards, toRun, toTry, useKept } from "./route.ts";
import { type LoadedRun, type Store, useStore, useStream } from "./store.ts";
import { Disagreements, Undecided } from "./to-read.tsx";

/** Steps of a range that are read unless all are wanted. */
const READ = 4;
/** Figures of calibration. */
const FIGURES = 3;

/** The pages of a run, of which some runs have one alone. */
export function RunTabs({ store, run, at }: { store: Store; run: LoadedRun; at: "run" | "rewards" }) {
  const { name, rolloutSteps } = run.facts;
  const isPrm = run.supervised.some(({ heldOut }) => heldOut?.auc !== undefined);
  const tabs = [
    ...(rolloutSteps.length > 0 || at === "rewards" ? [["PRM and verifier", toRewards(name)] as const] : []),
    ...(store.source.trials && !isPrm ? [["Try it", toTry(name)] as const] : []),
  ];
  if (tabs.length === 0) return null;
  return (
    <nav class="tabs" aria-label="pages of this run">
      <a href={toRun(name)} aria-current={at === "run" ? "page" : undefined}>
        Run
      </a>
      {tabs.map(([title, to], i) => (
        <a key={to} href={to} aria-current={at === "rewards" && i === 0 ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

export function RewardsPage({ store, name }: { store: Store; name: string }) {
  useStore(store);
  const { run, error: gone } = store.get(name);
  const kept = run?.facts.rolloutSteps.length ?? 0;
  const [all, readAll] = useState(false);
  const {
    items: ranges,
    done,
    error,
  } = useStream<RewardRange>(
    name,
    kept === 0 ? null : (take, signal) => store.source.rewards(name, all ? 0 : READ, take, signal),
    `${all} ${kept}`,
  );
  const read = ranges.reduce((sum, range) => sum + range.steps, 0);
  const broken = ranges.reduce((sum, range) => sum + range.broken, 0);
  return (
    <>
      <Heading title="PRM and verifier">{run && <RunTabs store={store} run={run} at="rewards" />}</Heading>
      {(gone ?? error) && <Fault>{gone ?? error}</Fault>}
      {broken > 0 && (
        <Fault>
          {count(broken, "line")} of the rollouts cannot be read and {broken === 1 ? "is" : "are"} left out.
        </Fault>
      )}
      {run && kept === 0 && (
        <p class="empty">
          No rollouts of this run are kept (<code>train.rolloutsEvery</code>), so there is nothing to read.
        </p>
      )}
      {kept > 0 && (
        <p class="note" role="status">
          {done ? "" : "Reading … "}
          {count(read, "step")} read of the {kept} whose rollouts are kept
          {ranges.length > 0 && read > ranges.length && `, in ${ranges.length} ranges`}.{" "}
        </p>
      )}
      {done && !all && read < kept && !store.source.exported && (
        <button type="button" onClick={() => readAll(true)}>
          read all {kept}
        </button>
      )}
      {run && ranges.length > 0 && <Findings run={run} ranges={ranges} />}
    </>
  );
}

const stepsOf = ({ from, to }: { from: number; to: number }) =>
  from === to ? `step ${from}` : `steps ${from} to ${to}`;

/** The range that has a step, for ranges are others as a run grows; null for none. */
export const rangeWith = (ranges: readonly RewardRange[], step: number | null) =>
  ranges.find(({ from, to }) => step !== null && from <= step && step <= to) ?? null;

function Findings({ run, ranges }: { run: LoadedRun; ranges: readonly RewardRange[] }) {
  const [chosen, choose] = useKept<number | null>("chosen", null);
  const own = rangeWith(ranges, chosen);
  const shown = own ? [own] : ranges;
  const scored = ranges.some(({ bins }) => bins.length > 0);
  return (
    <>
      {scored ? (
        <RankingCurves run={run} ranges={ranges} />
      ) : (
        <p class="empty">
          No response has process rewards and a verdict, so there is nothing to hold against each other.
        </p>
      )}
      <div class="controls filters">
        <Choice
          label="responses of"
          value={String(own?.from ?? "")}
          options={[["", "all steps"], ...ranges.map((range) => [`${range.from}`, stepsOf(range)] as const)]}
          set={(from) => choose(from === "" ? null : Number(from))}
        />
      </div>
      {scored && <CalibrationFigures ranges={shown} />}
      {scored && <Disagreements run={run.facts.name} ranges={shown} />}
      <Undecided run={run.facts.name} ranges={shown} />
    </>
  );
}

function RankingCurves({ run, ranges }: { run: LoadedRun; ranges: readonly RewardRange[] }) {
  const [zoom, onZoom] = useState<[number, number] | null>(null);
  const view: ChartView = { log: false, zoom, onZoom };
  const keyed = ranges.map(({ from, to, responses }) => `${from} ${to} ${responses}`).join();
  const trust = measureRows.find(({ title }) => title === "Process rewards against verdicts");
  const trusted = run.metrics.some((m) => m.trust);
  const arm = { name: run.facts.name, title: run.facts.title, index: 0, runs: [run.facts], loaded: [run] };
  const last = ranges.findLast(({ ranking }) => ranking.value !== null)?.ranking;
  return (
    <Section
      title="Right above wrong"
      note={
        <>
          Of all pairs of a right and a wrong response to the same prompt, those in which the right one’s
          weakest step has the higher process reward, ties one half; 50% is guessing. Band: 95% interval over
          the prompts.
          {last?.value != null &&
            ` Last: ${percent(last.value)}${last.interval ? `, ${percentRange(last.interval)}` : ""}, ${count(last.pairs, "pair")} of ${count(last.prompts, "prompt")}.`}
        </>
      }
    >
      <div class="charts">
        <Panel
          title="Pairs ranked right"
          note="by the weakest step, from the rollouts kept"
          make={() =>
            chartOf(ranges, {
              ...{ title: "Share of pairs ranked right", label: "ranked right", color: "green" },
              ...{ format: percentShort, include: [0.5, 1], read: ({ ranking }) => ranking },
            })
          }
          keyed={keyed}
          view={view}
        />
        <Panel
          title="Calibration error"
          note="expected, of p(good) of the weakest step as the chance to be right"
          make={() =>
            chartOf(ranges, {
              ...{ title: "Calibration error", label: "error", color: "purple", format: short, include: [0] },
              read: ({ bins }) => ({ value: bins.length > 0 ? expectedCalibrationError(bins) : null }),
            })
          }
          keyed={keyed}
          view={view}
        />
        {trusted &&
          trust?.measures
            .filter(({ title }) => title !== "Pairs ranked right")
            .map((measure) => (
              <Panel
                key={measure.title}
                title={measure.title}
                note={measure.note}
                make={() =>
                  measureChart(measure, measure.lines[0], (loaded) => loaded.metrics, [arm], [arm.name], 1)
                }
                keyed={`${run.metrics.length}`}
                view={view}
              />
            ))}
      </div>
    </Section>
  );
}

interface RangeLine extends Pick<ChartData, "format" | "include"> {
  title: string;
  label: string;
  color: Color;
  read: (range: RewardRange) => { value: number | null; interval?: [number, number] | null };
}

/** A figure of the ranges that have it, at their last steps. */
function chartOf(ranges: readonly RewardRange[], line: RangeLine): ChartData {
  const { title, label, color, read, ...axis } = line;
  const known = ranges
    .map((range) => ({ step: range.to, ...read(range) }))
    .filter((one) => one.value !== null);
  const banded = known.some(({ interval }) => interval !== undefined);
  const series = {
    ...{ label, line: { color, dash: "none" }, dots: true, values: known.map(({ value }) => value) },
    ...(banded && { range: known.map(({ interval = null }) => interval) }),
  };
  const steps = known.map(({ step }) => step);
  const description = `${title} against training steps`;
  return { description, steps, series: known.length > 0 ? [series] : [], marks: [], ...axis };
}

/** The ranges in three parts of nearly as many each, first to last. */
function thirds(ranges: readonly RewardRange[]): { title: string; bins: CalibrationBin[] }[] {
  const parts = Math.min(FIGURES, ranges.length);
  return Array.from({ length: parts }, (_, i) => {
    const own = ranges.slice(
      Math.round((i * ranges.length) / parts),
      Math.round(((i + 1) * ranges.length) / parts),
    );
    const title = stepsOf({ from: own[0].from, to: own[own.length - 1].to });
    return { title, bins: mergedBins(own.map(({ bins }) => bins)) };
  });
}

function CalibrationFigures({ ranges }: { ranges: readonly RewardRange[] }) {
  const parts = thirds(ranges);
  return (
    <Section
      title="Calibration"
      note="Share of right responses by the p(good) of their weakest step, p = (1 + r) / 2. On the dashed line p would be the chance to be right; below it the process reward model is too kind. Bars: 95% intervals, each response counted for itself; larger dots: more responses."
    >
      <div class="charts">
        {parts.map((part) => (
          <Calibration key={part.title} {...part} />
        ))}
      </div>
      <details>
        <summary>All numbers</summary>
        <Rows
          name="calibration in numbers"
          class="values calibration-values"
          titles={["steps", "p(good)", "responses", "mean p(good)", "right", "95% interval"]}
          rows={parts.flatMap(({ title, bins }) =>
            bins.map((bin) => {
              const { right, share, interval } = rightOf(bin);
              const own = [title, `${bin.from} to ${bin.to}`, bin.count, decimal(bin.predicted, 3)];
              const cells = [...own, `${right} (${percent(share)})`, percentRange(interval)];
              return { key: `${title} ${bin.from}`, cells };
            }),
          )}
        />
      </details>
    </Section>
  );
}
