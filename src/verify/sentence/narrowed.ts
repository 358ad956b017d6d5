// Of the values of a sentence those that it is about: without what a later calculation works with, and as long as others
// remain without circumstances, what is known, and what stands before a conclusion.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import type { Value } from "../read/values.ts";
import { isCalculated, sameNumber } from "../read/values.ts";
import { BUT, justBefore, words } from "../wording/phrases.ts";
import { PAGE } from "../wording/unaffirmed.ts";
import { isCircumstance, isGiven, isNow, isSum, isTotal, NOW } from "./circumstances.ts";
import { neededWhole } from "./rounded.ts";

/** Without values that a later calculation works with: 24 − 9 = 15, 15 + 12 = 27. */
export function latest(values: readonly Value[]): Value[] {
  return values.filter(
    (value, i) =>
      !values
        .slice(i + 1)
        .some(({ operands }) => operands.some((operand) => sameNumber(operand, value.result))),
  );
}

/** Values are left out as long as others remain: circumstances, what is known, what stands before a conclusion. */
export function narrowed(
  values: readonly Value[],
  language: Language,
  text: string,
  rules: string[],
): Value[] {
  let left = [...values];
  const keep = (rule: string, test: (value: Value, i: number) => boolean) => {
    if (left.length < 2) return;
    // "x = 4 or x = -9": both of them, or none.
    const alike = (i: number, j: number) =>
      left[j] !== undefined && joinedByOr(left, i, j, text, language) && test(left[j], j);
    const kept = left.filter((value, i) => test(value, i) || alike(i, i - 1) || alike(i, i + 1));
    if (kept.length === 0 || kept.length === left.length) return;
    left = kept;
    rules.push(rule);
  };
  // "3:5, or 3 cats for every 5 dogs"
  const ratio = left.find(({ text: one }) => /^\d+:\d+$/.test(one));
  const sides = ratio?.text.split(":") ?? [];
  if (ratio && left.every(({ text: one }) => one === ratio.text || sides.includes(one)))
    keep("the ratio", (value) => value.text === ratio.text);
  const whole = neededWhole(text, left);
  if (whole) keep("what it is rounded to", (value) => value === whole);
  const conclusions = [...text.matchAll(words(language).so)].map(({ index }) => index);
  const last = conclusions.findLast((at) => values.some(({ start }) => start > at));
  if (last !== undefined && last > 0) keep("the conclusion", ({ start }) => start > last);
  const { compares, comparesBefore, rate } = words(language);
  const behind = ({ end }: Value) => text.slice(end, end + 40);
  if (compares && language !== ENGLISH) keep("not a comparison", (value) => !compares.test(behind(value)));
  if (comparesBefore)
    keep(
      "not a comparison",
      ({ start, end }) => !comparesBefore.test(`${justBefore(text, start, 30)}#${text.slice(end, end + 4)}`),
    );
  if (rate && language !== ENGLISH) keep("not a rate", (value) => !rate.test(behind(value)));
  if (language === ENGLISH) {
    const gives = ({ start }: Value) => GIVES.test(justBefore(text, start, 60));
    if (!PURPOSE.test(text) && !FOR_THAT.test(text)) keep("what it gives", gives);
    keep("not what somebody says", ({ start }) => !SAYS.test(justBefore(text, start, 40)));
    keep("the total", (value) => isTotal(text, value));
    keep("what is now", (value) => isNow(text, value));
    // Of circumstances alone only a rate is more of one than the others.
    const kind = left.every((value) => isCircumstance(text, value)) ? RATE : TIME_OR_RATE;
    keep(
      "not a time or rate",
      (value) => !isCircumstance(text, value) || !kind.test(justBefore(text, value.start, 20)),
    );
    keep("not a circumstance", (value) => !isCircumstance(text, value));
    keep("not what was given", (value) => !isGiven(text, value));
    keep("the calculation", isCalculated);
    keep("what it takes them", (value, i) => !(i === 0 && isTaker(text, value, left[1])));
    keep("not the subject", (value, i) => !(i === 0 && isSubject(text, value, left[1])));
  } else {
    const { amounts, within, withinBehind } = words(language);
    keep("what is now", ({ start }) => NOW.test(justBefore(text, start, 30)));
    keep(
      "not a page",
      ({ start, end }) => !PAGE.test(`${justBefore(text, start, 60)}#${text.slice(end, end + 16)}`),
    );
    // "Elle pensait que c'était 17, mais c'est 43"
    const thought = THOUGHT.exec(text);
    const but = thought && BUT_THEN.exec(text.slice(thought.index));
    if (but) keep("what it is", ({ start }) => start > thought.index + but.index);
    if (LEFT.test(text)) keep("of how many", (value) => !isWhole(text, value, language));
    const { total } = words(language);
    // "5 डिब्बों में कुल 75": of what stands on both sides of the word it is what stands behind it.
    if (total)
      keep("the total", ({ start }) => total.test(justBefore(text, start, 12).replace(/^.*[\d,.;:]/s, "")));
    if (total) keep("the total", (value) => isSum(text, value, total));
    // "32 kişilik sınıfın 25%'i": of how many it is a share.
    if (left.length === 2 && !left[0].text.endsWith("%"))
      keep("the share", ({ text: one }) => one.endsWith("%"));
    if (within) keep("not a circumstance", ({ start }) => !within.test(justBefore(text, start, 30)));
    // "7 डिब्बों में 42 पेन होंगे"
    if (withinBehind) keep("not a circumstance", (value) => !withinBehind.test(behind(value)));
    keep("the calculation", isCalculated);
    if (!/^(?:Japanese|Korean|Hindi|Turkish)$/.test(language.name))
      keep(
        "not the subject",
        (value, i) => !(i === 0 && isSubject(text, value, left[1], words(language).so)),
      );
    // "10 कलमों का मूल्य 150 रुपये होगा": where the verb stands last, by a word for a price or a weight between the two.
    else if (amounts && left.length === 2 && !joinsValues(text, left))
      keep("not the subject", (value, i) => i > 0 || !amounts.test(text.slice(value.end, left[1].start)));
  }
  // Of calculations one after another the last one.
  const more = left.slice(0, -1).every((value) => /^\smore\b(?!\sthan)/.test(behind(value)));
  if (left.length > 1 && left.every(isCalculated) && (more || !isList(text, left))) left = left.slice(-1);
  return left;
}

