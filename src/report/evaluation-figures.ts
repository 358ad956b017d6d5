// Figures of an evaluation: accuracy by suite and run, curves over k samples, accuracy by level and subject, lengths.
import { groupBy } from "../common/grouping.ts";
import type { GroupFigures } from "../eval/benchmark/figures.ts";
import {
  CURVE_NAMES,
  CURVES,
  type CurveName,
  type FigureKey,
  figureLabel,
} from "../eval/benchmark/problem-values.ts";
import {
  accuracyKeys,
  estimateOf,
  mainKey,
  resultsOf,
  runRows,
  type ShownRun,
  suitesOf,
} from "../eval/benchmark/rows.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import { percent, percentShort, range, short } from "../text/format.ts";
import { truncate } from "../text/text.ts";
import { estimated, type Figure, type Table, table } from "./document.ts";
import { type Color, type Drawing, lineFigure, lineOf, type Series } from "./figures.ts";
import { type IntervalRow, intervalFigure } from "./interval-figure.ts";

const CURVE = { width: 400, height: 260 };

/** How the curves of one run are drawn. */
const CURVE_COLORS: Record<CurveName, Color> = { pass: "blue", maj: "ink", best: "orange", cot: "green" };

/** What each curve counts. */
export const CURVE_NOTES: Record<CurveName, string> = {
  pass: "any of k samples is right",
  maj: "the most frequent answer of k is right, ties drawn",
  best: "the one of k whose weakest step the process reward model likes best is right",
  cot: "any of k is right in its answer and every step",
};

const curveTitle = (name: CurveName) => `${CURVE_NAMES[name]}${name === "best" ? "-k" : "@k"}`;

/** A name as part of a file's. */
const fileName = (text: string) => text.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 60);

/** Figures of `runs`, which say in their files which run has which colour. */
const drawn =
  (runs: readonly ShownRun[]) =>
  (file: string, title: string, note: string, svg: Drawing, instead?: Table): Figure => {
    const colors = runs.map(({ name }, i) => `${lineOf(i).color}: ${name}`).join(", ");
    return { file, title, note, svg, instead, alone: runs.length > 1 ? `; ${colors}` : "" };
  };

function dot(estimate: Estimate | null, name: string, index: number): IntervalRow {
  const { value, interval } = estimate ?? { value: null, interval: null };
  const between = interval === null ? "" : `, ${range(interval)}`;
  return { color: lineOf(index).color, value, interval, title: `${name}: ${percent(value)}${between}` };
}

/** Accuracies of every suite and run, one figure an accuracy: greedy, and of samples. */
export function accuracyFigures(runs: readonly ShownRun[]): Figure[] {
  const shown: readonly FigureKey[] = ["greedy", "pass@1", "cot@1"];
  return accuracyKeys(runs)
    .filter((key) => shown.includes(key))
    .map((key) => {
      const groups = [...groupBy(runRows(runs), ({ suite }) => suite)].map(([suite, rows]) => ({
        label: suite ?? "mean",
        rows: rows.map(({ row, run, index }) => dot(estimateOf(row, key), run.name, index)),
      }));
      const [over, kind] =
        key === "greedy" ? ["", "Wilson"] : [", mean over samples", "bootstrap over problems"];
      return drawn(runs)(
        `accuracy-${fileName(key)}`,
        figureLabel(key),
        `share of problems answered rightly${over}; bars: 95% intervals, ${kind}`,
        intervalFigure(`${figureLabel(key)} by suite${runs.length > 1 ? " and run" : ""}`, groups),
      );
    });
}

