import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../common/errors.ts";
import { problemHash } from "../../data/problem-hash.ts";
import { promptsOf, type SuitePromptOptions, TEMPLATES } from "./prompts.ts";
import type { SuiteProblem } from "./types.ts";

const root = mkdtempSync(join(tmpdir(), "pure-prompts-"));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
function examples(...records: unknown[]): string {
  const path = join(root, `${counter++}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

const problem = (prompt: string): SuiteProblem => ({
  ...{ id: `id ${prompt}`, prompt, answer: "1", levelName: null, subject: null },
});
const of = async (options: SuitePromptOptions) => (await promptsOf([problem("$& 1+1?")], options)).prompts[0];
async function failure(options: SuitePromptOptions): Promise<string> {
  const error = await promptsOf([problem("What is 1 + 1?")], options).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error.message.replaceAll(`${root}/`, "");
}

const boxed = "Please reason step by step, and put your final answer within \\boxed{}.";

describe("prompts", () => {
  it("ask in a chat for a boxed answer, where nothing else is said", async () => {
    const { prompts, setup } = await promptsOf([problem("a"), problem("b")]);
    expect(prompts).toEqual(
      ["a", "b"].map((text) => ({
        kind: "chat",
        messages: [{ role: "user", content: `${text}\n\n${boxed}` }],
      })),
    );
    expect(setup).toEqual({ template: "chat", text: `{problem}\n\n${boxed}`, system: null, fewShot: null });
  });

  it("have a system message in a chat", async () => {
    expect(await of({ template: "chat-problem", system: "Be brief." })).toEqual({
      kind: "chat",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "$& 1+1?" },
      ],
    });
    expect(await failure({ template: "plain", system: "s" })).toMatch(/a system message needs a chat/);
  });

  it("are the paper's, to the letter", async () => {
    expect(await of({ template: "qwen-math" })).toMatchObject({
      kind: "text",
      text: `<|im_start|>system\n${boxed}<|im_end|>\n<|im_start|>user\n$& 1+1?<|im_end|>\n<|im_start|>assistant\n`,
    });
    expect(await of({ template: "qwen-math-steps" })).toMatchObject({
      kind: "text",
      text: '$& 1+1?\n\nPlease reason step by step with steps separated by "\n\n", and put your final answer within \\boxed{}.',
    });
  });

  it("are texts of the user's", async () => {
    expect(await of({ template: "Q: {problem}\nA:" })).toMatchObject({
      kind: "text",
      text: "Q: $& 1+1?\nA:",
    });
    const { setup } = await promptsOf([], { template: "Q: {problem}\nA:" });
    expect(setup).toMatchObject({ template: "custom", text: "Q: {problem}\nA:" });
    expect(await of({ template: "plain" })).toMatchObject({ kind: "text", text: "$& 1+1?" });
  });

  it("tell the problems and solutions in a text from its own words, which may have special tokens", async () => {
    const path = examples({ problem: "<s>?", solution: "</s>", answer: "1" });
    expect(await of({ template: "<s>{problem}</s>", fewShot: path })).toEqual({
      ...{ kind: "text", text: "<s><s>?</s></s>\n\n<s>$& 1+1?</s>" },
      parts: [
        ...["<s>", { problem: "<s>?" }, "</s>", { solution: "</s>" }, "\n\n"],
        ...["<s>", { problem: "$& 1+1?" }, "</s>"],
      ],
    });
    expect(await of({ template: "qwen-math" })).toMatchObject({
      parts: [expect.stringMatching(/<\|im_start\|>user\n$/), { problem: "$& 1+1?" }, expect.any(String)],
    });
  });

  it("leave the problem recognisable to the guard against contamination, where it was trained on so", () => {
    const asked = "How many $n$ are there?";
    for (const name of ["chat", "chat-problem", "qwen-math-steps", "plain"])
      expect(problemHash(TEMPLATES[name].text.replace("{problem}", asked)), name).toBe(problemHash(asked));
  });

  it.each([
    ["qwenmath", /"qwenmath": neither one of chat, .* did you mean "qwen-math"\?/],
    ["toString", /neither one of/],
    ["Solve the problem and box the answer: problem", /nor a text with \{problem\} in it$/],
  ])("are refused of the template %s", async (template, message) => {
    expect(await failure({ template })).toMatch(message);
  });
});

describe("examples", () => {
  const path = examples(
    { problem: "{problem} one?", solution: "So 1.", answer: "1" },
    { problem: "two?", solution: "So 2.\n" },
  );

  it("are earlier turns of a chat", async () => {
    const prompt = await of({ template: "chat-problem", system: "s", fewShot: path });
    expect(prompt).toMatchObject({
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "{problem} one?" },
        { role: "assistant", content: "So 1." },
        { role: "user", content: "two?" },
        { role: "assistant", content: "So 2." },
        { role: "user", content: "$& 1+1?" },
      ],
    });
  });

  it("stand before the problem in a text, and inside the paper's one turn", async () => {
    expect(await of({ template: "Q: {problem}\nA: ", fewShot: path })).toMatchObject({
      kind: "text",
      text: "Q: {problem} one?\nA: So 1.\n\nQ: two?\nA: So 2.\n\nQ: $& 1+1?\nA: ",
    });
    expect(await of({ template: "qwen-math", fewShot: path })).toMatchObject({
      text: expect.stringContaining("user\n{problem} one?\nSo 1.\n\ntwo?\nSo 2.\n\n$& 1+1?<|im_end|>"),
    });
  });

  it("are named with their hash", async () => {
    const { setup } = await promptsOf([], { fewShot: path });
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(setup.fewShot).toEqual({ source: path, examples: 2, sha256 });
  });

  it("may have their solution in the answer, as GSM8K has", async () => {
    const gsm = examples({ question: "q", answer: "2+2=<<2+2=4>>4\n#### 4" }, { question: "r", answer: 5 });
    expect(await of({ template: "{problem}=", fewShot: gsm })).toMatchObject({
      text: "q=2+2=<<2+2=4>>4\n#### 4\n\nr=5\n\n$& 1+1?=",
    });
  });

  it("are refused where there are none, one has no solution, or one is asked", async () => {
    expect(await failure({ fewShot: examples() })).toMatch(/jsonl: holds no records/);
    expect(await failure({ fewShot: join(root, "none.jsonl") })).toBe("none.jsonl: no such file");
    const open = examples({ problem: "a", solution: "b" }, { problem: "c", solution: "" });
    expect(await failure({ fewShot: open })).toMatch(/jsonl:2: an example needs a solution/);
    const asked = examples({ problem: "a", solution: "b" }, { problem: "what is $1+1$?", solution: "2" });
    expect(await failure({ fewShot: asked })).toMatch(
      /jsonl:2: this example is problem "id What is 1 \+ 1\?" of those asked/,
    );
  });
});
