// Reports in a real browser: a run's page from its file alone, with scripts and without; and that no report scrolls
// sideways. `npm run build` first. Where there is no Chromium they are skipped.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../src/dash/export.ts";
import { writeComparisonReport } from "../src/report/comparison.ts";
import { writeEvalReport } from "../src/report/evaluation.ts";
import type { RunSummary, StepMetrics } from "../src/train/runs/records.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { writeSyntheticComparison } from "./synthetic-comparison.ts";
import { writeSyntheticEvaluation } from "./synthetic-evaluation.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

if (chromiumPath === undefined)
  console.warn("tests/report.test.ts: no Chromium here (CHROMIUM names one); skipped");

/** What a page shows comes in its own time. */
const waits = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("a report in a browser", () => {
  let root: string;
  let browser: Browser;
  let faults: string[];
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "pure-report-pages-"));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** A file's page, of which everything that goes wrong, or asks for anything, is a fault. */
  async function open(file: string, { scripts = true, width = 1280 } = {}): Promise<Page> {
    faults = [];
    const context = await browser.newContext({
      ...{ viewport: { width, height: 800 }, javaScriptEnabled: scripts, offline: true },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("console", (said) => said.type() === "error" && faults.push(`console: ${said.text()}`));
    page.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
    const own = String(pathToFileURL(file));
    page.on(
      "request",
      (request) =>
        !/^(data|blob):/.test(request.url()) && request.url() !== own && faults.push(request.url()),
    );
    await page.goto(own);
    return page;
  }

  const run = (name: string) => join(root, name);
  const json = <T>(...path: string[]) => JSON.parse(readFileSync(join(root, ...path), "utf8")) as T;
  const metricsOf = (name: string) =>
    readFileSync(join(root, name, "metrics.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as StepMetrics);

  /** The last value of each line of a chart, as readers who do not see it are told. */
  async function chart(page: Page, title: string): Promise<string> {
    const panel = page
      .locator(".panel")
      .filter({ has: page.getByRole("heading", { name: title, exact: true }) });
    await panel.scrollIntoViewIfNeeded();
    const drawn = panel.locator(".chart");
    return `${await drawn.getAttribute("aria-label")}: ${await drawn.getAttribute("aria-valuetext")}`;
  }

  it("has curves, alarms, solutions and figures as the run's files have them, without a server", async () => {
    await writeSyntheticRun(run("plain"), { steps: 40, alarms: [12] });
    const page = await open(await writeReport(run("plain")));
    const summary = json<RunSummary>("plain", "summary.json");
    const metrics = metricsOf("plain");
    const share = (value: number) => `${(100 * value).toFixed(1)}%`;
    await page.getByRole("heading", { name: "Final figures" }).waitFor();
    const row = (name: string) => page.locator("tr").filter({ hasText: name }).first().innerText();
    expect(await row("Accuracy")).toContain(share(summary.before.correct / summary.before.problems));
    expect(await row("Accuracy")).toContain(share(summary.after.correct / summary.after.problems));
    expect(await row("Response length")).toContain(summary.after.meanLength.toFixed(1));
    expect(await row("Sign test")).toContain(
      `${summary.signTest.gained} newly right, ${summary.signTest.lost} newly wrong`,
    );
    expect(await row("Updates skipped")).toContain("1 (loss or gradient not finite) of 40");
    // The mean of the last steps, as many as the slider says on one side.
    const window = Number(await page.locator("output").innerText());
    const last = metrics.slice(-((window + 1) / 2)).map(({ kl }) => kl as number);
    const kl = last.reduce((a, b) => a + b, 0) / last.length;
    const without = metrics.filter(({ update }) => update !== "applied").map(({ step }) => step);
    expect(await chart(page, "Gradient norm")).toMatch(
      new RegExp(`; no update at step ${without.join(", ")}$`),
    );
    expect(await chart(page, "Without an answer")).toMatch(/; alarm at step 12$/);
    const told = await chart(page, "KL to the reference policy");
    expect(Number(/kl ([\d.]+)$/.exec(told)![1])).toBeCloseTo(kl, 3);
    expect(await chart(page, "Held-out accuracy")).toContain(
      `${Math.round((1000 * summary.after.correct) / summary.after.problems) / 10}%`,
    );
    const alarm = page.locator(".incident");
    await alarm.getByText("2 responses that show it").click();
    await expect.poll(() => alarm.innerText(), waits).toMatch(/N2-1;[\s\S]*no answer|no answer[\s\S]*N2-1;/);
    const [first] = summary.solutions;
    const shown = page
      .locator("section")
      .filter({ hasText: "Solutions before and after" })
      .locator("article");
    for (const [at, side] of [first.before, first.after].entries()) {
      const rewards = side.steps.map(({ reward }) => reward as number);
      const weakest = rewards.indexOf(Math.min(...rewards));
      expect(await shown.nth(at).locator("header").innerText()).toMatch(side.correct ? /✓ right/ : /✗ wrong/);
      const framed = shown.nth(at).locator(".weakest");
      expect(await framed.count()).toBe(1);
      expect(await framed.innerText()).toContain(side.steps[weakest].text);
      expect(await shown.nth(at).locator(".steps li").count()).toBe(side.steps.length);
    }
    await page.getByRole("link", { name: /^step 20/ }).click();
    await page.getByText("5 groups, 40 responses").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("says without scripts what it says with them", async () => {
    await writeSyntheticRun(run("plain"), { steps: 40, alarms: [12] });
    const file = await writeReport(run("plain"));
    const rowsOf = async (scripts: boolean) => {
      const page = await open(file, { scripts });
      await page.locator("dt").filter({ hasText: "learningRate" }).waitFor();
      const texts = await page.locator("tr, dt, .incident h3, .steps li .text, .verdict").allInnerTexts();
      await page.context().close();
      return new Set(
        texts.map((text) => text.replace("weakest step", "weakest").replace(/\s+/g, " ").trim()),
      );
    };
    const [plain, scripted] = [await rowsOf(false), await rowsOf(true)];
    expect(plain.size).toBeGreaterThan(40);
    expect([...plain].filter((row) => !scripted.has(row))).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("shows a run that was stopped and went on: the last line of a step counts, a half one waits", async () => {
    await writeSyntheticRun(run("half"), { steps: 12, finished: false });
    const path = join(run("half"), "metrics.jsonl");
    const lines = readFileSync(path, "utf8").split("\n").slice(0, 12);
    const again = { ...(JSON.parse(lines[11]) as StepMetrics), meanLength: 123 };
    writeFileSync(path, [...lines, JSON.stringify(again), '{"step": 13, "meanLe'].join("\n"));
    const page = await open(await writeReport(run("half")));
    await expect.poll(() => page.locator(".tiles").innerText(), waits).toMatch(/12[\s\S]*unfinished/);
    await page.getByLabel("smoothing").fill("0");
    expect(await chart(page, "Response length")).toBe(
      "Response length against training steps: step 12: length 123",
    );
    await expect.poll(() => page.locator("thead").innerText(), waits).toMatch(/first\s+latest/);
    expect(await page.locator(".fault").filter({ hasText: "not JSON" }).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("draws a supervised run, whose held-out figures are dots", async () => {
    const line = (step: number) => ({
      ...{ step, stage: "all", loss: 2 / step, gradNorm: 1, learningRate: 1e-3, update: "applied" },
      ...{ tokensPerSecond: 50, seconds: { total: 2 } },
      ...(step % 4 === 0 ? { heldOut: { loss: 1 / step, auc: 0.9, ece: 0.1 } } : {}),
    });
    await writeSyntheticRun(run("prm"), { steps: 0, finished: false });
    writeFileSync(
      join(run("prm"), "metrics.jsonl"),
      Array.from({ length: 8 }, (_, i) => `${JSON.stringify(line(i + 1))}\n`).join(""),
    );
    const page = await open(await writeReport(run("prm")));
    await expect
      .poll(() => page.locator(".tiles").innerText(), waits)
      .toMatch(/8[\s\S]*supervised after 16 s/);
    expect(await chart(page, "Loss")).toContain("loss 0.25");
    expect(await chart(page, "Held-out loss")).toContain("loss 0.13");
    expect(await chart(page, "Held-out AUC")).toContain("auc 0.9");
    expect(await page.getByRole("heading", { name: "Held-out accuracy" }).count()).toBe(0);
    expect(await page.locator(".facts").innerText()).toContain(
      "loss 0.1250, AUC 0.900, calibration error 0.100",
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows as text what stands in solutions, alarms and the configuration", async () => {
    const hostile = `"></noscript></script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">\u202e\u001b[2J`;
    await writeSyntheticRun(run("hostile"), { steps: 3, alarms: [2], hostile });
    const file = await writeReport(run("hostile"));
    for (const scripts of [true, false]) {
      const page = await open(file, { scripts });
      await page.locator("dt").filter({ hasText: "learningRate" }).waitFor();
      for (const more of await page.locator("summary").all()) await more.click();
      const text = await page.locator("body").innerText();
      expect(text.split("<script>window.hacked = 1</script>").length).toBeGreaterThan(20);
      expect(text).toContain("‹U+202E›␛[2J");
      expect(await page.locator("main :is(script, img)").count()).toBe(0);
      if (scripts) expect(await page.evaluate("window.hacked")).toBeUndefined();
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });

  it("fits a narrow screen: a run with scripts and without, a comparison, an evaluation", async () => {
    await writeSyntheticRun(run("plain"), { steps: 40, alarms: [12] });
    await writeSyntheticComparison(run("compared"));
    await writeSyntheticEvaluation(run("evaluated"));
    const files = [
      await writeReport(run("plain")),
      (await writeComparisonReport(run("compared"))).report,
      (await writeEvalReport(run("evaluated"), [run("evaluated")])).report,
    ];
    for (const [file, scripts] of [[files[0], true], ...files.map((one) => [one, false] as const)] as const) {
      const page = await open(file, { width: 320, scripts });
      await page.locator("h2").first().waitFor();
      // Without scripts nothing can be asked: a picture of the whole is as wide as the page.
      const picture = await page.screenshot({ fullPage: true });
      expect(picture.readUInt32BE(16), file).toBeLessThanOrEqual(320);
      await page.context().close();
    }
  });
});
