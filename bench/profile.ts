// Where the time of a benchmark goes: `npx tsx bench/profile.ts dense|group|sampling|rl-step [WORDS OF ITS TITLE]`.
// Our program of that benchmark (bench/ours) runs in a process of its own, with this file loaded first and every
// graph's profile written; here they are added up by ONNX operator.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Session } from "../src/graph/session.ts";
import { casesOf, type Section } from "./cases.ts";
import { stepInputs } from "./checkpoints.ts";
import type { Reply } from "./protocol.ts";

const directory = process.env.PURE_PROFILE;
if (directory) writeProfiles(directory);
else await main(process.argv.slice(2));

function writeProfiles(directory: string): void {
  const { compile } = Session;
  let count = 0;
  Session.compile = (load, graph, options) =>
    compile.call(Session, load, graph, { ...options, profile: join(directory, String(count++)) });
  const { dispose } = Session.prototype;
  Session.prototype.dispose = function () {
    this.endProfiling();
    return dispose.call(this);
  };
}

async function main([section = "dense", title = ""]: string[]): Promise<void> {
  const steps = section === "rl-step" ? await stepInputs((line) => console.error(line)) : null;
  const bench = casesOf(section as Section, steps)?.find((one) => one.title.includes(title));
  if (!bench) throw new Error(`no benchmark ${section} with "${title}" in its title`);
  const [here, runs] = [import.meta.dirname, 4];
  const profiles = mkdtempSync(join(tmpdir(), "pure-profile-"));
  const program = ["--import", "tsx", "--import", fileURLToPath(import.meta.url)];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...program, join(here, "ours", `${bench.program}.ts`)],
    {
      input: JSON.stringify({ ...bench.request, warmup: 0, runs, threads: 2, seed: 1 }),
      env: { ...process.env, PURE_PROFILE: profiles },
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
  const { seconds, phases } = JSON.parse(stdout) as Reply;
  const total = (1000 * seconds.reduce((a, b) => a + b, 0)) / runs;

  const byOperator = new Map<string, number>();
  for (const file of readdirSync(profiles)) {
    const events = JSON.parse(readFileSync(join(profiles, file), "utf8")) as {
      name: string;
      dur: number;
      args?: { op_name?: string };
    }[];
    // A Loop's own time is that of the operators inside, which are listed too.
    for (const { name, dur, args } of events)
      if (args?.op_name && args.op_name !== "Loop" && name.endsWith("_kernel_time"))
        byOperator.set(args.op_name, (byOperator.get(args.op_name) ?? 0) + dur / 1000 / runs);
  }
  rmSync(profiles, { recursive: true });
  const line = (name: string, ms: number) =>
    console.log(
      `${name.padEnd(28)} ${ms.toFixed(1).padStart(8)} ${((100 * ms) / total).toFixed(0).padStart(4)}%`,
    );
  console.log(
    `${bench.title}: ${total.toFixed(0)} ms a run under the profiler, the first run included; ms in`,
  );
  for (const [name, ms] of [...byOperator].sort((a, b) => b[1] - a[1]).slice(0, 14)) line(name, ms);
  line("outside the operators", total - [...byOperator.values()].reduce((a, b) => a + b, 0));
  for (const [name, values] of Object.entries(phases ?? {}))
    line(name, 1000 * [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}
