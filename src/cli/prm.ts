// `pure prm`: process reward models. `train` puts a two-label head on a model and trains it on labelled steps; the
// other subcommands have a file each.
import { Command } from "commander";
import { prmSchema } from "../config/supervised.ts";
import { prmEvalCommand } from "./prm-eval.ts";
import { prmLabelCommand } from "./prm-label.ts";
import { prmProbeCommand } from "./prm-probe.ts";
import { prmScoreCommand } from "./prm-score.ts";
import { supervisedCommand } from "./supervised.ts";

/** The command `pure prm` with its subcommands. */
export function prmCommand(): Command {
  const train = supervisedCommand({
    command: new Command("train").description("Train a process reward model on labelled steps"),
    schema: prmSchema,
    plan: [{ phase: "prm", label: "Process reward model" }],
    start: async (config, options) => (await import("../train/prm.ts")).startPrm(config, options),
  });
  return new Command("prm")
    .description("Process reward models")
    .addCommand(prmLabelCommand())
    .addCommand(train)
    .addCommand(prmEvalCommand())
    .addCommand(prmScoreCommand())
    .addCommand(prmProbeCommand());
}
