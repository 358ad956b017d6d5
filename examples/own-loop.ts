// A training loop of one's own over the engine: sample → verify → credit → gradient → step. A tiny model with random
// weights learns four sums, in seconds. The same engine takes any model of `loadModel`; a `TinkerEngine` in its place
// trains on a server. With process rewards `stepEnds` are `splitSteps` and `scores` `scoreSteps`: own-prm.ts.
import { computeCredit, createEmbeddedEngine, type SampledResponse, verifyAnswer } from "pure-rl";
import { randomPolicy } from "pure-rl/toy";

const problems = [
  { prompt: "1+1=", answer: "2" },
  { prompt: "2+3=", answer: "5" },
  { prompt: "4*2=", answer: "8" },
  { prompt: "7-3=", answer: "4" },
];
const samplesPerPrompt = 16;
const maxTokens = 2;

const model = randomPolicy(16, 1);
const { tokenizer } = model;
const engine = createEmbeddedEngine({ model, threads: 1 });
const prompts = problems.map(({ prompt }) => tokenizer.encode(prompt));

for (let step = 1; step <= 30; step++) {
  // K responses to each prompt, each token with its log-probability; they come as they finish.
  const sampled: SampledResponse[][] = problems.map(() => []);
  const params = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed: step };
  for await (const response of engine.sample(prompts, samplesPerPrompt, params))
    sampled[response.prompt].push(response);

  // Verdicts: 1 right, 0 wrong, null undecided.
  const verdicts = await Promise.all(
    sampled.flat().map(async ({ prompt, tokens }) => {
      const { verdict } = await verifyAnswer(tokenizer.decode(tokens), problems[prompt].answer);
      return verdict === null ? null : Number(verdict);
    }),
  );
  const verdictOf = new Map(sampled.flat().map((response, i) => [response, verdicts[i]]));

  // Credit: an advantage a token, each response against the others of its prompt.
  const credits = computeCredit(
    sampled.map((group) => ({
      responses: group.map((response) => ({
        length: response.tokens.length,
        stepEnds: [],
        scores: [],
        verifiable: verdictOf.get(response) ?? null,
      })),
    })),
    { estimator: "rloo", klCoefficient: 0, maxLength: maxTokens },
  );

  // Loss and gradient: the mean over the tokens of the batch. Then one step of AdamW.
  const tokenCount = sampled.flat().reduce((sum, { tokens }) => sum + tokens.length, 0);
  const batch = sampled.map((group, g) => ({
    prompt: prompts[g],
    responses: group.map(({ tokens, logprobs }, k) => ({
      tokens,
      weights: new Float32Array(tokens.length).fill(1 / tokenCount),
      advantages: Float32Array.from(credits[g][k].advantages),
      old: logprobs,
    })),
  }));
  const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, klCoefficient: 0, klEstimator: "k3" } as const;
  const { entropy } = await engine.forwardBackward(batch, loss);
  const adam = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    maxGradNorm: 1,
  };
  await engine.optimStep(adam);

  const accuracy = verdicts.filter((verdict) => verdict === 1).length / verdicts.length;
  if (step === 1 || step % 10 === 0)
    console.log(`step ${step}: accuracy ${accuracy.toFixed(2)}, entropy ${entropy.toFixed(2)}`);
}
await engine.dispose();
