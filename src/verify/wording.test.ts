// How answers are worded: numbers in words, names, parts, formulas without delimiters, amounts and times of a language.
// The right answer is recognised, and no other number of the text is accepted.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import { withDigits } from "./wording/spelled.ts";

/** A text, its answer, and others that it does not give. */
type Row = [text: string, answer: string, ...others: string[]];

const rules: Record<string, Row[]> = {
  "a number in words": [
    ["Fifteen.", "15", "5"],
    ["three quarters", "3/4", "3", "4"],
    ["So there are exactly thirty-six squares on the board.", "36", "30", "6"],
    ["When the tank is full, two fifths of the water is left over.", "2/5", "2", "5"],
    ["The sum is 4 - 4. Hence the difference is zero.", "0", "4"],
    ["Por lo tanto quedan veintitrés sillas.", "23", "3"],
    ["Also sind es insgesamt siebenundvierzig Tage.", "47", "7", "40"],
    ["Il reste donc quatre-vingt-douze pages à lire.", "92", "80", "12"],
    ["Quindi restano trentotto pagine da leggere.", "38", "8"],
    ["Значит, осталось тридцать две тетради.", "32", "30"],
    ["所以还剩三十六本书(原来有50本)。", "36", "50", "6"],
    ["Entonces la parte pedida es dos tercios.", "2/3", "2", "3"],
  ],
  "what is denied by a word behind it": [
    ["答えは21ではなく34です。", "34", "21"],
    ["답은 21개가 아니라 34개입니다.", "34", "21"],
    ["정답은 21이 아닌 34이다.", "34", "21"],
    ["Doğru cevap 21 değil, 34.", "34", "21"],
    ["Cevap 34, 21 değil.", "34", "21"],
    ["सही उत्तर 21 नहीं बल्कि 34 है।", "34", "21"],
  ],
  "a number in words behind a phrase of its language": [
    ["La respuesta correcta es cuarenta y tres.", "43", "40", "3"],
    ["Die Antwort ist siebenundzwanzig.", "27", "7", "20"],
    ["La risposta è ventidue mele.", "22", "20"],
  ],
  "dozens by the piece": [
    ["In total, three dozen rolls.", "36", "3"],
    ["They bake 4 dozen.", "48", "4"],
    ["three dozen", "3 dozen", "3"],
  ],
  "bold type with underscores, and pictures": [
    ["__Final answer__: 52 🎉", "52", "5"],
    ["6 + 8 = 14\n__Answer__: *14* 🍎", "14", "6", "8"],
  ],
  "a reason with brackets of its own": [
    ["Since f(2, 3) equals (4, 9), the sum of both is 13.", "13", "4", "9"],
  ],
  "a time of day and the part of the day": [
    ["The two buses leave together at 6:40 in the evening.", "6:40 p.m.", "6:40 a.m."],
    ["The bell rings again at 8:15 in the morning.", "8:15", "8:15 PM"],
    ["The answer is 9:30 at night.", "9:30 PM", "9:30 AM"],
    ["The ferries pass each other at midnight.", "12:00 a.m.", "12:00 PM"],
    ["Both shifts end at noon.", "12 PM", "12 AM"],
  ],
  "a reason on the line of a bare answer": [
    ["36. Explanation: 4 rows of 9 chairs.", "36", "4", "9"],
    ["2/3 - Reason: 4 of the 6 faces are red.", "2/3", "4", "6"],
  ],
  "the end of a line that says Final": [
    ["6 * 7 = 42\n**Final:** 41", "41", "42", "6"],
    ["Final: 41 stamps", "41"],
  ],
  "the value in another unit": [
    ["The film lasts 1 h 50 min, which in minutes is 110.", "110", "50", "1"],
    ["The plank measures 1.5 m, i.e. 150 cm.", "150 cm", "15 cm", "1.5 cm"],
    ["w has modulus 3 and argument 90°, which is to say w = 3i.", "3i", "3", "90"],
  ],
  "an answer in words beside its reason": [
    ["Because 100 > 36 + 49, the triangle is obtuse.", "obtuse", "acute"],
    ["The number is composite, because 91 = 7 * 13.", "composite", "prime", "91"],
    ["Option D is correct; A and B fail at x = 2.", "D", "A", "B"],
    [
      "45 days after a Tuesday is a Friday, since 45 leaves remainder 3 on division by 7.",
      "Friday",
      "Tuesday",
    ],
  ],
  "the letter that a value is of": [
    ["The asymptote of the graph is x = 8.", "x = 8", "y = 8"],
    ["Its equation is y = -3, a horizontal line.", "y=-3", "x=-3"],
    ["The price is p = 8.", "8"],
  ],
  "a change in percent beside the change": [
    ["The rent went up by 60 (from 240 to 300), which is an increase of 25%.", "25%", "60", "240"],
    ["Its weight fell by 6, which is a drop of 15%.", "15%", "6"],
  ],
  "a name that a conclusion ends in": [
    ["So the fastest runner was Carmen (12 seconds, against 14 of Ines).", "Carmen", "12", "14", "Ines"],
    ["Therefore, the winning colour is Green.", "Green", "Red"],
    ["Die Stadt mit den meisten Gästen ist Wien.", "Wien", "Graz"],
  ],
  "an option in a sentence": [
    ["A) 3 B) 5 C) 7\nThe sum is 2 + 5. This matches option C.", "C", "A", "B"],
    ["Only the second one is even, so we choose answer (B).", "B", "A"],
  ],
  "parts that are one answer": [
    ["So a = 7 and b = -2.", "(7, -2)", "7", "-2", "(-2, 7)"],
    ["Factoring x^2 - 5x - 14 = (x - 7)(x + 2), the solutions are x = 7 and x = -2.", "-2, 7", "7"],
    ["The roots of the equation are 3 and 8.", "3, 8", "3", "8"],
    ["Die Lösungen sind 3 und 8.", "3, 8", "3"],
  ],
  "a formula without delimiters": [
    ["So x can be anything from 2 up to 6, both ends included: 2 ≤ x ≤ 6.", "[2,6]", "6", "(2,6)"],
    [
      "The root vanishes at 5, and therefore the domain is (−∞, 5) ∪ (5, ∞).",
      "(-\\infty,5)\\cup(5,\\infty)",
      "5",
    ],
    ["By Pythagoras the diagonal measures 3√2 cm (about 4.24 cm).", "3\\sqrt{2}", "2", "3"],
    ["From 3 = 2·2 + b we get b = −1. The line is y = 2x − 1.", "y=2x-1", "-1", "2"],
    ["m ∈ {2, 4, 8}. I found these by trying all of 1 to 8.", "\\{2,4,8\\}", "8"],
    ["Expanding, we get q(x) = x³ + 2x² − 5, whose value at 1 is −2.", "x^3+2x^2-5", "-2", "1"],
  ],
  "a chain from a name to a number": [
    ["gcd = 2³ · 3 = 8 · 3 = 24.", "24", "8", "3"],
    ["∵ the angles add up to 180°\n∴ ∠B = 180° − 50° − 60° = 70°", "70", "50", "60"],
    ["As $|q|<1$ it converges, and $$T=\\frac{b}{1-q}=\\frac{4}{1-\\frac12}=8.$$", "8", "4"],
    ["\\(\\therefore\\; m = -\\dfrac{5}{4}\\)", "-1.25", "5", "4"],
    ["and so the smaller root is\n\\[\nx=2.\n\\]", "2"],
  ],
  "a time with its half of the day, a day with its month": [
    [
      "Their walk ends at 7:15 a.m., two hours after it began at 5:15 a.m.",
      "7:15 a.m.",
      "7:15 p.m.",
      "5:15 a.m.",
    ],
    [
      "The film starts at 6:20 pm and lasts 95 minutes, which means it ends at 7:55 pm.",
      "7:55 p.m.",
      "6:20 p.m.",
      "95",
    ],
    ["Counting 20 days on from May 25, we land on **June 14**.", "June 14", "July 14", "20"],
    ["So the deadline is the 3rd of August.", "August 3", "September 3"],
  ],
  "what stands beside a value": [
    [
      "Sharing 23 plums among 4 children, every child receives 5 plums (with 3 left in the bowl).",
      "5",
      "23",
      "4",
      "3",
    ],
    ["Each card costs $0.75, in other words 75 cents, because 4 of them were $3.", "0.75", "4", "3"],
    ["Answer: 5/8 — five of the eight cards are red.", "5/8", "8"],
    ["Logo, a Rita gastou R$ 60,50 na loja: R$ 40,50 em pão e R$ 20,00 em leite.", "60.50", "40.50", "20"],
    [
      "Damit ist die gesuchte Zahl die 23 – sie ist die einzige Primzahl zwischen 20 und 28.",
      "23",
      "20",
      "28",
    ],
    ["Somit zahlt sie 31,50 €, nämlich 3 × 10,50 €.", "31.50", "3", "10.50"],
    ["La ville compte donc 15 300 habitants, soit 300 de plus qu'en 2015.", "15300", "300", "2015"],
    [
      "Quindi Luca ha risparmiato 84 euro in sei settimane, mettendo da parte 14 euro a settimana.",
      "84",
      "14",
    ],
    ["Buna göre sepetteki elma sayısı 18'dir ve armutlardan 4 fazladır.", "18", "4"],
  ],
  "amounts and times as a language writes them": [
    ["Jadi, Sari harus membayar Rp45.000 untuk dua buku.", "45000", "45"],
    ["Zatem Ola wydała 27,40 zł (z 30 zł).", "27.40", "30"],
    ["Elles arrivent à 9 h 45, vingt minutes après le début.", "9:45", "45"],
    [
      "Der Zug kommt also um 17.25 Uhr an, genau 2 Stunden und 10 Minuten nach der Abfahrt.",
      "17:25",
      "2",
      "10",
    ],
    ["Ergebnis\n\n3.600 Umdrehungen, denn 60 pro Sekunde mal 60 ergibt das", "3600", "60"],
    ["On trouve finalement x = 3,5 ; on vérifie bien que 2 × 3,5 = 7.", "3.5", "7", "2"],
  ],
  "what announces an answer": [
    ['{"thought": "6 rows of 8 are 48, minus 3", "answer": 45}', "45", "48", "3"],
    ['```json\n{"steps": ["6*8=48"], "final_answer": "45 chairs"}\n```', "45", "48"],
    ["<out>\n<work>6 * 8 = 48</work>\n<final_answer>45</final_answer>\n</out>", "45", "48"],
    ["Final answer → 45", "45"],
    ["Result: `45`\n\n(it stops after the 3rd pass since 7**2 > 45)", "45", "3", "7"],
    ["Answer: $40\n\nEDIT: sorry, I forgot the tax. With the $5 tax the bill is $45.", "45", "40", "5"],
  ],
  "what is set off, added up or printed": [
    [
      "Run it:\n\n```python\nprint(sum(range(9)))\n```\n\nOutput:\n```\n36\n```\n\nThe machine prints 36 on its screen.",
      "36",
      "9",
    ],
    [
      "| Item | Cost |\n|---|---|\n| Pens | $5 |\n| **Total** | **$12** |\n\nHe hands over **$12** at the desk.",
      "12",
      "5",
    ],
    [
      "Run it:\n\n```python\nprint(sum(range(10)))\n```\n\nOutput:\n```\n45\n```\n\nThe numbers below 10 add up to 45.",
      "45",
      "10",
    ],
  ],
};

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%j: %j", (text, answer, ...others) => {
    expect(judge(text, answer).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
  });
});

