// The reproduction's report: the findings in a table, alarms, the process reward models, curves and examples. One HTML
// file that opens offline; the comparisons have their own beside it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readComparison } from "../src/eval/comparison.ts";
import { writeComparisonReport } from "../src/eval/comparison-report.ts";
import { accuracyBands, lineSample, trainingBands } from "../src/report/comparison-figures.ts";
import { COMPARISON_STYLE } from "../src/report/comparison-page.ts";
import { percent, percentRange } from "../src/report/format.ts";
import { type Content, html, type Markup } from "../src/report/markup.ts";
import { htmlPage } from "../src/report/page.ts";
import { rewardKey, stepList } from "../src/report/sections.ts";
import { writeWhole } from "../src/whole-file.ts";
import { hackedResponses, readArms } from "./arms.ts";
import {
  type Arm,
  collapseStep,
  droppedStep,
  type Finding,
  fewerSteps,
  giantSteps,
  hacksLate,
  minIsStable,
  mixIsBest,
  repetitionFirst,
  sumCollapses,
} from "./findings.ts";
import { type Part, qualityOf, reproductionMarkdown } from "./markdown.ts";
import { ABLATIONS_PART, MIN, MIX, STEP_BASELINE, SUM, VR } from "./settings.ts";
import type { ReadyTask } from "./task.ts";

const REPORT_STYLE = `${COMPARISON_STYLE}
.findings { table-layout: fixed; width: 100%; } .findings td { vertical-align: top; padding: 10px 18px 10px 0; white-space: normal; }
.findings th:nth-child(1) { width: 20%; } .findings th:nth-child(2) { width: 19%; } .findings th:nth-child(4) { width: 12%; }
.findings td.holds { font-weight: 660; } .findings td .note { max-width: none; margin-top: 4px; white-space: normal; }
`;

/** Writes report.html, report.md and findings.json into `directory`, and each comparison's own report; returns the findings. */
export async function writeReproduction(
  directory: string,
  names: readonly string[],
  tasks: readonly ReadyTask[],
): Promise<Record<string, Finding[]>> {
  const parts: Part[] = [];
  for (const name of names) {
    const path = join(directory, name);
    if (!existsSync(join(path, "comparison.json"))) continue;
    await writeComparisonReport(path);
    parts.push({ name, comparison: await readComparison(path), arms: await readArms(path) });
  }
  const findings = findingsOf(parts);
  await writeWhole(join(directory, "findings.json"), `${JSON.stringify(findings, null, 2)}\n`);
  await writeWhole(join(directory, "report.md"), reproductionMarkdown(parts, findings, tasks));
  const page = await pageOf(parts, findings, tasks);
  await writeWhole(join(directory, "report.html"), page);
  return findings;
}

/** The findings for each process reward model, and the ablations' under the first. */
export function findingsOf(
  parts: readonly { name: string; arms: ReadonlyMap<string, Arm> }[],
): Record<string, Finding[]> {
  const ablations = parts.find(({ name }) => name === ABLATIONS_PART)?.arms;
  const first = parts.map(({ arms }) => arms.get(VR.name)).find((arm) => arm !== undefined);
  const all: Record<string, Finding[]> = {};
  for (const { name, arms } of parts) {
    if (name === ABLATIONS_PART) continue;
    const [sum, min, mix] = [SUM, MIN, MIX].map((variant) => arms.get(variant.name));
    if (!min || !mix) continue;
    // With a second process reward model the arm without one is not run again; with other problems it is.
    const vr = arms.get(VR.name) ?? first;
    const found = [...(sum ? [sumCollapses(sum)] : []), minIsStable(min)];
    if (vr) found.push(fewerSteps(min, vr), fewerSteps(mix, vr));
    found.push(mixIsBest(mix, [min, ...(vr ? [vr] : []), ...(sum ? [sum] : [])]));
    const baseline = (name === parts[0].name ? ablations : arms)?.get(STEP_BASELINE.name);
    if (baseline) found.push(giantSteps(baseline, min));
    found.push(hacksLate(min), repetitionFirst([...(sum ? [sum] : []), min, mix]));
    all[name] = found;
  }
  return all;
}

