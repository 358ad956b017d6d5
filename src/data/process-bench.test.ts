import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { type ProcessBenchSample, readProcessBench } from "./process-bench.ts";

const root = mkdtempSync(join(tmpdir(), "pure-process-bench-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A sample as the dataset has it. */
const sample = {
  id: "gsm8k-0",
  generator: "Qwen2-7B-Instruct",
  problem: "Tom has 3 apples and eats one. How many are left?",
  steps: ["Tom has 3 apples.", "He eats one.", "3 − 1 = 1, so 1 is left."],
  final_answer_correct: false,
  label: 2,
};

async function read(...sources: string[]): Promise<ProcessBenchSample[]> {
  const all: ProcessBenchSample[] = [];
  for await (const one of readProcessBench(sources)) all.push(one);
  return all;
}

function file(name: string, ...records: object[]): string {
  const path = join(root, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

async function failure(record: object): Promise<string> {
  const error = (await read(file("bad.jsonl", sample, record)).catch((thrown) => thrown)) as Error;
  expect(error).toBeInstanceOf(UserError);
  return error.message.replace(`${root}/`, "");
}

describe("ProcessBench samples", () => {
  it("are read from JSON lines and from a JSON array", async () => {
    const [one] = await read(file("gsm8k.jsonl", sample));
    expect(one).toEqual({
      id: "gsm8k-0",
      subset: "gsm8k",
      generator: "Qwen2-7B-Instruct",
      problem: sample.problem,
      steps: sample.steps,
      finalAnswerCorrect: false,
      label: 2,
    });
    const array = join(root, "math.json");
    writeFileSync(array, JSON.stringify([{ ...sample, id: "math-7", label: -1 }], null, 2));
    expect(await read(array)).toMatchObject([{ subset: "math", label: -1 }]);
  });

  it("belong to the subset that their id begins with, or else the file's", async () => {
    const { id: _, generator: __, final_answer_correct: ___, ...bare } = sample;
    const mixed = file("all.jsonl", sample, { ...sample, id: "omnimath-12" }, bare, { ...bare, id: 5 });
    expect((await read(mixed)).map(({ id, subset }) => [id, subset])).toEqual([
      ["gsm8k-0", "gsm8k"],
      ["omnimath-12", "omnimath"],
      ["all-3", "all"],
      ["5", "all"],
    ]);
    expect((await read(mixed))[2]).toMatchObject({ generator: null, finalAnswerCorrect: null });
    const shard = file("olympiadbench-00000-of-00001.jsonl", bare);
    expect((await read(shard))[0].subset).toBe("olympiadbench");
  });

  it("keep odd steps as they are: a separator inside, an empty one, a very long one", async () => {
    const steps = ["a\n\nb", "", "x ".repeat(10_000)];
    expect((await read(file("odd.jsonl", { ...sample, steps, label: 0 })))[0].steps).toEqual(steps);
  });

  it("are refused with line and reason", async () => {
    expect(await failure({ ...sample, id: "a", label: 3 })).toBe(
      'bad.jsonl:2: "label" is 3, but there are 3 steps; it should be the index of the first wrong step, 0 to 2, or -1 where all are right',
    );
    expect(await failure({ ...sample, id: "a", label: -2 })).toContain(
      '"label" is -2, but there are 3 steps',
    );
    expect(await failure({ ...sample, id: "a", label: 1.5 })).toContain(
      "the index of the first wrong step, or -1",
    );
    expect(await failure({ ...sample, id: "a", steps: [], label: -1 })).toBe(
      'bad.jsonl:2: "steps" holds no steps; there is nothing to score',
    );
    expect(await failure({ ...sample, id: "a", steps: ["a", 2] })).toBe(
      'bad.jsonl:2: field "steps[1]" should be text, found the number 2',
    );
    expect(await failure({ ...sample, id: "a", steps: "a" })).toContain('"steps" should be a list of texts');
    expect(await failure({ ...sample, id: "a", problem: undefined })).toContain(
      '"problem" should be text, found nothing',
    );
    expect(await failure({ ...sample, id: ["a"] })).toContain('"id" should be text or a number');
    expect(await failure({ ...sample, id: "a", generator: 1 })).toContain('"generator" should be text');
    expect(await failure({ ...sample, id: "a", final_answer_correct: "no" })).toContain("true or false");
    expect(await failure({ ...sample, id: "a", label: "2" })).toContain('"label" should be');
    expect(await failure(sample)).toBe(
      'bad.jsonl:2: id "gsm8k-0" is already taken by bad.jsonl:1; each sample is judged once'.replace(
        "by bad",
        `by ${root}/bad`,
      ),
    );
  });
});
