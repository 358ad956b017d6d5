// Random initial weights, seeded.
import { Random } from "../common/random.ts";
import type { ModelConfig } from "./config.ts";
import { Parameters } from "./parameters.ts";

/** Standard deviation of initial weights, as GPT-2 and the configs of most families have it. */
const STANDARD_DEVIATION = 0.02;

/**
 * A model's initial weights: normal with standard deviation 0.02, the projections that write to the residual stream
 * (o_proj, down_proj) scaled by 1/√(2·layers) as in GPT-2, norms so that they multiply by 1, biases 0. Each tensor has its own stream, so
 * that a tensor's values depend on the seed and its name alone. `halved`: as `Parameters` has it.
 */
export function initialize(
  config: ModelConfig,
  seed: number,
  options: { halved?: boolean } = {},
): Parameters {
  const parameters = new Parameters(config, options);
  for (const { name } of parameters.specs) initializeTensor(parameters, name, seed);
  return parameters;
}

/** `parameters`, of a language model, copied under a classification head with random weights. */
export function underHead(parameters: Parameters, labels: number, seed: number): Parameters {
  const head = { type: "classification", labels } as const;
  const copy = new Parameters({ ...parameters.config, head });
  for (const { name } of copy.specs) {
    if (parameters.has(name)) copy.view(name).set(parameters.view(name));
    else initializeTensor(copy, name, seed);
  }
  return copy;
}

/** Sets one tensor as `initialize` does: for a head put on a pretrained model. */
export function initializeTensor(parameters: Parameters, name: string, seed: number): void {
  const half = parameters.half(name);
  const values = half ? new Float32Array(half.length) : parameters.view(name).fill(0);
  if (name.includes("norm")) values.fill(parameters.config.normOffset ? 0 : 1);
  else if (!name.endsWith("bias")) {
    const residual = /(o_proj|down_proj)\.weight$/.test(name);
    const deviation = STANDARD_DEVIATION / (residual ? Math.sqrt(2 * parameters.config.layers) : 1);
    const random = new Random(seed).fork(name);
    for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
  }
  if (half) parameters.set(name, values);
}
