// What earlier sentences say against the value of the last one: a value beside it, one that was calculated or concluded before
// it and is another.
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { lastSide, mathSegments } from "../read/formulas.ts";
import { leadingUnit } from "../read/units.ts";
import { calculates, canonical, isCalculated, sameNumber, valuesIn } from "../read/values.ts";
import { CONCLUDES, concludesWithin, says } from "../sentence/comes-out.ts";
import { near, numbersIn } from "../sentence/made-of.ts";
import { isWholeOf } from "../sentence/rounded.ts";
import { type Statement, saysValue, statement } from "../sentence/sentence.ts";
import { bareLine } from "../sentence/terse.ts";
import { sameMeasure } from "../wording/measures.ts";
import { withoutMarkup, words } from "../wording/phrases.ts";

/**
 * "La classe compte donc 26 élèves. Les 17 anglicistes partiront en mai.": in another language than English what was concluded
 * shortly before a sentence that concludes nothing and says a number that was there before; null where there is none. A new
 * number is what comes next: "Il lui reste 15 euros."
 */
export function concludedBefore(
  stated: Statement,
  raw: string,
  before: readonly string[],
  language: Language,
): Statement | null {
  if (language === ENGLISH || concludesHere(raw, language)) return null;
  const known = before.flatMap(numbersIn).some((one) => sameNumber(one, stated.answer));
  return known ? concludedNear(before, language) : null;
}

