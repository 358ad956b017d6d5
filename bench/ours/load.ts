// A GGUF model loaded for training: its tokenizer, and its weights in float32.
import { statSync } from "node:fs";
import { loadModel } from "../../src/model/load.ts";
import { type LoadRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";
import { versions } from "./model.ts";

const request = readRequest<LoadRequest>();
const baselineBytes = peakBytes();
const { seconds } = await timedRuns(request, async () => {
  await loadModel(request.gguf);
});
const megabytes = Math.round(statSync(request.gguf).size / 1e6);
const tokens = seconds.map(() => megabytes);
sendReply({ seconds, tokens, threads: request.threads, baselineBytes }, versions());
