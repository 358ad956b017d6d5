import { describe, expect, test, vi } from "vitest";
import { fakeConfig } from "../../tests/fake-run.ts";
import { UserError } from "../common/errors.ts";
import { randomPolicy } from "../data/arithmetic-task.ts";
import type { MemoryPlan, PlannedRun } from "../engine/embedded/memory.ts";
import type { LoadedModel } from "../model/load.ts";
import { baseBytes, type PlannedEngine, planMemory, withEngines } from "./engines.ts";

const run: PlannedRun = {
  ...{ prompts: 1, samplesPerPrompt: 1, promptTokens: 9, responseTokens: 9, sampling: null },
};

/** An engine that holds 300 MB and may take 50 to 400 MB for a micro-batch. */
function engine(name: string, limit: number, changes: Partial<MemoryPlan> = {}): PlannedEngine {
  const plan = {
    ...{ weights: 100e6, gradients: 80e6, optimizer: 60e6, cache: 40e6, decoding: 20e6 },
    ...{ activations: { least: 50e6, alone: 50e6, most: 400e6 }, ...changes },
  };
  return {
    name,
    engine: { plan: () => plan, memoryLimit: limit, activationBytes: null, recompute: "auto" },
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
  });
});
