// Answers of competitions, one table a rule: a reason, answers that are the same by it, and answers that only look so.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

interface Rule {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const rules: Rule[] = [
  {
    name: "a space before the brace",
    why: "behind \\text it says nothing",
    same: [
      [
        "g(x)=\\begin{cases} x^2, & x\\le 0\\\\ 3x, & x>0\\end{cases}",
        "\\begin{cases}3 x & \\text { if } x>0 \\\\ x^{2} & \\text { if } x \\leq 0\\end{cases}",
      ],
      [
        "\\begin{cases} 5 & n \\text{ odd} \\\\ n & n \\text{ even}\\end{cases}",
        "a_n = \\begin{cases} n & \\text { if } n \\text { is even } \\\\ 5 & \\text { otherwise }\\end{cases}",
      ],
      ["12 \\mathrm { cm }", "12 \\text{ cm}"],
      // "for" opens no qualifier of the whole here.
      [
        "f(x) = \\begin{cases} x & x \\ge 0 \\\\ 0 & x < 0\\end{cases}",
        "\\begin{cases} 0, & \\text{for } x < 0, \\\\ x, & \\text{for } x \\ge 0.\\end{cases}",
      ],
      ["\\operatorname {lcm}(4, 6)", "12"],
    ],
    different: [
      [
        "g(x)=\\begin{cases} x^2, & x\\le 0\\\\ 3x, & x>0\\end{cases}",
        "\\begin{cases}3 x & \\text { if } x \\leq 0 \\\\ x^{2} & \\text { if } x > 0\\end{cases}",
      ],
      [
        "\\begin{cases} 5 & n \\text{ odd} \\\\ n & n \\text{ even}\\end{cases}",
        "\\begin{cases} n & \\text { if } n \\text { is odd } \\\\ 5 & \\text { otherwise }\\end{cases}",
      ],
      ["12 \\mathrm { cm }", "12 \\text{ mm}"],
    ],
  },
  {
    name: "a modulus in brackets",
    why: "\\bmod between brackets is \\pmod",
    same: [
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,7 \\ (\\bmod\\ 8)"],
      ["n \\equiv 2 (\\bmod 5)", "n \\equiv 7 \\pmod{5}"],
      ["n \\equiv \\pm 2 (\\bmod{9})", "n \\equiv 2, 7 \\pmod 9"],
      ["x \\equiv 1 \\, (\\mod 4)", "x = 4k + 1, k \\in \\mathbb{Z}"],
    ],
    different: [
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,5 \\ (\\bmod\\ 8)"],
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,7 \\ (\\bmod\\ 9)"],
      ["n \\equiv \\pm 2 (\\bmod 5)", "n \\equiv 2 \\pmod{5}"],
    ],
  },
];

describe.each(rules)("$name: $why", ({ same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    expect(judge(a, b)).toMatchObject({ verdict: true });
    expect(judge(b, a).verdict).toBe(true);
    expect([judge(a, a).verdict, judge(b, b).verdict]).toEqual([true, true]);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).not.toBe(true);
    expect(judge(b, a).verdict).not.toBe(true);
  });
});
