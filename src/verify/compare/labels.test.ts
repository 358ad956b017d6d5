// Ratios of areas, lengths and counts, before what they are.
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
]);
