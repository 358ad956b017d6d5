// `pure sft`: supervised fine-tuning on demonstrations.
import { Command } from "commander";
import { sftSchema } from "../config/supervised.ts";
import { supervisedCommand } from "./supervised.ts";

/** The command `pure sft`. */
export function sftCommand(): Command {
  return supervisedCommand({
    command: new Command("sft").description("Supervised fine-tuning on demonstrations"),
    schema: sftSchema,
    plan: [{ phase: "sft", label: "Fine-tuning" }],
    start: async (config, options) => (await import("../train/sft.ts")).startSft(config, options),
  });
}
