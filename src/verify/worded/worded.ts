// What a sentence states that ends without digits: a number in words, a name, an option.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { sameNumber, valuesIn } from "../read/values.ts";
import { isMentioned } from "../sentence/circumstances.ts";
import { CONCLUDES, comesOut, NARRATES, REMARKS } from "../sentence/comes-out.ts";
import { byStatement, type FinalAnswer, plainly } from "../sentence/found.ts";
import { statement } from "../sentence/sentence.ts";
import { justBefore, languageWithin, withoutMarkup, words } from "../wording/phrases.ts";
import { inDigits, ORDINALS, withDigits } from "../wording/spelled.ts";
import { chosenIn } from "./chosen.ts";

/**
 * What the last sentence says in words: a number ("twelve ways"), a name that a conclusion ends in ("So the day is
 * Thursday"), an option ("This matches choice C."). Null where there is none, or a number in digits.
 */
export function inWords(raw: string, count: number, text: string): FinalAnswer | null {
  const option = chosenIn(raw, text);
  if (option !== null) return plainly({ answer: option, from: "the last sentence" });
  const language = languageWithin(raw, text);
  if (language === ENGLISH && raw.length < MAX_WORDED && NONE_LEFT.test(raw))
    return { ...plainly({ answer: "0", from: "the last sentence" }), again: "none", concludes: true };
  const said = raw.replace(/\([^()]*\)/g, "").trim();
  const whole = language === ENGLISH && (count === 1 || CONCLUDES.test(raw)) ? withoutGiven(said) : said;
  const clause = conclusionIn(whole, language);
  const open = clause ?? beforeReason(whole, language) ?? whole;
  if (/[\d\\$=?]/.test(open) || open.length > MAX_WORDED || REMARKS.test(open) || UNREAL.test(open))
    return null;
  const digits = withDigits(open, language.name);
  const concludes = clause !== null || CONCLUDES.test(raw) || words(language).opening.test(raw.trim());
  // "So the party can't be on a Tuesday.", "He just missed being in fourth place."
  const denied = SUPPOSES.test(open);
  const placed = concludes && !denied ? placeIn(open) : null;
  if (placed !== null) return plainly({ answer: placed, from: "the last sentence" });
  const named = concludes || count === 1 ? (NAMED.exec(open) ?? (denied ? null : ON_DAY.exec(open))) : null;
  if (named && withDigits(named[1], language.name) === null)
    return plainly({ answer: named[1], from: "the last sentence" });
  // "One apple and three pears": of two numbers none is left out because it may be a word of grammar.
  if (
    digits !== null &&
    !/\b(?:or|maybe|either|not|(?<!\b(?:on|in|per|with|for|after)\s)one(?! of))\b/i.test(digits)
  ) {
    const stated = statement(digits, language);
    const comes =
      count === 1 ||
      concludes ||
      (stated && (comesOut(digits, stated) || isCalculatedLast(stated.answer, raw, text)));
    if (
      !stated ||
      stated.others.length > 0 ||
      (stated.given && count > 3) ||
      !comes ||
      (clause === null && NARRATES.test(raw))
    )
      return null;
    const value = valuesIn(digits).find(({ result }) => result === stated.answer);
    if (language === ENGLISH && value && isMentioned(digits, value)) return null;
    return byStatement({ ...stated, rules: [...stated.rules, "a number in words"] }, "the last sentence");
  }
  return null;
}
export const MAX_WORDED = 300;

/** "So none of the eggs are left", "so he has no marbles left", "Therefore nothing remains." */
const NONE_LEFT =
  /(?:^\W*|[,;:]\s(?:and\s)?)(?:so|thus|therefore|hence|which means|(?:that|this) means),?\s(?:that\s)?(?!.*\b(?:choice|doubts?|unknowns?|variables?|steps?|time|options?|questions?)\b)(?:(?:none|nothing|no one|nobody|not (?:one|a single)\s\p{L}+)(?:\s(?!not\b)[^\s,;.\d]{1,20}){0,5}?\s(?:left|remain\w*)|(?:(?!not\b)[^\s,;.\d]{1,20}\s){1,5}?(?:nothing|(?:no|none of)(?:\s[^\s,;.\d]{1,20}){1,4}?)\s(?:left|remain\w*|over))(?:\s(?!(?:but|to|open|out|behind)\b)[^\s,;.\d]{1,20}){0,6}[\s.!]*$/iu;

