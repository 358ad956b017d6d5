// More rules, one table each: a reason, answers that are the same by the rule, and answers that only look so.

import { describe, expect, it } from "vitest";
import type { JudgedKind } from "../../tests/judged-kinds.ts";
import { judge } from "./judge.ts";

const column = (...entries: (string | number)[]) =>
  `\\begin{pmatrix} ${entries.join(" \\\\ ")} \\end{pmatrix}`;

const rules: JudgedKind[] = [
  {
    name: "degrees, minutes and seconds",
    why: "a minute is a 60th of a degree, a second a 60th of a minute",
    same: [
      ["30^\\circ 15'", "30.25^\\circ"],
      ["30°15'36\"", "30.26^\\circ"],
      ["30°15′36″", "30.26°"],
      ["30^{\\circ}15^{\\prime}36^{\\prime\\prime}", "30.26°"],
      ["30 degrees 15 minutes", "30.25^\\circ"],
      ["30^{\\degree} 15'", "30.25^\\circ"],
      ["-30^\\circ 15'", "-30.25 degrees"],
      ["30°36''", "30.01°"],
      ["\\angle A = 30^\\circ 15'", "30.25^\\circ"],
    ],
    different: [
      ["30°15'", "30.15°"],
      ["30°15'", "30°"],
      ["30°15'", "45"],
      ["30°15'", "30°15''"],
      ["30°15'30\"", "30°15'31\""],
      ["30°61'", "31°1'"],
      ["30.5°15'", "30.75°"],
      ["30°15.5'30''", "30.26°"],
      ["-30°15'", "-29.75°"],
      ["30°15'", "-30.25°"],
      ["15'30\"", "15.5"],
      ["30° 15", "30.25"],
      ["f'(x) = 3", "f(x) = 3"],
    ],
  },
  {
    name: "degree sign missing",
    why: "the minus before an angle is that of its number",
    same: [
      ["-5^\\circ", "-5"],
      ["-5 degrees", "-5"],
    ],
    different: [
      ["-5^\\circ", "5"],
      ["-5 degrees", "5^\\circ"],
      ["10-5^\\circ", "-5"],
    ],
  },
  {
    name: "percent sign missing",
    why: "the minus before a percentage is that of its number",
    same: [["-5\\%", "-5"]],
    different: [["-5\\%", "5"]],
  },
  {
    name: "one unit missing",
    why: "the minus before money is that of its amount",
    same: [
      ["-\\$5", "-5"],
      ["\\$-5", "-5"],
      ["-5^\\circ C", "-5"],
    ],
    different: [
      ["-\\$5", "5"],
      ["10-\\$5", "5"],
      ["10-\\$5", "-5"],
      ["-\\$-5", "-5"],
    ],
  },
  {
    name: "same unit",
    why: "a minus may stand before or after the sign of money",
    same: [
      ["-\\$5.0", "-5 \\text{ dollars}"],
      ["\\$-5", "-5 \\text{ dollars}"],
    ],
    different: [["-\\$5", "\\$5"]],
  },
  {
    name: "a chain has one value",
    why: "x = y = z = 2 answers what the value of each is",
    same: [
      ["x = y = z = 2", "2"],
      ["a = b = \\frac12", "0.5"],
    ],
    different: [
      ["x = y = z = 2", "6"],
      ["x = y = z = 2", "8"],
      ["x = y = 2 = 3", "3"],
      ["x = y = 2t", "2"],
    ],
  },
  {
    name: "a chain gives each name its value",
    why: "x = y = z = 2 says x = 2, y = 2 and z = 2, and not only that something is 2",
    same: [
      ["x = y = z = 2", "(2, 2, 2)"],
      ["x = y = z = 2", "x = 2, y = 2, z = 2"],
      ["x = y = z = 2", "(x, y, z) = (2, 2, 2)"],
      ["a = b = \\frac12", "(0.5, 0.5)"],
      ["x = y = 1 \\text{ or } x = y = 2", "(1, 1), (2, 2)"],
      ["x = y = 2, z = 3", "(2, 2, 3)"],
      ["z = 3, x = y = 2", "x = 2, y = 2, z = 3"],
      ["x = y = 2t", "(2t, 2t)"],
    ],
    different: [
      ["x = y = z = 2", "x = 2"],
      ["x = y = z = 2", "(2, 2)"],
      ["x = y = z = 2", "(2, 2, 3)"],
      ["x = y = z = 2", "a = 2, b = 2, c = 2"],
      ["x = y = 2", "\\{2\\}"],
      ["x = y = 2 = 3", "(3, 3)"],
      ["x = y = 2 = 3", "(2, 2)"],
      ["x = 1 = 2 = 3", "3"],
      ["x = x = 2", "(2, 2)"],
      ["x = y = x + 1", "(2, 2)"],
      ["x = y = z", "(x, y, z)"],
      ["x = y = 1 \\text{ or } x = y = 2", "(1, 1)"],
      ["x = y = 1 \\text{ or } x = y = 2", "(1, 2)"],
      ["x = y = 2, z = 3", "(2, 3)"],
      ["x = y = 2, z = 3", "(3, 2, 2)"],
    ],
  },
  {
    name: "same items",
    why: "± in a tuple stands for two tuples; named values may come in another order",
    same: [
      ["(\\pm 1, 2)", "\\{(1, 2), (-1, 2)\\}"],
      ["(\\pm 1, 2)", "(-1, 2), (1, 2)"],
      ["(x, y) = (\\pm 1, 2)", "(1, 2), (-1, 2)"],
      ["(\\pm 1, \\mp 1)", "(1, -1), (-1, 1)"],
      ["(0, \\pm 2), (\\pm 1, 0)", "(0, 2), (0, -2), (1, 0), (-1, 0)"],
      ["\\pm 3", "\\{3, -3\\}"],
      ["a = 2, b = 3", "b = 3, a = 2"],
      ["a = 2 \\text{ and } b = 3", "b = 3, a = 2"],
      ["Tom: 3, Ann: 4", "Ann: 4, Tom: 3"],
      ["Tom: 3 apples, Ann: 4 apples", "Ann: 4 apples and Tom: 3 apples"],
    ],
    different: [
      ["(\\pm 1, 2)", "(1, 2)"],
      ["(\\pm 1, 2)", "(1, 2), (-1, -2)"],
      ["(\\pm 1, 2)", "(1, 2), (-1, 2), (3, 2)"],
      ["(\\pm 1, 2)", "\\{1, -1, 2\\}"],
      ["(\\pm 1, \\mp 1)", "(1, 1), (-1, -1)"],
      ["\\pm 3", "3"],
      ["\\pm 3", "3, 3"],
      ["a = 2, b = 3", "a = 3, b = 2"],
      ["a = 2, b = 3", "b = 3"],
      ["Tom: 3, Ann: 4", "Tom: 4, Ann: 3"],
      ["Tom: 3, Ann: 4", "Tom: 3, Bob: 4"],
      ["Tom: 3 apples, Ann: 4 apples", "Ann: 3 apples, Tom: 4 apples"],
    ],
  },
  {
    name: "a ratio of segments",
    why: "AB : BC and AB/BC name a number, as AB does",
    same: [
      ["AB:BC = 2:3", "2/3"],
      ["AB:BC = 2:3", "AB/BC = 2/3"],
      ["AB:BC = 2:3", "\\frac{AB}{BC} = \\frac{2}{3}"],
      ["AB:BC = 2:3", "BC:AB = 3:2"],
      ["\\frac{AB}{BC} = \\frac{2}{3}", "2:3"],
      ["\\frac{BA}{BC} = \\frac{2}{3}", "AB:BC = 4:6"],
      ["\\frac{S_{ABC}}{S_{DEF}} = 4", "4:1"],
    ],
    different: [
      ["AB:BC = 2:3", "3/2"],
      ["AB:BC = 2:3", "BC:AB = 2:3"],
      ["AB:BC = 2:3", "AB/CD = 2/3"],
      ["AB:BC = 2:3", "AB = 2/3"],
      ["AB/BC = 2/3", "AB = 2, BC = 3"],
      ["AB/BC = 2/3", "2"],
      ["AB:BC:CA = 2:3:4", "2/3"],
      ["\\frac{x}{y} = \\frac{2}{3}", "2/3"],
      ["\\frac{S_1}{S_2} = \\frac{3}{4}", "\\frac{S_2}{S_1} = \\frac{3}{4}"],
    ],
  },
  {
    name: "numbers of statements",
    why: "circled or bracketed numbers side by side are a list, in the order given",
    same: [
      ["①③", "1, 3"],
      ["①③", "(1)(3)"],
      ["①③", "①, ③"],
      ["①③", "①、③"],
      ["① and ③", "\\text{①③}"],
      ["(1)(3)", "(1), (3)"],
      ["❶❸", "⑴⑶"],
      ["\\boxed{②}", "2"],
      ["The answer is ①③.", "1, 3"],
      ["⑫", "12"],
    ],
    different: [
      ["①③", "13"],
      ["①③", "3"],
      ["①③", "①②"],
      ["①③", "③①"],
      ["①③④", "①③"],
      ["①③", "1 or 3"],
      ["①", "①①"],
      ["①2", "①②"],
      ["①", "1.5"],
      ["⑫", "1, 2"],
      ["(1)(3)", "3"],
      ["(1)(2)(3)", "6"],
    ],
  },
  {
    name: "matrices and vectors worked out",
    why: "a sum or multiple of matrices that fit together is one matrix",
    same: [
      [`${column(1, 2)} + ${column(3, 4)}`, column(4, 6)],
      [`${column(1, 2)} - ${column(3, 4)}`, column(-2, -2)],
      [`2${column("1 & 2", "3 & 4")}`, column("2 & 4", "6 & 8")],
      [`\\frac12${column("1 & 2", "3 & 4")}${column("2 & 0", "0 & 2")}`, column("1 & 2", "3 & 4")],
      [`-${column(1, 2)}`, column(-1, -2)],
      [`\\frac{${column(2, 4)}}{2}`, column(1, 2)],
      [`${column(1, 2)} + t${column(3, 4)}`, column("1 + 3t", "2 + 4t")],
      [`A + B = ${column(1, 2)} + ${column(3, 4)}`, column(4, 6)],
      [`A + B = ${column(1, 2)} + ${column(3, 4)} = ${column(4, 6)}`, column(4, 6)],
      [`A = 2${column(1, 2)}`, `A = ${column(2, 4)}`],
      ["(1, 2) + (3, 4)", "(4, 6)"],
      ["(1, 2) + t(3, 4)", "(1 + 3t, 2 + 4t)"],
    ],
    different: [
      [`${column(1, 2)} + ${column(3, 4)}`, column(4, 7)],
      [`${column(1, 2)} + \\begin{pmatrix} 3 & 4 \\end{pmatrix}`, column(4, 6)],
      [`${column(1, 2)} + 1`, column(2, 3)],
      [`${column(1, 2)}${column(3, 4)}`, column(3, 8)],
      [`2${column("1 & 2", "3 & 4")}`, column("2 & 2", "3 & 4")],
      [`k${column(1, 2)}`, column(1, 2)],
      [`${column("1 & 2", "3 & 4")}^2`, column("1 & 4", "9 & 16")],
      [`A = 2${column(1, 2)}`, `B = ${column(2, 4)}`],
      [`A + B = ${column(4, 6)}`, `A - B = ${column(4, 6)}`],
      [`A + B = ${column(1, 2)} + ${column(3, 4)} = ${column(4, 7)}`, column(4, 7)],
      [`A + B = ${column(1, 2)} + ${column(3, 4)} = ${column(4, 7)}`, column(4, 6)],
      ["(1, 2) + (3, 4)", "(1, 2), (3, 4)"],
      ["[1, 2] + [3, 4]", "(4, 6)"],
      ["(1, 2) + 3", "(4, 5)"],
      ["t(3, 4)", "(3t, 4t)"],
    ],
  },
  {
    name: "rounded to the digits written",
    why: "a mixed number is a number, and a percentage of three digits says its hundredths",
    same: [
      ["6\\frac{1}{64}", "6.02"],
      ["6 1/64", "6.016"],
      ["118\\%", "117.95\\%"],
      ["118\\%", "1.1795"],
      ["118\\%", "117.95"],
      ["-118\\%", "-117.95\\%"],
    ],
    different: [
      ["6\\frac{1}{64}", "6.03"],
      ["6\\frac{1}{64}", "6.0"],
      ["6\\frac{1}{64}", "6"],
      ["6\\frac{1}{64}", "6.01"],
      ["1\\%", "1.49\\%"],
      ["12\\%", "12.4\\%"],
      ["118\\%", "117.4\\%"],
      ["118\\%", "118.6\\%"],
      ["118\\%", "119\\%"],
      ["118", "117.95\\%"],
      ["118", "117.95"],
      ["100\\%", "99.95\\%"],
      ["120\\%", "119.95\\%"],
    ],
  },
  {
    name: "the same residue classes",
    why: "4k + 2 and what leaves 2 on division by 4 are the same whole numbers",
    same: [
      ["n = 4k+2 \\text{ or } n = 4k+3", "n \\equiv 2, 3 \\pmod 4"],
      ["n = 4k+2, 4k+3", "n \\equiv 2 \\text{ or } 3 \\pmod{4}"],
      ["n \\equiv 2 \\pmod 4 \\text{ or } n \\equiv 3 \\pmod 4", "n \\equiv 2, 3 (mod 4)"],
      ["n = 4k-1, k \\in \\mathbb{Z}", "n \\equiv 3 \\pmod 4"],
      ["n \\equiv -1 \\pmod 4", "n \\equiv 3 \\pmod 4"],
      ["n = 6k \\pm 1", "n \\equiv 1, 5 \\pmod 6"],
      ["n \\equiv \\pm 1 \\pmod 6", "n \\equiv 1, 5 \\pmod 6"],
      ["n = 2k+1", "n \\equiv 1, 3 \\pmod 4"],
    ],
    different: [
      ["n = 4k+2 \\text{ or } n = 4k+3", "n \\equiv 2 \\pmod 4"],
      ["n = 4k+2 \\text{ or } n = 4k+3", "n \\equiv 2, 3 \\pmod 5"],
      ["n = 4k+2 \\text{ or } n = 4k+3", "2, 3"],
      ["n \\equiv 2, 3 \\pmod 4", "n = 2, 3"],
      ["n \\equiv 2, 3 \\pmod 4", "n \\equiv 2, 3"],
      ["n \\equiv 2 \\pmod 4", "n \\equiv 2"],
      ["n \\equiv 2 \\pmod 4", "n = 2"],
      ["n \\equiv 0, 1, 2, 3 \\pmod 4", "n \\equiv 0 \\pmod 4"],
      ["n = 4k+2", "m \\equiv 2 \\pmod 4"],
      ["n = 4n+2", "n \\equiv 2 \\pmod 4"],
      ["y = 4x+2", "y \\equiv 2 \\pmod 4"],
      ["n = 4k^2+2", "n \\equiv 2 \\pmod 4"],
      ["n = 2k+1", "n \\equiv 1 \\pmod 4"],
      ["n \\equiv 2 \\pmod 4", "2 \\pmod 5"],
      ["n \\equiv 2 \\pmod 3 \\text{ or } n \\equiv 3 \\pmod 5", "n \\equiv 8 \\pmod{15}"],
    ],
  },
];

