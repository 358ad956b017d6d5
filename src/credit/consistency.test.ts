import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consistency, keptResponses } from "./consistency.ts";
import type { CreditResponse } from "./tokens.ts";

/** A response of `steps` steps, each of score r = 2p − 1. */
const of = (p: number, right: number | boolean, steps = 5): CreditResponse => ({
  length: steps,
  stepEnds: Array.from({ length: steps }, (_, s) => s),
  scores: new Array(steps).fill(2 * p - 1),
  verifiable: Number(right),
});
const kept = (responses: readonly CreditResponse[]) =>
  keptResponses(responses).map((response) => responses.indexOf(response));

/** Mean p(good) of the steps, verdict, steps. */
const published = [
  of(0.9, 1),
  of(0.4, 1),
  of(0.7, 1, 1),
  of(0.8, 1, 6),
  of(0.6, 1),
  of(0.9, 0),
  of(0.2, 0),
  of(0.5, 0, 40),
];

describe("PROF's filter", () => {
  it("scores as published", () => {
    const mean = 2 * 0.625 - 1;
    const expected = [0.55, -0.45, -9.85, 0.35, -0.05, -0.55, 0.85, -9.75];
    published.forEach((response, i) => {
      expect(consistency(response, mean)).toBeCloseTo(expected[i], 12);
    });
    expect(consistency(of(0, 1, 0), mean)).toBe(-10);
    for (const [steps, penalty] of [
      [2, 0],
      [30, 0],
      [31, -10],
    ])
      expect(consistency(of(1, 1, steps), 0)).toBeCloseTo(1 + penalty, 12);
  });
  it("keeps as published", () => {
    expect(kept(published)).toEqual([0, 3, 5, 6]);
  });
  it("balances right and wrong, rounding halves to even; the first of equals goes first", () => {
    const group = (right: number, wrong: number) => [
      ...Array.from({ length: right }, () => of(0.5, true)),
      ...Array.from({ length: wrong }, () => of(0.5, false)),
    ];
    // [right, wrong] → [right, wrong] kept, k⁺ of m: 0.5 → 0, 1.5 → 2, 2.5 → 2, 3.5 → 4, below 0 → 0.
    const cases: [number, number, number[]][] = [
      [1, 2, [1, 1]],
      [2, 1, [1, 1]],
      [2, 3, [2, 1]],
      [3, 2, [1, 2]],
      [4, 1, [2, 1]],
      [5, 4, [3, 2]],
      [6, 3, [2, 3]],
      [1, 7, [1, 3]],
      [0, 4, [0, 2]],
      [4, 0, [2, 0]],
      [1, 0, [1, 0]],
      [0, 0, [0, 0]],
    ];
    for (const [right, wrong, expected] of cases) {
      const found = keptResponses(group(right, wrong));
      const rights = found.filter(({ verifiable }) => verifiable === 1).length;
      expect([rights, found.length - rights], `${right}, ${wrong}`).toEqual(expected);
    }
    expect(kept(group(2, 2))).toEqual([1, 3]);
  });
  it("a response without a step stands at the mean score, among those of too few steps", () => {
    const others = [of(0.95, 0), of(0.95, 0)];
    // r̄ is 0.86: one step of 0.5 is below it, one of 0.9 above.
    expect(kept([of(0.75, 1, 1), of(0, 1, 0), ...others])).toEqual([1, 3]);
    expect(kept([of(0.95, 1, 1), of(0, 1, 0), of(0.9, 0), of(0.9, 0)])).toEqual([0, 3]);
    expect(kept([of(0, 1, 0), of(0, 0, 0), of(0, 1, 0), of(0, 0, 0)])).toEqual([2, 3]);
  });
  it("keeps half, rounded up, and no right response less consistent than one removed; the mean score decides nothing", () => {
    const response = fc
      .tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(-0.5, 0, 0.25, 1),
        fc.integer({ min: 1, max: 33 }),
      )
      .map(([p, verifiable, steps]) => ({ ...of(p, true, steps), verifiable }));
    fc.assert(
      fc.property(fc.array(response, { maxLength: 9 }), (group) => {
        const stay = new Set(keptResponses(group));
        expect(stay.size).toBe(Math.ceil(group.length / 2));
        const mean = 0.123;
        for (const right of [true, false]) {
          const alike = group.filter(({ verifiable }) => verifiable! > 0 === right);
          const values = (kept: boolean) =>
            alike.filter((each) => stay.has(each) === kept).map((each) => consistency(each, mean));
          expect(Math.min(...values(true))).toBeGreaterThanOrEqual(Math.max(...values(false)) - 1e-12);
        }
      }),
    );
  });
});
