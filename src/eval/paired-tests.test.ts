import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { signTest } from "../train/evaluate.ts";
import { holm, signFlipTest } from "./paired-tests.ts";

describe("the paired permutation test", () => {
  it("of wins and losses is the exact sign test, and both are what enumeration gives", () => {
    fc.assert(
      fc.property(fc.nat(7), fc.nat(7), fc.nat(3), (gained, lost, same) => {
        const n = gained + lost;
        let extreme = 0;
        for (let mask = 0; mask < 1 << n; mask++) {
          const wins = Array.from({ length: n }, (_, i) => (mask >> i) & 1).reduce((a, b) => a + b, 0);
          extreme += Number(Math.abs(2 * wins - n) >= Math.abs(gained - lost));
        }
        const expected = extreme / 2 ** n;
        expect(signTest(gained, lost)).toBeCloseTo(expected, 10);
        const values = [...Array(gained).fill(0.25), ...Array(lost).fill(-0.25), ...Array(same).fill(0)];
        expect(signFlipTest(values)).toBeCloseTo(expected, 10);
      }),
    );
  });

  it("does not depend on order, sign or scale", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -8, max: 8 }), { maxLength: 10 }),
        fc.constantFrom(-1, 0.125, 3),
        (values, factor) => {
          const p = signFlipTest(values);
          expect(signFlipTest(values.toReversed().map((value) => value * factor))).toBeCloseTo(p, 12);
          expect(p).toBeGreaterThan(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("by drawing comes near the exact one, and never to 0", () => {
    expect(
      Math.abs(signFlipTest([...Array(24).fill(1), ...Array(12).fill(-1)]) - signTest(24, 12)),
    ).toBeLessThan(0.015);
    expect(signFlipTest(Array(200).fill(1))).toBe(1 / 10_001);
  });

  it("finds something where nothing is about as often as it should", () => {
    const random = new Random(4);
    let found = 0;
    for (let trial = 0; trial < 100; trial++) {
      const values = Array.from({ length: 12 }, () => random.int(5) / 4 - random.int(5) / 4);
      found += Number(signFlipTest(values, trial) < 0.05);
    }
    expect(found).toBeLessThanOrEqual(12);
  });
});

describe("Holm's adjustment", () => {
  it("multiplies the smallest by all, the next by one fewer, and never lets a larger p come before a smaller", () => {
    expect(holm([])).toEqual([]);
    expect(holm([0.01, 0.04, 0.03]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  it("rejects what the step-down procedure rejects", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { maxLength: 8 }), (p) => {
        const rejected = new Set<number>();
        const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
        for (const [rank, index] of order.entries()) {
          if ((p.length - rank) * p[index] > 0.05) break;
          rejected.add(index);
        }
        expect(holm(p).flatMap((own, i) => (own <= 0.05 ? [i] : []))).toEqual(
          [...rejected].sort((a, b) => a - b),
        );
      }),
    );
  });
});
