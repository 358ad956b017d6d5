import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import type { OpenPrm } from "../reward/open.ts";
import { PURE_READING, type Solution } from "../reward/reading.ts";
import { hashModel, type NamedSolution, ScoreFile, scoreSolutions, solutionKey } from "./prm-scores.ts";

const root = mkdtempSync(join(tmpdir(), "pure-prm-scores-"));
afterAll(() => rmSync(root, { recursive: true }));
let number = 0;
const fresh = () => join(root, String(number++), "scores.jsonl");
const by = { prm: "http://localhost/fake", reading: PURE_READING, files: [] };

const solution = (i: number, steps = ["a", "b"]): NamedSolution => ({
  name: `s${i}`,
  problem: `p${i}`,
  steps,
});

/** Scores each step by its length; `calls` holds what it was asked. */
function fake(answer?: (solutions: readonly Solution[]) => number[][]): OpenPrm & { calls: Solution[][] } {
  const calls: Solution[][] = [];
  return {
    ...{ name: "fake", reading: by.reading, calls, dispose: async () => {} },
    tooLong: ({ steps }) => (steps.includes("endless") ? 9999 : null),
    scoreSolutions: async (solutions) => {
      calls.push([...solutions]);
      return answer?.(solutions) ?? solutions.map(({ steps }) => steps.map((step) => 1 / (1 + step.length)));
    },
  };
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = (await work.catch((thrown) => thrown)) as Error;
  expect(error).toBeInstanceOf(UserError);
  return error.message.replaceAll(`${root}/`, "");
}

describe("scoring", () => {
  it("scores equal solutions once, those without steps not at all, in chunks, and tells how far it is", async () => {
    const path = fresh();
    const file = await ScoreFile.open(path, by);
    const prm = fake();
    const solutions = [...Array.from({ length: 100 }, (_, i) => solution(i)), solution(3), solution(200, [])];
    const told: [number, number][] = [];
    expect(await scoreSolutions(prm, solutions, file, { onScored: (...so) => told.push(so) })).toBe(true);
    expect(prm.calls.map((chunk) => chunk.length)).toEqual([64, 36]);
    expect(told).toEqual([
      [0, 100],
      [64, 100],
      [100, 100],
    ]);
    const again = await ScoreFile.read(path);
    expect(again.by).toEqual(by);
    expect(again.get({ problem: "p3", steps: ["a", "b"] })).toEqual([0.5, 0.5]);
    expect(again.scores.size).toBe(100);
    // A very long solution goes alone.
    const long = [solution(300), solution(301, ["x".repeat(300_000)]), solution(302)];
    await scoreSolutions(prm, long, file);
    expect(prm.calls.slice(2).map((chunk) => chunk.length)).toEqual([1, 1, 1]);
  });

  it("goes on where it was stopped: what is scored is not scored again, and a half line is cut", async () => {
    const path = fresh();
    const controller = new AbortController();
    const prm = fake();
    const solutions = Array.from({ length: 150 }, (_, i) => solution(i));
    const stopped = await scoreSolutions(prm, solutions, await ScoreFile.open(path, by), {
      signal: controller.signal,
      onScored: (done) => done >= 64 && controller.abort(),
    });
    expect(stopped).toBe(false);
    appendFileSync(path, '{"key":"abc","name":"s64","scor');
    const file = await ScoreFile.open(path, by);
    const rest = fake();
    expect(await scoreSolutions(rest, solutions, file)).toBe(true);
    expect(rest.calls.flat().map(({ problem }) => problem)).toEqual(
      solutions.slice(64).map(({ problem }) => problem),
    );
    expect((await ScoreFile.read(path)).scores.size).toBe(150);
    for (const line of readFileSync(path, "utf8").trim().split("\n")) JSON.parse(line);
  });

  it("notes what is longer than the context, and does not ask for it again", async () => {
    const path = fresh();
    const solutions = [solution(1), solution(2, ["endless"])];
    const prm = fake();
    await scoreSolutions(prm, solutions, await ScoreFile.open(path, by));
    expect(prm.calls).toEqual([[solution(1)]]);
    const file = await ScoreFile.open(path, by);
    expect(file.get(solution(2, ["endless"]))).toBeNull();
    expect(file.get(solution(3))).toBeUndefined();
    await scoreSolutions(prm, solutions, file);
    expect(prm.calls).toHaveLength(1);
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(3);
  });

  it("scores what fits a longer context than before", async () => {
    const path = fresh();
    const solutions = [solution(1), solution(2, ["endless"])];
    await scoreSolutions(fake(), solutions, await ScoreFile.open(path, by));
    const longer = { ...fake(), tooLong: () => null };
    const told: number[] = [];
    const onScored = (done: number) => told.push(done);
    await scoreSolutions(longer, solutions, await ScoreFile.open(path, by), { onScored });
    expect(longer.calls).toEqual([[solutions[1]]]);
    expect(told).toEqual([1, 2]);
    expect((await ScoreFile.read(path)).get(solutions[1])).toEqual([1 / 8]);
  });

  it("passes on what the model throws, and refuses scores that are none", async () => {
    const score = async (answer: number[][]) =>
      scoreSolutions(
        fake(() => answer),
        [solution(1)],
        await ScoreFile.open(fresh(), by),
      );
    await expect(score([])).rejects.toThrow("fake gave scores of 0 solutions for 1");
    await expect(score([[0.5]])).rejects.toThrow("fake gave 1 scores for the 2 steps of s1");
    await expect(score([[0.5, 1.5]])).rejects.toThrow("fake gave 1.5 at step 1 of s1");
    await expect(score([[0.5, Number.NaN]])).rejects.toThrow("fake gave NaN at step 1");
    const broken = fake(() => {
      throw new UserError("the server is gone");
    });
    const file = await ScoreFile.open(fresh(), by);
    await expect(scoreSolutions(broken, [solution(1)], file)).rejects.toThrow("the server is gone");
  });
});

