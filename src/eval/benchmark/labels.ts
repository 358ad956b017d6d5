// What the figures of an evaluation are called, wherever they are shown.
import type { CurveName, FigureKey, Trait } from "./problem-values.ts";

export const CURVE_NAMES: Record<CurveName, string> = {
  pass: "pass",
  maj: "maj",
  best: "best-of",
  cot: "CoT-pass",
};

const TRAIT_NAMES: Record<Trait, string> = {
  formatted: "answer format",
  truncated: "cut at the limit",
  withoutAnswer: "without answer",
  length: "mean length",
};

/** "greedy pass@1", "maj@8", "best-of-8", "CoT-pass@1", "mean length, samples". */
export function figureLabel(key: FigureKey): string {
  if (key === "greedy") return "greedy pass@1";
  if (key === "greedy.cot") return "greedy CoT-pass@1";
  const [curve, k] = key.split("@");
  if (k !== undefined) return `${CURVE_NAMES[curve as CurveName]}${curve === "best" ? "-" : "@"}${k}`;
  const [kind, trait] = key.split(".");
  return `${TRAIT_NAMES[trait as Trait]}, ${kind}`;
}

/** Whether the figure is a share, to be shown as per cent; a length is in tokens. */
export const isShare = (key: FigureKey) => !key.endsWith(".length");
