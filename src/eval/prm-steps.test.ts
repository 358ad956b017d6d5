import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, calibrationBins, expectedCalibrationError } from "../common/calibration.ts";
import { wilsonInterval } from "../common/statistics.ts";
import { bootstrapFigures, withEnds } from "./prm-intervals.ts";
import { firstBad, type LabelledScores, labelsUntilError, stepFigures } from "./prm-steps.ts";

const example = fc.integer({ min: 1, max: 6 }).chain((steps) =>
  fc.record({
    problem: fc.integer({ min: 0, max: 3 }).map(String),
    probabilities: fc.array(
      fc.integer({ min: 0, max: 6 }).map((g) => g / 6),
      {
        minLength: steps,
        maxLength: steps,
      },
    ),
    labels: fc.array(fc.constantFrom(0, 1, 0.25, 0.5, 0.75, null), { minLength: steps, maxLength: steps }),
  }),
);

describe("figures of steps", () => {
  it("are what their definitions give", () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 6 }), (solutions: LabelledScores[]) => {
        const steps = solutions.flatMap(({ probabilities, labels }) =>
          labels.flatMap((label, i) => (label === null ? [] : [{ p: probabilities[i], label }])),
        );
        const result = stepFigures(solutions, { threshold: 0.4, bins: 5 });
        const p = steps.map((step) => step.p);
        const labels = steps.map((step) => step.label);
        const good = labels.map((label) => label >= 0.5);
        const equal = (found: number | null, expected: number) =>
          Number.isNaN(expected) ? expect(found).toBeNull() : expect(found).toBeCloseTo(expected, 10);
        const bins = calibrationBins(p, labels, 5);
        equal(result.auc.value, areaUnderCurve(p, good));
        equal(result.calibrationError.value, expectedCalibrationError(bins));
        equal(result.brier.value, p.reduce((sum, x, i) => sum + (x - labels[i]) ** 2, 0) / p.length);
        equal(result.accuracy.value, p.filter((x, i) => x >= 0.4 === good[i]).length / p.length);
        const f1 = (kind: boolean) => {
          const [hits, predicted, there] = [
            p.filter((x, i) => x >= 0.4 === kind && good[i] === kind).length,
            p.filter((x) => x >= 0.4 === kind).length,
            good.filter((g) => g === kind).length,
          ];
          // Precision and recall, where both are defined and not 0.
          if (hits === 0) return predicted + there === 0 ? Number.NaN : 0;
          const [precision, recall] = [hits / predicted, hits / there];
          return (2 * precision * recall) / (precision + recall);
        };
        equal(result.f1Good.value, f1(true));
        equal(result.f1Bad.value, f1(false));
        equal(result.prmScore.value, (f1(true) + f1(false)) / 2);
        // Sums of the same numbers in another order.
        const rounded = (all: typeof bins) =>
          all.map((bin) => ({
            ...bin,
            predicted: bin.predicted.toFixed(10),
            observed: bin.observed.toFixed(10),
          }));
        expect(rounded(result.bins)).toEqual(rounded(bins));
        expect(result.histogram.good.reduce((a, b) => a + b, 0)).toBe(result.good);
        expect(result.histogram.bad.reduce((a, b) => a + b, 0)).toBe(result.bad);
        expect(result.steps).toBe(steps.length);
      }),
      { numRuns: 60 },
    );
  });

  it("of an oracle are perfect, and of a constant scorer say nothing of order", () => {
    const labels = [1, 1, 0, 1];
    const oracle = stepFigures([{ problem: "a", probabilities: labels, labels }]);
    expect(oracle).toMatchObject({
      accuracy: { value: 1 },
      f1Good: { value: 1 },
      f1Bad: { value: 1 },
      prmScore: { value: 1 },
      auc: { value: 1 },
      calibrationError: { value: 0 },
      brier: { value: 0 },
    });
    const constant = stepFigures([{ problem: "a", probabilities: [0.75, 0.75, 0.75, 0.75], labels }]);
    expect(constant.auc.value).toBe(0.5);
    expect(constant.calibrationError.value).toBeCloseTo(0, 12);
    expect(constant.brier.value).toBeCloseTo(0.1875, 12);
    expect(constant.f1Bad.value).toBe(0);
    expect(constant.f1Good.value).toBeCloseTo(6 / 7, 12);
  });

  it("count labels until the first error of ProcessBench, and the first bad of labelled steps", () => {
    expect(labelsUntilError(-1, 3)).toEqual([1, 1, 1]);
    expect(labelsUntilError(1, 4)).toEqual([1, 0, null, null]);
    expect(labelsUntilError(0, 2)).toEqual([0, null]);
    expect(firstBad([1, 0.5, 0.4, 0])).toBe(2);
    expect(firstBad([1, 1])).toBe(-1);
  });
});

describe("the bootstrap over problems", () => {
  it("has about the error of the mean, and draws within strata", () => {
    const values = Array.from({ length: 400 }, (_, i) => Number(i % 10 < 3));
    const mean = (weights: Uint32Array) => [
      values.reduce((sum, value, i) => sum + value * weights[i], 0) / 400,
    ];
    const [{ value, interval }] = bootstrapFigures(new Array(400).fill(0), mean, { seed: 2 });
    expect(value).toBe(0.3);
    const half = 1.96 * Math.sqrt((0.3 * 0.7) / 400);
    expect(interval?.[0]).toBeCloseTo(0.3 - half, 1);
    expect(interval?.[1]).toBeCloseTo(0.3 + half, 1);
    // Strata that agree with the values leave nothing to chance, and so nothing to say.
    const [fixed] = bootstrapFigures(values, mean, { seed: 2 });
    expect(fixed).toEqual({ value: 0.3, interval: null });
    expect(withEnds({ value: 1, interval: null }, 20).interval).toEqual([wilsonInterval(20, 20)[0], 1]);
    expect(withEnds(fixed, 20)).toEqual(fixed);
  });

  it("gives no interval to a single problem, nor to what most draws lack", () => {
    expect(bootstrapFigures([0], () => [1])).toEqual([{ value: 1, interval: null }]);
    const rare = bootstrapFigures(
      [0, 0],
      (weights) => [weights[0] === 1 && weights[1] === 1 ? 1 : Number.NaN],
      {
        resamples: 2000,
      },
    );
    expect(rare[0].value).toBe(1);
    expect(bootstrapFigures([0, 0], () => [Number.NaN])).toEqual([{ value: null, interval: null }]);
  });
});
