// What is done with evaluations that are there: `pure eval report` lays them side by side, `pure eval rescore` judges their
// responses again, after the verifier has changed or with another judge, and says which verdicts changed.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import type { ChangedVerdict } from "../eval/benchmark/judge.ts";
import { count } from "../text/format.ts";
import { cap, oneLine } from "../text/text.ts";
import { checkJudges, type JudgeFlags, judgedAndShown, judgeOptions } from "./eval-judge.ts";
import { onlyOptions } from "./options.ts";
import { printEnd, printJson } from "./streams.ts";

const HELP = `
The first directory is the baseline that the others are compared with, problem by problem; p-values are adjusted for the
number of comparisons (Holm). Writes report.html, report.md and figures/ into --out.`;

export function evalReportCommand(): Command {
  const command = new Command("report")
    .description(
      "Lay evaluations side by side: figures, paired differences, and which of them are significant",
    )
    .argument("<directories...>", "directories that pure eval has written, the baseline first")
    .option("-o, --out <directory>", "where to write (default: eval-report, or the one directory itself)")
    .option("--markdown", "the table as Markdown on standard output")
    .option("--json", "the comparison as JSON on standard output")
    .addHelpText("after", HELP);
  return command.action(async (directories: string[]) => {
    const { out, markdown, json } = command.optsWithGlobals<{
      out?: string;
      markdown?: boolean;
      json?: boolean;
    }>();
    onlyOptions(command, ["out", "json"]);
    if (new Set(directories.map((path) => resolve(path))).size < directories.length)
      throw new UsageError("a directory is named twice; nothing differs between a run and itself");
    const { evaluationEnd, writeEvalReport } = await import("../report/evaluation.ts");
    const place = out ?? (directories.length === 1 ? directories[0] : "eval-report");
    const { runs, comparison, report, markdown: text } = await writeEvalReport(place, directories);
    if (json) printJson({ type: "compared", report, comparison });
    else if (markdown) process.stdout.write(text);
    else printEnd((looks) => evaluationEnd(runs, comparison, report, looks));
  });
}

/** Changed verdicts that are shown without --json. */
const MOST_SHOWN = 20;

/** The command `pure eval rescore`; who judges is said by the flags of the command it belongs to. */
export function evalRescoreCommand(): Command {
  const command = new Command("rescore")
    .description("Judge the responses of evaluations again; no model is asked for new ones")
    .argument("<directories...>", "directories that pure eval has written")
    .option("--json", "every changed verdict as JSON lines on standard output")
    .configureHelp({ showGlobalOptions: true });
  return command.action(async (paths: string[]) => {
    const flags = command.optsWithGlobals<JudgeFlags & { answerPattern?: string }>();
    onlyOptions(command, [...judgeOptions(), "json", "answerPattern"]);
    checkJudges(flags);
    const { EvaluationDirectory } = await import("../eval/benchmark/directory.ts");
    const { changedVerdicts } = await import("../eval/benchmark/judge.ts");
    const { exclusively } = await import("../common/lock.ts");
    for (const path of paths) {
      if (!existsSync(path)) throw new UserError(`${path}: no such directory`);
      const judged = await exclusively(path, async () => {
        const directory = await EvaluationDirectory.read(path);
        if (directory.responses.size === 0) throw new UserError(`${path}: has no responses to judge`);
        const before = await directory.readVerdicts();
        if (flags.answerPattern !== undefined) directory.findAnswersBy(flags.answerPattern);
        const now = await judgedAndShown(directory, flags);
        if (now !== null && flags.answerPattern !== undefined) await directory.writeSetup();
        if (now !== null) show(path, changedVerdicts(before, now), before.length, flags.json ?? false);
        return now !== null;
      });
      if (!judged) return;
    }
  });
}

function show(path: string, changes: readonly ChangedVerdict[], of: number, json: boolean): void {
  const { stdout } = process;
  if (json) {
    for (const change of changes) printJson({ type: "changed", directory: path, ...change });
    return;
  }
  const flips = (from: boolean | null, to: boolean | null) =>
    changes.filter(({ before, now }) => before.correct === from && now.correct === to).length;
  stdout.write(
    `${count(changes.length, "verdict")} of ${of} changed: ${flips(false, true)} from wrong to right, ` +
      `${flips(true, false)} from right to wrong, the rest in its answer or from or to undecided\n`,
  );
  const verdict = (correct: boolean | null) => (correct === null ? "undecided" : correct ? "right" : "wrong");
  const shown = ({ correct, answer }: ChangedVerdict["now"]) =>
    `${verdict(correct)} (${answer === null ? "no answer" : oneLine(cap(answer, 40))})`;
  for (const { suite, problem, sample, before, now } of changes.slice(0, MOST_SHOWN))
    stdout.write(
      `  ${oneLine(`${suite} ${cap(problem, 80)}`)} ${sample}: ${shown(before)} → ${shown(now)}\n`,
    );
  if (changes.length > MOST_SHOWN)
    stdout.write(`  and ${changes.length - MOST_SHOWN} more; --json prints all\n`);
}
