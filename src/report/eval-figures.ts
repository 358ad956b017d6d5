// Figures of an evaluation: accuracy by suite and run, curves over k samples, accuracy by level and subject, lengths.
// Each is also a file of its own.
import type { GroupFigures, SuiteResults } from "../eval/benchmark/figures.ts";
import { CURVE_NAMES, figureLabel } from "../eval/benchmark/problem-values.ts";
import { CURVES, type CurveName } from "../eval/benchmark/problem-values.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import { variantLine } from "./comparison-figures.ts";
import { accuracyKeys, estimateOf, mainKey, range, resultRows, type ShownRun } from "./eval-rows.ts";
import { type Color, lineFigure, type Series } from "./figures.ts";
import { percent, short } from "../text/format.ts";
import { type IntervalRow, intervalFigure, intervalHeight } from "./interval-figure.ts";
import { type Figure, percentShort } from "./run-figures.ts";
import { truncate } from "../text/text.ts";

export interface EvalFigure extends Figure {
  /** Of its file, without the extension. */
  file: string;
  size: { width: number; height: number };
}

const WIDE = 560;
const CURVE = { width: 400, height: 260 };

/** How the curves of one run are drawn. */
const CURVE_COLORS: Record<CurveName, Color> = { pass: "blue", maj: "ink", best: "orange", cot: "green" };

/** Curves and their intervals in `suite`, by name. */
export const curvesOf = (suite: SuiteResults): Record<CurveName, Estimate[] | null> => ({
  pass: suite.samples?.passAtK ?? null,
  maj: suite.samples?.majAtK ?? null,
  best: suite.samples?.bestOfK ?? null,
  cot: suite.samples?.cotPassAtK ?? null,
});

/** A name as part of a file's. */
const fileName = (text: string) => text.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 60);

const percentOf = (value: number) => percent(value);
const whole = (value: number) => short(Math.round(value));

/** Accuracies of every suite and run, one figure an accuracy: greedy, and of samples. */
export function accuracyFigures(runs: readonly ShownRun[]): EvalFigure[] {
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => resultRows(evaluation).map(({ suite }) => suite))),
  ];
  suites.sort((a, b) => Number(a === null) - Number(b === null));
  return accuracyKeys(runs)
    .filter((key) => key === "greedy" || key === "pass@1" || key === "cot@1")
    .map((key) => {
      const groups = suites.map((suite) => ({
        label: suite ?? "mean",
        rows: runs.flatMap(({ name, evaluation }, index): IntervalRow[] => {
          const row = resultRows(evaluation).find((one) => one.suite === suite);
          return row ? [intervalRow(estimateOf(row, key), name, index)] : [];
        }),
      }));
      const note = key === "greedy" ? "Wilson" : "bootstrap over problems";
      return {
        file: `accuracy-${fileName(key)}`,
        title: figureLabel(key),
        note: `share of problems answered rightly${key === "greedy" ? "" : ", mean over samples"}; bars: 95% intervals, ${note}`,
        svg: intervalFigure({
          description: `${figureLabel(key)} by suite${runs.length > 1 ? " and run" : ""}`,
          ...{ groups, format: percentOf, formatTick: percentShort, include: [0], width: WIDE },
        }),
        size: { width: WIDE, height: intervalHeight(groups) },
      };
    });
}

function intervalRow(estimate: Estimate | null, name: string, index: number): IntervalRow {
  const { value, interval } = estimate ?? { value: null, interval: null };
  const between = estimate && range(estimate);
  return {
    color: variantLine(index).color,
    value,
    interval,
    title: `${name}: ${percent(value)}${between ? `, ${between}` : ""}`,
  };
}

/** Curves over k: of one run all of a suite together, of several one figure a curve. */
export function curveFigures(runs: readonly ShownRun[]): { suite: string; figures: EvalFigure[] }[] {
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => evaluation.results.suites.map(({ suite }) => suite))),
  ];
  return suites.flatMap((suite) => {
    const own = runs.flatMap((run, index) => {
      const found = run.evaluation.results.suites.find((one) => one.suite === suite);
      return found?.samples && found.samples.problems > 0
        ? [{ run, index, results: found, k: found.samples.k }]
        : [];
    });
    const sizes = [...new Set(own.flatMap(({ k }) => k))].sort((a, b) => a - b);
    if (sizes.length < 2) return [];
    const draw = (series: readonly Series[], description: string) =>
      lineFigure({
        description,
        steps: sizes.map((size) => Math.log2(size)),
        ticks: sizes.map((size, i) => ({
          step: Math.log2(size),
          label: i === 0 ? `k = ${size}` : String(size),
        })),
        series,
        format: percentShort,
        dots: true,
        ...CURVE,
      });
    const at = (estimates: readonly Estimate[], k: readonly number[]) =>
      sizes.map((size) => estimates[k.indexOf(size)] ?? { value: null, interval: null });
    const seriesOf = (
      label: string,
      color: Color,
      dash: string,
      estimates: Estimate[],
      k: readonly number[],
    ) => ({
      ...{ label, color, dash },
      values: at(estimates, k).map(({ value }) => value),
      intervals: at(estimates, k).map(({ interval }) => interval),
    });
    const several = runs.length > 1;
    const names = CURVES.filter((name) => own.some(({ results }) => curvesOf(results)[name] !== null));
    const figures: EvalFigure[] = several
      ? names.map((name) => ({
          file: `${name}-at-k-${fileName(suite)}`,
          title: `${CURVE_NAMES[name]}${name === "best" ? "-k" : "@k"}, ${suite}`,
          note: CURVE_NOTES[name],
          svg: draw(
            own.flatMap(({ run, index, results, k }) => {
              const estimates = curvesOf(results)[name];
              const { color, dash } = variantLine(index);
              return estimates ? [seriesOf(truncate(run.name, 14), color, dash, estimates, k)] : [];
            }),
            `${CURVE_NAMES[name]} of k samples on ${suite}, by run`,
          ),
          size: CURVE,
        }))
      : [
          {
            file: `at-k-${fileName(suite)}`,
            title: suite,
            note: `${own[0].results.samples!.n} samples a problem; bands: 95% intervals of pass@k and maj@k`,
            svg: draw(
              names.map((name) =>
                withoutBand(
                  name,
                  seriesOf(
                    `${CURVE_NAMES[name]}${name === "best" ? "-k" : "@k"}`,
                    CURVE_COLORS[name],
                    "none",
                    curvesOf(own[0].results)[name]!,
                    own[0].k,
                  ),
                ),
              ),
              `accuracy from k samples on ${suite}, by how they are counted`,
            ),
            size: CURVE,
          },
        ];
    return [{ suite, figures }];
  });
}

