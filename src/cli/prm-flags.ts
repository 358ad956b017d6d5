// The flags with which every `pure prm` command that scores says which process reward model, and opens it.
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { Model } from "../model/load.ts";
import type { OpenPrm } from "../reward/open.ts";
import type { Solution } from "../reward/reading.ts";
import { oneLine } from "../text/text.ts";
import { deviceByFlags, deviceOption, type EmbeddedFlags, maxContextOption } from "./engine-flags.ts";
import { integer, separator } from "./options.ts";
import { say } from "./streams.ts";

export interface PrmFlags extends EmbeddedFlags {
  prm: string;
  stepSeparator?: string;
  stepToken?: string;
  system?: string;
  template?: string;
  serverModel?: string;
  threads?: number;
}

export type OpenByFlags = (flags: PrmFlags) => Promise<OpenPrm>;

export function withPrmFlags(command: Command, { required = true } = {}): Command {
  const text = "process reward model: directory, hub id, or URL of a vLLM server";
  return command
    .addOption(new Option("--prm <source>", text).makeOptionMandatory(required))
    .option("--tokenizer <directory>", "tokenizer in place of the model's own; a server's model needs it")
    .option(
      "--step-separator <text>",
      `text that ends a step, a line feed as '"\\n"' (default: as the model says, or two line feeds)`,
      separator,
    )
    .option("--step-token <text>", "text of the token at which a step is scored (default: as the model says)")
    .option("--system <text>", "system message of the chat (default: as the model says)")
    .option("--template <text>", "prompt with {problem} in it, in place of the chat template")
    .option("--server-model <name>", "name of the model on the server, whose key is in PURE_PRM_KEY")
    .option("--threads <n>", "threads; one a core by default", integer(1))
    .addOption(maxContextOption())
    .addOption(deviceOption());
}

/** Opens the process reward model that `flags` name. Throws a UsageError for flags of another kind of model. */
export async function openPrmFromFlags(flags: PrmFlags): Promise<OpenPrm> {
  const { openPrm } = await import("../reward/open.ts");
  const { prm, tokenizer, stepSeparator, stepToken, system, template, serverModel, threads } = flags;
  const maxContext = flags["engine.maxContext"];
  const { isServer } = await import("../common/server-address.ts");
  const ofOthers = isServer(prm)
    ? { "--threads": threads, "--engine.maxContext": maxContext }
    : { "--server-model": serverModel };
  for (const [flag, value] of Object.entries(ofOthers))
    if (value !== undefined)
      throw new UsageError(
        isServer(prm)
          ? `${flag} is of a process reward model that computes here, and ${prm} is a server`
          : `${flag} is of a server, and ${prm} computes here`,
      );
  const given = { stepSeparator, stepToken, system, template };
  const reading = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const server = { model: serverModel ?? null, key: process.env.PURE_PRM_KEY, onRetry: sayRetries(prm) };
  const deviceFor = (model: Model) => deviceByFlags(flags, model);
  return await openPrm(prm, { tokenizer, threads, maxContext, deviceFor, reading, server });
}

/**
 * Warns of solutions to problems that the model `prm` was trained on, and counts them. A server says nothing of that, nor
 * does a model that is not `there` any more.
 */
export async function warnTrainedOn(
  prm: string,
  solutions: readonly Solution[],
  there = true,
): Promise<number> {
  const { isServer } = await import("../common/server-address.ts");
  const { modelPath } = await import("../eval/prm-scores.ts");
  const { describeTrainedOn, solutionsTrainedOn } = await import("../eval/benchmark/contamination.ts");
  if (isServer(prm) || !(there || existsSync(prm))) return 0;
  const trainedOn = await solutionsTrainedOn(await modelPath(prm), solutions);
  if (trainedOn > 0) say(`Warning: ${describeTrainedOn(trainedOn, solutions.length)}`);
  return trainedOn;
}

/** Says why a server is asked again, once in ten seconds: requests under way together fail alike. */
function sayRetries(prm: string): (reason: string, attempt: number) => void {
  let said = Number.NEGATIVE_INFINITY;
  return (reason, attempt) => {
    if (performance.now() - said < 10_000) return;
    said = performance.now();
    say(`Warning: ${prm}: attempt ${attempt}: ${oneLine(reason)}; trying again`);
  };
}