it.each([
  ["The text doesn't say how many of the 9 cats are black, so the number cannot be determined.", "9"],
  ["On ne sait pas combien des 9 chats sont noirs ; impossible de déterminer ce nombre.", "9"],
  ["Da nicht alle 9 Katzen gezählt wurden, lässt sich die Zahl nicht bestimmen.", "9"],
  ["There are two bowls. So he has one plum left and four figs.", "4"],
  ["Answer: 20\n\nEDIT: I went through all 3 steps again and they hold.", "3"],
  ["Zatem zostało 15 śliwek, czyli o 6 mniej niż rano.", "6"],
  ["所以他付了55元:笔30元,书25元。", "25"],
  ["답은 21이 아닙니다.", "21"],
  ["答えは21ではない。", "21"],
  ["Cevap 21 değil.", "21"],
  ["The triangle is not obtuse, because 64 < 36 + 49.", "obtuse"],
  ["It is obtuse only because 9 is greater than 8, but the other is acute.", "obtuse"],
  ["After three years the account holds $2,310.40, and $310.40 of it is interest.", "310.40"],
  ["Since May the club has 48 members, and 17 of those are new.", "17"],
])("%j does not give %s", (text, number) => expect(judge(text, number).verdict).not.toBe(true));

describe("numbers in words", () => {
  it.each([
    ["two hundred and six boxes", "English", "206 boxes"],
    ["one of them", "English", null],
    ["three dozen eggs", "English", "36 eggs"],
    ["half a dozen eggs", "English", "6 eggs"],
    ["quatre-vingt-dix-sept", "French", "97"],
    ["tweeëntwintig", "Dutch", "22"],
    ["ventuno", "Italian", "21"],
    ["hai mươi lăm", "Vietnamese", "25"],
    ["dua puluh lima", "Indonesian", "25"],
    ["yirmi beş", "Turkish", "25"],
    ["dwadzieścia pięć", "Polish", "25"],
    ["三分之二", "Chinese", "2/3"],
    ["一共", "Chinese", null],
    ["a hundred", "Klingon", null],
  ])("%s in %s: %s", (text, language, digits) => expect(withDigits(text, language)).toBe(digits));
});
