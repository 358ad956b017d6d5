// The same file loaded by llama.cpp (node-llama-cpp's binary, CPU), whose weights stay as they are. Variants: mapped into
// memory, where pages are read when they are first computed with; or read.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { llamaCpp } from "../pairs.ts";
import { type LoadRequest, peakBytes, readRequest, sendReply, timedRuns } from "../protocol.ts";

const request = readRequest<LoadRequest & { variant: string }>();
const { gguf, threads, variant } = request;
const path = llamaCpp();
if (path === null) throw new Error("node-llama-cpp is not installed: bash bench/peers/setup.sh");
const { getLlama } = (await import(pathToFileURL(path).href)) as {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<unknown> }>;
};
const options = { gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: "error" };
const llama = await getLlama(options);
const baselineBytes = peakBytes();
const { seconds } = await timedRuns(request, async () => {
  await llama.loadModel({ modelPath: gguf, useMmap: variant === "mapped" });
});
const megabytes = Math.round(statSync(gguf).size / 1e6);
const { version } = JSON.parse(readFileSync(join(path, "..", "..", "package.json"), "utf8")) as {
  version: string;
};
const tokens = seconds.map(() => megabytes);
sendReply({ seconds, tokens, threads, baselineBytes }, { "node-llama-cpp": version });
process.exit(0); // Its own threads would keep the process.
