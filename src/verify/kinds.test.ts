// Answers as chat models write them, kind by kind and language by language: what a text states is recognised in every form
// given here, and no other number of it is accepted.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import { withDigits } from "./spelled.ts";

/** A text, forms of its answer, and what a hasty reader would take for it. */
type Row = [text: string, answers: string[], others: string[]];

const kinds: Record<string, Row[]> = {
  "what a value comes to that is said by way of another": [
    ["The answer is five minus two, which is three.", ["3"], ["5", "2"]],
    ["La moitié de 16, c'est-à-dire 8.", ["8"], ["16"]],
    ["Ele tem 8 a mais, ou seja, 24.", ["24"], ["8"]],
    ["Tiene 8 más, es decir, 24.", ["24"], ["8"]],
    ["25% von 80, das heißt 20.", ["20"], ["25", "80"]],
    ["Of the 120 guests, 45% are vegetarian, that is 54 guests.", ["54"], ["120"]],
    ["Tom has 4 more than 9, that is 13.", ["13"], ["4", "9", "5"]],
    ["Así, Juan tiene 12 canicas más que Pedro, es decir, 30 canicas.", ["30"], ["12"]],
    ["Emma pays 12 dollars more than Jack, i.e., $32.", ["32"], ["12"]],
    ["The answer is twice 10, or 20.", ["20"], ["10"]],
    ["The answer is 4 times 5, which is 20.", ["20"], ["4", "5"]],
    ["The answer is the sum of 8 and 12, i.e. 20.", ["20"], ["8", "12"]],
    ["The answer is half of 40: 20.", ["20"], ["40"]],
    ["The answer is less than 25, namely 20.", ["20"], ["25"]],
    ["The answer is 9², i.e., 81.", ["81"], ["9"]],
  ],
  "what stands beside the answer": [
    ["Our answer is 56: 7 rows times 8 seats.", ["56"], ["7", "8"]],
    ["The answer, 28, is twice 14.", ["28"], ["14"]],
    ["**Answer: B** — the perimeter is 24.", ["B"], ["C"]],
    ["The answer is 144 square feet, 12 feet on each side.", ["144"], ["12"]],
    ["So each friend pays $7.50 ($30 split 4 ways).", ["7.50"], ["30", "4"]],
    ["All in all: 12 apples; 4 of them are rotten.", ["12"], ["4"]],
    ["The answer is 12: 3 times 4.", ["12"], ["3", "4"]],
    ["Thus, there are 20 toys.\n\nNote: I assumed 5 toys per child.", ["20"], ["5"]],
  ],
  "what is denied or taken back": [
    ["The answer is A, not B.", ["A"], ["B"]],
    ["A média de 10 e 20 é 15, não 30.", ["15"], ["30", "10", "20"]],
    ["The answer is not known, but 7 is close.", [], ["7"]],
    ["There are more than 7 ways.", [], ["7"]],
    ["The answer is neither 10 nor 15, it is 12.", ["12"], ["10", "15"]],
    ["15? No, 12.", ["12"], ["15"]],
    ["Initially I said 18, but after checking, it's 20.", ["20"], ["18"]],
    ["18... no, 20.", ["20"], ["18"]],
    ["إذن الناتج النهائي هو 25 وليس 30.", ["25"], ["30"]],
    ["<think>Is it 5? Let me compute: 2+4=6.</think>**6**", ["6"], ["5", "2"]],
  ],
  "the purpose of an amount": [
    ["Thus Sam needs to sell 25 more tickets to reach 100.", ["25"], ["100"]],
    ["所以，一共需要 15 天才能完成 300 页。", ["15"], ["300"]],
    ["Por lo tanto, el tren tarda 3 horas en recorrer 240 km.", ["3"], ["240"]],
    ["Ela precisa de 12 dias para ler 240 páginas.", ["12"], ["240"]],
    ["Antwort: Er braucht 12 Tage, um 240 Seiten zu lesen.", ["12"], ["240"]],
    ["Servono 12 giorni per finire 240 pagine.", ["12"], ["240"]],
    ["उसे 240 पृष्ठ पढ़ने के लिए 12 दिन चाहिए।", ["12"], ["240"]],
    ["Dia membutuhkan 12 hari untuk membaca 240 halaman.", ["12"], ["240"]],
    ["Potrzebuje 12 dni, żeby przeczytać 240 stron.", ["12"], ["240"]],
    ["Hij heeft 12 dagen nodig om 240 bladzijden te lezen.", ["12"], ["240"]],
  ],
  "the sentence says which value it is about": [
    ["Vorher waren es 80, jetzt sind es 60.", ["60"], ["80"]],
    ["Adding 17 and 25 we obtain 42.", ["42"], ["17", "25"]],
    ["She started with 50, spent 20, and now has 30.", ["30"], ["50", "20"]],
    ["17 is the next number in the sequence 2, 5, 8, 11, 14.", ["17"], ["14"]],
    [
      "He earns $15 per hour, so for 8 hours he earns $120. After spending $30, he has $90.",
      ["90"],
      ["120", "15", "30"],
    ],
    ["5 hats cost her 20 dollars.", ["20"], ["5"]],
    ["5 years from now, he will be 20.", ["20"], ["5"]],
    ["He is 20 years old now and was 15 five years ago.", ["20"], ["15", "5"]],
    ["4 and 5 multiply to 20.", ["20"], ["4", "5"]],
    ["20 is twice as much as 10.", ["20"], ["10"]],
    ["20 is 25% of 80.", ["20"], ["25", "80"]],
    ["8 is the largest of 3, 8 and 5.", ["8"], ["3", "5"]],
    ["Mỗi hộp có 12 viên bi, nên 5 hộp có 60 viên bi.", ["60"], ["12", "5"]],
  ],
  "totals, rates and predicates in other languages": [
    ["小明有 12 个，小红有 8 个，一共有 20 个。", ["20"], ["12", "8"]],
    ["3人で割ると1人あたり8個になります。", ["8"], ["3", "1"]],
    ["Suma 12 i 30 wynosi 42.", ["42"], ["12", "30"]],
    ["De som van 12 en 30 is 42.", ["42"], ["12", "30"]],
    ["La somma di 12 e 30 è 42.", ["42"], ["12", "30"]],
    ["Zusammen haben sie 42 Briefmarken, davon 12 von Al.", ["42"], ["12"]],
    ["Die Summe von 12 und 30 ist 42.", ["42"], ["12", "30"]],
    ["La somme de 12 et 30 est 42.", ["42"], ["12", "30"]],
    ["La suma de 12 y 30 es 42.", ["42"], ["12", "30"]],
    ["A soma de 12 e 30 é 42.", ["42"], ["12", "30"]],
    ["Сумма 12 и 30 равна 42.", ["42"], ["12", "30"]],
    ["مجموع 12 و 30 هو 42.", ["42"], ["12", "30"]],
    ["12 और 30 का योग 42 है।", ["42"], ["12", "30"]],
    ["12 加 30 等于 42。", ["42"], ["12", "30"]],
    ["12と30の和は42です。", ["42"], ["12", "30"]],
    ["12와 30의 합은 42입니다.", ["42"], ["12", "30"]],
    ["12 ile 30'un toplamı 42'dir.", ["42"], ["12", "30"]],
  ],
  "short texts in other languages": [
    ["Dakle, 8.", ["8"], []],
    ["A área do retângulo é 48 m².", ["48"], []],
    ["Hasilnya 64, karena 8 dikali 8 sama dengan 64.", ["64"], ["8"]],
    ["Respuesta final: 12 manzanas en total.", ["12"], []],
    ["Das ergibt 3 · 4 = 12.", ["12"], ["3", "4"]],
    ["Vậy x = 4.", ["4"], []],
    ["Jadi, x = 4.", ["4"], []],
    ["Dus x = 4.", ["4"], []],
  ],
  "calculations in words": [
    ["In total: 5 × 8 + 3 = 43 stamps. Great!", ["43"], ["8"]],
    ["Half of 30 is 15, and 15 plus 4 is 19.", ["19"], ["15", "30", "4"]],
    ["15% of 80 = 12", ["12"], ["15", "80"]],
    ["3/4 of 20 = 15", ["15"], ["20", "3"]],
    ["25% of 80 is 20.", ["20"], ["25", "80"]],
  ],
  "chains and their last side": [
    ["Distance = speed × time = 60 km/h × 2.5 h = 150 km", ["150"], ["60", "2.5"]],
    ["= 12 + 8\n= 20", ["20"], ["12", "8"]],
    ["Hence $a+b = 3+4 = \\mathbf{7}$.", ["7"], ["3", "4"]],
    ["x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a} = \\frac{4 \\pm 2}{2} = 3 \\text{ or } 1", ["1,3"], ["3"]],
    ["S = πr² = 25π", ["25\\pi"], ["25"]],
    ["V = 4/3 π r³ = 36π cm³", ["36\\pi"], ["36", "4/3"]],
    ["The distance is 3\\,600 m.", ["3600"], ["3", "600"]],
    ["LCM(4, 6) = 12", ["12"], ["4", "6"]],
  ],
  "steps of a display and what follows from them": [
    ["$$\\begin{aligned} A &= 12 \\\\ B &= 15 \\\\ A+B &= 27 \\end{aligned}$$", ["27"], ["12", "15"]],
    ["\\begin{aligned} x+y&=7\\\\ x-y&=1 \\end{aligned}", [], ["7", "1"]],
    ["$$\\begin{aligned} 2x + 6 &= 20 \\\\ 2x &= 14 \\\\ x &= 7 \\end{aligned}$$", ["7"], ["14", "20"]],
    [
      "\\begin{align*}\nS &= \\frac{n(n+1)}{2} \\\\\n&= \\frac{10 \\cdot 11}{2} \\\\\n&= 55\n\\end{align*}",
      ["55"],
      ["10", "110"],
    ],
    ["\\[\n\\begin{aligned}\n\\text{Total} &= 20 + 25 \\\\\n&= 45.\n\\end{aligned}\n\\]", ["45"], ["20"]],
    ["Thus\n$$\\begin{aligned}a + b &= 20 + 25 \\\\ &= 45\\end{aligned}$$", ["45"], ["20", "25"]],
    ["We have\n\\begin{align}\nx &= 3 \\\\\ny &= 4\n\\end{align}", ["x=3,y=4"], ["4", "3"]],
    ["c^2 = 9 + 16 = 25, so c = 5.", ["5"], ["25"]],
    ["A = 5, so 2A = 10", ["10"], ["5", "2"]],
    ["$3x = 12 \\implies x = 4$", ["4"], ["12"]],
    ["So $x=4$, $y=2$ and hence $x+y = 6$.", ["6"], ["4", "2"]],
  ],
  "what sets off a short text": [
    ["**12**", ["12"], ["1"]],
    ["> 12", ["12"], []],
    ["1. 12", ["12"], ["1"]],
    ["# 12", ["12"], []],
    ["**12 apples**", ["12"], []],
    ["> **12**", ["12"], []],
    ["**Solution:** x = 12", ["12"], []],
    ["*12*", ["12"], []],
    ["=12", ["12"], []],
    ["12 ✅", ["12"], []],
    ["---\n**45**", ["45"], []],
    ["It's 45", ["45"], []],
    ["the 15th", ["15"], []],
    ["4) 20", ["20"], ["4"]],
    ["Great question! 4 × 5 = 20.", ["20"], ["4", "5"]],
    ["So: 42", ["42"], []],
    ["Therefore: **42**", ["42"], []],
    ["=> 42", ["42"], []],
    ["'42'", ["42"], []],
    ["Final Answer: 42 ✓", ["42"], []],
    ["I think it's 42.", ["42"], []],
    ["Either x = 2 or x = -2.", ["2,-2", "\\pm 2"], ["2"]],
  ],
  "headings, brackets and tables": [
    ["[Answer] 45", ["45"], []],
    ["(Answer: 45)", ["45"], []],
    ["| Step | Result |\n|---|---|\n| 1 | 20 |\n| 2 | 25 |\n| Total | 45 |", ["45"], ["20", "25"]],
  ],
  "options, and what they are": [
    ["The correct answer is (D) 48.", ["D", "48"], ["A"]],
    ["The answer is C) 15.", ["C", "15"], ["B"]],
    ["Therefore, the correct choice is B: 36.", ["B", "36"], ["C"]],
    ["The correct answer is **B. 24**", ["B", "24"], ["A"]],
    ["I choose (A).", ["A"], ["B"]],
    ["Thus, option (C) 18 is correct.", ["C"], ["A"]],
    ["So the answer is (b).", ["b", "B"], ["a"]],
    ["La respuesta correcta es la opción C.", ["C"], ["A"]],
    ["因此选 C。", ["C"], ["A"]],
    ["正解はBです。", ["B"], ["A"]],
    ["A resposta correta é a letra B.", ["B"], ["A"]],
    ["La bonne réponse est la B.", ["B"], ["A"]],
    ["सही विकल्प B है।", ["B"], ["A"]],
    ["Doğru cevap B şıkkıdır.", ["B"], ["A"]],
    ["Respuesta: la opción (B) 42.", ["B", "42"], ["A"]],
    ["Resposta: alternativa C, pois 42 é par.", ["C"], ["42"]],
    ["Die Antwort ist Option B, weil 42 gerade ist.", ["B"], ["42"]],
    ["답은 ②번입니다.", ["2", "②"], ["1"]],
    ["Ответ: вариант B.", ["B"], ["A"]],
    ["Réponse : option C) 42", ["C", "42"], ["A"]],
  ],
  "numbers in words": [
    ["It took them three hours and 20 minutes.", ["200 minutes", "200"], ["3", "20"]],
    ["The answer is forty-two marbles.", ["42"], ["40", "2"]],
    ["It costs two and a half dollars.", ["2.5"], ["2"]],
    ["He walked one and a half miles.", ["1.5", "3/2"], ["1"]],
    ["The answer is half a dozen.", ["6"], ["12"]],
    ["The answer is minus seven.", ["-7"], ["7"]],
    ["forty-five (45)", ["45"], []],
    ["The answer is one hundred twenty.", ["120"], ["100", "20"]],
    ["The answer is a dozen.", ["12"], []],
    ["The answer is twelve (12).", ["12"], []],
    ["The answer is twelve point five.", ["12.5"], ["12", "5"]],
    ["The answer is 3 and a half.", ["3.5"], ["3"]],
    ["The answer is five eighths of a mile.", ["5/8"], ["5", "8"]],
    ["Therefore, the answer is the 21st day.", ["21"], []],
  ],
  "signs and times in words": [
    ["The temperature is minus 3 degrees.", ["-3"], ["3"]],
    ["They meet at half past three.", [], ["3"]],
    ["He arrives at quarter past six.", ["6:15"], ["6"]],
  ],
  chances: [
    ["The probability is one in six.", ["1/6"], ["6", "1"]],
    ["The probability is three out of eight.", ["3/8"], ["3", "8"]],
    ["The chance is 3 in 10.", ["3/10"], ["3", "10"]],
    ["The odds are 1 in 52.", ["1/52"], ["52", "1"]],
    ["There's a 1 in 8 chance.", ["1/8"], ["1", "8"]],
  ],
  "one value given twice": [
    ["Therefore, the probability of drawing a red ball is 5/8, or 62.5%.", ["5/8", "62.5%"], ["5", "8"]],
    ["The answer is 0.75, or 3/4.", ["0.75", "3/4"], ["3", "4"]],
    ["The answer is 3/4, i.e. 0.75.", ["3/4", "0.75"], ["4"]],
    ["The answer is 1.5 hours, or 90 minutes.", ["1.5 hours", "90 minutes"], []],
    ["**Final answer:** $\\frac{7}{2}$ or $3.5$", ["7/2", "3.5"], ["7", "2"]],
  ],
  "units, letters and statements": [
    ["Hence the area is 36π square metres (approximately 113.1).", ["36\\pi"], ["36"]],
    ["The angle measures 35°.", ["35", "35^\\circ"], ["5"]],
    ["The domain is x ≥ 2.", ["x \\ge 2", "[2,\\infty)"], ["2"]],
    ["The trip takes 2 h 15 min.", ["135 minutes"], ["2", "15"]],
    ["$x = y = 5$", ["5"], ["10"]],
    ["a = b = c = 6", ["6", "a=6,b=6,c=6"], ["18"]],
    ["So $x = y = z = \\frac{1}{3}$.", ["1/3"], ["1", "3"]],
    ["The series diverges.", ["diverges"], ["converges"]],
    ["Maya is left with 8.", ["8"], []],
    ["I got 42.", ["42"], []],
    ["Yes, 42.", ["42"], []],
  ],
};

