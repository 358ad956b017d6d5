// What stands behind an answer: the answer is recognised, and no other number of the text is accepted.
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";

/** A text, its answer, and numbers in it that are none. */
type Row = [text: string, answer: string, ...others: string[]];

const rules: Record<string, Row[]> = {
  "a check states nothing": [
    ["The number is 14.\nCheck: 14 + 6 = 20.", "14", "20", "6"],
    ["n = 14. Quick sanity check: 14 + 6 = 20 ✓", "14", "20"],
    ["It'll be a Tuesday.\n\nYou can confirm this: 98 days is exactly 14 weeks.", "Tuesday", "98", "14"],
    ["The triangle is obtuse.\n\nTo verify: 49 > 16 + 25 holds.", "obtuse", "49"],
    ["So she needs 8 tiles. We can easily check this: 8 times 3 makes 24.", "8", "24", "3"],
    ["The price is $18.\nCross-check: 18 + 2 = 20.", "18", "20", "2"],
    ["Therefore x = 5. You can verify it by hand: 2 * 5 + 1 = 11.", "5", "11"],
    ["Wir teilen durch 2 und erhalten x = 3,5.\nProbe: 2 · 3,5 + 3 = 7 + 3 = 10 ✓", "3.5", "10", "2"],
    ["Also ist x = 4. Zur Kontrolle: 3 · 4 = 12.", "4", "12"],
    ["Donc x = 4. On peut vérifier : 3 × 4 = 12.", "4", "12"],
    ["Por lo tanto, x = 4. Podemos comprobarlo: 3 × 4 = 12.", "4", "12"],
    ["Quindi x = 4. Possiamo verificarlo: 3 × 4 = 12.", "4", "12"],
    ["Die Zahl ist 14.\nProbe: 14 + 6 = 20.", "14", "20", "6"],
    ["Le nombre est 14. Vérification : 14 + 6 = 20.", "14", "20", "6"],
    ["El número es 14. Comprobación: 14 + 6 = 20.", "14", "20", "6"],
    ["O número que se procura é 14. Verificação: 14 + 6 = 20.", "14", "20", "6"],
    ["Il numero che si cerca è 14. Verifica: 14 + 6 = 20.", "14", "20", "6"],
    ["Het getal is 14. Controle: 14 + 6 = 20.", "14", "20", "6"],
    ["Liczba, która się zgadza, to 14. Sprawdzenie: 14 + 6 = 20.", "14", "20", "6"],
    ["Aranan sayı 14 olur. Sağlama: 14 + 6 = 20.", "14", "20", "6"],
    ["Число равно 14. Проверка: 14 + 6 = 20.", "14", "20", "6"],
    ["这个数是14。检验:14 + 6 = 20。", "14", "20", "6"],
    ["この数は14です。検算:14 + 6 = 20。", "14", "20", "6"],
    ["이 수는 14입니다. 검산: 14 + 6 = 20.", "14", "20", "6"],
  ],
  "what was concluded before, in other languages": [
    [
      "Ils sont 17 en anglais et 9 en allemand. La classe compte donc 26 élèves. Les 17 anglicistes partiront en mai.",
      "26",
      "17",
    ],
    [
      "Bước 3: 18 + 15 = 33.\nVậy sĩ số của lớp là 33 học sinh. Các bạn nam (18 bạn) ngồi ở hai dãy đầu.",
      "33",
      "18",
    ],
    ["Ola ma 17 lat. Jej brat ma zatem 12 lat. Za pięć lat będzie miał 17.", "12", "17"],
    ["ثمن القميص 50 ريالاً، والخصم 10، إذن يدفع أحمد 40 ريالاً. ولولا الخصم لدفع 50 ريالاً.", "40", "50"],
    ["Also sind es 12. Davon gehen 5 weg, also bleiben 7.", "7", "12", "5"],
  ],
  "what would be, in other languages": [
    [
      "Ela pagou com 50 reais, portanto recebeu 14 de troco. Se tivesse levado o suco de 6, o troco seria 8.",
      "14",
      "8",
    ],
    ["عدد الكتب هو ٢٨ كتابًا، لأن كل رف يحمل سبعة كتب. ولو أضفنا رفًا لصار العدد ٣٥ كتابًا.", "28", "35"],
    ["5 कतारें हैं, इसलिए बगीचे में 45 पौधे हैं। अगर एक कतार और होती तो 54 पौधे होते।", "45", "54"],
    [
      "Sechs Gläser sind es, also braucht sie anderthalb Liter. Für 8 Gäste wären es 2 Liter gewesen.",
      "1.5",
      "2",
      "8",
    ],
    ["Nous étions 6, donc chacun a payé 15 euros. À 5, ce serait 18 euros.", "15", "18"],
    ["Erano in 6, quindi ognuno ha pagato 15 euro. In 5 sarebbero stati 18 euro.", "15", "18"],
    ["Było nas 6, więc każdy zapłacił 15 zł. Gdyby nas było 5, byłoby po 18 zł.", "15", "18"],
    ["Нас было 6, значит, каждый заплатил 15 рублей. Впятером было бы 18 рублей.", "15", "18"],
    [
      "Lucía se lleva tres, así que tendrá que pagar 27 dólares en total. Con un billete de 50 le devolverían 23.",
      "27",
      "23",
      "50",
    ],
    [
      "Diện tích mảnh vườn bằng 32 mét vuông. Còn chu vi thì là 24 m, nhưng đề bài chỉ hỏi diện tích thôi.",
      "32",
      "24",
    ],
    ["Il en reste donc les trois quarts pour la suite. Au retour, il faudra refaire le plein.", "3/4"],
    [
      "El depósito tarda dos horas y media en llenarse, porque caben 200 litros y entran 80.",
      "2.5",
      "80",
      "200",
    ],
    ["دفعت سارة 50 ريالًا وثمن الحقيبة 37، إذن الباقي لها 13 ريالًا. وللتأكد: 37 + 13 = 50.", "13", "50"],
  ],
  "the next problem is another": [
    ["There are 30 pens.\n\nNext question: What is 30 / 6?\nThere are 5.", "30", "5"],
    ["Antwort: 30 Stifte. Nächste Aufgabe: Wie viel ist 30 : 6? Antwort: 5", "30", "5"],
    ["Respuesta: 30. Siguiente problema: ¿cuánto es 30 / 6? Respuesta: 5", "30", "5"],
    ["Réponse : 30.\n\nQuestion suivante : combien font 30 / 6 ?\nRéponse : 5", "30", "5"],
    ["Risposta: 30.\n\nDomanda successiva: quanto fa 30 / 6?\nRisposta: 5", "30", "5"],
    ["Resposta: 30. Próxima questão: quanto é 30 / 6? Resposta: 5", "30", "5"],
    ["答案:30。下一题:30除以6是多少?答案:5", "30", "5"],
    ["答え:30。次の問題:30÷6は?答え:5", "30", "5"],
    ["정답: 30. 다음 문제: 30 나누기 6은? 정답: 5", "30", "5"],
    ["Ответ: 30. Следующая задача: сколько будет 30 / 6? Ответ: 5", "30", "5"],
    ["Odpowiedź: 30. Następne zadanie: ile to 30 / 6? Odpowiedź: 5", "30", "5"],
    ["Cevap: 30. Sonraki soru: 30 / 6 kaçtır? Cevap: 5", "30", "5"],
    ["Đáp án: 30. Câu tiếp theo: 30 : 6 bằng bao nhiêu? Đáp án: 5", "30", "5"],
    ["Five rows of 6 chairs are 5 * 6 = 30 chairs.\n### Human: What is 30 / 6?\n### Assistant: 5", "30", "5"],
  ],
  "an explanation under a bare answer": [
    ["24\n\nExplanation: 4 boxes of 6 eggs are 24 eggs, and 2 are broken.", "24", "4", "6", "2"],
    ["**24**\nReasoning: there are 4 boxes.", "24", "4"],
    ["24\n\nErklärung: 4 Kisten mit je 6 Eiern.", "24", "4", "6"],
    ["It's 24. Here's why: 4 books can stand first. If two were the same we'd say 12.", "24", "12", "4"],
    ["That's 90 euros. Here is how: the coat was 120, and a quarter of that is 30 off.", "90", "120", "30"],
    ["$14. Let me explain: he had 20, and the pen cost 6.", "14", "20", "6"],
    ["**3/8**. Here's the reasoning: 3 of the 8 slices are left.", "3/8", "3", "8"],
    ["24\n\n解説:6個入りの箱が4つあります。", "24", "6", "4"],
  ],
  "a sentence that gives the reason of the one before it": [
    ["Also hat er 20 Stifte. Denn 5 Kisten enthalten je 4.", "20", "5", "4"],
    ["Il a donc 20 stylos. En effet, 5 boîtes en contiennent 4.", "20", "5", "4"],
    ["Quindi ha 20 penne. Infatti 5 scatole ne contengono 4.", "20", "5", "4"],
    ["따라서 펜은 모두 20개입니다. 상자 5개에 4개씩 들어 있기 때문입니다.", "20", "5", "4"],
    ["したがってペンは20本です。5箱に4本ずつ入っているからです。", "20", "5", "4"],
    ["所以他有20支笔。因为5盒里每盒有4支。", "20", "5", "4"],
  ],
  "what was before a conclusion": [
    ["So she pays $35. The price before the sale was $50.", "35", "50"],
    ["Therefore 18 birds are on the roof. Originally there were 25 birds.", "18", "25"],
    ["따라서 내야 할 돈은 35원입니다. 할인을 받기 전 가격은 50원이었습니다.", "35", "50"],
    ["Also zahlt sie 35 Euro. Vorher waren es 50 Euro.", "35", "50"],
    ["Portanto ela paga 35 reais. Antes do desconto eram 50 reais.", "35", "50"],
  ],
  "what is said by the way": [
    ["Hence the conjugate is \\(3 - 4i\\), and as a bonus \\(z\\bar z = 25\\).", "3-4i", "25"],
    ["The smallest such prime is 23. Incidentally, 29 is the next one.", "23", "29"],
    ["So the median is 7, and by the way the mean is 8.", "7", "8"],
    ["Die Summe ist 30. Übrigens ist das Produkt 200.", "30", "200"],
    ["Итак, остаток равен 4. Кстати, частное равно 11.", "4", "11"],
  ],
  "what would be, what is in brackets, what can be offered": [
    ["So the rent is **$355**. Had she not moved, it would be $420.", "355", "420"],
    [
      "There are **54** ways. (If the seats were numbered, there would be $6 \\cdot 54 = 324$.)",
      "54",
      "324",
      "6",
    ],
    [
      "So she sells a total of 18 cakes.\n\nIf you'd like, I can also work out the profit at $5 each ($90).",
      "18",
      "5",
      "90",
    ],
  ],
};

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%j: %j", (text, answer, ...others) => {
    expect(judge(text, answer).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict]).toEqual([other, false]);
  });
});

