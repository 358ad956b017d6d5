// Answers as responses give them, kind by kind: the right one is recognised, and no other number of the text accepted.
import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import { valuesIn } from "./read/values.ts";

/** A text, its answer, and numbers in it that are none. */
type Row = [text: string, answer: string, ...others: string[]];

const kinds: Record<string, Row[]> = {
  "an explanation behind the answer": [
    ["The answer is 36, because each of the 4 rows has 9 chairs.", "36", "9"],
    ["The final answer is 15 minutes since she walks 3 blocks at 5 minutes a block.", "15", "3"],
    ["My answer: 8 cupcakes after giving 4 to Ben.", "8", "4"],
    ["The answer is 120 km, which the train covers in 2 hours.", "120", "2"],
    ["The answer is 6 so that all 30 students have a seat.", "6", "30"],
    ["Therefore the answer is $14.50 once the 3 dollar coupon is applied.", "14.50", "3"],
    ["The answer is 21 given that Sam is 7 years old.", "21", "7"],
    ["The answer is 5 whenever n > 2.", "5"],
    ["Answer: 9 (half of 18).", "9", "18"],
    ["Answer: 9, half of 18.", "9", "18"],
    ["The answer is 9, the sum of 4 and 5.", "9", "5"],
    ["The answer is 9, i.e. 3 times 3.", "9", "3"],
    ["The answer is 9 [3 per box].", "9", "3"],
  ],
  "what is denied": [
    ["The answer is 12, and not 14.", "12", "14"],
    ["The answer is not 14 but 12.", "12", "14"],
    ["It is not 14 but 12 apples.", "12", "14"],
    ["The answer is 12 instead of 14.", "12"],
    ["The answer is 12 (not 14).", "12", "14"],
    ["The answer is neither 14 nor 15 but 12.", "12", "15"],
    ["The answer is 12 as opposed to 14.", "12", "14"],
    ["Not 14. The answer is 12.", "12"],
    ["Some say 14, but the answer is 12.", "12"],
  ],
  dashes: [
    ["The answer is 30 – 5 more than before.", "30", "5"],
    ["The answer is 30 - that is 5 more than before.", "30", "25"],
    ["30 — that's the answer, with 5 left over.", "30", "5"],
    ["Answer — 30", "30"],
    ["**Answer:** 30 apples - 5 per basket", "30", "25"],
  ],
  "words that say nothing": [
    ["The answer is exactly 16 in total.", "16"],
    ["The answer is 16 overall.", "16"],
    ["The answer is thus 16, obviously.", "16"],
    ["So the answer is only 16 euros.", "16"],
    ["The answer must therefore be 16.", "16"],
    ["The correct answer turns out to be 16.", "16"],
    ["The answer, then, is 16.", "16"],
  ],
  "calculations with units and words": [
    ["The answer is 6 \\text{ boxes} \\times 4 = 24 \\text{ pens}.", "24", "6"],
    ["Total = 3 kg + 4 kg = 7 kg", "7", "4"],
    ["#### 5 \\times 12 = 60 minutes", "60"],
    ["\\boxed{5 \\text{ rows} \\times 8 \\text{ seats} = 40 \\text{ seats}}", "40", "8"],
    ["Cost: $4 x 3 = $12", "12", "3"],
    ["The answer is $\\text{Area} = 3 \\cdot 4 = 12 \\text{ cm}^2$.", "12"],
    ["So she has 10 - 3 = 7 apples, 10 - 3 = 7.", "7"],
  ],
  "equations line by line": [
    ["5*3=15\n15+6=21\n21/7=3", "3", "21"],
    ["a = 2*3 = 6\nb = 6+1 = 7\ntotal = 13", "13", "7"],
    ["Tom: 3*4 = 12\nAnn: 12/2 = 6\n12 + 6 = 18 books", "18", "6"],
    ["20 - 8 = 12. 12 / 4 = 3.", "3", "12"],
    ["2x + 3 = 11\n2x = 8\nx = 4", "4", "8"],
    ["48/2 = 24\n=> 48 + 24 = 72", "72"],
  ],
  headings: [
    ["We add 3 and 4.\n\n### Final Answer\n\n7", "7", "4"],
    ["Work: 3+4=7\n\n**Answer**\n\n7 apples", "7"],
    ["3+4=7\nAnswer\n7", "7"],
    ["# Solution\n3+4=7\n# Answer\n**7**", "7"],
    ["## Answer:\n- 7", "7"],
    ["### The answer\n`7`", "7"],
    ["**Final Answer:**\n\n7 (3 + 4)", "7", "4"],
    ["Final answer\n============\n7", "7"],
    ["Answer:\n\n1. 7", "7"],
  ],
  markup: [
    ["The answer is **7**, as 3 + 4 = 7.", "7"],
    ["The answer is `7`.", "7"],
    ["- Answer: 7", "7"],
    ["| Answer | 7 |", "7"],
    ["| 7 |", "7"],
    ["```\n7\n```", "7"],
    ["* 7 apples", "7"],
    ["_7_", "7"],
    ["The answer is ***7***", "7"],
    ["> **Answer: 7**", "7"],
    ["The answer is <b>7</b>", "7"],
    ["Answer: ~~6~~ 7", "7", "6"],
  ],
  languages: [
    ["La respuesta final es 2,5 litros porque hay 5 vasos.", "2.5", "5"],
    ["A resposta é 1.250 reais, pois são 5 parcelas de 250.", "1250", "250"],
    ["La réponse est donc 12 euros, car 3 fois 4 font 12.", "12", "4"],
    ["Die richtige Antwort lautet 7,5 Stunden, weil er 15 Kilometer fährt.", "7.5", "15"],
    ["La risposta è quindi 18, poiché 20 meno 2 fa 18.", "18", "2"],
    ["Правильный ответ: 3,5 часа, так как расстояние 7 км.", "3.5", "7"],
    ["最终答案为 24 元,因为每本 8 元。", "24", "8"],
    ["所以一共是24个,其中男生8个。", "24", "8"],
    ["答えは 24 円です。8 円の 3 倍だからです。", "24", "8"],
    ["정답은 24원입니다. 8원이 3개이기 때문입니다.", "24", "3"],
    ["الإجابة النهائية هي ١٢٫٥ كيلومتر لأن السرعة ٥.", "12.5", "5"],
    ["अंतिम उत्तर १२ है क्योंकि ३ × ४ = १२।", "12", "4"],
    ["Doğru cevap 12'dir çünkü 3 kutuda 4 elma var.", "12", "4"],
    ["Vậy đáp số là 12 quả vì có 3 hộp.", "12", "3"],
    ["Jadi jawabannya adalah 12 buah karena ada 3 kotak.", "12", "3"],
    ["Prawidłowa odpowiedź to 12,5 złotego, ponieważ 5 sztuk kosztuje tyle.", "12.5", "5"],
    ["Het juiste antwoord is 12, want 3 maal 4 is 12.", "12", "4"],
    ["La respuesta no es 14, sino 12.", "12", "14"],
    ["Die Antwort ist 12 und nicht 14.", "12"],
    ["La réponse est 12 et non 14.", "12", "14"],
    ["Ответ: не 14, а 12.", "12"],
    ["答案不是14,而是12。", "12", "14"],
    ["La respuesta es 16 y no 18.", "16", "18"],
    ["Respuesta: 16 orejas (8 gatos por 2).", "16", "8", "2"],
    ["Por lo tanto, quedan 16 manzanas después de vender 4.", "16", "4"],
    ["Donc, il reste 16 pommes après avoir vendu 4.", "16", "4"],
    ["Also bleiben 16 Äpfel übrig, nachdem er 4 verkauft hat.", "16", "4"],
    ["Итого: 16 яблок.", "16"],
    ["Значит, осталось 16 яблок из 20.", "16", "20"],
    ["因此还剩16个苹果。", "16"],
    ["答：还剩16个苹果（原来有20个）。", "16", "20"],
    ["したがって、残りは16個です。", "16"],
    ["따라서 남은 사과는 16개입니다.", "16"],
    ["Jadi, sisa apel adalah 16 buah.", "16"],
    ["Dus er blijven 16 appels over.", "16"],
    ["Więc zostało 16 jabłek z 20.", "16", "20"],
    ["Yani geriye 16 elma kalır.", "16"],
    ["Vậy còn lại 16 quả táo.", "16"],
    ["O resultado final é 16, não 18.", "16", "18"],
    ["Il risultato è 16.", "16"],
    ["El resultado es 16.", "16"],
    ["Le résultat est 16.", "16"],
    ["Das Ergebnis ist 16, da 8 mal 2 16 ergibt.", "16", "8", "2"],
  ],
  thinking: [
    ["<think>Maybe 8.</think>\n7", "7"],
    ["<think>\n3+4=7\n</think>\n\nThe answer is 7, not 8.", "7"],
  ],
  "several answers": [
    ["The final answer is 8. Hmm, let me recheck. The final answer is 7.", "7", "8"],
    ["Answer: 8\nCorrected answer: 7", "7", "8"],
    ["\\boxed{8}\n\nActually, the correct answer is \\boxed{7}.", "7"],
  ],
  "the next problem of a template": [
    ["The answer is 7.\n\nQuestion: What is 5+5?\nAnswer: 10", "7", "10"],
    ["7\n\n### Instruction:\nAdd 5 and 5.\n\n### Response:\n10", "7", "10"],
    ["#### 7\n\nQ: What is 5+5?\nA: 10", "7", "10"],
    ["She has 3+4=7.\nThe answer is 7.\n\nProblem 2: Ben has 5.\nSolution: 5+5=10. The answer is 10.", "7"],
    ["The answer is 7.<|im_end|>\n<|im_start|>user\nWhat is 5+5?<|im_end|>\n10", "7"],
  ],
  "sentences without a phrase": [
    ["After giving 3 of her 10 pens away, Mia has 7 pens left.", "7", "10"],
    ["Mia has 7 pens left after giving away 3.", "7", "3"],
    ["The 4 boys each get 6 marbles.", "6", "4"],
    ["It will take 5 hours to drive 300 miles at 60 mph.", "5", "60"],
    ["The train needs 5 hours.", "5"],
    ["So, the total cost of 3 shirts and 2 hats is $75.", "75", "2"],
    ["Liam earned $45 more than Noah, who earned $30.", "45", "30"],
    ["So, $x = 3 + 4 = 7$.", "7"],
    ["The answer is $x$ = 7.", "7"],
    ["Therefore, 7 students passed out of 20.", "7", "20"],
    ["Let's break it down:\n1. Total eggs: 3 * 12 = 36\n2. Eaten: 8\n3. Left: 36 - 8 = 28", "28", "8", "36"],
    [
      "The bus made 3 trips with 40 people each. Therefore, the bus carried 3 * 40 = 120 people that day.",
      "120",
      "40",
      "3",
    ],
    [
      "Sara has 15 marbles and Tim has 9 marbles. The difference is 15 - 9 = 6. So, Sara has 6 more marbles than Tim.",
      "6",
      "15",
      "9",
    ],
    ["Sara has 6 more marbles than Tim's 9.", "6", "9"],
    ["There were 45 birds at first. After 12 flew away, 33 birds remained.", "33", "45", "12"],
    ["He drives 60 miles per hour for 3 hours, so he drives a total of 180 miles.", "180", "60", "3"],
    ["At $3 each, 7 tickets cost $21.", "21", "3", "7"],
    ["The price after a 20% discount is $40.", "40", "20"],
    ["After a 20% discount on $50, she pays $40.", "40", "20", "50"],
    ["The area is 24 square meters, since the length is 6 m and the width is 4 m.", "24", "6", "4"],
    ["x = 4 or x = -2, so the sum of the solutions is 2.", "2", "4", "-2"],
    ["Since x must be positive, x = 4.", "4"],
    ["We get x = 4 (x = -2 is rejected).", "4", "-2"],
    ["The remainder when 47 is divided by 5 is 2.", "2", "47", "5"],
    ["The sum of 12 and 30 is 42.", "42", "12", "30"],
    ["12 plus 30 equals 42.", "42", "12", "30"],
    ["To find the total, add 12 and 30. The total is 42.", "42", "12", "30"],
    ["The correct option is (B), since 3 > 2.", "B", "3", "2"],
    ["Hence, the required number is 64 (= 4^3).", "64", "4", "3"],
    ["Thus 64 = 4^3 is the smallest such number.", "64", "3"],
    ["16 ears\n\n## Problem 2\nAnn has 3 cats.", "16", "3"],
  ],
  "what takes an answer back, and what does not": [
    ["The answer is −7, not 7.", "-7", "7"],
    ["The answer isn't 18. It's 16.", "16", "18"],
    ["I first thought the answer was 18, but it is 16.", "16", "18"],
    ["The answer is 18... wait, no, 16.", "16", "18"],
    ["The answer is 18.\n\nWait, I made a mistake: 2*8 = 16. So the answer is 16.", "16", "18", "8"],
    ["Answer is 16.\n\nLet me verify: 16 / 2 = 8. Correct.", "16", "8", "2"],
    ["The answer is 16.\n\n**Explanation:**\n- 8 cats with 2 ears each\n- 8 * 2 = 16", "16", "8", "2"],
    ["#### 16\n\nExplanation: there are 8 cats. So 8 * 2 = 16 ears.", "16", "8", "2"],
    ["So the answer is 16.\n\nNote: this assumes 2 ears per cat and 8 cats.", "16", "2", "8"],
  ],
  "behind phrases and marks": [
    [
      "Here's how to solve it:\n\n*   **Step 1:** 4 boxes * 6 pens = 24 pens\n*   **Step 2:** 24 - 5 = 19 pens\n\n**Answer:** There are 19 pens left after 5 were sold.",
      "19",
      "5",
      "24",
      "6",
    ],
    [
      "Let's break it down:\n1. Total eggs: 3 * 12 = 36\n2. Eaten: 8\n3. Left: 36 - 8 = 28\n\nFinal Answer: The final answer is $\\boxed{28}$",
      "28",
      "8",
      "36",
    ],
    ["Final Answer: The final answer is 28 eggs (36 minus 8).", "28", "36", "8"],
    ["Answer: 42 (12 + 30 = 42)", "42", "12", "30"],
    ["ANSWER: 42", "42"],
    ["ans = 42", "42"],
    ["The answer is: $42$.", "42"],
    ["the answer is\n\n42", "42"],
    ["The answer is 42 because 42 = 6 * 7.", "42", "6", "7"],
    ["The answer is $\\boxed{42}$, where 42 = 6 \\cdot 7.", "42", "7"],
    ["$\\boxed{42}$ is obtained by multiplying 6 and 7.", "42", "6", "7"],
    ["The final answer is 3 hours and 20 minutes.", "3 hours and 20 minutes", "20"],
    ["The answer is 7:30 p.m., 2 hours after the start.", "7:30 p.m.", "2"],
    ["The answer is: 1,234,567 (about 1.2 million).", "1234567", "1.2"],
    ["The answer is −7 since 3 − 10 = −7.", "-7", "3", "10"],
    ["So the answer is 16 + 4 = 20 cookies for the 5 children.", "20", "16", "4", "5"],
    ["The answer would be 20, if each of the 5 children gets 4.", "20", "5", "4"],
    ["Answer: 20 cookies / 5 children = 4 cookies per child", "4", "20", "5"],
    ["The answer is 3/4 of the 20 cookies.", "3/4", "20"],
    ["The answer is half of 20, which is 10.", "10", "20"],
    ["The answer is twice 8, that is 16.", "16", "8"],
    ["The answer is 16, twice 8.", "16", "8"],
    ["The answer is about 16.7 (50 divided by 3).", "16.7", "50", "3"],
    ["The answer is between 3 and 5, so 4.", "4", "3", "5"],
    ["The answer is greater than 3: it is 4.", "4", "3"],
    [
      "If there were 9 cats the answer would be 18, but there are 8 cats, so the answer is 16.",
      "16",
      "18",
      "9",
      "8",
    ],
    ["#### $16", "16"],
    ["#### 16.00", "16"],
    ["#### **16**", "16"],
    ["####16 ears", "16"],
    ["The result is 16, because 8 * 2 = 16.", "16", "8", "2"],
    ["Question: How many?\nAnswer: 16\n\nQuestion: How many cats?\nAnswer: 8", "16", "8"],
    ["| Step | Value |\n|---|---|\n| cats | 8 |\n| ears | 16 |\n\nThe answer is 16.", "16", "8"],
  ],
};

