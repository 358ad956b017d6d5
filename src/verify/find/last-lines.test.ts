// What a last line ends in: a chain of arrows, a label, a step that solves, a bold number, an exact value beside a rough one, an option with its reason.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  arrows: [
    ["5 trays × 9 cookies = 45 → 45 − 3 burnt = 42 → done 👍", "42", "45"],
    ["4 bags × 12 apples = 48 → 48 + 6 loose = 54", "54", "48"],
    ["$20 - $7 = $13 -> $13 / 2 kids = $6.50 -> done!", "$6.50", "$13"],
    ["8 × 5 pages = 40 → 40 − 12 read = 28 pages", "28", "40"],
  ],
  "a label and a value": [
    ["TOTAL DUE: $12.00", "12", "0"],
    ["Amount owed: $7.50", "$7.50", "7"],
    ["Pages left: 42", "42"],
    ["Cost per person: $4.25", "4.25"],
    ["Distance covered: 18 km", "18 km", "18 m"],
  ],
  "a step that solves": [
    [
      "**Solve:** 3(x + 2) − 5 = 13\n\n1. Expand: 3x + 6 − 5 = 13\n2. Simplify: 3x + 1 = 13\n3. Subtract 1: 3x = 12\n4. Divide by 3: **x = 4**\n\n**Verify:** LHS = 3(4 + 2) − 5 = 3·6 − 5 = 18 − 5 = 13, RHS = 13. LHS = RHS ✓",
      "4",
      "13",
      "12",
    ],
    [
      "1. Add 7 to both sides: 2y = 18\n2. Divide both sides by 2: **y = 9**\n\nCheck: 2·9 − 7 = 11 ✓",
      "9",
      "18",
      "11",
    ],
    ["Subtract 4: 5n = 35\nDivide by 5: n = 7", "7", "35"],
  ],
  "a bold number in a formula": [
    [
      "The total bill for 7 lunches at \\$9 each is\n\n\\[\n\\text{Total} = 7 \\times \\$9 = \\textbf{\\$63}\n\\]",
      "63 dollars",
      "9",
    ],
    ["Each of them pays \\[ \\frac{48}{6} = \\mathbf{8} \\]", "8", "6"],
  ],
  "exact and about": [
    [
      "By the Pythagorean theorem, with both legs equal to 5 cm:\n\nc² = 5² + 5² = 25 + 25 = 50\nc = √50 = √(25 · 2) = 5√2\n\nThe hypotenuse is exactly 5√2 cm, or about 7.07 cm.",
      "5\\sqrt{2}",
      "50",
      "7.08",
    ],
    [
      "The area is that of a circle of radius 3: π · 3² = 9π\n\nSo the area is 9π cm², roughly 28.3 cm².",
      "9\\pi",
      "3",
    ],
    [
      "d² = 6² + 6² = 72\nd = √72 = 6√2\n\nThe diagonal is 6√2 cm, which is about 8.49 cm.",
      "6\\sqrt{2}",
      "72",
    ],
  ],
  "an option, what it is, and why": [
    [
      "The correct option is (C) 24 cm, because choice (B), 12 cm, adds each side only once, and (D) is the area.",
      "C",
      "B",
      "12",
    ],
    ["The answer is (A) 15, since (C), 20, forgets the discount and (D) 25 adds it.", "A", "C", "20"],
    ["The right answer is B) 40 m, because A) 20 m counts just 2 sides.", "B", "A"],
    ["The answer is (A) 15, because (B) 20 is wrong. But then (C) fits as well, so it is C.", null, "B"],
    ["The answer is (B) 12, because I misread it. So it is (C) 14.", null, "A"],
  ],
});
