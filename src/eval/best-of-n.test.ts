import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { minForm, minFormStrict } from "../credit/forms.ts";
import type { ResponseGroup } from "../data/responses.ts";
import { aggregate, answerClasses, bestOfN, judgeGroup, PICKS, verdictsOf } from "./best-of-n.ts";

const group = (id: string, answer: string, texts: readonly string[]): ResponseGroup => ({
  id,
  problem: `Problem ${id}`,
  answer,
  responses: texts.map((text) => ({ text, steps: text === "" ? [] : [text] })),
});

describe("the score of a response", () => {
  const rewards = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

  it("is what each aggregation says", () => {
    const r = [0.5, -0.2, 0.8];
    expect(aggregate(r, "min")).toBeCloseTo(0.4);
    expect(aggregate(r, "product")).toBeCloseTo(0.75 * 0.4 * 0.9);
    expect(aggregate(r, "mean")).toBeCloseTo((0.75 + 0.4 + 0.9) / 3);
    expect(aggregate(r, "last")).toBeCloseTo(0.9);
    const weights = r.map((x) => Math.exp(-x / 0.1));
    const total = weights.reduce((a, b) => a + b);
    const soft = r.reduce((sum, x, i) => sum + (weights[i] / total) * x, 0);
    expect(aggregate(r, "softMin")).toBeCloseTo(soft, 12);
    expect(aggregate([], "min")).toBe(Number.NEGATIVE_INFINITY);
  });

  it("by the soft minimum is the return of the first token, and tends to the least reward", () => {
    fc.assert(
      fc.property(rewards, (r) => {
        expect(aggregate(r, "softMin", 0.1)).toBe(minForm(r, 0.1).returns[0]);
        expect(aggregate(r, "softMin", 1e-5)).toBeCloseTo(minFormStrict(r).returns[0], 3);
        expect(aggregate(r, "min")).toBeCloseTo((1 + Math.min(...r)) / 2, 12);
      }),
    );
  });
});

describe("judging responses", () => {
  it("puts equal answers into one class, however they are written", async () => {
    const texts = [
      "The answer is 0.5.",
      "\\boxed{\\frac{1}{2}}",
      "so 1/2",
      "the answer is 7",
      "no idea",
      "#### 7.0",
    ];
    const judged = await judgeGroup(group("a", "1/2", texts));
    expect(judged.correct).toEqual([true, true, true, false, false, false]);
    expect(judged.classes).toEqual([0, 0, 0, 1, -1, 1]);
    expect(judged.right).toEqual([true, false]);
  });

  it("compares no further pair of answers once a signal says so", async () => {
    const verdicts = await verdictsOf(group("a", "1", ["the answer is 1", "the answer is 2"]));
    const signal = AbortSignal.abort();
    await expect(answerClasses(verdicts, signal)).rejects.toBe(signal.reason);
    expect((await answerClasses(verdicts.slice(1), signal)).classes).toEqual([0]);
  });

  it("goes by an answer pattern, and counts what cannot be compared as wrong", async () => {
    const judged = await judgeGroup(group("a", "4", ["1+3=4;A4", "A5", "4"]), "A(\\d+)");
    expect(judged.correct).toEqual([true, false, false]);
    expect(judged.classes).toEqual([0, 1, -1]);
    const long = await judgeGroup(group("a", "4", ["4".repeat(1_000_001), "4"]));
    expect(long.undecided).toBe(1);
    expect(long.correct).toEqual([false, true]);
  });
});

