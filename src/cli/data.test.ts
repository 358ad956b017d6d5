// `pure data` as it is used: text for people, JSON for machines, and status 2 for wrong use.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writtenByTests } from "../../tests/written.ts";
import { run } from "./program.ts";

let directory = "";
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-data-"));
  vi.stubEnv("HF_HUB_CACHE", join(directory, "hub"));
  vi.stubEnv("NO_COLOR", "1");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const qwen = fileURLToPath(new URL("../../tests/fixtures/models/qwen3", import.meta.url));
function file(name: string, ...records: unknown[]): string {
  const path = join(directory, name);
  const lines = records.map((record) => (typeof record === "string" ? record : JSON.stringify(record)));
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

describe("pure data", () => {
  it("shows fields, problems, lengths and findings", async () => {
    const path = file(
      "set.jsonl",
      { question: "What is 2+2?\u0007", answer: "4", source: "s" },
      { question: "What is 2 + 2?", answer: "5", source: "s" },
      "oops",
    );
    const gsm = file("gsm.jsonl", { question: "what is 2+2", answer: "4" });
    expect(await run(["data", path, "--suite", `mine=${gsm}`])).toBe(1);
    expect(said.stdout.replaceAll(`${directory}/`, "")).toBe(
      [
        "set.jsonl",
        "2 problems, 2 with an answer",
        "",
        "Fields",
        "  problem   question",
        "  answer    answer",
        "  unused    source",
        "",
        "The first problems",
        "  1, set.jsonl:1",
        "  │ What is 2+2?␇",
        "  answer: 4",
        "  2, set.jsonl:2",
        "  │ What is 2 + 2?",
        "  answer: 5",
        "",
        "Lengths",
        "  characters of the problem's text: 13 to 14; half have 14 or fewer, 90% 14, 99% 14",
        `  12–13  ${"█".repeat(40)}  50.0%`,
        `  14–15  ${"█".repeat(40)}  50.0%`,
        "",
        "Findings",
        "  With the text of one before: 1 of 2 problems",
        "    set.jsonl:2: as set.jsonl:1",
        "  And another answer than it: 1 problem",
        '    set.jsonl:2: "5", and set.jsonl:1: "4"',
        "  In the benchmark mine too: 1 of its 1 problem",
        "    set.jsonl:1: 1",
        "  No problem, so that training stops there: 1 row",
        `    set.jsonl:3: not valid JSON: Unexpected token 'o', "oops" is not valid JSON`,
        "",
      ].join("\n"),
    );
    expect(said.stderr).toBe("");
  });

  it("shows prompts to the letter and what is too long, with a model", async () => {
    const path = file("set.jsonl", { question: "Hi?", answer: 1 }, { question: "x ".repeat(300), answer: 1 });
    expect(await run(["data", path, "--model", qwen, "--max-tokens", "100", "--show", "1"])).toBe(0);
    expect(said.stdout).toContain("  │ <|im_start|>user\n  │ Hi?<|im_end|>\n  │ <|im_start|>assistant\n");
    expect(said.stdout).toMatch(
      /Longer than 411 tokens, and skipped in training: 1 of 2 prompts\n {4}.*:2: \d+ tokens/,
    );
    expect(said.stdout).toContain("Not compared with math500, amc23, aime24, minerva, olympiadbench, gsm8k");
  });

  it("is one JSON object with --json", async () => {
    const path = file(
      "set.jsonl",
      { problem: "a", choices: ["x", "y"], answer: 1 },
      { problem: "b", choices: ["x", "y"], answer: 0 },
    );
    expect(await run(["data", path, "--json"])).toBe(0);
    const survey = JSON.parse(said.stdout);
    expect(survey).toMatchObject({
      report: {
        problems: 2,
        files: [{ fields: { prompt: "problem", answer: "answer", options: "choices" } }],
      },
      examples: [{ problem: "a\n\nA. x\nB. y", answer: "B" }, { answer: "A" }],
      faults: { count: 0, first: [] },
    });
    expect(said.stdout.trim().split("\n")).toHaveLength(1);
  });

  it("reads directories of shards, and compares with benchmarks that are in the cache", async () => {
    const shards = join(directory, "shards");
    mkdirSync(shards);
    for (const i of [0, 1])
      file(
        `shards/train-0000${i}-of-00002.jsonl`,
        { problem: `p${i}`, answer: i },
        { problem: "What is 1?", answer: 1 },
      );
    const snapshot = join(directory, "hub", "datasets--HuggingFaceH4--MATH-500", "snapshots", "c0");
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(snapshot, "..", "..", "refs"));
    writeFileSync(join(snapshot, "..", "..", "refs", "main"), "c0");
    writeFileSync(
      join(snapshot, "test.jsonl"),
      `${JSON.stringify({ problem: "what is 1", answer: "1", unique_id: "u" })}\n`,
    );
    expect(await run(["data", shards, "--show", "0"])).toBe(0);
    expect(said.stdout).toContain("4 problems, 4 with an answer, in 2 files");
    expect(said.stdout).toMatch(
      /In the benchmark math500 too: 1 of its 1 problem\n {4}.*train-00000-of-00002\.jsonl:2: u/,
    );
    expect(said.stdout).toContain("Not compared with amc23, aime24, minerva, olympiadbench, gsm8k,");
  });

  it("finds that no problem has an answer, and which fields might hold it", async () => {
    const record = { question: "What is 2+2?", ziel: "4", source: "s" };
    const path = file("set.jsonl", record, { ...record, question: "What is 3+1?" });
    expect(await run(["data", path])).toBe(0);
    expect(said.stdout).toMatch(
      /Findings\n {2}Without an answer, which verifiable rewards need: 2 of 2 problems\n {4}.* --answer-field \(not used: ziel, source\)\n\n/,
    );
    expect(said.stdout).not.toContain("Nothing is wrong");
    expect(await run(["data", path, "--answer-field", "ziel"])).toBe(0);
    expect(said.stdout).toContain("Nothing is wrong with it.");
  });

  it("says what settles two fields, and what is wrong use", async () => {
    const path = file("set.jsonl", { question: "a", answer: "1", final_answer: "2" });
    expect(await run(["data", path])).toBe(1);
    expect(said.stderr).toMatch(/choose with --answer-field answer or --answer-field final_answer/);
    expect(await run(["data", path, "--answer-field", "final_answer"])).toBe(0);
    expect(said.stdout).toContain("answer: 2");
    expect(await run(["data"])).toBe(2);
    expect(await run(["data", path, "--show", "-1"])).toBe(2);
    expect(await run(["data", path, "--answer-field", "answer", "--model", qwen])).toBe(1);
    expect(said.stderr).toMatch(/--max-tokens 512 leaves no room for a prompt in 511 tokens/);
    const gguf = fileURLToPath(new URL("../../tests/fixtures/gguf/qwen2.gguf", import.meta.url));
    const words = ["--answer-field", "answer", "--max-tokens", "9000000", "--model", gguf];
    expect(await run(["data", path, ...words])).toBe(1);
    expect(said.stderr).toMatch(/--max-tokens 9000000 leaves no room for a prompt in \d+ tokens/);
    expect(await run(["data", join(directory, "none.jsonl")])).toBe(1);
  });
});
