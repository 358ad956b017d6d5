import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { Random } from "../common/random.ts";
import { createNoise, demonstration, generateProblem } from "./arithmetic.ts";
import { type Demonstration, readDemonstrations } from "./demonstrations.ts";
import { isRightSolution, type LabelledSteps, labelledLine, labelledSteps } from "./labelled.ts";
import { readLabelledSteps } from "./labelled-files.ts";

const root = mkdtempSync(join(tmpdir(), "pure-labelled-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, "data.jsonl");

/** Without their places, which all have. */
async function collect<T extends { where?: string }>(items: AsyncIterable<T>): Promise<Omit<T, "where">[]> {
  const all: Omit<T, "where">[] = [];
  for await (const { where, ...item } of items) {
    expect(where).toMatch(/jsonl:\d+$/);
    all.push(item);
  }
  return all;
}
const steps = (text: string): Promise<LabelledSteps[]> => {
  writeFileSync(path, text);
  return collect(readLabelledSteps(path));
};
const demonstrations = (...records: unknown[]): Promise<Demonstration[]> => {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return collect(readDemonstrations(path));
};
async function failure(reading: Promise<unknown>): Promise<string> {
  const error = (await reading.catch((thrown) => thrown)) as Error;
  expect(error).toBeInstanceOf(UserError);
  return error.message.replace(`${root}/`, "");
}

describe("labelled steps", () => {
  const problem = { id: "p", prompt: "3-1-1*2=", answer: "2" };

  it("come from arithmetic responses, by either rule for steps after an error", () => {
    const response = "3-1=3;3-1=2;2*2=4;A4";
    const completions = ["3-1=3", "3-1=2", "2*2=4", "A4"];
    expect(labelledSteps(problem, response)).toEqual({
      prompt: problem.prompt,
      completions,
      labels: [0, 0, 0, 0],
    });
  });

  it("are written as TRL has them, and read back", async () => {
    expect(labelledLine(labelledSteps(problem, "3-1=2;ok;A1"))).toBe(
      '{"prompt":"3-1-1*2=","completions":["3-1=2","ok","A1"],"labels":[true,true,false]}\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 5 }), async (seeds) => {
        const examples = seeds.map((seed) => {
          const random = new Random(seed);
          const generated = generateProblem(random);
          return labelledSteps(generated, demonstration(generated, createNoise(1), random));
        });
        expect(await steps(examples.map(labelledLine).join(""))).toEqual(examples);
      }),
      { numRuns: 30 },
    );
    const soft = { prompt: "p", completions: ["a", "b"], labels: [0.25, 1] };
    expect(await steps(labelledLine(soft))).toEqual([soft]);
  });

  it("are read in the format of each file, which its first record shows", async () => {
    const folder = join(root, "formats");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "a.jsonl"),
      '{"prompt": "p", "completions": ["a"], "labels": [1], "correct": "yes"}\n',
    );
    writeFileSync(join(folder, "b.jsonl"), '{"input": "q? Step 1: b ки", "label": "q? Step 1: b +"}\n');
    expect(await collect(readLabelledSteps(folder))).toEqual([
      { prompt: "p", completions: ["a"], labels: [1] },
      { prompt: "q?", completions: ["Step 1: b"], labels: [1] },
    ]);
  });

  const good = '{"prompt": "p", "completions": ["a"], "labels": [true]}\n';
  it.each<[string, string, RegExp]>([
    [
      "too few labels",
      '{"prompt": "p", "completions": ["a", "b"], "labels": [true]}',
      /^data\.jsonl:2: 2 steps in "completions" but 1 in "labels"/,
    ],
    [
      "no labels",
      '{"prompt": "p", "completions": ["a"]}',
      /:2: field "labels" should be a list .* found nothing/,
    ],
    [
      "no prompt",
      '{"completions": ["a"], "labels": [1]}',
      /:2: field "prompt" should be text, found nothing/,
    ],
    [
      "steps as text",
      '{"prompt": "p", "completions": "a", "labels": [1]}',
      /:2: field "completions" should be a list/,
    ],
    [
      "a step that is a number",
      '{"prompt": "p", "completions": [5], "labels": [1]}',
      /:2: field "completions\[0\]" should be text, found the number 5/,
    ],
    [
      "a label out of range",
      '{"prompt": "p", "completions": ["a"], "labels": [-1]}',
      /:2: field "labels\[0\]" should be true, false, or/,
    ],
    ["a label of text", '{"prompt": "p", "completions": ["a"], "labels": ["+"]}', /found the string "\+"/],
    ["no steps", '{"prompt": "p", "completions": [], "labels": []}', /:2: "completions" holds no steps/],
  ])("with %s name the line", async (_, line, message) => {
    expect(await failure(steps(`${good}${line}\n`))).toMatch(message);
  });
});

