// The answer of prose that does not announce one: what its last sentence states.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isWordless, mathSegments, undelimited } from "../read/formulas.ts";
import { calculates, sameNumber, valuesIn } from "../read/values.ts";
import { REJECTED, withoutAsides } from "../sentence/asides.ts";
import { isMultiple } from "../sentence/circumstances.ts";
import {
  CONCLUDES,
  comesOut,
  concludesWithin,
  IS_EQUATION,
  NARRATES,
  REMARKS,
  SAYS,
  says,
} from "../sentence/comes-out.ts";
import { isUncalculated } from "../sentence/explanations.ts";
import { byStatement, type FinalAnswer, plainly } from "../sentence/found.ts";
import { lastFormula } from "../sentence/last-formula.ts";
import { TIME } from "../sentence/made-of.ts";
import { qualifierAtEnd } from "../sentence/qualifiers.ts";
import { isUnfit } from "../sentence/rejected.ts";
import { DEFINED, type Statement, statement } from "../sentence/sentence.ts";
import { COURTESY, sentencesOf } from "../sentence/sentences.ts";
import { measuredSide, resultOfSteps } from "../sentence/steps.ts";
import { bareLine } from "../sentence/terse.ts";
import { REFUSES } from "../worded/refusals.ts";
import { conclusionIn, inWords, MAX_WORDED } from "../worded/worded.ts";
import { endsAtTime } from "../wording/clock.ts";
import {
  justBefore,
  languageOf,
  languagesOfAnswers,
  languageWithin,
  withDecimalPoints,
  words,
} from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { saidAgain } from "./behind.ts";
import { isAside } from "./beside-conclusion.ts";
import { against, beside, concludedBefore, followsFrom, onCondition } from "./rivals.ts";
import {
  checksResult,
  DANGLES,
  isProcedure,
  isUnderWay,
  isUnfinished,
  resultOf,
  SOLVED,
} from "./under-way.ts";
import { comesTo, workedOut } from "./worked-out.ts";

/**
 * A few words that say something of two values, that a line is y = x, or of one number in words; in other languages two
 * words and more before a value: "3 shirts cost $60.", "That leaves nineteen.", "Die Zahl ist 14."
 */
export function isSentence(text: string): boolean {
  if (concludesInWords(text) || endsAtTime(text)) return true;
  if (!/[\p{L}\d)}€$£%]\s?[.!]$/u.test(text) || /\\(?!\$|times|cdot|div|pi(?![a-z])|surd|circ)/.test(text))
    return false;
  if (!/\d/.test(text))
    return text.length < MAX_WORDED && SENTENCE.test(text) && inWords(text, 1, text) !== null;
  if (!/[a-z]{3,}|(?![\p{Script=Latin}\p{Script=Greek}])\p{L}{2}/u.test(text)) return DEFINED.test(text);
  return (
    valuesIn(text).length > 1 ||
    IS_EQUATION.test(text) ||
    (/^(?:\p{L}{1,30}\s){2}\D{0,80}\d/u.test(text) && languageOf(text) !== ENGLISH)
  );
}
/** "Portanto, o valor é 72": in another language a conclusion that opens as one and has words before its value. */
function concludesInWords(text: string): boolean {
  const language = languageOf(text);
  const rest = language === ENGLISH ? text : text.replace(words(language).opening, "");
  return rest !== text && /\p{L}{2}/u.test(/^[^\d=\\]*(?=\d)/.exec(rest)?.[0] ?? "");
}
/** Three words, or a script that parts none. */
const SENTENCE = /^(?:\P{L}{0,4}\p{L}+\P{L}+){2}\p{L}|(?![\p{Script=Latin}\p{Script=Greek}])\p{L}/u;

