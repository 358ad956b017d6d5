import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { fixtures } from "../../tests/engine-check.ts";
import { fakeConfig } from "../../tests/fake-run.ts";
import { UserError } from "../common/errors.ts";
import { randomPolicy } from "../data/arithmetic-task.ts";
import type { MemoryPlan, PlannedRun } from "../engine/embedded/memory.ts";
import { exportGguf } from "../export/gguf.ts";
import { CpuDevice } from "../graph/cpu.ts";
import { loadRuntime } from "../graph/runtime.ts";
import { initialize } from "../model/initialize.ts";
import { type LoadedModel, loadModel } from "../model/load.ts";
import {
  baseBytes,
  openModel,
  type PlannedEngine,
  placeEngines,
  planMemory,
  withEngines,
} from "./engines.ts";

const run: PlannedRun = {
  ...{ prompts: 1, samplesPerPrompt: 1, promptTokens: 9, responseTokens: 9, sampling: null },
};

/** An engine that holds 300 MB and may take 50 to 400 MB for a micro-batch. */
function engine(name: string, limit: number, changes: Partial<MemoryPlan> = {}): PlannedEngine {
  const plan = {
    ...{
      copied: 100e6,
      halvable: false,
      weights: 100e6,
      gradients: 80e6,
      optimizer: 60e6,
      cache: 40e6,
      decoding: 20e6,
    },
    ...{ activations: { least: 50e6, alone: 50e6, most: 400e6 }, ...changes },
  };
  return {
    name,
    engine: {
      ...{ plan: () => plan, memoryLimit: limit, activationBytes: null, recompute: "auto" },
      ...{ device: new CpuDevice(loadRuntime), moveTo: async () => {} },
    },
    runs: [],
  };
}

test("what a run made, and what it asks for, is closed at its end, also by an error; the last first", async () => {
  const closed: string[] = [];
  const { engine: settings, train } = fakeConfig("runs");
  const run = withEngines({ engine: settings, train }, async (make, atEnd) => {
    const made = await make(randomPolicy(16, 1) as LoadedModel);
    vi.spyOn(made, "dispose").mockImplementation(async () => void closed.push("engine"));
    for (const name of ["verifier", "server"]) atEnd(async () => void closed.push(name));
    throw new Error("no more");
  });
  await expect(run).rejects.toThrow("no more");
  expect(closed).toEqual(["server", "verifier", "engine"]);
});

test("a model that could not be saved is refused when it is opened", async () => {
  const directory = mkdtempSync(join(tmpdir(), "pure-engines-"));
  const path = join(directory, "biased.gguf");
  const { tokenizer, generation, ...llama } = await loadModel(`${fixtures}llama-linear`);
  // Written by others: no class of transformers has biases of these alone.
  const config = { ...llama.config, qkvBias: true, outputBias: false };
  const model = { config, parameters: initialize(config, 1), tokenizer, generation };
  await exportGguf(path, model, "F32", { name: "biased", license: null });
  expect((await loadModel(path)).config.qkvBias).toBe(true);
  await expect(openModel(path, null)).rejects.toThrow(
    /biased\.gguf: a llama model with outputBias false .* cannot be saved/,
  );
  expect((await openModel(`${fixtures}llama-linear`, null)).config).toEqual(llama.config);
  rmSync(directory, { recursive: true });
});

describe("planMemory", () => {
  test("adds up what engines hold, and the largest micro-batch of any", () => {
    const engines = [
      engine("policy", 4e9),
      engine("critic", 4e9, { activations: { least: 1e6, alone: 1e6, most: 500e6 } }),
    ];
    const { total, text } = planMemory(engines);
    expect(total).toBe(baseBytes + 600e6 + 500e6);
    expect(text).toBe(
      "predicted peak memory 1,350 MB of 4,000 MB: policy 300 MB, critic 300 MB, micro-batches 500 MB",
    );
    const shared = [engines[0], { ...engines[1], sharesWeights: true }];
    expect(planMemory(shared).total).toBe(total - 100e6);
  });

  test("cuts every engine's micro-batches to what all of them leave, before it refuses", () => {
    const limit = baseBytes + 600e6 + 120e6;
    const engines = [engine("policy", limit), engine("reference", limit)];
    expect(planMemory(engines).total).toBe(limit);
    expect(engines.map(({ engine }) => engine.activationBytes)).toEqual([120e6, 120e6]);
    const least = baseBytes + 600e6 + 50e6;
    expect(planMemory([engine("policy", least), engine("reference", least)]).total).toBe(least);
  });

  test("has layers recomputed where a response does not fit with everything kept, and says so", () => {
    const activations = { least: 20e6, alone: 50e6, most: 400e6 };
    const short = (room: number) => planMemory([engine("policy", baseBytes + 300e6 + room, { activations })]);
    expect(short(30e6).total).toBe(baseBytes + 300e6 + 30e6);
    expect(short(30e6).text).toMatch(
      /micro-batches 30 MB; the longest responses take 50 MB each .*\(engine\.recompute\), a third more/,
    );
    expect(short(50e6).text).not.toMatch(/recompute/);
    expect(() => short(19e6)).toThrow(/one response at a time 20 MB/);
    const made = engine("policy", baseBytes + 300e6 + 30e6);
    const off = { ...made, engine: { ...made.engine, recompute: "off" as const } };
    expect(() => planMemory([{ ...off, runs: [{ ...run, loss: { type: "crossEntropy" } }] }])).toThrow(
      /set engine\.recompute auto/,
    );
    expect(() => planMemory([{ ...off, runs: [run] }])).toThrow(/^(?!.*engine\.recompute)/);
  });

  test("refuses what does not fit in the smallest micro-batches, and says what to lower", () => {
    const limit = baseBytes + 600e6 + 49e6;
    const engines = [engine("policy", limit), engine("reference", limit)];
    expect(() => planMemory(engines)).toThrow(UserError);
    expect(() => planMemory(engines)).toThrow(
      /needs at least 900 MB, the limit is 899 MB \(policy 300 MB, reference 300 MB, one response at a time 50 MB\); lower sampling\.maxTokens.*model\.lora.*engine\.memoryLimitGiB/,
    );
    expect(engines.map(({ engine }) => engine.activationBytes)).toEqual([null, null]);
    expect(() => planMemory(engines)).toThrow(/^(?!.*frozenWeights)/);
    const frozen = [engines[0], engine("reference", limit, { halvable: true })];
    expect(() => planMemory(frozen)).toThrow(
      /hold what is not trained as float16 \(engine\.frozenWeights\), /,
    );
  });
});

