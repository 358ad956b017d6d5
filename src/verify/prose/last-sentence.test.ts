// What an answer needs that nothing announces, and what stands beside an announced one so that neither can be told.
import { describe, expect, it } from "vitest";
import { judge } from "../judge.ts";

/** A text, its answer, and numbers in it that are none. */
type Row = [text: string, answer: string, ...others: string[]];

const gives = (text: string, answer: string, ...others: string[]) => {
  expect(judge(text, answer)).toMatchObject({ verdict: true });
  for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
};
const givesNone = (text: string, ...numbers: string[]) => {
  for (const number of numbers) expect(judge(text, number).verdict, number).toBe(false);
};

describe("what is not announced, behind other sentences with values", () => {
  it.each<Row>([
    // Concluded, calculated, said in so many words, told as one value, or calculated before.
    ["Ann has 12 eggs. So 9 eggs.", "9", "12"],
    ["Ann has 12 eggs. Of those 12 - 3 = 9 fresh ones.", "9", "12", "3"],
    ["Ann has 12 eggs. Fresh ones in all 9.", "9", "12"],
    ["Ann has 12 eggs. The smallest number of eggs that can be described as fresh is 9.", "9", "12"],
    ["Ann has 12 eggs. It's 9 eggs.", "9", "12"],
    ["Ann has 12 eggs and 4 hens. She sold 9 eggs.", "9", "12", "4"],
    ["Ann has 12 eggs.\n9", "9", "12"],
    ["12 - 3 = 9\n\nThere are 9 fresh eggs for the cook, but the other eggs of the 12 go to Ben.", "9", "12"],
    ["121 * 2 = 243", "243", "2"],
    ["Ann has $12$ eggs. So $9$ eggs.", "9", "12"],
    ["Ann has $12$ eggs. This results in $x = 9$, as we hoped.", "9", "12"],
    ["Ann has $12$ eggs.\n\n$x = 9$", "9", "12"],
    ["Ann has $12$ eggs. $2^{3} = 8$", "8", "12", "3"],
    ["Ann has 12 eggs. She sells 3 eggs. She keeps 9 eggs.", "9", "12", "3"],
    // What stands behind it is a remark, or says the same again until it breaks off.
    [
      "So, the number of $x$-intercepts is that of the roots, which is 2.\n\nIn geometric terms, it meets $(2)^2 = 4, a point.",
      "2",
      "4",
    ],
    [
      "Ann has 12 eggs. So we have 9 eggs that can be sold.\n\nThere are 9 eggs that can be sold from the 12, such as 1, 2, 3,",
      "9",
      "12",
    ],
    ["The number of routes is 9 * 8 / 2 = 36 routes. Each town is on a road with 8 others.", "36", "9", "8"],
    ["Therefore 7 * 24 = 168. Each hour has 60 minutes.", "168", "60", "24"],
    ["The number of weeks is 12. This can also be found by dividing 84 by 7.", "12", "84", "7"],
    [
      "So the total is 120 + 85 = 205. The shop can also buy 15 more, which would make 220.",
      "205",
      "220",
      "15",
    ],
    ["The area is 12 * 9 = 108. The fence is 2 * 21 = 42 long, but that is not what is asked.", "108", "42"],
    ["If we divide 150 by 12, we get 12.5. This means that they need 13 cars.", "13", "12.5", "12"],
    ["There are 5 * 18 = 90 digits in the last part of $18^6$.", "90", "18"],
    ["To get the total we add the fee of 6 to it, which gives 46.", "46", "6"],
  ])("%j is %s", (...row) => gives(...row));

  it.each<[text: string, ...numbers: string[]]>([
    ["Ann has 12 eggs. Without those 9 eggs.", "12", "9"],
    ["Donna 12 pounds. Willie 9 pounds. Donna 8 pounds.", "12", "9", "8"],
    ["There are 12 eggs. With 12 eggs, at a time. If 9 eggs were there, at a time.", "12", "9"],
    ["1 dozen = 12 eggs\n14 dozens = 14 dozens * 12 eggs = 168 eggs\n1 dime = 10 cents", "10", "1"],
    ["Column 1 will have the eggs that he has. Column 2 will have the hens that he has.", "1", "2"],
    ['draw((0,1)--(2,3));\nlabel("$10$", (0, 10), E);\nlabel("$20$", (0, 20), E);', "20", "10"],
    // Another problem is answered there.
    [
      "If you spun red you would most likely spin green.\n\nQuestion: What do two cost?\nAnswer: So it is $\\boxed{14}$.\n\nQuestion: What do six cost?\nAnswer: It is $\\boxed{36}$.",
      "14",
      "36",
    ],
    ["The hens lay $12$ eggs. For example, take a day where $9$ eggs break.", "9", "12"],
    // The text ends in a step without a result.
    [
      "Ann has 12 eggs. So 12 - 3 = 9 eggs are fresh.\n\nNext, I look at the hens. I will add 9 and 2.5",
      "9",
      "12",
    ],
    [
      "First, I add the white and brown eggs: 9 + 3 = 12.\n\nStep 2: Now, I'll sort them into boxes:",
      "12",
      "9",
    ],
    [
      "The sum of 12 and 9 is not needed. This is done by adding 9 to 0, so we just take 9 as the sum.",
      "9",
      "12",
    ],
    ["Ann has 12 eggs. Eggs = 12 * boxes of eggs", "12"],
    ["There are 12 eggs and 9 hens.\nLet's add them up:\n12 + 9", "12", "9", "21"],
    ["The side is the square root of 81, which is 9. The girth is 4 times the side.", "9", "81", "4"],
    [
      "So the eggs that are fresh today are 12 - 3 = 9\n\nNow we share all of them among 3 of the cooks:",
      "9",
      "12",
    ],
    [
      "There are 12 eggs. It is simple: c is the total number of cases, and 9 is the extra crates of eggs.",
      "9",
    ],
    // A formula in words; a number in words that belongs to what is spoken of; a remark; a value far back.
    [
      "Eggs = 12 * crates. It is simple: c is the number of cases, and 9 is the extra cases of eggs.",
      "9",
      "12",
    ],
    [
      "One of the best known laws says that the greatest divisor of two numbers is a power of a prime.",
      "2",
      "1",
    ],
    ["This is one of the classic problems about two hens that lay eggs.", "2"],
    [
      "Ann has 12 - 3 = 9 eggs.\nShe is glad.\nHer hens are well.\nThey run and run.\nThey come home late.",
      "9",
    ],
  ])("%j gives none", (text, ...numbers) => givesNone(text, ...numbers));
});