/** "We subtract 4 from 16 to get 12.", "and every camper gets 2 1/2 pancakes" */
const GIVES =
  /\b(?:(?<=[,;]\s|\band\s)(?:each|every)\s(?:of\s(?:them|us)\s)?(?:\p{L}{2,15}\s){0,2}(?:gets?|receives?|has|will get|pays?|eats?|takes?)|to get|(?:we|you|i|they|he|she|one) (?:gets?(?: to)?|obtains?|finds?|arrives? at)|gives?|giving|(?:leaving|leaves) (?:(?:him|her|them|it|us|me|you)(?: with)?|(?:the )?\p{L}+ with)|(?:is|are|was|were) (?:now )?left with|(?:simplif(?:y|ies|ied)|reduces?|boils|comes|works|cancels) (?:(?:down|out) )?to|(?:multipl(?:y|ies)|adds?|sums?) (?:up )?to|results? in|resulting in|,\san?\s(?:drop|rise|increase|decrease|difference|total|loss|gain|change|gap|sum|profit|saving)\sof|yields?|yielding)\s+(?:us\s+)?(?:(?:a total of|only|just|exactly|(?:an?|the)\s(?:[\p{L}-]{1,20}\s){0,2}ratio of)\s+)?$/iu;

const THOUGHT =
  /(?<!\p{L})(?:dachte|glaubte|meinte|pensait|croyait|pensaba|creía|pensou|achou|pensava|credeva|dacht|meende|myślał\p{L}*|sądził\p{L}*|думал\p{L}*|считал\p{L}*|nghĩ|tưởng|mengira|menyangka|ظن\p{L}*|اعتقد\p{L}*|सोचा)(?![\p{L}\p{M}])|san(?:ıyordu|dı|mıştı)|[以认認][为為]|思って|思った|생각/iu;
const BUT_THEN = new RegExp(`(?:${BUT})|(?<=[もとつっ])が[,、]|지만`, "iu");

/** "Dos 43 bolos restam 17", "43块中还剩17块": of how many some are left. */
const isWhole = (text: string, { start, end }: Value, { name }: Language) =>
  OF_BEFORE.test(justBefore(text, start, 30)) ||
  (name === "Turkish" ? OF_IN_TURKISH : OF_BEHIND).test(text.slice(end, end + 24));
const LEFT =
  /(?<!\p{L})(?:rest\p{L}+|sobr\p{L}+|qued\p{L}+|riman\p{L}+|übrig|bleib\p{L}+|over|zosta\p{L}+|оста\p{L}+|kal\p{L}+|còn|tersisa|sisa|بق\p{L}+|تبق\p{L}+|बच\p{L}*)|[剩残余]|남/iu;
