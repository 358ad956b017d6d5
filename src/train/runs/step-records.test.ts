import { describe, expect, it } from "vitest";
import { tokenizer } from "../../../tests/fake-run.ts";
import { noVerdict, tableOf } from "../../../tests/table.ts";
import type { ResponseSigns } from "../../watch/signals.ts";
import { iterationMetrics, meanKl, peakMemoryBytes, rolloutRecords } from "./step-records.ts";
import { NOT_FINITE } from "../update.ts";

const signs = (group: number, withoutVariance: boolean, more: Partial<ResponseSigns> = {}) =>
  ({ group, withoutVariance, goodProbability: null, correct: null, repetition: 0, ...more }) as ResponseSigns;
const rest = {
  ...{ learningRate: 0.5, skippedPrompts: 3 },
  trust: { value: 0.5, correlation: 0.3, standardError: 0.1, ranking: 0.75, pairs: 8 },
  seconds: { sampling: 1, scoring: 2, updating: 3, total: 8 },
};

const asked = { problem: { id: "p", prompt: "1+1=", answer: "2" }, text: "text of p", tokens: [1] };

describe("iterationMetrics", () => {
  it("has null where nothing was scored, judged or known, and counts each idle group once", () => {
    const table = tableOf([[{}, { tokens: [5, 6, 7] }], [{ finish: "length" }]]);
    const watched = [signs(0, true), signs(0, true), signs(1, true)];
    const metrics = iterationMetrics(4, table, NOT_FINITE, watched, rest);
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
    const table = tableOf([
      [
        { scores: [0.5, -0.25, 0.5], stepEnds: [0, 1, 2], tokens: [5, 6, 7], verdict },
        { scores: [1], verdict: { ...verdict, reward: 1, correct: false } },
        { scores: [-0.25], verdict: undecided },
        // Of no token, as a server may give one: it has no step.
        { tokens: [], stepEnds: [], scores: [], verdict },
      ],
    ]);
    expect(iterationMetrics(1, table, NOT_FINITE, [signs(0, false)], rest)).toMatchObject({
      ...{
        processRewardMin: 0.5 / 3,
        processRewardMean: 1 / 3,
        processRewardSum: 0.5,
        verifiableReward: 2 / 3,
      },
      ...{ correctShare: 2 / 3, noAnswerShare: 0, undecided: 1, groupsWithoutVariance: 0 },
    });
  });
});

describe("rolloutRecords", () => {
  it("holds all that led to a response's gradient, in six decimals", () => {
    const tokens = tokenizer.encode("1;A2");
    const verdict = { reward: 1, answer: "2", correct: true, undecided: null };
    const scored = {
      ...{ sample: 3, tokens, text: "1;A2", stepEnds: [1, 3], scores: [0.123456789, -0.5], verdict },
      logprobs: Float32Array.of(-0.12345678, -1, -2, -3),
      transformed: [0.1234567891, -0.25],
      returns: [1.00000049, 1, 1, 1],
      advantages: [0.5, 0.25, -0.1234564, 0],
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
    expect([...rolloutRecords(2, tableOf([[scored]], [asked]), tokenizer)]).toEqual([line]);
    const known = {
      refLogprobs: Float32Array.of(-1.00000012, -1, -1, -1),
      values: Float32Array.of(0, 1, 2, 3),
    };
    expect([...rolloutRecords(2, tableOf([[{ ...scored, ...known }]], [asked]), tokenizer)]).toEqual([
      { ...line, refLogprobs: [-1, -1, -1, -1], values: [0, 1, 2, 3] },
    ]);
  });

  it("says what was not scored, and why what was not judged was not", () => {
    const verdict = { ...noVerdict, undecided: "time limit" };
    const table = tableOf([[{}], [{}, { verdict }]]);
    const lines = [...rolloutRecords(1, table, tokenizer)];
    expect(lines.map(({ group, sample, undecided }) => [group, sample, undecided])).toEqual([
      [0, 0, undefined],
      [1, 0, undefined],
      [1, 1, "time limit"],
    ]);
    expect(lines.map((line) => "undecided" in line)).toEqual([false, false, true]);
    const steps = { tokens: [5, 6], stepEnds: [0, 1], scores: [1, -1], transformed: [0.5, -0.5] };
    const two = { ...steps, stepEnds: [1], scores: [0.25], transformed: [0.125] };
    const [, second] = rolloutRecords(1, tableOf([[steps, two]]), tokenizer);
    expect(second.steps).toEqual([{ text: tokenizer.decode([5, 6]), end: 1, reward: 0.25, credit: 0.125 }]);
    for (const { steps } of lines)
      expect(steps).toEqual([{ text: tokenizer.decode([5]), end: 0, reward: null, credit: null }]);
  });
});

describe("meanKl", () => {
  it("is of the policy to the reference, a mean over tokens, and null without a reference", () => {
    const logprobs = Float32Array.of(-1, -1, -1);
    // d is 1, 0 and −1: e^(−d) − 1 + d.
    expect(meanKl(logprobs, Float32Array.of(-2, -1, 0))).toBeCloseTo((Math.exp(-1) + Math.E - 2) / 3, 12);
    expect(meanKl(logprobs, undefined)).toBeNull();
  });
});
