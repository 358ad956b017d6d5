import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, calibrationBins, expectedCalibrationError, mergedBins } from "./calibration.ts";

describe("areaUnderCurve", () => {
  it("is not a number where a score is none", () => {
    expect(areaUnderCurve([Number.NaN, 1], [true, false])).toBeNaN();
  });

  it("is the share of pairs in the right order, ties one half", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }),
        (pairs) => {
          const scores = pairs.map(([score]) => score);
          const positive = pairs.map(([, label]) => label);
          let [wins, count] = [0, 0];
          for (let i = 0; i < pairs.length; i++)
            for (let j = 0; j < pairs.length; j++)
              if (positive[i] && !positive[j]) {
                count++;
                wins += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
              }
          if (count === 0) expect(areaUnderCurve(scores, positive)).toBeNaN();
          else expect(areaUnderCurve(scores, positive)).toBeCloseTo(wins / count, 12);
        },
      ),
    );
  });
});

describe("calibration", () => {
  it("is the mean distance of prediction and label where each bin holds one prediction", () => {
    const bins = calibrationBins([0.05, 0.15, 0.95, 1], [0, 1, 1, 1]);
    expect(bins[0]).toMatchObject({ from: 0, to: 0.1, count: 1, predicted: 0.05, observed: 0 });
    expect(bins[9]).toMatchObject({ count: 2, predicted: 0.975, observed: 1 });
    expect(expectedCalibrationError(bins)).toBeCloseTo((0.05 + 0.85 + 2 * 0.025) / 4, 12);
  });

  it("is zero where the labels are the predictions, and counts every prediction once", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(probability, { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (p, n) => {
        const bins = calibrationBins(p, p, n);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(p.length);
        expect(expectedCalibrationError(bins)).toBeCloseTo(0, 12);
      }),
    );
  });

  it("of parts together is that of all predictions at once", () => {
    const predictions = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()));
    fc.assert(
      fc.property(fc.array(predictions), (parts) => {
        const bins = (pairs: readonly (readonly [number, boolean])[]) =>
          calibrationBins(
            pairs.map(([p]) => p),
            pairs.map(([, label]) => Number(label)),
          );
        const merged = mergedBins(parts.map(bins));
        const whole = bins(parts.flat()).filter(({ count }) => count > 0);
        expect(merged.map(({ from, to, count }) => [from, to, count])).toEqual(
          whole.map(({ from, to, count }) => [from, to, count]),
        );
        merged.forEach(({ predicted, observed }, b) => {
          expect(predicted).toBeCloseTo(whole[b].predicted, 12);
          expect(observed).toBeCloseTo(whole[b].observed, 12);
        });
      }),
    );
  });

  it("refuses what is no probability, and labels of another number", () => {
    expect(() => calibrationBins([1.2], [1])).toThrow("prediction 0 is 1.2");
    expect(() => calibrationBins([0.2], [])).toThrow("1 predictions but 0 labels");
  });
});
