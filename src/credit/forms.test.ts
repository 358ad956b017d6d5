import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  discountedSuffixSum,
  minForm,
  minFormStrict,
  processReward,
  sumForm,
  survivalForm,
} from "./forms.ts";

const score = fc.double({ min: -1, max: 1, noNaN: true });
const scores = fc.array(score, { minLength: 1, maxLength: 20 });

describe("sum form", () => {
  it("is the discounted sum of the rewards to come", () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (rewards, gamma) => {
        const { returns, transformed } = sumForm(rewards, gamma);
        expect([...transformed]).toEqual(rewards);
        rewards.forEach((_, t) => {
          const expected = rewards.slice(t).reduce((sum, reward, j) => sum + gamma ** j * reward, 0);
          expect(returns[t]).toBeCloseTo(expected, 10);
        });
      }),
    );
  });
});

describe("strict min form", () => {
  it("gives the worst step's reward up to the worst step and nothing after it", () => {
    const { returns, transformed } = minFormStrict([0.9, -0.2, 0.5, -0.2, 0.1]);
    expect([...returns]).toEqual([-0.2, -0.2, 0, 0, 0]);
    expect([...transformed]).toEqual([0, -0.2, 0, 0, 0]);
  });
  it("keeps a positive minimum", () => {
    expect([...minFormStrict([0.9, 0.4, 0.6]).returns]).toEqual([0.4, 0.4, 0]);
  });
  it("has suffix sums of r* as returns, and nothing for no steps", () => {
    fc.assert(
      fc.property(fc.array(score, { maxLength: 20 }), (rewards) => {
        const { returns, transformed } = minFormStrict(rewards);
        expect([...discountedSuffixSum(transformed)]).toEqual([...returns].map((value) => value + 0));
      }),
    );
  });
});

describe("min form as trained", () => {
  it("is the definition", () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0.05, max: 5, noNaN: true }), (rewards, temperature) => {
        const { transformed, returns } = minForm(rewards, temperature);
        const weights = rewards.map((reward) => Math.exp(-reward / temperature));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const expected = rewards.map((reward, i) => (weights[i] / total) * reward);
        rewards.forEach((_, t) => {
          expect(transformed[t]).toBeCloseTo(expected[t], 12);
          expect(returns[t]).toBeCloseTo(
            expected.slice(t).reduce((sum, value) => sum + value, 0),
            12,
          );
        });
      }),
    );
  });
  it("becomes the strict form as T goes to 0, where the minimum is unique", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 1 }), (hundredths) => {
        const rewards = hundredths.map((value) => value / 100);
        const strict = minFormStrict(rewards);
        const limit = minForm(rewards, 1e-4);
        rewards.forEach((_, t) => {
          expect(limit.transformed[t]).toBeCloseTo(strict.transformed[t], 12);
          expect(limit.returns[t]).toBeCloseTo(strict.returns[t], 12);
        });
      }),
    );
  });
  it("splits exact ties of the minimum evenly, at every T; the strict form takes the first", () => {
    expect([...minForm([-0.5, 1, -0.5], 1e-6).transformed]).toEqual([-0.25, 0, -0.25]);
    expect([...minFormStrict([-0.5, 1, -0.5]).transformed]).toEqual([-0.5, 0, 0]);
  });
  it("stays finite for rewards and temperatures that overflow a naive softmax", () => {
    expect([...minForm([-1000, 1000], 1e-3).returns]).toEqual([-1000, 0]);
    expect([...minForm([-1, 1], Number.MIN_VALUE).returns]).toEqual([-1, 0]);
  });
  it("has its first return between the minimum and T·ln n above it", () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 1e-3, max: 10, noNaN: true }), (rewards, temperature) => {
        const first = minForm(rewards, temperature).returns[0];
        expect(first).toBeGreaterThanOrEqual(Math.min(...rewards) - 1e-12);
        expect(first).toBeLessThanOrEqual(
          Math.min(...rewards) + temperature * Math.log(rewards.length) + 1e-12,
        );
      }),
    );
  });
  it("refuses a temperature that is not above 0", () => {
    for (const temperature of [0, -1, Number.NaN])
      expect(() => minForm([1], temperature)).toThrow(RangeError);
  });
});

