// A language model in a browser tab: a few steps of training, and a greedy response before and after. A bundler makes a page's
// script of it; ONNX Runtime's files (`runtimeFiles`, of onnxruntime-web/dist) lie in runtime/ beside the page.
import { createBrowserEngine, tokenRows } from "pure-rl/browser";
import { randomPolicy } from "pure-rl/toy";

const model = randomPolicy(32, 1);
const { tokenizer } = model;
const engine = await createBrowserEngine({ model, device: "auto", files: "runtime/" });
const prompt = tokenizer.encode("1+1=");
const answer = tokenizer.encode("A2;");

async function greedy(): Promise<string> {
  const params = { maxTokens: 3, temperature: 0, topP: 1, stop: [], stopTokens: tokenizer.eosIds, seed: 1 };
  const policy = await engine.snapshot();
  for await (const { tokens } of policy.sample([prompt], 1, params)) return tokenizer.decode(tokens);
  return "";
}

const before = await greedy();
for (let step = 0; step < 20; step++) {
  const rows = tokenRows([{ tokens: prompt }], [0], [answer]);
  const weights = new Float32Array(answer.length).fill(1 / answer.length);
  await engine.forwardBackward({ ...rows, weights }, { type: "crossEntropy" });
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
  await engine.optimStep({ learningRate: 1e-2, ...adam });
}
document.title = `${engine.computesOn.text}; before ${before}, after ${await greedy()}`;
await engine.dispose();
