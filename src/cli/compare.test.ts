// `pure compare` where one of its runs fails: what is said, the exit status, and the same command again.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { trainWords } from "../../tests/cli.ts";
import { writtenByTests } from "../../tests/written.ts";
import { run } from "./program.ts";

let directory: string;
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-compare-cli-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

it("finishes the other runs, says which failed and why, and tries those again", async () => {
  const place = join(directory, "runs", "compare-form");
  const words = [
    ...["compare", ...trainWords(directory, 1).slice(1), "--data.source", join(directory, "problems.jsonl")],
    ...[
      "--run.directory",
      join(directory, "runs"),
      "--vary",
      "credit.form=sum,min",
      "--seeds",
      "1",
      "--train.seed",
      "4",
    ],
  ];
  mkdirSync(join(place, "form=sum"), { recursive: true });
  writeFileSync(join(place, "form=sum", "seed-4"), "in the way");
  expect(await run(words), said.stderr).toBe(1);
  const [broken, report] = [join(place, "form=sum", "seed-4"), join(place, "report.html")];
  expect(said.stderr).toContain(`1/2 form=sum, seed 4: failed: ${broken}: cannot be a directory`);
  expect(said.stderr).toMatch(/2\/2 form=min, seed 4: done in /);
  expect(said.stderr).toContain(
    `error: form=sum, seed 4: ${broken}: cannot be a directory to write into (EEXIST`,
  );
  expect(said.stderr).toContain(`1 of 2 runs failed; the report holds the 1 that are finished: ${report}\n`);
  expect(said.stderr).toMatch(/The same command tries again those that failed\.\n$/);
  expect(said.stdout).toContain("form=min");
  expect(readFileSync(report, "utf8")).toContain("unfinished: 1 of 2 runs");

  rmSync(broken);
  [said.stdout, said.stderr, process.exitCode] = ["", "", undefined];
  expect(await run(words), said.stderr).toBe(0);
  expect(said.stderr).toMatch(/2\/2 form=min, seed 4: done before/);
  expect(said.stdout).toContain("form=min less form=sum");

  // Where none is finished there is no table, and still a report.
  [said.stdout, said.stderr, process.exitCode] = ["", "", undefined];
  mkdirSync(join(directory, "runs", "none"));
  for (const form of ["sum", "min"]) writeFileSync(join(directory, "runs", "none", `form=${form}`), "");
  expect(await run([...words, "--name", "none", "--json"]), said.stderr).toBe(1);
  expect(said.stderr).toContain("2 of 2 runs failed; the report holds the 0 that are finished: ");
  const events = said.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual(["phaseFailed", "phaseFailed", "comparisonFinished"]);
  const failed = ["form=sum", "form=min"].map((variant) => ({ variant, seed: 4 }));
  expect(events[2]).toMatchObject({ variants: [], pairs: [], failed });
});
