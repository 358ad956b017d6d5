// How a base model goes on: loops, and "Answer:" lines that answer again. What counts, and what states nothing.

import { describe, expect, it } from "vitest";
import { describeResponses } from "../../../tests/judged-kinds.ts";
import { judge } from "../judge.ts";
import { saysValue } from "../sentence/sentence.ts";
import { isConcludedLoop, lastRound, withoutEndlessNumber, withoutLoop } from "./rounds.ts";

/** A text, its answer, and numbers in it that are none. */
type Row = [text: string, answer: string, ...others: string[]];

const states = (text: string, answer: string, ...others: string[]) => {
  expect(judge(text, answer)).toMatchObject({ verdict: true });
  for (const other of others) expect(judge(text, other).verdict, other).not.toBe(true);
};
const statesNone = (text: string, ...numbers: string[]) => {
  for (const number of numbers) expect(judge(text, number).verdict, number).not.toBe(true);
};

describe("withoutLoop", () => {
  const piece = "The shop sold 30 hats on Monday. ";

  it.each([2, 3, 8, 50])("%i copies: from three on one is left", (copies) => {
    const text = `First of all. ${piece.repeat(copies)}`;
    const { text: left, loop } = withoutLoop(text);
    if (copies < 3) expect({ left, loop }).toEqual({ left: text, loop: null });
    else {
      expect(left.trim()).toBe(`First of all. ${piece}`.trim());
      expect(loop).toContain("30 hats");
    }
  });

  it.each(Array.from({ length: 33 }, (_, i) => i))("a copy that breaks off after %i characters", (cut) => {
    const text = `Ben sold 30 hats on Monday. ${piece.repeat(6)}${piece.slice(0, cut)}`;
    const { text: left } = withoutLoop(text);
    expect(left.length).toBeLessThan(4 * piece.length);
    expect(left).toMatch(/Monday\.\s*$/);
  });

  it.each([
    ["digits that go on", `x = ${"3".repeat(200)}`],
    ["digits that come back", `0.${"142857".repeat(60)}`],
    ["two copies", "He has 3 apples and 4 pears. He has 3 apples and 4 pears."],
    ["a short one", "no, no, no, no, no"],
    ["a short one at the end", `This is how he laughs at all of the others: ${"ha ".repeat(12)}`],
    ["nothing", ""],
    ["a count", Array.from({ length: 90 }, (_, i) => `Step ${i}: add one.`).join("\n")],
  ])("%s: none", (_, text) => {
    expect(withoutLoop(text)).toEqual({ text, loop: null });
  });

  it("finds a piece in which its end stands twice", () => {
    const twice = "He saw 4 * 9 = 36 hats on the hill. They saw those 4 * 9 = 36 hats on the hill. ";
    expect(withoutLoop(`First of all. ${twice.repeat(4)}`).loop).toContain("They saw those 4 * 9 = 36 hats");
  });

  it("is linear", () => {
    const start = process.cpuUsage();
    for (const text of ["ab".repeat(500_000), `${"a".repeat(499_999)} `, "x ".repeat(400_000)])
      withoutLoop(text);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
  });
});

describe("a text that loops", () => {
  it.each<Row>([
    [`So 37 hats are left. ${"So 12 * 3 = 36 hats were sold. ".repeat(9)}So 12 *`, "36", "37", "12", "3"],
    [`She counts them. ${"Altogether they cost $18. ".repeat(9)}`, "18"],
    [
      `She counts. ${"With 4 boxes it was 4 * 9 = 36 hats. Now it was 4 * 9 = 36 hats. ".repeat(5)}`,
      "36",
      "4",
    ],
    [`\\boxed{7}\n${"That is all of them, 12 in a row.\n".repeat(9)}`, "7", "12"],
    [`The answer is 7.\n${"The shop sold 30 hats on Monday. ".repeat(9)}`, "7", "30"],
  ])("%j is %s", (...row) => states(...row));

  it.each<[text: string, ...numbers: string[]]>([
    ["There are 12 customers on Tuesday. ".repeat(3), "12"],
    [`He spent $200 on ties. ${"Each of the ties cost $40 that day. ".repeat(7)}`, "200", "40"],
    [`There are 4 feet 8 = ${"40 feet ".repeat(30)}`, "40", "4", "8"],
    [`12 - 5 = ${"12 ( 2 ) + 2 ( 3 ) = ".repeat(12)}12`, "12", "2", "3"],
    ["There are 3 hats in all and 4 caps in all. ".repeat(8), "3", "4"],
    [`${"12 cm:\n".repeat(30)}12`, "12"],
    // What comes out is what went in.
    ["With 11 more it was 11 * 5 = 11 hats. ".repeat(9), "11", "5"],
    [`He had 20. ${"He had 20 - 20 = 20 hats. Of those 20 * 3 = 20 hats. ".repeat(5)}`, "20", "3"],
  ])("%j states nothing", (text, ...numbers) => statesNone(text, ...numbers));

  it("needs words and a stop to conclude", () => {
    expect(isConcludedLoop("So there are 5 hats. ")).toBe(true);
    expect(isConcludedLoop("So there are 5 hats and ")).toBe(false);
    expect(isConcludedLoop("6 = 6. ")).toBe(false);
    expect(isConcludedLoop("There are 3 hats in all and 4 caps in all. ")).toBe(false);
    expect(isConcludedLoop("There were 5 * 8 = 40 hats. ")).toBe(true);
    expect(isConcludedLoop("There are 5 hats. ")).toBe(false);
    expect(isConcludedLoop("There were 5 * 8 = 8 hats. ")).toBe(false);
  });
});

