// What a sentence states, rule by rule: the right answer is recognised, and no other number of the text is accepted.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";
import { LANGUAGES } from "../languages/languages.ts";

/** A text, its answer, and numbers in it that are none. */
type Row = [text: string, answer: string, ...others: string[]];

const rules: Record<string, Row[]> = {
  "an explanation states nothing": [
    ["The answer is 10 apples since Tom ate 2.", "10", "2"],
    ["The answer is 10, since 3 + 7 = 10.", "10", "3", "7"],
    ["The answer is 18 because she sells 9 eggs at $2 each", "18", "9", "2"],
    ["The answer is $18, as she sells 9 eggs at $2 each.", "18", "9", "2"],
    ["The final answer is 45 miles, which Ann covers in 3 hours", "45", "3"],
    ["The final answer is 45 miles that Ann covers in 3 hours", "45", "3"],
    ["The answer is 12 so that each of the 4 friends gets 3.", "12", "4", "3"],
    ["The answer is 3 hours after leaving at 2.", "3", "2"],
    ["The answer is **18** because she sells 9 eggs at 2 dollars each", "18", "9", "2"],
    ["The answer is $\\frac{1}{2}$ because $x=2$.", "1/2", "2"],
    ["The answer is yes, because 3 is odd.", "yes", "3"],
    ["The answer is **(C)** because 3 < 4.", "C", "3", "4"],
    ["Since 3 + 7 = 10, Tom has 10 apples.", "10", "3", "7"],
    ["If Tom eats 2 of his 12 apples, he has 10 left.", "10", "2", "12"],
    ["There are 8 + 1 = 9 ways, but since none is left over, the number of ways is 10.", "10", "9"],
  ],
  "brackets and dashes stand beside the answer": [
    ["The answer is 72 clips (48 in April and 24 in May).", "72", "48", "24"],
    ["The answer is 72 clips — 48 in April and 24 in May.", "72", "48", "24"],
    ["The answer is 25% (a quarter of 100).", "25", "100"],
    ["#### 72 clips (48 in April)", "72", "48"],
    ["The answer is 1/2 (or 0.25 of the rest).", "1/2", "0.25"],
  ],
  "what is denied is not the answer": [
    ["The answer is 7 and not 9.", "7", "9"],
    ["The answer is 7, not 9.", "7", "9"],
    ["The answer is not 9 but 7.", "7", "9"],
    ["The answer is 7 rather than 9.", "7", "9"],
    ["La respuesta no es 9 sino 7.", "7", "9"],
    ["Die Antwort ist nicht 9, sondern 7.", "7", "9"],
  ],
  "a calculation states its last side": [
    ["#### 48 + 24 = 72 clips", "72", "48", "24"],
    ["Answer: 48 + 24 = 72 clips", "72", "48", "24"],
    ["Answer: 5 boxes * 8 pens = 40 pens", "40", "5", "8"],
    ["The answer is 60 \\times 3 = 180 miles.", "180", "60", "3"],
    ["\\boxed{48+24=72 \\text{ clips}}", "72", "48", "24"],
    ["$\\boxed{x = 3 + 4 = 7 \\text{ cm}}$", "7", "3", "4"],
    ["Natalia sold 48+24 = 72 clips altogether in April and May.", "72", "48", "24"],
    ["He has 36 - 12 = 24 pages to read and must read 24 / 2 = 12 pages each.", "12", "36", "24"],
    ["So, Jordan would earn $40 * 40 = $1600 in one week.", "1600", "40"],
  ],
  "circumstances, what was given, and the subject": [
    ["So, the ferry carries 24 cars in a week of 5 days.", "24", "5"],
    ["Therefore, in 5 days, the ferry carries 120 cars.", "120", "5"],
    ["Tom has 10 apples left after eating 2.", "10", "2"],
    ["There are a total of 60 apples in 5 baskets.", "60", "5"],
    ["3 shirts cost $60.", "60", "3"],
    ["The 5 friends share 20 candies.", "20", "5"],
    ["Each of the 4 friends gets 6 cookies.", "6", "4"],
    ["John takes care of 10 dogs every 5 days.", "10", "5"],
    ["It takes him 45 minutes to run 5 miles.", "45", "5"],
    ["The chance of two numbers other than 1 when rolling two dice is 1/16.", "1/16", "1"],
    ["The cost is 3 dollars per shirt, for a total of 15 dollars.", "15", "3"],
  ],
  "the conclusion, the total, what is set off": [
    ["Tom had 12 apples and ate 2, so he has 10 apples left.", "10", "12", "2"],
    ["It takes 2/2=1 bolt of white fiber, so it takes 2+1=3 bolts in total.", "3", "1", "2"],
    ["She read 12 pages yesterday and 24 pages today, for a total of 36 pages.", "36", "12", "24"],
    ["She bought 3 pens and 4 pencils, which makes **7 things**.", "7", "3", "4"],
  ],
  "what stands behind the phrase and is no plain value": [
    ["The answer is Tom has 10 apples left after eating 2.", "10", "2"],
    ["The answer is: Tom has 15 books in 3 boxes.", "15", "3"],
    ["The answer is 2 more than 5, which is 7.", "7", "2", "5"],
    ['The answer to this question is "10"', "10"],
    ["The answer would be 12 cookies each for 4 kids.", "12", "4"],
    ["So 12 is the correct answer.", "12"],
    ["The answer is 72 clips, altogether.", "72"],
    ["The answer is 5 feet 3 inches.", "5 feet 3 inches", "5", "3"],
    ["The answer is x = 5 or x = -5.", "5, -5", "5"],
  ],
  "headings and terse solutions": [
    ["### Answer\n42", "42"],
    ["## Final Answer\n\n**42 apples**", "42"],
    ["**Answer**\n42", "42"],
    ["| Answer |\n|---|\n| 42 |", "42"],
    ["Answer:\n```\n42\n```", "42"],
    ["3 + 4 = 7\n\nFinal Answer\n\n7", "7", "3", "4"],
    ["x = 7 - 4\nx = 3", "3", "7"],
    ["Step 1: 16-3-4=9\nStep 2: 9*2=18\n18", "18", "9"],
    ["12 * 3 = 36\n36 - 6 = 30\n30 apples", "30", "36"],
    ["####\n72", "72"],
    ["#### 6\n#### \n#### Explanation:", "6"],
  ],
  "the last part's answer, and nothing behind it": [
    ["The final answer is 5. Wait, the final answer is 6.", "6", "5"],
    ["The answer is 261.\n\nThe answer is put into a box.", "261"],
    ["#### 27\n\nQuestion: Ann has 3 cats?\nAnswer: She has 3 + 1 = 4.\n#### 4", "27", "3", "4"],
    ["She has 27 rolls now.\n\nQuestion: A man has 5 dogs.\nAnswer: 5", "27", "5"],
    ["The answer is 7.\n\n### Response:\nThe answer is 9.", "7", "9"],
    ["Question: what is 3+4?\nAnswer: 7", "7", "3"],
    ["<think>5</think>The answer is 7.", "7", "5"],
  ],
};

