// What stands in a sentence beside what it states: brackets, what is denied, reasons and circumstances.

import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { isUnspaced, mathSegments } from "../read/formulas.ts";
import { canonical, isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";
import { BUT, justBefore, words } from "../wording/phrases.ts";
import { isMadeOf, numberOf } from "./made-of.ts";
import { withoutMakings } from "./makings.ts";
import { neededWhole } from "./rounded.ts";

/** A reason or condition that stands before what it is of: "but since the groups overlap,". */
export const FRONTED =
  /(^|[,;]|\b(?:but|and|so|however|then|thus|therefore),?)\s*(?:(?:given|if|when|although|while)\s[^,;.]{1,120},|(?:since|because|as|after|before)\s(?:[^,;.()]|\([^()]{0,60}\)){1,120},(?!\sand\s|\s(?:since|because|as)\s[^,]*$))(?!\d)/gi;

/** "At first I said 18, but": what is taken back before the answer. */
const AT_FIRST =
  /^\W*(?:initially|originally|at first|first),?\s(?:i|we|you|one)\s(?:(?:might|may|would)\s)?(?:say|said|thought|think|got|guess(?:ed)?|had|assumed?|expect(?:ed)?)\b[^.]*?,?\s(?:but|however,?)\s/i;

/** "Sharing 20 candies among 3 children, each gets 6": what is done before something comes of it. */
const PARTICIPLE =
  /^\W{0,5}(?:so,?\s)?(?!during|king|spring|string|ring|thing|nothing)\p{L}{2,}ing\s(?!.{0,120}?\b(?:gives?|is|are|makes?|yields?|equals?|leaves?|leads?|means?|results?|gets?)\b[^,]{0,60},)(?:[^,;.]|[.,]\d){1,120},(?!\d)\s*/iu;

/** Whether something was cut from a text and a value is left in the rest. */
const leavesValue = (rest: string, text: string) => rest !== text && valuesIn(rest).length > 0;

/**
 * "6 tables; 5 would only seat 40", "20 posts, and 21 would be one too many", "7: with 9 it would come to 17": what would be with
 * one less or one more, would not do, or would come of another value.
 */
function withoutSupposed(text: string, language: Language, rules: string[]): string {
  const { would } = words(language);
  if (!would) return text;
  const values = valuesIn(text);
  const opened = ({ start }: Value) => OPENS_SUPPOSED.exec(justBefore(text, start, 24));
  const at = values.findIndex(
    (value, i) => i > 0 && opened(value) !== null && would.test(text.slice(value.end, value.end + 60)),
  );
  if (at < 1) return text;
  const other = values[at];
  // "4, not 5: with 5 it would come to 17"
  const stated = values.slice(0, at).findLast(({ result }) => canonical(result) !== canonical(other.result));
  if (stated === undefined) return text;
  const rest = text.slice(other.end, other.end + 60);
  if (
    language === ENGLISH &&
    (TRIED.test(justBefore(text, stated.start, 24)) || FAILS.test(text.slice(stated.end, other.start)))
  )
    return text;
  const near = Math.abs(Number(canonical(stated.result)) - Number(canonical(other.result))) === 1;
  const opening = opened(other)!;
  if (!SHORT_OF.test(rest) && (DOES.test(rest) || (opening[1] === undefined && !near))) return text;
  rules.push("without what would be");
  return text.slice(0, other.start - opening[0].length);
}
/** "Try 4: with 5 it would come to 16", "4 is too small, with 5 …": the other one is right. */
const TRIED = /(?:\b(?:not|try|tr(?:ied|ying)|suppose|we have|there are only)|n't)\s(?:just\s|only\s)?$/i;
const FAILS = /\b(?:too|not enough|short|fails?|wrong|doesn't|isn't|does not|is not|won't)\b/i;
const OPENS_SUPPOSED =
  /(?:[;:,]|\s-{1,2})\s(?:(?:and|but|while|as|since|because|for)\s)?((?:even\s)?with\s)?(?:only\s|just\s)?$/i;
const SHORT_OF =
  /n't|(?<!\p{L})(?:not|only|too|no|n[ãa]o|pas|nicht|nur|zu|non|trop|demasiad\p{L}*|troppo|seul\p{L}*|sol\p{L})(?!\p{L})/iu;
const DOES =
  /\b(?:enough|sufficient|suffice|do|work|needed|required|bastar\p{L}*|suffirai\p{L}*|genug|basterebb\p{L}*)/iu;

/** "At a rate of 3 litres per minute": at which something is done. */
const RATE =
  /^\W{0,5}(?:so,?\s)?at (?:an?|the|this|that) (?:\p{L}+\s)?(?:rate|speed|pace|price|cost) of \$?\d[\d.,]*(?:\s\p{L}+){0,2}?\s?(?:\/\s?|\s(?:per|an?|each|every)\s)\p{L}+,?\s/iu;

/** Without asides: brackets, what is denied, explanations, a dash and what follows it. */
export function withoutAsides(sentence: string, language: Language, rules: string[] = []): string {
  let text = withoutBrackets(sentence, rules);
  if (isUnspaced(text)) return text.trim();
  text = withoutSupposed(text, language, rules);
  text = withoutFronted(text, language, rules);
  text = withoutContrast(text, language, rules);
  return withoutExplanation(text, language, rules).trim();
}

/** "It simplifies, after dividing by 150, to 3": between two commas how it is done. */
const BETWEEN =
  /,\s(?:after|by|on|upon|when|once|as)\s(?:\p{L}{2,20}ing|before|above)\s?[^,;.]{0,60},(?=\s(?:to|is|are|gives?|becomes?|equals?|leaves?|comes|we|he|she|they|it|you)\s)/giu;

/** "Since 3 + 7 = 10, he has 10", "Como cada caja tiene 8, necesita 5": without a reason up to its comma, which may deny something. */
function withoutFronted(text: string, language: Language, rules: string[]): string {
  const rest = text
    .replace(BETWEEN, "")
    .replace(language === ENGLISH ? FRONTED : words(language).fronted, "$1 ");
  if (!leavesValue(rest, text)) return text;
  rules.push("after the reason");
  return rest.trim();
}

/** "72 clips (48 in April)": brackets with words behind a value or a word, where a value stands outside; not cos(pi/3). */
function withoutBrackets(text: string, rules: string[]): string {
  const cut = text
    .replace(/(?<=\d|\d\s\p{L}{1,15})\s\[(?=[^[\]\n]*\p{L}{3})[^[\]\\\n]{0,200}\]/gu, "")
    .replace(
      /(?<=[\p{L}\p{N}%$.}*]|\)(?=\s))(?<!sin|cos|tan|cot|sec|csc|cis|exp|log|ln|sqrt)\s*\((?=\s*=|[^()\n]*\p{L}{2})(?!\\?p?mod|base\b|in base\b)(?:[^()\n\\]|\\(?:times|cdot|text|%|\$)){0,200}\)/gu,
      "",
    );
  if (cut === text || !/\d|\\/.test(cut)) return text;
  rules.push("without brackets");
  return cut;
}

/** "not 9 but 7" is 7; "7, not 9", "7 and not 9" are 7. */
export function withoutContrast(text: string, language: Language, rules: string[]): string {
  const { contrast, denied, denial: denies, rejoined } = words(language);
  let cut = contrast ? text.replace(contrast, " ") : text;
  const keep = (rest: string) => {
    if (leavesValue(rest, cut)) cut = rest;
  };
  keep(withoutDeniedBefore(cut, language));
  keep(cut.replace(rejoined, " ").replace(REJECTED, " "));
  const denial = denies.exec(cut);
  if (denial && valuesIn(cut.slice(0, denial.index)).length > 0 && !neededWhole(cut, valuesIn(cut)))
    cut = cut.slice(0, denial.index) + (CLAUSE_BEHIND.exec(denial[0])?.[1] ?? "");
  keep(cut.replace(denied, " "));
  if (cut !== text) rules.push("without what is denied");
  return cut;
}

/** "buses cannot be split, so 6 are needed": where no value is denied, what stands behind the comma is said. */
const CLAUSE_BEHIND = /^[,\s]+[^\d,;]+([,;](?!\d).*\d.*)$/s;

/** "; x = -2 must be rejected", "reject x = -6": a solution that is none. */
export const REJECTED =
  /(?:^|[;,]|\band\b|\bbut\b)[^;,.\d]{0,20}?(?:\b[a-z]\s?=\s?)?-?\d[\d./]*\s(?:(?:must|can|should|has to) be (?:rejected|discarded|excluded|ignored|disregarded|thrown out|ruled out)|(?:is|was) (?:rejected|discarded|extraneous|excluded|ruled out|inadmissible|invalid|not (?:valid|possible|admissible|allowed|a solution))\b)|\b(?:we\s)?(?:reject|discard|exclude|rule out)\s(?:[a-z]\s?=\s?)?-?\d[\d./]*/gi;

/** Where the denial stands behind what it denies: "14ではなく16", "14가 아니라 16", "14 değil 16". */
const DENIED_BEFORE: Record<string, RegExp> = {
  Japanese:
    /(?<!\d)[$€¥]?\d[\d.,/]*\s?[^\s\d,。]{0,6}?(?:では|じゃ)(?:なく|ない|あり)(?:て|です|ません)?[,.\s]*/gu,
  Korean: /(?<!\d)[$€₩]?\d[\d.,/]*\s?\p{L}{0,4}\s?(?:아니(?:라|고|다|에요|며)|아닌|아닙니다)[,.\s]*/gu,
  Turkish: /(?<!\d)[$€₺]?\d[\d.,/]*(?:\s\p{L}+){0,2}?\sde[ğg]il[,\s]*/giu,
  Hindi: /(?<!\d)[$€₹]?\d[\d.,/]*(?:\s[\p{L}\p{M}]+){0,2}?\sनहीं[,\s]*(?:बल्कि\s)?/gu,
};

const withoutDeniedBefore = (text: string, { name }: Language) =>
  DENIED_BEFORE[name] ? text.replace(DENIED_BEFORE[name], " ") : text;

/** Whether every value of `text` is denied so: "답은 14가 아니다". */
export const deniesAll = (text: string, language: Language) => {
  const cut = withoutDeniedBefore(text, language);
  return cut !== text && valuesIn(cut).length === 0;
};

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
function withoutExplanation(text: string, language: Language, rules: string[]): string {
  const { explains, explained, apart, participle } = words(language);
  let rest = withoutMakings(text);
  if (rest !== text) rules.push("without what it is made of");
  const apartAt = apart?.exec(rest)?.index;
  if (apartAt !== undefined && valuesIn(rest.slice(0, apartAt)).length > 0) {
    rules.push("not a comparison");
    rest = rest.slice(0, apartAt);
  }
  const meant = restatement(rest, language);
  if (meant !== null) {
    rules.push("what it comes to");
    return meant;
  }
  const openings = language === ENGLISH ? [AT_FIRST, PARTICIPLE, RATE] : [participle, explained];
  const opened = openings.reduce((cut, opening) => (opening ? cut.replace(opening, "") : cut), rest);
  if (leavesValue(opened, rest)) {
    rules.push("after the reason");
    rest = opened.trim();
  }
  const formulas = mathSegments(rest);
  for (let guard = 0; guard < 20; guard++) {
    const answered = Math.min(valuesIn(rest)[0]?.end ?? rest.length, formulas[0]?.end ?? rest.length);
    const explanations = [...rest.matchAll(explains)].filter(
      ({ index, 0: { length } }) =>
        !formulas.some(({ start, end }) => index > start && index < end) &&
        !isConjunction(rest, index, length, language) &&
        // "needs to sell 25 more to reach 100": the verb goes on, and what is wanted stands behind the value.
        !(
          /^to\s/i.test(rest.slice(index, index + length)) &&
          (index < answered || MUST.test(justBefore(rest, index, 20)))
        ),
    );
    const [first] = explanations;
    if (!first) break;
    const opening =
      (hasAnswer(rest.slice(0, first.index)) ? null : reasonOf(rest, explanations, language)) ?? first;
    const at = opening.index;
    const head = valuesIn(rest.slice(0, at));
    // "24 pages to read and must read 24 / 2 = 12": what goes on from the value is no explanation of it.
    const goesOn =
      /^to\s/i.test(opening[0]) &&
      valuesIn(rest.slice(at)).some(({ operands }) =>
        operands.some((operand) => head.some(({ result }) => sameNumber(result, operand))),
      );
    if (goesOn) break;
    // "a 4x6 foot width, which represents an area of 12", "which is 10 x 3 = 30": what the value comes to.
    const result = language === ENGLISH ? RESULT.exec(rest.slice(at)) : null;
    const found = result && valuesIn(rest.slice(at + result[0].length))[0];
    // "2 h 35 min, which in minutes is 155", "which is to say z = 2i", "which leaves him with 13"
    const put = result?.[1] ?? result?.[2] ?? result?.[3];
    if (
      found &&
      (put || isCalculated(found) || isUncalculated(head.at(-1)) || OPERATES.test(rest.slice(0, at)))
    ) {
      rules.push("what it comes to");
      rest = rest.slice(at + result[0].length);
      continue;
    }
    // "5.25, which must be rounded up to 6"
    const rounded = neededWhole(
      rest,
      valuesIn(rest)
        .slice(Math.max(0, head.length - 1))
        .slice(0, 2),
    );
    if (rounded && head.length > 0) {
      rules.push("what it is rounded to");
      rest = rest.slice(rounded.start);
      continue;
    }
    // "It went up by 20, which is an increase of 25%": the same change in percent, which may be asked for.
    const change = found && /[\d.]\s?(?:\\?%|percent)/.test(found.text) && CHANGE.exec(rest.slice(at));
    if (change && !head.some(({ text }) => text.includes("%"))) {
      rules.push("a change in percent");
      rest = `${rest.slice(0, at)}and ${rest.slice(at + change[0].length)}`;
      continue;
    }
    // An explanation ends where a conclusion opens: "because he ate 2, so he has 10".
    const so = [...rest.matchAll(words(language).so)].find(
      ({ index }) =>
        index >= at && /[,;]\s*$/.test(rest.slice(0, index)) && valuesIn(rest.slice(index)).length > 0,
    );
    if (so) {
      rules.push("the conclusion");
      rest = rest.slice(so.index + so[0].length);
      continue;
    }
    // "5 livros a mais que a Rita, que tem 12; ou seja, ele tem 17": the clause that says what it comes to.
    // With the comma before it, where it is what opens here.
    const from = Math.max(0, at - 2);
    const meaning = language === ENGLISH ? null : words(language).restates.exec(rest.slice(from));
    const clause = meaning && rest.slice(from + meaning.index + meaning[0].length);
    const said = meaning ? rest.slice(0, from + meaning.index) : "";
    const last = valuesIn(said).at(-1);
    // "Comió 6 de las 8 porciones, es decir, 3/4": what two before it come to.
    const given = valuesIn(said).map(({ result }) => numberOf(result));
    const made = clause ? valuesIn(clause) : [];
    if (
      clause &&
      made.length === 1 &&
      last &&
      (isRelative(said, last, language) || isMadeOf(made[0], given, given))
    ) {
      rules.push("what it comes to");
      rest = clause;
      continue;
    }
    if (hasAnswer(rest.slice(0, at))) {
      rules.push("without the explanation");
      return rest.slice(0, at).replace(/[\s,;:(-]+$/, "");
    }
    // "Since 3 + 7 = 10, he has 10": up to the comma, where something is left behind it.
    // What "and" opens is no main clause: "After 2 years it is worth 1102.50, and 102.50 of that is interest".
    const comma = (
      /^(?:after|since|as)\b/i.test(opening[0]) ? /,\s(?!\d{3}(?!\d)|and\s)/ : /,\s(?!\d{3}(?!\d))/
    ).exec(rest.slice(at));
    if (!comma || valuesIn(rest.slice(at + comma.index)).length === 0) break;
    rules.push("after the explanation");
    rest = rest.slice(at + comma.index + 1);
  }
  return rest;
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
