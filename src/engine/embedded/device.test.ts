// An engine on a device whose memory JavaScript does not see, beside one on the CPU: the same bits; what crosses between
// the two while it trains and samples; and that an engine which is disposed of leaves nothing on either.
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { PrivateDevice } from "../../../tests/private-device.ts";
import { bare, type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { onGpu, testDevice } from "../../../tests/test-device.ts";
import { Random } from "../../common/random.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import type { Device } from "../../graph/device.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import type { AdamParams, Loss, SampledResponse, SamplingParams } from "../types.ts";
import { createEmbeddedEngine, defaultMemoryLimit, type EmbeddedEngine } from "./engine.ts";

const adam: AdamParams = {
  ...{ learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 },
};
const sampling: SamplingParams = {
  ...{ maxTokens: 40, temperature: 0.9, topP: 1, stopTokens: [7, 30], stop: [], seed: 3 },
};
const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl: { coefficient: 0.1, estimator: "k3" } };
const lora = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "down_proj"] };

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-device-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function groupsOf(seed: number, vocabulary = 320, lengths = [[6, 3, 20], [5]]): Group[] {
  const random = new Random(seed);
  const numbers = (length: number, make: () => number) => Float32Array.from({ length }, make);
  return lengths.map((responses, g) => ({
    prompt: tokens(random, 4 - g, vocabulary),
    responses: responses.map((n) => ({
      tokens: tokens(random, n, vocabulary),
      weights: numbers(n, () => 0.1 * random.next()),
      targets: numbers(n, () => random.next()),
      advantages: numbers(n, () => random.normal()),
      old: numbers(n, () => -5 - random.next()),
      reference: numbers(n, () => -5 - random.next()),
    })),
  }));
}

const isLm = (engine: EmbeddedEngine) => engine.model.config.head.type === "lm";
const lossOf = (engine: EmbeddedEngine): Loss => (isLm(engine) ? ppo : { type: "classification" });

async function sample(engine: EmbeddedEngine, params: Partial<SamplingParams> = {}, samples = 3) {
  const all: SampledResponse[] = [];
  const prompts = [[1, 2, 3, 4], [1, 2], [5]];
  for await (const one of engine.sample(prompts, samples, { ...sampling, ...params })) all.push(one);
  return all;
}

async function step(engine: EmbeddedEngine, seed: number) {
  const vocabulary = Math.min(320, engine.model.config.vocabSize);
  const result = await passOf(engine, groupsOf(seed, vocabulary), lossOf(engine));
  return [result, await engine.optimStep(adam)];
}

/** The files of a checkpoint, by name. */
async function saved(engine: EmbeddedEngine): Promise<{ directory: string; files: [string, string][] }> {
  const directory = join(root, String(count++));
  await mkdir(directory);
  await engine.save(directory, { optimizer: true });
  const names = (await readdir(directory)).sort();
  const content = async (name: string) => (await readFile(join(directory, name))).toString("base64");
  return {
    directory,
    files: await Promise.all(
      names.map(async (name): Promise<[string, string]> => [name, await content(name)]),
    ),
  };
}

/** All that an engine does, in two processes, as it were: the second goes on from the first one's checkpoint. */
async function everything(device: Device, name: string, options: Parameters<typeof engineOf>[1]) {
  const seen: unknown[] = [];
  const first = await engineOf(name, { ...options, device, maxRows: 7 });
  const observe = async (engine: EmbeddedEngine, seed: number) => {
    if (isLm(engine)) {
      seen.push(await sample(engine), await sample(engine, { topP: 0.8 }));
      seen.push(await sample(engine, { temperature: 0 }, 1));
      seen.push(await logprobsOf(engine, bare(groupsOf(seed))));
    } else seen.push(await logitsOf(engine, bare(groupsOf(seed))));
    seen.push(await step(engine, seed));
  };
  if (!isLm(first)) {
    first.setTrainable("head");
    seen.push(await step(first, 1));
    first.setTrainable("all");
  }
  await observe(first, 2);
  // A response a run, whose gradients are added up.
  first.activationBytes = 0;
  await observe(first, 3);
  const checkpoint = await saved(first);
  seen.push(checkpoint.files);
  await observe(first, 4);
  await first.dispose();
  expect(device.live).toEqual({ arrays: 0, bytes: 0 });

  const second = await engineOf(name, { ...options, device, maxRows: 7, seed: 8 });
  await second.load(checkpoint.directory);
  if (!isLm(second)) second.setTrainable("all");
  await observe(second, 4);
  seen.push((await saved(second)).files);
  await second.load(checkpoint.directory);
  seen.push((await saved(second)).files);
  await second.dispose();
  expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  return seen;
}

