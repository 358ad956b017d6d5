import fc from "fast-check";
import { expect, it } from "vitest";
import { updateStatistics } from "../loss/update.ts";
import { klEstimate } from "./kl.ts";
import { tokenStatistics, whiten } from "./whiten.ts";

const rows = fc.array(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 8 }), {
  minLength: 1,
});

it("whitening gives mean 0 and variance 1 over all tokens", () => {
  fc.assert(
    fc.property(rows, (values) => {
      const whitened = values.map((row) => Float64Array.from(row));
      fc.pre(tokenStatistics(whitened).variance > 1e-2);
      whiten(whitened);
      const { mean, variance } = tokenStatistics(whitened);
      expect(mean).toBeCloseTo(0, 9);
      expect(variance).toBeCloseTo(1, 5);
    }),
  );
});

it("has the unbiased variance and 1e-8 under the root", () => {
  const row = Float64Array.of(1, 2, 6);
  expect(tokenStatistics([row])).toEqual({ count: 3, mean: 3, variance: 7 });
  whiten([row]);
  expect(row[2]).toBeCloseTo(3 / Math.sqrt(7 + 1e-8), 15);
});

it("masked tokens count for nothing and stay", () => {
  const row = Float64Array.of(1, 99, 3);
  whiten([row], [Uint8Array.of(1, 0, 1)]);
  expect(row[1]).toBe(99);
  expect(row[0]).toBeCloseTo(-Math.SQRT1_2, 6);
  expect(row[2]).toBeCloseTo(Math.SQRT1_2, 6);
});

it("equal, single or no tokens become zeros, not NaN", () => {
  for (const row of [Float64Array.of(0.25, 0.25), Float64Array.of(7), new Float64Array()]) {
    whiten([row]);
    expect([...row].every((value) => value === 0)).toBe(true);
  }
  expect(tokenStatistics([[], []])).toEqual({ count: 0, mean: 0, variance: 0 });
});

it("KL estimates are their definitions, k2 and k3 never negative, k3 bounded", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -30, max: 0, noNaN: true }),
      fc.double({ min: -30, max: 0, noNaN: true }),
      (p, ref) => {
        const d = p - ref;
        expect(klEstimate("k1", p, ref)).toBe(d);
        expect(klEstimate("k2", p, ref)).toBeCloseTo((d * d) / 2, 10);
        expect(klEstimate("k3", p, ref)).toBeCloseTo(Math.min(Math.exp(-d) - 1 + d, 10), 10);
        expect(klEstimate("k3", p, ref)).toBeGreaterThanOrEqual(0);
        expect(klEstimate("abs", p, ref)).toBe(Math.abs(d));
      },
    ),
  );
});

it("a ratio out of all proportion is finite, and its mean still tells of it", () => {
  const logprobs = new Float64Array(4096);
  const at = (old: number) => {
    const row = { logprobs, old: logprobs.with(7, old), advantages: logprobs.map(() => -1) };
    return updateStatistics([row]);
  };
  const { loss, ratioMean, ratioMax } = at(-1000);
  expect(ratioMax).toBe(Math.exp(20));
  expect(ratioMean).toBeGreaterThan(10); // optimizer.maxMeanRatio: such an update is skipped.
  expect(loss).toBeCloseTo((4095 + Math.exp(20)) / 4096, 6);
  expect(at(-19).ratioMax).toBeCloseTo(Math.exp(19), 5);
  expect(at(1000).ratioMean).toBeCloseTo((4095 + Math.exp(-20)) / 4096, 12);
});
