// Endless sums.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "power series",
    why: "the same terms in the same places",
    same: [
      [
        "The Maclaurin series is $\\displaystyle\\sum_{n=0}^{\\infty}\\frac{(-1)^n x^{2n}}{n!}$.",
        "\\sum_{k\\ge 0}\\frac{(-x^2)^k}{k!}",
      ],
      ["\\sum_{n=0}^{\\infty} x^n", "\\sum_{k=0}^\\infty x^k"],
      ["\\sum_{n=1}^{\\infty} \\frac{x^{n}}{n}", "\\sum_{n=0}^{\\infty} \\frac{x^{n+1}}{n+1}"],
      [
        "\\sum_{n=0}^{\\infty} \\frac{(-1)^n x^{2n+1}}{(2n+1)!}",
        "\\sum_{k=1}^{\\infty} (-1)^{k-1} \\frac{x^{2k-1}}{(2k-1)!}",
      ],
      ["\\sum_{n=0}^\\infty (-1)^n 2^n x^n", "\\sum_{n=0}^\\infty (-2x)^n"],
      ["f(x) = \\sum_{n=0}^\\infty \\frac{x^{2n}}{(2n)!}", "\\sum_{m=0}^{\\infty}\\frac{(x^2)^m}{(2m)!}"],
      ["\\sum_{n=2}^{\\infty} n(n-1) x^{n-2}", "\\sum_{n=0}^{\\infty} (n+2)(n+1) x^{n}"],
      ["\\sum_{n=0}^{\\infty} n x^{n-1}", "\\sum_{n=1}^{\\infty} n x^{n-1}"],
      ["\\sum_{n=0}^{\\infty} (n+1) x^n", "\\sum_{n=1}^{\\infty} n x^{n-1}"],
      ["\\sum_{n=1}^\\infty \\frac{(-1)^{n+1}}{n} x^n", "\\sum_{n=0}^\\infty \\frac{(-1)^n x^{n+1}}{n+1}"],
      ["x\\sum_{n=0}^\\infty x^n", "\\sum_{n=0}^\\infty x^{n+1}"],
      ["1 + \\sum_{n=1}^\\infty x^n", "\\sum_{n=0}^\\infty x^n"],
      [
        "\\sum_{n=0}^\\infty \\left(\\frac{1}{2^{n+1}} - 1\\right) x^n",
        "-\\sum_{n=0}^\\infty \\left(1 - \\frac{1}{2^{n+1}}\\right) x^n",
      ],
    ],
    different: [
      ["\\sum_{n=1}^\\infty \\frac{(-1)^{n+1}}{n} x^n", "\\sum_{n=1}^\\infty \\frac{(-1)^n x^{n}}{n}"],
      ["1 + \\sum_{n=1}^\\infty x^n", "\\sum_{n=1}^\\infty x^n"],
      ["x\\sum_{n=0}^\\infty x^n", "\\sum_{n=0}^\\infty x^{n}"],
      ["2 + \\sum_{n=1}^\\infty x^n", "\\sum_{n=0}^\\infty x^n"],
      ["\\frac12\\sum_{n=0}^\\infty x^n", "\\sum_{n=0}^\\infty x^n"],
      ["\\sum_{n=0}^{\\infty}\\frac{(-1)^n x^{2n}}{n!}", "\\sum_{k\\ge 0}\\frac{(x^2)^k}{k!}"],
      ["\\sum_{n=0}^{\\infty}\\frac{(-1)^n x^{2n}}{n!}", "\\sum_{k\\ge 1}\\frac{(-x^2)^k}{k!}"],
      ["\\sum_{n=0}^{\\infty}\\frac{(-1)^n x^{2n}}{(2n)!}", "\\sum_{k\\ge 0}\\frac{(-x^2)^k}{k!}"],
      ["\\sum_{n=1}^{\\infty} \\frac{x^{n}}{n}", "\\sum_{n=1}^{\\infty} \\frac{x^{n+1}}{n+1}"],
      ["\\sum_{n=0}^{\\infty} x^n", "\\sum_{n=1}^{\\infty} x^n"],
      ["\\sum_{n=0}^{\\infty} n x^{n-1}", "\\sum_{n=0}^{\\infty} n x^{n}"],
      ["\\sum_{n=0}^{\\infty} x^n", "\\sum_{n=0}^{10} x^n"],
      ["\\sum_{n=0}^{\\infty} x^n", "\\sum_{n=0}^{\\infty} t^n"],
      ["\\sum_{n=1}^{\\infty} \\frac{1}{n}", "\\sum_{n=1}^{\\infty} \\frac{1}{n+1}"],
    ],
  },
]);
