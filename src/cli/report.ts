// `pure report`: builds the report.html of a run or of a comparison again from its files.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { writeComparisonReport } from "../report/comparison.ts";
import { writeReport } from "../report/run.ts";

/** The command `pure report RUN_DIR`. */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "Build report.html of a run or a comparison, finished or not, from its files; prints the path",
    )
    .argument("<run-dir>", "directory of the run or comparison, such as runs/NAME")
    .action(async (directory: string) => {
      const compared = existsSync(join(directory, "comparison.json"));
      const report = compared
        ? (await writeComparisonReport(directory)).report
        : await writeReport(directory);
      process.stdout.write(`${report}\n`);
    });
}