describe.skipIf(onGpu)(
  "what an engine computes on a device of its own is what it computes on the CPU, bit for bit",
  () => {
    test.each([
      ["llama", {}],
      ["qwen2", { lora }],
      ["qwen3", {}],
      ["qwen2-classification", {}],
      ["qwen2-classification", { lora }],
    ])("%s %o", async (name, options) => {
      const [there, here] = [
        await everything(new PrivateDevice(), name, options),
        await everything(new CpuDevice(loadRuntime), name, options),
      ];
      expect(there).toEqual(here);
    });
  },
);

/** A model of few numbers, or one twice as wide, with the same heads. */
const widthOf = (factor: number) =>
  smallModel({ hiddenSize: 16 * factor, headDim: 4 * factor, intermediateSize: 24 * factor });

/** What crosses while `work` is done a second time. */
async function crossing(factor: number, work: (engine: EmbeddedEngine) => Promise<unknown>) {
  const device = new PrivateDevice();
  const engine = await engineOf(await widthOf(factor), { device });
  const memory = engine.model.parameters.data.slice();
  await work(engine);
  device.crossed.clear();
  await work(engine);
  // The model's memory in this process is no part of it.
  expect(engine.model.parameters.data).toEqual(memory);
  const crossed = new Map(device.crossed);
  await engine.dispose();
  return crossed;
}

describe.skipIf(onGpu)("what crosses between JavaScript and the device", () => {
  test("in a training step: tokens, where they stand, masks, their numbers and scalars", async () => {
    const crossed = await crossing(1, (engine) => step(engine, 1));
    expect([...crossed.keys()].sort()).toEqual(
      [
        // Tokens, and their numbers.
        ...["fed ids", "fed positions", "fed targets", "tokens of rows"],
        ...["fed weights", "fed advantages", "fed old", "fed reference"],
        ...["given back logp", "given back entropy", "given back loss"],
        // Where the heads of each token stand in the rectangles of attention: computed from lengths, here.
        ...["fed querySlot", "fed prompts.queryIndex", "fed prompts.keyIndex", "fed prompts.keySlot"],
        ...["fed stripe0.queryIndex", "fed stripe0.keyIndex", "fed stripe0.keySlot", "fed members0"],
        ...["fed prompts.mask", "fed stripe0.mask"],
        // Scalars.
        ...["fed loss.clipLow", "fed loss.clipHigh", "fed loss.kl.coefficient"],
        ...["the gradient's norm", "numbers of a step"],
      ].sort(),
    );
    // None of it grows with the model's width.
    expect(await crossing(2, (engine) => step(engine, 1))).toEqual(crossed);
  });

  test.each([
    ["drawn", {}, ["fed uniform", "fed inverseTemperature", "given back token", "given back logp"]],
    ["greedy", { temperature: 0 }, ["given back token", "given back logp"]],
    // Its nucleus is drawn here, from the probabilities of the whole vocabulary.
    [
      "nucleus",
      { topP: 0.8 },
      ["fed inverseTemperature", "given back p", "given back logSum", "given back logSumTempered"],
    ],
  ])("while tokens are %s: ids, positions, masks, random numbers and tokens", async (_, params, chosen) => {
    const work = (engine: EmbeddedEngine) => sample(engine, { ...params, stopTokens: [] });
    const crossed = await crossing(1, work);
    expect([...crossed.keys()].sort()).toEqual(
      [
        ...["fed ids", "fed positions", "fed promptMask", "fed pastMask", ...chosen],
        // Which row reads which prompt, and where in the caches the new keys and values go.
        ...["fed laneHeads", "fed rowPlace", "places of blocks"],
        // Prompts, when they are read.
        ...[
          "fed querySlot",
          "fed stripe0.queryIndex",
          "fed stripe0.keyIndex",
          "fed stripe0.keySlot",
          "fed stripe0.mask",
        ],
      ].sort(),
    );
    expect(await crossing(2, work)).toEqual(crossed);
  });
});

