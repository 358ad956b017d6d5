// Short texts that are no prose: steps that arrows join, displays over several lines, lines set off, what a program prints.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "steps that arrows join on one line": [
    ["Let n be the number: 3n + 4 = 25 → 3n = 21 → n = 7", "7", "21", "25"],
    ["$60 → $60 × 0.8 = $48 → he pays $48", "48", "60"],
    ["$60 → $60 × 0.8 = $48 → he pays $60", null, "48"],
    ["f: A → B", null, "2"],
  ],
  "a display over several lines": [
    ["\\[\n\\int_0^3 2x\\,dx = \\left[x^2\\right]_0^3 = 9 - 0 = 9.\n\\]", "9", "0", "2"],
    ["$$\nA = 3 \\cdot 4 = 12\n$$", "12", "3"],
  ],
  "a line that is set off": [
    ["1. Add: 5 + 9 + 7 = 21\n2. Divide by 3 to get the mean\n\n> **7**", "7", "21"],
  ],
  "what a notebook prints": [["In [2]: sum(range(1, 13))\nOut[2]: 78", "78", "13", "2"]],
  "a check in brackets behind an equation": [
    ["x = 5, y = −1 (check: 3·5 + (−1) = 14)", "(5, -1)", "14"],
    ["n = 6 (Probe: 6 · 7 = 42)", "6", "42"],
  ],
});
