import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { UserError } from "../common/errors.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { loadProblems } from "../data/problems.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { type PromptInput, parsePrompts, parseText, sampleRecords } from "./sample.ts";

async function* chunks(...texts: string[]) {
  yield* texts;
}

describe("parsePrompts", () => {
  it("reads prompts and messages; a prompt's number stands for a missing id, blank lines or not", async () => {
    const messages = [{ role: "user", content: "hi" }];
    const parts = [{ role: "user", content: [{ type: "text", text: "hi" }] }];
    const lines = `{"id": "a", "prompt": "1+1="}\n\n{"prompt": "2"}\n${JSON.stringify({ id: 7, messages: parts })}`;
    expect(await parsePrompts(chunks(lines.slice(0, 9), lines.slice(9)), "in")).toEqual([
      { id: "a", content: "1+1=", where: "in:1" },
      { id: 2, content: "2", where: "in:3" },
      { id: 7, content: messages, where: "in:4" },
    ]);
  });

  it("numbers prompts as the problems that responses are joined with", async () => {
    const text = '\n{"prompt": "1+1="}\n\n{"prompt": "2+2="}\n';
    const path = join(mkdtempSync(join(tmpdir(), "pure-sample-")), "prompts.jsonl");
    writeFileSync(path, text);
    const { problems } = await loadProblems(path);
    rmSync(dirname(path), { recursive: true });
    const prompts = await parsePrompts(chunks(text), "in");
    expect(prompts.map(({ id }) => String(id))).toEqual(problems.map(({ id }) => id));
  });

  it.each([
    ['{"prompt": 3}', 'in:1: expected {"prompt": text}'],
    ['"text"', "for lines of plain text, --text"],
    ['{"prompt": "a", "messages": []}', "in:1: expected"],
    ['{"messages": [{"role": "robot", "content": ""}]}', '"system", "user" or "assistant"'],
    ['{"id": {}, "prompt": "a"}', 'in:1: "id" must be text or a number'],
    ['{"prompt": "a"}\n{"prompt', "in:2: not valid JSON"],
  ])("refuses %s", async (text, message) => {
    await expect(parsePrompts(chunks(text), "in")).rejects.toThrow(UserError);
    await expect(parsePrompts(chunks(text), "in")).rejects.toThrow(message);
  });
});

describe("parseText", () => {
  it("takes every line that is not blank", async () => {
    expect(await parseText(chunks("a\r\n\n b"), "in")).toEqual([
      { id: 1, content: "a", where: "in:1" },
      { id: 2, content: " b", where: "in:3" },
    ]);
  });
});

describe("sampleRecords", () => {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const engine = new FakeEngine({ vocabSize: tokenizer.vocabSize, maxContext: 40 });
  const options = { maxTokens: 8, temperature: 1, topP: 1, stop: [], seed: 3, samples: 2, chat: null };
  const input = (id: string, content: PromptInput["content"]) => ({ id, content, where: `in:${id}` });
  const sample = async (inputs: PromptInput[], more = {}) => {
    const warnings: string[] = [];
    const records = [];
    const stream = sampleRecords(engine, tokenizer, inputs, { ...options, ...more }, (t) => warnings.push(t));
    for await (const record of stream) records.push(record);
    return { records, warnings };
  };

  it("gives K responses each, with a log-probability for every token", async () => {
    const { records } = await sample([input("a", "1+2="), input("b", "3*4=")]);
    expect(records.map((r) => `${r.id}${r.sample}`).sort()).toEqual(["a0", "a1", "b0", "b1"]);
    for (const { tokens, logprobs, text, finish } of records) {
      expect(logprobs).toHaveLength(tokens.length);
      expect(text).toBe(tokenizer.decode(tokens));
      expect(["stop", "length"]).toContain(finish);
    }
    expect((await sample([input("a", "1+2="), input("b", "3*4=")])).records).toEqual(records);
  });

  it("skips a prompt that fills the context, and says so", async () => {
    const { records, warnings } = await sample([input("a", "1+".repeat(30)), input("b", "1=")]);
    expect(new Set(records.map((r) => r.id))).toEqual(new Set(["b"]));
    expect(warnings).toEqual(["in:a: skipped: a prompt of 61 tokens leaves no room in the context of 40"]);
  });

  it("fails where every prompt fills the context", async () => {
    await expect(sample([input("a", "1+".repeat(30))])).rejects.toThrow(/^no prompt leaves room/);
  });

  it("gives text tokens for what a prompt spells, unless it is to be taken raw", async () => {
    const lengths: number[] = [];
    const listening: Pick<FakeEngine, "maxContext" | "sample"> = {
      maxContext: 40,
      sample: (prompts, ...rest) => {
        lengths.push(prompts[0].length);
        return engine.sample(prompts, ...rest);
      },
    };
    for (const chat of [null, false]) {
      const inputs = [input("a", "1<eos>")];
      for await (const _ of sampleRecords(listening, tokenizer, inputs, { ...options, chat }, () => {}));
    }
    // With the beginning token; "<", "e", "s" and ">" are unknown characters, "o" is not.
    expect(lengths).toEqual([7, 3]);
  });

  it("needs a chat template for messages", async () => {
    const messages = [{ role: "user" as const, content: "1+1=" }];
    await expect(sample([input("a", messages)])).rejects.toThrow("in:a: messages need a chat template");
    await expect(sample([input("a", "1")], { chat: true })).rejects.toThrow(UserError);
  });
});