describe("a file of scores", () => {
  it("of another model, or of other files of it, is not gone on with", async () => {
    const path = fresh();
    const here = { ...by, prm: "here" };
    await ScoreFile.open(path, { ...here, files: [{ path: "model.safetensors", sha256: "1" }] });
    const other = { ...here, files: [{ path: "model.safetensors", sha256: "2" }] };
    expect(await failure(ScoreFile.open(path, other))).toContain("holds scores of another model, here");
    const moved = { ...by, prm: "elsewhere", files: [{ path: "x/model.safetensors", sha256: "1" }] };
    expect((await ScoreFile.open(path, moved)).scores.size).toBe(0);
    const server = fresh();
    await ScoreFile.open(server, by);
    const read = { ...by, reading: { ...PURE_READING, stepSeparator: "\n" } };
    expect(await failure(ScoreFile.open(server, read))).toContain("or read otherwise");
    expect(await failure(ScoreFile.open(server, { ...by, prm: "http://other" }))).toContain("another model");
    // Of a server's model only the tokenizer is at hand, which models share.
    const tokenizer = [{ path: "tokenizer.json", sha256: "1" }];
    const named = fresh();
    await ScoreFile.open(named, { ...by, prm: "http://localhost#a", files: tokenizer });
    const second = { ...by, prm: "http://localhost#b", files: tokenizer };
    expect(await failure(ScoreFile.open(named, second))).toContain("another model, http://localhost#a");
    const retokenized = { ...by, prm: "http://localhost#a", files: [{ ...tokenizer[0], sha256: "2" }] };
    expect(await failure(ScoreFile.open(named, retokenized))).toContain("another model");
  });

  it("is refused with its line where it is not one", async () => {
    const read = (text: string) => {
      const path = join(root, `bad-${number++}.jsonl`);
      writeFileSync(path, text);
      return failure(ScoreFile.read(path));
    };
    const head = `${JSON.stringify(by)}\n`;
    expect(await failure(ScoreFile.read(join(root, "none.jsonl")))).toBe("none.jsonl: no such file");
    expect(await failure(ScoreFile.read(root))).toContain("is a directory");
    expect(await read("")).toContain(".jsonl:1: expected the header");
    expect(await read('{"key":"a","scores":[]}\n')).toContain(".jsonl:1: expected the header");
    expect(await read(`${head}{"key":"a","scores":[2]}\n`)).toContain(".jsonl:2: expected");
    expect(await read(`${head}nonsense\n`)).toContain(".jsonl:2: not valid JSON");
    expect(await read(`${head}3\n`)).toContain(".jsonl:2: expected an object");
  });

  it("tells solutions apart by where their steps end", () => {
    const key = (...steps: string[]) => solutionKey({ problem: "p", steps });
    expect(key("a", "b")).not.toBe(key("ab"));
    expect(key("a", "b")).toBe(key("a", "b"));
    expect(key("a", "b")).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("the hashes of a model", () => {
  it("are of what decides its scores", async () => {
    const directory = join(root, "model");
    await ScoreFile.open(join(directory, "scores.jsonl"), by);
    for (const name of [
      "model.safetensors",
      "config.json",
      "optimizer.safetensors",
      "model.safetensors.index.json",
    ])
      writeFileSync(join(directory, name), "x");
    const hashes = await hashModel(directory);
    expect(hashes.map(({ path }) => path.slice(directory.length + 1))).toEqual([
      "config.json",
      "model.safetensors",
    ]);
    // SHA-256 of "x".
    expect(hashes[1].sha256).toBe("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
    expect(await hashModel(join(directory, "config.json"))).toHaveLength(1);
    const shards = ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"].map((name) => join(directory, name));
    for (const shard of shards) writeFileSync(shard, "x");
    expect((await hashModel(shards[1])).map(({ path }) => path)).toEqual(shards);
  });
});