describe.each(Object.entries(kinds))("%s", (_, rows) => {
  it.each(rows)("%j is %s", (text, answer, ...others) => {
    expect(judge(text, answer)).toMatchObject({ verdict: true });
    for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
  });
});

/** Ends of longer responses: three sentences of reasoning stand before each. */
const reasoning =
  "The farm has 40 hens and 12 ducks. Every hen lays 2 eggs a week. The ducks lay 3 eggs a week each.\n\n";

describe("the end of a longer response", () => {
  it.each<Row>([
    // What it breaks off in states nothing; what a paragraph concluded before it does.
    ["So, all hens lay 40 * 2 = 80 eggs.\n\nThis is the number of eggs that the", "80", "2", "40"],
    ["40 * 2 = 80 eggs.\n\nThe final answer is", "80", "2", "40"],
    ["40 * 2 = 80 eggs.\n\nThe answer is \\boxed{}.", "80", "2", "40"],
    // Steps give what comes of them.
    ["To find the eggs of the hens, we multiply 40 by 2 to get 40 * 2 = 80.", "80", "2", "40"],
    ["Finally, we add both parts: $\\frac{160}{2} = 80$", "80", "2", "40"],
    ["The hens lay 40 x 2 = 80 eggs.\n\nThis answer is the only one that fits.", "80", "2", "40"],
    ["The hens lay 2 eggs for 40 weeks, so they lay 80 eggs because of the corn.", "80", "2", "40"],
    ["So the hens lay 40 * 2 eggs, which is 40 * 2 = 80.", "80", "2", "40"],
    ["So Mrs. Miller collects 40 * 2 = 80 eggs.\n####\n####\n", "80", "2", "40"],
    ["The hens lay 12 times 4, which is 48 eggs.", "48", "12", "4"],
    ["So the garden has a 4x6 foot plot, which represents an area of 24 square feet.", "24", "4", "6"],
    ["She sold 2/3 of them the day before and the next day, so she had 1/3 of all eggs.", "1/3", "2/3"],
    ["Finally, we add the last result: $\\frac{2^n+1}{2} = 25$", "25", "2"],
    ["The hens lay 40 * 2 = 80 eggs.\n\nThe answer is \\boxed{}.\n\nAdd it to that of the ducks.", "80", "2"],
    ["The answer is $12 \\cdot 16 = 180$.", "180", "12", "16"],
    ["Finally, we subtract 2 from 82 to get 80.", "80", "82", "2"],
    ["So the share is 3/6 = 1/2. This is because there are 3 even numbers up to 6.", "1/2", "3", "6"],
    ["40 * 2 = 81 eggs. But on Sunday they lay 1 egg less. That makes 80 eggs.", "80", "81", "1"],
    ["The cost of hens is $6. The cost of both is $6 + $8 = $14.", "14", "6", "8"],
    ["In total the hens lay 80 eggs.\n\nLet me know if you have 5 more questions!", "80", "5"],
  ])("%j: %s", (end, answer, ...others) => {
    expect(judge(reasoning + end, answer)).toMatchObject({ verdict: true });
    for (const other of others) expect(judge(reasoning + end, other).verdict, other).not.toBe(true);
  });

  it.each([
    ["So, all hens lay 80 eggs.\nThe", "80"],
    ["So the eggs of the hens are 40 * 2 = 80 and the eggs of the 12 ducks are 12 *", "80", "12"],
    ["Therefore, the answer is 5! = 5 * 4 *", "5", "20"],
    ["Altogether the hens and ducks lay this many eggs in a week: 40 * 2 + 12 * 3 = 11", "11"],
    ["7. To find the eggs, you multiply the hens by 2, which is 80 eggs.\n8. Finally,", "80", "7"],
    ["Then, multiply the hens by 2 to find the number of eggs.", "2", "3"],
    ["So, I added 80 to the eggs of the ducks.", "80"],
    ["To find x, we solve $4x - 9 = 31$.", "31"],
    ["We solve the equation $2x + 80 = 92$.", "92", "80"],
    // A sentence without a stop where others have one, and a result that the text was about to work with.
    ["The eggs of all hens\nHens lay 40 * 2 = 80 eggs a week on the old farm", "80", "2", "40"],
    ["Therefore, 40 * 2 = 80 eggs of hens in a week", "80", "2", "40"],
    ["So the hens lay 80 eggs.\n\nNow we add these to the eggs of the", "80"],
    ["So the hens lay 40 * 2 = 80 eggs.\n\nStep 2: Determine how many eggs of the", "80"],
    ["So the hens lay 40 * 2 = 80 eggs.\n\n3. Then,", "80"],
    ["This is about maxima, which means taking the larger of 2 numbers.", "2"],
    ["It is about the effect of the given corn, which is 21 bags.", "21"],
    ["In essence, the answer is 30 times the eggs of the ducks.", "30"],
    ["The hens' share is 20% of the income of $50.", "20", "50"],
    ["One hen laid 5 eggs and then laid 4 eggs.", "5", "4"],
    ["People count (as is usual) 37 eggs.", "37"],
    ["We cannot determine the eggs from 40 hens.", "40"],
    ["There is not enough information about the 12 ducks.", "12"],
  ])("%j gives none", (end, ...numbers) => {
    for (const number of numbers) expect(judge(reasoning + end, number).verdict, number).not.toBe(true);
  });

  it.each([
    ["The answer is 8.\n\nSo, in the end, they lay 8 + 4 = 12 eggs.", "8", "12"],
    ["The answer is 8.\n\nSo Mrs. Miller has 8 + 4 = 12 eggs.", "8", "12"],
    ["#### 8\nThe hens lay 4 + 5 = 9 eggs.", "8", "9"],
    ["So, 40 * 2 = 80 eggs are laid. So, 323 eggs are laid.", "80", "323"],
    ["They lay 40 * 2 = 80 eggs. There were 9 in each nest.", "80", "9"],
    ["So the hens lay 80 eggs of those, and that's 80 / 2 = 40.", "80", "40"],
    ["So without the broken ones 40 - 3 = 37 34 can be sold.", "37", "34"],
    ["So he earned $120 in 9 hours. In conclusion, working 9 hours is worth it.", "120", "9"],
    ["There are 60 minutes in an hour, so a day has 1440 minutes. There are 7 days in a week.", "1440", "7"],
    ["The total number of hats is 5 + 3 = 8. The total number of caps is 4 + 2 = 6.", "8", "6"],
    ["The sum is 14.\nThe sum is 15.", "14", "15"],
    ["The area is 12 square feet, and the perimeter is 14 feet.", "12", "14"],
    ["So the number of hats is 5 and the number of caps is 6.", "5", "6"],
    ["In total she will finish the book of 300 pages in 15 days.", "300", "15"],
    ["The answer is 12. The answer is 15. ".repeat(9), "12", "15"],
  ])("%j: an answer and another conclusion are undecided", (end, ...answers) => {
    for (const answer of answers) expect(judge(reasoning + end, answer).verdict, answer).toBeNull();
    expect(judge(reasoning + end, "99").verdict).toBe(false);
  });

  it("a check of the answer contests nothing", () => {
    const text = `${reasoning}The answer is 80.\n\nLet's check.\nSo 80 / 2 = 40.`;
    expect(judge(text, "80").verdict).toBe(true);
    expect(judge(text, "40").verdict).toBe(false);
  });
});

