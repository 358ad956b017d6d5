// Answers in words that are sets, families, numbers in a base, parts and times, one table each: a reason, answers that are
// the same by it, and answers that only look so.
import { describeKinds } from "../../../tests/judged-kinds.ts";

interface Kind {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const kinds: Kind[] = [
  {
    name: "families by their remainder",
    why: "congruent to, or with a remainder of",
    same: [
      ["all integers congruent to 2 modulo 7", "7k + 2, k \\in \\mathbb{Z}"],
      ["integers congruent to 2 mod 7", "n \\equiv 2 \\pmod 7"],
      ["numbers that leave a remainder of 2 when divided by 7", "7k + 2, k \\in \\mathbb{Z}"],
      ["positive integers that leave remainder 1 on division by 4", "n = 4k + 1, k \\ge 0"],
    ],
    different: [
      ["all integers congruent to 2 modulo 7", "7k + 3, k \\in \\mathbb{Z}"],
      ["all integers congruent to 2 modulo 7", "5k + 2, k \\in \\mathbb{Z}"],
      ["numbers that leave a remainder of 2 when divided by 7", "2k + 7, k \\in \\mathbb{Z}"],
      ["positive integers that leave remainder 1 on division by 4", "n = 4k + 1, k \\ge 1"],
    ],
  },
  {
    name: "families by their form",
    why: "a form of one letter, which is any whole number",
    same: [
      ["\\text{integers of the form } 6k + 1", "n \\equiv 1 \\pmod 6"],
      ["\\text{all numbers of the form } 3n - 1", "3k + 2, k \\in \\mathbb{Z}"],
      ["\\text{all integers of the form } 4k \\pm 1", "all odd integers"],
    ],
    different: [
      ["\\text{integers of the form } 6k + 1", "n \\equiv 5 \\pmod 6"],
      ["\\text{all numbers of the form } 3n - 1", "3k + 1, k \\in \\mathbb{Z}"],
      ["all integers of the form 4k + 1", "all odd integers"],
      ["\\text{integers of the form } ab + 1", "ab + 1, a \\in \\mathbb{Z}"],
    ],
  },
  {
    name: "even and odd",
    why: "said of a letter or by itself, each is a class of remainders",
    same: [
      ["n is an odd integer", "2k - 1, k \\in \\mathbb{Z}"],
      ["n must be even", "n \\equiv 0 \\pmod 2"],
      ["odd", "2k + 1, k \\in \\mathbb{Z}"],
      ["exactly when n is even", "2k, k \\in \\mathbb{Z}"],
    ],
    different: [
      ["n is an odd integer", "2k, k \\in \\mathbb{Z}"],
      ["n must be even", "n \\equiv 1 \\pmod 2"],
      ["odd", "2k, k \\in \\mathbb{Z}"],
      ["all even m", "n is even"],
      ["negative even integers", "2k, k \\in \\mathbb{Z}"],
    ],
  },
  {
    name: "multiples but for others",
    why: "the remainders that are left over",
    same: [
      ["multiples of 3 that are not multiples of 9", "9k + 3, 9k + 6, k \\in \\mathbb{Z}"],
      ["all integers not divisible by 3", "n \\not\\equiv 0 \\pmod 3"],
      ["n \\not\\equiv 1 \\pmod 3", "n \\equiv 0, 2 \\pmod 3"],
    ],
    different: [
      ["multiples of 3 that are not multiples of 9", "9k + 3, k \\in \\mathbb{Z}"],
      ["all integers not divisible by 3", "n \\equiv 0 \\pmod 3"],
      ["n \\not\\equiv 1 \\pmod 3", "n \\equiv 2 \\pmod 3"],
    ],
  },
  {
    name: "squares, cubes and powers",
    why: "in the plural and as numbers; a square by itself is a figure",
    same: [
      ["perfect squares", "n^2, n \\ge 0"],
      ["all square numbers", "n^2, n \\ge 0"],
      ["all perfect cubes", "n^3, n \\ge 0"],
      ["powers of two greater than 1", "n = 2^k, k \\ge 1"],
    ],
    different: [
      ["perfect squares", "n^3, n \\ge 0"],
      ["all perfect cubes", "n^2, n \\ge 0"],
      ["the square", "n^2, n \\ge 0"],
      ["powers of two greater than 1", "n = 2^k, k \\ge 0"],
    ],
  },
  {
    name: "all with a condition",
    why: "the condition is the set, and of reals it may lean on the word",
    same: [
      ["all x with 1 < x < 3", "(1, 3)"],
      ["every x > 2", "(2, \\infty)"],
      ["\\text{all } x \\text{ such that } x^2 \\le 4", "x^2 \\le 4"],
      ["all real x with 1 < x < 3", "(1, 3)"],
      ["all real x ≥ 2", "[2, \\infty)"],
      ["all reals ≥ 2, x ≠ 3", "[2, 3) \\cup (3, \\infty)"],
      ["all real numbers x \\neq 1", "x \\ne 1"],
    ],
    different: [
      ["all x with 1 < x < 3", "[1, 3]"],
      ["every x > 2", "[2, \\infty)"],
      ["all x such that it works", "\\mathbb{R}"],
      ["all real x with 1 < x < 3", "(1, 3]"],
      ["all real x ≥ 2", "(2, \\infty)"],
      ["all real x ≥ 2", "\\mathbb{R}"],
      ["all positive reals x ≠ 1", "x \\ne 1"],
    ],
  },
  {
    name: "reals up to a number",
    why: "the words say whether the end belongs to them",
    same: [
      ["all real numbers at most 4", "x \\le 4"],
      ["all real numbers not greater than 4", "x \\le 4"],
      ["all real numbers not less than 4", "x \\ge 4"],
      ["all real numbers greater than 4", "(4, \\infty)"],
      ["\\mathbb{R}_{\\le 0}", "(-\\infty, 0]"],
      ["\\mathbb{R}^-", "x < 0"],
      ["between 2 and 5 exclusive", "(2, 5)"],
      ["between 2 and 5 inclusive", "[2, 5]"],
    ],
    different: [
      ["all real numbers at most 4", "x < 4"],
      ["all real numbers not greater than 4", "x \\ge 4"],
      ["all real numbers not less than 4", "x \\le 4"],
      ["all real numbers greater than 4", "[4, \\infty)"],
      ["\\mathbb{R}_{\\le 0}", "(-\\infty, 0)"],
      ["\\mathbb{R}^-", "x > 0"],
      ["between 2 and 5 exclusive", "[2, 5]"],
      ["between 2 and 5 inclusive", "(2, 5)"],
    ],
  },
  {
    name: "so many times",
    why: "a number of times is that number, and no factor",
    same: [
      ["5 times", "5"],
      ["exactly 5 times", "5"],
    ],
    different: [
      ["5 times", "6"],
      ["5 times", "5x"],
      ["5 times", "5 meters"],
      ["5 times as much", "5"],
    ],
  },
  {
    name: "bases by their names",
    why: "the base is part of the number, and its digits without it are those of ten",
    same: [
      ["1011 in binary", "1011_2"],
      ["2E in hexadecimal", "0x2E"],
      ["57 in octal", "47 in decimal"],
      ["0b1011", "1011_{two}"],
      ["1011 in decimal", "1011"],
      ["The number is 1011 in binary.", "1011_2"],
    ],
    different: [
      ["1011 in binary", "1011_3"],
      ["1011 in binary", "11"],
      ["1011 in binary", "1011"],
      ["57 in octal", "57_{16}"],
      ["58 in octal", "58_8"],
      ["The number is 1011 in binary.", "1011"],
    ],
  },
  {
    name: "parts, mixed numbers and times of day in words",
    why: "a part may stand by itself or behind a whole number, and a quarter to an hour is of the hour before",
    same: [
      ["half", "0.5"],
      ["A third.", "\\frac13"],
      ["half of it", "\\frac12"],
      ["two and three quarters", "2.75"],
      ["twenty and three quarters", "20.75"],
      ["one in six", "\\frac16"],
      ["3 and a half hours", "3.5 hours"],
      ["quarter to four", "3:45"],
      ["They meet at quarter to one.", "12:45"],
      ["half past three", "3:30 p.m."],
      ["11 at night", "11 p.m."],
      ["2 at night", "2 a.m."],
      ["两百零五", "205"],
    ],
    different: [
      ["half", "2"],
      ["A third.", "3"],
      ["half of it", "2"],
      ["two and three quarters", "\\frac34"],
      ["two and three quarters", "5"],
      ["twenty and three quarters", "\\frac{23}{4}"],
      ["one in six", "6"],
      ["3 and a half hours", "3 hours"],
      ["quarter to four", "4:15"],
      ["quarter to four", "4:45"],
      ["They meet at quarter to one.", "0:45"],
      ["half past three", "2:30"],
      ["11 at night", "11 a.m."],
      ["2 at night", "2 p.m."],
      ["两百零五", "25"],
    ],
  },
  {
    name: "dates in figures",
    why: "with points the day comes first, and with strokes what only one of them can be",
    same: [
      ["2.1.2023", "January 2, 2023"],
      ["1/13/2023", "13 January 2023"],
      ["13/1/2023", "13 January 2023"],
      ["2/2/2023", "2 February 2023"],
    ],
    different: [
      ["2.1.2023", "February 1, 2023"],
      ["1/13/2023", "1 January 2023"],
      ["2/1/2023", "February 1, 2023"],
      ["31/13/2023", "31 January 2023"],
    ],
  },
  {
    name: "circles and tuples in words",
    why: "a circle is its equation, and shifts are fewer than all orders",
    same: [
      ["the circle with center at the origin and radius 3", "x^2 + y^2 = 9"],
      ["a circle of radius 3 centered at (0, 2)", "x^2 + (y - 2)^2 = 9"],
      ["(1, 2, 3) and its cyclic permutations", "(1,2,3), (2,3,1), (3,1,2)"],
      ["(1, 1, 2) and its permutations", "(1,1,2), (1,2,1), (2,1,1)"],
    ],
    different: [
      ["the circle with center at the origin and radius 3", "x^2 + y^2 = 3"],
      ["a circle of radius 3 centered at (0, 2)", "x^2 + (y + 2)^2 = 9"],
      ["(1, 2, 3) and its cyclic permutations", "(1,2,3), (2,3,1), (3,2,1)"],
      ["(1, 1, 2) and its permutations", "(1,1,2), (2,1,1)"],
    ],
  },
];

describeKinds(kinds);
