// Values of command-line options: numbers within bounds, refused with what would be right.
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../common/errors.ts";
import { jsonOr } from "../config/load.ts";
import { leadsOut } from "../config/sections.ts";

/** Parses a number within [least, most]. */
export function number(
  least: number,
  most = Number.POSITIVE_INFINITY,
  kind = "number",
  is = Number.isFinite,
) {
  const bounds = `≥ ${least}${Number.isFinite(most) ? ` and ≤ ${most}` : ""}`;
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !is(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a ${kind} ${bounds}.`);
    return value;
  };
}

/** Parses a whole number within [least, most]. */
export const integer = (least: number, most?: number) =>
  number(least, most, "whole number", Number.isSafeInteger);

/** Parses "3" (how many seeds) or "1,5,9" (which). */
export function seeds(text: string): number | number[] {
  const values = text.split(",").map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (!values.every(Number.isSafeInteger) || new Set(values).size < values.length || text === "0")
    throw new InvalidArgumentError("It must be how many (3), or which, each once (1,5,9).");
  return values.length === 1 ? values[0] : values;
}

/** A name of what is kept within a directory: it may have folders in it, and does not lead out. */
export function nameWithin(text: string): string {
  if (leadsOut(text)) throw new InvalidArgumentError('It is kept within its directory: no ".." in it.');
  return text;
}

/** A regular expression, of --answer-pattern. */
export function pattern(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (error) {
    throw new UsageError(`--answer-pattern ${text}: ${(error as Error).message}`);
  }
}

/** Text that ends a step, of --step-separator: read as --data.stepSeparator is. */
export function separator(text: string): string {
  const value = text.startsWith('"') ? String(jsonOr(text)) : text;
  if (value === "") throw new UsageError("--step-separator is empty; the usual one is two line feeds");
  if (/^(\\[nrt])+$/.test(value))
    throw new UsageError(
      `--step-separator ${value} is a backslash and a letter; a line feed is given as '"\\n"'`,
    );
  return value;
}

/** Throws a UsageError with the words of the first fault that is there. */
export function refuse(faults: readonly (readonly [isThere: boolean, words: string])[]): void {
  const found = faults.find(([isThere]) => isThere);
  if (found) throw new UsageError(found[1]);
}

export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Gathers an option that may be given more than once, or with commas between its values. */
export function list(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(",").filter((name) => name !== "")];
}

/** Throws a UsageError for an option of the command above `command` that was given and is none of `allowed`. */
export function onlyOptions(command: Command, allowed: readonly string[]): void {
  const { parent } = command;
  for (const option of parent?.options ?? []) {
    const name = option.attributeName();
    if (parent?.getOptionValueSource(name) === "cli" && !allowed.includes(name))
      throw new UsageError(
        `${option.long} is an option of pure ${parent.name()}, not of pure ${parent.name()} ${command.name()}`,
      );
  }
}
