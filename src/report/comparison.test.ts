import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeSyntheticComparison } from "../../tests/synthetic-comparison.ts";
import { readComparison } from "../eval/comparison.ts";
import { comparisonEnd, writeComparisonReport } from "./comparison.ts";
import { trainingBands } from "./comparison-figures.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-comparison-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

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
      ...["Process reward, weakest step", "Process reward, sum", "Right answers", "Response length"],
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

  it("draws as shares what are shares of right answers, and other rewards as the numbers they are", async () => {
    await writeSyntheticComparison(directory, { seeds: [1], variants: ["a", "b"] });
    expect((await report()).includes("Verifiable reward")).toBe(false);
    const comparison = await readComparison(directory);
    for (const run of comparison.runs) {
      run.config = { reward: { custom: run.variant === "a" ? "function own" : undefined } };
      for (const m of run.metrics) [m.correctShare, m.verifiableReward] = [0.5, -3];
    }
    const drawn = (file: string) =>
      trainingBands(comparison).find((figure) => figure.file === file)!.svg.text;
    expect(drawn("right-answers")).toMatch(/50%/);
    expect(drawn("verifiable-reward")).toMatch(/[−-]3/);
    expect(drawn("verifiable-reward")).not.toMatch(/%/);
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
