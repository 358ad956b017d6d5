// Sentences whose answer is more than their last value: both of two functions, the parts of a question, who it is, a circle.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "both of two": [
    [
      "Both the zero function $f(y)=0$ and the square $f(y)=y\\cdot y$ work, and there are no other solutions.",
      "$f(x)=x^{2}$ and $f(x)=0$",
      "f(x)=x^2",
      "f(x)=0",
    ],
    ["Thus both $x=2$ and $x=-3$ satisfy the equation.", "x=2 or x=-3", "-3", "2"],
    ["Both $f(x)=1$ and $f(x)=x+1$ are solutions.", "f(x)=x+1, f(x)=1", "f(x) = x+1"],
    ["Both the constant polynomial $P(x)=1$ and $P(x)=x^2$ are valid.", "P(x)=1, P(x)=x^2", "P(x)=x^2"],
    ["So both values $k = 4$ and $k = -1$ work.", "-1, 4", "-1"],
    ["Both the constant $f(x)=1$ and the line $f(x)=x$ do not work.", null, "f(x)=1, f(x)=x"],
    [
      "Both the constant $f(x)=1$ and the line $f(x)=x$ are solutions only if $a > 0$.",
      null,
      "f(x)=1, f(x)=x",
    ],
  ],
  "parts in sentences of one line": [
    [
      "(a) The value is $3$. (b) The value is $2.5$.",
      "(a) $3$; (b) $\\frac{5}{2}$",
      "2.5",
      "(a) $2.5$; (b) $3$",
    ],
    [
      "(a) There are $12$ ways. (b) The probability is $\\frac{1}{3}$.",
      "(a) $12$; (b) $\\frac13$",
      "\\frac13",
    ],
    ["(a) It is $x = 3$. (b) It is $x=5$.", "(a) 3 (b) 5", "5"],
    ["(a) The cost is $12. (b) The change is $8.", "(a) 12 (b) 8", "8"],
    ["(a) The sum is 10. (b) The product is 21. (c) The difference is 4.", "(a) 10; (b) 21; (c) 4", "4"],
    ["(a) The value is $3$. (b) The value is at most $2.5$.", null, "(a) $3$; (b) $2.5$"],
    ["(a) The value is $3$. (b) The value exceeds $2.5$.", null, "(a) $3$; (b) $2.5$"],
    ["(a) It is twice $3$. (b) It is $5$.", null, "(a) 3 (b) 5"],
    ["(a) It is never $3$. (b) It is $5$.", null, "(a) 3 (b) 5"],
    ["(a) The cost was $12. (b) It was below $8.", null, "(a) 12 (b) 8"],
    ["(a) The value is $3$. (b) The value is not $2.5$.", null, "(a) $3$; (b) $2.5$"],
  ],
  "the one who": [
    ["So Anna is the one who broke the window.", "Anna"],
    ["Ben must be the one who lied.", "Ben"],
    ["Therefore, Carla was the person who arrived first.", "Carla"],
    ["Ann said so. So Ben is the one who stole the pie.", "Ben", "Ann"],
    ["Hence Dora Lee is the one that owns the fish.", "Dora Lee"],
    ["Ben is not the one who lied.", null, "Ben"],
    ["If Ben is the one who lied, Ann is honest.", null, "Ben"],
    ["Ben is the one who did not lie.", null, "Ben"],
    ["Ben is the one who might have lied.", null, "Ben"],
    ["Ben is the one who was falsely accused, not the thief.", null, "Ben"],
  ],
  "a circle in words": [
    ["The locus is the circle of radius $2$ centred at the origin.", "x^2+y^2=4", "2"],
    ["The curve is a circle with center $(1, 2)$ and radius $3$.", "(x-1)^2+(y-2)^2=9", "3"],
    ["It is the circle with radius 5 and center (0, -1).", "x^2+(y+1)^2=25", "x^2+(y-1)^2=25"],
    ["So the set of points forms a circle centered at the origin with radius 7.", "x^2+y^2=49", "x^2+y^2=7"],
    ["The locus is not the circle of radius $2$ centred at the origin.", null, "x^2+y^2=4"],
  ],
});
