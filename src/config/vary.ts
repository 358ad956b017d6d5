// Variants of one configuration: from the command line (--vary KEY=VALUE1,VALUE2; several give every combination) to
// the keys each variant sets, with a short name; and a variant laid over a base. Running them is train/compare.ts's.
import { basename } from "node:path";
import type { z } from "zod";
import { UsageError, UserError } from "../common/errors.ts";
import { parseConfig, unknownKey } from "../config.ts";
import { configKeys } from "./keys.ts";
import { flagValue, jsonOr, merge, type Section, setAt } from "./load.ts";
import { type PureConfig, type PureConfigInput, pureSchema } from "./schema.ts";

/** One arm of a comparison. */
export interface Variant {
  /** Names its directory, its line and its row: "form=min". */
  name: string;
  /** Dotted keys and their values, laid over the base: `{ "credit.form": "min" }`. */
  set: Readonly<Record<string, unknown>>;
}

/**
 * `base` with the keys of `variant` over it, checked and completed. Throws a UserError that names the variant, also
 * where it sets what tells the runs of a comparison apart.
 */
export function resolveVariant(base: PureConfigInput, { name, set }: Variant, origin = ""): PureConfig {
  const own = Object.keys(set).find((key) => /^(run(\.|$)|train\.seed$)/.test(key));
  if (own) throw new UserError(`${origin}variant ${name} sets ${own}, which the comparison sets itself`);
  return parseConfig(pureSchema, withKeys(base, set), `${origin}variant ${name}`);
}

/**
 * The resolved configurations of `variants` from the command line over `base`, which `file` (if any) and flags gave.
 * Throws a UsageError for what is wrong, a UserError where the file is wrong by itself.
 */
export function resolveVariants(
  base: PureConfigInput,
  variants: readonly Variant[],
  file?: string,
): PureConfig[] {
  try {
    return variants.map((variant) => resolveVariant(base, variant, file ? `${file}, ` : ""));
  } catch (error) {
    const fileIsWrong = file !== undefined && !pureSchema.safeParse(base).success;
    throw error instanceof UserError && !fileIsWrong ? new UsageError(error.message) : error;
  }
}

/** `base` with dotted keys set over it; both are left as they are. */
export function withKeys(base: object, set: Readonly<Record<string, unknown>>): Section {
  let values = base as Section;
  for (const [key, value] of Object.entries(set)) {
    const over: Section = {};
    setAt(over, key.split("."), value);
    values = merge(values, over);
  }
  return values;
}

interface Varied {
  path: string;
  values: unknown[];
}

/**
 * The variants that `--vary` names, KEY=VALUE1,VALUE2,… each: every combination of their values, the last key running
 * fastest. Values are read as those of flags are; one with a comma is JSON ("a,b", ["x","y"], {"rank":4}).
 * Throws a UsageError where a key is unknown (with the nearest), given twice or alone, or a value is given twice.
 */
export function parseVary(
  schema: z.ZodType,
  words: readonly string[],
): { name: string; variants: Variant[] } {
  const varied = words.map((word) => parseOne(schema, word));
  const twice = varied.find(({ path }, i) => varied.findIndex((other) => other.path === path) < i);
  if (twice) throw new UsageError(`--vary ${twice.path} is given twice; put all its values in one`);
  const short = shortNames(varied.map(({ path }) => path));
  let variants: Variant[] = [{ name: "", set: {} }];
  varied.forEach(({ path, values }, v) => {
    const texts = valueTexts(values);
    variants = variants.flatMap(({ name, set }) =>
      values.map((value, i) => ({
        name: [...(name ? [name] : []), `${short[v]}=${texts[i]}`].join(" "),
        set: { ...set, [path]: value },
      })),
    );
  });
  if (variants.length < 2)
    throw new UsageError("nothing to compare; give two values or more: --vary credit.form=sum,min");
  return { name: `compare-${short.join("-")}`, variants };
}

function parseOne(schema: z.ZodType, word: string): Varied {
  const equals = word.indexOf("=");
  if (equals <= 0) throw new UsageError(`--vary ${word}: it must be KEY=VALUE1,VALUE2,…`);
  const path = word.slice(0, equals);
  const keys = configKeys(schema);
  const key = keys.find((candidate) => candidate.path === path);
  if (!key) throw new UsageError(`--vary ${path}: ${unknownKey(path, keys)}`);
  const raw = splitValues(word.slice(equals + 1));
  if (raw.includes("")) throw new UsageError(`--vary ${word}: a value is empty; it must be ${key.type}`);
  const values = raw.map((text) => flagValue(text, key));
  const texts = values.map((value) => JSON.stringify(value));
  const again = texts.find((text, i) => texts.indexOf(text) < i);
  if (again) throw new UsageError(`--vary ${path}: the value ${again} is given twice`);
  return { path, values };
}

/** Parts of `text` between commas; one that begins like JSON goes on until it is. */
function splitValues(text: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(",")) {
    const last = parts.at(-1) ?? "";
    if (/^["[{]/.test(last) && jsonOr(last) === last) parts[parts.length - 1] = `${last},${part}`;
    else parts.push(part);
  }
  return parts;
}

/** The last word of each key, the whole key where two would be the same; the method's T for credit.temperature. */
function shortNames(paths: readonly string[]): string[] {
  const short = paths.map((path) =>
    path === "credit.temperature" ? "T" : path.slice(path.lastIndexOf(".") + 1),
  );
  return short.map((name, i) => (short.indexOf(name) === short.lastIndexOf(name) ? name : paths[i]));
}

/** Values as names have them: of paths the last part, where that tells them apart. */
function valueTexts(values: readonly unknown[]): string[] {
  const texts = values.map((value) =>
    typeof value === "string" && !/[\s"]/.test(value) ? value : JSON.stringify(value),
  );
  const ends = values.map((value, i) => (typeof value === "string" ? basename(texts[i]) : texts[i]));
  return new Set(ends).size === ends.length ? ends : texts;
}