describe("a short text that concludes nothing", () => {
  it.each([
    ["I cannot determine the answer with 3 values.", "3"],
    ["There is not enough information; we only know there are 3 cats.", "3"],
    ["First she has 12. Then she eats 2.", "12", "2"],
    ["One hen laid 5 eggs and then laid 4 eggs.", "5", "4"],
    ["So, I added 11 times 11 = 121 to the sum. So, I added 121 to the final answer.", "121", "11"],
    ["The answer is 10% of 50.", "10", "50"],
    ["Each kid gets 4 candies, with 2 left over.", "2"],
    ["First answer: 8. Second answer: 7.", "8"],
  ])("%s", (text, ...numbers) => {
    for (const number of numbers) expect(judge(text, number).verdict, number).not.toBe(true);
  });
});

describe("numbers in words and ordinals", () => {
  it.each([
    ["The answer is five.", "5", true],
    ["one inch", "1", true],
    ["twenty", "20", true],
    ["12^{\\text{th}}", "12th", true],
    ["the 12^{th} day", "the 12th day", true],
    ["five hundred", "5", false],
    ["five squared", "5", false],
    ["five halves", "5", false],
    ["five over two", "5", false],
    ["twenty five", "20", false],
    ["one third", "1", false],
    ["one of them", "1", false],
    ["minus five", "5", false],
  ])("%s and %s: %s", (text, answer, same) => {
    expect(judge(text, answer).verdict).toBe(same);
    expect(judge(answer, text).verdict).toBe(same);
  });
});

