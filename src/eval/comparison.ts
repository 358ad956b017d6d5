// What a comparison found, from the files of its finished runs: each variant's figures over seeds, and each pair's
// difference on the same problems. How it looks is report/comparison-*.ts's.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import {
  best,
  bootstrapInterval,
  type Curve,
  firstReached,
  mean,
  overSeeds,
  type ProblemValues,
  pairedDifference,
  sameProblems,
  wilsonInterval,
} from "../common/statistics.ts";
import type { ComparisonRecord } from "../train/compare.ts";
import { signTest } from "../train/evaluate.ts";
import type { EvaluationResult, HeldOutRecord, RunSummary, StepMetrics } from "../train/runs/records.ts";
import { evaluations } from "./evaluations.ts";
import { signFlipTest } from "./paired-tests.ts";
import { jsonLines, type RolloutGroup, readJson, readRun } from "./run-files.ts";

/** A finished run of a comparison. */
export interface ComparisonRun {
  variant: string;
  seed: number;
  config: unknown;
  summary: RunSummary;
  metrics: StepMetrics[];
  evaluations: { step: number; result: EvaluationResult }[];
  /** Every held-out problem as the trained policy answers it, in order. */
  solutions: HeldOutRecord[];
  rollouts: RolloutGroup[];
}

/** A variant's figures: means over seeds. Accuracies are shares of held-out problems. */
export interface VariantResult {
  name: string;
  set: Readonly<Record<string, unknown>>;
  seeds: { seed: number; before: number; final: number }[];
  before: number;
  final: number;
  /** 95% interval of `final` over seeds and problems (`accuracyInterval`). */
  interval: [number, number];
  /**
   * The best of the accuracies over steps (each the mean over seeds). Picked on the problems that measure it, it is a
   * little too good; `final` is not.
   */
  best: { step: number; accuracy: number };
  /** First evaluated step at which the mean accuracy is the comparison's `level` or more. */
  reached: number | null;
  /** Of the final evaluation: tokens, steps, share of responses. */
  meanLength: number;
  meanSteps: number;
  noAnswerShare: number;
  /** KL to the reference policy at the last training step, nats a token; null without a reference. */
  kl: number | null;
  /** Training of one seed. */
  seconds: number;
}

/** Two variants on the same seeds and problems: accuracy of `b` less that of `a`. */
export interface PairResult {
  a: string;
  b: string;
  difference: number;
  /** 95% interval over seeds and problems of the paired difference (`bootstrapInterval`). */
  interval: [number, number];
  /**
   * Whether so large a difference on these seeds may be chance, two-sided: of one seed the exact sign test; of several
   * `signFlipTest` over the problems, each with its differences in all seeds that have it.
   */
  p: number;
  /** By seed: problems only `b` has right, only `a` has right, and the exact two-sided sign test of so uneven a split. */
  seeds: { seed: number; difference: number; gained: number; lost: number; p: number }[];
}

export interface Comparison {
  directory: string;
  record: ComparisonRecord;
  runs: ComparisonRun[];
  /** Variants with a finished run. */
  variants: VariantResult[];
  /** Every two variants that share a seed and its problems. */
  pairs: PairResult[];
  /** The highest accuracy that every variant reaches: the smallest of their best ones. */
  level: number;
}

/** Reads the comparison in `directory`, finished or not. Throws a UserError where there is none. */
export async function readComparison(directory: string): Promise<Comparison> {
  const record = await readJson<ComparisonRecord>(join(directory, "comparison.json"));
  if (record === null)
    throw new UserError(`${directory}: no comparison.json here; give the directory of a comparison`);
  const runs: ComparisonRun[] = [];
  for (const { name, directory: folder } of record.variants) {
    for (const seed of record.seeds) {
      const run = await readFinished(join(directory, folder, `seed-${seed}`), name, seed);
      if (run) runs.push(run);
    }
  }
  return { directory, record, runs, ...compareRuns(record.variants, runs) };
}

async function readFinished(path: string, variant: string, seed: number): Promise<ComparisonRun | null> {
  if (!existsSync(join(path, "summary.json"))) return null;
  const run = await readRun(path);
  const { summary, metrics, config, rollouts } = run;
  if (summary === null) return null;
  const solutions: HeldOutRecord[] = [];
  for await (const line of jsonLines(join(path, "solutions", `${summary.steps}.jsonl`)))
    solutions.push(line as HeldOutRecord);
  return { variant, seed, config, summary, metrics, evaluations: evaluations(run), solutions, rollouts };
}

