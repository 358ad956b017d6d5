// What follows from a run's seed and a training step's number alone, so that a resumed run does what it would have:
// which examples it gets, its random numbers, its learning rate, and whether what is done now and then is due.
import { Random } from "../common/random.ts";
import type { OptimizerConfig } from "../config/schema.ts";

/** The `n` indices from `position` on of an endless sequence: 0..count-1 again and again, each time in another order. */
export function drawIndices(count: number, seed: number, position: number, n: number): number[] {
  const drawn: number[] = [];
  let order: number[] = [];
  for (let at = position; at < position + n; at++) {
    if (at === position || at % count === 0) order = epochOrder(count, seed, Math.floor(at / count));
    drawn.push(order[at % count]);
  }
  return drawn;
}

/** The order of 0..count-1 in one pass. */
export function epochOrder(count: number, seed: number, epoch: number): number[] {
  return stepRandom(seed, "order", epoch).shuffle(Array.from({ length: count }, (_, i) => i));
}

/** The random stream of one training step, or of one epoch, for one purpose. */
export function stepRandom(seed: number, purpose: string, step: number): Random {
  return new Random(seed).fork(purpose).fork(step);
}

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
