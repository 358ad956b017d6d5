// `pure report`: builds a run's report.html again from its files.
import { Command } from "commander";
import { writeReport } from "../report/report.ts";

/** The command `pure report RUN_DIR`. */
export function reportCommand(): Command {
  return new Command("report")
    .description("Build report.html of a run, finished or not, from its files; prints the path")
    .argument("<run-dir>", "directory of the run, such as runs/NAME")
    .action(async (directory: string) => {
      process.stdout.write(`${await writeReport(directory)}\n`);
    });
}
