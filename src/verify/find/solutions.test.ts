// "Answer:" before a solution: what it ends in counts; before an answer with an explanation, the answer.
import { expect, it } from "vitest";
import { judge } from "../judge.ts";

it.each([
  ["Answer: There are 32 seats. Without the wet ones 32 - 5 = 27 seats.", "27", "32", "5"],
  ["Answer: Leo has 6 stamps. Ida has 9 stamps. Together they have 6 + 9 = 15 stamps.", "15", "6", "9"],
  ["Answer: Half of 60 is 30. 30 - 4 = 26. So 26 are left.", "26", "60", "30", "4"],
  [
    "Answer: There were 12 pears in each bag. With 4 bags there were 12 * 4 = 48. So 48 pears.",
    "48",
    "12",
    "4",
  ],
  ["Answer: 36. There are 4 rows of 9 chairs.", "36", "4", "9"],
  ["Answer: It takes 3 hours. The distance is 180 km and the speed is 60 km/h.", "3", "180", "60"],
  ["Answer: He needs 15 planks because 3 * 5 = 15. Each is 2 m long.", "15", "3", "2"],
])("%j: %j", (text, answer, ...others) => {
  expect(judge(text, answer).verdict).toBe(true);
  for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
});

it.each([
  // Each sentence says a value, and none what comes out.
  ["Answer: There were 26 birds in the tree. 8 birds flew away.", "26", "8"],
  // The problem is told again.
  ["Answer: There are 12 candles in a box. How many candles are in 5 boxes?", "12", "5"],
  ["Answer: $4$ cups $5$ cups $6$ cups $7$ cups", "4", "7"],
  ["Answer: The bus has 50 seats. 50 - 2 = 48 and 48 - 3 = 45, so", "50"],
])("%j accepts none", (text, ...numbers) => {
  for (const number of numbers) expect([number, judge(text, number).verdict]).not.toEqual([number, true]);
});
