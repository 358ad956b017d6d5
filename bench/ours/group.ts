// PPO forward and backward over groups: the prompt once for its K responses, nothing padded.
import { Random } from "../../src/common/random.ts";
import { joined, tokenRows } from "../../src/common/rows.ts";
import { type GroupRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { randomEngine, versions } from "./model.ts";

const request = readRequest<GroupRequest>();
const { shape, promptLength, lengths, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const tokensOf = (length: number) => Int32Array.from({ length }, () => random.int(shape.vocabSize));
const groups = lengths.map((group) => ({
  prompt: tokensOf(promptLength),
  responses: group.map((length) => ({
    tokens: tokensOf(length),
    advantages: Float32Array.from({ length }, () => random.normal()),
  })),
}));
const responses = groups.flatMap((group) => group.responses);
const rows = tokenRows(
  groups.map(({ prompt }) => ({ tokens: prompt })),
  groups.flatMap((group, g) => group.responses.map(() => g)),
  responses.map(({ tokens }) => tokens),
);
const T = rows.tokens.length;
const batch = {
  ...rows,
  weights: new Float32Array(T).fill(1 / T),
  advantages: joined(
    Float32Array,
    responses.map(({ advantages }) => advantages),
  ),
  old: new Float32Array(T).fill(-4),
};
const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;
const engine = randomEngine(shape, request);
const { seconds, results } = await timedRuns(request, async () => {
  await engine.zeroGrad();
  return engine.forwardBackward(batch, loss);
});
const tokens = results.map(({ responseTokens }) => responseTokens);
sendReply({ seconds, tokens, threads, baselineBytes }, versions());
await engine.dispose();