describe.each(Object.entries(kinds))("%s", (_, rows) => {
  it.each(rows)("%j: %j and not %j", (text, answers, others) => {
    for (const answer of answers) expect([answer, judge(text, answer).verdict]).toEqual([answer, true]);
    for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
  });
});

/** Either value may be asked for. */
it.each([
  ["So it takes 4 painters 6 days.", "4", "6"],
  ["The answer is 20 out of 25.", "20", "20/25"],
  ["Ana gasta 15 € y le quedan 5 €.", "15", "5"],
])("%s: %s or %s", (text, ...either) => {
  for (const value of either) expect([value, judge(text, value).verdict]).toEqual([value, null]);
});

it.each([
  ["twelve thirty", "12 30"],
  ["two and three quarters", "2 3/4"],
  ["half a dozen eggs", "6 eggs"],
  ["zero point two five", "0.25"],
  ["a third party", "a third party"],
])("%s in digits: %s", (text, digits) => expect(withDigits(text, "English") ?? text).toBe(digits));

it("numbers up to 999 in English words are what they say", () => {
  const ones =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
      " ",
    );
  const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
  const below100 = (n: number): string =>
    n < 20 ? ones[n - 1] : tens[Math.floor(n / 10) - 2] + (n % 10 ? `-${ones[(n % 10) - 1]}` : "");
  for (let n = 2; n < 1000; n++) {
    const hundreds = n < 100 ? "" : `${ones[Math.floor(n / 100) - 1]} hundred`;
    const rest = n % 100 === 0 ? "" : below100(n % 100);
    const spelled = [hundreds, rest].filter((part) => part !== "").join(n % 2 ? " and " : " ");
    expect(withDigits(`there are ${spelled} of them`, "English")).toBe(`there are ${n} of them`);
  }
});
