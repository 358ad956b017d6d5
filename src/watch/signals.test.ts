import { describe, expect, it } from "vitest";
import { type ResponseSigns, responseSigns, stepSignals, type WatchedResponse } from "./signals.ts";

/** A healthy response of 30 tokens in three steps; `more` is laid over it. */
function response(more: Partial<WatchedResponse> = {}): WatchedResponse {
  return {
    group: 0,
    tokens: Array.from({ length: 30 }, (_, i) => i),
    stepEnds: [9, 19, 29],
    scores: [0.8, 0.6, 1],
    finish: "stop",
    answer: "7",
    correct: true,
    meanLogprob: -0.2,
    leastLogprob: -3,
    kl: 0.01,
    withoutVariance: false,
    ...more,
  };
}
const kind = ({ thinking, giantStep, noStep }: ResponseSigns) => [
  ...(thinking ? ["thinking"] : []),
  ...(giantStep ? ["giantStep"] : []),
  ...(noStep ? ["noStep"] : []),
];
const kindOf = (more: Partial<WatchedResponse>) => kind(responseSigns(response(more)));

describe("responseSigns", () => {
  it("tells the three hacks of METHOD apart, and none of them from a solution", () => {
    expect(kindOf({})).toEqual([]);
    expect(kindOf({ answer: null })).toEqual(["thinking"]);
    expect(kindOf({ answer: null, finish: "length" })).toEqual(["thinking"]);
    expect(kindOf({ stepEnds: [29] })).toEqual(["giantStep"]);
    expect(kindOf({ stepEnds: [24, 29] })).toEqual(["giantStep"]);
    expect(kindOf({ stepEnds: [21, 29] })).toEqual([]);
    expect(kindOf({ tokens: [1, 2, 3, 4], stepEnds: [1, 3] })).toEqual([]);
    // Nothing is not less than four fifths of nothing.
    expect(kindOf({ tokens: [], stepEnds: [], scores: [] })).toEqual(["giantStep"]);
    // Four of five tokens are just enough.
    expect(kindOf({ tokens: [1, 2, 3, 4, 5], stepEnds: [3, 4] })).toEqual(["giantStep"]);
    // Without a separator up to the limit, or ended by itself without an answer ("Thank you").
    expect(kindOf({ stepEnds: [29], answer: null, finish: "length" })).toEqual(["giantStep"]);
    expect(kindOf({ stepEnds: [29], answer: null })).toEqual(["noStep"]);
    expect(kindOf({ tokens: [], stepEnds: [], scores: [], answer: null })).toEqual(["noStep"]);
  });

  it("gives p(good) as the mean over steps, where there are scores", () => {
    expect(responseSigns(response()).goodProbability).toBeCloseTo(0.9, 12);
    expect(responseSigns(response({ scores: null })).goodProbability).toBeNull();
    expect(responseSigns(response({ scores: [], stepEnds: [], tokens: [] })).goodProbability).toBeNull();
  });
});

describe("stepSignals", () => {
  it("are shares of the step's responses", () => {
    const again = new Array(30).fill(4);
    const signals = stepSignals(
      [{}, { answer: null, correct: false }, { stepEnds: [29] }, { tokens: again }].map((more) =>
        responseSigns(response(more)),
      ),
    );
    expect(signals).toMatchObject({ thinkingShare: 0.25, giantStepShare: 0.25, noStepShare: 0 });
    expect(signals.repetitiveShare).toBe(0.25);
    expect(signals.repetition).toBeCloseTo(29 / 31 / 4, 12);
    // p(good) is 0.9 in all; three of four are right.
    expect(signals.prmExcess).toBeCloseTo(0.9 - 0.75, 12);
  });

  it("compare PRM and verifier on the responses that have both", () => {
    const signs = [{ correct: null }, { scores: null }, { correct: false }].map((more) =>
      responseSigns(response(more)),
    );
    expect(stepSignals(signs).prmExcess).toBeCloseTo(0.9, 12);
    expect(stepSignals(signs.slice(0, 2)).prmExcess).toBeNull();
  });
});
