// What a sentence states: of its values the one that the sentence is about, not one of its reasons, circumstances or
// intermediate results. Where several are left that nothing tells apart, all of them are given. Rules by name.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { leadingUnit } from "../read/units.ts";
import { canonical, isCalculated, sameNumber, type Value, valueAt, valuesIn } from "../read/values.ts";
import { turning } from "../read/words.ts";
import { dateAt, halfOfDay, partOfDay } from "../wording/clock.ts";
import { measuredTwice, withCompounds, withRatios } from "../wording/measures.ts";
import { isJoint, justBefore, withDecimalPoints, withoutMarkup, words } from "../wording/phrases.ts";
import { FRONTED, withoutAppearance, withoutAsides } from "./asides.ts";
import { concludedMultiple, isBound, isCircumstance, isGiven, isMultiple, isName } from "./circumstances.ts";
import { EXPLAINED } from "./explanations.ts";
import { joinsValues, latest, narrowed } from "./narrowed.ts";
import { rejectedIn } from "./rejected.ts";

export interface Statement {
  answer: string;
  /** Other values that are given just as well: then it cannot be told which is meant. */
  others: string[];
  /** What was done within the sentence to find it, for people. */
  rules: string[];
  /** It is only said along with something else: "in 3 hours", "the 3 friends". */
  given?: boolean;
  /** The unit of measurement behind `answer`, as it is written: it counts where the other side names one too. */
  unit?: string;
  /** The same in another unit or in fewer words: "3200 g" of "3.2 kg (3200 g)", "Canberra" of "Canberra (the capital)". */
  again?: string;
  /** The letter that it is of, "x" of "x = 5": it counts where the other side names one too. */
  letter?: string;
}

/** What a short sentence is about, and the verb that says something of it. */
const SAYS_VALUE =
  /^(?!the\s(?:\p{Ll}+\s){1,3}(?:is|was)\s)(?:(?:so|thus|therefore|hence|then|altogether|together|in (?:total|all)|now),?\s+)?(?:(?:he|she|it|that|they|there|we)|(?:the\s+(?:\p{Ll}+\s+){1,3}|(?:\p{Lu}\p{L}+\.?\s+){1,2}))(?<=\s|he|she|it|that|they|there|we)\s*(?:now\s+)?(?:will\s+|would\s+|must\s+)?(?:is|are|was|were|be|costs?|has|have|had|needs?|gets?|got|spen[dt]s?|paid|pays?|makes?|made|earn(?:s|ed)?|used?|uses|saved?|saves|ate|sold|bought|lost|collect(?:s|ed)|receive[sd]?|takes?|took|(?:is|are|was|were)\s(?:now\s)?left\swith|(?:ends?|ended|winds?|wound)\sup\swith|measures?|weighs?|lasts?|totals?|contains?|holds?|covers?|remains?)\s+(?=[\d(-]|\\?[$€£¥₹]|(?:a total of|only|exactly)\s)/iu;

/**
 * "Altogether they cost $18.", "There were 15 * 5 = 50 dogs": few words that say one value of something. A denial, a
 * guess, a question and the number of a step or a problem say none.
 */
export function saysValue(text: string): boolean {
  const said = text.length < 200 && /^\p{L}/u.test(text) ? SAYS_VALUE.exec(text) : null;
  if (!said || SAYS_NONE.test(text)) return false;
  const values = valuesIn(text);
  if (values.length !== 1 || /[^\p{L}\s]/u.test(text.slice(said[0].length, values[0].start))) return false;
  // "3 dozen", "5 and a half", "3 + x": more belongs to the value.
  const tail = text.slice(values[0].end);
  return (
    !turning.test(tail.trim()) &&
    !/[-+*/^=<>≤≥\\$]|\b(?:and|dozens?|thousand|million|to the|base)\b/i.test(tail)
  );
}

/**
 * "Dakle, 8.", "Svaret är 8.": a short text of words with one value in a language that is not in the table. What denies,
 * compares, counts off or changes a value says none.
 */
export function saysOneValue(text: string): boolean {
  if (
    text.length > 120 ||
    isEnglish(text) ||
    !/^\p{L}/u.test(text) ||
    SAYS_NONE.test(text) ||
    CHANGES.test(text)
  )
    return false;
  const values = valuesIn(text);
  if (values.length !== 1 || isCalculated(values[0])) return false;
  const [head, tail] = [text.slice(0, values[0].start), text.slice(values[0].end)];
  return (
    /^\p{L}[\p{L}\p{M}\s'’]*(?:,|(?<=\p{L}\s+[\p{L}\p{M}'’]+))\s*$/u.test(head) &&
    /^(?:\s?[\p{L}\p{M}'’]+){0,3}\s?[.!。]?$/u.test(tail) &&
    !turning.test(tail.trim())
  );
}
/** By one of its frequent words, or because a row of the table says so. */
const isEnglish = (text: string) => {
  const found = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);
  return ENGLISH.words!.split(" ").some((word) => found.has(word));
};
/** What denies in languages that are not in the table too, and what makes another number of the one beside it. */
const CHANGES =
  /(?<!\p{L})(?:inte|ikke|ikkje|ingen|nicht|kein\p{L}*|niet|geen|nije|nisu|nema|není|nejsou|nie|nem|nu|ei|eivät|δεν|jo|nuk|tidak|bukan|não|pas|non|не|değil|twice|thrice|double|triple|half|third|quarter|root|square|cube|power|least|most|than|over|under|above|below|up to|until|between|from|über|oltre|ponad|nearly|almost|chapter|page|figure|room|grade|day|level|section|exercise|example|equation|no|or|if|what|how)(?!\p{L})/iu;

