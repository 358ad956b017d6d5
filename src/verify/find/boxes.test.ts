// Two boxes of one response: left open between them, one answer of two parts, or the second one of another problem.
import { expect, it } from "vitest";
import { judge } from "../judge.ts";
import { withoutOtherProblems } from "./boxes.ts";

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

it.each([
  [
    "So the number of squares is $\\boxed{7}$. This is my final answer.\n\nBy the way, for a different question, with a larger board of $9$ rows in place of $7$, one would instead get $\\boxed{9}$.",
    "7",
    "9",
  ],
  [
    "So there are $\\boxed{12}$ ways.\n\nRemark. If there were 5 boxes instead of 4, there would be $\\boxed{20}$ ways.",
    "12",
    "20",
  ],
  [
    "Thus the area is \\boxed{24}. In a harder version of this problem the sides would be 5 and 9, and the area would be \\boxed{45}.",
    "24",
    "45",
  ],
  [
    "Each gets \\boxed{30}. With six friends rather than five, each of them would get \\boxed{25}.",
    "30",
    "25",
  ],
  ["x = \\boxed{3}. Had the sign been plus instead, we would have found \\[x = \\boxed{-3}.\\]", "3", "-3"],
  [
    "The sum is $\\boxed{15}$. For another puzzle, with two dice, one would get $\\boxed{42}$ and $\\boxed{43}$. Good luck!",
    "15",
    "42",
    "42, 43",
  ],
])("%s answers its own problem", (text, answer, ...others) => {
  expect(judge(text, answer).verdict).toBe(true);
  for (const other of others) expect(judge(text, other).verdict).toBe(false);
});

it.each([
  ["First I got $\\boxed{7}$. Wait, with 9 rows in place of 7 it would be $\\boxed{9}$.", "9"],
  ["We get $\\boxed{7}$. Using the second formula instead, we would get $\\boxed{9}$.", "9"],
  ["If order mattered, we would get $\\boxed{12}$. If we ignore it instead, we would get $\\boxed{6}$.", "6"],
  [
    "If there were 5 instead of 4, we would get $\\boxed{5}$. With 3 in place of 4, we would get $\\boxed{3}$.",
    "3",
  ],
  ["The first part gives $\\boxed{7}$. So with both instead of one, we would get $\\boxed{9}$.", "9"],
  ["For a different problem, with 9 rows in place of 7, one would get $\\boxed{9}$.", "9"],
  ["With 9 rows in place of 7, one would get $\\boxed{9}$. In this problem it is $\\boxed{7}$.", "7"],
])("%s answers by its last box", (text, last) => expect(judge(text, last).verdict).toBe(true));

it("looks for other problems in linear time", () => {
  const started = performance.now();
  for (const piece of ["If \\boxed{1} ", "For another task it would be \\boxed{2}. ", "with rather than "])
    withoutOtherProblems(`\\boxed{7}. ${piece.repeat(20_000)}\\boxed{9}`);
  expect(performance.now() - started).toBeLessThan(1000);
});
