// The figures of finished evaluations as rows: a row a suite and run, and one of their means, each with the figures that
// some of the runs have.
import type { Estimate } from "../prm-intervals.ts";
import type { Curves, Evaluation, MeanResults, SuiteResults } from "./figures.ts";
import { type CurveName, type FigureKey, TRAITS, type Trait } from "./problem-values.ts";

/** An evaluation beside others. */
export interface ShownRun {
  /** As tables call it: its directory's name, or its path where two have the same. */
  name: string;
  evaluation: Evaluation;
}

/** A suite's results, or the mean over suites. */
export type ResultRow = { suite: string; results: SuiteResults } | { suite: null; results: MeanResults };

/** The rows of an evaluation: its suites in order, then their mean. */
function resultRows({ results }: Evaluation): ResultRow[] {
  return [
    ...results.suites.map((suite) => ({ suite: suite.suite, results: suite })),
    ...(results.mean ? [{ suite: null, results: results.mean }] : []),
  ];
}

/** A row of one of several runs. */
export interface RunRow {
  /** Null: the mean over suites. */
  suite: string | null;
  run: ShownRun;
  /** Of the run. */
  index: number;
  row: ResultRow;
}

/** The rows of all runs, suite by suite, the mean last, whichever run brings it. */
export function runRows(runs: readonly ShownRun[]): RunRow[] {
  const rows = runs.flatMap((run, index) =>
    resultRows(run.evaluation).map((row): RunRow => ({ suite: row.suite, run, index, row })),
  );
  const suites = [...new Set(rows.map(({ suite }) => suite))].sort(
    (a, b) => Number(a === null) - Number(b === null),
  );
  return suites.flatMap((suite) => rows.filter((row) => row.suite === suite));
}

/** Every suite that one of the runs has. */
export const suitesOf = (runs: readonly ShownRun[]): string[] => [
  ...new Set(runs.flatMap(({ evaluation }) => evaluation.results.suites.map(({ suite }) => suite))),
];

/** The results of `run` on `suite`. */
export const resultsOf = ({ evaluation }: ShownRun, suite: string): SuiteResults | undefined =>
  evaluation.results.suites.find((one) => one.suite === suite);

/** The figure `key` of a row; null where it has none. */
export function estimateOf({ suite, results }: ResultRow, key: FigureKey): Estimate | null {
  const [curve, size] = key.split("@") as [CurveName, string | undefined];
  if (suite === null) {
    if (size !== undefined) return atSize(results, curve, Number(size));
    return key === "greedy" ? results.greedy : key === "greedy.cot" ? results.greedyCot : null;
  }
  const { greedy, samples } = results;
  if (size !== undefined) return samples && atSize(samples, curve, Number(size));
  if (key === "greedy") return greedy?.accuracy ?? null;
  if (key === "greedy.cot") return greedy?.cot ?? null;
  const [kind, trait] = key.split(".") as ["greedy" | "samples", Trait];
  const own = kind === "greedy" ? greedy : samples;
  if (!own) return null;
  return trait === "length" ? (own.length?.mean ?? null) : own[trait];
}

function atSize(row: Curves<Estimate[] | null>, curve: CurveName, size: number): Estimate | null {
  const curves = { pass: row.passAtK, maj: row.majAtK, best: row.bestOfK, cot: row.cotPassAtK };
  return curves[curve]?.[row.k.indexOf(size)] ?? null;
}

/** The accuracies that some of the runs have, the most important first: of one sample, and of all n. */
export function accuracyKeys(runs: readonly ShownRun[]): FigureKey[] {
  const sizes = [...new Set(runs.map(({ evaluation }) => evaluation.sampling.samples))].sort((a, b) => a - b);
  const many = sizes.filter((n) => n > 1);
  const keys: FigureKey[] = [
    ...(["greedy", "pass@1"] as const),
    ...many.flatMap((n): FigureKey[] => [`maj@${n}`, `pass@${n}`, `best@${n}`]),
    ...(["greedy.cot", "cot@1"] as const),
    ...many.map((n): FigureKey => `cot@${n}`),
  ];
  return keys.filter((key) => has(runs, key));
}

/** What the responses are like: of the samples, or of the greedy responses where there are no samples. */
export function traitKeys(runs: readonly ShownRun[]): FigureKey[] {
  const kind = runs.some(({ evaluation }) => evaluation.sampling.samples > 0) ? "samples" : "greedy";
  return TRAITS.map((trait): FigureKey => `${kind}.${trait}`).filter((key) => has(runs, key));
}

const has = (runs: readonly ShownRun[], key: FigureKey) =>
  runs.some(({ evaluation }) => resultRows(evaluation).some((row) => estimateOf(row, key) !== null));

/** The accuracy that a run is known by: of its samples, or its greedy responses. */
export function mainKey(runs: readonly ShownRun[]): FigureKey {
  return runs.every(({ evaluation }) => evaluation.sampling.samples > 0) ? "pass@1" : "greedy";
}