const SAYS_NONE =
  /[?\n]|(?<!\b(?:Mrs?|Ms|Dr|St))[.!]\s+\p{L}|\b(?:not|never|no|or|if|but|maybe|perhaps|probably|might|questions?|problems?|steps?|parts?|cases?|more|less|fewer)\b|n't/iu;

/** What the sentence states by itself. */
export function statement(sentence: string, language: Language): Statement | null {
  const plain = withRatios(withCompounds(withDecimalPoints(withoutAppearance(sentence), language)));
  const twice = measuredTwice(plain);
  const stated = statementOf(twice?.text ?? plain, language);
  return stated && twice && sameNumber(stated.answer, valuesIn(twice.first)[0].result)
    ? { ...stated, again: twice.again, rules: [...stated.rules, "the same in another unit"] }
    : stated;
}

function statementOf(plain: string, language: Language): Statement | null {
  const rest = REMAINDER.exec(plain)?.[1];
  if (rest !== undefined) return { answer: rest, others: [], rules: ["a quotient and its remainder"] };
  const bold = emphasized(plain, language);
  if (bold !== null) return { ...bold, others: [], rules: ["emphasized"] };
  const said = language === ENGLISH ? saidInEnglish(withoutMarkup(plain)) : saidElsewhere(plain, language);
  if (said) return said;
  const rules: string[] = [];
  const text = withoutAsides(withoutMarkup(plain).replace(ENUMERATOR, ""), language, rules);
  const values = valuesIn(text);
  // "x = 2 or x = -5; we reject x = -5"
  const rejected = values.length > 1 ? rejectedIn(plain, plain) : NONE;
  const unnamed = values.filter(
    (value) => !isName(text, value) && !rejected.has(value.result.replace(/^.*=\s?/, "")),
  );
  const all = (unnamed.length > 0 ? unnamed : values).filter(
    (value) => !(isBound(text, value, language) || (language === ENGLISH && isMultiple(text, value))),
  );
  if (all.length === 0) {
    const multiple = language === ENGLISH ? concludedMultiple(plain) : null;
    return multiple === null ? null : { answer: multiple, others: [], rules: ["a multiple"] };
  }
  const either = language === ENGLISH ? null : alternatives(text, language);
  if (either !== null) return { answer: either, others: [], rules: [...rules, "alternatives"] };
  const parts = partsAtEnd(text, all);
  if (parts !== null) return { answer: parts, others: [], rules: [...rules, "the parts at the end"] };
  // "After spending 13 dollars he had 7": of two values the last one.
  // "After the walk there was 1 1/2 L left in the 3 L bottle."
  const isLeft = all.length === 2 && /^(?:\s\p{L}{1,15}){0,2}\sleft\b/u.test(text.slice(all[0].end));
  const then = all.length === 2 && !isLeft && words(language).after?.test(text) && !joinsValues(text, all);
  if (then) rules.push("what is so then");
  const left = then ? all.slice(1) : narrowed(latest(all), language, text, rules);
  const answers = [...new Map(left.map((value) => [canonical(value.result), changed(text, value)])).values()];
  const answer = answers.pop()!;
  const last = left.at(-1)!;
  const beside = all.find(({ start }) => start > last.end && /^\s+$/.test(text.slice(last.end, start)));
  if (beside) answers.push(beside.result);
  const given =
    language === ENGLISH &&
    (/^which\b/i.test(text) || left.every((value) => isGiven(text, value) || isCircumstance(text, value)));
  return {
    answer,
    others: answers,
    rules,
    given,
    unit: leadingUnit(text.slice(last.end)),
    letter: LETTER.exec(last.text)?.[1],
  };
}

