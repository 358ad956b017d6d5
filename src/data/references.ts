// Which texts are reference answers: what data sets write where there is none, and the answer that a solution ends with.
import { finalAnswer } from "../verify/find/final.ts";
import { boxSpans, isProse } from "../verify/read/formulas.ts";
import { parse } from "../verify/read/parse.ts";
import { tokenize } from "../verify/read/tokens.ts";
import { MAX_ANSWER } from "../verify/texts.ts";
import { uniform } from "../verify/wording/text.ts";

/**
 * What stands for a missing answer: nothing (JSON's and NumPy's words among it), "n/a", and NuminaMath's "proof" and
 * "notfound". "None", "unknown" and "undefined" are answers: some problems have just these.
 */
const NO_ANSWER = /^(?:|null|nan|n\/a|proof|not[ _-]?found)$/i;
/** What LaTeX and a sentence put around a word. */
const FRAME = /^\$*(?:\\(?:text|mathrm|boxed)\{)*|\}*\$*\.?$/g;

/** `text` as a reference answer, or null where it says that there is none. */
export function referenceText(text: string): string | null {
  const answer = text.trim();
  return NO_ANSWER.test(answer) || NO_ANSWER.test(answer.replace(FRAME, "").trim()) ? null : answer;
}

/** "The answer is: 7" as the whole of a line. */
const CONCLUSION =
  /^(?:(?:so|thus|hence|therefore),? )?\**(?:the )?(?:final )?answer(?: is)?(?:\s*:|(?<= is))\s*\**\s*(\S.*?)\**\.?$/i;

/** A solution that is an answer and nothing more is no longer than this. */
const MOST_CHARACTERS = 200;

/**
 * The answer that a solution states: its last `\boxed{}`, what follows its last `####`, "The answer is: …" as its last
 * line, or the whole of it where it is an answer and nothing more. Null where it states none: sentences are not searched
 * for something that might be one.
 */
export function statedReference(solution: string): string | null {
  const text = solution.trim();
  const box = boxSpans(text).at(-1);
  if (box) return referenceText(box.content);
  const lines = text.split("\n");
  const mark = text.lastIndexOf("####");
  if (mark >= 0) return referenceText(text.slice(mark + 4).split("\n", 1)[0]);
  const conclusion = CONCLUSION.exec(lines[lines.length - 1].trim());
  if (conclusion && !isProse(conclusion[1])) return referenceText(conclusion[1]);
  return lines.length === 1 && isBare(text) ? referenceText(text) : null;
}

/** A number or a formula, at most with a word (such as a unit) beside it; a letter of a choice; yes, no, true, false. */
function isBare(text: string): boolean {
  if (/^(?:[A-Z]|yes|no|true|false)$/i.test(text)) return true;
  if (text.length > MOST_CHARACTERS || isProse(text) || /[A-Za-z]\.$/.test(text)) return false;
  const outside = text.replace(/\$[^$]*\$|\\[A-Za-z]+(?:\{[^{}]*\})?/g, " ");
  const words = outside.match(/\p{L}{2,}/gu) ?? [];
  // Of other scripts it is not known here what is a sentence.
  if (words.length > 1 || /[^\p{Script=Latin}\p{Script=Greek}\P{L}]/u.test(outside)) return false;
  return /\p{N}|[$\\=^/]/u.test(text) && /[\p{L}\p{N}]/u.test(text);
}

/**
 * Why responses cannot well be judged by this reference answer; null where they can. The verifier takes it then for another
 * text than was meant, or compares it to the letter.
 */
export function whyUnreadable(answer: string): string | null {
  // Most are numbers, and next most formulas without words: these are read at once.
  if (/^[-+$]{0,2}\d[\d,]{0,20}(?:\.\d{1,20})?%?$/.test(answer)) return null;
  const wordless = answer.length < 200 && !/\p{L}{2,}/u.test(answer.replace(/\\[A-Za-z]+/g, " "));
  if (wordless && /\p{N}/u.test(answer) && isMathematics(answer)) return null;
  if (answer.length > MAX_ANSWER) return `longer than ${MAX_ANSWER.toLocaleString("en")} characters`;
  const found = finalAnswer(uniform(answer));
  if (!found || !/[\p{L}\p{N}]/u.test(found.answer)) return "no answer in it";
  if (found.others.length > 0) {
    const stated = [...found.others, found.answer].map((one) => JSON.stringify(one)).join(" and ");
    return `states ${stated}, and nothing says which is the answer`;
  }
  if (isProse(answer) && found.answer.trim() !== uniform(answer).trim())
    return `sentences, of which ${JSON.stringify(found.answer)} is taken for the answer`;
  if (isMathematics(found.answer)) return null;
  const words = found.answer.replace(/\\[A-Za-z]+/g, " ");
  return /\p{L}{2,}/u.test(words) && !/[\^_=<>|{}]/.test(words)
    ? null
    : "neither mathematics that can be read nor words: only the same text is right";
}

function isMathematics(text: string): boolean {
  const tokens = tokenize(text);
  return tokens !== null && parse([...tokens]) !== null;
}
