// Mathematics that has the same numbers and is another: exchanged starts, exceptions, parameters of another kind.
import { describeKinds } from "../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "starts of a recurrence",
    why: "a_1 and a_2 are no two values in any order, and a first term a_0 is one step before a_1",
    same: [
      ["a_n = a_{n-1}+a_{n-2}, a_1=1, a_2=2", "a_{n+2}=a_{n+1}+a_n, a_2=2, a_1=1"],
      ["an arithmetic progression with first term a_0 = 2 and difference 3", "a_n = 3n + 2"],
      ["the geometric sequence with initial term a_0 = 1 and ratio 2", "a_n = 2^n"],
    ],
    different: [
      ["a_n = a_{n-1}+a_{n-2}, a_1=1, a_2=2", "a_n=a_{n-1}+a_{n-2}, a_1=2, a_2=1"],
      [
        "$a_n = a_{n-1}+a_{n-2}$ for $n\\ge3$, with $a_1=1$, $a_2=2$",
        "a_n=a_{n-1}+a_{n-2} for n\\ge 3, with a_1=2, a_2=1",
      ],
      ["an arithmetic progression with first term a_0 = 2 and difference 3", "a_n = 3n - 1"],
      ["the geometric sequence with initial term a_0 = 1 and ratio 2", "a_n = 2^{n-1}"],
    ],
  },
  {
    name: "exceptions",
    why: "what is so but for something is neither the whole nor the exception",
    same: [["all integers except 3", "all integers except 3"]],
    different: [
      ["the circle with centre (0,0) and radius 3 except the point (3,0)", "x^2+y^2=9"],
      ["all n except n = 3", "n = 3"],
      ["The solutions are $n = 1$ and all $n \\equiv 2 \\pmod 3$.", "n \\equiv 2 \\pmod 3"],
      ["The condition holds exactly for the primes $p \\equiv 1 \\pmod 4$ and for $p=2$.", "p = 2"],
      ["So $f(x) = cx$ for some constant $c$. Substituting, $c = 2$, so $f(x) = 2x$.", "f(x)=cx"],
      ["(2,3) or (p,p) for every prime p", "(2,3) or (p,p) for every odd prime p"],
      ["(±1, ±2) with any combination of signs", "(1,2),(-1,-2)"],
    ],
  },
  {
    name: "distributions by other parameters",
    why: "a standard deviation is no variance, and the mean of an exponential distribution no rate",
    same: [
      ["N(0, 4)", "normal with mean 0 and standard deviation 2"],
      ["exponential with mean 2", "X \\sim Exp(1/2)"],
    ],
    different: [
      ["N(0, 4)", "normal with mean 0 and standard deviation 4"],
      ["exponential with rate 2", "exponential with mean 2"],
    ],
  },
]);