/** The figures of `variants` from their runs. */
export function compareRuns(
  variants: readonly { name: string; set: Readonly<Record<string, unknown>> }[],
  runs: readonly ComparisonRun[],
): Pick<Comparison, "variants" | "pairs" | "level"> {
  const arms = variants
    .map(({ name, set }) => ({ name, set, runs: runs.filter((run) => run.variant === name) }))
    .filter((arm) => arm.runs.length > 0);
  const curves = arms.map((arm) => overSeeds(arm.runs.map(accuracies)));
  const tops = curves.map((curve) => best(curve) ?? { step: 0, value: 0 });
  const level = Math.min(...tops.map(({ value }) => value));
  return {
    level,
    variants: arms.map(({ name, set, runs: own }, v): VariantResult => {
      const over = (value: (run: ComparisonRun) => number) => mean(own.map(value));
      const kls = own.map((run) => run.metrics.at(-1)?.kl ?? null).filter((kl) => kl !== null);
      return {
        name,
        set,
        seeds: own.map(({ seed, summary: { before, after } }) => ({
          ...{ seed, before: before.accuracy, final: after.accuracy },
        })),
        before: over(({ summary }) => summary.before.accuracy),
        final: over(({ summary }) => summary.after.accuracy),
        interval: accuracyInterval(own.map(correctness)),
        best: { step: tops[v].step, accuracy: tops[v].value },
        reached: firstReached(curves[v], level),
        meanLength: over(({ summary }) => summary.after.meanLength),
        meanSteps: over(({ summary }) => summary.after.meanSteps),
        noAnswerShare: over(({ summary }) => summary.after.noAnswerShare),
        kl: kls.length > 0 ? mean(kls) : null,
        seconds: over(({ summary }) => summary.seconds.total),
      };
    }),
    pairs: arms.flatMap((a, i) => arms.slice(i + 1).flatMap((b) => comparePair(a, b) ?? [])),
  };
}

/** Runs of one variant; of a run its seed and its held-out problems. */
export interface ComparedArm {
  name: string;
  runs: readonly { seed: number; solutions: readonly JudgedProblem[] }[];
}

type JudgedProblem = Pick<HeldOutRecord, "problem" | "reference" | "correct">;

/** Paired by seed; null where no seed of both has the same problems. */
export function comparePair(a: ComparedArm, b: ComparedArm): PairResult | null {
  const paired = a.runs.flatMap((run) => {
    const other = b.runs.find(({ seed }) => seed === run.seed);
    const [left, right] = [correctness(run), other && correctness(other)];
    if (!right || !sameProblems(left, right)) return [];
    const difference = pairedDifference(left, right);
    const gained = difference.values.filter((value) => value > 0).length;
    const lost = difference.values.filter((value) => value < 0).length;
    return [{ seed: run.seed, difference, gained, lost, p: signTest(gained, lost) }];
  });
  if (paired.length === 0) return null;
  return {
    a: a.name,
    b: b.name,
    difference: mean(paired.map(({ difference }) => mean(difference.values))),
    interval: bootstrapInterval(paired.map(({ difference }) => difference)),
    p:
      paired.length === 1 ? paired[0].p : signFlipTest(byProblem(paired.map(({ difference }) => difference))),
    seeds: paired.map(({ difference, ...rest }) => ({ ...rest, difference: mean(difference.values) })),
  };
}

/** Of each problem the sum over the runs that have it. */
function byProblem(runs: readonly ProblemValues[]): Iterable<number> {
  const sums = new Map<string, number>();
  for (const { problems, values } of runs)
    problems.forEach((problem, i) => {
      sums.set(problem, (sums.get(problem) ?? 0) + values[i]);
    });
  return sums.values();
}

/**
 * 95% interval of the accuracy over seeds: `bootstrapInterval`; where every answer is right or every one wrong there is
 * nothing to resample, and it is Wilson's over the different problems.
 */
export function accuracyInterval(runs: readonly ProblemValues[]): [number, number] {
  const all = runs.flatMap(({ values }) => [...values]);
  if (new Set(all).size > 1) return bootstrapInterval(runs);
  const problems = runs.every((run) => sameProblems(run, runs[0])) ? runs[0].values.length : all.length;
  return wilsonInterval(all[0] * problems, problems);
}

function accuracies(run: ComparisonRun): Curve {
  return run.evaluations.map(({ step, result }) => ({ step, value: result.accuracy }));
}

/** 1 for each problem that the trained policy has right, 0 for the others. */
function correctness({ solutions }: { solutions: readonly JudgedProblem[] }): ProblemValues {
  return {
    problems: solutions.map(({ problem, reference }) => `${problem}\n${reference}`),
    values: solutions.map(({ correct }) => Number(correct)),
  };
}
