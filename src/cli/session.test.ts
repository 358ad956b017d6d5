// How a command that was stopped says to go on: as a shell takes it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Command } from "commander";
import { expect, it } from "vitest";
import { writtenByTests } from "../../tests/written.ts";
import { pureSchema } from "../config/schema.ts";
import { sftSchema } from "../config/supervised.ts";
import { sayStopped, shellCommand } from "./session.ts";
import { trainingCommand } from "./train.ts";

const said = writtenByTests();

it("puts words that a shell would read otherwise into quotes", () => {
  expect(shellCommand(["pure", "train", "--resume", "my runs/a", "--seed", 3])).toBe(
    "pure train --resume 'my runs/a' --seed 3",
  );
  expect(shellCommand(["--name", "it's", "--vary", "credit.form=sum,min"])).toBe(
    "--name 'it'\\''s' --vary credit.form=sum,min",
  );
});

it("says how to go on behind an alarm", () => {
  sayStopped("the held-out accuracy fell", "runs/a b/report.html", ["pure", "train", "--resume", "runs/a b"]);
  expect(said.stderr).toContain(
    "Go on all the same with: pure train --resume 'runs/a b' --train.onAlarm continue\n",
  );
  expect(process.exitCode).toBe(3);
});

it("names the command that trains by examples with those above it", async () => {
  const command = trainingCommand({
    command: new Command("train"),
    schema: sftSchema,
    plan: [],
    start: async () => ({ interrupted: true, step: 4, checkpoint: null, heldOut: null }) as never,
  });
  const program = new Command("pure").addCommand(new Command("prm").addCommand(command)).exitOverride();
  const words = ["--model.source", "m", "--data.source", "d.jsonl", "--run.name", "one two"];
  await program.parseAsync(["prm", "train", ...words], { from: "user" });
  expect(said.stderr).toContain("Stopped after step 4;");
  expect(said.stderr).toContain("Go on with: pure prm train --resume 'runs/one two'\n");
  expect(process.exitCode).toBe(130);
});

it("names the file of one's own reward, which no config.json holds", async () => {
  const directory = mkdtempSync(join(tmpdir(), "pure-session-"));
  const file = join(directory, "own.config.mjs");
  writeFileSync(
    file,
    'export default { model: { source: "m" }, data: { source: "d" }, reward: { mode: "vr", custom: () => 1 } };\n',
  );
  const command = trainingCommand({
    command: new Command("train"),
    schema: pureSchema,
    plan: [],
    start: async () => ({ interrupted: true, step: 4, checkpoint: null }) as never,
  });
  const program = new Command("pure").addCommand(command);
  await program.parseAsync(["train", "--config", file], { from: "user" });
  expect(said.stderr).toContain(
    `Go on with: pure train --config ${relative(process.cwd(), file)} --resume runs/pure\n`,
  );
  rmSync(directory, { recursive: true });
});
