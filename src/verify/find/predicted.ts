// The answer of a prediction: by the usual rules (final.ts), or by a pattern that the user gave in their place.

import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { withMagnitudes } from "../wording/magnitudes.ts";
import { uniform } from "../wording/text.ts";
import { finalAnswer } from "./final.ts";

export interface PredictionOptions {
  /** Thinking that does not end (<think> without </think>) may give the answer; by default it has given none yet. */
  unfinishedThinking?: boolean;
  /** A regular expression for the prediction's answer; its last match counts, and of that the first group, if any. */
  answerPattern?: string;
}

/** A text with one spelling for each symbol, and its numbers in digits alone. */
export const asRead = (text: string) => withMagnitudes(uniform(text));

/** The answer of `prediction`, whose text is `read`; null where it has none. Throws a SyntaxError for a pattern that is no regular expression. */
export function predictedAnswer(
  prediction: string,
  { answerPattern, unfinishedThinking }: PredictionOptions = {},
  read = asRead(prediction),
): FinalAnswer | null {
  if (answerPattern === undefined) return finalAnswer(read, unfinishedThinking);
  let found: RegExpMatchArray | null = null;
  for (const match of uniform(prediction).matchAll(compiled(answerPattern).expression)) found = match;
  if (!found) return null;
  return plainly({ answer: withMagnitudes(found[1] ?? found[0]), from: "the answer pattern" });
}

let last: { pattern: string; expression: RegExp; simple: boolean } | null = null;

/** A run has one pattern: the last one is kept. Throws a SyntaxError where it is no regular expression. */
export function compiled(pattern: string): { expression: RegExp; simple: boolean } {
  if (last?.pattern !== pattern)
    last = { pattern, expression: new RegExp(pattern, "g"), simple: isSimplePattern(pattern) };
  return last;
}

/** Longest prediction that is read outside a worker, in UTF-16 units: the rules are linear, a pattern may not be. */
export const LONGEST = 20_000;

/**
 * Whether a regular expression can take no more than quadratic time, which for `LONGEST` characters is little: at most
 * one quantifier that repeats, two in all, none on a group, no look-around and no back-reference.
 */
export function isSimplePattern(pattern: string): boolean {
  if (pattern.length > 100 || /\\[1-9k]/.test(pattern)) return false;
  const bare = pattern
    .replace(/\\./g, "x")
    .replace(/\[[^\]]*\]/g, "x")
    .replaceAll("(?:", "(");
  if (bare.includes("(?") || /\)[*+?{]/.test(bare) || bare.split("|").length > 4) return false;
  const quantifiers = bare.match(/[*+?]|\{[\d,]*\}/g) ?? [];
  const repeating = quantifiers.filter((quantifier) => quantifier !== "?");
  return quantifiers.length <= 2 && repeating.length <= 1;
}
