// The reproduction's report: the findings in a table, alarms, the process reward models, curves and examples. One HTML
// file that opens offline; the comparisons have their own beside it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../src/errors.ts";
import { writeComparisonReport } from "../src/eval/comparison-report.ts";
import { readRun } from "../src/eval/run-files.ts";
import { exclusively } from "../src/lock.ts";
import { figureFile, lineSample, trainingBands } from "../src/report/comparison-figures.ts";
import { COMPARISON_STYLE } from "../src/report/comparison-page.ts";
import { type Content, html, type Markup } from "../src/report/markup.ts";
import { htmlPage } from "../src/report/page.ts";
import { rewardKey, stepList } from "../src/report/sections.ts";
import { writeWhole } from "../src/whole-file.ts";
import { hackedResponses, readArms, recordOf } from "./arms.ts";
import { accuracyFigures, tokenFigures, trustFigures } from "./figures.ts";
import {
  type Arm,
  collapseStep,
  type Finding,
  fewerSteps,
  giantSteps,
  hacksLate,
  minIsStable,
  mixIsBest,
  onSharedSeeds,
  repetitionFirst,
  sumCollapses,
} from "./findings.ts";
import { findingsBeyond } from "./findings-beyond.ts";
import {
  accuracyTable,
  alarmTable,
  type Part,
  qualityOf,
  reproductionMarkdown,
  type Table,
  titleOf,
  trustTable,
} from "./markdown.ts";
import {
  ABLATIONS_PART,
  BROAD_PART,
  type Experiment,
  MIN,
  MIX,
  type PartSettings,
  STEP_BASELINE,
  SUM,
  VR,
  VR_TENTH,
} from "./settings.ts";

/** Seconds that another process may take for its report. */
const MOST_WAITS = 120;

const REPORT_STYLE = `${COMPARISON_STYLE}
.findings { table-layout: fixed; width: 100%; } .findings td { vertical-align: top; padding: 10px 18px 10px 0; white-space: normal; }
.findings th:nth-child(1) { width: 20%; } .findings th:nth-child(2) { width: 19%; } .findings th:nth-child(4) { width: 12%; }
.findings td.holds { font-weight: 660; } .findings td .note { max-width: none; margin-top: 4px; white-space: normal; }
`;

/** A comparison to report. */
export interface ReportedPart extends Pick<Part, "name" | "quality"> {
  /** The comparison whose arms without process rewards stand beside this one's. */
  besides?: string;
}

/**
 * Writes the report of all finished runs of `experiment` in `directory`. Another process that is at it is waited for: the
 * last one has seen the runs of all.
 */
export async function reportExperiment(
  experiment: Pick<Experiment, "parts">,
  directory: string,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    let begun = false;
    const write = async () => {
      begun = true;
      const parts: ReportedPart[] = [];
      for (const part of experiment.parts) {
        const record = await recordOf(part, join(directory, part.name));
        if (record === null) continue;
        const file = join(directory, part.name, "comparison.json");
        await writeWhole(file, `${JSON.stringify(record, null, 2)}\n`);
        parts.push({ ...part, quality: await qualityIn(directory, part, record.seeds) });
      }
      await writeReproduction(directory, parts);
    };
    try {
      return await exclusively(directory, write, join(directory, "report.lock"));
    } catch (error) {
      if (begun || attempt === MOST_WAITS || !(error instanceof UserError)) throw error;
    }
    await setTimeout(1000);
  }
}

/** What is said of a comparison's process reward model: of a trained one, how its training ended. */
async function qualityIn(
  directory: string,
  { name, scorer, operations }: PartSettings,
  seeds: readonly number[],
): Promise<string | null> {
  if (name === ABLATIONS_PART) return null;
  if (scorer === null && operations) return "The task's checker, on chains longer than those of the warm-up.";
  if (scorer === null) return "The task's checker, which never errs.";
  const qualities = [];
  for (const seed of seeds) {
    const { supervised } = await readRun(join(directory, `seed-${seed}`, scorer));
    qualities.push({ seed, quality: supervised.at(-1)?.heldOut ?? null });
  }
  return qualityOf(qualities);
}

/** Writes report.html, report.md and findings.json into `directory`, and each comparison's own report; returns the findings. */
export async function writeReproduction(
  directory: string,
  reported: readonly ReportedPart[],
): Promise<Record<string, Finding[]>> {
  const arms = new Map<string, Map<string, Arm>>();
  for (const { name } of reported) arms.set(name, await readArms(join(directory, name)));
  const parts: Part[] = [];
  for (const { name, quality, besides } of reported) {
    const path = join(directory, name);
    const { comparison } = await writeComparisonReport(path);
    const own = arms.get(name)!;
    const verified = new Map<string, Arm>();
    for (const { name: arm } of [VR, VR_TENTH]) {
      const found = own.get(arm) ?? arms.get(besides ?? name)?.get(arm);
      if (found) verified.set(arm, found);
    }
    parts.push({ name, quality, comparison, arms: own, verified });
  }
  const findings = findingsOf(parts);
  await writeWhole(join(directory, "findings.json"), `${JSON.stringify(findings, null, 2)}\n`);
  await writeWhole(join(directory, "report.md"), reproductionMarkdown(parts, findings));
  const page = await pageOf(parts, findings, directory);
  await writeWhole(join(directory, "report.html"), page);
  return findings;
}

