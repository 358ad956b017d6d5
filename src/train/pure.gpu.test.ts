// A run of `pure train` on a graphics processor: five steps whose metrics are those of the CPU, and one that begins there and
// goes on here. Run by tests/gpu.ts alone.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixtures } from "../../tests/engine-check.ts";
import { resolveConfig } from "../config.ts";
import { startPure } from "./start.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-gpu-"));
  const problems = [3, 4, 5, 6].map((n) =>
    JSON.stringify({ problem: `What is ${n} + 2?`, answer: `${n + 2}` }),
  );
  await writeFile(join(root, "problems.jsonl"), problems.join("\n"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Metrics of a run's steps, but for times and what is no number. */
async function train(name: string, device: "cpu" | "gpu", steps: number, resume = false) {
  const config = resolveConfig({
    model: { source: `${fixtures}llama`, lora: { rank: 4, alpha: 8 } },
    data: { source: join(root, "problems.jsonl") },
    sampling: { promptsPerStep: 2, samplesPerPrompt: 3, maxTokens: 10 },
    // A reward that differs within a group and needs no model.
    reward: { mode: "vr", custom: ({ response }: { response: string }) => response.length % 7 },
    credit: { klCoefficient: 0.01 },
    optimizer: { learningRate: 1e-3 },
    train: { steps, evalEvery: 0, evalProblems: 0, checkpointEvery: 1 },
    engine: { device },
    run: { directory: root, name },
  });
  await startPure(config, { resume });
  const lines = (await readFile(join(root, name, "metrics.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => numbersOf(JSON.parse(line)));
}

function numbersOf(value: unknown, path = ""): Record<string, number> {
  if (typeof value === "number") return { [path]: value };
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).filter(([key]) => !/seconds|tokensPerSecond|memory/i.test(key));
  return Object.assign({}, ...entries.map(([key, part]) => numbersOf(part, `${path}.${key}`)));
}

function expectClose(got: Record<string, number>[], wanted: Record<string, number>[]): void {
  expect(got.map((step) => Object.keys(step))).toEqual(wanted.map((step) => Object.keys(step)));
  for (const [i, step] of wanted.entries())
    for (const [key, value] of Object.entries(step))
      expect(Math.abs(got[i][key] - value), `step ${i + 1}, ${key}: ${value}`).toBeLessThan(
        1e-3 * Math.max(1, Math.abs(value)),
      );
}

test("five steps, and two that three follow on the CPU", async () => {
  const wanted = await train("cpu", "cpu", 5);
  expect(wanted.length).toBe(5);
  expect(new Set(wanted.map((step) => JSON.stringify(step))).size).toBe(5);
  expectClose(await train("gpu", "gpu", 5), wanted);
  await train("both", "gpu", 2);
  expectClose(await train("both", "cpu", 5, true), wanted);
});
