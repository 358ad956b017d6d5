// Yes or no, true or false, with numbers beside it: the reply is the answer, and its reasons are none; a value that is
// corrected or concluded counts, and where both may be meant nothing is decided.
import { expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";

const verdict = (text: string, reference: string) => [text, reference, judge(text, reference).verdict];

it.each([
  ["No, 119 is not prime, because 119 = 7 × 17.", "No", "119", "17"],
  ["Yes, the number 84 is divisible by 6.", "Yes", "84", "6"],
  ["No. 119 = 7 × 17.", "No", "119"],
  ["**No.** The numbers 9 and 15 have the common factor 3.", "No", "3"],
  ["No, Bea cannot pay: she needs $30 and has $26.", "No", "26"],
  ["Yes.\n\n18 + 17 = 35, which is more than 30.", "Yes", "35"],
  ["No. Bea needs 14 plums.", "No", "14"],
  ["Yes, divisible by 6.", "Yes", "6"],
  ["False. For example, n = 3 gives 10, which is even.", "False", "10"],
  ["The statement is false: take n = 3.", "False", "3"],
  ["The claim that 119 is prime is false.", "False", "119"],
  ["For n = 3 we get 10. So the statement is false.", "False", "10"],
  ["The number 84 is divisible by 6, so yes.", "Yes", "84"],
  ["84 = 6 × 14. So yes, 84 is divisible by 6.", "Yes", "84"],
  ["True or false: 119 is prime. False.", "False", "119"],
  ["The answer is no, 119 is 7 × 17.", "No", "119"],
  ["Sí, 84 es divisible por 6.", "Sí", "6"],
  ["No, 119 no es primo, porque 119 = 7 × 17.", "No", "119"],
  ["La afirmación es falsa: con n = 3 no se cumple.", "Falso", "3"],
  ["84 es divisible por 6, así que sí.", "Sí", "84"],
  ["Nein, 119 ist keine Primzahl, denn 119 = 7 · 17.", "Nein", "119"],
  ["Die Aussage ist falsch: für n = 3 gilt sie nicht.", "Falsch", "3"],
  ["84 ist durch 6 teilbar, also ja.", "Ja", "84"],
  ["Oui, 84 est divisible par 6.", "Yes", "84"],
  ["Нет, 119 не простое число.", "Нет", "119"],
  ["不是，119不是质数，因为119 = 7 × 17。", "不是", "119"],
  ["对，比如n = 3。", "对", "3"],
  ["是的，84能被6整除。", "Yes", "6"],
  ["该命题是错误的：取n = 3。", "错误", "3"],
  ["はい、84は6で割り切れます。", "はい", "84"],
  ["아니요, 119는 소수가 아닙니다.", "아니요", "119"],
])("%j replies %s", (text, reply, ...numbers) => {
  expect(verdict(text, reply)).toEqual([text, reply, true]);
  for (const number of numbers) expect(verdict(text, number)).toEqual([text, number, false]);
});

it.each([
  ["No problem! The answer is 8.", "8"],
  ["Yes! So the answer is 14.", "14"],
  ["Yes, the answer is 14.", "14", "Yes"],
  ["True, but we also need 4 more, so 9.", "9", "True"],
  ["No, wait, it's 8.", "8", "No"],
  ["He has 6. No, wait, he has 8.", "8", "6"],
  ["No, it is 8.", "8", "No"],
  ["No, 8 apples.", "8", "No"],
  ["Yes, 8 apples.", "8", "Yes"],
  ["Yes, let's work it out. 6 + 8 = 14. So he has 14 plums.", "14", "Yes"],
  ["No, Bea can buy only 14 of them.", "14", "No"],
  ["He had 6 plums. Did he eat 2? Yes, he has 4 left.", "4", "Yes"],
  ["Is 9 odd? Yes. So there are 5 odd numbers.", "5", "Yes"],
  ["No. 8 is the fastest car.", "8", "No"],
  ["The statement is true for 3 values of n.", "3", "True"],
])("%j states %s", (text, answer, ...others) => {
  expect(verdict(text, answer)).toEqual([text, answer, true]);
  for (const other of others) expect(verdict(text, other)).toEqual([text, other, false]);
});

it.each([
  [
    "Yes, they'll make it. The tank holds 40 litres, so they use 36 of them. For 600 km it would be a no.",
    "Yes",
    "36",
    "No",
  ],
  ["No, she can't pay for both. The bag is $30 and the hat $25, so she would need $55.", "No", "55", "30"],
  ["Yes, it fits through. The door is 90 cm wide, so 6 cm are left.", "Yes", "6"],
  [
    "Ten hours give 2^10. Or is it 2^9 = 512? No: after 1 hour there are 2, so after ten there are 1024.",
    "1024",
    "No",
    "512",
  ],
  ["3n + 2 = 35, so n = 11: 33 + 2 = 35. Yes, 11 it is.", "11", "35", "Yes"],
])("%j states %s, what is calculated beside it is why", (text, answer, ...others) => {
  expect(verdict(text, answer)).toEqual([text, answer, true]);
  for (const other of others) expect(verdict(text, other)).toEqual([text, other, false]);
});

it.each([
  ["Yes, Bea has enough: 14 dollars.", "Yes", "14"],
  ["No, Bea has 14 dollars.", "No", "14"],
  ["No. So Bea needs 14 dollars more.", "No", "14"],
  ["No. The total is 14.", "No", "14"],
  ["No, that's wrong: 6 + 8 = 14.", "No", "14"],
  ["Yes, 6 of the 14 eggs are left.", "Yes", "6"],
  ["No, 14 is larger.", "No", "14"],
  ["No, not 6: it is 14.", "No", "14"],
  ["Nein, sie hat 14 Euro.", "Nein", "14"],
  ["不，她有14元。", "不", "14"],
  ["Yes, 119 is not prime.", "Yes"],
])("%j may mean either", (text, ...answers) => {
  for (const answer of answers) expect(verdict(text, answer)).toEqual([text, answer, null]);
});

it.each([
  ["Yes, if n = 3.", "Yes", "3"],
  ["Yes, but only for n = 3.", "Yes"],
  ["Ja, wenn n = 3 ist.", "Ja"],
  ["Sí, si n = 3.", "Sí"],
])("%j holds on a condition", (text, ...answers) => {
  for (const answer of answers) expect(judge(text, answer).verdict, answer).not.toBe(true);
});

it.each([
  ["### Answer\n\nNo. A triangle can't have two right angles.", "No", "2", "Yes"],
  ["### Answer\n\nNo, a triangle can't have two right angles.", "No", "2", "Yes"],
  ["### Answer\n\nNo.\n\nA triangle can't have two right angles.", "No", "2", "Yes"],
  ["**Answer:** No, the bridge is too weak for three lorries.", "No", "3"],
  ["## Final answer\n\n**Yes.** Every square is a rectangle.", "Yes", "No"],
  ["## Final answer\n\nFalse. Take n = 4, which is even but not prime.", "False", "4", "True"],
  ["Answer: Yes, the two lines meet in one point.", "Yes", "2", "1"],
  ["### Answer\n\nThe statement is true, because both sides are equal.", "True", "False"],
  ["### Answer\n\nNo, it's 8.", "8", "No"],
  ["Answer: No, it's eight.", "8", "No"],
  ["Answer: No, two apples.", "2", "No"],
])("%j replies %s under its heading", (text, answer, ...others) => {
  expect(verdict(text, answer)).toEqual([text, answer, true]);
  for (const other of others) expect(verdict(text, other)).toEqual([text, other, false]);
});

it.each([
  ["### Answer\n\nYes, if n is even.", "Yes"],
  ["### Answer\n\nYes, but only when the base is a square.", "Yes"],
  ["### Answer\n\nNo solutions exist.", "No"],
  ["### Answer\n\nNo. 5 of the 8 are red.", "No"],
  ["Answer: Yes, so there are two of them.", "Yes", "2"],
])("%j is no plain reply under its heading", (text, ...answers) => {
  for (const answer of answers) expect(judge(text, answer).verdict, answer).not.toBe(true);
});

describeResponses({
  "replies under a heading that say a value or hold in some cases": [
    ["### Answer\n\nYes. This holds only for n > 3.", null, "Yes"],
    ["### Answer\n\nYes. However, for n = 2 it fails.", null, "Yes"],
    ["### Answer\n\nYes, in some cases.", null, "Yes"],
    ["### Answer\n\nNo, it is possible.", null, "No"],
    ["### Answer\n\nNo, it's true.", null, "No"],
    ["### Answer\n\nTrue. False for negative numbers.", null, "True", "False"],
    ["Answer: No, three apples are left.", "3", "No"],
    ["Answer: Yes, they need seven buses.", "7"],
    ["Answer: Yes, two thirds.", "2/3", "Yes"],
    ["Answer: Yes, it takes five days.", "5"],
    ["### Antwort\n\nNein, es sind 12.", "12", "Nein"],
    ["### Antwort\n\nJa. Es sind 12.", null, "Ja"],
    ["### Réponse\n\nNon, il en reste 5.", null, "Non"],
    ["### Antwort\n\nJa. Wenn n gerade ist, sonst nein.", null, "Ja"],
    ["### Answer\n\nNo, Tom pays 12 dollars.", "12"],
    ["### Answer\n\nYes, she has 15 dollars left.", "15"],
    ["### Answer\n\nSai, because he has 5 apples.", null, "False"],
    ["### Answer\n\nNo - 5", null, "No"],
    ["### Answer\n\nYes, x = 14.", null, "Yes"],
    ["### Answer\n\nYes, so x = 14.", null, "Yes"],
    ["### Answer\n\nNo, we get \\(x = 14\\).", "14"],
    ["Answer: Yes, I know, it's a lot: forty.", "40", "Yes"],
    ["### Answer\n\nYes. It depends on n, though.", null, "Yes"],
    ["### Answer\n\nNo. Not always, sometimes yes.", null, "No"],
    ["### Answer\n\nNo.\n\nActually, yes, since 15 = 3 * 5.", null, "No"],
    ["### Answer\n\nYes, 2/3.", null, "Yes"],
    ["### Answer\n\nNo, it is Ben.", null, "No"],
    ["### Antwort\n\nJa. Allerdings nicht für n = 2.", null, "Ja"],
    ["### 答案\n\n不，是12。", "12", "不"],
    ["### Answer\n\nYes, 9 is odd, otherwise 2 would divide it.", null, "2", "9"],
    ["### Antwort\n\nNein, denn 15 = 3 * 5.", "Nein", "15"],
    ["Answer: Yes, they need 7 buses.", null, "7", "Yes"],
  ],
});
