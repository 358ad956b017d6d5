// What a value is the quotient of, said behind it, is no other answer; what is concluded from a rate is.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "the two that a value is the quotient of": [
    [
      "m = -9 / 2\n\nSo the slope comes to -4.5, which means that the line falls: for every 2 units to the right it drops by 9 units.",
      "-9/2",
      "9",
      "2",
    ],
    ["So the ratio is 0.75, which means that for every 4 girls there are 3 boys.", "0.75", "3", "4"],
    ["Thus the density is 2.5 g/cm³, meaning every 2 cm³ have a mass of 5 g.", "2.5", "5"],
    ["Die Steigung ist 1,5, das heißt, auf je 2 Schritte kommen 3 nach oben.", "1.5", "3"],
    ["La pendiente es 2,5, es decir, por cada 2 unidades sube 5.", "2.5", "5"],
    ["斜率是1.5,即每2个单位上升3个单位。", "1.5", "3"],
    // They do not come to it, or something is concluded.
    ["So the slope is 2, which means that for every 3 steps we rise by 7.", null, "2"],
    ["The price is 1.5 a kilo, so for every 2 kg he pays 3 dollars.", "3", "1.5"],
    ["The recipe scales by 3, so for every 2 cups of flour she needs 6 cups of milk.", "6", "3"],
    ["So x = 5, which means that Tom has 15 marbles.", "15", "5"],
  ],
});
