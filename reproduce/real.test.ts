// The arms on a model that is not ours, at toy size: every stage runs, and once only.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fixture } from "../tests/cli.ts";
import { REAL, reproduceReal } from "./real.ts";
import { solutionOf } from "./word-steps.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-real-"));
afterAll(() => rmSync(directory, { recursive: true }));

const linesOf = (name: string, place = "seed-3") =>
  readFileSync(join(directory, place, `${name}.jsonl`), "utf8")
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
    seeds: [3],
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

it("labels by the exact checker where it knows what is asked, and shows corrupted solutions too", async () => {
  const place = join(directory, "exact");
  const source = join(directory, "sums.jsonl");
  const problems = Array.from({ length: 10 }, (_, i) => ({
    question: `${i}+1=`,
    answer: String(i + 1),
    solution: solutionOf({ a: i, sign: "+", b: 1 }).join("\n"),
  }));
  writeFileSync(source, problems.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const abort = new AbortController();
  const settings = {
    ...{ ...REAL, model: fixture("qwen2"), problems: [source], demonstrationFile: null, seeds: [3] },
    ...{ steps: 1, heldOut: 2, demonstrations: 0, labelled: 6, solutions: 2, maxTokens: 8 },
  };
  // It is stopped when the labels are there.
  const onEvent = (event: { type: string; phase?: string }) => {
    if (event.type === "phaseStarted" && event.phase === "prm") abort.abort();
  };
  expect(await reproduceReal(settings, place, { onEvent, signal: abort.signal })).toBe(false);
  const steps = linesOf("steps", "exact/seed-3") as {
    prompt: string;
    completions: string[];
    labels: boolean[];
  }[];
  const asked = new Map(problems.map(({ question, solution }) => [question, solution.split("\n")]));
  const corrupted = steps.filter(({ completions }) => completions[0].startsWith("We "));
  expect(corrupted.length).toBeGreaterThanOrEqual(6);
  for (const { prompt, completions, labels } of steps) {
    expect(labels).toHaveLength(completions.length);
    if (labels[0]) expect(completions[0]).toBe(asked.get(prompt.trim())![0]);
  }
  // A model with random weights is wrong at once.
  expect(steps.some(({ completions, labels }) => !completions[0].startsWith("We ") && !labels[0])).toBe(true);
});
