// The command line against a hostile user, in processes of its own: bad models, rewards that fail, numbers that are
// not finite, Ctrl-C, streams. Cheaper faults are tested beside their source.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
      'export default { reward: { mode: "vr", custom() { throw new Error("judge offline"); } } };';
    writeFileSync(join(directory, "pure.config.mjs"), config);
    const { status, err } = await runCli(trainWords(directory, 1), directory);
    expect(status).toBe(1);
    expect(err).toMatch(/judge offline.*failed-responses\.json/);
    const [failed] = JSON.parse(readFileSync(join(directory, "runs/pure/failed-responses.json"), "utf8"));
    expect(failed).toMatchObject({ response: expect.any(String), reference: expect.any(String) });
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

  it("a run that cannot be written is no bug of ours", async () => {
    const words = [...trainWords(directory, 1), "--run.directory", "problems.jsonl"];
    const { status, err } = await runCli(words, directory);
    expect(status).toBe(1);
    expect(err).toMatch(/error: ENOTDIR: .*problems\.jsonl/);
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
