// Where a text announces its answer: behind ####, an answer phrase or a heading, before "is the answer"; and what it says
// there.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { statedBehindPhrase } from "../prose/behind.ts";
import { isProse, isWordless, lastSide, mathSegments, otherScript, type Span } from "../read/formulas.ts";
import { valuesIn } from "../read/values.ts";
import { isMentioned } from "../sentence/circumstances.ts";
import { byStatement, type FinalAnswer, plainly, unitApart } from "../sentence/found.ts";
import { withQualifier } from "../sentence/qualifiers.ts";
import { type Statement, saysValue, statement } from "../sentence/sentence.ts";
import { resultOfSteps } from "../sentence/steps.ts";
import { bareLine, plainAnswer } from "../sentence/terse.ts";
import { namedEnd } from "../worded/complement.ts";
import { described } from "../worded/described.ts";
import { isNameWithReason } from "../worded/told-apart.ts";
import { replyAt } from "../worded/yes-or-no.ts";
import { wholeParts } from "../wording/parted.ts";
import {
  isJoint,
  joinedInEnglish,
  justBefore,
  languageOf,
  languagesOfAnswers,
  matchesFrom,
  words,
} from "../wording/phrases.ts";
import { isReply } from "../wording/replies.ts";
import { spelledNumber, withDigits } from "../wording/spelled.ts";
import { endOfSolution } from "./solutions.ts";

/** Several words without a value; "A, B and D" are no words. */
export const isTalk = (answer: string) =>
  !/[\d\\$]/.test(answer) && (answer.match(/\p{L}+/gu)?.length ?? 0) > 2 && !OPTIONS.test(answer);
const OPTIONS = /^\W*[A-J]\b(?:\W{1,4}(?:and\W{1,3})?[A-J]\b){1,9}\W*$/;

export interface Conclusion {
  at: number;
  /** Somewhere in what it gives. */
  end: number;
  /** Null: it gives nothing. */
  found: FinalAnswer | null;
}

/** What #### and answer phrases and headings give that stand at `from` or behind it, the last one first. */
export function conclusionsOf(text: string, from: number): Conclusion[] {
  const languages = languagesOfAnswers(text.slice(from));
  const found = [
    afterMark(text, from),
    ...languages.flatMap((language) => [...phrasesOf(text, from, language), behindOf(text, from, language)]),
    languages.length > 0 ? underHeading(text, from, languages) : null,
  ];
  return found.filter((conclusion) => conclusion !== null).sort((a, b) => b.at - a.at);
}

