// What a response takes back is not its answer; what it says instead is, and where it says nothing else it has none.
import { describe, expect, it } from "vitest";
import { withoutTakenBack } from "./corrections.ts";
import { judge } from "./judge.ts";

/** A text, its answer or null, and numbers in it that are none. */
type Row = [text: string, answer: string | null, ...others: string[]];

const rules: Record<string, Row[]> = {
  "a value that the same sentence takes back": [
    ["The correct answer is 26 tiles, but that's actually 62 tiles.", "62", "26"],
    ["The answer is 5 hours, although it is really 7 hours.", "7", "5"],
    ["The boat needs 9 minutes, but it actually needs 11 minutes.", "11", "9"],
    ["You might think the answer is 30, but it's 33.", "33", "30"],
    ["Answer: 18 is not right, it is 81.", "81", "18"],
  ],
  "the same calculation once more": [
    ["14 + 9 = 22, but 14 and 9 are actually 23.", "23", "22"],
    ["8 * 7 = 54, although 8 and 7 make 56.", "56", "54"],
  ],
  "what is said of something else takes nothing back": [
    ["The answer is 40, but that is actually 3 more than last year.", "40", "3"],
    ["The answer is 12, but there are actually 4 ways to see it.", "12", "4"],
  ],
  "a sentence of its own that denies": [
    ["35 is not the answer. 53 is the answer.", "53", "35"],
    ["#### 71\n71 is not correct.\n17 is correct.", "17", "71"],
    ["The total is $36. This is incorrect because the tip is missing. The total is $39.", "39", "36"],
    ["The answer is 19.\nThis is wrong.", null, "19"],
    ["#### 12\n12 is wrong.\n3 * 4 = 12", null, "12"],
    [
      "The cost is 8. However, this is not the final answer. We add the fee of 3, which gives 11.",
      "11",
      "8",
      "3",
    ],
  ],
  "a denial of another value": [
    ["The answer is 6. Many would say 9. That is wrong.", "6", "9"],
    ["The sum is 24 and not 42. 42 is wrong. The answer is 24.", "24", "42"],
    ["The product is 15. However, this is incorrect. The correct answer is 15.", "15"],
  ],
  "as the text goes on": [
    ["#### 28\nSorry, it should be 82.", "82", "28"],
    ["The answer is 44 coins. Wait, I forgot the 6 that he lost. 44 - 6 = 38 coins.", "38", "44", "6"],
  ],
};

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%j: %j", (text, answer, ...others) => {
    if (answer !== null) expect(judge(text, answer).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
  });
});

it("two values of which nothing says which one is taken back stay undecided", () => {
  for (const value of ["900", "1400"])
    expect(judge("The answer is 900, so 500 + 900 = 1400 is the total.", value).verdict).toBe(null);
  expect(judge("She has 25 beads, but she actually needs 40.", "40").verdict).not.toBe(true);
});

it("long texts of values and words that contrast cost little", () => {
  const began = process.cpuUsage();
  for (const piece of ["5 but ", "is not 7 ", "3, but it's actually 4. ", "This is wrong. ", "2 although "])
    withoutTakenBack(piece.repeat(40_000));
  // One to two seconds; it took minutes when every value was held against all before it.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(30);
});
