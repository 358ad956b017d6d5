// Who reads the dashboard and how: screen readers, the keyboard alone, 360 px to 4K, light and dark, little motion.
// `npm run build` first.
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { dashPages, groupRoute, noBrowser, seriousFindings, waits } from "./dash-browser.ts";
import { metricsLine, writeSummedRun, writeWideStep } from "./dash-runs.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const GROUPS = 900;
const LONG = "a-run-with-quite-a-long-name-that-somebody-made-from-all-its-settings-T0.1-lr1e-6-bs512";

/**
 * What of a page cannot be read: text that is cut off or reaches out of the page, broken numbers, letters under 10 px. Cut by
 * intent are a list's prompts, a chart's values, steps in the microscope's ribbons.
 */
const UNREADABLE = `(() => {
  const found = [];
  const right = document.body.getBoundingClientRect().right + 0.5;
  if (document.documentElement.scrollWidth > right) found.push("page scrolls to " + document.documentElement.scrollWidth);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("style, script, math, option")) continue;
    if (element.closest(".prompt, .readout, .ribbon, .scroll, .prompt-text")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const broken = /^[+−-]?[0-9][0-9.,]*%?$/.test(node.data.trim()) && new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
    const said = element.tagName + "." + (element.getAttribute("class") ?? "") + " " + node.data.slice(0, 40);
    if (box.width > 0 && (box.right > right || box.left < -0.5)) found.push("reaches out: " + said);
    if (broken) found.push("a number on two lines: " + said);
    const scale = element instanceof SVGElement ? element.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < 9.9) found.push("small, " + size.toFixed(1) + " px: " + said);
    for (let above = element; above !== document.body; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== "visible" && above.scrollWidth > above.clientWidth + 1) found.push("cut: " + said);
  }
  return [...new Set(found)].slice(0, 10);
})()`;

