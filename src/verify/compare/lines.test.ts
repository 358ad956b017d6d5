// Lines, written by their letters or by a parameter.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a line, symmetric or by a parameter",
    why: "a line has any of its points and any multiple of its direction",
    same: [
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(1,-3,0)+t(2,-1,4),\\ t\\in\\mathbb{R}"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "x=1+2t,\\ y=-3-t,\\ z=4t"],
      ["\\frac{x-2}{3}=\\frac{y-5}{-2}=\\frac{z+1}{1}", "x = 2+3s, y = 5-2s, z = -1+s, s \\in \\mathbb{R}"],
      ["x-3=\\frac{y-1}{2}=\\frac{z+2}{5}", "\\mathbf{r} = (3,1,-2)+\\lambda(1,2,5)"],
      ["\\frac{x}{1}=\\frac{y-2}{-1}=\\frac{z-3}{2}", "\\vec{r}=(1,1,5)+\\mu(-2,2,-4)"],
      ["(x,y,z)=(1,-3,0)+t(2,-1,4)", "(x,y,z)=(3,-4,4)+s(-4,2,-8)"],
      ["\\vec r = (0, 1, 2) + t(1, 1, 0)", "\\vec r = (2, 3, 2) + s(-1, -1, 0)"],
      ["x = 2 + t, y = 3 - 2t", "(x, y) = (2, 3) + t(1, -2)"],
      ["\\frac{x-2}{1}=\\frac{y-3}{-2}", "(x, y) = (2, 3) + t(1, -2)"],
      ["\\mathbf{r}(t) = \\langle 1+2t, -3-t, 4t \\rangle", "\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}"],
      [
        "\\vec{r} = \\begin{pmatrix}1\\\\-3\\\\0\\end{pmatrix} + t\\begin{pmatrix}2\\\\-1\\\\4\\end{pmatrix}",
        "\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}",
      ],
      [
        "\\vec{r} = \\begin{pmatrix}1\\\\-3\\\\0\\end{pmatrix} + t\\begin{pmatrix}2\\\\-1\\\\4\\end{pmatrix}",
        "\\vec{r} = \\begin{pmatrix}3\\\\-4\\\\4\\end{pmatrix} + s\\begin{pmatrix}-2\\\\1\\\\-4\\end{pmatrix}",
      ],
      [
        "The line has symmetric equations $\\frac{x+2}{3} = \\frac{y-1}{5}, z = 4$.",
        "(x, y, z) = (-2, 1, 4) + t(3, 5, 0)",
      ],
      [
        "So a vector equation is $\\mathbf{r} = (2\\mathbf{i}-\\mathbf{j}) + t(\\mathbf{i}+3\\mathbf{j}-\\mathbf{k})$.",
        "\\mathbf{r} = (2,-1,0)+t(1,3,-1)",
      ],
      ["x=1+2t, y=-3-t, z=4t", "x=3-2s, y=-4+s, z=4-4s, s \\in \\mathbb{R}"],
      [
        "\\begin{cases} x = 1+2t \\\\ y = -3-t \\\\ z = 4t \\end{cases}",
        "\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}",
      ],
      ["\\frac{x-1}{2}=\\frac{3-y}{4}=z+1", "(x,y,z) = (1,3,-1) + t(2,-4,1)"],
    ],
    different: [
      [
        "The line has symmetric equations $\\frac{x+2}{3} = \\frac{y-1}{5}, z = 4$.",
        "(x, y, z) = (-2, 1, 4) + t(3, 5, 1)",
      ],
      ["x=1+2t, y=-3-t, z=4t", "x=2+2s, y=-3-s, z=4s"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "\\frac{x-1}{2}+\\frac{y+3}{-1}+\\frac{z}{4}=0"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "2x-y+4z=5"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(2,-1,4)"],
      [
        "\\mathbf{r} = (2\\mathbf{i}-\\mathbf{j}) + t(\\mathbf{i}+3\\mathbf{j}-\\mathbf{k})",
        "\\mathbf{r} = (2,-1,0)+t(1,3,1)",
      ],
      [
        "\\mathbf{r}(t) = \\langle 1+2t, -3-t, 4t \\rangle",
        "\\mathbf{r}(t) = \\langle 1+4t, -3-2t, 8t \\rangle",
      ],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(1,-3,0)+t(2,1,4),\\ t\\in\\mathbb{R}"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(1,3,0)+t(2,-1,4),\\ t\\in\\mathbb{R}"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(2,-1,4)+t(1,-3,0)"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(1,-3,0)+t(2,-1,4),\\ t\\in\\mathbb{Z}"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(x,y,z)=(1,-3,0)+t(2,-1,4),\\ t\\ge 0"],
      ["x = 2 + t, y = 3 - 2t", "(x, y) = (3, 2) + t(1, -2)"],
      ["\\vec r = (0, 1, 2) + t(1, 1, 0)", "\\vec r = (2, 3, 3) + s(-1, -1, 0)"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}=\\frac{z}{4}", "(1,-3,0)"],
      ["\\frac{x-1}{2}=\\frac{y+3}{-1}", "(x,y,z)=(1,-3,0)+t(2,-1,4)"],
      ["\\frac{x-1}{2}=\\frac{z+3}{-1}=\\frac{y}{4}", "(x,y,z)=(1,-3,0)+t(2,-1,4)"],
    ],
  },
  {
    name: "lines in the plane",
    why: "two lines are an answer of two, each by any of its equations, joined by and or by or",
    same: [
      ["y=\\frac{3}{4}x+\\frac{5}{2} \\text{ and } x=2", "$x=2$ or $3x-4y+10=0$"],
      ["y=\\frac{3}{4}x+\\frac{5}{2} \\text{ or } x=2", "$x=2$ or $3x-4y+10=0$"],
      ["y = 2x+1, y = 2x - 3", "2x - y +1 = 0 \\text{ or } 2x-y-3=0"],
      ["The tangents are $y = 1$ and $y = -\\frac{4}{3}x + 5$.", "y=1 or 4x+3y=15"],
      ["x + y = 3 \\text{ and } y = 0", "y = 0 or y = 3 - x"],
    ],
    different: [
      ["x=2 \\text{ and } y = 3", "x=2 \\text{ or } y=3"],
      ["x=2 \\text{ and } y = x+1", "x=2 \\text{ or } x - y = 0"],
      ["y = 2x+1, x = 3", "x = 7, y = 3"],
      ["y = x^2 \\text{ and } x = 2", "x = 2 \\text{ or } x^2 - y = 0"],
      ["y=\\frac{3}{4}x+\\frac{5}{2}", "$x=2$ or $3x-4y+10=0$"],
    ],
  },
]);
