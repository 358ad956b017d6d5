// What a text says of the order of its items, of the number of things and of its unknowns makes another answer.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "an order that is said",
    why: "it makes a list a sequence, but roots and divisors are listed in an order only by the way",
    same: [
      ["Arranged from greatest to least, we have 3/4, 2/3, 3/5.", "3/4, 2/3, 3/5"],
      ["Ordered from smallest to largest: 3/5, 2/3, 3/4", "3/5 < 2/3 < 3/4"],
      ["From tallest to shortest: Tom, Ann, Bo", "Tom, Ann, Bo"],
      ["In increasing order the roots are -2 and 3.", "3, -2"],
      ["The divisors in order are 1, 2, 4", "4, 2, 1"],
      ["The numbers are 2, 5 and 9, in any order.", "9, 5, 2"],
      ["The numbers, sorted, are 2, 5 and 9.", "{9, 5, 2}"],
      ["Ordenados de menor a mayor: 2, 5, 9.", "2, 5, 9"],
    ],
    different: [
      [
        "2/3 ≈ 0.667, 3/5 = 0.6, 3/4 = 0.75.\n\nArranged from greatest to least, we have 3/4, 2/3, 3/5.",
        "3/5, 2/3, 3/4",
      ],
      ["The numbers in order are: 5, 3, 0, −2, −6", "-6, -2, 0, 3, 5"],
      ["From tallest to shortest: Tom, Ann, Bo", "Bo, Ann, Tom"],
      ["In alphabetical order: Ann, Bo, Tom", "Tom, Bo, Ann"],
      ["Ordenados de menor a mayor: 2, 5, 9.", "9, 5, 2"],
      ["Em ordem crescente: 2, 5, 9", "9, 5, 2"],
      ["Dans l'ordre croissant : 2, 5, 9.", "9, 5, 2"],
      ["In aufsteigender Reihenfolge: 2, 5, 9.", "9, 5, 2"],
      ["In ordine crescente: 2, 5, 9", "9, 5, 2"],
      ["Op volgorde: 2, 5, 9", "9, 5, 2"],
      ["W kolejności rosnącej: 2, 5, 9", "9, 5, 2"],
      ["В порядке возрастания: 2, 5, 9.", "9, 5, 2"],
      ["Küçükten büyüğe sıralanmış: 2, 5, 9", "9, 5, 2"],
      ["Theo thứ tự từ bé đến lớn: 2, 5, 9.", "9, 5, 2"],
      ["Urutan dari yang terkecil: 2, 5, 9.", "9, 5, 2"],
      ["从小到大排列：2, 5, 9。", "9, 5, 2"],
      ["小さい順に 2, 5, 9 です。", "9, 5, 2"],
      ["작은 수부터 차례로 2, 5, 9입니다.", "9, 5, 2"],
      ["بالترتيب: 2، 5، 9", "9, 5, 2"],
      ["आरोही क्रम में: 2, 5, 9", "9, 5, 2"],
    ],
  },
  {
    name: "a number of things",
    why: "40 pupils of 200 are not 40%, though beside a bare number the sign may be missing",
    same: [
      ["Cevap: 40", "%40"],
      ["Antwort: 40 Prozent", "40%"],
      ["The answer is 40.", "40%"],
    ],
    different: [
      [
        "Okulda 200 öğrenci var. Bunların %20'si servisle geliyor.\n\n200 × 20 / 100 = 40\n\nCevap: 40 öğrenci servisle geliyor.",
        "%40",
      ],
      ["Die Antwort ist 40 Schüler.", "40%"],
      ["Es gibt 200 Schüler. Also kommen 40 Schüler mit dem Bus.", "40%"],
      ["There are 200 students. So 40 students come by bus.", "40%"],
    ],
  },
  {
    name: "unknowns with an index",
    why: "they are names, but of the roots of one equation, which may be numbered any way",
    same: [
      ["x_1 = 2, x_2 = -7", "-7; 2"],
      ["x_2 = -7, x_1 = 2", "x_1 = -7, x_2 = 2"],
      ["x^2 - 4x = 0, so x_1 = 4 and x_2 = 0.", "x_1 = 0, x_2 = 4"],
      ["2x_1 + 3x_2 = 8 and x_1 - x_2 = 4. So x_1 = 4 and x_2 = 0.", "x_1 = 4, x_2 = 0"],
      ["So a_1 = 4 and a_2 = 0.", "a_2 = 0, a_1 = 4"],
      ["y_1 = 2, y_2 = -7", "y = 2 or y = -7"],
    ],
    different: [
      ["Adding the equations gives 2a = 8. So a_1 = 4 and a_2 = 0.", "a_1 = 0, a_2 = 4"],
      ["So the answer is c_1 = 4, c_2 = 0.", "c_1 = 0, c_2 = 4"],
      ["So $y_1 = 4$ and $y_2 = 0$.", "$y_1 = 0$, $y_2 = 4$"],
      ["2x_1 + 3x_2 = 8 and x_1 - x_2 = 4. So x_1 = 4 and x_2 = 0.", "x_1 = 0, x_2 = 4"],
    ],
  },
  {
    name: "numbers offered beside a set",
    why: "alternatives to it are no members of it",
    same: [
      ["0 or [2, 3]", "{0} \\cup [2, 3]"],
      ["x = 1 or x > 2", "{1} \\cup (2, \\infty)"],
      ["(2, \\infty) or (-\\infty, 0)", "(-\\infty, 0) \\cup (2, \\infty)"],
    ],
    different: [
      ["67081 or (2,\\infty) or 15699 or 13654", "(2,\\infty)"],
      ["5 or (2,\\infty)", "(2,\\infty)"],
      ["[0, 9] or 4", "0 \\le x \\le 9"],
    ],
  },
]);
