// Trust against its definitions written out: sums over pairs in the place of sums of deviations, and cases by hand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CreditGroup,
  estimateTrust,
  nextTrustState,
  sumEvidence,
  type TrustEvidence,
  trustEvidence,
  trustWindow,
} from "./index.ts";

const response = (scores: number[], verifiable: number | null) => ({
  length: Math.max(1, scores.length),
  stepEnds: scores.map((_, s) => s),
  scores,
  verifiable,
});
const groupOf = (...responses: [number[], number | null][]): CreditGroup => ({
  responses: responses.map(([scores, verifiable]) => response(scores, verifiable)),
});

const score = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8);
const anyGroup = fc
  .array(fc.tuple(fc.array(score, { maxLength: 4 }), fc.constantFrom(0, 1, 1, 0, null)), { maxLength: 6 })
  .map((responses) => groupOf(...responses));
const anyGroups = fc.array(anyGroup, { maxLength: 4 });

describe("the evidence of a step", () => {
  it("is that of two problems by hand", () => {
    const groups = [
      // Strict: process parts 0.5, −0.5, 0; verdicts 1, 0, 0; means 0 and 1/3.
      groupOf([[0.5, 0.75], 1], [[1, -0.5], 0], [[0.25, 0], 0]),
      // Process parts 0.25 and 0.25: nothing but variance of the verdicts, and a tie.
      groupOf([[0.25], 1], [[0.25, 1], 0]),
      // All right; all wrong but for one that is undecided or has no scores: no part.
      groupOf([[0.5], 1], [[-1], 1]),
      groupOf([[0.5], 0], [[-1], null], [[], 1], [[0.25], 0]),
    ];
    const evidence = trustEvidence(groups, { form: "strict" });
    expect(evidence).toEqual({
      xy: expect.closeTo(0.5, 12),
      xx: 0.5,
      yy: expect.closeTo(2 / 3 + 1 / 2, 12),
      degrees: 3,
      pairs: 3,
      ranked: 2.5,
    });
    const { value, ...rest } = estimateTrust([evidence]);
    const correlation = 0.5 / Math.sqrt((0.5 * 7) / 6);
    const [r, s] = [expect.closeTo(correlation, 12), expect.closeTo(1 / Math.sqrt(2), 12)];
    expect(rest).toEqual({ correlation: r, standardError: s, ranking: 2.5 / 3, pairs: 3 });
    expect(value).toBeCloseTo(0, 12); // 0.65 is less than its standard error, 0.71.
  });

  it("is what sums over pairs of responses make it", () => {
    fc.assert(
      fc.property(anyGroups, fc.constantFrom("sum", "strict", "min"), (groups, form) => {
        const part = (scores: readonly number[]) => {
          if (form === "sum") return scores.reduce((a, b) => a + b, 0);
          if (form === "strict") return Math.min(...scores);
          const weights = scores.map((s) => Math.exp(-s / 0.3));
          return scores.reduce((total, s, i) => total + weights[i] * s, 0) / weights.reduce((a, b) => a + b);
        };
        const expected: TrustEvidence = { xy: 0, xx: 0, yy: 0, degrees: 0, pairs: 0, ranked: 0 };
        for (const { responses } of groups) {
          const taking = responses.filter((r) => r.verifiable !== null && r.scores.length > 0);
          if (new Set(taking.map(({ verifiable }) => verifiable)).size < 2) continue;
          expected.degrees += taking.length - 1;
          // Σ (a − ā)(b − b̄) is the mean over ordered pairs of (a_i − a_k)(b_i − b_k), times K/2.
          for (const one of taking)
            for (const other of taking) {
              const dx = part(Array.from(one.scores)) - part(Array.from(other.scores));
              const dy = one.verifiable! - other.verifiable!;
              expected.xy += (dx * dy) / (2 * taking.length);
              expected.xx += (dx * dx) / (2 * taking.length);
              expected.yy += (dy * dy) / (2 * taking.length);
              if (dy !== 1) continue;
              const [right, wrong] = [one, other].map(({ scores }) => Math.min(...Array.from(scores)));
              expected.pairs++;
              expected.ranked += right > wrong ? 1 : right === wrong ? 0.5 : 0;
            }
        }
        const evidence = trustEvidence(groups, { form, temperature: 0.3 });
        for (const key of Object.keys(expected) as (keyof TrustEvidence)[])
          expect(evidence[key], key).toBeCloseTo(expected[key], 9);
      }),
    );
  });

  it("does not depend on what weighs the rewards, and adds up over groups", () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const evidence = trustEvidence(groups);
        const weights = { processCoefficient: 0, verifiableCoefficient: 3, estimator: "grpo" } as const;
        expect(trustEvidence(groups, weights)).toEqual(evidence);
        expect(sumEvidence(groups.map((group) => trustEvidence([group])))).toEqual(evidence);
      }),
    );
  });

  it.each(["sum", "strict"] as const)("knows no scale of the scores (form %s)", (form) => {
    const correlation = (scale: number) => {
      const at = (scores: number[]) => scores.map((score) => scale * score);
      const responses = [groupOf([at([0.5, 1]), 1], [at([0.25]), 1], [at([-0.5, 0]), 0], [at([0.75]), 0])];
      return estimateTrust([trustEvidence(responses, { form })]).correlation;
    };
    expect(correlation(1)).toBeGreaterThan(0);
    expect(correlation(1e-3)).toBeCloseTo(correlation(1)!, 12);
  });

  it("takes any reward for right that is higher", () => {
    const { yy, pairs, ranked } = trustEvidence([groupOf([[0.5], 2.5], [[0], 0.5], [[-0.5], 0.5], [[1], 0])]);
    expect([pairs, ranked]).toEqual([5, 2]);
    expect(yy).toBeCloseTo(2.5 ** 2 + 2 * 0.5 ** 2 - 3.5 ** 2 / 4, 12);
  });
});