/** The end of a text as sentences, the last one first. */
interface End {
  text: string;
  /** Its last part, a displayed formula in one line. */
  tail: string;
  sentences: readonly string[];
  /** A sentence behind these breaks off: in a paragraph of its own, or where it announces the answer. */
  cut: boolean;
  /** That one is a check of what they found. */
  checks: boolean;
  paragraph: boolean;
  announced: boolean;
  /** It ends in a question of a problem. */
  asked: boolean;
  /** "That is how many are left.": the sentence behind these says that the last one is the answer. */
  pointed: boolean;
}

/** What a sentence says of the answer: what it is, null where the text has none; undefined: nothing, one before it may. */
type Told = FinalAnswer | null | undefined;

/** What the last sentence that states something states: its last formula, or a value. */
export function lastSentence(text: string): FinalAnswer | null {
  const tail = text.slice(-6000).replace(DISPLAY, inOneLine);
  const sentences = sentencesOf(tail);
  const last = sentences.at(-1);
  if (last === undefined) return null;
  const cut = sentences.length > 1 && isUnfinished(last, sentences.slice(0, -1));
  const before = tail.slice(0, tail.lastIndexOf(last));
  if (cut) sentences.pop();
  const broken = cut ? brokenOff(last, sentences, languageOf(text)) : undefined;
  if (broken !== undefined) return broken;
  const pointed = sentences.length > 1 && POINTS_BACK.test(last);
  if (pointed) sentences.pop();
  const end: End = {
    text,
    tail,
    sentences: sentences.reverse(),
    cut,
    checks: cut && checksResult(last, languageOf(text)),
    paragraph: before.slice(before.trimEnd().length).split("\n").length > 2,
    announced: languagesOfAnswers(last).length > 0 && !/\d/.test(last),
    asked: ASKS.test(last) && !/\b(?:help|assist|else)\b/i.test(last),
    pointed,
  };
  let isLast = true;
  for (const [back, raw] of end.sentences.entries()) {
    if (COURTESY.test(raw)) continue;
    if (back < sentences.length - 1 && isAside(raw, sentences[back + 1], text)) continue;
    const told = toldInWords(raw, back, end, isLast) ?? toldIn(raw, back, end, isLast);
    if (told !== undefined) return told;
    isLast = false;
  }
  return null;
}
const DISPLAY =
  /\$\$[^$]{0,4000}\$\$|\\\[(?:[^\\]|\\(?!\])){0,4000}\\\]|\\begin\{((?:align|gather|eqnarray)(?:ed)?\*?)\}[^$]{0,4000}?\\end\{\1\}/g;
const inOneLine = (display: string) =>
  display.replace(/\n/g, " ").replace(/[.,;]\s*(?=(?:\$\$|\\\])$|\\end\{)/g, "");

/** A text that breaks off states what it concluded right before, and nothing with what was under way. */
function brokenOff(last: string, sentences: readonly string[], language: Language): Told {
  // "To double-check this result, we divide the total by": what was concluded before is checked.
  if (isUnderWay(last)) return checksResult(last, language) ? undefined : null;
  if (CONCLUDES.test(last)) {
    const stated = statement(last.trim(), language);
    // Of a conclusion that breaks off only what was calculated before it is sure.
    if (stated && stated.others.length === 0 && !stated.given && !DANGLES.test(last.trim()))
      return comesTo(stated.answer, sentences.toReversed()) ? byStatement(stated, "the last sentence") : null;
  }
  // "There are 240 of them, such as 1, 2,": what it starts with was concluded before.
  const again = statement(FIRST_CLAUSE.exec(last.trim())?.[0] ?? "", ENGLISH);
  return again?.others.length === 0 && sentences.some((one) => CONCLUDES.test(one) && statesThat(one, again))
    ? { ...byStatement(again, "the last sentence"), concludes: true }
    : undefined;
}

