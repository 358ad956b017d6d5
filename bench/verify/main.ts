// `npm run bench:verify [-- DIRECTORY]`: right answers recognised, wrong ones accepted and pairs a second of our verifier
// and of Math-Verify, measured in turn in one run on the same pairs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { quantile } from "../../src/common/statistics.ts";
import { createVerifierPool, type VerifierPool } from "../../src/verify/pool.ts";
import { thisMachine } from "../machine.ts";
import { median } from "../pairs.ts";
import { writeBlock } from "../table.ts";
import { type CaseFile, casePlaces, findCases, readCases, type VerifyCase } from "./case-files.ts";
import { columnTable } from "./columns.ts";

const usage = `npm run bench:verify -- [DIRECTORY] [--pairs 3] [--concurrency 2] [--only NAME] [--wrong] [--json] [--out FILE]
  DIRECTORY      with benchmarks.jsonl, hard.jsonl, notation.jsonl, adversarial.jsonl (lines of id, prediction, reference,
                 expected); without it, the first of: ${casePlaces().join(", ")}
  --pairs        how often ours and Math-Verify run in turn on each file
  --concurrency  processes of each side
  --only         the files whose names begin with NAME ("benchmarks", "real")
  --wrong        list the cases that ours gets wrong
  --json         all figures on standard output
  --out          rewrite the block of these figures in FILE (docs/verify.md)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "3" },
    concurrency: { type: "string", default: "2" },
    only: { type: "string", default: "" },
    wrong: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help || positionals.length > 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const directory = positionals[0] ?? findCases();
if (directory === null || !existsSync(directory)) {
  console.error(
    `There are no cases: put the four files into bench/verify/cases/ or name their directory.\n${usage}`,
  );
  process.exit(2);
}
const [pairs, processes] = [Number(values.pairs), Number(values.concurrency)];

/** One run of one side over one file. */
interface Run {
  verdicts: (boolean | null)[];
  /** Milliseconds of each judgement. */
  ms: number[];
  seconds: number;
}

interface FileResult {
  file: CaseFile;
  ours: Run[];
  theirs: Run[];
}

/** Math-Verify's processes judge so many pairs before the clock starts, drawn evenly from all files. */
const WARM_UP = 120;

async function runOurs(pool: VerifierPool, cases: readonly VerifyCase[]): Promise<Run> {
  const start = performance.now();
  const judged = await Promise.all(
    cases.map(({ prediction, reference }) => pool.verify(prediction, reference)),
  );
  const seconds = (performance.now() - start) / 1000;
  return { verdicts: judged.map(({ verdict }) => verdict), ms: judged.map(({ ms }) => ms), seconds };
}

const python = join(
  process.env.PURE_PEERS ?? join(homedir(), ".cache", "pure-peers"),
  "verify",
  "bin",
  "python",
);
let versions: Record<string, string> = {};

/** Starts Math-Verify over the pairs; its processes are warm before its clock starts. */
function runTheirs(warmUp: readonly VerifyCase[], cases: readonly VerifyCase[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL("../peers/verify.py", import.meta.url));
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`${script} ended with status ${code}:\n${errors}`));
      const reply = JSON.parse(output) as Run & { versions: Record<string, string> };
      versions = reply.versions;
      resolve(reply);
    });
    child.stdin.on("error", () => {}); // It ended before it read: its status and errors say why.
    child.stdin.end(JSON.stringify({ processes, warmUp, pairs: cases }));
  });
}

const machine = thisMachine();
const files = (await readCases(directory)).filter(({ name }) => name.startsWith(values.only));
const everything = files.flatMap(({ cases }) => cases);
const step = Math.max(1, Math.floor(everything.length / WARM_UP));
const warmUp = everything.filter((_, i) => i % step === 0);
const peers = existsSync(python);
const pool = createVerifierPool({ concurrency: processes });
// Where speeds are compared, ours have judged everything once: a training keeps them from its first step to its last, and
// JavaScript is compiled while it runs, which Python is not.
if (peers) await runOurs(pool, everything);
const results: FileResult[] = [];
for (const file of files) {
  const result: FileResult = { file, ours: [], theirs: [] };
  for (let pair = 0; pair < pairs; pair++) {
    result.ours.push(await runOurs(pool, file.cases));
    if (peers) result.theirs.push(await runTheirs(warmUp, file.cases));
    console.error(
      `${file.name}, pair ${pair + 1}: ${sideText(result.ours)}${peers ? ` against ${sideText(result.theirs)}` : ""} pairs/s`,
    );
  }
  results.push(result);
}
await pool.close();

function sideText(runs: readonly Run[]): string {
  const { verdicts, seconds } = runs[runs.length - 1];
  return String(Math.round(verdicts.length / seconds));
}

const header = [
  "",
  "right answers",
  "wrong accepted",
  "undecided",
  "pairs/s",
  "p50 ms",
  "p99 ms",
  "ratio (min–max)",
  "required",
  "holds",
];

/** Of the runs of a side the one with the fewest right answers counts: a verdict must not depend on luck. */
function figures({ cases }: CaseFile, runs: readonly Run[]) {
  const count = (run: Run, expected: boolean, verdict: boolean | null) =>
    cases.filter((one, i) => one.expected === expected && run.verdicts[i] === verdict).length;
  return {
    positives: Math.min(...runs.map((run) => count(run, true, true))),
    falsePositives: Math.max(...runs.map((run) => count(run, false, true))),
    undecided: Math.max(...runs.map((run) => run.verdicts.filter((verdict) => verdict === null).length)),
    rate: median(runs.map(({ seconds }) => cases.length / seconds)),
    p50: median(
      runs.map(({ ms }) =>
        quantile(
          [...ms].sort((a, b) => a - b),
          0.5,
        ),
      ),
    ),
    p99: median(
      runs.map(({ ms }) =>
        quantile(
          [...ms].sort((a, b) => a - b),
          0.99,
        ),
      ),
    ),
  };
}

function rowsOf({ file, ours, theirs }: FileResult): string[][] {
  const all = { positive: 0, negative: 0 };
  for (const { expected } of file.cases) all[expected ? "positive" : "negative"]++;
  const side = (name: string, runs: readonly Run[]) => {
    const { positives, falsePositives, undecided, rate, p50, p99 } = figures(file, runs);
    const shown = [`${positives}/${all.positive}`, `${falsePositives}/${all.negative}`, String(undecided)];
    return [name, ...shown, Math.round(rate).toLocaleString("en"), p50.toFixed(2), p99.toFixed(1)];
  };
  const { positives, falsePositives, p99 } = figures(file, ours);
  const ratios = theirs.map(({ seconds }, i) => seconds / ours[i].seconds);
  const ratio = median(ratios);
  const { required, speed } = file;
  const least = required.positives ?? all.positive;
  const wanted = [
    `≥ ${least}, ≤ ${required.falsePositives}`,
    ...(speed ? [`≥ ${speed.ratio}×, < ${speed.p99Ms} ms`] : []),
  ];
  const fast = !speed || ((ratios.length === 0 || ratio >= speed.ratio) && p99 < speed.p99Ms);
  const holds = positives >= least && falsePositives <= required.falsePositives && fast;
  const ratioText =
    ratios.length === 0
      ? "–"
      : `${ratio.toFixed(1)} (${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)})`;
  const rows = [[...side(file.name, ours), ratioText, wanted.join("; "), holds ? "yes" : "NO"]];
  if (theirs.length > 0) rows.push([...side("  Math-Verify", theirs), "", "", ""]);
  return rows;
}

const rows = results.flatMap(rowsOf);
const names = Object.entries({ node: process.version, ...versions }).map(
  ([name, version]) => `${name} ${version}`,
);
const provenance =
  `${machine.date}, ${machine.processor}, ${machine.cores} cores, ${machine.system}, load ${machine.load.toFixed(1)} before; ` +
  `${processes} processes a side, ${pairs} pairs of runs; ${names.join(", ")}.`;
if (values.out) {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.trim()).join(" | ")} |`;
  const rule = header.map((_, column) => (column === 0 ? "---" : "---:"));
  writeBlock(
    values.out,
    "verify",
    [[line(header), line(rule), ...rows.map(line)].join("\n"), provenance].join("\n\n"),
  );
}
if (values.json) console.log(JSON.stringify({ machine, versions, results }));
else console.log(`\n${columnTable(header, rows)}\n\n${provenance}`);
if (values.wrong)
  for (const { file, ours } of results)
    file.cases.forEach(({ id, expected, prediction, reference }, i) => {
      const verdict = ours[0].verdicts[i];
      const wrong = expected ? verdict !== true : verdict === true;
      if (wrong)
        console.log(
          `${file.name} ${id}: ${verdict}, expected ${expected}: ${JSON.stringify([prediction.slice(-80), reference])}`,
        );
    });
if (!peers) console.error("Math-Verify is not installed: `bash bench/peers/math_verify.sh` installs it.");
