import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { writtenBy } from "../../tests/written.ts";
import { exclusively } from "../common/lock.ts";
import { problemHash } from "../data/problem-hash.ts";
import { writeTrainingProblems } from "../data/training-problems.ts";
import type { PrmEvaluation } from "../eval/prm-eval.ts";
import type { OpenPrm } from "../reward/open.ts";
import { PURE_READING } from "../reward/reading.ts";
import { nameOf, prmEvalCommand } from "./prm-eval.ts";

const root = mkdtempSync(join(tmpdir(), "pure-prm-eval-"));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function write(name: string, records: readonly object[]): string {
  const path = join(root, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

const HOSTILE = '<script>alert("x")</script>';
// A step is wrong where its text says so.
const bench = (subset: string) =>
  Array.from({ length: 12 }, (_, i) => ({
    ...{ id: `${subset}-${i}`, problem: `${subset} ${i} ${HOSTILE}`, label: (i % 4) - 1 },
    steps: ["one", "two", "three"].map((step, s) => (s === (i % 4) - 1 ? `${step} wrong` : step)),
  }));
const processBench = [write("gsm8k.jsonl", bench("gsm8k")), write("math.jsonl", bench("math"))].join(",");
const labelled = write(
  "held-out.jsonl",
  Array.from({ length: 10 }, (_, i) => ({
    ...{
      prompt: `problem ${i}`,
      completions: ["fine", i % 2 ? "wrong" : "good"],
      labels: [true, i % 2 === 0],
    },
  })),
);
const responses = write(
  "responses.jsonl",
  Array.from({ length: 10 }, (_, p) =>
    Array.from({ length: 4 }, (__, k) => ({
      ...{ id: p, sample: k, problem: `sum ${p}`, answer: "7" },
      response: k < p % 4 ? `good\n\nthe answer is 7` : `wrong\n\nthe answer is ${k}`,
    })),
  ).flat(),
);

function prm(score: (step: string) => number): OpenPrm & { scored: number; disposed: boolean } {
  return {
    ...{ name: "http://fake/<prm>", reading: PURE_READING, scored: 0, disposed: false },
    tooLong: ({ steps }) => (steps.includes("endless") ? 9999 : null),
    async scoreSolutions(solutions) {
      this.scored += solutions.length;
      return solutions.map(({ steps }) => steps.map(score));
    },
    async dispose() {
      this.disposed = true;
    },
  };
}
const oracle = () => prm((step) => (step.includes("wrong") ? -1 : 1));

const command = (open: () => Promise<OpenPrm>) =>
  prmEvalCommand(open)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });

/** Runs the command; what it wrote to standard output and error. */
const run = (model: OpenPrm, ...words: string[]) =>
  writtenBy(() => command(async () => model).parseAsync(words, { from: "user" }));
const all = ["--process-bench", processBench, "--labelled", labelled, "--responses", responses];
const evaluationIn = (directory: string): PrmEvaluation =>
  JSON.parse(readFileSync(join(directory, "eval.json"), "utf8"));

