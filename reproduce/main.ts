// `npm run reproduce`: the paper's arms on the generated task, or on a real model and word problems, and a report that
// judges the paper's findings.
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { PlannedPhase } from "../src/cli/progress-state.ts";
import { INTERRUPTED, withSession } from "../src/cli/session.ts";
import { UserError } from "../src/common/errors.ts";
import { duration } from "../src/text/format.ts";
import { planOf, reproduce, type Selection } from "./experiment.ts";
import { REAL, REAL_ARMS, realPlan, reproduceReal } from "./real.ts";
import { FULL, QUICK } from "./settings.ts";

const usage = `npm run reproduce [-- --quick] [--parts P,…] [--arms A,…] [--seeds N,…] [--directory runs/reproduction] [--json]
npm run reproduce -- --model MODEL --problems FILE,… [--demonstrations FILE] [--steps ${REAL.steps}]
                     [--arms A,…] [--seeds N,…] [--directory runs/reproduction-real] [--json]
  --quick      one seed, one process reward model, the paper's four arms, ${QUICK.steps} steps
  --parts      these comparisons alone (${FULL.parts.map(({ name }) => name).join(", ")})
  --arms       these arms of them alone: --parts methods-narrow --arms "trust + 10%,VR 10%" --seeds 21
  --seeds      these in the place of each comparison's (or the real model's) own
  --model      arms on this model (${REAL_ARMS.map(({ name }) => name).join(", ")}), seeds ${REAL.seeds.join(" and ")}; --problems
               are word problems whose answer is a number, and the model is first fine-tuned on ${REAL.demonstrations} of those that
               come with a solution, and on --demonstrations
  --steps      training steps of each of those arms; with more, finished ones go on
  --directory  where everything is kept; the same again goes on with what is there, and several at once may share it
  --json       events as JSON lines on standard output`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    parts: { type: "string" },
    arms: { type: "string" },
    seeds: { type: "string" },
    model: { type: "string" },
    problems: { type: "string" },
    demonstrations: { type: "string" },
    steps: { type: "string" },
    directory: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const { quick, model, json } = values;
const wholeNumbers = (words: string[]) => words.every((word) => /^\d+$/.test(word));
const names = (value: string | undefined) => value?.split(",").map((word) => word.trim());
const { parts, arms, seeds } = {
  parts: names(values.parts),
  arms: names(values.arms),
  seeds: names(values.seeds),
};
const unknownArm = model && arms?.find((arm) => REAL_ARMS.every(({ name }) => name !== arm));
const steps = values.steps ?? String(REAL.steps);
const selection: Selection = { parts, arms, seeds: seeds?.map(Number) };
const fault =
  (seeds !== undefined &&
    !wholeNumbers(seeds) &&
    `--seeds ${values.seeds}: whole numbers from 0 with commas between them`) ||
  (!(wholeNumbers([steps]) && Number(steps) > 0) && `--steps ${steps}: a whole number from 1`) ||
  (model === undefined && values.steps !== undefined && "--steps goes with --model") ||
  (model === undefined && values.demonstrations !== undefined && "--demonstrations goes with --model") ||
  (model !== undefined && (quick || parts !== undefined) && "--model goes without --quick and --parts") ||
  (unknownArm !== undefined &&
    `--arms: no arm ${unknownArm} on a real model; there are ${REAL_ARMS.map(({ name }) => name).join(", ")}`) ||
  ((model === undefined) !== (values.problems === undefined) && "--model and --problems go together");
if (values.help || fault) {
  console.error(fault ? `${fault}\n${usage}` : usage);
  process.exit(fault ? 2 : 0);
}

const kind = model !== undefined ? "-real" : quick ? "-quick" : "";
const directory = values.directory ?? join("runs", `reproduction${kind}`);
const settings = {
  ...REAL,
  model: model ?? "",
  problems: values.problems?.split(",") ?? [],
  demonstrationFile: values.demonstrations ?? null,
  ...(selection.seeds && { seeds: selection.seeds }),
  arms: REAL_ARMS.filter(({ name }) => arms?.includes(name) ?? true),
  steps: Number(steps),
};
const experiment = quick ? QUICK : FULL;
try {
  const plan: PlannedPhase[] = model === undefined ? planOf(experiment, selection) : realPlan(settings);
  if (model === undefined) {
    const seconds = plan.reduce((sum, { plannedSeconds = 0 }) => sum + plannedSeconds, 0);
    process.stderr.write(`About ${duration(seconds)} on two cores that do nothing else. `);
  }
  process.stderr.write("Ctrl-C stops it, and the same command goes on.\n");
  const finished = await withSession({ plan, json }, ({ progress, signal }) =>
    model === undefined
      ? reproduce(experiment, { selection, directory, onEvent: progress.onEvent, signal })
      : reproduceReal(settings, directory, { onEvent: progress.onEvent, signal }),
  );
  if (finished) process.stdout.write(`${join(directory, "report.html")}\n`);
  else {
    const again = ["npm run reproduce", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])];
    process.stderr.write(`Stopped; what is there stays in ${directory}.\nGo on with: ${again.join(" ")}\n`);
    process.exitCode = INTERRUPTED;
  }
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
