import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import type { Problem } from "./problems.ts";
import { readResponses } from "./responses.ts";

const root = mkdtempSync(join(tmpdir(), "pure-responses-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, "responses.jsonl");

function read(records: readonly object[], problems?: readonly Problem[]) {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return readResponses([path], { stepSeparator: "\n\n", problems });
}

async function failure(records: readonly object[], problems?: readonly Problem[]): Promise<string> {
  const error = (await read(records, problems).catch((thrown) => thrown)) as Error;
  expect(error).toBeInstanceOf(UserError);
  return error.message.replaceAll(`${root}/`, "");
}

const problems: Problem[] = [
  { id: "1", prompt: "1 + 1?", answer: "2" },
  { id: "2", prompt: "1 + 2?", answer: null },
];

describe("sampled responses", () => {
  it("are grouped by the problem's text where there is no id, and split at the separator", async () => {
    const { groups, notes } = await read([
      { problem: "1 + 1?", answer: 2, response: "One and one.\n\nThe answer is 2." },
      { problem: "1 + 2?", answer: "3", text: "3\n\n" },
      { problem: "1 + 1?", answer: "2", completion: "" },
    ]);
    expect(groups).toEqual([
      {
        id: "1",
        problem: "1 + 1?",
        answer: "2",
        responses: [
          { text: "One and one.\n\nThe answer is 2.", steps: ["One and one.", "The answer is 2."] },
          { text: "", steps: [] },
        ],
      },
      { id: "2", problem: "1 + 2?", answer: "3", responses: [{ text: "3\n\n", steps: ["3"] }] },
    ]);
    expect(notes).toEqual([]);
  });

  it("have the first of the usual fields that holds something", async () => {
    const { groups } = await read([
      { id: null, problem_id: 3, problem: null, prompt: "p", answer: "2", text: "2" },
    ]);
    expect(groups).toMatchObject([{ id: "3", problem: "p" }]);
  });

  it("are grouped by id, and may come as steps", async () => {
    const { groups } = await read([
      { id: 7, sample: 0, prompt: "1 + 1?", answer: "2", steps: ["a\n\nb", "2"] },
      { id: 7, sample: 1, response: "5" },
    ]);
    expect(groups).toMatchObject([
      { id: "7", responses: [{ text: "a\n\nb\n\n2", steps: ["a\n\nb", "2"] }, { steps: ["5"] }] },
    ]);
  });

  it("of pure sample are joined with their problems by id", async () => {
    const line = (id: number, sample: number, text: string) => ({
      ...{ id, sample, text, tokens: [1], logprobs: [-0.5], finish: "stop" },
    });
    const { groups, notes } = await read([line(1, 0, "2"), line(2, 0, "3"), line(1, 1, "3")], problems);
    expect(groups).toMatchObject([{ id: "1", problem: "1 + 1?", answer: "2", responses: [{}, {}] }]);
    expect(notes).toEqual(["left out: 1 of 2 problems, without a reference answer"]);
    expect(await failure([line(1, 0, "2")])).toBe(
      'responses.jsonl:1: no problem; it should be in "problem" or "prompt". Output of pure sample has only its id: name the problems that were sampled with --problems',
    );
    expect(await failure([line(9, 0, "2")], problems)).toContain('id "9" is none of the 2 problems');
  });

  it("of a run's rollouts keep its steps and reference", async () => {
    const rollout = {
      ...{ step: 3, problem: "p1", group: 0, sample: 0, prompt: "<user>1 + 1?", response: "One.\n\n2" },
      ...{ tokens: [1], logprobs: [0], finish: "stop", returns: [], advantages: [], verifiable: 1 },
      ...{ reference: "2", answer: "2", correct: true },
      steps: [
        { text: "One.\n\n", end: 0, reward: 0.5, credit: 0 },
        { text: "2", end: 1, reward: 0.5, credit: 0 },
      ],
    };
    // "answer" is the response's own there, and differs.
    const { groups, notes } = await read([rollout, { ...rollout, sample: 1, answer: "3" }]);
    expect(groups).toMatchObject([
      { id: "p1", problem: "<user>1 + 1?", answer: "2", responses: [{ steps: ["One.", "2"] }, {}] },
    ]);
    expect(notes[0]).toContain("template and all");
    const known = [{ id: "p1", prompt: "1 + 1?", answer: "2" }];
    expect((await read([rollout], known)).groups[0].problem).toBe("1 + 1?");
  });

  it("say where many ids share one problem", async () => {
    const one = { problem: "1 + 1?", answer: "2", response: "2" };
    const { notes } = await read([
      { id: "a", ...one },
      { id: "b", ...one },
    ]);
    expect(notes).toEqual([
      "1 ids have the text of another's problem; responses are grouped by id, not by text",
    ]);
  });

  it("are refused with line and reason", async () => {
    const good = { id: "a", problem: "1 + 1?", answer: "2", response: "2" };
    expect(await failure([good, { ...good, answer: "3" }])).toBe(
      'responses.jsonl:2: the answer to problem "a" is "3", but "2" at responses.jsonl:1',
    );
    expect(await failure([good, { ...good, problem: "2 + 2?" }])).toContain(
      "another text than at responses.jsonl:1",
    );
    const first = { ...good, sample: 0 };
    expect(await failure([first, first])).toContain(
      'sample 0 of problem "a" is there already, at responses.jsonl:1',
    );
    expect(await failure([{ problem: "x", answer: "2" }])).toContain("no response");
    expect(await failure([{ problem: "x", response: "2" }])).toContain("no answer to compare with");
    expect(await failure([{ ...good, response: 3 }])).toContain(
      '"response" should be text, found the number 3',
    );
    expect(await failure([{ ...good, steps: ["a", null] }])).toContain(
      '"steps[1]" should be text, found null',
    );
    expect(await failure([{ ...good, problem: 3 }])).toContain('"problem" should be the problem\'s text');
    expect(await failure([{ ...good, id: ["a"] }])).toContain(
      '"id" should be text or a number, found a list',
    );
    expect(await failure([{ ...good, sample: {} }])).toContain(
      '"sample" should be a number, found an object',
    );
    expect(await failure([{ ...good, answer: null }])).toContain("no problem has a reference answer");
    expect(await failure([{ text: "2" }], problems)).toContain(
      'no "id", by which its problem would be found',
    );
  });
});