for (const [rule, rows] of Object.entries(rules)) {
  it.each(rows)(`${rule}: %j is %s`, (text, answer, ...others) => {
    expect(judge(text, answer)).toMatchObject({ verdict: true });
    for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
  });
}

describe("what cannot be told", () => {
  it.each([
    ["Tom has 3 apples and 4 pears.", "3", "4"],
    ["He spends $12, leaving $8.", "12", "8"],
  ])(
    "%s states two numbers: undecided where either is the reference, wrong where neither is",
    (text, a, b) => {
      for (const one of [a, b]) {
        const { verdict, reason } = judge(text, one);
        expect(verdict).toBeNull();
        expect(reason).toContain(a);
        expect(reason).toContain(b);
      }
      expect(judge(text, "99").verdict).toBe(false);
    },
  );

  it.each(["The answer isn't 9.", "The answer is not 9.", "<think>The answer is 9."])(
    "%s: no answer",
    (text) => {
      expect(judge(text, "9").verdict).not.toBe(true);
    },
  );

  it("unfinished thinking may answer where it is asked to", () => {
    expect(judge("<think>So the answer is 9.", "9", { unfinishedThinking: true }).verdict).toBe(true);
  });
});

/** An answer in each language, with a reason that has a number of its own. */
const explained: Record<string, (answer: number, other: number) => string> = {
  English: (a, b) => `The answer is ${a} apples because Tom ate ${b}.`,
  Chinese: (a, b) => `答案是 ${a} 个苹果，因为汤姆吃了 ${b} 个。`,
  Japanese: (a, b) => `答えは${a}個です。なぜならトムが${b}個食べたからです。`,
  Korean: (a, b) => `정답은 ${a}개입니다. 왜냐하면 톰이 ${b}개를 먹었기 때문입니다.`,
  Spanish: (a, b) => `La respuesta es ${a} manzanas porque Tom comió ${b}.`,
  Portuguese: (a, b) => `A resposta é ${a} maçãs, já que Tom comeu ${b}.`,
  French: (a, b) => `La réponse est ${a} pommes parce que Tom en a mangé ${b}.`,
  German: (a, b) => `Die Antwort ist ${a} Äpfel, weil Tom ${b} gegessen hat.`,
  Italian: (a, b) => `La risposta è ${a} mele perché Tom ne ha mangiate ${b}.`,
  Russian: (a, b) => `Ответ: ${a} яблок, потому что Том съел ${b}.`,
  Arabic: (a, b) => `الجواب هو ${a} تفاحات لأن توم أكل ${b}.`,
  Hindi: (a, b) => `उत्तर: ${a} सेब क्योंकि टॉम ने ${b} खाए।`,
  Turkish: (a, b) => `Cevap: ${a} elma çünkü Tom ${b} tane yedi.`,
  Vietnamese: (a, b) => `Câu trả lời là ${a} quả táo vì Tom đã ăn ${b} quả.`,
  Indonesian: (a, b) => `Jawabannya adalah ${a} apel karena Tom makan ${b}.`,
  Polish: (a, b) => `Odpowiedź to ${a} jabłek, ponieważ Tom zjadł ${b}.`,
  Dutch: (a, b) => `Het antwoord is ${a} appels omdat Tom er ${b} at.`,
};

