// Notations and labels that answers seldom use, one table each: a reason, answers that are the same by it, and answers that
// only look so.
import { describeKinds, type JudgedKind } from "../../tests/judged-kinds.ts";

const kinds: JudgedKind[] = [
  {
    name: "rates beside plain numbers",
    why: "a rate of two units is its number where no unit is asked for",
    same: [
      ["3.6 m/s", "3.6"],
      ["-3.6 m/s^2", "-3.6"],
    ],
    different: [
      ["3.6 m/s", "36"],
      ["3.6 m/s", "3.6 m"],
      ["3.6 m/x", "3.6"],
      ["3.6 a/b", "3.6"],
    ],
  },
  {
    name: "quantities over a line",
    why: "a quantity by a unit is one quantity, whichever of them are set upright",
    same: [
      ["\\frac{7 m}{s^2}", "7\\text{ m/s}^2"],
      ["\\frac{7\\text{ m}}{\\text{s}^2}", "7 m/s^2"],
      ["\\frac{7\\text{ m}}{\\text{s}^2}", "7"],
      ["\\frac{18\\text{ km}}{\\text{hour}}", "5\\text{ m/s}"],
    ],
    different: [
      ["\\frac{7 m}{s^2}", "7\\text{ m/s}"],
      ["\\frac{7 m}{s^2}", "7\\text{ m}"],
      ["\\frac{7\\text{ m}}{\\text{s}^2}", "7 m/s"],
      ["\\frac{7\\text{ m}}{\\text{s}^2}", "7 m"],
      ["\\frac{7\\text{ s}}{\\text{m}^2}", "7 m/s^2"],
    ],
  },
  {
    name: "times of day in a list",
    why: "each is the same time as the one in its place, or all are the same in another order",
    same: [
      ["8 a.m., 5 p.m.", "8 am, 5 pm"],
      ["8 a.m., 5 p.m.", "8:00 AM and 5:00 PM"],
      ["8 a.m., 5 p.m.", "5 PM, 8 AM"],
      ["8 a.m., 5 p.m.", "8:00, 17:00"],
      ["3AM = 2MB", "AM : MB = 2 : 3"],
    ],
    different: [
      ["8 a.m., 5 p.m.", "8 p.m., 5 a.m."],
      ["8 a.m., 5 p.m.", "8:00 AM, 5:30 PM"],
      ["8 a.m., 5 p.m.", "8 a.m."],
      ["3AM = 2MB", "3 = 2MB"],
    ],
  },
  {
    name: "greatest and least values by their short names",
    why: "max and min with a value are labels, and functions with brackets",
    same: [
      ["\\max = 9", "9"],
      ["\\max = 9", "The maximum is 9."],
      ["max 9", "9"],
      ["max: 9, min: -4", "\\min = -4, \\max = 9"],
      ["max 9, min -4", "maximum: 9, minimum: -4"],
      ["\\max(3, 9)", "9"],
    ],
    different: [
      ["\\max = 9", "\\min = 9"],
      ["max 9", "min 9"],
      ["max -4", "min -4"],
      ["max: 9", "8"],
      ["max 9, min -4", "max -4, min 9"],
      ["\\max(3, 9)", "3"],
    ],
  },
  {
    name: "functions that lean on their letter",
    why: "sinx is the sine of x and no product of four letters",
    same: [
      ["sinx", "\\sin x"],
      ["4cosy", "4\\cos(y)"],
      ["lnx", "\\ln x"],
    ],
    different: [
      ["sinx", "\\sin y"],
      ["sinx", "\\cos x"],
      ["sinx", "xsin"],
    ],
  },
  {
    name: "letters that a qualifier says something of in other words",
    why: "what it says is not compared, but it may not offer another number",
    same: [
      ["(c, 2d), where c and d are any two distinct reals", "(c, 2d)"],
      ["cx + d, where c and d are any two distinct reals", "cx + d"],
    ],
    different: [
      ["(c, 2d), where c and d are any two distinct reals", "(c, d)"],
      ["c + d, where c and d are any reals, or 3", "c + d"],
    ],
  },
  {
    name: "lists of lists",
    why: "semicolons part what is listed, and the values may be listed without them",
    same: [
      ["1, 2; 3, 4", "1, 2, 3, 4"],
      ["1, 2; 3, 4", "3, 4; 1, 2"],
    ],
    different: [
      ["1, 2; 3, 4", "1, 2, 3, 5"],
      ["1, 2; 3, 4", "1, 2, 3"],
      ["1, 2; 3, 4", "1, 3; 2, 4"],
    ],
  },
  {
    name: "braces without a backslash",
    why: "they group in LaTeX and are a set in plain text",
    same: [
      ["{5}", "5"],
      ["{5}", "\\{5\\}"],
      ["{5, 6}", "6, 5"],
      ["\\{5\\}", "5"],
    ],
    different: [
      ["{5}", "6"],
      ["\\{5\\}", "6"],
      ["{5, 6}", "5"],
      ["\\{5, 6\\}", "5"],
    ],
  },
  {
    name: "labels behind their value",
    why: "5 = x says what x = 5 says",
    same: [
      ["5 = x", "5"],
      ["5 = x", "x = 5"],
      ["5 = x, 6 = y", "5, 6"],
    ],
    different: [
      ["5 = x", "6"],
      ["5 = x", "y = 5"],
      ["5 = x, 6 = y", "6, 5"],
      ["2y = x", "2"],
      ["5 = 6", "5"],
    ],
  },
  {
    name: "determinants",
    why: "a matrix between bars, or behind det, is a number",
    same: [
      ["\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", "-2"],
      ["\\det\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "-2"],
      ["\\begin{vmatrix}2&0&1\\\\1&3&2\\\\1&1&2\\end{vmatrix}", "6"],
      ["\\begin{vmatrix}a&b\\\\c&d\\end{vmatrix}", "ad-bc"],
    ],
    different: [
      ["\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", "2"],
      ["\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"],
      ["\\det\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "10"],
      ["\\begin{vmatrix}2&0&1\\\\1&3&2\\\\1&1&2\\end{vmatrix}", "10"],
      ["\\begin{vmatrix}a&b\\\\c&d\\end{vmatrix}", "ad+bc"],
    ],
  },
  {
    name: "hyperbolic functions and their inverses",
    why: "they are what exponentials and logarithms make of them, and −1 above one is its inverse",
    same: [
      ["\\sinh x", "\\frac{e^x-e^{-x}}{2}"],
      ["\\cosh x", "\\frac{e^x+e^{-x}}{2}"],
      ["\\tanh x", "\\frac{e^{2x}-1}{e^{2x}+1}"],
      ["\\coth x", "\\frac{\\cosh x}{\\sinh x}"],
      ["\\operatorname{sech} x", "\\frac{1}{\\cosh x}"],
      ["\\operatorname{csch} x", "\\frac{1}{\\sinh x}"],
      ["\\operatorname{arcsinh} x", "\\ln(x+\\sqrt{x^2+1})"],
      ["\\operatorname{arcosh} x", "\\ln(x+\\sqrt{x^2-1})"],
      ["\\tanh^{-1} x", "\\frac12\\ln\\frac{1+x}{1-x}"],
      ["\\sinh^{-1} x", "\\operatorname{arsinh} x"],
      ["\\cos^{-1} x", "\\arccos x"],
    ],
    different: [
      ["\\sinh x", "\\cosh x"],
      ["\\tanh x", "\\coth x"],
      ["\\operatorname{sech} x", "\\operatorname{csch} x"],
      ["\\sinh^{-1} x", "\\frac{1}{\\sinh x}"],
      ["\\operatorname{arcosh} x", "\\ln(x+\\sqrt{x^2+1})"],
      ["\\tanh^{-1} x", "\\frac12\\ln\\frac{1-x}{1+x}"],
      ["\\cos^{-1} x", "\\frac{1}{\\cos x}"],
    ],
  },
  {
    name: "numbers of choices",
    why: "the larger number is what is chosen from, wherever it is set",
    same: [
      ["C^5_2", "10"],
      ["C^2_5", "10"],
      ["C^{2}_{5}", "10"],
      ["{n \\choose k}", "\\binom{n}{k}"],
      ["{5 \\choose 2}", "10"],
      ["^{12}C_5", "792"],
      ["12 choose 5", "792"],
      ["P_5^2", "20"],
    ],
    different: [
      ["C^5_2", "20"],
      ["C^5_2", "32"],
      ["{n \\choose k}", "\\binom{k}{n}"],
      ["{n \\choose k}", "\\frac nk"],
      ["12 choose 5", "95040"],
      ["P_5^2", "10"],
    ],
  },
];

describeKinds(kinds);
