// What a survey finds, against the same found one at a time.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTokenizer } from "../model/load.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { loadProblems } from "./problems.ts";
import { encodePrompts } from "./prompts.ts";
import { whyUnreadable } from "./references.ts";
import { surveyProblems } from "./survey.ts";

const root = mkdtempSync(join(tmpdir(), "pure-survey-"));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
function file(records: readonly unknown[]): string {
  const path = join(root, `file${counter++}.jsonl`);
  writeFileSync(
    path,
    records.map((record) => `${typeof record === "string" ? record : JSON.stringify(record)}\n`).join(""),
  );
  return path;
}
let tokenizer: Tokenizer;
beforeAll(async () => {
  const model = fileURLToPath(new URL("../../tests/fixtures/models/qwen3", import.meta.url));
  ({ tokenizer } = await loadTokenizer(model));
});

describe("a survey", () => {
  it("names the first five of a kind, and counts all", async () => {
    const path = file([{ question: "What is 1?", answer: "1" }, ...new Array(8).fill({ question: null })]);
    const { faults } = await surveyProblems(path, { examples: 0 });
    expect([faults.count, faults.first.length]).toEqual([8, 5]);
  });

  it("names what is wrong with which row, and counts all of it", async () => {
    const path = file([
      { question: "What is 2+2?", answer: "4" },
      { question: "What is 3+3?", answer: "6" },
      { question: "what is  2 + 2", answer: "4" },
      { question: "What is 3+3 ?", answer: "7" },
      { question: "What is 2-2?", answer: "x^2+" },
      { question: null },
      "{not JSON",
      { question: "Prove it.", answer: "proof" },
    ]);
    const benchmarks = [
      {
        name: "one",
        problems: [
          { id: "a", prompt: "What is 3 + 3?" },
          { id: "b", prompt: "What is 9?" },
        ],
      },
      { name: "none", problems: [{ id: "c", prompt: "What is 2*2?" }] },
    ];
    const survey = await surveyProblems(path, { examples: 1, benchmarks });
    const at = (line: number) => `${path}:${line}`;
    expect(survey.report).toMatchObject({ problems: 6, withAnswer: 5, repeated: 2 });
    expect(survey.repeats).toEqual({
      count: 2,
      first: [
        { where: at(3), before: at(1) },
        { where: at(4), before: at(2) },
      ],
    });
    expect(survey.contradictions).toEqual({
      count: 1,
      first: [{ where: at(4), answer: "7", before: at(2), answerBefore: "6" }],
    });
    expect(survey.unreadable.first).toMatchObject([{ where: at(5), answer: "x^2+" }]);
    expect(survey.faults.count).toBe(2);
    const faults = survey.faults.first.toSorted();
    expect(faults[0]).toMatch(/:6: field "question" should be text, found null$/);
    expect(faults[1]).toMatch(/:7: not valid JSON/);
    expect(survey.overlaps).toEqual([
      { name: "one", total: 2, shared: 1, first: [{ where: at(2), id: "a" }] },
      { name: "none", total: 1, shared: 0, first: [] },
    ]);
    const example = {
      id: "1",
      where: at(1),
      problem: "What is 2+2?",
      prompt: null,
      tokens: null,
      answer: "4",
    };
    expect(survey.examples).toEqual([example]);
    expect(survey.lengths).toMatchObject({ unit: "characters", smallest: 9, largest: 14 });
    expect(survey.tooLong).toBeNull();
  });

  it("numbers its examples where ids turn out to repeat", async () => {
    const path = file(["x", "y", "x"].map((id, i) => ({ id, question: `${i}?` })));
    const { examples } = await surveyProblems(path, { examples: 5 });
    expect(examples.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });

  it("has the tokens of every prompt as training makes it, with the chat template", async () => {
    const questions = Array.from({ length: 330 }, (_, i) => `What is ${"1 + ".repeat(i % 41)}${i}?`);
    const path = file(questions.map((question) => ({ question, answer: "1" })));
    const { problems } = await loadProblems(path);
    for (const prompts of [{}, { system: "Be brief." }, { template: "Q: {problem}\nA:" }]) {
      const { prompts: made } = encodePrompts(problems, tokenizer, 1e9, prompts);
      const lengths = made.map(({ tokens }) => tokens.length).sort((a, b) => a - b);
      const mostTokens = lengths[200];
      const survey = await surveyProblems(path, { examples: 2, tokenizer, prompts, mostTokens });
      expect(survey.tooLong?.count).toBe(lengths.filter((length) => length > mostTokens).length);
      expect(survey.lengths).toMatchObject({ unit: "tokens", smallest: lengths[0], largest: lengths.at(-1) });
      expect(survey.examples.map(({ prompt, tokens }) => [prompt, tokens])).toEqual(
        made.slice(0, 2).map(({ text, tokens }) => [text, tokens.length]),
      );
    }
  });

  it("says where the template changes with the problem", async () => {
    const path = file(
      Array.from({ length: 250 }, (_, i) => ({ question: `${i < 150 ? "short" : "long"} ${i}` })),
    );
    const changing = {
      hasChatTemplate: true,
      encode: (parts: (string | { problem: string })[]) =>
        [...parts.map((part) => (typeof part === "string" ? part : part.problem)).join("")].map(() => 1),
      encodeChat([{ content }]: { content: string }[]) {
        const text = content.startsWith("long") ? `<<<${content}>` : `<${content}>`;
        return { text, tokens: [...text].map(() => 1) };
      },
    } as unknown as Tokenizer;
    const { report, lengths } = await surveyProblems(path, { examples: 0, tokenizer: changing });
    expect(report.notes).toEqual([
      "the chat template changes with the problem: lengths of the first 200 prompts are nearly right",
    ]);
    expect(lengths?.largest).toBe("<<<long 249>".length);
  });

  it("has every length in one bar", async () => {
    const words = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(words, async (sizes) => {
        const path = file(sizes.map((size) => ({ question: "x".repeat(size) })));
        const { lengths } = await surveyProblems(path, { examples: 0 });
        const { bins, p50, smallest, largest } = lengths!;
        const sorted = sizes.toSorted((a, b) => a - b);
        expect([smallest, largest]).toEqual([sorted[0], sorted.at(-1)]);
        expect(p50).toBeGreaterThanOrEqual(sorted[Math.floor((sizes.length - 1) / 2)] - 0.5);
        expect(bins.length).toBeLessThanOrEqual(12);
        for (const { from, to, count } of bins)
          expect(count).toBe(sizes.filter((size) => size >= from && size < to).length);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(sizes.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe("answers that cannot be judged by", () => {
  it.each([
    ...[
      "27",
      "-1,234.5",
      "$75",
      "50%",
      "\\frac{1}{2}",
      "x=2",
      "(3, 4)",
      "B",
      "Monday",
      "blue whale",
      "12 apples",
    ],
    ...["\\{-2, 2\\}", "[1, 2)", "3:4", "\\text{None}", "2\\pi r^2", "10:30", "No", "\\sqrt{2}+1"],
  ])("are not %j", (answer) => {
    expect(whyUnreadable(answer)).toBeNull();
  });

  it.each([
    ["...", /^no answer in it$/],
    ["\u{1f600}", /^no answer in it$/],
    ["so x is 3, y is 4 and the sum is 7", /^states "3" and "4" and "7", and nothing says which/],
    ["x^2+", /^neither mathematics that can be read nor words/],
    ["\\frac{1}{", /^neither mathematics/],
    ["We first add the numbers and then find that the total is 7.", /^sentences, of which "7" is taken/],
  ])("are %j", (answer, reason) => {
    expect(whyUnreadable(answer)).toMatch(reason);
  });

  it("are those too long to be read", () => {
    expect(whyUnreadable("9".repeat(10_001))).toBe("longer than 10,000 characters");
  });
});
