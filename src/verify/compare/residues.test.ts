// Residue classes: systems of congruences, against lists of classes.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a system of congruences",
    why: "with a modulus of its own each, joined by and, all of them hold",
    same: [
      ["x\\equiv 2 \\pmod 3 \\text{ and } x\\equiv 1 \\pmod 5", "$x \\equiv 11 \\pmod{15}$"],
      ["$n\\equiv 1 \\pmod 2$ and $n\\equiv 2 \\pmod 3$", "n = 6k+5"],
      [
        "n \\equiv 1 \\pmod 2, n \\equiv 2 \\pmod 3 \\text{ and } n \\equiv 0 \\pmod 5",
        "n \\equiv 5 \\pmod{30}",
      ],
      ["The solutions are $m \\equiv 3 \\pmod 4$ and $m \\equiv 0 \\pmod 7$.", "m \\equiv 7 \\pmod{28}"],
      ["n \\equiv 1 \\pmod 4 \\text{ and } n \\equiv 3 \\pmod 4", "n \\equiv 1 \\pmod 2"],
      [
        "n \\equiv 1 \\pmod 3 \\text{ and } n \\equiv 2 \\pmod 5",
        "n \\equiv 1 \\pmod 3, n \\equiv 2 \\pmod 5",
      ],
      [
        "n \\equiv 1 \\pmod 2, n \\equiv 2 \\pmod 3",
        "n \\equiv 2 \\pmod 3 \\text{ and } n \\equiv 1 \\pmod 2",
      ],
      ["k \\equiv 1 \\pmod 4 \\text{ and } k \\equiv 3 \\pmod 6", "k \\equiv 9 \\pmod{12}"],
    ],
    different: [
      ["k \\equiv 1 \\pmod 4 \\text{ and } k \\equiv 0 \\pmod 6", "k \\equiv 1 \\pmod{12}"],
      ["x\\equiv 2 \\pmod 3 \\text{ and } x\\equiv 1 \\pmod 5", "$x \\equiv 6 \\pmod{15}$"],
      ["x\\equiv 2 \\pmod 3 \\text{ or } x\\equiv 1 \\pmod 5", "$x \\equiv 11 \\pmod{15}$"],
      [
        "x\\equiv 2 \\pmod 3 \\text{ and } x\\equiv 1 \\pmod 5",
        "x\\equiv 2 \\pmod 3 \\text{ or } x\\equiv 1 \\pmod 5",
      ],
      ["x\\equiv 2 \\pmod 3 \\text{ and } x\\equiv 1 \\pmod 5", "x\\equiv 2 \\pmod 3, x\\equiv 1 \\pmod 7"],
      ["x\\equiv 2 \\pmod 3 \\text{ and } y\\equiv 1 \\pmod 5", "$x \\equiv 11 \\pmod{15}$"],
      ["n \\equiv 0 \\pmod 2 \\text{ and } n \\equiv 0 \\pmod 3", "n \\equiv 0, 2, 3, 4 \\pmod 6"],
    ],
  },
]);
