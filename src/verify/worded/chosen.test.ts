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
  "options that are only listed": [
    ["What is the angle? Options:\n**A) 40 degrees**\n**B) 45 degrees**\n**C) 50 degrees**", null, "C"],
    ["Which is it?\n**A) 5 cats**", null, "A"],
    ["3 * 60 = 180.\n\nThe options are:\n\n**A) 180 km**\n\n**B) 200 km**", null, "B"],
  ],
  "what others choose, or somebody should not": [
    ["Students often pick A.", null, "A"],
    ["A common mistake is to pick D.", null, "D"],
    ["It is tempting to choose B.", null, "B"],
    ["You lose when you choose D.", null, "D"],
    ["As a counterexample we choose A.", null, "A"],
    ["I would choose A as the first one to rule out.", null, "A"],
    ["We pick B as our first trial.", null, "B"],
    ["Option A is correct as long as x is positive.", null, "A"],
    ["Tom claims that it is option A.", null, "A"],
    ["The false one is option C.", null, "C"],
    ["Option A is correct; no wait, option B is correct.", null, "A"],
    ["I'll choose C since I must choose something; however, D is right.", null, "C"],
    ["The correct statements are A and B; C is correct too.", null, "A, B"],
    ["My seat is B, 15.", null, "B"],
    ["The wrongly marked one is B, 15.", null, "B"],
  ],
});
