// The dashboard in a real browser: every view, live changes, the microscope against `pure credit`, text that a model may
// write, readers who do not see or point. `npm run build` first. Where there is no Chromium they are skipped.
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportRun } from "../src/dash/export.ts";
import { type Dash, startDash } from "../src/dash/server.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";
import { ended, runCli, startCli, trainWords } from "./cli.ts";
import { hostile, metricsLine, writeSummedRun } from "./dash-runs.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

if (chromiumPath === undefined)
  console.warn("tests/dash.test.ts: no Chromium here (CHROMIUM names one); skipped");

const group = (run: string, step: number, number: number, page = "group") =>
  `${page}?run=${run}&step=${step}&group=${number}`;

/** What a page shows comes in its own time. */
const waits = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("the dashboard", () => {
  let root: string;
  let dash: Dash;
  let browser: Browser;
  let faults: string[];
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "pure-dash-pages-"));
    await writeSyntheticRun(join(root, "plain"), { steps: 40, alarms: [12] });
    await writeSyntheticRun(join(root, "again", "seed-1"), { steps: 40, seed: 1 });
    await writeSyntheticRun(join(root, "again", "seed-2"), { steps: 40, seed: 2, finished: false });
    writeSummedRun(join(root, "summed"));
    writeSummedRun(join(root, "hostile"), { text: hostile, steps: 2 });
    writeSummedRun(join(root, "growing"));
    dash = await startDash({ directory: root });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await dash?.close();
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // Pages that a failed test left behind go on reporting.
    for (const context of browser.contexts()) await context.close();
    faults = [];
  });

  /** A page on a route, of which everything that goes wrong, or asks another host, is a fault. */
  async function open(route: string, { width = 1280, dark = false, at = dash.url } = {}): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width, height: 800 },
      colorScheme: dark ? "dark" : "light",
    });
    // Other work on the machine may be heavy.
    page.setDefaultTimeout(60_000);
    const own = new URL(at).origin;
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("console", (said) => said.type() === "error" && faults.push(`console: ${said.text()}`));
    page.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== own)
        faults.push(`asks ${url}`);
    });
    await page.goto(`${at}#/${route}`);
    return page;
  }

  const views: [name: string, route: string, shown: string][] = [
    ["runs", "", ".panel.wide canvas"],
    ["run", "run?run=plain", ".panel.wide canvas"],
    ["summed run", "run?run=summed", ".slope circle"],
    ["step", "step?run=plain&step=20", ".group-figure"],
    ["group", group("plain", 20, 0), ".strip canvas"],
    ["microscope", group("plain", 20, 0, "credit"), ".slope circle"],
  ];

  it.each(views)(
    "%s: fits 360 px to 4K, light and dark, and reads without eyes",
    async (_name, route, shown) => {
      for (const [width, dark] of [
        [360, true],
        [1280, false],
      ] as const) {
        const page = await open(route, { width, dark });
        // Charts are drawn as they come into view.
        if (shown.endsWith("canvas"))
          await page.locator(shown.split(" ")[0]).first().scrollIntoViewIfNeeded();
        await page.waitForSelector(shown);
        for (const wide of width === 1280 ? [1280, 3840] : [width]) {
          await page.setViewportSize({ width: wide, height: 800 });
          const over = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          expect(over, `${route} at ${wide} px`).toBeLessThanOrEqual(0);
        }
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`)).toEqual(
          [],
        );
        await page.close();
      }
      expect(faults).toEqual([]);
    },
  );

  it("overlays runs with bands over seeds, hides, smooths, zooms, and says in what they differ", async () => {
    const page = await open("");
    await page.waitForSelector(".panel.wide canvas");
    const names = () => page.locator(".legend li").allInnerTexts();
    expect((await names()).map((name) => name.trim())).toEqual([
      "again",
      "growing",
      "hostile",
      "plain",
      "summed",
    ]);
    await expect
      .poll(() => page.locator(".runs li").filter({ hasText: "again" }).innerText(), waits)
      .toMatch(/seeds 1\s*2/);
    await page.getByLabel("show hostile").uncheck();
    await page.getByLabel("seeds together").uncheck();
    expect((await names()).map((name) => name.trim())).toContain("again/seed-2");
    await page.getByLabel("smoothing").fill("3");
    await expect.poll(() => page.locator("main").innerText(), waits).toContain("Running mean over 9 steps");
    await page.getByLabel("logarithmic").check();
    const box = (await page.locator(".panel.wide .u-over").boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 50, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("button", { name: "all steps" }).click();
    const differences = await page.getByLabel("differences of the configurations").innerText();
    expect(differences).toContain("credit.form");
    await page.close();
    expect(faults).toEqual([]);
  });

  it("goes on as a run grows, goes back and goes", async () => {
    const page = await open("run?run=growing");
    const path = join(root, "growing", "metrics.jsonl");
    const steps = () => page.locator(".tiles dd").first().innerText();
    await page.waitForSelector(".tiles");
    await expect.poll(steps, waits).toBe("4 of 10");
    appendFileSync(path, metricsLine(5) + metricsLine(6).slice(0, 30));
    await page.getByText("5 of 10").waitFor();
    appendFileSync(path, metricsLine(6).slice(30));
    await page.getByText("6 of 10").waitFor();
    const alarm = {
      ...{
        step: 6,
        kind: "kl",
        title: "KL jumps",
        figure: "KL",
        unit: "number",
        value: 3,
        start: 0.1,
        threshold: 0.4,
      },
      ...{ message: "step 6", help: "", samples: [], rollbacks: 0, rolledBackTo: 2 },
    };
    writeFileSync(`${path}.new`, metricsLine(1) + metricsLine(2));
    writeFileSync(join(root, "growing", "alarms.jsonl"), `${JSON.stringify(alarm)}\n`);
    renameSync(`${path}.new`, path);
    await page.getByText("2 of 10").waitFor();
    await expect.poll(() => page.locator(".alarms").innerText(), waits).toContain("went back to step 2");
    appendFileSync(path, "neither JSON nor nothing\n");
    await page.getByText("1 line of its files is not JSON").waitFor();
    const below = await open("step?run=growing&step=2");
    const inside = await open("group?run=growing&step=2&group=0");
    await below.getByRole("heading", { name: "Step 2" }).waitFor();
    await inside.getByRole("heading", { name: "Prompt 1" }).waitFor();
    rmSync(join(root, "growing"), { recursive: true });
    for (const one of [below, inside]) {
      await one.getByText("The run growing is not there (any more).").waitFor();
      await one.close();
    }
    await page.getByText("The run growing is not there (any more).").waitFor();
    await page.close();
    // The answer that it is gone is an error to the browser's console, as it should be.
    expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  });

  it("opens a summed run on the group that was paid for being wrong; credit is what `pure credit` prints", async () => {
    const page = await open("run?run=summed");
    await page.getByText("What was paid for being wrong").waitFor();
    await page.locator(".finding").waitFor();
    await expect
      .poll(() => page.locator(".finding tr").first().innerText(), waits)
      .toMatch(/1\s+of 2 wrong responses made more likely\s+0/);
    await page.getByRole("link", { name: "Open it alone" }).click();
    await page.waitForSelector(".ribbons");
    await expect
      .poll(() => page.locator("main").innerText(), waits)
      .toContain("these returns are those it wrote down");
    await page.getByText("All numbers").click();
    const [left, right] = [
      page.getByRole("group", { name: "left" }),
      page.getByRole("group", { name: "right" }),
    ];
    const download = await page.getByRole("link", { name: "JSON lines" }).getAttribute("href");
    const line = join(root, "group.jsonl");
    writeFileSync(line, await (await fetch(new URL(download!, dash.url))).text());
    const same = async () => {
      for (const [side, lens] of [
        ["left", left],
        ["right", right],
      ] as const) {
        const words = (await lens.locator(".command").innerText()).trim().split(/\s+/).slice(3);
        const { out, err } = await runCli(["credit", line, ...words], root);
        expect(err).toBe("");
        const { responses } = JSON.parse(out) as {
          responses: {
            steps: { end: number }[];
            transformed: number[];
            returns: number[];
            advantages: number[];
          }[];
        };
        const printed = responses.flatMap(({ steps, transformed, returns, advantages }) =>
          steps.flatMap(({ end }, s) => {
            const own = advantages.slice((steps[s - 1]?.end ?? -1) + 1, end + 1);
            return [transformed[s], returns[end], own.reduce((a, b) => a + b, 0) / own.length];
          }),
        );
        const shown = await page
          .locator(`.values td[data-side=${side}]`)
          .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
        expect(shown).toHaveLength(printed.length);
        shown.forEach((value, i) => {
          expect(value).toBeCloseTo(printed[i], 12);
        });
      }
    };
    await same();
    // By keyboard, as by hand.
    await right.getByLabel("temperature").focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => right.locator(".command").innerText(), waits).toContain("--temperature 0.112");
    await left.getByLabel("trust").fill("0.37");
    await left.getByLabel("verifiable").fill("2.5");
    await same();
    await left.getByLabel("form").selectOption("strict");
    await left.getByLabel("baseline").selectOption("index");
    await right.getByLabel("estimator").selectOption("grpo");
    await same();
    await left.getByLabel("whitened").check();
    await right.getByLabel("estimator").selectOption("reinforce++");
    await same();
    await left.getByLabel("form").selectOption("local");
    await left.getByLabel("baseline").selectOption("total");
    await page.getByText("form local credits a step with its own reward alone").waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it("filters a step's responses by verdict, sign, reward and text", async () => {
    const page = await open("step?run=summed&step=3");
    const said = page.locator(".filters + p");
    await said.waitFor();
    await expect.poll(() => said.innerText(), waits).toBe("2 groups, 8 responses");
    await expect.poll(() => page.locator(".groups .prompt").first().innerText(), waits).toBe("2+3=");
    await page.getByLabel("verdict").selectOption("wrong");
    await expect.poll(() => said.innerText(), waits).toBe("4 responses of 8 in 2 groups");
    await page.getByLabel("weakest step at most").fill("-0.8");
    await expect.poll(() => said.innerText(), waits).toBe("1 response of 8 in 1 group");
    await page.getByRole("button", { name: "all responses" }).click();
    await page.getByLabel("text").fill("X_{3}");
    await page.getByText("1 response of 8").waitFor();
    await page.locator(".groups a").click();
    await page.locator(".responses math").first().waitFor();
    const strip = page.getByLabel("tokens of response 1");
    await strip.focus();
    for (const key of ["ArrowRight", "PageDown"]) await page.keyboard.press(key);
    await expect
      .poll(() => strip.getAttribute("aria-valuetext"), waits)
      .toMatch(/^token 11 of 65, step 3: log p .*advantage/);
    await page.getByRole("button", { name: "look for it" }).click();
    await page.getByText("4 steps found").waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it("shows what a model wrote as text, whatever it is; an exported file too", async () => {
    const file = join(root, "out.html");
    await exportRun(join(root, "hostile"), { out: file, limit: 2 ** 20 });
    for (const at of [dash.url, String(pathToFileURL(file))]) {
      const page = await open(group(at === dash.url ? "hostile" : ".", 1, 0), { at });
      const prompt = page.locator(".problem .prompt-text");
      await prompt.waitFor();
      await page.waitForTimeout(400);
      const shown = await prompt.innerText();
      for (const part of [
        "<script>window.hacked = 1</script>",
        "‹U+202E›",
        "␛[2J",
        "\ufffd lone",
        "\\def\\a{\\a\\a}",
      ])
        expect(shown).toContain(part);
      await expect
        .poll(() => page.locator(".responses").innerText(), waits)
        .toContain("<script>window.hacked = 1</script>");
      expect(await page.locator("main :is(script, img, a[href^='javascript'], svg[onload])").count()).toBe(0);
      expect(await page.evaluate("window.hacked")).toBeUndefined();
      expect(await prompt.locator("script, img, a, svg").count()).toBe(0);
      const { width } = (await prompt.boundingBox())!;
      expect(width).toBeLessThan(1280);
      await page.close();
    }
    const page = await open("", { at: String(pathToFileURL(file)) });
    await page.locator(".panel.wide").waitFor();
    await expect
      .poll(() => page.locator("main").innerText(), waits)
      .toContain("What was paid for being wrong");
    await page.goto(`${pathToFileURL(file)}#/step?run=.&step=2`);
    await page.getByText("2 groups, 8 responses").waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });

  it("shows a run that trains, beside the command that trains it", async () => {
    const training = startCli([...trainWords(root, 2), "--dash", "--run.directory", "training"], root);
    const address = new Promise<string>((resolve) => {
      let said = "";
      training.stderr?.on("data", (text) => {
        said += text;
        const found = /Dashboard: (\S+)\n/.exec(said);
        if (found) resolve(found[1]);
      });
    });
    const end = ended(training);
    const at = await Promise.race([address, end.then(({ err }) => Promise.reject(new Error(err)))]);
    const page = await open("", { at });
    await page.locator(".runs li a").first().click({ timeout: 60_000 });
    await expect
      .poll(
        async () =>
          page
            .locator(".tiles")
            .innerText()
            .catch(() => ""),
        { timeout: 120_000 },
      )
      .toMatch(/^([12] of 2|2)$/m);
    const { status, err } = await end;
    expect([status, err.includes("error")]).toEqual([0, false]);
    await page.close();
    // When the command ends its page is told so.
    expect(faults.filter((fault) => !/ERR_|Failed to load/.test(fault))).toEqual([]);
  });
});

it("is built small: the pages' own code is under 300 KB compressed", async () => {
  const { gzipSync } = await import("node:zlib");
  const built = fileURLToPath(new URL("../dist/web/export.js", import.meta.url));
  expect(gzipSync(readFileSync(built)).length).toBeLessThan(300_000);
});
