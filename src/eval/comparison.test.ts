import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeSyntheticComparison } from "../../tests/synthetic-comparison.ts";
import { comparisonEnd, writeComparisonReport } from "../report/comparison.ts";
import { wilsonInterval } from "../statistics.ts";
import type { EvaluationResult, HeldOutRecord } from "../train/records.ts";
import { accuracyInterval, type ComparisonRun, compareRuns, readComparison } from "./comparison.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-comparison-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const result = (accuracy: number) =>
  ({ accuracy, meanLength: 30, meanSteps: 4, noAnswerShare: 0.1 }) as EvaluationResult;

/** A run with these accuracies at steps 0, 5, 10 and these problems right at the end. */
function run(variant: string, seed: number, accuracies: number[], right: number[], own = ""): ComparisonRun {
  return {
    ...{ variant, seed, config: {}, rollouts: [], metrics: [] },
    summary: { before: result(accuracies[0]), after: result(accuracies[2]), seconds: { total: 9 } } as never,
    evaluations: accuracies.map((accuracy, i) => ({ step: 5 * i, result: result(accuracy) })),
    solutions: right.map(
      (correct, i) => ({ problem: `${own}${i}`, reference: "1", correct: correct === 1 }) as HeldOutRecord,
    ),
  };
}
const arms = ["a", "b"].map((name) => ({ name, set: {} }));

describe("compareRuns", () => {
  it("means, best and the level that every variant reaches", () => {
    const { variants, level } = compareRuns(arms, [
      run("a", 1, [0.2, 0.8, 0.5], [1, 0, 1, 0]),
      run("a", 2, [0.4, 0.6, 0.75], [1, 1, 1, 0]),
      run("b", 1, [0.2, 0.6, 0.7], [1, 1, 0, 0]),
    ]);
    expect(variants[0]).toMatchObject({ name: "a", best: { step: 5 }, reached: 5, kl: null, seconds: 9 });
    expect(variants[0].before).toBeCloseTo(0.3);
    expect(variants[0].final).toBeCloseTo(0.625);
    expect(variants[0].best.accuracy).toBeCloseTo(0.7);
    expect(level).toBeCloseTo(0.7);
    // The mean of a reaches 0.7 (which rounds below it) at step 5; b at its end.
    expect(variants[1].reached).toBe(10);
    expect(variants[0].interval[0]).toBeLessThan(0.625);
    expect(variants[0].interval[1]).toBeGreaterThan(0.625);
  });

  it("pairs by seed and problem", () => {
    const { pairs } = compareRuns(arms, [
      run("a", 1, [0, 0, 0.5], [1, 0, 1, 0]),
      run("b", 1, [0, 0, 0.75], [1, 1, 1, 0]),
      run("a", 2, [0, 0, 0.5], [1, 0, 1, 0]),
      run("b", 2, [0, 0, 0.25], [0, 0, 0, 1]),
      run("b", 3, [0, 0, 1], [1, 1, 1, 1]),
    ]);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ a: "a", b: "b", difference: 0 });
    expect(pairs[0].seeds).toEqual([
      { seed: 1, gained: 1, lost: 0, p: 1, difference: 0.25 },
      { seed: 2, gained: 1, lost: 2, p: 1, difference: -0.25 },
    ]);
  });

  it("pairs no runs on other problems, and leaves out variants without a finished run", () => {
    const other = compareRuns(arms, [run("a", 1, [0, 0, 1], [1, 0]), run("b", 1, [0, 0, 1], [1, 0], "q")]);
    expect(other.pairs).toEqual([]);
    expect(compareRuns(arms, [run("b", 1, [0, 0, 1], [1, 0])]).variants.map(({ name }) => name)).toEqual([
      "b",
    ]);
  });
});

describe("accuracyInterval", () => {
  it("is Wilson's over different problems where all answers are alike", () => {
    const values = { problems: ["a", "b", "c"], values: [0, 0, 0] };
    expect(accuracyInterval([values, values])).toEqual(wilsonInterval(0, 3));
    expect(accuracyInterval([values, { ...values, problems: ["d", "e", "f"] }])).toEqual(
      wilsonInterval(0, 6),
    );
  });
});