/** The findings of each comparison, and the ablations' under the first process reward model's. */
export function findingsOf(
  parts: readonly Pick<Part, "name" | "arms" | "verified">[],
): Record<string, Finding[]> {
  const ablations = parts.find(({ name }) => name === ABLATIONS_PART)?.arms;
  const all: Record<string, Finding[]> = {};
  for (const { name, arms, verified } of parts) {
    if (name === ABLATIONS_PART) continue;
    const [sum, min, mix] = [SUM, MIN, MIX].map((variant) => arms.get(variant.name));
    const vr = verified.get(VR.name);
    const found: Finding[] = [];
    if (sum) found.push(sumCollapses(sum));
    if (min) found.push(minIsStable(min));
    for (const arm of [min, mix]) {
      const shared = arm && vr && onSharedSeeds([arm, vr]);
      if (shared) found.push(fewerSteps(...shared));
    }
    const others = [min, vr, sum].filter((arm) => arm && mix && onSharedSeeds([mix, arm])) as Arm[];
    if (mix && others.length > 0) found.push(mixIsBest(mix, others));
    const baseline = (name === BROAD_PART ? ablations : arms)?.get(STEP_BASELINE.name);
    if (baseline && min) found.push(giantSteps(baseline, min));
    if (min) found.push(hacksLate(min));
    const watched = [sum, min, mix].filter((arm) => arm !== undefined);
    if (watched.length > 0) found.push(repetitionFirst(watched));
    found.push(...findingsBeyond(name, (arm) => arms.get(arm) ?? verified.get(arm)));
    if (found.length > 0) all[name] = found;
  }
  return all;
}

async function pageOf(
  parts: readonly Part[],
  findings: Record<string, Finding[]>,
  directory: string,
): Promise<string> {
  const curves: Content[] = [];
  const examples: Content[] = [];
  for (const part of parts) {
    curves.push(await curvesOf(part, join(directory, part.name, "figures")));
    const sum = part.arms.get(SUM.name);
    if (sum) examples.push(await hackExamples(part.name, sum));
  }
  const seeds = [...new Set(parts.flatMap(({ comparison }) => comparison.record.seeds))];
  return htmlPage(
    "PURE, reproduced",
    html`<header><p class="kicker">${seeds.length === 1 ? "Seed" : "Seeds"} ${seeds.join(", ")}, each with a task, a warm start and process reward models of its own</p><h1>The paper's findings, at small scale</h1></header>
${parts.map((part) => part.name in findings && findingTable(part, findings[part.name]))}
${parts.map((part) => section(`Trust: ${titleOf(part)}`, "Weight of the process rewards, 0 to 1, and the correlation with verdicts that it goes by.", trustTable(part)))}
${section("Alarms", "The first alarm of each run, the first evaluation with accuracy ten points under the warm start's, and the one from which on it stays below (sign test, p < 0.01).", alarmTable(parts))}
${curves}
${examples}
<footer>Made by <code>npm run reproduce</code> from the runs beside this file. Each comparison has a report of its own: ${parts.map(({ name }) => html` <a href="${name}/report.html">${name}</a>`)}.</footer>`,
    REPORT_STYLE,
  );
}

function findingTable(part: Part, found: readonly Finding[]): Markup {
  const rows = found.map(
    ({ finding, paper, here, test, holds }) =>
      html`<tr><td>${finding}</td><td>${paper}</td><td>${here}<p class="note">${test}</p></td><td class="holds">${
        holds === null ? "cannot be said" : holds ? "holds" : "does not hold"
      }</td></tr>`,
  );
  return html`<h2>Findings: ${titleOf(part)}</h2><p class="note">Process reward model: ${part.quality}</p>
<table class="findings"><thead><tr><th scope="col">finding</th><th scope="col">paper</th><th scope="col">here, and the test that decides</th><th scope="col"></th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Nothing for a table without rows. */
function section(title: string, note: string, table: Table): Content {
  return table.rows.length > 0 && html`<h2>${title}</h2><p class="note">${note}</p>${tableOf(table)}`;
}

function tableOf({ header, rows }: Table, samples?: (row: number) => Content): Markup {
  const body = rows.map(
    ([first, ...others], i) =>
      html`<tr><th scope="row">${samples?.(i)}${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A comparison's figures, those of its own report aside also as files in `directory`. */
async function curvesOf(part: Part, directory: string): Promise<Content> {
  const { comparison } = part;
  if (comparison.runs.length === 0) return null;
  const arms = [...part.arms.values()];
  const own = [...accuracyFigures(comparison), ...tokenFigures(arms), ...trustFigures(arms)];
  for (const figure of own) await writeFile(join(directory, `${figure.file}.svg`), figureFile(figure));
  const figures = [...own, ...trainingBands(comparison)];
  return html`<h2>Curves: ${titleOf(part)}</h2>${tableOf(accuracyTable(part), lineSample)}
<div class="pairwise">${figures.map(({ title, note, svg }) => html`<figure><figcaption><h3>${title}</h3><p class="note">${note}</p></figcaption>${svg}</figure>`)}</div>`;
}

/** What the sum-form found: three responses where its first run collapsed. */
async function hackExamples(name: string, sum: Arm): Promise<Content> {
  const collapsed = sum.runs.find((run) => collapseStep(run) !== null);
  if (!collapsed) return null;
  const responses = await hackedResponses(collapsed.path, collapseStep(collapsed)!, 3);
  return html`<h2>What the sum-form found: ${name}</h2><p class="note">Seed ${collapsed.seed}, step ${responses[0]?.step}: the three responses with the highest summed process reward.</p>${rewardKey()}
${responses.map(({ prompt, steps, answer, reference }) => html`<div class="problem"><p class="label">answer ${answer ?? "none"}, reference ${reference}</p><p class="prompt mono">${prompt}</p>${stepList(steps)}</div>`)}`;
}