const gives = (text: string, answer: string, ...others: string[]) => {
  expect(judge(text, answer)).toMatchObject({ verdict: true });
  for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
};
const givesNone = (text: string, ...numbers: string[]) => {
  for (const number of numbers) expect(judge(text, number).verdict, number).toBe(false);
};

describe("a calculation that begins with a value and its unit", () => {
  it.each<Row>([
    ["The total number of pens is 12 pens - 31 = 18 pens.", "18", "12", "31", "-31"],
    ["The total weight is 10 kg + 5 kg - 3 kg = 11 kg.", "11", "10", "5", "3"],
    ["The answer is 40 pens - 8 pens = 31 pens.", "31", "40", "8"],
    ["She has 9 dollars -4 dollars = 6 dollars.", "6", "9", "4", "-4"],
    ["It is 5 apples + 3 pears = 8 fruits.", "8", "5", "3"],
    ["So she has 40 red pens - 8 - 2 = 30 red pens.", "30", "40", "8", "2"],
    ["The total is 90 sheets of paper - $30 = 61.", "61", "90", "30"],
    ["The total is 30 cards - 10 - 5 = 16 cards.", "16", "30", "10", "5"],
    // A dash, and what explains the value before it.
    ["The total is 30 cards - 10 + 5 = 15 red.", "30", "15", "10", "5"],
    ["The answer is 30 cards - 10 + 5 = 15 red.", "30", "15", "10", "5"],
  ])("%j is %s", (...row) => gives(...row));

  it("is one value, and each number before its result is an operand", () => {
    expect(valuesIn("10 pens + 5 pens - 3 pens = 12")).toMatchObject([
      { start: 0, end: 30, result: "12", operands: ["10", "5", "3"] },
    ]);
  });

  it("a long one takes no more than its time", () => {
    const start = process.cpuUsage();
    judge(`The total is 1 pen ${"+ 1 pen ".repeat(20_000)}= 7 pens.`, "7");
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  });
});

