// An answer that was found in a text.
import type { Statement } from "./sentence.ts";

export interface FinalAnswer {
  answer: string;
  /** Which rule found it, for people. */
  from: string;
  /** A short text as a whole, where `answer` is only part of it. */
  whole: string | null;
  /** Other values that the text gives as its answer just as well: then it cannot be told which it means. */
  others: string[];
  /** Rules within the sentence, for people. */
  rules: string[];
  /** It stands in a sentence that opens as a conclusion does ("So", "In total"). */
  concludes?: boolean;
  /** An announced answer that is a sentence without a value: an announced value comes first. */
  inWords?: boolean;
  /** The unit behind the answer of a sentence: it counts where the other side names one too. */
  unit?: string;
  /** The same with another unit, where it is said in two ways. */
  again?: string;
  /** The letter that the sentence says the answer is of: it counts where the other side names one too. */
  letter?: string;
  /** What a sentence says something leaves ("x \equiv 3 \pmod 7"): it counts where the other side is a plain number. */
  remainder?: string;
}

/** An answer as it stands. */
export const plainly = ({ answer, from }: { answer: string; from: string }): FinalAnswer => ({
  answer,
  from,
  whole: null,
  others: [],
  rules: [],
});

/** An answer that a sentence states. */
export const byStatement = (
  { answer, others, rules, unit, again, letter }: Statement,
  from: string,
): FinalAnswer => ({
  answer,
  unit,
  again,
  letter,
  from,
  whole: null,
  others,
  rules,
});

/** Found without a word that says that it is the answer. */
export const isUnannounced = ({ from }: FinalAnswer) =>
  /^(?:the text itself|the last (?:line|sentence|formula)|the sentence)$/.test(from);
