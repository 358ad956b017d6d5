// `pure prm label` on a fixture's model: the file, what is said, and what is refused.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { writtenByTests } from "../../tests/written.ts";
import { UserError } from "../common/errors.ts";
import { readLabelledSteps } from "../data/labelled-files.ts";
import { separator } from "./options.ts";
import { prmLabelCommand } from "./prm-label.ts";

let directory: string;
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-label-cli-"));
  const problems = [1, 2, 3].map((a) => ({ id: `p${a}`, problem: `${a}+${a}=`, answer: String(2 * a) }));
  writeFileSync(join(directory, "problems.jsonl"), problems.map((p) => `${JSON.stringify(p)}\n`).join(""));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the command; a random model's steps end at a letter it says often enough. */
function label(...words: string[]): Promise<unknown> {
  const least = ["--model", fixture("qwen2"), "--problems", join(directory, "problems.jsonl")];
  const command = prmLabelCommand().exitOverride();
  return command.parseAsync([...least, "--out", join(directory, "steps.jsonl"), ...words], { from: "user" });
}

const short = [
  "--max-tokens",
  "12",
  "--solutions",
  "3",
  "--rollouts",
  "2",
  "--step-separator",
  "e",
  "--template",
  "{problem}",
];

it("writes labelled steps that the reader takes, and sums up", async () => {
  await label(...short);
  const file = join(directory, "steps.jsonl");
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.length).toBe(9);
  for (const { completions, labels, rollouts, successes, decided, correct } of lines) {
    expect([labels.length, successes.length, decided.length]).toEqual(Array(3).fill(completions.length));
    expect(labels).toEqual(successes.map((n: number) => n > 0));
    expect([rollouts, typeof correct]).toEqual([2, "boolean"]);
  }
  expect(lines.some(({ labels }) => labels.length > 1)).toBe(true);
  let read = 0;
  for await (const { completions } of readLabelledSteps(file)) read += completions.length;
  expect(said.stdout).toMatch(
    new RegExp(`^Labels     ${read} steps, [\\d.]+% good, [\\d,]+ labels a minute\\n`),
  );
  expect(said.stdout).toMatch(
    /Solutions {2}9 solutions of 3 problems, [\d.]+% right\nRollouts {3}\d+ in .*\nFile .*steps\.jsonl\n$/,
  );
  expect(said.stderr).toContain("3 problems (3 with an answer)");
  expect(said.stderr).toContain("Labelling: 3/3 problems");
  for (const control of ["\r", "\u001b"]) expect(said.stdout + said.stderr).not.toContain(control);
});

it("reads a separator as --data.stepSeparator does: in quotes with line feeds", () => {
  expect(['"\\n\\n"', "\n", ";", '"'].map(separator)).toEqual(["\n\n", "\n", ";", '"']);
});

it("refuses other weights at the same path, and goes on with a file of before, which does not say", async () => {
  const model = join(directory, "model");
  cpSync(fixture("qwen2"), model, { recursive: true });
  const words = [...short, "--model", model];
  await label(...words, "--limit", "1");
  const weights = readFileSync(join(model, "model.safetensors"));
  const others = Uint8Array.from(weights);
  others[others.length - 2] ^= 1;
  writeFileSync(join(model, "model.safetensors"), others);
  const refused = label(...words, "--limit", "2");
  await expect(refused).rejects.toThrow(`was begun with other files of the model ${model}`);
  await expect(refused).rejects.toThrow(UserError);
  const path = join(directory, "steps.jsonl.state");
  const { options, ...state } = JSON.parse(readFileSync(path, "utf8"));
  const { modelHash, ...before } = options;
  writeFileSync(path, JSON.stringify({ ...state, options: before }));
  await label(...words, "--limit", "2");
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ problems: 2 });
  writeFileSync(join(model, "model.safetensors"), weights);
  await expect(label(...words)).rejects.toThrow("other files of the model");
});

it("goes on where it was, and says only JSON lines with --json", async () => {
  await label(...short);
  const file = join(directory, "steps.jsonl");
  const whole = readFileSync(file, "utf8");
  rmSync(file);
  rmSync(`${file}.state`);
  await label(...short, "--limit", "2");
  writeFileSync(file, `${readFileSync(file, "utf8")}{"prompt": "half a li`);
  [said.stdout, said.stderr] = ["", ""];
  await label(...short, "--json");
  expect(readFileSync(file, "utf8")).toBe(whole);
  expect(said.stderr).toBe("");
  const events = said.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.find(({ type }) => type === "phaseStarted")).toMatchObject({ total: 9, done: 6 });
  expect(events.at(-1)).toMatchObject({
    type: "labelsFinished",
    out: file,
    problems: 3,
    solutions: 9,
    undecided: 0,
  });
  await expect(label(...short, "--seed", "1")).rejects.toThrow(
    "was begun with --seed 0, and now it is --seed 1",
  );
  expect(readFileSync(file, "utf8")).toBe(whole);
});

it.each([
  [["--temperature", "0"], "the same continuation every time"],
  [["--answer-pattern", "("], "--answer-pattern ("],
  [["--step-separator", ""], "--step-separator is empty"],
  [["--step-separator", '""'], "--step-separator is empty"],
  [["--step-separator", "\\n"], "a backslash and a letter; a line feed is given as"],
  [["--checker", "arithmetic", "--rollouts", "3"], "takes no --rollouts"],
  [["--checker", "arithmetic", "--labels", "soft"], "takes no --"],
  [["--answer-field", "result"], 'field "result"'],
  [["--max-tokens", "1000000"], "lower --max-tokens"],
])("%j is refused", async (words, message) => {
  const refused = label(...short, ...words);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(UserError);
  expect(said.stdout).toBe("");
});

it("stops at Ctrl-C with status 130, and says that the same command goes on", async () => {
  vi.mocked(process.stderr.write).mockImplementation((text) => {
    said.stderr += text;
    if (String(text).startsWith("Labelling: 9 responses")) process.emit("SIGINT");
    return true;
  });
  await label(...short);
  expect(process.exitCode).toBe(130);
  expect(said.stderr).toContain("Stopped after 0 of 3 problems; the same command goes on.");
  expect(existsSync(join(directory, "steps.jsonl.state"))).toBe(true);
  expect(said.stderr).not.toContain("checkpoint");
});
