// Words for powers of ten behind digits, in every language of the table; and what only looks like one.
import { expect, it } from "vitest";
import { asRead, predictedAnswer } from "../find/predicted.ts";
import { judge } from "../judge.ts";

it.each([
  ["这座水库一共能装7万吨水。", "70000", "7"],
  ["答案：4万3千元", "43000", "4"],
  ["答案是6万5。", "65000", "6"],
  ["答案是1万2345。", "12345", "1"],
  ["所以总产值是2.5亿元。", "250000000", "2.5"],
  ["答：該市共有120萬人。", "1200000", "120"],
  ["所以参观人数是2千5百万。", "25000000", "2"],
  ["所以平均是 $36 \\div 4 = 9$万元。", "90000", "9"],
  ["36 ÷ 4 = 9（万元）", "90000", "9"],
  ["答えは8万円です。", "80000", "8"],
  ["したがって、入場者は6万5千人です。", "65000", "6"],
  ["答え：1億2000万円", "120000000", "1"],
  ["정답은 7만 원입니다.", "70000", "7"],
  ["따라서 모두 4만 5천 명입니다.", "45000", "4"],
  ["답: 3억 5천만 원", "350000000", "3"],
  ["정답: 1만 500원", "10500", "1"],
  ["उत्तर: 4 लाख रुपये", "400000", "4"],
  ["उत्तर: 2 लाख 50 हज़ार", "250000", "2"],
  ["इसलिए कुल 6 हजार पौधे हैं।", "6000", "6"],
  ["उत्तर: 3 करोड़", "30000000", "3"],
  ["Ответ: 7 тысяч рублей", "7000", "7"],
  ["Значит, продали 1,5 млн билетов.", "1500000", "1.5"],
  ["Ответ: 3 тыс. 200 рублей", "3200", "3"],
  ["الجواب: ٤ آلاف", "4000", "4"],
  ["الجواب: 2 مليون دينار", "2000000", "2"],
  ["الجواب: 12 ألفًا", "12000", "12"],
  ["Đáp số: 8 nghìn đồng", "8000", "8"],
  ["Đáp số: 2 triệu 500 nghìn đồng", "2500000", "2"],
  ["Đáp số: 2 triệu rưỡi", "2500000", "2"],
  ["Jawabannya adalah 75 ribu rupiah.", "75000", "75"],
  ["Jadi, totalnya adalah Rp 2,5 juta.", "2500000", "2.5"],
  ["Cevap: 6 bin lira", "6000", "6"],
  ["Böylece toplam 2 bin 500 fidan dikildi.", "2500", "2"],
  ["Odpowiedź: 4 tysiące złotych", "4000", "4"],
  ["Zatem sprzedano 3,5 mln biletów.", "3500000", "3.5"],
  ["La respuesta es 5 mil.", "5000", "5"],
  ["La respuesta es 2 mil millones de pesos.", "2000000000", "2"],
  ["La respuesta es 3 millones y medio.", "3500000", "3"],
  ["A resposta é 2,5 milhões de reais.", "2500000", "2.5"],
  ["Logo, foram vendidos 9 mil livros.", "9000", "9"],
  ["La réponse est 6 mille.", "6000", "6"],
  ["Donc l'usine a produit 3 millions de pièces.", "3000000", "3"],
  ["La réponse est 1,2 million d'habitants.", "1200000", "1.2"],
  ["Quindi si sono raccolti 12 mila euro.", "12000", "12"],
  ["La risposta è 2 milioni e 500 mila.", "2500000", "2"],
  ["Die Antwort ist 2.500 Tausend.", "2500000", "2500"],
  ["Antwort: 3 Mio. Euro.", "3000000", "3"],
  ["Het antwoord is 4 miljoen.", "4000000", "4"],
  ["Dus samen hebben ze 7 duizend boeken.", "7000", "7"],
  ["The answer is 2 million.", "2000000", "2"],
])("%s is %s", (text, value, digits) => {
  expect(judge(text, value).verdict).toBe(true);
  expect(judge(value, text).verdict).toBe(true);
  expect(judge(text, digits).verdict).not.toBe(true);
});

it.each([
  ["\\boxed{4万}", "\\boxed{40000}"],
  ["\\boxed{4}万人", "\\boxed{40000}人"],
  ["\\boxed{4\\text{ 万}}", "\\boxed{40000}"],
  ["\\boxed{4\\ \\text{万元}}", "\\boxed{40000\\ \\text{元}}"],
  ["**2**万", "**20000**"],
  ["\\(2\\) тысячи", "\\(2000\\) "],
  ["3,000만 원", "30000000 원"],
  ["1 200 тыс. рублей", "1200000 рублей"],
  ["1亿2千5百万", "125000000"],
  ["0.12345万", "1234.5"],
  ["12 млрд", "12000000000"],
  ["2 mil reais", "2000 reais"],
  ["2 Millionen", "2000000"],
  ["3 millions d'euros", "3000000 euros"],
  ["3 тыс. Потом", "3000. Потом"],
  // Two numbers, and no parts of one.
  ["3万 5万", "30000 50000"],
  ["5 тыс. 2024 рублей", "5000 2024 рублей"],
])("%j is read as %j", (text, read) => expect(asRead(text)).toBe(read));

it.each([
  "5千克", // kilograms
  "5千米",
  "3百分点",
  "有3 万一不够",
  "해는 $x=3$만 가능하다",
  "3만 남는다", // only 3
  "10살만",
  "3만 원소이다",
  "3만 명확하다",
  "5만 더하면",
  "2만 평균보다 크다",
  "The film is 5 mil thick.",
  "Each box of 3 bin labels",
  "Mit 12 bin ich zufrieden.",
  "5 тысячных",
  "4 Tausendstel",
  "2 tỉ số",
  "5 अरब देश",
  "5 milles marins",
  "1000 (mil)",
  "1000 (тысяча)",
  "\\frac{1}{3}万",
  "1/2 Millionen",
  "1,250 millones", // either by a point or by a comma
  "1万5円",
])("%j stays", (text) => expect(asRead(text)).toBe(text));

it.each(["1,250 juta", "1,250 milyar", "1,250 miljoen", "1,250 tysięcy", "1,250 mille"])(
  "a word that is not read is no unit that may be missing: %s",
  (text) => expect(judge(text, "1250").verdict).not.toBe(true),
);

it("a pattern of the user's sees the text as it was written", () => {
  expect(predictedAnswer("共3万元", { answerPattern: "共(\\d+)万" })?.answer).toBe("3");
  expect(predictedAnswer("共3万元", { answerPattern: "共(.*)元" })?.answer).toBe("30000");
});

it("French words that start with pi are no π", () => {
  expect(judge("Donc il reste 30 pièces.", "30").verdict).toBe(true);
});

it.each(["1万", "3 mil ", "$1$万 ", "1 millones y "])("long runs of %j take linear time", (piece) => {
  const start = process.cpuUsage();
  asRead(piece.repeat(20_000));
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
});
