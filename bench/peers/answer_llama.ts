// Greedy answers of a real model with llama.cpp (node-llama-cpp's binary, CPU), so many sequences in one context.
// Variants: which of the request's GGUF files, that is in which precision the products are taken.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { llamaCpp } from "../pairs.ts";
import { type AnswerRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";

/** What is used of node-llama-cpp, which is no dependency of this project. */
interface Sequence {
  evaluate(tokens: number[], options: object): AsyncGenerator<number>;
  clearHistory(): Promise<void>;
}
interface Llama {
  loadModel(options: object): Promise<{
    createContext(options: object): Promise<{ getSequence(): Sequence }>;
  }>;
}

const request = readRequest<AnswerRequest & { variant: string }>();
const { ggufs, tokens, maxTokens, endToken, together, threads, variant } = request;
const path = llamaCpp();
if (path === null) throw new Error("node-llama-cpp is not installed: bash bench/peers/setup.sh");
const { getLlama } = (await import(pathToFileURL(path).href)) as {
  getLlama(options: object): Promise<Llama>;
};
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  maxThreads: threads,
  logLevel: "error",
});
const baselineBytes = peakBytes();

const model = await llama.loadModel({ modelPath: ggufs[variant] });
const longest = Math.max(...tokens.map((prompt) => prompt.length));
const sequences = Math.min(together, tokens.length);
const contextSize = longest + maxTokens;
const context = await model.createContext({ sequences, contextSize, threads, batchSize: 512 });
const free = Array.from({ length: sequences }, () => context.getSequence());

/** Length of an answer, in new tokens, the end token with them. */
async function answer(sequence: Sequence, prompt: number[]): Promise<number> {
  await sequence.clearHistory();
  let length = 0;
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true }))
    if (++length >= maxTokens || token === endToken) break;
  return length;
}

const { seconds, results } = await timedRuns(request, async () => {
  const queue = [...tokens].sort((a, b) => a.length - b.length);
  let total = 0;
  await Promise.all(
    free.map(async (sequence) => {
      for (let prompt = queue.shift(); prompt; prompt = queue.shift()) {
        const length = await answer(sequence, prompt);
        total += length;
      }
    }),
  );
  return total;
});
const total = results.reduce((sum, count) => sum + count, 0);
const meanLength = total / (results.length * tokens.length);
const { version } = JSON.parse(readFileSync(join(path, "..", "..", "package.json"), "utf8")) as {
  version: string;
};
sendReply({ seconds, tokens: results, threads, baselineBytes, meanLength }, { "node-llama-cpp": version });
process.exit(0); // Its own threads would keep the process.