describe("answers again and again", () => {
  const hats = "Answer: There were 5 * 8 = 40 hats. Without the torn ones 40 - 3 = 37 can be worn.";

  it.each<Row>([
    ["74 hats.\nAnswer: 92 hats.\nAnswer: 75.", "75", "74", "92"],
    [
      `They sold 50 hats.\n${hats}\n${hats}\n${hats}\n${hats}\nAnswer: There were 5 * 8 = 40 h`,
      "37",
      "40",
      "50",
    ],
    ["He paid $200.\nAnswer: He paid $300.\nAnswer: He paid", "300", "200"],
    ["There are 5 hats.\nAnswer: There are 6 hats.\nAnswer: There are 7 ", "6", "5", "7"],
    ["There would be 10 dollars.\nAnswer: There would be 1000 dollars.", "1000", "10"],
    [
      "4 caps. Together it is 4 * 4 = 16.\nAnswer: 4 caps. Together it is 4 * 3 = 12. Altogether they cost 12.\n\nAnswer: 4 caps. Together it is 4 * 3 = 12. Altogether they cost 12.",
      "12",
      "4",
      "16",
    ],
    ["A shop has 5 hats. How many are left?\nAnswer: There are 4 hats left.", "4", "5"],
    [
      "The sides have a ratio.\nAnswer: The shortest is 5:12:13. The ratio is 5:12:13.\nAnswer: The shortest",
      "5:12:13",
      "5",
      "13",
    ],
    ["The sum of 3 and 4 is 7.\nAnswer: 7", "7", "3", "4"],
    ["They sing.\nAnswer: It took him 2 hours.\nAnswer: It took him 3 hours.", "3", "2"],
    [
      "They sing.\nAnswer: If each of the old men gets 2 new hats, then each of them has 7 hats.\nAnswer: If each",
      "7",
      "2",
    ],
    ["They sing.\nAnswer: The greatest of the three numbers in the set of them is 220.\nAnswer: The", "220"],
    ["Question: Is 7 or 9 larger?\nAnswer: 9", "9", "7"],
  ])("%j is %s", (...row) => states(...row));

  it.each<[text: string, ...numbers: string[]]>([
    // The problem again, as a question and in its own words.
    [
      `A group of 8 friends has 5 hats. How many do they need?${"\nAnswer: A group of 8 friends has 5 hats. How many do they need?".repeat(6)}\nAnswer: A group of 8 friends has 5 hats.`,
      "8",
      "5",
    ],
    [
      "The odometer showed 212.3 miles. How far did she go?\nAnswer: The odometer showed 212.3 miles.",
      "212.3",
    ],
    // Statements side by side, of which none concludes.
    [
      "There were 4 games this year. There were 9 games last year.\nAnswer: There were 5 games this year. There were 2 games last year.\nAnswer: There were 3 games this year. There were 8 games last year.",
      "3",
      "8",
      "5",
      "2",
    ],
    [
      "If you were on a bus, 39 people would sit.\nAnswer: If you were on a bus, 39 people would sit.\nAnswer: If you were on a bus, 40 people would sit.",
      "39",
      "40",
    ],
    [
      "The area of the garden is 36 feet. One side measures 10 feet.\nAnswer: The area of the garden is 40 feet. One side measures 12 feet.\nAnswer: The area",
      "36",
      "10",
      "40",
      "12",
    ],
    ["There are 3 hats here. Here lie 4 caps.\nAnswer: There are 3 hats here. Here lie 5 caps.", "3", "5"],
    [
      `Hats.\nAnswer: ${"Ben has 5 hats with him. ".repeat(3)}\nAnswer: ${"Ben has 6 hats with him. ".repeat(3)}\nAnswer: Ben`,
      "5",
      "6",
    ],
    // A long sentence by itself may tell the problem again.
    [
      "it took the old man from the hills 2 hours to get there.\nAnswer: it took the old man from the hills 2 hours to get there.",
      "2",
    ],
    [`They are here.\nAnswer: They are there.\nAnswer: ${"There are 16 people with hats. ".repeat(9)}`, "16"],
    // What comes behind another question answers that one.
    [
      "They make noise.\n\nAnswer: A ticket costs $6. What do two cost?\nAnswer: Two cost 2 * 6 = 12 dollars.\nAnswer: A cap costs $7. What do two cost?\nAnswer: Two cost 14 dollars.",
      "12",
      "14",
      "6",
      "7",
    ],
    [
      `They are here.\nAnswer: There they are.\nAnswer: There are 40 hats.${" There are 16 people here.".repeat(9)}`,
      "16",
      "40",
    ],
  ])("%j states none of %s, %s", (text, ...numbers) => statesNone(text, ...numbers));

  it("is no reading of a text with one answer of its own", () => {
    for (const text of ["3 + 4 = 7.\nAnswer: 7", "Answer: 7", "7", "Work.\nThe answer:\n7"])
      expect(lastRound({ text, loop: null })).toBe(text);
  });
});

