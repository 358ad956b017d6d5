// The end of an evaluation on the terminal, of one run or of several side by side: a row a suite, figures with intervals
// in columns, what limits them, and which differences are significant. Pure.
import pc from "picocolors";
import type { RunsComparison } from "../eval/benchmark/compare.ts";
import { figureLabel, isShare } from "../eval/benchmark/problem-values.ts";
import type { FigureKey } from "../eval/benchmark/problem-values.ts";
import {
  accuracyKeys,
  estimateOf,
  range,
  resultRows,
  type ShownRun,
  traitKeys,
  warningsOf,
} from "./eval-rows.ts";
import { decimal, percent } from "../text/format.ts";
import type { TerminalOptions } from "./terminal.ts";
import { columns, oneLine, pad, truncate, wrap } from "../text/text.ts";

const MOST_WARNINGS = 12;

/** The whole end; `report` is shown as it is. Ends with a newline. */
export function renderEvalTable(
  runs: readonly ShownRun[],
  comparison: RunsComparison | null,
  report: string | null,
  options: TerminalOptions,
): string {
  const color = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const several = runs.length > 1;
  const warnings = runs.flatMap(({ name, evaluation }) =>
    warningsOf(evaluation).map((text) => (several ? `${oneLine(name)}: ${text}` : text)),
  );
  const more = warnings.length - MOST_WARNINGS;
  const marked = [
    ...warnings.slice(0, MOST_WARNINGS),
    ...(more > 0 ? [`and ${more} more; see the report`] : []),
  ];
  const unlike = (comparison?.pairs ?? []).flatMap(({ run, baseline, mismatches, unshared, suites }) => [
    ...mismatches.map(
      (one) =>
        `${run} and ${baseline} differ in ${one.setting}: ${one.run} and ${one.baseline}; ${one.consequence}`,
    ),
    ...(unshared.length > 0 ? [`only one of ${run} and ${baseline} has ${unshared.join(", ")}`] : []),
    ...suites
      .filter(({ shared, problems }) => shared < problems)
      .map(
        ({ suite, shared, problems }) =>
          `${run} and ${baseline} share ${shared} of ${problems} problems of ${suite}`,
      ),
  ]);
  const bullet = (text: string, paint: (line: string) => string) =>
    wrap(oneLine(text), width - 2).map((line, i) => paint(`${i === 0 ? "! " : "  "}${line}`));
  const sections = [
    several ? [] : wrap(oneLine(runs[0].evaluation.model.name), width).map((line) => color.bold(line)),
    [
      ...table(runs, color, width),
      ...wrap("95% intervals: Wilson for greedy answers, else bootstrap over problems", width).map((line) =>
        color.dim(line),
      ),
    ],
    [
      ...unlike.flatMap((text) => bullet(text, color.red)),
      ...marked.flatMap((text) => bullet(text, color.yellow)),
    ],
    (comparison?.pairs ?? []).flatMap(({ sentence }) => wrap(oneLine(sentence), width)),
    report === null ? [] : [`${color.dim("Report")}  ${oneLine(report)}`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** Columns from the right are left out where they do not fit; the report has them all. */
function table(
  runs: readonly ShownRun[],
  color: ReturnType<typeof pc.createColors>,
  width: number,
): string[] {
  const several = runs.length > 1;
  const keys = [...accuracyKeys(runs), ...traitKeys(runs)];
  const suites = [
    ...new Set(runs.flatMap(({ evaluation }) => resultRows(evaluation).map(({ suite }) => suite))),
  ];
  // The mean comes last, whichever run brings it.
  suites.sort((a, b) => Number(a === null) - Number(b === null));
  const head = ["suite", ...(several ? ["run"] : []), ...keys.flatMap((key) => [shortLabel(key), ""])];
  const body = suites.flatMap((suite) =>
    runs.flatMap(({ name, evaluation }) => {
      const row = resultRows(evaluation).find((one) => one.suite === suite);
      if (!row) return [];
      const cells = keys.flatMap((key) => {
        const estimate = estimateOf(row, key);
        if (estimate === null) return ["", ""];
        const share = isShare(key);
        return [share ? percent(estimate.value) : decimal(estimate.value, 0), range(estimate, share)];
      });
      const title = truncate(oneLine(suite ?? "mean"), 18);
      return [
        { mean: suite === null, cells: [title, ...(several ? [truncate(oneLine(name), 18)] : []), ...cells] },
      ];
    }),
  );
  const fixed = several ? 2 : 1;
  const widths = head.map((text, i) =>
    Math.max(...body.map(({ cells }) => columns(cells[i])), isValue(i, fixed) ? 0 : columns(text)),
  );
  // A value and its interval are a column together, under one title.
  const pairs = keys.map((key, k) => {
    const at = fixed + 2 * k;
    const inner = widths[at] + (widths[at + 1] > 0 ? 1 + widths[at + 1] : 0);
    return { at, title: shortLabel(key), width: Math.max(columns(shortLabel(key)), inner) };
  });
  const left = widths.slice(0, fixed).reduce((sum, size) => sum + size + 2, -2);
  let shown = pairs.length;
  const needed = () => pairs.slice(0, shown).reduce((sum, pair) => sum + pair.width + 2, left);
  while (shown > 1 && needed() > width) shown--;
  const lead = (cells: readonly string[]) => cells.slice(0, fixed).map((text, i) => pad(text, widths[i]));
  const titles = pairs.slice(0, shown).map((pair) => pad(pair.title, pair.width));
  const lines = body.map(({ mean, cells }) => {
    const line = lead(cells).join("  ");
    const values = pairs.slice(0, shown).map((pair) => {
      const value = pad(cells[pair.at], widths[pair.at], "right");
      const interval = cells[pair.at + 1];
      const blanks = " ".repeat(
        Math.max(0, pair.width - columns(value) - (interval ? 1 + columns(interval) : 0)),
      );
      return `${mean ? color.bold(value) : value}${interval && ` ${color.dim(interval)}`}${blanks}`;
    });
    return [mean ? color.bold(line) : line, ...values].join("  ").trimEnd();
  });
  return [color.dim([...lead(head), ...titles].join("  ").trimEnd()), ...lines];
}

/** Cells of values have their title over both. */
const isValue = (i: number, fixed: number) => i >= fixed;

const SHORT: Partial<Record<string, string>> = {
  greedy: "greedy",
  "greedy.cot": "greedy CoT",
  formatted: "format",
  truncated: "cut",
  withoutAnswer: "no answer",
  length: "tokens",
};

function shortLabel(key: FigureKey): string {
  return SHORT[key] ?? SHORT[key.split(".")[1] ?? ""] ?? figureLabel(key);
}
