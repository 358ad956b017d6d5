// Primes of a family, and residue classes of numbers with a sign.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "primes of a family",
    why: "that they are primes has to be said on both sides, and the family has to be the same",
    same: [
      ["the primes of the form 4m + 1 with m a positive integer", "All primes $p\\equiv 1\\pmod 4$"],
      ["primes congruent to 3 modulo 4", "all primes $p = 4k+3$"],
      ["all prime numbers $p$ with $p \\equiv 1$ or $7 \\pmod 8$", "primes of the form $8k \\pm 1$"],
      ["p=2 \\text{ and all primes } p=4k+1", "$p=2$ or $p\\equiv1\\pmod 4$ ($p$ prime)"],
    ],
    different: [
      ["primes of the form 4k+1", "all positive integers of the form 4k+1"],
      ["primes of the form 4k+1", "all primes $p \\equiv 3 \\pmod 4$"],
      ["all primes", "all primes $p \\equiv 3 \\pmod 4$"],
      ["p=3 \\text{ and all primes } p=4k+1", "$p=2$ or $p\\equiv1\\pmod 4$ ($p$ prime)"],
    ],
  },
  {
    name: "residue classes from a number on",
    why: "a sign in words counts as a bound in signs does",
    same: [
      [
        "n=4k+3\\ \\text{or}\\ n=4k+2\\quad(k=0,1,2,\\dots)",
        "all positive integers $n$ with $n\\equiv 2$ or $3\\pmod 4$",
      ],
      [
        "all nonnegative integers $m$ such that $m \\equiv 0$ or $1 \\pmod 5$",
        "m = 5j or m = 5j+1 with j \\ge 0",
      ],
      ["the positive integers that leave a remainder of 2 on division by 7", "7k+2, k = 0,1,2,\\dots"],
      ["positive integers which leave remainder 1 when divided by 6", "n \\equiv 1 \\pmod 6, n > 0"],
    ],
    different: [
      [
        "n=4k+3\\ \\text{or}\\ n=4k+2\\quad(k=1,2,\\dots)",
        "all positive integers $n$ with $n\\equiv 2$ or $3\\pmod 4$",
      ],
      [
        "n=4k+3\\ \\text{or}\\ n=4k+1\\quad(k=0,1,2,\\dots)",
        "all positive integers $n$ with $n\\equiv 2$ or $3\\pmod 4$",
      ],
      ["those that leave remainder 8 when divided by 15", "$n=15m+7$, where $m\\ge 0$ is an integer"],
    ],
  },
]);
