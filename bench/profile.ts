// Where the time of a benchmark goes, by ONNX operator: `npx tsx bench/profile.ts dense|group|sampling [3.2M|135M]`.
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "../src/graph/session.ts";
import { Random } from "../src/random.ts";
import { casesOf, type Section } from "./cases.ts";
import { randomEngine } from "./ours/model.ts";
import type { BenchRequest, DenseRequest, GenerateRequest, GroupRequest } from "./protocol.ts";

const [section = "dense", size = "3.2M"] = process.argv.slice(2);
const runs = 3;
const bench = casesOf(section as Section, null).find(({ title }) => title.includes(size));
if (!bench) throw new Error(`no case of ${section} with ${size}`);

const directory = await mkdtemp(join(tmpdir(), "pure-profile-"));
const sessions: Session[] = [];
const compile = Session.compile;
Session.compile = async (graph, options) => {
  const profile = join(directory, String(sessions.length));
  const session = await compile.call(Session, graph, { ...options, profile });
  sessions.push(session);
  return session;
};

const { shape } = bench.request as DenseRequest;
const engine = randomEngine(shape, { threads: 2, seed: 1 });
const random = new Random(1);
const tokens = (length: number) => Int32Array.from({ length }, () => random.int(shape.vocabSize));
const work = workOf(bench.request);
await work();
const began = performance.now();
for (let i = 0; i < runs; i++) await work();
const total = (performance.now() - began) / runs;
for (const session of sessions) session.endProfiling();
await engine.dispose();

// The run before the clock counts a share: every event is divided by all runs.
const byOperator = new Map<string, number>();
for (const file of await readdir(directory)) {
  const events = JSON.parse(readFileSync(join(directory, file), "utf8")) as {
    name: string;
    dur: number;
    args?: { op_name?: string };
  }[];
  // A Loop's own time is that of the operators inside, which are listed too.
  for (const { name, dur, args } of events)
    if (args?.op_name && args.op_name !== "Loop" && name.endsWith("_kernel_time"))
      byOperator.set(args.op_name, (byOperator.get(args.op_name) ?? 0) + dur / 1000 / (runs + 1));
}
await rm(directory, { recursive: true });
console.log(`${bench.title}: ${total.toFixed(0)} ms a run (profiled), of which ms in`);
for (const [name, ms] of [...byOperator].sort((a, b) => b[1] - a[1]).slice(0, 14))
  console.log(
    `${name.padEnd(28)} ${ms.toFixed(1).padStart(8)} ${((100 * ms) / total).toFixed(0).padStart(4)}%`,
  );
const inside = [...byOperator.values()].reduce((a, b) => a + b, 0);
console.log(`${"outside the operators".padEnd(28)} ${(total - inside).toFixed(1).padStart(8)}`);

function workOf(request: BenchRequest): () => Promise<void> {
  if (section === "dense") {
    const { batch, length } = request as DenseRequest;
    const groups = Array.from({ length: batch }, () => {
      const weights = new Float32Array(length - 1).fill(1 / (batch * length));
      return { prompt: tokens(1), responses: [{ tokens: tokens(length - 1), weights }] };
    });
    return async () => {
      engine.zeroGrad();
      await engine.forwardBackward(groups, { type: "crossEntropy" });
    };
  }
  if (section === "group") {
    const { promptLength, lengths } = request as GroupRequest;
    const groups = lengths.map((group) => ({
      prompt: tokens(promptLength),
      responses: group.map((length) => ({
        tokens: tokens(length),
        weights: new Float32Array(length).fill(1e-3),
        advantages: new Float32Array(length).fill(1),
        old: new Float32Array(length).fill(-4),
      })),
    }));
    const ppo = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, klCoefficient: 0, klEstimator: "k3" } as const;
    return async () => {
      engine.zeroGrad();
      await engine.forwardBackward(groups, ppo);
    };
  }
  const { prompts, samplesPerPrompt, promptLength, maxTokens } = request as GenerateRequest;
  const given = Array.from({ length: prompts }, () => tokens(promptLength));
  const params = { maxTokens, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 1 };
  return async () => {
    for await (const _ of engine.sample(given, samplesPerPrompt, params));
  };
}
