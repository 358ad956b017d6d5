// `pure compare`: variants of one configuration under equal budgets, in one report. Options are read here; what is run
// is train/compare.ts's, what is found eval/comparison.ts's.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import { findConfigFile, readConfigInput } from "../config/load.ts";
import { type PureConfigInput, pureSchema } from "../config/schema.ts";
import { parseVary, resolveVariants } from "../config/vary.ts";
import type { ComparisonOptions, VariantRun } from "../train/compare.ts";
import { rewardText } from "../train/runs/run-changes.ts";
import { configWords, logOption, withConfigFlags } from "./config-flags.ts";
import { dashOption, withDash } from "./dash.ts";
import { nameWithin, seeds } from "./options.ts";
import type { PlannedPhase } from "./progress-state.ts";
import { reportError } from "./report-error.ts";
import { sayInterrupted, withSession } from "./session.ts";
import { printEnd, printJson, say } from "./streams.ts";

interface CompareFlags {
  vary: string[];
  seeds: number | number[];
  name?: string;
  json?: boolean;
  dash?: number | true;
}

const EXAMPLE = `
Example: sum-form against min-form at two temperatures, three seeds each
  pure compare pure.config.ts --vary credit.form=sum,min --seeds 3
  pure compare pure.config.ts --vary credit.temperature=0.1,1 --vary reward.mode=prm,prm+vr --seeds 1,5,9

The same command again skips runs that are finished and goes on with one that was stopped. Where a run fails, the others
go on; at the end it is said which failed and why, with exit status 1, and the same command tries those again.`;

export function compareCommand(): Command {
  const command = new Command("compare")
    .description(
      "Runs the variants of one configuration under equal budgets (the same warm start, process reward model,\n" +
        "problems, steps and seeds) and writes one report: curves with bands over seeds, a table with 95% intervals,\n" +
        "differences on the same problems, responses side by side.",
    )
    .argument(
      "[config]",
      "configuration under the variants (.ts, .js, .mjs, .json); pure.config.* here is found by itself",
    )
    .option(
      "--vary <key=values>",
      "key and its values, KEY=V1,V2,…; again: every combination. A value with a comma is JSON",
      (word: string, words: string[]) => [...words, word],
      [],
    )
    .option("--seeds <n>", "how many seeds, from train.seed on; or which, such as 1,5,9", seeds, 3)
    .option(
      "--name <name>",
      "name of the comparison, kept in run.directory (default: compare-KEY)",
      nameWithin,
    )
    .option("--json", "events as JSON lines on standard output")
    .addOption(dashOption())
    .addOption(logOption())
    .addHelpText("after", EXAMPLE)
    .action(async (_config: string | undefined, flags: CompareFlags) => {
      const words = configWords(command, pureSchema);
      if (words.some((word) => /^--run\.name(=|$)/.test(word)))
        throw new UsageError("--run.name: runs are named by variant and seed; --name names the comparison");
      const file = words[0]?.startsWith("-") === false ? words.shift() : findConfigFile(process.cwd());
      const base = (await readConfigInput(pureSchema, { file, flags: words })) as PureConfigInput;
      const { name, variants } = parseVary(pureSchema, flags.vary);
      const [{ train, run }] = resolveVariants(base, variants, file);
      const given = flags.seeds;
      await compare(
        {
          base,
          variants,
          seeds: Array.isArray(given) ? given : Array.from({ length: given }, (_, i) => train.seed + i),
          directory: join(run.directory, flags.name ?? name),
          given: file && rewardText(base) !== null ? { file: await readFile(file, "utf8") } : {},
        },
        flags,
      );
    });
  return withConfigFlags(command, pureSchema).usage(
    "[config] --vary KEY=V1,V2,… [options] [--section.key value ...]",
  );
}

async function compare(options: ComparisonOptions, { json = false, dash }: CompareFlags): Promise<void> {
  const { planComparison, runComparison } = await import("../train/compare.ts");
  const { comparisonEnd, writeComparisonReport } = await import("../report/comparison.ts");
  const plan = planComparison(options).runs.map(phaseOf);
  const result = await withDash(dash, options.directory, () =>
    withSession({ plan, json }, ({ progress: { onEvent }, signal }) =>
      runComparison({ ...options, onEvent, signal }),
    ),
  );
  const { directory, finished, runs, failed, stopped } = result;
  const { report, comparison } = await writeComparisonReport(directory);
  if (failed.length > 0) {
    for (const { variant, seed, error } of failed) {
      if (!(error instanceof UserError)) process.stderr.write(`${variant}, seed ${seed}: `);
      reportError(error);
    }
    say(
      `${failed.length} of ${runs} runs failed; the report holds the ${finished} that are finished: ${report}\n` +
        "The same command tries again those that failed.",
    );
    process.exitCode = 1;
  }
  if (result.interrupted) {
    say(`${finished} of ${runs} runs are finished; report so far: ${report}`);
    sayInterrupted(stopped ?? { step: 0, checkpoint: null }, ["pure", ...process.argv.slice(2)]);
  } else if (json) {
    const { variants, pairs, level } = comparison;
    const which = failed.map(({ variant, seed }) => ({ variant, seed }));
    printJson({ type: "comparisonFinished", directory, report, variants, pairs, level, failed: which });
  } else if (finished > 0) printEnd((looks) => comparisonEnd(comparison, report, looks));
}

/** A run as a phase of the whole: only the ratio of planned seconds counts, here the responses it will sample. */
function phaseOf(
  { variant, seed, config }: VariantRun,
  i: number,
  runs: readonly VariantRun[],
): PlannedPhase {
  const { promptsPerStep, samplesPerPrompt } = config.sampling;
  return {
    phase: "pure",
    label: `${i + 1}/${runs.length} ${variant}, seed ${seed}`,
    plannedSeconds: config.train.steps * promptsPerStep * samplesPerPrompt,
  };
}