describe("survival form", () => {
  const ofHazards = (hazards: number[]) => survivalForm(hazards.map((h) => 1 - 2 * h));
  it("gives the log of the chance to get through, as published", () => {
    const { transformed, returns } = ofHazards([0.1, 0.5, 0.2]);
    const expected = [-0.105361, -Math.LN2, -0.223144];
    expected.forEach((reward, t) => {
      expect(transformed[t]).toBeCloseTo(reward, 6);
      expect(returns[t]).toBeCloseTo([-1.021651, -0.916291, -0.223144][t], 6);
    });
  });
  it("is the definition, h held within 1 − 1e-4", () => {
    fc.assert(
      fc.property(scores, (rewards) => {
        const { transformed, returns } = survivalForm(rewards);
        const survived = rewards.map((reward) => Math.max((1 + reward) / 2, 1e-4));
        rewards.forEach((_, t) => {
          expect(transformed[t]).toBeCloseTo(Math.log(survived[t]), 10);
          const through = survived.slice(t).reduce((product, p) => product * p, 1);
          expect(returns[t]).toBeCloseTo(Math.log(through), 9);
        });
      }),
    );
    expect(survivalForm([-1]).returns[0]).toBeCloseTo(Math.log(1e-4), 10);
    // Near certainty the logarithm keeps its digits; what is rounded past it is certain.
    expect(survivalForm([1 - 2e-12]).returns[0]).toBeCloseTo(-1e-12, 16);
    expect([...survivalForm([1, 1 + 1e-7]).transformed]).toEqual([0, 0]);
    expect([...survivalForm([]).returns]).toEqual([]);
  });
  it("a step more never raises a return: padding cannot pay", () => {
    fc.assert(
      fc.property(scores, score, (rewards, more) => {
        const before = survivalForm(rewards).returns;
        const after = survivalForm([...rewards, more]).returns;
        before.forEach((value, t) => {
          expect(after[t]).toBeLessThanOrEqual(value);
        });
        expect(after[rewards.length]).toBeLessThanOrEqual(0);
      }),
    );
  });
  it("of an exact hazard of the first error is the strict min form but for a factor: both blame the right prefix", () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), (right, after) => {
        const rewards = [...new Array(right).fill(1), -1, ...new Array(after).fill(1)];
        const strict = minFormStrict(rewards).returns;
        survivalForm(rewards).returns.forEach((value, t) => {
          expect(value).toBeCloseTo(-Math.log(1e-4) * strict[t], 10);
        });
      }),
    );
  });
});

it("an error of ε in the PRM moves the min form by at most ε (T·ln n more when soft), the sum form by up to ε/(1−γ)", () => {
  const errors = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(errors, fc.double({ min: 0, max: 0.5, noNaN: true }), (pairs, epsilon) => {
      const exact = pairs.map(([reward]) => reward);
      const wrong = pairs.map(([reward, error]) => reward + epsilon * error);
      const moved = (form: (rewards: number[]) => { returns: Float64Array }) =>
        Math.abs(form(wrong).returns[0] - form(exact).returns[0]);
      expect(moved(minFormStrict)).toBeLessThanOrEqual(epsilon + 1e-12);
      expect(moved((r) => minForm(r, 0.1))).toBeLessThanOrEqual(
        epsilon + 0.1 * Math.log(pairs.length) + 1e-12,
      );
      expect(moved((r) => sumForm(r, 0.9))).toBeLessThanOrEqual(epsilon / (1 - 0.9) + 1e-12);
    }),
  );
  const biased = Array.from({ length: 200 }, () => 0.1);
  expect(sumForm(biased, 0.9).returns[0]).toBeCloseTo(0.1 / (1 - 0.9), 6);
});

it("a process reward is p(good) − p(bad)", () => {
  const [bad, good] = [-0.3, 1.2];
  const expected = (Math.exp(good) - Math.exp(bad)) / (Math.exp(good) + Math.exp(bad));
  expect(processReward(bad, good)).toBeCloseTo(expected, 15);
  expect(processReward(-1e6, 1e6)).toBe(1);
});