/** "所以他有24支。要是再送5支,就只剩19支了。": what is so on a condition, and what was concluded before: either may be asked for. */
export function onCondition(
  stated: Statement,
  raw: string,
  before: readonly string[],
  language: Language,
): Statement {
  const at = language === ENGLISH ? undefined : words(language).condition.exec(raw)?.index;
  if (at === undefined || !/^[\s*_>(]*$/.test(raw.slice(0, at))) return stated;
  const concluded = concludedNear(before, language);
  if (concluded === null || sameNumber(concluded.answer, stated.answer)) return stated;
  return { ...stated, others: [...stated.others, concluded.answer] };
}

/** Whether a sentence of another language than English concludes or calculates. */
const concludesHere = (raw: string, language: Language) =>
  raw.search(words(language).so) >= 0 ||
  words(language).total?.test(raw) ||
  calculates(raw) ||
  raw.includes("**");

/** What one of the two sentences before the last, the nearer first, concludes or sets off in bold with a total. */
function concludedNear(before: readonly string[], language: Language): Statement | null {
  for (const raw of before.slice(0, 2)) {
    const { opening, so, total } = words(language);
    if (!opening.test(raw.trim()) && raw.search(so) < 0 && !(raw.includes("**") && total?.test(raw)))
      continue;
    const stated = statement(raw.trim(), language);
    if (stated !== null && stated.others.length === 0 && !stated.given) return stated;
  }
  return null;
}

/**
 * "Tom has 3 apples. Ann has 4.": two short sentences that say a value each, and the last one concludes nothing; or two that
 * open alike, "The number of hats is 5. The number of caps is 6."
 */
export function beside(stated: Statement, raw: string, previous: string | undefined): Statement | null {
  const [said, before] = [raw.trim(), previous?.trim() ?? ""];
  if (CONCLUDES.test(said)) return null;
  const start = OPENING.exec(said)?.[0];
  const alike = start !== undefined && before.startsWith(start);
  if (!alike && /=|\b(?:now|left|total|altogether|together|all|remain\w*)\b/i.test(said)) return null;
  if (!alike && (!saysValue(said) || !saysValue(before) || before.includes("="))) return null;
  const other = alike ? statement(before, ENGLISH)?.answer : valuesIn(before)[0].result;
  const used = valuesIn(said).some(({ operands }) => operands.some((one) => other && sameNumber(one, other)));
  return other === undefined || used || sameNumber(other, stated.answer)
    ? null
    : { ...stated, others: [...stated.others, other] };
}
/** The first three words of a sentence. */
const OPENING = /^(?:\p{L}{1,20}\s){3}/u;

/**
 * "So, 17 * 17 = 217 games. So, 323 games.", "10 * 10 = 100 hats. There were 9 on each shelf.": what was calculated or
 * concluded, and behind it a value out of nowhere, or one that the conclusion only said along with its own.
 */
export function against(stated: Statement, raw: string, before: readonly string[]): Statement {
  const concludes = CONCLUDES.test(raw);
  if (calculates(withoutMarkup(raw)) || (!concludes && (says(raw) || repeats(raw, stated, before[0]))))
    return stated;
  const earlier = before.find((sentence) => calculates(sentence) || concludesValue(sentence));
  if (earlier === undefined || (concludes && (earlier !== before[0] || !CONCLUDES.test(earlier))))
    return stated;
  // "169 - 25 = 144", "\( \sqrt{144} = 12 \)": a formula between comes to it.
  const nearer = before.slice(0, before.indexOf(earlier)).flatMap(mathSegments);
  if (nearer.some(({ content }) => sameNumber(lastSide(content), stated.answer))) return stated;
  const values = valuesIn(earlier);
  const along = values.some(({ result }) => sameNumber(result, stated.answer));
  const other =
    concludes && !along ? values.findLast(isCalculated)?.result : statement(earlier.trim(), ENGLISH)?.answer;
  // "100 / 8 = 12.5" and "12 full bags": what was calculated in whole things; "350 cents" and "$3.50".
  const known =
    other === undefined ||
    inAnotherUnit(stated, earlier, other) ||
    isWholeOf(stated.answer, other) ||
    isQuotient(stated.answer, other) ||
    (!concludes &&
      (isLater(raw)
        ? !CONCLUDES.test(earlier) && !IN_ALL.test(earlier)
        : !says(earlier) && !concludesValue(earlier)) &&
      followsFrom(stated, raw, before, other)) ||
    [stated.answer, ...stated.others].some((answer) => sameNumber(answer, other));
  return known ? stated : { ...stated, others: [...stated.others, other] };
}

/** Whether the answer is the value that an earlier sentence has in another unit. */
function inAnotherUnit({ answer, unit = "" }: Statement, earlier: string, other: string): boolean {
  const value = valuesIn(earlier).findLast(({ result }) => result === other);
  const otherUnit = value && leadingUnit(earlier.slice(value.end));
  return otherUnit !== undefined && sameMeasure(`${answer} ${unit}`, `${other} ${otherUnit}`);
}

/** "so 7 are needed"; "You can't buy 0.8 of a pack, so we round up" comes to no value. */
const concludesValue = (raw: string) =>
  concludesWithin(raw) && !/,\s+(?:so|thus|therefore|hence)\b\D*$/i.test(raw);

/** "17 balloons are left." and, by itself, "17 balloons": what the sentence before it says, again. */
const repeats = (raw: string, { answer }: Statement, previous = "") =>
  raw.length < 60 &&
  ALONE.test(bareLine(raw)) &&
  valuesIn(previous).some(({ result }) => sameNumber(result, answer));
const ALONE = /^[$€£]?-?\d[\d.,]*(?:\s\p{L}{1,15}){0,2}[.!]?$/u;

/** "15 / 6 = 2 remainder 3" and "2 1/2 each": the same quotient with its part, or rounded up. */
function isQuotient(answer: string, other: string): boolean {
  const quotient = /^(\d{1,9}) remainder [1-9]\d{0,8}$/.exec(other)?.[1];
  const [, whole, fraction] = /^(\d{1,9})(\.\d+|\s\d+\/\d+)?$/.exec(answer) ?? [];
  const more = Number(whole) - Number(quotient);
  return more === 0 ? fraction !== undefined : more === 1 && fraction === undefined;
}

/**
 * "Mia had 45 stickers and gave away 17 stickers. She keeps 28 stickers.": whether a value that stands nowhere before is the sum,
 * the difference, the product or the quotient of two that do, though nobody wrote the calculation down; `used`: one of the two
 * is this. It has their unit and is said of who or what they were said of, and nothing in the sentence goes on with the story.
 */
export function followsFrom(
  { answer }: Statement,
  raw: string,
  before: readonly string[],
  used: string | null = null,
): boolean {
  const [then] = THEN.exec(raw.trim()) ?? [""];
  const said = raw.trim().slice(then.length);
  const at = said.indexOf(answer);
  const earlier = [...before, then].join(" ");
  if (at < 1 || GOES_ON.test(said) || !isOfThose(said.slice(0, at), said.slice(at), earlier)) return false;
  const unit = UNIT.exec(said.slice(at + answer.length))?.[1].replace(/s$/i, "");
  const sign = /[$€£¥]/.exec(answer)?.[0];
  if (unit ? !new RegExp(`(?<!\\p{L})${unit}s?(?!\\p{L})`, "iu").test(earlier) : !sign) return false;
  if (sign !== undefined && !earlier.includes(sign) && !MONEY.test(earlier)) return false;
  const value = Number(canonical(answer));
  const given = [...new Set([...before, then].flatMap(valuesOf))];
  if (!Number.isFinite(value) || given.includes(value) || given.length > MOST_GIVEN) return false;
  const is = (result: number) => near(result, value);
  const [own, since] = [used === null ? null : Number(canonical(used)), valuesOf(then)[0]];
  if (then !== "" && (IS_CHECK.test(earlier) || IS_CHECK.test(said) || HAPPENS.test(said))) return false;
  // "240 / 80 = 3 hours. In 3 hours, the car drives 180 km.": what was calculated is made sure of.
  if (then !== "" && own !== null && (since === undefined || since === own || isOfOther(unit, used!, before)))
    return false;
  return given.some((a, i) =>
    given.some(
      (b, j) =>
        i !== j &&
        (own === null || [a, b].includes(own)) &&
        (since === undefined || [a, b].includes(since)
          ? [a - b, a / b, a + b, a * b].some(is)
          : // "12 cm tall, and 4 cm more each week. In 6 weeks": 12 + 4 * 6.
            own !== b && (is(a + b * since) || is(a - b * since))),
    ),
  );
}
/** Whether the first word behind a value before is a unit, and not that of the answer: "4 hours" beside "6 km". */
function isOfOther(unit: string | undefined, used: string, before: readonly string[]): boolean {
  return before.some((sentence) => {
    const value = valuesIn(sentence).findLast(({ result }) => sameNumber(result, used));
    const other = value && UNIT.exec(sentence.slice(value.end))?.[1].replace(/s$/i, "");
    return unit !== undefined && other !== undefined && other !== unit;
  });
}
/** An equation that was solved, or what is made sure of. */
const IS_CHECK = /\b(?:check\w*|verif\w*|asked|let [a-z]\b)|(?<![\p{L}\d.])\d{0,3}[a-z]\s?[-+*=]\s?[\d(]/iu;
/** What somebody did or has to do then, and not what is so. */
const HAPPENS =
  /\b(?:lost|ate|used|spent|sold|gave|lent|broke|returned|added|threw|need\w*|must|aims?|ha(?:s|ve) to|than)\b/i;
const IN_ALL = /\b(?:in (?:total|all)|altogether|left|remain\w*|answer)\b/i;
/** "In 5 years, ", "After 3 more stops, ", "By Friday, ": when it is so; its number is one of those that it comes of. */
const THEN =
  /^(?:in|after|within|over|by|during|on|at)\s(?:(?:the\s)?(?:next|these|those|the)\s)?(?:\d{1,6}\s(?:more\s)?)?(?!other|another|last|past|contrast|theory|addition|average|most|least)\p{L}{3,20}(?:\s(?!(?:he|she|it|they|we|you|there|his|her|its|their|the)\b)\p{L}{2,15}){0,3},?\s(?=\p{L})/iu;
const isLater = (raw: string) => /\d/.test(THEN.exec(raw.trim())?.[0] ?? "");
/** Whether a sentence is of what was named before: "She keeps 28", "Each roommate has to pay", "Omar pays $56 for the jacket". */
function isOfThose(clause: string, behind: string, earlier: string): boolean {
  const named = (name: string) =>
    new RegExp(`(?<!\\p{L})${name.replace(/s$/i, "")}s?(?!\\p{L})`, "iu").test(earlier);
  const subject = /^\W*(?:(?:each|every|all|both|the|his|her|their|its)\s)?(\p{L}{2,30})/iu.exec(clause)?.[1];
  const object = /\s(?:for|on|in|of)\sthe\s(\p{L}{3,30})[.!]?$/iu.exec(behind)?.[1];
  return (
    (subject !== undefined && (PRONOUN.test(subject) || named(subject))) ||
    (object !== undefined && named(object))
  );
}
const PRONOUN = /^(?:he|she|they|it|we|you|each|every|altogether)$/i;
const UNIT =
  /^\s(?!(?:for|per|left|from|and|with|all|each|every|now|in|together|altogether)\b)(km|cm|mm|kg|ml|\p{L}{3,20})(?!\p{L})/u;
const MONEY = /\b(?:euros?|dollars?|pounds?|yen|cents?)\b/i;
/** "and buys 10 more", "He also found 7": the story goes on; or it denies and doubts. */
const GOES_ON =
  /^\W*(?:first|then|next|after|second|later|before|yesterday|tomorrow|some|one might|if|when|once|meanwhile)\b|\d\s(?:more|additional|extra|others?)\b|\?|n't|\b(?:not|no|never|cannot|might|may|could|would|should|guess\w*|expect\w*|say|says|said|think\w*|thought|claim\w*|wish\w*|want\w*|hope\w*|dream\w*|plan(?:s|ned|ning)?|wrong|mistake|false|only|also|too|another|again|later|found|finds?|g[ai]ves? (?:him|her|them|it|us|me)|buys?|bought|gets?|got|receiv\w*|borrow\w*|order\w*|costs?)\b/i;
/** Of more values two may come to anything. */
const MOST_GIVEN = 8;

const valuesOf = (sentence: string) =>
  numbersIn(sentence)
    .map((one) => Number(canonical(one)))
    .filter(Number.isFinite);
