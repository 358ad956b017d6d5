// What a response takes back is not its answer; what it says instead is, and where it says nothing else it has none.
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";
import { withoutTakenBack } from "./corrections.ts";

/** A text, its answer or null, and numbers in it that are none. */
type Row = [text: string, answer: string | null, ...others: string[]];

const rules: Record<string, Row[]> = {
  "a value that the same sentence takes back": [
    ["The correct answer is 26 tiles, but that's actually 62 tiles.", "62", "26"],
    ["The answer is 5 hours, although it is really 7 hours.", "7", "5"],
    ["The boat needs 9 minutes, but it actually needs 11 minutes.", "11", "9"],
    ["You might think the answer is 30, but it's 33.", "33", "30"],
    ["Answer: 18 is not right, it is 81.", "81", "18"],
  ],
  "the same calculation once more": [
    ["14 + 9 = 22, but 14 and 9 are actually 23.", "23", "22"],
    ["8 * 7 = 54, although 8 and 7 make 56.", "56", "54"],
  ],
  "what is said of something else takes nothing back": [
    ["The answer is 40, but that is actually 3 more than last year.", "40", "3"],
    ["The answer is 12, but there are actually 4 ways to see it.", "12", "4"],
  ],
  "how far the answer is from something else takes nothing back": [
    ["**Lösung:** 7 · 4 = 28\n\nJonas hat nun 28 Sticker, also 9 mehr als Mia.", "28", "9"],
    ["Antwort: 28\n\nJonas hat nun 28 Sticker, d. h. 9 mehr als Mia.", "28", "9"],
    ["**Réponse :** 7 × 4 = 28\n\nLuc a 28 timbres, donc 9 de plus que Zoé.", "28", "9"],
    ["Risposta: 28\n\nUgo ha 28 figurine, così 9 in più di Ada.", "28", "9"],
    ["Respuesta: 28\n\nHugo tiene 28 sellos, así que 9 más que Sara.", "28", "9"],
    ["Resposta: 28\n\nRui tem 28 selos, logo 9 a mais que a Bia.", "28", "9"],
    ["Antwoord: 28\n\nDaan heeft 28 zegels, dus 9 meer dan Lotte.", "28", "9"],
    ["Odpowiedź: 28\n\nJan ma 28 znaczków, czyli o 9 więcej niż Ewa.", "28", "9"],
    ["Ответ: 28\n\nУ Пети 28 марок, значит на 9 больше, чем у Оли.", "28", "9"],
    ["Cevap: 28\n\nEfe'nin 28 pulu var, yani 9 fazladır.", "28", "9"],
  ],
  "a sentence of its own that denies": [
    ["35 is not the answer. 53 is the answer.", "53", "35"],
    ["#### 71\n71 is not correct.\n17 is correct.", "17", "71"],
    ["The total is $36. This is incorrect because the tip is missing. The total is $39.", "39", "36"],
    ["The answer is 19.\nThis is wrong.", null, "19"],
    ["#### 12\n12 is wrong.\n3 * 4 = 12", null, "12"],
    [
      "The cost is 8. However, this is not the final answer. We add the fee of 3, which gives 11.",
      "11",
      "8",
      "3",
    ],
  ],
  "a denial of another value": [
    ["The answer is 6. Many would say 9. That is wrong.", "6", "9"],
    ["The sum is 24 and not 42. 42 is wrong. The answer is 24.", "24", "42"],
    ["The product is 15. However, this is incorrect. The correct answer is 15.", "15"],
  ],
  "a denial that goes on with what is meant": [
    ["The answer is 19. Wait, that is wrong, it must be 17.", "17", "19"],
    ["The answer is 19. That's not correct, as he lost 5 more.", null, "19", "5"],
  ],
  "a marker of correction": [
    ["The answer is 26. Hold on, I left out the two guests. It's 28.", "28", "26"],
    ["The answer is 26. Hang on, that's not right. It should be 28.", "28", "26"],
    ["The answer is 26. On second thought, it's 28.", "28", "26"],
    ["The answer is 26... one moment, it should be 28.", "28", "26"],
    ["#### 26\n\nOh, I see my mistake: the lid was counted twice. So it is 25.", "25", "26"],
    ["\\boxed{26}\n\nHold on, I counted the teacher. It should be 25.", "25", "26"],
    ["So that makes 26. Hold on, I counted the lid twice. It should be 25.", "25", "26"],
    ["The answer is 26. Hold on. That's wrong.", null, "26"],
    ["Answer: 48. Hold on, the 3 broken ones count too. So there are 51.", "51", "48"],
  ],
  "a marker of correction in other languages": [
    ["La respuesta es 26. Espera, olvidé a los dos invitados. Son 28.", "28", "26"],
    ["La respuesta es 26... espera, son 28.", "28", "26"],
    ["La respuesta es 26, perdón, 28.", "28", "26"],
    ["A resposta é 26. Espere, contei o motorista duas vezes. São 25.", "25", "26"],
    ["La réponse est 26. Attendez, j'ai oublié les deux invités. C'est 28.", "28", "26"],
    ["Die Antwort ist 26. Moment, die zwei Gäste fehlen noch. Es sind 28.", "28", "26"],
    ["La risposta è 26. Aspetta, ho dimenticato gli ospiti. Sono 28.", "28", "26"],
    ["Ответ: 26. Подождите, я забыл гостей. Это 28.", "28", "26"],
    ["答案是26。等等，我漏了两位客人，应该是28。", "28", "26"],
    ["答えは26です。待って、お客さんを忘れていました。28です。", "28", "26"],
    ["정답은 26입니다. 잠깐만요, 손님 두 명을 빠뜨렸습니다. 28입니다.", "28", "26"],
    ["Cevap 26. Bekle, iki misafiri unuttum. 28'dir.", "28", "26"],
    ["Đáp án là 26. Khoan đã, tôi quên hai vị khách. Kết quả là 28.", "28", "26"],
    ["Jawabannya adalah 26. Tunggu, saya lupa dua tamu. Hasilnya adalah 28.", "28", "26"],
    ["Odpowiedź to 26. Chwila, zapomniałem o gościach. To jest 28.", "28", "26"],
    ["Het antwoord is 26. Wacht even, ik vergat de gasten. Het is 28.", "28", "26"],
    ["الجواب هو 26. انتظر، نسيت الضيفين. هو 28.", "28", "26"],
    ["उत्तर 26 है। रुकिए, मैं मेहमानों को भूल गया। 28 है।", "28", "26"],
  ],
  "what opens like a correction and is none": [
    ["The answer is 26. No student is left out, so each of them has 2 books.", "26", "2"],
    ["The answer is 26. Wait times were ignored, as it takes 3 minutes.", "26", "3"],
    ["La respuesta es 26. No sobra ninguno, ya que hay 13 mesas.", "26", "13"],
    ["Die Antwort ist 26. Im Moment sind es nur 20.", "26", "20"],
    ["答案是26。苹果、梨等等，一共有3种。", "26", "3"],
  ],
  "what it is, said again or in other words": [
    ["The answer is 3 hours. It is 180 minutes.", "3"],
    ["The answer is 1/2. So it is 0.5.", "1/2"],
    ["The answer is 26 eggs. It is 5 more than last week.", "26", "5"],
    ["The answer is 26. Double check: 52 / 2 = 26, so it is 26.", "26"],
    ["The answer is 15. Check: 15 × 4 = 60 cents, so it is 60 as given.", "15", "60"],
    ["The answer is no. It is 5 short.", "no"],
  ],
  "as the text goes on": [
    ["#### 28\nSorry, it should be 82.", "82", "28"],
    ["The answer is 44 coins. Wait, I forgot the 6 that he lost. 44 - 6 = 38 coins.", "38", "44", "6"],
  ],
};

