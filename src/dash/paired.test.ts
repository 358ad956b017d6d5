// Paired differences of runs, against the same counted here from what was written.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { Folder } from "./files.ts";
import { Paired } from "./paired.ts";
import { Runs } from "./runs.ts";

let root: string;
let paired: Paired;
let runs: Runs;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-paired-"));
  runs = new Runs(await Folder.at(root));
  paired = new Paired(runs);
});
afterEach(() => rmSync(root, { recursive: true }));

/** A run whose last evaluation, at step `step`, has these problems right. */
function write(name: string, right: readonly boolean[], { step = 20, prefix = "p" } = {}): void {
  const directory = join(root, name);
  mkdirSync(join(directory, "solutions"), { recursive: true });
  writeFileSync(join(directory, "metrics.jsonl"), "");
  writeFileSync(join(directory, "config.json"), JSON.stringify({ run: {}, train: {} }));
  const line = (correct: boolean, i: number) =>
    `${JSON.stringify({ problem: `${prefix}${i}`, reference: "1", correct, response: "", steps: [] })}\n`;
  writeFileSync(join(directory, "solutions", "0.jsonl"), right.map(() => line(false, 0)).join(""));
  writeFileSync(join(directory, "solutions", `${step}.jsonl`), right.map(line).join(""));
}

const answers = (seed: number, share: number, length = 60) => {
  const random = new Random(seed);
  return Array.from({ length }, () => random.next() < share);
};
const mean = (values: readonly boolean[]) => values.filter(Boolean).length / values.length;

/** Two-sided exact sign test, by counting. */
function signs(gained: number, lost: number): number {
  const n = gained + lost;
  const choose = (k: number) =>
    Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);
  let tail = 0;
  for (let k = 0; k <= Math.min(gained, lost); k++) tail += choose(k) / 2 ** n;
  return Math.min(1, 2 * tail);
}

it("is the difference on the same problems, with its sign test, whichever is the baseline", async () => {
  const [a, b] = [answers(1, 0.4), answers(2, 0.7)];
  write("a", a);
  write("b/seed-7", b, { step: 100 });
  await runs.look();
  const found = (await paired.compare(["a"], ["b/seed-7"]))!;
  const gained = b.filter((right, i) => right && !a[i]).length;
  const lost = b.filter((right, i) => !right && a[i]).length;
  expect(found.difference).toBeCloseTo(mean(b) - mean(a), 12);
  expect(found.seeds).toMatchObject([{ gained, lost }]);
  expect(found.p).toBeCloseTo(signs(gained, lost), 12);
  expect(found.steps).toEqual([20, 100]);
  // Normal approximation of the mean of 60 differences.
  const values = b.map((right, i) => Number(right) - Number(a[i]));
  const variance = values.reduce((sum, value) => sum + (value - found.difference) ** 2, 0) / values.length;
  const half = 1.96 * Math.sqrt(variance / values.length);
  expect(found.interval[0]).toBeCloseTo(found.difference - half, 1);
  expect(found.interval[1]).toBeCloseTo(found.difference + half, 1);
  const back = (await paired.compare(["b/seed-7"], ["a"]))!;
  expect(back.difference).toBeCloseTo(-found.difference, 12);
  expect(back.p).toBe(found.p);
});

it("pairs arms by seed, and nothing that has no problem in common", async () => {
  const rights = { "a/seed-1": answers(1, 0.4), "a/seed-2": answers(2, 0.5), "b/seed-1": answers(3, 0.6) };
  for (const [name, right] of Object.entries(rights)) write(name, right);
  write("b/seed-3", answers(4, 0.9));
  write("other", answers(5, 0.5), { prefix: "q" });
  write("none", []);
  await runs.look();
  const found = (await paired.compare(["a/seed-1", "a/seed-2"], ["b/seed-1", "b/seed-3"]))!;
  expect(found.seeds.map(({ seed }) => seed)).toEqual([1]);
  expect(found.difference).toBeCloseTo(mean(rights["b/seed-1"]) - mean(rights["a/seed-1"]), 12);
  expect(await paired.compare(["a/seed-1", "a/seed-2"], ["b/seed-3"])).toBeNull();
  expect(await paired.compare(["a/seed-1"], ["b/seed-3"])).not.toBeNull();
  for (const run of ["other", "none", "gone", "../a"])
    expect(await paired.compare(["a/seed-1"], [run])).toBeNull();
  // What is written anew is read anew.
  write("b/seed-1", rights["a/seed-1"]);
  expect(await paired.compare(["a/seed-1"], ["b/seed-1"])).toMatchObject({ difference: 0, p: 1 });
});