const NONE: ReadonlySet<string> = new Set();

/** What an English sentence says in a form of words that leaves no other value to be meant. */
function saidInEnglish(text: string): Statement | null {
  const chance = CHANCE.exec(text);
  if (chance)
    return { answer: `${chance[1] ?? chance[3]}/${chance[2] ?? chance[4]}`, others: [], rules: ["a chance"] };
  const part = PART_OF.exec(text);
  if (part) return { answer: part[1], others: [], rules: ["a part of a number"] };
  const predicate = lastPredicate(text);
  if (predicate)
    return {
      answer: changed(text, predicate),
      others: [],
      rules: ["the predicate at the end"],
      unit: leadingUnit(text.slice(predicate.end)),
      letter: LETTER.exec(predicate.text)?.[1],
    };
  const named = DEFINED.exec(text);
  return named && { answer: valueAt(named[1], 0)!.result, others: [], rules: ["what is said to be it"] };
}

/** The same in other languages. */
function saidElsewhere(plain: string, language: Language): Statement | null {
  const bare = withoutAsides(plain, language);
  const chance = CHANCE_ELSEWHERE.exec(bare);
  if (chance) return { answer: `${chance[1]}/${chance[2]}`, others: [], rules: ["a chance"] };
  const same = equalled(plain, language) ?? equalled(bare, language);
  return (
    same && {
      answer: changed(plain, same),
      others: [],
      rules: ["the predicate at the end"],
      unit: leadingUnit(plain.slice(same.end)),
    }
  );
}

/** "52 / 8 = 6 remainder 4" (as quantities.ts writes it), where the sentence ends in it. */
const REMAINDER = /(?<![\d.,-])(\d{1,9} remainder \d{1,9})(?:입니다|이에요|です|である)?[\s*.!]*$/;
/** "The probability is 1 in 4": at the end, or before what it is of and what it is the same as. */
const CHANCE =
  /\b(?:probability|chances?|likelihood|odds|fraction|proportion)\b[^.;\d]*\s(\d+)\s(?:in|out of)\s(?:every\s)?(\d+)(?:\s(?:of|that|for)\b[^.;\d]*)?(?:,\s(?:which|or|that)\b.*)?[\s.!]*$|\ban?\s(\d+)[\s-](?:in|out of)[\s-](\d+)\s(?:chance|probability|likelihood)\b[^.;\d]*[\s.!]*$/i;
/** "De kans is 1 op 6.": the same in other languages, where the sentence ends in it. */
const CHANCE_ELSEWHERE =
  /(?<!\p{L})(?:probabil\p{L}*|kans|wahrscheinlichkeit|chances?|вероятност\p{L}*|шанс\p{L}*|prawdopodobie\p{L}*|szansa?|olasılı\p{L}*|xác suất|peluang\p{L}*)(?!\p{L})[^.;\d]*(?<!\p{L})(\d+)\s(?:op|von|sur|su|em|из|z|na|trong|dari|de(?:\scada)?|out of)\s(?:de\s|cada\s)?(\d+)[\s.!]*$/iu;
