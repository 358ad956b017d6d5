// Answers in other words and other letters, kind by kind: a reason, pairs that are the same by it, and pairs that only look so.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

interface Kind {
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const box = (answer: string) => `The answer is $\\boxed{${answer}}$.`;

const kinds: Record<string, Kind> = {
  "labels on both sides match": {
    why: "a value belongs to what it is of: a point, an angle, an event, a letter",
    same: [
      ["P(2, 0), Q(0, 3)", "Q = (0, 3), P = (2, 0)"],
      [
        "\\angle CBA = 36^\\circ, \\angle ACB = 72^\\circ",
        "\\angle ABC = 36^\\circ, \\angle ACB = 72^\\circ",
      ],
      ["m\\angle A = 50^\\circ", "\\angle A = 50^\\circ"],
      ["P(A) = 1/3, P(B) = 1/2", "P(B) = 1/2, P(A) = 1/3"],
      ["x = -4", "2x + 8 = 0"],
      ["x : y = 2 : 3", "y : x = 3 : 2"],
      ["\\text{(a) } 3 \\text{ (b) } 4", "(a) 3, (b) 4"],
      ["\\text{(b) } 4 \\text{ (a) } 3", "(a) 3, (b) 4"],
    ],
    different: [
      ["P(2, 0), Q(0, 3)", "P = (0, 3), Q = (2, 0)"],
      [
        "\\angle ACB = 36^\\circ, \\angle ABC = 72^\\circ",
        "\\angle ABC = 36^\\circ, \\angle ACB = 72^\\circ",
      ],
      ["\\angle BAC = 30^\\circ", "\\angle ABC = 30^\\circ"],
      ["\\angle CAB = 30^\\circ", "\\angle ABC = 30^\\circ"],
      ["\\angle 1 = 30^\\circ", "\\angle 2 = 60^\\circ"],
      ["P(A) = 1/2, P(B) = 1/3", "P(B) = 1/2, P(A) = 1/3"],
      ["\\vec{a} = (1, 2), \\vec{b} = (0, 1)", "\\vec{b} = (1, 2), \\vec{a} = (0, 1)"],
      ["y = -4", "x + 4 = 0"],
      ["y = 2x", "z - 2x = 0"],
      ["\\sin A : \\sin B : \\sin C = 3 : 4 : 5", "\\sin A : \\sin C : \\sin B = 3 : 4 : 5"],
      ["\\text{max } 5, \\text{ min } 2", "max 2, min 5"],
      ["\\text{(a) } 3 \\text{ (b) } 4", "(a) 4, (b) 3"],
      ["x \\mapsto 2x", "y = 2t"],
    ],
  },
  "functions by other letters": {
    why: "the argument of a function and the index of a sequence are bound; parameters may be called otherwise",
    same: [
      ["f(x) = 0 \\text{ and } f(x) = 1 - x", "f(t) \\equiv 0 or f(t) = 1 - t"],
      ["f(t) = at + b", "f(x) = mx + n"],
      ["P(X) = X^2 + kX with k any real number", "$P(x) = x(x + c)$, $c\\in\\mathbb{R}$"],
      ["x \\mapsto 5^x - 1", "f(t) = 5^t - 1"],
      ["f: t \\mapsto t^2", "f(x) = x^2"],
      ["a_n = 2^n - 1", "a_k = 2^k - 1"],
      ["f \\equiv 0", "f(x) = 0"],
      ["y = C_1e^x + C_2e^{-x}", "y = Ae^x + Be^{-x}"],
    ],
    different: [
      ["f(x) = x^2 + c", "f(y) = y^2 + y"],
      ["f(t) = at + b", "f(x) = ax + a"],
      ["a_n = 2^n - 1", "a_{n+1} = 2^n - 1"],
      ["f(x, y) = x - y", "f(a, b) = b - a"],
      ["f(x) = x, g(x) = 2x", "g(t) = t and f(t) = 2t"],
      ["f(x) = x", "f(x) = x or f(x) = -x"],
      ["f(t) = xt", "f(x) = x^2"],
      ["t", "$f(t) = 2$ for all $t$"],
    ],
  },
  "functions by cases": {
    why: "the same values on the same parts, wherever they are cut",
    same: [
      [
        "\\begin{cases} x^2 & x \\ge 0 \\\\ -x & x < 0 \\end{cases}",
        "\\begin{cases} -x, & \\text{if } x \\le 0 \\\\ x^2, & \\text{if } x > 0 \\end{cases}",
      ],
      ["f(x) = |x - 1|", "f(t) = \\begin{cases} t - 1, & t \\ge 1 \\\\ 1 - t, & t < 1 \\end{cases}"],
      [
        "\\begin{cases} 1 & x = 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
        "\\begin{cases} 0 & x \\ne 0 \\\\ 1 & x = 0 \\end{cases}",
      ],
      [
        "f(n) = \\begin{cases} n/2, & n \\text{ even} \\\\ 3n + 1, & n \\text{ odd} \\end{cases}",
        "f(m) = \\begin{cases} 3m + 1 & \\text{if } m \\text{ is odd} \\\\ m/2 & \\text{if } m \\text{ is even} \\end{cases}",
      ],
    ],
    different: [
      [
        "\\begin{cases} x^2 & x \\ge 0 \\\\ -x & x < 0 \\end{cases}",
        "\\begin{cases} x^2 & x \\ge 1 \\\\ -x & x < 1 \\end{cases}",
      ],
      ["f(x) = |x|", "f(t) = \\begin{cases} t & t \\ge 1 \\\\ -t & t < 1 \\end{cases}"],
      [
        "\\begin{cases} 1 & x = 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
        "\\begin{cases} 0 & x \\ne 0 \\\\ 2 & x = 0 \\end{cases}",
      ],
      ["1 - |x|", "\\begin{cases} x + 1 & x < 0 \\\\ 1 - x & x > 0 \\end{cases}"],
      [
        "\\begin{cases} x + 1 & x \\ge 0 \\\\ 0 & x < 0 \\end{cases}",
        "\\begin{cases} x + 1 & x > 0 \\\\ 0 & x \\le 0 \\end{cases}",
      ],
      [
        "f(n) = \\begin{cases} n/2, & n \\text{ odd} \\\\ 3n + 1, & n \\text{ even} \\end{cases}",
        "f(m) = \\begin{cases} 3m + 1 & m \\text{ odd} \\\\ m/2 & m \\text{ even} \\end{cases}",
      ],
    ],
  },
  "what is said of a letter": {
    why: "kx with k > 0 is not kx with any k; of an argument or an expression it only says where it is defined",
    same: [
      ["f(x) = kx, k > 0", "f(t) = ct for some positive constant c"],
      ["f(x) = c/x, c \\ne 0", "f(t) = a/t with any nonzero constant a"],
      ["\\sqrt{x} + 3", "$\\frac{x - 9}{\\sqrt{x} - 3}$ ($x \\ge 0$, $x \\ne 9$)"],
      ["f(n) = n - 1 for all n \\in \\mathbb{N}", "f(m) = m - 1"],
      ["y = \\ln x, x > 0", "y = \\ln x"],
    ],
    different: [
      ["f(x) = kx, k > 0", "f(x) = kx, k \\in \\mathbb{R}"],
      ["f(x) = x + c, c \\in \\mathbb{Z}", "f(x) = x + a, a \\in \\mathbb{R}"],
      ["n = 2^k, k \\ge 1", "n = 2^k, k \\ge 0"],
      ["f(x) = kx, k > 1", "f(x) = kx, k > 0"],
      ["x = k\\pi, k \\in \\mathbb{Z}", "x = k\\pi, k = 0, 1, 2"],
    ],
  },
  "families by their members": {
    why: "cut, shifted or turned round, in words or in signs, a family has the same members",
    same: [
      ["all odd integers", "n = 2k + 1, k \\in \\mathbb{Z}"],
      // Nothing is said of the letter.
      ["\\frac{\\pi}{4} + k\\pi", "-\\frac{3\\pi}{4} + k\\pi"],
      ["60^\\circ + 180^\\circ k", "-120^\\circ + 180^\\circ k"],
      ["(1 + 2t, 3 - t)", "(3 + 2t, 2 - t)"],
      ["\\text{all even } n \\ge 4", "$n = 2k$ with $k = 2, 3, 4, \\dots$"],
      ["\\text{multiples of } 3 \\text{ that are not multiples of } 9", "n = 9k \\pm 3, k \\in \\mathbb{Z}"],
      ["n = 2^m, where m is a non-negative integer", "all powers of two (including 1)"],
      [
        "x = \\frac{\\pi}{4} + \\frac{n\\pi}{2}, n \\in \\mathbb{Z}",
        "x = \\pm\\frac{\\pi}{4} + \\pi k, k \\in \\mathbb{Z}",
      ],
      [
        "x = \\frac{\\pi}{6} + 2\\pi k \\text{ or } x = \\frac{5\\pi}{6} + 2\\pi k, k \\in \\mathbb{Z}",
        "x = (-1)^k \\frac{\\pi}{6} + \\pi k, k \\in \\mathbb{Z}",
      ],
      ["x = \\frac{k\\pi}{4}, k \\text{ odd}", "x = \\frac{\\pi}{4} + \\frac{k\\pi}{2}, k \\in \\mathbb{Z}"],
      ["(x, y) = (1 + 7s, 2 - 3s), s \\in \\mathbb{Z}", "(x, y) = (-6 - 7m, 5 + 3m), m \\in \\mathbb{Z}"],
      ["n = 6m + 2, m \\ge 0", "n = 6m - 4, m \\ge 1"],
      ["all n not divisible by 4", "n \\not\\equiv 0 \\pmod 4"],
      ["n = 2^{k+1}, k \\ge 0", "n = 2^k, k \\ge 1"],
      ["n \\equiv 3 \\pmod 4, n \\ge 5", "n = 4k + 3, k \\ge 1"],
      ["every odd number greater than 1", "$n = 2k + 1$, $k = 1, 2, \\dots$"],
    ],
    different: [
      ["\\frac{\\pi}{4} + k\\pi", "\\frac{\\pi}{4} + 2k\\pi"],
      ["(1 + 2t, 3 - t)", "(3 + 2t, 3 - t)"],
      ["all odd integers", "n = 4k + 1, k \\in \\mathbb{Z}"],
      ["all odd positive integers", "n = 2k + 1, k \\in \\mathbb{Z}"],
      ["\\text{all even } n \\ge 2", "$n = 2k$ with $k = 2, 3, 4, \\dots$"],
      ["\\text{multiples of } 3", "n = 9k \\pm 3, k \\in \\mathbb{Z}"],
      ["n = 2^k, k \\ge 1", "all powers of two (including 1)"],
      ["x = \\frac{\\pi}{4} + k\\pi", "x = -\\frac{\\pi}{4} + k\\pi, k \\in \\mathbb{Z}"],
      ["x = \\frac{\\pi}{6} + \\pi k", "x = (-1)^k \\frac{\\pi}{6} + \\pi k, k \\in \\mathbb{Z}"],
      ["(x, y) = (3 + 10t, 1 - 4t)", "(x, y) = (3 + 5k, 1 - 2k), k \\in \\mathbb{Z}"],
      ["(x, y, z) = (t, -t, 0), t > 0", "(-s, s, 0) with s any real number"],
      ["n = 6m + 2, m \\ge 0", "n = 6m - 4, m \\ge 0"],
      ["x = 2k", "y = 2k, k \\in \\mathbb{Z}"],
      ["n = 2^{k+1}, k \\ge 0", "n = 2^k, k \\ge 0"],
      ["n \\equiv 3 \\pmod 4, n \\ge 5", "n = 4k + 3, k \\ge 0"],
      ["every odd number greater than 3", "$n = 2k + 1$, $k = 1, 2, \\dots$"],
      ["y = 2t + 1", "y = 2t - 1"],
    ],
  },
  "replies, and what is said of a subject": {
    why: "the question knows what it is about; a condition, a denial, another name say something else",
    same: [
      ["\\text{Sí}", "Sí, es posible."],
      ["Нет", "Нет, не существует."],
      ["\\text{Yes, such a polynomial exists.}", "Yes"],
      ["It is not possible.", "No, it is not possible."],
      ["\\text{the second player}", "The second player has a winning strategy."],
      ["\\text{B wins}", "B"],
      ["\\text{Wednesday}", "It will be a Wednesday."],
      ["\\text{even}", "It is an even number"],
      ["There is no integer solution.", "no integers satisfy the equation"],
      ["\\text{There are no solutions}", "\\emptyset"],
      ["\\text{B) } 12", "\\textbf{(B)}\\ 12"],
    ],
    different: [
      ["\\text{Yes, if } n \\text{ is even}", "Yes"],
      ["\\text{No}", "Yes, it is possible."],
      ["It is possible.", "No, it is not possible."],
      ["\\text{The first player}", "The second player has a winning strategy."],
      ["\\text{The second player loses}", "The second player wins"],
      ["\\text{Alice}", "Bob has a winning strategy."],
      ["\\text{Monday}", "The day after Monday"],
      ["There is no integer solution", "no real solution"],
      ["no solution", "no solution other than $x = 2$"],
      ["None", "0"],
      ["\\text{(B) } 12", "\\textbf{(C)}\\ 12"],
    ],
  },
  "numbers with words around them": {
    why: "articles, prepositions and totals leave a number as it is; bounds, denials and other numbers do not",
    same: [
      ["\\text{the } 18\\text{th term}", "18"],
      ["\\text{three pairs}", "3 pairs"],
      ["\\text{after } 12\\text{ days}", "12 days"],
      ["\\text{a total of } 1{,}320 \\text{ handshakes}", "1320"],
      ["\\text{half of them}", "\\frac12"],
      ["a seventh", "\\frac17"],
      ["\\text{on day } 12", "12"],
      ["20\\text{种}", "20"],
      ["15\\text{ способов}", "15"],
      ["three to four", "3:4"],
      ["XIV", "14"],
    ],
    different: [
      ["\\text{at least } 12 \\text{ days}", "12"],
      ["\\text{before 12 days}", "12 days"],
      ["\\text{half of } 12", "12"],
      ["\\text{after } 3 \\text{ quarters}", "3"],
      ["\\text{half of them}", "2"],
      ["\\text{three pairs}", "6"],
      ["\\text{after } 12 \\text{ days}", "12 weeks"],
      ["12\\text{万}", "12"],
      ["12\\text{ тысяч}", "12"],
      ["100\\text{ mil}", "100"],
      ["two to five", "5:2"],
      ["IIII", "4"],
      ["VI", "4"],
    ],
  },
  "sets, curves and orders in words": {
    why: "the words say which set, curve or tuples are meant, with their ends",
    same: [
      ["\\text{all non-negative real numbers}", "x \\ge 0"],
      ["\\text{all real numbers greater than } 4", "(4, \\infty)"],
      ["\\text{all } x \\neq \\pm 1", "\\mathbb{R}\\setminus\\{-1, 1\\}"],
      ["\\mathbb{R}^+", "(0, \\infty)"],
      ["between 2 and 5 inclusive", "[2, 5]"],
      ["\\text{the circle with centre } (0, 2) \\text{ and radius } 3", "x^2 + (y - 2)^2 = 9"],
      ["x = 1 \\text{ (multiplicity 2)}, x = 4", "1, 1, 4"],
      ["(1, 1, 2) \\text{ and its permutations}", "(1,1,2), (1,2,1), (2,1,1)"],
    ],
    different: [
      ["\\text{all non-negative real numbers}", "x > 0"],
      ["\\text{all real numbers greater than } 4", "[4, \\infty)"],
      ["\\text{all positive integers}", "x > 0"],
      ["\\text{the circle with centre } (0, 2) \\text{ and radius } 9", "x^2 + (y - 2)^2 = 9"],
      ["x = 1 \\text{ (multiplicity 2)}, x = 4", "1, 4, 4"],
      ["(1, 2, 3)", "$(1, 2, 3)$ and all its permutations"],
      ["(1, 2, 3) \\text{ and its permutations}", "(1, 2, 3) and its cyclic permutations"],
    ],
  },
  "equations with other denominators, and of segments": {
    why: "an equation says the same where its denominators are not zero; segments are lengths, not products",
    same: [
      ["xy = 12", "y = \\frac{12}{x}"],
      ["\\frac{xy}{x + y} = 3", "\\frac1x + \\frac1y = \\frac13"],
      ["3AM = 2MB", "AM : MB = 2 : 3"],
      ["\\overline{AM} = \\tfrac13\\,\\overline{AC}", "AM : AC = 1 : 3"],
      ["\\frac{AM}{MB} = \\frac34", "AM : MB = 3 : 4"],
    ],
    different: [
      ["xy = 12", "y = \\frac{12}{x}, x > 0"],
      ["y(x - 1) = x - 1", "y = 1"],
      ["\\frac{xy}{x + y} = 3", "\\frac1x + \\frac1y = 3"],
      ["3AM = 2MB", "AM : MB = 3 : 2"],
      ["AB = 2BC", "AB = 2CD"],
      ["\\overline{AM} = \\tfrac13\\,\\overline{AC}", "AM : MC = 1 : 3"],
    ],
  },
  "rounded roots, angles and great powers": {
    why: "a unit behind a formula is one; an angle may be given in degrees; −1 has two powers",
    same: [
      ["8.124", "$\\sqrt{66}$ m"],
      ["36.87^\\circ", "\\arctan\\frac34"],
      ["(-1)^{10^{50}}", "1"],
    ],
    different: [
      ["8.125", "$\\sqrt{66}$ m"],
      ["8.124 \\text{ cm}", "$\\sqrt{66}$ m"],
      ["36.88^\\circ", "\\arctan\\frac34"],
      ["36.87^\\circ", "\\frac34"],
      ["(-1)^{99^{99}}", "1"],
    ],
  },
};

describe.each(Object.entries(kinds))("%s", (_, { same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    expect([judge(box(a), b).verdict, judge(b, box(a)).verdict]).toEqual([true, true]);
    expect(judge(a, b).verdict).toBe(judge(b, a).verdict);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect([judge(box(a), b).verdict, judge(a, b).verdict, judge(b, a).verdict]).not.toContain(true);
  });
});

describe("bounds", () => {
  it.each([
    ["letters", `for all ${"a,".repeat(3000)}b real`],
    ["maps", "x \\mapsto ".repeat(900)],
    ["cases", `\\begin{cases}${"x & x>0\\\\".repeat(800)}\\end{cases}`],
    ["denominators", `${"1/x+".repeat(300)}1=y`],
    [
      "series",
      Array.from({ length: 24 }, (_, i) => `x=\\frac{\\pi}{${97 + i}}+\\frac{k\\pi}{${91 + i}}`).join(" or "),
    ],
    ["points", "\\angle ".repeat(1200)],
  ])("many %s are not accepted, soon", (_, text) => {
    const start = process.cpuUsage();
    for (const other of [
      "n = 2^k, k \\in \\mathbb{Z}",
      "x = k\\pi, k \\in \\mathbb{Z}",
      "xy = 12",
      "f(x) = |x|",
      "No",
    ])
      expect(judge(text, other).verdict).not.toBe(true);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
  });
});