it("many rounds take no more than linear time", () => {
  const start = process.cpuUsage();
  for (const round of ["\nAnswer: How many are 5?", "\nAnswer: 5 hats. 6 caps.", "\nAnswer: if had would "])
    judge(`5 hats.${round.repeat(30_000)}${Math.PI}`, "9");
  judge(`if ${"had would ".repeat(600)}`, "9");
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
});

describe("questions of the template", () => {
  it.each<Row>([
    [
      "37 hats.\nQuestion: Ann has 4 hats and 2 caps?\nAnswer: 6\nQuestion: Ben has 5?\nAnswer: 5",
      "37",
      "6",
      "5",
    ],
    [
      "14 + 14 + 14 = 42 dollars.\nQuestion: Todd had 145 cents.\nAnswer: 145 + 5 = 150 dollars.\nQuestion: Todd had 145",
      "42",
      "150",
      "145",
    ],
    [
      "Altogether they cost $18.\n\nQuestion: Mike has 6 shells?\nAnswer: Altogether they cost $12.",
      "18",
      "12",
    ],
  ])("%j is %s", (...row) => states(...row));

  it("a single one may be the response's own", () => {
    states("We do it in 2 steps.\nQuestion: what is 3 + 4?\nAnswer: 7", "7", "2");
  });
});

describe("a short sentence says its value", () => {
  it.each<Row>([
    ["Altogether they cost $18.", "18"],
    ["They would cost $12.46.", "12.46"],
    ["He spent $16 after shopping.", "16"],
    ["It is $50 - $10 = $51.", "51", "50", "10"],
    ["There are 2 * 14 = 2 * 24 = 48", "48", "14", "24"],
    ["Mrs. Griffin spent $16.", "16"],
    ["Tom ate 3.", "3"],
    ["Answer: There are 18", "18"],
    ["14 + 14 + 14 = 42 dollars.", "42", "14"],
    ["It is -3.", "-3", "3"],
    ["They meet at 3:30.", "They meet at 3:30."],
  ])("%j is %s", (...row) => states(...row));

  it.each<[text: string, ...numbers: string[]]>([
    ["I have 3 questions.", "3"],
    ["I have 3 questions about this one.", "3"],
    ["Step 1.", "1"],
    ["See page 3.", "3"],
    ["Thank you for 2 things.", "2"],
    ["Thanks for all 2 of them today.", "2"],
    ["This is problem 3.", "3"],
    ["It is not 3.", "3"],
    ["It might be 3.", "3"],
    ["It is 3 or 4.", "3", "4"],
    ["Does it cost 3?", "3"],
    ["It is 3 dozen.", "3"],
    ["It is 3 dozen eggs.", "3"],
    ["It is 3 squared.", "3"],
    ["There are 5 hundred.", "5"],
    ["It is 5 and a half.", "5"],
    ["It is 3 + x.", "3"],
    ["It is $x$ + 3.", "3"],
  ])("%j does not say %s", (text, ...numbers) => statesNone(text, ...numbers));

  it("no more than that", () => {
    expect(saysValue("She has 3 hats.")).toBe(true);
    expect(saysValue("She has 3 score.")).toBe(false);
    expect(saysValue("She has 3 hats and caps.")).toBe(false);
    expect(saysValue("She has 3 hats in 4 boxes.")).toBe(false);
    expect(saysValue(`She has 3 ${"hats ".repeat(50)}.`)).toBe(false);
  });

  it("what would be is not what is", () => {
    statesNone("If you were on a bus, there would be 39 people on it.", "39");
    states("If there were 9 cats it would be 18, but there are 8 cats, so it is 16.", "16", "18", "9", "8");
  });

  it.each([
    ["Tom has 3 apples. Ann has 4 apples.", "3", "4"],
    ["The answer is 14 boys left and 26 girls came.", "14", "26"],
  ])("%j: two side by side are undecided", (text, ...numbers) => {
    for (const number of numbers) expect(judge(text, number).verdict, number).toBeNull();
    expect(judge(text, "99").verdict).toBe(false);
  });

  it.each<Row>([
    ["Tom had 3 apples. Now he has 7.", "7", "3"],
    ["Tom has 3 apples. In total he has 7.", "7", "3"],
    ["The answer is 16 ears and each of the 8 cats has some.", "16", "8"],
    ["The answer is 7 and not 9.", "7", "9"],
  ])("%j is %s", (...row) => states(...row));
});

