import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { fakeConfig, prompts, temporaryRuns, tokenizer, vocabSize } from "../../tests/fake-run.ts";
import { wilsonInterval } from "../common/statistics.ts";
import type { PureConfigInput } from "../config/schema.ts";
import { resolveConfig } from "../config.ts";
import { nodeJudges } from "../reward/judges.ts";
import {
  compareSolutions,
  evaluationResult,
  runTitle,
  signTest,
  solveHeldOut,
  writeSummary,
} from "./evaluate.ts";
import type { HeldOutRecord } from "./runs/records.ts";
import { RunDirectory } from "./runs/run-directory.ts";
import { drawIndices, isDue, learningRateAt } from "./schedule.ts";

describe("wilsonInterval", () => {
  it("matches known values", () => {
    // R: prop.test(x, n, correct = FALSE)$conf.int
    expect(wilsonInterval(5, 10).map((x) => x.toFixed(4))).toEqual(["0.2366", "0.7634"]);
    expect(wilsonInterval(0, 20)[0]).toBe(0);
    expect(wilsonInterval(0, 20)[1]).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(20, 20)[1]).toBe(1);
  });

  it("holds the share, and is symmetric", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const x = Math.round(share * n);
          const [low, high] = wilsonInterval(x, n);
          const [mirrorLow, mirrorHigh] = wilsonInterval(n - x, n);
          expect(low - 1e-12).toBeLessThanOrEqual(x / n);
          expect(high + 1e-12).toBeGreaterThanOrEqual(x / n);
          expect(low).toBeCloseTo(1 - mirrorHigh, 9);
          expect(high).toBeCloseTo(1 - mirrorLow, 9);
        },
      ),
    );
  });
});

describe("signTest", () => {
  it("is the exact two-sided binomial probability", () => {
    expect(signTest(0, 0)).toBe(1);
    expect(signTest(5, 5)).toBe(1);
    expect(signTest(10, 0)).toBeCloseTo(2 / 1024, 12);
    // 2 · (1 + 9 + 36) / 2^9
    expect(signTest(2, 7)).toBeCloseTo((2 * 46) / 512, 12);
    expect(signTest(7, 2)).toBe(signTest(2, 7));
    expect(signTest(2000, 100)).toBeLessThan(1e-100);
  });
});

describe("solveHeldOut", () => {
  it("gives one greedy response a problem, in order, and its numbers", async () => {
    const policy = new FakeEngine({ vocabSize, seed: 3 });
    const config = fakeConfig(temporaryRuns(), { sampling: { maxTokens: 8 } });
    const inputs = { config, tokenizer, policy, heldOut: prompts, judges: nodeJudges() };
    const records = await solveHeldOut(inputs, null, { onEvent: () => {} });
    expect(records.map((record) => record.problem)).toEqual(prompts.map(({ problem }) => problem.id));
    expect(records.map((record) => record.problemText)).toEqual(prompts.map(({ problem }) => problem.prompt));
    expect(compareSolutions(records, records).solutions[0].problemText).toBe(prompts[0].problem.prompt);
    for (const record of records) {
      expect(record.correct).toBe(record.answer === "7");
      expect(record.length).toBeLessThanOrEqual(8);
    }
    const result = evaluationResult(records);
    expect(result.problems).toBe(20);
    expect(result.accuracy).toBe(records.filter((record) => record.correct).length / 20);
  });

  it("pairs solutions before and after", () => {
    const record = (problem: string, correct: boolean): HeldOutRecord => ({
      ...{ problem, prompt: problem, reference: "7", response: "A7", correct },
      ...{ answer: "7", length: 2, steps: [{ text: "A7", reward: null }] },
    });
    const before = [record("a", false), record("b", true), record("c", false), record("d", true)];
    const after = [record("a", true), record("b", false), record("c", true), record("d", true)];
    const { signTest: test, solutions } = compareSolutions(before, after);
    expect(test).toMatchObject({ gained: 2, lost: 1, p: 1 });
    expect(solutions[0]).toMatchObject({
      problem: "a",
      before: { correct: false },
      after: { correct: true },
    });
  });
});

describe("schedule", () => {
  const rate = (step: number, schedule: "constant" | "linear" | "cosine", warmupSteps = 0) =>
    learningRateAt(step, 10, { learningRate: 2, warmupSteps, schedule });

  it("warms up, then holds or falls", () => {
    expect([1, 2, 3, 4].map((step) => rate(step, "constant", 4))).toEqual([0.5, 1, 1.5, 2]);
    expect(rate(10, "constant", 4)).toBe(2);
    expect([1, 6, 10].map((step) => rate(step, "linear"))).toEqual([2, 1, 2 - 1.8]);
    expect(rate(1, "cosine")).toBe(2);
    expect(rate(6, "cosine")).toBeCloseTo(1, 12);
    expect(rate(5, "linear", 4)).toBe(2);
  });

  it("says what is due", () => {
    expect([1, 2, 3, 4, 5].filter((step) => isDue(step, 2, 5))).toEqual([2, 4, 5]);
    expect([1, 2, 3].filter((step) => isDue(step, 0, 3))).toEqual([3]);
  });
});

