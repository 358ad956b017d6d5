// Writes the directory of a comparison as `pure compare` leaves it, with made-up runs: for tests of its report.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveConfig } from "../src/config.ts";
import type { ComparisonRecord } from "../src/train/compare.ts";
import type { HeldOutRecord, RunSummary } from "../src/train/runs/records.ts";
import { syntheticSummary, writeSyntheticRun } from "./synthetic-run.ts";

/** Runs of every variant and seed, `missing` ones ("name 2") left out; `hostile` stands in all text of the model. */
export async function writeSyntheticComparison(
  directory: string,
  options: {
    variants?: string[];
    seeds?: number[];
    steps?: number;
    hostile?: string;
    prm?: boolean;
    missing?: string[];
    unequal?: ComparisonRecord["unequal"];
  } = {},
): Promise<void> {
  const {
    variants = ["form=sum", "form=min"],
    seeds = [1, 2, 3],
    steps = 20,
    hostile = "",
    prm = true,
  } = options;
  const { missing = [], unequal = [] } = options;
  const named = variants.map((name, v) => ({
    name,
    directory: `arm-${v}`,
    set: { "credit.temperature": v + 1 },
  }));
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "comparison.json"), JSON.stringify({ variants: named, seeds, unequal }));
  for (const [v, { name, directory: folder }] of named.entries()) {
    for (const seed of seeds) {
      if (missing.includes(`${name} ${seed}`)) continue;
      const path = join(directory, folder, `seed-${seed}`);
      await mkdir(path, { recursive: true });
      await writeSyntheticRun(path, { steps, seed: 10 * v + seed, hostile, prm });
      const config = resolveConfig({
        model: { source: `warm-start${hostile}` },
        data: { source: "problems.jsonl" },
        reward: prm ? { prm: "prm" } : { mode: "vr" },
        train: { steps, seed },
      });
      await writeFile(join(path, "config.json"), JSON.stringify(config));
      const records = heldOut(syntheticSummary({ steps, seed, hostile, prm }), 10 * v + seed);
      await mkdir(join(path, "solutions"), { recursive: true });
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
      await writeFile(join(path, "solutions", `${steps}.jsonl`), lines);
    }
  }
}

/** Twenty problems, the same for every run; which of them are right depends on `run`. */
function heldOut({ solutions }: RunSummary, run: number): HeldOutRecord[] {
  return Array.from({ length: 20 }, (_, i) => {
    const { prompt, reference, after } = solutions[i % solutions.length];
    return { problem: `p${i}`, prompt, reference, ...after, correct: (i * 7 + run) % 5 > 1, length: 30 };
  });
}