describe("pure prm eval", () => {
  it("gives an oracle 100 everywhere, and leaves files that say so", async () => {
    const out = join(root, "oracle");
    const model = oracle();
    const { stdout } = await run(model, "--prm", "http://fake/prm", ...all, "--out", out);
    expect(model.disposed).toBe(true);
    const evaluation = evaluationIn(out);
    expect(evaluation.processBench?.subsets.map(({ subset, f1 }) => [subset, f1.value])).toEqual([
      ["gsm8k", 1],
      ["math", 1],
    ]);
    expect(evaluation.processBench?.meanF1.value).toBe(1);
    expect(evaluation.labelled?.subsets[0]).toMatchObject({
      subset: "held-out",
      solutions: 10,
      f1: { value: 1 },
    });
    for (const { figures } of evaluation.steps)
      expect(figures).toMatchObject({
        auc: { value: 1 },
        prmScore: { value: 1 },
        calibrationError: { value: 0 },
      });
    // Problems of ProcessBench have one solution here, as have the labelled ones.
    const none = { value: null, interval: null, problems: 0, pairs: 0, r: null, standardError: null };
    const [first, second, sampled] = evaluation.ranking;
    expect(first).toEqual({ set: "processBench", ...none });
    expect(second).toEqual({ set: "labelled", ...none });
    // p % 4 of 4 responses are right: 3, 4 and 3 pairs, of problems 1, 2, 3, 5, 6, 7 and 9.
    expect(sampled).toMatchObject({ set: "responses", value: 1, problems: 7, pairs: 3 * 3 + 2 * 4 + 2 * 3 });
    expect(sampled.r).toBeCloseTo(1, 10);
    expect(sampled.standardError).toBeCloseTo(1 / Math.sqrt(7 * 3 - 1), 12);
    expect(stdout).toMatch(/responses +1\.000 +0\.\d{3}–1\.000 +\+1\.00 ± 0\.22 +23 +7/);
    expect(stdout).toContain("labelled steps: no problem has both right and wrong responses");
    // Three in four problems have a right response, which the oracle finds where it is drawn.
    const { sizes, curves } = evaluation.bestOfN as NonNullable<PrmEvaluation["bestOfN"]>;
    expect(sizes).toEqual([1, 2, 4]);
    for (const [s, { value }] of curves.softMin.entries())
      expect(value).toBeCloseTo(curves.pass[s].value as number, 10);
    expect(evaluation.files.map(({ kind }) => kind)).toEqual([
      "processBench",
      "processBench",
      "labelled",
      "responses",
    ]);
    expect(evaluation.files[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(join(out, "figures")).sort()).toEqual([
      "best-of-n.svg",
      "calibration-labelled.svg",
      "calibration-processBench.svg",
      "first-error-labelled.svg",
      "first-error-processBench.svg",
      "scores-labelled.svg",
      "scores-processBench.svg",
    ]);
    expect(stdout).toMatch(/gsm8k +12 +100\.0 +100\.0 +100\.0/);
    expect(stdout).toMatch(/soft min +\S+% +\S+% +\S+%/);
    expect(stdout).toContain(`Report  ${join(out, "report.html")}`);
  });

  it("shows hostile text as text: no script, nothing loaded", async () => {
    const out = join(root, "hostile");
    // Everything the wrong way round, so that there are mistakes to show.
    const model = prm((step) => (step.includes("wrong") ? 0.9 : step.includes("answer") ? 0.95 : -0.9));
    await run(model, "--prm", "http://fake/prm", ...all, "--out", out);
    const page = readFileSync(join(out, "report.html"), "utf8");
    const shown = [
      "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;",
      "http://fake/&lt;prm&gt;",
      "default-src 'none'",
      "Wrong steps taken for good",
      "Good steps taken for wrong",
      "Wrong responses liked better than right ones",
    ];
    expect(shown.filter((text) => !page.includes(text))).toEqual([]);
    expect(page.match(/<script|NaN|undefined|Infinity|src=|href=/)).toBeNull();
  });

  it("gives a constant scorer an AUC of one half, an F1 of 0 and pass@1", async () => {
    const out = join(root, "constant");
    await run(
      prm(() => 0.5),
      "--prm",
      "http://fake/prm",
      ...all,
      "--out",
      out,
    );
    const { steps, processBench: first, bestOfN } = evaluationIn(out);
    for (const { figures } of steps) expect(figures.auc.value).toBe(0.5);
    expect(first?.meanF1.value).toBe(0);
    for (const { value } of bestOfN?.curves.min ?? [])
      expect(value).toBeCloseTo(bestOfN?.curves.pass[0].value as number, 10);
    // 0.75 predicted; of the labelled steps 15 in 20 are good.
    expect(steps.find(({ set }) => set === "labelled")?.figures.calibrationError.value).toBeCloseTo(0, 10);
  });

  it("makes the same figures from scores without a model, and other ones with another threshold", async () => {
    const out = join(root, "again");
    await run(oracle(), "--prm", "http://fake/prm", ...all, "--out", out);
    const before = readFileSync(join(out, "eval.json"), "utf8");
    const report = readFileSync(join(out, "report.html"), "utf8");
    const never = prm(() => {
      throw new Error("asked");
    });
    await run(never, "--scores", join(out, "scores.jsonl"), ...all);
    expect(readFileSync(join(out, "eval.json"), "utf8")).toBe(before);
    expect(readFileSync(join(out, "report.html"), "utf8")).toBe(report);
    await run(never, "--prm", "http://fake/prm", ...all, "--out", out, "--threshold-from", "math");
    expect(evaluationIn(out).processBench).toMatchObject({ threshold: 0.5, chosenOn: "math" });
    const { stdout } = await run(
      never,
      "--scores",
      join(out, "scores.jsonl"),
      ...all,
      "--threshold",
      "0",
      "--json",
    );
    const last = JSON.parse(stdout.trim().split("\n").at(-1) as string);
    expect(last).toMatchObject({ type: "prmEvaluated", directory: out });
    expect(last.evaluation.processBench.missed).toBe(18);
  });

  it("writes over no other evaluation, nor beside another process", async () => {
    const [own, out] = [join(root, "own"), join(root, "benchmark")];
    await run(oracle(), "--prm", "http://fake/prm", ...all, "--out", own);
    mkdirSync(out);
    const files = { "setup.json": "{}", "eval.json": '{"software": {}}', "report.html": "<p>theirs</p>" };
    const put = (...names: (keyof typeof files)[]) => {
      for (const name of names) writeFileSync(join(out, name), files[name]);
    };
    const scores = join(out, "scores.jsonl");
    writeFileSync(scores, readFileSync(join(own, "scores.jsonl")));
    put("report.html");
    const opened = vi.fn();
    for (const name of ["setup.json", "eval.json"] as const) {
      put(name);
      for (const from of [
        ["--scores", scores],
        ["--prm", "http://fake/prm", "--out", out],
      ])
        await expect(command(opened).parseAsync([...from, ...all], { from: "user" })).rejects.toThrow(
          `${out}: another evaluation is there (pure eval's), whose eval.json and report.html would be lost; ` +
            "name another directory with --out",
        );
      rmSync(join(out, name));
    }
    expect(readdirSync(out).sort()).toEqual(["report.html", "scores.jsonl"]);
    expect(readFileSync(join(out, "report.html"), "utf8")).toBe(files["report.html"]);
    expect(opened).not.toHaveBeenCalled();
    put("setup.json");
    await run(oracle(), "--scores", scores, ...all, "--out", own);

    let release = () => {};
    const held = exclusively(own, () => new Promise<void>((resolve) => (release = resolve)));
    await expect(run(oracle(), "--scores", join(own, "scores.jsonl"), ...all)).rejects.toThrow(
      "is writing there",
    );
    release();
    await held;
  });

  it("leaves out what is longer than the context, and says so", async () => {
    const out = join(root, "long");
    const long = write("long.jsonl", [
      { prompt: "a", completions: ["fine", "wrong"], labels: [true, false] },
      { prompt: "b", completions: ["endless"], labels: [true] },
    ]);
    const answers = write("long-responses.jsonl", [
      { problem: "c", answer: "7", response: "endless" },
      { problem: "c", answer: "7", response: "the answer is 7" },
    ]);
    const { stdout } = await run(
      oracle(),
      ...["--prm", "http://y", "--labelled", long, "--responses", answers, "--out", out],
    );
    const { steps, bestOfN, notes } = evaluationIn(out);
    expect(steps[0].figures.steps).toBe(2);
    expect(bestOfN?.curves.min[1].value).toBe(1);
    expect(notes).toEqual([
      "left out: 1 of 2 solutions of labelled steps, longer than the context",
      "ranked last: 1 response, longer than the context",
    ]);
    expect(stdout).toContain(notes[0]);
  });

  it("warns of solutions to problems that the model was trained on, also without the model", async () => {
    const [out, name] = [join(root, "seen"), join(root, "trained")];
    mkdirSync(name);
    const hashes = BigUint64Array.of(problemHash("problem 3"), problemHash("elsewhere"));
    await writeTrainingProblems(name, [{ source: "train.jsonl", rules: 2, hashes }]);
    const said = "1 of 10 solutions are to problems that the model was trained on";
    const words = ["--labelled", labelled, "--json"];
    for (const more of [
      ["--prm", name, "--out", out],
      ["--scores", join(out, "scores.jsonl")],
    ]) {
      const { stdout, stderr } = await run({ ...oracle(), name }, ...more, ...words);
      expect(stderr).toContain(`Warning: ${said};`);
      const { evaluation } = JSON.parse(stdout.trim().split("\n").at(-1) as string);
      expect(evaluation).toMatchObject({ trainedOn: 1, notes: [expect.stringContaining(said)] });
    }
    rmSync(name, { recursive: true });
    await run(oracle(), "--scores", join(out, "scores.jsonl"), ...words);
    expect(evaluationIn(out).trainedOn).toBe(0);
  });

  it("splits responses where the model says that a step ends", async () => {
    const out = join(root, "separator");
    const model = { ...oracle(), reading: { ...PURE_READING, stepSeparator: "; " } };
    const seen: (readonly string[])[] = [];
    model.scoreSolutions = async (solutions) => {
      seen.push(...solutions.map(({ steps }) => steps));
      return solutions.map(({ steps }) => steps.map(() => 0));
    };
    const answers = write("semicolons.jsonl", [{ problem: "c", answer: "7", response: "one\n\nand; 7" }]);
    await run(model, "--prm", "http://x", "--responses", answers, "--out", out);
    expect(seen).toEqual([["one\n\nand", "7"]]);
    await run(model, "--scores", join(out, "scores.jsonl"), "--responses", answers);
    expect(evaluationIn(out).settings.stepSeparator).toBe("; ");
  });

  it("ranks labelled solutions of a problem, by their answers where the file says whether those are right", async () => {
    const out = join(root, "ranked");
    const several = [
      { prompt: "a", completions: ["fine", "wrong"], labels: [true, false], correct: true },
      { prompt: "b", completions: ["good"], labels: [true] },
      { prompt: "a", completions: ["fine"], labels: [true], correct: false },
      { prompt: "a", completions: ["good"], labels: [true], correct: null },
      { prompt: "b", completions: ["wrong"], labels: [0.4] },
      { prompt: "b", completions: ["good", "fine"], labels: [0.5, 1] },
    ];
    await run(oracle(), "--prm", "http://x", "--labelled", write("several.jsonl", several), "--out", out);
    // Problem a: the right answer has the wrong step. Problem b: two good ones against one.
    expect(evaluationIn(out).ranking).toMatchObject([
      { set: "labelled", pairs: 3, problems: 2, value: 2 / 3 },
    ]);
    // In a benchmark of first errors what is right is its label's to say.
    const samples = [-1, 1].map((label) => ({
      ...{ id: `x-${label}`, problem: "p", steps: ["one", label < 0 ? "two" : "wrong"], label },
      final_answer_correct: true,
    }));
    await run(oracle(), "--prm", "http://x", "--process-bench", write("two.jsonl", samples), "--out", out);
    expect(evaluationIn(out).ranking).toMatchObject([{ set: "processBench", pairs: 1, value: 1 }]);
    // Neither a response that cannot be judged nor one that is too long is ranked.
    const answers = [
      { id: 1, problem: "c", answer: "7", response: "wrong way, the answer is 7" },
      { id: 1, problem: "c", answer: "7", response: "endless" },
      { id: 1, problem: "c", answer: "7", response: "the answer is 8" },
      { id: 1, problem: "c", answer: "7", response: "the answer is 7" },
      { id: 1, problem: "c", answer: "7", response: "" },
    ];
    await run(oracle(), "--prm", "http://x", "--responses", write("few.jsonl", answers), "--out", out);
    expect(evaluationIn(out).ranking).toMatchObject([{ set: "responses", pairs: 2, value: 0.25 }]);
    // The soft minimum of r is that of the temperature given.
    const correlation = async (temperature: string) => {
      const model = prm((step) => step.length / 10);
      const words = ["--labelled", join(root, "several.jsonl"), "--temperature", temperature];
      await run(model, "--prm", "http://x", ...words, "--out", join(root, `at-${temperature}`));
      return evaluationIn(join(root, `at-${temperature}`)).ranking[0].r as number;
    };
    expect(await correlation("0.1")).not.toBeCloseTo(await correlation("10"), 3);
  });

  it("scores only what is new", async () => {
    const out = join(root, "more");
    await run(oracle(), "--prm", "http://fake/prm", "--labelled", labelled, "--out", out);
    const model = oracle();
    await run(
      model,
      "--prm",
      "http://fake/prm",
      "--labelled",
      labelled,
      "--process-bench",
      processBench,
      "--out",
      out,
    );
    expect(model.scored).toBe(24);
  });

  it("says what is wrong before a model is opened", async () => {
    const bad = write("bad.jsonl", [{ id: "a", problem: "p", steps: ["x"], label: 1 }]);
    const opened = vi.fn();
    const go = (...words: string[]) => command(opened).parseAsync(words, { from: "user" });
    await expect(go("--prm", "x", "--process-bench", bad)).rejects.toThrow(
      'bad.jsonl:1: "label" is 1, but there are 1 steps',
    );
    await expect(go("--prm", "x", "--labelled", join(root, "none.jsonl"))).rejects.toThrow("no such file");
    await expect(go("--labelled", labelled)).rejects.toThrow("give the model with --prm");
    await expect(go("--prm", "x", "--scores", "y", "--labelled", labelled)).rejects.toThrow("one of them");
    await expect(go("--prm", "x")).rejects.toThrow("nothing to judge on");
    await expect(go("--prm", "x", "--labelled", labelled, "--problems", "p")).rejects.toThrow("--problems");
    await expect(go("--prm", "x", "--labelled", labelled, "--threshold", "2")).rejects.toThrow("≤ 1");
    await expect(go("--prm", "x", "--labelled", labelled, "--threshold-from", "math")).rejects.toThrow(
      "there is none",
    );
    await expect(go("--prm", "x", "--responses", responses, "--answer-pattern", "(")).rejects.toThrow(
      "--answer-pattern",
    );
    expect(opened).not.toHaveBeenCalled();
    const scores = join(root, "oracle", "scores.jsonl");
    await expect(
      run(oracle(), "--scores", scores, "--process-bench", processBench, "--threshold-from", "omnimath"),
    ).rejects.toThrow("no such subset of ProcessBench here (there are gsm8k, math)");
    const other = write("other.jsonl", [{ prompt: "never seen", completions: ["x"], labels: [true] }]);
    await expect(run(oracle(), "--scores", scores, "--labelled", other)).rejects.toThrow(
      'has no scores of solution other-1, "never seen"',
    );
    expect(existsSync("prm-eval")).toBe(false);
  });

  it("names its directory by the model", () => {
    expect(nameOf("Qwen/Qwen2.5-Math-PRM-7B")).toBe("Qwen-Qwen2.5-Math-PRM-7B");
    expect(nameOf("http://localhost:8000/")).toBe("localhost-8000");
    mkdirSync(join(root, "my-run", "checkpoints", "200"), { recursive: true });
    expect(nameOf(join(root, "my-run", "checkpoints", "200"))).toBe("my-run-200");
    expect(nameOf(join(root, "my-run"))).toBe("my-run");
  });
});
