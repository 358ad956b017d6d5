// Functions, relations and systems of them, one table each: a reason, answers that are the same by it, and answers that
// only look so.
import { describeKinds, type JudgedKind } from "../../tests/judged-kinds.ts";

const kinds: JudgedKind[] = [
  {
    name: "functions that take sides",
    why: "|x| is x for positive numbers alone, and max, min, ⌊⌋ and ⌈⌉ change somewhere too",
    same: [
      ["y = |3x - 6|", "y = 3|x - 2|"],
      ["|p||q|r", "|pq|r"],
      ["\\max(s, t)", "\\frac{s + t + |s - t|}{2}"],
      ["\\lfloor x + 4 \\rfloor", "\\lfloor x \\rfloor + 4"],
      ["|x|^4 + y", "x^4 + y"],
      ["x^x|y|", "|y|x^x"],
      ["\\ln|x| + C", "\\ln x + C"],
      ["|PQ| + |RS|", "PQ + RS"],
    ],
    different: [
      ["y = |x|", "y = x"],
      ["p|q|r", "pqr"],
      ["y = x|x|", "y = x^2"],
      ["|x| + 3y = 7", "x + 3y = 7"],
      ["|x| + 3y < 7", "x + 3y < 7"],
      ["|t + 30|", "t + 30"],
      ["\\min(t, 150)", "t"],
      ["y = \\max(x, 0)", "y = x"],
      ["y = \\lfloor x \\rfloor + 1", "y = \\lceil x \\rceil"],
      ["|p| + |q| + |r| + |s| + |t|", "|p| + |q| + |r| + |s| + t"],
    ],
  },
  {
    name: "or and and",
    why: "what holds together is not what holds for one of them, but the values of one name are listed either way",
    same: [
      ["x < 3, x > 8", "x < 3 or x > 8"],
      ["x < 3 and x > 8", "x < 3 \\text{ or } x > 8"],
      ["t = 4, t = 9", "t = 4 or t = 9"],
      ["y = 3x, y = -3x", "y = 3x or y = -3x"],
      ["t^2 = 4, t^2 = 9", "t^2 = 4 or t^2 = 9"],
      ["(x, y) = (1, 4), (x, y) = (4, 1)", "(x, y) = (1, 4) or (x, y) = (4, 1)"],
      ["t \\le 0, t = 6", "t \\le 0 or t = 6"],
      ["p = 1, q = 2 or p = 2, q = 1", "(p, q) = (1, 2), (2, 1)"],
    ],
    different: [
      ["x > 3 and x < 8", "x > 3 or x < 8"],
      ["x > 3, x < 8", "x > 3 or x < 8"],
      ["x > 3 \\land x < 8", "x > 3 \\lor x < 8"],
      ["p > 0 and q > 0", "p > 0 or q > 0"],
      ["p = 0, q = 0", "p = 0 or q = 0"],
      ["p + q = 5, p - q = 1", "p + q = 5 or p - q = 1"],
      ["x \\le 3, 0 \\le x \\le 7", "x \\le 3 or 0 \\le x \\le 7"],
      ["x < r, x > s", "x < r or x > s"],
    ],
  },
  {
    name: "systems",
    why: "equations in rows are a list of them, in whatever environment, and what aligns them says nothing",
    same: [
      ["\\boxed{\\begin{aligned}p&=4\\\\q&=9\\end{aligned}}", "(4, 9)"],
      ["\\boxed{\\begin{aligned}&p=4,\\\\&q=9\\end{aligned}}", "q = 9, p = 4"],
      ["$\\begin{array}{l}p=4\\\\q=9\\end{array}$", "(4, 9)"],
      ["\\boxed{\\left\\{\\begin{array}{rcl}p&=&4\\\\q&=&9\\end{array}\\right.}", "(p, q) = (4, 9)"],
      ["\\boxed{\\left\\{\\begin{aligned}p&=4\\\\q&=9\\end{aligned}\\right.}", "p = 4, q = 9"],
      ["\\begin{cases}p&=4\\\\q&=9\\end{cases}", "(4, 9)"],
      [
        "f(t) = \\left\\{\\begin{array}{ll}t^2, & \\text{if } t > 1\\\\ 3, & \\text{if } t \\le 1\\end{array}\\right.",
        "f(t) = \\begin{cases}3 & t \\le 1\\\\t^2 & t > 1\\end{cases}",
      ],
      ["\\begin{array}{cc}1&2\\\\3&4\\end{array}", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"],
    ],
    different: [
      ["\\boxed{\\begin{aligned}p&=4\\\\q&=9\\end{aligned}}", "(9, 4)"],
      ["\\boxed{\\begin{aligned}p&=4\\\\q&=9\\end{aligned}}", "9"],
      ["\\boxed{\\begin{aligned}p&=4\\\\q&=9\\end{aligned}}", "q = 9"],
      [
        "\\left\\{\\begin{array}{cc}1&2\\\\3&4\\end{array}\\right.",
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
      ],
      ["\\boxed{\\begin{aligned}3p+2&=14\\\\p&=4\\end{aligned}}", "3p+2 = 14"],
    ],
  },
  {
    name: "integrals and limits with their values",
    why: "a side that is not worked out names the value on the other side of its equation",
    same: [
      ["\\boxed{\\int_0^2 x^3\\,dx = 4}", "4"],
      ["\\lim_{t \\to 0} \\frac{\\sin 5t}{t} = 5", "5"],
      ["\\boxed{J = \\iint_D xy\\,dA = \\frac{9}{4}}", "\\frac94"],
      ["\\oint_C \\mathbf{F} \\cdot d\\mathbf{r} = 6\\pi", "6\\pi"],
      ["\\int_0^2 x^3\\,dx = \\frac{16}{4} - 0 = 4", "4"],
      ["\\sum_{n=1}^{\\infty} \\frac{1}{3^n} = \\frac12", "0.5"],
      ["\\int 2x\\,dx = x^2 + C", "\\int 2x\\,dx"],
      ["\\lim_{t \\to 1} f(t) = 2 \\text{ and } \\lim_{t \\to 3} f(t) = 6", "2, 6"],
    ],
    different: [
      ["\\boxed{\\int_0^2 x^3\\,dx = 5}", "4"],
      ["\\int_0^2 x^3\\,dx = 4", "\\int_0^2 x^4\\,dx = 4"],
      ["\\int_0^2 x^3\\,dx < 4", "4"],
      ["\\int_0^2 f(t)\\,dt < b = 4", "4"],
      ["\\lim_{t \\to 0} f(t) \\ne 5", "5"],
      ["\\lim_{t \\to 0} f(t) = 1, t = 5", "5"],
      ["J = \\iint_D xy\\,dA = 9", "K = 9"],
      ["\\sum_{k=1}^{n} k = \\frac{n(n-1)}{2}", "\\frac{n(n-1)}{2}"],
      ["\\{t \\mid \\int_0^t s\\,ds = 8\\}", "8"],
    ],
  },
  {
    name: "sets with a bound letter",
    why: "the letter that a set builder binds may be any, and what it does not bind is what it is",
    same: [
      ["\\{3k : k \\in \\mathbb{Z}\\}", "\\{3n \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{3k + 2 : k \\in \\mathbb{Z}\\}", "\\{3n - 1 \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{x \\mid x = 3k, k \\in \\mathbb{Z}\\}", "\\{3n \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{3^k \\mid k \\in \\mathbb{N}\\}", "\\{3^m \\mid m \\in \\mathbb{N}\\}"],
      ["\\{(t, 5t) \\mid t \\in \\mathbb{R}\\}", "\\{(s, 5s) \\mid s \\in \\mathbb{R}\\}"],
      ["\\{(x, y) \\mid y = 5x\\}", "\\{(u, v) \\mid v = 5u\\}"],
      ["\\{ak \\mid k \\in \\mathbb{Z}\\}", "\\{an \\mid n \\in \\mathbb{Z}\\}"],
    ],
    different: [
      ["\\{3k : k \\in \\mathbb{Z}\\}", "\\{3n \\mid n \\in \\mathbb{N}\\}"],
      ["\\{3k : k \\in \\mathbb{Z}\\}", "\\{6n \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{x \\mid x = 3k, k \\in \\mathbb{Z}\\}", "\\{3n + 1 \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{(x, y) \\mid y = 5x\\}", "\\{(u, v) \\mid u = 5v\\}"],
      ["\\{ak \\mid k \\in \\mathbb{Z}\\}", "\\{kn \\mid n \\in \\mathbb{Z}\\}"],
      ["\\{k \\mid k > a\\}", "\\{a \\mid a > k\\}"],
    ],
  },
  {
    name: "inequalities of whole numbers",
    why: "an interval in brackets is one of reals",
    same: [
      ["2 \\le n \\le 7, n \\in \\mathbb{R}", "[2, 7]"],
      ["(1 + t, 2t), t \\in \\mathbb{Z}", "(1 + t, 2t)"],
      ["2 \\le n \\le 7, n \\in \\mathbb{Z}", "2 \\le n \\le 7, n \\in \\mathbb{Z}"],
    ],
    different: [
      ["2 \\le n \\le 7, n \\in \\mathbb{Z}", "[2, 7]"],
      ["n \\ge 2, n \\in \\mathbb{N}", "[2, \\infty)"],
      ["x > 0, x \\in \\mathbb{Q}", "x \\in (0, \\infty)"],
    ],
  },
  {
    name: "lines by equal quotients",
    why: "the sides stand in any order, and have any common factor",
    same: [
      ["\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}", "-(y+1) = \\frac{z}{5} = \\frac{x-2}{3}"],
      ["\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}", "\\frac{x-2}{6} = \\frac{y+1}{-2} = \\frac{z}{10}"],
      [
        "\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}",
        "\\frac{x-5}{3} = \\frac{y+2}{-1} = \\frac{z-5}{5}",
      ],
    ],
    different: [
      ["\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}", "\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{6}"],
      ["\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}", "\\frac{x-2}{3} = \\frac{y+1}{1} = \\frac{z}{5}"],
      ["\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{z}{5}", "\\frac{x-2}{3} = \\frac{y+1}{-1} = \\frac{w}{5}"],
    ],
  },
  {
    name: "remainders",
    why: "a remainder names a class; what it leaves of a number is that",
    same: [
      ["n \\bmod 9 = 4", "n \\equiv 4 \\pmod 9"],
      ["n mod 9 = 4", "n \\equiv 13 \\pmod 9"],
      ["22 \\bmod 9 = 4", "4"],
    ],
    different: [
      ["n \\bmod 9 = 4", "n \\equiv 5 \\pmod 9"],
      ["n \\bmod 9 = 13", "n \\equiv 4 \\pmod 9"],
      ["n \\bmod 9 = 4", "n = 4"],
      ["n \\bmod 9 = 4", "m \\equiv 4 \\pmod 9"],
    ],
  },
  {
    name: "figures and times in words",
    why: "they are called by their points, and by their hour",
    same: [
      ["triangle PQR", "\\triangle RPQ"],
      ["angle PQR", "\\angle RQP"],
      ["8 o'clock", "8:00"],
      ["8 o'clock", "8 p.m."],
    ],
    different: [
      ["triangle PQR", "\\triangle PQS"],
      ["angle PQR", "\\angle PRQ"],
      ["8 o'clock", "8:30"],
      ["8 o'clock", "20:00"],
    ],
  },
  {
    name: "cases in words",
    why: "values with what they hold for are a function by cases",
    same: [
      ["t^3 for t > 1 and -t for t \\le 1", "\\begin{cases}-t & t \\le 1\\\\t^3 & t > 1\\end{cases}"],
      [
        "$f(t) = t^3$ if $t > 1$, and $f(t) = -t$ if $t \\le 1$",
        "f(t) = \\begin{cases}t^3 & t > 1\\\\-t & t \\le 1\\end{cases}",
      ],
      ["4 for t > 1, 9 otherwise", "\\begin{cases}4 & t > 1\\\\9 & \\text{otherwise}\\end{cases}"],
    ],
    different: [
      ["t^3 for t > 1 and -t for t \\le 1", "\\begin{cases}t & t \\le 1\\\\t^3 & t > 1\\end{cases}"],
      ["t^3 for t \\ge 1 and -t for t < 1", "\\begin{cases}-t & t \\le 1\\\\t^3 & t > 1\\end{cases}"],
      [
        "f(t) = t^3 for t > 1 and g(t) = -t for t \\le 1",
        "f(t) = \\begin{cases}t^3 & t > 1\\\\-t & t \\le 1\\end{cases}",
      ],
      ["4 for 2 people and 9 for 3 people", "4"],
    ],
  },
];

describeKinds(kinds);