describe("drawIndices", () => {
  it("goes through everything once an epoch, and follows from seed and position alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(1000), fc.nat(100), (count, seed, position) => {
        const all = drawIndices(count, seed, 0, 3 * count);
        for (let epoch = 0; epoch < 3; epoch++) {
          const drawn = all.slice(epoch * count, (epoch + 1) * count).sort((a, b) => a - b);
          expect(drawn).toEqual(Array.from({ length: count }, (_, i) => i));
        }
        const at = position % (2 * count);
        expect(drawIndices(count, seed, at, count)).toEqual(all.slice(at, at + count));
      }),
      { numRuns: 30 },
    );
  });
});

it.each<[string, Partial<PureConfigInput>]>([
  ["PRM + 10% verifiable reward, min-form (T = 0.1)", { reward: { prm: "p", verifiableShare: 0.1 } }],
  ["PRM, min-form (strict)", { reward: { prm: "p", mode: "prm" }, credit: { form: "strict" } }],
  ["PRM, sum-form (γ = 0.9)", { reward: { prm: "p", mode: "prm" }, credit: { form: "sum", gamma: 0.9 } }],
  ["PRM, sum-form", { reward: { prm: "p", mode: "prm" }, credit: { form: "sum" } }],
  ["PRM + verifiable reward, survival form", { credit: { form: "survival" } }],
  ["PRM + verifiable reward, each step by itself", { credit: { form: "local" } }],
  ["PRM + verifiable reward, PAPO", { credit: { estimator: "papo" } }],
  ["PRM + verifiable reward, PROF", { credit: { estimator: "prof" } }],
  [
    "PRM, min-form (T = 0.1), weighed by trust",
    { reward: { prm: "p", mode: "prm" }, credit: { trust: true } },
  ],
  ["PRM + verifiable reward, min-form (T = 0.1), not weighed by trust", { credit: { trust: false } }],
  ["verifiable reward", { reward: { mode: "vr" } }],
  ["reward of one's own", { reward: { mode: "vr", custom: () => 1 } }],
  [
    "PRM + 10% reward of one's own, min-form (T = 0.1)",
    { reward: { prm: "p", verifiableShare: 0.1, custom: () => 1 } },
  ],
  ["PRM, min-form (T = 0.1)", { reward: { prm: "p", mode: "prm", custom: () => 1 } }],
])("a run is called %s", (title, sections) => {
  const least = { model: { source: "m" }, data: { source: "d" }, reward: { prm: "p" } };
  expect(runTitle(resolveConfig({ ...least, ...sections }))).toBe(title);
});

describe("writeSummary", () => {
  const records = (right: number) =>
    Array.from({ length: 20 }, (_, i) => ({
      ...{ problem: String(i), prompt: "", reference: "1", response: "1", answer: "1" },
      ...{ correct: i < right, undecided: null, tokens: 1, finish: "eos", steps: [] },
    })) as unknown as HeldOutRecord[];
  const seconds = { sampling: 1, scoring: 0, updating: 0, total: 1 };

  it.each([
    [14, { accuracy: 0.8, step: 4 }],
    [15, { accuracy: 0.8, step: 4 }],
    [16, undefined],
  ])("says where the run was better, if it ends with %i of 20", async (right, best) => {
    const config = fakeConfig(temporaryRuns());
    const path = join(config.run.directory, "run");
    const run = await RunDirectory.start(path, config);
    for (const [step, accuracy] of [0.6, 0.75, 0.85, 0.8, 0.7].entries())
      run.append("metrics", { step: step + 1, seconds, heldOut: { accuracy } });
    for (const step of [2, 3, 5]) {
      mkdirSync(join(path, "checkpoints", String(step)), { recursive: true });
      writeFileSync(join(path, "checkpoints", String(step), "state.json"), "{}");
    }
    const summary = await writeSummary(run, config, records(8), records(right));
    if (best === undefined) expect(summary.best).toBeUndefined();
    else {
      expect(summary.best).toMatchObject({ step: best.step, checkpoint: join(path, "checkpoints", "3") });
      expect(summary.best!.accuracy).toBeCloseTo(best.accuracy, 12);
    }
    expect(summary.seconds.total).toBe(5);
  });
});
