// Formulas that a sentence ends in without delimiters, and lists of solutions that close a response.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "formulas without delimiters",
    why: "a letter that something is added to is a formula, though neither $ nor a command marks it",
    same: [
      ["These are 5 and -3.\n\nSo x² + 2x - 15 = (x + 5)(x - 3).", "(x-3)(x+5)"],
      ["We need 5 and -3.\n\nThe factored form is (x + 5)(x - 3).", "(x+5)(x-3)"],
      ["x² − 2x + 2 = (x − 1)² + 1\nSo replace x − 1 by x and you get f(x) = x² + 1.", "f(x) = x^2 + 1"],
      ["The slope is 2 and y + 1 = 2(x - 1).\n\nSimplify: y = -3 + 2x", "y = 2x - 3"],
      ["The sum of 3n and 5 is asked. So the total is 3n + 5.", "3n + 5"],
      ["On reconnaît l'identité.\nDonc 4x² − 9 = (2x + 3)(2x − 3).", "(2x-3)(2x+3)"],
      ["r = 3, θ = 2π/3\nSo the arc is 2π cm long.", "2\\pi"],
      ["r = 3, θ = 2π/3\nSo the arc is 2π cm long.", "2\\pi \\text{ cm}"],
      ["r = 5\n\nL'area del cerchio è 25π cm².", "25\\pi"],
      ["The legs are 1 and 2.\nSo the height is sqrt(3)/2.", "\\frac{\\sqrt{3}}{2}"],
    ],
    different: [
      ["r = 3, θ = 2π/3\nSo the arc is 2π cm long.", "2\\pi \\text{ m}"],
      ["These are 5 and -3.\n\nSo x² + 2x - 15 = (x + 5)(x - 3).", "(x-5)(x+3)"],
      ["These are 5 and -3.\n\nThe factored form is (x + 5)(x - 3).", "-3"],
      ["x² − 2x + 2 = (x − 1)² + 1\nSo replace x − 1 by x and you get f(x) = x² + 1.", "1"],
      ["The sum of 3n and 5 is asked. So the total is 3n + 5.", "5"],
    ],
  },
  {
    name: "solutions at the end",
    why: "what closes a response says all of them, in whatever order its language puts verb and noun",
    same: [
      ["So either x + 2 = 0 or x - 1 = 0.\n\nThe solutions are **x = -2** and **x = 1**.", "1, -2"],
      ["D = 25, x = (1+5)/2 = 3.\nAlso sind die Lösungen 3 und -2.", "-2, 3"],
      ["D = 25, x = (1+5)/2 = 3.\nDus zijn de oplossingen 3 en -2.", "-2, 3"],
      ["D = 25, x = (1+5)/2 = 3.\nLe soluzioni sono quindi 3 e −2.", "-2, 3"],
      ["D = 25, x = (1+5)/2 = 3.\nLas soluciones son entonces 3 y -2.", "-2, 3"],
    ],
    different: [
      ["So either x + 2 = 0 or x - 1 = 0.\n\nThe solutions are **x = -2** and **x = 1**.", "1"],
      ["D = 25, x = (1+5)/2 = 3.\nAlso sind die Lösungen 3 und -2.", "3"],
      ["D = 25, x = (1+5)/2 = 3.\nAlso sind die Lösungen nicht 3 und -2.", "-2, 3"],
    ],
  },
  {
    name: "days of the week and dates in two languages",
    why: "a data set's English name is the day that a response names in its own language",
    same: [
      [
        "Ce sera donc un jour de marché, car nous avons 4 jours de plus. Réponse : mercredi",
        "\\text{Wednesday}",
      ],
      ["水曜日", "Wednesday"],
      ["quarta-feira", "mercredi"],
      ["Respuesta: 14 de marzo", "March 14"],
    ],
    different: [
      ["martes", "Wednesday"],
      ["Respuesta: 14 de marzo", "March 4"],
      ["Respuesta: 14 de marzo", "May 14"],
    ],
  },
  {
    name: "no number that satisfies it",
    why: "an equation without solutions, said of the numbers",
    same: [
      [
        "The discriminant of $x^2+2x+5=0$ is $4-20 = -16 < 0$. Since it is negative, there is no real number x that satisfies the equation.",
        "\\text{no real solutions}",
      ],
      [
        "Since the discriminant is -16, there are no real values of x that satisfy this equation.",
        "no real solution",
      ],
      ["No integer n satisfies both conditions.", "no integer solution"],
    ],
    different: [
      ["Since the discriminant is -16, there are no real values of x that satisfy this equation.", "-16"],
      [
        "There is no real number x that satisfies the first equation, but x = 2 fits the second.",
        "no solution",
      ],
    ],
  },
  {
    name: "two boxes that may both be right",
    why: "a response that stands by two answers gives none",
    same: [],
    different: [
      [
        "Method 1 gives $\\boxed{32}$.\n\nMethod 2 gives $\\boxed{36}$.\n\nBoth answers can be considered correct.",
        "36",
      ],
      ["$\\boxed{32}$ or, counting all, $\\boxed{36}$. Either may be correct.", "36"],
    ],
  },
  {
    name: "what stands at the end and is no other answer",
    why: "a check that agrees, an option with its text, a plan that calculates nothing",
    same: [
      ["x = 9\n\nLet me check: 3 * 9 - 5 = 27 - 5 = 22. This is the same as the right side, 22.", "9"],
      ["Distance = speed × time = 60 × 0.25 = 15\n\n**Option B: 15 km**", "\\text{(B)}"],
    ],
    different: [
      ["x = 9\n\nLet me check: 3 * 9 - 5 = 27 - 5 = 22. This is the same as the right side, 22.", "22"],
      ["Distance = speed × time = 60 × 0.25 = 15\n\n**Option B: 15 km**", "\\text{(C)}"],
      [
        "To solve this problem, follow these steps:\n1. Write down the number of slices in each pizza, which is 6.\n2. Multiply it by the number of pizzas.\n3. Your result is the number of slices left.",
        "6",
      ],
    ],
  },
]);
