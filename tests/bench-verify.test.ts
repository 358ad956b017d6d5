// The verifier's benchmark and fuzz run: that they run, and say what there is to say, on next to nothing.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writtenCases } from "../bench/verify/case-files.ts";
import { hostilePair } from "../bench/verify/hostile.ts";
import { Random } from "../src/common/random.ts";
import { judge } from "../src/verify/judge.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-bench-verify-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const run = (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", `bench/verify/${script}`, ...args], {
    cwd: root,
    env: { ...process.env, PURE_PEERS: join(root, "nowhere"), PURE_VERIFY_CASES: directory },
  });

it("the written cases are judged as well as they were", async () => {
  for (const { name, cases, required } of await writtenCases()) {
    const accepted = cases.filter(
      ({ prediction, reference }) => judge(prediction, reference).verdict === true,
    );
    const right = cases.filter(({ expected }) => expected).length;
    const recognised = accepted.filter(({ expected }) => expected).length;
    expect(recognised, name).toBeGreaterThanOrEqual(required.positives ?? right);
    expect(accepted.length - recognised, name).toBeLessThanOrEqual(required.falsePositives);
  }
});

describe("npm run bench:verify", () => {
  it("counts right answers recognised and wrong ones accepted, ours alone where Math-Verify is missing", async () => {
    const cases = [
      { id: "a", prediction: "\\boxed{\\frac12}", reference: "0.5", expected: true },
      { id: "b", prediction: "\\boxed{x}", reference: "0.5", expected: true },
      { id: "c", prediction: "\\boxed{7}", reference: "8", expected: false },
    ];
    writeFileSync(
      join(directory, "benchmarks.jsonl"),
      cases.map((one) => `${JSON.stringify(one)}\n`).join(""),
    );
    const { stdout, stderr } = await run("main.ts", "--pairs", "1", "--only", "benchmarks", "--wrong");
    expect(stdout).toMatch(/benchmarks +1\/2 +0\/1 +0 .*≥ 2, ≤ 0; ≥ 20×, < 20 ms +NO/);
    expect(stdout).toMatch(/benchmarks b: false, expected true/);
    expect(stderr).toContain("bash bench/peers/math_verify.sh");
  });
});

describe("npm run fuzz:verify", () => {
  it("makes the same pairs of a seed, of every size", () => {
    const pairs = (seed: number) =>
      Array.from({ length: 300 }, (_, i) => hostilePair(new Random(seed).fork("hostile").fork(i)));
    expect(pairs(1)).toEqual(pairs(1));
    expect(pairs(1)).not.toEqual(pairs(2));
    expect(new Set(pairs(1).map(({ kind }) => kind)).size).toBeGreaterThan(8);
    expect(Math.max(...pairs(1).map(({ a }) => a.length))).toBeGreaterThan(100_000);
  });

  it("tells counts, times, memory and health, and each failure with its number", async () => {
    const { stdout } = await run("fuzz.ts", "--count", "30", "--json").catch((error) => error);
    const figures = JSON.parse(stdout);
    expect(figures).toMatchObject({ seed: 1, count: 30, pairs: 90, healthy: true });
    expect(figures.memory.length).toBeGreaterThan(2);
    for (const { index, kind, what } of figures.failures)
      expect([typeof index, typeof kind, typeof what]).toEqual(["number", "string", "string"]);
  });
});
