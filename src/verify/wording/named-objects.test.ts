// Objects of mathematics by their names, and in signs.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "functions by their names",
    why: "the zero function and the identity are f(x) = 0 and f(x) = x, whatever the other side calls them",
    same: [
      ["P(x)\\equiv 0", "the zero polynomial"],
      ["f(n)=n", "The identity function on $\\mathbb{N}$ is the only one."],
      ["f(x)=0 \\text{ and } f(x)=x", "the zero function and the identity function"],
      ["g(t) = t", "the identity"],
      ["f(x) = 0, f(x) = x^2", "The zero function and the squaring function"],
      ["f(y)=y", "The only such function is the identity, $f(x)=x$."],
      ["f(x)=0 and f(x)=x", "the zero function $f(x)=0$ and the identity $f(x)=x$"],
    ],
    different: [
      ["f(x) = 0", "the zero function and the identity"],
      ["f(x) = x", "the zero function"],
      ["f(x) = 2x", "the identity function"],
      ["I_3", "the identity matrix"],
      ["f(y)=2y", "The only such function is the identity, $f(x)=x$."],
    ],
  },
  {
    name: "a sequence by its first term and its step",
    why: "it has one formula",
    same: [
      ["a_n = 3n-1", "the arithmetic sequence with first term $a_1=2$ and common difference $3$"],
      ["b_n = 5\\cdot 2^{n-1}", "geometric sequence with common ratio 2 and first term 5"],
      ["the arithmetic progression whose first term is 7 and common difference is -2", "a_n = 9-2n"],
    ],
    different: [
      ["a_n = 3n+2", "the arithmetic sequence with first term $a_1=2$ and common difference $3$"],
      ["a_n = 2\\cdot 3^{n-1}", "the arithmetic sequence with first term $a_1=2$ and common difference $3$"],
      ["b_n = 5\\cdot 2^{n}", "geometric sequence with common ratio 2 and first term 5"],
    ],
  },
  {
    name: "to infinity",
    why: "the sign is part of it",
    same: [
      ["+\\infty", "$S_n$ diverges to positive infinity"],
      ["\\infty", "it tends to infinity"],
      ["-\\infty", "The limit is negative infinity"],
      ["\\infty", "the series diverges to infinity"],
    ],
    different: [
      ["-\\infty", "$S_n$ diverges to positive infinity"],
      ["\\infty", "the limit does not exist"],
      ["0", "it tends to infinity"],
    ],
  },
  {
    name: "numbers that are coprime",
    why: "their greatest common divisor is 1, in any order",
    same: [
      ["\\text{if and only if } \\gcd(m,n)=1", "exactly when $m$ and $n$ are coprime"],
      ["m and n are relatively prime", "\\gcd(n,m)=1"],
      ["precisely when $a$ is coprime to $b$", "$\\gcd(a,b)=1$"],
    ],
    different: [
      ["\\gcd(m,n)=2", "exactly when $m$ and $n$ are coprime"],
      ["m and n are not coprime", "\\gcd(m,n)=1"],
      ["\\gcd(m,k)=1", "exactly when $m$ and $n$ are coprime"],
    ],
  },
  {
    name: "multiples of a vector",
    why: "they are the space that it spans",
    same: [
      ["\\text{span}\\{(1,2)\\}", "all scalar multiples of $(2,4)$"],
      ["all multiples of the vector $(3,-1)$", "\\operatorname{span}\\{(-3,1)\\}"],
    ],
    different: [],
  },
  {
    name: "no end and nothing",
    why: "in fuller words they are the same, but not of other things",
    same: [
      ["\\text{There are infinitely many such pairs}", "infinitely many"],
      ["infinitely many solutions", "There are infinitely many."],
      ["an infinite number of primes", "infinitely many"],
      ["\\infty", "infinitely many solutions"],
      ["\\emptyset", "The equation has no solutions in integers"],
      ["no integer solutions", "There are no solutions in the integers"],
    ],
    different: [
      ["finitely many", "infinitely many"],
      ["there are not infinitely many", "infinitely many"],
      ["uncountably many", "infinitely many"],
      ["infinitely many real solutions", "infinitely many integer solutions"],
      ["no real solutions", "There are no solutions in the integers"],
      ["\\emptyset", "The equation has infinitely many solutions in integers"],
    ],
  },
  {
    name: "how a series converges",
    why: "absolutely convergent is it converges absolutely",
    same: [
      ["\\text{the series is absolutely convergent}", "It converges absolutely."],
      ["The series converges conditionally", "conditionally convergent"],
    ],
    different: [
      ["The series converges conditionally", "absolutely convergent"],
      ["It converges absolutely", "it diverges"],
    ],
  },
]);
