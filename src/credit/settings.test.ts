// What is refused, and that the package entry keeps to its room.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CreditResponse,
  type CreditSettings,
  computeCredit,
  defaultCreditSettings,
  resolveCreditSettings,
} from "./index.ts";

describe("errors name what is wrong", () => {
  const one = { length: 2, stepEnds: [1], scores: [0.5], verifiable: null };
  it.each<[Partial<CreditResponse>, RegExp]>([
    [{ scores: [Number.NaN] }, /group 0: response 0: the score of step 0 is NaN/],
    [{ scores: [1, 2] }, /2 scores for 1 steps/],
    [{ stepEnds: [2] }, /step 0 ends at 2/],
    [{ stepEnds: [1, 1], scores: [0, 0] }, /step 1 ends at 1/],
    [{ length: 1.5 }, /length is 1.5/],
    [{ length: -1, stepEnds: [], scores: [] }, /length is -1/],
    [{ stepEnds: [0.5] }, /step 0 ends at 0.5/],
    [{ stepEnds: [-1] }, /step 0 ends at -1/],
    [{ stepEnds: [1, 0], scores: [] }, /step 1 ends at 0/],
    [{ scores: [0, Number.NaN], stepEnds: [0, 1] }, /the score of step 1 is NaN/],
    [{ refLogprobs: [0, 0] }, /logprobs and refLogprobs both/],
    [{ logprobs: [Number.NaN, 0], refLogprobs: [0, 0] }, /response 0: logprobs\[0\] is NaN/],
    [{ values: [0] }, /values has 1 numbers for 2 tokens/],
    [{ length: 9 }, /length 9 is above maxLength 4/],
    [{ verifiable: Number.POSITIVE_INFINITY }, /verifiable is Infinity/],
    [{ logprobs: [0, 0] }, /logprobs and refLogprobs both/],
    [{ logprobs: [0], refLogprobs: [0, 0] }, /logprobs has 1 numbers for 2 tokens/],
    [{ logprobs: [0, 0], refLogprobs: [0, Number.NaN] }, /refLogprobs\[1\] is NaN/],
  ])("%o", (fault, message) => {
    expect(() => computeCredit([{ maxLength: 4, responses: [{ ...one, ...fault }] }])).toThrow(message);
  });
  it.each<[Partial<CreditSettings>, RegExp]>([
    [{ temperature: 0 }, /temperature is 0; it must be a number above 0/],
    [{ temperature: Number.POSITIVE_INFINITY }, /temperature is Infinity/],
    [{ temperature: "1" as unknown as number }, /temperature is 1; it must be a number/],
    [{ gamma: 1.1 }, /gamma is 1.1; it must be a number from 0 to 1/],
    [{ gamma: -0.1 }, /gamma is -0.1/],
    [{ gamma: 0.9 }, /form min is defined with gamma 1/],
    [{ gamma: 0.9, estimator: "grpo" }, /form min is defined with gamma 1/],
    [{ gamma: 0.9, form: "local" }, /form local is defined with gamma 1/],
    [{ form: "local", estimator: "gae" }, /form local .+ estimator gae sums/],
    [{ form: "local", estimator: "reinforce++" }, /form local .+ estimator reinforce\+\+ sums/],
    [{ form: "local", baseline: "total" }, /form local .+ baseline total goes by the sum/],
    [{ form: "local", baseline: "total", estimator: "grpo" }, /form local .+ baseline total goes by the sum/],
    [{ gamma: 0.9, form: "survival" }, /form survival is defined with gamma 1/],
    [{ lambda: -1 }, /lambda is -1; it must be a number from 0 to 1/],
    [{ klCoefficient: Number.NaN }, /klCoefficient is NaN; it must be a number of at least 0/],
    [{ verifiableCoefficient: -1 }, /verifiableCoefficient is -1; it must be a number of at least 0/],
    [{ processCoefficient: -1 }, /processCoefficient is -1; it must be a number of at least 0/],
    [{ maxLength: 0 }, /maxLength is 0/],
    [{ maxLength: 1.5 }, /maxLength is 1.5/],
    [{ form: "max" as "min" }, /form is "max"; it must be one of min, strict, sum, survival, local/],
    [{ estimator: "papo", form: "survival" }, /form survival is not of estimator papo/],
    [{ estimator: "prof", form: "strict" }, /form strict is not of estimator prof/],
    [{ estimator: "prof", processCoefficient: 0.5 }, /processCoefficient is 0.5, but to estimator prof/],
    [{ estimator: "papo", gamma: 0.9 }, /gamma is 0.9, but estimator papo discounts nothing/],
    [{ estimator: "prof", gamma: 0.9 }, /gamma is 0.9, but estimator prof discounts nothing/],
    [
      { estimator: "papo", baseline: "total" },
      /baseline total belongs to estimator rloo or grpo; papo brings/,
    ],
    [{ estimator: "gae", baseline: "total" }, /baseline total belongs to estimator rloo or grpo; gae brings/],
    [
      { estimator: "reinforce++", baseline: "total" },
      /belongs to estimator rloo or grpo; reinforce\+\+ brings/,
    ],
    [{ estimator: "prof", baseline: "step" }, /baseline step belongs to estimator rloo; prof brings/],
    [{ form: "local", baseline: "opo" }, /form local .+ baseline opo goes by the sum/],
    [{ form: "sum", baseline: "opo", gamma: 0.9 }, /gamma is 0.9, but baseline opo/],
    [{ estimator: "grpo", baseline: "opo" }, /baseline opo belongs to estimator rloo/],
    [{ estimator: "grpo", baseline: "index" }, /baseline index belongs to estimator rloo/],
    [{ estimator: "grpo", baseline: "step" }, /baseline step belongs to estimator rloo/],
  ])("settings %o", (fault, message) => {
    expect(() => computeCredit([], fault)).toThrow(message);
  });
  it("form survival reads scores from −1 to 1 alone", () => {
    const scored = (score: number, form: "survival" | "min" = "survival") =>
      computeCredit([{ maxLength: 4, responses: [{ ...one, scores: [score] }] }], { form });
    for (const score of [1.1, -1.1])
      expect(() => scored(score)).toThrow(/response 0: the score of step 0 is -?1.1; form survival reads it/);
    for (const score of [1 + 5e-7, -1 - 5e-7]) expect(() => scored(score)).not.toThrow();
    expect(() => scored(5, "min")).not.toThrow();
  });
  it("the response's own error is the cause, and an error of another kind stays as it is", () => {
    const wrong = { ...one, length: -1 };
    expect(() => computeCredit([{ responses: [wrong] }], { baseline: "none" })).toThrow(
      expect.objectContaining({ name: "RangeError", cause: expect.any(RangeError) }),
    );
    expect(() => computeCredit([{ maxLength: 4, responses: null as never }])).toThrow(TypeError);
  });
  it("a missing maxLength, and missing values", () => {
    expect(() => computeCredit([{ responses: [one] }])).toThrow(/no maxLength/);
    expect(() => computeCredit([{ responses: [one] }], { baseline: "total" })).toThrow(/no maxLength/);
    expect(() => computeCredit([{ responses: [one] }], { estimator: "gae" })).toThrow(
      /response 0 has no values/,
    );
    expect(() => computeCredit([{ responses: [one] }], { baseline: "none" })).not.toThrow();
  });
  it("what is just within bounds is taken", () => {
    const most = { length: 4, stepEnds: [0, 3], scores: [0, 1], verifiable: 0 };
    const none = { length: 0, stepEnds: [], scores: [], verifiable: null };
    expect(() => computeCredit([{ maxLength: 4, responses: [most, none] }])).not.toThrow();
    const atBounds = { form: "sum", gamma: 0, lambda: 0, klCoefficient: 0, maxLength: 4 } as const;
    expect(resolveCreditSettings(atBounds)).toEqual({ ...defaultCreditSettings, ...atBounds });
    for (const estimator of ["reinforce++", "gae"] as const)
      expect(resolveCreditSettings({ estimator, gamma: 0.9 })).toMatchObject({ form: "min", gamma: 0.9 });
    expect(resolveCreditSettings({ estimator: "grpo", baseline: "total" }).baseline).toBe("total");
    for (const more of [
      { estimator: "prof" },
      { estimator: "papo" },
      { estimator: "papo", form: "strict" },
    ] as const)
      expect(resolveCreditSettings(more)).toEqual({ ...defaultCreditSettings, ...more });
  });
  it("undefined settings are the defaults", () => {
    expect(resolveCreditSettings({ form: undefined })).toEqual(defaultCreditSettings);
  });
});

it("the package entry reaches only its own room and that of losses: no Node module, no dependency, no reader of files", () => {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
    for (const [, from] of source.matchAll(/from "([^"]+)"/g)) {
      const path = new URL(from, `file:///${name}`).pathname.slice(1);
      expect(path, name).toMatch(/^(credit|loss)\/[a-z0-9]+\.ts$/);
      if (name.startsWith("loss/")) expect(path, name).toMatch(/^loss\//);
      visit(path);
    }
  };
  visit("credit/index.ts");
  expect(seen).not.toContain("credit/rollouts.ts");
  expect(seen.size).toBeGreaterThan(5);
});
