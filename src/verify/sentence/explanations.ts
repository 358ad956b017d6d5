// What in a sentence explains its value, before it or behind it, and what is left without that.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { mathSegments } from "../read/formulas.ts";
import { isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";
import { BUT, justBefore, words } from "../wording/phrases.ts";
import { isMadeOf, numberOf } from "./made-of.ts";
import { withoutMakings } from "./makings.ts";
import { neededWhole } from "./rounded.ts";

/** "At first I said 18, but": what is taken back before the answer. */
const AT_FIRST =
  /^\W*(?:initially|originally|at first|first),?\s(?:i|we|you|one)\s(?:(?:might|may|would)\s)?(?:say|said|thought|think|got|guess(?:ed)?|had|assumed?|expect(?:ed)?)\b[^.]*?,?\s(?:but|however,?)\s/i;

/** "Sharing 20 candies among 3 children, each gets 6": what is done before something comes of it. */
const PARTICIPLE =
  /^\W{0,5}(?:so,?\s)?(?!during|king|spring|string|ring|thing|nothing)\p{L}{2,}ing\s(?!.{0,120}?\b(?:gives?|is|are|makes?|yields?|equals?|leaves?|leads?|means?|results?|gets?)\b[^,]{0,60},)(?:[^,;.]|[.,]\d){1,120},(?!\d)\s*/iu;

/** "At a rate of 3 litres per minute": at which something is done. */
const RATE =
  /^\W{0,5}(?:so,?\s)?at (?:an?|the|this|that) (?:\p{L}+\s)?(?:rate|speed|pace|price|cost) of \$?\d[\d.,]*(?:\s\p{L}+){0,2}?\s?(?:\/\s?|\s(?:per|an?|each|every)\s)\p{L}+,?\s/iu;

/** "From 80 down to 70, that's a decrease of 12.5 percent": what goes from where to where before it is said how far that is. */
const FROM_TO =
  /^\W{0,5}(?:so,?\s)?(?:going\s)?from\s[$€£]?\d[\d.,]*(?:\s\p{L}+){0,3}?\s(?:(?:up|down)\s)?to\s[$€£]?\d[\d.,]*(?:\s\p{L}+){0,3},\s/iu;

/** Whether something was cut from a text and a value is left in the rest. */
export const leavesValue = (rest: string, text: string) => rest !== text && valuesIn(rest).length > 0;

/** "5 more than 7, that is 12", "25% of them, i.e. 20": what a value comes to that is said by way of another; else null. */
export function restatement(text: string, language: Language): string | null {
  const restated = words(language).restates.exec(text);
  if (!restated) return null;
  const said = text.slice(0, restated.index);
  const tail = text.slice(restated.index + restated[0].length);
  const last = valuesIn(said).at(-1);
  return valueAlone(tail) && last && isRelative(said, last, language) ? tail : null;
}

/** Cut where an explanation opens; one that stands first goes up to its comma. */
export function withoutExplanation(text: string, language: Language, rules: string[]): string {
  let rest = withoutOpenings(withoutComparison(text, language, rules), language, rules);
  for (let guard = 0; guard < 20; guard++) {
    const step = withoutFirst(rest, language);
    if (step === null) break;
    rules.push(step.rule);
    rest = step.rest;
    if (step.rule === EXPLAINED) break;
  }
  return rest;
}
export const EXPLAINED = "without the explanation";

/** Without what a value is made of, and how far it is from something else. */
function withoutComparison(text: string, language: Language, rules: string[]): string {
  const rest = withoutMakings(text, language);
  if (rest !== text) rules.push("without what it is made of");
  const at = words(language).apart?.exec(rest)?.index;
  if (at === undefined || valuesIn(rest.slice(0, at)).length === 0) return rest;
  rules.push("not a comparison");
  return rest.slice(0, at);
}

/** Without what is done, thought or given at first; of a value that is said by way of another what it comes to. */
function withoutOpenings(text: string, language: Language, rules: string[]): string {
  const meant = restatement(text, language);
  if (meant !== null) {
    rules.push("what it comes to");
    return meant;
  }
  const { explained, participle, comparesBefore } = words(language);
  const openings = language === ENGLISH ? [AT_FIRST, PARTICIPLE, RATE, FROM_TO] : [participle, explained];
  const opened = openings.reduce((cut, opening) => (opening ? cut.replace(opening, "") : cut), text);
  if (!leavesValue(opened, text)) return text;
  // "彼は43個を持っていて、トムより17個多い": how far a value is from another one is no more than a remark on it.
  const isCompared = ({ start, end }: Value) =>
    comparesBefore?.test(`${justBefore(opened, start, 30)}#${opened.slice(end, end + 4)}`);
  if (valuesIn(opened).every(isCompared)) return text;
  rules.push("after the reason");
  return opened.trim();
}

/** What is left of a sentence, and why. */
interface Step {
  rest: string;
  rule: string;
}

/** Without its first explanation; null where none is taken off. */
function withoutFirst(text: string, language: Language): Step | null {
  const explanations = explanationsIn(text, language);
  const [first] = explanations;
  if (!first) return null;
  const opening =
    (hasAnswer(text.slice(0, first.index)) ? null : reasonOf(text, explanations, language)) ?? first;
  const at = opening.index;
  const head = valuesIn(text.slice(0, at));
  if (goesOn(text, opening, head)) return null;
  const clause = withinRelative(text, at, head, language);
  if (clause) return clause;
  // An explanation ends where a conclusion opens: "because he ate 2, so he has 10".
  const so = [...text.matchAll(words(language).so)].find(
    ({ index }) =>
      index >= at && /[,;]\s*$/.test(text.slice(0, index)) && valuesIn(text.slice(index)).length > 0,
  );
  if (so) return { rest: text.slice(so.index + so[0].length), rule: "the conclusion" };
  const meant = language === ENGLISH ? null : restatedBehind(text, at, language);
  if (meant !== null) return { rest: meant, rule: "what it comes to" };
  if (hasAnswer(text.slice(0, at)))
    return { rest: text.slice(0, at).replace(/[\s,;:(-]+$/, ""), rule: EXPLAINED };
  // "Since 3 + 7 = 10, he has 10": up to the comma, where something is left behind it.
  // What "and" opens is no main clause: "After 2 years it is worth 1102.50, and 102.50 of that is interest".
  const comma = (
    /^(?:after|since|as)\b/i.test(opening[0]) ? /,\s(?!\d{3}(?!\d)|and\s)/ : /,\s(?!\d{3}(?!\d))/
  ).exec(text.slice(at));
  return comma && valuesIn(text.slice(at + comma.index)).length > 0
    ? { rest: text.slice(at + comma.index + 1), rule: "after the explanation" }
    : null;
}

/** Where explanations open: outside of formulas, by no conjunction, and by no verb that goes on ("to sell 25 more to reach 100"). */
function explanationsIn(text: string, language: Language): RegExpExecArray[] {
  const formulas = mathSegments(text);
  const answered = Math.min(valuesIn(text)[0]?.end ?? text.length, formulas[0]?.end ?? text.length);
  return [...text.matchAll(words(language).explains)].filter(
    ({ index, 0: { length } }) =>
      !formulas.some(({ start, end }) => index > start && index < end) &&
      !isConjunction(text, index, length, language) &&
      !(
        /^to\s/i.test(text.slice(index, index + length)) &&
        (index < answered || MUST.test(justBefore(text, index, 20)))
      ),
  );
}

/** "24 pages to read and must read 24 / 2 = 12": what goes on from the value is no explanation of it. */
const goesOn = (text: string, opening: RegExpExecArray, head: readonly Value[]) =>
  /^to\s/i.test(opening[0]) &&
  valuesIn(text.slice(opening.index)).some(({ operands }) =>
    operands.some((operand) => head.some(({ result }) => sameNumber(result, operand))),
  );

/** What "which" says to be the value: what it comes to, what it is rounded to, the same change in percent. */
function withinRelative(text: string, at: number, head: readonly Value[], language: Language): Step | null {
  const behind = text.slice(at);
  // "a 4x6 foot width, which represents an area of 12", "which is 10 x 3 = 30": what the value comes to.
  const result = language === ENGLISH ? RESULT.exec(behind) : null;
  const found = result && valuesIn(behind.slice(result[0].length))[0];
  // "2 h 35 min, which in minutes is 155", "which is to say z = 2i", "which leaves him with 13"
  const put = result?.[1] ?? result?.[2] ?? result?.[3];
  if (
    found &&
    (put || isCalculated(found) || isUncalculated(head.at(-1)) || OPERATES.test(text.slice(0, at)))
  )
    return { rest: behind.slice(result[0].length), rule: "what it comes to" };
  // "5.25, which must be rounded up to 6"
  const rounded = neededWhole(
    text,
    valuesIn(text)
      .slice(Math.max(0, head.length - 1))
      .slice(0, 2),
  );
  if (rounded && head.length > 0) return { rest: text.slice(rounded.start), rule: "what it is rounded to" };
  // "It went up by 20, which is an increase of 25%": the same change in percent, which may be asked for.
  const change = found && /[\d.]\s?(?:\\?%|percent)/.test(found.text) && CHANGE.exec(behind);
  return change && !head.some((value) => value.text.includes("%"))
    ? {
        rest: `${text.slice(0, at)}and ${behind.slice(change[0].length)}`,
        rule: "a change in percent",
      }
    : null;
}

/** "5 livros a mais que a Rita, que tem 12; ou seja, ele tem 17": the clause behind that says what it comes to. */
function restatedBehind(text: string, at: number, language: Language): string | null {
  // With the comma before it, where it is what opens here.
  const from = Math.max(0, at - 2);
  const meaning = words(language).restates.exec(text.slice(from));
  if (meaning === null) return null;
  const clause = text.slice(from + meaning.index + meaning[0].length);
  const said = text.slice(0, from + meaning.index);
  const before = valuesIn(said);
  const made = valuesIn(clause);
  const last = before.at(-1);
  if (made.length !== 1 || !last) return null;
  // "Comió 6 de las 8 porciones, es decir, 3/4": what two before it come to.
  const given = before.map(({ result }) => numberOf(result));
  return isRelative(said, last, language) || isMadeOf(made[0], given, given) ? clause : null;
}

/** "Así que", "on voit que": where a sentence opens, "that" behind a word and not behind something that has an article. */
function isConjunction(text: string, index: number, length: number, { name }: Language): boolean {
  if (!/^(?:que|qu'|che|dat)$/i.test(text.slice(index, index + length))) return false;
  const before = text.slice(0, index);
  // "Pensé que eran 9, pero son 11"
  if (GIVEN_UP.test(text.slice(index))) return false;
  return /^\P{L}*(?:\p{L}+['\s]+){1,3}$/u.test(before) && ARTICLES[name]?.test(before) === false;
}
const GIVEN_UP = new RegExp(`^[^,;.]{1,80},\\s(?:${BUT})(?!\\p{L})`, "iu");
const ARTICLES: Record<string, RegExp> = {
  Spanish: /\b(?:el|las?|los|una?|sus?|cada)\b/i,
  Portuguese: /\b(?:[oa]s?|uma?|seu|sua|cada)\b/i,
  French: /\b(?:l[ea]s?|l(?=')|une?|son|sa|ses|chaque)\b/i,
  Italian: /\b(?:il|l[aoe]|l(?=')|i|gli|una?|ogni)\b/i,
  Dutch: /\b(?:de|het|een|elke?)\b/i,
};

/** "full after 6 hours because …": behind a bare circumstance, which may be the answer, the opener of its reason. */
const reasonOf = (text: string, [first, ...more]: readonly RegExpExecArray[], language: Language) =>
  more.find(
    ({ index }) =>
      words(language).causes.test(text.slice(index)) &&
      BARE.test(text.slice(first.index + first[0].length, index)),
  );
const BARE = /^\s+(?:\p{L}{1,12}\s){0,2}\d[\d.,:]*(?:\s[\p{L}\p{M}'.]+){0,3},?\s*$/u;

/** "has to", "needs to": a verb goes on. */
const MUST =
  /\b(?:has|have|had|having|ought|(?:is|are|was|were|be)(?: \p{L}+)?|able|going|supposed|required|needs?|needed|wants?|wanted|wish(?:es)?|likely)\s$/iu;

/** A value with at most three words of a unit, up to the end. */
const valueAlone = (text: string) => {
  const value = valuesIn(text)[0];
  return (
    value !== undefined &&
    value.start === 0 &&
    /^(?:\s?[\p{L}\p{M}']+){0,4}[\s.!]*$/u.test(text.slice(value.end))
  );
};

/** Said by way of another number: 25%, 5 more than 7, 3 times as many, half of 30, 3 * 4. */
const isRelative = (text: string, last: Value, language: Language) =>
  valuesIn(text).some((value) => value.text.includes("%")) ||
  isUncalculated(last) ||
  valuesIn(text).some(({ end }) => words(language).compares?.test(text.slice(end))) ||
  (language !== ENGLISH && RELATIVE.test(text)) ||
  (language === ENGLISH &&
    /\b(?:times as|twice|double|half|thirds?|quarters?|percent|(?:square|cube) root|value of|root of|square of|cube of|remainder|logarithm|sum|product|difference|quotient|average|mean|between|(?:more|less|greater|fewer) than)\b/i.test(
      text,
    ));

/** The half, the double, so many more, in other languages. */
const RELATIVE =
  /moiti[ée]|mitad|metade|h[äa]lfte|metà|половин|połow|yarısı|nửa|setengah|helft|一半|半分|절반|\b(?:doble|doppel|doppio|dobro|triple|dubbele)|(?:más|mais|plus|mehr|più|больше|fazla|lebih|więcej|meer|menos|moins|weniger|meno|меньше|mniej|minder)\s*$/iu;

const RESULT =
  /^which\s+(?:(in\s+\p{L}+\s+)?(?:is|are|was|were|equals?|makes?|gives?|represents?|totals?|comes to)\s+(?:(?:a|an|the)\s+\p{L}+\s+of\s+)?(?=[$\\\d(])|(is to say)\s+(?=[a-z]\s?=)|(leaves?(?:\s(?:him|her|them|it|us|me|you|(?:the\s)?\p{L}+))?(?:\swith)?)\s+(?=[$\d]))/iu;

/** "add the tip of 6, which gives 46": what comes of what is done. */
const OPERATES = /\b(?:add|subtract|multiply|divide)\b/i;

const CHANGE =
  /^which\s(?:is|was|makes|represents)\s(?:an?\s)?(?:increase|decrease|rise|drop|fall|reduction|growth|gain|loss|change|discount|jump)\sof\s/i;

/** 4x6, 12 times 4: a calculation that says nothing of its result. */
export const isUncalculated = (value: Value | undefined) =>
  value !== undefined &&
  !SCIENTIFIC.test(value.result) &&
  /\d\s*(?:[-+*÷]|x|times|plus|minus|\\times|\\cdot)\s*\d/.test(value.result);
/** "3.2 \\times 10^{5}": a number as it is written. */
const SCIENTIFIC = /^-?[1-9](?:\.\d{1,15})?\s?\\(?:times|cdot)\s{1,2}10\^(?:\{-?\d{1,3}\}|\d)$/;

/** Something that can be an answer: a value, a formula, yes or no, an option. */
const hasAnswer = (text: string) =>
  valuesIn(text).length > 0 ||
  mathSegments(text).length > 0 ||
  /^\W*(?:yes|no|true|false)\b/i.test(text) ||
  optionLetter(text.replace(/[\s,;:.-]+$/, ""))?.content === "";