/** "So, it is 31% of 30.": a part of a number that is not calculated. */
const PART_OF =
  /(?<!\d\s)\b(?:is|are|was|equals|to|gives|=)\s(?:only\s|exactly\s|about\s)?(\d+(?:\.\d+)?\s?%\sof\s\$?\d[\d,]*(?:\.\d+)?)[\s.!]*$/i;
/** "17 is the next number in the sequence 2, 5, 8": of a value that stands first what it is. */
export const DEFINED =
  /^\s*(?:(?:so|thus|therefore|hence),?\s+)?(-?\$?\d[\d,]*(?:\.\d+)?)\s+(?:is|was)\s+(?:the|twice|half|double|triple|\d+%|\d+\s(?:more|less|fewer|times|percent))\s(?!.*(?:;|\b(?:but|while|and (?:\p{L}+\s)?\d+\s(?:is|was))\b))[^.;]+[.!]?\s*$/iu;
const LETTER = /^([A-Za-z])\s*=(?!.*[A-Za-z])/;

/** "x = 4 and y = -1", "the roots are 2 and 3": what a sentence ends in, where all of it is one answer. */
function partsAtEnd(text: string, all: readonly Value[]): string | null {
  const end = all.at(-1)!.end;
  if (/\p{L}/u.test(text.slice(end))) return null;
  let first = all.length - 1;
  while (first > 0 && AND.test(text.slice(all[first - 1].end, all[first].start))) first--;
  const run = all.slice(first);
  const plural = PLURAL.test(justBefore(text, run[0].start, 60));
  const named = run.every((value) => NAMED.test(value.text));
  const plain = run.every((value) => !/=/.test(value.text));
  return run.length > 1 && (named || (plural && plain)) ? run.map((value) => value.text).join(", ") : null;
}
const AND = /^\s*(?:[,;]|,?\s(?:and|y|et|und|en|e|и))\s*$/;
const NAMED = /^[a-zA-Z]\s*=\s*-?[\d./\\a-z{}]+$/;
/** A noun that asks for all of them. */
const PLURAL =
  /\b(?:solutions?|roots|zeros|zeroes|intercepts|l[öo]sungen|nullstellen|soluciones|ra[íi]ces|racines|soluzioni|solu[çc][õo]es|ra[íi]zes|oplossingen)\s(?:[^.;,\d]{0,30}\s)?(?:are|sind|son|sont|sono|s[ãa]o|zijn)\s*:?\s*$/iu;

