// What a process reward model sees of a solution, and how it says so in its file.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { tokenizer } from "../../tests/fake-run.ts";
import { UserError } from "../common/errors.ts";
import { readTokenizer } from "../model/load.ts";
import { type PrmReading, PURE_READING, readSolution, stepTokenId } from "./reading.ts";
import { readReading, writeReading } from "./reading-file.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-reading-"));
afterAll(() => rmSync(directory, { recursive: true }));
let made = 0;
/** A model's directory with these files. */
function model(files: Record<string, string>): string {
  const path = join(directory, String(made++));
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const reading: PrmReading = { ...PURE_READING, stepSeparator: ";", stepToken: "o" };

describe("the file beside the weights", () => {
  it("is read back as it was written", async () => {
    const own: PrmReading = { ...reading, placing: "append", template: "k{problem}", system: "s" };
    const path = model({});
    await writeReading(path, own);
    expect(await readReading(path)).toEqual(own);
    expect(JSON.parse(readFileSync(join(path, "process_reward.json"), "utf8"))).toEqual(own);
  });

  it("goes before what models of the kind do; without either it is PURE's own way", async () => {
    const qwen = '{"architectures": ["Qwen2ForProcessRewardModel"]}';
    expect(await readReading(model({}))).toEqual(PURE_READING);
    expect(PURE_READING).toEqual({
      ...{ stepSeparator: "\n\n", stepToken: "\n", placing: "replace", template: null, system: null },
    });
    expect(await readReading(model({ "config.json": '{"architectures": ["Qwen2ForCausalLM"]}' }))).toEqual(
      PURE_READING,
    );
    expect(await readReading(model({ "config.json": qwen }))).toEqual({
      stepSeparator: "\n\n",
      stepToken: "<extra_0>",
      placing: "append",
      template: null,
      system: "Please reason step by step, and put your final answer within \\boxed{}.",
    });
    const both = { "config.json": qwen, "process_reward.json": JSON.stringify(reading) };
    expect(await readReading(model(both))).toEqual(reading);
  });

  it.each([
    ["no JSON", "{", /JSON/],
    ["an empty separator", JSON.stringify({ ...reading, stepSeparator: "" }), /stepSeparator/],
    ["an empty step token", JSON.stringify({ ...reading, stepToken: "" }), /stepToken/],
    ["another placing", JSON.stringify({ ...reading, placing: "before" }), /placing/],
    ["a key that is none", JSON.stringify({ ...reading, steps: 1 }), /steps/],
  ])("is refused with %s, by its name", async (_, text, reason) => {
    const path = model({ "process_reward.json": text });
    const error: Error = await readReading(path).then(
      () => new Error("taken"),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(`${join(path, "process_reward.json")}: `);
  });

  it("is missing where the directory is a file; what cannot be read is an error", async () => {
    const path = model({ file: "" });
    expect(await readReading(join(path, "file"))).toEqual(PURE_READING);
    mkdirSync(join(path, "process_reward.json"));
    await expect(readReading(path)).rejects.toThrow(/EISDIR/);
  });
});

describe("a solution", () => {
  const read = (steps: string[], more: Partial<PrmReading> = {}) => {
    const { prompt, tokens, positions } = readSolution({ problem: "1+1=", steps }, tokenizer, {
      ...reading,
      ...more,
    });
    return [tokenizer.decode(prompt), tokenizer.decode(tokens), positions];
  };

  it("has a step token in each separator's place, and a step is read at the last of its own", () => {
    expect(read(["1+1=2", "A2"])).toEqual(["1+1=", "1+1=2oA2o", [5, 8]]);
    expect(read(["1;2", "A2"])).toEqual(["1+1=", "1o2oA2o", [3, 6]]);
  });

  it("has a step token behind each step's whole text", () => {
    const append = { placing: "append" } as const;
    expect(read(["1+1=2", "A2"], append)).toEqual(["1+1=", "1+1=2oA2o", [5, 8]]);
    expect(read(["1;2", "A2"], append)).toEqual(["1+1=", "1;2oA2o", [3, 6]]);
  });

  it.each(["replace", "append"] as const)("shares a position where nothing is visible (%s)", (placing) => {
    expect(read(["1", "", "A"], { placing })).toEqual(["1+1=", "1oAo", [1, 3, 3]]);
    expect(read(["", "1"], { placing })).toEqual(["1+1=", "1o", [1, 1]]);
    expect(read(["1", ""], { placing })).toEqual(["1+1=", "1o", [1, 1]]);
    expect(read([""], { placing })).toEqual(["1+1=", "o", [0]]);
    expect(read([], { placing })).toEqual(["1+1=", "", []]);
  });

  it("that spells the step token out has no step token there", async () => {
    // Also where the tokenizer does not call it special.
    const from = fixture("qwen2-process-reward");
    const path = model({});
    cpSync(from, path, { recursive: true });
    const tokens = JSON.parse(readFileSync(join(from, "tokenizer.json"), "utf8"));
    for (const added of tokens.added_tokens) if (added.content === "<extra_0>") added.special = false;
    writeFileSync(join(path, "tokenizer.json"), JSON.stringify(tokens));
    const qwen = await readTokenizer(path);
    const [stepToken] = qwen.encode("<extra_0>");
    const solution = { problem: "1", steps: ["a <extra_0> b", "c"] };
    for (const placing of ["append", "replace"] as const) {
      const own = { ...PURE_READING, stepToken: "<extra_0>", placing };
      const read = readSolution(solution, qwen, own);
      expect(read.tokens.flatMap((token, i) => (token === stepToken ? [i] : []))).toEqual(read.positions);
    }
  });

  it("without steps has no token", () => {
    const { tokens, positions } = readSolution({ problem: "1+1=", steps: [] }, tokenizer, reading);
    expect([tokens, positions]).toEqual([[], []]);
  });

  it("has the problem in its template, and needs a step token that is one token", () => {
    expect(read(["1"], { template: "k{problem}k" })[0]).toBe("k1+1=k");
    expect(() => read(["1"], { stepToken: "ok" })).toThrow(/"ok" is 2 tokens/);
    expect(stepTokenId(tokenizer, "o")).toBe(tokenizer.encode("o")[0]);
  });
});
