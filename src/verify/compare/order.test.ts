// What belongs to what in lists: orders as chains, solutions with all their names, indices and labels.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "orders as chains",
    why: "a chain says the order of its items",
    same: [
      ["So 1/4 < 0.3 < 1/3 < 0.5.", "1/4, 0.3, 1/3, 0.5"],
      ["From greatest to least: 0.9 > 5/6 > 3/4", "0.9, 5/6, 3/4"],
      ["In order: $-3 < -1 < 2$", "-3, -1, 2"],
    ],
    different: [
      ["So 0.35 < 2/5 < 3/8.", "0.35, 3/8, 2/5"],
      ["So 0.35 < 3/8 < 2/5.", "2/5, 3/8, 0.35"],
      ["So 0.35 < 3/8.", "0.35, 3/8, 2/5"],
    ],
  },
  {
    name: "solutions one after another",
    why: "names that come again open the next solution",
    same: [
      ["There are two solutions: $x=1$, $y=4$ and $x=-1$, $y=4$.", "$(\\pm1, 4)$"],
      ["Hence the solutions are $a=0$, $b=3$ or $a=3$, $b=0$.", "(0,3), (3,0)"],
      ["x = 1, y = 2 or x = 2, y = 1", "(1,2), (2,1)"],
      ["p = 3, q = 5; p = 5, q = 3", "(3,5), (5,3)"],
      ["$m = 0, n = 1$ and $m = 4, n = 9$", "(0, 1), (4, 9)"],
    ],
    different: [
      ["Hence the solutions are $a=0$, $b=3$ or $a=3$, $b=0$.", "(0,0), (3,3)"],
      ["x = 1, y = 2 and x = 2, y = 1", "(1,1), (2,2)"],
    ],
  },
  {
    name: "indices",
    why: "roots may be numbered any way, spaces may not",
    same: [
      ["x_2 = -7, x_1 = 2", "x_1 = 2, x_2 = -7"],
      ["x_1 = 2, x_2 = 5", "x = 2 or x = 5"],
    ],
    different: [
      ["a_2 = 3, a_1 = 4", "a_1 = 3, a_2 = 4"],
      ["x_1 = 2, x_2 = 5", "x = 2 or x = -5"],
    ],
  },
  {
    name: "labels",
    why: "each value belongs to its label; a corner names its angle",
    same: [
      [
        "\\boxed{\\angle A = 45^\\circ, \\angle B = 45^\\circ, \\angle C = 90^\\circ}",
        "$A=\\frac{\\pi}{4}, B=\\frac{\\pi}{4}, C=\\frac{\\pi}{2}$",
      ],
      ["$\\angle P = 120^\\circ$ and $\\angle Q = 60^\\circ$", "P = 120°, Q = 60°"],
      [
        "\\boxed{E_2 = \\operatorname{span}\\{(3,6)\\},\\ E_{-1} = \\operatorname{span}\\{(1,0)\\}}",
        "$E_{-1} = \\operatorname{span}\\{(2,0)\\}, E_2=\\operatorname{span}\\{(1,2)\\}$",
      ],
      ["The angles are A = 50°, B = 60° and C = 70°.", "∠A = 50°, ∠B = 60°, ∠C = 70°"],
      [
        "- eigenspace for $\\lambda=2$: $\\operatorname{span}\\{(1,1,0)\\}$\n- eigenspace for $\\lambda=-3$: $\\operatorname{span}\\{(0,2,2)\\}$",
        "$E_{-3}=\\operatorname{span}\\{(0,1,1)\\}$, $E_{2}=\\operatorname{span}\\{(-1,-1,0)\\}$",
      ],
    ],
    different: [
      [
        "\\boxed{\\angle A = 45^\\circ, \\angle B = 90^\\circ, \\angle C = 45^\\circ}",
        "$A=\\frac{\\pi}{4}, B=\\frac{\\pi}{4}, C=\\frac{\\pi}{2}$",
      ],
      [
        "\\boxed{E_2 = \\operatorname{span}\\{(1,0)\\},\\ E_{-1} = \\operatorname{span}\\{(1,2)\\}}",
        "$E_{-1} = \\operatorname{span}\\{(1,0)\\}, E_2=\\operatorname{span}\\{(1,2)\\}$",
      ],
      [
        "- eigenspace for $\\lambda=5$: $\\operatorname{span}\\{(1,1)\\}$\n- eigenspace for $\\lambda=1$: $\\operatorname{span}\\{(1,-2)\\}$",
        "$E_1=\\operatorname{span}\\{(1,1)\\}$, $E_5=\\operatorname{span}\\{(1,-2)\\}$",
      ],
    ],
  },
  {
    name: "angles as brackets",
    why: "they close an interval",
    same: [
      ["⟨-3, 4)", "-3 \\le x < 4"],
      ["(-\\infty, \\frac32\\rangle", "x \\le 3/2"],
    ],
    different: [["⟨-3, 4)", "-3 < x < 4"]],
  },
]);
