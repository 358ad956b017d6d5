// The held-out evaluations of a run as a curve over its training steps.
import type { EvaluationResult, RunSummary, StepMetrics } from "../train/records.ts";

/** Held-out evaluations by step, the summary's first and last among them. */
export function evaluations(
  metrics: readonly StepMetrics[],
  summary: RunSummary | null,
): { step: number; result: EvaluationResult }[] {
  const points: { step: number; result: EvaluationResult }[] = metrics.flatMap(({ step, heldOut }) =>
    heldOut ? [{ step, result: heldOut }] : [],
  );
  // Another version's summary may lack either.
  if (summary?.before && points[0]?.step !== 0) points.unshift({ step: 0, result: summary.before });
  if (summary?.after && (points.at(-1)?.step ?? -1) < summary.steps)
    points.push({ step: summary.steps, result: summary.after });
  return points;
}
