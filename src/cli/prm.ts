// `pure prm`: process reward models. Each subcommand has a file, and `train` is train.ts's.
import { Command } from "commander";
import { prmEvalCommand } from "./prm-eval.ts";
import { prmLabelCommand } from "./prm-label.ts";
import { prmProbeCommand } from "./prm-probe.ts";
import { prmScoreCommand } from "./prm-score.ts";
import { prmTrainCommand } from "./train.ts";

export function prmCommand(): Command {
  return new Command("prm")
    .description("Process reward models")
    .addCommand(prmLabelCommand())
    .addCommand(prmTrainCommand())
    .addCommand(prmEvalCommand())
    .addCommand(prmScoreCommand())
    .addCommand(prmProbeCommand());
}
