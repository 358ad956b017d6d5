// The memory a run with several engines will take, predicted before it starts.
import { type MemoryPlan, megabytes } from "../engine/embedded/memory.ts";
import { UserError } from "../errors.ts";

/** Node itself, the code and the data of a run. */
const baseBytes = 250e6;

/**
 * The predicted peak in a sentence. Engines compute one after another: their weights, gradients, optimizer states and
 * caches add up, of their activations only the largest counts. With `sharedBase` the reference has the policy's weights.
 * Throws a UserError where the sum is above the limit.
 */
export function planMemory(
  plans: readonly { name: string; plan: MemoryPlan }[],
  sharedBase: boolean,
): string {
  const fixed = plans.map(({ name, plan }) => {
    const weights = sharedBase && name === "reference" ? 0 : plan.weights;
    return { name, bytes: weights + plan.gradients + plan.optimizer + plan.cache };
  });
  const activations = Math.max(...plans.map(({ plan }) => plan.activations));
  const total = baseBytes + activations + fixed.reduce((sum, { bytes }) => sum + bytes, 0);
  const { limit } = plans[0].plan;
  const parts = [...fixed, { name: "largest micro-batch", bytes: activations }]
    .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`)
    .join(", ");
  if (total > limit)
    throw new UserError(
      `memory: the run needs about ${megabytes(total)}, the limit is ${megabytes(limit)} (${parts}); ` +
        "lower sampling.maxTokens or sampling.promptsPerStep, train adapters (model.lora), " +
        "set credit.klCoefficient 0 (no reference policy), or raise engine.memoryLimitGiB",
    );
  return `predicted peak memory ${megabytes(total)} of ${megabytes(limit)}: ${parts}`;
}