it("a check that takes an answer back is read", () => {
  expect(judge("x = 9.\nCheck: 2 * 9 = 19, which is wrong; it must be x = 8.", "9").verdict).not.toBe(true);
});

it("an explanation that comes to another number is none of the answer", () => {
  const text = "It's 24. Here's why: there are 4 places and then 3, which makes 12 in total.";
  expect(judge(text, "24").verdict).not.toBe(true);
});

it("a heading that goes on without end is read in linear time", () => {
  const start = process.cpuUsage();
  judge(`x = 5.\nCheck ${"a".repeat(50_000)} 5`, "5");
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});

describe("what goes on and is read", () => {
  it.each<[text: string, answer: string]>([
    ["x = 9.\nCheck: 2 * 9 = 19, which is wrong. So x = 8.", "8"],
    ["We add 3 and 4.\nVerification: fine.\nThe answer is 7.", "7"],
    ["Weil 5 Kisten je 4 enthalten, sind es 20 Stifte.", "20"],
    ["因为每盒有4支,共5盒,所以他有20支笔。", "20"],
    ["Question: How many are 3 + 4?\nThere are 3 + 4 = 7.", "7"],
    ["24. Explanation: the 4 boxes hold 3 each. So there are 12.", "12"],
    ["It's 24. Here's why: there are 4 places, then 3. So it's 12.", "12"],
    ["Before the sale it was $50. So the price before tax was $35.", "35"],
    ["There are 3 red and 4 blue ones. By the way, that makes 7 in total.", "7"],
    ["Wenn er mit 50 Euro bezahlt, bekommt er 15 zurück.", "15"],
    ["Es sind 35 Euro. Wenn er mit 50 bezahlt, bekommt er also 15 Euro zurück.", "15"],
    ["We read it again.\nYou can confirm this: fine.\nThe answer is 7.", "7"],
  ])("%j: %j", (text, answer) => expect(judge(text, answer).verdict).toBe(true));
});

it.each([
  ["Also zahlt sie 35 Euro. Wenn sie mit 50 Euro bezahlt, bekommt sie 15 zurück.", "35", "15"],
  ["Por lo tanto, caben 6 cajas. Si se añade una fila, caben 9.", "6", "9"],
  [
    "Jadi, Dewi harus membayar Rp45.000. Kalau ia membayar dengan Rp50.000, kembaliannya Rp5.000.",
    "45000",
    "5000",
  ],
  ["Поэтому у него 14 марок. Если он купит ещё 6, станет 20.", "14", "20"],
])("what is so on a condition, and what was concluded before: %s", (text, ...either) => {
  for (const answer of either) expect([answer, judge(text, answer).verdict]).toEqual([answer, null]);
});
