import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

describe("forms that need no rule of their own", () => {
  it.each([
    ["1{,}000", "1000"],
    ["32,\\! 349", "32349"],
    ["1,22", "1.22"],
    ["\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}", "\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}"],
    ["\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(1,2)"],
    ["(f(n), g(n)) = (n, 1)", "f(n)=n, g(n)=1"],
    ["[\frac{1}{2}, \\infty)", "x \\ge 0.5"],
    ["\\\\frac{1}{2}", "0.5"],
    ["3<sup>x</sup>", "3^{x}"],
    ["π/2", "\\frac{\\pi}{2}"],
    ["x² + ½", "x^2+\\frac12"],
    ["11:30 a.m.", "11:30"],
    ["3 \\pmod 7", "3"],
    ["\\text{no solution}", "\\emptyset"],
    ["\\frac{dy}{dx} = 2", "2"],
    ["A(1,2)", "(1,2)"],
  ])("%s = %s", (a, b) => {
    expect(judge(a, b)).toMatchObject({ verdict: true });
    expect(judge(b, a)).toMatchObject({ verdict: true });
  });

  it.each([
    ["\\frac{dy}{dx}", "\\frac yx"],
    ["6:30", "1:05"],
    ["1 2", "12"],
    ["1.2 million", "1.2"],
    ["\\hat x", "x"],
    ["I(0)", "0"],
    ["0,5", "\\frac12"],
    ["A circle of radius \\frac{1}{v} around the origin", "1"],
    ["2\\cdots(3+x)y", "2\\cdots 3+xy"],
    ["x_1", "x"],
    ["5\\%", "5 \\text{ dollars}"],
    ["5 for even n and 6 for odd n", "5"],
    ["3 \\pmod 7", "3 \\pmod 8"],
    ["\\infty", "-\\infty"],
  ])("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).toBe(false);
    expect(judge(b, a).verdict).toBe(false);
  });
});

describe("what is no answer", () => {
  it.each([
    "",
    " ",
    "{",
    "}",
    "\\boxed{",
    "\\boxed{}",
    "()",
    "\\text{}",
    "$",
    "!",
    "=",
    "The answer is",
    "\\{",
  ])("%j is wrong, and as a reference undecidable or wrong", (text) => {
    expect(judge(text, "5").verdict).toBe(false);
    expect(judge("5", text).verdict).not.toBe(true);
  });

  it.each([
    ["9^{9^{9^{9}}}", "1"],
    ["(10^{10})!", "1"],
    ["\\sum_{n=1}^{10^9}\\frac1n", "1"],
    ["10!!!!!", "1"],
    ["\\frac10", "\\frac20"],
    ["\\arctan(i)", "1"],
    ["\\operatorname{artanh}(1)+\\ln(0)", "1"],
    ["1".repeat(1_000_001), "1"],
    [`1+${"\\sin(x)+".repeat(1200)}1`, "x"],
  ])("%.40s against %s is no yes", (a, b) => {
    expect(judge(a, b).verdict).not.toBe(true);
    expect(judge(b, a).verdict).not.toBe(true);
  });

  it("says which bound made it undecidable", () => {
    expect(judge("9^{9^{9^{9}}}", "1")).toMatchObject({ verdict: null, reason: /too large/ });
    expect(judge("x".repeat(1_000_001), "1")).toMatchObject({ verdict: null, reason: /longer than/ });
    expect(judge("5", "")).toMatchObject({ verdict: null, reason: "the reference has no answer" });
  });
});

describe("options", () => {
  it("tolerance forgives a relative error between numbers, and nothing else", () => {
    expect(judge("784", "785.12", { tolerance: 0.002 })).toMatchObject({ verdict: true });
    expect(judge("784", "785.12", { tolerance: 0.001 })).toMatchObject({ verdict: false });
    expect(judge("x", "1.001x", { tolerance: 0.01 })).toMatchObject({ verdict: false });
  });
  it("type chooses how the answer is read", () => {
    expect(judge("0.5", "1/2", { type: "text" }).verdict).toBe(false);
    expect(judge("(C)", "C", { type: "choice" }).verdict).toBe(true);
    expect(judge("3", "3.0", { type: "choice" }).verdict).toBe(false);
  });
  it("answerPattern takes the prediction's answer, and nothing else does", () => {
    expect(judge("3-1=2;A1;A2", "2", { answerPattern: "A(\\d)" })).toMatchObject({
      verdict: true,
      extracted: "2",
    });
    expect(judge("so 2", "2", { answerPattern: "A(\\d)" })).toMatchObject({
      verdict: false,
      extracted: null,
    });
  });
});
