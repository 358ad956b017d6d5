// `npm run bench:tinker`: what the driver costs. Training steps of many long responses against a simulated cluster: peak
// memory, CPU, and the time a step takes over the cluster's own; and, beside what was measured, what `pure plan` says.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { joined, tokenRows } from "../../src/common/rows.ts";
import { arithmeticTokenizerFiles } from "../../src/data/arithmetic-tokenizer.ts";
import { TinkerEngine } from "../../src/engine/tinker/engine.ts";
import type { LossRows, SampledResponse } from "../../src/engine/types.ts";
import { createTokenizer } from "../../src/model/tokenizer.ts";
import { planStep } from "../../src/plan/plan.ts";

const usage = `npm run bench:tinker -- [--prompts 1024] [--samples 8] [--tokens 2000] [--prompt-tokens 200] [--steps 6]
  [--sampling-ms 5000] [--pass-ms 1000] [--sampling-rate TOKENS_A_SECOND] [--pass-rate TOKENS_A_SECOND] [--json]`;

const { values } = parseArgs({
  options: {
    prompts: { type: "string", default: "1024" },
    samples: { type: "string", default: "8" },
    tokens: { type: "string", default: "2000" },
    "prompt-tokens": { type: "string", default: "200" },
    steps: { type: "string", default: "6" },
    "sampling-ms": { type: "string", default: "5000" },
    "pass-ms": { type: "string", default: "1000" },
    "sampling-rate": { type: "string", default: "Infinity" },
    "pass-rate": { type: "string", default: "Infinity" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.error(usage);
  process.exit(0);
}
const [prompts, samples, tokens, promptTokens, steps, samplingMs, passMs, samplingRate, passRate] = [
  ...[values.prompts, values.samples, values.tokens, values["prompt-tokens"], values.steps],
  ...[values["sampling-ms"], values["pass-ms"], values["sampling-rate"], values["pass-rate"]],
].map(Number);

const script = new URL("./load-server.ts", import.meta.url).pathname;
const words = [samples, tokens, promptTokens, samplingMs, passMs, samplingRate, passRate].map(String);
const server = spawn(process.execPath, ["--import", "tsx", script, ...words], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [port] = (await once(server.stdout!, "data")) as [Buffer];

interface StepFigures {
  step: number;
  samplingSeconds: number;
  updateSeconds: number;
  /** Over the cluster's own time. */
  addedSeconds: number;
  cpuSeconds: number;
  /** Bodies that the cluster got, and that it sent. */
  sentMB: number;
  receivedMB: number;
  /** Resident set at the step's end, and the largest seen in it. */
  residentMiB: number;
  peakMiB: number;
}

const sampledTokens = prompts * samples * tokens;
const readTokens = prompts * samples * (promptTokens + tokens);
const ownSeconds = (samplingMs + passMs) / 1000 + sampledTokens / samplingRate + readTokens / passRate;
const url = `http://127.0.0.1:${String(port).trim()}`;

const figures: StepFigures[] = [];
try {
  const onRetry = (reason: string, attempt: number) => console.error(`attempt ${attempt}: ${reason}`);
  const engine = await TinkerEngine.open({
    client: { url, server: "tinker", onRetry },
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
    const batch = await sample(engine);
    const sampled = performance.now();
    const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 } as const;
    const adam = {
      learningRate: 1e-6,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      maxGradNorm: 1,
    };
    const [, optim] = await Promise.all([engine.forwardBackward(batch, loss), engine.optimStep(adam)]);
    const ended = performance.now();
    if (!optim.applied) throw new Error("no update");
    const used = process.cpuUsage(cpu);
    const traffic = (await (await fetch(`${url}/api/v1/traffic`)).json()) as {
      sent: number;
      received: number;
    };
    figures.push({
      step,
      samplingSeconds: (sampled - began) / 1000,
      updateSeconds: (ended - sampled) / 1000,
      addedSeconds: (ended - began) / 1000 - ownSeconds,
      cpuSeconds: (used.user + used.system) / 1e6,
      sentMB: traffic.received / 1e6,
      receivedMB: traffic.sent / 1e6,
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

const later = figures.length > 1 ? figures.slice(1) : figures;
const mean = (of: (figure: StepFigures) => number) =>
  later.reduce((sum, figure) => sum + of(figure), 0) / later.length;
const million = sampledTokens / 1e6;
const plan = planStep(
  {
    ...{ prompts, samples, promptTokens, responseTokens: tokens, vocabSize: 150_000 },
    ...{ prm: false, reference: false, server: "tinker", ahead: false },
    loss: { type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
  },
  { sampling: samplingRate, training: passRate, rewarding: Number.POSITIVE_INFINITY },
);
const fixed = (samplingMs + passMs) / 1000;
const rows: [name: string, planned: number, measured: number, unit: string][] = [
  ["a step", plan.seconds + fixed, mean((step) => step.samplingSeconds + step.updateSeconds), "s"],
  ["sent", plan.traffic.sent / 1e6, mean(({ sentMB }) => sentMB), "MB"],
  ["received", plan.traffic.received / 1e6, mean(({ receivedMB }) => receivedMB), "MB"],
  ["CPU", plan.driver.cpuSeconds, mean(({ cpuSeconds }) => cpuSeconds), "s"],
  ["memory", plan.driver.memoryBytes / 2 ** 20, Math.max(...figures.map(({ peakMiB }) => peakMiB)), "MiB"],
];
if (values.json) console.log(JSON.stringify({ rows, steps: figures }));
else {
  console.log(
    `${prompts * samples} responses of ${tokens} tokens a step (${million.toFixed(1)} million): ` +
      `${(mean(({ cpuSeconds }) => cpuSeconds) / million).toFixed(2)} CPU seconds a million tokens, ` +
      `${mean(({ addedSeconds }) => addedSeconds).toFixed(1)} s a step over the cluster's own time (the first step left out)`,
  );
  console.log("            planned  measured  measured/planned");
  for (const [name, planned, measured, unit] of rows)
    console.log(
      `  ${name.padEnd(9)} ${planned.toFixed(1).padStart(8)}  ${measured.toFixed(1).padStart(8)} ${unit.padEnd(4)} ${(measured / planned).toFixed(2).padStart(5)}`,
    );
}

async function sample(engine: TinkerEngine): Promise<LossRows> {
  const all = Array.from({ length: prompts }, (_, p) => new Uint32Array(promptTokens).fill(p + 1));
  const responses: SampledResponse[] = [];
  const params = { maxTokens: tokens, temperature: 1, topP: 1, stopTokens: [0], stop: [], seed: 0 };
  for await (const response of (await engine.snapshot()).sample(all, samples, params))
    responses.push(response);
  responses.sort((a, b) => a.prompt - b.prompt);
  const column = (row: (response: SampledResponse) => ArrayLike<number>) =>
    joined(Float32Array, responses.map(row));
  const rows = tokenRows(
    all.map((prompt) => ({ tokens: prompt })),
    responses.map(({ prompt }) => prompt),
    responses.map((response) => response.tokens),
  );
  return {
    ...rows,
    weights: new Float32Array(rows.tokens.length).fill(1 / (prompts * samples * tokens)),
    // Steps of fifty tokens, each with its own credit.
    advantages: column(({ prompt, tokens }) => tokens.map((_, t) => Math.sin(prompt + Math.floor(t / 50)))),
    old: column(({ logprobs }) => logprobs),
  };
}

function line({ step, ...rest }: StepFigures): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  return `step ${step}: ${parts.join(", ")}`;
}