describe("an answer in words", () => {
  it.each<[text: string, ...numbers: string[]]>([
    ["There are 2 red parts and 3 green ones. So, the answer is that red is the least likely.", "2", "3"],
    ["There are 2 * 4 = 8 parts. The answer is the part that is painted red on both sides.", "8"],
    ["So there are 8 parts. The answer is that nobody wins the game. There are 7 games here.", "8", "7"],
    ["It takes 5 days. The answer is impossible as nobody works on Sundays.", "5"],
  ])("%j: no number before it counts", (text, ...numbers) => givesNone(text, ...numbers));

  it.each<Row>([
    // What only talks about the answer.
    ["There are 2 * 4 = 8 parts.\nThe answer is written in the box below.", "8", "2"],
    ["There are 2 * 4 = 8 parts.\nThe answer is correct because we checked it.", "8", "2"],
    ["There are 2 * 4 = 8 parts.\nThe answer is an integer as we hoped for.", "8", "2"],
    // An announced value, a box, a conclusion behind it.
    ["The answer is 8. So the answer is that everybody wins it again.", "8"],
    ["\\boxed{8}. So the answer is that everybody wins it again.", "8"],
    ["There are 3. The answer is that nobody wins the game. So there are 7 games left.", "7", "3"],
  ])("%j is %s", (...row) => gives(...row));

  it("is found as it stands", () => {
    const text = "There are 2 red parts. So the answer is that the red part wins.";
    expect(judge(text, "2").extracted).toBe("that the red part wins");
    expect(judge(text, text).verdict).toBe(true);
  });
});