describe("the estimate", () => {
  const evidence = (xy: number, degrees: number): TrustEvidence => ({
    ...{ xy, xx: 4, yy: 1, degrees, pairs: 4, ranked: 3 },
  });

  it("is the correlation less its standard error, as a share of 0.4, and no weight beyond 0 and 1", () => {
    const value = (r: number, degrees: number) => estimateTrust([evidence(2 * r, degrees)]).value;
    expect(value(0.3, 101)).toBeCloseTo((0.3 - 0.1) / 0.4, 12);
    expect(value(0.3, 26)).toBeCloseTo((0.3 - 0.2) / 0.4, 12);
    expect([value(0.1, 101), value(-1, 101), value(0.6, 101), value(1, 2)]).toEqual([0, 0, 1, 0]);
    expect(estimateTrust([evidence(0.6, 101)])).toMatchObject({ ranking: 0.75, pairs: 4 });
  });

  it("is 0 without evidence", () => {
    const none = { value: 0, correlation: null, standardError: null };
    expect(estimateTrust([])).toEqual({ ...none, ranking: null, pairs: 0 });
    expect(estimateTrust([evidence(2, 1)])).toEqual({ ...none, ranking: 0.75, pairs: 4 });
    for (const flat of [{ xx: 0 }, { yy: 0 }])
      expect(estimateTrust([{ ...evidence(0, 9), ...flat }])).toMatchObject(none);
  });

  it("comes from no rounding: a model that scores everything alike is not trusted", () => {
    for (const form of ["min", "strict"] as const)
      for (const constant of [0.1, 0.3, -0.7]) {
        const steps = (n: number) => new Array<number>(n).fill(constant);
        const group = groupOf([steps(3), 1], [steps(7), 1], [steps(1), 0], [steps(2), 0], [steps(6), 1]);
        const state = Array.from({ length: 9 }, () => trustEvidence([group], { form }));
        expect(estimateTrust(state)).toMatchObject({ value: 0, correlation: null, ranking: 0.5 });
      }
  });

  it("goes by the last steps, with evidence or without", () => {
    const [good, bad, none] = [evidence(2, 4), evidence(-2, 4), trustEvidence([])];
    let state = [bad, good].reduce(nextTrustState, [] as readonly TrustEvidence[]);
    expect(estimateTrust(state)).toEqual(estimateTrust([sumEvidence([bad, good])]));
    for (let step = 3; step <= trustWindow; step++) state = nextTrustState(state, none);
    expect(state).toHaveLength(trustWindow);
    expect(estimateTrust(state).correlation).toBe(0);
    state = nextTrustState(state, none);
    expect(estimateTrust(state)).toMatchObject({ correlation: 1, value: 1 });
    state = nextTrustState(state, none);
    expect(state).toHaveLength(trustWindow);
    expect(estimateTrust(state)).toMatchObject({ value: 0, pairs: 0 });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

it("one degree of freedom is left of three responses, and none of two", () => {
  const evidence = { xy: 1, xx: 2, yy: 2, pairs: 2, ranked: 2 };
  const { correlation, standardError, value } = estimateTrust([{ ...evidence, degrees: 2 }]);
  expect([standardError, value]).toEqual([1, 0]);
  expect(correlation).toBeCloseTo(0.5, 12);
  expect(estimateTrust([{ ...evidence, degrees: 1 }])).toMatchObject({
    correlation: null,
    standardError: null,
  });
});
