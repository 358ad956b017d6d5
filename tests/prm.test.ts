// `pure prm` as a user runs it: scores and probes in processes of their own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, fixture, runCli, startCli } from "./cli.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-prm-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const prm = ["--prm", fixture("qwen2-process-reward"), "--threads", "1"];
const known = JSON.parse(readFileSync(join(fixture("qwen2-process-reward"), "steps.json"), "utf8"));

describe("pure prm score", () => {
  it("gives each step of each line a score, in order", async () => {
    const lines = known.solutions.map(({ steps }: { steps: string[] }) => ({
      problem: known.problem,
      steps,
    }));
    const text = [...lines, { id: "none", problem: "?", steps: [] }]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
    writeFileSync(join(directory, "in.jsonl"), text);
    const { status, out, err } = await runCli(["prm", "score", ...prm, "--input", "in.jsonl"], directory);
    expect(status, err).toBe(0);
    const scored = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(scored.map(({ id }) => id)).toEqual([1, 2, 3, "none"]);
    scored.slice(0, 3).forEach(({ scores, min }, i) => {
      const { rewards } = known.solutions[i];
      for (const [s, score] of scores.entries()) expect(score).toBeCloseTo(rewards[s], 5);
      expect(min).toBe(Math.min(...scores));
    });
    expect(scored[3]).toEqual({ id: "none", steps: [], scores: [] });
  });

  it("says where a line is wrong", async () => {
    writeFileSync(join(directory, "in.jsonl"), '{"problem": "p", "steps": ["a"]}\n{"problem": "p"}\n');
    const { status, err } = await runCli(["prm", "score", ...prm, "--input", "in.jsonl"], directory);
    expect(status).toBe(1);
    expect(err).toMatch(/in\.jsonl:2: expected either "steps"/);
  });
});

describe("pure prm with a server that does not answer", () => {
  it("stops at Ctrl-C, and says so", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const model = ["--prm", `http://127.0.0.1:${port}`, "--tokenizer", fixture("qwen2-process-reward")];
    writeFileSync(
      join(directory, "steps.jsonl"),
      '{"prompt": "1+1=", "completions": ["2"], "labels": [true]}\n',
    );
    for (const [command, said] of [
      ["probe", /Stopped before every attack was tried/],
      ["eval", /Stopped; 0 solutions are scored .* goes on from there/],
    ] as const) {
      const asked = new Promise((resolve) => silent.once("request", resolve));
      const child = startCli(["prm", command, ...model, "--labelled", "steps.jsonl"], directory);
      const end = ended(child);
      await asked;
      child.kill("SIGINT");
      const { status, err } = await end;
      expect(err).toMatch(said);
      expect(err).not.toMatch(/bug in pure|checkpoint/);
      expect(status).toBe(130);
    }
    silent.closeAllConnections();
    silent.close();
  });
});

describe("pure prm probe", () => {
  it("tries every attack", async () => {
    const lines = known.solutions.map(({ steps }: { steps: string[] }, i: number) => ({
      ...{ prompt: `${known.problem} ${i}`, completions: steps, labels: steps.map((_, s) => s !== i - 1) },
    }));
    writeFileSync(
      join(directory, "steps.jsonl"),
      lines.map((line: object) => `${JSON.stringify(line)}\n`).join(""),
    );
    const words = ["prm", "probe", ...prm, "--labelled", "steps.jsonl"];
    const { status, out, err } = await runCli([...words, "--json"], directory);
    expect(status, err).toBe(0);
    const results = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results.length).toBeGreaterThan(10);
    // Each is a problem of its own.
    expect(results.pop()).toMatchObject({ ranking: { value: null, pairs: 0 } });
    for (const { good, bad } of results)
      for (const figures of [good, bad])
        if (figures) expect(figures.min.raised).toBeLessThanOrEqual(figures.min.tried);
  });

  it("ranks the solutions of a problem, without being asked", async () => {
    const weakest = known.solutions.map(({ rewards }: { rewards: number[] }) => Math.min(...rewards));
    const lines = known.solutions.map(({ steps }: { steps: string[] }, i: number) => ({
      ...{ prompt: known.problem, completions: steps, labels: steps.map(() => true) },
      correct: weakest[i] === Math.max(...weakest),
    }));
    writeFileSync(
      join(directory, "steps.jsonl"),
      lines.map((line: object) => `${JSON.stringify(line)}\n`).join(""),
    );
    const words = ["prm", "probe", ...prm, "--labelled", "steps.jsonl", "--phrase", "x"];
    const { status, out, err } = await runCli(words, directory);
    expect(status, err).toBe(0);
    expect(out).toMatch(/^Ranking within problems: 1\.000 over 2 pairs of 1 problem, r = \+/);
    expect(out).toContain("0.5 is guessing");
    expect(out).toMatch(/all its steps as one/);
  });
});