describe("what an announced answer is said to be as well", () => {
  it.each([
    ["The answer is 300, and it's 3 liters.", "300", "3"],
    ["The final answer is 2/3 + 4/3 = 2, but this is not in a box, it's 10.", "2", "10"],
    ["Answer: 13 games last year and plans to go to 11 games.", "13", "11"],
    // How far it is from something else may not be what is asked for.
    ["Answer: 2 years younger than Corey.", "2", "2 years younger than Corey"],
    ["The answer is 387 pounds more than 387 pounds", "387", "387 pounds more than 387 pounds"],
  ])("%j: both, undecided", (text, ...answers) => {
    for (const answer of answers) expect(judge(text, answer).verdict, answer).toBeNull();
    expect(judge(text, "99").verdict).toBe(false);
  });

  it.each<Row>([
    ["The answer is 300, and it's 300 liters.", "300"],
    ["The answer is 12 because he has 10, and it's 2 more.", "12", "10", "2"],
    ["The answer is 7 rather than 9.", "7", "9"],
    ["The answer is 7 other fish than those.", "7"],
    ["The answer is 2 hours later than noon.", "2"],
  ])("%j is %s", (...row) => gives(...row));
});

describe("an enumeration", () => {
  it.each([
    ["She has 14 hats, 20 caps and 40 gloves with her.", "14", "20", "40"],
    ["So, there are 3 digits: 1, 2, 4, 6, 9.", "3", "1", "9"],
  ])("%j: none of its values is the answer", (text, ...numbers) => givesNone(text, ...numbers));

  it("is never denied of itself", () => {
    const text = `She has 14 hats, 20 caps and 40 gloves with her.`;
    expect(judge(text, text).verdict).toBe(true);
    const long = `${"She is at home. ".repeat(200)}So ${text}`;
    expect(judge(long, long).verdict).not.toBe(false);
  });
});
