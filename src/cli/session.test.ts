// How a command that was stopped says to go on: as a shell takes it.
import { Command } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sftSchema } from "../config/supervised.ts";
import { sayStopped, shellCommand } from "./session.ts";
import { supervisedCommand } from "./supervised.ts";

let err = "";
beforeEach(() => {
  err = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

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
  expect(err).toContain("Go on all the same with: pure train --resume 'runs/a b' --train.onAlarm continue\n");
  expect(process.exitCode).toBe(3);
});

it("names the command that trains by examples with those above it", async () => {
  const command = supervisedCommand({
    command: new Command("train"),
    schema: sftSchema,
    plan: [],
    start: async () => ({ interrupted: true, step: 4, checkpoint: null, heldOut: null }) as never,
  });
  const program = new Command("pure").addCommand(new Command("prm").addCommand(command)).exitOverride();
  const words = ["--model.source", "m", "--data.source", "d.jsonl", "--run.name", "one two"];
  await program.parseAsync(["prm", "train", ...words], { from: "user" });
  expect(err).toContain("Stopped after step 4;");
  expect(err).toContain("Go on with: pure prm train --resume 'runs/one two'\n");
  expect(process.exitCode).toBe(130);
});