describe("an ordinal within a sentence that concludes nothing", () => {
  it.each([
    ["This looks a bit like the 7th triangular number.", "7", "7th"],
    ["It is much the same as a 7th prime number, I think.", "7", "7th"],
    ["This is the 7th triangular number.", "7", "7th"],
    ["We think about the 4th power here, as with a 2nd root.", "4", "2", "4th", "2nd"],
  ])("%j gives none", (text, ...numbers) => givesNone(text, ...numbers));

  it.each<Row>([
    ["It is the 7th triangular number.", "7th"],
    ["So we look at the 7th.", "7th"],
    ["He won on the 12th day.", "12th"],
    ["The winner of it all finished 3rd.", "3rd"],
    ["There are 8 cats in all. This reminds me of the 4th power.", "8", "4", "4th"],
  ])("%j is %s", (...row) => gives(...row));
});

describe("a problem told again", () => {
  it.each([
    ["A tank holds 90 liters and loses 6 liters every hour. How many hours does it take?", "90", "6"],
    ["A tank holds 90 liters. If it loses 6 liters every hour, when is it empty?", "90", "6"],
    ["Tom is 12. Ann is 5 years older than that.\nWhat is the age of Ann?", "12", "5"],
    ["A tank holds $90$ liters. How long does it last?", "90"],
    ["Let $x + 2 = 5$. What is $x$?", "5", "2"],
    ["Suppose 4 pens = 12 coins. How many coins is a pen?", "12", "4"],
    [
      "Ann bought 12 eggs and boiled 3 of them for lunch. Her brother surprised her by bringing another 6 eggs at night.",
      "12",
      "3",
      "6",
    ],
    [
      "5 boys paid 4 coins each for it. A girl joined and gave them another 9 coins for some sweets.",
      "5",
      "4",
      "9",
    ],
  ])("%j gives none", (text, ...numbers) => givesNone(text, ...numbers));

  it.each<Row>([
    ["A tank holds 90 liters. So it lasts 15 hours. How many hours does it take?", "15", "90"],
    ["90 / 6 = 15 hours are left. How long does the tank last?", "15", "90", "6"],
    ["So it lasts 15 hours. A car holds 7 liters. How many do two cars hold?", "15", "7"],
    ["The tank holds 90 liters. Do you need more help?", "90"],
    ["The tank holds 90 liters. What else can I help you with?", "90"],
    ["Ann bought 12 eggs and boiled 3 of them for lunch. She has 9 eggs now.", "9", "12", "3"],
    ["Ann bought 12 eggs and boiled 3 of them for lunch. She sold 9 eggs at the market.", "9", "12", "3"],
    ["Ann bought 12 eggs and boiled 3 of them for lunch. That makes 9.", "9", "12", "3"],
    ["Ann bought 12 eggs and boiled 3 of them for lunch. She can still cook 9 eggs.", "9", "12", "3"],
    ["She saves $5 every week for a year. After 10 weeks she will have saved up $50.", "50", "5", "10"],
    ["They wore 7 hats on each of 3 days. She gave 21 hats away because they were all torn.", "21", "7", "3"],
  ])("%j is %s", (...row) => gives(...row));
});

