// Flags of one engine where another computes are refused, and name whose they are.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { runCli } from "../../tests/cli.ts";
import { UsageError, UserError } from "../common/errors.ts";
import { embeddedAnswerer } from "../eval/benchmark/embedded.ts";
import { remoteSampler } from "./engine-flags.ts";
import { evalCommand } from "./eval.ts";
import { openPrmFromFlags } from "./prm-flags.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-engine-flags-"));
afterAll(() => rmSync(directory, { recursive: true }));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../tests/fixtures/models/${name}`, import.meta.url));
const sums = join(directory, "sums.jsonl");
writeFileSync(sums, ["1", "proof"].map((result) => `${JSON.stringify({ q: "1+1=", result })}\n`).join(""));

it("of a Tinker server, where the model computes here", async () => {
  for (const flags of [
    { "engine.url": "http://x" },
    { "engine.model": "m" },
    { "engine.server": "skyrl" as const },
  ]) {
    const refused = remoteSampler({ model: fixture("qwen2"), ...flags });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`--${Object.keys(flags)[0]} is of a Tinker server`);
  }
  expect(await remoteSampler({ model: fixture("qwen2"), "engine.maxContext": 64 })).toBeNull();
  const engine = { engine: "tinker" as const, "engine.url": "http://x", "engine.maxContext": 64 };
  expect(await remoteSampler({ model: "m", ...engine })).toMatchObject({ url: "http://x", maxContext: 64 });
});

it("of a process reward model here or on a server, where it is the other", async () => {
  const failure = async (flags: Parameters<typeof openPrmFromFlags>[0]) =>
    (await openPrmFromFlags(flags).catch((error: Error) => error)) as Error;
  expect((await failure({ prm: "http://x", threads: 1 })).message).toMatch(
    /--threads is of .* computes here/,
  );
  expect((await failure({ prm: "http://x", "engine.maxContext": 9 })).message).toMatch(
    /--engine\.maxContext is/,
  );
  expect((await failure({ prm: "d", serverModel: "m" })).message).toBe(
    "--server-model is of a server, and d computes here",
  );
  const long = await failure({ prm: fixture("qwen2-classification"), "engine.maxContext": 1_000_000 });
  expect(long).toBeInstanceOf(UserError);
  expect(long.message).toMatch(/--engine\.maxContext 1000000: .* made for \d+ tokens at most/);
});

it("of a model behind a server or on a Tinker server, in an evaluation", async () => {
  const failure = async (...words: string[]) => {
    const command = evalCommand().exitOverride();
    const all = [
      "--model",
      fixture("qwen2"),
      "--suite",
      sums,
      "--answer-field",
      "result",
      "--problem-field",
      "q",
    ];
    return command.parseAsync([...all, ...words], { from: "user" }).then(
      () => "",
      (error: Error) => error.message,
    );
  };
  const server = ["--server", "http://x"];
  expect(await failure(...server, "--engine.maxContext", "9")).toMatch(
    /--engine\.maxContext is of --engine, and/,
  );
  expect(await failure(...server, "--engine.url", "http://y")).toMatch(/--engine\.url is of --engine, and/);
  expect(await failure("--attempts", "2")).toMatch(/--attempts is of requests to a --server/);
  expect(await failure(...server, "--engine", "tinker")).toMatch(/name two places; give one of them/);
  for (const here of [
    ["--threads", "1"],
    ["--tokenizer", "d"],
  ])
    expect(await failure(...server, ...here)).toMatch(
      /--tokenizer and --threads are for a model that computes here/,
    );
  const judge = ["--judge-url", "http://y", "--judge-model", "j"];
  expect(await failure(...judge, "--prm", "p")).toMatch(/judged by --prm or by --judge-model, not by both/);
  expect(await failure("--prm-tokenizer", "d")).toMatch(/are of a process reward model; give it with --prm/);
  const tinker = ["--engine", "tinker", "--engine.url", "http://x", "--engine.model", "m"];
  expect(await failure(...tinker, "--threads", "1")).toMatch(/--threads is for a model that computes here/);
});

it("sampling and evaluation hold no longer sequences than --engine.maxContext says, nor than the model can", async () => {
  const model = fixture("qwen2");
  const sample = (context: string) => {
    const words = ["--model", model, "--raw", "a b c", "--max-tokens", "40", "--engine.maxContext", context];
    return runCli(["sample", ...words, "--temperature", "0", "--seed", "1"], directory);
  };
  const [short, long] = await Promise.all([sample("8"), sample("100000")]);
  const { tokens, finish } = JSON.parse(short.out) as { tokens: number[]; finish: string };
  expect([tokens.length <= 7, finish]).toEqual([true, "length"]);
  expect([long.status, long.err]).toEqual([
    1,
    expect.stringMatching(/maxContext 100000: .* 512 tokens at most/),
  ]);
  await expect(embeddedAnswerer({ model, maxContext: 1000 })).rejects.toThrow(/maxContext 1000: .* 512/);
  const answerer = await embeddedAnswerer({ model, maxContext: 4, threads: 1 });
  const prompt = { kind: "text" as const, text: "a b c d e f g" };
  const request = { suite: "s", problem: "p", sample: "greedy" as const, prompt };
  const settings = { maxTokens: 4, temperature: 1, topP: 1, stop: [], seed: 0 };
  const results: object[] = [];
  for await (const { result } of answerer.answer([request], settings)) results.push(result);
  expect(results).toEqual([{ failed: expect.stringMatching(/leaves no room in the context of 4/) }]);
  await answerer.dispose();
});
