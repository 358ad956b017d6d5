// Answers that there is nothing, or that something does not exist.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "nothing in other words",
    why: 'bold type and a "No" before it say no more; one kind of thing is not another',
    same: [
      ["\\boxed{\\text{The integral does not exist}}", "DNE"],
      ["The sum **does not exist**.", "\\text{does not exist}"],
      ["\\boxed{\\text{The limit does not exist}}", "\\text{The limit does not exist.}"],
      ["\\boxed{\\text{limit does not exist}}", "DNE"],
      ["The derivative does not exist.", "Does not exist"],
      ["**The limit does not exist.**", "DNE"],
      ["The system has **no solution**.", "\\emptyset"],
      ["There are **no real solutions**.", "\\text{no real solutions}"],
      ["The equation has **no real roots**.", "\\varnothing"],
      ["This inequality has **no solutions**.", "\\text{No solution}"],
      ["No, such a function does not exist.", "\\text{no such functions exist}"],
      ["No, there are no such integers.", "\\text{There are no such integers}"],
      ["No, there is no such prime.", "No such prime exists."],
      ["No: no such triple exists.", "There exists no such triple."],
      ["No, such numbers do not exist.", "no such number exists"],
    ],
    different: [
      ["The limit exists", "DNE"],
      ["\\boxed{\\text{The limit does not exist}}", "0"],
      ["\\boxed{\\text{The limit does not exist}}", "\\infty"],
      ["The equation has **no real solutions**.", "0"],
      ["The equation has **no real solutions**.", "\\begin{pmatrix}0\\end{pmatrix}"],
      ["The equation has **no real solutions**.", "\\{0\\}"],
      ["The equation has **one real solution**.", "\\varnothing"],
      ["The equation has **no integer solutions**.", "\\text{no real solutions}"],
      ["The equation has **two real solutions**.", "\\varnothing"],
      ["No, such a polynomial does not exist.", "\\text{no such functions exist}"],
      ["No, such a polynomial does exist.", "\\text{no such polynomials exist}"],
      ["Yes, such a polynomial exists.", "\\text{no such polynomials exist}"],
      ["The empty matrix", "\\varnothing"],
      ["The equation has **no** complex roots.", "\\text{no real roots}"],
      ["The maximum does not exist", "\\text{The minimum does not exist}"],
    ],
  },
]);
