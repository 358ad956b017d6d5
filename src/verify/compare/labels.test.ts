// Ratios of areas, lengths and counts, and ends of what a value may be, before what they are.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a ratio of measures",
    why: "brackets and bars around a figure or a set are its measure, a name",
    same: [
      ["Thus $\\dfrac{[ABC]}{[DEF]}=\\dfrac{7}{4}$.", "7:4"],
      ["\\frac{[ABC]}{[DEF]}=\\frac{7}{4}", "\\frac74"],
      ["[ABC] : [DEF] = 7 : 4", "\\frac{7}{4}"],
      ["\\frac{|AB|}{|CD|} = \\frac{2}{3}", "2:3"],
      ["\\frac{|A|}{|B|} = \\frac25", "2:5"],
      ["\\frac{S_{ABC}}{S_{DEF}} = \\frac{9}{16}", "9:16"],
      ["\\frac{\\text{Area}(ABC)}{\\text{Area}(DEF)} = \\frac{9}{16}", "9:16"],
      ["\\frac{[BMC]}{[ABCD]} = 1/4", "1:4"],
      ["Hence $[PQR]:[XYZ]=3:5$.", "3:5"],
      ["\\frac{[\\triangle ABC]}{[\\triangle DEF]}=\\frac{7}{4}", "7:4"],
      ["[ABC]/[DEF] = 7/4", "[ABC]:[DEF] = 7:4"],
      ["\\frac{[ABC]}{[DEF]}=\\frac{7}{4}", "\\frac{[DEF]}{[ABC]} = \\frac47"],
      ["[ABC] = 12", "12"],
      ["The area ratio is $\\frac{[ADE]}{[ABC]} = \\frac{4}{9}$.", "4 : 9"],
      ["$\\frac{|AD|}{|DB|} = \\frac{3}{2}$", "3:2"],
    ],
    different: [
      ["\\frac{[ADE]}{[ABC]} = \\frac{4}{9}", "\\frac{[ADE]}{[DBCE]} = \\frac{4}{9}"],
      ["\\frac{[ADE]}{[ABC]} = \\frac{4}{9}", "5:9"],
      ["\\dfrac{[ABC]}{[DEF]}=\\dfrac{7}{4}", "4:7"],
      ["\\frac{[ABC]}{[DEF]}=\\frac{7}{4}", "\\frac{[DEF]}{[ABC]} = \\frac74"],
      ["\\frac{[ABC]}{[DEF]}=\\frac{7}{4}", "\\frac{[ABC]}{[DEG]} = \\frac74"],
      ["\\frac{|AB|}{|CD|} = \\frac{2}{3}", "3:2"],
      ["\\frac{|AB|}{|CD|} = \\frac{2}{3}", "\\frac{|CD|}{|AB|} = \\frac{2}{3}"],
      ["2[ABC] = 7", "7"],
      ["[ABC] + [DEF] = 7", "7:4"],
    ],
  },
  {
    name: "the greatest and the least value",
    why: "words for the two ends name their values; by themselves two numbers say which is which by their size",
    same: [
      ["$\\boxed{\\text{Maximum value } 2, \\text{ minimum value } -\\frac{9}{4}}$", "$2,-\\frac{9}{4}$"],
      ["\\boxed{\\text{largest } 9, \\text{ smallest } 2}", "9, 2"],
      ["maximum 5, minimum -3", "(5, -3)"],
      ["\\text{least value } 1, \\text{ greatest value } 6", "\\text{minimum } 1, \\text{ maximum } 6"],
      [
        "\\boxed{\\text{maximum value of } f(x) \\text{ is } 4, \\text{ minimum value of } f(x) \\text{ is } 0}",
        "4, 0",
      ],
      ["\\max = \\sqrt{2}, \\min = -\\sqrt 2", "\\sqrt2, -\\sqrt2"],
      ["\\text{max value } = a+b, \\text{ min value } = a-b", "a+b, a-b"],
      ["The maximum value is 5 and the minimum value is -3.", "5,-3"],
      ["\\boxed{\\text{highest value: } 12}", "12"],
      ["\\max = |a|", "|a|"],
      ["\\max: |x|", "|x|"],
      ["\\max = 5, \\min = |b|", "5, |b|"],
      ["\\max = \\text{none}", "none"],
      ["\\max = +5", "5"],
      ["\\boxed{\\text{Greatest value } \\frac{7}{2}}", "\\text{Maximum: } 3.5"],
      // It is the reference that lists them the other way round.
      ["\\text{minimum value } -\\frac94, \\text{ maximum value } 2", "2, -\\frac94"],
    ],
    different: [
      [
        "\\text{Maximum value } 2, \\text{ minimum value } -\\frac94",
        "\\text{Maximum value } -\\frac94, \\text{ minimum value } 2",
      ],
      ["\\text{Maximum value } -\\frac94, \\text{ minimum value } 2", "2, -\\frac94"],
      ["\\text{Maximum value } 2, \\text{ minimum value } -\\frac94", "2, \\frac94"],
      ["\\text{Maximum value } 2, \\text{ minimum value } -\\frac94", "2"],
      ["\\text{max value } = a+b, \\text{ min value } = a-b", "a-b, a+b"],
      ["\\boxed{\\text{minimum } 5}", "\\text{maximum } 5"],
      ["x > 1, \\text{ maximum } 5", "x > 1, \\text{ minimum } 5"],
      ["\\text{at least } 5", "5"],
    ],
  },
  {
    name: "identities",
    why: "f ≡ 0 names its value, and is no congruence",
    same: [
      ["f \\equiv 0", "0"],
      ["f(x) \\equiv 0", "f(t) = 0"],
    ],
    different: [
      ["f \\equiv 0", "g(x) = 0"],
      ["f \\equiv 0", "f(x) = 1"],
      ["P \\equiv 2 \\pmod 3", "P(x) = 2"],
    ],
  },
]);
