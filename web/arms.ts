// Curves of arms: an arm is what is compared, one run, or the runs that differ by their seed alone.
import { overSeeds } from "../src/common/statistics.ts";
import type { RunFacts } from "../src/dash/types.ts";
import { evaluations } from "../src/eval/evaluations.ts";
import { settingsOf } from "../src/report/document.ts";
import { lineOf } from "../src/report/figures.ts";
import { accuracyOver, alongSteps, binSizeOf, measuredCurve, reach } from "../src/report/scale.ts";
import { percentShort, short } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import type { ChartData, ChartSeries } from "./chart.tsx";
import type { Measure, MeasureLine } from "./measures.ts";
import type { LoadedRun } from "./store.ts";

export interface Arm {
  name: string;
  title: string;
  /** Its place in the list, which gives its colour. */
  index: number;
  runs: RunFacts[];
}

/** The arms of a list of runs, by name; `grouped`: seeds together. */
export function armsOf(list: readonly RunFacts[], grouped: boolean): Arm[] {
  const arms = new Map<string, RunFacts[]>();
  for (const run of list) {
    const name = grouped ? run.arm : run.name;
    arms.set(name, [...(arms.get(name) ?? []), run]);
  }
  const sorted = [...arms].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  const titles = sorted.map(([name, runs]) => (grouped ? runs[0].armTitle : name));
  // Two comparisons of one folder may have arms of one title.
  const isShared = (title: string) => titles.filter((other) => other === title).length > 1;
  return sorted.map(([name, runs], index) => ({
    name,
    title: visible(isShared(titles[index]) ? `${titles[index]} (${name})` : titles[index]),
    index,
    runs: runs.sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0)),
  }));
}

export interface LoadedArm extends Arm {
  loaded: LoadedRun[];
}

/** Another once there is more to draw: a step, an evaluation without one (that before training), an alarm. */
export const keyOf = ({ name, loaded }: LoadedArm) =>
  `${name} ${loaded.map((run) => `${run.facts.name} ${stepsOf(run)} ${evaluations(run).length} ${run.alarms.length}`)}`;

/** Steps of a run so far, of either kind. */
export const stepsOf = ({ metrics, supervised }: LoadedRun) => metrics.length + supervised.length;

/** Where alarms of these kinds set in, in the colours of the arms; of one arm in that of alarms. */
const marksOf = (arms: readonly LoadedArm[], kinds?: readonly string[]) =>
  arms.flatMap(({ index, loaded }) =>
    loaded.flatMap(({ alarms }) =>
      alarms
        .filter(({ kind }) => !kinds || kinds.includes(kind))
        .map(({ step }) => ({ step, color: arms.length > 1 ? lineOf(index).color : null })),
    ),
  );

/** Held-out accuracy; the band of one run is the 95% interval, of several from the smallest seed to the largest. */
export function accuracyChart(arms: readonly LoadedArm[], names: readonly string[]): ChartData {
  const all = arms.map(({ index, loaded }, i) => {
    const points = accuracyOver(loaded.map(evaluations));
    return { label: names[i], line: lineOf(index), dots: points.length <= 40, points };
  });
  return joined(all, "Held-out accuracy against training steps", percentShort, [], marksOf(arms));
}

/** One line of a measure for each arm; of a single arm every line in its own colour. */
export function measureChart<M extends { step: number }>(
  measure: Measure<M>,
  chosen: MeasureLine<M>,
  recordsOf: (run: LoadedRun) => readonly M[],
  arms: readonly LoadedArm[],
  names: readonly string[],
  window: number,
): ChartData {
  const longest = Math.max(1, ...arms.flatMap(({ loaded }) => loaded.map((run) => recordsOf(run).length)));
  const binSize = binSizeOf(longest);
  const smooth = { binSize, window: measure.smoothed ? 1 : Math.max(1, Math.round(window / binSize)) | 1 };
  const drawn =
    arms.length === 1
      ? measure.lines.map((line) => ({
          arm: arms[0],
          line,
          label: line[0],
          look: { color: line[1], dash: "none" },
        }))
      : arms.map((arm, i) => ({ arm, line: chosen, label: names[i], look: lineOf(arm.index) }));
  const all = drawn.map(({ arm, line, label, look }) => {
    const curves = arm.loaded.map((run) => measuredCurve(recordsOf(run), line[2], smooth));
    const points = overSeeds(curves.filter(({ length }) => length > 0));
    const several = arm.loaded.length > 1;
    return {
      label,
      line: look,
      dots: measure.dots ?? false,
      points: several ? points : points.map(({ range: _, ...point }) => point),
    };
  });
  const include = measure.include ?? reach(all.map(({ points }) => points.map(({ value }) => value)));
  const format = measure.share ? percentShort : short;
  return joined(all, `${measure.title} against training steps`, format, include, [
    ...marksOf(arms, measure.alarms ?? []),
    ...arms.flatMap(({ index, loaded }) =>
      loaded.flatMap((run) =>
        recordsOf(run)
          .filter((record) => measure.crossed?.(record))
          .map(({ step }) => ({ step, color: arms.length > 1 ? lineOf(index).color : null, cross: true })),
      ),
    ),
  ]);
}

interface Drawn extends Pick<ChartSeries, "label" | "line" | "dots"> {
  points: readonly { step: number; value: number; range?: [number, number] }[];
}

/** Point lists over the steps that any of them has. */
function joined(
  all: readonly Drawn[],
  description: string,
  format: (value: number) => string,
  include: readonly number[],
  marks: ChartData["marks"],
): ChartData {
  const { steps, at } = alongSteps(all.map(({ points }) => points));
  const series = all
    .filter(({ points }) => points.length > 0)
    .map(({ label, line, dots, points }): ChartSeries => {
      const banded = points.some(({ range }) => range !== undefined);
      return {
        ...{ label, line, dots, values: at(points, ({ value }) => value) },
        ...(banded && { range: at(points, ({ range }) => range) }),
      };
    });
  return { description, steps, series, format, include, marks };
}

/** Keys in which configurations differ, with the value of each; where a run lies and how it is called counts for nothing. */
export function differencesOf(configs: readonly unknown[]): { key: string; values: (string | null)[] }[] {
  const flat = configs.map((config) => new Map(settingsOf(config)));
  const keys = new Set(flat.flatMap((values) => [...values.keys()]));
  return [...keys]
    .filter((key) => !/^(run\.|engine\.|train\.seed$)/.test(key))
    .map((key) => ({ key, values: flat.map((values) => values.get(key) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}
