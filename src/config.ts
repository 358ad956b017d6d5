// The configuration of a run, checked: what a user writes (file and dotted flags) to what the loops read.
import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { UserError } from "./common/errors.ts";
import { isNear } from "./common/nearest.ts";
import { type ConfigKey, configKeys } from "./config/keys.ts";
import { type PureConfig, type PureConfigInput, pureSchema } from "./config/schema.ts";

/** Types the configuration in `pure.config.ts`; checks nothing by itself (the command does, with the file's name). */
export function defineConfig(config: PureConfigInput): PureConfigInput {
  return config;
}

/** `input` checked and completed with defaults, for callers of the library. Throws a UserError. */
export function resolveConfig(input: PureConfigInput): PureConfig {
  return parseConfig(pureSchema, input, "configuration");
}

/**
 * `value` checked against `schema` and completed with its defaults. Throws one UserError that lists every fault as
 * `origin: key: what is wrong; what would be right`.
 */
export function parseConfig<S extends z.ZodType>(schema: S, value: unknown, origin: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const keys = configKeys(schema);
  const faults = result.error.issues.flatMap((issue) => describeIssue(issue, value, keys));
  throw new UserError(faults.map((fault) => `${origin}: ${fault}`).join("\n"));
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown, keys: readonly ConfigKey[]): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey([...path, key].join("."), keys));
  if (issue.code === "custom" && issue.params?.whole) return [issue.message];
  const dotted = path.join(".") || "(whole)";
  // A fault inside a list is reported with its index, but what would be right is the list's.
  const key = keys.findLast((candidate) => `${dotted}.`.startsWith(`${candidate.path}.`));
  const given = path.reduce<unknown>((at, part) => (at as Record<string, unknown> | null)?.[part], input);
  const right = key?.type ?? issue.message;
  if (given === undefined && key?.section) {
    const needed = keys.filter((k) => k.required && !k.section && k.path.startsWith(`${dotted}.`));
    return needed.map((k) => `${k.path} is missing; it must be ${k.type} (${k.description})`);
  }
  if (given === undefined) return [`${dotted} is missing; it must be ${right}`];
  return [`${dotted} is ${JSON.stringify(given) ?? String(given)}; it must be ${right}`];
}

/**
 * "unknown key credit.from; did you mean credit.form?" Nearest by its own name, then its section and whole path; none
 * where no name is near.
 */
export function unknownKey(path: string, keys: readonly ConfigKey[]): string {
  const [section, name] = split(path);
  const farness = (candidate: string) => {
    const [itsSection, itsName] = split(candidate);
    const whole = distance(path, candidate) / (path.length + candidate.length);
    return distance(name, itsName) + (section === itsSection ? 0 : 1) + whole;
  };
  const best = keys.map((key) => key.path).sort((a, b) => farness(a) - farness(b))[0];
  const near = isNear(distance(name, split(best)[1]), name);
  return `unknown key ${path}; ${near ? `did you mean ${best}?` : "the command's --help lists the keys there are"}`;
}

function split(path: string): [section: string, name: string] {
  const dot = path.lastIndexOf(".");
  return [path.slice(0, Math.max(dot, 0)), path.slice(dot + 1)];
}