describe.each(rules)("$name: $why", ({ name, same, different }) => {
  it.each(same)("%s = %s", (a, b) => {
    const judgement = judge(a, b);
    expect(judgement).toMatchObject({ verdict: true });
    expect(judgement.rules).toContain(name);
    expect(judge(b, a).verdict).toBe(true);
    expect([judge(a, a).verdict, judge(b, b).verdict]).toEqual([true, true]);
  });
  it.each(different)("%s ≠ %s", (a, b) => {
    expect(judge(a, b).verdict).toBe(false);
    expect(judge(b, a).verdict).toBe(false);
  });
});

describe("bounds", () => {
  it.each([
    ["matrices", column("a & b", "c & d").repeat(60)],
    ["a scalar", `(${"x+".repeat(500)}1)${column(...Array.from({ length: 300 }, (_, i) => i))}`],
    ["names", `${Array.from({ length: 500 }, (_, i) => `x_{${i}}=`).join("")}${"1+".repeat(500)}1`],
    ["circled numbers", "①".repeat(5000)],
    ["congruences", Array.from({ length: 99 }, (_, i) => `n \\equiv 1 \\pmod{${4900 + i}}`).join(" or ")],
  ])("a long product of %s is not accepted, soon", (_, text) => {
    const start = process.cpuUsage();
    expect(judge(text, "n \\equiv 1 \\pmod 4").verdict).not.toBe(true);
    expect(judge(text, column("1 & 2", "3 & 4")).verdict).not.toBe(true);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});