describe("words behind ####", () => {
  it.each<Row>([
    ["There are 5 * 3 = 15 pens.\n#### \nThis is the final answer.", "15", "5", "3"],
    ["There are 5 * 3 = 15 pens.\n#### Step by step explanation", "15", "5", "3"],
    ["#### Step by step\nThere are 5 * 3 = 15 pens.", "15", "5", "3"],
    ["#### 15\n#### Solution", "15"],
    ["#### Working out the total cost\nThe cost is 5 * 3 = 15.", "15", "5", "3"],
    ["There are 5 * 3 = 15 pens, mostly red.\n#### red", "red", "15"],
    ["There are 5 * 3 = 15 pens, mostly red.\n####\nred", "red", "15"],
    ["There are 5 pens in each of 3 boxes.\n####\nthirty", "thirty", "5", "3"],
    ["There are 5 pens.\n#### impossible", "impossible", "5"],
  ])("%j is %s", (...row) => gives(...row));

  it.each([
    ["There are 5 pens.\n#### none of these colors", "5"],
    ["There are 5 pens.\n#### This is impossible to say", "5"],
  ])("%j is in words", (text, ...numbers) => givesNone(text, ...numbers));

  it.each(["Termin", "blue"])("the word %s below it and a value right before are undecided", (word) => {
    const text = `1. There are 5 pens.\n####\n${word}`;
    for (const answer of ["5", word]) expect(judge(text, answer).verdict, answer).toBeNull();
    expect(judge(text, "9").verdict).toBe(false);
  });
});

describe("characters without a space, of which letters happen to be words", () => {
  it.each([
    ["6+0=6;6-6=5;5*4=0;0-4=6;6+8=4;A4A444=8;A88ok;A6ok;A6A7AAA6ANA5AA", "4"],
    ["ko;aN;no;ok;3-8=4;so;A6;b5;up;to", "4"],
    ["is7an;no3;so;N5*4;al;ok=6;total;ab", "6"],
  ])("%j gives none", (text, ...numbers) => givesNone(text, ...numbers));

  it("are a sentence in scripts that set no words apart", () => {
    gives("每辆车坐8人，共有56人，所以需要7辆车。", "7", "56", "8");
  });
});
