// Sections behind the answer: what teaches, other problems and a name are no part of it; what goes on to the answer is.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a section that teaches states nothing": [
    [
      "So **gcd(18, 24) = 6**.\n\n### Key takeaways\n- The gcd is never larger than the smaller number (18 here).\n- lcm × gcd = product: 72 × 6 = 432.",
      "6",
      "18",
      "432",
      "72",
    ],
    [
      "Therefore the jacket costs $54.\n\n**Common mistakes**\n- Adding the 10% back to $60.\n- Taking 10% of $54 = $5.40.",
      "54",
      "60",
      "5.40",
    ],
    [
      "The area is 8 × 5 = 40 m².\n\n## 📝 Notes:\n- A rectangle has 4 sides.\n- Its perimeter would be 26 m.",
      null,
      "4",
      "26",
    ],
    [
      "Also sind es **28** Karten.\n\n### Merke\n- Ein Spiel hat 32 Karten.\n- Vier Farben zu 8 Karten.",
      "28",
      "32",
      "8",
    ],
    [
      "Donc le prix est de 45 €.\n\n**À retenir**\n- Une remise de 10 % se calcule par 0,9.\n- 50 × 0,9 = 45 et 100 × 0,9 = 90.",
      "45",
      "90",
      "50",
    ],
    [
      "Por lo tanto, hay 36 sillas.\n\n### Consejos\n- Multiplica filas por columnas: 4 × 10 = 40.",
      "36",
      "40",
    ],
    ["Hence the sum is 55.\n\nFAQ\n\nWhat is the sum up to 100? It is 5050.", "55", "5050", "100"],
    // It goes on to the answer.
    [
      "We multiply 6 × 8 = 48.\n\n### Key facts\n- 6 and 8 share the factor 2.\n\n### Calculation\n48 / 2 = 24",
      "24",
      "48",
    ],
    ["The prime factors give 6 = 2 × 3.\n\n**Key idea**\n- 8 is 2 × 2 × 2.\n- So the lcm is 24.", "24", "6"],
    ["First 12 + 9 = 21.\n\n### Remember\nThe answer has to be halved: the answer is 10.5.", "10.5", "21"],
    ["There are 4 boxes and 9 pens.\n\n### Notes\n- each box holds 3 pens\n- 4 × 3 = 12 fit in", null, "9"],
  ],
  "other problems and what a page has below a solution state nothing": [
    [
      "Ans. Boys = 18, Girls = 24. Required ratio of boys to girls = 18 : 24 = 3 : 4.\n\nSimilar Questions\n1. The ratio of 5 to 20 is (a) 1 : 4 (b) 1 : 5\n2. In a bag of 30, the number of",
      "3:4",
      "1:4",
      "30",
    ],
    [
      "Hence the speed is 60 km/h.\n\nPractice Problems\n1. A car goes 90 km in 2 hours. What is its speed?\n2. A train",
      "60",
      "90",
      "45",
    ],
    [
      "The interest is 500 × 0.04 = 20 dollars.\n\n**Try it yourself!**\nWhat is the interest on 800 dollars at 5%? (It is 40.)",
      "20",
      "40",
      "800",
    ],
    ["So $n = 17$.\n\nSee also: 2011 AMC 10A, Problem 12", "17", "12", "2011"],
    ["So $n = 17$.\n\nSee also\n2011 AMC 10A Problems\nProblem 12", "17", "12"],
    ["Therefore 15 tiles are needed. ~tilefan99", "15", "99"],
    ["Thus $x=9$.\n\n~ anna_k (edited by bob7)\n\nRelated questions\n1. Solve 2x = 8.", "9", "8", "4", "7"],
    // The foot of a page.
    [
      "He has 9 cookies left. Looking for more worksheets? Visit our shop and get 20% off on 3 bundles!",
      "9",
      "20",
      "3",
    ],
    [
      "The plant is 18 inches tall now.\n\nReview: ★★★★★ Very good, we will buy again in 2 weeks!!",
      "18",
      "2",
    ],
    [
      "So each of them gets 6.5 kg. Tags: decimals, grade 5. Posted by admin on March 12. 3 comments",
      "6.5",
      "5",
      "12",
      "3",
    ],
    ["So it costs $14. Download our app for 500 problems more.", "$14", "500"],
    ["So there are 4. Subscribe to our channel of 20,000 pupils!", "4", "20000"],
    ["He reads 3 reviews and 4 tags a day, so in a week it is 49.", "49", "3", "4"],
    // A problem by itself.
    ["How many are there?\n\nPractice problem\nThere are 4 × 3 = 12 of them.", "12"],
    [
      "A shop sells 30 pens. How many boxes of 5 is that?\n\nSimilar problems\nThere are 30 / 5 = 6 boxes.",
      "6",
      "30",
    ],
  ],
  "what is practised further, and what a page asks": [
    ["**Total apples: 42**\n\n### Going further\nWith one more crate you'd have **49**.", "42", "49"],
    [
      "**Discount: 15 %**\n\n#### Keep practising\n1. What would you pay with 20 % off? (64 €)",
      "15%",
      "64",
      "20",
    ],
    ["So she must pay 200 dollars. Please like and subscribe, we are almost at 5000!", "200", "5000"],
    ["So the value of x is 5. Check 3*5+5 = 20 yes.\nNow you try: 4x + 2 = 30.", "5", "20", "30"],
    ["The answer is A. So answer is A.\n\nQ2. Which gas do plants take in?\nThe answer is B.", "A", "B"],
    ["<step>Ann has 4.</step>\n<final>7</final>\n<check>4 + 3 = 7</check>", "7", "4", "3"],
  ],
  "a heading that asks": [
    [
      "The train needs $\\boxed{3\\text{ hours}}$.\n\n#### Why not 2.5 hours?\nThat would take 72 km/h.",
      "3 hours",
      "2.5 hours",
      "72",
    ],
  ],
  "a line that sums up announces": [
    ["150 ÷ 45 = 3.33\n\n> **TL;DR** four buses\n\n*(Three would take only 135 of them.)*", "4", "135", "3"],
    [
      "12*12 = 144. Alternatively 24 choose 2 = 276, less 132. Both methods agree. Final: 144.",
      "144",
      "276",
      "132",
    ],
    [
      "Count: 6 / 0.0625\n\n**TL;DR:** 96 tiles are needed. Buying 10% extra (so 106) is wise.",
      "96",
      "106",
      "10",
    ],
    ["3 × 4 = 12 and 12 + 5 = 17.\n\nShort answer: 17", "17", "12"],
    ["We have 40 - 12 = 28.\nBottom line: she keeps $28 of the $40.", "$28", "$40", "12"],
  ],
  "arrows of any length lead to the last": [
    [
      "$$4x - 3 = 8 \\;\\Longrightarrow\\; 4x = 11 \\;\\Longrightarrow\\; x = \\frac{11}{4}$$",
      "11/4",
      "11",
      "8",
    ],
    ["$2x = 6 \\quad\\Rightarrow\\quad x = 3$", "3", "6"],
  ],
});
