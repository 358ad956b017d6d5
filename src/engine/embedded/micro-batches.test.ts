// A device whose memory is less than was predicted: the same numbers come of smaller micro-batches, what is said of it, and
// what becomes of a response for which there is no memory at all.
import { afterAll, expect, test } from "vitest";
import { engineOf, expectSameNumbers, gradientOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { bare, type Group, logprobsOf, passOf } from "../../../tests/rows.ts";
import { UserError } from "../../common/errors.ts";
import { Random } from "../../common/random.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { type DeviceGraph, type DeviceGraphOptions, isOutOfMemory } from "../../graph/device.ts";
import type { Graph } from "../../graph/graph.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { explained } from "../../graph/webgpu.ts";
import type { Loss } from "../types.ts";
import type { EmbeddedEngine, EmbeddedOptions } from "./engine.ts";
import { MicroBatches } from "./micro-batches.ts";

/** Refuses runs over more tokens of responses than fit: so many, and twice as many where layers are recomputed. */
class SmallDevice extends CpuDevice {
  /** Tokens of each run, as far as there was memory, and of those for which there was none. */
  readonly ran: number[] = [];
  readonly refused: number[] = [];
  failure = async (): Promise<never> => {
    throw new Error("Failed to allocate memory for requested buffer of size 123456");
  };

  constructor(public fits: number) {
    super(loadRuntime);
  }

  override async compile(graph: Graph, options: DeviceGraphOptions): Promise<DeviceGraph> {
    const compiled = await super.compile(graph, options);
    const run: DeviceGraph["run"] = async (inputs, sizes = {}) => {
      const { Tr } = sizes;
      const refuses = Tr > (options.arena ? 2 : 1) * this.fits;
      (refuses ? this.refused : this.ran).push(Tr);
      if (refuses) return this.failure();
      return compiled.run(inputs, sizes);
    };
    return { ...compiled, run };
  }
}

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

const loss: Loss = { type: "crossEntropy" };
const groups = [[3, 4, 2], [4, 4], [1]].map((lengths, g): Group => {
  const random = new Random(`group ${g}`);
  return {
    prompt: tokens(random, 2 + g, 8),
    responses: lengths.map((length) => ({
      tokens: tokens(random, length, 8),
      weights: Float32Array.from({ length }, () => random.next()),
    })),
  };
});

async function open(fits: number, options: Omit<EmbeddedOptions, "model"> = {}) {
  const device = new SmallDevice(fits);
  const warnings: string[] = [];
  const engine = await engineOf(await smallModel({ layers: 3 }), {
    ...{ device, onWarning: (message: string) => warnings.push(message) },
    ...options,
  });
  engines.push(engine);
  return { engine, device, warnings };
}

test("halves, and their halves, give the same gradients and numbers; it is said once, and later ones are small", async () => {
  const [large, small] = [await open(1000), await open(5)];
  const wanted = await gradientOf(large.engine, groups, loss);
  expect(large.device.ran).toEqual([18]);
  const got = await gradientOf(small.engine, groups, loss);
  expect(small.device.refused).toEqual([18, 9, 7, 9, 8]);
  expect(small.device.ran.reduce((a, b) => a + b, 0)).toBe(18);
  expect(Math.max(...small.device.ran)).toBeLessThanOrEqual(5);
  for (const [name, gradient] of wanted) {
    const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    gradient.forEach((value, i) => {
      expect(Math.abs(got.get(name)![i] - value), name).toBeLessThan(1e-6 * largest + 1e-9);
    });
  }
  const [before, after] = [
    await passOf(large.engine, groups, loss),
    await passOf(small.engine, groups, loss),
  ];
  expect(after.loss).toBeCloseTo(before.loss, 5);
  expect(after.entropy).toBeCloseTo(before.entropy, 5);
  expect(after.responseTokens).toBe(before.responseTokens);
  expectSameNumbers([after.logprobs.flat()], [before.logprobs.flat()], 1e-5);
  expect(small.device.refused).toHaveLength(5);
  expect(small.warnings).toHaveLength(1);
  expect(small.warnings[0]).toMatch(
    /out of memory .* 6 responses, .*Failed to allocate.*engine\.memoryLimitGiB/,
  );
  expect(large.warnings).toEqual([]);
});

test("groups with a gradient and those without are halved each by themselves", async () => {
  const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  const credited = groups.map(({ prompt, responses }, g) => ({
    prompt,
    responses: responses.map((datum) => {
      const advantages = datum.weights.map((weight) => (g === 1 ? weight - 0.4 : 0));
      return { ...datum, advantages, old: datum.weights.map(() => -1) };
    }),
  }));
  const [large, small] = [await open(1000), await open(5)];
  const wanted = await passOf(large.engine, credited, ppo);
  expect(large.device.ran).toEqual([10, 8]);
  const got = await passOf(small.engine, credited, ppo);
  // What the first ones show of memory holds for the others too.
  expect(small.device.refused).toEqual([10, 7]);
  expect(small.device.ran.reduce((a, b) => a + b, 0)).toBe(18);
  expect(got.loss).toBeCloseTo(wanted.loss, 5);
  expect(got.entropy).toBeCloseTo(wanted.entropy, 5);
  expect(got.responseTokens).toBe(wanted.responseTokens);
  expectSameNumbers(got.logprobs, wanted.logprobs, 1e-5);
});

test("log-probabilities too", async () => {
  const [large, small] = [await open(1000), await open(4)];
  const wanted = await logprobsOf(large.engine, bare(groups));
  expectSameNumbers(await logprobsOf(small.engine, bare(groups)), wanted, 1e-5);
  expect(small.device.refused.length).toBeGreaterThan(0);
});

test.each([
  "WebGPU validation failed. Buffer size (8589934592) exceeds the max buffer size limit (1073741824).",
  "WebGPU validation failed. [Invalid Buffer] is invalid due to a previous error.",
  "Out of memory: vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY",
])("a graphics processor that says %s is given smaller ones", async (message) => {
  const [large, small] = [await open(1000), await open(5)];
  small.device.failure = () => explained(Promise.reject(new Error(`${message}\n - While calling Device\n`)));
  const wanted = await gradientOf(large.engine, groups, loss);
  const got = await gradientOf(small.engine, groups, loss);
  expect(small.device.refused.length).toBeGreaterThan(0);
  for (const [name, gradient] of wanted)
    expectSameNumbers([[got.get(name)!]], [[gradient]], 1e-5 * Math.max(...gradient.map(Math.abs)));
  // What it said, without the advice for a run that ends.
  expect(small.warnings).toHaveLength(1);
  expect(small.warnings[0]).toContain(`(${message}): smaller ones from here on`);
  small.device.fits = 1;
  await expect(gradientOf(small.engine, groups, loss)).rejects.toThrow(/none for a single response/);
  small.device.failure = () =>
    explained(Promise.reject(new Error("A valid external Instance: device is lost.")));
  await expect(gradientOf(small.engine, groups, loss)).rejects.toThrow(/the graphics processor was lost/);
});

test("a response alone is recomputed before it is given up, unless that is off", async () => {
  const { engine, device } = await open(2);
  const wanted = await gradientOf((await open(1000)).engine, groups, loss);
  const got = await gradientOf(engine, groups, loss);
  expect(Math.max(...device.ran)).toBe(4);
  for (const [name, gradient] of wanted)
    expectSameNumbers([[got.get(name)!]], [[gradient]], 1e-3 * Math.max(...gradient.map(Math.abs)));
  const { engine: off } = await open(3, { recompute: "off" });
  const failure = passOf(off, groups, loss);
  await expect(failure).rejects.toThrow(UserError);
  await expect(failure).rejects.toThrow(
    /out of memory: .* response of 4 tokens behind its prompt; lower sampling\.maxTokens .*set engine\.recompute auto.*model\.lora/,
  );
});

test("what is too large in any way is an error that says what to lower, and no gradient is left out in silence", async () => {
  const { engine, device } = await open(1);
  const failure = passOf(engine, groups, loss);
  await expect(failure).rejects.toThrow(/out of memory: .* lower sampling\.maxTokens/);
  await expect(failure).rejects.not.toThrow(/engine\.recompute/);
  await expect(logprobsOf(engine, bare(groups))).rejects.toThrow(
    /out of memory: .* lower sampling\.maxTokens/,
  );
  device.failure = () => Promise.reject(new Error("no such kernel"));
  await expect(passOf(engine, groups, loss)).rejects.toThrow("no such kernel");
});

test.each([
  ["Non-zero status code returned while running Mul node. Name:'Mul_7' Status Message: std::bad_alloc", true],
  ["bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4096", true],
  ["Array buffer allocation failed", true],
  ["[WebGPU] Out of memory: buffer of 4 GiB", true],
  ["vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY", true],
  ["E_OUTOFMEMORY", true],
  ["Buffer size (8589934592) exceeds the max buffer size limit (1073741824).", true],
  ["WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.", true],
  ["the graphics processor has too little memory (Requested allocation size (8000) is too large)", true],
  ["graph: input ids is not fed", false],
  ["index 9 out of range", false],
])("%s", (message, isIt) => {
  expect(isOutOfMemory(new Error(message))).toBe(isIt);
  expect(isOutOfMemory(message)).toBe(false);
});

test("the plan counts the head's gradient where it has one, and under adapters it has none", async () => {
  const { config } = await smallModel({ vocabSize: 20_000 });
  const context = { config, positions: 64, recompute: "off" as const, activationBytes: () => 1e12 };
  const batches = new MicroBatches({
    ...context,
    lora: { rank: 1, alpha: 1, targets: ["q_proj"] },
    weights: { halved: false, parameters: { count: 1000 } },
  });
  const run = {
    ...{ prompts: 1, samplesPerPrompt: 1, promptTokens: 2, responseTokens: 2, sampling: null, loss },
  };
  // Beside four times the logits of one chunk, 2^25 numbers; all else of so small a model is next to nothing.
  const beside = (trainable: "all" | "lora") => batches.predict(run, trainable).least - 4 * 4 * 2 ** 25;
  const gradient = 4 * config.vocabSize * config.hiddenSize;
  expect(beside("all") / gradient).toBeGreaterThan(2);
  expect(beside("lora") / gradient).toBeLessThan(0.5);
});
