// Judgements that need no worker: two plain numbers, exactly compared, and responses without an answer. They cost
// microseconds, so they are made in the calling thread; whatever is said here, judge.ts would say.
import { finalAnswer } from "./final.ts";
import type { Judgement, JudgeOptions } from "./judge.ts";
import { uniform } from "./text.ts";

/** Longest prediction that is looked at here, in UTF-16 units: extraction is linear, an answer pattern may not be. */
const LONGEST = 20_000;

/** "-12", "0.50": an integer or decimal, whose value is plain. */
const PLAIN = /^-?\d{1,40}(?:\.\d{1,40})?$/;
const INTEGER = /^-?\d+$/;

/**
 * The judgement of a pair that is surely cheap, or null: then a worker must judge it. Cheap are references that are a
 * plain number and predictions without an answer, or with the same number; or with another, where both are integers
 * (of decimals one may be the other, rounded).
 */
export function judgeCheaply(
  prediction: string,
  reference: string,
  options: JudgeOptions = {},
): Judgement | null {
  const { type, tolerance } = options;
  if (type !== undefined || tolerance !== undefined) return null;
  const expected = reference.trim();
  if (!PLAIN.test(expected) || !canExtract(prediction, options)) return null;
  const found = extract(prediction, options);
  if (!found) return { verdict: false, extracted: null, reason: "no answer in the prediction", rules: [] };
  const answer = found.answer.trim();
  if (!PLAIN.test(answer)) return null;
  const same = canonical(answer) === canonical(expected);
  if (!same && !(INTEGER.test(answer) && INTEGER.test(expected))) return null;
  const reason = `${same ? "equal" : "not equal"} (answer by ${found.rule})`;
  const rules = [`extract: ${found.rule}`, "exact numbers"];
  return { verdict: same, extracted: found.answer, reason, rules };
}

/** The answer of a prediction that was not judged; null too where only a worker should look for it. */
export function extractCheaply(prediction: string, options: JudgeOptions = {}): string | null {
  return canExtract(prediction, options) ? (extract(prediction, options)?.answer ?? null) : null;
}

function canExtract(prediction: string, { answerPattern }: JudgeOptions): boolean {
  return prediction.length <= LONGEST && (answerPattern === undefined || compiled(answerPattern).simple);
}

/** The answer as judge.ts finds it, and by which rule. */
function extract(text: string, { answerPattern }: JudgeOptions): { answer: string; rule: string } | null {
  if (answerPattern === undefined) {
    const final = finalAnswer(uniform(text));
    return final && { answer: final.answer, rule: final.from };
  }
  let found: RegExpMatchArray | null = null;
  for (const match of uniform(text).matchAll(compiled(answerPattern).expression)) found = match;
  return found ? { answer: found[1] ?? found[0], rule: "the answer pattern" } : null;
}

let last: { pattern: string; expression: RegExp; simple: boolean } | null = null;

/** A run has one pattern: the last one is kept. Throws a SyntaxError where it is no regular expression. */
export function compiled(pattern: string): { expression: RegExp; simple: boolean } {
  if (last?.pattern !== pattern)
    last = { pattern, expression: new RegExp(pattern, "g"), simple: isSimplePattern(pattern) };
  return last;
}

/** Without zeros that say nothing, and without the sign of zero. */
function canonical(number: string): string {
  const [, sign, whole, fraction = ""] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(number) as RegExpExecArray;
  const value = fraction === "" ? whole : `${whole}.${fraction}`;
  return value === "0" ? value : sign + value;
}

/**
 * Whether a regular expression can take no more than quadratic time, which for `LONGEST` characters is little: at most
 * one unbounded quantifier, two in all, none on a group, no look-around and no back-reference.
 */
export function isSimplePattern(pattern: string): boolean {
  if (pattern.length > 100 || /\\[1-9k]/.test(pattern)) return false;
  const bare = pattern
    .replace(/\\./g, "x")
    .replace(/\[[^\]]*\]/g, "x")
    .replaceAll("(?:", "(");
  if (bare.includes("(?") || /\)[*+?{]/.test(bare) || bare.split("|").length > 4) return false;
  const quantifiers = bare.match(/[*+?]|\{[\d,]*\}/g) ?? [];
  const unbounded = quantifiers.filter((quantifier) => !/^(?:\?|\{\d+(?:,\d+)?\})$/.test(quantifier));
  return quantifiers.length <= 2 && unbounded.length <= 1;
}