describe("what a loop states", () => {
  it.each<Row>([
    ["one calculation in words", "There were 7 * 8 = 54 pens in the drawer of the desk.\n", "54", "7", "8"],
    [
      "what one of its sentences concludes",
      "6 pens and 9 caps. Together they have 15 things.\n",
      "15",
      "6",
      "9",
    ],
    [
      "that, wherever it stands",
      "In total they own 15 things. Ida has 6 pens and Leo has 9 caps. ",
      "15",
      "6",
      "9",
    ],
  ])("%s: %j", (_, piece, answer, ...others) =>
    states(` ${piece.repeat(12)}${piece.slice(0, 9)}`, answer, ...others),
  );

  it.each([
    ["a sentence that only says a value, as a problem does", "There are 16 pens. ", "16"],
    ["a question", "How many pens does Ida have if she had 16?\n", "16"],
    ["what goes in and out", "There were 5 * 8 = 8 pens. ", "8"],
    ["several results", "There were 5 * 8 = 40 pens and 6 * 8 = 48 caps. ", "40"],
  ])("not %s: %j", (_, piece, value) => statesNone(piece.repeat(15), value));

  it("what was concluded before a loop in words counts", () => {
    const idle = "If you want to sort the letters of the word, then you can use this rule:\n";
    states(`There are 4 * 7 = 28 pens. Together it costs $42.\n${idle.repeat(9)}`, "42", "28");
    statesNone(`There are 28 pens.\n${idle.repeat(9)}`, "28");
  });

  it("a number in words behind 'Answer:' is said once in all its spellings", () => {
    states(
      ` ${"Answer: They all have seven pens.\n".repeat(9)}Answer: They all has seven pens.\nAnswer: Th`,
      "7",
    );
    statesNone("Answer: Ida earns six dollars an hour", "6");
  });
});

const looped = (before: string, sentence: string) => `${before}${sentence.repeat(4)}${sentence.slice(0, 12)}`;
describeResponses({
  "a loop of what the last calculation came to": [
    [
      looped(
        "The sum is 15 + 8 = 23 cm. The perimeter is 2 * 23 = 46 cm.\n\n",
        "The perimeter of it is 46 cm.\n\n",
      ),
      "46",
      "23",
    ],
    [looped("3 * 8 = 24\n\n", "Ann has 24 marbles in her box now. "), "24", "8"],
    [looped("2 * 23 = 46\n\n", "El perímetro del rectángulo es 46 cm.\n\n"), "46", "23"],
    [looped("3 * 8 = 24. ", "Ann has 8 marbles in her box now. "), null, "8", "24"],
    [looped("The box has 24 marbles. ", "Ann has 24 marbles in her box now. "), null, "24"],
    [looped("3 * 8 = 24. ", "Ann has 24 marbles. Bob has 8 marbles. "), null, "24", "8"],
    [looped("3 * 8 = 24. ", "She adds 24 marbles to the box now. "), null, "24"],
    [looped("3 * 8 = 24. ", "If she had 24 marbles, she would be glad. "), null, "24"],
    [looped("3 * 8 = 24. ", "It is not 24 marbles in her box now. "), null, "24"],
  ],
});

describe("withoutEndlessNumber", () => {
  it.each([
    ["the text itself", ` 48${"9".repeat(200)}`, ""],
    [
      "up to the sentence",
      `The answer is 37.\nAnswer: There are 3 * 9 = ${"27".repeat(90)}`,
      "The answer is 37.\n",
    ],
    ["a fraction", `It is so. That is 0.${"142".repeat(60)}`, "It is so."],
  ])("%s", (_, text, left) => expect(withoutEndlessNumber(text)).toBe(left));

  it.each([
    ["a power of ten", `1${"0".repeat(150)}`],
    ["a power of another number", String(7n ** 200n)],
    ["a rounded fraction", `0.${"3".repeat(40)}`],
    ["one with an end", `It is ${"9".repeat(200)}.`.replace(/\.$/, " in all.")],
  ])("not %s", (_, text) => expect(withoutEndlessNumber(text)).toBe(text));
});
