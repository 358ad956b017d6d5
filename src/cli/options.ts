// Values of command-line options: numbers within bounds, refused with what would be right.
import { InvalidArgumentError } from "commander";

/** Parses a whole number of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number ≥ ${least}.`);
    return value;
  };
}

/** Parses a number within [least, most]. */
export function number(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < least || value > most)
      throw new InvalidArgumentError(
        `It must be a number ≥ ${least}${Number.isFinite(most) ? ` and ≤ ${most}` : ""}.`,
      );
    return value;
  };
}
