// A date that a sentence ends in: "The book is due on March 14, 2023 (14 days after February 28).", "It was signed on
// **4 July 1776**." Its day and its year are no values of their own.

import { CONCLUDES } from "../sentence/comes-out.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { ANY_MONTH as MONTHS } from "../wording/months.ts";
import { withoutMarkup } from "../wording/phrases.ts";

const YEAR = "(?:,?\\s(?:de\\s|del\\s|of\\s)?\\d{4}(?:\\sг(?:ода|\\.))?)?";
const DATE = `(?:(?:the\\s)?\\d{1,2}(?:st|nd|rd|th|er|\\.)?\\s(?:of\\s|de\\s)?(?:${MONTHS})\\.?(?!\\p{L})${YEAR}|(?:${MONTHS})\\.?\\s(?:the\\s)?\\d{1,2}(?:st|nd|rd|th)?${YEAR}|\\d{4}年\\s?\\d{1,2}月\\s?\\d{1,2}日|\\d{4}년\\s?\\d{1,2}월\\s?\\d{1,2}일)`;
const HINT = new RegExp(
  `\\d(?:\\.|st|nd|rd|th|er)?\\s(?:of\\s|de\\s)?(?:${MONTHS})|(?:${MONTHS})\\.?\\s(?:the\\s)?\\d|\\d[日일]`,
  "iu",
);
/** At the end, with a day of the week before it or behind it. */
const AT_END = new RegExp(
  `^(?<before>[^\\d]*?[\\s:,-]|.*[日은는이]\\s?)??(?<!\\p{L})(?:\\p{L}{3,12}day,?\\s)?(?<date>${DATE})(?:,?\\s(?:an?\\s)?\\p{L}{3,12}day)?(?:です|でした|だ|입니다|이다)?$`,
  "iu",
);
/** Before a date: it is only an end of a stretch of time, or another day is meant. */
const NOT_ON =
  /\b(?:before|after|by|until|till|from|since|between|than|past|prior to|preceding|following|or|around|about|nach|vor|bis|ab|seit|avant|après|jusqu'au|depuis|antes del?|después del?|hasta|desde|prima del|dopo il|fino al|dal|depois de|até|przed|po|do|od|voor|tot|vanaf|до|после|с)\s(?:the\s|el\s|le\s|il\s|o\s|dem\s|zum\s)?$|\b(?:not|never|nicht|pas|non|n[ãa]o|nie|niet|if|unless|whether|maybe|perhaps)\b|n't|(?<!\p{L})не\s|\?/iu;
/** "is due back on": what says when something is. */
const IS_ON =
  /\b(?:is|are|was|will be)\s(?:due|over|back|ready|finished|done)?(?:\s(?:back|in))?\s?on\s|\b(?:falls|ends?|ended|finish(?:es|ed)|arrives?|returns?|expires?|takes place|starts?|lands)\son\s/i;
const LONGEST = 250;

/** The date that the last sentence of a text ends in, where it is the only number there; "" where another day is meant. */
export function dateAtEnd(text: string): string | null {
  const tail = text.slice(-LONGEST);
  if (!HINT.test(tail)) return null;
  // "4. Juli" is no end of a sentence.
  const sentences = sentencesOf(tail.replace(/(?<=\d)\.(?=\s\p{Lu}\p{Ll}+\s\d{4})/gu, "\u2024"));
  // "Don't forget!" behind it says nothing of it.
  while (sentences.length > 1 && /^[^\d?]{3,80}!\s*$/.test(sentences.at(-1)!)) sentences.pop();
  const marked = sentences.at(-1) ?? "";
  const whole = sentences.length === 1 && text.length <= LONGEST;
  const setOff = /\*\*[^*\n]*\d[^*\n]*\*\*/.test(marked);
  if (!whole && !setOff && !CONCLUDES.test(marked) && !IS_ON.test(marked)) return null;
  const last = withoutMarkup(marked)
    .replaceAll("\u2024", ".")
    .trim()
    .replace(/[\s.!]+$/, "")
    .replace(/\s\((?=[^()]*\p{L}{2})[^()]{3,100}\)$/u, "");
  const found = AT_END.exec(last)?.groups;
  if (!found?.before || !/\p{L}{2}/u.test(found.before)) return null;
  return NOT_ON.test(found.before) ? "" : found.date;
}
