// The arms on a model that is not ours, at toy size: every stage runs, and once only.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fixture } from "../tests/cli.ts";
import { REAL, reproduceReal } from "./real.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-real-"));
afterAll(() => rmSync(directory, { recursive: true }));

const linesOf = (name: string) =>
  readFileSync(join(directory, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

it("divides the problems, fine-tunes on solutions, trains a scorer on labels of rollouts, and compares the arms", async () => {
  const source = join(directory, "all.jsonl");
  const problems = Array.from({ length: 24 }, (_, i) => ({
    question: `${i}+1=`,
    answer: String(i + 1),
    ...(i % 2 === 0 && { solution: `${i}+1=${i + 1}` }),
  }));
  // Said twice, and an answer that is no number.
  const more = [
    { question: "3 + 1 =", answer: "4" },
    { question: "Is it so?", answer: "Yes" },
  ];
  writeFileSync(source, [...problems, ...more].map((line) => `${JSON.stringify(line)}\n`).join(""));
  const drills = join(directory, "drills.jsonl");
  // The user's own demonstrations may hold what is held out.
  const shown = [{ prompt: "30+1=", completion: "30+1=31" }].concat(
    problems.map(({ question }) => ({ prompt: `${question} `, completion: "x" })),
  );
  writeFileSync(drills, shown.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const small = {
    steps: 1,
    heldOut: 4,
    demonstrations: 3,
    labelled: 8,
    solutions: 2,
    rollouts: 2,
    maxTokens: 8,
    promptsPerStep: 2,
    samplesPerPrompt: 2,
  };
  const settings = {
    ...REAL,
    ...small,
    model: fixture("qwen2"),
    problems: [source],
    demonstrationFile: drills,
  };

  let steps = 0;
  const onEvent = ({ type }: { type: string }) => {
    if (type === "stepFinished") steps++;
  };
  expect(await reproduceReal(settings, directory, { onEvent })).toBe(true);
  expect(steps).toBeGreaterThan(4);
  const sets = ["held-out", "problems", "demonstrations"].map((name) =>
    linesOf(name).map(({ problem, prompt }) => problem ?? prompt),
  );
  expect(sets.map((set) => set.length)).toEqual([4, 24 - 4 - 3 - 8, 3 + 1 + 24 - 4]);
  const [heldOut, training, demonstrations] = sets.map((set) => set.map((text: string) => text.trim()));
  expect(new Set([...heldOut, ...training]).size).toBe(heldOut.length + training.length);
  expect(demonstrations.filter((text) => heldOut.includes(text))).toEqual([]);
  for (const { completions, labels } of linesOf("steps")) expect(labels).toHaveLength(completions.length);
  expect(linesOf("sft/metrics").length).toBeGreaterThan(0);
  expect(readFileSync(join(directory, "report.html"), "utf8")).toContain("min-form");

  steps = 0;
  expect(await reproduceReal(settings, directory, { onEvent })).toBe(true);
  expect(steps).toBe(0);
});
