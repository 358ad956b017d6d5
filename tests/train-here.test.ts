// The page "Train here" in a real browser, from the dashboard's server: its worker trains as Node does, on WebAssembly and on
// WebGPU (SwiftShader), stops and goes on with another form; a link has the settings; nothing is asked of another host.
// `npm run build` first. Where there is no Chromium, or it has no WebGPU, that is skipped.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pagesPath } from "../src/dash/pages.ts";
import { type Dash, startDash } from "../src/dash/server.ts";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { type Form, Lesson, type LessonRecipe } from "../web/train/lesson.ts";
import type { Order, Told } from "../web/train/messages.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { seriousFindings } from "./dash-browser.ts";

if (chromiumPath === undefined)
  console.warn("tests/train-here.test.ts: no Chromium here (CHROMIUM names one); skipped");

/** Two steps of everything. */
const fit = { batchSize: 8, epochs: 1, learningRate: 1e-2, warmupSteps: 0 };
const recipe: LessonRecipe = {
  shape: { hiddenSize: 32, layers: 1, heads: 2, kvHeads: 2, headDim: 16, intermediateSize: 64 },
  operations: { minOperations: 2, maxOperations: 2 },
  ...{ maxTokens: 24, problems: 32, heldOut: 4 },
  warmUp: { ...fit, demonstrations: 16, heldOut: 4 },
  labelling: { problems: 4, heldOut: 2, samplesPerPrompt: 2 },
  prm: { ...fit, corrupted: 4 },
  pure: { promptsPerStep: 2, samplesPerPrompt: 4, learningRate: 1e-3, evalEvery: 1 },
};
const settings = { form: "min" as Form, seed: 5, steps: 2 };

/** "stage step" and its loss and gradient norm, of every step that was told. */
function numbersOf(all: readonly Told[]): Map<string, number[]> {
  const steps = all.flatMap((told) =>
    told.type === "event" && told.event.type === "stepFinished" ? [told.event] : [],
  );
  return new Map(
    steps.map(({ phase, metrics }) => [`${phase} ${metrics.step}`, [metrics.loss, metrics.gradNorm]]),
  );
}

function expectClose(found: ReadonlyMap<string, number[]>, expected: ReadonlyMap<string, number[]>): void {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [step, numbers] of expected)
    numbers.forEach((number, i) => {
      const own = found.get(step)?.[i] ?? Number.NaN;
      expect(Math.abs(own - number), `${step}: ${own}, in Node ${number}`).toBeLessThan(
        1e-3 * Math.max(1, number),
      );
    });
}

