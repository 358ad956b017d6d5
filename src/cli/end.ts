// The end of a training on standard output: figures, a solution and where the files are, or with --json one event.
import { type Block, say } from "../report/document.ts";
import { qualityOf, runFigures, solutionBlock } from "../report/run.ts";
import { type TerminalOptions, terminalText } from "../report/terminal.ts";
import { count, duration } from "../text/format.ts";
import { oneLine } from "../text/text.ts";
import type { RunSummary } from "../train/runs/records.ts";
import type { SupervisedResult } from "../train/supervised/supervised.ts";
import { printEnd, printJson } from "./streams.ts";

interface Paths {
  runDirectory: string;
  report: string;
}

/** Shows how a run ended. `summary` is null where it had no held-out problems. */
export function showEnd(
  result: { summary: RunSummary | null } | SupervisedResult,
  paths: Paths,
  json: boolean,
): void {
  const places = { Run: paths.runDirectory, Report: paths.report };
  if ("summary" in result) {
    const { summary } = result;
    if (json) printJson({ type: "runFinished", ...paths, summary });
    else if (summary) printEnd((looks) => runEnd(summary, paths, looks));
    else printRows(8, places);
    return;
  }
  const { heldOut, step: steps } = result;
  const checkpoint = result.checkpoint?.path ?? null;
  if (json) printJson({ type: "runFinished", ...paths, checkpoint, steps, heldOut });
  else printRows(10, { "Held out": heldOut && qualityOf(heldOut), Model: checkpoint, ...places });
}

function printRows(width: number, rows: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(rows))
    if (text !== null) process.stdout.write(`${name.padEnd(width)}${text}\n`);
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
