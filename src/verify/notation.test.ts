// Notations of answers, one table each: a reason, answers that are the same by it, and answers that only look so.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

interface Notation {
  name: string;
  why: string;
  same: [string, string][];
  different: [string, string][];
}

const column = (...entries: number[]) => `\\begin{pmatrix}${entries.join("\\\\")}\\end{pmatrix}`;

const notations: Notation[] = [
  {
    name: "repeating decimals",
    why: "a line, dots, brackets or three dots behind what stands twice mark the period",
    same: [
      ["0.(27)", "\\frac{3}{11}"],
      ["2.5(3)", "\\frac{38}{15}"],
      ["0.\\dot{5}7142\\dot{8}", "\\frac47"],
      ["1.\\dot6", "\\frac53"],
      ["0.\\bar{45}", "\\frac{5}{11}"],
      ["0.4\u0305", "\\frac49"],
      ["0.8\u03071\u0307", "\\frac{9}{11}"],
      ["0.58333...", "\\frac{7}{12}"],
      ["0.2727\\ldots", "\\frac{3}{11}"],
    ],
    different: [
      ["0.5(6)", "3"],
      ["0.(27)", "0.27"],
      ["0.33...", "\\frac13"],
      ["0.123...", "0.123"],
      ["0.\\dot{5}7142\\dot{8}", "\\frac57"],
    ],
  },
  {
    name: "groups of digits",
    why: "thousands are set off in many ways; one point marks decimals, two are no decimals",
    same: [
      ["3.050.200", "3050200"],
      ["45'000", "45000"],
      ["So they sold 2’350’000 tickets.", "2350000"],
      ["They sold 2 350 000 tickets.", "2350000"],
      ["The sum is 3.050.200.", "3050200"],
      ["7,50,00,000", "75000000"],
      ["The village has 1,20,000 people.", "120000"],
      ["2{,}5", "\\frac52"],
      ["0{,}125", "\\frac18"],
      ["12{,}500", "12500"],
      ["9.870,25", "9870.25"],
      ["9 870,25", "9870.25"],
      ["4,75 €", "4.75"],
      ["2,4 \\cdot 10^4", "24000"],
    ],
    different: [
      ["3.050", "3050"],
      ["45'000", "45"],
      ["12{,}500", "12.5"],
      ["7,50,00,000", "7.5"],
    ],
  },
  {
    name: "powers of ten",
    why: "e23 and x 10^23 are a power of ten, also before the stop of a sentence",
    same: [
      ["It is about 1.38e-23.", "1.38\\times10^{-23}"],
      ["3 x 10^8", "300000000"],
      ["3.6\\text{E}4", "36000"],
      ["3.6\\mathrm{E}{-4}", "0.00036"],
    ],
    different: [
      ["3.6\\text{E}4", "3.6"],
      ["3\\mathrm{e}4", "30000"],
      ["It is about 1.38e-22.", "1.38\\times10^{-23}"],
      ["3 x 10^8", "3x"],
    ],
  },
  {
    name: "values in ASCII within a sentence",
    why: "a factor pi or sqrt belongs to the number before it",
    same: [
      ["The amplitude is 3sqrt(5).", "3\\sqrt5"],
      ["The area is 16pi.", "16\\pi"],
      ["The angle is pi/5.", "\\frac\\pi5"],
      ["The distance is sqrt(13).", "\\sqrt{13}"],
    ],
    different: [
      ["The amplitude is 3sqrt(5).", "3"],
      ["The area is 16pi.", "16"],
      ["The angle is pi/5.", "5"],
      ["The distance is sqrt(13).", "13"],
    ],
  },
  {
    name: "percent signs",
    why: "a sign may be missing, but a number of at most 1 is a share as it stands",
    same: [
      ["35\\%", "35"],
      ["35\\%", "0.35"],
      ["0.7\\%", "0.007"],
      ["62.5 per cent", "0.625"],
    ],
    different: [
      ["0.7\\%", "0.7"],
      ["-0.5\\%", "-0.5"],
    ],
  },
  {
    name: "units of a sentence",
    why: "a unit counts where both sides name one that is known",
    same: [
      ["The pen costs 45 cents.", "\\$0.45"],
      ["The pen costs 45 cents.", "45"],
      ["So the flight takes 150 minutes.", "2.5\\text{ hours}"],
      ["The area is 40 square feet.", "40\\text{ ft}^2"],
      ["The speed is 54 km/h.", "15\\text{ m/s}"],
      ["He earns 5 dollars an hour.", "5 dollars per hour"],
      ["They have 5 pounds left.", "£5"],
      ["They have 5 pounds left.", "5\\text{ GBP}"],
      ["There are 12 dogs.", "12 animals"],
    ],
    different: [
      ["The pen costs 45 cents.", "\\$45"],
      ["So the flight takes 150 minutes.", "150\\text{ hours}"],
      ["The area is 40 square feet.", "40\\text{ ft}^3"],
      ["The speed is 54 km/h.", "54\\text{ m/s}"],
      ["The rope is 3 m long.", "3\\text{ kg}"],
    ],
  },
  {
    name: "inches",
    why: "in with an exponent or a divisor is the inch and not the word",
    same: [
      ["7\\text{ in}^3", "7 cubic inches"],
      ["12 in", "1 foot"],
      ["15 liters in total", "15 liters"],
    ],
    different: [
      ["7\\text{ in}^3", "7\\text{ in}^2"],
      ["7\\text{ in}^2", "7\\text{ ft}^2"],
      ["7\\text{ in}", "7\\text{ in}^2"],
    ],
  },
  {
    name: "quantities in several units",
    why: "parts in ever smaller units are their sum",
    same: [
      ["1 h 45 min", "105\\text{ minutes}"],
      ["1\\text{ hour and }45\\text{ minutes}", "1.75\\text{ h}"],
      ["6 feet 3 inches", "75 in"],
      ["4 kg 50 g", "4.05\\text{ kg}"],
      ["1 hour, 2 minutes and 3 seconds", "3723 s"],
      ["2 dollars and 5 cents", "\\$2.05"],
      ["$2 and 5 cents", "\\$2.05"],
      ["105 min", "1 h 45 min"],
    ],
    different: [
      ["1 h 45 min", "1.45\\text{ hours}"],
      ["4 kg 50 g", "4.5\\text{ kg}"],
      ["1 h 45 min", "45"],
      ["1 h 45 min", "1"],
      ["1 h 75 min", "135 min"],
      ["5 m, 3 kg", "5 m"],
    ],
  },
  {
    name: "signs and multiples of tuples",
    why: "a number before a tuple multiplies each entry; a letter before one may be a function",
    same: [
      ["\\pm(1,5)", "(1,5),(-1,-5)"],
      ["-(2,0,7)", "(-2,0,-7)"],
      ["\\frac15(3,4)", "(0.6,0.8)"],
      ["\\frac{(3,4)}{5}", "\\langle\\frac35,\\frac45\\rangle"],
    ],
    different: [
      ["\\pm(1,5)", "(1,5),(-1,5)"],
      ["\\frac15(3,4)", "(0.6,4)"],
      ["g(3,4)", "(3g,4g)"],
    ],
  },
  {
    name: "unit vectors",
    why: "multiples of i, j and k are the entries of a vector; i alone is the imaginary unit",
    same: [
      ["4\\mathbf{i}-2\\mathbf{k}", "(4,0,-2)"],
      ["\\vec i+\\vec j", "\\langle1,1\\rangle"],
      ["\\frac12\\hat{i}-\\hat{\\jmath}", column(0.5, -1)],
      ["5\\hat{k}", "(0,0,5)"],
    ],
    different: [
      ["4\\mathbf{i}-2\\mathbf{k}", "(4,-2,0)"],
      ["4\\mathbf{i}-2\\mathbf{k}", "(4,-2)"],
      ["4i", "(4,0)"],
      ["j+1", "(0,1)"],
    ],
  },
  {
    name: "matrices as lists of rows",
    why: "rows in square brackets are those of a matrix, in their order; points in round ones are not",
    same: [
      ["[[0,1],[5,7]]", "\\begin{bmatrix}0&1\\\\5&7\\end{bmatrix}"],
      ["[(0,1),(5,7)]", "[(5,7),(0,1)]"],
    ],
    different: [
      ["[[0,5],[1,7]]", "\\begin{bmatrix}0&1\\\\5&7\\end{bmatrix}"],
      ["[[0,1],[5,7]]", "[[5,7],[0,1]]"],
    ],
  },
  {
    name: "cis",
    why: "cis is cos + i sin",
    same: [
      ["6\\operatorname{cis}\\frac{\\pi}{3}", "3+3\\sqrt3i"],
      ["2 cis 90^\\circ", "2i"],
      ["5*cos(pi/3)", "\\frac52"],
    ],
    different: [["6\\operatorname{cis}\\frac{\\pi}{6}", "3+3\\sqrt3i"]],
  },
  {
    name: "choices",
    why: "C(n, k), nCk and their like are numbers beside a number, and a point beside a point",
    same: [
      ["C(9,4)", "126"],
      ["9C4", "126"],
      ["9 choose 4", "126"],
      ["P(9,2)", "72"],
      ["C(9,4) = 126", "126"],
      ["{}_9C_4", "126"],
      ["^{9}P_{2}", "72"],
      ["9P2", "72"],
      ["A_9^2", "72"],
      ["P_{9}^{2}", "72"],
      ["C(9,4)", "(9,4)"],
      ["There are P(9, 2) ways.", "72"],
    ],
    different: [
      ["C(9,4)", "36"],
      ["9P2", "36"],
      ["A_9^2", "81"],
      ["P_1^2", "0"],
      ["D(9,4)", "126"],
    ],
  },
  {
    name: "sets by their conditions",
    why: "finitely many whole numbers are listed by what bounds them; zero may be natural or not",
    same: [
      ["\\{x \\mid x=3k, k\\in\\mathbb{Z}, 5<x<16\\}", "\\{6,9,12,15\\}"],
      ["\\{n\\in\\mathbb{Z} : n^2=n^2, -1\\le n\\le1\\}", "\\{n\\in\\mathbb{Z} : n^2=n^2, -1\\le n\\le1\\}"],
      ["\\{x \\mid x=5-m, m\\in\\mathbb{Z}, 0\\le x<2\\}", "\\{0,1\\}"],
      ["\\{m\\in\\mathbb{Z} \\mid |m|\\le2\\}", "\\{-2,-1,0,1,2\\}"],
      ["\\{2m+1 \\mid m\\in\\mathbb{N}, 1\\le m<4\\}", "\\{3,5,7\\}"],
    ],
    different: [
      ["\\{x \\mid x=3k, k\\in\\mathbb{Z}, 5<x<16\\}", "\\{6,9,12\\}"],
      ["\\{n\\in\\mathbb{N} \\mid n<3\\}", "\\{1,2\\}"],
      ["\\{n\\in\\mathbb{N} \\mid 0\\le n<3\\}", "\\{1,2\\}"],
      ["\\{n\\in\\mathbb{N} \\mid 0\\le n<3\\}", "\\{0,1,2\\}"],
      ["\\{n\\in\\mathbb{Z} \\mid n<3\\}", "\\{1,2\\}"],
      ["\\{x\\in\\mathbb{R} \\mid 0\\le x\\le2\\}", "\\{0,1,2\\}"],
    ],
  },
  {
    name: "lists that go on",
    why: "three dots between whole numbers go on by the same step or factor up to the last one",
    same: [
      ["\\{5, 10, \\ldots, 30\\}", "\\{5,10,15,20,25,30\\}"],
      ["3, 4, ..., 7", "3,4,5,6,7"],
      ["\\{3,9,27,\\dots,243\\}", "\\{3,9,27,81,243\\}"],
      ["\\{6,5,\\dots,2\\}", "\\{2,3,4,5,6\\}"],
    ],
    different: [
      ["\\{5, 10, \\ldots, 30\\}", "\\{5,10,30\\}"],
      ["\\{5, 10, \\ldots, 32\\}", "\\{5,10,15,20,25,30\\}"],
      ["\\{5, 10, \\ldots, 32\\}", "\\{5,10,15,20,25,30,35\\}"],
      ["\\{1,2,3,\\dots\\}", "\\{1,2,3\\}"],
      ["\\{1,2,\\dots,1000000000\\}", "\\{1,2\\}"],
      ["\\{1,1,1,\\dots,5\\}", "\\{1,5\\}"],
    ],
  },
  {
    name: "sets and intervals in other notations",
    why: "a distance from a number is an interval, brackets may turn their backs, braces beside a union hold a set",
    same: [
      ["|x-5|\\le2", "[3,7]"],
      ["|4-2x|<6", "-1<x<5"],
      ["|x+1|>\\sqrt3", "(-\\infty,-1-\\sqrt3)\\cup(-1+\\sqrt3,\\infty)"],
      ["x^2<5", "(-\\sqrt5,\\sqrt5)"],
      ["(x+2)^2\\ge1", "(-\\infty,-3]\\cup[-1,\\infty)"],
      ["]0, 7]", "(0,7]"],
      ["[0; 7[", "[0,7)"],
      ["]-\\infty,0[\\cup]1,\\infty[", "x<0 \\text{ or } x>1"],
      ["[0, 1) ∪ {4}", "0\\le x<1 \\text{ or } x=4"],
      ["all real numbers except -1 and 1", "\\mathbb{R}\\setminus\\{-1,1\\}"],
      ["ℝ \\ {0}", "x\\ne0"],
      ["R \\ {0}", "x\\ne0"],
      ["{t ∈ R | t < 5}", "(-\\infty,5)"],
      ["{t ∈ Z | 3 < t < 6}", "\\{4,5\\}"],
      ["No real solution", "\\emptyset"],
      ["\\boxed{\\{\\,\\}}", "\\varnothing"],
      ["A = \\{\\; ~\\}", "A = \\emptyset"],
      ["The set of its zeros is empty.", "\\emptyset"],
    ],
    different: [
      ["|x-5|\\le2", "(3,7)"],
      ["|x-y|<1", "(-1,1)"],
      ["x^2<5", "(-5,5)"],
      ["x^2<-5", "\\mathbb{R}"],
      ["]0, 7]", "[0,7]"],
      ["\\{\\,0\\,\\}", "\\varnothing"],
      ["(\\,)", "\\varnothing"],
      ["The set of its zeros is not empty.", "\\emptyset"],
      ["(0,1]\\cup[2,3)", "(0,1)\\cup(2,3)"],
      ["all real numbers except 1", "1"],
      ["all real numbers except -1 and 1", "x\\ne1"],
    ],
  },
  {
    name: "fractions and ratios in words",
    why: "a number of parts is a fraction; to stands for the colon of a ratio, but for no quotient",
    same: [
      ["three fifths", "\\frac35"],
      ["one-half", "0.5"],
      ["two quarters", "\\frac12"],
      ["4 to 9", "4:9"],
    ],
    different: [
      ["three fifths", "3"],
      ["one third", "3"],
      ["4 to 9", "9:4"],
      ["4 to 9", "\\frac49"],
    ],
  },
  {
    name: "inverse functions",
    why: "f with −1 above it is a function of its own",
    same: [
      ["f^{-1}(x)=\\frac x3", "f^{-1}(t)=\\frac t3"],
      ["f^{-1}(x)=\\frac x3", "\\frac x3"],
    ],
    different: [["f^{-1}(x)=\\frac x3", "f(x)=\\frac x3"]],
  },
  {
    name: "dates",
    why: "a date may stand in any order, where it says which figure is the month",
    same: [
      ["July 4, 1976", "4\\text{ July }1976"],
      ["the 4th of July, 1976", "1976-07-04"],
      ["Sunday, July 4, 1976", "4.7.1976"],
      ["25/12/2020", "December 25th, 2020"],
    ],
    different: [
      ["July 4, 1976", "4\\text{ June }1976"],
      ["July 4, 1976", "July 5, 1976"],
      ["July 4, 1976", "July 4"],
      ["4/7/1976", "July 4, 1976"],
      ["4/7/1976", "April 7, 1976"],
    ],
  },
  {
    name: "boxes without their last brace",
    why: "the formula is closed, so nothing of the answer is cut off",
    same: [
      ["So we get $\\boxed{\\sqrt{11}$.", "\\sqrt{11}"],
      ["\\[\\boxed{x+1\\]", "x+1"],
      ["The answer is 5, that is $\\boxed{\\frac{10}{2$.", "5"],
    ],
    different: [
      ["So we get $\\boxed{\\sqrt{11}$.", "11"],
      ["So we get \\boxed{11", "11"],
      ["So we get $\\boxed{1", "1"],
      ["$\\boxed{4$, and not $\\boxed{5}$", "4"],
    ],
  },
];

describe.each(notations)("$name: $why", ({ same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    expect(judge(a, b).verdict).toBe(true);
    expect(judge(b, a).verdict).toBe(true);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).not.toBe(true);
    expect(judge(b, a).verdict).not.toBe(true);
  });
});
