// `pure eval report`: finished evaluations side by side.
import { resolve } from "node:path";
import { Command } from "commander";
import { UsageError } from "../common/errors.ts";
import { looksOf } from "./color.ts";
import { onlyOptions } from "./options.ts";

interface ReportFlags {
  out?: string;
  markdown?: boolean;
  json?: boolean;
}

const HELP = `
The first directory is the baseline that the others are compared with, problem by problem; p-values are adjusted for the
number of comparisons (Holm). Writes report.html, report.md and figures/ into --out.`;

/** The command `pure eval report`. */
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
    const { out, markdown, json } = command.optsWithGlobals<ReportFlags>();
    onlyOptions(command, ["out", "json"]);
    if (new Set(directories.map((path) => resolve(path))).size < directories.length)
      throw new UsageError("a directory is named twice; nothing differs between a run and itself");
    const { evaluationEnd, writeEvalReport } = await import("../report/evaluation.ts");
    const place = out ?? (directories.length === 1 ? directories[0] : "eval-report");
    const { runs, comparison, report, markdown: text } = await writeEvalReport(place, directories);
    const { stdout } = process;
    if (json) stdout.write(`${JSON.stringify({ type: "compared", report, comparison })}\n`);
    else if (markdown) stdout.write(text);
    else stdout.write(`\n${evaluationEnd(runs, comparison, report, looksOf(stdout))}`);
  });
}
