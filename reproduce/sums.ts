// What docs/reproduction.md counts in the arms on word problems: how often the policy adds where it should subtract, what
// the process reward model thought of it before training, how often its arithmetic is right whatever it adds, problems gained
// and lost since, and the trust given.
//   node --import tsx reproduce/sums.ts words/problems.jsonl runs/reproduction-real/real
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mean } from "../src/common/statistics.ts";
import { readRecords } from "../src/data/records.ts";
import type { HeldOutRecord } from "../src/train/runs/records.ts";
import { readArms } from "./arms.ts";

const [problemFile = "", directory = ""] = process.argv.slice(2);
const adds = (solution: unknown) => /\badd\b/.test(String(solution).split("\n")[0]);
/** Whether every calculation that a response writes down holds. */
const calculatesRight = (response: string) =>
  [...response.matchAll(/(\d+) ([+-]) (\d+) = (-?\d+)/g)].every(
    ([, a, sign, b, result]) => Number(a) + (sign === "+" ? 1 : -1) * Number(b) === Number(result),
  );
const shouldAdd = new Map<string, boolean>();
for await (const { value } of readRecords(problemFile))
  shouldAdd.set(String(value.problem), adds(value.solution));

for (const { name, runs } of (await readArms(directory)).values())
  for (const { path, seed, evaluations, metrics } of runs) {
    const steps = (await readdir(join(path, "solutions"))).map((file) => Number.parseInt(file, 10));
    for (const step of steps.sort((a, b) => a - b)) {
      let right = 0;
      const counts = new Map<string, number>();
      const rewards = new Map<string, number[]>();
      for await (const { value } of readRecords(join(path, "solutions", `${step}.jsonl`))) {
        const { prompt, response, correct, steps } = value as unknown as HeldOutRecord;
        if (calculatesRight(response)) right++;
        const asked = shouldAdd.get(prompt.trim()) ? "sum" : "difference";
        const kind = `${asked}, ${adds(response) ? "adds" : "subtracts"}, ${correct ? "right" : "wrong"}`;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        const known = steps.flatMap(({ reward }) => reward ?? []);
        if (known.length > 0) rewards.set(kind, [...(rewards.get(kind) ?? []), ...known]);
      }
      console.log(`${name}, seed ${seed}, step ${step}: arithmetic right in ${right}`);
      for (const [kind, count] of [...counts].sort()) {
        const reward = rewards.get(kind);
        console.log(`  ${kind}: ${count}${reward ? `, mean step reward ${mean(reward).toFixed(2)}` : ""}`);
      }
    }
    const [before, after] = [evaluations[0], evaluations[evaluations.length - 1]].map(
      ({ right }) => right.values,
    );
    const count = (is: number, was: number) =>
      after.filter((right, i) => right === is && before[i] === was).length;
    console.log(
      `${name}, seed ${seed}: ${count(1, 0)} of ${after.length} problems gained, ${count(0, 1)} lost`,
    );
    const trust = metrics.flatMap(({ trust }) => trust?.value ?? []);
    if (trust.length > 0)
      console.log(
        `  mean trust ${mean(trust.slice(0, 16)).toFixed(2)} at first, ${mean(trust.slice(-16)).toFixed(2)} at last`,
      );
  }
