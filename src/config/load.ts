// A configuration from where a user keeps it: a file (TypeScript, JavaScript, JSON) and dotted flags over it.
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { z } from "zod";
import { UsageError, UserError } from "../common/errors.ts";
import { packageEntries } from "../common/version.ts";
import { parseConfig, unknownKey } from "../config.ts";
import { bytesOf, textOfBytes } from "../data/bytes.ts";
import { type ConfigKey, configKeys } from "./keys.ts";

/** Values of a configuration or of one of its sections, unchecked. */
export type Section = Record<string, unknown>;

/** Where `pure train` looks when no file is named, in this order. */
const configFileNames = ["pure.config.ts", "pure.config.mjs", "pure.config.js", "pure.config.json"];

/**
 * One resolved configuration: the file's values (none: no file), then the flags' over them, then defaults.
 * `flags` are command-line words: `--credit.form min`, `--credit.form=min`, `--credit.whiten` (true); `earlier` is what
 * other flags set before them.
 */
export async function loadConfig<S extends z.ZodType>(
  schema: S,
  options: { file?: string; flags?: readonly string[]; earlier?: Section },
): Promise<z.infer<S>> {
  const flags = merge(options.earlier ?? {}, parseFlags(schema, options.flags ?? []));
  if (!options.file) return checkFlags(schema, flags);
  const values = await readValues(options.file);
  // What the file alone does wrong is the file's fault; what is wrong only with the flags, theirs.
  const merged = merge(values, flags);
  const fileIsRight = Object.keys(flags).length > 0 && schema.safeParse(values).success;
  return fileIsRight ? checkFlags(schema, merged) : parseConfig(schema, merged, options.file);
}

/** What the file (none: nothing) and the flags over it set; of this only the flags' keys are checked. */
export async function readConfigInput(
  schema: z.ZodType,
  options: { file?: string; flags?: readonly string[] },
): Promise<Section> {
  const flags = parseFlags(schema, options.flags ?? []);
  return options.file ? merge(await readValues(options.file), flags) : flags;
}

async function readValues(file: string): Promise<Section> {
  const values = await readConfigFile(file);
  // The config.json of a run cannot hold the function that the user's own reward is.
  if (isSection(values.reward) && typeof values.reward.custom === "string")
    throw new UserError(
      `${file}: reward.custom is a function, which no JSON holds; ` +
        "name the .ts, .js or .mjs file that has it (--config FILE, with --resume too)",
    );
  return values;
}

/** Checks values that flags made wrong, if anything did: wrong use. */
function checkFlags<S extends z.ZodType>(schema: S, values: Section): z.infer<S> {
  try {
    return parseConfig(schema, values, "command line");
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

/** The first of `configFileNames` in `directory`; undefined where none is. */
export function findConfigFile(directory: string): string | undefined {
  return configFileNames.map((name) => resolve(directory, name)).find(existsSync);
}

/** The object a configuration file holds (JSON) or exports by default (.js, .mjs, .ts). */
export async function readConfigFile(file: string): Promise<Section> {
  const full = resolve(file);
  if (!existsSync(full)) throw new UserError(`${file}: no such configuration file`);
  const extension = extname(full);
  let value: unknown;
  if (extension === ".json") value = parseJson(await text(textOfBytes(bytesOf(file), file)), file);
  else if ([".js", ".mjs", ".ts", ".mts"].includes(extension))
    value = (await importModule(full, file)).default;
  else throw new UserError(`${file}: a configuration is a .ts, .js, .mjs or .json file`);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError(
      `${file}: ${extension === ".json" ? "must hold an object" : "must export the configuration as default"}`,
    );
  return value as Section;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = (error as SyntaxError).message;
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? "" : `:${text.slice(0, Number(position)).split("\n").length}`;
    throw new UserError(`${file}${line}: not valid JSON: ${message}`);
  }
}

/** jiti reads TypeScript where Node cannot (20). There `pure-rl`, with its other entries, is this package, installed
 * by the user or not. */
async function importModule(full: string, file: string): Promise<{ default?: unknown }> {
  try {
    if (!/\.m?ts$/.test(full)) return await import(pathToFileURL(full).href);
    const { createJiti } = await import("jiti");
    const source = (path: string) =>
      fileURLToPath(new URL(`../${path.replace(/\.js$/, extname(import.meta.url))}`, import.meta.url));
    // Native first: this package and others are loaded as they are, not transformed.
    const jiti = createJiti(import.meta.url, {
      tryNative: true,
      alias: Object.fromEntries(packageEntries().map(([name, path]) => [name, source(path)])),
      fsCache: false,
    });
    return await jiti.import(full);
  } catch (error) {
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const line = /^:\d+/.exec(stack.slice(stack.indexOf(`${full}:`) + full.length))?.[0] ?? "";
    throw new UserError(`${file}${line}: cannot be loaded: ${message}`, { cause: error });
  }
}

/** Nested values of command-line words such as `--credit.form min`. Throws a UsageError at an unknown key. */
export function parseFlags(schema: z.ZodType, words: readonly string[]): Section {
  const keys = configKeys(schema);
  const values: Section = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith("--"))
      throw new UsageError(`${word}: not a flag; configuration is --section.key value`);
    const equals = word.indexOf("=");
    const path = word.slice(2, equals < 0 ? undefined : equals);
    // A section that has a type is given by it: --engine tinker.
    const typed = keys.find((candidate) => candidate.path === `${path}.type`);
    const key = typed ?? keys.find((candidate) => candidate.path === path);
    if (!key) throw new UsageError(`--${path}: ${unknownKey(path, keys)}`);
    let raw: string;
    if (equals >= 0) raw = word.slice(equals + 1);
    else if (i + 1 < words.length && !words[i + 1].startsWith("--")) raw = words[++i];
    else if (key.kind === "boolean") raw = "true";
    else throw new UsageError(`--${path} needs a value: ${key.type}`);
    setAt(values, key.path.split("."), flagValue(raw, key));
  }
  return values;
}

/** The value a flag's text stands for. Text in JSON quotes is unescaped, so that "\n\n" can be written in a shell. */
export function flagValue(raw: string, key: ConfigKey): unknown {
  if (key.nullable && raw === "null") return null;
  switch (key.kind) {
    case "number":
      return raw.trim() !== "" && Number.isFinite(Number(raw)) ? Number(raw) : raw;
    case "boolean":
      return raw === "true" ? true : raw === "false" ? false : raw;
    case "array":
      return raw.startsWith("[") ? jsonOr(raw) : raw.split(",");
    case "string":
      return raw.startsWith('"') ? jsonOr(raw) : raw;
    default:
      return jsonOr(raw);
  }
}

/** What `raw` is in JSON; itself where it is none. */
export function jsonOr(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw; // The schema says what would be right.
  }
}

/** Sets the value at `path` of `target`, making the sections on the way. */
export function setAt(target: Section, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (rest.length === 0) target[first] = value;
  else {
    if (!isSection(target[first])) target[first] = {};
    setAt(target[first] as Section, rest, value);
  }
}

/** `over` laid over `base`: sections key by key, everything else replaced. */
export function merge(base: Section, over: Section): Section {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    merged[key] = isSection(value) && isSection(below) ? merge(below, value) : value;
  }
  return merged;
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
