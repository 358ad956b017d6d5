// Log-probabilities and gradients of SmolLM2-135M-Instruct in the embedded engine, for smollm2.py to compare with
// transformers:  npx tsx tests/reference/smollm2.ts MODEL.gguf DIRECTORY   (tests/reference/smollm2.sh runs both)
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import { loadModel } from "../../src/model/load.ts";
import { passOf } from "../rows.ts";

const [source, directory] = process.argv.slice(2);
if (!directory) throw new Error("usage: npx tsx tests/reference/smollm2.ts MODEL.gguf DIRECTORY");
const model = await loadModel(source);
const groups = [
  {
    prompt:
      "Natalia sold clips to 48 of her friends in April, and then half as many in May. How many in all?",
    responses: [
      "In May she sold 48 / 2 = 24 clips.\n\nIn all she sold 48 + 24 = 72 clips.\n\nThe answer is \\boxed{72}.",
      "48 + 48 = 96",
      "Half of 48 is 24.\n\nSo the answer is 24.",
    ],
  },
  { prompt: "The capital of France", responses: [" is Paris.", " has 2,102,650 inhabitants – naïve, 東京!"] },
].map(({ prompt, responses }) => ({
  prompt: model.tokenizer.encode(prompt),
  responses: responses.map((text) => model.tokenizer.encode(text)),
}));
const count = groups.flatMap((g) => g.responses).reduce((sum, tokens) => sum + tokens.length, 0);
const data = groups.map(({ prompt, responses }) => ({
  prompt,
  responses: responses.map((tokens) => ({
    tokens,
    weights: new Float32Array(tokens.length).fill(1 / count),
  })),
}));

const engine = createEmbeddedEngine({ model });
const { loss, logprobs } = await passOf(engine, data, { type: "crossEntropy" });
// With β₁ = 0 the first moment, which is saved with the optimizer, is the gradient; nothing moves at a rate of 0.
await engine.optimStep({
  learningRate: 0,
  beta1: 0,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 0,
});
await mkdir(directory, { recursive: true });
await engine.save(directory, { optimizer: true });
const expected = data.map(({ prompt, responses }, g) => ({
  prompt: [...prompt],
  responses: responses.map(({ tokens }, r) => ({ tokens: [...tokens], logprobs: [...logprobs[g][r]] })),
}));
await writeFile(join(directory, "expected.json"), `${JSON.stringify({ loss, groups: expected })}\n`);
await engine.dispose();
