// The configuration on the command line: help for every key, and the words that are flags of keys.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { UsageError, UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { nearest } from "../common/nearest.ts";
import { configKeys } from "../config/keys.ts";
import { findConfigFile, loadConfig, merge, parseFlags } from "../config/load.ts";
import { logSchema } from "../config/sections.ts";
import { wrap } from "../text/text.ts";
import type { GivenConfig } from "../train/events.ts";
import { rewardText } from "../train/runs/run-changes.ts";
import { readFlags, runPath } from "../train/runs/run-directory.ts";

/** Every key of `schema` by section, with what it does, what it may be, and its default. */
export function configHelp(schema: z.ZodType, width = process.stdout.columns ?? 100): string {
  const leaves = configKeys(schema).filter((key) => !key.section);
  const lines = ["", "Configuration, as flags or as the same keys in --config FILE:"];
  const indent = " ".repeat(6);
  for (const [section, keys] of groupBy(leaves, ({ path }) => path.split(".")[0])) {
    lines.push("", `  ${section}`);
    for (const key of keys) {
      const initial = key.required
        ? "required"
        : key.default === undefined
          ? "optional"
          : `default ${showValue(key.default)}`;
      const text = `${key.description} (${key.type}; ${initial})`;
      const wrapped = wrap(text, Math.max(40, Math.min(width, 110) - indent.length));
      lines.push(`    --${key.path}`, ...wrapped.map((line) => indent + line));
    }
  }
  return lines.join("\n");
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(",");
  return typeof value === "string" && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** `command` takes the keys of `schema` as flags; its action reads them with `configWords`. */
export function withConfigFlags(command: Command, schema: z.ZodType): Command {
  return command
    .allowUnknownOption()
    .allowExcessArguments()
    .usage("[options] [--section.key value ...]")
    .addHelpText("after", () => configHelp(schema));
}

/** The words of the command line that set keys. Throws a UsageError for a word that is near another option. */
export function configWords(command: Command, schema: z.ZodType): string[] {
  const options = command.options.flatMap((option) => (option.long ? [option.long] : []));
  const keys = configKeys(schema).map((key) => `--${key.path}`);
  for (const word of command.args) {
    const name = word.split("=")[0];
    if (!name.startsWith("-") || keys.includes(name) || name.includes(".") || !Number.isNaN(Number(name)))
      continue;
    const near = nearest(name, ["--help", ...options]);
    throw new UsageError(
      near
        ? `unknown option ${name}; did you mean ${near}?`
        : `unknown option ${name}; configuration keys are --section.key, listed by \`pure ${pathOf(command)} --help\``,
    );
  }
  const { log } = command.opts<{ log?: string }>();
  return log === undefined ? [...command.args] : [...command.args, "--run.log", log];
}

/** The values of `--log`. Throws a UsageError for one that there is not. */
export function logNames(text: string): string[] {
  const { data, error } = logSchema.safeParse(text.split(","));
  if (data === undefined) throw new UsageError(error.issues.map(({ message }) => message).join("\n"));
  return data;
}

/** `--log`, of commands that train: the key run.log. */
export function logOption(): Option {
  return new Option(
    "--log <names>",
    "also log to files of other programs, beside the run's own: tensorboard",
  );
}

/** What commands that train take besides their configuration. */
export interface RunFlags {
  config?: string;
  /** The run's directory, or true: the one that run.name names. */
  resume?: string | true;
  json?: boolean;
  dash?: number | true;
}

export function resumeOption(): Option {
  const text = "go on with a run, exactly: its directory, or else the one that run.name names";
  return new Option("-r, --resume [run]", text);
}

/**
 * The configuration that the words of `command` give, the file under its flags (undefined: none), and what a run keeps of
 * both; with `find`, a file of a usual name here where none is named. Over a file, flags of a run that goes on are in force
 * again, below those given now.
 */
export async function givenConfig<S extends z.ZodType<{ run: { directory: string; name: string } }>>(
  command: Command,
  schema: S,
  { find = false } = {},
): Promise<{ config: z.infer<S>; file: string | undefined; given: GivenConfig }> {
  const flags = command.opts<RunFlags>();
  const words = configWords(command, schema);
  const found = find && typeof flags.resume !== "string" ? findConfigFile(process.cwd()) : undefined;
  const named = flags.config ?? found;
  const resume =
    flags.resume === true ? runPath(await loadConfig(schema, { file: named, flags: words })) : flags.resume;
  const source = configSource({ config: named, resume }, words);
  const before = resume === undefined ? {} : await readFlags(resume);
  // The run's own config.json has all that they set.
  const earlier = named === undefined ? {} : before;
  const config = await loadConfig(schema, { file: source.file, flags: source.words, earlier });
  const isOwn = rewardText(config) !== null && source.file !== undefined;
  const file = isOwn ? await readFile(source.file!, "utf8") : undefined;
  const given = { file, flags: merge(before, parseFlags(schema, words)) };
  return { config, file: source.file, given };
}

/**
 * The file of the configuration (undefined: none was named) and the flags over it. With `--resume RUN` it is the run's
 * own config.json, with the place where the run lies now, unless a file is named. Throws a UsageError where it is a
 * checkpoint, and a UserError where it is no run.
 */
export function configSource(
  flags: { config?: string; resume?: string },
  words: readonly string[],
): { file: string | undefined; words: string[] } {
  if (flags.resume === undefined) return { file: flags.config, words: [...words] };
  const run = dirname(dirname(resolve(flags.resume)));
  if (basename(dirname(resolve(flags.resume))) === "checkpoints" && existsSync(join(run, "config.json")))
    throw new UsageError(
      `${flags.resume} is a checkpoint of the run ${relative(process.cwd(), run) || "."}; give that to --resume, which ` +
        "goes on from its last checkpoint",
    );
  const own = join(flags.resume, "config.json");
  if (!existsSync(own)) throw new UserError(`${flags.resume}: no run to resume here (no config.json)`);
  // "." and ".." are no names.
  const at = /^\.{1,2}$/.test(basename(flags.resume)) ? resolve(flags.resume) : flags.resume;
  const place = ["--run.directory", dirname(at), "--run.name", basename(at)];
  return { file: flags.config ?? own, words: [...place, ...words] };
}

/** "prm train": the command's name with those above it, but for the program's. */
export function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(" ");
}
