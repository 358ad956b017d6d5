// Judgements that need no worker: two plain numbers, exactly compared, a formula that is given as the reference writes it,
// and responses without an answer. They cost microseconds, so they are made in the calling thread; whatever is said here,
// judge.ts would say.

import type { FinalAnswer } from "./find/found.ts";
import { asRead, compiled, LONGEST, predictedAnswer } from "./find/predicted.ts";
import type { JudgeOptions } from "./judge.ts";
import { type Judgement, unanswered } from "./judgement.ts";
import { isFormula } from "./read/formulas.ts";
import { restated } from "./restated.ts";

/** "-12", "0.50": an integer or decimal, whose value is plain. */
const PLAIN = /^-?\d{1,40}(?:\.\d{1,40})?$/;
const INTEGER = /^-?\d+$/;

/**
 * The judgement of a pair that is surely cheap, or null: then a worker must judge it. Cheap are references that are a
 * plain number or a formula and predictions without an answer, or with the same; or with another number, where both are
 * integers (of decimals one may be the other, rounded).
 */
export function judgeCheaply(
  prediction: string,
  reference: string,
  options: JudgeOptions = {},
): Judgement | null {
  const { type, tolerance } = options;
  if (type !== undefined || tolerance !== undefined) return null;
  const expected = reference.trim();
  const isNumber = PLAIN.test(expected);
  if (!isNumber && !(isFormula(expected) && /[A-Za-z\d]/.test(expected))) return null;
  if (!canExtract(prediction, options)) return null;
  const read = asRead(prediction);
  const found = predictedAnswer(prediction, options, read);
  if (!found) return unanswered();
  if (found.others.length > 0) return null;
  const same = isNumber
    ? sameNumber(found.answer.trim(), expected)
    : isSameFormula(found, read, expected) || null;
  if (same === null) return null;
  const reason = `${same ? "equal" : "not equal"} (answer by ${found.from})`;
  const rules = [found.from, ...found.rules, isNumber ? "exact numbers" : "same text"];
  return { verdict: same, extracted: found.answer, reason, rules };
}

/** Whether two plain numbers are the same; null where it takes more to say. */
function sameNumber(answer: string, expected: string): boolean | null {
  if (!PLAIN.test(answer)) return null;
  if (canonical(answer) === canonical(expected)) return true;
  return INTEGER.test(answer) && INTEGER.test(expected) ? false : null;
}

/** Whether the prediction's whole answer is the formula as it is written. */
const isSameFormula = (found: FinalAnswer, text: string, expected: string) =>
  found.answer.trim() === expected && restated(found, text) === found;

/** The answer of a prediction that was not judged; null too where only a worker should look for it. */
export function extractCheaply(prediction: string, options: JudgeOptions = {}): string | null {
  return canExtract(prediction, options) ? (predictedAnswer(prediction, options)?.answer ?? null) : null;
}

function canExtract(prediction: string, { answerPattern }: JudgeOptions): boolean {
  return prediction.length <= LONGEST && (answerPattern === undefined || compiled(answerPattern).simple);
}

/** Without zeros that say nothing, and without the sign of zero. */
function canonical(number: string): string {
  const [, sign, whole, fraction = ""] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(number) as RegExpExecArray;
  const value = fraction === "" ? whole : `${whole}.${fraction}`;
  return value === "0" ? value : sign + value;
}
