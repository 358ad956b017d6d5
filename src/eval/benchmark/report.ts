// Writes the report of one evaluation, or of several side by side: report.html, report.md, and each figure as
// figures/NAME.svg.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../directories.ts";
import { figureFile } from "../../report/comparison-figures.ts";
import { colorNote, evalFigures } from "../../report/eval-figures.ts";
import { evalMarkdown } from "../../report/eval-markdown.ts";
import { renderEvalReport } from "../../report/eval-page.ts";
import { writeWhole } from "../../whole-file.ts";
import { compareEvaluations, type RunsComparison } from "./compare.ts";
import { type EvaluatedRun, readEvaluatedRuns } from "./evaluated-run.ts";
import { chooseExamples } from "./examples.ts";

/**
 * Reads the finished evaluations in `directories` and writes their report into `out`, which is made where it is not there.
 * Several are compared with the one at `baseline`. Returns the page's path, and what the terminal shows
 * (report/eval-terminal.ts). Throws a UserError where a directory holds no finished evaluation.
 */
export async function writeEvalReport(
  out: string,
  directories: readonly string[],
  { baseline = 0 }: { baseline?: number } = {},
): Promise<{ report: string; runs: EvaluatedRun[]; comparison: RunsComparison | null }> {
  const runs = await readEvaluatedRuns(directories);
  const comparison = runs.length > 1 ? compareEvaluations(runs, { baseline }) : null;
  const examples = await chooseExamples(runs);
  await makeDirectory(join(out, "figures"));
  for (const figure of evalFigures(runs)) {
    const alone = { ...figure, note: `${figure.note}${colorNote(runs)}` };
    await writeFile(join(out, "figures", `${figure.file}.svg`), figureFile(alone, figure.size));
  }
  await writeWhole(join(out, "report.md"), evalMarkdown(runs, comparison));
  const report = await writeWhole(join(out, "report.html"), renderEvalReport(runs, comparison, examples));
  return { report, runs, comparison };
}
