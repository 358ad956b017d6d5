// A training loop of one's own over the engine: sample → verify → credit → gradient → step. A tiny model with random
// weights learns four sums, in seconds. The same engine takes any model of `loadModel`; a `TinkerEngine` in its place
// trains on a server. With process rewards `stepEnds` are `splitSteps` and `scores` `scoreSteps`: own-prm.ts.
import { computeCredit, createEmbeddedEngine, type SampledResponse, tokenRows, verifyAnswer } from "pure-rl";
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
const prompts = problems.map(({ prompt }) => ({ tokens: tokenizer.encode(prompt) }));

for (let step = 1; step <= 30; step++) {
  // K responses to each prompt, each token with its log-probability; they come as they finish, and are put in order.
  const responses: SampledResponse[] = [];
  const params = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed: step };
  const asked = prompts.map(({ tokens }) => tokens);
  const policy = await engine.snapshot();
  for await (const response of policy.sample(asked, samplesPerPrompt, params)) responses.push(response);
  responses.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);

  // Verdicts: 1 right, 0 wrong, null undecided.
  const verdicts = await Promise.all(
    responses.map(async ({ prompt, tokens }) => {
      const { verdict } = await verifyAnswer(tokenizer.decode(tokens), problems[prompt].answer);
      return verdict === null ? null : Number(verdict);
    }),
  );

  // Credit: an advantage a token, each response against the others of its prompt.
  const credits = computeCredit(
    problems.map((_, p) => ({
      responses: responses.flatMap(({ prompt, tokens: { length } }, r) =>
        prompt === p ? [{ length, stepEnds: [], scores: [], verifiable: verdicts[r] }] : [],
      ),
    })),
    { estimator: "rloo", klCoefficient: 0, maxLength: maxTokens },
  );

  // The rows of the batch, and columns of a number a token. Loss and gradient: the mean over the tokens. Then one step of
  // AdamW.
  const rows = tokenRows(
    prompts,
    responses.map(({ prompt }) => prompt),
    responses.map(({ tokens }) => tokens),
  );
  const batch = {
    ...rows,
    weights: new Float32Array(rows.tokens.length).fill(1 / rows.tokens.length),
    advantages: Float32Array.from(credits.flat().flatMap(({ advantages }) => [...advantages])),
    old: Float32Array.from(responses.flatMap(({ logprobs }) => [...logprobs])),
  };
  const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;
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
