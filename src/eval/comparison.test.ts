import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../common/statistics.ts";
import type { EvaluationResult, HeldOutRecord } from "../train/runs/records.ts";
import { accuracyInterval, type ComparisonRun, compareRuns } from "./comparison.ts";

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

  it("tests one seed by its signs, and several by the signs of their problems", () => {
    const zeros = [0, 0, 0];
    const one = [run("a", 1, zeros, zeros), run("b", 1, zeros, [1, 1, 1])];
    expect(compareRuns(arms, one).pairs[0].p).toBeCloseTo(0.25, 12);
    const two = [...one, run("a", 2, zeros, zeros), run("b", 2, zeros, [1, 0, 0])];
    // Sums 2, 1 and 1: of eight signs two have a sum of 4.
    expect(compareRuns(arms, two).pairs[0].p).toBe(0.25);
    const mixed = [...one, run("a", 2, zeros, [1, 1, 0]), run("b", 2, zeros, [0, 0, 1])];
    // Sums 0, 0 and 2: both signs are as large.
    expect(compareRuns(arms, mixed).pairs[0].p).toBe(1);
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
