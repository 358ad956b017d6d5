// Values with the order of what they leave out.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a value and its order",
    why: "the order is worked out of brackets, and a factor does not change it",
    same: [
      ["\\frac{n^2}{2}\\left(1+O\\left(\\frac{1}{n}\\right)\\right)", "\\frac{1}{2} n^{2}+O(n)"],
      ["n\\log n + O(n)", "n \\log n (1 + O(1/\\log n))"],
      ["O(n^2/2)", "O(n^2)"],
      ["a_n = \\frac{3}{n} + O(\\frac{2}{n^2})", "a_n = \\frac{3 + O(1/n)}{n}"],
      ["1 - \\frac{x^2}{2} + O(x^4)", "-\\frac{1}{2}x^2 + 1 + O(x^4)"],
      ["\\sqrt{n}(1 + o(1))", "\\sqrt{n} + o(\\sqrt{n})"],
    ],
    different: [
      ["\\frac{n^2}{2}(1+O(\\frac{1}{n^2}))", "\\frac{1}{2} n^{2}+O(n)"],
      ["n^2(1+O(\\frac{1}{n}))", "\\frac{1}{2} n^{2}+O(n)"],
      ["n\\log n + o(n)", "n \\log n  + O(n)"],
      ["1 - \\frac{x^2}{2} + O(x^4)", "1 - \\frac{x^2}{2} + O(x^3)"],
      ["3O + 2n", "O + 2n"],
    ],
  },
]);