describe.skipIf(noBrowser)("the dashboard's readers", () => {
  const pages = dashPages(async (root) => {
    await writeSyntheticRun(join(root, "plain"), { steps: 40, alarms: [12] });
    await writeSyntheticRun(join(root, LONG), { steps: 20, seed: 5 });
    await writeSyntheticRun(join(root, "again", "seed-1"), { steps: 40, seed: 1 });
    await writeSyntheticRun(join(root, "again", "seed-2"), { steps: 40, seed: 2, finished: false });
    writeSummedRun(join(root, "summed"));
    writeWideStep(writeSummedRun(join(root, "wide"), { steps: 120 }), 120, GROUPS);
  });
  const { open } = pages;

  const views: [name: string, route: string, shown: string][] = [
    ["runs", "", ".panel.wide canvas"],
    ["run", "run?run=plain", ".panel.wide canvas"],
    ["summed run", "run?run=summed", ".slope circle"],
    ["run of many steps", "run?run=wide", ".steps-bar li"],
    ["run that is not there", "run?run=none", ".fault"],
    ["step", "step?run=plain&step=20", ".group-figure"],
    ["step of many groups", "step?run=wide&step=120", ".group-figure"],
    ["group", groupRoute("plain", 20, 0), ".strip canvas"],
    ["group with a long response", groupRoute("wide", 120, 0), ".strip canvas"],
    ["microscope", groupRoute("plain", 20, 0, "credit"), ".slope circle"],
  ];

  /** Waits for a view, all of it drawn. */
  async function drawn(page: Page, shown: string): Promise<void> {
    await page.waitForSelector(shown.split(" ")[0]);
    // Charts are drawn as they come into view.
    await page.evaluate(`(async () => {
      for (let y = 0; y < Math.min(6000, document.documentElement.scrollHeight); y += 600) {
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
      }
      scrollTo(0, 0);
    })()`);
    await page.waitForSelector(shown);
  }

  it.each(views)(
    "%s: fits 360 px to 4K, and reads without eyes, light and dark",
    async (_name, route, shown) => {
      for (const dark of [false, true]) {
        const page = await open(route, { dark });
        await drawn(page, shown);
        for (const width of dark ? [360] : [3840, 1920, 1280, 768, 390, 360]) {
          await page.setViewportSize({ width, height: 800 });
          // Charts are drawn anew once their place has another width.
          await expect
            .poll(() => page.evaluate(UNREADABLE), { ...waits, message: `${route} at ${width} px` })
            .toEqual([]);
        }
        for (const width of [360, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await seriousFindings(page), `${route} at ${width} px, ${dark ? "dark" : "light"}`).toEqual(
            [],
          );
        }
        await page.close();
      }
      expect(pages.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    },
  );

  /** What Tab reaches, from the top on: name and role of each, and whether its focus is seen. */
  async function walk(page: Page, most: number): Promise<string[]> {
    const reached: string[] = [];
    for (let i = 0; i < most; i++) {
      await page.keyboard.press("Tab");
      const said = await page.evaluate<string | null>(`(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText;
        const seen = outlineStyle !== "none" && parseFloat(outlineWidth) > 1 && element.checkVisibility();
        return (seen ? "" : "unseen ") + (element.getAttribute("role") ?? element.tagName.toLowerCase()) + ": " + name.trim();
      })()`);
      if (said === null) break;
      reached.push(said.replace(/\s+/g, " "));
    }
    return reached;
  }

  it("are led by the keyboard alone through the runs: every control, its focus seen, and at a new page its heading", async () => {
    const page = await open("");
    await drawn(page, ".panel.wide canvas");
    const reached = await walk(page, 120);
    expect(reached.filter((said) => said.startsWith("unseen") || /: $/.test(said))).toEqual([]);
    for (const wanted of [
      ...["a: runs", "input: seeds together", "input: show again", "a: 1", "a: plain", "input: smoothing"],
      ...[
        "input: logarithmic",
        "input: from step",
        "input: to",
        "slider: Held-out accuracy against training steps",
      ],
      ...["slider: Entropy against training steps", "button: min"],
    ])
      expect(
        reached.some((said) => said.startsWith(wanted)),
        `${wanted} of\n${reached.join("\n")}`,
      ).toBe(true);

    await page.getByRole("link", { name: "plain" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "PRM + 10%" }).waitFor();
    const focused = () => page.evaluate("document.activeElement.innerText");
    await expect.poll(focused, waits).toContain("PRM + 10% verifiable reward");
    await expect
      .poll(() => page.title(), waits)
      .toBe("PRM + 10% verifiable reward, min-form (T = 0.1) · pure");
    await page.getByRole("link", { name: "step 20" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Step 20" }).waitFor();
    await expect.poll(focused, waits).toBe("Step 20");
    await expect.poll(() => page.title(), waits).toBe("Step 20 · plain · pure");
    await page.locator(".groups a").first().press("Enter");
    await expect.poll(focused, waits).toMatch(/^Prompt \d$/);
    await page.getByRole("link", { name: "Credit microscope" }).press("Enter");
    await expect.poll(focused, waits).toBe("Credit microscope");
    await expect.poll(() => page.title(), waits).toBe("Credit microscope · plain, step 20 · pure");
    await page.goBack();
    await expect.poll(focused, waits).toMatch(/^Prompt \d$/);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("go along a chart by arrow keys, all charts with it, and zoom by numbers", async () => {
    const page = await open("run?run=plain");
    await drawn(page, ".panel.wide canvas");
    const chart = page.getByRole("slider", { name: "Entropy against training steps" });
    await chart.focus();
    await page.keyboard.press("Home");
    const said = async () => (await chart.getAttribute("aria-valuetext")) ?? "";
    await expect.poll(said, waits).toMatch(/^step 1: entropy 0\.\d+$/);
    const readouts = () => page.locator(".readout").allInnerTexts();
    await expect
      .poll(async () => (await readouts()).filter((text) => text.startsWith("step 1")).length, waits)
      .toBeGreaterThan(3);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowRight");
    expect(await said()).toMatch(/^step 12:/);
    await page.keyboard.press("End");
    expect(await said()).toMatch(/^step 40:/);

    const axis = () =>
      page.evaluate<string>("document.querySelector('.panel:not(.wide) canvas').toDataURL()");
    const whole = await axis();
    await page.getByLabel("from step").fill("10");
    await page.keyboard.press("Tab");
    await page.getByLabel("to", { exact: true }).fill("20");
    await page.keyboard.press("Tab");
    await expect.poll(axis, waits).not.toBe(whole);
    await page.getByRole("button", { name: "all steps" }).press("Enter");
    await expect.poll(() => page.getByLabel("from step").inputValue(), waits).toBe("1");
    await expect.poll(axis, waits).toBe(whole);
    // No zoom to nothing, and none from behind.
    await page.getByLabel("from step").fill("60");
    await page.keyboard.press("Tab");
    expect(await page.getByRole("button", { name: "all steps" }).count()).toBe(0);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("go through a list of groups of which only those near the screen are drawn, filter it, and open any step", async () => {
    const page = await open("run?run=wide");
    await page.getByLabel("step", { exact: true }).fill("119");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Step 119" }).waitFor();
    await page.getByRole("link", { name: "step 120" }).click();
    await page.getByText("900 groups, 1,800 responses").waitFor();
    const items = page.locator(".groups li");
    await expect.poll(() => items.count(), waits).toBeGreaterThan(20);
    expect(await items.count()).toBeLessThan(200);
    const height = () => page.evaluate<number>("document.querySelector('.groups').offsetHeight");
    expect(await height()).toBe((GROUPS / 2) * 56);
    expect(await page.evaluate("document.querySelector('.groups li').offsetHeight")).toBe(56);
    await page.getByLabel("first").selectOption("as sampled");
    await expect.poll(() => items.first().textContent(), waits).toContain("Problem 0:");
    // The keyboard leads on where the drawn end.
    await page.locator(".groups a").first().focus();
    for (let i = 1; i <= 90; i++) {
      // What is drawn follows the focus with the next frame, and a key that is pressed before it leaves the list.
      await expect
        .poll(() => page.evaluate("document.activeElement.parentElement.nextElementSibling !== null"), waits)
        .toBe(true);
      await page.keyboard.press("Tab");
      await expect
        .poll(() => page.evaluate("document.activeElement.innerText"), waits)
        .toContain(`Problem ${i}:`);
    }
    expect(await page.evaluate("document.activeElement.parentElement.ariaPosInSet")).toBe("91");
    await page.keyboard.press("End");
    await page.getByText(`Problem ${GROUPS - 1}:`).waitFor();
    expect(await items.count()).toBeLessThan(200);
    expect(await height()).toBe((GROUPS / 2) * 56);
    await page.getByLabel("text").fill("problem 7:");
    await page.getByText("2 responses of 1800 in 1 group").waitFor();
    await expect.poll(() => items.count(), waits).toBe(1);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("find a list as they left it when they come back: order, filter and place; a new visit begins anew", async () => {
    const page = await open("step?run=wide&step=120");
    const [order, verdict] = [page.getByLabel("first"), page.getByLabel("verdict")];
    await order.selectOption("sampled");
    await verdict.selectOption("right");
    await drawn(page, ".group-figure");
    // What is drawn late above the place pushes it down: scrolled to until it stays.
    const left = async () => {
      await page.evaluate("scrollTo(0, 9000)");
      return page.evaluate("[scrollY, history.state?.scroll, history.state?.filter?.verdict].join()");
    };
    await expect.poll(left, waits).toBe("9000,9000,right");
    const place = () => page.evaluate("document.querySelector('.groups').getBoundingClientRect().top");
    const before = await place();
    await page.locator(".groups a").nth(20).click();
    await page.getByRole("heading", { level: 1, name: /^Prompt/ }).waitFor();
    await expect.poll(() => page.evaluate("scrollY"), waits).toBe(0);
    await page.goBack();
    for (const again of [false, true]) {
      if (again) await page.reload();
      await expect.poll(() => order.inputValue(), waits).toBe("sampled");
      expect(await verdict.inputValue()).toBe("right");
      await expect.poll(() => page.evaluate("scrollY"), waits).toBe(9000);
      await expect.poll(place, waits).toBe(before);
    }
    await page.goForward();
    await page.getByRole("heading", { level: 1, name: /^Prompt/ }).waitFor();
    await page.getByRole("link", { name: "step 120" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Step 120" }).waitFor();
    await expect.poll(() => verdict.inputValue(), waits).toBe("all");
    expect(await page.evaluate("scrollY")).toBe(0);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("hear nothing of every step that trains, and see nothing move that they asked not to", async () => {
    const page = await open("run?run=summed");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await drawn(page, ".slope circle");
    await page.evaluate(`
      window.said = 0;
      for (const region of document.querySelectorAll("[role=status], [aria-live]"))
        new MutationObserver((changes) => { window.said += changes.length; })
          .observe(region, { subtree: true, childList: true, characterData: true });
      window.begun = document.querySelectorAll("[role=status], [aria-live]").length`);
    const path = join(pages.root, "summed", "metrics.jsonl");
    for (const step of [5, 6, 7]) {
      appendFileSync(path, metricsLine(step));
      await page.getByText(`${step} of 10`).waitFor();
    }
    expect(await page.evaluate("window.said")).toBe(0);
    expect(
      await page.evaluate("document.querySelectorAll('[role=status], [aria-live]').length === window.begun"),
    ).toBe(true);
    // What is wrong is said.
    writeFileSync(path, metricsLine(1));
    await page.getByText("It went back from step 7 to step 1").waitFor();
    expect(await page.getByRole("status").filter({ hasText: "It went back" }).count()).toBe(1);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => !/^(0s(, )?)+$/.test(getComputedStyle(e).transitionDuration) || getComputedStyle(e).animationName !== 'none').length",
      ),
    ).toBe(0);
    await page.close();
    expect(pages.faults).toEqual([]);
  });
});
