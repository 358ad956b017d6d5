// Commands that train by a configuration: `pure train`, `pure sft` and `pure prm train`.
import { relative } from "node:path";
import { Command } from "commander";
import type { z } from "zod";
import { pureSchema } from "../config/schema.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { writeReport } from "../dash/export.ts";
import type { StartOptions } from "../train/events.ts";
import type { PureResult } from "../train/run.ts";
import { runPath } from "../train/runs/run-directory.ts";
import type { SupervisedResult } from "../train/supervised/supervised.ts";
import {
  givenConfig,
  logOption,
  pathOf,
  type RunFlags,
  resumeOption,
  withConfigFlags,
} from "./config-flags.ts";
import { dashOption, withDash } from "./dash.ts";
import { showEnd } from "./end.ts";
import type { PlannedPhase } from "./progress-state.ts";
import { sayInterrupted, sayStopped, withSession } from "./session.ts";

export function trainCommand(): Command {
  return trainingCommand({
    command: new Command("train").description(
      "Reinforcement fine-tuning with process rewards and min-form credit (PURE)",
    ),
    schema: pureSchema,
    find: true,
    plan: [{ phase: "pure", label: "PURE" }],
    start: async (config, options) => (await import("../train/start.ts")).startPure(config, options),
  });
}

export function sftCommand(): Command {
  return trainingCommand({
    command: new Command("sft").description("Supervised fine-tuning on demonstrations"),
    schema: sftSchema,
    plan: [{ phase: "sft", label: "Fine-tuning" }],
    start: async (config, options) => (await import("../train/supervised/sft.ts")).startSft(config, options),
  });
}

/** The command `pure prm train`, which puts a two-label head on a model and trains it on labelled steps. */
export function prmTrainCommand(): Command {
  return trainingCommand({
    command: new Command("train").description("Train a process reward model on labelled steps"),
    schema: prmSchema,
    plan: [{ phase: "prm", label: "Process reward model" }],
    start: async (config, options) => (await import("../train/supervised/prm.ts")).startPrm(config, options),
  });
}

/**
 * A command that trains: its configuration is checked against `schema`, then `start` runs it. With `find`, a file of a
 * usual name is taken where none is named.
 */
export function trainingCommand<S extends z.ZodType<{ run: { directory: string; name: string } }>>(kind: {
  command: Command;
  schema: S;
  find?: boolean;
  plan: readonly PlannedPhase[];
  start(config: z.infer<S>, options: StartOptions): Promise<PureResult | SupervisedResult>;
}): Command {
  const { command, schema, find = false, plan, start } = kind;
  const found = find ? "; pure.config.* here is found by itself" : "";
  return withConfigFlags(command, schema)
    .option("-c, --config <file>", `configuration (.ts, .js, .mjs, .json)${found}`)
    .addOption(resumeOption())
    .addOption(dashOption())
    .addOption(logOption())
    .option("--json", "events as JSON lines on standard output")
    .action(async ({ dash, json = false, resume }: RunFlags) => {
      const { config, file, given } = await givenConfig(command, schema, { find });
      const result = await withDash(dash, config.run.directory, () =>
        withSession({ plan, json }, ({ progress: { onEvent }, signal }) =>
          start(config, { resume: resume !== undefined, given, onEvent, signal }),
        ),
      );
      const runDirectory = runPath(config);
      // A function of the user's is in no config.json: to resume, its file is needed again.
      const again = file && given.file ? ["--config", relative(process.cwd(), file)] : [];
      const toResume = ["pure", ...pathOf(command).split(" "), ...again, "--resume", runDirectory];
      if (result.interrupted) return sayInterrupted(result, toResume);
      const report = await writeReport(runDirectory);
      if ("stopped" in result && result.stopped !== null) sayStopped(result.stopped, report, toResume);
      else showEnd(result, { runDirectory, report }, json);
    });
}
