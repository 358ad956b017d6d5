// Whole training steps of the PURE loop with a verifiable reward that costs nothing, as TRL's is on the other side;
// a step's time is the loop's own: sampling, reward, credit, update.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig } from "../../src/config.ts";
import { encodePrompts } from "../../src/data/prompts.ts";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import { loadModel } from "../../src/model/load.ts";
import { trainPure } from "../../src/train/on-disk.ts";
import type { StepMetrics } from "../../src/train/runs/records.ts";
import { peakBytes, readRequest, type StepRequest, sendReply } from "../protocol.ts";
import { versions } from "./model.ts";

const request = readRequest<StepRequest>();
const { checkpoint, samplesPerPrompt, maxTokens, threads, seed, warmup, runs } = request;
const baselineBytes = peakBytes();

const model = await loadModel(checkpoint);
const policy = createEmbeddedEngine({ model, threads });
const directory = await mkdtemp(join(tmpdir(), "pure-bench-"));
const config = resolveConfig({
  model: { source: checkpoint },
  data: { source: "arithmetic", stepSeparator: ";" },
  sampling: { promptsPerStep: request.prompts.length, samplesPerPrompt, maxTokens },
  credit: { klCoefficient: 0 },
  reward: { mode: "vr", custom: ({ response }) => response.length % 7 },
  optimizer: { learningRate: 1e-9 },
  train: { steps: warmup + runs, seed, checkpointEvery: 0, rolloutsEvery: 0 },
  run: { directory },
});
const problems = request.prompts.map((prompt, i) => ({ id: String(i), prompt, answer: "0" }));
const { prompts } = encodePrompts(problems, model.tokenizer, model.config.maxPositions);
const steps: StepMetrics[] = [];
await trainPure({
  config,
  tokenizer: model.tokenizer,
  policy,
  reference: null,
  prm: null,
  critic: null,
  prompts,
  heldOut: [],
  skippedPrompts: 0,
  onEvent: (event) => {
    if (event.type === "stepFinished" && event.phase === "pure") steps.push(event.metrics);
  },
});
await policy.dispose();
await rm(directory, { recursive: true });

const timed = steps.slice(warmup);
const tokens = timed.map(({ responseTokens }) => responseTokens);
const responses = timed.reduce((sum, step) => sum + step.responses, 0);
sendReply(
  {
    seconds: timed.map((step) => step.seconds.total),
    tokens,
    threads,
    baselineBytes,
    meanLength: tokens.reduce((a, b) => a + b, 0) / responses,
    phases: {
      sampling: timed.map((step) => step.seconds.sampling),
      updating: timed.map((step) => step.seconds.updating),
    },
  },
  versions(),
);