const OF_BEFORE =
  /(?<!\p{L})(?:d[oa]s|de l[oa]s|de[ils]|delle|degli|dagli|dalle|sur (?:les|ses)|parmi les|von (?:den|seinen|ihren|allen)|van de|z|ze|из|من|dari|trong)\s(?:\p{L}+\sال?ـ?\s?)?$/iu;
const OF_BEHIND = /^[^\d,.;]{0,14}?(?:中|のうち|の中|중(?:에서)?\s|में\sसे)/u;
const OF_IN_TURKISH = /^[^\d,.;]{0,14}?\p{L}(?:dan|den|tan|ten)\s/u;

/** "Next time she says 8 you can tell her it's 15" */
const SAYS =
  /\b(?:says|said|claims|claimed|thinks|thought|guesses|guessed|believes|believed)\s(?:that\s)?(?:(?:it's|it is|it was|there are|there were)\s)?$/i;

/** "needs to pay $40 to get 3": what it is for. */
const PURPOSE =
  /\b(?:needs?|needed|has|have|had)\sto\s(?!add|subtract|multiply|divide|take)\p{L}+\s[^.;]{0,60}?\d[^.;]{0,60}?\sto\sget\s/iu;

/** "To get 56, one must add 19." */
const FOR_THAT = /^\W*(?:in order )?to (?:get|make|reach|obtain)\b/i;

const RATE = /\b(?:every|each|per)\s[^\d]*$/i;
const TIME_OR_RATE = /\b(?:every|each|per|within|during|in|after|before|over)\s[^\d]*$/i;

/** "3 shirts cost $60": of a subject and what is said of it the latter. */
function isSubject(text: string, value: Value, next: Value | undefined, so?: RegExp): boolean {
  const before = text.slice(0, value.start);
  const concluded = so && [...before.matchAll(so)].at(-1);
  if (
    !next ||
    /[\p{L}\d]/u.test(
      before
        .slice(concluded ? concluded.index + concluded[0].length : 0)
        .replace(/^(?:at|in|on|for|with|by)\b[^,]{0,60},/i, "")
        .replace(/^[^\p{L}\p{N}]*(?:(?:so|thus|therefore|then|hence|the|and)(?!\p{L}))?[^\p{L}\p{N}]*/iu, ""),
    )
  )
    return false;
  const gap = text.slice(value.end, next.start);
  return !joinsValues(text, [value, next]) && (gap.match(/\p{L}+/gu)?.length ?? 0) >= 2;
}

/** "it would take 5 people 200 hours": those whom it takes so long or costs so much. */
const isTaker = (text: string, value: Value, next: Value | undefined) =>
  next !== undefined &&
  !joinsValues(text, [value, next]) &&
  /\b(?:takes?|took|taken|costs?|lasts?|lasted|saves?|saved|earns?|earned|pays?|paid|gives?|gave|leaves?|left)\s(?:the\s|all\s)?$/i.test(
    text.slice(0, value.start),
  ) &&
  /^(?:\s\p{L}+){1,2}\s(?:about\s|only\s|exactly\s|another\s)?$/u.test(text.slice(value.end, next.start));

/** Whether a word for "and" or "or" or a comma stands between two values. */
export const joinsValues = (text: string, [value, next]: readonly Value[]) =>
  /(?<!\p{L})(?:and|or|y|e|et|und|en|i|и|và|dan|o|ou|oder|lub|или|hoặc|atau|و)(?!\p{L})|[,;]/iu.test(
    text.slice(value.end, next.start),
  );

/** Whether nothing but a unit and a word for "or" stands between two values, one behind the other. */
function joinedByOr(
  values: readonly Value[],
  i: number,
  j: number,
  text: string,
  language: Language,
): boolean {
  if (Math.abs(i - j) !== 1) return false;
  const [first, second] = i < j ? [values[i], values[j]] : [values[j], values[i]];
  const between = text.slice(first.end, second.start);
  const or = between.length < 40 ? words(language).or.exec(between) : null;
  return (
    or !== null &&
    /^(?:\s?\p{L}{1,15})?[\s,]*$/u.test(between.slice(0, or.index)) &&
    /^\s*$/.test(between.slice(or.index + or[0].length))
  );
}

const isList = (text: string, values: readonly Value[]) =>
  values
    .slice(1)
    .some(({ start }, i) => /^[^.;]{0,30}\b(?:and|or)\s*$/i.test(text.slice(values[i].end, start)));
