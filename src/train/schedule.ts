// What follows from a step's number: its learning rate, and whether something that is done now and then is due.
import type { OptimizerConfig } from "../config/schema.ts";

/**
 * Learning rate of step 1..steps: a linear rise over `warmupSteps`, then constant, or falling linearly or along a
 * half cosine to reach 0 after the last step.
 */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, warmupSteps, schedule }: Pick<OptimizerConfig, "learningRate" | "warmupSteps" | "schedule">,
): number {
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === "constant") return learningRate;
  const done = (step - 1 - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (schedule === "linear" ? 1 - done : 0.5 * (1 + Math.cos(Math.PI * done)));
}

/** Whether what is done every `every` steps is done after this one; the last step always counts. */
export function isDue(step: number, every: number, last: number): boolean {
  return step === last || (every > 0 && step % every === 0);
}
