// The end of a run on standard output: the table and a solution, or with --json one event that holds the summary.
import { renderSummary } from "../report/terminal.ts";
import type { RunSummary } from "../train/records.ts";
import { takesColor } from "./color.ts";

/** Shows how a run ended. `summary` is null where it had no held-out problems. */
export function showEnd(
  summary: RunSummary | null,
  paths: { runDirectory: string; report: string },
  json: boolean,
): void {
  const { stdout } = process;
  if (json) stdout.write(`${JSON.stringify({ type: "runFinished", ...paths, summary })}\n`);
  else if (summary) {
    const options = { color: takesColor(stdout), width: Math.min(stdout.columns ?? 100, 110) };
    stdout.write(`\n${renderSummary(summary, paths, options)}`);
  } else stdout.write(`Run     ${paths.runDirectory}\nReport  ${paths.report}\n`);
}
