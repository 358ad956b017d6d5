// Families of numbers that are left out, and of tuples.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a family left out",
    why: "what is left out is compared as what is let in",
    same: [
      [
        "The function is defined for $x\\neq\\frac{\\pi}{4}+\\frac{k\\pi}{2}$, $k\\in\\mathbb{Z}$.",
        "\\left\\{x \\mid x\\ne\\frac{(2k+1)\\pi}{4},\\ k\\in\\mathbb{Z}\\right\\}",
      ],
      ["x \\ne k\\pi, k\\in\\mathbb{Z}", "\\{x \\mid x \\neq n\\pi, n \\in \\mathbb{Z}\\}"],
      [
        "x \\ne \\frac{\\pi}{2} + k\\pi, k \\in \\mathbb{Z}",
        "x \\neq \\frac{(2n+1)\\pi}{2}, n\\in\\mathbb{Z}",
      ],
      [
        "x \\ne \\frac{\\pi}{2} + k\\pi, k \\in \\mathbb{Z}",
        "x \\neq \\frac{(2n-1)\\pi}{2}, n\\in\\mathbb{Z}",
      ],
      [
        "\\{x \\in \\mathbb{R} \\mid x \\ne \\frac{\\pi}{6}+\\frac{k\\pi}{3}, k \\in \\mathbb{Z}\\}",
        "x \\ne \\frac{(2k+1)\\pi}{6}, k \\in \\mathbb{Z}",
      ],
      [
        "\\mathbb{R} \\setminus \\{\\frac{\\pi}{2}+k\\pi \\mid k\\in\\mathbb{Z}\\}",
        "x \\neq \\frac{(2n+1)\\pi}{2}, n\\in\\mathbb{Z}",
      ],
      ["all real numbers except $x = k\\pi$ for integer $k$", "x \\neq k\\pi, k\\in\\mathbb{Z}"],
      [
        "The domain is $\\{x\\mid x\\ne 30^\\circ+k\\cdot 60^\\circ, k\\in\\mathbb{Z}\\}$.",
        "x\\neq \\frac{\\pi}{6}+\\frac{k\\pi}{3}, k\\in\\mathbb{Z}",
      ],
    ],
    different: [
      [
        "x\\neq\\frac{\\pi}{4}+\\frac{k\\pi}{2}, k\\in\\mathbb{Z}",
        "\\left\\{x \\mid x\\ne\\frac{(2k+1)\\pi}{2},\\ k\\in\\mathbb{Z}\\right\\}",
      ],
      [
        "x\\neq\\frac{\\pi}{4}+\\frac{k\\pi}{2}, k\\in\\mathbb{Z}",
        "\\left\\{x \\mid x=\\frac{(2k+1)\\pi}{4},\\ k\\in\\mathbb{Z}\\right\\}",
      ],
      [
        "x = \\frac{\\pi}{4}+\\frac{k\\pi}{2}, k\\in\\mathbb{Z}",
        "\\left\\{x \\mid x\\ne\\frac{(2k+1)\\pi}{4},\\ k\\in\\mathbb{Z}\\right\\}",
      ],
      [
        "x \\ne \\frac{\\pi}{2} + k\\pi, k \\in \\mathbb{Z}",
        "x \\neq \\frac{(2n+1)\\pi}{2}, n\\in\\mathbb{N}",
      ],
      ["x \\ne k\\pi, k\\in\\mathbb{Z}", "\\{x \\mid x \\neq 2n\\pi, n \\in \\mathbb{Z}\\}"],
      ["x \\ne k\\pi, k\\in\\mathbb{Z}", "\\{x \\mid x \\neq \\pi\\}"],
      ["\\{x \\mid x > 0, x \\ne k\\pi, k\\in\\mathbb{Z}\\}", "x \\ne k\\pi, k\\in\\mathbb{Z}"],
      ["y \\ne k\\pi, k\\in\\mathbb{Z}", "x \\ne k\\pi, k\\in\\mathbb{Z}"],
    ],
  },
  {
    name: "said of a letter twice",
    why: "both conditions hold of it",
    same: [
      ["n = 2k, k \\ge 1, k \\in \\mathbb{Z}", "n = 2k, k = 1, 2, 3, \\ldots"],
      ["n = 2k, k \\in \\mathbb{Z}, k \\ge 1", "n = 2k+2, k \\ge 0, k \\in \\mathbb{Z}"],
      ["f(x) = kx, k \\in \\mathbb{R}, k \\ne 0", "f(x) = kx, k \\ne 0"],
    ],
    different: [
      ["n = 2k, k \\ge 1, k \\in \\mathbb{Z}", "n = 2k, k \\in \\mathbb{Z}"],
      ["f(x) = kx, k \\in \\mathbb{R}, k \\ne 0", "f(x) = kx, k \\in \\mathbb{R}"],
    ],
  },
  {
    name: "tuples that start",
    why: "with another letter that starts as much later they are the same",
    same: [
      ["All pairs $(k-1,k)$ where $k\\ge 2$ is an integer.", "$(n, n+1)$, where $n$ is a positive integer"],
      ["(k-1,k^2), k \\in \\mathbb{Z}, k \\ge 2", "(n,(n+1)^2), n \\in \\mathbb{Z}, n \\ge 1"],
      ["(x,y) = (2k, 4k), k \\ge 1, k \\in \\mathbb{Z}", "(2m+2, 4m+4), m \\ge 0, m \\in \\mathbb{Z}"],
      ["(m^2-1, 2m, m^2+1) for integers m \\ge 2", "(n^2+2n, 2n+2, n^2+2n+2), where n is a positive integer"],
      ["(2^k, k), k \\ge 0, k \\in \\mathbb{Z}", "(2^{n-1}, n - 1), n \\ge 1, n \\in \\mathbb{Z}"],
    ],
    different: [
      ["(k,k+1) where k\\ge 2 is an integer", "(n, n+1), where n is a positive integer"],
      ["(k-1,k) where k\\ge 1 is an integer", "(n, n+1), where n is a positive integer"],
      ["(k,k-1) where k\\ge 2 is an integer", "(n, n+1), where n is a positive integer"],
      ["[k-1,k) where k\\ge 2 is an integer", "(n, n+1), where n is a positive integer"],
      ["(y,x) = (2k, 4k), k \\ge 1, k \\in \\mathbb{Z}", "(2m+2, 4m+4), m \\ge 0, m \\in \\mathbb{Z}"],
    ],
  },
  {
    name: "a family of real numbers",
    why: "what is in ℝ is no other for it",
    same: [
      [
        "\\{x \\in \\mathbb{R} \\mid x = \\frac{\\pi}{4} + \\frac{k\\pi}{2}, k \\in \\mathbb{Z}\\}",
        "x = \\pm\\frac{\\pi}{4} + k\\pi, k \\in \\mathbb{Z}",
      ],
    ],
    different: [
      [
        "\\{x \\in \\mathbb{R} \\mid x = \\frac{\\pi}{4} + \\frac{k\\pi}{2}, k \\in \\mathbb{Z}\\}",
        "x = \\pm\\frac{\\pi}{3} + k\\pi, k \\in \\mathbb{Z}",
      ],
      ["\\{x \\mid x/2 \\in \\mathbb{Z}\\}", "x = k, k \\in \\mathbb{Z}"],
    ],
  },
]);
