// Distributions by their names, options with what they are, digits over a brace, kinds of asymptotes, blocks in any order, numbers in two bases.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "distributions",
    why: "a name and its parameters, in their order or by their names",
    same: [
      ["X\\sim\\mathrm{Bin}(n=10,\\ p=\\tfrac12)", "Binomial distribution with parameters $10$ and $0.5$"],
      ["$X \\sim N(0, 2^2)$", "normal with mean 0 and variance 4"],
      ["Poisson distribution with mean 3", "\\mathrm{Poisson}(3)"],
    ],
    different: [
      ["X\\sim\\mathrm{Bin}(n=10,\\ p=\\tfrac13)", "Binomial distribution with parameters $10$ and $0.5$"],
      ["X\\sim\\mathrm{Bin}(5, 1/2)", "Poisson distribution with parameter 5"],
      ["$X \\sim N(0, 2)$", "normal with mean 0 and variance 4"],
      ["$X \\sim N(0, 2)$", "normal with mean 0 and standard deviation 2"],
    ],
  },
  {
    name: "an option with what it is",
    why: "either is right",
    same: [
      ["B, i.e. 12", "(B)"],
      ["C, that is, 3/4", "C"],
    ],
    different: [
      ["B, i.e. 12", "(C)"],
      ["B, i.e. 12", "14"],
    ],
  },
  {
    name: "one digit so many times",
    why: "it is a number",
    same: [
      ["\\underbrace{99\\cdots 9}_{2025\\ \\text{nines}}", "$10^{2025}-1$"],
      ["\\underbrace{11\\ldots 1}_{n}", "\\frac{10^n-1}{9}"],
    ],
    different: [
      ["\\underbrace{99\\cdots 9}_{2024\\ \\text{nines}}", "$10^{2025}-1$"],
      ["\\underbrace{88\\cdots 8}_{2025}", "$10^{2025}-1$"],
    ],
  },
  {
    name: "kinds of asymptotes",
    why: "which one it is its equation says",
    same: [["y=2x+1 \\text{ (oblique) and } x=-1 \\text{ (vertical)}", "$x=-1$ and $y=2x+1$"]],
    different: [["vertical asymptote x = 3, horizontal asymptote y = 2", "x=2 and y=3"]],
  },
  {
    name: "up to the order of blocks",
    why: "only where one side says so, and with the same blocks",
    same: [
      [
        "\\begin{pmatrix}2&0&0\\\\0&3&1\\\\0&0&3\\end{pmatrix}",
        "$\\begin{pmatrix}3&1&0\\\\0&3&0\\\\0&0&2\\end{pmatrix}$, up to the order of the blocks",
      ],
    ],
    different: [
      [
        "\\begin{pmatrix}2&0&0\\\\0&3&0\\\\0&0&3\\end{pmatrix}",
        "$\\begin{pmatrix}3&1&0\\\\0&3&0\\\\0&0&2\\end{pmatrix}$, up to the order of the blocks",
      ],
      [
        "\\begin{pmatrix}2&1&0\\\\0&2&0\\\\0&0&3\\end{pmatrix}",
        "$\\begin{pmatrix}3&1&0\\\\0&3&0\\\\0&0&2\\end{pmatrix}$, up to the order of the blocks",
      ],
      [
        "\\begin{pmatrix}2&0&0\\\\0&3&1\\\\0&0&3\\end{pmatrix}",
        "$\\begin{pmatrix}3&1&0\\\\0&3&0\\\\0&0&2\\end{pmatrix}$",
      ],
    ],
  },
  {
    name: "a number in two bases",
    why: "where the two are the same, either is right",
    same: [
      ["1101_2=13_{10}", "13"],
      ["1101_2=13_{10}", "1101_2"],
      ["255 = FF_{16}", "FF_{16}"],
    ],
    different: [["1101_2=14_{10}", "14"]],
  },
  {
    name: "values of the zeta function",
    why: "they are known at even places, and sums at others",
    same: [
      ["\\frac{\\pi^2}{6}-1", "$\\zeta(2)-1$"],
      ["3\\zeta(4)", "\\frac{\\pi^4}{30}"],
      ["\\zeta(3)", "\\sum_{n=1}^\\infty \\frac{1}{n^3}"],
    ],
    different: [
      ["\\zeta(2)", "\\frac{\\pi^2}{8}"],
      ["\\zeta(3)", "\\frac{\\pi^2}{6}"],
    ],
  },
  {
    name: "as often as it counts",
    why: "the algebraic multiplicity is how often a value is listed",
    same: [["\\lambda=3 \\text{ (algebraic multiplicity }2)\\text{ and }\\lambda=-1", "$-1,\\ 3,\\ 3$"]],
    different: [
      ["\\lambda=3 \\text{ (algebraic multiplicity }2)\\text{ and }\\lambda=-1", "$-1,\\ -1,\\ 3$"],
    ],
  },
]);
