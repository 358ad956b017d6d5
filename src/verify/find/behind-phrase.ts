// What the text behind an answer phrase gives ("the answer is", "Answer:"): parts, formulas, a reply, an option, a number in
// words, else what its sentence states.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { statedBehindPhrase } from "../prose/behind.ts";
import { lastSide, mathSegments, otherScript, type Span } from "../read/formulas.ts";
import { valuesIn } from "../read/values.ts";
import { isMentioned } from "../sentence/circumstances.ts";
import { byStatement, type FinalAnswer, plainly, unitApart } from "../sentence/found.ts";
import { withQualifier } from "../sentence/qualifiers.ts";
import { type Statement, statement } from "../sentence/sentence.ts";
import { resultOfSteps } from "../sentence/steps.ts";
import { namedEnd } from "../worded/complement.ts";
import { described } from "../worded/described.ts";
import { isNameWithReason } from "../worded/told-apart.ts";
import { replyAt } from "../worded/yes-or-no.ts";
import { isDate } from "../wording/clock.ts";
import { wholeParts } from "../wording/parted.ts";
import { isJoint, joinedInEnglish, words } from "../wording/phrases.ts";
import { spelledNumber, withDigits } from "../wording/spelled.ts";
import { endOfSolution } from "./solutions.ts";

/** What stands behind "Answer:", of a solution what it ends in. */
export function behindLabel(text: string, language: Language, from: string): FinalAnswer | null {
  const found = behindPhrase(text, language, from);
  const line = /^\s*([^\n]*)/.exec(text)![1].trim();
  return found && language === ENGLISH ? (endOfSolution(line, found) ?? found) : found;
}

/** What the text behind an answer phrase gives; null where it gives nothing. */
export function behindPhrase(text: string, language: Language, from: string): FinalAnswer | null {
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
  if (isDate(sentence)) return plainly({ answer: sentence, from });
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
