// A judgement, what is read of it, and what is made where there is none.

export interface Judgement {
  /** Null: not decided, `reason` says which bound was met. */
  verdict: boolean | null;
  /** The answer found in the prediction. */
  extracted: string | null;
  reason: string;
  /** The rules that led to the verdict, in order. */
  rules: string[];
}

/** `null`, and why. */
export function undecided(reason: string, extracted: string | null = null): Judgement {
  return { verdict: null, extracted, reason, rules: [] };
}

/** Undecided where a text is longer than `most` UTF-16 units; else null. */
export const tooLong = (name: string, { length }: string, most: number) =>
  length > most ? undecided(`the ${name} is longer than ${most} characters (${length})`) : null;

/** Wrong: no answer is found in the prediction. */
export function unanswered(): Judgement {
  return { verdict: false, extracted: null, reason: "no answer in the prediction", rules: [] };
}

/**
 * The answer that a prediction states. A short text without one is compared as a whole; where it is words and not the
 * reference, it is no answer ("Thank you").
 */
export function statedAnswer({ verdict, extracted, rules }: Judgement): string | null {
  const wordsAlone = rules.includes("the text itself") && /^[\p{L}\s.,:;!?'’-]*$/u.test(extracted ?? "");
  return verdict !== true && wordsAlone ? null : extracted;
}
