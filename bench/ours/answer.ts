// Greedy answers as `pure eval` gets them of the embedded engine.
import { embeddedAnswerer } from "../../src/eval/benchmark/embedded.ts";
import type { ResponseRequest } from "../../src/eval/benchmark/types.ts";
import { type AnswerRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { versions } from "./model.ts";

const request = readRequest<AnswerRequest>();
const { model, problems, maxTokens, threads } = request;
const baselineBytes = peakBytes();

const answerer = await embeddedAnswerer({ model, threads });
const requests = problems.map((content, i): ResponseRequest => {
  const prompt = { kind: "chat", messages: [{ role: "user", content }] } as const;
  return { suite: "gsm8k", problem: String(i), sample: "greedy", prompt };
});
const { seconds, results } = await timedRuns(request, async () => {
  let tokens = 0;
  const settings = { maxTokens, temperature: 0, topP: 1, seed: 0, stop: [] };
  for await (const { result } of answerer.answer(requests, settings)) {
    if ("failed" in result) throw new Error(result.failed);
    tokens += result.tokens as number;
  }
  return tokens;
});
const total = results.reduce((sum, tokens) => sum + tokens, 0);
const meanLength = total / (results.length * problems.length);
sendReply({ seconds, tokens: results, threads, baselineBytes, meanLength }, versions());
await answerer.dispose();
