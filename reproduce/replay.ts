// When the alarm of falling held-out accuracy comes by the evaluations of finished runs, those from before it included:
//   node --import tsx reproduce/replay.ts runs/reproduction/broad runs/reproduction/narrow …
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readRecords } from "../src/data/records.ts";
import { heldOutMetrics } from "../src/train/evaluate.ts";
import type { HeldOutRecord, StepMetrics } from "../src/train/records.ts";
import { Watch } from "../src/watch/watch.ts";
import { readArms } from "./arms.ts";

async function solutions(path: string, step: number): Promise<HeldOutRecord[]> {
  const records: HeldOutRecord[] = [];
  for await (const { value } of readRecords(join(path, "solutions", `${step}.jsonl`)))
    records.push(value as unknown as HeldOutRecord);
  return records;
}

for (const directory of process.argv.slice(2))
  for (const { name, runs } of (await readArms(directory)).values())
    for (const { path, seed, metrics } of runs) {
      const before = await solutions(path, 0);
      const steps = (await readdir(join(path, "solutions"))).map((file) => Number.parseInt(file, 10));
      const watch = new Watch();
      const onsets = [];
      for (const line of metrics as readonly StepMetrics[]) {
        const heldOut = steps.includes(line.step)
          ? heldOutMetrics(before, await solutions(path, line.step))
          : undefined;
        onsets.push(...watch.observe({ ...line, heldOut }));
      }
      const onset = onsets.find(({ definition }) => definition.kind === "heldOut");
      console.log(`${directory}, ${name}, seed ${seed}: ${onset ? `step ${onset.step}` : "none"}`);
    }
