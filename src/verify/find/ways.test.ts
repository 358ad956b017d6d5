// A text that solves its problem twice.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "both ways come to the same": [
    [
      "Cross-multiplying, $7x = 4(x+6)$, so $3x=24$ and $x=8$.\n\nSolution 2\nLet $x=4k$ and $x+6=7k$. Then $3k=6$, $k=2$, and again $x=8$.",
      "8",
      "24",
      "2",
    ],
    ["There are 5 × 4 = 20 pairs.\n\n**Method 2**\nCount each one: 10 + 10 = 20.", "20", "10"],
    ["So the sum is 45.\n\n### Alternative solution\nPair them: 9 × 5 = 45.", "45", "9"],
    ["Hence the price is $12.50.\n\nAnother method:\n50 / 4 = 12.5, so it costs $12.50.", "12.5", "50"],
    ["Thus 6 people sit there.\n\nSolution II\nThe table is round, which helps. We then", "6"],
    ["Thus 6 people sit there.\n\nSecond approach\nLet p be the number of people", "6"],
  ],
  "they do not": [
    ["So $x=6$.\n\nSolution 2\nThen $2k=4$ and $x=7$.", null, "6", "7"],
    ["There are 5 × 4 = 20 pairs.\n\nMethod 2\nThere are 5 × 3 = 15 pairs.", null, "20", "15"],
    ["Let's count.\n\nMethod 2\nThere are 5 × 3 = 15 pairs.", "15", "5", "3"],
    ["There are 5 × 4 = 20 pairs.\n\nMethod 2\nThe answer is 15.", "15", "20"],
  ],
});