/** What the last #### that has an answer behind it gives; it may be a heading of something else. */
function afterMark(text: string, from: number): Conclusion | null {
  let at = text.length;
  for (let tries = 0; tries < 20 && at > 0; tries++) {
    at = text.lastIndexOf("####", at - 1);
    if (at < from) return null;
    const answer = /^[ \t#*:]*\n?([^\n]*)/.exec(text.slice(at + 4, at + 10_004))![1].replace(/[\s*`]+$/, "");
    if (!/[\p{L}\p{N}]/u.test(answer) || /[\p{L}]:$/u.test(answer) || isHeading(text, at, answer)) continue;
    // What is no plain answer is read as behind a phrase: "#### 48 + 24 = 72 clips".
    const isPlain = plainAnswer(answer) || (!answer.includes("=") && isWordless(answer));
    const stated = isPlain ? null : statedBehindPhrase(answer, languageOf(answer));
    const found = stated ? byStatement(stated, "####") : plainly({ answer, from: "####" });
    const others = [...found.others, ...rivalOfWord(text, at, answer)];
    return { at, end: at + 4 + answer.length, found: { ...found, others } };
  }
  return null;
}

/**
 * Behind #### words are no answer where they talk about the text ("#### Step by step", "#### This is the final answer."),
 * or where more than two of them stand over a text.
 */
export function isHeading(text: string, at: number, answer: string): boolean {
  if (/\?\W*$/.test(answer)) return true;
  if (/[\d\\$]/.test(answer) || otherScript.test(answer)) return false;
  const behind = text.slice(at, at + 10_000);
  const rest = behind.slice(behind.indexOf(answer) + answer.length);
  return OF_TEXT.test(answer) || (isTalk(answer) && /[\p{L}\p{N}]/u.test(rest));
}

const OF_TEXT =
  /^\W*(?:(?:this|that|it|here)\s+(?:is|was)\s+(?:the|my|our)\s+(?:\w+\s+){0,2}(?:answer|solution|result|end|explanation)\b|(?:final\s+)?(?:steps?|solution|explanation|answer|question|calculations?|check|verification|method|approach|conclusion|summary|reasoning)(?:\W*$|\s+(?:by|of|for|to|and|process|guide)\b))/i;

/** The value of the line before a #### that has a word below it which occurs nowhere before: either may be meant. */
function rivalOfWord(text: string, at: number, word: string): string[] {
  const before = text.slice(0, at).trimEnd();
  const line = bareLine(before.slice(before.lastIndexOf("\n") + 1));
  const below = /^#+[ \t#*:]*\n/.test(text.slice(at, at + 100)) && /^\p{L}+$/u.test(word);
  return below && saysValue(line) && !before.includes(word) ? [valuesIn(line)[0].result] : [];
}

/** So many of the last phrases of a text are read until one gives an answer. */
const LAST_PHRASES = 6;

/** What the last answer phrases of a language give: "the answer is". */
function phrasesOf(text: string, start: number, language: Language): Conclusion[] {
  const places: [at: number, end: number][] = [];
  for (const match of matchesFrom(text, words(language).phrase, start)) {
    const before = justBefore(text, match.index, 24);
    if (OF_ANOTHER.test(before) || isSupposed(text, match.index, match[0])) continue;
    // "The answer is" at the end of a text that was cut.
    if (!/[\p{L}\p{N}\\$]/u.test(text.slice(match.index + match[0].length))) continue;
    places.push([match.index, match.index + match[0].length]);
    if (places.length > LAST_PHRASES) places.shift();
  }
  const from = inLanguage('"answer is"', language);
  return places.map(([at, end]) => ({
    at,
    end,
    found:
      text[end - 1] === ":"
        ? behindLabel(text.slice(end, end + 10_000), language, from)
        : behindPhrase(text.slice(end, end + 10_000), language, from),
  }));
}

/** "A wrong answer is", "it is not true that the answer is", "I thought the answer is" */
const OF_ANOTHER =
  /\b(?:(?:wrong|incorrect|false|not the|possible|each|every)\s|(?:not (?:true|the case|right|correct)|untrue|false|incorrect|wrong) that\s(?:(?:the|my|our)\s)?|(?:thought|assumed|guessed|believed)\s(?:that\s)?(?:the|my|our)\s)$/i;

/** A rule that is the same in each language, for people. */
const inLanguage = (rule: string, language: Language) =>
  language === ENGLISH ? rule : `${rule} in ${language.name}`;

/**
 * "The answer would be 16 if tax were not included": what would be otherwise is no answer. `phrase` stands at `at`. A
 * condition that is met ("if x = 3") takes nothing back.
 */
function isSupposed(text: string, at: number, phrase: string): boolean {
  if (!CONDITIONAL.test(phrase)) return false;
  const before = /[^.!?\n]{0,150}$/.exec(justBefore(text, at, 150))![0];
  const behind = /^[^!?\n]{0,150}?(?:\.(?!\d)|$|[!?\n])/.exec(text.slice(at, at + 300))?.[0] ?? "";
  if (!/would/i.test(phrase)) return CONDITION.test(before + behind);
  // Behind an answer any condition is another case.
  const given = text.slice(Math.max(0, at - 2000), at - before.length);
  return (
    SUPPOSITION.test(before + behind) ||
    (/\bif\b/i.test(before + behind) && /\banswer\b\D{0,60}\d/i.test(given))
  );
}
const CONDITIONAL = /\bwould (?:have been|be)\b|wäre|serait|sería|seria|sarebbe/i;
const SUPPOSITION =
  /\bif\b[^.]*\b(?:were|was|had|did|didn't|wasn't|weren't|hadn't|wouldn't|could)\b|\bhad\s\p{L}+\s(?:not\s)?\p{L}+|\b(?:without|otherwise|ignoring|unless)\b/iu;
const CONDITION = /(?<!\p{L})(?:wenn|falls|ohne|sonst|si|se|sans|sin|senza|sem)(?!\p{L})/iu;

/** What stands behind "Answer:", of a solution what it ends in. */
function behindLabel(text: string, language: Language, from: string): FinalAnswer | null {
  const found = behindPhrase(text, language, from);
  const line = /^\s*([^\n]*)/.exec(text)![1].trim();
  return found && language === ENGLISH ? (endOfSolution(line, found) ?? found) : found;
}

/** What the text behind an answer phrase gives; null where it gives nothing. */
function behindPhrase(text: string, language: Language, from: string): FinalAnswer | null {
  // A calculation that the text breaks off in has come to nothing.
  if (/^[^.;\n]*(?:\s[-+*/×]|=)\s*$/.test(text)) return null;
  const pause = PAUSE.exec(text);
  if (pause && isPause(pause[1], language)) return behindPhrase(text.slice(pause[0].length), language, from);
  const taken = words(language).takenBack.exec(text);
  if (taken) return behindPhrase(text.slice(taken[0].length), language, from);
  const marked = text.replace(/^(?:[\s:*_"“}`|>]|-(?![\d.$])|\\")+/, "");
  // A list of one item.
  const rest = /[\s;,]2[.)]\s/.test(marked) ? marked : marked.replace(/^1[.)][ \t]+(?=[\d$\\*])/, "");
  // Inline mathematics does not run over a line: what opens and does not close there is no answer.
  if (/^\\\(/.test(rest) && !/^\\\([^\n]*?\\\)/.test(rest)) return null;
  const parts = wholeParts(rest);
  if (parts !== null) return plainly({ answer: parts, from });
  const solutions = solutionsOf(rest);
  if (solutions !== null) return plainly({ answer: solutions, from });
  const set =
    language === ENGLISH ? namedEnd(/^[^\n]{0,300}?(?=[.!]?\s*(?:\n|$))/.exec(rest)?.[0] ?? "") : null;
  if (set !== null) return plainly({ answer: set, from });
  const segments = mathSegments(rest.slice(0, 4000));
  if (segments[0]?.start === 0) {
    const answer = joined(rest, segments, language);
    // "$x$ = 5": the equation goes on outside.
    const equation = /^\s*(?:=|\\approx)\s*(?=[\d$\\(-])/.exec(rest.slice(answer.length));
    if (equation) return behindPhrase(rest.slice(answer.length + equation[0].length), language, from);
    return plainly({
      answer: resultOfSteps(answer) ?? withQualifier(lastSide(joinedInEnglish(answer, language)), rest),
      from,
      others: listed(rest, segments),
    });
  }
  const stop = (
    OPTION_WITH_VALUE.test(rest) ? /[*;!?\n]|[.](?=\s*$)/ : /(?<!\b(?:i\.e|e\.g))[.;!?](?=\s|$|\\")|\n/
  ).exec(rest);
  const sentence = rest
    .slice(0, stop ? stop.index : rest.length)
    .replace(/[*"\\|]+\s*$/, "")
    .replace(/^([^()[\]]*)\)$/, "$1")
    .trim()
    .replace(COPULA, "");
  if (sentence === "") return null;
  const description = language === ENGLISH ? described(sentence) : null;
  if (description !== null) return plainly({ answer: description, from });
  const counted = /\d/.test(sentence) ? sentence : withDigits(sentence, language.name);
  const reply = counted === null ? null : replyAt(counted, language);
  // "Yes, they need seven buses" says the number; in digits either may be meant.
  const isNumber = counted !== sentence && reply !== null && reply.others.length > 0;
  if (reply && !(isNumber && sentence.search(words(language).so) < 0)) return { ...reply, from };
  if (language === ENGLISH && isNameWithReason(sentence))
    return plainly({ answer: sentence, from, inWords: true });
  if (isPlain(sentence) && !language.decimalComma) return unitApart(plainly({ answer: sentence, from }));
  // "three quarters, since 9 of the 12 are gone"
  const head = /^([^,;(\d]{3,40})[,;(]/.exec(sentence)?.[1].trim();
  const alone = head === undefined || language !== ENGLISH ? null : spelledNumber(head);
  if (alone !== null) return plainly({ answer: alone, from, rules: ["a number in words"] });
  const spelled = /\d/.test(sentence) ? null : withDigits(sentence, language.name);
  if (spelled !== null && /^-?\d/.test(spelled)) {
    const stated = statedBehindPhrase(spelled, language);
    return stated && { ...byStatement(stated, from), rules: [...stated.rules, "a number in words"] };
  }
  // "All he has ten apples": of a sentence the one number that it says.
  const told = spelled === null || language !== ENGLISH ? null : statement(spelled, language);
  if (spelled !== null && told && isTold(spelled, told))
    return { ...byStatement(told, from), rules: [...told.rules, "a number in words"] };
  const stated = statedBehindPhrase(sentence, language);
  // "This answer is the only one that fits.": talk about it, which gives none. Else it is an answer in words.
  if (!stated && language === ENGLISH && !/[\d\\]/.test(sentence) && !words(language).not.test(sentence))
    return TALKS.test(sentence)
      ? plainly({ answer: "", from })
      : plainly({ answer: sentence, from, inWords: true });
  // "as follows", "within", "below": words of grammar say where it is.
  if (
    stated &&
    /^(?:as follows|follows|within|in|below|above|here|shown|given|the)(?:\s+(?:the|a|below|above|here|box|□))*$/i.test(
      stated.answer,
    )
  )
    return plainly({ answer: "", from });
  return stated && unitApart(byStatement(stated, from));
}

/** "木曜日です", "목요일입니다": what an answer in words ends in. */
const COPULA = /(?<=^[^\d\\$]{1,20})(?:です|である|でした|입니다|이에요|예요)$/u;

/** "— drumroll, please — 88!", "(drum roll) 88", "... wait for it ... 88": words between two marks before a value. */
const PAUSE =
  /^[\s*]{0,4}(?:[-…:]|\.{2,3}|\(|,)[\s*]{0,4}(?!(?:about|around|nearly|almost|approximately|roughly|over|under|up|minus|more|less|fewer|at|between|no|if|only|maybe|probably|perhaps|i (?:think|guess|believe))\b)([\p{L}\p{M}][\p{L}\p{M}\s,']{2,40}?)[\s*]{0,4}(?:-|…|\.{2,3}|!|\)|,(?=\s))[\s*.…-]{0,5}(?:(?<=[\s*])|(?=\*))(?=[*$\\(]{0,4}\d)/u;

/** No word of a number, of a calculation or of a doubt. */
const isPause = (said: string, language: Language) =>
  !UNSURE.test(said) &&
  !COUNTS.test(said) &&
  !words(language).not.test(said) &&
  withDigits(said, language.name) === null;
const COUNTS =
  /\b(?:roots?|square|cube|half|twice|double|triple|thirds?|quarters?|plus|minus|times|over|of|per|more|less|between|from|moins|mal|menos|meno|mit|mehr|weniger)\b/i;

/** "The solutions are $f(x) = 0$ and $f(x) = x^2$ for all $x$.": all of them; null for a text that says more. */
function solutionsOf(text: string): string | null {
  const rest = text.slice(SOLUTIONS.exec(text)?.[0].length ?? text.length);
  const segments = mathSegments(rest.slice(0, 1000));
  const answer = segments[0]?.start === 0 ? joined(rest, segments, ENGLISH) : null;
  return answer !== null && ENDS_SOLUTIONS.test(rest.slice(answer.length)) ? answer : null;
}
const SOLUTIONS =
  /^(?:the|all)\s(?:only\s|such\s){0,2}(?:solutions|functions|polynomials)\s(?:are|is)\s(?:exactly\s)?/i;
const ENDS_SOLUTIONS = /^(?:\sfor\s(?:all|every|each|any)\s[^.;]{1,20})?[\s.]*$/;

/** One number that is neither given nor a rate nor belongs to what is spoken of. */
function isTold(text: string, { answer, others, given }: Statement): boolean {
  const values = valuesIn(text);
  const value = values.find(({ result }) => result === answer);
  return (
    value !== undefined &&
    values.length === 1 &&
    others.length === 0 &&
    !given &&
    !isMentioned(text, value) &&
    !words(ENGLISH).rate!.test(text.slice(value.end)) &&
    !UNSURE.test(text)
  );
}
const UNSURE = /\b(?:or|maybe|either|not|than|times|as)\b/i;

/** "$7$ people $8$ people $9$ people": of a list with words between its numbers the others. */
function listed(text: string, [first, ...more]: readonly Span[]): string[] {
  const others: string[] = [];
  let end = first.end;
  for (const { start, end: next, content } of more) {
    if (
      !/^\s+(?!and|or)\p{L}+(?:\s(?!and|or)\p{L}+)?\s+$/u.test(text.slice(end, start)) ||
      !/^\d+$/.test(content)
    )
      break;
    others.push(content);
    end = next;
  }
  return others.length > 1 ? [...new Set(others)].filter((other) => other !== first.content) : [];
}

/** "B. 24" and nothing behind it. */
const OPTION_WITH_VALUE = /^\(?[A-J]\)?\.\s+[$\\\d-][^.;*\n]{0,30}(?:\*\*|[.]?\s*$)/;

/** What says of an answer where it stands, how it was found, what kind it is or that it is right, and not what it is. */
const TALKS =
  /^(?:(?:then|now|also|to be|already|simply|therefore)\s+)*(?:put|placed|written|wrapped|enclosed|given|shown|stated|provided|presented|found|obtained|calculated|derived|inside|within|in (?:the|a|this)|below|above|here|as follows|correct|right|reasonable|consistent|valid|verified|boxed|the (?:only|same|number|value|result|final|correct|solution|answer)|an? (?:decimal|integer|whole|number|fraction|value|step|positive|single|final|box|explanation|result))\b/i;

/** Mathematics without words beside it, which readings of answers know: intervals, points, equations of names. */
const isPlain = (sentence: string) =>
  !otherScript.test(sentence) &&
  !/[\p{L}]{2,}/u.test(sentence.replace(/\\[A-Za-z]+/g, "")) &&
  !/[*_`]{2}|\s-\s*$/.test(sentence) &&
  !/=.*\d/.test(sentence) &&
  !/\(/.test(sentence.slice(1));

/** "7 is the answer": what stands before it in its sentence. */
function behindOf(text: string, start: number, language: Language): Conclusion | null {
  const { behind } = words(language);
  if (!behind) return null;
  let at = -1;
  for (const match of matchesFrom(text, behind, start))
    if (!isSupposed(text, match.index, match[0])) at = match.index;
  if (at <= 0) return null;
  const before = justBefore(text, at, 300);
  const sentence = before.slice(
    Math.max(0, ...[...before.matchAll(/[.!?]\s+|\n/g)].map((m) => m.index + m[0].length)),
  );
  const segments = mathSegments(sentence);
  const from = inLanguage('"is the answer"', language);
  const formula = segments[segments.length - 1];
  if (formula && /^[*_\s]*$/.test(sentence.slice(formula.end)))
    return { at, end: at, found: plainly({ answer: sentence.slice(formula.start, formula.end), from }) };
  // What stands right before it.
  const last = valuesIn(sentence).at(-1);
  const near = last && /^[*_]*(?:\s+\p{L}+){0,2}[*_\s]*$/u.test(sentence.slice(last.end));
  const stated = near ? statement(sentence, language) : null;
  return stated ? { at, end: at, found: byStatement(stated, from) } : null;
}

/** A heading "Final answer", "### Answer" on a line of its own: what the next lines give. */
function underHeading(text: string, start: number, languages: readonly Language[]): Conclusion | null {
  const lines = text.split("\n");
  let at = text.length;
  for (let i = lines.length - 1; i >= 0; i--) {
    at -= lines[i].length + (i === lines.length - 1 ? 0 : 1);
    if (at < start) return null;
    // A heading is short and has no value of its own.
    if (lines[i].length > 80 || /\d/.test(lines[i])) continue;
    const title = bareLine(lines[i]);
    if (!languages.some((language) => words(language).heading.test(title))) continue;
    const content = lines
      .slice(i + 1)
      .map(bareLine)
      .find((line) => /[\p{L}\p{N}]/u.test(line));
    if (content === undefined) return null;
    const from = "the answer heading";
    const below = at + lines[i].length + 1;
    const parts = wholeParts(text.slice(below));
    if (parts !== null) return { at, end: below, found: plainly({ answer: parts, from }) };
    if (mathSegments(content).length > 0 && !isProse(content))
      return { at, end: below, found: plainly({ answer: content, from }) };
    const own = languageOf(content);
    const language = own === ENGLISH ? languages.find((row) => words(row).heading.test(title))! : own;
    const reply = replyOfLine(content, language);
    const stated = reply ? null : statedBehindPhrase(content, language);
    const found = reply ? { ...reply, from } : stated && byStatement(stated, from);
    // "No. …" under a heading takes nothing back.
    const replied = reply?.answer ?? (isReply(content) ? content : "");
    const behind = Math.max(0, text.slice(below, below + 40).indexOf(replied)) + replied.length;
    const retracted = RETRACTS.test(text.slice(below + behind, below + behind + 200));
    return { at, end: retracted ? below : below + behind, found };
  }
  return null;
}

/** The reply of a line under a heading that says no value beside it, and nothing that makes it hold in some cases only. */
function replyOfLine(line: string, language: Language): FinalAnswer | null {
  const reply = replyAt(line, language);
  if (reply === null || reply.others.length > 0) return null;
  // "Yes, if n is even"
  if (reply.answer.includes(" ")) return reply;
  if (language === ENGLISH)
    return IN_ENGLISH.test(reply.answer) && !HEDGES.test(line) && !NAMES_ANOTHER.test(line) ? reply : null;
  const [reason] = line.matchAll(words(language).explains);
  return /\d/.test(line.slice(0, reason?.index)) || words(language).condition.test(line) ? null : reply;
}
/** "Sai, because he has 5": a name. */
const IN_ENGLISH = /^(?:yes|no|true|false)$/i;
const HEDGES =
  /[.;]\s(?:however|but|if|when|not always|for|yes|no|true|false)\b|\b(?:only|depends?|sometimes|otherwise|unless|except|in (?:some|most|many|certain) )/i;
/** "No, it is Ben": who it is instead. */
const NAMES_ANOTHER = /^\W*[Nn]o\b\W{1,4}(?:it|that|this)(?:'s|\sis|\swas)\s\p{Lu}/u;

/** "No.\n\nActually, yes": the reply is taken back. */
const RETRACTS = /\b(?:wait|actually|sorry|wrong|mistake|correction)\b|[.!]\s(?:no|hmm)\b/i;

/** The first segment and those joined to it by "and", "or" in any language, or a comma. */
function joined(text: string, segments: readonly Span[], language: Language): string {
  let count = 1;
  while (
    count < segments.length &&
    isJoint(text.slice(segments[count - 1].end, segments[count].start), language)
  ) {
    count++;
  }
  return text.slice(segments[0].start, segments[count - 1].end);
}