describe.skipIf(chromiumPath === undefined)("Train here", () => {
  const root = mkdtempSync(join(tmpdir(), "pure-train-here-"));
  let dash: Dash;
  let browser: Browser;
  let node: Map<string, number[]>;
  const faults: string[] = [];

  beforeAll(async () => {
    dash = await startDash({ directory: root });
    browser = await launchChromium({ webgpu: true });
    const all: Told[] = [];
    const lesson = new Lesson(recipe, settings.seed, {
      open: async (model) => createEmbeddedEngine({ model, threads: 1 }),
      forget: () => {},
      onEvent: (event) =>
        all.push({
          type: "event",
          event: event.type === "checkpointSaved" ? event : structuredClone(event),
        }),
    });
    const cwd = process.cwd();
    process.chdir(root);
    try {
      await lesson.train(settings, new AbortController().signal);
    } finally {
      process.chdir(cwd);
      await lesson.dispose();
    }
    node = numbersOf(all);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await dash?.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(hash: string, width = 1280): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    page.setDefaultTimeout(60_000);
    const own = new URL(dash.url).origin;
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== own) faults.push(`asks ${url}`);
    });
    await page.goto(`${dash.url}#/${hash}`);
    await page.getByRole("heading", { name: "Train here" }).waitFor();
    return page;
  }

  /** Starts the page's worker by itself, with the small recipe. */
  async function startWorker(page: Page): Promise<void> {
    const script = readdirSync(join(pagesPath(), "assets")).find((name) => /^worker-.*\.js$/.test(name));
    await page.evaluate((name) => {
      const worker = new Worker(`assets/${name}`, { type: "module" });
      const told: Told[] = [];
      worker.addEventListener("message", ({ data }) => told.push(data));
      worker.addEventListener("error", ({ message }) => told.push({ type: "failed", message }));
      Object.assign(window, { told, order: (order: Order) => worker.postMessage(order) });
    }, script);
  }
  const say = (page: Page, order: Order) =>
    page.evaluate((o) => (window as unknown as { order(o: Order): void }).order(o), order);
  const start = (page: Page, device: "wasm" | "webgpu", changes: Partial<typeof settings> = {}) =>
    say(page, {
      ...{ type: "start", recipe, files: new URL("runtime/", dash.url).href },
      settings: { ...settings, device, ...changes },
    });
  /** All that was told, once so many orders have ended. */
  async function heard(page: Page, ends: number): Promise<Told[]> {
    await page.waitForFunction(
      (n) => {
        const { told } = window as unknown as { told: Told[] };
        return (
          told.filter(({ type }) => type === "ended").length >= n ||
          told.some(({ type }) => type === "failed")
        );
      },
      ends,
      { timeout: 540_000 },
    );
    const all = await page.evaluate(() => (window as unknown as { told: Told[] }).told);
    expect(all.filter(({ type }) => type === "failed")).toEqual([]);
    return all;
  }

  it("trains on WebAssembly with Node's losses, and goes on with another form", {
    timeout: 600_000,
  }, async () => {
    const page = await open("train");
    await startWorker(page);
    await start(page, "wasm");
    const all = await heard(page, 1);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(node.size).toBe(6);
    expectClose(numbersOf(all), node);
    // Stopped at once, it keeps what it had; then another form takes over.
    await start(page, "wasm", { steps: 60 });
    await say(page, { type: "stop" });
    const stopped = await heard(page, 2);
    expect(stopped.findLast(({ type }) => type === "ended")).toEqual({ type: "ended", finished: false });
    const done = Math.max(...stopped.flatMap((told) => (told.type === "step" ? [told.step] : [])));
    await start(page, "wasm", { form: "vr", steps: done + 1 });
    const last = (await heard(page, 3)).findLast((told) => told.type === "step");
    expect(last).toMatchObject({ step: done + 1, form: "vr" });
    expect(last?.responses[0].steps[0].reward).toBe(null);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("trains on WebGPU with Node's losses", { timeout: 600_000 }, async (context) => {
    const page = await open("train");
    const there = await page.evaluate(
      async () => !!(await (navigator as { gpu?: { requestAdapter(): unknown } }).gpu?.requestAdapter()),
    );
    if (!there) context.skip("this Chromium has no WebGPU on SwiftShader");
    await startWorker(page);
    await start(page, "webgpu");
    const all = await heard(page, 1);
    expect(all.find(({ type }) => type === "computes")).toMatchObject({
      text: expect.stringMatching(/^computes on WebGPU/),
    });
    expectClose(numbersOf(all), node);
    await page.close();
  });

  it("has its settings in the address", async () => {
    const page = await open("train?form=sum&seed=7&steps=12&device=wasm");
    const shown = async (of: Page) => [
      await of.getByRole("combobox", { name: /^reward/ }).inputValue(),
      await of.getByRole("spinbutton", { name: "seed" }).inputValue(),
      await of.getByRole("spinbutton", { name: "steps" }).inputValue(),
      await of.getByRole("combobox", { name: /^computes on/ }).inputValue(),
    ];
    expect(await shown(page)).toEqual(["sum", "7", "12", "wasm"]);
    await page.getByRole("combobox", { name: /^reward/ }).selectOption("vr");
    await page.getByRole("spinbutton", { name: "seed" }).fill("9");
    await page.getByRole("spinbutton", { name: "seed" }).blur();
    const again = await open(page.url().split("#/")[1]);
    expect(await shown(again)).toEqual(["vr", "9", "12", "wasm"]);
    const wrong = await open("train?form=maximum&seed=-1&steps=1e9&device=abacus");
    expect(await shown(wrong)).toEqual(["min", "1", "80", "auto"]);
    for (const one of [page, again, wrong]) await one.close();
  });

  it("starts, pauses, shows what it learns and goes on; fits a narrow page and reads without eyes", {
    timeout: 300_000,
  }, async () => {
    const page = await open("train?device=wasm&steps=3", 360);
    // The page's own recipe takes minutes.
    await page.evaluate((small) => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (order: Order) {
        return postMessage.call(this, order.type === "start" ? { ...order, recipe: small } : order);
      };
    }, recipe);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.locator(".stages li", { hasText: "PURE" }).getByText("3 steps").waitFor({ timeout: 240_000 });
    await page.locator(".panel.wide").scrollIntoViewIfNeeded();
    await page.locator(".panel.wide canvas").waitFor();
    expect(await page.locator(".responses .steps .reward").count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("combobox", { name: /^reward/ }).selectOption("vr");
    const steps = page.getByRole("spinbutton", { name: "steps" });
    await steps.fill("4");
    await steps.blur();
    await page.getByRole("button", { name: "Go on to step 4" }).click();
    await page.getByText(/^from step 1: .*; from step 4: verifiable rewards$/).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Stop and start over" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });
});
