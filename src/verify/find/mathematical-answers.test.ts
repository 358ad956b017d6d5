// Answers of competition and university mathematics, each written in another way than its reference.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "families and primes": [
    ["Thus $n$ must be of the form $7k+3$, $k\\ge0$.", "$n\\equiv 3 \\pmod 7$, $n$ a positive integer"],
    [
      "So the solutions are all integers n leaving remainder 4 upon division by 9.",
      "n = 9t+4, t\\in\\mathbb{Z}",
    ],
    [
      "Hence exactly the primes that are congruent to 1 modulo 6 have this property.",
      "primes $p = 6k+1$",
      "n = 6k+1",
    ],
    ["It follows that only the powers of 5 work.", "$5^k$, $k\\ge 0$"],
    ["We conclude that $n$ is a power of two.", "$n=2^k$, $k\\geq 0$"],
    ["The numbers we want are exactly the perfect squares.", "n = k^2, k a non-negative integer"],
    [
      "The remainder is found from $7^{222}\\equiv 9 \\pmod{10}$. So \\boxed{7^{222}\\equiv 9\\pmod{10}}.",
      "9",
    ],
    ["The last digit: $\\boxed{3^{2021} \\equiv 3 \\pmod{10}}$", "3", "7"],
    [
      "\\boxed{\\text{all pairs }(n,n)\\text{ with }n\\in\\mathbb{N}}",
      "$(k,k)$ for every positive integer $k$",
    ],
    ["Thus $n$ must be of the form $7k+3$, $k\\ge1$.", null, "$n\\equiv 3 \\pmod 7$, $n$ a positive integer"],
    ["It follows that only the even powers of 5 work.", null, "$5^k$, $k\\ge 0$"],
    ["We conclude that $n$ is not a power of two.", null, "$n=2^k$, $k\\geq 0$"],
  ],
  "functions, sequences and constants put in": [
    [
      "Checking both candidates shows they work. \\boxed{g(x)\\equiv 1 \\text{ or } g(x)=x^3 \\text{ for every real } x}",
      "$g(x)=x^3$ and $g(x)=1$",
    ],
    ["\\boxed{f(x) = x + c,\\ c \\in \\{0, 1\\}}", "f(x)=x or f(x)=x+1", "f(x)=x or f(x)=x-1"],
    ["$T = T_0 e^{-kt}$, where $T_0 = 80$ and $k = 0.1$", "$80e^{-0.1t}$"],
    ["\\boxed{z = re^{i\\theta}, \\text{ where } r = 2, \\theta = \\pi/6}", "$\\sqrt3+i$"],
    ["a_0=0, a_{n}=2a_{n-1}+1 for all n\\ge1", "$a_{n+1}=2a_n+1$ for $n\\ge 0$ with $a_0=0$"],
    ["Only the identity function satisfies the equation.", "f(x)=x"],
    ["$T = T_0 e^{-kt}$, where $T_0 = 80$ and $k = 0.2$", null, "$80e^{-0.1t}$"],
    ["\\boxed{f(x) = x + c,\\ c \\in \\mathbb{R}}", null, "f(x)=x or f(x)=x+1"],
  ],
  "vectors, spaces and points": [
    ["So $(x,y) = (5k, 3k)$ where $k$ is any integer.", "$(5t,3t)$, $t\\in\\mathbb{Z}$"],
    [
      "$\\boxed{\\begin{bmatrix}x_1\\\\x_2\\end{bmatrix}=\\begin{bmatrix}4\\\\-7\\end{bmatrix}}$",
      "$x_1=4,\\ x_2=-7$",
    ],
    ["The kernel is the set of all scalar multiples of $(1,1,-2)$.", "\\operatorname{span}\\{(1,1,-2)\\}"],
    [
      "The solution set is $\\{(3t, -t, t): t \\in \\mathbb{R}\\}$.",
      "\\operatorname{span}\\{(3,-1,1)\\}",
      "\\operatorname{span}\\{(3,1,1)\\}",
    ],
    [
      "The point has polar coordinates $(4, 7\\pi/6)$.",
      "$(r,\\theta) = (-4, \\pi/6)$",
      "$(r,\\theta) = (4, \\pi/6)$",
    ],
    ["\\boxed{x = y = z}", "$(t,t,t)$, $t\\in\\mathbb R$"],
    ["So $(x,y) = (5k, 3k)$ where $k$ is any positive integer.", null, "$(5t,3t)$, $t\\in\\mathbb{Z}$"],
  ],
  "sets and plain sentences": [
    ["Thus there is no solution in positive integers.", "no solutions"],
    ["\\boxed{\\varnothing}", "There is no real solution."],
    ["\\boxed{\\text{The system has infinitely many solutions}}", "infinitely many solutions"],
    [
      "So the domain consists of all real numbers except $-2$ and $5$.",
      "$(-\\infty,-2)\\cup(-2,5)\\cup(5,\\infty)$",
      "$(-\\infty,-2)\\cup(5,\\infty)$",
    ],
    ["Domain: \\boxed{\\{x\\in\\mathbb{R}: x\\neq 4\\}}", "all real numbers other than 4"],
    ["The perimeter of the rectangle equals 34 centimetres.", "$34\\text{ cm}$"],
    ["Hence the volume of the box is 60 cubic metres.", "$60\\text{ m}^3$"],
    ["Consequently, the investor earned a profit of 320 euros.", "€320"],
    ["\\boxed{\\mathcal{N}(5, 9)}", "Normal distribution with mean $5$ and variance $9$"],
    ["$\\boxed{x=1 \\text{ or } x=-1}$", "\\{\\pm 1\\}"],
    ["Eigenvalues: \\boxed{2 \\text{ (double)}, 5}", "2, 2, 5"],
    ["\\boxed{\\mathcal{N}(5, 3)}", null, "Normal distribution with mean $5$ and variance $9$"],
  ],
});
