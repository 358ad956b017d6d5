// Answers of competitions, one table a rule: a reason, answers that are the same by it, and answers that only look so.
import { describeKinds, type JudgedKind } from "../../tests/judged-kinds.ts";

const rules: JudgedKind[] = [
  {
    name: "a space before the brace",
    why: "behind \\text it says nothing",
    same: [
      [
        "g(x)=\\begin{cases} x^2, & x\\le 0\\\\ 3x, & x>0\\end{cases}",
        "\\begin{cases}3 x & \\text { if } x>0 \\\\ x^{2} & \\text { if } x \\leq 0\\end{cases}",
      ],
      [
        "\\begin{cases} 5 & n \\text{ odd} \\\\ n & n \\text{ even}\\end{cases}",
        "a_n = \\begin{cases} n & \\text { if } n \\text { is even } \\\\ 5 & \\text { otherwise }\\end{cases}",
      ],
      ["12 \\mathrm { cm }", "12 \\text{ cm}"],
      // "for" opens no qualifier of the whole here.
      [
        "f(x) = \\begin{cases} x & x \\ge 0 \\\\ 0 & x < 0\\end{cases}",
        "\\begin{cases} 0, & \\text{for } x < 0, \\\\ x, & \\text{for } x \\ge 0.\\end{cases}",
      ],
      ["\\operatorname {lcm}(4, 6)", "12"],
    ],
    different: [
      [
        "g(x)=\\begin{cases} x^2, & x\\le 0\\\\ 3x, & x>0\\end{cases}",
        "\\begin{cases}3 x & \\text { if } x \\leq 0 \\\\ x^{2} & \\text { if } x > 0\\end{cases}",
      ],
      [
        "\\begin{cases} 5 & n \\text{ odd} \\\\ n & n \\text{ even}\\end{cases}",
        "\\begin{cases} n & \\text { if } n \\text { is odd } \\\\ 5 & \\text { otherwise }\\end{cases}",
      ],
      ["12 \\mathrm { cm }", "12 \\text{ mm}"],
    ],
  },
  {
    name: "a modulus in brackets",
    why: "\\bmod between brackets is \\pmod",
    same: [
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,7 \\ (\\bmod\\ 8)"],
      ["n \\equiv 2 (\\bmod 5)", "n \\equiv 7 \\pmod{5}"],
      ["n \\equiv \\pm 2 (\\bmod{9})", "n \\equiv 2, 7 \\pmod 9"],
      ["x \\equiv 1 \\, (\\mod 4)", "x = 4k + 1, k \\in \\mathbb{Z}"],
    ],
    different: [
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,5 \\ (\\bmod\\ 8)"],
      ["p \\equiv \\pm 1 \\pmod 8", "p \\equiv 1,7 \\ (\\bmod\\ 9)"],
      ["n \\equiv \\pm 2 (\\bmod 5)", "n \\equiv 2 \\pmod{5}"],
    ],
  },
  {
    name: "all parts behind an answer phrase",
    why: "what is announced is the answer to every part of the question",
    same: [
      ["Long ago it was 7.\n\n**Final Answer:** (a) $12$; (b) $\\frac{3}{5}$", "(a) 12 (b) \\frac{3}{5}"],
      ["The final answer is (a) 12, (b) 3/5.", "(a) 12 (b) 0.6"],
      ["We are done.\n\nAnswer: (i) $x = 2$; (ii) $x > 5$; (iii) 7.", "(i) 2 (ii) x > 5 (iii) 7"],
      ["Final answer:\n(a) $12$\n(b) $\\frac{3}{5}$", "(a) 12 (b) \\frac{3}{5}"],
      ["Answer: (a) 12, (b) 5", "(12, 5)"],
      ["(a) Tina picks 42 pears.\n(b) Bo picks 35.", "(a) 42 (b) 35"],
      ["The answer is (a) because (b) is wrong.", "(a)"],
      ["## Final Answer\n\n(1) 4\n(2) $2\\sqrt{3}$", "(1) 4; (2) 2\\sqrt{3}"],
    ],
    different: [
      ["**Final Answer:** (a) $12$; (b) $\\frac{3}{5}$", "(a) 12 (b) \\frac{5}{3}"],
      ["**Final Answer:** (a) $12$; (b) $\\frac{3}{5}$", "(a) \\frac{3}{5} (b) 12"],
      ["**Final Answer:** (a) $12$; (b) $\\frac{3}{5}$", "(a) 12"],
      ["Answer: (i) $x = 2$; (ii) $x > 5$; (iii) 7.", "(i) 2 (ii) x > 5"],
      ["Final answer:\n(a) $12$\n(b) $\\frac{3}{5}$", "12"],
      ["Answer: (a) 12, (b) 5", "(5, 12)"],
    ],
  },
  {
    name: "functions and where they hold",
    why: "for all x is what a function without it says too",
    same: [
      ["The solutions are $f(x)=0$ for all $x$ and $f(x)=x^2$ for all $x$.", "f(x)=x^{2}, f(x)=0"],
      ["The answer is $f(x)=1-x$ for all real $x$ and $f(x)=x$ for all real $x$.", "f(x)=x, f(x)=1-x"],
      ["Final answer: The only such functions are \\(f(x) = x\\) and \\(f(x) = 0\\).", "f(x) = x, f(x) = 0"],
      [
        "It is $f(x)=0$ for all $x\\in\\mathbb{R}$ and $f(x)=x$ for all $x\\in\\mathbb{R}$.",
        "f(x)=x, f(x)=0",
      ],
      ["The only solutions are $f(n) = n$ for all $n$ or $f(n) = 2$ for all $n$.", "f(n)=2, f(n)=n"],
    ],
    different: [
      ["The solutions are $f(x)=0$ for all $x$ and $f(x)=x^2$ for all $x$.", "f(x)=x^2"],
      ["The solutions are $f(x)=0$ for all $x$ and $f(x)=x^2$ for all $x$.", "f(x)=x^2, f(x)=1"],
      ["The solutions are $f(x)=0$ for all $x$ and $f(x)=x^2$ for all $x$.", "f(x)=x^2, f(x)=0, f(x)=x"],
    ],
  },
  {
    name: "a time in a sentence",
    why: "a text of one sentence with one time of day states it",
    same: [
      ["They meet at 15:45.", "3{:}45 \\text{ p.m.}"],
      ["The train arrives at 6:05 p.m.", "18:05"],
      ["So the two ships pass each other at 09:20.", "9:20 a.m."],
      ["The film ends at 22:10.", "10:10 PM"],
      ["They leave at 8:05", "8:05"],
      ["Answer: They meet at 15:45.", "3:45 p.m."],
    ],
    different: [
      ["They meet at 15:45.", "3:45 a.m."],
      ["They meet at 15:45.", "3:54 p.m."],
      ["They leave at 14:10 and meet at 15:45.", "2:10 p.m."],
      ["They meet at 15:45.", "2:45 p.m."],
      ["They meet before 15:45.", "3:45 p.m."],
    ],
  },
  {
    name: "there is none",
    why: "that none exists is said in several orders of words",
    same: [
      ["Conclusion: there is no such function.", "\\text{No such function exists}"],
      ["Therefore, no such function exists.", "There is no such function."],
      ["No such triple exists.", "There are no such triples"],
      ["Hence there does not exist such a polynomial.", "no such polynomial"],
      ["Such a triangle does not exist.", "\\text{There is no such triangle}"],
      ["Therefore no such sequence can exist.", "there is no such sequence"],
    ],
    different: [
      ["Conclusion: there is no such function.", "There is such a function."],
      ["Conclusion: there is such a function.", "\\text{No such function exists}"],
      ["There is no such prime.", "No such function exists"],
      ["Conclusion: there is no such function.", "f(x) = x"],
      ["Such a triangle does exist.", "There is no such triangle"],
    ],
  },
  {
    name: "values by their names",
    why: "in a box, in another order, behind : or =",
    same: [
      ["$\\boxed{\\text{Ann} = 12,\\ \\text{Boris} = 18}$", "Boris: 18, Ann: 12"],
      ["\\boxed{\\text{length} = 9, \\text{width} = 4}", "width = 4, length = 9"],
      ["\\boxed{\\text{Ann} = 12 \\text{ and } \\text{Boris} = 18}", "Boris = 18, Ann = 12"],
      ["$\\boxed{\\text{Red}: 5;\\ \\text{Blue}: 8;\\ \\text{Green}: 2}$", "Green 2, red 5, blue 8"],
      ["$\\boxed{\\mathrm{Max} = 7,\\quad \\mathrm{Min} = -2}$", "The minimum is -2 and the maximum is 7."],
    ],
    different: [
      ["$\\boxed{\\text{Ann} = 12,\\ \\text{Boris} = 18}$", "Boris: 12, Ann: 18"],
      ["$\\boxed{\\text{Ann} = 12,\\ \\text{Boris} = 18}$", "Boris: 18, Anna: 12"],
      ["$\\boxed{\\text{Ann} = 12,\\ \\text{Boris} = 18}$", "Boris: 18"],
      ["\\boxed{\\text{length} = 9, \\text{width} = 4}", "width = 9, length = 4"],
    ],
  },
  {
    name: "an interval for every whole number",
    why: "both ends are moved by the period",
    same: [
      [
        "\\left(2k\\pi,\\ \\pi+2k\\pi\\right),\\ k\\in\\mathbb Z",
        "2 k \\pi<x<(2 k+1) \\pi \\quad(k \\in \\mathbb{Z})",
      ],
      [
        "[k\\pi, k\\pi + \\pi/4], k \\in \\mathbb{Z}",
        "n\\pi \\le x \\le n\\pi + \\frac{\\pi}{4}, n \\in \\mathbb{Z}",
      ],
      [
        "(2k\\pi - \\pi/2, 2k\\pi + \\pi/2), k \\in \\mathbb{Z}",
        "2k\\pi + 3\\pi/2 < x < 2k\\pi + 5\\pi/2, k \\in \\mathbb{Z}",
      ],
      ["x \\in (k, k + 1/2], k \\in \\mathbb{Z}", "m < x \\le m + 0.5, m \\in \\mathbb{Z}"],
    ],
    different: [
      ["(2k\\pi, \\pi + 2k\\pi), k \\in \\mathbb{Z}", "2k\\pi \\le x < (2k+1)\\pi, k \\in \\mathbb{Z}"],
      ["(2k\\pi, \\pi + 2k\\pi), k \\in \\mathbb{Z}", "k\\pi < x < (k+1)\\pi, k \\in \\mathbb{Z}"],
      ["(2k\\pi, \\pi + 2k\\pi), k \\in \\mathbb{Z}", "(2k-1)\\pi < x < 2k\\pi, k \\in \\mathbb{Z}"],
      ["(2k\\pi, \\pi + 2k\\pi)", "2k\\pi < x < (2k+1)\\pi"],
      ["y \\in (2k\\pi, \\pi + 2k\\pi), k \\in \\mathbb{Z}", "2k\\pi < x < (2k+1)\\pi, k \\in \\mathbb{Z}"],
      ["(k, k + 1/2), k \\in \\mathbb{Z}", "k < x < k + 1/3, k \\in \\mathbb{Z}"],
      ["(2k\\pi, \\pi + 2k\\pi), k \\in \\mathbb{Z}", "2k\\pi < x < (2k+1)\\pi, k \\ge 0"],
    ],
  },
  {
    name: "growth up to a factor",
    why: "logarithms of two bases differ by a factor, which O, Θ and Ω do not count",
    same: [
      ["O(n\\log n)", "O\\left(n \\log _{2} n\\right)"],
      ["\\Theta(\\log_3 n)", "\\Theta(\\ln n)"],
      ["\\Omega(n^2 \\log_{10} n)", "\\Omega(n^2 \\lg n)"],
      ["O(\\log \\log n)", "O(\\log_2 \\log_2 n)"],
      ["O(n \\log_2 n + n)", "O(n + n \\log n)"],
    ],
    different: [
      ["O(n\\log n)", "\\Theta(n \\log _{2} n)"],
      ["O(n\\log n)", "O(n^2 \\log_2 n)"],
      ["O(n\\log n)", "O(n)"],
      ["O(\\log_x n)", "O(\\log_y n)"],
      ["O(n\\log n)", "O(n \\log^2 n)"],
      ["n\\log n", "n \\log_2 n"],
      ["\\log_2 8", "\\log_4 8"],
      ["O(2^{\\log_2 n})", "O(2^{\\log_3 n})"],
    ],
  },
  {
    name: "cases behind two boxes",
    why: "each box holds where the words behind it say",
    same: [
      [
        "It is $\\boxed{\\frac{n^2}{4}}$ if $n$ is even and $\\boxed{\\frac{n^2-1}{4}}$ if $n$ is odd.",
        "\\left\\lfloor\\frac{n^{2}}{4}\\right\\rfloor",
      ],
      [
        "So the sum is $\\boxed{0}$ when $n$ is odd, and $\\boxed{2}$ when $n$ is even.",
        "\\begin{cases} 2 & n \\text{ even} \\\\ 0 & n \\text{ odd}\\end{cases}",
      ],
      ["The maximum is $\\boxed{n}$ for even $n$ and $\\boxed{n-1}$ for odd $n$.", "2\\lfloor n/2\\rfloor"],
      ["$\\boxed{1}$ if $n$ is even and $\\boxed{0}$ if $n$ is odd", "\\frac{1+(-1)^n}{2}"],
      [
        "We got $\\boxed{3}$ before. It is $\\boxed{x}$ if $x < 0.5$, and $\\boxed{1}$ if $x \\ge 0.5$.",
        "\\begin{cases} 1 & x \\ge 1/2 \\\\ x & x < 1/2\\end{cases}",
      ],
      [
        "Then $f(x)$ is $\\boxed{x^2}$ if $x < 0$ and $\\boxed{2x}$ if $x \\ge 0$.",
        "\\begin{cases} 2x & x \\ge 0 \\\\ x^2 & x < 0\\end{cases}",
      ],
    ],
    different: [
      [
        "It is $\\boxed{\\frac{n^2}{4}}$ if $n$ is odd and $\\boxed{\\frac{n^2-1}{4}}$ if $n$ is even.",
        "\\left\\lfloor\\frac{n^{2}}{4}\\right\\rfloor",
      ],
      [
        "It is $\\boxed{\\frac{n^2}{4}}$ if $n$ is even and $\\boxed{\\frac{n^2+1}{4}}$ if $n$ is odd.",
        "\\left\\lfloor\\frac{n^{2}}{4}\\right\\rfloor",
      ],
      ["The maximum is $\\boxed{n}$ for even $n$ and $\\boxed{n-1}$ for odd $n$.", "n - 1"],
      ["The maximum is $\\boxed{n}$ for even $n$ and $\\boxed{n-1}$ for odd $n$.", "2\\lceil n/2\\rceil"],
      ["$\\boxed{1}$ if $n$ is even and $\\boxed{0}$ if $n$ is odd", "\\frac{1-(-1)^n}{2}"],
      ["\\begin{cases} n/2 & n \\equiv 0 \\pmod 4 \\\\ n/2 & n \\equiv 2 \\pmod 4\\end{cases}", "n/2"],
    ],
  },
];

describeKinds(rules);
