// PPO forward and backward over groups: the prompt once for its K responses, nothing padded.
import { Random } from "../../src/random.ts";
import { type GroupRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { randomEngine, versions } from "./model.ts";

const request = readRequest<GroupRequest>();
const { shape, promptLength, lengths, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const tokensOf = (length: number) => Int32Array.from({ length }, () => random.int(shape.vocabSize));
const groups = lengths.map((group) => {
  const count = group.reduce((sum, length) => sum + length, 0);
  return {
    prompt: tokensOf(promptLength),
    responses: group.map((length) => ({
      tokens: tokensOf(length),
      weights: new Float32Array(length).fill(1 / count),
      advantages: Float32Array.from({ length }, () => random.normal()),
      old: new Float32Array(length).fill(-4),
    })),
  };
});
const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;
const engine = randomEngine(shape, request);
const { seconds, results } = await timedRuns(request, async () => {
  engine.zeroGrad();
  return engine.forwardBackward(groups, loss);
});
const tokens = results.map(({ responseTokens }) => responseTokens);
sendReply({ seconds, tokens, threads, baselineBytes }, versions());
await engine.dispose();
