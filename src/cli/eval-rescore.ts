// `pure eval rescore`: the responses of an evaluation judged again, after the verifier has changed or with another
// judge; says which verdicts changed.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import type { ChangedVerdict } from "../eval/benchmark/judge.ts";
import { count } from "../text/format.ts";
import { cap, oneLine } from "../text/text.ts";
import { checkJudges, type JudgeFlags, judgedAndShown, judgeOptions } from "./eval-judge.ts";
import { onlyOptions } from "./options.ts";

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
    for (const change of changes)
      stdout.write(`${JSON.stringify({ type: "changed", directory: path, ...change })}\n`);
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
