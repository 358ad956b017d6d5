// Which of a sentence's formulas it states.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "an equation and what it comes to": [
    ["We get $5y=3y+14$, so $2y=14$ and $y=7$.", "7", "14"],
    ["Hence $3t = 12$, $t = 4$.", "4", "12"],
    ["A fifth of it is six, thus $\\frac{n}{5} = 6$ and $n = 30$.", "30", "6"],
    ["So $4(a-1)=20$ and $a=6$.", "6", "20"],
    ["Therefore $2k+1=9$, and $k=4$.", "4", "9"],
    // Two solutions, two unknowns, a condition.
    ["So $x=2$ and $x=6$.", "2, 6", "6", "2"],
    ["So $x=2$ and $y=6$.", "x=2, y=6", "6"],
    ["Hence $2x=12$ and $y=6$.", null, "6"],
  ],
});
