// What numbers of a text come to: the sum, difference, product or quotient of two of them, or the sum of parts.
import { canonical, type Value, valuesIn } from "../read/values.ts";

export type NamedOperations = Record<"sum" | "difference" | "product" | "quotient", boolean>;
const ANY: NamedOperations = { sum: true, difference: true, product: true, quotient: true };

/** The operations that a text names, or any where it names none: where it multiplies, a sum is no result of it. */
export function operationsIn(text: string): NamedOperations {
  const named = {
    sum: /\badd(?:s|ed|ing)?\b/i.test(text),
    difference: /\bsubtract|\btak(?:e|es|ing)\s\S+\s(?:away\s)?from\b/i.test(text),
    product: /\bmultipl/i.test(text),
    quotient: /\bdivid/i.test(text),
  };
  return Object.values(named).some(Boolean) ? named : ANY;
}

/** Whether a value is the sum, difference, product or quotient, in percent too, of two numbers, one of them of `some`. */
export function isMadeOf(
  { result }: Pick<Value, "result">,
  some: readonly number[],
  all: readonly number[],
  operations: NamedOperations = ANY,
): boolean {
  const value = numberOf(result);
  const percent = isPercent(result) ? 100 : 1;
  return some.some((a) =>
    all.some(
      (b) =>
        a !== b &&
        [
          ...(operations.sum ? [a + b] : []),
          ...(operations.difference ? [a - b, b - a] : []),
          ...(operations.product ? [a * b, (a * b) / 100] : []),
          ...(operations.quotient ? [(percent * a) / b, (percent * b) / a] : []),
        ].some((made) => near(made, value)),
    ),
  );
}

/** "52 legs, 28 on the cows and 24 on the chickens": with its parts. */
export const sumsTo = (parts: readonly number[], sum: number) =>
  parts.length > 1 &&
  near(
    parts.reduce((a, b) => a + b),
    sum,
  );

export const isPercent = (text: string) => /%|percent/.test(text);

export const near = (a: number, b: number) => Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b));

/** The numbers that a text says, with those that they are calculated from. */
export const numbersIn = (text: string): string[] =>
  valuesIn(text).flatMap(({ result, operands }) => [result, ...operands]);

/** Those of an equation with letters too. */
export const numbersOf = ({ text, result, operands }: Value) =>
  [
    result,
    ...operands,
    ...(Number.isNaN(numberOf(result)) && !TIME.test(text) ? (text.match(/\d+(?:\.\d+)?/g) ?? []) : []),
  ]
    .map(numberOf)
    .filter(Number.isFinite);
export const TIME = /^\d{1,2}:\d\d/;

/** NaN for what is no plain number, fraction or mixed number. */
export function numberOf(text: string): number {
  const [, whole = "0", over, under] = /^(?:(\d+) )?(-?\d+)\/(\d+)$/.exec(text) ?? [];
  return over === undefined
    ? Number(canonical(text.replace(/percent$/, "")) || Number.NaN)
    : Number(whole) + Number(over) / Number(under);
}
