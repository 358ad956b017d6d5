// A number that a text names and does not affirm, in any language of the table: it is asked, said to be wrong or too small, denied,
// what is worked with in a step or a task, or only what the answer is more than or lies between.

import { withoutFrame } from "../ends/frame.ts";
import { deniesAll } from "../sentence/asides.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { languageOf, words } from "../wording/phrases.ts";
import {
  ASKED,
  CANNOT_BE,
  COMPARED,
  CONTRADICTED,
  EXCEPT,
  FOUND_AT,
  HOW_MANY,
  JUDGED,
  NO_IDEA,
  OF_ANOTHER_PROBLEM,
  OF_ANSWER,
  OTHERWISE,
  PAGE,
  PARTS,
  RANGE,
  ROUNDING,
  SEEKS,
  STEP,
  TAG,
  UNTIL_MISTAKE,
  WHO_GETS,
  WOULD_BE,
  WRONG_ANSWER,
  WRONG_THAT,
} from "../wording/unaffirmed.ts";

/** So much of the end of a text is looked at. */
const TAIL = 1500;
const LONGEST = 300;

/** "17", "$17", "x = 17", "17 apples" */
const ONE_NUMBER =
  /^\s?(?:\$|\\\()?\s?(?:[A-Za-z]\s?=\s?)?[$€£]?(-?\d+(?:[.,/]\d+)*)(?:\s?\p{L}{1,15})?\s?(?:\$|\\\))?\s?$/u;

/** Whether the sentences that name the one number of an answer do not affirm it. */
export function isUnaffirmed({ answer, others }: FinalAnswer, text: string): boolean {
  const number = others.length > 0 ? undefined : ONE_NUMBER.exec(answer)?.[1];
  if (number === undefined) return false;
  const names = new RegExp(`(?<![\\d.,/])${number.replaceAll(".", "\\.")}(?![\\d/]|[.,]\\d)`, "gu");
  const sentences = sentencesOf((withoutFrame(text, true) ?? text).slice(-TAIL)).filter((one) =>
    /\d/.test(one),
  );
  // The number as "#".
  const naming = sentences
    .map((one) => one.replaceAll("#", " ").replace(names, "#"))
    .filter((one) => one.includes("#"));
  const last = naming.at(-1);
  if (last === undefined || naming.some((one) => one.length > LONGEST)) return false;
  if (isTask(last) || isDenied(last, text)) return true;
  if (NOT_STATED.some((pattern) => pattern.test(last))) return true;
  // Beside another number.
  if ([PAGE, OTHERWISE].some((pattern) => pattern.test(last)) && /\d/.test(last)) return true;
  const unsaid = (one: string) =>
    (ASKED.test(one) && !TAG.test(one.trim())) ||
    !one.replace(COMPARED, " ").includes("#") ||
    RANGE.test(one) ||
    (sentences.length === 1 && WOULD_BE.test(one));
  return naming.every(unsaid);
}

/** What the last sentence that names it says of it. */
const NOT_STATED = [
  JUDGED,
  STEP,
  WRONG_THAT,
  WRONG_ANSWER,
  CANNOT_BE,
  NO_IDEA,
  UNTIL_MISTAKE,
  WHO_GETS,
  ROUNDING,
  OF_ANSWER,
  EXCEPT,
  FOUND_AT,
  PARTS,
  OF_ANOTHER_PROBLEM,
  CONTRADICTED,
];

/** "Die Antwort ist nicht 17", "الجواب ليس 17": nothing else of the sentence names it. */
function isDenied(sentence: string, text: string): boolean {
  const language = languageOf(text);
  const said = sentence.replaceAll("#", NUMBER);
  if (DENIES_BEHIND.test(language.name)) return deniesAll(said, language);
  const affirmed = said.replace(words(language).denied, " ");
  return affirmed !== said && !affirmed.includes(NUMBER);
}
const NUMBER = "80808";
/** A number stands before its denial. */
const DENIES_BEHIND = /^(?:Japanese|Korean|Turkish|Hindi)$/;

/** "We have to find how many of the 17 pupils can swim": a sentence that only tells what is sought. */
const isTask = (sentence: string) => {
  const asked = SEEKS.test(sentence) && !/[=:]/.test(sentence) ? HOW_MANY.exec(sentence) : null;
  if (asked === null) return false;
  const [from, to] = [asked.index, sentence.indexOf("#")].sort((a, b) => a - b);
  return !/[,;、]/.test(sentence.slice(from, to));
};
