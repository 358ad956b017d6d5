// Recurrences by whatever index they are written.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a recurrence from another index",
    why: "the same holds of the same terms, from the same one on",
    same: [
      ["a_{n+1} = 2a_n for n > 0", "a_n = 2a_{n-1} for n \\ge 2"],
      ["$a_{n+2}=4a_{n+1}-a_n$ for all $n\\ge 1$", "$a_n=4a_{n-1}-a_{n-2}$ for $n\\geq 3$"],
      ["a_{n+1}=a_n + n", "a_n = a_{n-1} + n - 1"],
      ["a_{n+1}=a_n + 2n + 1", "a_{k} = a_{k-1} + 2k - 1"],
      ["F_{n+1}=F_n+F_{n-1}", "F_n = F_{n-1}+F_{n-2}"],
      ["T_n = 2T_{n-1}+1, n \\ge 2", "T_{n+1} = 2T_n+1, n \\ge 1"],
      ["a_{n+1} = m a_n", "a_{k} = m a_{k-1}"],
      ["a_{k+1} = n a_k", "a_{m} = n a_{m-1}"],
      ["2a_{n+1} = a_n", "a_n = \\frac{1}{2}a_{n-1}"],
      ["D_n = (n-1)(D_{n-1}+D_{n-2})", "D_{n+2} = (n+1)(D_{n+1}+D_n)"],
    ],
    different: [
      ["a_{n+1} = 2a_n for n > 0", "a_n = 2a_{n-1} for n \\ge 1"],
      ["a_{n+2}=4a_{n+1}-a_n for n\\ge 1", "$a_n=4a_{n-1}-a_{n-2}$ for $n\\geq 2$"],
      ["a_{n+2}=4a_{n+1}+a_n", "a_n=4a_{n-1}-a_{n-2}"],
      ["a_{n+1}=a_n + n", "a_n = a_{n-1} + n"],
      ["F_{n+2}=F_n+F_{n-1}", "F_n = F_{n-1}+F_{n-2}"],
      ["D_n = (n-1)(D_{n-1}+D_{n-2})", "D_{n+2} = (n-1)(D_{n+1}+D_n)"],
      ["a_{k+1} = n a_k", "a_{n+1} = n a_n"],
      ["a_{k+1} = n a_k", "a_{m+1} = m a_m"],
      ["a_{k+1} = k n a_k", "a_{m+1} = m^2 a_m"],
      ["a_{k+1} = a_k + n", "a_{n+1} = a_n + n"],
      ["a_{n+1} = a_n + a_{2n}", "a_n = a_{n-1} + a_{2n}"],
      ["a_{n+1} = a_n + c_{n^2}", "a_n = a_{n-1} + c_{n^2}"],
      ["a_{i+1} = i a_i", "a_{n+1} = i a_n"],
      ["a_{n+1} = 2^n a_n", "a_n = 2^n a_{n-1}"],
      ["a_{n+1} = a_n + f(n)", "a_n = a_{n-1} + f(n)"],
    ],
  },
]);
