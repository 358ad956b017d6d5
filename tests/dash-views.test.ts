// The pages of rewards, trials, paired differences and supervised runs in a real browser, against what is counted here from
// the files they show. `npm run build` first. Where there is no Chromium they are skipped.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Random } from "../src/common/random.ts";
import { exportRun } from "../src/dash/export.ts";
import type { RolloutRecord, SupervisedMetrics } from "../src/train/runs/records.ts";
import { dashPages, noBrowser, seriousFindings, waits } from "./dash-browser.ts";
import { hostile } from "./dash-runs.ts";
import {
  writeCheckpoints,
  writeEvaluatedRun,
  writeJudgedRun,
  writePrmCheckpoint,
  writeSupervisedRun,
} from "./dash-view-runs.ts";

const STEPS = [10, 20, 30, 40, 50, 60];

const weakest = ({ steps }: RolloutRecord) => Math.min(...steps.map(({ reward }) => reward as number));
const isJudged = ({ correct, undecided }: RolloutRecord) => correct !== null && undecided === undefined;
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

describe.skipIf(noBrowser)("the dashboard's views", () => {
  let judged: RolloutRecord[];
  let metrics: SupervisedMetrics[];
  const answers: Record<string, boolean[]> = {};
  const pages = dashPages(async (root) => {
    judged = writeJudgedRun(join(root, "judged"), STEPS);
    writeJudgedRun(join(root, "hostile"), [1], hostile);
    writeJudgedRun(join(root, "growing"), [1, 2]);
    for (const [name, share, seed] of [
      ["base", 0.4, 1],
      ["better", 0.7, 1],
      ["alike", 0.45, 1],
    ] as const) {
      const random = new Random(name);
      answers[name] = Array.from({ length: 80 }, () => random.next() < share);
      writeEvaluatedRun(join(root, name), seed, answers[name]);
    }
    metrics = writeSupervisedRun(join(root, "supervised"), 40);
    const prm = writePrmCheckpoint(join(root, "scorer"));
    writeCheckpoints(join(root, "policy"), [1, 25], prm);
  });
  const { open } = pages;

  it.each([
    ["rewards", "rewards?run=judged", ".calibration circle"],
    ["try", "try?run=policy", ".try textarea"],
    ["runs, paired", "", ".paired tbody tr"],
    ["supervised", "run?run=scorer", ".panel canvas"],
  ])("%s: fits 360 px to 4K, light and dark, and reads without eyes", async (_name, route, shown) => {
    for (const [width, dark] of [
      [360, true],
      [1280, false],
    ] as const) {
      const page = await open(route, { width, dark });
      await page.waitForSelector(shown);
      for (const details of await page.locator("summary").all()) await details.click();
      for (const wide of width === 1280 ? [1280, 3840] : [width]) {
        await page.setViewportSize({ width: wide, height: 800 });
        const over = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(over, `${route} at ${wide} px`).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width, height: 800 });
      expect(await seriousFindings(page)).toEqual([]);
      await page.close();
    }
    expect(pages.faults).toEqual([]);
  });

  it("shows how the process reward model ranks, is calibrated and disagrees, and leads to the response", async () => {
    const page = await open("rewards?run=judged");
    await expect
      .poll(() => page.locator("main").textContent(), waits)
      .toContain("6 steps read of the 6 whose rollouts are kept");
    const last = judged.filter((record) => record.step === 60 && isJudged(record));
    let [pairs, ranked] = [0, 0];
    for (const right of last)
      for (const wrong of last) {
        if (!right.correct || wrong.correct || right.group !== wrong.group) continue;
        pairs++;
        ranked += weakest(right) > weakest(wrong) ? 1 : weakest(right) === weakest(wrong) ? 0.5 : 0;
      }
    const note = await page.locator("section", { hasText: "Right above wrong" }).first().textContent();
    expect(note).toContain(`Last: ${((100 * ranked) / pairs).toFixed(1)}%`);
    expect(note).toContain(`${pairs} pairs of`);
    await expect
      .poll(() =>
        page.getByRole("slider", { name: /^Share of pairs ranked right/ }).getAttribute("aria-valuetext"),
      )
      .toContain(`step 60: ranked right ${Number(((100 * ranked) / pairs).toFixed(1))}%`);
    // Calibration: three figures of two steps each, in numbers.
    await page.getByText("All numbers").click();
    const shown = await page
      .locator(".calibration-values tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent)),
      );
    const wanted = [
      [10, 20],
      [30, 40],
      [50, 60],
    ].flatMap(([from, to]) =>
      Array.from({ length: 10 }, (_, b) => {
        const own = judged.filter((record) => {
          const bin = Math.min(9, Math.floor(((1 + weakest(record)) / 2) * 10));
          return isJudged(record) && (record.step === from || record.step === to) && bin === b;
        });
        const right = own.filter(({ correct }) => correct).length;
        const share = `${((100 * right) / own.length).toFixed(1)}%`;
        return [`steps ${from} to ${to}`, String(own.length), `${right} (${share})`];
      }).filter(([, count]) => count !== "0"),
    );
    expect(shown.map(([steps, , count, , right]) => [steps, count, right])).toEqual(wanted);
    // Disagreements, of all steps and of one.
    const rewards = (list: number) =>
      page.locator(".disagreements > div").nth(list).locator(".reward").allInnerTexts();
    const most = (steps: readonly number[], correct: boolean) =>
      judged
        .filter((record) => isJudged(record) && record.correct === correct && steps.includes(record.step))
        .map(weakest)
        .sort((a, b) => (correct ? a - b : b - a))
        .slice(0, 12)
        .map(signed);
    expect(await rewards(0)).toEqual(most(STEPS, false));
    expect(await rewards(1)).toEqual(most(STEPS, true));
    await page.getByLabel("responses of").selectOption("step 30");
    expect(await rewards(0)).toEqual(most([30], false));
    expect(await page.locator(".calibration h3").allInnerTexts()).toEqual(["step 30"]);
    expect(await page.locator(".calibration .note").textContent()).toContain(
      `${judged.filter((record) => record.step === 30 && isJudged(record)).length} responses`,
    );
    const undecided = judged.filter((record) => record.step === 30 && record.undecided !== undefined);
    await expect
      .poll(() => page.locator("main").textContent(), waits)
      .toContain(`${undecided.length} of 96 responses`);
    const reasons = await page
      .getByLabel("reasons of undecided answers")
      .locator("tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) =>
          Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent).slice(0, 2),
        ),
      );
    for (const [reason, count] of reasons)
      expect(Number(count)).toBe(undecided.filter((record) => record.undecided === reason).length);
    expect(reasons.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(undecided.length);
    // The response itself.
    const first = page.locator(".disagreements > div").first().locator("a").first();
    const said = await first.locator(".note").textContent();
    await first.click();
    await page.waitForSelector(".responses .wanted");
    const number = Number(/response (\d+)/.exec(said ?? "")?.[1]);
    expect(await page.locator(".wanted header b").textContent()).toBe(`#${number}`);
    await expect(page.locator(".wanted .steps .reward").allInnerTexts()).resolves.toContain(
      most([30], false)[0],
    );
    await expect
      .poll(() => page.locator(".wanted").evaluate((item) => item.getBoundingClientRect().top), waits)
      .toBeLessThan(800);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("reads what a run adds while the page is open", async () => {
    const page = await open("rewards?run=growing");
    await page.getByText("2 steps read of the 2 whose rollouts are kept").waitFor();
    cpSync(
      join(pages.root, "judged", "rollouts", "30.jsonl"),
      join(pages.root, "growing", "rollouts", "3.jsonl"),
    );
    await page.getByText("3 steps read of the 3 whose rollouts are kept").waitFor();
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("says it of an exported file too, which tries nothing, and shows hostile text as text", async () => {
    const file = join(pages.root, "out.html");
    await exportRun(join(pages.root, "hostile"), { out: file, limit: 2 ** 22 });
    for (const at of [pages.dash.url, String(pathToFileURL(file))]) {
      const name = at === pages.dash.url ? "hostile" : ".";
      const page = await open(`rewards?run=${name}`, { at });
      await page.locator(".to-read li").first().waitFor();
      const text = await page.locator("main").textContent();
      for (const part of ["<script>window.hacked = 1</script>", "‹U+202E›"]) expect(text).toContain(part);
      expect(await page.locator("main :is(script, img, svg[onload])").count()).toBe(0);
      expect(await page.evaluate("window.hacked")).toBeUndefined();
      expect(await page.getByRole("link", { name: "Try it" }).count()).toBe(at === pages.dash.url ? 1 : 0);
      await page.close();
    }
    const page = await open("try", { at: String(pathToFileURL(file)) });
    await page.getByText("This page is a file, which computes nothing").waitFor();
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("compares runs on the same problems, against any of them", async () => {
    const page = await open("");
    const rows = async () =>
      await page
        .locator(".paired tbody tr")
        .evaluateAll((all) =>
          all.map((row) =>
            Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent.trim()).slice(0, 5),
          ),
        );
    const wanted = (baseline: string, name: string) => {
      const [a, b] = [answers[baseline], answers[name]];
      const gained = b.filter((right, i) => right && !a[i]).length;
      const lost = b.filter((right, i) => !right && a[i]).length;
      const difference = (100 * (gained - lost)) / a.length;
      return [
        name,
        `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(1)} points`,
        `+${gained} −${lost}`,
      ];
    };
    await expect.poll(async () => (await rows()).length, waits).toBe(2);
    for (const baseline of ["alike", "base"]) {
      await page.getByLabel("baseline").selectOption(baseline);
      const others = ["alike", "base", "better"].filter((name) => name !== baseline);
      await expect
        .poll(
          async () => (await rows()).map(([name, difference, , , counts]) => [name, difference, counts]),
          waits,
        )
        .toEqual(others.map((name) => wanted(baseline, name)));
    }
    await page.getByLabel("show better").uncheck();
    await expect.poll(async () => (await rows()).map(([name]) => name), waits).toEqual(["alike"]);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("draws a supervised run's curves", async () => {
    const page = await open("run?run=supervised");
    await page.waitForSelector(".panel canvas");
    const titles = await page.locator(".panel h3").allInnerTexts();
    expect(titles).toEqual([
      ...["Loss", "Gradient norm", "Learning rate", "Speed", "Memory"],
      ...["Held-out loss", "Held-out AUC", "Held-out step accuracy", "Held-out calibration error"],
    ]);
    const end = metrics[39].heldOut!;
    await expect
      .poll(() => page.getByRole("slider", { name: /^Held-out loss/ }).getAttribute("aria-valuetext"))
      .toContain(`step 40: loss ${Number(end.loss.toPrecision(2))}`);
    const tiles = await page.locator(".tiles").textContent();
    expect(tiles).toContain(end.auc!.toFixed(3));
    expect(tiles).toContain(end.loss.toFixed(3));
    await expect.poll(() => page.locator("main").textContent(), waits).toContain("after the head alone");
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  it("puts a prompt to two checkpoints, beside each other, as they write; and stops", async () => {
    const page = await open("try?run=policy");
    await page.getByLabel("prompt").fill(`2+3 ${hostile.slice(0, 60)}`);
    await page.getByLabel("responses").fill("2");
    await page.getByLabel("longest, tokens").fill("12");
    await page.getByRole("button", { name: "ask" }).click();
    await expect.poll(() => page.getByText(/^Done in/).count(), { timeout: 60_000 }).toBe(2);
    const sides = await page.locator(".tried section").all();
    expect(sides).toHaveLength(2);
    const texts = await Promise.all(
      sides.map(async (side) => ({
        name: await side.locator("h2").textContent(),
        steps: await side.locator(".steps .text").allInnerTexts(),
        rewards: await side.locator(".steps .reward").count(),
      })),
    );
    expect(texts.map(({ name }) => name)).toEqual(["policy, step 1", "policy, step 25"]);
    // The two are the same model: with the same seed they write the same.
    expect(texts[0].steps).toEqual(texts[1].steps);
    expect(texts[0].steps.length).toBeGreaterThanOrEqual(2);
    expect(texts[0].rewards).toBe(texts[0].steps.length);
    await page.getByLabel("longest, tokens").fill("450");
    await page.getByRole("button", { name: "ask" }).click();
    await page.locator(".writing").first().waitFor();
    await page.getByRole("button", { name: "stop" }).click();
    await page.getByText("Stopped.").waitFor();
    expect(await page.getByRole("button", { name: "ask" }).isEnabled()).toBe(true);
    await page.close();
    expect(pages.faults).toEqual([]);
    expect(readFileSync(join(pages.root, "policy", "metrics.jsonl"), "utf8")).toContain('"step":1');
  });
});
