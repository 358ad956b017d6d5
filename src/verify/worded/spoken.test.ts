// Mathematics in words, answers to parts, and measures in two units: the answer is recognised, and nothing else of the text.
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";

/** A text, its answer, and answers that it does not give. */
type Row = [text: string, answer: string, ...others: string[]];

const rules: Record<string, Row[]> = {
  "roots, powers and logarithms in words": [
    ["The diagonal is 7 root 3 cm.", "7\\sqrt{3}", "7", "3", "\\sqrt{3}"],
    ["Its height equals 4 times the square root of 5.", "4\\sqrt5", "4", "5", "\\sqrt5"],
    ["The radius is the cube root of 24.", "2\\sqrt[3]{3}", "24", "\\sqrt{24}"],
    ["The remainder is y squared plus 4y minus 1.", "y^2+4y-1", "1", "y^2+4y+1"],
    ["The volume is w cubed.", "w^3", "w^2", "3w"],
    ["The other factor is 2x squared minus 3.", "2x^2-3", "(2x)^2-3", "3"],
    ["y = log base 5 of 11", "\\log_5 11", "\\log_{11} 5", "11"],
    ["The square root of 49 is 7.", "7", "49"],
    ["The side is not 7 root 3.", "not that side", "7\\sqrt{3}"],
    ["It is 7 root 3 or 7 root 2.", "one of the two", "7\\sqrt{3}", "7\\sqrt{2}"],
  ],
  "a range in words": [
    ["The product is positive exactly when t is greater than 4 and at most 9.", "(4, 9]", "[4, 9]", "4", "9"],
    ["This holds whenever x is at least -1 and less than 6.", "-1 \\le x < 6", "-1 < x < 6", "(-1,6)"],
    ["The series converges when r is less than 1/2.", "r < 1/2", "r \\le 1/2", "r > 1/2"],
    ["So t must be no more than 8.", "t \\le 8", "t < 8", "t \\ge 8"],
    ["So t must be at least 8.", "t \\ge 8", "t > 8", "t \\le 8"],
    ["So t is larger than 8.", "t > 8", "t \\ge 8", "t < 8"],
    ["The series does not converge when r is less than 1/2.", "not then", "r < 1/2"],
  ],
  "a number in a base that the sentence names": [
    ["In base six the sum is 352.", "352_6", "352_7"],
    ["Written in base 9, the year becomes 2681.", "2681_9", "2681_{10}"],
  ],
  "letters of parts, and names with values": [
    ["(a) Ines reads 31 pages.\n(b) Paul reads 46 pages.", "31, 46", "46, 31", "31", "46"],
    ["a) 12\nb) 30\nc) 7", "12, 30, 7", "7", "12, 7, 30"],
    ["Votes:\n* Red: 14\n* Blue: 9\n* Green: 21", "14, 9, 21", "21", "9, 14, 21"],
    ["Votes:\n* Red: 14\n* Blue: 9\n* Total: 23", "the list", "(14, 9, 23)", "14"],
    ["(a) Ines reads 31 pages.\n(c) Paul reads 46 pages.", "something else", "(31, 46)"],
  ],
  "what other short answers say": [
    ["5 hrs → 300 min → 300/20 = 15 rounds", "15", "300", "20", "5"],
    ["C ∪ D = {1, 5, 8}", "\\{8, 1, 5\\}", "\\{1, 5\\}", "C"],
    ["Odpowiedź: Marek zapłacił 6,20 zł.", "6.20", "620", "20"],
  ],
  "one measure in two units": [
    ["The sack weighs 4.2 kilograms, equivalently 4200 g.", "4200 g", "420 g"],
    ["The angle is 3π/4 radians, or 135 degrees.", "135^\\circ", "3", "4"],
    ["The angle is 3π/4 radians, or 145 degrees.", "one of the two", "145^\\circ"],
    ["The sack weighs 4.2 kilograms, or 42 g.", "one of the two", "42 g"],
  ],
};

it("infinitely many are infinitely many solutions", () => {
  expect(judge("\\boxed{\\text{infinitely many}}", "\\text{infinitely many solutions}").verdict).toBe(true);
  expect(judge("\\boxed{\\text{many}}", "\\text{infinitely many solutions}").verdict).not.toBe(true);
});

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%j: %j", (text, answer, ...others) => {
    if (/\d/.test(answer)) expect(judge(text, answer).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
  });
});
