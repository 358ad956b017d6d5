// `npm run mutate`: small changes of the sources, one at a time, and whether a test fails for each.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createVitest } from "vitest/node";
import { instrument, type Mutant } from "./instrument.ts";
import { type Job, jobVariable, type Line } from "./job.ts";

/** Least share of the mutants reached that must be killed, in each file. */
const goal = 0.95;
const stored = ".cache/mutation.json";

/** Sources, and the tests run for them: those beside them, the quickest first, but for slow ones that add nothing. */
interface Room {
  sources: string[];
  tests: string[];
}

const within = (directory: string, names: readonly string[]) => names.map((name) => `${directory}/${name}`);
const filesOf = (directory: string, end: RegExp) => readdirSync(directory).filter((name) => end.test(name));
const source = /^(?!.*\.test\.ts$)(?!index\.ts$).*\.ts$/;

const rooms: Room[] = [
  {
    sources: within("src/credit", filesOf("src/credit", source)),
    tests: within("src/credit", [
      "settings.test.ts",
      "rollouts.test.ts",
      "forms.test.ts",
      "whiten.test.ts",
      "consistency.test.ts",
      "columns.test.ts",
      "trust.test.ts",
      "variance.test.ts",
      "credit.test.ts",
      "golden.test.ts",
    ]),
  },
  {
    sources: within("src/loss", filesOf("src/loss", source)),
    tests: within("src/loss", ["update.test.ts", "losses.test.ts"]),
  },
  {
    sources: [
      "src/graph/loops.ts",
      ...within("src/engine/embedded", ["optimizer.ts", "batch.ts", "trainer.ts", "decoder.ts"]),
    ],
    tests: [
      "src/graph/cpu.test.ts",
      ...within("src/engine/embedded", [
        "optimizer.test.ts",
        "batch.test.ts",
        "trainer.test.ts",
        "decoder-memory.test.ts",
        "decoder.test.ts",
        "micro-batches.test.ts",
        "recompute.test.ts",
        "checkpoint.test.ts",
        "loss.test.ts",
        "engine.test.ts",
        "device.test.ts",
      ]),
      "src/model/parity.test.ts",
    ],
  },
  {
    sources: within("src/reward", filesOf("src/reward", source)),
    tests: within("src/reward", ["reading.test.ts", "remote.test.ts", "reward.test.ts", "open.test.ts"]),
  },
  {
    sources: [
      "src/data/table.ts",
      "src/common/rows.ts",
      ...within("src/train", [
        "rollout.ts",
        "update.ts",
        "critic.ts",
        "pure.ts",
        "run.ts",
        "step-records.ts",
        "watching.ts",
        "labelling.ts",
        "supervised.ts",
      ]),
    ],
    tests: within("src/train", [
      "update.test.ts",
      "critic.test.ts",
      "step-records.test.ts",
      "watching-functions.test.ts",
      "separator-hint.test.ts",
      "foreign-tokens.test.ts",
      "labelling.test.ts",
      "rollout.test.ts",
      "pure-loop.test.ts",
      "supervised-steps.test.ts",
      "selection.test.ts",
      "trust.test.ts",
      "watching.test.ts",
      "pure.test.ts",
      "supervised.test.ts",
      "policy.test.ts",
      "tinker.test.ts",
      "recording.test.ts",
    ]),
  },
];

const usage = `npm run mutate [-- PATH…] [--changed [--base main]] [--resume]
  PATH       sources whose path begins with it; all without
  --changed  sources changed since the commit where the branch left --base
  --resume   what was killed when it was last run counts as killed, in files that are as they were`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: "boolean", default: false },
    base: { type: "string", default: "main" },
    resume: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.error(usage);
  process.exit(0);
}

type State = "killed" | "survived" | "unreached" | "loaded";
interface Result extends Mutant {
  state: State;
  by?: string;
}
/** Results by source, with the hash of the source they are of. */
type Stored = Record<string, { hash: string; results: Result[] }>;

const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const place = ({ line, column, mutator, replacement }: Mutant) =>
  JSON.stringify([line, column, mutator, replacement]);

const git = (...words: string[]) => execFileSync("git", words, { encoding: "utf8" }).trim();
const changed = values.changed
  ? new Set(git("diff", "--name-only", git("merge-base", values.base, "HEAD")).split("\n"))
  : null;
const chosen = (path: string) =>
  (changed === null || changed.has(path)) &&
  (positionals.length === 0 || positionals.some((start) => path.startsWith(start)));

const load = () => (existsSync(stored) ? (JSON.parse(readFileSync(stored, "utf8")) as Stored) : {});
let all = load();
const selected: string[] = [];
/** Test files that fail as they are. */
const broken: string[] = [];
for (const { sources, tests } of rooms) {
  const names = sources.filter(chosen);
  if (names.length === 0) continue;
  selected.push(...names);
  const hashes = names.map(hashOf);
  const { code, mutants } = await instrument(names);
  const results = new Map<string, Result>();
  for (const mutant of mutants) {
    const before = values.resume && all[mutant.file]?.hash === hashOf(mutant.file) ? all[mutant.file] : null;
    const killed = before?.results.find((old) => old.state === "killed" && place(old) === place(mutant));
    results.set(mutant.id, { ...mutant, state: killed ? "killed" : "unreached", by: killed?.by });
  }
  const keep = () => {
    // Another run may have added its own.
    all = load();
    names.forEach((name, i) => {
      all[name] = { hash: hashes[i], results: [...results.values()].filter(({ file }) => file === name) };
    });
    mkdirSync(".cache", { recursive: true });
    const part = `${stored}.${process.pid}`;
    writeFileSync(part, JSON.stringify(all));
    renameSync(part, stored);
  };
  let kept = 0;
  const keepNowAndThen = () => {
    if (Date.now() - kept < 5000) return;
    kept = Date.now();
    keep();
  };
  for (const test of tests.filter(existsSync)) await runTestFile(test, code, results, keepNowAndThen);
  keep();
}
const good = report(selected.flatMap((name) => all[name].results));
process.exitCode = good && broken.length === 0 ? 0 : 1;

