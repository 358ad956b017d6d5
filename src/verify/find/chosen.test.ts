// Options that a last sentence chooses, and sentences with a letter that choose none.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "an option is right": [
    ["Doubling both sides, the area grows by 2 * 2 = 4.\nOption D is correct.", "D", "4"],
    ["9 + 9 = 18, which is on the list.\nThe correct choice is B.", "B", "18"],
    ["We test each. 7 * 8 = 56.\nSo (A) is the right answer.", "A", "56"],
    ["12 / 4 = 3.\nThus choice C must be correct, since the others are even.", "C", "3"],
    ["If option D is correct, then 2 * 2 = 4.", "4", "D"],
    ["2 * 2 = 4. I thought option D is correct. It is not.", null, "D"],
  ],
  "several options": [
    [
      "A: 8 divides 24. True.\nB: 9 divides 24. False.\nC: 12 divides 24. True.\n\nThe correct answers are A and C.",
      "A, C",
      "A",
      "8",
    ],
    ["4 is even and 9 is a square.\nThe correct statements are B, C and E.", "B, C, E", "B, C", "9"],
    ["The right options are (A) and (D).", "A and D", "A", "D"],
    ["So the correct options are A and C, but not D.", null, "D"],
  ],
  "what the option is": [
    ["A fails since 51 = 3 × 17. So the prime number must be C, 59.", "C", "B", "51"],
    ["A fails since 51 = 3 × 17. So the prime number must be C, 59.", "59", "51", "17"],
    ["180 - 90 - 45 = 45.\n\n**C) 45 degrees**", "C", "B", "90"],
    ["60 * 3 = 180.\n\n**(B) 180 km**", "180", "60", "3"],
    ["So it cannot be C, 59.", null, "C"],
  ],
  "one that somebody would take": [
    ["I would go with choice A, not B, as the slope is negative.", "A", "B"],
    ["5 - 8 = -3, which is below zero.\nI'd pick (C).", "C", "-3"],
    ["We choose option E because 30 is the only multiple of 6.", "E", "30", "6"],
    ["Tom said he would go with A.", null, "B"],
  ],
});
