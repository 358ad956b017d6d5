import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  type SyntheticOptions,
  syntheticEvaluation,
  writeSyntheticEvaluation,
} from "../../../tests/synthetic-evaluation.ts";
import { UserError } from "../../common/errors.ts";
import { signTest } from "../../train/evaluate.ts";
import { compareEvaluations, mismatches, type PairedFigure } from "./compare.ts";
import { type EvaluatedRun, readEvaluatedRuns, responseKey, responseTexts } from "./directory.ts";

const root = mkdtempSync(join(tmpdir(), "pure-eval-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function runOf(name: string, options: SyntheticOptions = {}): EvaluatedRun {
  const { evaluation, problems, verdicts } = syntheticEvaluation({ chain: null, ...options });
  const records = [...problems].map(
    ([suite, own]) => [suite, own.map((problem) => ({ suite, ...problem }))] as const,
  );
  return { name, directory: name, evaluation, problems: new Map(records), verdicts };
}

const figure = (figures: readonly PairedFigure[], suite: string | null, key: string) =>
  figures.find((one) => one.suite === suite && one.figure === key)!;

describe("two runs", () => {
  const [a, b] = [runOf("a", { skill: 0.35, seed: 1 }), runOf("b", { skill: 0.65, seed: 2 })];
  const { pairs, tests } = compareEvaluations([a, b]);
  const [{ figures, sentence }] = pairs;

  it("differ by what their own figures differ by, where both have every problem", () => {
    a.evaluation.results.suites.forEach((suite, s) => {
      const other = b.evaluation.results.suites[s];
      const paired = figure(figures, suite.suite, "greedy");
      expect(paired.baseline).toBeCloseTo(suite.greedy!.accuracy.value!, 5);
      expect(paired.difference.value).toBeCloseTo(
        other.greedy!.accuracy.value! - suite.greedy!.accuracy.value!,
        5,
      );
      const { gained, lost } = paired.split!;
      expect(paired.p).toBe(signTest(gained, lost));
      expect(gained - lost).toBe(other.greedy!.accuracy.count - suite.greedy!.accuracy.count);
      const last = figure(figures, suite.suite, "maj@4");
      expect(last.run).toBeCloseTo(other.samples!.majAtK.at(-1)!.value!, 5);
      expect(last.difference.interval![0]).toBeLessThanOrEqual(last.difference.value!);
      expect(last.difference.interval![1]).toBeGreaterThanOrEqual(last.difference.value!);
    });
    const over = figure(figures, null, "pass@1");
    const both = ["gsm8k", "math500"].map((suite) => figure(figures, suite, "pass@1").difference.value!);
    expect(over.difference.value).toBeCloseTo((both[0] + both[1]) / 2, 9);
  });

  it("are tested on accuracies alone, all tests adjusted together, and a sentence says what is significant", () => {
    const tested = figures.filter(({ p }) => p !== null);
    expect(tests).toBe(tested.length);
    // greedy, pass@1, pass@4, maj@4 of two suites and their mean.
    expect(tests).toBe(12);
    for (const { p, adjusted } of tested) expect(adjusted).toBeGreaterThanOrEqual(p!);
    expect(figure(figures, "gsm8k", "pass@2").p).toBeNull();
    expect(figure(figures, "gsm8k", "samples.length").p).toBeNull();
    expect(figure(figures, null, "pass@1").adjusted).toBeLessThan(0.05);
    expect(sentence).toMatch(
      /^Against a, b is significantly better on the mean over suites \(greedy pass@1 \+/,
    );
    expect(sentence).toContain("(points; 5%, Holm-adjusted over 12 tests)");
    const same = compareEvaluations([a, { ...a, name: "c" }]).pairs[0];
    expect(same.sentence).toMatch(
      /^No difference between c and a is significant: the mean over suites \(greedy pass@1 0\.0,/,
    );
    expect(figure(same.figures, "gsm8k", "greedy").difference).toEqual({ value: 0, interval: null });
    expect(figure(same.figures, "gsm8k", "greedy").p).toBe(1);
  });

  it("give the same difference, with the other sign, whichever is the baseline", () => {
    const back = compareEvaluations([a, b], { baseline: 1 }).pairs[0];
    expect([back.baseline, back.run]).toEqual(["b", "a"]);
    for (const one of figures) {
      const other = figure(back.figures, one.suite, one.figure);
      expect(other.difference.value).toBeCloseTo(-one.difference.value!, 9);
      expect(other.p === null ? null : Math.abs(other.p - one.p!) < 0.02).toBe(one.p === null ? null : true);
    }
  });

  it("are compared on the problems that both answered, and on none that only share a number", () => {
    const few = runOf("few", { suites: { gsm8k: 60, math500: 20 }, missingEvery: 7, seed: 4 });
    const pair = compareEvaluations([a, few]).pairs[0];
    expect(pair.suites[1]).toEqual({ suite: "math500", shared: 20, problems: 50 });
    expect(pair.mismatches.map(({ setting }) => setting)).toEqual(["data hash of math500"]);
    const whole = few.evaluation.results.suites[0].greedy!;
    expect(figure(pair.figures, "gsm8k", "greedy").problems).toBe(whole.problems);
    expect(figure(pair.figures, "gsm8k", "greedy").run).toBeCloseTo(whole.accuracy.value!, 5);
    const others = new Map(
      [...b.problems].map(([suite, own]) => [suite, own.map((p) => ({ ...p, prompt: "other" }))]),
    );
    const none = compareEvaluations([a, { ...b, problems: others }]).pairs[0];
    expect(none.figures).toEqual([]);
    expect(none.sentence).toContain("share no figure");
  });
});

describe("settings that differ", () => {
  it("are named, each with its values, and not where they cannot matter", () => {
    const { evaluation } = syntheticEvaluation({ chain: "prm" });
    expect(mismatches(evaluation, { ...evaluation, model: { ...evaluation.model, name: "other" } })).toEqual(
      [],
    );
    const sampling = { ...evaluation.sampling, maxTokens: 1024, maxContext: 2048, temperature: 0.6, seed: 9 };
    const changed = mismatches(evaluation, {
      ...evaluation,
      sampling,
      prompt: { ...evaluation.prompt, template: "qwen-math", text: "x" },
      verifier: { kind: "rules", version: "0.2.0+fedcba987654" },
      chain: { ...evaluation.chain!, threshold: 0.5 },
      suites: evaluation.suites.map((suite, i) => ({
        ...{ ...suite, limit: 10 },
        judging: i === 0 ? { type: "choice" as const, tolerance: 0.01 } : {},
      })),
    });
    expect(changed.map(({ setting, baseline, run }) => [setting, baseline, run])).toEqual([
      ["limit of gsm8k", "none", "10"],
      ["judging of gsm8k", "none", 'tolerance 0.01, type "choice"'],
      ["limit of math500", "none", "10"],
      ["prompt template", "chat", "qwen-math"],
      ["longest response", "512", "1024"],
      ["longest prompt + response", "the model's own", "2048"],
      ["temperature", "1", "0.6"],
      ["verifier", "rules 0.1.0+0123456789ab", "rules 0.2.0+fedcba987654"],
      ["judge of steps", expect.stringContaining("prm models/prm 0.35"), expect.stringContaining("0.5")],
    ]);
    const [a, b] = [
      runOf("a"),
      runOf("b", { seed: 2, setup: { verifier: { kind: "hybrid", version: "1" } } }),
    ];
    expect(compareEvaluations([a, b]).pairs[0].sentence).toContain(
      "differ in more than the model: verifier.",
    );
  });
});

describe("an evaluation's directory", () => {
  it("is read whole, texts only those asked for, and named shortly", async () => {
    const paths = ["x/one", "y/one", "two"].map((name) => join(root, name));
    const made = await writeSyntheticEvaluation(paths[0], { seed: 5 });
    await writeSyntheticEvaluation(paths[1]);
    await writeSyntheticEvaluation(paths[2]);
    const runs = await readEvaluatedRuns(paths);
    expect(runs.map(({ name }) => name)).toEqual([paths[0], paths[1], "two"]);
    expect(runs[0].verdicts).toEqual(made.verdicts);
    expect(runs[0].evaluation).toEqual(made.evaluation);
    const key = responseKey(made.responses[7]);
    expect(await responseTexts(paths[0], new Set([key]))).toEqual(new Map([[key, made.responses[7].text]]));
  });

  it("that holds none is refused, with what is missing", async () => {
    await expect(readEvaluatedRuns([join(root, "nowhere")])).rejects.toThrow(UserError);
    await writeSyntheticEvaluation(join(root, "old"));
    rmSync(join(root, "old", "verdicts.jsonl"));
    await expect(readEvaluatedRuns([join(root, "old")])).rejects.toThrow(/verdicts\.jsonl: no such file/);
    writeFileSync(join(root, "old", "verdicts.jsonl"), "");
    writeFileSync(join(root, "old", "eval.json"), '{"format": 1, "results": {"suites": []}}');
    await expect(readEvaluatedRuns([join(root, "old")])).rejects.toThrow(/eval\.json: is not as pure eval/);
    writeFileSync(join(root, "old", "eval.json"), '{"scoredBy": {}}');
    await expect(readEvaluatedRuns([join(root, "old")])).rejects.toThrow(/not the file of a benchmark/);
  });

  it("may hold every character, line separators of Unicode too", async () => {
    const path = join(root, "separators");
    const hostile = "\u2028\u2029\u0085\r\u0000\ud800";
    const { responses } = await writeSyntheticEvaluation(path, { suites: { odd: 3 }, samples: 0, hostile });
    const [run] = await readEvaluatedRuns([path]);
    expect(run.problems.get("odd")?.[0].prompt).toContain(hostile);
    const keys = responses.map(responseKey);
    expect((await responseTexts(path, new Set(keys))).get(keys[0])).toBe(responses[0].text);
  });
});
