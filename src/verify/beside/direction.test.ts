// Amounts of change in one way and in the other.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "the other way is another answer": [
    ["Die Temperatur ist um 4 Grad gestiegen.", null, "um 4 Grad gefallen"],
    ["The ticket is now 3 dollars cheaper.", null, "3 dollars more expensive"],
    ["Tom is 4 years older than Ben.", null, "4 years younger"],
    ["La temperatura bajó 6 grados.", null, "subió 6 grados"],
    ["气温下降了6度。", null, "上升6度"],
    ["물가가 5% 올랐습니다.", null, "5% 하락"],
    ["The water level went from 2.1 m to 2.4 m, so it has risen by 0.3 m.", "rose by 0.3 m"],
    ["Значит, книга стала дороже на 30 рублей.", "дороже на 30 рублей"],
    ["The train arrives 10 minutes later than planned.", null, "10 minutes earlier"],
    ["The stock lost 8 dollars.", null, "gained 8 dollars"],
    ["Le prix a baissé de 12 euros.", null, "a augmenté de 12 euros"],
    ["Il prezzo è aumentato di 5 euro.", null, "diminuito di 5 euro"],
    ["Harganya turun 2000 rupiah.", null, "naik 2000 rupiah"],
    ["The boat ends up 3 km south of the pier.", null, "3 km north"],
    ["The boat ends up 3 km north of the pier.", "3 km north"],
    ["Fiyat 20 lira azaldı.", null, "20 lira arttı"],
    ["Temperatura spadła z 5 do -3 stopni, czyli o 8 stopni.", "8", "wzrosła o 8 stopni"],
    ["Er ist 5 km nördlich.", null, "5 km südlich"],
    ["He is 5 km north of the start.", "5 km north", "5 km east of the start"],
    ["A is 5 points ahead of B.", "5 points ahead", "5 points behind"],
  ],
  "an amount without a way beside it": [
    ["The price fell from 50 to 38 dollars, so it fell by 12 dollars.", "12 dollars", "rose by 12 dollars"],
    ["The bus is 5 minutes early.", "5 minutes"],
    [
      "It got warmer by 6 degrees and then colder by 2 degrees, so it rose by 4 degrees.",
      "rose by 4 degrees",
      "fell by 4 degrees",
    ],
    ["The balloon rose to 120 m.", "120 m"],
  ],
});
