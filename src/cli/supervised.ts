// Commands that train by examples: `pure sft`, and what it shares with `pure prm train` (prm.ts).
import { Command } from "commander";
import type { z } from "zod";
import { type PrmConfig, type SftConfig, sftSchema } from "../config/supervised.ts";
import { writeReport } from "../dash/export.ts";
import { qualityOf } from "../report/run.ts";
import type { StartOptions } from "../train/events.ts";
import { runPath } from "../train/run-directory.ts";
import type { SupervisedResult } from "../train/supervised.ts";
import {
  givenConfig,
  logOption,
  pathOf,
  type RunFlags,
  resumeOption,
  withConfigFlags,
} from "./config-flags.ts";
import { dashOption, withDash } from "./dash.ts";
import type { PlannedPhase } from "./progress-state.ts";
import { sayInterrupted, withSession } from "./session.ts";

/** The command `pure sft`. */
export function sftCommand(): Command {
  return supervisedCommand({
    command: new Command("sft").description("Supervised fine-tuning on demonstrations"),
    schema: sftSchema,
    plan: [{ phase: "sft", label: "Fine-tuning" }],
    start: async (config, options) => (await import("../train/sft.ts")).startSft(config, options),
  });
}

/** A command that trains by examples: its configuration is checked against `schema`, then `start` runs it. */
export function supervisedCommand<S extends z.ZodType<SftConfig | PrmConfig>>(kind: {
  command: Command;
  schema: S;
  plan: readonly PlannedPhase[];
  start(config: z.infer<S>, options: StartOptions): Promise<SupervisedResult>;
}): Command {
  const { command, schema, plan, start } = kind;
  return withConfigFlags(command, schema)
    .option("-c, --config <file>", "configuration (.ts, .js, .mjs, .json)")
    .addOption(resumeOption())
    .addOption(dashOption())
    .addOption(logOption())
    .option("--json", "events as JSON lines on standard output")
    .action(async (flags: RunFlags) => {
      const { config, given } = await givenConfig(command, schema);
      const json = flags.json ?? false;
      const result = await withDash(flags.dash, config.run.directory, () =>
        withSession({ plan, json }, ({ progress, signal }) =>
          start(config, { resume: flags.resume !== undefined, given, onEvent: progress.onEvent, signal }),
        ),
      );
      const directory = runPath(config);
      if (result.interrupted)
        sayInterrupted(result, ["pure", ...pathOf(command).split(" "), "--resume", directory]);
      else showEnd(result, directory, await writeReport(directory), json);
    });
}

function showEnd(result: SupervisedResult, directory: string, report: string, json: boolean): void {
  const { heldOut, checkpoint, step } = result;
  if (json) {
    const paths = { runDirectory: directory, report, checkpoint: checkpoint?.path ?? null };
    process.stdout.write(`${JSON.stringify({ type: "runFinished", ...paths, steps: step, heldOut })}\n`);
    return;
  }
  const lines = [
    ...(heldOut ? [`Held out  ${qualityOf(heldOut)}`] : []),
    ...(checkpoint ? [`Model     ${checkpoint.path}`] : []),
    `Run       ${directory}`,
    `Report    ${report}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