describe("placeEngines", () => {
  const cpuLimit = 100e9;
  const loss = { type: "crossEntropy" } as const;

  /** An engine on a device with `memory` of its own (null: the CPU), until it is moved; 50 MB are the least micro-batch. */
  function placed(
    name: string,
    { memory = 4e9 as number | null, limit = 1e9, weights = 100e6, trained = false } = {},
  ): PlannedEngine {
    const { engine: made } = engine(name, limit, { weights, copied: weights });
    const own = { device: { ...made.device, memory }, memoryLimit: limit };
    const moveTo = async () => {
      own.device = { ...own.device, memory: null };
      own.memoryLimit = cpuLimit;
    };
    // What they hold besides weights is 200 MB each.
    return {
      ...{ name, runs: trained ? [{ ...run, loss }] : [run] },
      engine: Object.assign(own, { ...made, ...own, moveTo }),
    };
  }
  const gone = (engines: readonly PlannedEngine[]) =>
    engines.filter(({ engine }) => engine.device.memory === null).map(({ name }) => name);

  test("leaves what fits where it is, without what Node takes, and plans as ever on the CPU", async () => {
    const two = (options: Parameters<typeof placed>[1]) => [
      placed("policy", options),
      placed("reference", options),
    ];
    const fitting = two({ limit: 650e6 });
    expect(await placeEngines(fitting, "gpu")).toBe(
      "predicted peak memory 650 MB of 650 MB: policy 300 MB, reference 300 MB, micro-batches 50 MB",
    );
    expect(gone(fitting)).toEqual([]);
    const here = two({ memory: null, limit: baseBytes + 650e6 });
    expect(await placeEngines(here, "auto")).toMatch(/^predicted peak memory 900 MB of 900 MB/);
    await expect(placeEngines(two({ memory: null, limit: baseBytes + 649e6 }), "auto")).rejects.toThrow(
      /needs at least 900 MB, the limit is 899 MB/,
    );
  });

  test("moves what has the least to compute and frees enough, and says so", async () => {
    const all = (limit: number) => [
      placed("policy", { limit, trained: true }),
      placed("reference", { limit }),
      placed("process reward model", { limit, weights: 250e6 }),
      placed("critic", { limit, weights: 90e6, trained: true }),
    ];
    // 300 + 300 + 450 + 290 MB, and 50.
    const underLimit = async (limit: number) => {
      const engines = all(limit);
      const text = await placeEngines(engines, "gpu");
      return { gone: gone(engines), text, rooms: engines.map(({ engine }) => engine.activationBytes) };
    };
    expect((await underLimit(1390e6)).gone).toEqual([]);
    const one = await underLimit(1389e6);
    expect(one.gone).toEqual(["reference"]);
    expect(one.text).toBe(
      "predicted peak memory 1,389 MB of 1,389 MB: policy 300 MB, process reward model 450 MB, critic 290 MB, micro-batches 349 MB; " +
        "on the CPU, for want of room on the graphics processor: " +
        "predicted peak memory 1,390 MB of 100,000 MB: reference 300 MB, weights of the others 440 MB, micro-batches 400 MB",
    );
    // Each has the room of where it is.
    expect(one.rooms).toEqual([349e6, cpuLimit - baseBytes - 740e6, 349e6, 349e6]);
    // Without the reference 1,090 MB: the process reward model's 250 MB of weights are less than the critic's 90 thrice.
    expect((await underLimit(1089e6)).gone).toEqual(["process reward model"]);
    expect((await underLimit(900e6)).gone).toEqual(["reference", "process reward model"]);
    expect((await underLimit(640e6)).gone).toEqual(["reference", "process reward model"]);
    expect((await underLimit(639e6)).gone).toEqual(["reference", "process reward model", "critic"]);
  });

  test("keeps what shares its weights with the policy", async () => {
    const limit = 750e6;
    const engines = [
      placed("policy", { limit }),
      { ...placed("reference", { limit, weights: 1e6 }), sharesWeights: true },
      placed("process reward model", { limit }),
    ];
    await placeEngines(engines, "gpu");
    expect(gone(engines)).toEqual(["process reward model"]);
  });

  test("moves all where the policy does not fit by itself, unless the device was asked for", async () => {
    const two = () => [placed("policy", { limit: 349e6 }), placed("reference", { limit: 349e6 })];
    const auto = two();
    expect(await placeEngines(auto, "auto")).toMatch(
      /^on the CPU, for want of room on the graphics processor: predicted peak memory .*: policy 300 MB, reference 300 MB/,
    );
    expect(gone(auto)).toEqual(["policy", "reference"]);
    const gpu = two();
    await expect(placeEngines(gpu, "gpu")).rejects.toThrow(
      /needs at least 650 MB of the graphics processor's, the limit is 349 MB .*\(engine\.device cpu\)/,
    );
    expect(gone(gpu)).toEqual([]);
  });
});
