// An engine on a graphics processor beside one on the CPU: the same tokens, and the same numbers but for rounding, through
// steps, checkpoints and sampling; a run begun on one goes on on the other. Run by tests/gpu.ts alone.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { bare, type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { testDevice } from "../../../tests/test-device.ts";
import { Random } from "../../common/random.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { type Device, isOutOfMemory } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { add, sumAll } from "../../graph/ops.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { Session } from "../../graph/session.ts";
import type { AdamParams, Loss, SampledResponse, SamplingParams } from "../types.ts";
import type { EmbeddedEngine } from "./engine.ts";

const adam: AdamParams = {
  ...{ learningRate: 0.003, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 },
};
const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl: { coefficient: 0.1, estimator: "k3" } };
const sequences: Loss = { ...ppo, type: "gspo", entropyCoefficient: 0.1 };
const lora = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "down_proj"] };
const gpu = testDevice();

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-gpu-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const isLm = (engine: EmbeddedEngine) => engine.model.config.head.type === "lm";

function groupsOf(seed: number): Group[] {
  const random = new Random(seed);
  const numbers = (length: number, make: () => number) => Float32Array.from({ length }, make);
  return [[6, 3, 20], [5]].map((responses, g) => ({
    prompt: tokens(random, 4 - g, 320),
    responses: responses.map((n) => ({
      tokens: tokens(random, n, 320),
      weights: numbers(n, () => 0.1 * random.next()),
      targets: numbers(n, () => random.next()),
      advantages: numbers(n, () => random.normal()),
      old: numbers(n, () => -5 - random.next()),
      reference: numbers(n, () => -5 - random.next()),
    })),
  }));
}

async function sample(engine: EmbeddedEngine, params: Partial<SamplingParams>) {
  const all: SampledResponse[] = [];
  const sampling: SamplingParams = {
    ...{ maxTokens: 40, temperature: 0.9, topP: 1, stopTokens: [7, 30], stop: [], seed: 3 },
  };
  const prompts = [[1, 2, 3, 4], [1, 2], [5]];
  for await (const one of engine.sample(prompts, 3, { ...sampling, ...params })) all.push(one);
  all.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
  return { tokens: all.map((one) => one.tokens), logprobs: all.flatMap((one) => [...one.logprobs]) };
}

/** What steps and samples show: tokens, which are to be the same, and numbers, which are to be close. */
interface Seen {
  tokens: number[][];
  numbers: Record<string, number[]>;
}

async function steps(
  engine: EmbeddedEngine,
  seeds: readonly number[],
  losses: readonly Loss[],
): Promise<Seen> {
  const seen: Seen = { tokens: [], numbers: {} };
  for (const [i, seed] of seeds.entries()) {
    const groups = groupsOf(seed);
    const { loss, entropy, logprobs } = await passOf(engine, groups, losses[i % losses.length]);
    const { gradNorm, applied } = await engine.optimStep(adam);
    expect(applied).toBe(true);
    const scored = await (isLm(engine) ? logprobsOf : logitsOf)(engine as never, bare(groups));
    seen.numbers[`step ${seed}`] = [loss, entropy, gradNorm, ...logprobs.flat(2).flatMap((x) => [...x])];
    seen.numbers[`scores after ${seed}`] = scored.flat(2).flatMap((x) => [...x]);
  }
  return seen;
}

function expectClose(got: Seen, wanted: Seen, tolerance: number): void {
  expect(got.tokens).toEqual(wanted.tokens);
  expect(Object.keys(got.numbers)).toEqual(Object.keys(wanted.numbers));
  for (const [name, numbers] of Object.entries(wanted.numbers)) {
    expect(got.numbers[name].length, name).toBe(numbers.length);
    for (const [i, number] of numbers.entries())
      expect(Math.abs(got.numbers[name][i] - number), `${name}, number ${i}`).toBeLessThan(tolerance);
  }
}

const open = (name: string, device: Device, options: Parameters<typeof engineOf>[1]) =>
  engineOf(name, { maxRows: 7, ...options, device });

describe.each<[string, Parameters<typeof engineOf>[1], readonly Loss[]]>([
  ["llama", {}, [ppo]],
  ["qwen2", { lora }, [ppo]],
  ["qwen3", {}, [sequences]],
  ["qwen2-classification", {}, [{ type: "classification" }]],
])("%s %o", (name, options, losses) => {
  test("five steps as on the CPU; a checkpoint of either goes on on the other", async () => {
    const [here, there] = [
      await open(name, new CpuDevice(loadRuntime), options),
      await open(name, gpu, options),
    ];
    const first = [1, 2, 3];
    expectClose(await steps(there, first, losses), await steps(here, first, losses), 1e-3);
    // A response a run, whose gradients are added up.
    here.activationBytes = 0;
    there.activationBytes = 0;
    const [ofCpu, ofGpu] = [join(root, `${name}-cpu`), join(root, `${name}-gpu`)];
    for (const directory of [ofCpu, ofGpu]) await mkdir(directory);
    await here.save(ofCpu, { optimizer: true });
    await there.save(ofGpu, { optimizer: true });
    const wanted = await steps(here, [4, 5], losses);
    expectClose(await steps(there, [4, 5], losses), wanted, 1e-3);
    await here.load(ofGpu);
    await there.load(ofCpu);
    expectClose(await steps(here, [4, 5], losses), wanted, 1e-3);
    expectClose(await steps(there, [4, 5], losses), wanted, 1e-3);
    await here.dispose();
    await there.dispose();
    expect(gpu.live).toEqual({ arrays: 0, bytes: 0 });
  });
});

