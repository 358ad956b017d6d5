// Writes what an evaluation of a process reward model leaves behind: eval.json, report.html, and each figure as
// figures/NAME.svg.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../directories.ts";
import { figureFile } from "../report/comparison-figures.ts";
import { prmFigures } from "../report/prm-figures.ts";
import { renderPrmReport } from "../report/prm-page.ts";
import { writeWhole } from "../whole-file.ts";
import type { PrmEvaluation } from "./prm-eval.ts";
import type { Mistakes } from "./prm-mistakes.ts";

/** Writes the files into `directory`, which is made where it is not there; returns the report's path. */
export async function writePrmReport(
  directory: string,
  evaluation: PrmEvaluation,
  mistakes: Mistakes,
): Promise<string> {
  await makeDirectory(join(directory, "figures"));
  for (const figure of prmFigures(evaluation))
    await writeFile(join(directory, "figures", `${figure.file}.svg`), figureFile(figure, figure.size));
  await writeWhole(join(directory, "eval.json"), `${JSON.stringify(evaluation, null, 2)}\n`);
  return writeWhole(join(directory, "report.html"), renderPrmReport(evaluation, mistakes));
}
