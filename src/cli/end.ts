// The end of a run on standard output: the table and a solution, or with --json one event that holds the summary.
import { type Block, say } from "../report/document.ts";
import { runFigures, solutionBlock } from "../report/run.ts";
import { type TerminalOptions, terminalText } from "../report/terminal.ts";
import { count, duration } from "../text/format.ts";
import { oneLine } from "../text/text.ts";
import type { RunSummary } from "../train/records.ts";
import { looksOf } from "./color.ts";

interface Paths {
  runDirectory: string;
  report: string;
}

/** Shows how a run ended. `summary` is null where it had no held-out problems. */
export function showEnd(summary: RunSummary | null, paths: Paths, json: boolean): void {
  const { stdout } = process;
  if (json) stdout.write(`${JSON.stringify({ type: "runFinished", ...paths, summary })}\n`);
  else if (summary) stdout.write(`\n${runEnd(summary, paths, looksOf(stdout))}`);
  else stdout.write(`Run     ${paths.runDirectory}\nReport  ${paths.report}\n`);
}

/** The end of a run as text; `paths` are shown as they are. Ends with a newline. */
export function runEnd(summary: RunSummary, paths: Paths, options: TerminalOptions): string {
  const { name, title, seed, steps, seconds } = summary;
  const [solution] = summary.solutions;
  const about = `${name}, seed ${seed}, ${count(steps, "step")} in ${duration(seconds.total)}`;
  const blocks: Block[] = [
    [say("title", oneLine(title)), say("note", oneLine(about))],
    runFigures(summary),
    solution && [
      say("heading", "One held-out problem, before and after"),
      { ...solutionBlock(solution), prompt: solution.problemText ?? solution.prompt },
    ],
  ];
  return terminalText(blocks, { Run: paths.runDirectory, Report: paths.report }, options);
}
