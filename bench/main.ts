// `npm run bench [-- SECTION…]`: our speed and memory beside the peers', as ratios measured in turn in one run.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { casesOf, type Section, sections } from "./cases.ts";
import { answerInputs, ggufInputs, stepInputs } from "./checkpoints.ts";
import { thisMachine } from "./machine.ts";
import { type CaseResult, peersPython, runCase } from "./pairs.ts";
import { markdownBlock, notesOf, provenance, terminalTable, writeBlock } from "./table.ts";

/** Load average above which the machine is not idle. */
const busyLoad = 0.7;

const usage = `npm run bench -- [${sections.join(" | ")}]… [--pairs 3] [--runs N] [--threads 2] [--against DIR] [--json] [--out FILE]
  --pairs    how often ours and the peer's run in turn
  --runs     runs in each process in place of the benchmark's own number: 1 to see whether it works
  --against  another checkout of this project, with its dependencies, in the place of the peers; 0.97 of its speed is required
  --problems GSM8K's test problems, {"question"} a line: eval needs them, and is left out without
  --limit    of them (64)
  --json     all figures on standard output
  --out      rewrite the blocks of these sections in FILE (docs/benchmarks.md)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "3" },
    runs: { type: "string" },
    threads: { type: "string", default: "2" },
    against: { type: "string" },
    problems: { type: "string" },
    limit: { type: "string", default: "64" },
    json: { type: "boolean", default: false },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !sections.some((section) => section === name));
if (values.help || unknown.length > 0) {
  console.error(unknown.length > 0 ? `no benchmark ${unknown.join(", ")}\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}
if (positionals.includes("eval") && values.problems === undefined) {
  console.error(`eval needs --problems\n${usage}`);
  process.exit(2);
}
const chosen = sections.filter((section) =>
  positionals.length === 0 ? section !== "eval" || values.problems : positionals.includes(section),
);

const log = (line: string) => console.error(line);
const machine = thisMachine();
if (machine.load > busyLoad)
  log(
    `Load average ${machine.load.toFixed(1)}: something else is running, and the figures will not be worth much.`,
  );
const all: CaseResult[] = [];
for (const section of chosen) {
  const cases = casesOf(
    section,
    section === "rl-step" ? await stepInputs(log) : null,
    section === "eval" ? await answerInputs(values.problems as string, Number(values.limit), log) : null,
    section === "gguf" ? ggufInputs() : null,
  );
  const results: CaseResult[] = [];
  for (const bench of cases) {
    const runs = values.runs ? Number(values.runs) : bench.runs;
    const against = values.against === undefined ? null : resolve(values.against);
    const options = { pairs: Number(values.pairs), threads: Number(values.threads), against, log };
    results.push(await runCase({ ...bench, runs }, options));
  }
  all.push(...results);
  if (values.out) writeBlock(values.out, section as Section, markdownBlock(results, machine));
}
if (values.json) console.log(JSON.stringify({ machine, results: all }));
else {
  console.log(`\n${terminalTable(all)}\n`);
  for (const note of all.flatMap(notesOf)) console.log(note);
  console.log(provenance(all, machine));
}
if (!peersPython()) console.error("The peers are not installed: `bash bench/peers/setup.sh` installs them.");
