import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import type { LabelledSteps } from "./labelled.ts";
import { readLabelledSteps } from "./labelled-files.ts";
import { mathShepherdExample } from "./math-shepherd.ts";

const file = new URL("../../tests/fixtures/labelled/math-shepherd.jsonl", import.meta.url).pathname;
const records = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, unknown>);
const read = (line: number) => mathShepherdExample(records[line - 1], `f:${line}`, () => {});

describe("Math-Shepherd", () => {
  it("is read line by line; lines without steps or end of the problem are left out and told", async () => {
    const left: string[] = [];
    const onLeftOut = (reason: string, where: string) => left.push(`${where.slice(-1)} ${reason}`);
    const examples: LabelledSteps[] = [];
    for await (const example of readLabelledSteps(file, { onLeftOut })) examples.push(example);
    expect(left).toEqual(["7 no steps", "9 no end of the problem"]);
    expect(examples).toHaveLength(7);
    expect(examples[0]).toEqual({
      prompt: "Tom has 2 apples and buys 3. How many has he?",
      completions: ["Step 1: He buys 3 apples.", "Step 2: 2 + 3 = <<2+3=5>>5. The answer is: 5"],
      labels: [1, 1],
      where: `${file}:1`,
    });
  });

  it("finds where the problem ends", () => {
    expect(read(2)).toMatchObject({ prompt: "How many are 2 and 3? Why?", labels: [0, 0] });
    expect(read(3)).toMatchObject({
      prompt: "Add 2 and 3.",
      completions: [/^step 1/, /^step 2/].map(matching),
    });
    expect(read(4)).toEqual({
      prompt: "What is $2+3$?",
      completions: ["It is five.", "The answer is: 5"],
      labels: [0, 1],
    });
  });

  it("drops a mark that stands in or behind the problem, with its label", () => {
    expect(read(5)).toEqual({
      prompt: "Round 2.6 to the nearest whole number:",
      completions: ["Step 1: 2.6 is near 3.", "Step 2: The answer is: 3"],
      labels: [1, 0],
    });
    const behind = { input: "How many? ки Step 1: 3. ки", label: "How many? - Step 1: 3. +" };
    const expected = { prompt: "How many?", completions: ["Step 1: 3."], labels: [1] };
    expect(mathShepherdExample(behind, "f:1", () => {})).toEqual(expected);
    const only = { input: "How many? ки", label: "How many? -" };
    expect(mathShepherdExample(only, "f:1", () => {})).toBeNull();
  });

  it("tells the mark from its letters, and signs in the text from labels", () => {
    expect(read(6)).toEqual({
      prompt: "Сколько стоят яблоки?",
      completions: ["Step 1: яблоки стоят 5 - 3 = 2.", "Step 2: The answer is: 2"],
      labels: [1, 0],
    });
    expect(read(8)).toEqual({
      prompt: "What is $2+3$?",
      completions: ["Step 1: It is\n\nfive.", "Step 2: + -"],
      labels: [1, 0],
    });
  });

  it("reads back any steps", () => {
    const word = fc.constantFrom("ки", "+", "-", "яблоки", "5.", "數", "\n", "\r\n", "a ки b");
    const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `x${words.join(" ")}`);
    const step = fc.record({ text, good: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const line = (mark: (good: boolean) => string) =>
          `What?${steps.map((s, i) => ` Step ${i + 1}: ${s.text} ${mark(s.good)}\n`).join("")}`;
        const record = { input: line(() => "ки"), label: line((good) => (good ? "+" : "-")) };
        expect(mathShepherdExample(record, "f:1", () => {})).toEqual({
          prompt: "What?",
          completions: steps.map((s, i) => `Step ${i + 1}: ${s.text}`.trim()),
          labels: steps.map((s) => Number(s.good)),
        });
      }),
    );
  });

  it.each<[string, string, string, RegExp]>([
    [
      "a label too few",
      "P? Step 1: a. ки\nStep 2: b. ки",
      "P? Step 1: a. +\nStep 2: b.",
      /^f:1: "label" should be .* found 2 marks at the ends of steps and 1 signs .* differ at character 15/,
    ],
    [
      "another text",
      "P? Step 1: a. ки",
      "P? Step 1: b. +",
      /1 marks .* and 1 signs .* differ at character 12/,
    ],
    ["a label too many", "P? Step 1: a. ки", "P? Step 1: a. +\n+", /1 marks .* and 2 signs/],
    ["another sign", "P? Step 1: a. ки", "P? Step 1: a. ?", /1 marks .* and 0 signs/],
  ])("with %s names the place and both counts", (_, input, label, message) => {
    const reading = () => mathShepherdExample({ input, label }, "f:1", () => {});
    expect(reading).toThrow(message);
    expect(reading).toThrow(UserError);
  });

  it("names a field that is no text", () => {
    const reading = () => mathShepherdExample({ input: 1, label: "" }, "f:1", () => {});
    expect(reading).toThrow('f:1: field "input" should be text, found the number 1');
  });
});

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
