// An answer that was found in a text.
import type { Statement } from "./sentence.ts";

export interface FinalAnswer extends Statement {
  /** Which rule found it, for people. */
  from: string;
  /** A short text as a whole, where `answer` is only part of it. */
  whole: string | null;
  /** It stands in a sentence that opens as a conclusion does ("So", "In total"). */
  concludes?: boolean;
  /** An announced answer that is a sentence without a value: an announced value comes first. */
  inWords?: boolean;
  /** A name of which the sentence tells more in numbers, its others: they are its rivals where the other side has a number. */
  named?: boolean;
  /** What the end of its text says as one answer of several values (several.ts), where the answer may be one of them. */
  together?: () => string[];
  /** What a sentence says something leaves ("x \equiv 3 \pmod 7"): it counts where the other side is a plain number. */
  remainder?: string;
}

/** An answer as it stands, with what more is known of it. */
export const plainly = (found: Pick<FinalAnswer, "answer" | "from"> & Partial<FinalAnswer>): FinalAnswer => ({
  whole: null,
  others: [],
  rules: [],
  ...found,
});

/** An answer that a sentence states. */
export const byStatement = (stated: Statement, from: string): FinalAnswer => ({
  ...stated,
  from,
  whole: null,
});

/** Found without a word that says that it is the answer. */
export const isUnannounced = ({ from }: FinalAnswer) =>
  /^(?:the text itself|the last (?:line|sentence|formula)|the sentence)$/.test(from);

/** "4.25 m": in a sentence a unit, which the other side need not have; between formulas it may be a letter. */
export function unitApart(found: FinalAnswer): FinalAnswer {
  const [, answer, unit] = /^(-?\d[\d.,]{0,20})\s?([gmhsl])$/.exec(found.answer) ?? [];
  return unit === undefined ? found : { ...found, answer, unit };
}
