// The reproduction's report: the findings in a table, alarms, the process reward models, curves and examples. One HTML
// file that opens offline; the comparisons have their own beside it.
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../src/common/errors.ts";
import { exclusively } from "../src/common/lock.ts";
import { writeWhole } from "../src/common/whole-file.ts";
import { readRun } from "../src/eval/run-files.ts";
import { writeComparisonReport } from "../src/report/comparison.ts";
import { trainingBands } from "../src/report/comparison-figures.ts";
import {
  type Block,
  type Figure,
  marked,
  type Page,
  rewardKey,
  say,
  section,
  strong,
  table,
} from "../src/report/document.ts";
import { type Line, lineOf } from "../src/report/figures.ts";
import { htmlPage, writeFigures } from "../src/report/page.ts";
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
  for (const part of parts)
    if (part.comparison.runs.length > 0) await writeFigures(join(directory, part.name), ownFigures(part));
  await writeWhole(join(directory, "report.html"), htmlPage(await pageOf(parts, findings)));
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

async function pageOf(parts: readonly Part[], findings: Record<string, Finding[]>): Promise<Page> {
  const examples: Block[] = [];
  for (const part of parts) {
    const sum = part.arms.get(SUM.name);
    if (sum) examples.push(await hackExamples(part.name, sum));
  }
  const seeds = [...new Set(parts.flatMap(({ comparison }) => comparison.record.seeds))];
  return {
    title: "PURE, reproduced",
    kicker: `${seeds.length === 1 ? "Seed" : "Seeds"} ${seeds.join(", ")}, each with a task, a warm start and process reward models of its own`,
    heading: "The paper's findings, at small scale",
    blocks: [
      parts.map((part) => part.name in findings && findingTable(part, findings[part.name])),
      parts.map((part) =>
        tableSection(
          `Trust: ${titleOf(part)}`,
          "Weight of the process rewards, 0 to 1, and the correlation with verdicts that it goes by.",
          trustTable(part),
        ),
      ),
      tableSection(
        "Alarms",
        "The first alarm of each run, the first evaluation with accuracy ten points under the warm start's, and the one from which on it stays below (sign test, p < 0.01).",
        alarmTable(parts),
      ),
      parts.map(curvesOf),
      examples,
    ],
    footer: [
      "Made by ",
      marked("mono", "npm run reproduce"),
      " from the runs beside this file. Each comparison has a report of its own: ",
      parts.map(({ name }) => [" ", marked("link", `${name}/report.html`)]),
      ".",
    ],
  };
}

function findingTable(part: Part, found: readonly Finding[]): Block {
  return section(
    `Findings: ${titleOf(part)}`,
    `Process reward model: ${part.quality ?? ""}`,
    table<Finding>(
      [
        { title: "finding", cell: ({ finding }) => finding },
        { title: "paper", cell: ({ paper }) => paper },
        { title: "here, and the test that decides", cell: ({ here, test }) => ({ value: here, note: test }) },
        {
          title: "",
          cell: ({ holds }) => strong(holds === null ? "cannot be said" : holds ? "holds" : "does not hold"),
        },
      ],
      found,
      { look: "facts" },
    ),
  );
}

/** Nothing for a table without rows. */
function tableSection(title: string, note: string, shown: Table): Block {
  return shown.rows.length > 0 && section(title, note, tableOf(shown));
}

function tableOf({ header, rows }: Table, line?: (row: number) => Line): Block {
  return table<Table["rows"][number]>(
    header.map((title, c) => ({
      ...{ title, cell: (row, r) => ({ value: row[c], line: c === 0 ? line?.(r) : undefined }) },
    })),
    rows,
  );
}

/** Figures of a comparison beside those of its own report. */
function ownFigures({ comparison, arms }: Part): Figure[] {
  const all = [...arms.values()];
  return [...accuracyFigures(comparison), ...tokenFigures(all), ...trustFigures(all)];
}

function curvesOf(part: Part): Block {
  if (part.comparison.runs.length === 0) return null;
  const figures = [...ownFigures(part), ...trainingBands(part.comparison)];
  return [
    say("title", `Curves: ${titleOf(part)}`),
    tableOf(accuracyTable(part), lineOf),
    { kind: "figures", columns: 2, figures },
  ];
}

/** What the sum-form found: three responses where its first run collapsed. */
async function hackExamples(name: string, sum: Arm): Promise<Block> {
  const collapsed = sum.runs.find((run) => collapseStep(run) !== null);
  if (!collapsed) return null;
  const responses = await hackedResponses(collapsed.path, collapseStep(collapsed)!, 3);
  return section(
    `What the sum-form found: ${name}`,
    `Seed ${collapsed.seed}, step ${responses[0]?.step}: the three responses with the highest summed process reward.`,
    rewardKey,
    ...responses.map(
      ({ prompt, steps, answer, reference }): Block => ({
        ...{ kind: "problem", label: `answer ${answer ?? "none"}, reference ${reference}`, prompt },
        responses: [{ said: [], steps }],
      }),
    ),
  );
}
