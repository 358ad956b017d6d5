// Answers that are said at more length than the reference: each kind with a reason, pairs that are the same by it, and
// pairs that only look so.
import { describeKinds } from "../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "calculations of an expression",
    why: "of several letters, where its sides without letters come to the same, the last one is stated",
    same: [
      ["\\boxed{m+n = 12+5 = 17}", "17"],
      ["$100m+n = 100\\cdot3+7 = 307$", "307"],
      ["\\boxed{\\frac{m}{n} = \\frac68 = \\frac34}", "\\frac34"],
      ["p+q=3+4=7", "p+q=7"],
      ["a_1+a_2=3+5=8 \\text{ cm}", "8"],
    ],
    different: [
      ["\\boxed{m+n = 12+5 = 18}", "18"],
      ["\\boxed{m+n = 12+5 = 18}", "17"],
      ["m+n = 12+5 = 17", "12"],
      ["m+n = 12+5 = 17", "m+n=12"],
      ["x = 3 = 4", "4"],
      ["x+y = 3 = 3", "3"],
      ["x+y = 17", "17"],
      ["x^2 = 3^2 = 9", "9"],
      ["2x+1 = 3+4 = 7", "7"],
    ],
  },
]);
