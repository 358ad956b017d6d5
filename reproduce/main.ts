// `npm run reproduce`: the paper's arms on the generated task, and a report that judges its findings.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { INTERRUPTED } from "../src/cli/interrupt.ts";
import { withSession } from "../src/cli/session.ts";
import { duration } from "../src/report/format.ts";
import { planOf, reproduce } from "./experiment.ts";
import { FULL, QUICK, SEEDS } from "./settings.ts";

const usage = `npm run reproduce [-- --quick] [--seeds 11,12,13] [--directory runs/reproduction] [--json]
  --quick      one seed, one process reward model, the paper's four arms, ${QUICK.steps} steps
  --seeds      other seeds, or fewer
  --directory  where everything is kept; the same again goes on with what is there
  --json       events as JSON lines on standard output`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    seeds: { type: "string" },
    directory: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const experiment = values.quick ? QUICK : FULL;
const seeds = values.seeds?.split(",").map(Number) ?? (values.quick ? SEEDS.slice(0, 1) : SEEDS);
const wrong = seeds.some((seed) => !Number.isInteger(seed) || seed < 0);
if (values.help || wrong) {
  const fault = `--seeds ${values.seeds}: whole numbers from 0 with commas between them\n`;
  console.error(wrong ? fault + usage : usage);
  process.exit(wrong ? 2 : 0);
}
const directory = values.directory ?? join("runs", values.quick ? "reproduction-quick" : "reproduction");

const plan = planOf(experiment, seeds);
const runs = seeds.length * experiment.parts.reduce((sum, { variants }) => sum + variants.length, 0);
const seconds = plan.reduce((sum, { plannedSeconds }) => sum + plannedSeconds, 0);
process.stderr.write(
  `Seeds ${seeds.join(", ")}: ${runs} runs of ${experiment.steps} steps, about ${duration(seconds)} on two cores. ` +
    "Ctrl-C stops it, and the same command goes on.\n",
);
const finished = await withSession({ plan, json: values.json }, ({ progress, signal }) =>
  reproduce(experiment, { seeds, directory, onEvent: progress.onEvent, signal }),
);
if (finished) process.stdout.write(`${join(directory, "report.html")}\n`);
else {
  const again = ["npm run reproduce", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])];
  process.stderr.write(`Stopped; what is there stays in ${directory}.\nGo on with: ${again.join(" ")}\n`);
  process.exitCode = INTERRUPTED;
}