/** "40 - 16 = 24.\nThen she has twenty-four stickers.": what the last calculation before a sentence comes to. */
function isCalculatedLast(answer: string, raw: string, text: string): boolean {
  const before = text.slice(0, text.lastIndexOf(raw)).slice(-MAX_BEFORE);
  const last = valuesIn(before).findLast(({ operands }) => operands.length > 0);
  return last !== undefined && sameNumber(last.result, answer);
}
const MAX_BEFORE = 600;

/**
 * "It takes five days to finish all 3 houses", "Each of the 4 boys gets five marbles": without a number in digits that is only
 * what is to be done or of whom something is said, where a number in words is what it takes or what they get.
 */
function withoutGiven(sentence: string): string {
  if (sentence.length > MAX_WORDED || !/\d/.test(sentence) || UNSURE.test(sentence)) return sentence;
  const plain = withoutMarkup(sentence);
  const aim = AIM.exec(plain);
  const rest = aim ? plain.slice(0, aim.index) : plain.replace(OF_EACH, "$1");
  const digits = /\d/.test(rest) ? null : withDigits(rest, "English");
  if (rest === plain || digits === null || /\d\s(?:to|and)\s\d/.test(digits)) return sentence;
  if (aim === null) return AT_END.test(digits) ? rest : sentence;
  return TAKES.test(digits) || (aim[1] !== undefined && NEEDS.test(digits)) ? rest : sentence;
}
const UNSURE =
  /\b(?:not|never|no|might|may|could|perhaps|maybe|if|or|nor|either|than|hardly|barely|scarcely|rarely|seldom|almost|nearly|twice|thrice)\b|n't|\?/i;
