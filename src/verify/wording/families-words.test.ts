// Conditions on a whole number in signs and in words: what divides it, and what does not.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "divisible or not, in signs and in words",
    why: "∣ and ∤ are divisibility, ≢ 0 and multiples too; of which numbers it is said has to agree",
    same: [
      [
        "$\\boxed{\\text{all positive integers } n \\text{ with } 3 \\nmid n}$",
        "all positive integers $n$ not divisible by 3",
      ],
      ["3 \\nmid n", "n is not divisible by 3"],
      ["$7 \\not\\mid m$", "m is not a multiple of 7"],
      ["5 ∤ n", "n \\not\\equiv 0 \\pmod 5"],
      ["4 \\nmid k", "k \\equiv 1, 2, 3 \\pmod 4"],
      [
        "all positive integers n with n \\not\\equiv 0 \\pmod{6}",
        "positive integers that are not multiples of 6",
      ],
      ["all positive integers except multiples of 10", "all positive integers $n$ such that $10 \\nmid n$"],
      ["exactly those n for which 5 does not divide n", "$5 \\nmid n$"],
      ["12 \\mid n", "n = 12k"],
      ["$8 | n$", "n is divisible by 8"],
      ["n is a multiple of 9", "$9 ∣ n$"],
      ["all integers n with 11 \\mid n", "n \\equiv 0 \\pmod{11}"],
      ["n isn't divisible by 3", "n is not divisible by 3"],
    ],
    different: [
      ["3 \\nmid n", "3 \\mid n"],
      ["3 \\nmid n", "n is divisible by 3"],
      ["all positive integers $n$ with $3 \\nmid n$", "all integers $n$ not divisible by 3"],
      ["all positive integers $n$ with $3 \\nmid n$", "all positive integers divisible by 3"],
      ["all positive integers $n$ with $3 \\nmid n$", "all negative integers $n$ not divisible by 3"],
      ["3 \\nmid n", "9 \\nmid n"],
      ["3 \\nmid n", "3 \\nmid m"],
      ["3 \\mid n", "3 \\mid n^2"],
      ["3 \\mid n", "3 \\mid n + 1"],
      ["3 | n", "n | 3"],
      ["3 | n", "3|n|"],
      ["all $m$ divisible by 3", "all $n$ with $3 \\mid n$"],
      ["3 \\nmid n", "n \\equiv 1 \\pmod 3"],
      ["all positive integers not divisible by 3 or 5", "all positive integers not divisible by 3"],
    ],
  },
]);
