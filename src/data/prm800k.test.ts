import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import type { LabelledSteps } from "./labelled.ts";
import { readLabelledSteps } from "./labelled-files.ts";
import { type Prm800kRules, prm800kDefaults, prm800kExamples } from "./prm800k.ts";

const file = new URL("../../tests/fixtures/labelled/prm800k.jsonl", import.meta.url).pathname;
const records = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, unknown>);

/** The examples of line `line` (from 1) of the fixture, as [steps, labels], and why it was left out. */
function read(line: number, rules: Partial<Prm800kRules> = {}) {
  const reasons: string[] = [];
  const all = { ...prm800kDefaults, ...rules };
  const examples = prm800kExamples(records[line - 1], `f:${line}`, all, (reason) => reasons.push(reason));
  return { examples: examples.map(({ completions, labels }) => [completions, labels]), reasons };
}
const [add, five, six, same] = ["Let me add.", "$2+3=5$.", "$2+3=6$.", "$3+2$ is the same."];

describe("PRM800K", () => {
  it("is read line by line, and what is left out is told with its place", async () => {
    const left: string[] = [];
    const onLeftOut = (reason: string, where: string) => left.push(`${where.slice(-1)} ${reason}`);
    const examples: LabelledSteps[] = [];
    for await (const example of readLabelledSteps(file, { onLeftOut })) examples.push(example);
    expect(left).toEqual([
      "4 finish_reason give_up",
      "5 no steps",
      "6 quality control",
      "7 quality control",
      "8 no rated step",
    ]);
    expect(examples).toHaveLength(1 + 3 + 4 + 1);
    expect(examples[4].prompt).toBe("What is $4\\cdot 5$? é 数");
  });

  it.each<[Prm800kRules["neutral"], (number | null)[]]>([
    ["good", [1, 1, 1]],
    ["bad", [0, 1, 1]],
    ["unlabelled", [null, 1, 1]],
  ])("has a neutral rating as %s", (neutral, labels) => {
    const steps = [add, five, "So it is $5$.\n\n# Answer\n\n5"];
    expect(read(1, { neutral }).examples).toEqual([[steps, labels]]);
  });

  it("ends the path at the error of the labelled solution; alternatives are examples of their own", () => {
    const path = [
      [add, six],
      [1, 0],
    ];
    const others = (before: number | null) => [
      [
        [add, five],
        [before, 1],
      ],
      [
        [add, same],
        [before, 1],
      ],
    ];
    expect(read(2).examples).toEqual([...others(1), path]);
    expect(read(2, { alternatives: "last" }).examples).toEqual([...others(null), path]);
    expect(read(2, { alternatives: "none" }).examples).toEqual([path]);
  });

  it("goes on with the human's step where all were bad", () => {
    const [sum, power] = ["It is $4+4+4+4+4$.", "It is $5^4$."];
    expect(read(3).examples).toEqual([
      [[power], [0]],
      [
        [sum, "That is $16$."],
        [1, 0],
      ],
      [
        [sum, "That is $24$."],
        [1, 0],
      ],
      [
        [sum, "That is $20$.", "Done: $20$."],
        [1, 1, 1],
      ],
    ]);
    const corrected = structuredClone(records[2]) as { label: { steps: Record<string, object>[] } };
    Object.assign(corrected.label.steps[1].human_completion, { corrected_rating: -1 });
    const rules = { ...prm800kDefaults, alternatives: "none" } as const;
    const [example] = prm800kExamples(corrected as never, "f:3", rules, () => {});
    expect(example.labels).toEqual([1, 0, 1]);
    // What was corrected counts, whatever it was before; 64-bit integers of Parquet are numbers too.
    const [human] = corrected.label.steps.flatMap((step) => step.human_completion ?? []);
    for (const [rating, label] of [
      [-1n, 0],
      [0n, 1],
      [1n, 1],
    ] as const) {
      Object.assign(human, { rating: -1, corrected_rating: rating });
      expect(prm800kExamples(corrected as never, "f:3", rules, () => {})[0].labels).toEqual([1, label, 1]);
    }
  });

  it("leaves out what the labeller did not finish, and checks of labellers, unless told to keep them", () => {
    expect(read(4)).toEqual({ examples: [], reasons: ["finish_reason give_up"] });
    expect(read(4, { unfinished: "keep" }).examples).toEqual([
      [
        ["Powers of $7$ end in $7, 9, 3, 1$.", "Then hm."],
        [1, null],
      ],
    ]);
    expect(read(5, { unfinished: "keep" }).reasons).toEqual(["no steps"]);
    expect(read(6, { qualityControl: "keep" }).examples).toEqual([[[five], [1]]]);
    expect(read(7, { qualityControl: "keep" }).examples).toEqual([[["$2+3=4$."], [0]]]);
  });

  it("takes neither flagged nor unrated completions for labels, and stops where there is nothing", () => {
    expect(read(8)).toEqual({ examples: [], reasons: ["no rated step"] });
    expect(read(9).examples).toEqual([[[five], [1]]]);
  });

  it("counts each rating once where alternatives have their own label alone", () => {
    const rating = fc.constantFrom(-1, 0, 1, null);
    const step = fc
      .array(rating, { minLength: 1, maxLength: 4 })
      .chain((ratings) => fc.record({ ratings: fc.constant(ratings), chosen: fc.nat(ratings.length - 1) }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (drawn) => {
        const steps = drawn.map(({ ratings, chosen }, s) => ({
          completions: ratings.map((rating, i) => ({ text: `${s}.${i}`, rating, flagged: null })),
          human_completion: null,
          chosen_completion: chosen,
        }));
        const record = { question: { problem: "p" }, label: { steps, finish_reason: "solution" } };
        const rated = drawn.flatMap(({ ratings }) => ratings.filter((r) => r !== null));
        const once = prm800kExamples(record, "f:1", { ...prm800kDefaults, alternatives: "last" }, () => {});
        const labels = once.flatMap((example) => example.labels.filter((label) => label !== null));
        expect(labels.sort()).toEqual(rated.map((r) => Number(r! >= 0)).sort());
        // With "all" the same steps are read, and each step's label is its own rating wherever it stands.
        const all = prm800kExamples(record, "f:1", prm800kDefaults, () => {});
        expect(all.map((example) => example.completions)).toEqual(once.map((example) => example.completions));
        for (const example of all) {
          example.completions.forEach((text, i) => {
            const [s, c] = text.split(".").map(Number);
            expect(s).toBe(i);
            const r = drawn[s].ratings[c];
            expect(example.labels[i]).toBe(r === null ? null : Number(r >= 0));
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  const completion = { text: "a", rating: 1, flagged: null };
  it.each<[string, { question?: unknown; label?: unknown; steps?: unknown }, RegExp]>([
    ["no problem", { question: {} }, /^f:1: field "question\.problem" should be text, found nothing/],
    ["a question of text", { question: "q" }, /field "question" should be an object/],
    ["steps that are no list", { label: { steps: {} } }, /field "label\.steps" should be a list of steps/],
    [
      "an unknown rating",
      { steps: [{ completions: [{ ...completion, rating: 2 }] }] },
      /field "label\.steps\[0\]\.completions\[0\]\.rating" should be −1, 0, 1 or null, found the number 2/,
    ],
    [
      "a step without text",
      { steps: [{ completions: [{ rating: 1 }] }] },
      /completions\[0\]\.text" should be text, found nothing/,
    ],
    [
      "a choice that is not there",
      { steps: [{ completions: [completion], chosen_completion: 1 }] },
      /"label\.steps\[0\]\.chosen_completion" is the number 1, but there are 1 completions/,
    ],
  ])("with %s names the place", (_, { question, label, steps }, message) => {
    const record = { question: question ?? { problem: "p" }, label: label ?? { steps } };
    const reading = () => prm800kExamples(record, "f:1", prm800kDefaults, () => {});
    expect(reading).toThrow(message);
    expect(reading).toThrow(UserError);
  });
});