/** A conclusion in words, and what those without a number come to. */
function toldInWords(raw: string, back: number, { text, sentences, cut }: End, isLast: boolean): Told {
  const concludes = isLast
    ? !cut || CONCLUDES.test(raw)
    : !cut && concludesBefore(sentences, back, languageOf(text));
  const worded = concludes ? inWords(raw, sentences.length, text) : null;
  if (worded) return worded;
  if (HAS_VALUE.test(raw) || !isLast || cut || languageOf(raw) !== ENGLISH) return undefined;
  const worked = workedOut(raw, null, sentences.slice(back + 1));
  return worked ? byStatement(worked, "the last sentence") : undefined;
}
const HAS_VALUE = /\d|\\|\$[^$]{0,80}=/;

/** A sentence with a value: the result of a step, a formula, or what it states. */
function toldIn(raw: string, back: number, end: End, isLast: boolean): Told {
  const { text, sentences, cut, checks, announced, paragraph, asked } = end;
  if (!HAS_VALUE.test(raw)) return undefined;
  if (REFUSES.test(raw)) return null;
  // Before a question at the end stands a problem, unless it calculates or concludes.
  if (asked && (GIVES.test(raw) || !(CONCLUDES.test(raw) || CALCULATES.test(raw)))) return undefined;
  if (WRITES_DOWN.test(raw)) return undefined;
  if (SUPPOSES.test(raw) && !/=|\b(?:but|so)\b/i.test(raw)) return undefined;
  // What was under way goes on with the same thought, but behind a paragraph, or where it announces the answer.
  const concluded =
    CONCLUDES.test(raw) || (checks && words(languageWithin(raw, text)).opening.test(raw.trim()));
  if (cut && !(concluded && (announced || paragraph)) && !(announced && CALCULATION.test(raw))) return null;
  if (isProcedure(raw)) {
    const result = resultOf(raw);
    if (result !== null) return plainly({ answer: result, from: "the last sentence" });
    // "I will add 3.6 and 2.3": the text ends in a step.
    return back === 0 ? null : undefined;
  }
  const language = languageWithin(raw, text);
  const formula = formulaIn(raw, sentences.length > 1, language);
  return formula === NO_FORMULA ? valueIn(raw, back, end, isLast, language) : formula;
}

const NO_FORMULA = Symbol("no formula");

/** The formula that a sentence gives; of several sentences only one that it concludes, calculates, says, or consists of. */
function formulaIn(raw: string, several: boolean, language: Language): Told | typeof NO_FORMULA {
  const sentence = bareLine(raw);
  const segments = mathSegments(sentence);
  // A formula that does not close hides what the sentence ends in.
  if (/^[^$]*\$(?!\s?\d)[^$]*$/.test(sentence.slice(segments.at(-1)?.end ?? 0)))
    return REMARKS.test(raw) ? undefined : null;
  const english = language === ENGLISH;
  if (segments.length > 0)
    return several && english && !givesFormula(raw, sentence)
      ? null
      : lastFormula(sentence, segments, language);
  const steps = resultOfSteps(sentence) ?? measuredSide(withDecimalPoints(sentence, language));
  if (steps !== null) return plainly({ answer: steps, from: "the last formula" });
  const said = sentence.includes("=")
    ? qualifierAtEnd(sentence, (before) => undelimited(before)?.answer ?? null)
    : null;
  if (said !== null && (!several || CONCLUDES.test(raw)))
    return plainly({ answer: said, from: "the last formula", rules: ["with its qualifier"] });
  // A formula without delimiters is not taken apart.
  const isLatex = /\\(?!times|cdot|div|approx|circ|text)[A-Za-z]{2,}/.test(sentence);
  if (!isLatex && !LETTER_IN_SUM.test(sentence)) return NO_FORMULA;
  const bare = undelimited(withoutAsides(sentence.replace(ROUGHLY, ""), language));
  if (!isLatex && (bare === null || !LETTER_IN_SUM.test(bare.answer))) return NO_FORMULA;
  if (bare === null) return undefined;
  return several && english && !bare.said && !CONCLUDES.test(raw)
    ? null
    : plainly({ answer: bare.answer, from: "the last formula", rules: ["without delimiters"] });
}

