import { describe, expect, it } from "vitest";
import { tokenizer } from "../../tests/fake-run.ts";
import type { ResponseCredit } from "../credit/estimators.ts";
import type { ResponseSigns } from "../watch/signals.ts";
import type { Rollout, RolloutGroup } from "./rollout.ts";
import { meanKl, peakMemoryBytes, rolloutRecords, stepMetrics } from "./step-records.ts";
import { NOT_FINITE } from "./update.ts";

const response = (more: Partial<Rollout> = {}): Rollout => ({
  ...{
    prompt: 0,
    sample: 0,
    tokens: [5],
    logprobs: Float32Array.of(-1),
    finish: "stop",
    text: "1",
    stepEnds: [0],
  },
  ...{ scores: null, verdict: { reward: null, answer: null, correct: null, undecided: null } },
  ...more,
});
const problem = { id: "p", prompt: "1+1=", answer: "2" };
const groupOf = (...responses: Rollout[]): RolloutGroup => ({
  ...{ prompt: { problem, text: "text of p", tokens: [1] }, responses },
});
const signs = (group: number, withoutVariance: boolean, more: Partial<ResponseSigns> = {}) =>
  ({ group, withoutVariance, goodProbability: null, correct: null, repetition: 0, ...more }) as ResponseSigns;
const rest = {
  ...{ learningRate: 0.5, skippedPrompts: 3 },
  trust: { value: 0.5, correlation: 0.3, standardError: 0.1, ranking: 0.75, pairs: 8 },
  seconds: { sampling: 1, scoring: 2, updating: 3, total: 8 },
};

describe("stepMetrics", () => {
  it("has null where nothing was scored, judged or known, and counts each idle group once", () => {
    const groups = [
      groupOf(response(), response({ tokens: [5, 6, 7] })),
      groupOf(response({ finish: "length" })),
    ];
    const watched = [signs(0, true), signs(0, true), signs(1, true)];
    const metrics = stepMetrics(4, groups, NOT_FINITE, watched, rest);
    expect(metrics).toMatchObject({
      ...NOT_FINITE,
      ...{ step: 4, responses: 3, responseTokens: 5, meanLength: 5 / 3, meanSteps: 1, truncatedShare: 1 / 3 },
      ...{ processRewardMin: null, processRewardMean: null, processRewardSum: null, verifiableReward: null },
      ...{
        correctShare: null,
        noAnswerShare: 1,
        undecided: 0,
        groupsWithoutVariance: 2,
        groups: 2,
        kl: null,
      },
      ...{ learningRate: 0.5, skippedPrompts: 3, seconds: rest.seconds, tokensPerSecond: 5 / 8 },
      trust: rest.trust,
    });
    expect(metrics.signals).toMatchObject({ repetition: 0, prmExcess: null });
    expect(metrics.peakMemoryBytes).toBeGreaterThan(1e7);
    expect(peakMemoryBytes()).toBeLessThan(1e12);
  });

  it("takes means over those responses that have a figure", () => {
    const verdict = { reward: 0.5, answer: "2", correct: true, undecided: null };
    const undecided = { reward: null, answer: null, correct: null, undecided: "time limit" };
    const groups = [
      groupOf(
        response({ scores: [0.5, -0.25, 0.5], stepEnds: [0, 1, 2], tokens: [5, 6, 7], verdict }),
        response({ scores: [1], verdict: { ...verdict, reward: 1, correct: false } }),
        response({ verdict: undecided }),
      ),
    ];
    expect(stepMetrics(1, groups, NOT_FINITE, [signs(0, false)], rest)).toMatchObject({
      ...{
        processRewardMin: 0.375,
        processRewardMean: 0.625,
        processRewardSum: 0.875,
        verifiableReward: 0.75,
      },
      ...{ correctShare: 0.5, noAnswerShare: 0, undecided: 1, groupsWithoutVariance: 0 },
    });
  });
});

describe("rolloutRecords", () => {
  it("holds all that led to a response's gradient, in six decimals", () => {
    const tokens = tokenizer.encode("1;A2");
    const verdict = { reward: 1, answer: "2", correct: true, undecided: null };
    const scored = response({
      ...{ sample: 3, tokens, text: "1;A2", stepEnds: [1, 3], scores: [0.123456789, -0.5], verdict },
      logprobs: Float32Array.of(-0.12345678, -1, -2, -3),
    });
    const credit: ResponseCredit = {
      transformed: Float64Array.of(0.1234567891, -0.25),
      returns: Float64Array.of(1.00000049, 1, 1, 1),
      advantages: Float64Array.of(0.5, 0.25, -0.1234564, 0),
    };
    const line = {
      ...{ step: 2, problem: "p", group: 0, sample: 3, prompt: "text of p", response: "1;A2", tokens },
      ...{ logprobs: [-0.123457, -1, -2, -3], finish: "stop" },
      steps: [
        { text: "1;", end: 1, reward: 0.123456789, credit: 0.1234567891 },
        { text: "A2", end: 3, reward: -0.5, credit: -0.25 },
      ],
      ...{ verifiable: 1, reference: "2", answer: "2", correct: true },
      ...{ returns: [1, 1, 1, 1], advantages: [0.5, 0.25, -0.123456, 0] },
    };
    expect([...rolloutRecords(2, [groupOf(scored)], [[credit]], tokenizer)]).toEqual([line]);
    const known = {
      refLogprobs: Float32Array.of(-1.00000012, -1, -1, -1),
      values: Float32Array.of(0, 1, 2, 3),
    };
    expect([...rolloutRecords(2, [groupOf({ ...scored, ...known })], [[credit]], tokenizer)]).toEqual([
      { ...line, refLogprobs: [-1, -1, -1, -1], values: [0, 1, 2, 3] },
    ]);
  });

  it("says what was not scored, and why what was not judged was not", () => {
    const verdict = { reward: null, answer: null, correct: null, undecided: "time limit" };
    const zero = {
      transformed: new Float64Array(0),
      returns: new Float64Array(1),
      advantages: new Float64Array(1),
    };
    const credits = [[zero], [zero, zero]];
    const groups = [groupOf(response()), groupOf(response({ sample: 0 }), response({ sample: 1, verdict }))];
    const lines = [...rolloutRecords(1, groups, credits, tokenizer)];
    expect(lines.map(({ group, sample, undecided }) => [group, sample, undecided])).toEqual([
      [0, 0, undefined],
      [1, 0, undefined],
      [1, 1, "time limit"],
    ]);
    expect(lines.map((line) => "undecided" in line)).toEqual([false, false, true]);
    for (const { steps } of lines) expect(steps).toEqual([{ text: "1", end: 0, reward: null, credit: null }]);
  });
});

describe("meanKl", () => {
  it("is of the policy to the reference, a mean over tokens, and null without a reference", () => {
    const rows = [
      { logprobs: Float32Array.of(-1, -1), refLogprobs: Float32Array.of(-2, -1) },
      { logprobs: Float32Array.of(-1), refLogprobs: Float32Array.of(0) },
    ];
    // d is 1, 0 and −1: e^(−d) − 1 + d.
    expect(meanKl(rows)).toBeCloseTo((Math.exp(-1) + Math.E - 2) / 3, 12);
    expect(meanKl([rows[0], { logprobs: Float32Array.of(-1) }])).toBeNull();
  });
});
