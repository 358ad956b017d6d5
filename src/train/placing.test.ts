// Runs on a device with too little memory for all their engines: what goes to the CPU, that it is said, and that the run is
// the one it would be on the CPU.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fixtures } from "../../tests/engine-check.ts";
import { PrivateDevice } from "../../tests/private-device.ts";
import { resolveConfig } from "../config.ts";
import { chooseDevice } from "../engine/embedded/devices.ts";
import { startPure } from "./start.ts";

vi.mock("../engine/embedded/devices.ts", async (original) => ({
  ...(await original<object>()),
  chooseDevice: vi.fn(),
}));

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-placing-"));
  const problems = [3, 4, 5].map((n) => JSON.stringify({ problem: `What is ${n} + 2?`, answer: `${n + 2}` }));
  await writeFile(join(root, "problems.jsonl"), problems.join("\n"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A run of two steps on `device`: the prediction of its memory, and its steps without times. */
async function train(device: PrivateDevice | null, lora: object | null, wanted: "auto" | "gpu" = "gpu") {
  const { CpuDevice } = await import("../graph/cpu.ts");
  const { loadRuntime } = await import("../graph/runtime.ts");
  vi.mocked(chooseDevice).mockResolvedValue({ device: device ?? new CpuDevice(loadRuntime), text: null });
  const name = `run-${count++}`;
  const config = resolveConfig({
    model: { source: `${fixtures}llama`, lora },
    data: { source: join(root, "problems.jsonl") },
    sampling: { promptsPerStep: 2, samplesPerPrompt: 3, maxTokens: 10 },
    reward: { mode: "vr", custom: ({ response }: { response: string }) => response.length % 7 },
    credit: { klCoefficient: 0.01 },
    optimizer: { learningRate: 1e-3 },
    train: { steps: 2, evalEvery: 0, evalProblems: 0 },
    engine: { device: wanted },
    run: { directory: root, name },
  });
  let said = "";
  const onEvent = (event: { type: string; message?: string }) => {
    if (event.message?.includes("predicted peak")) said = event.message;
  };
  await startPure(config, { onEvent });
  if (device) expect(device.live).toEqual({ arrays: 0, bytes: 0 });
  const lines = (await readFile(join(root, name, "metrics.jsonl"), "utf8")).trim().split("\n");
  const steps = lines.map((line) => {
    const { seconds, tokensPerSecond, peakMemoryBytes, ...step } = JSON.parse(line);
    return step as Record<string, unknown>;
  });
  return { said, steps };
}

/** Where there is less room, micro-batches are smaller, and the same sums are added in another order. */
function expectClose(got: Record<string, unknown>[], wanted: Record<string, unknown>[]): void {
  expect(got.length).toBe(2);
  for (const [i, step] of wanted.entries()) {
    expect(Object.keys(got[i])).toEqual(Object.keys(step));
    for (const [key, value] of Object.entries(step))
      if (typeof value === "number") expect(got[i][key], `step ${i + 1}, ${key}`).toBeCloseTo(value, 5);
      else expect(got[i][key], `step ${i + 1}, ${key}`).toEqual(value);
  }
}

/** On the smallest device that the run fits on, and what was sent to it as arrays, in bytes. */
async function onSmallest(lora: object | null) {
  for (let memory = 1e5; ; memory *= 1.02) {
    const device = new PrivateDevice(memory);
    const run = await train(device, lora).catch((error: Error) => {
      expect(error.message).toMatch(/of the graphics processor's/);
      return null;
    });
    if (run) return { ...run, memory, arrays: device.crossed.get("arrays") ?? 0 };
  }
}

describe("a run on a device that is too small for it", () => {
  test("has its reference on the CPU", async () => {
    const roomy = new PrivateDevice(1e9);
    const everywhere = await train(roomy, null);
    expect(everywhere.said).not.toMatch(/CPU/);
    const { said, steps, arrays } = await onSmallest(null);
    expect(said).toMatch(/policy .*; on the CPU, for want of room on the graphics processor: .*: reference/);
    const here = await train(null, null);
    expectClose(steps, here.steps);
    expect(everywhere.steps).toEqual(here.steps);
    // Of the reference's nothing but rotary tables.
    expect(arrays).toBeLessThan(0.6 * (roomy.crossed.get("arrays") ?? 0));
  });

  test("keeps a reference that is the base of adapters, whose weights lie there once", async () => {
    const lora = { rank: 4, alpha: 8 };
    const { said, steps, memory, arrays } = await onSmallest(lora);
    expect(said).not.toMatch(/CPU/);
    const here = await train(null, lora);
    expectClose(steps, here.steps);
    const roomy = new PrivateDevice(1e9);
    await train(roomy, lora);
    expect(roomy.crossed.get("arrays")).toBe(arrays);
    // A little smaller, and all of it goes, where nobody asked for the device.
    const small = new PrivateDevice(memory / 1.05);
    const gone = await train(small, lora, "auto");
    expect(gone.said).toMatch(
      /^on the CPU, for want of room on the graphics processor: .*: policy .*, reference/,
    );
    expect(gone.steps).toEqual(here.steps);
    expect([...small.crossed.keys()]).toEqual(["arrays"]);
  });
});
