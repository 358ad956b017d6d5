// What training a policy in this process would take of memory, with what layers hold kept for the gradients, and with it
// computed again.
import type { PureConfig } from "../config/schema.ts";
import { MicroBatches } from "../engine/embedded/micro-batches.ts";
import type { ModelConfig } from "../model/config.ts";
import { parameterBytes, parameterCount, parameterLayout } from "../model/parameters.ts";
import { halvesBase } from "../train/engines.ts";
import { policyLoss } from "../train/update.ts";

/** Bytes, predicted. */
export interface LocalMemory {
  /** Weights, gradients and moments. */
  held: number;
  /** More while one response behind its prompt is trained on: everything kept, or layers recomputed (`engine.recompute`). */
  kept: number;
  recomputed: number;
}

/** Of the longest response behind a prompt of `promptTokens`. */
export function localMemory(config: PureConfig, model: ModelConfig, promptTokens: number): LocalMemory {
  const { lora } = config.model;
  const specs = parameterLayout(model);
  const count = parameterCount(model);
  const adapted = specs.filter(({ name }) =>
    lora?.targets.some((target) => name.endsWith(`.${target}.weight`)),
  );
  const added = adapted.reduce(
    (sum, { shape: [out, inputs] }) => sum + (lora?.rank ?? 0) * (out + inputs),
    0,
  );
  const trained = lora ? added : count;
  const halved = halvesBase(config);
  const run = {
    ...{ prompts: 1, samplesPerPrompt: 1, promptTokens: Math.round(promptTokens), sampling: null },
    ...{ responseTokens: config.sampling.maxTokens, loss: policyLoss(config) },
  };
  const alone = (recompute: "off" | "layers") =>
    new MicroBatches({
      ...{
        config: model,
        lora,
        recompute,
        activationBytes: () => 0,
        weights: { halved, parameters: { count } },
      },
      positions: Math.min(model.maxPositions, config.engine.maxContext ?? 8192),
    }).predict(run, lora ? "lora" : "all").alone;
  return {
    held: parameterBytes(model, halved) + 4 * added + 16 * trained,
    kept: alone("off"),
    recomputed: alone("layers"),
  };
}
