// The dashboard's figures show the numbers of the files: signs, sides, places, colours, on a run whose numbers are known.
// `npm run build` first.
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { RolloutRecord } from "../src/train/runs/records.ts";
import { dashPages, groupRoute, noBrowser, waits } from "./dash-browser.ts";
import { metricsLine, writeSummedRun } from "./dash-runs.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

describe.skipIf(noBrowser)("the dashboard's figures", () => {
  let records: RolloutRecord[];
  const pages = dashPages(async (root) => {
    const run = writeSummedRun(join(root, "summed"));
    appendFileSync(join(run, "metrics.jsonl"), metricsLine(5, { correctShare: 0.75 }));
    const lines = readFileSync(join(run, "rollouts", "3.jsonl"), "utf8")
      .trim()
      .split("\n");
    records = lines.map((line) => JSON.parse(line) as RolloutRecord);
    await writeSyntheticRun(join(root, "plain"), { steps: 40, alarms: [12] });
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  /** The hack, two right responses and a lost one. */
  const hacked = () => records.filter(({ group }) => group === 1);
  const attributes = (page: Page, selector: string, names: readonly string[]) =>
    page
      .locator(selector)
      .evaluateAll(
        (elements, wanted) =>
          elements.map((element) =>
            wanted.map((name) =>
              name === "fill" ? (element as SVGElement).style.fill : element.getAttribute(name),
            ),
          ),
        names,
      );

  it("of a step: bars by advantage, dots by the weakest step, in the order asked for, histograms by verdict", async () => {
    const page = await pages.open("step?run=summed&step=3");
    await page.waitForSelector(".group-figure");
    await expect.poll(() => page.locator(".groups .prompt").allInnerTexts(), waits).toEqual(["2+3=", "1+4="]);
    expect(await page.locator(".groups .figure").allInnerTexts()).toEqual(["2/4", "2/4"]);
    const limit = Math.max(...records.map(({ advantages }) => Math.abs(mean(advantages))));
    const bars = await attributes(page, ".groups li:first-child rect", ["x", "y", "height", "fill"]);
    const dots = await attributes(page, ".groups li:first-child circle", ["cx", "class"]);
    for (const [k, { advantages, steps, correct }] of hacked().entries()) {
      const size = (12 * Math.abs(mean(advantages))) / limit;
      const up = mean(advantages) > 0;
      const [x, y, height, fill] = bars[k];
      expect([Number(x), fill]).toEqual([55 * k + 11, up ? "var(--blue)" : "var(--orange)"]);
      expect([Number(y), Number(height)]).toEqual([
        expect.closeTo(up ? 13 - size : 13, 6),
        expect.closeTo(Math.max(0.5, size), 6),
      ]);
      const weakest = Math.min(...steps.map(({ reward }) => reward as number));
      expect(Number(dots[k][0])).toBeCloseTo(5 + ((weakest + 1) / 2) * 210, 6);
      expect(dots[k][1]).toBe(correct ? "dot right" : "dot wrong");
    }
    // Weakest steps: -0.9 once wrong, -0.7 three times wrong, 0.6 and 0.9 twice right; 28 bins of 10 from -1 to 1.
    const histogram = await attributes(page, ".charts figure:first-child rect", ["x", "class", "height"]);
    expect(histogram.map(([x, verdict]) => [Math.floor(Number(x) / 10), verdict])).toEqual([
      ...[
        [1, "bar wrong"],
        [4, "bar wrong"],
        [22, "bar right"],
        [26, "bar right"],
      ],
    ]);
    expect(histogram.map(([, , height]) => Math.round(Number(height)))).toEqual([29, 88, 59, 59]);
    expect(await page.locator(".charts figure").nth(2).textContent()).toContain("median 12.5");
    // Of one length two are right and two wrong: on top of each other.
    const stacked = await attributes(page, ".charts figure:nth-child(3) rect", ["x", "y", "height", "class"]);
    const [lower, upper] = stacked.filter(([x]) => x === stacked[0][0]);
    expect([lower[3], upper[3], lower[2]]).toEqual(["bar right", "bar wrong", upper[2]]);
    expect(Number(upper[1]) + Number(upper[2])).toBeCloseTo(Number(lower[1]), 6);
    await page.getByLabel("first").selectOption("as sampled");
    await expect.poll(() => page.locator(".groups .prompt").allInnerTexts(), waits).toEqual(["1+4=", "2+3="]);
    await page.getByLabel("first").selectOption("weakest steps");
    await expect.poll(() => page.locator(".groups .prompt").first().textContent(), waits).toBe("2+3=");
    const links = page.getByRole("navigation", { name: "steps" }).getByRole("link");
    expect(await links.allInnerTexts()).toEqual(["← step 2", "step 4 →"]);
    expect(await links.nth(1).getAttribute("href")).toBe("#/step?run=summed&step=4");
    await page.getByLabel("verdict").selectOption("wrong");
    await page.getByText("4 responses of 8 in 2 groups").waitFor();
    const opacity = await attributes(page, ".groups li:first-child circle", ["opacity"]);
    expect(opacity.flat()).toEqual(["0.8", "0.12", "0.12", "0.8"]);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("of responses: the weakest step, rewards, mean advantages, and tokens in their lanes", async () => {
    const page = await pages.open(groupRoute("summed", 3, 1));
    await page.waitForSelector(".strip canvas");
    const cards = page.locator(".responses article");
    for (const [k, { steps, advantages, correct, answer, returns }] of hacked().entries()) {
      const card = cards.nth(k);
      const rewards = steps.map(({ reward }) => reward as number);
      const weakest = rewards.indexOf(Math.min(...rewards));
      const marked = await card
        .locator(".steps li")
        .evaluateAll((items) => items.map((li) => li.classList.contains("weakest")));
      expect(marked).toEqual(rewards.map((_, s) => s === weakest));
      const shown = await card.locator(".reward").allInnerTexts();
      expect(shown.map((text) => Number(text.replace("−", "-")))).toEqual(rewards);
      expect(await card.locator(".steps li").first().getAttribute("class")).toMatch(
        new RegExp(`^c${Math.min(8, Math.floor(((rewards[0] + 1) / 2) * 9))} `),
      );
      const [head] = await card.locator("header").allInnerTexts();
      expect(head.replace(/\s+/g, " ")).toContain(`${correct ? "✓ right" : "✗ wrong"} answers ${answer}`);
      const advantage = card.locator(".advantage");
      expect(Number(((await advantage.textContent()) ?? "").replace("−", "-"))).toBeCloseTo(
        mean(advantages),
        3,
      );
      expect(await advantage.getAttribute("class")).toBe(
        `advantage ${mean(advantages) > 0 ? "more" : "less"}`,
      );
      // Lanes from above: log-probability, return, advantage; blue above zero, orange below.
      const canvas = card.locator("canvas");
      const blue = await canvas.evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const context = (element as HTMLCanvasElement).getContext("2d")!;
        const isBlue = (y: number) => {
          const [red, , own] = context.getImageData(
            Math.floor(width * 0.02) + 2,
            Math.floor(y * height),
            1,
            1,
          ).data;
          return own > red;
        };
        return [isBlue(0.5), isBlue(0.86)];
      });
      expect(blue).toEqual([returns[0] > 0, advantages[0] > 0]);
    }
    const strip = page.getByLabel("tokens of response 1");
    await strip.focus();
    const said = () => strip.getAttribute("aria-valuetext");
    for (let t = 0; t < 5; t++) await page.keyboard.press("ArrowRight");
    await expect.poll(said, waits).toMatch(/^token 5 of 65, step 1: log p −0\.44,/);
    await page.keyboard.press("ArrowRight");
    await expect.poll(said, waits).toMatch(/^token 6 of 65, step 2: log p −0\.56,/);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("of credit: who is above the line on either side, and lanes in the colour of their sign", async () => {
    const page = await pages.open(groupRoute("summed", 3, 1, "credit"));
    await page.waitForSelector(".slope circle");
    const heights = (await attributes(page, ".slope circle", ["cx", "cy"])).map(([x, y]) => [
      Number(x),
      Number(y) < 163,
    ]);
    // Sum: the hack and the right ones above; minimum: the right ones alone.
    expect(heights).toEqual([
      ...[
        [112, true],
        [288, false],
        [112, true],
        [288, true],
        [112, true],
        [288, true],
        [112, false],
        [288, false],
      ],
    ]);
    const numbers = await page.locator(".slope .number").allTextContents();
    expect(Number(numbers[0])).toBeCloseTo(mean(hacked()[0].advantages), 3);
    const lanes = await page
      .locator(".lane .advantage")
      .evaluateAll((all) => all.map((one) => [one.textContent?.[0], one.className]));
    expect(lanes[0]).toEqual(["+", "advantage more"]);
    expect(lanes[1]).toEqual(["−", "advantage less"]);
    const first = await attributes(page, ".ribbons li:first-child .lane svg rect[fill-opacity]", ["fill"]);
    expect([first[0][0], first.at(-1)?.[0]]).toEqual(["var(--blue)", "var(--orange)"]);
    const grown = await page
      .locator(".ribbons li")
      .first()
      .locator(".ribbon span")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).style.flexGrow));
    expect(grown).toEqual(Array.from({ length: 13 }, () => "5"));
    expect(
      await page
        .locator(".ribbon")
        .nth(1)
        .evaluate((one) => (one as HTMLElement).style.width),
    ).toMatch(/^15\.38/);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("of runs: values at each step, shares of right answers, accuracy before and after", async () => {
    const page = await pages.open("run?run=summed");
    const chart = page.getByRole("slider", { name: "Response length against training steps" });
    await chart.scrollIntoViewIfNeeded().catch(() => {});
    await page.locator("figure").filter({ hasText: "Response length" }).scrollIntoViewIfNeeded();
    await chart.focus();
    for (const [key, said] of [
      ["Home", "step 1: length 21"],
      ["ArrowRight", "step 2: length 22"],
      ["End", "step 5: length 25"],
    ]) {
      await page.keyboard.press(key);
      await expect.poll(() => chart.getAttribute("aria-valuetext"), waits).toBe(said);
    }
    expect(
      await page
        .locator(".steps-bar a")
        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
    ).toEqual([1, 2, 3, 4].map((step) => `step ${step}, 50.0% right`));
    expect(
      await page
        .locator(".steps-bar i")
        .first()
        .evaluate((bar) => (bar as HTMLElement).style.height),
    ).toBe("50%");
    await page.goto(`${pages.dash.url}#/`);
    const row = page.locator(".runs li").filter({ hasText: "plain" });
    const summary = JSON.parse(readFileSync(join(pages.root, "plain", "summary.json"), "utf8"));
    const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
    await expect
      .poll(() => row.locator(".figure").textContent(), waits)
      .toBe(percent(summary.after.accuracy));
    const said = await row.locator(".accuracy-figure").getAttribute("aria-label");
    expect(said).toContain(
      `from ${percent(summary.before.accuracy)} to ${percent(summary.after.accuracy)}, 95% interval`,
    );
    const circles = await attributes(page, ".accuracy-figure circle", ["cx", "fill"]);
    expect(circles.map(([, fill]) => fill)).toEqual(["var(--paper)", "var(--blue)"]);
    expect(Number.parseFloat(circles[0][0]!)).toBeLessThan(Number.parseFloat(circles[1][0]!));
    await page.close();
    expect(pages.faults).toEqual([]);
  });
});
