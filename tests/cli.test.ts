// The command line against a hostile user, in processes of its own: bad models, rewards that fail, numbers that are
// not finite, Ctrl-C, streams. Cheaper faults are tested beside their source.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StepMetrics } from "../src/train/runs/records.ts";
import { computedMetrics, ended, fixture, runCli, startCli, trainWords } from "./cli.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-hostile-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("pure train", () => {
  it("says only JSON lines with --json, and refuses to start over a run", async () => {
    const words = trainWords(directory, 1);
    const { status, out, err } = await runCli([...words, "--json"], directory);
    expect(status, err).toBe(0);
    expect(err).toBe("");
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ type: "runFinished", runDirectory: join("runs", "pure") });
    const again = await runCli(words, directory);
    expect(again.status).toBe(1);
    expect(again.err).toMatch(/there is a run here already.*--resume/);
    // Piped, neither stream has colours or carriage returns.
    for (const control of ["\r", "\u001b"]) expect(again.out + again.err).not.toContain(control);
  });

  it("stops at a reward that throws, and saves the response", async () => {
    const config =
      'type Never = never;\nexport default { reward: { mode: "vr", custom(): Never {\n  throw new Error("judge offline"); } } };';
    writeFileSync(join(directory, "pure.config.ts"), config);
    const { status, err } = await runCli(trainWords(directory, 1), directory);
    expect(status).toBe(1);
    expect(err).toMatch(
      /\nerror: reward\.custom \(pure\.config\.ts:3\): judge offline; .*failed-responses\.json\n$/,
    );
    const [failed] = JSON.parse(readFileSync(join(directory, "runs/pure/failed-responses.json"), "utf8"));
    expect(failed).toMatchObject({ response: expect.any(String), reference: expect.any(String) });
    expect(failed.stack).toMatch(/Error: judge offline\n(.*\n)* +at .*pure\.config\.ts:3:/);
  });

  it("drops steps whose numbers overflow, and stops after three at the last good checkpoint", async () => {
    const words = [...trainWords(directory, 9), "--reward.mode", "prm+vr"];
    const more = [
      "--optimizer.learningRate",
      "1e30",
      "--train.checkpointEvery",
      "1",
      "--train.evalProblems",
      "0",
    ];
    const prm = ["--reward.prm", fixture("qwen2-classification")];
    const { status, err } = await runCli([...words, ...prm, ...more], directory);
    expect(status).toBe(1);
    expect(err).toMatch(
      /stopped at step 4: .*3 times in a row; the last good checkpoint is .*checkpoints\/1\./,
    );
    const updates = computedMetrics(join(directory, "runs/pure")).map(
      (line) => "update" in line && line.update,
    );
    expect(updates).toEqual(["applied", "nonfinite", "nonfinite", "nonfinite"]);
  });

  it("refuses a language model as process reward model, where the head would be random", async () => {
    const words = [...trainWords(directory, 1), "--reward.mode", "prm", "--reward.prm", fixture("qwen2")];
    const { status, err } = await runCli(words, directory);
    expect(status).toBe(1);
    expect(err).toMatch(/holds a language model.*pure prm train/);
    expect(existsSync(join(directory, "runs"))).toBe(false);
  });

  it("saves a checkpoint at Ctrl-C and says how to go on", async () => {
    const child = startCli([...trainWords(directory, 100_000), "--train.checkpointEvery", "0"], directory);
    const end = ended(child);
    const metrics = join(directory, "runs/pure/metrics.jsonl");
    while (child.exitCode === null && !existsSync(metrics)) await sleep(5);
    child.kill("SIGINT");
    const { status, err } = await end;
    expect(status).toBe(130);
    const step =
      /Stopped after step (\d+); the checkpoint is runs\/pure\/checkpoints\/\1\.\nGo on with: pure train --resume runs\/pure\n/.exec(
        err,
      );
    expect(step, err).not.toBeNull();
    expect(existsSync(join(directory, "runs/pure/checkpoints", step![1], "optimizer.safetensors"))).toBe(
      true,
    );
  });

  /** The steps of the run's checkpoints that are whole. */
  const saved = () =>
    readdirSync(join(directory, "runs/pure/checkpoints")).filter((step) =>
      existsSync(join(directory, "runs/pure/checkpoints", step, "optimizer.safetensors")),
    );

  it.each([[], ["--json"]])(
    "saves a checkpoint at Ctrl-C though it ended the reader of both streams too (2>&1 | tee) %j",
    async (...flags) => {
      const words = [...trainWords(directory, 100_000), "--train.checkpointEvery", "0", ...flags];
      const child = startCli(words, directory);
      const end = ended(child);
      const metrics = join(directory, "runs/pure/metrics.jsonl");
      while (child.exitCode === null && !existsSync(metrics)) await sleep(5);
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.kill("SIGINT");
      expect((await end).status).toBe(130);
      expect(saved()).toHaveLength(1);
    },
  );

  it("goes on to its end without a reader of what it says", async () => {
    const child = startCli(trainWords(directory, 2), directory);
    child.stderr?.destroy();
    const { status, out } = await ended(child);
    expect(status).toBe(0);
    expect(out).toContain(join("runs", "pure", "report.html"));
  });

  it("saves a checkpoint and fails where nobody reads its events any more (--json | head)", async () => {
    const words = [...trainWords(directory, 100_000), "--train.checkpointEvery", "0", "--json"];
    const child = startCli(words, directory);
    const end = ended(child);
    child.stdout?.on("data", (text) => {
      if (String(text).includes('"stepFinished"')) child.stdout?.destroy();
    });
    const { status, err } = await end;
    expect(status).toBe(130);
    expect(err).toMatch(/^Standard output: write EPIPE\. Saving a checkpoint.*\nStopped after step \d+; the/);
    expect(saved()).toHaveLength(1);
  });

  it.skipIf(!existsSync("/dev/full"))("says why events cannot be written, and fails", async () => {
    const words = [...trainWords(directory, 100_000), "--json"];
    const { status, err } = await ended(startCli(words, directory, openSync("/dev/full", "w")));
    expect(status).toBe(130);
    expect(err).toMatch(/^Standard output: ENOSPC: .*\. Saving a checkpoint/);
  });

  it.skipIf(process.platform === "win32")("saves a checkpoint where its terminal is closed", async () => {
    const child = startCli([...trainWords(directory, 100_000), "--train.checkpointEvery", "0"], directory);
    const end = ended(child);
    const metrics = join(directory, "runs/pure/metrics.jsonl");
    while (child.exitCode === null && !existsSync(metrics)) await sleep(5);
    // The shell says it, and so does the system when the shell is gone.
    child.kill("SIGHUP");
    await sleep(1);
    child.kill("SIGHUP");
    const { status, err } = await end;
    expect(status, err).toBe(130);
    expect(saved()).toHaveLength(1);
  });

  it("stops at an alarm where it is told to, says why, and goes on where it is told to", async () => {
    // A random policy answers nothing right: no group has variance.
    const words = [...trainWords(directory, 7), "--train.onAlarm", "stop"];
    const { status, err } = await runCli(words, directory);
    expect(status, err).toBe(3);
    expect(err).toMatch(
      /Alarm, step 5: groups without variance: .*100\.0% \(alarm above 80\.0%\)\n.* → .*\n.*What helps: /s,
    );
    expect(err).toMatch(/Stopped after step 5 by an alarm \(groups without variance\)/);
    const again = /Go on all the same with: pure (.*)\n/.exec(err)![1].split(" ");
    expect(again).toContain("continue");
    expect(readFileSync(join(directory, "runs/pure/report.html"), "utf8")).toContain("<h2>Alarms</h2>");
    const onward = await runCli(again, directory);
    expect(onward.status, onward.err).toBe(0);
    expect(onward.err).not.toContain("Alarm,");
    expect(computedMetrics(join(directory, "runs/pure"))).toHaveLength(7);
  });

  it("goes back at an alarm to the weights as they were, with real engines", async () => {
    const prm = ["--reward.mode", "prm", "--reward.prm", fixture("qwen2-classification")];
    const words = [...trainWords(directory, 8), ...prm, "--train.evalProblems", "0"];
    // Steps so large that the policy soon says one thing only.
    const far = ["--optimizer.learningRate", "0.3", "--optimizer.updatesPerBatch", "2"];
    const { status, err } = await runCli([...words, ...far, "--train.onAlarm", "rollback"], directory);
    expect(err).toMatch(/Back from step \d to the checkpoint of step 0, at 50\.0% of the learning rate/);
    expect([0, 3]).toContain(status);
    const [first] = computedMetrics(join(directory, "runs/pure")) as StepMetrics[];
    expect(first.learningRate).toBeLessThan(0.3);
    const fresh = await runCli([...words, "--run.name", "fresh", "--train.steps", "1"], directory);
    expect(fresh.status, fresh.err).toBe(0);
    const rollouts = (run: string) => readFileSync(join(directory, "runs", run, "rollouts/1.jsonl"), "utf8");
    expect(rollouts("pure")).toBe(rollouts("fresh"));
  });

  it("a run that cannot be written is no bug of ours", async () => {
    const words = [...trainWords(directory, 1), "--run.directory", "problems.jsonl"];
    const { status, err } = await runCli(words, directory);
    expect(status).toBe(1);
    expect(err).toMatch(/error: problems\.jsonl\/pure: cannot be a directory to write into \(ENOTDIR/);
    expect(err).not.toContain("bug");
  });
});

describe("pure sample", () => {
  it("refuses weights whose output is not finite", async () => {
    const model = join(directory, "model");
    cpSync(fixture("qwen2"), model, { recursive: true });
    const file = join(model, "model.safetensors");
    const bytes = readFileSync(file);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString("utf8", 8, start));
    bytes.writeFloatLE(Number.NaN, start + header["model.norm.weight"].data_offsets[0]);
    writeFileSync(file, bytes);
    const { status, out, err } = await runCli(["sample", "-m", model, "hi"], directory);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toContain("log-probabilities are not finite");
  });
});
