// Judgements that need no worker: two plain numbers, exactly compared, and responses without an answer. They cost
// microseconds, so they are made in the calling thread; whatever is said here, judge.ts would say.
import type { Judgement, JudgeOptions } from "./judge.ts";
import { compiled, LONGEST, predictedAnswer } from "./predicted.ts";

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
  const found = predictedAnswer(prediction, options);
  if (!found) return { verdict: false, extracted: null, reason: "no answer in the prediction", rules: [] };
  const answer = found.answer.trim();
  if (found.others.length > 0) return null;
  if (!PLAIN.test(answer)) return null;
  const same = canonical(answer) === canonical(expected);
  if (!same && !(INTEGER.test(answer) && INTEGER.test(expected))) return null;
  const reason = `${same ? "equal" : "not equal"} (answer by ${found.from})`;
  const rules = [found.from, ...found.rules, "exact numbers"];
  return { verdict: same, extracted: found.answer, reason, rules };
}

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
