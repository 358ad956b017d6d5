// A loss of one's own, whatever function of log-probabilities it is, on any engine, a server too: the first pass gives the
// log-probabilities, here ∂L/∂log π is computed from them, and a second pass of cross-entropy with weights −∂L/∂log π has
// the gradient of L. This one is SAPO's: the ratio in a soft gate in the place of a clip (arXiv 2511.20347).
import { createEmbeddedEngine, type SampledResponse, tokenRows } from "pure-rl";
import { randomPolicy } from "pure-rl/toy";

const temperature = 1;
const model = randomPolicy(16, 1);
const { tokenizer } = model;
const engine = createEmbeddedEngine({ model, threads: 1 });
const question = tokenizer.encode("3+4=");
const adam = { learningRate: 3e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
const sampling = { maxTokens: 1, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds };

/** ∂/∂log π of −A·(4/τ)·σ(τ(ρ − 1)), with ρ = π/π_old. */
function slope(logprob: number, old: number, advantage: number): number {
  const ratio = Math.exp(logprob - old);
  const gate = 1 / (1 + Math.exp(-temperature * (ratio - 1)));
  return -advantage * 4 * gate * (1 - gate) * ratio;
}

for (let step = 1; step <= 20; step++) {
  const responses: SampledResponse[] = [];
  for await (const response of engine.sample([question], 64, { ...sampling, seed: step }))
    responses.push(response);
  const right = responses.map(({ tokens }) => Number(tokenizer.decode(tokens) === "7"));
  const share = right.reduce((sum, one) => sum + one, 0) / right.length;
  const rows = tokenRows(
    [{ tokens: question }],
    responses.map(() => 0),
    responses.map(({ tokens }) => tokens),
  );
  // Two updates a batch, so that ratios leave 1.
  for (let update = 0; update < 2; update++) {
    const logprobs = await engine.logprobs(rows);
    const weights = logprobs.map(
      (logprob, t) => -slope(logprob, responses[t].logprobs[0], right[t] - share) / responses.length,
    );
    await engine.forwardBackward({ ...rows, weights }, { type: "crossEntropy" });
    await engine.optimStep(adam);
  }
  if (step === 1 || step % 10 === 0) console.log(`step ${step}: right ${share.toFixed(2)}`);
}
await engine.dispose();
