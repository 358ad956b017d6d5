import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import { boxSpans } from "./read/formulas.ts";

describe("extraction", () => {
  it.each([
    ["so \\boxed{42}.", "42"],
    ["\\boxed{1} or rather \\boxed{\\frac{3}{4}}", "\\frac{3}{4}"],
    ["\\boxed{\\left\\{1,2\\right\\}}", "\\left\\{1,2\\right\\}"],
    ["first \\boxed{7}, then cut \\boxed{\\frac{1", "7"],
    ["} stray \\boxed{5} {", "5"],
    ["\\boxed 9$ and", "9"],
    ["\\boxed{\\boxed{3}}", "\\boxed{3}"],
    ["\\fbox{8}", "8"],
    ["\\boxed{", null],
    ["\\boxedx", null],
    ["\\\\boxed{5}", null],
    ["", null],
  ])("the last box of %j", (text, answer) => expect(boxSpans(text).at(-1)?.content ?? null).toBe(answer));
});

describe("comparison", () => {
  it.each([
    ["1,000", "1000"],
    ["27.0", "27"],
    [".5", "0.50"],
    ["$\\frac{1}{2}$", "0.5"],
    ["\\dfrac12", "2/4"],
    ["-\\frac{6}{8}", "-0.75"],
    ["\\left( 3, \\frac{\\pi}{2} \\right)", "(3,\\frac{\\pi}{2})"],
    ["\\$5", "5."],
    ["50\\%", "50%"],
    ["123456789012345678901234567890/3", "41152263004115226300411522630"],
  ])("%s = %s", (a, b) => expect(judge(a, b).verdict).toBe(true));

  it.each([
    ["1,00", "100"],
    ["1", "-1"],
    ["1/0", "2/0"],
    ["x", "y"],
    ["12", "1 2 3"],
    ["9007199254740993", "9007199254740992"],
  ])("%s ≠ %s", (a, b) => expect(judge(a, b).verdict).not.toBe(true));

  it("is exact for rationals", () => {
    const integer = fc.integer({ min: -1000, max: 1000 });
    const natural = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(integer, natural, integer, natural, (a, b, c, d) => {
        expect(judge(`${a}/${b}`, `${c}/${d}`).verdict).toBe(a * d === c * b);
        expect(judge(`\\frac{${a}}{${b}}`, `${a * d}/${b * d}`).verdict).toBe(true);
      }),
    );
  });
});

// The judgement itself; verifyAnswer with its limits is pool.test.ts's.
describe("judge", () => {
  it("says right, wrong, and undecided, with a reason", () => {
    expect(judge("thus \\boxed{0.5}", "\\frac12")).toMatchObject({ verdict: true, extracted: "0.5" });
    expect(judge("The answer is 3.", "4")).toMatchObject({ verdict: false, extracted: "3" });
    expect(judge("no idea", "4").verdict).toBe(false);
    expect(judge("", "4")).toMatchObject({ verdict: false, extracted: null });
    expect(judge("4", " ").verdict).toBeNull();
    expect(judge("4", "solved\n#### 4").verdict).toBe(true);
    expect(judge("4", "so \\boxed{4}").verdict).toBe(true);
  });

  it("takes the answer by a pattern, and by nothing else", () => {
    const options = { answerPattern: "A(\\d)" };
    expect(judge("3-1=2;A1;A2", "2", options)).toMatchObject({ verdict: true, extracted: "2" });
    expect(judge("3-1=2", "2", options)).toMatchObject({ verdict: false, extracted: null });
    expect(judge("=7", "7", { answerPattern: "\\d" }).verdict).toBe(true);
  });

  // These end at all only because every scan is linear.
  const hostile: [string, string][] = [
    ["nested braces", `\\boxed${"{".repeat(1e6)}${"}".repeat(1e6)}`],
    ["open braces", `\\boxed${"{".repeat(1e6)}`],
    ["open boxes", "\\boxed{".repeat(1e6)],
    ["bare boxes", "\\boxed ".repeat(1e6)],
    ["a long number", "9".repeat(1e7)],
    ["separated digits", "1,".repeat(5e6)],
    ["spaces", " ".repeat(1e7)],
    ["phrases", "answer is ".repeat(1e6)],
    ["marks", "#### ".repeat(2e6)],
    ["dollars", "$".repeat(1e7)],
    ["minus signs", "-".repeat(1e7)],
    ["backslashes", "\\".repeat(1e7)],
    ["quotients of quotients", "1/".repeat(2500)],
    ["points in a phrase", `answer is ${".".repeat(1e7)}`],
  ];
  it.each(hostile)("stays bounded on %s", (_, text) => {
    expect(judge(text, "5").verdict).not.toBe(true);
    expect(judge("5", text).verdict).not.toBe(true);
  });

  it("never throws", () => {
    const unit = fc.constantFrom(
      ..."0123456789.,/-+{}$\\ \nab#",
      "\\boxed",
      "####",
      "answer is",
      "\\frac",
      "\\left",
    );
    fc.assert(
      fc.property(fc.string({ unit }), fc.string({ unit }), (prediction, reference) => {
        const { verdict, extracted } = judge(prediction, reference);
        if (verdict === true) expect(extracted).not.toBeNull();
      }),
    );
  });
});
