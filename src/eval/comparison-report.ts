// Writes a comparison's report: report.html, and each figure as figures/NAME.svg.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../directories.ts";
import { figureFile } from "../report/comparison-figures.ts";
import { renderComparison } from "../report/comparison-page.ts";
import { writeWhole } from "../whole-file.ts";
import { type Comparison, readComparison } from "./comparison.ts";

/**
 * Writes the report of the comparison in `directory`, finished or not; returns its path and what it tells.
 * Throws a UserError where the directory holds no comparison, or a file of a run is malformed.
 */
export async function writeComparisonReport(
  directory: string,
): Promise<{ report: string; comparison: Comparison }> {
  const comparison = await readComparison(directory);
  const { page, figures } = renderComparison(comparison);
  await makeDirectory(join(directory, "figures"));
  for (const figure of figures)
    await writeFile(join(directory, "figures", `${figure.file}.svg`), figureFile(figure));
  const report = join(directory, "report.html");
  await writeWhole(report, page);
  return { report, comparison };
}
