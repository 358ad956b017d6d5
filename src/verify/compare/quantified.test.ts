// Statements with quantifiers, in signs and words, as they are typed in LaTeX, in Unicode and in HTML.
import { describeKinds } from "../../../tests/judged-kinds.ts";

const boxed = (formula: string) => `The answer is $\\boxed{${formula}}$.`;

describeKinds([
  {
    name: "statements with quantifiers",
    why: "they are the same by their parts: quantifier, letter up to its name, set and relation",
    same: [
      ["\\exists x \\ge 0: x^2 + 1 < 2x", "\\exists y >= 0: y^2 + 1 < 2y"],
      ["\\forall x \\neq 0, x^2 > 0", "\\forall t \\ne 0, t^2 > 0"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∃x∈R, x<sup>2</sup>+1＜2x"],
      [boxed("\\exists y \\in \\mathbb{R}, y^2 - 2y + 1 < 0"), "∃x∈R，x²+1＜2x"],
      [boxed("\\forall x \\in \\mathbb{R}, x^2 \\ge 0"), "∀t∈R，t²≥0"],
      [boxed("\\forall x > 0,\\ \\ln x \\le x - 1"), "∀t＞0，ln t≤t－1"],
      [
        boxed("\\exists x_0 \\in \\mathbb{R}, 2^{x_0} \\le 0"),
        "∃x<sub>0</sub>∈R，2<sup>x<sub>0</sub></sup>≤0",
      ],
      [
        boxed("\\forall x \\in \\mathbb{R}\\ \\exists y \\in \\mathbb{R}: x + y = 0"),
        "\\forall a \\in \\mathbb{R}, \\exists b \\in \\mathbb{R}, a + b = 0",
      ],
      [boxed("\\exists x \\in \\mathbb{R}^+, x^3 = 2"), "\\exists x \\in \\mathbb{R}_{>0}: x^3 - 2 = 0"],
      [boxed("\\forall x \\in [0, +\\infty), x^3 + x \\ge 0"), "∀x∈[0，+∞），x³+x≥0"],
      [
        boxed("\\forall n \\in \\mathbb{N}, n^2 \\leq 2^n"),
        boxed("\\text{for all } n \\in \\mathbb{N}, \\ 2^n \\ge n^2"),
      ],
      [
        boxed("\\text{there exists a real number } x \\text{ such that } x^2 = 2"),
        "\\exists x \\in \\mathbb{R} \\text{ such that } x^2 - 2 = 0",
      ],
      // What holds for all of a letter is a set by another relation too.
      ["all x with |x| < 2", "all x with -2 < x < 2"],
    ],
    different: [
      ["\\exists x \\ge 0: x^2 + 1 < 2x", "\\exists y > 0: y^2 + 1 < 2y"],
      ["\\forall i \\in \\mathbb{Z}, i^2 = -1", "\\forall n \\in \\mathbb{Z}, i^2 = -1"],
      ["\\forall e > 0, e > 1", "\\forall x > 0, e > 1"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∀x∈R, x²+1＜2x"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∀x∈R, x²+1≥2x"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∃x∈R, x²+1≤2x"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∃x∈Z, x²+1＜2x"],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "x²+1＜2x"],
      // Both are false.
      [boxed("\\exists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∃x∈R, x²＜-5"],
      [boxed("\\nexists x \\in \\mathbb{R}, x^2 + 1 < 2x"), "∃x∈R, x²+1＜2x"],
      [boxed("\\forall x > 0, \\ln x \\le x - 1"), "\\forall x \\ge 0, \\ln x \\le x - 1"],
      [
        boxed("\\forall x \\in \\mathbb{R}, \\exists y \\in \\mathbb{R}, x + y = 0"),
        "\\exists y \\in \\mathbb{R}, \\forall x \\in \\mathbb{R}, x + y = 0",
      ],
      [
        boxed("\\forall x \\in \\mathbb{R}, \\exists y \\in \\mathbb{R}, y > x"),
        "\\forall x \\in \\mathbb{R}, \\exists y \\in \\mathbb{R}, x > y",
      ],
      [boxed("\\exists x \\in \\mathbb{R}, x^2 - x + 1 \\ne 0"), "∃x∈R，x²-x+1=0"],
    ],
  },
]);