/** "3 dozen", "5 squared", "3:30 a.m.", "April 24": a value with the words beside it that make another of it. */
function changed(text: string, { result, start, end }: Value): string {
  const words =
    /^\s+(?:dozens?|hundred|thousand|million|billion|squared|cubed|factorial|and a (?:half|quarter|third))\b|^\s?[ap]\.?m\b\.?/i.exec(
      text.slice(end, end + 24),
    );
  if (words) return result + words[0];
  const part =
    result.includes(":") || /\bat\s$/i.test(text.slice(0, start)) ? partOfDay(result, text.slice(end)) : "";
  if (part !== "") return result + halfOfDay(result, part);
  if (/^\d{1,2}$/.test(result) && /^\so'clock\b/i.test(text.slice(end))) return `${result} o'clock`;
  return /^\d{1,2}(?:st|nd|rd|th)?$/.test(result) ? (dateAt(text, start, end) ?? result) : result;
}

/** "The number of days that he needs for 5 miles is 3.": what the sentence ends in, where no reason is given. */
export function lastPredicate(sentence: string): Value | null {
  const text = sentence.replace(FRONTED, "$1 ");
  if (/\b(?:because|since|as|given|due to|if|not|n't)\b/i.test(text)) return null;
  const last = valuesIn(text).at(-1);
  if (!last || !/^\s*(?:[\p{L}'-]+\s*){0,3}[.!]?\s*$/u.test(text.slice(last.end))) return null;
  if (BOTH.test(text.slice(0, last.start)) || isMultiple(text, last)) return null;
  const before = justBefore(text, last.start, 40);
  if (/,\s(?:whose|which|where)\s[^,;]*$/i.test(text.slice(0, last.start))) return null;
  return /(?<!\b(?:which|that|who|there)\s)\b(?:is|are|was|equals)\s+(?:(?:now|then|therefore|thus|exactly|about|approximately)\s+)?$/i.test(
    before,
  )
    ? last
    : null;
}

/** The same in other languages: "La suma de 12 y 30 es 42.", "12 und 30 sind 42", "12와 30의 합은 42입니다", "योग 42 है"; of one value only. */
function equalled(sentence: string, language: Language): Value | null {
  const { equals, equalsBehind, denial } = words(language);
  const all = valuesIn(sentence);
  const last = all.at(-1);
  if (all.length < 2 || !last || (!equals && !equalsBehind) || denial.test(sentence)) return null;
  // "x = 4 또는 x = -1이다", "Çözümler 2 ve 3 olur": either, or both.
  const between = sentence.slice(all.at(-2)!.end, last.start);
  if (words(language).or.test(between) || (/\S/.test(between) && isJoint(between, language))) return null;
  const said = (value: Value) =>
    equals
      ? equals.test(justBefore(sentence, value.start, 30))
      : equalsBehind!.test(sentence.slice(value.end, value.end + 30));
  const ends = /^[^\d,;:]{0,20}[.!。]?\s*$/u.test(sentence.slice(last.end));
  const before = sentence.slice(0, last.start);
  return ends && said(last) && !all.slice(0, -1).some(said) && before.search(words(language).explains) < 0
    ? last
    : null;
}

/** "The area is 12 feet, and the width …": as much is said before. */
const BOTH = /\b(?:is|are|was|were)\s+(?:only\s+)?[$\d][^.;=]{0,60}?\s(?:and|while)\s/i;

/** "Step 3:", "2)": a number of the text's own. */
export const ENUMERATOR =
  /^\s*(?:[-*•]\s*)?(?:(?:step|part|case|question|problem|line|q)\s*)?\d+\s*[.):]\s+(?=\D)|^\s*(?:step|part|case)\s*\d+\s*:\s*/i;

interface SetOff {
  answer: string;
  unit?: string;
}

/** The one value that bold type sets off; null where it is none or several. Of a sentence in bold it is what that states. */
function emphasized(text: string, language: Language): SetOff | null {
  const bold = [...text.matchAll(/\*\*([^*\n]{1,300})\*\*/g)].flatMap(({ 1: inner, index }): SetOff[] => {
    if (OF_TEXT.test(inner) || DENIED.test(justBefore(text, index, 12))) return [];
    const values = valuesIn(inner);
    const stated = values.length > 1 && A_SENTENCE.test(inner) ? statementOf(inner, language) : null;
    // "6 more weeks before she can buy the $480 bicycle": what is left without its explanation.
    const sure = stated?.others.length === 0 && (!stated.given || stated.rules.join() === EXPLAINED);
    if (stated && sure) return [stated];
    return (stated ? values : values.slice(-1)).map((value) => ({
      answer: changed(inner, value),
      unit: leadingUnit(inner.slice(value.end)),
    }));
  });
  const distinct = new Map(bold.map(({ answer, unit }) => [canonical(answer), { answer, unit }]));
  return distinct.size === 1 ? [...distinct.values()][0] : null;
}
/** Four words before its stop. */
const A_SENTENCE = /^(?:[^\p{L}]*\p{L}+){4}.*[.!]\s*$/u;

/** "is not **63**" */
const DENIED = /(?:\bnot|n't|\b(?:nicht|pas|não|non|niet))\s$/i;
/** "**Step 2**": a number of the text's own. */
const OF_TEXT = /^\s*(?:step|part|case|question|problem|method|page|figure|section)\s\d+[a-z]?\s*$/i;

/** "6 또는 -6", "3 Äpfel oder 8 Äpfel": of two values either; null where that is not all that a text says. */
export function alternatives(text: string, language: Language): string | null {
  const all = valuesIn(text);
  if (all.length !== 2) return null;
  const [first, second] = all;
  const between = text.slice(first.end, second.start);
  const or = between.length > 60 ? null : words(language).or.exec(between);
  return or && /^\s*$/.test(between.slice(or.index + or[0].length))
    ? `${first.text} or ${second.text}`
    : null;
}
