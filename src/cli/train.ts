// `pure train`: reinforcement fine-tuning of a model of the user's on the user's problems.
import { relative } from "node:path";
import { Command } from "commander";
import { type PureConfig, pureSchema } from "../config/schema.ts";
import { writeReport } from "../dash/export.ts";
import type { GivenConfig } from "../train/events.ts";
import { runPath } from "../train/run-directory.ts";
import { givenConfig, logOption, type RunFlags, resumeOption, withConfigFlags } from "./config-flags.ts";
import { dashOption, withDash } from "./dash.ts";
import { showEnd } from "./end.ts";
import { sayInterrupted, sayStopped, withSession } from "./session.ts";

/** The command `pure train`. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("Reinforcement fine-tuning with process rewards and min-form credit (PURE)")
    .option(
      "-c, --config <file>",
      "configuration (.ts, .js, .mjs, .json); pure.config.* here is found by itself",
    )
    .addOption(resumeOption())
    .addOption(dashOption())
    .addOption(logOption())
    .option("--json", "events as JSON lines on standard output")
    .action(async (flags: RunFlags) => {
      const { config, file, given } = await givenConfig(command, pureSchema, { find: true });
      // A function of the user's is in no config.json: to resume, its file is needed again.
      const again = config.reward.custom && file ? ["--config", relative(process.cwd(), file)] : [];
      await train(config, given, flags, ["pure", "train", ...again, "--resume", runPath(config)]);
    });
  return withConfigFlags(command, pureSchema);
}

async function train(
  config: PureConfig,
  given: GivenConfig,
  flags: RunFlags,
  toResume: readonly string[],
): Promise<void> {
  const json = flags.json ?? false;
  const directory = runPath(config);
  const plan = [{ phase: "pure" as const, label: "PURE" }];
  const result = await withDash(flags.dash, config.run.directory, () =>
    withSession({ plan, json }, async ({ progress, signal }) => {
      const { startPure } = await import("../train/start.ts");
      return startPure(config, {
        resume: flags.resume !== undefined,
        given,
        onEvent: progress.onEvent,
        signal,
      });
    }),
  );
  if (result.interrupted) sayInterrupted(result, toResume);
  else if (result.stopped !== null) sayStopped(result.stopped, await writeReport(directory), toResume);
  else showEnd(result.summary, { runDirectory: directory, report: await writeReport(directory) }, json);
}