describe("the report of a comparison", () => {
  const report = async () => readFileSync((await writeComparisonReport(directory)).report, "utf8");

  it("has table, differences, curves, responses and credit, and its figures as files", async () => {
    await writeSyntheticComparison(directory);
    const page = await report();
    for (const text of [
      ...[
        "form=sum and form=min",
        "3 seeds (1, 2, 3), 6 runs",
        "Equal for all: 20 steps of 64 prompts × 8 responses",
      ],
      ...[
        "95% interval",
        "form=min less form=sum",
        "sign test",
        "band reaches from the smallest seed to the largest",
      ],
      ...["Process reward, weakest step", "Process reward, sum", "Verifiable reward", "Response length"],
      ...["Steps a response", "Without an answer", "KL to the reference policy", "weakest step</span>"],
      ...[
        "The same problem, each variant",
        "The same rollouts under each form",
        "G, min (T = 0.1)",
        "G, strict",
        "G, survival",
      ],
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    const figures = readdirSync(join(directory, "figures"));
    expect(figures).toHaveLength(8);
    for (const name of figures)
      expect(readFileSync(join(directory, "figures", name), "utf8")).toMatch(/^<svg xmlns[\s\S]*<\/svg>\n$/);
  });

  it("loads nothing, runs nothing, and shows hostile text as text", async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u001b[2J`;
    await writeSyntheticComparison(directory, { hostile, variants: [`a${hostile}`, "b"], seeds: [1] });
    const page = await report();
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\ssrc="|\shref=/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(page).not.toMatch(/[\u001b\u202e]/);
    for (const name of readdirSync(join(directory, "figures")))
      expect(readFileSync(join(directory, "figures", name), "utf8")).not.toMatch(/<script|<img/);
    const { comparison } = await writeComparisonReport(directory);
    const table = comparisonEnd(comparison, "r.html", { color: false, width: 80 });
    for (const control of ["\u001b", "\u202e"]) expect(table).not.toContain(control);
  });

  it("says what is missing of an unfinished one, what is unequal, and what one seed cannot tell", async () => {
    const unequal = [{ key: "train.steps", values: [20, 40] }];
    await writeSyntheticComparison(directory, {
      seeds: [1, 2],
      missing: ["form=min 1", "form=min 2"],
      unequal,
    });
    const page = await report();
    expect(page).toContain("unfinished: 2 of 4 runs");
    expect(page).toContain("Not equal, because it was varied:");
    expect(page).toContain("20 for form=sum, 40 for form=min");
    expect(page).not.toContain("less form=sum");
    await writeSyntheticComparison(directory, { seeds: [1], prm: false });
    const single = await report();
    expect(single).toContain("one seed; band: 95% interval of the evaluation");
    expect(single).not.toContain("The same rollouts under each form");
    expect(single).not.toContain("Process reward, sum");
    expect(single).not.toMatch(/NaN|undefined/);
  });

  it("tells many variants apart, before the first run is finished too", async () => {
    const variants = Array.from({ length: 8 }, (_, i) => `variant with a rather long name ${i}`);
    await writeSyntheticComparison(directory, { variants, seeds: [1], steps: 4 });
    const page = await report();
    expect(page).toContain("8 variants");
    expect(page).toContain("stroke-dasharray");
    expect((await readComparison(directory)).pairs).toHaveLength(28);
    await writeSyntheticComparison(join(directory, "none"), {
      seeds: [1],
      missing: ["form=sum 1", "form=min 1"],
    });
    const { report: path } = await writeComparisonReport(join(directory, "none"));
    expect(readFileSync(path, "utf8")).toContain("No run is finished yet.");
    await expect(readComparison(tmpdir())).rejects.toThrow("no comparison.json here");
  });
});

describe("comparisonEnd", () => {
  it("leaves columns out from the right where the terminal is narrow", async () => {
    await writeSyntheticComparison(directory);
    const comparison = await readComparison(directory);
    const wide = comparisonEnd(comparison, "r.html", { color: false, width: 120 });
    expect(wide).toMatch(/^Held-out accuracy +before +final +95% interval +best .*time\nform=sum/);
    expect(wide).toContain("form=min less form=sum: ");
    expect(wide).toMatch(/6 of 6 runs, seeds 1, 2, 3.*\n\nReport {2}r\.html\n$/);
    const narrow = comparisonEnd(comparison, "r.html", { color: false, width: 50 });
    for (const line of narrow.split("\n")) expect(line.length).toBeLessThanOrEqual(50);
    expect(narrow).toContain("95% interval");
    expect(narrow).not.toContain("time");
  });
});
