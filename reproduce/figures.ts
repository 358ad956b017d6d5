// What the reproduction draws beside each comparison's own figures: trust by step, accuracy against sampled tokens, and
// accuracy of a few arms at a time where there are many.
import { type Curve, largest, mean, overSeeds } from "../src/common/statistics.ts";
import type { Comparison } from "../src/eval/comparison.ts";
import { accuracyBands } from "../src/report/comparison-figures.ts";
import type { Figure } from "../src/report/document.ts";
import { type LineFigure, lineFigure, lineOf } from "../src/report/figures.ts";
import { percentShort, short } from "../src/text/format.ts";
import { truncate } from "../src/text/text.ts";
import type { StepMetrics } from "../src/train/runs/records.ts";
import { type Arm, accuracyWithin, sampledTokens, trustOf } from "./findings.ts";
import { FIGURES } from "./settings.ts";

/** Arms that one figure can hold. */
const MOST_ARMS = 6;
/** Columns of an arm's name beside its line. */
const LONGEST_LABEL = 22;
/** Points of a line over tokens. */
const TOKEN_POINTS = 24;

/** Held-out accuracy against steps: all arms, or where they are many the groups of FIGURES that have two of them. */
export function accuracyFigures(comparison: Comparison): Figure[] {
  const { variants } = comparison;
  if (variants.length <= MOST_ARMS) return [accuracyBands(comparison) ?? []].flat();
  return groupsOf(variants).flatMap(({ name, members }) => {
    const among = (arm: string) => members.some((member) => member.name === arm);
    const figure = accuracyBands({
      ...comparison,
      variants: members,
      runs: comparison.runs.filter(({ variant }) => among(variant)),
    });
    return figure
      ? [{ ...figure, file: `${figure.file}-${name}`, title: `${figure.title}: ${name.replace("-", " ")}` }]
      : [];
  });
}

function groupsOf<T extends { name: string }>(all: readonly T[]): { name: string; members: T[] }[] {
  return FIGURES.map(({ name, arms }) => ({
    name,
    members: arms.flatMap((arm) => all.find((one) => one.name === arm.name) ?? []),
  })).filter(({ members }) => members.length > 1);
}

/** Trust and the correlation it goes by against steps, of the arms that have it: means over seeds. */
export function trustFigures(arms: readonly Arm[]): Figure[] {
  const drawn: [file: string, title: string, note: string, read: (line: StepMetrics) => number | null][] = [
    ["trust", "Trust", "weight of the process rewards, 0 to 1", (line) => trustOf(line)?.value ?? null],
    [
      "trust-correlation",
      "Correlation of process rewards and verdicts",
      "within the responses to a verified prompt, as the run estimates it",
      (line) => trustOf(line)?.correlation ?? null,
    ],
  ];
  return drawn.flatMap(([file, title, note, read]) => {
    const lines = arms.map(({ name, runs }) => ({
      name,
      points: overSeeds(runs.map((run) => measured(run.metrics, read))),
    }));
    const svg = draw(lines, { description: `${title} against training steps`, format: short });
    return svg ? [{ file, title, note: `${note}; mean over seeds`, svg }] : [];
  });
}

function measured(metrics: readonly StepMetrics[], read: (line: StepMetrics) => number | null): Curve {
  return metrics.flatMap((line) => {
    const value = read(line);
    return value === null ? [] : [{ step: line.step, value }];
  });
}

/** Held-out accuracy against response tokens sampled for training: of each arm at its last evaluation so far. */
export function tokenFigures(arms: readonly Arm[]): Figure[] {
  const groups = arms.length <= MOST_ARMS ? [{ name: null, members: arms }] : groupsOf(arms);
  return groups.flatMap(({ name, members }) => {
    const most = largest(members.flatMap(({ runs }) => runs.map(sampledTokens)));
    const grid = Array.from({ length: TOKEN_POINTS + 1 }, (_, i) => (i / TOKEN_POINTS) * most);
    const lines = members.map((arm) => ({
      name: arm.name,
      points: grid
        .filter((tokens) => arm.runs.every((run) => tokens <= sampledTokens(run)))
        .map((tokens) => ({ step: tokens, value: mean(arm.runs.map((run) => accuracyWithin(run, tokens))) })),
    }));
    const ticks = grid
      .filter((_, i) => i % (TOKEN_POINTS / 4) === 0)
      .map((tokens) => ({ step: tokens, label: `${short(tokens / 1000)}k` }));
    const title = "Held-out accuracy against sampled tokens";
    const svg = draw(lines, { description: title, format: percentShort, ticks });
    const note =
      "response tokens sampled for training; accuracy at the last evaluation so far, mean over seeds";
    const [file, whole] = name
      ? [`tokens-${name}`, `${title}: ${name.replace("-", " ")}`]
      : ["tokens", title];
    return svg ? [{ file, title: whole, note, svg }] : [];
  });
}

function draw(
  lines: readonly { name: string; points: Curve }[],
  options: Pick<LineFigure, "description" | "format" | "ticks">,
) {
  const steps = [...new Set(lines.flatMap(({ points }) => points.map(({ step }) => step)))];
  if (steps.length === 0) return null;
  steps.sort((a, b) => a - b);
  const drawn = lines.filter(({ points }) => points.length > 0);
  const series = drawn.map(({ name, points }, index) => {
    const at = new Map(points.map(({ step, value }) => [step, value]));
    const values = steps.map((step) => at.get(step) ?? null);
    return { label: truncate(name, LONGEST_LABEL), ...lineOf(index), values };
  });
  return lineFigure({ ...options, steps, series, include: [0], width: 500, height: 232 });
}
