// Steps of a training loop by hand over an engine: what Node and a browser must agree on.
import { tokenRows } from "../src/common/rows.ts";
import { randomPolicy } from "../src/data/arithmetic-task.ts";
import type { Engine, SampledResponse } from "../src/engine/types.ts";

export const smallPolicy = () =>
  randomPolicy(32, 1, { hiddenSize: 32, layers: 2, heads: 2, kvHeads: 2, headDim: 16, intermediateSize: 64 });

/** Eight numbers a step, of three steps: loss, entropy, gradient norm, tokens; the last two again, from a checkpoint. */
export async function trainSteps(engine: Engine, checkpoint: string): Promise<number[]> {
  const { tokenizer } = smallPolicy();
  const prompts = ["1+1=", "2+3="].map((text) => ({ tokens: tokenizer.encode(text) }));
  const found: number[] = [];
  for (const seed of [1, 2, 3, 2, 3]) {
    const responses: SampledResponse[] = [];
    const params = {
      maxTokens: 6,
      temperature: 1,
      topP: 1,
      stop: [],
      stopTokens: tokenizer.eosIds,
      seed,
    };
    const sampler = await engine.snapshot();
    const asked = prompts.map(({ tokens }) => tokens);
    for await (const response of sampler.sample(asked, 4, params)) responses.push(response);
    responses.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
    const rows = tokenRows(
      prompts,
      responses.map(({ prompt }) => prompt),
      responses.map(({ tokens }) => tokens),
    );
    const T = rows.tokens.length;
    const batch = {
      ...rows,
      weights: new Float32Array(T).fill(1 / T),
      advantages: Float32Array.from(rows.tokens, (token) => Math.sin(token)),
      old: Float32Array.from(responses.flatMap(({ logprobs }) => [...logprobs])),
    };
    const { loss, entropy } = await engine.forwardBackward(batch, {
      type: "ppo",
      clipLow: 0.2,
      clipHigh: 0.2,
    });
    const adam = {
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.01,
      maxGradNorm: 1,
    };
    const { gradNorm } = await engine.optimStep(adam);
    found.push(loss, entropy, gradNorm, T, ...rows.tokens.subarray(0, 4));
    if (found.length === 8) await engine.save(checkpoint, { optimizer: true });
    if (found.length === 24) await engine.load(checkpoint);
  }
  return found;
}
