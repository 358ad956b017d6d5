// What a run's report says without scripts, and what stands in it for its page (tests/report.test.ts looks at that one in a
// browser); `npm run build` first.
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeSummedRun } from "../../tests/dash-runs.ts";
import { writeSyntheticRun } from "../../tests/synthetic-run.ts";
import { UserError } from "../common/errors.ts";
import { readRun } from "../eval/run-files.ts";
import type { RolloutRecord, RunSummary, StepMetrics } from "../train/runs/records.ts";
import { exportRun, writeReport } from "./export.ts";
import { builtPage } from "./pages.ts";
import type { ExportedRun } from "./types.ts";

vi.mock("./pages.ts", async (original) => {
  const own = await original<typeof import("./pages.ts")>();
  return { ...own, builtPage: vi.fn(own.builtPage) };
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pure-report-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The page without its script: what a reader without scripts has, and the run that stands in it. */
async function report(): Promise<{ words: string; run: ExportedRun; size: number }> {
  const path = await writeReport(directory);
  expect(path).toBe(join(directory, "report.html"));
  expect(existsSync(`${path}.partial`)).toBe(false);
  return partsOf(path);
}

async function partsOf(path: string) {
  const page = await readFile(path, "utf8");
  const [, words] = /<body>\n<noscript>([\s\S]*?)<\/noscript>/.exec(page)!;
  const [, data] = /id="run">([^<]*)</.exec(page)!;
  const run = JSON.parse(gunzipSync(Buffer.from(data, "base64")).toString("utf8")) as ExportedRun;
  return { words, run, size: page.length };
}

const json = async <T>(name: string) => JSON.parse(await readFile(join(directory, name), "utf8")) as T;
const lines = async <T>(name: string) =>
  (await readFile(join(directory, name), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

describe("writeReport", () => {
  it("tells the result of a finished run, as its files have it", async () => {
    await writeSyntheticRun(directory, { steps: 31 });
    const { words, run } = await report();
    expect(words).toContain("PRM + 10% verifiable reward, min-form (T = 0.1)");
    const { before, after } = await json<RunSummary>("summary.json");
    // Wilson's interval, written out.
    for (const { correct, problems } of [before, after]) {
      const [p, z] = [correct / problems, 1.959963984540054];
      const middle = (p + z ** 2 / (2 * problems)) / (1 + z ** 2 / problems);
      const half =
        (z / (1 + z ** 2 / problems)) * Math.sqrt((p * (1 - p)) / problems + z ** 2 / (4 * problems ** 2));
      const [low, high] = [middle - half, middle + half].map((share) => (100 * share).toFixed(1));
      expect(words).toContain(
        `<b>${((100 * correct) / problems).toFixed(1)}%</b> <span class="note">${low}–${high}%</span>`,
      );
    }
    const gain = (100 * (after.correct - before.correct)) / after.problems;
    expect(words).toContain(`+${gain.toFixed(1)} points`);
    expect(words).toContain("91 newly right, 14 newly wrong, p &lt; 0.0001 (two-sided)");
    const metrics = await lines<StepMetrics>("metrics.jsonl");
    const tokens = metrics.reduce((sum, { responseTokens }) => sum + responseTokens, 0);
    expect(words).toContain(`31 steps, ${tokens.toLocaleString("en")} response tokens`);
    const skipped = metrics.filter(({ update }) => update === "nonfinite").length;
    expect(words).toContain(`${skipped} (loss or gradient not finite) of 31`);
    expect(words).toContain("weakest step");
    expect(words).toContain("<dt>learningRate</dt>");
    expect(words).not.toMatch(/NaN|undefined|Infinity/);
    expect(run.metrics.trim().split("\n")).toHaveLength(31);
    expect(run.steps.map(({ step }) => step)).toEqual([1, 16, 31]);
    expect(run.left).toBeNull();
  });

  it("says where the run was better before, and which checkpoint that is", async () => {
    await writeSyntheticRun(directory, { steps: 6 });
    const best = { accuracy: 0.9, step: 4, checkpoint: "runs/x/checkpoints/4" };
    await writeFile(
      join(directory, "summary.json"),
      JSON.stringify({ ...(await json<RunSummary>("summary.json")), best }),
    );
    expect((await report()).words).toContain("90.0% in the evaluations up to step 4: runs/x/checkpoints/4");
  });

  it("says since when process rewards weigh nothing, also where no alarm on record sent the run back", async () => {
    await writeSyntheticRun(directory, { steps: 6 });
    expect((await report()).words).not.toContain("Without process rewards");
    const since = (line: StepMetrics) => ({
      ...line,
      trust: { ...line.trust, distrusted: line.step > 3 || undefined },
    });
    const metrics = (await lines<StepMetrics>("metrics.jsonl")).map(since);
    await writeFile(join(directory, "metrics.jsonl"), metrics.map((line) => JSON.stringify(line)).join("\n"));
    const { words } = await report();
    expect(words).toContain("Without process rewards");
    expect(words).toContain("from step 4 on, since an alarm spoke against them");
  });

  it("shows alarms, what was done and what helps, with the responses that show them", async () => {
    await writeSyntheticRun(directory, { steps: 30, alarms: [12, 20] });
    const [first, second] = await lines<object>("alarms.jsonl");
    const told = [
      { ...first, rolledBackTo: 10, distrust: true },
      { ...second, rolledBackTo: 15 },
    ];
    await writeFile(
      join(directory, "alarms.jsonl"),
      `${told.map((alarm) => JSON.stringify(alarm)).join("\n")}\n{"step": 2`,
    );
    const { words } = await report();
    expect(words).toContain("<h2>Alarms</h2>");
    expect(words).toContain("Step 12: thinking without answering");
    expect(words).toContain("<b>18.0%</b> (was 2.0%), threshold 12.0%");
    expect(words.match(/The run went back to step 15, at half the learning rate/g)).toHaveLength(1);
    expect(words).toContain("The run went back to step 10, without process rewards from there on.");
    expect(words).toContain("Credit by the minimum.");
    expect(words.match(/2 responses that show it/g)).toHaveLength(2);
    await rm(join(directory, "alarms.jsonl"));
    expect((await report()).words).not.toContain("Alarms</h2>");
  });

  it("loads nothing, and runs nothing but its own script", async () => {
    await writeSyntheticRun(directory, { steps: 4 });
    const page = await readFile(await writeReport(directory), "utf8");
    expect(page).toMatch(
      /content="default-src 'none'; script-src 'sha256-[\w+/=]+'; img-src data:; style-src 'unsafe-inline'"/,
    );
    const around = page.replace(/<script>[\s\S]*<\/script>/, "");
    expect(around).not.toMatch(/<link|<img|@import|url\((?!data:)|\ssrc=|\shref=|https?:/);
  });

  it("shows hostile text as text, wherever it stands", async () => {
    await writeSyntheticRun(directory, {
      steps: 3,
      alarms: [2],
      hostile: `"></noscript><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u001b[2J\u0000`,
    });
    const { words } = await report();
    expect(words).not.toMatch(/<script|<img/);
    expect(words).toContain("&lt;/noscript&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(words).toContain("‹U+202E›␛[2J␀");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(words).not.toMatch(/[\u0000\u001b\u202e]/);
  });

  it("works on an unfinished run with half a last line, and counts lines that are broken", async () => {
    await writeSyntheticRun(directory, { steps: 12, finished: false });
    const { words, run } = await report();
    expect(words).toContain(`Run ${basename(directory)}, unfinished: 12 steps so far`);
    expect(words).toMatch(/first<\/th><th scope="col">latest/);
    expect(words).not.toMatch(/NaN|undefined|cannot be read/);
    expect(run.metrics.endsWith("\n")).toBe(true);
    await appendFile(join(directory, "metrics.jsonl"), '"\n{"step": 13}\n');
    expect((await report()).words).toContain("1 line of its files cannot be read.");
  });

  it("begins an unfinished run with the evaluation before training", async () => {
    await writeSyntheticRun(directory, { steps: 12, finished: false });
    expect((await report()).run.before).toBeNull();
    await mkdir(join(directory, "solutions"));
    const record = { problem: "p", answer: null, length: 7, steps: [] };
    const solved = [true, false, false, false].map((correct) => JSON.stringify({ ...record, correct }));
    await writeFile(join(directory, "solutions", "0.jsonl"), `${solved.join("\n")}\n`);
    const { words, run } = await report();
    expect(run.before).toMatchObject({ problems: 4, accuracy: 0.25, meanLength: 7 });
    expect(words).toMatch(/Accuracy \(95% interval\)<\/th><td[^>]*>.{0,9}25\.0%/);
    expect((await readRun(directory)).before).toMatchObject({ problems: 4, accuracy: 0.25 });
  });

  it("counts the last line of a step that was run twice, as a resumed run writes it", async () => {
    const line = (step: number, accuracy: number) => {
      const interval = [accuracy - 0.1, accuracy + 0.1];
      const heldOut = {
        problems: 10,
        correct: 10 * accuracy,
        accuracy,
        interval,
        meanLength: 1,
        meanSteps: 1,
      };
      return `${JSON.stringify({ step, seconds: {}, heldOut: { ...heldOut, noAnswerShare: 0 } })}\n`;
    };
    await writeFile(join(directory, "metrics.jsonl"), line(1, 0.2) + line(2, 0.9) + line(2, 0.4));
    const { words } = await report();
    expect(words).toContain("<b>20.0%</b>");
    expect(words).toContain("<b>40.0%</b>");
    expect(words).not.toContain("90.0%");
  });

  it("works on one step, without a process reward model, and before the first step", async () => {
    await writeSyntheticRun(directory, { steps: 1, prm: false });
    expect((await report()).words).not.toMatch(/NaN|undefined|weakest step<\/span>/);
    await rm(directory, { recursive: true });
    await writeSyntheticRun(directory, { steps: 0, finished: false });
    const { words, run } = await report();
    expect(words).toContain("0 steps so far");
    expect(run.metrics.trim()).toBe("");
  });

  it("tells how a supervised run ended", async () => {
    const line = (step: number) => ({
      ...{ step, stage: "all", loss: 2 / step, gradNorm: 1, learningRate: 1e-3 },
      ...(step === 4 ? { heldOut: { loss: 0.4, auc: 0.9, ece: 0.1 } } : {}),
    });
    const text = [1, 2, 3, 4].map((step) => `${JSON.stringify(line(step))}\n`).join("");
    await writeFile(join(directory, "metrics.jsonl"), text);
    const { words } = await report();
    expect(words).toContain(`Run ${basename(directory)}, supervised training: 4 steps so far`);
    expect(words).toContain("loss 0.4000, AUC 0.900, calibration error 0.100");
  });

  it("says what is wrong with a directory that holds no run", async () => {
    await expect(writeReport(directory)).rejects.toThrow(UserError);
    await expect(writeReport(directory)).rejects.toThrow("no metrics.jsonl");
    await expect(writeReport(join(directory, "none"))).rejects.toThrow("no metrics.jsonl");
  });

  it("stays small: few rollouts of a large run, which say so, and long texts cut", async () => {
    await writeSyntheticRun(directory, { steps: 3, hostile: "x".repeat(6000) });
    expect((await report()).size).toBeLessThan(2_000_000);
    const summary = await json<RunSummary>("summary.json");
    const solutions = Array.from({ length: 300 }, (_, i) => summary.solutions[i % 6]);
    await writeFile(join(directory, "summary.json"), JSON.stringify({ ...summary, solutions }));
    expect((await report()).run.summary?.solutions).toEqual(solutions.slice(0, 30));
    await rm(directory, { recursive: true });
    await writeSyntheticRun(directory, { steps: 8 });
    const [first] = await lines<{ tokens: number[] }>("rollouts/8.jsonl");
    // Numbers that do not compress, as those of a model.
    const numbers = Array.from({ length: 1600 }, (_, i) => Math.fround(Math.sin(i * i)));
    const long = {
      ...first,
      tokens: numbers.map((_, i) => i),
      logprobs: numbers,
      returns: numbers,
      advantages: numbers,
    };
    for (const step of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const records = Array.from({ length: 24 }, (_, i) => ({
        ...long,
        step,
        group: i >> 3,
        sample: i & 7,
      }));
      const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
      await writeFile(join(directory, "rollouts", `${step}.jsonl`), text);
    }
    const { run, size } = await report();
    expect(size).toBeLessThan(2_000_000);
    expect(run.steps.length).toBeGreaterThan(3);
    expect(new Set(run.groups.map(({ step }) => step)).size).toBeGreaterThan(3);
    expect(run.facts.rolloutSteps).toEqual(run.steps.map(({ step }) => step));
    expect(run.left).toMatch(/^To keep this file small it has .*responses of \d+ of \d+ groups\.$/);
    const [{ responses }] = run.groups;
    responses[0].logprobs.forEach((value, i) => {
      expect(value).toBeCloseTo(numbers[i], 7);
    });
  });

  it("has one group at least, and the one that shows the hack of summed rewards, whatever its size", async () => {
    writeSummedRun(directory);
    // The hack is neither in the first step nor in the last, which are kept first.
    for (const step of [1, 3, 4]) {
      const kept = (await lines<RolloutRecord>(`rollouts/${step}.jsonl`)).filter(({ group }) => group === 0);
      const text = kept.map((record) => `${JSON.stringify(record)}\n`).join("");
      await writeFile(join(directory, "rollouts", `${step}.jsonl`), text);
    }
    const sizes: number[] = [];
    for (const limit of [10, 12_000, 16_000, 24_000, 200_000]) {
      const { run } = await partsOf((await exportRun(directory, { limit })).path);
      sizes.push(run.groups.length);
      expect(run.groups.length).toBeGreaterThan(0);
      if (limit > 10) expect(run.hacked).toEqual({ step: 2, group: 1 });
      if (run.hacked) expect(run.groups[0]).toMatchObject(run.hacked);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect([sizes[0], sizes.at(-1)]).toEqual([1, 5]);
  });

  it("opens with the group of a step that shows the hack best, wherever it stands in the step", async () => {
    writeSummedRun(directory, { steps: 1 });
    const records = (await lines<RolloutRecord>("rollouts/1.jsonl")).filter(({ group }) => group === 1);
    // The same a second time, paid less.
    const less = records.map((record) => ({
      ...record,
      group: 2,
      advantages: record.advantages.map((value) => value / 10),
    }));
    const text = [...records, ...less].map((record) => `${JSON.stringify(record)}\n`).join("");
    await writeFile(join(directory, "rollouts", "1.jsonl"), text);
    const { run } = await partsOf((await exportRun(directory, { limit: 2 ** 20 })).path);
    expect(run.hacked).toEqual({ step: 1, group: 1 });
  });

  it("is words and tables alone where the pages are not built, and says so", async () => {
    await writeSyntheticRun(directory, { steps: 3 });
    vi.mocked(builtPage).mockRejectedValue(new UserError("not built"));
    const page = await readFile(await writeReport(directory), "utf8");
    await expect(exportRun(directory, { limit: 10 })).rejects.toThrow("not built");
    vi.mocked(builtPage).mockReset();
    const said = /the pages that draw them were not built \(npm run build\)[\s\S]*held-out problems/.test(
      page,
    );
    expect([said, page.includes("<script")]).toEqual([true, false]);
  });

  it("makes the folder that the page goes into, and takes no folder for a file", async () => {
    writeSummedRun(directory);
    const out = join(directory, "to", "send", "page.html");
    expect(await exportRun(directory, { out, limit: 2 ** 20 })).toMatchObject({ path: out });
    expect(existsSync(out)).toBe(true);
    const folder = join(directory, "to");
    await expect(exportRun(directory, { out: folder, limit: 2 ** 20 })).rejects.toThrow(
      `${folder}: is a directory; --out is the file to write, such as ${join(folder, "dash.html")}`,
    );
    const below = join(out, "page.html");
    await expect(exportRun(directory, { out: below, limit: 2 ** 20 })).rejects.toThrow(
      /cannot be a directory to write into/,
    );
  });
});
