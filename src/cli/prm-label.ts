// `pure prm label`: problems in, solutions with a label a step out, for training a process reward model.
import { createHash } from "node:crypto";
import { Command, Option } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import { ARITHMETIC_ANSWER_PATTERN, ARITHMETIC_SEPARATOR } from "../data/arithmetic.ts";
import type { LoadedModel } from "../model/load.ts";
import { count, duration, percent } from "../text/format.ts";
import type { LabelResult } from "../train/label/label.ts";
import type { LabelSettings } from "../train/label/label-rollouts.ts";
import { type DataFlags, dataOptions, withDataFlags } from "./data-flags.ts";
import {
  deviceOption,
  type EmbeddedFlags,
  MODEL_SOURCE,
  maxContextOption,
  openEmbedded,
} from "./engine-flags.ts";
import { collect, integer, number, pattern, separator } from "./options.ts";
import { labelFigures } from "./progress.ts";
import { leaveInterrupted, withSession } from "./session.ts";
import { printJson } from "./streams.ts";

type Settings = Omit<LabelSettings, "untilFirstError" | "checker" | "answerPattern">;

interface LabelFlags extends Settings, DataFlags, EmbeddedFlags {
  model: string;
  problems: string;
  out: string;
  untilFirstError?: boolean;
  checker?: "arithmetic";
  answerPattern?: string;
  stop: string[];
  template?: string;
  system?: string;
  limit?: number;
  json?: boolean;
}

const help = `
Each solution is split into steps; from the end of each step but the last, the model goes on --rollouts times
(Math-Shepherd, arXiv 2312.08935). hard: a step is good if any continuation ends in the right answer; soft: its label is
the share that does. The last step is good if the solution's own answer is right. A continuation may be as long as a
solution. One that the context ends before, and answers that cannot be judged, take no part, and are counted.

Output: JSON lines {"prompt", "completions", "labels", "id", "sample", "correct", "rollouts", "successes", "decided"},
which \`pure prm train\` and TRL read; successes are the right ones among the decided continuations of each step. Beside
it FILE.state says how far it is: the same command goes on where one was stopped, and to a higher --limit,
with the same model.`;

export function prmLabelCommand(): Command {
  return withDataFlags(new Command("label"), "train")
    .description("Label the steps of sampled solutions by what comes of them, or with an exact checker")
    .requiredOption("-m, --model <source>", MODEL_SOURCE)
    .requiredOption(
      "--problems <source>",
      "problems with answers: a JSON, JSON lines or Parquet file, or a data-set id",
    )
    .requiredOption(
      "-o, --out <file>",
      "labelled steps, JSON lines; what is there of the same command is gone on with",
    )
    .option("--tokenizer <directory>", "tokenizer in place of the model's own")
    .option("--solutions <n>", "solutions a problem", integer(1), 4)
    .option("--rollouts <M>", "continuations of each step prefix", integer(1), 8)
    .addOption(
      new Option("--labels <kind>", "any continuation right, or the share")
        .choices(["hard", "soft"])
        .default("hard"),
    )
    .option(
      "--until-first-error",
      "end each solution with the first step of which no continuation is right, as PRM800K does; what follows is not rolled out",
    )
    .addOption(
      new Option("--checker <task>", "labels of the task's exact checker in place of rollouts").choices([
        "arithmetic",
      ]),
    )
    .option("--max-tokens <n>", "longest solution and longest continuation, in tokens", integer(1), 512)
    .option("--temperature <T>", "sampling temperature; 0 is greedy", number(0), 1)
    .option("--top-p <p>", "nucleus sampling; 1 is off", number(1e-6, 1), 1)
    .option("--stop <text>", "text that ends a response (may be given more than once)", collect, [])
    .option("--seed <n>", "seed of the sampling", integer(0), 0)
    .option(
      "--step-separator <text>",
      `text that ends a step, a line feed as '"\\n"' (default: two; with --checker, the task's)`,
      separator,
    )
    .option(
      "--answer-pattern <regex>",
      "regular expression whose first group is the answer (default: boxed, or the last number)",
      pattern,
    )
    .option(
      "--template <text>",
      "prompt with {problem} in it (default: the model's chat template, or the problem alone)",
    )
    .option("--system <text>", "system message of the chat")
    .option("--limit <n>", "use this many problems from the start", integer(1))
    .addOption(maxContextOption())
    .addOption(deviceOption())
    .option("--json", "events as JSON lines on standard output")
    .addHelpText("after", help)
    .action(label);
}

