// Cross-entropy forward and backward over full sequences.
import { Random } from "../../src/random.ts";
import { type DenseRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { randomEngine, versions } from "./model.ts";

const request = readRequest<DenseRequest>();
const { shape, batch, length, threads } = request;
const baselineBytes = peakBytes();

const random = new Random(request.seed);
const token = () => random.int(shape.vocabSize);
const predicted = batch * (length - 1);
const groups = Array.from({ length: batch }, () => ({
  prompt: [token()],
  responses: [
    {
      tokens: Int32Array.from({ length: length - 1 }, token),
      weights: new Float32Array(length - 1).fill(1 / predicted),
    },
  ],
}));
const engine = randomEngine(shape, request);
const { seconds } = await timedRuns(request, async () => {
  engine.zeroGrad();
  await engine.forwardBackward(groups, { type: "crossEntropy" });
});
const tokens = seconds.map(() => batch * length);
sendReply({ seconds, tokens, threads, baselineBytes }, versions());
await engine.dispose();
