// `pure prm eval`: how good a process reward model is. Options are read here; what is computed is eval/prm-eval.ts's.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import type { PrmData, PrmEvalSettings, RewardsOf } from "../eval/prm-eval.ts";
import type { ScoreFile } from "../eval/prm-scores.ts";
import type { OpenPrm } from "../reward/open.ts";
import { integer, list, number, pattern } from "./options.ts";
import {
  type OpenByFlags,
  openPrmFromFlags,
  type PrmFlags,
  warnTrainedOn,
  withPrmFlags,
} from "./prm-flags.ts";
import { withCount } from "./session.ts";
import { printEnd, printJson } from "./streams.ts";

type Figures = Pick<PrmEvalSettings, "threshold" | "temperature" | "bins" | "maxN" | "seed">;

interface EvalFlags extends Partial<PrmFlags>, Figures {
  scores?: string;
  processBench?: string[];
  labelled?: string[];
  responses?: string[];
  problems?: string;
  split?: string;
  thresholdFrom?: string;
  answerPattern?: string;
  out?: string;
  json?: boolean;
}

const HELP = `
Data, one kind or several:
  --process-bench  ProcessBench's format: {"id", "problem", "steps", "label"}, label the index of the first wrong step
                   or -1; F1 of accuracy on solutions with an error and on right ones, by subset
  --labelled       {"prompt", "completions", "labels"}, a label a step: AUC, calibration, F1 of good and bad steps
  --responses      responses to problems with answers, {"problem", "answer", "response" or "steps", "id"?, "sample"?}
                   a line; also the output of pure sample (with --problems) and a run's rollouts/STEP.jsonl:
                   best-of-N against majority vote and pass@N
Of each where a problem has right and wrong solutions: how often a right one's weakest step scores above a wrong one's.
Each may be given again, or as FILE,FILE; a directory or a dataset id does too.

Writes eval.json, scores.jsonl, report.html and figures/ into --out. The same command again goes on where it was
stopped. --scores makes the figures again from scores.jsonl without the model.

Examples
  pure prm eval --prm Qwen/Qwen2.5-Math-PRM-7B --process-bench gsm8k.json,math.json
  pure prm eval --prm runs/prm/checkpoints/200 --labelled held-out.jsonl --responses samples.jsonl
  pure prm eval --scores prm-eval/200/scores.jsonl --labelled held-out.jsonl --threshold 0.4`;

export function prmEvalCommand(open: OpenByFlags = openPrmFromFlags): Command {
  return withPrmFlags(new Command("eval"), { required: false })
    .description(
      "Judge a process reward model: ProcessBench, labelled steps, best-of-N; with intervals and a report",
    )
    .option("--scores <file>", "scores.jsonl of an earlier evaluation, in place of --prm")
    .option("--process-bench <files>", "solutions with their first error", list)
    .option("--labelled <files>", "solutions with a label a step", list)
    .option("--responses <files>", "sampled responses to problems with answers", list)
    .option("--problems <source>", "problems that responses are joined with, by id")
    .option("--split <name>", "split of a directory or data-set id (default: test)")
    .option("--threshold <p>", "a step is taken for wrong where p(good) is below", number(0, 1), 0.5)
    .option(
      "--threshold-from <subset>",
      "choose the threshold with the highest F1 on this subset of ProcessBench",
    )
    .option(
      "--answer-pattern <regex>",
      "finds the answer of a response, in place of the usual rules",
      pattern,
    )
    .option("--temperature <T>", "of the soft minimum", number(1e-6), 0.1)
    .option("--bins <n>", "of the calibration diagram", integer(1), 10)
    .option("--max-n <n>", "largest N of best-of-N", integer(1), 64)
    .option("--seed <n>", "of bootstrap and drawn subsets", integer(0), 0)
    .option("--out <directory>", "where to write (default: prm-eval/NAME; with --scores, beside that file)")
    .option("--json", "events as JSON lines on standard output, the evaluation last")
    .addHelpText("after", HELP)
    .action((flags: EvalFlags) => evaluate(flags, open));
}

async function evaluate(flags: EvalFlags, open: OpenByFlags): Promise<void> {
  const settings = settingsOf(flags);
  const { scores } = flags;
  const out =
    flags.out ?? (scores === undefined ? join("prm-eval", nameOf(flags.prm ?? "")) : dirname(scores));
  const { exclusively } = await import("../common/lock.ts");
  await exclusively(out, () => evaluateInto(out, settings, flags, open));
}

