// The end of a process reward model's evaluation on the terminal: first errors by subset, steps, ranking, best-of-N. Pure.
import pc from "picocolors";
import { type BestOfNResult, PICKS } from "../eval/best-of-n.ts";
import type { PrmEvaluation, RankedSet, StepSet } from "../eval/prm-eval.ts";
import type { FirstErrorResult } from "../eval/prm-first-error.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import { count, decimal, percent, percentRange, short } from "../text/format.ts";
import { PICK_LOOKS, SET_NAMES } from "./prm-figures.ts";
import {
  CORRELATION_MEANS,
  correlation,
  RANKING_MEANS,
  rankingFinding,
  rankingInterval,
} from "./prm-ranking.ts";
import type { TerminalOptions } from "./terminal.ts";
import { columns, oneLine, pad, truncate, wrap } from "../text/text.ts";

type Palette = ReturnType<typeof pc.createColors>;

/** The whole end; `paths` are shown as they are. Ends with a newline. */
export function renderPrmTable(
  evaluation: PrmEvaluation,
  paths: { report: string; scores: string },
  options: TerminalOptions,
): string {
  const color = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const { processBench, labelled, steps, ranking, bestOfN, scoredBy, notes } = evaluation;
  const sections = [
    wrap(oneLine(scoredBy.prm), width).map((line) => color.bold(line)),
    processBench ? firstErrors("ProcessBench", processBench, color, width) : [],
    labelled ? firstErrors("First errors", labelled, color, width) : [],
    steps.length > 0 ? stepRows(steps, color, width) : [],
    rankingRows(ranking, color, width),
    bestOfN ? bestOfNRows(bestOfN, color, width) : [],
    notes.flatMap((note) => wrap(oneLine(note), width)),
    [`${color.dim("Report")}  ${oneLine(paths.report)}`, `${color.dim("Scores")}  ${oneLine(paths.scores)}`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const points = (value: number | null) => decimal(value === null ? null : value * 100, 1);
const pointsRange = ({ interval }: Estimate) =>
  interval === null ? "" : `${decimal(interval[0] * 100, 1)}–${decimal(interval[1] * 100, 1)}`;
const plainRange = ({ interval }: Estimate) =>
  interval === null ? "" : `${decimal(interval[0], 3)}–${decimal(interval[1], 3)}`;

/** Columns two blanks apart; those that do not fit `width` are left out from the right, never the first two. */
function table(
  rows: readonly string[][],
  color: Palette,
  width: number,
  bold: (row: number) => boolean,
): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => columns(row[i]))));
  let shown = widths.length;
  const needed = () => widths.slice(0, shown).reduce((sum, size) => sum + size + 2, -2);
  while (shown > 2 && needed() > width) shown--;
  // What is still too wide is a name.
  widths[0] = Math.min(widths[0], Math.max(8, width - (needed() - widths[0])));
  return rows.map((row, i) => {
    const cells = row
      .slice(0, shown)
      .map((text, c) =>
        c === 0 ? pad(truncate(text, widths[0]), widths[0]) : pad(text, widths[c], "right"),
      );
    const line = cells.join("  ").trimEnd();
    return i === 0 ? color.dim(line) : bold(i) ? color.bold(line) : line;
  });
}

function firstErrors(title: string, result: FirstErrorResult, color: Palette, width: number): string[] {
  const { subsets, meanF1, threshold, chosenOn } = result;
  const rows = [
    [title, "F1", "95% interval", "with an error", "right", "solutions"],
    ...subsets.map(({ subset, solutions, erroneous, correct, f1 }) => [
      oneLine(subset),
      points(f1.value),
      pointsRange(f1),
      points(erroneous.value),
      points(correct.value),
      solutions.toLocaleString("en"),
    ]),
    ...(subsets.length > 1 ? [["mean", points(meanF1.value), pointsRange(meanF1), "", "", ""]] : []),
  ];
  const said =
    chosenOn === null
      ? `wrong: p(good) < ${short(threshold)}`
      : `wrong: p(good) < ${decimal(threshold, 4)}, chosen for the highest F1 on ${oneLine(chosenOn)}`;
  return [
    ...table(rows, color, width, (i) => subsets.length > 1 && i === rows.length - 1),
    ...wrap(said, width).map((line) => color.dim(line)),
  ];
}

function stepRows(steps: readonly StepSet[], color: Palette, width: number): string[] {
  const rows = [
    ["Steps", "AUC", "95% interval", "ECE", "PRMScore", "F1 good", "F1 bad", "Brier", "good", "bad"],
    ...steps.map(({ set, subset, figures: f }) => [
      oneLine(subset ?? SET_NAMES[set]),
      decimal(f.auc.value, 3),
      plainRange(f.auc),
      decimal(f.calibrationError.value, 3),
      points(f.prmScore.value),
      points(f.f1Good.value),
      points(f.f1Bad.value),
      decimal(f.brier.value, 3),
      f.good.toLocaleString("en"),
      f.bad.toLocaleString("en"),
    ]),
  ];
  return table(rows, color, width, (i) => steps[i - 1].subset === null && steps.length > 1);
}

function rankingRows(sets: readonly RankedSet[], color: Palette, width: number): string[] {
  const held = sets.filter(({ value }) => value !== null);
  const rows = [
    ["Ranking", "share", "95% interval", "r", "pairs", "problems"],
    ...held.map((one) => [
      SET_NAMES[one.set],
      decimal(one.value, 3),
      rankingInterval(one) ?? "",
      correlation(one),
      one.pairs.toLocaleString("en"),
      one.problems.toLocaleString("en"),
    ]),
  ];
  const findings = sets.map((one) => `${SET_NAMES[one.set]}: ${rankingFinding(one)}`);
  const said = held.length > 0 ? [...findings, `share: ${RANKING_MEANS}`, CORRELATION_MEANS] : findings;
  return [
    ...(held.length > 0
      ? table(rows, color, width, () => false)
      : sets.length > 0
        ? [color.dim("Ranking")]
        : []),
    ...said.flatMap((text) => wrap(text, width)).map((line) => color.dim(line)),
  ];
}

function bestOfNRows(
  { sizes, curves, problems, responses }: BestOfNResult,
  color: Palette,
  width: number,
): string[] {
  const last = sizes.length - 1;
  const rows = (shown: readonly number[]) => [
    ["Best of N", ...shown.map((s) => `N = ${sizes[s]}`), "95% interval"],
    ...PICKS.map((pick) => {
      const { interval } = curves[pick][last];
      return [
        PICK_LOOKS[pick].label,
        ...shown.map((s) => percent(curves[pick][s].value)),
        interval === null ? "" : percentRange(interval),
      ];
    }),
  ];
  // N = 1 is the floor and the largest N the point: what does not fit goes from between.
  const shown = sizes.map((_, s) => s);
  while (shown.length > 2 && widthOf(rows(shown)) > width) shown.splice(1, 1);
  const said = `${count(problems, "problem")}, ${count(responses, "response")}; intervals: of N = ${sizes[last]}, bootstrap over problems`;
  return [
    ...table(rows(shown), color, width, (i) => PICKS[i - 1] === "softMin"),
    ...wrap(said, width).map((line) => color.dim(line)),
  ];
}

function widthOf(rows: readonly string[][]): number {
  return rows[0].reduce((sum, _, i) => sum + 2 + Math.max(...rows.map((row) => columns(row[i]))), -2);
}
