// Tuples by the names of their places, and what else a name before a value says: columns of letters, remainders, bounds.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a column of names",
    why: "it names the places of a tuple",
    same: [
      ["\\begin{pmatrix}x\\\\y\\\\z\\end{pmatrix}=\\begin{pmatrix}1\\\\-2\\\\3\\end{pmatrix}", "(1,-2,3)"],
      ["\\begin{pmatrix}x\\\\y\\end{pmatrix}=\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(x,y) = (1,2)"],
      ["\\begin{bmatrix}u\\\\v\\end{bmatrix}=\\begin{bmatrix}0.5\\\\7\\end{bmatrix}", "(\\frac12, 7)"],
    ],
    different: [
      ["\\begin{pmatrix}x\\\\y\\\\z\\end{pmatrix}=\\begin{pmatrix}1\\\\-2\\\\3\\end{pmatrix}", "(1,3,-2)"],
      ["\\begin{pmatrix}y\\\\x\\end{pmatrix}=\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(x,y) = (1,2)"],
      ["\\begin{bmatrix}u\\\\v\\end{bmatrix}=\\begin{bmatrix}0.5\\\\7\\end{bmatrix}", "(7, \\frac12)"],
    ],
  },
  {
    name: "names in a set",
    why: "they may be either way round, which are as many tuples",
    same: [
      ["\\{x,y\\}=\\{2,3\\}", "$(x,y)=(2,3)$ or $(3,2)$"],
      ["\\{a, b\\} = \\{1, -4\\}", "(1,-4), (-4,1)"],
      ["\\{p,q\\}=\\{\\sqrt2, 5\\}", "(p,q) = (5,\\sqrt2), (\\sqrt2,5)"],
    ],
    different: [
      ["\\{x,y\\}=\\{2,3\\}", "(x,y)=(2,3)"],
      ["\\{x,y\\}=\\{2,3\\}", "(x,y)=(2,3), (2,2)"],
      ["\\{x,y\\}=\\{2,3\\}", "(u,v)=(2,3) or (3,2)"],
      ["\\{x,y\\}=\\{2,3\\}", "$(x,y)=(2,4)$ or $(4,2)$"],
    ],
  },
  {
    name: "names that are all one letter",
    why: "they are the places of a tuple of that letter, as far as it may be anything",
    same: [
      ["a=b=c=d=k for any integer k", "(n,n,n,n), n \\in \\mathbb{Z}"],
      ["x=y=t, t real", "(s,s), s\\in\\mathbb R"],
      ["x=y=z=t,\\ t\\in\\mathbb R \\text{ arbitrary}", "(a,a,a) with $a$ real"],
    ],
    different: [
      ["x=y=z=t,\\ t\\in\\mathbb R \\text{ arbitrary}", "(a,a,b) with $a,b$ real"],
      ["x=y=z=t,\\ t\\in\\mathbb R \\text{ arbitrary}", "(a,a) with $a$ real"],
      ["x=y=z=t,\\ t\\in\\mathbb Z \\text{ arbitrary}", "(a,a,a) with $a$ real"],
      ["x=y=z=t,\\ t > 0", "(a,a,a) with $a$ real"],
    ],
  },
  {
    name: "polar coordinates",
    why: "an angle may be turned, by half with the other sign of r, where it is one",
    same: [
      ["(r,\\theta)=\\left(2,\\tfrac{5\\pi}{3}\\right)", "(2,-\\frac{\\pi}{3})"],
      ["(r,\\theta)=(2,\\pi/4)", "(-2, 5\\pi/4)"],
      ["(\\rho,\\varphi)=(\\sqrt2, 3\\pi)", "(\\sqrt2, \\pi)"],
    ],
    different: [
      ["(r,\\theta)=(2,\\pi/4)", "(-2, \\pi/4)"],
      ["(2,\\pi/4)", "(2, 9\\pi/4)"],
      ["(x,y)=(2,\\pi/4)", "(2, 9\\pi/4)"],
      ["(r,\\theta)=(2,\\pi/4)", "(2, 3\\pi/4)"],
      ["(r,\\theta)=(2,\\pi/4)", "(3, \\pi/4)"],
    ],
  },
  {
    name: "the remainder of a number",
    why: "a congruence of a number says it, where it is less than the modulus",
    same: [
      ["2^{100}\\equiv 2\\pmod 7", "2"],
      ["2^{100}+4\\equiv 7\\pmod{13}", "7"],
      ["3^{47} \\equiv 27 \\equiv 4 \\pmod{23}", "4"],
      ["7! \\equiv 0 \\pmod{10}", "0"],
    ],
    different: [
      ["3^{47} \\equiv 27 \\pmod{23}", "27"],
      ["n \\equiv 2 \\pmod 7", "2"],
      ["2^{100}\\equiv 2\\pmod 7", "7"],
      ["5 \\pmod 7", "7"],
    ],
  },
  {
    name: "a space as the multiples of its vectors",
    why: "any real ones, and of each letter its own",
    same: [
      ["\\operatorname{span}\\{(1,-2,1)\\}", "\\{t(-3,6,-3): t\\in\\mathbb R\\}"],
      ["\\operatorname{span}\\{(1,0,1),(0,1,1)\\}", "\\{s(1,1,2)+t(1,-1,0) \\mid s,t\\in\\mathbb R\\}"],
      ["\\{c(2,4): c\\in\\mathbb R\\}", "\\text{span}\\{(1,2)\\}"],
    ],
    different: [
      ["\\operatorname{span}\\{(1,-2,1)\\}", "\\{t(-3,6,3): t\\in\\mathbb R\\}"],
      ["\\operatorname{span}\\{(1,-2,1)\\}", "\\{t(-3,6,-3): t\\in\\mathbb Z\\}"],
      ["\\operatorname{span}\\{(1,-2,1)\\}", "\\{t(-3,6,-3): t > 0\\}"],
    ],
  },
  {
    name: "whole numbers between bounds, one by one",
    why: "they are the same numbers, where the bounds are of whole ones",
    same: [
      ["n=1,2,3", "all positive integers $n\\le 3$"],
      ["n \\in \\{1,2,3,4\\}", "all positive integers less than 5"],
      ["0, 1, 2", "all non-negative integers $n \\le 2$"],
    ],
    different: [
      ["n=1,2,3", "all positive integers $n\\le 4$"],
      ["n=1,3", "all positive integers $n\\le 3$"],
      ["n=1,2,3", "$n \\le 3$"],
      ["m=1, n=2", "all positive integers $n\\le 2$"],
    ],
  },
  {
    name: "the real numbers but some",
    why: "in words or in signs, the same are left out of the same",
    same: [
      ["\\text{all real numbers except } 1 \\text{ and } -1", "\\mathbb{R}\\setminus\\{\\pm1\\}"],
      ["every real number other than 3", "x \\ne 3"],
      ["all reals but 0", "\\mathbb{R}\\setminus\\{0\\}"],
      ["all positive real numbers except 1", "(0,1)\\cup(1,\\infty)"],
      ["$x \\neq 1$ and $x \\neq -1$", "all real numbers except $\\pm 1$"],
    ],
    different: [
      ["all real numbers except 1 and -1", "\\mathbb{R}\\setminus\\{1\\}"],
      ["all real numbers except 1", "1"],
      ["all positive real numbers except 1", "\\mathbb{R}\\setminus\\{1\\}"],
    ],
  },
]);