const short = { maxTokens: 12 };
describe.each<[string, Parameters<typeof engineOf>[1], Partial<SamplingParams>[]]>([
  ["llama", {}, [{}, { ...short, temperature: 0 }, { ...short, topP: 0.8 }]],
  ["qwen2", { lora }, [short]],
])("%s %o", (name, options, ways) => {
  test("samples the same tokens", async () => {
    const [here, there] = [
      await open(name, new CpuDevice(loadRuntime), options),
      await open(name, gpu, options),
    ];
    for (const params of ways) {
      const [got, wanted] = [await sample(there, params), await sample(here, params)];
      expect(got.tokens).toEqual(wanted.tokens);
      for (const [i, logp] of wanted.logprobs.entries())
        expect(Math.abs(got.logprobs[i] - logp), `token ${i}`).toBeLessThan(1e-4);
    }
    await here.dispose();
    await there.dispose();
    expect(gpu.live).toEqual({ arrays: 0, bytes: 0 });
  });
});

/** Bytes that cross while `work` is done: what runs are fed of this process's memory, and what comes back into it. */
async function crossing(work: () => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const count = (tensors: Readonly<Record<string, ort.Tensor>>) => {
    for (const tensor of Object.values(tensors))
      if (tensor.location === "cpu") bytes += (tensor.data as Float32Array).byteLength;
  };
  const { prototype } = ort.InferenceSession as unknown as { prototype: ort.InferenceSession };
  const { run } = prototype;
  const spy = vi.spyOn(prototype, "run").mockImplementation(async function (
    this: ort.InferenceSession,
    ...[feeds, ...rest]: Parameters<typeof run>
  ) {
    count(feeds as Record<string, ort.Tensor>);
    const results = await run.call(this, feeds, ...rest);
    count(results as Record<string, ort.Tensor>);
    return results;
  });
  await work();
  spy.mockRestore();
  return bytes;
}

test("a step and a token cross with what belongs to tokens alone, however wide the model", async () => {
  const measure = async (factor: number) => {
    const model = await smallModel({
      ...{ vocabSize: 320, hiddenSize: 16 * factor, headDim: 4 * factor, intermediateSize: 24 * factor },
    });
    const engine = await engineOf(model, { device: gpu });
    const work = {
      step: () => steps(engine, [1], [ppo]),
      sample: () => sample(engine, { stopTokens: [], maxTokens: 5 }),
    };
    const crossed: Record<string, number> = {};
    for (const [name, once] of Object.entries(work)) {
      // What is made once (weights, caches) is there then.
      await once();
      crossed[name] = await crossing(once);
    }
    await engine.dispose();
    return crossed;
  };
  const crossed = await measure(1);
  expect(await measure(2)).toEqual(crossed);
  // A step and scores, of 34 tokens, and 45 tokens sampled: masks and places in attention are the most of it.
  expect(crossed.step / 34).toBeLessThan(750);
  expect(crossed.sample / 45).toBeLessThan(265);
});

test("the buffer of an array that is disposed of, or written anew, is given back", async () => {
  const { prototype } = ort.Tensor as unknown as { prototype: ort.Tensor };
  const dispose = vi.spyOn(prototype, "dispose");
  const array = gpu.zeros(4);
  array.prefix(2).dispose();
  await gpu.read(array);
  expect(dispose).toHaveBeenCalledTimes(0);
  await gpu.write(array, Float32Array.of(1, 2, 3, 4));
  await vi.waitFor(() => expect(dispose).toHaveBeenCalledTimes(1));
  array.dispose();
  await vi.waitFor(() => expect(dispose).toHaveBeenCalledTimes(2));
  dispose.mockRestore();
});

test("a session ends with the last of its graph and of the buffers that it made", async () => {
  const g = new Graph();
  for (const name of ["y", "z"]) g.output(name, add(g, g.input("x", ["n"]), g.scalar(1)));
  const graph = await gpu.compile(g, { threads: 1, keep: () => true });
  const { y, z } = (await graph.run({ x: Float32Array.of(1, 2) }, { n: 2 })).arrays;
  const ended = vi.spyOn(Session.prototype, "dispose");
  await graph.dispose();
  y.dispose();
  expect([...(await gpu.read(z))]).toEqual([2, 3]);
  expect(ended).not.toHaveBeenCalled();
  z.dispose();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
  ended.mockRestore();
});

test("a run for which the device has no memory says so, and the next is as ever", async () => {
  const g = new Graph();
  const many = g.node("Expand", [g.input("x", [1]), g.shapeTensor(["n"])], ["n"]);
  g.output("sum", sumAll(g, many));
  const graph = await gpu.compile(g, { threads: 1 });
  const sum = async (n: number) => [...(await graph.run({ x: Float32Array.of(2) }, { n })).values.sum];
  expect(await sum(1000)).toEqual([2000]);
  const failure = await sum(1.5e9).catch((error) => error);
  expect(failure.message).toMatch(/too little memory .*engine\.memoryLimitGiB/);
  expect(isOutOfMemory(failure)).toBe(true);
  expect(await sum(1000)).toEqual([2000]);
  await graph.dispose();
});