/** "(x + 5)(x - 3)", "y = -3 + 2x", "x² + 1": a letter that something is added to or taken from; and "sqrt(3)/2". */
const LETTER_IN_SUM =
  /(?<![\p{L}\p{M}])[a-zα-ω](?:[²³⁴]|\s?\^\s?\{?\d\}?)?\s?[-+−]\s?(?:\d|[a-zα-ω](?!\p{L}))|[-+−]\s?\d+\s?\*?[a-z](?!\p{L})|\bsqrt\s?[\d(]/iu;

/** The value that a sentence states; of several sentences only one that something says to be what comes out. */
function valueIn(raw: string, back: number, end: End, isLast: boolean, language: Language): Told {
  const { sentences, cut, asked, pointed, tail } = end;
  const english = language === ENGLISH;
  const others = sentences.slice(back + 1);
  const stated = statement(raw.trim(), language);
  // "Die Zahl ist nicht 14.", "x = -9 must be rejected."
  const unmarked = raw.replace(/\*\*/g, "");
  const affirmed = unmarked.replace(REJECTED, " ").replace(words(language).denied, " ");
  if (affirmed !== unmarked && valuesIn(affirmed).length === 0) return undefined;
  // "Probe: 7 passt nicht.": which of the values before it is left is not said.
  if (isUnfit(raw) && valuesIn(raw).length === 1) return null;
  const narrates = NARRATES.test(raw) && !concludesWithin(raw);
  const works = isLast && !cut && !asked && english && !narrates && !TELLS_SIGNS.test(raw);
  const worked = works ? workedOut(raw, stated, others) : null;
  if (worked) return { ...byStatement(worked, "the last sentence"), concludes: CONCLUDES.test(raw) };
  // "The perimeter is 4 times the side.": more was to be calculated.
  if (!stated && back === 0 && english && isMultipleOnly(raw)) return null;
  // Further back, a sentence that only repeats what was given states nothing.
  if (!stated || (back > 0 && stated.given)) return undefined;
  // "Each of them greets 9 others.": behind what was calculated it says what was given.
  if (
    back === 0 &&
    english &&
    (RATES.test(raw) || (stated.given && !comesOut(raw, stated))) &&
    isSaidAndCalculated(others.find((one) => /\d/.test(one)))
  )
    return undefined;
  if (english && (isOrdinalAside(raw, stated) || TELLS_SIGNS.test(raw))) return undefined;
  const concludes = CONCLUDES.test(raw) || (pointed && back === 0);
  if (!concludes && sentences.slice(0, back).filter((one) => !COURTESY.test(one)).length > MOST_BEHIND)
    return null;
  if ((stated.given && sentences.length > 3 && !concludes) || (narrates && !SAYS.test(raw))) return null;
  const several = others.some((sentence) => /\d/.test(sentence) && !COURTESY.test(sentence));
  // "2450 + 22": what was to be added has come to nothing.
  const unresolved = UNRESOLVED.test(raw) || (several && isUncalculated(valuesIn(stated.answer)[0]));
  if (unresolved && english && !concludes) return null;
  const setOff = back === 0 && stated.rules.includes("emphasized") && stated.others.length === 0;
  const comes = () =>
    concludes ||
    setOff ||
    comesOut(raw, stated) ||
    comesTo(stated.answer, others) ||
    (back === 0 && (followsFrom(stated, raw, others) || endsWorking(stated, raw, others, tail)));
  if (english && several && !comes()) return null;
  const earlier = concludedBefore(stated, raw, others, language);
  if (earlier !== null && !sameNumber(earlier.answer, stated.answer))
    return { ...byStatement(earlier, "the last sentence"), concludes: true };
  const rival =
    beside(stated, raw, others[0]) ??
    (english ? against(stated, raw, others) : onCondition(stated, raw, others, language));
  const again = concludes ? saidAgain(raw, rival.answer) : null;
  const both = again === null ? rival : { ...rival, others: [...rival.others, again] };
  return { ...byStatement(both, "the last sentence"), concludes };
}

/** "5√2 cm, or about 7.07 cm" */
const ROUGHLY =
  /,?\s(?:(?:or|which is|that is|i\.e\.|and this is)\s)?(?:roughly|about|approximately|around|nearly|almost|close to|≈|\\approx)\s-?\$?\d[\d.,]{0,20}(?:\s?[\p{L}²³]{1,15}(?:\^\{?\d\}?)?){0,2}[\s.!]*$/iu;

/** "That's when it ends.", "That is how many she has left." */
const POINTS_BACK =
  /^\W*(?:and\s)?(?:that|this)(?:'s|\sis)\s(?:when|where|how (?:many|much|long|far|old|tall|high|heavy|fast)|what)\s(?!.*\b(?:said|says|thought|told|gave|given|had|before|wrong|not|if|we know|started|happens)\b|.*n't)[^\d,;:=?]{2,60}[.!]\s*$/i;

/** Whether a sentence concludes behind which nothing says another number, be it in words: "So he is twenty. He is tall." */
const concludesBefore = (reversed: readonly string[], back: number, language: Language) =>
  back <= MOST_BEHIND &&
  (CONCLUDES.test(reversed[back]) || conclusionIn(reversed[back].trim(), language) !== null) &&
  reversed.slice(0, back).every((raw) => !/\d/.test(raw) && withDigits(raw, language.name) === null);

const isMultipleOnly = (raw: string) => {
  const values = valuesIn(raw);
  return values.length > 0 && values.every((value) => isMultiple(raw, value));
};

/** "The number of handshakes is 10 * 9 / 2 = 45.", "Therefore 7 * 24 = 168." */
const isSaidAndCalculated = (raw: string | undefined) =>
  raw !== undefined &&
  calculates(raw) &&
  (CONCLUDES.test(raw) ||
    /\b(?:total|number|amount|sum|answer|result)\b[^=\d]*\b(?:is|are|was|were)\s/i.test(raw));
/** "Each hour has 60 minutes." */
const RATES =
  /^\W*(?:each|every|one)\s\p{L}+\s(?:has|is|contains|holds|weighs|lasts)\s\$?\d[\d.,]*(?:\s\p{L}+){0,3}[\s.]*$/iu;

/** "There are 240 combinations": a clause with a value and what follows it up to a comma. */
const FIRST_CLAUSE = /^[^,;:=]{3,120}?\d[^,;:=]{3,80}(?=,\s)/;

const statesThat = (raw: string, { answer }: Statement) => {
  const stated = statement(raw.trim(), ENGLISH);
  return stated !== null && stated.others.length === 0 && sameNumber(stated.answer, answer);
};

/** "n is the number of cases, and 88 is the extra cases": it says what the signs of a formula stand for. */
const TELLS_SIGNS =
  /^(?!\W*(?:so|thus|therefore|hence)\b)[^=]*\b(?:is|represents|denotes|stands for)\s(?:the|an?)\s[^,;=\d]*(?:\d[^,;=]*)?,?\s(?:and|while|where)\s\$?\d[\d.,]*\s(?:is|represents|denotes|stands for)\s(?:the|an?)\s(?!(?:final\s)?(?:answer|total|result|sum|number|value)\b)[^=]*$/i;

/** "It is 88 * extra boxes": with words for values a calculation comes to nothing. */
const UNRESOLVED = /\d\s*[*×÷/+]\s+\p{L}{3,}(?![^=]*(?:\b(?:is|are|equals|gives|makes)\s\$?\d|=))[^=]*$/u;

/** So many sentences without a value may stand behind one that does not conclude. */
const MOST_BEHIND = 3;

/** "So, it is $5$", "This results in $b = 3$", "$x = 9$"; not a label in code or a formula that words only mention. */
const givesFormula = (raw: string, sentence: string) =>
  CONCLUDES.test(raw) ||
  calculates(raw) ||
  says(raw) ||
  SOLVED.test(raw) ||
  isWordless(sentence.replace(/\$\$?|\\[()[\]]/g, " ")) ||
  /\b(?:is|are|was|equals?|be|get|have|gives?|gives us|results? in|obtain|find|to|again|(?:find|see|get|have) that)\s*:?\s*(?:\$|\\[([])/i.test(
    raw,
  );

/**
 * A sentence of one value behind lines of working ("2:45 PM + 1 hour 45 minutes", "Speed: 60 km/h"), or in a paragraph of
 * its own behind a calculation.
 */
function endsWorking(stated: Statement, raw: string, before: readonly string[], text: string): boolean {
  if (stated.others.length > 0 || NARRATES.test(raw) || (stated.given && !TIME.test(stated.answer)))
    return false;
  if (before.every((line) => !/\d/.test(line) || WORKING.test(line))) return true;
  const paragraph = /\n\s*\n\s*$/.test(justBefore(text, text.lastIndexOf(raw), 20));
  return paragraph && before.some(calculates);
}
/** A calculation, or a label and a value. */
const WORKING =
  /^[^\p{L}\d]*(?:[\p{L} ]{1,30}:\s*)?[$€£]?-?\d[\d.,:]*(?:\s?\p{L}{1,12}(?:\/\p{L}{1,12})?){0,2}(?:\s*(?:[-+*/×÷=x]|\\(?:times|cdot|div))\s*[$€£]?-?\d[\d.,:]*(?:\s?\p{L}{1,12}){0,2}(?:\s\d+\s\p{L}{1,12})?)*[\s.]*$/u;

/** "How many are left?": a question of a problem. */
const ASKS =
  /\b(?:how (?:many|much|long|far|old|often|tall|fast|big|heavy)|what|which|when|find)\b[^?]*\?["*)\s]*$/i;
const GIVES = /^\W*(?:let|if|suppose|given|assume|consider)\b/i;
const CALCULATES = /\d[^=]{0,200}=\s*\\?\$?\s?-?[\d(\\]/;

/** "It is like the 9th number": an ordinal within a sentence that neither concludes nor says that this is what it is. */
const isOrdinalAside = (raw: string, { answer, others }: Statement) =>
  [answer, ...others].every((value) => /^\d+(?:st|nd|rd|th)$/.test(value)) &&
  !CONCLUDES.test(raw) &&
  !SAYS_ORDINAL.test(raw);
/** "It is the 9th number", "He came on the 9th day", "She finished 3rd."; "This is the 9th" talks about the text. */
const SAYS_ORDINAL =
  /^(?!\W*this\b).*(?:\b(?:is|was|be|on|in)\s+(?:the\s+)?\d+(?:st|nd|rd|th)\b|(?<!\b(?:of|the|an?|like|to|by|for)\s)\b\d+(?:st|nd|rd|th)[.!]?$)/i;

/** "1. Write down the number of slices, which is 6.": what a plan begins with. */
const WRITES_DOWN =
  /^\W*(?:\d{1,2}[.)]\W+)?(?:(?:first|then|next|start by|begin by),?\s)?(?:writ(?:e|ing) down|not(?:e|ing) down|identify(?:ing)?|list(?:ing)?)\s[^.=]*,\s(?:which|that)\s(?:is|are)\s\$?\d[^=]*$/i;

/** "If 90 people were on the bus, 39 would stand.": what would be is not what is. */
const SUPPOSES =
  /^\W{0,20}if\b[^.]{0,120}?\b(?:were|had|wants?)\b[^.]{0,120}?\bwould\b|\bwould (?:have been|be)\b[^.]{0,80}\bif\b[^.]{0,120}\b(?:were|had|did|didn't|was|wasn't)\b/i;
/** Nothing but a calculation. */
const CALCULATION = /^[^\p{L}]*=[^\p{L}]*(?:\s\p{L}+){0,3}[.!]?\s*$/u;
