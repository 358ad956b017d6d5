// What a finished run prints: the table on held-out problems, one solution before and after with its steps coloured
// by process reward, and where everything is. Pure: a summary in, text out.
import pc from "picocolors";
import type { EvaluationResult, RunSummary, SolutionRecord, SolutionSide } from "../train/records.ts";
import { count, decimal, duration, percent, percentRange, points, pValue, signed } from "../text/format.ts";
import { weakestStep } from "./strip.ts";
import { cap, columns, oneLine, pad, truncate, wrap } from "../text/text.ts";

export interface TerminalOptions {
  color: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Palette = ReturnType<typeof pc.createColors>;

const MOST_STEPS = 24;
const INDENT = "  ";

/** A cell's text, its colour apart, so that widths are those of the text. */
interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/** The end of a run on the terminal; `paths` are shown as they are. Ends with a newline. */
export function renderSummary(
  summary: RunSummary,
  paths: { runDirectory: string; report: string },
  options: TerminalOptions,
): string {
  const color = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const solution = summary.solutions[0];
  const sections = [
    [
      ...wrap(oneLine(summary.title), width).map((line) => color.bold(line)),
      ...wrap(
        `${oneLine(summary.name)}, seed ${summary.seed}, ${count(summary.steps, "step")} in ${duration(summary.seconds.total)}`,
        width,
      ).map((line) => color.dim(line)),
    ],
    resultTable(summary, color, width),
    timeTable(summary, color, width),
    solution ? sideBySide(solution, color, width) : [],
    [
      `${color.dim("Run   ")}  ${oneLine(paths.runDirectory)}`,
      `${color.dim("Report")}  ${oneLine(paths.report)}`,
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function resultTable(summary: RunSummary, color: Palette, width: number): string[] {
  const { before, after, signTest } = summary;
  const row = (name: string, read: (e: EvaluationResult) => string, change: string): Cell[] => [
    { text: name },
    { text: read(before) },
    { text: read(after), paint: color.bold },
    { text: change, paint: color.dim },
  ];
  const gain = after.accuracy - before.accuracy;
  const accuracy = row("Accuracy", (e) => percent(e.accuracy), points(before.accuracy, after.accuracy));
  accuracy[3].paint = gain > 0 ? color.green : gain < 0 ? color.red : color.dim;
  const rows: Cell[][] = [
    accuracy,
    row("  95% interval", (e) => percentRange(e.interval), "").map((cell) => ({ ...cell, paint: color.dim })),
    row(
      "Response length",
      (e) => count(Number(e.meanLength.toFixed(1)), "token"),
      signed(after.meanLength - before.meanLength, 1),
    ),
    row("Steps a response", (e) => decimal(e.meanSteps, 1), signed(after.meanSteps - before.meanSteps, 1)),
    row(
      "Without an answer",
      (e) => percent(e.noAnswerShare),
      points(before.noAnswerShare, after.noAnswerShare),
    ),
    ...(before.undecided || after.undecided
      ? [row("Undecided (as wrong)", (e) => String(e.undecided ?? 0), "")]
      : []),
  ];
  const head = [`${count(after.problems, "held-out problem")}`, "before", "after", ""].map((text) => ({
    text,
    paint: color.dim,
  }));
  const test = `Sign test: ${signTest.gained} newly right, ${signTest.lost} newly wrong, ${pValue(signTest.p)} (two-sided)`;
  return [...table([head, ...rows], width), ...wrap(test, width)];
}

function timeTable(summary: RunSummary, color: Palette, width: number): string[] {
  const { sampling, scoring, updating, total } = summary.seconds;
  const parts = Object.entries({ sampling, scoring, updating, "in all": total }).map(([name, seconds]) => {
    const text = duration(seconds);
    const size = Math.max(name.length, text.length);
    return { name: pad(name, size), text: pad(text, size) };
  });
  if (parts.reduce((sum, part) => sum + 3 + part.name.length, 4) > width)
    return parts.map((part) => `${color.dim(pad(`Time, ${part.name.trim()}`, 14))}  ${part.text.trim()}`);
  return [
    color.dim(`Time   ${parts.map((part) => part.name).join("   ")}`.trimEnd()),
    `       ${parts.map((part) => part.text).join("   ")}`.trimEnd(),
  ];
}

/** Rows in columns; where they do not fit `width`, each row becomes its name and a line "before → after  change". */
function table(rows: readonly Cell[][], width: number): string[] {
  const paint = (cell: Cell, size = 0) => (cell.paint ?? String)(pad(cell.text, size));
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => columns(row[i].text))));
  if (widths.reduce((a, b) => a + b, 0) + 3 * (widths.length - 1) <= width) {
    return rows.map((row) => {
      const last = row.findLastIndex((cell) => cell.text !== "");
      const cells = row.slice(0, last + 1).map((cell, i) => paint(cell, i === last ? 0 : widths[i]));
      return cells.join("   ");
    });
  }
  return rows.flatMap(([name, before, after, change], i) =>
    i === 0
      ? [paint(name)]
      : [name.text, `${INDENT}${paint(before)} → ${paint(after)}${change.text && `  ${paint(change)}`}`],
  );
}

function sideBySide(record: SolutionRecord, color: Palette, width: number): string[] {
  const label = (text: string) => color.dim(pad(text, 11));
  const lines = [
    color.bold("One held-out problem, before and after"),
    ...hanging(label("Problem"), 11, oneLine(cap(record.problemText ?? record.prompt, 600)), width),
    ...hanging(label("Reference"), 11, oneLine(cap(record.reference, 200)), width),
  ];
  for (const [name, side] of [
    ["Before", record.before],
    ["After", record.after],
  ] as const) {
    lines.push("", verdict(name, side, color, width), ...steps(side, color, width));
  }
  return lines;
}

function verdict(name: string, side: SolutionSide, color: Palette, width: number): string {
  const answered = side.answer === null ? "no answer" : `answered ${oneLine(cap(side.answer, 80))}`;
  const text = truncate(`${side.correct ? "✓ right" : "✗ wrong"}, ${answered}`, width - name.length - 2);
  return `${color.bold(name)}  ${side.correct ? color.green(text) : color.red(text)}`;
}

/** Steps in red, yellow and green by process reward; the reward's number says the same without colour. */
function steps(side: SolutionSide, color: Palette, width: number): string[] {
  const weakest = side.steps.length > 1 ? weakestStep(side.steps) : -1;
  const lines = side.steps.slice(0, MOST_STEPS).flatMap(({ text, reward }, i) => {
    const paint =
      reward === null
        ? (t: string) => t
        : reward < -1 / 3
          ? color.red
          : reward < 1 / 3
            ? color.yellow
            : color.green;
    const mark = i === weakest ? "▶ " : "  ";
    const prefix = `${mark}${pad(reward === null ? "" : signed(reward), 5, "right")}  `;
    const body = oneLine(cap(text, 500)) || "(blank)";
    const said = i === weakest ? `${body}  ◀ weakest step` : body;
    return wrap(said, width - prefix.length).map((line, k) => {
      const lead = k === 0 ? prefix : " ".repeat(prefix.length);
      return i === weakest ? color.bold(paint(lead + line)) : paint(lead + line);
    });
  });
  const left = side.steps.length - MOST_STEPS;
  return left > 0 ? [...lines, color.dim(`${INDENT}… ${count(left, "more step")}`)] : lines;
}

/** `text` after `lead` (of `size` columns), further lines indented as far. */
function hanging(lead: string, size: number, text: string, width: number): string[] {
  return wrap(text, width - size).map((line, i) => (i === 0 ? lead : " ".repeat(size)) + line);
}
