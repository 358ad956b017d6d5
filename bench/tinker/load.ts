// `npm run bench:tinker`: what the driver costs. Training steps of many long responses against a server that computes
// nothing: peak memory, CPU, and the time a step takes over the server's own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { arithmeticTokenizerFiles } from "../../src/data/arithmetic-tokenizer.ts";
import { TinkerEngine } from "../../src/engine/tinker/engine.ts";
import type { Group, SampledResponse } from "../../src/engine/types.ts";
import { createTokenizer } from "../../src/model/tokenizer.ts";

const usage = `npm run bench:tinker -- [--prompts 1024] [--samples 8] [--tokens 2000] [--prompt-tokens 200] [--steps 6]
  [--sampling-ms 5000] [--pass-ms 1000] [--json]`;

const { values } = parseArgs({
  options: {
    prompts: { type: "string", default: "1024" },
    samples: { type: "string", default: "8" },
    tokens: { type: "string", default: "2000" },
    "prompt-tokens": { type: "string", default: "200" },
    steps: { type: "string", default: "6" },
    "sampling-ms": { type: "string", default: "5000" },
    "pass-ms": { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.error(usage);
  process.exit(0);
}
const [prompts, samples, tokens, promptTokens, steps, samplingMs, passMs] = [
  ...[values.prompts, values.samples, values.tokens, values["prompt-tokens"], values.steps],
  ...[values["sampling-ms"], values["pass-ms"]],
].map(Number);

const script = new URL("./load-server.ts", import.meta.url).pathname;
const words = [samples, tokens, promptTokens, samplingMs, passMs].map(String);
const server = spawn(process.execPath, ["--import", "tsx", script, ...words], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [port] = (await once(server.stdout!, "data")) as [Buffer];

interface StepFigures {
  step: number;
  samplingSeconds: number;
  updateSeconds: number;
  /** Over the server's own latency. */
  addedSeconds: number;
  cpuSeconds: number;
  /** Resident set at the step's end, and the largest seen in it. */
  residentMiB: number;
  peakMiB: number;
}

const figures: StepFigures[] = [];
try {
  const onRetry = (reason: string, attempt: number) => console.error(`attempt ${attempt}: ${reason}`);
  const engine = await TinkerEngine.open({
    client: { url: `http://127.0.0.1:${String(port).trim()}`, server: "tinker", onRetry },
    ...{ baseModel: "base", rank: 32, seed: 0, maxContext: promptTokens + tokens },
    ...{ tokenizer: createTokenizer(arithmeticTokenizerFiles()), concurrency: prompts },
  });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  for (let step = 1; step <= steps; step++) {
    peak = 0;
    const cpu = process.cpuUsage();
    const began = performance.now();
    const groups = await sample(engine);
    const sampled = performance.now();
    const { optim } = await engine.trainStep(
      groups,
      { type: "ppo", clipLow: 0.2, clipHigh: 0.2, klCoefficient: 0, klEstimator: "k3" },
      { learningRate: 1e-6, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 },
    );
    const ended = performance.now();
    if (!optim.applied) throw new Error("no update");
    const used = process.cpuUsage(cpu);
    figures.push({
      step,
      samplingSeconds: (sampled - began) / 1000,
      updateSeconds: (ended - sampled) / 1000,
      addedSeconds: (ended - began - samplingMs - passMs) / 1000,
      cpuSeconds: (used.user + used.system) / 1e6,
      residentMiB: process.memoryUsage.rss() / 2 ** 20,
      peakMiB: peak / 2 ** 20,
    });
    if (!values.json) console.error(line(figures[step - 1]));
  }
  clearInterval(watch);
  await engine.dispose();
} finally {
  server.kill();
}

const million = (prompts * samples * tokens) / 1e6;
const later = figures.slice(1);
const mean = (of: (figure: StepFigures) => number) =>
  later.reduce((sum, figure) => sum + of(figure), 0) / Math.max(later.length, 1);
const summary = {
  responses: prompts * samples,
  millionTokensAStep: million,
  peakMiB: Math.max(...figures.map(({ peakMiB }) => peakMiB)),
  cpuSecondsPerMillionTokens: mean(({ cpuSeconds }) => cpuSeconds) / million,
  addedSecondsAStep: mean(({ addedSeconds }) => addedSeconds),
};
if (values.json) console.log(JSON.stringify({ summary, steps: figures }));
else
  console.log(
    `${summary.responses} responses of ${tokens} tokens a step (${million.toFixed(1)} million): peak ` +
      `${summary.peakMiB.toFixed(0)} MiB, ${summary.cpuSecondsPerMillionTokens.toFixed(2)} CPU seconds a million tokens, ` +
      `${summary.addedSecondsAStep.toFixed(1)} s a step over the server's own latency (the first step left out)`,
  );

async function sample(engine: TinkerEngine): Promise<Group[]> {
  const all = Array.from({ length: prompts }, (_, p) => new Uint32Array(promptTokens).fill(p + 1));
  const responses: SampledResponse[][] = all.map(() => []);
  const params = { maxTokens: tokens, temperature: 1, topP: 1, stopTokens: [0], stop: [], seed: 0 };
  for await (const response of engine.sample(all, samples, params)) responses[response.prompt].push(response);
  const weight = 1 / (prompts * samples * tokens);
  return responses.map((group, p) => ({
    prompt: all[p],
    responses: group.map((response) => ({
      tokens: response.tokens,
      weights: new Float32Array(response.tokens.length).fill(weight),
      // Steps of fifty tokens, each with its own credit.
      advantages: Float32Array.from(response.tokens, (_, t) => Math.sin(p + Math.floor(t / 50))),
      old: response.logprobs,
    })),
  }));
}

function line({ step, ...rest }: StepFigures): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  return `step ${step}: ${parts.join(", ")}`;
}
