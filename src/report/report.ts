// The run report: what a run directory holds, on one page.
import { basename, join, resolve } from "node:path";
import { writeWhole } from "../whole-file.ts";
import { alarms } from "./alarms.ts";
import { count } from "../text/format.ts";
import { html } from "./markup.ts";
import { htmlPage } from "./page.ts";
import { rolloutBrowser } from "./rollouts.ts";
import { type RunFiles, readRun } from "../eval/run-files.ts";
import { configuration, figures, finalFigures, headline, solutions } from "./sections.ts";

/** The report of `run` as HTML. */
export function renderReport(run: RunFiles): string {
  const { summary } = run;
  const name = summary?.name ?? basename(resolve(run.directory));
  const last = (run.metrics.at(-1) ?? run.supervised.at(-1))?.step ?? 0;
  const status = summary
    ? `Run ${name}, seed ${summary.seed}, ${count(summary.steps, "step")}`
    : run.supervised.length > 0
      ? `Run ${name}, supervised training, ${count(last, "step")}`
      : `Run ${name}, unfinished: ${count(last, "step")} so far`;
  return htmlPage(
    `${name}: PURE run report`,
    html`<header><p class="kicker">${status}</p><h1>${summary?.title ?? name}</h1></header>
${headline(run)}
${alarms(run.alarms)}
${figures(run)}
${solutions(summary)}
${rolloutBrowser(run.rollouts)}
${finalFigures(run)}
${configuration(run.config)}
<footer>Made by pure from metrics.jsonl, alarms.jsonl, summary.json, config.json and rollouts/ of this run; <code>pure report ${run.directory}</code> makes it again.</footer>`,
  );
}

/**
 * Writes `report.html` into `runDirectory` and returns its path. Unfinished runs have a report too.
 * @throws UserError where the directory holds no run or a file of it is malformed.
 */
export async function writeReport(runDirectory: string): Promise<string> {
  const page = renderReport(await readRun(runDirectory));
  const path = join(runDirectory, "report.html");
  await writeWhole(path, page);
  return path;
}
