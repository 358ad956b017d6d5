// A run as one HTML file: the dashboard's page with the run's files in it, which asks nobody for anything. The report of a
// run is this file with few rollouts; to send there may be more.
import { existsSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { writeWhole } from "../common/whole-file.ts";
import { MOST_SOLUTIONS, runPage } from "../report/run.ts";
import { count } from "../text/format.ts";
import { Folder, wholeLines } from "./files.ts";
import { type BuiltPage, builtPage, filePage, shortened } from "./pages.ts";
import { loadedRun, type MetricsLines, readMetrics } from "./records.ts";
import { Rewards } from "./rewards.ts";
import { hackedBy, Rollouts } from "./rollouts.ts";
import { Runs } from "./runs.ts";
import type { ExportedRun, RewardRange, RunFacts, ShownGroup, StepIndex } from "./types.ts";

/** Bytes of rollouts in a report, before compression. */
const REPORT_LIMIT = 3 * 2 ** 20;

/**
 * Writes `report.html` into the directory of a run, finished or not, and returns its path. Where the pages are not built
 * it has the run in words and tables alone.
 * @throws UserError where the directory holds no run.
 */
export async function writeReport(directory: string): Promise<string> {
  const built = await builtPage().catch((error: Error) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  return await writeRun(directory, { out: join(directory, "report.html"), limit: REPORT_LIMIT, built });
}

/**
 * Writes the page with rollouts up to `limit` bytes before compression; its path and bytes. Throws a UserError where there
 * is no run, or the pages are not built.
 */
export async function exportRun(
  directory: string,
  { out = join(directory, "dash.html"), limit }: { out?: string; limit: number },
): Promise<{ path: string; size: number }> {
  await makeDirectory(dirname(out));
  if (existsSync(out) && statSync(out).isDirectory())
    throw new UserError(
      `${out}: is a directory; --out is the file to write, such as ${join(out, "dash.html")}`,
    );
  const path = await writeRun(directory, { out, limit, built: await builtPage() });
  return { path, size: (await stat(path)).size };
}

async function writeRun(
  directory: string,
  { out, limit, built }: { out: string; limit: number; built: BuiltPage | null },
): Promise<string> {
  const folder = await Folder.at(directory).catch(() => null);
  const runs = folder && new Runs(folder);
  await runs?.look();
  const details = await runs?.details(".");
  if (!folder || !details)
    throw new UserError(
      `${directory}: no metrics.jsonl and no summary.json here; give the directory of a run, such as runs/NAME`,
    );
  const metrics = wholeLines((await folder.text("metrics.jsonl")) ?? "");
  const gathered = await gather(folder, details.facts, built ? limit : 0);
  const summary = details.summary && {
    ...details.summary,
    solutions: (details.summary.solutions ?? []).slice(0, MOST_SOLUTIONS),
  };
  const name = details.summary?.name ?? basename(folder.path);
  const steps = gathered.steps.map(({ step }) => step);
  const rewards: RewardRange[] = [];
  for await (const range of new Rewards().ranges(steps, (step) => folder.find("rollouts", `${step}.jsonl`)))
    rewards.push(range);
  const facts = { ...details.facts, name, rolloutSteps: steps };
  const run: ExportedRun = { ...details, summary, facts, metrics, ...gathered, rewards };
  const lines: MetricsLines = new Map();
  const loaded = loadedRun(details, lines, readMetrics(metrics, lines));
  const notes = [
    ...facts.faults,
    ...(loaded.broken > 0 ? [`${count(loaded.broken, "line")} of its files cannot be read.`] : []),
  ];
  return await writeWhole(out, await filePage(run, runPage(loaded, { ...facts, notes }), built));
}

/**
 * Rollouts up to `limit` bytes, or one group where that is larger: rows of steps in half of them, then groups, first those
 * that show the hack of summed rewards or moved most, each step an equal share.
 */
async function gather(folder: Folder, { rolloutSteps }: RunFacts, limit: number) {
  const rollouts = new Rollouts();
  const steps: StepIndex[] = [];
  const groups: ShownGroup[] = [];
  let size = 0;
  const fits = (value: object, most: number, first: boolean) => {
    const bytes = JSON.stringify(value, shortened).length;
    if (size + bytes > most && !first) return false;
    size += bytes;
    return true;
  };
  let hacked: ExportedRun["hacked"] = null;
  let most = 0;
  const wanted: { path: string; step: number; ranked: number[] }[] = [];
  for (const step of limit > 0 ? spread(rolloutSteps) : []) {
    const path = await folder.find("rollouts", `${step}.jsonl`);
    if (path === null) continue;
    const index = await rollouts.index(path, step);
    if (!fits(index, limit / 2, steps.length === 0)) break;
    steps.push(index);
    const worth = [...groupBy(index.rows, (row) => row.group)].map(([group, rows]) => {
      const pull = rows.reduce((sum, row) => sum + row.pull, 0);
      return { group, hacked: hackedBy(rows), pull };
    });
    for (const { group, hacked: by } of worth) if (by > most) [hacked, most] = [{ step, group }, by];
    const ranked = worth.sort((a, b) => b.hacked - a.hacked || b.pull - a.pull).map(({ group }) => group);
    wanted.push({ path, step, ranked });
  }
  const total = wanted.reduce((sum, { ranked }) => sum + ranked.length, 0);
  wanted.sort((a, b) => Number(b.step === hacked?.step) - Number(a.step === hacked?.step));
  for (const [at, { path, step, ranked }] of wanted.entries()) {
    const share = size + (limit - size) / (wanted.length - at);
    for (const [rank, number] of ranked.entries()) {
      const group = await rollouts.group(path, step, number);
      if (group && !fits(group, rank === 0 ? limit : share, groups.length === 0)) break;
      if (group) groups.push(group);
    }
  }
  const notes = [
    steps.length < rolloutSteps.length &&
      `rollouts of ${steps.length} of ${count(rolloutSteps.length, "step")}`,
    groups.length < total && `responses of ${groups.length} of ${count(total, "group")}`,
  ].filter((note) => note !== false);
  const left = notes.length > 0 ? `To keep this file small it has ${notes.join(", and ")}.` : null;
  return { steps: steps.sort((a, b) => a.step - b.step), groups, hacked, left };
}

/** `steps` with the last and the first before those between, so that few of them still span the run. */
function spread(steps: readonly number[]): number[] {
  const ordered: number[] = [];
  const taken = new Set<number>();
  for (let parts = 1; ordered.length < steps.length; parts *= 2)
    for (let i = parts; i >= 0; i--) {
      const step = steps[Math.round((i * (steps.length - 1)) / parts)];
      if (!taken.has(step)) ordered.push(step);
      taken.add(step);
    }
  return ordered;
}
