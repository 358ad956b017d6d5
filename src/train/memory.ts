// The memory a run with several engines will take, predicted before it starts.
import { type MemoryPlan, megabytes } from "../engine/embedded/memory.ts";
import { UserError } from "../errors.ts";

/** Node itself, the code and the data of a run. */
const baseBytes = 250e6;

/**
 * The predicted peak in a sentence. Everything adds up, activations too: engines compute one after another, but ONNX
 * Runtime's arenas keep what their largest run took. With `sharedBase` the reference has the policy's weights.
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
  const activations = plans.reduce((sum, { plan }) => sum + plan.activations, 0);
  const total = baseBytes + activations + fixed.reduce((sum, { bytes }) => sum + bytes, 0);
  const { limit } = plans[0].plan;
  const parts = [...fixed, { name: "largest micro-batches", bytes: activations }]
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
