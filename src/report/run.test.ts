import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeSyntheticRun } from "../../tests/synthetic-run.ts";
import { UserError } from "../common/errors.ts";
import { readRun } from "../eval/run-files.ts";
import { writeReport } from "./run.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pure-report-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function report(): Promise<string> {
  const path = await writeReport(directory);
  expect(path).toBe(join(directory, "report.html"));
  return readFile(path, "utf8");
}

describe("writeReport", () => {
  it("tells the result of a finished run", async () => {
    await writeSyntheticRun(directory, { steps: 30 });
    const { summary } = await readRun(directory);
    const page = await report();
    expect(page).toContain("PRM + 10% verifiable reward, min-form (T = 0.1)");
    expect(page).toContain(`${((summary?.after.accuracy ?? 0) * 100).toFixed(1)}%`);
    expect(page).toContain("91 newly right, 14 newly wrong: sign test <b>p &lt; 0.0001</b>");
    for (const title of ["Held-out accuracy", "Process reward", "Entropy", "Sampler gap", "Rollouts"])
      expect(page).toContain(title);
    expect(page).toContain("weakest step");
    expect(page).toContain("credit</h3>");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("shows alarms with their responses, and marks their steps in the figures that they go by", async () => {
    await writeSyntheticRun(directory, { steps: 30, alarms: [12, 20], hostile: "<script>alert(1)</script>" });
    const page = await report();
    expect(page).toContain("<h2>Alarms</h2>");
    expect(page).toContain("Step 12: thinking without answering");
    expect(page).toContain("<b>18.0%</b> (was 2.0%), threshold 12.0%");
    expect(page).toContain("2 responses that show it");
    expect(page).not.toContain("<script");
    // Held-out accuracy, wide and narrow, and the share without an answer.
    expect(page.match(/<title>step 12: alarm: thinking without answering<\/title>/g)).toHaveLength(3);
    await writeSyntheticRun(directory, { steps: 3 });
    await rm(join(directory, "alarms.jsonl"));
    expect(await report()).not.toContain("Alarms</h2>");
  });

  it("shows process rewards against verdicts where that was estimated", async () => {
    await writeSyntheticRun(directory, { steps: 30 });
    const page = await report();
    for (const title of ["Process rewards against verdicts", "Correlation", "Pairs ranked right", "Trust"])
      expect(page).toContain(title);
    for (const without of [{ trust: false }, { prm: false }]) {
      await writeSyntheticRun(directory, { steps: 30, ...without });
      expect(await report()).not.toContain("Process rewards against verdicts");
    }
  });

  it("loads nothing and runs nothing", async () => {
    await writeSyntheticRun(directory, { steps: 4 });
    const page = await report();
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\ssrc=|\shref=/);
    expect(page.match(/https?:\/\/[^"\s]*/g)?.every((url) => url === "http://www.w3.org/2000/svg")).toBe(
      true,
    );
  });

  it("shows hostile text as text, wherever it stands", async () => {
    await writeSyntheticRun(directory, {
      steps: 3,
      hostile: `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u001b[2J\u0000`,
    });
    const page = await report();
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("‹U+202E›␛[2J␀");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(page).not.toMatch(/[\u0000\u001b\u202e]/);
  });

  it("works on an unfinished run with half a last line", async () => {
    await writeSyntheticRun(directory, { steps: 12, finished: false });
    const page = await report();
    expect(page).toContain("unfinished: 12 steps so far");
    expect(page).toContain("first and latest evaluation");
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it("works on one step, without a process reward model, and before the first step", async () => {
    await writeSyntheticRun(directory, { steps: 1, prm: false });
    const page = await report();
    expect(page).toContain("not measured in this run");
    expect(page).not.toMatch(/NaN|undefined|weakest step<\/span>/);
    await writeSyntheticRun(directory, { steps: 0, finished: false });
    await rm(join(directory, "summary.json"));
    expect(await report()).toContain("No training step yet.");
  });

  it("caps long responses", async () => {
    await writeSyntheticRun(directory, { steps: 2, hostile: "x".repeat(6000) });
    const page = await report();
    expect(page).toContain("more characters)");
    expect(page.length).toBeLessThan(2_000_000);
  });

  it("draws a supervised run", async () => {
    const line = (step: number) => ({
      step,
      stage: "all",
      loss: 2 / step,
      gradNorm: 1,
      learningRate: 1e-3,
      ...(step === 4 ? { heldOut: { loss: 0.4, auc: 0.9, ece: 0.1 } } : {}),
    });
    const lines = [1, 2, 3, 4].map((step) => `${JSON.stringify(line(step))}\n`);
    await writeFile(join(directory, "metrics.jsonl"), lines.join(""));
    const page = await report();
    expect(page).toContain("supervised training, 4 steps");
    expect(page).toContain("Held-out AUC");
    expect(page).toContain("Held-out calibration error");
  });

  it("says what is wrong with a directory that holds no run, and where a line is broken", async () => {
    await expect(writeReport(directory)).rejects.toThrow(UserError);
    await expect(writeReport(directory)).rejects.toThrow("no metrics.jsonl");
    await writeFile(join(directory, "metrics.jsonl"), '{"step": 1}\n{"st\n{"step": 3}\n');
    await expect(writeReport(directory)).rejects.toThrow("metrics.jsonl:2: not valid JSON");
    await writeFile(join(directory, "metrics.jsonl"), '{"stap": 1}\n');
    await expect(writeReport(directory)).rejects.toThrow('record 1 has no number "step"');
  });
});

describe("readRun", () => {
  it("takes the last line of a step that was run twice", async () => {
    const line = (step: number, loss: number) => `${JSON.stringify({ step, loss })}\n`;
    await writeFile(join(directory, "metrics.jsonl"), line(1, 1) + line(2, 2) + line(2, 3));
    const { metrics } = await readRun(directory);
    expect(metrics.map((m) => m.loss)).toEqual([1, 3]);
  });
});
