// `pure prm probe` on a fixture's model: which split it reads, and what it says of problems the model was trained on.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { writtenBy } from "../../tests/written.ts";
import { problemHash } from "../data/problem-hash.ts";
import { writeTrainingProblems } from "../data/training-problems.ts";
import { prmProbeCommand } from "./prm-probe.ts";

const root = mkdtempSync(join(tmpdir(), "pure-prm-probe-"));
afterAll(() => rmSync(root, { recursive: true }));

it("reads the test split, and warns of solutions to problems that the model was trained on", async () => {
  const model = join(root, "model");
  cpSync(fixture("qwen2-classification"), model, { recursive: true });
  const hashes = BigUint64Array.of(problemHash("1+1="));
  await writeTrainingProblems(model, [{ source: "train.jsonl", rules: 2, hashes }]);
  const data = join(root, "data");
  mkdirSync(data);
  const line = (prompt: string, good: boolean) =>
    `${JSON.stringify({ prompt, completions: ["so", good ? "2" : "3"], labels: [true, good] })}\n`;
  writeFileSync(join(data, "train.jsonl"), line("1+1=", true) + line("5+5=", true));
  writeFileSync(join(data, "test.jsonl"), line("1+1=", true) + line("1+1=", false) + line("4+4=", true));
  const words = ["--prm", model, "--labelled", data, "--phrase", "so", "--json"];
  const said = await writtenBy(() => prmProbeCommand().exitOverride().parseAsync(words, { from: "user" }));
  expect(said.stderr).toContain(`${data}: split "test" of test, train\n`);
  expect(said.stderr).toContain("Warning: 2 of 3 solutions are to problems that the model was trained on;");
  expect(JSON.parse(said.stdout.trim().split("\n").at(-1) as string)).toMatchObject({ trainedOn: 2 });
});
