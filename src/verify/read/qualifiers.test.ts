// What is said of letters within an answer: of each of several functions, what a recurrence starts from, and letters that
// stand for something.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "each item with a qualifier of its own",
    why: "it says of a letter what the others say too, and is no part of the item",
    same: [
      [
        "f(x)=x^2 \\text{ for all } x,\\quad\\text{or}\\quad f(x)=0 \\text{ for all } x",
        "f\\equiv 0 and f(x)=x^2",
      ],
      [
        "f\\equiv 0\\text{ and }f(x)=x^{2}\\ (x\\in\\mathbb R)",
        "$f(x)=x^2$ for all $x$, or $f(x)=0$ for all $x$",
      ],
      ["$g(t)=t$ for every real $t$; $g(t)=1-t$ for every real $t$", "g(x) = 1-x, g(x) = x"],
      [
        "f(n) = n \\text{ for all } n\\in\\mathbb{N} \\text{ or } f(n) = 2n \\text{ for all } n \\in\\mathbb{N}",
        "f(n)=2n or f(n)=n",
      ],
      [
        "x = k\\pi for k \\in \\mathbb{Z}, or x = \\frac{\\pi}{4}+k\\pi for k \\in \\mathbb{Z}",
        "x = k\\pi, x = \\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}",
      ],
    ],
    different: [
      ["$f(x)=x^2$ for all $x$, or $f(x)=0$ for all $x$", "f(x)=x^2"],
      ["$f(x)=x^2$ for all $x$, or $f(x)=0$ for all $x$", "f(x)=x^2 or f(x)=1"],
      ["f(x)=x for x > 0, f(x) = 2x", "f(x) = x, f(x) = 2x"],
      ["2k for k \\ge 1, 2k+1", "2k, 2k+1"],
      ["f(x)=1 for x \\in \\mathbb{Q}, f(x)=0", "f(x)=1, f(x)=0"],
    ],
  },
  {
    name: "a letter of values that are listed",
    why: "ε = ±1 stands for two answers",
    same: [
      [
        "f(x)=\\varepsilon x \\text{ for all } x,\\ \\text{where } \\varepsilon\\in\\{-1,1\\} \\text{ is a fixed constant}",
        "$f(x)=x$ for all $x$; $f(x)=-x$ for all $x$",
      ],
      ["f(x)=cx \\text{ with } c = \\pm 1", "f(x)=x, f(x)=-x"],
      ["g(x)=2x+c, c\\in\\{0,3\\}", "g(x)=2x, g(x)=2x+3"],
      ["x = 1 + s\\sqrt2 \\text{ where } s \\in \\{\\pm 1\\}", "x = 1 \\pm \\sqrt2"],
      ["P(x) = x^k, k \\in \\{1,2,4\\}", "P(x) = x, P(x) = x^2, P(x) = x^4"],
    ],
    different: [
      ["g(x)=2x+c, c\\in\\{0,3\\}", "g(x)=2x+3"],
      ["g(x)=2x+c, c\\in\\{0,3\\}", "g(x)=2x, g(x)=2x+2"],
      ["g(x)=2x+c, c\\in\\{0,3\\}", "g(x)=2x+k"],
      ["a_k = 2k, k \\in \\{1,3\\}", "2, 6, 4"],
    ],
  },
  {
    name: "what a letter stands for",
    why: "it is put in before the answers are compared",
    same: [
      [
        "F_n=\\frac{\\alpha^{n}-\\beta^{n}}{\\alpha-\\beta},\\ \\text{where } \\alpha=\\frac{1+\\sqrt5}{2},\\ \\beta=\\frac{1-\\sqrt5}{2}",
        "\\frac{1}{\\sqrt5}\\left[\\left(\\frac{1+\\sqrt5}{2}\\right)^n-\\left(\\frac{1-\\sqrt5}{2}\\right)^n\\right]",
      ],
      ["y = A e^{-kt}, where $k = \\frac{\\ln 2}{5}$", "y = A 2^{-t/5}"],
      ["\\pi r^2 h with r = 3", "9\\pi h"],
      ["S = \\frac{a(1-r^n)}{1-r}\\text{ where }a=2\\text{ and }r=3", "3^n-1"],
      ["(2u^2, 3u) \\text{ where } u = t+1", "(2(t+1)^2, 3t+3)"],
      ["(a,b) with $b=2a$ and $a\\ne0$", "$(k,2k)$ with $k\\in\\mathbb R\\setminus\\{0\\}$"],
    ],
    different: [
      [
        "F_n=\\frac{\\alpha^{n}+\\beta^{n}}{\\alpha-\\beta},\\ \\text{where } \\alpha=\\frac{1+\\sqrt5}{2},\\ \\beta=\\frac{1-\\sqrt5}{2}",
        "\\frac{1}{\\sqrt5}\\left[\\left(\\frac{1+\\sqrt5}{2}\\right)^n-\\left(\\frac{1-\\sqrt5}{2}\\right)^n\\right]",
      ],
      ["S = \\frac{a(1-r^n)}{1-r}\\text{ where }a=2\\text{ and }r=2", "3^n-1"],
      ["(a,b) with $b=3a$ and $a\\ne0$", "$(k,2k)$ with $k\\in\\mathbb R\\setminus\\{0\\}$"],
      ["(a,b) with $b=2a$ and $a\\ne0$", "$(k,2k)$ with $k\\in\\mathbb R$"],
      ["x = 2n\\pi where n = 1, 2, 3", "2\\pi"],
    ],
  },
  {
    name: "a recurrence with what it starts from",
    why: "by whatever index it is written, both have to agree",
    same: [
      [
        "a_1=1,\\ a_2=3,\\ a_{n+2}=3a_{n+1}-2a_{n}\\ (n\\ge 1)",
        "$a_n=3a_{n-1}-2a_{n-2}$ for $n\\ge 3$, with $a_1=1$, $a_2=3$",
      ],
      [
        "b_0 = 2, b_n = b_{n-1}^2 + 1 for n \\ge 1",
        "b_{k+1} = b_k^2+1 \\text{ for } k \\ge 0, \\text{ with } b_0 = 2",
      ],
      ["T_n = 2T_{n-1}+1 (n \\ge 2), T_1 = 1", "T_{n+1} = 2T_n+1, T_1=1"],
    ],
    different: [
      [
        "a_1=1,\\ a_2=3,\\ a_{n+2}=3a_{n+1}-2a_{n}\\ (n\\ge 1)",
        "$a_n=3a_{n-1}-2a_{n-2}$ for $n\\ge 3$, with $a_1=1$, $a_2=2$",
      ],
      [
        "a_1=1,\\ a_2=3,\\ a_{n+2}=3a_{n+1}-2a_{n}\\ (n\\ge 1)",
        "$a_n=3a_{n-1}-2a_{n-2}$ for $n\\ge 4$, with $a_1=1$, $a_2=3$",
      ],
      [
        "b_0 = 2, b_n = b_{n-1}^2 + 1 for n \\ge 1",
        "b_{k+1} = b_k^2+1 \\text{ for } k \\ge 0, \\text{ with } b_0 = 1",
      ],
      ["T_n = 2T_{n-1}+1 (n \\ge 2), T_1 = 1", "T_{n+1} = 2T_n-1, T_1=1"],
    ],
  },
]);
