// `tsx bench/real/table.ts DIRECTORY [FILE]`: the figures of the runs that real-model.sh left in DIRECTORY, as Markdown
// on standard output or between the markers `bench real` of FILE. Fails where a number of a step is not finite.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StepMetrics, SupervisedMetrics } from "../../src/train/runs/records.ts";
import { thisMachine } from "../machine.ts";
import { writeBlock } from "../table.ts";

const [directory, document] = process.argv.slice(2);
const read = <T>(run: string) =>
  readFileSync(join(directory, run, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
const predicted = (run: string) => {
  const found = /predicted peak memory (\d[\d,.]* \w+)/.exec(
    readFileSync(join(directory, `${run}.log`), "utf8"),
  );
  if (!found) throw new Error(`${run}.log: no predicted peak in it`);
  return found[1];
};
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;
const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;

const steps = read<StepMetrics>("pure");
const prm = read<SupervisedMetrics>("prm");
for (const [run, lines] of Object.entries({ pure: steps, prm }))
  for (const { step, loss, gradNorm, update } of lines)
    if (!Number.isFinite(loss) || !Number.isFinite(gradNorm) || update !== "applied")
      throw new Error(`${run}, step ${step}: loss ${loss}, gradient norm ${gradNorm}, update ${update}`);

const header = ["step", "tokens", "steps a response", "least process reward", "verifiable", "gradient norm"];
header.push("sampler gap", "sampling", "scoring", "updating", "tok/s");
const seconds = (value: number) => `${value.toFixed(1)} s`;
const rows = steps.map((m) => [
  m.step,
  m.responseTokens,
  m.meanSteps.toFixed(1),
  (m.processRewardMin ?? Number.NaN).toFixed(2),
  m.verifiableReward?.toFixed(2) ?? "–",
  m.gradNorm.toFixed(2),
  m.samplerGap.toExponential(0),
  ...[m.seconds.sampling, m.seconds.scoring, m.seconds.updating].map(seconds),
  Math.round(m.tokensPerSecond),
]);
const peak = (lines: readonly { peakMemoryBytes: number }[]) =>
  megabytes(Math.max(...lines.map((line) => line.peakMemoryBytes)));
const computing = prm.reduce((sum, m) => sum + m.seconds.updating, 0);
const tokens = prm.reduce((sum, m) => sum + m.tokensPerSecond * m.seconds.updating, 0);
const { loss, accuracy = Number.NaN, auc = Number.NaN } = prm.at(-1)!.heldOut ?? { loss: Number.NaN };
const { date, processor, cores, memoryGiB, system, load } = thisMachine();
const block = [
  [row(header), row(header.map(() => "---:")), ...rows.map(row)].join("\n"),
  [
    `- Peak memory of \`pure train\`: ${peak(steps)}; predicted before the start: ${predicted("pure")}.`,
    `- The process reward model: ${prm.length} steps in ${seconds(computing)}, ${Math.round(tokens / computing)} tok/s, ` +
      `peak ${peak(prm)} (predicted ${predicted("prm")}); held out, loss ${loss.toFixed(2)}, ` +
      `${(100 * accuracy).toFixed(0)}% of the steps right, area under the curve ${auc.toFixed(2)}.`,
    `- ${readFileSync(join(directory, "greedy.log"), "utf8").trim().split("\n").at(-1)}`,
  ].join("\n"),
  `${date}, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, load ${load.toFixed(1)} after; Node ${process.version}.`,
].join("\n\n");
if (document) writeBlock(document, "real", block);
else console.log(block);
