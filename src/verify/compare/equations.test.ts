// Equations of curves: pairs by two signs, families by a constant.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "a pair of lines",
    why: "two signs in an equation make two of it",
    same: [
      ["3x\\pm 4y=0", "y=\\pm\\frac{3}{4}x"],
      ["y = \\pm 2x", "2x \\pm y = 0"],
      ["y = \\pm \\frac{b}{a}x", "bx \\pm ay = 0"],
      ["\\frac{x}{3} \\pm \\frac{y}{5} = 0", "y = \\pm \\frac53 x"],
      ["y - 1 = \\pm 2(x - 3)", "y = 2x - 5, y = -2x + 7"],
      ["x \\pm y\\sqrt{2} = 0", "x - \\sqrt2 y = 0 \\text{ and } x + \\sqrt2 y = 0"],
      ["5x \\mp 12y = 0", "y = \\pm \\frac{5}{12}x"],
      ["x = \\pm \\frac43 y", "y = \\pm \\frac34 x"],
    ],
    different: [
      ["3x\\pm 4y=0", "y=\\pm\\frac{4}{3}x"],
      ["3x\\pm 4y=0", "y=\\frac{3}{4}x"],
      ["3x\\pm 4y=1", "y=\\pm\\frac{3}{4}x"],
      ["y - 1 = \\pm 2(x - 3)", "y = 2x - 5, y = -2x + 5"],
      ["y = \\pm 2x", "x = \\pm 2y"],
      ["y = \\pm 2x", "x = \\pm 2"],
    ],
  },
  {
    name: "a constant alone on its side",
    why: "an arbitrary constant takes up a factor and a term",
    same: [
      ["x^2+y^2=C", "\\frac{y^2}{2}+\\frac{x^2}{2}=C"],
      ["x^2 - 4y^2 = C", "4y^2 - x^2 = K"],
      ["\\frac{1}{y} + \\ln x = C", "\\ln x^2 + \\frac{2}{y} = C"],
      ["x^2+y^2=C", "\\frac{y^2}{2}=-\\frac{x^2}{2}+C"],
      ["3x^2y + y^3 = c", "x^2 y + \\frac{y^3}{3} = C"],
      ["e^x \\sin y + x^2 = C", "2e^x \\sin y + 2x^2 = C_1"],
      ["xy - x^2 = C", "x^2 - xy = C"],
      ["xy - x^2 + 3 = C", "x^2 - xy = C"],
      ["x^2 + y^2 + 2x = C", "(x+1)^2 + y^2 = C"],
      ["x^2 + y^2 = 2C", "x^2+y^2 = C"],
      ["\\ln|x| + y = C", "y = C - \\ln|x|"],
    ],
    different: [
      ["x^2+y^2=C", "x^2+2y^2=C"],
      ["x^2+y^2=C", "x^2-y^2=C"],
      ["x^2+y^2=Cx", "x^2/2+y^2/2=C"],
      ["x^2+y^2=C^2", "x^2+2y^2=C^2"],
      ["x^2+y^2=4", "x^2/2+y^2/2=4"],
      ["x^2+y^2=a", "x^2+y^2=2a"],
      ["y = Cx", "y = 2x + C"],
      ["x^2+y^2=r", "2x^2+2y^2=r"],
      ["2x+3y=k", "4x+6y=k"],
      ["y = C", "x = C"],
      ["xy = C", "x + y = C"],
    ],
  },
]);
