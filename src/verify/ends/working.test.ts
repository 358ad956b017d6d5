// Lines of working: what the last one comes to by the letters of those before, and lines that are answers side by side.
import { describeKinds, describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "a later line calculates with the letters of earlier ones": [
    ["r = d/2 = 8/2 = 4\nA = πr² = 16π", "16\\pi", "4"],
    ["a = 3\nb = 4\nc = a + b = 7", "7", "3", "4"],
    ["s = 20/4 = 5\nA = s^2 = 25", "25", "5"],
    ["v = 60\nt = 2.5\nd = vt = 150", "150", "60", "2.5"],
    ["$r = 4$\n$A = \\pi r^2 = 16\\pi$", "16\\pi", "4"],
    ["a = 3\nb = 4\nc = 5\ns = (a+b+c)/2 = 6\nK = \\sqrt{s(s-a)(s-b)(s-c)} = 6", "6", "5"],
    ["l = 8 m\nw = 5 m\nA = lw = 40 m²", "40 m^2", "40 cm^2", "8"],
    ["r = 4 cm\nh = 10 cm\nV = πr²h = 160π cm³", "160\\pi", "160\\pi\\text{ cm}^2", "10"],
    ["a_1 = 3\nd = 4\na_10 = a_1 + 9d = 39", "39", "4"],
    ["r = 4\nSurface area = 4πr² = 64π", "64\\pi", "4"],
    ["r = 4\nA = πr² ≈ 50.27", "50.27", "4"],
    ["m = 2\nb = -1\ny = mx + b = 2x - 1", "y = 2x - 1", "2", "-1"],
    ["x = 4\ny = 2(4) + 1 = 9\nx + y = 13", "13", "9"],
    ["x = 12\nA = x^2 = 144", "144", "12"],
  ],
});

describeKinds([
  {
    name: "lines of several values",
    why: "where the last line does not calculate with every letter before it, each line may be an answer",
    same: [],
    different: [
      ["n = 4\nS > n^2 = 16", "16"],
      ["n = 4\nS \\le n^2 = 16", "16"],
      ["c = 5\nS is not c + 4 = 9", "9"],
      ["r = 4\nA = 50.27", "50.27"],
      ["x = 4\ny = 7", "7"],
      // Unknowns that are found one by the other
      ["x = 4\ny = 2x - 1 = 7", "7"],
      ["a = 3\nb = 4\nc = 5 + 2 = 7", "7"],
      ["a = 3\nb = 4\nc = a + 1 = 4", "4"],
      ["r = 4\nA = πr² = 16π\nC = 2πr = 8π", "8\\pi"],
      ["x = 9\nSo x + 7 = 16, and 16 - 7 = 9", "7"],
    ],
  },
]);
