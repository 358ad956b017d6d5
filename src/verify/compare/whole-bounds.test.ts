// Whole numbers between bounds, beside the set of them.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "whole numbers between bounds",
    why: "they are the set of their values, where a text says that they are whole",
    same: [
      ["0<n<6, n \\in \\mathbb{Z}", "\\{1,2,3,4,5\\}"],
      ["-2 \\le k < 2, k \\in \\mathbb{Z}", "\\{-2,-1,0,1\\}"],
      ["n<6, n \\in \\mathbb{Z}_{>0}", "\\{1,2,3,4,5\\}"],
      ["The condition holds exactly for the integers $n$ with $0<n<6$.", "$\\{1,2,3,4,5\\}$"],
      ["It works for the positive integers $m$ such that $m \\le 3$.", "\\{1,2,3\\}"],
      ["The solutions are exactly the integers $k$ satisfying $-2 \\le k \\le 0$.", "\\{-2,-1,0\\}"],
      ["Hence the inequality is satisfied only for integers $n$ with $0<n<4$.", "\\{1,2,3\\}"],
      ["So these are all natural numbers $n$ for which $n < 4$.", "\\{1,2,3\\}"],
    ],
    different: [
      ["0<n<6, n \\in \\mathbb{Z}", "\\{1,2,3,4\\}"],
      ["0<n<6, n \\in \\mathbb{R}", "\\{1,2,3,4,5\\}"],
      ["0<n<6", "\\{1,2,3,4,5\\}"],
      ["n<6, n \\in \\mathbb{Z}", "\\{1,2,3,4,5\\}"],
      ["The condition fails exactly for the integers $n$ with $0<n<6$.", "$\\{1,2,3,4,5\\}$"],
      ["It holds for all even integers $n$ such that $0 < n \\le 4$.", "\\{1,2,3,4\\}"],
      ["It is wrong for all integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["The property is violated exactly by the integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["It works for half of the integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["These are the squares of the integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["The exceptions are the integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["We count all integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["The sum is that of all integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["It holds for all but the integers $n$ with $0<n<6$.", "\\{1,2,3,4,5\\}"],
      ["It holds for the real numbers $n$ with $0 < n < 6$.", "\\{1,2,3,4,5\\}"],
    ],
  },
]);
