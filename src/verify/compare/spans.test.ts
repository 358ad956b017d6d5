// Spaces by vectors that span them.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "the same space",
    why: "other vectors may span it, more of them too, but not fewer dimensions",
    same: [
      ["span{(1,0,1),(0,1,1)}", "span{(1,1,2),(1,-1,0)}"],
      ["\\operatorname{span}\\{(2,0,2),(0,1,1)\\}", "\\operatorname{span}\\{(0,3,3),(1,1,2)\\}"],
      [
        "\\text{Span}\\left\\{\\begin{pmatrix}1\\\\1\\end{pmatrix}\\right\\}",
        "\\operatorname{span}\\{(-3,-3)\\}",
      ],
      [
        "\\operatorname{span}\\{(1,2,0)^T,(0,0,1)^T\\}",
        "\\mathrm{span}\\left\\{\\begin{bmatrix}0\\\\0\\\\-5\\end{bmatrix},\\begin{bmatrix}2\\\\4\\\\7\\end{bmatrix}\\right\\}",
      ],
      ["W = \\operatorname{span}\\{(1,0),(1,1),(0,1)\\}", "\\text{span}\\{(1,0),(0,1)\\}"],
      ["\\operatorname{span}\\{(\\tfrac12,1)\\}", "\\operatorname{span}\\{(1,2)\\}"],
      [
        "The null space is $\\operatorname{span}\\{(1,-1,0),(0,1,-1)\\}$.",
        "\\text{span}\\{(1,0,-1),(0,1,-1)\\}",
      ],
      ["\\operatorname{span}((1,1,0),(0,1,1))", "\\operatorname{span}\\{(1,2,1),(1,0,-1)\\}"],
      ["W=\\operatorname{span}\\{(1,0,1),(0,1,1)\\}", "\\text{span} \\{(1,1,2),(1,-1,0)\\}"],
    ],
    different: [
      ["\\operatorname{span}\\{(1,0,1),(0,1,1)\\}", "\\operatorname{span}\\{(1,0,1)\\}"],
      ["\\operatorname{span}\\{(1,0,1),(2,0,2)\\}", "\\operatorname{span}\\{(1,0,1),(0,1,1)\\}"],
      ["\\operatorname{span}\\{(1,0,1),(0,1,1)\\}", "\\operatorname{span}\\{(1,1,2),(1,-1,1)\\}"],
      ["\\operatorname{span}\\{(1,0)\\}", "\\operatorname{span}\\{(1,0,0)\\}"],
      ["\\operatorname{span}\\{(1,1,2),(1,-1,0)\\}", "\\{(1,0,1),(0,1,1)\\}"],
      ["\\operatorname{span}\\{(1,2)\\}", "\\operatorname{span}\\{(2,1)\\}"],
    ],
  },
  {
    name: "vectors of long numbers",
    why: "they take too much work, and the spaces are not decided",
    same: [],
    different: [
      [
        "\\operatorname{span}\\{(4^{9662},3^{7089}),(3^{9058},6^{8868})\\}",
        "\\operatorname{span}\\{(1,0),(0,1)\\}",
      ],
    ],
  },
]);
