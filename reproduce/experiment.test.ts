// The whole reproduction at toy size: everything runs, the report says what was found, and nothing is run twice.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { escapeHtml } from "../src/report/markup.ts";
import type { TrainEvent } from "../src/train/events.ts";
import { reproduce } from "./experiment.ts";
import type { Finding } from "./findings.ts";
import { type Experiment, FULL, STEP_BASELINE } from "./settings.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-reproduce-"));
afterAll(() => rmSync(directory, { recursive: true }));

const scorer = { share: 1, corrupted: 8, batchSize: 16, epochs: 1, learningRate: 1e-3, warmupSteps: 1 };
const toy: Experiment = {
  task: {
    operations: { minOperations: 1, maxOperations: 2 },
    maxTokens: 24,
    problems: 64,
    heldOut: 16,
    warmUp: {
      demonstrations: 128,
      heldOut: 16,
      batchSize: 32,
      epochs: 2,
      learningRate: 3e-3,
      warmupSteps: 1,
    },
    labelling: { problems: 16, heldOut: 8, samplesPerPrompt: 2 },
  },
  scorers: { broad: scorer },
  parts: [
    FULL.parts[0],
    { ...FULL.parts[2], variants: [STEP_BASELINE] },
    FULL.parts[3],
    { ...FULL.parts[4], operations: { minOperations: 3, maxOperations: 3 } },
  ],
  steps: 1,
};

it("runs every arm of every seed, judges every finding, and runs nothing twice", async () => {
  const events: TrainEvent[] = [];
  const again = () => reproduce(toy, { seeds: [3], directory, onEvent: (event) => events.push(event) });
  expect(await again()).toBe(true);
  const arms = toy.parts.flatMap(({ variants }) => variants).length;
  const steps = () => events.filter((event) => event.type === "stepFinished").length;
  expect(steps()).toBeGreaterThan(toy.steps * arms);
  events.length = 0;
  expect(await again()).toBe(true);
  expect(steps()).toBe(0);

  const findings = JSON.parse(readFileSync(join(directory, "findings.json"), "utf8")) as Record<
    string,
    Finding[]
  >;
  expect(Object.keys(findings)).toEqual(["broad", "exact", "seldom-right"]);
  expect(findings.broad).toHaveLength(8);
  expect(findings.exact).toHaveLength(6);
  expect(findings["seldom-right"]).toHaveLength(8);
  const problems = readFileSync(join(directory, "seed-3", "data", "problems-seldom-right.jsonl"), "utf8");
  expect(
    problems
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).level),
  ).toEqual(new Array(64).fill(3));
  for (const { holds, here, test } of Object.values(findings).flat()) {
    expect([true, false, null]).toContain(holds);
    expect(here + test).not.toMatch(/NaN|undefined/);
  }
  const report = readFileSync(join(directory, "report.html"), "utf8");
  const markdown = readFileSync(join(directory, "report.md"), "utf8");
  expect(markdown).toContain("| sum-form collapses | at step 25–30 |");
  expect(markdown).toContain("### Alarms");
  const lacks = ["Seed 3", ...findings.broad.map(({ finding }) => escapeHtml(finding))].filter(
    (text) => !report.includes(text),
  );
  expect(lacks).toEqual([]);
  expect(/NaN|undefined|\[object/.test(report)).toBe(false);
});

it("says where it cannot write", async () => {
  const place = reproduce(toy, { seeds: [1], directory: "/proc/none/x" });
  await expect(place).rejects.toThrow("/proc/none/x: cannot be a directory to write into");
});
