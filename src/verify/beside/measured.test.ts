// The same number of another measure: units, rates, powers of units, months, percents.
import { describeResponses } from "../../../tests/judged-kinds.ts";

describeResponses({
  "the same number of another unit": [
    ["Antwort: 3 Tage", "3 Tage", "3 Wochen"],
    ["Ответ: 3 дня.", "3 дня", "3 часа"],
    ["Respuesta: 3 días", "3 días", "3 semanas"],
    ["Cevap: 3 gün", "3 gün", "3 saat"],
    ["答えは3時間です。", "3時間", "3分"],
    ["答案是5天。", "5天", "5周"],
    ["答案是5天。", null, "5年"],
    ["답은 3일입니다.", "3일", "3시간"],
    ["उत्तर: 3 दिन", "3 दिन", "3 घंटे"],
    ["الجواب: 3 أيام", "3 أيام", "3 ساعات"],
    ["Das Grundstück hat eine Fläche von 24 Quadratmetern.", "24", "24 cm²"],
    ["Das Rechteck hat die Fläche 6 · 4 = 24, also 24 Quadratzentimeter.", "24 cm²", "24 cm³"],
    ["Luasnya 24 meter persegi.", "24", "24 m"],
    ["L'aire est de 24 mètres carrés.", "24", "24 km²"],
    ["Скорость равна 60 км/ч.", "60 км/ч", "60 м/мин"],
    ["Скорость 5 м/с.", "5 m/s", "5 км/ч"],
    ["速度是每秒1.5米。", "1.5 米/秒", "1.5米/分钟"],
    ["La velocidad es de 60 kilómetros por hora.", "60 km/h", "60 millas por hora"],
    ["Построено в 2020 году", "2020 г."],
  ],
  "another month, or percents": [
    ["Die Prüfung ist am 3. Mai.", null, "3. Juni"],
    ["Экзамен 3 мая.", "3 мая", "3 марта"],
    ["परीक्षा 3 मई को है।", null, "3 जून"],
    ["الامتحان في 3 مايو.", null, "3 يونيو"],
    ["答えは25%です。", "25", "25人"],
    ["Ответ: 25%.", "25 процентов", "25 учеников"],
    ["25% of 80 is 20, so 20 students passed.", "20", "20%"],
    ["28 pct", "28%", "28 people"],
  ],
});
