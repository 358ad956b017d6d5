// Rows, columns and matrices that are transposed.
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
]);
