// The end of a run on standard output: the table and a solution, or with --json one event that holds the summary.
import { runEnd } from "../report/run.ts";
import type { RunSummary } from "../train/records.ts";
import { looksOf } from "./color.ts";

/** Shows how a run ended. `summary` is null where it had no held-out problems. */
export function showEnd(
  summary: RunSummary | null,
  paths: { runDirectory: string; report: string },
  json: boolean,
): void {
  const { stdout } = process;
  if (json) stdout.write(`${JSON.stringify({ type: "runFinished", ...paths, summary })}\n`);
  else if (summary) stdout.write(`\n${runEnd(summary, paths, looksOf(stdout))}`);
  else stdout.write(`Run     ${paths.runDirectory}\nReport  ${paths.report}\n`);
}
