// The held-out evaluations of a run as a curve over its training steps.
import type { EvaluationResult } from "../train/runs/records.ts";
import type { RunFiles } from "./run-files.ts";

/** Held-out evaluations by step, that before training and the summary's last among them. */
export function evaluations({
  metrics,
  summary,
  before,
}: Pick<RunFiles, "metrics" | "summary" | "before">): { step: number; result: EvaluationResult }[] {
  const points: { step: number; result: EvaluationResult }[] = metrics.flatMap(({ step, heldOut }) =>
    heldOut ? [{ step, result: heldOut }] : [],
  );
  if (before && points[0]?.step !== 0) points.unshift({ step: 0, result: before });
  // Another version's summary may lack it.
  if (summary?.after && (points.at(-1)?.step ?? -1) < summary.steps)
    points.push({ step: summary.steps, result: summary.after });
  return points;
}
