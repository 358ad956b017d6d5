// What was said before the text finds that it cannot be told is given, and no answer.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "what is asked for cannot be found": [
    [
      "Each ticket costs 4 x $5 = $20.\n\nHence the whole bill cannot be worked out from these data.",
      null,
      "20",
    ],
    ["Tina has 3 x 6 = 18 cards. There is no way to tell how many Uli has in total.", null, "18"],
    ["We have 12 + 9 = 21 boys. We don't have enough information to find the number of pupils.", null, "21"],
    ["The first box holds 24 balls. However, the total remains unknown.", null, "24"],
    ["So the pens cost $14. But the total can't be known.", null, "14"],
    ["The total cannot be determined. The pens cost $14.", null, "14"],
    ["Die Stifte kosten 7 · 2 = 14 Euro. Wie viel Anna zahlt, kann man also nicht berechnen.", null, "14"],
    ["Los lápices cuestan 7 · 2 = 14 euros. Por lo tanto, es imposible saber cuánto paga.", null, "14"],
    ["Les stylos coûtent 7 × 2 = 14 €. On ne peut donc pas calculer le total.", null, "14"],
    ["Le penne costano 7 × 2 = 14 €. Non è possibile stabilire quanto paga in tutto.", null, "14"],
    ["As canetas custam 7 × 2 = 14 reais. Logo, não há informações suficientes.", null, "14"],
    ["Długopisy kosztują 7 · 2 = 14 zł. Całej kwoty nie można więc ustalić.", null, "14"],
    ["De pennen kosten 7 × 2 = 14 euro. Het bedrag is dus niet te bepalen.", null, "14"],
    ["Ручки стоят 7 · 2 = 14 рублей. Поэтому узнать всю сумму невозможно.", null, "14"],
    ["Kalemler 7 × 2 = 14 lira eder. Bu yüzden toplam hesaplanamaz.", null, "14"],
    ["Giá bút là 7 × 2 = 14 đồng. Vì vậy không thể tính tổng số tiền.", null, "14"],
    ["Harga pena 7 × 2 = 14 dolar. Jadi jumlahnya tidak bisa dihitung.", null, "14"],
    ["钢笔一共 7 × 2 = 14 元。所以总价无法求出。", null, "14"],
    ["ペンは 7 × 2 = 14 ドルです。よって、合計を求めることはできません。", null, "14"],
    ["펜은 7 × 2 = 14달러입니다. 그러므로 총액은 구할 수 없습니다.", null, "14"],
    ["ثمن الأقلام 7 × 2 = 14 دولارا. لذلك لا يمكن حساب المبلغ الكلي.", null, "14"],
    ["कलमों का मूल्य 7 × 2 = 14 रुपये है। इसलिए कुल राशि बताना संभव नहीं है।", null, "14"],
  ],
  "a remark on something else, and what is found in spite of it": [
    ["So 14 of them swim. How many of them also dance cannot be said.", "14"],
    ["So she pays $14. The price of one pen can't be told, but that is not needed.", "14"],
    ["We cannot tell yet which is larger, so we compare them. Together they are 21.", "21"],
    ["It cannot be found by guessing. Multiplying, we get 7 × 2 = 14.", "14"],
    ["We cannot know x from the first equation alone. The second one gives x = 6.", "6"],
    ["Mia cannot find her 3 pens. She has 18 left.", "18"],
    ["I can tell you that she has 18 apples.", "18"],
  ],
});