/** Curves over k by suite: of one run all together, of several one figure a curve. */
export function curveFigures(runs: readonly ShownRun[]): { suite: string; figures: Figure[] }[] {
  return suitesOf(runs).flatMap((suite) => {
    const own = runs.flatMap((run, index) => {
      const results = resultsOf(run, suite);
      return results?.samples && results.samples.problems > 0
        ? [{ run, index, results, ...results.samples }]
        : [];
    });
    const sizes = [...new Set(own.flatMap(({ k }) => k))].sort((a, b) => a - b);
    if (sizes.length < 2) return [];
    const series = (
      { results }: (typeof own)[number],
      name: CurveName,
      looks: Omit<Series, "values">,
    ): Series[] => {
      const estimates = sizes.map((size) => estimateOf({ suite, results }, `${name}@${size}`));
      const drawn = {
        values: estimates.map((estimate) => estimate?.value ?? null),
        intervals: estimates.map((estimate) => estimate?.interval ?? null),
        ...looks,
      };
      return estimates.some((estimate) => estimate !== null) ? [drawn] : [];
    };
    const draw = (description: string, drawn: readonly Series[]) =>
      lineFigure({
        ...{ description, series: drawn, format: percentShort, dots: true, ...CURVE },
        steps: sizes.map((size) => Math.log2(size)),
        ticks: sizes.map((size, i) => ({
          step: Math.log2(size),
          label: i === 0 ? `k = ${size}` : String(size),
        })),
      });
    if (runs.length === 1) {
      const [only] = own;
      // Four bands over each other show nothing: two are drawn, and eval.json has all.
      const lines = CURVES.flatMap((name) =>
        series(only, name, {
          ...{ label: curveTitle(name), color: CURVE_COLORS[name] },
          ...(name === "pass" || name === "maj" ? {} : { intervals: undefined }),
        }),
      );
      const svg = draw(`accuracy from k samples on ${suite}, by how they are counted`, lines);
      const note = `${only.n} samples a problem; bands: 95% intervals of pass@k and maj@k`;
      return [{ suite, figures: [{ file: `at-k-${fileName(suite)}`, title: suite, note, svg }] }];
    }
    const figures = CURVES.flatMap((name): Figure[] => {
      const lines = own.flatMap((one) =>
        series(one, name, { label: truncate(one.run.name, 14), ...lineOf(one.index) }),
      );
      const svg = draw(`${CURVE_NAMES[name]} of k samples on ${suite}, by run`, lines);
      const file = `${name}-at-k-${fileName(suite)}`;
      return lines.length > 0
        ? [drawn(runs)(file, `${curveTitle(name)}, ${suite}`, CURVE_NOTES[name], svg)]
        : [];
    });
    return [{ suite, figures }];
  });
}

/** Accuracy by level and by subject, of the suites that have them. */
export function groupFigures(runs: readonly ShownRun[]): Figure[] {
  const key = mainKey(runs);
  const read = (group: GroupFigures | undefined) =>
    (key === "greedy" ? group?.greedy : group?.passAt1) ?? null;
  return suitesOf(runs).flatMap((suite) =>
    (["levels", "subjects"] as const).flatMap((which): Figure[] => {
      const own = runs.map((run) => resultsOf(run, suite)?.[which] ?? []);
      const names = [...new Set(own.flatMap((groups) => groups.map(({ name }) => name)))];
      if (names.length === 0) return [];
      const groups = names.map((name) => {
        const found = own.map((list) => list.find((group) => group.name === name));
        const problems = found.find((group) => group !== undefined)?.problems;
        return {
          label: `${truncate(name ?? "not said", 24)} (${problems})`,
          rows: runs.map((run, index) => dot(read(found[index]), run.name, index)),
        };
      });
      const by = which === "levels" ? "level" : "subject";
      type Group = (typeof groups)[number];
      const instead = table<Group>(
        [
          { title: by, cell: ({ label }) => label },
          ...runs.map(({ name }, i) => ({
            ...{ title: runs.length > 1 ? name : figureLabel(key) },
            cell: ({ rows }: Group) => estimated(rows[i], "percent"),
          })),
        ],
        groups,
      );
      return [
        drawn(runs)(
          `by-${by}-${fileName(suite)}`,
          `${suite} by ${by}`,
          `${figureLabel(key)}, 95% intervals; in brackets: problems`,
          intervalFigure(`${figureLabel(key)} on ${suite} by ${by}`, groups),
          instead,
        ),
      ];
    }),
  );
}

/** Lengths by suite and run: mean, median and 95th percentile; none where no server told them. */
export function lengthFigures(runs: readonly ShownRun[]): Figure[] {
  const groups = suitesOf(runs).map((suite) => ({
    label: suite,
    rows: runs.flatMap((run, index): IntervalRow[] => {
      const results = resultsOf(run, suite);
      const length = (results?.samples ?? results?.greedy)?.length;
      if (!length) return [];
      const [mean, median, p95] = [length.mean, length.median, length.p95].map(({ value }) => value!);
      const title = `${run.name}: mean ${short(mean)}, median ${short(median)}, 95% ${short(p95)} tokens`;
      return [{ ...length.mean, color: lineOf(index).color, marks: [median, p95], title }];
    }),
  }));
  const known = groups.filter(({ rows }) => rows.length > 0);
  const note = "tokens; dot: mean with its 95% interval, strokes: median and 95th percentile";
  const format = (tokens: number) => short(Math.round(tokens));
  const draw = () => intervalFigure("length of responses in tokens by suite", known, format, format);
  return known.length > 0 ? [drawn(runs)("length", "Response length", note, draw())] : [];
}