describe("formats", () => {
  const fixture = (name: string) =>
    new URL(`../../tests/fixtures/labelled/${name}.jsonl`, import.meta.url).pathname;

  it("TRL's may end lines with CRLF and hold any text", async () => {
    expect(await collect(readLabelledSteps(fixture("trl")))).toEqual([
      { prompt: "What is $2+3$?", completions: ["Let me add.", "$2+3=5$."], labels: [1, 0] },
      { prompt: "x", completions: ["two\n\nparts", "\u2028é 数"], labels: [0.25, 1] },
    ]);
  });

  it("are told apart by the first record of a file", async () => {
    const first = async (name: string) => (await collect(readLabelledSteps(fixture(name))))[0].prompt;
    expect(await Promise.all(["trl", "prm800k", "math-shepherd"].map(first))).toEqual([
      "What is $2+3$?",
      "What is $2+3$?",
      "Tom has 2 apples and buys 3. How many has he?",
    ]);
    expect(await failure(steps('{"problem": "p", "steps": ["a"], "label": -1}'))).toBe(
      "data.jsonl:1: expected labelled steps with the fields prompt, completions, labels (TRL), question, label " +
        "(PRM800K), or input, label (Math-Shepherd); fields there: problem, steps, label",
    );
    expect(await failure(steps("{}"))).toMatch(/fields there: none/);
  });

  it("do not mix within a file", async () => {
    const trl = '{"prompt": "p", "completions": ["a"], "labels": [true]}\n';
    expect(await failure(steps(`${trl}{"input": "a", "label": "a", "task": "MATH"}`))).toMatch(
      /^data\.jsonl:2: field "prompt" should be text/,
    );
  });

  it("TRL's say whether a solution is right, by its answer or by its labels", async () => {
    const line = (labels: unknown[], correct?: unknown) =>
      JSON.stringify({ prompt: "p", completions: labels.map(String), labels, correct });
    const examples = await steps(
      [
        line([true]),
        line([true, 0.4]),
        line([true], false),
        line([0.1], true),
        line([1], null),
        line([0.5], "A"),
      ].join("\n"),
    );
    expect(examples.map(isRightSolution)).toEqual([true, false, false, true, null, true]);
    expect(examples.map((example) => "correct" in example)).toEqual([false, false, true, true, true, false]);
    expect(isRightSolution({ labels: [null, 1] })).toBe(true);
    expect(isRightSolution({ labels: [null, null] })).toBeNull();
  });

  it("TRL's has no steps without a label", async () => {
    expect(await failure(steps('{"prompt": "p", "completions": ["a"], "labels": [null]}'))).toMatch(
      /:1: field "labels\[0\]" should be true, false, or a number from 0 to 1, found null/,
    );
  });
});

describe("demonstrations", () => {
  const user = { role: "user", content: "q" };
  const assistant = { role: "assistant", content: "a" };

  it("are texts or chats", async () => {
    const chat = { prompt: [user], completion: "a" };
    expect(
      await demonstrations(
        { prompt: "q", completion: "a" },
        { messages: [user, assistant] },
        { prompt: [user], completion: [assistant] },
        { messages: [{ role: "system", content: "s" }, user, assistant, user, assistant] },
        {
          conversations: [
            { from: "human", value: "q" },
            { from: "gpt", value: "a" },
          ],
        },
      ),
    ).toEqual([
      { prompt: "q", completion: "a" },
      chat,
      chat,
      { prompt: [{ role: "system", content: "s" }, user, assistant, user], completion: "a" },
      chat,
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      "no completion",
      { prompt: "q", completon: "a" },
      /:2: expected .* completion = nothing \(fields there: prompt, completon\)/,
    ],
    ["an empty completion", { prompt: "q", completion: "" }, /:2: field "completion" is empty/],
    ["a chat that ends with the user", { messages: [assistant, user] }, /:2: .* which is the assistant's/],
    [
      "a chat of one message",
      { messages: [assistant] },
      /:2: a chat to learn from needs a message before its last/,
    ],
    [
      "an empty last message",
      { messages: [user, { role: "assistant", content: "" }] },
      /last message is empty/,
    ],
    [
      "an unknown role",
      { messages: [{ role: "human", content: "q" }] },
      /:2: messages\[0\]\.role .* found the string "human"/,
    ],
    [
      "content that is no text",
      { messages: [{ role: "user", content: [{ type: "image_url" }] }] },
      /messages\[0\]\.content\[0\] should be a part .*found one of type "image_url"/,
    ],
    ["messages that are no list", { messages: "q" }, /"messages" should be a list of messages/],
  ])("with %s name the line", async (_, record, message) => {
    expect(await failure(demonstrations({ prompt: "q", completion: "a" }, record))).toMatch(message);
  });
});
