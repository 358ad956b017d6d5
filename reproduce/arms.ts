// The runs of a comparison as the findings read them.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProblemValues } from "../src/common/statistics.ts";
import { jsonLines, readRun } from "../src/eval/run-files.ts";
import { type ComparisonRecord, folderOf } from "../src/train/compare.ts";
import type { HeldOutRecord, RolloutRecord } from "../src/train/runs/records.ts";
import type { Arm, ArmRun } from "./findings.ts";
import type { PartSettings } from "./settings.ts";

/** The arms of the comparison in `directory` that have a finished run, by name. */
export async function readArms(directory: string): Promise<Map<string, Arm>> {
  const record = JSON.parse(await readFile(join(directory, "comparison.json"), "utf8")) as ComparisonRecord;
  const arms = new Map<string, Arm>();
  for (const { name, directory: folder } of record.variants) {
    const runs: ArmRun[] = [];
    for (const seed of record.seeds) {
      const path = join(directory, folder, `seed-${seed}`);
      if (existsSync(join(path, "summary.json"))) runs.push(await readArmRun(path, seed));
    }
    if (runs.length > 0) arms.set(name, { name, runs });
  }
  return arms;
}

/** The run in `path`, finished or not. */
export async function readArmRun(path: string, seed: number): Promise<ArmRun> {
  const { metrics } = await readRun(path);
  const steps = (await readdir(join(path, "solutions"))).map((name) => Number.parseInt(name, 10));
  const evaluations: ArmRun["evaluations"][number][] = [];
  for (const step of steps.sort((a, b) => a - b)) {
    const records = await linesOf<HeldOutRecord>(join(path, "solutions", `${step}.jsonl`));
    const right: ProblemValues = {
      problems: records.map(({ problem }) => problem),
      values: records.map(({ correct }) => Number(correct)),
    };
    evaluations.push({ step, right });
  }
  const alarms = await linesOf<{ step: number; kind: string }>(join(path, "alarms.jsonl"));
  return { seed, path, metrics, evaluations, alarms };
}

/** The comparison that the finished runs of `part` in `directory` are; null where none is. */
export async function recordOf(
  { variants }: Pick<PartSettings, "variants">,
  directory: string,
): Promise<ComparisonRecord | null> {
  const seeds = new Set<number>();
  const arms: ComparisonRecord["variants"] = [];
  for (const { name, set, coefficientOf } of variants) {
    const folder = folderOf(name);
    const coefficient = coefficientOf && { "reward.processCoefficient": `mean trust of ${coefficientOf}` };
    arms.push({ name, directory: folder, set: { ...set, ...coefficient } });
    const path = join(directory, folder);
    for (const run of existsSync(path) ? await readdir(path) : []) {
      const seed = /^seed-(\d+)$/.exec(run)?.[1];
      if (seed !== undefined && existsSync(join(path, run, "summary.json"))) seeds.add(Number(seed));
    }
  }
  return seeds.size === 0 ? null : { variants: arms, seeds: [...seeds].sort((a, b) => a - b), unequal: [] };
}

/** The `count` rollouts of the last saved step up to `step` with the highest summed process reward. */
export async function hackedResponses(path: string, step: number, count: number): Promise<RolloutRecord[]> {
  const saved = (await readdir(join(path, "rollouts"))).map((name) => Number.parseInt(name, 10));
  const at = Math.max(...saved.filter((one) => one <= step), Math.min(...saved));
  const rollouts = await linesOf<RolloutRecord>(join(path, "rollouts", `${at}.jsonl`));
  const sum = ({ steps }: RolloutRecord) => steps.reduce((total, { reward }) => total + (reward ?? 0), 0);
  return rollouts.sort((a, b) => sum(b) - sum(a)).slice(0, count);
}

async function linesOf<T>(file: string): Promise<T[]> {
  const lines: T[] = [];
  if (existsSync(file)) for await (const line of jsonLines(file)) lines.push(line as T);
  return lines;
}
