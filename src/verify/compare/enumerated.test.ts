// A letter that takes a few whole numbers.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a letter of a few values",
    why: "it stands for a list, of the members it has and no others",
    same: [
      ["z = e^{2k\\pi i/3}, k=0,1,2", "z = 1, z = -\\frac12\\pm\\frac{\\sqrt3}{2}i"],
      ["x = \\frac{k\\pi}{3}, k = 0, 1, 2, 3", "0, \\frac{\\pi}{3}, \\frac{2\\pi}{3}, \\pi"],
      ["z = \\cos\\frac{k\\pi}{2}+i\\sin\\frac{k\\pi}{2}, k = 0,1,2,3", "\\pm 1, \\pm i"],
      ["x = 30^\\circ + 90^\\circ k, k = 0, 1, 2, 3", "x = 30^\\circ, 120^\\circ, 210^\\circ, 300^\\circ"],
      ["n = 5k+2, k = 0, 1, \\ldots, 4", "2, 7, 12, 17, 22"],
      ["x = 2k-1, k = 1, 2, \\dots, 5", "\\{1,3,5,7,9\\}"],
      [
        "z_k = 2e^{i(\\pi/4+k\\pi/2)}, k = 0,1,2,3",
        "\\sqrt2+\\sqrt2 i, -\\sqrt2+\\sqrt2 i, -\\sqrt2-\\sqrt2 i, \\sqrt2-\\sqrt2 i",
      ],
      ["e^{2k\\pi i/3}, k=0,1,2", "e^{2k\\pi i/3}, k=1,2,3"],
    ],
    different: [
      ["z = e^{2k\\pi i/3}, k=0,1", "z = 1, z = -\\frac12\\pm\\frac{\\sqrt3}{2}i"],
      ["z = e^{2k\\pi i/4}, k=0,1,2", "z = 1, z = -\\frac12\\pm\\frac{\\sqrt3}{2}i"],
      ["x = \\frac{k\\pi}{3}, k = 1, 2, 3", "0, \\frac{\\pi}{3}, \\frac{2\\pi}{3}, \\pi"],
      ["x = \\frac{k\\pi}{3}, k \\in \\mathbb{Z}", "0, \\frac{\\pi}{3}, \\frac{2\\pi}{3}, \\pi"],
      ["n = 5k+2, k = 0, 1, \\ldots, 4", "2, 7, 12, 17"],
      ["n = 5k+2, k = 0, 1, 2, \\ldots", "2, 7, 12, 17, 22"],
      ["x = 2k, k = 1, 2", "y = 2, y = 4"],
    ],
  },
  {
    name: "a sequence of a few terms",
    why: "each is the one of its index, or the one in its place; complex roots have no order",
    same: [
      ["a_k = 2k, k=1,2,3", "2, 4, 6"],
      ["a_k = 2k, k=1,2,3", "a_3=6, a_2=4, a_1=2"],
      ["a_k = 2k, k=1,2,3", "a_n = 2n, n=1,2,3"],
      ["p_k = \\frac{k}{6}, k = 1, 2, 3", "p_1 = \\frac16, p_2=\\frac13, p_3=\\frac12"],
      [
        "z_k = e^{2k\\pi i/3}, k=0,1,2",
        "z_1=1, z_2 = -\\frac12+\\frac{\\sqrt3}{2}i, z_3=-\\frac12-\\frac{\\sqrt3}{2}i",
      ],
      ["z_k = e^{2k\\pi i/3}, k=0,1,2", "z = 1, z = -\\frac12\\pm\\frac{\\sqrt3}{2}i"],
      ["z_k = e^{2k\\pi i/3}, k=0,1,2", "z_k = e^{2k\\pi i/3}, k=1,2,3"],
    ],
    different: [
      ["a_k = 2k, k=1,2,3", "6, 4, 2"],
      ["a_k = 2k, k=1,2,3", "a_1=6, a_2=4, a_3=2"],
      ["a_k = 8-2k, k=1,2,3", "a_n = 2n, n=1,2,3"],
      ["a_k = 2k+2, k=1,2,3", "a_n = 2n, n=2,3,4"],
      ["a_k = 2k, k=1,2", "2 or 4"],
      ["p_k = \\frac{k}{6}, k = 1, 2, 3", "p_1 = \\frac12, p_2 = \\frac13, p_3 = \\frac16"],
      ["p_k = \\frac{k}{6}, k = 1, 2, 3", "q_1 = \\frac16, q_2=\\frac13, q_3=\\frac12"],
      ["z_k = 2k, k = 1, 2", "x_1 = 2, x_2 = 4"],
      [
        "z_k = e^{2k\\pi i/3}, k=0,1,2",
        "w_1=1, w_2 = -\\frac12+\\frac{\\sqrt3}{2}i, w_3=-\\frac12-\\frac{\\sqrt3}{2}i",
      ],
      ["z_k = e^{2k\\pi i/3}, k=0,1,2", "w_k = e^{2k\\pi i/3}, k=1,2,3"],
      ["x = 2k, k = 1, 2", "(2,4)"],
      ["x = 2k, k = 1, 2", "x = (2,4)"],
    ],
  },
]);
