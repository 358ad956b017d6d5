// Resumption is exact: a run killed with SIGKILL at a random step and resumed has the metrics and the weights, bit for
// bit, of a run that nobody disturbed.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { computedMetrics, ended, fixture, runCli, startCli, trainWords } from "./cli.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-resume-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const steps = 12;
const prm = ["--reward.mode", "prm+vr", "--reward.prm", fixture("qwen2-classification")];

describe("a run killed at a random step, then resumed", () => {
  it.each([
    ["both rewards", prm],
    ["trust by held-out problems", [...prm, "--reward.mode", "prm", "--credit.trust"]],
    ["adapters and a critic", [...prm, "--model.lora.rank", "2", "--credit.estimator", "gae"]],
  ])("with %s equals the run that was not", async (_name, flags) => {
    const words = [...trainWords(directory, steps), "--train.checkpointEvery", "3", ...flags];
    expect((await runCli([...words, "--run.name", "whole"], directory)).status).toBe(0);

    const cut = join(directory, "runs", "cut");
    const killed = startCli([...words, "--run.name", "cut"], directory);
    const end = ended(killed);
    const killAt = 1 + Math.floor(Math.random() * (steps - 2));
    while (killed.exitCode === null && linesOf(join(cut, "metrics.jsonl")) < killAt) await sleep(2);
    killed.kill("SIGKILL");
    expect((await end).status).toBeNull();

    const resumed = await runCli(["train", "--resume", join("runs", "cut")], directory);
    expect(resumed.err).not.toContain("error");
    expect(resumed.status, resumed.err).toBe(0);
    const whole = join(directory, "runs", "whole");
    expect(computedMetrics(cut), `killed at ${killAt}`).toEqual(computedMetrics(whole));
    const last = join("checkpoints", String(steps));
    const files = readdirSync(join(whole, last), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(whole.length));
    expect(files.filter((file) => file.endsWith(".safetensors")).length).toBeGreaterThan(1);
    for (const file of files)
      expect(readFileSync(join(cut, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
  });
});

it("a run with a reward of one's own goes on by its file, with the flags it was begun with, and with no other reward", async () => {
  const config = join(directory, "own.config.ts");
  const text = `const WEIGHT: number = 0.1;
export default {
  optimizer: { learningRate: 1 },
  train: { steps: 500, checkpointEvery: 2 },
  reward: { mode: "vr", custom: ({ response }: { response: string }) => WEIGHT * response.length },
};
`;
  writeFileSync(config, text);
  const from = ["--config", "own.config.ts"];
  const flags = [
    ...trainWords(directory, 4).slice(1),
    "--optimizer.learningRate",
    "0.001",
    "--train.evalProblems",
    "0",
  ];
  const begin = async (name: string, ...more: string[]) =>
    expect(await runCli(["train", ...from, ...flags, "--run.name", name, ...more], directory)).toMatchObject({
      status: 0,
    });
  await begin("whole");
  await begin("cut", "--train.steps", "2");
  const on = ["train", ...from, "--resume", join("runs", "cut"), "--train.steps", "4"];

  writeFileSync(config, text.replace("WEIGHT *", "2 * WEIGHT *"));
  const other = await runCli(on, directory);
  expect(other.status).toBe(1);
  expect(other.err).toMatch(/cannot resume with another configuration: reward\.custom is "function custom, /);

  writeFileSync(config, text.replace("0.1", "0.10"));
  const resumed = await runCli(on, directory);
  expect(resumed.status, resumed.err).toBe(0);
  expect(resumed.err).toContain(`its file is another (then: ${join("runs", "cut", "reward.custom.ts")})`);
  const [whole, cut] = ["whole", "cut"].map((name) => join(directory, "runs", name));
  expect(computedMetrics(cut)).toEqual(computedMetrics(whole));
  expect(readFileSync(join(cut, "reward.custom.ts"), "utf8")).toBe(text);
});

function linesOf(file: string): number {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}
