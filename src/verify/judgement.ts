// What is read of judgements, and made where there is none.
import type { Judgement } from "./judge.ts";

/** `null`, and why. */
export function undecided(reason: string, extracted: string | null = null): Judgement {
  return { verdict: null, extracted, reason, rules: [] };
}

/** Of a prediction in which no answer is found. */
export const NO_ANSWER: Judgement = {
  verdict: false,
  extracted: null,
  reason: "no answer in the prediction",
  rules: [],
};

/**
 * The answer that a prediction states. A short text without one is compared as a whole; where it is words and not the
 * reference, it is no answer ("Thank you").
 */
export function statedAnswer({ verdict, extracted, rules }: Judgement): string | null {
  const wordsAlone = rules.includes("the text itself") && /^[\p{L}\s.,:;!?'’-]*$/u.test(extracted ?? "");
  return verdict !== true && wordsAlone ? null : extracted;
}