async function label(flags: LabelFlags, command: Command): Promise<void> {
  const { model: source, out, json = false, template, system } = flags;
  const settings = settingsOf(flags, command);
  const { describeReport, loadProblems } = await import("../data/problems.ts");
  const { labelProblems } = await import("../train/label/label.ts");
  const result = await withSession(
    {
      plan: [{ phase: "labelling", label: "Labelling" }],
      json,
      onInterrupt: "Stopping; what is labelled stays. Ctrl-C again stops at once.",
    },
    async ({ progress: { onEvent }, signal }) => {
      const from = { ...dataOptions(flags), limit: flags.limit };
      const { problems, report } = await loadProblems(flags.problems, from);
      onEvent({ type: "note", message: describeReport(report) });
      const { model, engine, maxContext } = await openEmbedded(flags);
      try {
        const { tokenizer } = model;
        const options = {
          ...{ model: source, modelHash: await hashOf(model, flags), tokenizer: flags.tokenizer ?? null },
          ...(maxContext !== undefined && { maxContext }),
        };
        const work = { engine, tokenizer, problems, settings, options, out, onEvent, signal };
        return await labelProblems({ ...work, prompt: { template, system } });
      } finally {
        await engine.dispose();
      }
    },
  );
  if (result.interrupted) {
    const { problems, totalProblems } = result;
    leaveInterrupted(
      `Stopped after ${problems} of ${count(totalProblems, "problem")}; the same command goes on.`,
    );
  } else showEnd(result, flags, json);
}

/** One hash of the files that decide what the model writes: of other ones, labels would be another policy's. */
async function hashOf({ source }: LoadedModel, { tokenizer }: LabelFlags): Promise<string> {
  const { hashModel } = await import("../eval/prm-scores.ts");
  const files = await hashModel(source.path);
  if (tokenizer !== undefined) files.push(...(await hashModel(tokenizer, "tokenizer")));
  return createHash("sha256")
    .update(files.map(({ sha256 }) => sha256).join("\n"))
    .digest("hex");
}

function settingsOf(flags: LabelFlags, command: Command): LabelSettings {
  const { checker = null, answerPattern = null, untilFirstError = false } = flags;
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const { solutions, rollouts, labels, maxTokens, temperature, topP, stop, seed } = flags;
  const both = { solutions, untilFirstError, checker, maxTokens, temperature, topP, stop, seed };
  if (checker === null) {
    if (temperature === 0)
      throw new UsageError(
        "--temperature 0 gives the same continuation every time; rollouts need one above 0",
      );
    return { ...both, rollouts, labels, stepSeparator: flags.stepSeparator ?? "\n\n", answerPattern };
  }
  for (const name of ["rollouts", "labels", "stepSeparator"])
    if (given(name))
      throw new UsageError(
        `--checker ${checker} labels exactly, and takes no --${name === "stepSeparator" ? "step-separator" : name}`,
      );
  return {
    ...{ ...both, rollouts: 0, labels: "hard" },
    stepSeparator: ARITHMETIC_SEPARATOR,
    answerPattern: answerPattern ?? ARITHMETIC_ANSWER_PATTERN,
  };
}

function showEnd(result: LabelResult, { out }: LabelFlags, json: boolean): void {
  const { problems, counts, seconds } = result;
  const labelsPerMinute = (60 * counts.steps) / Math.max(seconds, 1e-3);
  if (counts.steps === 0)
    throw new UserError(
      `${out}: no solution gave a label (${leftOut(counts).join(", ") || "none was sampled"})`,
    );
  if (json) {
    printJson({ type: "labelsFinished", out, problems, ...counts, seconds, labelsPerMinute });
    return;
  }
  const right = percent(counts.correct / counts.solutions);
  const lines = [
    `Labels     ${labelFigures(counts, seconds).join(", ")}`,
    `Solutions  ${count(counts.solutions, "solution")} of ${count(problems, "problem")}, ${right} right`,
    ...(counts.rollouts > 0
      ? [`Rollouts   ${counts.rollouts.toLocaleString("en")} in ${duration(seconds)}`]
      : []),
    ...leftOut(counts).map((text) => `Left out   ${text}`),
    `File       ${out}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function leftOut({ empty, unlabelled }: LabelResult["counts"]): string[] {
  return [
    ...(empty > 0 ? [`${count(empty, "solution")} without a step`] : []),
    ...(unlabelled > 0
      ? [`${count(unlabelled, "solution")} with a step of which no answer could be judged`]
      : []),
  ];
}
