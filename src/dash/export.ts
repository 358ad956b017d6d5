// One HTML file of a run: the same pages with the run's files in them, compressed, and nothing to fetch. Only the page's
// own script may run in it, by its hash.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { UserError } from "../common/errors.ts";
import { writeWhole } from "../common/whole-file.ts";
import { count } from "../text/format.ts";
import { Folder } from "./files.ts";
import { hackedBy, Rollouts } from "./rollouts.ts";
import { Runs } from "./runs.ts";
import { pagesPath } from "./server.ts";
import type { ExportedRun, RunFacts, ShownGroup, StepIndex } from "./types.ts";

/** Writes the page; `limit`: bytes of rollouts before compression. Throws a UserError where there is no run. */
export async function exportRun(
  directory: string,
  { out = join(directory, "dash.html"), limit }: { out?: string; limit: number },
): Promise<{ path: string; size: number }> {
  const folder = await Folder.at(directory).catch(() => null);
  const runs = folder && new Runs(folder);
  await runs?.look();
  const details = await runs?.details(".");
  if (!folder || !details)
    throw new UserError(`${directory}: no run here; give the directory of a run, such as runs/NAME`);
  const metrics = (await folder.text("metrics.jsonl")) ?? "";
  const gathered = await gather(folder, details.facts, limit);
  const run: ExportedRun = { ...details, metrics, ...gathered };
  const data = await promisify(gzip)(JSON.stringify(run), { level: 9 });
  const page = await pageOf(data.toString("base64"));
  return { path: await writeWhole(out, page), size: Buffer.byteLength(page) };
}

/** Rollouts up to `limit` bytes: of every step its rows, then of each step in turn its groups that moved most. */
async function gather(folder: Folder, facts: RunFacts, limit: number) {
  const rollouts = new Rollouts();
  const steps: StepIndex[] = [];
  const groups: ShownGroup[] = [];
  let size = 0;
  const fits = (value: object) => {
    size += JSON.stringify(value).length;
    return size <= limit;
  };
  let hacked: ExportedRun["hacked"] = null;
  let most = 0;
  const wanted: { path: string; step: number; ranked: number[] }[] = [];
  for (const step of spread(facts.rolloutSteps)) {
    const path = await folder.find("rollouts", `${step}.jsonl`);
    if (path === null) continue;
    const index = await rollouts.index(path, step);
    if (!fits(index)) break;
    steps.push(index);
    const worth = index.groups.map(({ group }) => {
      const rows = index.rows.filter((row) => row.group === group);
      const pull = rows.reduce((sum, row) => sum + row.pull, 0);
      return { group, hacked: hackedBy(rows), pull };
    });
    for (const { group, hacked: by } of worth.filter((own) => own.hacked > most))
      [hacked, most] = [{ step, group }, by];
    const ranked = worth.sort((a, b) => b.hacked - a.hacked || b.pull - a.pull).map(({ group }) => group);
    wanted.push({ path, step, ranked });
  }
  const total = wanted.reduce((sum, { ranked }) => sum + ranked.length, 0);
  const longest = Math.max(0, ...wanted.map(({ ranked }) => ranked.length));
  for (let rank = 0; rank < longest && size <= limit; rank++)
    for (const { path, step, ranked } of wanted) {
      const group = rank < ranked.length ? await rollouts.group(path, step, ranked[rank]) : null;
      if (group && fits(group)) groups.push(group);
    }
  const notes = [
    steps.length < facts.rolloutSteps.length &&
      `rollouts of ${steps.length} of ${count(facts.rolloutSteps.length, "step")}`,
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

async function pageOf(data: string): Promise<string> {
  const read = (name: string) =>
    readFile(join(pagesPath(), name), "utf8").catch(() => {
      throw new UserError(`${join(pagesPath(), name)}: the pages are not built; run \`npm run build\``);
    });
  const [script, style] = await Promise.all([read("export.js"), read("export.css")]);
  if (/<\/script/i.test(script)) throw new Error("the page's script cannot stand in a page");
  const hash = createHash("sha256").update(script).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pure: a run</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<script type="application/octet-stream" id="run">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}
