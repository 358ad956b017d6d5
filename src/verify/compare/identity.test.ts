// Expressions that are equal at small whole numbers.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "expressions of whole numbers",
    why: "they are compared at large ones too",
    same: [
      ["(n+1)! - n!", "n \\cdot n!"],
      ["\\prod_{k=1}^{n} k", "n!"],
    ],
    different: [
      ["n! + (n-1)(n-2)(n-3)(n-4)(n-5)(n-6)(n-7)(n-8)(n-9)(n-10)(n-11)(n-12)", "n!"],
      ["(-1)^n + \\prod_{k=1}^{12}(n-k)", "(-1)^n"],
    ],
  },
]);
