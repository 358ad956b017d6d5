// What is said of a letter.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a letter of two sets",
    why: "it is in both of them",
    same: [
      ["f(x) = kx, k \\in \\mathbb{Z}, k \\in \\mathbb{R}", "f(x) = kx, k \\in \\mathbb{Z}"],
      ["x = 2k, k \\ge 1, k\\in\\mathbb{Z}", "x=2k, k \\in \\mathbb{N}"],
      ["n = 2k, k \\in \\mathbb{N}, k \\in \\mathbb{Z}", "n = 2k, k \\in \\mathbb{N}"],
    ],
    different: [
      ["f(x) = kx, k \\in \\mathbb{Z}, k \\in \\mathbb{R}", "f(x) = kx, k \\in \\mathbb{R}"],
      ["n = 2k, k \\in \\mathbb{N}, k \\in \\mathbb{Z}", "n = 2k, k \\in \\mathbb{Z}"],
      ["f(x) = kx, k \\in \\mathbb{R}, k \\in \\mathbb{Q}", "f(x) = kx, k \\in \\mathbb{R}"],
    ],
  },
  {
    name: "a bound with its number first",
    why: "it says the same as behind the letter",
    same: [["f(x) = kx with 0 < k", "f(x) = kx with k > 0"]],
    different: [
      ["f(x) = kx with 0 < k", "f(x) = kx with 0 > k"],
      ["f(x) = kx with 0 < k", "f(x) = kx with any real k"],
    ],
  },
]);