/** Tries all mutants alive on one test file, in as many workers, one after another, as it takes. */
async function runTestFile(
  test: string,
  code: ReadonlyMap<string, string>,
  results: ReadonlyMap<string, Result>,
  keep: () => void,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "pure-mutate-"));
  const [jobFile, lines] = [join(directory, "job.json"), join(directory, "lines.jsonl")];
  const mutants = [...results.values()].filter(({ state }) => state !== "killed").map(({ id }) => id);
  const tried = new Set<string>();
  let [open, done]: [string | null, boolean] = [null, mutants.length === 0];
  const settle = (id: string, state: State, by?: string) => {
    Object.assign(results.get(id)!, { state, by });
    if (state === "killed" || state === "survived") tried.add(id);
    open = null;
  };
  const take = (line: Line) => {
    if (line.kind === "broken") {
      console.error(`fails without a mutant, and kills none: ${line.error}`);
      broken.push(test);
      done = true;
    }
    if (line.kind === "coverage") {
      for (const id of line.loaded)
        if (results.get(id)!.state === "unreached") results.get(id)!.state = "loaded";
      for (const id of line.reached)
        if (results.get(id)!.state !== "killed") results.get(id)!.state = "survived";
    }
    if (line.kind === "start") open = line.mutant;
    if (line.kind === "survived") settle(line.mutant, "survived");
    if (line.kind === "killed") settle(line.mutant, "killed", line.by);
    if (line.kind === "done") done = true;
  };
  process.env[jobVariable] = jobFile;
  try {
    while (!done) {
      const before = tried.size;
      writeFileSync(jobFile, JSON.stringify({ mutants, tried: [...tried], lines } satisfies Job));
      await runWorker(test, code, lines, (line) => {
        take(line);
        keep();
      });
      if (open !== null) settle(open, "killed", `${test}: its worker had to be ended`);
      if (!done && tried.size === before) throw new Error(`${test}: its worker ended without a result`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  const killed = [...tried].filter((id) => results.get(id)!.state === "killed").length;
  console.error(`${test}: ${killed} of ${tried.size} mutants killed`);
}

/** One run of Vitest. Hands on what the worker writes, and ends the worker where it writes nothing any more. */
async function runWorker(
  test: string,
  code: ReadonlyMap<string, string>,
  lines: string,
  take: (line: Line) => void,
): Promise<void> {
  writeFileSync(lines, "");
  const vitest = await createVitest(
    "test",
    {
      config: false,
      include: [test],
      runner: join(import.meta.dirname, "runner.ts"),
      pool: "forks",
      maxWorkers: 1,
      watch: false,
      reporters: [{}],
      dangerouslyIgnoreUnhandledErrors: true,
      testTimeout: 180_000,
    },
    { plugins: [{ name: "mutants", enforce: "pre", load: (id) => code.get(id) }] },
  );
  let [taken, worker, silenceMs, since] = [0, 0, Number.POSITIVE_INFINITY, Date.now()];
  const read = () => {
    const whole = readFileSync(lines, "utf8").split("\n").slice(taken, -1);
    taken += whole.length;
    if (whole.length > 0) since = Date.now();
    for (const text of whole) {
      const line = JSON.parse(text) as Line;
      if (line.kind === "worker") worker = line.pid;
      if (line.kind === "coverage") silenceMs = line.silenceMs;
      take(line);
    }
  };
  const watchdog = setInterval(() => {
    read();
    if (Date.now() - since > silenceMs) process.kill(worker, "SIGKILL");
  }, 1000);
  // Who is in an endless loop does not see that nobody listens any more.
  const leave = () => {
    if (worker !== 0) process.kill(worker, "SIGKILL");
    process.exit(1);
  };
  process.once("SIGINT", leave).once("SIGTERM", leave);
  try {
    await vitest.start();
  } finally {
    clearInterval(watchdog);
    process.off("SIGINT", leave).off("SIGTERM", leave);
    await vitest.close();
  }
  read();
}

/** Prints the survivors and the table; whether every file has reached the goal. */
function report(results: readonly Result[]): boolean {
  for (const { file, line, column, mutator, original, replacement, state } of results) {
    if (state !== "survived") continue;
    const short = (text: string) =>
      (text.length > 160 ? `${text.slice(0, 157)}…` : text).replace(/\s+/g, " ");
    console.log(`${file}:${line}:${column} ${mutator}\n  - ${short(original)}\n  + ${short(replacement)}`);
  }
  const files = [...new Set(results.map(({ file }) => file))];
  console.log(
    "\n| file | mutants reached | killed | survived | not reached | when loaded |\n|---|---:|---:|---:|---:|---:|",
  );
  let good = true;
  for (const name of [...files, "all"]) {
    const of = results.filter(({ file }) => name === "all" || file === name);
    const count = (state: State) => of.filter((result) => result.state === state).length;
    const [killed, survived] = [count("killed"), count("survived")];
    const share = killed / Math.max(1, killed + survived);
    good &&= share >= goal || survived === 0;
    console.log(
      `| ${name} | ${killed + survived} | ${killed} (${(100 * share).toFixed(1)}%) | ${survived} | ${count("unreached")} | ${count("loaded")} |`,
    );
  }
  return good;
}