async function pageOf(
  parts: readonly Part[],
  findings: Record<string, Finding[]>,
  tasks: readonly ReadyTask[],
): Promise<string> {
  const examples: Content[] = [];
  for (const { name, arms } of parts) {
    const sum = arms.get(SUM.name);
    if (sum) examples.push(await hackExamples(name, sum));
  }
  return htmlPage(
    "PURE, reproduced",
    html`<header><p class="kicker">${tasks.length === 1 ? "Seed" : "Seeds"} ${tasks.map(({ seed }) => seed).join(", ")}, each with a task, a warm start and process reward models of its own</p><h1>The paper's findings, at small scale</h1></header>
${parts.map(({ name }) => name in findings && findingTable(name, findings[name], tasks))}
${alarmTable(parts)}
${parts.map(curves)}
${examples}
<footer>Made by <code>npm run reproduce</code> from the runs beside this file. Each comparison has a report of its own: ${parts.map(({ name }) => html` <a href="${name}/report.html">${name}</a>`)}.</footer>`,
    REPORT_STYLE,
  );
}

function findingTable(name: string, found: readonly Finding[], tasks: readonly ReadyTask[]): Markup {
  const rows = found.map(
    ({ finding, paper, here, test, holds }) =>
      html`<tr><td>${finding}</td><td>${paper}</td><td>${here}<p class="note">${test}</p></td><td class="holds">${
        holds === null ? "cannot be said" : holds ? "holds" : "does not hold"
      }</td></tr>`,
  );
  return html`<h2>Process reward model “${name}”</h2><p class="note">${qualityOf(name, tasks)}</p>
<table class="findings"><thead><tr><th scope="col">finding</th><th scope="col">paper</th><th scope="col">here, and the test that decides</th><th scope="col"></th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** When alarms set in, and when accuracy had dropped. */
function alarmTable(parts: readonly Part[]): Markup {
  const rows = parts.flatMap(({ name, arms }) =>
    [...arms.values()].flatMap((arm) =>
      arm.runs.map((run) => {
        const [first] = run.alarms;
        const dropped = droppedStep(run);
        return html`<tr><td>${name}: ${arm.name}</td><td>${run.seed}</td><td>${first ? `${first.kind}, step ${first.step}` : "none"}</td><td>${run.alarms.length}</td><td>${dropped ?? "never"}</td><td>${collapseStep(run) ?? "never"}</td></tr>`;
      }),
    ),
  );
  return html`<h2>Alarms</h2><p class="note">The first alarm of each run, the first evaluation with accuracy ten points under the warm start's, and the one from which on it stays below (sign test, p &lt; 0.01).</p>
<div class="scroll"><table><thead><tr><th scope="col">arm</th><th scope="col">seed</th><th scope="col">first alarm</th><th scope="col">alarms</th><th scope="col">ten points down at</th><th scope="col">collapsed from</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function curves({ name, comparison }: Part): Content {
  if (comparison.runs.length === 0) return null;
  const accuracy = accuracyBands(comparison);
  const figures = [...(accuracy ? [accuracy] : []), ...trainingBands(comparison)];
  const rows = comparison.variants.map(
    (variant, i) =>
      html`<tr><th scope="row">${lineSample(i)}${variant.name}</th><td>${percent(variant.before)}</td><td>${percent(variant.final)}</td><td>${percentRange(variant.interval)}</td><td>${percent(variant.best.accuracy)} at ${variant.best.step}</td><td>${percent(variant.noAnswerShare)}</td></tr>`,
  );
  return html`<h2>Curves: ${name}</h2><div class="scroll"><table><thead><tr><th scope="col">arm</th><th scope="col">before</th><th scope="col">final</th><th scope="col">95% interval</th><th scope="col">best</th><th scope="col">no answer</th></tr></thead><tbody>${rows}</tbody></table></div>
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