/** Four bands over each other show nothing: two are drawn, and eval.json has all. */
const withoutBand = (name: CurveName, series: Series): Series =>
  name === "pass" || name === "maj" ? series : { ...series, intervals: undefined };

/** What each curve counts. */
export const CURVE_NOTES: Record<CurveName, string> = {
  pass: "any of k samples is right",
  maj: "the most frequent answer of k is right, ties drawn",
  best: "the one of k whose weakest step the process reward model likes best is right",
  cot: "any of k is right in its answer and every step",
};

/** Accuracy by level and by subject, of the suites that have them. */
export function groupFigures(runs: readonly ShownRun[]): EvalFigure[] {
  const key = mainKey(runs);
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => evaluation.results.suites.map(({ suite }) => suite))),
  ];
  return suites.flatMap((suite) =>
    (["levels", "subjects"] as const).flatMap((which): EvalFigure[] => {
      const own = runs.map(
        ({ evaluation }) => evaluation.results.suites.find((one) => one.suite === suite)?.[which] ?? [],
      );
      const names = [...new Set(own.flatMap((groups) => groups.map(({ name }) => name)))];
      if (names.length === 0) return [];
      const read = (group: GroupFigures | undefined) =>
        (key === "greedy" ? group?.greedy : group?.passAt1) ?? null;
      const groups = names.map((name) => {
        const problems = own.flatMap((list) => list.find((group) => group.name === name)?.problems ?? [])[0];
        return {
          label: `${truncate(name ?? "not said", 24)} (${problems})`,
          rows: runs.map((run, index) =>
            intervalRow(read(own[index].find((group) => group.name === name)), run.name, index),
          ),
        };
      });
      const by = which === "levels" ? "level" : "subject";
      return [
        {
          file: `by-${by}-${fileName(suite)}`,
          title: `${suite} by ${by}`,
          note: `${figureLabel(key)}, 95% intervals; in brackets: problems`,
          svg: intervalFigure({
            description: `${figureLabel(key)} on ${suite} by ${by}`,
            ...{ groups, format: percentOf, formatTick: percentShort, include: [0], width: WIDE },
          }),
          size: { width: WIDE, height: intervalHeight(groups) },
        },
      ];
    }),
  );
}

/** Lengths by suite and run: mean, median and 95th percentile; null where no server told them. */
export function lengthFigure(runs: readonly ShownRun[]): EvalFigure | null {
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => evaluation.results.suites.map(({ suite }) => suite))),
  ];
  const groups = suites.map((suite) => ({
    label: suite,
    rows: runs.flatMap(({ name, evaluation }, index): IntervalRow[] => {
      const found = evaluation.results.suites.find((one) => one.suite === suite);
      const length = (found?.samples ?? found?.greedy)?.length;
      if (!length) return [];
      const [mean, median, p95] = [length.mean, length.median, length.p95].map(({ value }) => value!);
      return [
        {
          color: variantLine(index).color,
          ...{ value: mean, interval: length.mean.interval, marks: [median, p95] },
          title: `${name}: mean ${short(mean)}, median ${short(median)}, 95% ${short(p95)} tokens`,
        },
      ];
    }),
  }));
  const drawn = groups.filter(({ rows }) => rows.length > 0);
  if (drawn.length === 0) return null;
  return {
    file: "length",
    title: "Response length",
    note: "tokens; dot: mean with its 95% interval, strokes: median and 95th percentile",
    svg: intervalFigure({
      description: "length of responses in tokens by suite",
      ...{ groups: drawn, format: whole, formatTick: whole, include: [0], width: WIDE },
    }),
    size: { width: WIDE, height: intervalHeight(drawn) },
  };
}

/** Which run has which colour, for figures that stand alone. */
export function colorNote(runs: readonly ShownRun[]): string {
  return runs.length > 1
    ? `; ${runs.map(({ name }, i) => `${variantLine(i).color}: ${name}`).join(", ")}`
    : "";
}

/** Every figure, in the order of the report. */
export function evalFigures(runs: readonly ShownRun[]): EvalFigure[] {
  const length = lengthFigure(runs);
  return [
    ...accuracyFigures(runs),
    ...curveFigures(runs).flatMap(({ figures }) => figures),
    ...groupFigures(runs),
    ...(length ? [length] : []),
  ];
}