describe.each(Object.entries(rules))("%s", (_, rows) => {
  it.each(rows)("%j: %j", (text, answer, ...others) => {
    if (answer !== null) expect(judge(text, answer).verdict).toBe(true);
    for (const other of others) expect([other, judge(text, other).verdict]).not.toEqual([other, true]);
  });
});

it.each([
  "The answer is 26. So it is 28.",
  "\\boxed{26}. It has to be 28.",
  "The answer is 26. Let me double check. 4 × 7 = 28, so it is 28.",
  "The answer is 26. Checking: 4 × 7 = 28. So it should be 28, not 26.",
  "Die Antwort ist 26. Probe: 4 · 7 = 28, also sind es 28.",
  "La respuesta es 26. Entonces son 28.",
  "答案是26。所以是28。",
  "The answer is 26. Hold on, the bus has 28 seats.",
  "Antwort: 26\n\nJonas hat doch noch welche, also 28 Sticker.",
  "Antwort: 26\n\nAlso sind es 28, das sind 9 mehr als Mia.",
])("another value behind the answer, and nothing that says that it was wrong: %j is undecided", (text) => {
  for (const value of ["26", "28"]) expect([value, judge(text, value).verdict]).toEqual([value, null]);
});

it("two values of which nothing says which one is taken back stay undecided", () => {
  for (const value of ["900", "1400"])
    expect(judge("The answer is 900, so 500 + 900 = 1400 is the total.", value).verdict).toBe(null);
  expect(judge("She has 25 beads, but she actually needs 40.", "40").verdict).not.toBe(true);
});

it("long texts of values and words that contrast cost little", () => {
  const began = process.cpuUsage();
  for (const piece of ["5 but ", "is not 7 ", "3, but it's actually 4. ", "This is wrong. ", "2 although "])
    withoutTakenBack(piece.repeat(40_000));
  // One to two seconds; it took minutes when every value was held against all before it.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(30);
});

it.each([
  ["So \\boxed{12}. Verified, there is no mistake.", "12"],
  ["So \\boxed{12}.\n\nThis is correct, and no correction is needed.", "12"],
  ["So \\boxed{12}.\n\nNote that the 3 was actually given.", "12"],
  ["\\boxed{12}, wait that is wrong, so 14", "14"],
])("%j: what only names a mistake behind a box takes nothing back", (text, answer) => {
  expect(judge(text, answer).verdict).toBe(true);
});
