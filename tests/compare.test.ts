// `pure compare` as a user runs it: JSON lines, Ctrl-C and the same command again.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, runCli, startCli, trainWords } from "./cli.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-compare-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const compareWords = (steps: number) => ["compare", ...trainWords(directory, steps).slice(1)];
const forms = ["--vary", "credit.form=sum,min", "--seeds", "4,6"];

describe("pure compare", () => {
  it("says only JSON lines with --json, whose each is; then the table and the report's path", async () => {
    const words = [...compareWords(2), ...forms];
    const { status, out, err } = await runCli([...words, "--json"], directory);
    expect(status, err).toBe(0);
    expect(err).toBe("");
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const steps = events.filter(({ type }) => type === "stepFinished");
    expect(steps.map(({ variant, seed }) => `${variant} ${seed}`)).toEqual(
      ["form=sum 4", "form=min 4", "form=sum 6", "form=min 6"].flatMap((run) => [run, run]),
    );
    expect(events.at(-1)).toMatchObject({
      type: "comparisonFinished",
      directory: join("runs", "compare-form"),
      variants: [{ name: "form=sum" }, { name: "form=min" }],
      pairs: [{ a: "form=sum", b: "form=min" }],
    });
    const again = await runCli(words, directory);
    expect(again.status, again.err).toBe(0);
    expect(again.err).toMatch(
      /1\/4 form=sum, seed 4: done before\n[\s\S]*4\/4 form=min, seed 6: done before\n$/,
    );
    expect(again.out).toMatch(
      /\nform=min less form=sum: [\s\S]*\nReport {2}runs\/compare-form\/report\.html\n$/,
    );
    for (const control of ["\r", "\u001b"]) expect(again.out + again.err).not.toContain(control);
    const changed = await runCli([...words, "--optimizer.learningRate", "0.5"], directory);
    expect(changed.status).toBe(1);
    expect(changed.err).toMatch(/optimizer\.learningRate is 0\.001 there and 0\.5 here/);
    const report = await runCli(["report", "runs/compare-form"], directory);
    expect(report.out).toBe("runs/compare-form/report.html\n");
  });

  it("saves a checkpoint at Ctrl-C, and goes on with the command it names", async () => {
    const words = [...compareWords(300), "--train.checkpointEvery", "0", ...forms, "--name", "it's cut"];
    const child = startCli(words, directory);
    const end = ended(child);
    const metrics = join(directory, "runs", "it's cut", "form=sum", "seed-4", "metrics.jsonl");
    while (child.exitCode === null && !existsSync(metrics)) await sleep(5);
    child.kill("SIGINT");
    const { status, err } = await end;
    expect(status).toBe(130);
    expect(err).toMatch(/0 of 4 runs are finished; report so far: runs\/it's cut\/report\.html\n/);
    const step =
      /Stopped after step (\d+); the checkpoint is runs\/it's cut\/form=sum\/seed-4\/checkpoints\/\1\./.exec(
        err,
      );
    expect(step, err).not.toBeNull();
    expect(err).toMatch(
      /Go on with: pure compare .*--vary credit\.form=sum,min --seeds 4,6 --name 'it'\\''s cut'\n$/,
    );
    const second = startCli(words, directory);
    const secondEnd = ended(second);
    const lines = () => readFileSync(metrics, "utf8").split("\n").length - 1;
    while (second.exitCode === null && lines() <= Number(step![1])) await sleep(5);
    second.kill("SIGINT");
    expect((await secondEnd).err).toContain(`300 steps, going on after ${step![1]}\n`);
  });
});
