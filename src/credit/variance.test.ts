import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CreditGroup } from "./credit.ts";
import { rewardVariance } from "./variance.ts";

const response = (scores: readonly number[], verifiable: number | null) => ({
  length: scores.length,
  stepEnds: scores.map((_, s) => s),
  scores,
  verifiable,
});
const groupOf = (...responses: [number, number | null][]): CreditGroup => ({
  responses: responses.map(([score, verdict]) => response([score], verdict)),
});

describe("rewardVariance", () => {
  it("splits a known group", () => {
    // P 0 and 1, V 0 and 1: R 0 and 2, so that Σ(R − R̄)² is 2, half of it of each.
    expect(rewardVariance([groupOf([0, 0], [1, 1])])).toEqual({ process: 1, verifiable: 1, penalty: 0 });
    // They work against each other: R is 1, 1 and 0.
    const { process, verifiable } = rewardVariance([groupOf([0, 1], [1, 0], [0, 0])])!;
    expect([process, verifiable]).toEqual([expect.closeTo(1 / 3, 12), expect.closeTo(1 / 3, 12)]);
    // Twice as much of P: Σ(P − P̄)(R − R̄) is 3, Σ(V − V̄)(R − R̄) is 1.5.
    expect(rewardVariance([groupOf([0, 0], [1, 1])], { processCoefficient: 2 })).toEqual({
      process: 3,
      verifiable: 1.5,
      penalty: 0,
    });
  });

  it("counts groups in which both parts differ, and the responses that were judged", () => {
    const both = groupOf([0, 0], [1, 1]);
    const silent = [groupOf([0, 1], [1, 1]), groupOf([1, 0], [1, 1]), groupOf([0, null], [1, null])];
    expect(rewardVariance([...silent, both])).toEqual(rewardVariance([both]));
    expect(rewardVariance(silent)).toBeNull();
    expect(rewardVariance([])).toBeNull();
    expect(rewardVariance([groupOf([0, 0], [1, 1], [-1, null])])).toEqual(rewardVariance([both]));
    expect(rewardVariance([both], { processCoefficient: 0 })).toBeNull();
    // What differs differs by more than rounding, however little.
    expect(rewardVariance([groupOf([0, 0], [1e-4, 1])])!.process).toBeCloseTo(5e-5, 8);
    expect(rewardVariance([groupOf([0, 0], [1e-10, 1])])).toBeNull();
  });

  it("adds up to the variance of whole rewards, whatever the form, and knows no shift or order", () => {
    const score = fc.integer({ min: -8, max: 8 }).map((n) => n / 8);
    const one = fc.tuple(fc.array(score, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 3 }));
    const groups = fc.array(fc.array(one, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(groups, fc.constantFrom("sum", "strict"), (drawn, form) => {
        const settings = { form, processCoefficient: 0.5, verifiableCoefficient: 2 } as const;
        const of = (shift: number) =>
          drawn.map((group) => ({ responses: group.map(([scores, v]) => response(scores, v + shift)) }));
        const found = rewardVariance(of(0), settings);
        const counted = drawn.flatMap((group) => {
          const parts = group.map(([scores, v]) => ({
            p: 0.5 * (form === "sum" ? scores.reduce((a, b) => a + b, 0) : Math.min(...scores)),
            v: 2 * v,
          }));
          const differ = (key: "p" | "v") => new Set(parts.map((part) => part[key])).size > 1;
          return differ("p") && differ("v") ? [parts.map(({ p, v }) => p + v)] : [];
        });
        if (counted.length === 0) {
          expect(found).toBeNull();
          return;
        }
        // Σ (R − R̄)², by pairs.
        const total = counted.reduce(
          (sum, R) =>
            sum + R.flatMap((a) => R.map((b) => (a - b) ** 2)).reduce((x, y) => x + y, 0) / (2 * R.length),
          0,
        );
        const { process, verifiable, penalty } = found!;
        expect(process + verifiable + penalty).toBeCloseTo(total, 9);
        const shifted = rewardVariance(of(5).reverse(), settings)!;
        expect([shifted.process, shifted.verifiable]).toEqual([
          expect.closeTo(process, 9),
          expect.closeTo(verifiable, 9),
        ]);
      }),
    );
  });

  it("gives the KL in the reward its own part", () => {
    const withKl = (score: number, verdict: number, logprob: number) => ({
      ...response([score], verdict),
      logprobs: [logprob],
      refLogprobs: [0],
    });
    const group = { responses: [withKl(0, 0, 0), withKl(1, 1, 1)] };
    // k1 of the second is 1, so that C is −1/2: R is 0 and 3/2, and half of each difference counts.
    const settings = { klIn: "reward", klEstimator: "k1", klCoefficient: 0.5 } as const;
    expect(rewardVariance([group], settings)).toEqual({ process: 0.75, verifiable: 0.75, penalty: -0.375 });
    expect(rewardVariance([group], { ...settings, klIn: "loss" })!.penalty).toBe(0);
  });
});
