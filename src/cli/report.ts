// `pure report`: builds the report.html of a run or of a comparison again from its files; with --check it says instead which
// alarms stand, as an exit status.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../common/errors.ts";
import { visible } from "../text/text.ts";
import { printJson } from "./streams.ts";

const HELP = `
--check looks at one run, or at all below a folder (a comparison, runs/): exit status 0 where no alarm stands after a run's
last step, 1 where one does, 2 where there is no run or it cannot be read. It writes no report.`;

export function reportCommand(): Command {
  return new Command("report")
    .description(
      "Build report.html of a run or a comparison, finished or not, from its files; prints the path",
    )
    .argument("<run-dir>", "directory of the run or comparison, such as runs/NAME")
    .option(
      "--check",
      "instead: which alarms stand at the end, and since which step; exit status 1 where one does",
    )
    .option("--json", "of --check: as one line of JSON on standard output")
    .addHelpText("after", HELP)
    .action(async (directory: string, { check, json = false }: { check?: boolean; json?: boolean }) => {
      if (json && !check) throw new UsageError("--json goes with --check");
      if (check) await checkAlarms(directory, json);
      else process.stdout.write(`${await buildReport(directory)}\n`);
    });
}

async function buildReport(directory: string): Promise<string> {
  if (existsSync(join(directory, "comparison.json"))) {
    const { writeComparisonReport } = await import("../report/comparison.ts");
    return (await writeComparisonReport(directory)).report;
  }
  const { writeReport } = await import("../dash/export.ts");
  return writeReport(directory);
}

async function checkAlarms(directory: string, json: boolean): Promise<void> {
  const { checkRuns } = await import("../report/check.ts");
  const runs = await checkRuns(directory);
  const text = runs.map(({ directory, step, alarms }) => {
    const standing = alarms.map(({ kind, title, since }) => `  since step ${since}: ${title} (${kind})\n`);
    const some = alarms.length === 0 ? "no alarm" : `${alarms.length} standing`;
    const at = step === 0 ? "no step yet" : `step ${step}: ${some}`;
    return `${visible(directory)}, ${at}\n${standing.join("")}`;
  });
  if (json) printJson({ type: "checked", runs });
  else process.stdout.write(text.join(""));
  if (runs.some(({ alarms }) => alarms.length > 0)) process.exitCode = 1;
}
