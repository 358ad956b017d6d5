// An environment of one's own: two turns, and in between a tool's answer that the policy reads and did not write. Such
// tokens have mask 0: they have no advantage and no loss, and count nowhere. Here the tool names a digit, another each time,
// and the reward is for repeating it, which only a policy that reads the answer can.
import { createEmbeddedEngine, type SampledResponse, tokenRows } from "pure-rl";
import { creditColumns } from "pure-rl/credit";
import { Random, randomPolicy } from "pure-rl/toy";

const samplesPerPrompt = 64;
const maxLength = 3;
const model = randomPolicy(64, 1);
const { tokenizer } = model;
const engine = createEmbeddedEngine({ model, threads: 1 });
const question = tokenizer.encode("A=");
const random = new Random(1);
const sampling = { maxTokens: 1, temperature: 1, topP: 1, stop: [], stopTokens: tokenizer.eosIds };

/** One token behind each of these texts, in their order. */
async function turn(texts: readonly number[][], samples: number, seed: number): Promise<SampledResponse[]> {
  const responses: SampledResponse[] = [];
  for await (const response of engine.sample(texts, samples, { ...sampling, seed })) responses.push(response);
  return responses.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
}

for (let step = 1; step <= 40; step++) {
  // The policy asks, the tool answers, the policy answers.
  const asked = await turn([question], samplesPerPrompt, 2 * step);
  const said = asked.map(() => tokenizer.encode(random.int(2) === 0 ? "0" : "1"));
  const before = asked.map(({ tokens }, k) => [...question, ...tokens, ...said[k]]);
  const answered = await turn(before, 1, 2 * step + 1);
  const right = answered.map(({ tokens }, k) => Number(tokens[0] === said[k][0]));

  // One row an episode: its own tokens and the tool's, told apart by the mask.
  const rows = tokenRows(
    [{ tokens: question }],
    asked.map(() => 0),
    asked.map(({ tokens }, k) => [...tokens, ...said[k], ...answered[k].tokens]),
  );
  const column = asked.flatMap(({ logprobs }, k) => [...logprobs, 0, ...answered[k].logprobs]);
  const mask = Uint8Array.from(
    asked.flatMap(({ tokens }, k) => [...tokens.map(() => 1), 0, ...answered[k].tokens.map(() => 1)]),
  );
  const none = new Int32Array(asked.length + 1);
  const credit = creditColumns(
    { ...rows, mask, stepStarts: none, stepEnds: new Int32Array(0), scores: null, verifiable: right },
    { estimator: "rloo", klCoefficient: 0, maxLength },
  );

  const trained = credit.trained.reduce((sum, takes) => sum + takes, 0);
  await engine.forwardBackward(
    {
      ...rows,
      weights: Float32Array.from(credit.trained, (takes) => takes / trained),
      advantages: Float32Array.from(credit.advantages),
      old: Float32Array.from(column),
    },
    { type: "ppo", clipLow: 0.2, clipHigh: 0.2, entropyCoefficient: 0.05 },
  );
  await engine.optimStep({
    learningRate: 3e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    maxGradNorm: 1,
  });
  const share = right.reduce((sum, one) => sum + one, 0) / right.length;
  if (step === 1 || step % 20 === 0) console.log(`step ${step}: right ${share.toFixed(2)}`);
}
await engine.dispose();
