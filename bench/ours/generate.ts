// Sampling at temperature 1: K responses for each of several prompts.
import { Random } from "../../src/common/random.ts";
import { type GenerateRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { randomEngine, versions } from "./model.ts";

const request = readRequest<GenerateRequest>();
const { shape, promptLength, samplesPerPrompt, maxTokens, endToken, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const prompts = Array.from({ length: request.prompts }, () =>
  Int32Array.from({ length: promptLength }, () => 1 + random.int(shape.vocabSize - 1)),
);
const params = {
  maxTokens,
  temperature: 1,
  topP: 1,
  stopTokens: endToken === null ? [] : [endToken],
  stop: [],
};
const engine = randomEngine(shape, request);
const { seconds, results } = await timedRuns(request, async (index) => {
  let tokens = 0;
  const responses = engine.sample(prompts, samplesPerPrompt, { ...params, seed: request.seed + index });
  for await (const response of responses) tokens += response.tokens.length;
  return tokens;
});
const total = results.reduce((sum, tokens) => sum + tokens, 0);
const meanLength = total / (results.length * request.prompts * samplesPerPrompt);
sendReply({ seconds, tokens: results, threads, baselineBytes, meanLength }, versions());
await engine.dispose();