/** "to finish all 3 houses", "to drive 150 miles" */
const AIM =
  /\sto\s\p{Ll}{2,15}(?:\s(?:up|out|off|through|down))?(\s(?:all|the|these|those|both|(?:his|her|their|its|our|my)))?(?:\s(?:of\s)?the)?\s\d[\d.,]{0,9}(?:\s(?!(?:is|are|was|were|and|or|more|less|than|times)\b)[\p{L}'-]{1,20}){1,5}[\s.!]*$/u;
const OF_EACH = /^(\W*(?:(?:so|thus|therefore|hence),?\s)?each of the )\d{1,6}\s(?=\p{L})/iu;
/** "five days", "eleven boxes" */
const AMOUNT = "\\d[\\d./]*(?:\\s(?!(?:and|or|more|less|times)\\b)\\p{L}+){1,3}$";
/** Whoever it takes it: "the painters", "2 people". */
const WHOM = "\\s(?:[^\\d,;]{1,40}\\s)?(?:\\d+(?:\\s\\p{L}+){1,2}\\s)?";
/** What it takes, or how long someone takes: "she takes twenty pupils to 3 museums" is neither. */
const TAKES = new RegExp(
  `\\b[Ii]t\\s(?:\\p{L}+\\s)?(?:takes?|took|taken)${WHOM}${AMOUNT}|\\b(?:takes?|took|taken)${WHOM}(?=\\d[\\d./]*\\s(?:second|minute|hour|day|week|month|year)s?\\b)${AMOUNT}`,
  "u",
);
const NEEDS = new RegExp(`\\b(?:needs?|needed|requires?|required|spends?|spent)${WHOM}${AMOUNT}`, "u");
const AT_END =
  /\s(?:gets?|got|has|have|had|receives?|received|pays?|paid|needs?|eats?|ate)\s\d[\d./]*(?:\s\p{L}+){0,3}[\s.!]*$/u;

/**
 * "The other 30 take half an hour, so the trip takes two hours": the last clause that concludes, where it says a number in
 * words and the sentence calculates none in digits.
 */
export function conclusionIn(sentence: string, language: Language): string | null {
  if (sentence.length > MAX_WORDED || /[=\\?]/.test(sentence)) return null;
  // "il en reste donc les trois quarts": elsewhere it stands within a clause too.
  const so = [...sentence.matchAll(words(language).so)].findLast(
    ({ index }) => language !== ENGLISH || /[,;]\s(?:\p{L}{1,4}\s)?$/u.test(justBefore(sentence, index, 8)),
  );
  const comes =
    so === undefined && language === ENGLISH ? [...sentence.matchAll(COMES_TO)].at(-1) : undefined;
  const clause = so
    ? sentence.slice(so.index + so[0].length).replace(/^[,\s]+/, "")
    : comes
      ? sentence
          .slice(comes.index)
          .replace(/^\P{L}+(?:and\s)?/u, "")
          .replace(BEHIND, "")
      : sentence.slice(REASON.exec(sentence)?.[0].length ?? sentence.length);
  const says = withDigits(clause, language.name) !== null || placeIn(clause) !== null || ON_DAY.test(clause);
  return clause === "" || SUPPOSES.test(clause) || !says ? null : clause;
}
/** "…, which makes twelve kilometres for the day": what comes of what stands before it. */
const COMES_TO =
  /[,;:-]\s(?:and\s)?(?:which\s(?:makes|leaves|means|gives|puts|brings|takes|sets|is to say|comes to|works out (?:at|to))|that(?:'s|\s(?:makes|leaves|gives|means|is))|leaving|making|giving|in the end)(?!\p{L})|^(?:that|this|it)\s(?:makes|leaves|gives|means|brings)(?!\p{L})|\sends?\sup(?!\p{L})|\sand\sthat\s(?:makes|leaves|gives|means)(?!\p{L})/giu;
const BECAUSE = /,?\s(?:because|since)\s/gi;
/** "…, which covers the 14 dollar pizza", "…, though nothing like the -4 of dawn": what is said of the value. */
const BEHIND = /(?<=.{8}),\s(?:which|though|although|still|even if|not bad|just|exactly|enough)\s.*$/is;
/** "It takes two hours, because 200 litres fit in": what is said in words before a reason in digits. */
function beforeReason(sentence: string, language: Language): string | null {
  const [reason] = sentence.matchAll(language === ENGLISH ? BECAUSE : words(language).explains);
  const said = sentence.slice(0, reason?.index ?? 0);
  // "Um zwei beginnt es, und nach 1.5 Stunden ist Schluss, also um 3:30": what is concluded behind it is in digits.
  const concluded = [...sentence.matchAll(words(language).so)].at(-1)?.index ?? sentence.length;
  if (/\d/.test(sentence.slice(concluded))) return null;
  return /\d/.test(said) || withDigits(said, language.name) === null ? null : said.replace(/[,\s]+$/, "");
}
/** "If you save 15 dollars a week for 6 weeks, ": a reason or a condition in front, up to the last comma. */
const REASON = /^\W*(?:if|since|because|as|when|after)\s[^;]{3,200},\s/i;
const SUPPOSES =
  /\b(?:not|never|no|cannot|miss(?:ed|es)?|unless|if|that(?!'s|\s(?:is|makes|means|leaves|gives)\b)|would|might|may|should)\b|n't/i;

/** "could have brought five": it did not come to it. */
const UNREAL = /\b(?:could|would|might|should) have\b/i;

/** "… is three to one", "… crossed the line in fourth place": a ratio, or a place; null where a clause ends in neither. */
function placeIn(clause: string): string | null {
  const ratio = RATIO.exec(clause);
  if (ratio) {
    const [first, second] = ratio
      .slice(1)
      .filter((word) => word !== undefined)
      .map((word) => (/^one$/i.test(word) ? "1" : inDigits(word)));
    return first && second && /^\d+$/.test(first + second) ? `${first}:${second}` : null;
  }
  const place = PLACE.exec(clause)?.[1];
  return place === undefined ? null : inDigits(place);
}
/** Of words alone: what digits say is read as it is. */
const RATIO =
  /\boutnumber(?:s|ed)?\s(?:the\s)?\p{L}{2,20}\s([a-z-]{3,20})\sto\s([a-z-]{3,20})(?=[\s.!]*$|,\s)|\b(?:ratio|proportion|odds|score|\p{L}{2,20}\sto\s(?:the\s)?\p{L}{2,20})\s(?:of\s[^,;.]{3,60}\s)?(?:is|are|was|were|stands? at|stood at|comes to)\s(?:therefore\s|then\s)?([a-z-]{3,20})\sto\s([a-z-]{3,20})(?=[\s.!]*$|,\s)/iu;
const PLACE = new RegExp(
  `\\b(?:in|is|was|came|comes|finish(?:es|ed)|the)\\s(${ORDINALS})(?:\\s(?:place|position))?[\\s.!]*$`,
  "i",
);
/** "… lands on a Tuesday." */
const ON_DAY = /\s(?:on|is|be|to)\s(?:an?\s)?\**((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\**[\s.!]*$/;

/** "… was Thursday." */
const NAMED =
  /^[\p{L},' *]{3,200}\s(?:is|was|ist|war|es|era|fue|est|était|è|é|foi|to)\s(?:on\s)?\**(\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)?)\**[\s.!]*$/u;
