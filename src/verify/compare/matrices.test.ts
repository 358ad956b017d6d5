// Rows, columns and matrices that are transposed, and diagonal ones.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "transposed",
    why: "a tuple is a column then, and rows are columns; a column is no row",
    same: [
      ["(1,2,-1)^{T}", "\\begin{pmatrix}1\\\\2\\\\-1\\end{pmatrix}"],
      ["x = [3, -1]^T", "\\begin{bmatrix}3\\\\-1\\end{bmatrix}"],
      ["\\begin{bmatrix}1&2&3\\end{bmatrix}^\\top", "(1,2,3)"],
      ["\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}^T", "\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}"],
      ["\\mathbf{v}=(0,5)^{\\mathsf T}", "(0,5)^T"],
      ["\\frac{1}{3}(1,2,2)^T", "\\begin{pmatrix}1/3\\\\2/3\\\\2/3\\end{pmatrix}"],
      ["t(1,2,2)^T", "t\\begin{pmatrix}1\\\\2\\\\2\\end{pmatrix}"],
      ["(1,0)^T + s(2,1)^T", "\\begin{pmatrix}1+2s\\\\s\\end{pmatrix}"],
      ["(1,2,-1)^T", "(1,2,-1)"],
    ],
    different: [
      ["(1,2,-1)^{T}", "\\begin{pmatrix}1&2&-1\\end{pmatrix}"],
      ["(1,2,-1)^{T}", "\\begin{pmatrix}1\\\\2\\\\1\\end{pmatrix}"],
      ["(1,2,-1)^{T}", "\\begin{pmatrix}2\\\\1\\\\-1\\end{pmatrix}"],
      ["\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}^T", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"],
      ["\\begin{bmatrix}1\\\\2\\end{bmatrix}^T", "\\begin{bmatrix}1\\\\2\\end{bmatrix}"],
      ["(1,2)^T", "(1,2)^2"],
      ["(1,2]^T", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"],
    ],
  },
  {
    name: "diagonal",
    why: "the entries stand on the diagonal, in their order, and zeros elsewhere",
    same: [
      [
        "\\operatorname{diag}(1,-1,2)",
        "\\begin{pmatrix} 1 & 0 & 0 \\\\ 0 & -1 & 0 \\\\ 0 & 0 & 2 \\end{pmatrix}",
      ],
      ["D = \\mathrm{diag}(3, 5)", "D = \\begin{bmatrix} 3 & 0 \\\\ 0 & 5 \\end{bmatrix}"],
      ["\\text{diag}(a, b)", "\\begin{bmatrix} a & 0 \\\\ 0 & b \\end{bmatrix}"],
      ["\\mathrm{diag}(e^{t}, e^{-t})", "\\begin{pmatrix} e^{t} & 0 \\\\ 0 & \\frac{1}{e^t} \\end{pmatrix}"],
      ["diag(3, 5)", "[[3, 0], [0, 5]]"],
    ],
    different: [
      ["\\mathrm{diag}(5, 3)", "\\begin{bmatrix} 3 & 0 \\\\ 0 & 5 \\end{bmatrix}"],
      ["\\mathrm{diag}(5, 3)", "(5, 3)"],
      ["\\mathrm{diag}(5, 3)", "\\begin{bmatrix} 5 & 3 \\end{bmatrix}"],
      ["\\mathrm{diag}(5, 3)", "\\begin{bmatrix} 5 & 1 \\\\ 0 & 3 \\end{bmatrix}"],
    ],
  },
  {
    name: "multiples of vectors",
    why: "a sum of vectors has multiples too",
    same: [
      ["2((1,2)+(3,4))", "(8,12)"],
      ["Paolo: (1,2)+(3,4)", "Paolo: (4,6)"],
    ],
    different: [
      ["2((1,2)+(3,4))", "(8,10)"],
      ["2((1,2)+(3,4,5))", "(8,12)"],
    ],
  },
]);
