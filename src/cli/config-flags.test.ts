import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pureSchema } from "../config/schema.ts";
import { json } from "../train/runs/run-changes.ts";
import { givenConfig, resumeOption, withConfigFlags } from "./config-flags.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-given-"));
  file = join(directory, "c.mjs");
  writeConfig("steps: 500, evalEvery: 5");
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const writeConfig = (train: string, custom = "() => 1") =>
  writeFileSync(
    file,
    `export default { model: { source: "m" }, data: { source: "d" }, reward: { mode: "vr", custom: ${custom} }, train: { ${train} } };\n`,
  );

async function given(...words: string[]) {
  const command = new Command("train").option("-c, --config <file>").addOption(resumeOption());
  withConfigFlags(command, pureSchema).exitOverride().parse(words, { from: "user" });
  return givenConfig(command, pureSchema, { find: true });
}

/** A run of `words`, as the loop leaves it. */
async function runOf(name: string, ...words: string[]) {
  const { config, given: kept } = await given(...words, "--run.directory", directory, "--run.name", name);
  const path = join(directory, name);
  mkdirSync(path);
  writeFileSync(join(path, "config.json"), json(config));
  writeFileSync(join(path, "flags.json"), json(kept.flags!));
  return path;
}

it("keeps of a configuration the text of the file that has a function, and what flags set over it", async () => {
  const { config, given: kept } = await given(
    "--config",
    file,
    "--train.steps",
    "9",
    "--credit.whiten=batch",
  );
  expect(config.train).toMatchObject({ steps: 9, evalEvery: 5 });
  expect(kept).toEqual({
    file: readFileSync(file, "utf8"),
    flags: { train: { steps: 9 }, credit: { whiten: "batch" } },
  });
  const least = ["--model.source", "m", "--data.source", "d", "--reward.mode", "vr"];
  expect((await given(...least)).given.file).toBeUndefined();
});

it("has the flags of a run that goes on over its file again, below those given now", async () => {
  const begun = ["--config", file, "--train.steps", "9", "--optimizer.learningRate", "0.001"];
  const run = await runOf("begun", ...begun);
  const on = await given("--config", file, "--resume", run);
  expect(on.config).toMatchObject({
    ...{ train: { steps: 9, evalEvery: 5 }, optimizer: { learningRate: 0.001 } },
    run: { directory, name: "begun" },
  });
  const longer = await given("--config", file, "--resume", run, "--train.steps", "12");
  expect(longer.config).toMatchObject({ train: { steps: 12 }, optimizer: { learningRate: 0.001 } });
  expect(longer.given.flags).toMatchObject({ train: { steps: 12 }, optimizer: { learningRate: 0.001 } });
  // What the file has otherwise by now is on purpose, where no flag set it.
  const changed = join(directory, "other.mjs");
  writeFileSync(changed, readFileSync(file, "utf8").replace("500, evalEvery: 5", "700, evalEvery: 7"));
  const other = await given("--config", changed, "--resume", run);
  expect(other.config.train).toMatchObject({ steps: 9, evalEvery: 7 });
});

it("finds the run that run.name names, wherever it was begun, and its flags", async () => {
  vi.spyOn(process, "cwd").mockReturnValue(directory);
  writeFileSync(join(directory, "pure.config.mjs"), readFileSync(file, "utf8"));
  const run = await runOf("begun", "--train.steps", "9");
  const name = ["--run.directory", directory, "--run.name", "begun"];
  expect((await given("--resume", ...name)).config.train).toMatchObject({ steps: 9, evalEvery: 5 });
  await expect(given("--resume", "--run.directory", directory)).rejects.toThrow("no run to resume here");
  // By its own config.json where no file is named: there a function is not.
  await expect(given("--resume", run)).rejects.toThrow("name the .ts, .js or .mjs file that has it");
});
