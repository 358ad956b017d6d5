// Means of per-problem values over one suite or several, with a bootstrap over the problems of each.
import { groupBy } from "../../common/grouping.ts";
import { bootstrapFigures, type Estimate } from "../prm-intervals.ts";
import type { FigureKey, FigureValues } from "./problem-values.ts";

export interface ColumnMean extends Estimate {
  /** Problems with a value. */
  problems: number;
}

/**
 * The mean over `strata` (suites) of the mean over each one's problems, of each of the `keys` that all of them have, with
 * the interval of a bootstrap over the problems of each; null where a stratum has no value. Problems without a value are
 * left out.
 */
export function columnMeans(
  strata: readonly FigureValues[],
  keys: readonly FigureKey[],
  seed: number,
): Map<FigureKey, ColumnMean> {
  const shared = keys.filter((key) => strata.every((values) => values.has(key)));
  // Figures that the same problems have (all of the samples; all of the greedy responses) are drawn together.
  const there = (column: Float64Array) =>
    Array.from(column.keys()).filter((problem) => !Number.isNaN(column[problem]));
  const rowed = shared.map((key) => ({ key, rows: strata.map((values) => there(values.get(key)!)) }));
  const found = new Map<FigureKey, ColumnMean>();
  for (const together of groupBy(rowed, ({ rows }) => JSON.stringify(rows)).values()) {
    const [{ rows }] = together;
    const own = together.map(({ key }) => key);
    const problems = rows.reduce((total, { length }) => total + length, 0);
    const means = rows.every(({ length }) => length > 0) ? drawnMeans(strata, rows, own, seed) : [];
    own.forEach((key, i) => {
      found.set(key, { ...(means[i] ?? { value: null, interval: null }), problems });
    });
  }
  return new Map(shared.map((key) => [key, found.get(key)!]));
}

function drawnMeans(
  strata: readonly FigureValues[],
  rows: readonly number[][],
  keys: readonly FigureKey[],
  seed: number,
): Estimate[] {
  const members = rows.flatMap((own, s) => own.map((problem) => ({ problem, s })));
  const width = keys.length;
  // [problems, figures], each value by what its problem is of the mean.
  const parts = new Float64Array(members.length * width);
  members.forEach(({ problem, s }, row) => {
    keys.forEach((key, f) => {
      parts[row * width + f] = strata[s].get(key)![problem] / (rows[s].length * strata.length);
    });
  });
  return bootstrapFigures(
    members.map(({ s }) => s),
    (weights) => {
      const means = new Array<number>(width).fill(0);
      for (let row = 0, at = 0; row < members.length; row++) {
        const weight = weights[row];
        if (weight === 0) at += width;
        else for (let f = 0; f < width; f++) means[f] += weight * parts[at++];
      }
      return means;
    },
    { seed },
  );
}