/** The same without a phrase that says "answer", and other ways to give one. */
const plainly: Row[] = [
  ["Wir ziehen 3 ab und bekommen 14.", "14", "3"],
  ["Dividimos entre 4 y obtenemos x = 6,5.", "6.5", "4"],
  ["On divise par 3 et on obtient x = 12.", "12", "3"],
  ["Dividindo por 5, obtemos x = 8.", "8", "5"],
  ["Делим на 4 и получаем 13.", "13", "4"],
  ["Dzielimy przez 6 i otrzymujemy 9.", "9", "6"],
  ["We delen door 3 en krijgen 11.", "11", "3"],
  ["Bagi kedua ruas dengan 3, diperoleh x = 5.", "5", "3"],
  ["两边同时除以3,得到x = 5。", "5", "3"],
  ["نقسم على 3 فنحصل على 5.", "5", "3"],
  ["Die 3 Kinder erhalten zusammen 20 Kekse.", "20", "3"],
  ["因此，小明一共有 7 个苹果。", "7"],
  ["解：3+4=7。\n答：一共7个苹果。", "7", "3", "4"],
  ["所以汤姆吃了 2 个之后还剩 10 个苹果。", "10", "2"],
  ["答案是 10 个苹果，其中 3 个是红的。", "10", "3"],
  ["7 就是答案。", "7"],
  ["したがって、トムは7個のりんごを持っています。", "7"],
  ["トムが2個食べたので、残りは10個です。", "10", "2"],
  ["答え：10個", "10"],
  ["따라서 정답은 7입니다.", "7"],
  ["톰이 2개를 먹었기 때문에 사과는 10개 남았습니다.", "10", "2"],
  ["Por lo tanto, Ana tiene 12 manzanas en 3 cestas.", "12", "3"],
  ["Respuesta: 3,5 metros", "3.5", "3", "5"],
  ["Resposta: R$ 1.234,50", "1234.50", "1.234"],
  ["Réponse : 3,5", "3.5", "3"],
  ["Antwort: 1.200 Euro", "1200", "1.2"],
  ["Also hat Tom 10 Äpfel.", "10"],
  ["Ответ — 7.", "7"],
  ["Поэтому у Тома осталось 7 яблок.", "7"],
  ["الإجابة هي ٤٢.", "42"],
  ["الجواب: ٣٫٥", "3.5"],
  ["उत्तर 7 है।", "7"],
  ["सही उत्तर है ४२।", "42"],
  ["Cevap 7'dir.", "7"],
  ["Doğru cevap 42.", "42"],
  ["Đáp số: 15", "15"],
  ["Odpowiedź: 15", "15"],
];

describe("languages", () => {
  it("each has an explained answer here", () => {
    expect(Object.keys(explained).sort()).toEqual(LANGUAGES.map(({ name }) => name).sort());
  });

  it.each(LANGUAGES.map(({ name }) => name))("%s: an explanation never becomes the answer", (name) => {
    const number = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(number, number, (answer, other) => {
        fc.pre(answer !== other);
        const text = explained[name](answer, other);
        expect(judge(text, String(answer)).verdict, text).toBe(true);
        expect(judge(text, String(other)).verdict, text).not.toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it.each(plainly)("%j is %s", (text, answer, ...others) => {
    expect(judge(text, answer)).toMatchObject({ verdict: true });
    for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
  });
});

describeResponses({
  "a sentence in bold type states what it says": [
    ["270 / 45 = 6\n\n**Tom needs 6 more weeks before he can buy the $480 bike.**", "6", "480"],
    ["300 / 60 = 5\n\n**It takes the train 5 hours to cover the 300 km.**", "5", "300"],
    ["36 / 3 = 12\n\n**Each of the 3 friends pays $12 for the 4 tickets.**", "12", "4", "3"],
    ["20 + 3 = 23\n\n**In 5 years she will be 23 years old.**", "23", "5"],
    ["5 + 3 = 8\n\n**Ann has 5 apples and Bob has 3.**", null, "3", "5", "8"],
    ["So **he has 12 apples** and **she has 12 apples and 5 pears.**", null, "5", "12"],
    ["12 - 5 = 7\n\n**Then Tom gives 5 of his 12 apples away.**", null, "5", "12"],
  ],
});
