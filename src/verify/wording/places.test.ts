// A value with the place where it is taken or with an example.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "places and examples",
    why: "what only goes along with a value is left off",
    same: [
      ["$$\\boxed{\\max = \\frac14\\text{ at } x=\\frac12}$$", "$\\frac14$"],
      ["\\boxed{12 \\text{ (attained at } a=b=c=2)}", "12"],
      ["\\boxed{7,\\text{ for example }\\{1,3,9\\}}", "7"],
      ["\\boxed{\\text{minimum } -4 \\text{ at } x=1}", "-4"],
      ["The maximum is $10$, attained at $(2,3)$.", "10"],
      ["\\boxed{\\text{max } 8 \\text{ at } (2,0), \\text{ min } 0 \\text{ at } (0,0)}", "min = 0, max = 8"],
      ["The maximum value is 12, which occurs at x = 3.", "12"],
      ["\\boxed{-4 \\text{ at } x = 2}", "-4"],
      ["\\boxed{6 \\text{ (e.g., } 1,2,3)}", "6"],
      ["The smallest such number is 7 (for example, take 1, 2 and 4).", "7"],
      ["The minimum value of the function is −4 when x = 2.", "-4"],
    ],
    different: [
      ["\\boxed{\\max = 9\\ \\text{ at }(x,y,z)=(1,2,2)}", "$(1,2,2)$"],
      [
        "\\boxed{\\text{maximum } 3 \\text{ at } (1,1);\\quad \\text{minimum } -1 \\text{ at } (0,0)}",
        "max: $-1$, min: $3$",
      ],
      ["\\boxed{6,\\ \\text{e.g. } \\{1,2,4,8,16, 5\\}}", "$5$"],
      ["The maximum value is 12, which occurs at x = 3.", "3"],
      ["\\boxed{\\text{at least } 5}", "5"],
    ],
  },
]);