const devices: [string, () => Device][] = onGpu
  ? [["a graphics processor", testDevice]]
  : [
      ["the CPU", () => new CpuDevice(loadRuntime)],
      ["a device of its own", () => new PrivateDevice()],
    ];

describe.each(devices)("on %s", (_, make) => {
  const open = async (changes: Parameters<typeof engineOf>[1] = {}) => {
    const device = make();
    return { device, engine: await engineOf(await smallModel(), { ...changes, device }) };
  };

  test("steps and samples leave no more behind than the first did", async () => {
    const { device, engine } = await open();
    const { count: weights, specs } = engine.model.parameters;
    const rotary = 2 * engine.maxContext * (engine.model.config.headDim / 2);
    const held = { arrays: specs.length + 2, bytes: 4 * (weights + rotary) };
    expect(device.live).toEqual(held);
    engine.activationBytes = 0;
    await passOf(engine, groupsOf(1, 8), ppo);
    // Gradients; and then, in their place, two moments.
    expect(device.live).toEqual({ arrays: held.arrays + specs.length, bytes: held.bytes + 4 * weights });
    await engine.optimStep(adam);
    const trained = { arrays: held.arrays + 2 * specs.length, bytes: held.bytes + 8 * weights };
    expect(device.live).toEqual(trained);
    await step(engine, 2);
    expect(device.live).toEqual(trained);
    await sample(engine);
    // Keys and values of the rows, a layer, are kept for the next call.
    const { arrays, bytes } = device.live;
    expect(arrays).toBe(trained.arrays + 2 * engine.model.config.layers);
    await sample(engine);
    await logprobsOf(engine, bare(groupsOf(3, 8)));
    expect(device.live).toEqual({ arrays, bytes });
    await engine.dispose();
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("adapters and their gradients are let go too, and an engine that did nothing", async () => {
    const { device, engine } = await open({ lora });
    expect(device.live.bytes).toBeGreaterThan(4 * engine.model.parameters.count);
    await passOf(engine, groupsOf(1, 8), ppo);
    await engine.dispose();
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("an engine whose base is another's has no copy of it, and says what the base does", async () => {
    const { device, engine } = await open({ lora });
    const { arrays } = device.live;
    const rows = bare(groupsOf(1, 8));
    const untrained = await logprobsOf(engine, rows);
    const reference = await engineOf(engine.model, { device, base: engine });
    // Its rotary tables.
    expect(device.live.arrays).toBe(arrays + 2);
    await step(engine, 2);
    expect(await logprobsOf(engine, rows)).not.toEqual(untrained);
    expect(await logprobsOf(reference, rows)).toEqual(untrained);
    await reference.dispose();
    await step(engine, 3);
    await engine.dispose();
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("an engine that goes to the CPU before it has computed leaves nothing there, and computes the same", async () => {
    const device = make();
    const model = await smallModel();
    const engine = createEmbeddedEngine({ threads: 1, device, model, lora, seed: 4 });
    // None of its weights is there yet.
    expect(device.live.arrays).toBe(2);
    const limit = engine.memoryLimit;
    await engine.moveTo(new CpuDevice(loadRuntime));
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
    expect([engine.device.memory, engine.memoryLimit]).toEqual([null, limit]);
    const here = await engineOf(await smallModel(), { device: new CpuDevice(loadRuntime), lora, seed: 4 });
    for (const seed of [1, 2]) expect(await step(engine, seed)).toEqual(await step(here, seed));
    expect(await sample(engine)).toEqual(await sample(here));
    await engine.dispose();
    await here.dispose();
    expect(engine.device.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("sampling that is left in its midst leaves nothing when it is told, or else with the engine", async () => {
    const { device, engine } = await open();
    const before = { ...device.live };
    const start = () => engine.sample([[1, 2], [3]], 2, { ...sampling, stopTokens: [] });
    for await (const _ of start()) break;
    expect(device.live).toEqual(before);
    const controller = new AbortController();
    const aborted = engine.sample([[1]], 1, { ...sampling, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(aborted.next()).rejects.toThrow("enough");
    expect(device.live).toEqual(before);
    await start().next();
    expect(device.live.arrays).toBeGreaterThan(before.arrays);
    await engine.dispose();
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  });

  test("a run that fails leaves none of its outputs", async () => {
    const { device, engine } = await open();
    engine.activationBytes = 0;
    const failing = (kernel: "add" | "addRows" | "copyBlocks") =>
      vi.spyOn(device.kernels, kernel).mockRejectedValueOnce(new Error("out of memory"));
    const before = { ...device.live };
    for (const kernel of ["add", "addRows"] as const) {
      failing(kernel);
      await expect(passOf(engine, groupsOf(1, 8), ppo)).rejects.toThrow("out of memory");
      await engine.zeroGrad();
      expect(device.live).toEqual(before);
    }
    for (const prompt of [[1], [1, 2]]) {
      failing("copyBlocks");
      await expect(engine.sample([prompt], 1, sampling).next()).rejects.toThrow("out of memory");
      expect(device.live).toEqual(before);
    }
    vi.restoreAllMocks();
    await engine.dispose();
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  });
});

test.skipIf(onGpu)(
  "where a device copies weights within the machine's memory, they are planned for twice",
  async () => {
    const run = { prompts: 1, samplesPerPrompt: 1, promptTokens: 4, responseTokens: 4, sampling: null };
    const weightsOn = async (device: Device) => {
      const engine = await engineOf(await smallModel(), { device, lora });
      const { weights } = engine.plan(run);
      const { count } = engine.model.parameters;
      await engine.dispose();
      return { weights, count };
    };
    const { weights, count } = await weightsOn(new CpuDevice(loadRuntime));
    expect(weights).toBeGreaterThan(4 * count);
    expect((await weightsOn(new PrivateDevice(1e9))).weights).toBe(weights);
    expect((await weightsOn(new PrivateDevice())).weights).toBe(weights + 4 * count);
  },
);

test.skipIf(onGpu)(
  "a limit that a user sets is no more than the device has, nor the CPU where it goes",
  async () => {
    const model = await smallModel();
    const limitOf = (memory: number | null, memoryLimit?: number) =>
      createEmbeddedEngine({ model, device: new PrivateDevice(memory), memoryLimit }).memoryLimit;
    expect([limitOf(8e9), limitOf(8e9, 7e9), limitOf(8e9, 9e9)]).toEqual([6e9, 7e9, 8e9]);
    const everywhere = createEmbeddedEngine({ model, device: new PrivateDevice(1e18), memoryLimit: 1e17 });
    const little = createEmbeddedEngine({ model, device: new PrivateDevice(8e9), memoryLimit: 1e9 });
    const cpu = new CpuDevice(loadRuntime);
    for (const engine of [everywhere, little]) await engine.moveTo(cpu);
    expect(everywhere.memoryLimit).toBe(defaultMemoryLimit());
    expect(little.memoryLimit).toBe(Math.min(1e9, defaultMemoryLimit()));
  },
);

test.skipIf(onGpu)("an engine disposed of while a graph is compiled for it leaves nothing", async () => {
  for (const device of [new CpuDevice(loadRuntime), new PrivateDevice()]) {
    const engine = createEmbeddedEngine({ threads: 1, model: await smallModel(), device });
    const under = logprobsOf(engine, bare(groupsOf(1, 8))).catch(() => {});
    await engine.dispose();
    await under;
    expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  }
});