async function evaluateInto(
  out: string,
  settings: PrmEvalSettings,
  flags: EvalFlags,
  open: OpenByFlags,
): Promise<void> {
  const { checkPlace, readPrmData, evaluatePrm, solutionsOf, withoutTooLong } = await import(
    "../eval/prm-eval.ts"
  );
  const { ScoreFile } = await import("../eval/prm-scores.ts");
  const { surestMistakes } = await import("../eval/prm-mistakes.ts");
  const { prmEnd, writePrmReport } = await import("../report/prm.ts");
  await checkPlace(out);
  const { scores } = flags;
  let file: ScoreFile | null;
  let data: PrmData;
  if (scores !== undefined) {
    file = await ScoreFile.read(scores);
    settings.stepSeparator = flags.stepSeparator ?? file.by.reading.stepSeparator;
    data = await readPrmData(settings);
  } else {
    // Data first: what is wrong with it is said before a model is loaded.
    data = await readPrmData(settings);
    const prm = await open({ ...flags, prm: flags.prm as string });
    try {
      if (prm.reading.stepSeparator !== settings.stepSeparator) {
        settings.stepSeparator = prm.reading.stepSeparator;
        data = await readPrmData(settings);
      }
      file = await scored(prm, data, out, flags);
    } finally {
      await prm.dispose();
    }
  }
  if (file === null) return;
  const held = file;
  data = withoutTooLong(data, (solution) => held.get(solution) === null);
  const rewardsOf: RewardsOf = (solution) => {
    const rewards = solution.steps.length === 0 ? [] : held.get(solution);
    if (rewards?.length === solution.steps.length) return rewards;
    const name = "name" in solution ? ` ${solution.name}` : "";
    throw new UserError(
      `${held.path}: has no scores of solution${name}, ${JSON.stringify(solution.problem.slice(0, 60))}; score it with --prm ${held.by.prm}`,
    );
  };
  const trainedOn = await warnTrainedOn(held.by.prm, solutionsOf(data), scores === undefined);
  const evaluation = await evaluatePrm(data, rewardsOf, held.by, settings, trainedOn);
  const mistakes = await surestMistakes([...data.processBench, ...data.labelled], data.responses, rewardsOf, {
    answerPattern: settings.answerPattern ?? undefined,
  });
  const report = await writePrmReport(out, evaluation, mistakes);
  const paths = { report, scores: held.path };
  if (flags.json) printJson({ type: "prmEvaluated", directory: out, ...paths, evaluation });
  else printEnd((looks) => prmEnd(evaluation, paths, looks));
}

function settingsOf(flags: EvalFlags): PrmEvalSettings {
  const { prm, scores, processBench = [], labelled = [], responses = [], problems, answerPattern } = flags;
  if ((prm === undefined) === (scores === undefined))
    throw new UsageError("give the model with --prm, or scores of it with --scores: one of them");
  if (processBench.length + labelled.length + responses.length === 0)
    throw new UsageError("nothing to judge on: give --process-bench, --labelled or --responses");
  if (flags.thresholdFrom !== undefined && processBench.length === 0)
    throw new UsageError("--threshold-from names a subset of --process-bench, and there is none");
  if (problems !== undefined && responses.length === 0)
    throw new UsageError("--problems are joined with --responses, and there are none");
  return {
    ...{ processBench, labelled, responses, problems: problems ?? null, split: flags.split ?? null },
    ...{ threshold: flags.threshold, thresholdFrom: flags.thresholdFrom ?? null },
    ...{ stepSeparator: flags.stepSeparator ?? "\n\n", answerPattern: answerPattern ?? null },
    ...{ temperature: flags.temperature, bins: flags.bins, maxN: flags.maxN, seed: flags.seed },
  };
}

/** A model's name as a directory's: the end of its path ("run-200" of run/checkpoints/200), its id, or its URL. */
export function nameOf(source: string): string {
  let name = source.replace(/^https?:\/\//, "");
  if (existsSync(source)) {
    const parts = resolve(source).split(/[\\/]/);
    name = basename(resolve(source));
    if (/^\d+$/.test(name) && parts.at(-2) === "checkpoints") name = `${parts.at(-3)}-${name}`;
  }
  return name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+|-+$/g, "") || "model";
}

/** Scores what scores.jsonl in `out` lacks; null where that was interrupted, which is said. */
async function scored(
  prm: OpenPrm,
  data: PrmData,
  out: string,
  { tokenizer, json = false }: Pick<EvalFlags, "tokenizer" | "json">,
): Promise<ScoreFile | null> {
  const { ScoreFile, scoredBy, scoreSolutions } = await import("../eval/prm-scores.ts");
  const { solutionsOf } = await import("../eval/prm-eval.ts");
  const file = await ScoreFile.open(join(out, "scores.jsonl"), await scoredBy(prm, tokenizer));
  const onInterrupt = "Stopping; what is scored stays. Ctrl-C again stops at once.";
  const stopped = () =>
    `Stopped; ${file.scores.size} solutions are scored in ${file.path}. The same command goes on from there.`;
  return withCount({ label: "Scoring", json, onInterrupt, stopped }, async (onScored, signal) =>
    (await scoreSolutions(prm, solutionsOf(data), file, { signal, onScored })) ? file : null,
  );
}
