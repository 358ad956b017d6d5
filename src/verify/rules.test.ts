// One table a rule: its reason, answers that are the same by it, and answers that only look so.
import { describe, expect, it } from "vitest";
import { type JudgeOptions, judge } from "./judge.ts";

/** A rule, why it holds, pairs that are the same by it, and pairs that only look so. */
interface Rule {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
  /** Without these the rule is off. */
  options?: JudgeOptions;
}

const rules: Rule[] = [
  {
    name: "equal numbers",
    why: "numbers are compared exactly, as fractions, or to 128 bits beyond every cancellation",
    same: [
      ["\\frac12", "0.5"],
      ["2^{-99}", "\\frac{1}{2^{99}}"],
      ["\\sqrt{3+2\\sqrt2}", "1+\\sqrt2"],
      ["\\cos 36^\\circ", "\\frac{1+\\sqrt5}{4}"],
      ["\\log_2 8", "3"],
      ["0.8\\overline{4}", "\\frac{38}{45}"],
      ["5\\frac12", "11/2"],
      ["C_5^2", "10"],
      ["\\frac1i", "-i"],
      ["\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}", "1"],
      ["1.2 million", "2400000/2"],
    ],
    different: [
      ["\\frac{1}{2^{99}}", "\\frac{1}{2^{98}}"],
      ["1.0000000000000001", "1"],
      ["\\sqrt{10^{40}+1}", "10^{20}"],
      ["\\frac{1}{2004!}", "\\frac{1}{2006!}"],
      ["1-\\frac{1}{\\mathrm{e}}", "1+\\frac{1}{\\mathrm{e}}"],
      ["-5", "5"],
    ],
  },
  {
    name: "rounded to the digits written",
    why: "a decimal of three digits or more stands for what rounds to it",
    same: [
      ["85.71", "\\frac{600}{7}"],
      ["2.65", "2.653"],
      ["6.67\\%", "\\frac1{15}"],
      ["4.123105625617661", "\\sqrt{17}"],
      ["6.022 \\times 10^{23}", "6.02e23"],
    ],
    different: [
      ["3.14159265358979", "\\pi"],
      ["0.33", "\\frac13"],
      ["85.72", "\\frac{600}{7}"],
      ["0.0000002", "0.0000001"],
      ["12.4", "12"],
      ["99.99", "100"],
    ],
  },
  {
    name: "equal expressions",
    why: "expressions that agree at every sampled point are the same function",
    same: [
      ["(x+1)^2", "x^2+2x+1"],
      ["\\frac{d!}{2!(d-2)!}", "\\frac{d(d-1)}{2}"],
      ["2\\arcsin\\sqrt a", "\\arccos(1-2a)"],
      ["(-1)^n", "\\cos(n\\pi)"],
      ["\\lfloor\\log_2 n\\rfloor+1", "\\lfloor 1+\\log_2 n\\rfloor"],
      ["\\sqrt{x^2}", "|x|"],
    ],
    different: [
      ["\\sqrt{x^2}", "x"],
      ["x^2+1", "x^2-1"],
      ["x+10^{-30}", "x"],
      ["x+1", "y+1"],
      ["5t", "5"],
      ["2s", "2h"],
    ],
  },
  {
    name: "label taken off",
    why: "x = 5 says what 5 says",
    same: [
      ["x=5", "5"],
      ["f(x)=x^2+1", "x^2+1"],
      ["A:B=7:32", "7:32"],
      ["P=\\frac12", "0.5"],
      ["The maximum is 7", "7"],
    ],
    different: [
      ["x=6", "5"],
      ["x^2=4", "2"],
    ],
  },
  {
    name: "same label",
    why: "labels must agree; the argument of a function may have any name of the same kind",
    same: [
      ["f(t)=t^2", "f(x)=x^2"],
      ["f(m)=2m+1", "f(n)=2n+1"],
      ["y=2x", "f(x)=2x"],
    ],
    different: [
      ["x=5", "y=5"],
      ["f(x)=2x", "g(x)=2x"],
      ["f(n)=n", "f(z)=z"],
      ["f(y)", "f(x)"],
    ],
  },
  {
    name: "parameters renamed",
    why: "a free parameter of a labelled answer may have any letter",
    same: [
      ["k\\pi, k \\in \\mathbb{Z}", "x = n\\pi"],
      ["(t, 2t)", "(x,y)=(s,2s)"],
      ["(3+2t, t) \\text{ for some integer } t", "(a,b)=(3+2x, x)"],
    ],
    different: [
      ["2k\\pi", "x=n\\pi"],
      ["kx", "mx"],
      ["x=k\\pi", "x=\\pi"],
      ["f(n)=n^2", "r^2"],
    ],
  },
  {
    name: "chain of equalities",
    why: "a calculation ends in its result, equal members are one value, contradictions are no answer",
    same: [
      ["\\sqrt{64}=8", "8"],
      ["x = 5+6 = 11", "x=11"],
      ["\\frac73 \\approx 2.33", "\\frac73"],
    ],
    different: [
      ["x=1=2=3", "3"],
      ["x=1=2=3", "1"],
      ["2=3", "3"],
      ["5 \\approx 6", "6"],
    ],
  },
  {
    name: "equations up to scale",
    why: "an equation and a multiple of it have the same solutions",
    same: [
      ["y=-\\frac12x+\\frac34", "2x+4y-3=0"],
      ["9x^2+4y^2=36", "\\frac{x^2}{4}+\\frac{y^2}{9}=1"],
    ],
    different: [
      ["2x+y=1", "2x+y=2"],
      ["x^2=4", "x=2"],
    ],
  },
  {
    name: "equation solved for its unknown",
    why: "an expression answers a linear equation that it solves",
    same: [["2x+1", "y-3=2(x-1)"]],
    different: [
      ["0", "x^2-4=0"],
      ["0", "a+3z=0"],
      ["1", "2x+z=1"],
    ],
  },
  {
    name: "same set of reals",
    why: "intervals, unions, inequalities and set builders are the sets they describe",
    same: [
      ["0<x\\le1", "(0,1]"],
      ["1\\le|z|\\le\\frac32", "[-\\frac32,-1]\\cup[1,\\frac32]"],
      ["\\{x \\mid x<\\frac32\\}-\\{-6\\}", "(-\\infty,-6)\\cup(-6,1.5)"],
      ["a\\le-2 \\text{ or } a=1", "(-\\infty,-2]\\cup\\{1\\}"],
      ["x\\ne3", "\\mathbb{R}\\setminus\\{3\\}"],
      ["Domain: \\mathbb{R}\\setminus\\{3\\}", "(-\\infty,3)\\cup(3,\\infty)"],
      ["x>0, x\\ne1", "(0,1)\\cup(1,\\infty)"],
    ],
    different: [
      ["[0,1)", "(0,1)"],
      ["x>5", "x\\ge5"],
      ["Domain: \\mathbb{R}\\setminus\\{3\\}", "(-\\infty,4)\\cup(4,\\infty)"],
      ["(3,1)", "\\emptyset"],
      ["x>5", "y>5"],
      ["(1,2)", "\\{1,2\\}"],
      ["[1,2]", "(1,2)"],
    ],
  },
  {
    name: "same items",
    why: "lists are multisets, sets have no multiplicity, tuples have an order",
    same: [
      ["2,1", "1,2"],
      ["\\{3,1,2\\}", "1, 2 and 3"],
      ["3\\pm\\sqrt2", "3-\\sqrt2, 3+\\sqrt2"],
      ["(0,1),(1,0)", "\\{(1,0),(0,1)\\}"],
      ["\\text{Maximum}=2, \\text{Minimum}=1", "1,2"],
      ["x_1=2, x_2=3", "3,2"],
      ["Ann: 3, Bob: 5", "Bob: 5, Ann: 3"],
      ["Ann: 3, Bob: 5", "5,3"],
      ["p=5,q=2;p=7,q=2", "(5,2),(7,2)"],
    ],
    different: [
      ["16,3,1,1", "16,3,1,3"],
      ["1,1,2", "1,2"],
      ["(2,1)", "(1,2)"],
      ["5 \\text{ or } 6", "5"],
      ["a=2,b=1", "1,2"],
      ["Ann: 3, Bob: 5", "Ann: 5, Bob: 3"],
      ["a=4,b=5", "c=4,d=5"],
      ["\\pm2", "2"],
    ],
  },
  {
    name: "units converted",
    why: "quantities of one dimension are compared in base units",
    same: [
      ["1.5\\text{ m}", "150\\text{ cm}"],
      ["90 minutes", "1.5 hours"],
      ["75\\text{ cents}", "\\$0.75"],
      ["18 km/h", "5 m/s"],
    ],
    different: [
      ["15 cm", "15 m"],
      ["5\\text{ m}", "5\\text{ m}^2"],
      ["5 apples", "5 oranges"],
      ["\\$5", "€5"],
    ],
  },
  {
    name: "one unit missing",
    why: "the question names the unit",
    same: [
      ["15", "15\\text{ cm}^2"],
      ["\\$18.90", "18.9"],
      ["15th Day", "15"],
    ],
    different: [
      ["5\\text{ cm}", "6"],
      ["5\\text{ dozen}", "5"],
      ["5\\text{ not}", "5"],
      ["Wrong answer: 5", "5"],
    ],
  },
  {
    name: "degrees in radians",
    why: "a degree is π/180",
    same: [
      ["90^\\circ", "\\frac\\pi2"],
      ["105 degrees", "\\frac{7\\pi}{12}\\text{ radians}"],
      ["\\alpha = 105^\\circ", "\\alpha = 7\\pi/12 \\mathrm{ rad}"],
      ["105°", "1.83 rad"],
    ],
    different: [
      ["105^\\circ", "105 rad"],
      ["104^\\circ", "\\frac{7\\pi}{12}\\text{ radians}"],
      ["105^\\circ", "\\frac{7\\pi}{12}\\text{ rad/s}"],
      ["30", "\\frac\\pi6"],
      ["30^\\circ", "30\\%"],
    ],
  },
  {
    name: "percent as a number",
    why: "a percent is a hundredth",
    same: [["10\\%", "0.1"]],
    different: [["50\\%", "50.5\\%"]],
  },
  {
    name: "an antiderivative",
    why: "an indefinite integral is what differentiates to its integrand, with its constant",
    same: [["\\int x\\,dx", "\\frac{x^2}2+C"]],
    different: [
      ["\\int x\\,dx", "x^2+C"],
      ["\\int x\\,dx", "\\frac{x^2}2"],
    ],
  },
  {
    name: "antiderivatives up to a constant",
    why: "C takes up any constant",
    same: [["\\ln|2x|+C", "\\ln|x|+C"]],
    different: [["x^2", "x^2+C"]],
  },
  {
    name: "an order as a chain",
    why: "b < a < d lists its names in order",
    same: [["b<a<d", "b,a,d"]],
    different: [["a<b<d", "b,a,d"]],
  },
  {
    name: "option letter",
    why: "a letter is chosen, with or without what it stands for",
    same: [
      ["\\textbf{(D)}\\ 12", "D"],
      ["B) 12", "(B)"],
      ["\\boxed{\\textbf{(C)}\\ \\frac{5}{8}}", "C"],
      ["(C)\\ \\frac58", "\\textbf{(C)}"],
      ["\\mathrm{(D)}-7", "D"],
      ["(D) -7", "D"],
      ["(\\textbf{A})~\\$15", "(A)"],
      ["E. $\\left(2, 9\\right)$", "E"],
      ["\\textbf{(E)}\\quad\\pm 6", "E"],
      ["\\mathrm{(E)} \\quad 24", "E"],
      ["(E) \\qquad [0, 4]", "E"],
      ["E:\\ \\frac67", "E"],
      ["la opción (B) $\\sqrt{7}$", "B"],
      ["选 (A) $\\log_3 5$", "A"],
      ["(A) - Lisbon", "A"],
      ["\\textbf{(B)}\\ \\frac12", "(B) 0.5"],
    ],
    different: [
      ["\\textbf{(C)}\\ \\infty", "D"],
      ["(C)\\ \\frac58", "(D)\\ \\frac58"],
      ["\\textbf{(A)} \\textbf{(B)} \\frac12", "A"],
      ["(A) \\frac12 or (B)", "A"],
      ["(A) \\cup (B)", "A"],
      ["(A) \\times 7", "A"],
      ["(A) - 7", "A"],
      ["(A)\\frac12", "A"],
      ["A \\frac12", "A"],
      ["\\mathbf{A} - 7\\mathbf{I}", "A"],
      ["\\mathbf{A}\\vec{v}", "A"],
      ["(a) \\frac12", "A"],
      ["A, B, C, D", "A"],
      ["(A) (B) (C) (D)", "B"],
      ["A or B", "A"],
      ["C", "D"],
    ],
  },
  {
    name: "what the option is",
    why: "of an option with what it is either is right",
    same: [
      ["(B) \\frac58", "0.625"],
      ["\\textbf{(B)}\\ x^2 + 1", "x^2 + 1"],
      ["\\textbf{(D)}\\ \\text{odd}", "odd"],
      ["\\textbf{(B)}\\ \\{4, 7\\}", "\\{7, 4\\}"],
    ],
    different: [
      ["(B) \\frac58", "\\frac38"],
      ["(B) - 7", "-7"],
      ["\\mathbf{B}\\frac58", "\\frac58"],
    ],
  },
  {
    name: "the word of a sentence",
    why: "a sentence may give its answer in one word, but not deny it or offer two",
    same: [
      ["positive", "Every value of $f(x)$ has to stay positive."],
      ["Nora", "Nora will have the longest turn."],
    ],
    different: [
      ["odd", "The function is not odd."],
      ["odd", "The number is odd or even."],
      ["Nora", "Nora and Emil will have it."],
    ],
    options: { sentences: true },
  },
  {
    name: "ratios in proportion",
    why: "a ratio may be scaled",
    same: [["2:3:4", "4:6:8"]],
    different: [["2:3:4", "4:6:9"]],
  },
  {
    name: "numbers in bases",
    why: "the base is part of the number, and its value in another base is no answer, unless one side names ten",
    same: [
      ["(101)_2", "101_{2}"],
      ["110_2", "6_{10}"],
      ["1F in base 16", "31_{10}"],
      ["(1f)_{16}", "0x1F"],
      ["110_{\\text{two}}", "(6)_{\\text{ten}}"],
    ],
    different: [
      ["52_8", "52_6"],
      ["52_8", "52"],
      ["101_2", "5"],
      ["101_2", "12_3"],
      ["(2 \\times 10^3)_8", "3_8"],
      ["(2,)_8", "2_8"],
    ],
  },
];

describe.each(rules)("$name: $why", ({ name, same, different, options }) => {
  it.each(same)("%s = %s", (a, b) => {
    const judgement = judge(a, b, options);
    expect(judgement).toMatchObject({ verdict: true });
    expect(judgement.rules).toContain(name);
    expect(judge(b, a, options).verdict).toBe(true);
    if (options) expect(judge(a, b).verdict, "without the option").toBe(false);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b, options).verdict).toBe(false);
    expect(judge(b, a, options).verdict).toBe(false);
  });
});
