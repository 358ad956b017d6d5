// When alarms come by the records of finished runs, of before an alarm existed too; and for each alarm how many of the runs
// that fell, and of those that held, it sounds in:
//   node --import tsx reproduce/replay.ts runs/reproduction/broad runs/reproduction/narrow …
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mean } from "../src/common/statistics.ts";
import { readRecords } from "../src/data/records.ts";
import { heldOutMetrics } from "../src/train/evaluate.ts";
import type { HeldOutRecord, StepMetrics } from "../src/train/runs/records.ts";
import { type Onset, Watch } from "../src/watch/watch.ts";
import { readArms } from "./arms.ts";

/** A run fell if its last evaluations are all so far below the best mean of three. */
const FALL = 0.1;

async function solutions(path: string, step: number): Promise<HeldOutRecord[]> {
  const records: HeldOutRecord[] = [];
  for await (const { value } of readRecords(join(path, "solutions", `${step}.jsonl`)))
    records.push(value as unknown as HeldOutRecord);
  return records;
}

/** The first of the evaluations at a run's end that are all below its best; null: it held. */
function fellAt(metrics: readonly StepMetrics[]): number | null {
  const held = metrics.flatMap(({ step, heldOut }) =>
    heldOut ? [{ step, accuracy: heldOut.accuracy }] : [],
  );
  let best = 0;
  let fell: number | null = null;
  for (const [i, { step, accuracy }] of held.entries()) {
    if (i < 2) continue;
    best = Math.max(best, mean(held.slice(i - 2, i + 1).map((one) => one.accuracy)));
    fell = accuracy > best - FALL ? null : (fell ?? step);
  }
  return fell;
}

/** The step of each alarm's first onset. */
async function onsetsOf(path: string, metrics: readonly StepMetrics[]): Promise<Map<string, number>> {
  const before = await solutions(path, 0);
  const steps = (await readdir(join(path, "solutions"))).map((file) => Number.parseInt(file, 10));
  const watch = new Watch();
  const onsets: Onset[] = [];
  for (const line of metrics) {
    const heldOut = steps.includes(line.step)
      ? heldOutMetrics(before, await solutions(path, line.step))
      : undefined;
    onsets.push(...watch.observe({ ...line, heldOut }));
  }
  const first = new Map<string, number>();
  for (const { definition, step } of onsets)
    if (!first.has(definition.kind)) first.set(definition.kind, step);
  return first;
}

const replayed: { seed: number; fell: number | null; onsets: Map<string, number> }[] = [];
for (const directory of process.argv.slice(2))
  for (const { name, runs } of (await readArms(directory)).values())
    for (const { path, seed, metrics } of runs) {
      const [fell, onsets] = [fellAt(metrics), await onsetsOf(path, metrics)];
      replayed.push({ seed, fell, onsets });
      const alarms = [...onsets].map(([kind, step]) => `${kind} ${step}`).join(", ") || "no alarm";
      console.log(
        `${directory}, ${name}, seed ${seed}: ${fell === null ? "holds" : `falls at ${fell}`}; ${alarms}`,
      );
    }

const seeds = [...new Set(replayed.map(({ seed }) => seed))].sort((a, b) => a - b);
for (const seed of seeds) {
  const own = replayed.filter((run) => run.seed === seed);
  const [fallen, held] = [own.filter(({ fell }) => fell !== null), own.filter(({ fell }) => fell === null)];
  console.log(`\nseed ${seed}: ${fallen.length} runs fall, ${held.length} hold`);
  for (const kind of [...new Set(own.flatMap(({ onsets }) => [...onsets.keys()]))].sort()) {
    const late = fallen.flatMap(({ fell, onsets }) =>
      onsets.has(kind) ? [(onsets.get(kind) as number) - (fell as number)] : [],
    );
    const good = held.filter(({ onsets }) => onsets.has(kind)).length;
    const delays = late.length > 0 ? `, ${late.join(", ")} steps after the fall` : "";
    console.log(`  ${kind}: ${late.length} of those that fall${delays}; ${good} of those that hold`);
  }
}