describe("curves", () => {
  const random = new Random(7);
  // Eight responses to each of 60 problems, about half right.
  const groups = Array.from({ length: 60 }, (_, p) =>
    group(
      `p${p}`,
      "1",
      Array.from({ length: 8 }, () => `the answer is ${random.int(2) === 0 ? 1 : 2 + random.int(5)}`),
    ),
  );
  const right = groups.map(({ responses }) => responses.map(({ text }) => text.endsWith(" 1")));

  it("of an oracle are pass@N for every aggregation", async () => {
    const result = await bestOfN(
      groups,
      right.map((all) => all.map((good) => [good ? 0.9 : -0.9])),
    );
    expect(result.sizes).toEqual([1, 2, 4, 8]);
    for (const how of ["min", "product", "mean", "last", "softMin"] as const)
      result.curves[how].forEach(({ value }, s) => {
        expect(value).toBeCloseTo(result.curves.pass[s].value as number, 10);
      });
    expect(result.problems).toBe(60);
    expect(result.responses).toBe(480);
    expect(result.correct).toBe(right.flat().filter(Boolean).length);
  });

  it("of a constant scorer stay at pass@1, and its weighted vote is majority vote", async () => {
    const result = await bestOfN(
      groups,
      right.map((all) => all.map(() => [0.3])),
    );
    const passOne = right.flat().filter(Boolean).length / 480;
    for (const { value } of result.curves.mean) expect(value).toBeCloseTo(passOne, 10);
    result.curves.weighted.forEach(({ value }, s) => {
      expect(value).toBeCloseTo(result.curves.majority[s].value as number, 8);
    });
  });

  it("begin at pass@1 whatever picks, end in what is bounded by pass@N, and come with intervals around them", async () => {
    const noisy = right.map((all) =>
      all.map((good) => [0.4 * Number(good) + 0.6 * random.next(), random.next()]),
    );
    const result = await bestOfN(groups, noisy, { seed: 3 });
    const passOne = right.flat().filter(Boolean).length / 480;
    for (const pick of PICKS) {
      expect(result.curves[pick][0].value).toBeCloseTo(passOne, 10);
      result.curves[pick].forEach(({ value, interval }, s) => {
        expect(value).toBeLessThanOrEqual((result.curves.pass[s].value as number) + 1e-9);
        expect(interval?.[0]).toBeLessThanOrEqual(value as number);
        expect(interval?.[1]).toBeGreaterThanOrEqual(value as number);
      });
    }
    const difference = result.overMajority.min[2].value as number;
    expect(difference).toBeCloseTo(
      (result.curves.min[2].value as number) - (result.curves.majority[2].value as number),
      12,
    );
    expect(await bestOfN(groups, noisy, { seed: 3 })).toEqual(result);
  });

  it("go as far as nine in ten problems have responses, over the same problems all along", async () => {
    const short = groups.map((one, p) => (p < 5 ? { ...one, responses: one.responses.slice(0, 3) } : one));
    const scores = short.map(({ responses }) => responses.map(() => [0]));
    const result = await bestOfN(short, scores);
    expect([result.sizes, result.problems, result.leftOut]).toEqual([[1, 2, 4, 8], 55, 5]);
    const many = groups.map((one, p) => (p < 7 ? { ...one, responses: one.responses.slice(0, 3) } : one));
    const fewer = await bestOfN(
      many,
      many.map(({ responses }) => responses.map(() => [0])),
    );
    expect([fewer.sizes, fewer.problems, fewer.leftOut]).toEqual([[1, 2], 60, 0]);
    expect((await bestOfN(short, scores, { most: 4 })).sizes).toEqual([1, 2, 4]);
  });

  it("rank a response without steps below every other", async () => {
    const one = group("a", "1", ["", "the answer is 1"]);
    const result = await bestOfN([one], [[[], [-1]]]);
    expect(result.curves.min[1].value).toBe(1);
    expect(result.withoutSteps).toBe(1);
    expect(result.curves.majority[1].value).toBe(1);
  });

  it("pick a response without an answer only where no other has one", async () => {
    const texts = ["so far so good", "the answer is 1", "the answer is 2"];
    const result = await bestOfN(
      [group("a", "1", texts), group("b", "1", ["well", "then"])],
      [
        [[0.9], [0.1], [-0.5]],
        [[0.9], [0.8]],
      ],
    );
    // Of "a": of the three pairs of responses two have the right one, which then ranks first.
    for (const how of ["min", "product", "mean", "last", "softMin"] as const)
      expect(result.curves[how][1].value).toBeCloseTo((2 / 3 + 0) / 2, 12);
    expect(result.withoutAnswer).toBe(3);
  });
});
