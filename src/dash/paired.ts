// Two arms of runs on the same held-out problems: the paired difference of their accuracy, from the solutions that their
// last evaluations wrote. What a difference is, its interval and its test are those of a comparison (eval/comparison.ts).
import { smallest } from "../common/statistics.ts";
import { type ComparedArm, comparePair } from "../eval/comparison.ts";
import type { HeldOutRecord } from "../train/runs/records.ts";
import { linesAt, MadeOfFiles } from "./files.ts";
import type { Runs } from "./runs.ts";
import type { PairedArms } from "./types.ts";

/** Runs whose answers are kept. */
const KEPT = 100;

/** A run's last evaluation. */
interface Answers {
  step: number;
  solutions: Pick<HeldOutRecord, "problem" | "reference" | "correct">[];
}

/** Held-out answers of the runs asked for last. */
export class Paired {
  #kept = new MadeOfFiles<Answers["solutions"]>(KEPT);

  constructor(private readonly runs: Runs) {}

  /**
   * Arm `b` less arm `a`, each the names of its runs, which are paired by seed; two runs by themselves whatever their
   * seeds are. Null where no two of them have answers to the same problems.
   */
  async compare(a: readonly string[], b: readonly string[]): Promise<PairedArms | null> {
    const single = a.length === 1 && b.length === 1;
    const [left, right] = [await this.#arm("a", a, single), await this.#arm("b", b, single)];
    const pair = comparePair(left.arm, right.arm);
    if (pair === null) return null;
    const { difference, interval, p, seeds } = pair;
    return { difference, interval, p, seeds, steps: [left.step, right.step] };
  }

  async #arm(
    name: string,
    runs: readonly string[],
    single: boolean,
  ): Promise<{ arm: ComparedArm; step: number }> {
    const found: { seed: number; step: number; solutions: Answers["solutions"] }[] = [];
    for (const run of runs) {
      const answers = await this.#answers(run);
      const seed = single ? 0 : (this.runs.get(run)?.seed ?? 0);
      if (answers) found.push({ seed, ...answers });
    }
    return { arm: { name, runs: found }, step: smallest(found.map(({ step }) => step)) };
  }

  async #answers(run: string): Promise<Answers | null> {
    const step = (await this.runs.steps(run, "solutions")).at(-1) ?? -1;
    const path = await this.runs.file(run, "solutions", `${step}.jsonl`);
    if (path === null) return null;
    const solutions = await this.#kept.get(path, () => solutionsOf(path));
    return solutions.length === 0 ? null : { step, solutions };
  }
}

async function solutionsOf(path: string): Promise<Answers["solutions"]> {
  const solutions: Answers["solutions"] = [];
  for await (const { bytes } of linesAt(path)) {
    const { problem, reference, correct } = JSON.parse(bytes.toString("utf8")) as HeldOutRecord;
    solutions.push({ problem: String(problem), reference: String(reference), correct: correct === true });
  }
  return solutions;
}
