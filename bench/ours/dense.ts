// Cross-entropy forward and backward over full sequences.
import { Random } from "../../src/common/random.ts";
import { tokenRows } from "../../src/common/rows.ts";
import { type DenseRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { randomEngine, versions } from "./model.ts";

const request = readRequest<DenseRequest>();
const { shape, batch, length, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const token = () => random.int(shape.vocabSize);
const predicted = batch * (length - 1);
const sequences = Array.from({ length: batch }, () => ({
  prompt: [token()],
  response: Int32Array.from({ length: length - 1 }, token),
}));
const rows = tokenRows(
  sequences.map(({ prompt }) => ({ tokens: prompt })),
  [...sequences.keys()],
  sequences.map(({ response }) => response),
);
const weights = new Float32Array(predicted).fill(1 / predicted);
const engine = randomEngine(shape, request);
const { seconds } = await timedRuns(request, async () => {
  await engine.zeroGrad();
  await engine.forwardBackward({ ...rows, weights }, { type: "crossEntropy" });
});
const tokens = seconds.map(() => batch * length);
sendReply({ seconds, tokens, threads, baselineBytes }, versions());
await engine.dispose();
