import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../common/statistics.ts";
import {
  bestThreshold,
  firstError,
  firstErrorResult,
  harmonicMean,
  type JudgedSolution,
} from "./prm-first-error.ts";

let number = 0;
const solution = (label: number, probabilities: number[], subset = "gsm8k"): JudgedSolution => ({
  problem: `problem ${number++}`,
  subset,
  label,
  probabilities,
});

/** Probabilities on a coarse grid, so that ties and equal thresholds come up. */
const solutions = fc.array(
  fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 5 }).chain((grid) =>
    fc.integer({ min: -1, max: grid.length - 1 }).map((label) =>
      solution(
        label,
        grid.map((g) => g / 8),
      ),
    ),
  ),
  { minLength: 1, maxLength: 12 },
);

/** F1 of the protocol by its definition. */
function f1At(all: readonly JudgedSolution[], threshold: number): number {
  const hits = all.map(({ label, probabilities }) => firstError(probabilities, threshold) === label);
  const accuracy = (wanted: boolean) => {
    const side = hits.filter((_, i) => (all[i].label !== -1) === wanted);
    return side.filter(Boolean).length / side.length;
  };
  return harmonicMean(accuracy(true), accuracy(false));
}

describe("the first error", () => {
  it("is the first step below the threshold, which itself is good enough", () => {
    expect(firstError([0.9, 0.5, 0.4, 0.1], 0.5)).toBe(2);
    expect(firstError([0.9, 0.5], 0.5)).toBe(-1);
    expect(firstError([], 0.5)).toBe(-1);
  });
});

describe("the protocol", () => {
  it("takes accuracy on solutions with an error and on right ones, and their harmonic mean, by subset", () => {
    const all = [
      solution(0, [0.1, 0.9]), // found
      solution(1, [0.9, 0.2]), // found
      solution(2, [0.9, 0.2, 0.1]), // one too early
      solution(1, [0.9, 0.9]), // missed
      solution(-1, [0.9, 0.9]), // passed
      solution(-1, [0.9, 0.3]), // false alarm
      solution(-1, [0.6], "math"),
      solution(0, [0.6], "math"),
    ];
    const result = firstErrorResult(all);
    const [gsm8k, math] = result.subsets;
    expect(gsm8k.erroneous).toEqual({ count: 2, of: 4, value: 0.5, interval: wilsonInterval(2, 4) });
    expect(gsm8k.correct).toMatchObject({ count: 1, of: 2, value: 0.5 });
    expect(gsm8k.f1.value).toBeCloseTo(0.5);
    expect(math.f1.value).toBe(0);
    expect(result.meanF1.value).toBeCloseTo(0.25);
    expect(result.offsets).toEqual([
      [-1, 1],
      [0, 2],
    ]);
    expect([result.missed, result.falseAlarms]).toEqual([2, 1]);
  });

  it("gives an oracle 100 in every figure, and says nothing where one side is missing", () => {
    const oracle = firstErrorResult([solution(1, [1, 0, 1]), solution(-1, [1, 1])]);
    expect(oracle.meanF1.value).toBe(1);
    const right = firstErrorResult([solution(-1, [1]), solution(-1, [0])]);
    expect(right.subsets[0].erroneous).toEqual({ count: 0, of: 0, value: null, interval: null });
    expect(right.subsets[0].f1).toEqual({ value: null, interval: null });
    expect(right.meanF1.value).toBeNull();
  });

  it("gives a constant scorer 0: either every error is missed or every right solution is accused", () => {
    const all = [solution(0, [0.7, 0.7]), solution(1, [0.7, 0.7]), solution(-1, [0.7])];
    expect(firstErrorResult(all).meanF1.value).toBe(0);
    expect(firstErrorResult(all, { threshold: 0.8 }).subsets[0]).toMatchObject({
      erroneous: { count: 1 },
      correct: { count: 0 },
    });
  });

  it("bootstraps over problems: solutions of one problem are drawn together, and the same seed agrees", () => {
    const pairs = Array.from({ length: 40 }, (_, i) =>
      solution(i % 2 === 0 ? 0 : -1, [i % 3 === 0 ? 0.2 : 0.8]),
    );
    const doubled = [...pairs, ...pairs];
    const once = firstErrorResult(pairs, { seed: 4 });
    expect(firstErrorResult(doubled, { seed: 4 }).meanF1).toEqual(once.meanF1);
    expect(once.meanF1.interval?.[0]).toBeLessThan(once.meanF1.value as number);
    expect(once.meanF1.interval?.[1]).toBeGreaterThan(once.meanF1.value as number);
  });
});

describe("the threshold chosen on a subset", () => {
  it("has the highest F1 of all thresholds", () => {
    fc.assert(
      fc.property(solutions, (all) => {
        const best = bestThreshold(all);
        const sides = new Set(all.map(({ label }) => label !== -1));
        if (sides.size < 2) {
          expect(best).toBeNull();
          return;
        }
        // Every predicted set of every threshold is met by one of these.
        const grid = Array.from({ length: 33 }, (_, i) => i / 32);
        expect(best?.f1).toBeCloseTo(Math.max(...grid.map((t) => f1At(all, t))), 12);
        expect(f1At(all, best?.threshold as number)).toBeCloseTo(best?.f1 as number, 12);
      }),
      { numRuns: 500 },
    );
  });

  it("lies in the middle of its range, and at the range nearest to one half", () => {
    expect(bestThreshold([solution(0, [0.2]), solution(-1, [0.6])])).toEqual({ threshold: 0.4, f1: 1 });
  });
});
