// Package entry "pure-rl/verify": is this the right answer? Extraction is extract.ts, comparison compare.ts.
import { sameAnswer } from "./compare.ts";
import { extractAnswer } from "./extract.ts";

export interface VerifyOptions {
  /**
   * A regular expression for the answer, in place of the usual rules; its last match counts, and of that the first
   * group, if it has one: "A(\\d)". Its running time is its author's care.
   */
  answerPattern?: string;
  /** Longest prediction and reference that are looked at, in UTF-16 units (default 1,000,000). */
  maxLength?: number;
}

export interface Verification {
  /** Null: cannot be decided, `reason` says why. Then there is no reward, rather than a reward of zero. */
  verdict: boolean | null;
  /** The answer found in the prediction. */
  extracted: string | null;
  reason: string;
}

/**
 * Whether the final answer of `prediction` (a whole response) is `reference` (a bare answer, or a solution with its
 * answer in `\boxed{}` or after `####`). A prediction without an answer is wrong. Time and memory are linear in the
 * lengths. Throws only for an `answerPattern` that is not a regular expression (SyntaxError).
 */
export function verifyAnswer(
  prediction: string,
  reference: string,
  options: VerifyOptions = {},
): Verification {
  const { answerPattern, maxLength = 1_000_000 } = options;
  if (prediction.length > maxLength) {
    return undecided(`the prediction is longer than ${maxLength} characters (${prediction.length})`);
  }
  if (reference.length > maxLength) {
    return undecided(`the reference is longer than ${maxLength} characters (${reference.length})`);
  }
  const expected = bareReference(reference);
  if (expected === "") return undecided("the reference is empty");
  const found =
    answerPattern === undefined ? extractAnswer(prediction) : lastMatch(prediction, answerPattern);
  if (!found) return { verdict: false, extracted: null, reason: "no answer in the prediction" };
  const same = sameAnswer(found.answer, expected);
  return {
    verdict: same,
    extracted: found.answer,
    reason: `${same ? "equal" : "not equal"} (answer by ${found.rule})`,
  };
}

function undecided(reason: string): Verification {
  return { verdict: null, extracted: null, reason };
}

function bareReference(reference: string): string {
  if (!reference.includes("\\boxed") && !reference.includes("####")) return reference.trim();
  return extractAnswer(reference)?.answer ?? reference.trim();
}

function lastMatch(text: string, pattern: string): { answer: string; rule: string } | null {
  let last: RegExpMatchArray | null = null;
  for (const match of text.matchAll(new RegExp(pattern, "g"))) last = match;
  return last ? { answer: last[1] ?? last[0], rule: "the answer pattern" } : null;
}
