// What a text goes on with behind its answer and by which it takes the answer back: a marker of correction ("Hold on, …",
// "Espera, …", "等等, …") and what it comes to then, or another value that it says it is ("So it is 48.").

import type { Language } from "../languages/language.ts";
import { ENGLISH, LANGUAGES } from "../languages/languages.ts";
import { lastSentence } from "../prose/last-sentence.ts";
import { leadingUnit } from "../read/units.ts";
import { canonical, type Value, valuesIn } from "../read/values.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import {
  languageOf,
  languagesOfAnswers,
  withDecimalPoints,
  withoutMarkup,
  words,
} from "../wording/phrases.ts";

/** What goes on to another conclusion takes an answer back, or does not: it cannot be told. */
export function contested(text: string, found: FinalAnswer, end: number): FinalAnswer {
  const other = instead(text, found, end);
  if (other) return other;
  const line = text.indexOf("\n", end);
  if (line < 0) return found;
  const after = text.slice(line);
  if (/\b(?:check|verif\w+|confirm\w*|satisf\w+|correct|explanation)\b/i.test(after)) return found;
  const later = /=|\d\s(?:x|times)\s\d/.test(after) ? lastSentence(after) : null;
  const concludes = later?.from === "the last sentence" && (later.concludes || found.from === "####");
  return concludes && later.others.length === 0 && differ(later, found) ? beside(found, later.answer) : found;
}

/**
 * What the text behind `end` says instead of the answer found there, by itself where a marker of correction says so, else
 * beside it; null where it says nothing else.
 */
export function instead(text: string, found: FinalAnswer, end: number): FinalAnswer | null {
  const correction = correctionIn(text, end);
  if (correction) {
    const { answer } = correction.found;
    if (!differ(correction.found, found)) return null;
    return correction.sure ? correction.found : beside(found, answer);
  }
  if (!/[\d\\]/.test(found.answer)) return null;
  const rest = text.slice(end);
  const stop = /[.!?]\s|\n/.exec(rest);
  const last =
    stop && sentencesOf(rest.slice(stop.index + 1).slice(-MOST_BEHIND)).findLast((one) => /\d/.test(one));
  const said = last ? saidToBe(last, languageOf(text)) : null;
  if (!said || CONFIRMS.test(last!) || canonical(said.result) === canonical(found.answer)) return null;
  // "The answer is 3 hours. It is 180 minutes."
  const [unit, own] = [leadingUnit(last!.slice(said.end)), found.unit ?? ownUnit(found.answer)];
  return unit && own && unit !== own ? null : beside(found, said.result);
}
/** So much of the end of a text is looked at. */
const MOST_BEHIND = 2000;
/** A check whose value fits, and what is only another case. */
const CONFIRMS =
  /\b(?:match\w*|fits?|indeed|correct|consistent|as (?:given|expected|required|stated)|if|would)\b|[✓✔]/i;

const differ = (a: FinalAnswer, b: FinalAnswer) => canonical(a.answer) !== canonical(b.answer);
const beside = (found: FinalAnswer, other: string) => ({ ...found, others: [...found.others, other] });
const ownUnit = (answer: string) => {
  const value = valuesIn(answer)[0];
  return value && leadingUnit(answer.slice(value.end));
};

interface Correction {
  found: FinalAnswer;
  /** It says that this is it; else it may only mention the value. */
  sure: boolean;
}

/** What a text comes to behind its first marker of correction; null where there is none or no single value behind it. */
export function correctionIn(text: string, from: number): Correction | null {
  const rest = text.slice(from);
  // Behind a box most often nothing is said, or nothing that corrects in any language.
  if (!/\p{L}/u.test(rest) || !CORRECTS.test(rest)) return null;
  for (const language of new Set([languageOf(text), ...languagesOfAnswers(text.slice(0, from)), ENGLISH])) {
    const marker = words(language).corrects.exec(rest);
    const behind = marker ? rest.slice(marker.index + marker[0].length) : "";
    const found = marker && lastSentence(behind);
    if (!found || found.others.length > 0) continue;
    const last = sentencesOf(behind.slice(-MOST_BEHIND)).findLast((one) => /\d|\\/.test(one)) ?? "";
    const before = behind.slice(0, Math.max(0, behind.lastIndexOf(found.answer)));
    const said = saidToBe(last, language);
    const sure =
      found.concludes ||
      COMES_OUT.test(before.slice(-40)) ||
      isAlone(last) ||
      (said !== null && canonical(said.result) === canonical(found.answer));
    return { found, sure };
  }
  return null;
}
const CORRECTS = new RegExp(LANGUAGES.map((language) => words(language).corrects.source).join("|"), "iu");
/** "28.", "28です." */
const isAlone = (sentence: string) => {
  const value = valuesIn(sentence)[0];
  return value?.start === 0 && /^\s?(?:[\p{L}\p{M}']{1,12}\s?)?[\s.!]*$/u.test(sentence.slice(value.end));
};
const COMES_OUT = /(?:\b(?:so|is|are|be|was|makes|gives|leaves|get)|=)[^.\d]{0,20}$/i;

/** "So it is 48.", "6 × 8 = 48, so it's 48 eggs and not 52", "Also sind es 48.": the value that a sentence says it is. */
function saidToBe(sentence: string, language: Language): Value | null {
  const { denial, apart } = words(language);
  const said = withDecimalPoints(withoutMarkup(sentence), language).replace(denial, "");
  // "18 Murmeln, also 6 mehr als Ben": how far it is from something else is no other value of it.
  const text = apart ? said.replace(apart, "") : said;
  const value = valuesIn(text).at(-1);
  if (!value) return null;
  const [before, behind] = [text.slice(0, value.start), text.slice(value.end)];
  if (!/^\s?(?:[\p{L}\p{M}']+\s?){0,3}[\s.!*)]*$/u.test(behind)) return null;
  if (language === ENGLISH) return IT_IS.test(before) ? value : null;
  const { opening, equals, equalsBehind } = words(language);
  const clause = before
    .slice(Math.max(...[",", ";", ":"].map((mark) => before.lastIndexOf(mark))) + 1)
    .trim();
  const own = clause.replace(opening, "");
  const short = language.unspaced ? own.length <= 4 : own.split(/[\s']+/).length <= 3;
  const is = equals?.test(before) || equalsBehind?.test(behind);
  return short && (is || own !== clause) ? value : null;
}
const IT_IS =
  /(?:^\W*|[,;:.!]\s|\b(?:so|thus|therefore|hence|then|and|but|now)\s)(?:it|the\s(?:(?:correct|right|real|true|actual|final)\s)?(?:answer|result|total|number))(?:'s|\s(?:is|was|should (?:have been|be)|has to be|must be|equals|comes to))\s(?:(?:actually|really|in fact|then|just|only|now)\s)?$/i;
