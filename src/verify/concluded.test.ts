// What a last sentence concludes that is no number, and what it does not say.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

type Row = [text: string, states: string | null, ...others: string[]];

const RULES: Record<string, Row[]> = {
  "something does not exist": [
    [
      "The left limit is $-1$ and the right limit is $1$, so the limit does not exist.",
      "DNE",
      "1",
      "-1",
      "0",
    ],
    ["The left limit is $-1$. Therefore, the limit does not exist.", "does not exist", "-1"],
    ["The ratio is $2 > 1$. Hence the series diverges.", "diverges", "2"],
    ["At $x = 2$ the denominator is $0$, so the slope is undefined.", "undefined", "0"],
    ["The slopes differ at $x = 2$, so the derivative does not exist at $x = 2$.", "DNE", "2"],
    ["We need $n^2 = 7$, so no such integer exists.", "no solution", "7"],
    ["The discriminant is $-16 < 0$, so the equation has no real solutions.", "no real solutions", "-16"],
    ["The left limit is $-1$, so it is not true that the limit does not exist.", null, "DNE"],
    ["One might think the limit does not exist, but it equals $1$.", "1", "DNE"],
    ["If $a = 1$, the limit does not exist. So $a = 2$.", null, "DNE"],
    ["The left limit is $1$, so the limit does not exist only if the right one is not $1$.", null, "DNE"],
    ["The series $a_n$ diverges, so the sum of $b_n$ converges.", null, "diverges"],
    ["The slopes are $2$ and $3$, so there are no solutions outside the interval.", null, "no solution"],
    ["$f(2)$ is $3$, so the function is undefined nowhere.", null, "undefined"],
    ["The number of real solutions is $0$, so there are no real solutions.", "0"],
  ],
  "relations, sets and intervals": [
    [
      "A sign chart shows where $(x-3)(x+1)>0$. Therefore the solution is x < -1 or x > 3.",
      "$(-\\infty,-1)\\cup(3,\\infty)$",
      "-1",
      "3",
      "$(-1,3)$",
      "x > 3",
    ],
    ["The lines cross where 2x = 6. So the point is (3, 1).", "(3, 1)", "(1, 3)", "3"],
    [
      "Reducing step by step, the product is [[2, -1], [0, 3]].",
      "\\begin{pmatrix}2&-1\\\\0&3\\end{pmatrix}",
      "2",
    ],
    ["The roots are 1 and 4. Hence the solution set is {1, 4}.", "\\{1,4\\}"],
    ["L'ensemble des solutions est S = ]−3 ; 2].", "(-3, 2]", "[-3, 2]", "2"],
    ["On factorise : (x+3)(x-2) ≤ 0. Donc S = [−3 ; 2].", "[-3, 2]", "2"],
    ["Also ist die Lösungsmenge L = [2; 5].", "[2, 5]", "5"],
    ["El conjunto solución es S = [2, 5).", "[2, 5)", "[2, 5]"],
    ["La solution est donc x < -1 ou x > 3.", "(-\\infty,-1)\\cup(3,\\infty)"],
    ["Решение неравенства: x ∈ (2; 5).", "(2, 5)"],
    ["Therefore the solution is not x < -1 or x > 3.", null, "$(-\\infty,-1)\\cup(3,\\infty)$"],
    ["Therefore the solution is x < -1 and x > 3.", null, "$(-\\infty,-1)\\cup(3,\\infty)$"],
    ["The condition of the problem is x > 3. We found 5.", null, "(3, \\infty)"],
    ["The domain is [2, 5], but the range is [0, 1].", null, "[2, 5]"],
  ],
  "all real numbers but for some": [
    [
      "Only $x \\ge 3$ is left. **The domain is all real numbers greater than or equal to 3.**",
      "[3,\\infty)",
      "3",
    ],
    ["The domain is all real numbers less than 4.", "(-\\infty,4)", "(-\\infty,4]", "4"],
    ["Since $x^2+1$ is positive, the inequality is satisfied by **all real numbers**.", "(-\\infty,\\infty)"],
    ["We find k = 3. This inequality holds for all real numbers.", "3"],
    ["The inequality is not satisfied by all real numbers.", null, "(-\\infty,\\infty)"],
    ["The inequality is satisfied by all real numbers greater than 2.", "(2,\\infty)", "(-\\infty,\\infty)"],
  ],
  "powers of ten with a unit": [
    [
      "With c = λf, f = (3.0 × 10⁸)/(6.0 × 10⁻⁷), so f = 5.0 × 10¹⁴ Hz.",
      "5 \\times 10^{14}",
      "3 \\times 10^8",
    ],
    ["With E = hν we find E = 3.3 × 10⁻¹⁹ J.", "3.3 \\times 10^{-19}", "3.3"],
    ["The answer is 3.3 × 10⁻¹⁹ J.", "3.3 \\times 10^{-19}", "3.3 \\times 10^{19}"],
    ["3 × 10² x", null, "3 \\times 10^2"],
  ],
  "when something ends": [
    ["It starts at 6:45 PM and lasts 110 minutes. It will end at 8:35 PM.", "8:35 PM", "8:35 AM", "6:45 PM"],
    ["The train leaves at 14:20. The trip takes 95 minutes. It arrives at 15:55.", "15:55", "14:20"],
    ["She starts at 9 a.m. and works 3 hours. She finishes at noon.", "12 p.m.", "3"],
    ["Le film commence à 18h45 et dure 1 heure 50. Il se terminera à 20h35.", "20:35", "18:45"],
    ["It cannot end at 8:35 PM. It lasts 2 hours.", null, "8:35 PM"],
    ["It starts at 6 PM. It did not end at 8:35 PM.", null, "8:35 PM"],
    ["It is open 12 hours. Nobody arrives at 9 PM.", null, "9 PM"],
  ],
  "who it is of those named": [
    ["Amy ran 5 miles and Beth ran 7 miles. The person who ran the farthest is Beth.", "Beth", "Amy", "7"],
    ["Amy ran 5 miles and Beth ran 7 miles. The winner is **Beth**.", "Beth", "Amy"],
    ["太郎は140cm、花子は145cmです。一番背が高いのは花子です。", "花子", "太郎", "145"],
    ["小明140厘米，小红145厘米。最高的是小红。", "小红", "小明"],
    ["민수는 140cm, 영희는 145cm입니다. 가장 키가 큰 사람은 영희입니다.", "영희", "민수"],
    ["Ana mide 140 cm y Luis mide 145 cm. La persona más alta es Luis.", "Luis", "Ana"],
    ["Anna ist 140 cm und Lena 145 cm groß. Die Größte ist Lena.", "Lena", "Anna"],
    ["Aline mesure 140 cm et Chloé 145 cm. La plus grande est Chloé.", "Chloé"],
    ["Анна ростом 140 см, Лена 145 см. Самая высокая - Лена.", "Лена"],
    ["Jan ma 5 lat, Ola ma 7 lat. Najstarsza jest Ola.", "Ola", "Jan"],
    ["An cao 140 cm, Bình cao 145 cm. Người cao nhất là Bình.", "Bình"],
    ["Amy is 5 and Beth is 7. The oldest is Carl.", null, "Carl"],
    ["Amy is 5 and Beth is 7. The oldest is not Beth.", null, "Beth"],
    ["Amy is 5 and Beth is 7. The oldest is Beth or Amy.", null, "Beth", "Amy"],
    ["Amy has 5 and Beth has 7. So together they have 12. The one with the most is Beth.", "12"],
    ["小明有5本，小红有7本。最多的不是小明。", null, "小明"],
    ["Ana tiene 5 y Eva tiene 7. En total tienen 12. La que más tiene es Eva.", "12", "Eva"],
  ],
  "who it was": [
    ["C'est Victor Hugo qui a écrit « Les Misérables », et non Émile Zola.", "Victor Hugo", "Émile Zola"],
    ["It was Victor Hugo who wrote the book, not Zola.", "Victor Hugo", "Zola"],
    ["Foi Santos Dumont quem inventou o avião.", "Santos Dumont"],
    ["Es war Victor Hugo, der das Buch schrieb.", "Victor Hugo"],
    ["Ce n'est pas Victor Hugo qui a écrit ce livre.", null, "Victor Hugo"],
    ["It was not Victor Hugo who wrote the book, but Zola.", null, "Victor Hugo"],
    ["It was Tom or Ann who won.", null, "Tom", "Ann"],
    ["It was Tom who said it was Ann who won.", null, "Tom", "Ann"],
    ["It was Tom who lost, so Ann won.", null, "Tom"],
    ["It was Tom who didn't win.", null, "Tom"],
  ],
};

describe.each(Object.entries(RULES))("%s", (_, rows) => {
  it.each(rows)("%s", (text, states, ...others) => {
    if (states !== null) expect(judge(text, states).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict === true]).toEqual([other, false]);
  });
});
