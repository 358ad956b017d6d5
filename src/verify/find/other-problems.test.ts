// A second box behind the first one that is of another problem, and one that may be what was asked.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a second box that may be asked for, or is of another problem": [
    [
      "The old price gave $\\boxed{40}$. With the new price instead of the old one, the total would be $\\boxed{52}$.",
      "52",
      "40",
    ],
    ["Tom paid \\boxed{20}. If he had bought 3 instead of 2, he would have paid \\boxed{30}.", "30", "20"],
    ["(a) We get \\boxed{7}. (b) If there were 9 rows instead of 7, we would get \\boxed{9}.", null, "7"],
    ["Part 1: \\boxed{7}.\n\nPart 2: With 9 rows instead of 7, there would be \\boxed{9}.", null, "7"],
    ["For x > 0 we get \\boxed{3}. For x < 0 instead of x > 0 we would get \\boxed{-3}.", null, "3"],
    [
      "There are \\boxed{3} base cases. Reducing to a smaller problem, the total would be \\boxed{9}.",
      "9",
      "3",
    ],
    [
      "The small case gives \\boxed{4}. By analogy to a similar problem, the result would be \\boxed{12}.",
      "12",
      "4",
    ],
    [
      "So we count \\boxed{7}. With 9 rows in place of 7, there would be \\boxed{9}, which is the answer.",
      "9",
      "7",
    ],
    [
      "So we count \\boxed{7}. With 9 rows in place of 7, there would be \\boxed{9}. That is the answer.",
      "9",
      "7",
    ],
    [
      "So we count \\boxed{7}. With 9 rows in place of 7, there would be \\boxed{9}. The problem has 9 rows.",
      "9",
      "7",
    ],
    [
      "Originally there are \\boxed{24} seatings. With 5 instead of 4 seats, there would be \\boxed{120}.",
      "120",
      "24",
    ],
    [
      "There are \\boxed{24} arrangements. With rotations counted as the same rather than different, we'd have \\boxed{6}.",
      "6",
      "24",
    ],
    [
      "There are \\boxed{9} pairs. With zero included rather than left out, there would be \\boxed{10}.",
      "10",
      "9",
    ],
    [
      "The pump needs \\boxed{6} hours. With two pumps instead of one, they would need \\boxed{3} hours.",
      "3",
      "6",
    ],
    [
      "Mia earned \\boxed{60}. Had she worked 5 days instead of 4, she would have earned \\boxed{75}.",
      "75",
      "60",
    ],
    [
      "In the first plan it costs \\boxed{60}. For the second plan instead of the first, it would cost \\boxed{75}.",
      "75",
      "60",
    ],
    ["Currently it is \\boxed{60}. If the price were 5 rather than 4, it would be \\boxed{75}.", "75", "60"],
    ["Rounding down gives \\boxed{4}. With rounding up rather than down, it would be \\boxed{5}.", "5", "4"],
    ["We have $3 + \\boxed{4} = 7$. If we add 5 instead of 4, the result would be \\boxed{8}.", "8", "4"],
    [
      "The train takes \\boxed{4} h. At 80 km/h, with the faster engine rather than the slow one, the trip would take \\boxed{3} h.",
      "3",
      "4",
    ],
    [
      "So it's \\boxed{7}. As the question asks, for a larger version of this problem we would get \\boxed{9}.",
      "9",
      "7",
    ],
    [
      "It costs \\boxed{7}. Finally, if we bought pens rather than pencils, it would cost \\boxed{9}.",
      "9",
      "7",
    ],
    ["Bob has \\boxed{7}. If Ann gave him 2 instead of 1, Bob would have \\boxed{8}.", "8", "7"],
    [
      "The answer for the old data is \\boxed{7}. If the data were 9 instead, it would be \\boxed{9}.",
      "9",
      "7",
    ],
    [
      "The mean is \\boxed{7}. Without the outlier, with 4 values rather than 5, it would be \\boxed{6}.",
      "6",
      "7",
    ],
    ["We get \\boxed{7}. That was a typo. If the sum were 9 instead, it'd be \\boxed{9}.", "9", "7"],
    ["At first sight it's \\boxed{7}. With care rather than haste, one would get \\boxed{9}.", "9", "7"],
    [
      "The naive count is \\boxed{16}. Without repetition rather than with it, there would be \\boxed{12}.",
      "12",
      "16",
    ],
    ["Step 1: \\boxed{16}. Step 2: with 3 dice rather than 2, the sum would be \\boxed{12}.", "12", "16"],
    [
      "Tom's age now is \\boxed{10}. If he were born 2 years earlier instead, it would be \\boxed{12}.",
      "12",
      "10",
    ],
    ["So x is \\boxed{10}. In a similar problem it would be \\boxed{12}. Same here.", null, "10"],
    [
      "So the area is \\boxed{10}. In the follow-up, with side 4 in place of 3, the area would be \\boxed{12}. Both are asked.",
      null,
      "10",
    ],
    ["If n = 4 we have \\boxed{7}. With 5 in place of 4, we would have \\boxed{9}.", "9", "7"],
    [
      "Using 3 as the base gives \\boxed{7}. With 5 in place of 3, we would have \\boxed{9}. I'd go with 9.",
      "9",
      "7",
    ],
    ["The result is \\boxed{7}. With 5 in place of 3, we would have \\boxed{9}. Hmm.", "9", "7"],
    ["The result is \\boxed{7}. With 5 in place of 3, as it says, we would have \\boxed{9}.", "9", "7"],
    ["The result is \\boxed{7}? With 5 in place of 3, we would have \\boxed{9}.", "9", "7"],
    ["Is it \\boxed{7}? For another version, it would be \\boxed{9}.", "9", "7"],
    ["It isn't \\boxed{7}. With 5 in place of 3, we would have \\boxed{9}.", "9", "7"],
    ["One might think it's \\boxed{7}. With 5 in place of 3, we would have \\boxed{9}.", "9", "7"],
    ["\\boxed{7} is too small. With 5 in place of 3, we would have \\boxed{9}.", "9", "7"],
    ["Answer (1): \\boxed{7}. Answer (2): with 5 in place of 3, we would have \\boxed{9}.", null, "7"],
    ["1. \\boxed{7}\n2. With 5 in place of 3, we would have \\boxed{9}", null, "7"],
    ["It costs \\boxed{7}. Today, with 5 in place of 3, it would cost \\boxed{9}.", "9", "7"],
    ["It costs \\boxed{7}. Tomorrow, with 5 in place of 3, it would cost \\boxed{9}.", "9", "7"],
    [
      "Alternatively: the sum is \\boxed{7}. Alternatively, with 5 in place of 3, it would be \\boxed{9}.",
      "9",
      "7",
    ],
    ["So there are \\boxed{7}. In a related problem with 9 rows you would get \\boxed{9}.", "7", "9"],
    ["The cost is \\boxed{7}. For a different task, one could get \\boxed{9}.", "7", "9"],
    [
      "Hence $\\boxed{7}$. By contrast, with 9 teams rather than 8, one would have $\\boxed{8}$ rounds.",
      "7",
      "8",
    ],
    ["We have $3 + \\boxed{4} = 7$. If there were 9 instead of 7, it would be \\boxed{6}.", "6", "4"],
    [
      "The tour costs \\boxed{40}. With the large boat instead of the small one, it would cost \\boxed{52}.",
      "52",
      "40",
    ],
    [
      `We count them ${"row by row ".repeat(50)}and get \\boxed{7}. For a different task, one could get \\boxed{9}.`,
      "9",
      "7",
    ],
  ],
});
