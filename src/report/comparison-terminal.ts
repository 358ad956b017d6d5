// The end of a comparison on the terminal: one row a variant, one a pair, and where the report is. Pure.
import pc from "picocolors";
import type { Comparison } from "../eval/comparison.ts";
import { decimal, duration, percent, percentRange, points, pValue, signed } from "../text/format.ts";
import type { TerminalOptions } from "./terminal.ts";
import { columns, oneLine, pad, wrap } from "../text/text.ts";

/** Rows in columns two blanks apart; those that do not fit `width` are left out from the right, never the first two. */
function fitted(rows: readonly string[][], width: number): string[][] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => columns(row[i]))));
  let shown = widths.length;
  while (shown > 2 && widths.slice(0, shown).reduce((sum, size) => sum + size + 2, -2) > width) shown--;
  return rows.map((row) =>
    row.slice(0, shown).map((text, i) => pad(text, widths[i], i === 0 ? "left" : "right")),
  );
}

/** The table; `report` is shown as it is. Ends with a newline. */
export function renderComparisonTable(
  { variants, pairs, runs, record }: Comparison,
  report: string,
  options: TerminalOptions,
): string {
  const color = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const head = [
    "Held-out accuracy",
    "before",
    "final",
    "95% interval",
    "best",
    "length",
    "steps",
    "no answer",
    "KL",
    "time",
  ];
  const body = variants.map((v) => [
    oneLine(v.name),
    percent(v.before),
    percent(v.final),
    percentRange(v.interval),
    `${percent(v.best.accuracy)} @${v.best.step}`,
    decimal(v.meanLength, 1),
    decimal(v.meanSteps, 1),
    percent(v.noAnswerShare),
    decimal(v.kl, 4),
    duration(v.seconds),
  ]);
  const [titles, ...rows] = fitted([head, ...body], width);
  const bound = (share: number) => signed(share * 100, 1);
  const differences = pairs.flatMap(({ a, b, difference, interval, seeds }) => {
    const test = seeds.length === 1 ? `, sign test ${pValue(seeds[0].p)}` : "";
    const text = `${oneLine(b)} less ${oneLine(a)}: ${points(0, difference)} (95% interval ${bound(interval[0])} to ${bound(interval[1])}${test})`;
    return wrap(text, width);
  });
  const wanted = record.variants.length * record.seeds.length;
  const done = `${runs.length} of ${wanted} runs, seeds ${record.seeds.join(", ")}; intervals: bootstrap over seeds, then problems`;
  return `${[
    color.dim(titles.join("  ")),
    ...rows.map(([name, before, final, ...rest]) => [name, before, color.bold(final), ...rest].join("  ")),
    ...(differences.length > 0 ? ["", ...differences] : []),
    "",
    ...wrap(done, width).map((line) => color.dim(line)),
    `${color.dim("Report")}  ${oneLine(report)}`,
  ].join("\n")}\n`;
}
