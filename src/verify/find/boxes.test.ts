// Two boxes of one response: left open between them, or one answer of two parts.
import { expect, it } from "vitest";
import { judge } from "../judge.ts";

const TWO = "By counting we get $\\boxed{36}$. By the complement we get $\\boxed{40}$. ";

it.each([
  "Both look plausible, so I am not sure which of the two is correct.",
  "I can't decide which of these is the answer.",
  "It is unclear which of them is right.",
  "Ich bin nicht sicher, welches Ergebnis stimmt.",
  "Je ne sais pas laquelle des deux est correcte.",
  "No estoy seguro de cuál es el correcto.",
  "Não sei qual está certo.",
  "Non so quale sia giusto.",
  "Ik weet niet welke klopt.",
  "Nie wiem, który jest poprawny.",
  "Я не знаю, какой из них верен.",
  "Hangisinin doğru olduğundan emin değilim.",
  "Tôi không biết kết quả nào đúng.",
  "Saya tidak tahu mana yang benar.",
  "我不确定哪个是正确的。",
  "どちらが正しいかわかりません。",
  "어느 것이 맞는지 확실하지 않습니다.",
])("%s leaves open which box it is", (said) => {
  for (const answer of ["36", "40"]) expect(judge(TWO + said, answer).verdict).toBeNull();
  expect(judge(TWO + said, "38").verdict).toBe(false);
});

it.each([
  `${TWO}I was not sure which is right, but the second one is correct.`,
  `${TWO}I am not sure which method is nicer, but I trust the second.`,
  "We get $\\boxed{40}$. I am not sure which method is shorter.",
  "First $\\boxed{40}$, and again $\\boxed{40}$. I am not sure which of the methods is nicer.",
])("%s says which it is", (text) => expect(judge(text, "40").verdict).toBe(true));

it.each([
  ["Thus the smaller root is $\\boxed{-2}$ and the larger root is $\\boxed{4}$.", "-2, 4"],
  ["The smaller root is $\\boxed{-2}$ and the larger is $\\boxed{4}$.", "-2, 4"],
  ["The first number is \\boxed{7}, and the second number is \\boxed{12}.", "7, 12"],
  ["The x-coordinate is $\\boxed{2}$ and the y-coordinate is $\\boxed{9}$.", "2, 9"],
  ["Die kleinere Nullstelle ist $\\boxed{1}$ und die größere Nullstelle ist $\\boxed{4}$.", "1, 4"],
  ["La plus petite racine est $\\boxed{1}$ et la plus grande racine est $\\boxed{4}$.", "1, 4"],
  ["La raíz menor es $\\boxed{1}$ y la raíz mayor es $\\boxed{4}$.", "1, 4"],
  ["Меньший корень равен $\\boxed{1}$, а больший корень равен $\\boxed{4}$.", "1, 4"],
  ["较小的根是$\\boxed{1}$，较大的根是$\\boxed{4}$。", "1, 4"],
])("%s has two parts", (text, both) => {
  const [first, second] = both.split(", ");
  expect(judge(text, both).verdict).toBe(true);
  for (const one of [first, second, `${first}, 5`]) expect(judge(text, one).verdict).not.toBe(true);
});

it.each([
  ["There are $\\boxed{35}$ per box and the total is $\\boxed{105}$.", "35, 105", "105"],
  ["The old price is $\\boxed{35}$ and the new price is $\\boxed{105}$.", "35, 105", "105"],
  ["The first attempt is $\\boxed{35}$, but the second attempt is $\\boxed{105}$.", "35, 105", "105"],
  ["The first step is $\\boxed{30}$, so the second step is $\\boxed{60}$.", "30, 60", "60"],
  ["The smaller root is $\\boxed{1}$ and the smaller root is $\\boxed{4}$.", "1, 4", "4"],
  ["The number is $\\boxed{3}$ and the larger number is $\\boxed{4}$.", "3, 4", "4"],
  ["The first answer is \\boxed{2} and the correct answer is \\boxed{9}.", "2, 9", "9"],
])("%s has one answer", (text, both, last) => {
  expect(judge(text, both).verdict).toBe(false);
  expect(judge(text, last).verdict).toBe(true);
});
