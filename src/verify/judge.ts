// The verdict on a prediction: both texts are reduced to their final answers by the same rules, which are then compared as
// texts (texts.ts). Pure and synchronous. Every step is bounded; what passes a bound is undecided (null), with the bound as
// the reason.

import { whatIsWhere } from "./beside/behaviour.ts";
import { isOtherWay } from "./beside/direction.ts";
import { isCount, isOfAnotherMeasure } from "./beside/measured.ts";
import { isExchanged, type Named, namedValues, underNamesOf } from "./beside/named.ts";
import { isInAnotherOrder } from "./beside/stated-order.ts";
import { isUnaffirmed } from "./beside/unaffirmed.ts";
import { isWithdrawn } from "./beside/withdrawn.ts";
import { resetWork } from "./compare/evaluate.ts";
import { bothWays } from "./compare/same.ts";
import { TWO_SCALES } from "./compare/scalars.ts";
import { finalAnswer } from "./find/final.ts";
import { asRead, type PredictionOptions, predictedAnswer } from "./find/predicted.ts";
import { type Judgement, tooLong, unanswered, undecided } from "./judgement.ts";
import { hasWords } from "./read/formulas.ts";
import { BoundError } from "./read/rational.ts";
import { isQuantity } from "./read/units.ts";
import { restated } from "./restated.ts";
import type { FinalAnswer } from "./sentence/found.ts";
import { isRefused } from "./sentence/rejected.ts";
import {
  after,
  bounded,
  compareEach,
  comparePair,
  type Decision,
  decided,
  type TextOptions,
} from "./texts.ts";
import { isOtherHalf } from "./wording/clock.ts";
import { measuredTwice, saysDifference } from "./wording/measures.ts";
import { isElsewhere } from "./wording/places.ts";

export type JudgeOptions = PredictionOptions & TextOptions;

/** Longest prediction or reference, in UTF-16 units. */
const MAX_TEXT = 1_000_000;

/**
 * Whether the final answer of `prediction` is that of `reference`; either may be a bare answer or a whole solution.
 * The verdict is the same with the two exchanged. A prediction without an answer is wrong. Never throws, but for an
 * `answerPattern` that is no regular expression (SyntaxError).
 */
export function judge(prediction: string, reference: string, options: JudgeOptions = {}): Judgement {
  const long = tooLong("prediction", prediction, MAX_TEXT) ?? tooLong("reference", reference, MAX_TEXT);
  if (long) return long;
  resetWork();
  const given = asRead(reference);
  const stated = finalAnswer(given);
  if (!stated || isEmpty(stated.answer)) return undecided("the reference has no answer");
  const expected = restated(stated, given);
  const read = asRead(prediction);
  const first = predictedAnswer(prediction, options, read);
  const found = first && restated(first, read);
  if (!found) return unanswered();
  const from = `answer by ${found.from}`;
  if (isEmpty(found.answer)) {
    return {
      verdict: false,
      extracted: found.answer,
      reason: `the answer is empty (${from})`,
      rules: [found.from],
    };
  }
  const { result, rules } = withinBounds(() => {
    const theirs = options.type === undefined ? namedValues(expected, given) : null;
    const listed = LISTED.test(expected.answer) || theirs;
    const mine = listed && options.type === undefined ? namedValues(found, read) : null;
    const where = options.type === undefined ? whatIsWhere(found, read, expected, given) : null;
    if (where === "another") return decided(false, "what is so where");
    if (where && "same" in where) return compareNamed(...where.same, options);
    if (where?.oneOf.some((set) => comparePair(...set, options).result.same))
      return { result: { same: null, reason: "it says of several sets what is so there" }, rules: [] };
    const renamed = mine && theirs && underNamesOf(mine, theirs);
    const named = mine && renamed ? compareNamed(mine, renamed, options) : null;
    if (named && !named.result.same) return named;
    const decision = compareAnswers(
      theirs ? found : withNamed(found, mine),
      mine ? expected : withNamed(expected, theirs),
      options,
    );
    if (decision.rules.includes(TWO_SCALES) && [prediction, reference].some(saysDifference))
      return decided(false, "a difference of temperatures");
    if (decision.result.same && isElsewhere(prediction, reference)) return decided(false, "at another place");
    if (named && !decision.result.same) return named;
    if (!decision.result.same || options.type !== undefined) return decision;
    return apart([found, read], [expected, given], decision.rules) ?? decision;
  });
  const verdict = result.same;
  const reason = result.same === null ? result.reason : result.same ? "equal" : "not equal";
  const extracted = [...found.others, found.answer].join(" / ");
  return { verdict, extracted, reason: `${reason} (${from})`, rules: [found.from, ...found.rules, ...rules] };
}

/** Neither a letter nor a digit nor a command nor the empty set: brackets, signs and spaces are no answer. */
const isEmpty = (text: string) => !/[\p{L}\p{N}]|\\\{(?:[\s~]|\\[ ,;:!])*\\\}/u.test(text);

type Read = readonly [found: FinalAnswer, text: string];

/** A value in a box, no list and without words: what stands around it makes it no other. */
const isBoxedValue = ({ from, answer }: FinalAnswer) =>
  from === LAST_BOX && !/[,;]/.test(answer) && !hasWords(answer);
const LAST_BOX = "the last \\boxed{}";

/** What the texts around equal answers say that makes them different ones; null where they say nothing of the kind. */
function apart([mine, own]: Read, [theirs, other]: Read, rules: readonly string[]): Decision | null {
  if (own.trim() === other.trim() || isBoxedValue(mine) || isBoxedValue(theirs)) return null;
  if (isOtherWay(mine, own, theirs, other)) return decided(false, "the other way");
  if (isOfAnotherMeasure(mine, own, theirs, other)) return decided(false, "of another measure");
  if (isWithdrawn(mine, own) || isWithdrawn(theirs, other)) return decided(false, "withdrawn");
  if (isUnaffirmed(mine, own) || isUnaffirmed(theirs, other)) return decided(false, "not affirmed");
  if (isInAnotherOrder(mine, own, theirs, other)) return decided(false, "another order");
  if (isOtherHalf(mine.answer, own, theirs.answer, other)) return decided(false, "another half of the day");
  if (rules.includes("percent sign missing") && (isCount(mine.answer, own) || isCount(theirs.answer, other)))
    return decided(false, "a number of things and a percentage");
  return isExchanged(own, other) ? bounded("the unknowns of a system have each other's values") : null;
}

/** What passes a bound is undecided. */
function withinBounds(compare: () => Decision): Decision {
  try {
    return compare();
  } catch (error) {
    if (error instanceof BoundError) return bounded(error.message);
    // Trees are bounded in depth where they are read; what is built of them in comparing (a quotient of quotients) is not.
    if (error instanceof RangeError && /call stack/.test(error.message)) return bounded("nested too deeply");
    throw error;
  }
}

/** "One number is 8. The other is 5.": beside an answer without names the values in their order. */
const withNamed = (found: FinalAnswer, named: Named | null): FinalAnswer =>
  named && !found.answer.includes(",") && ![...named.keys()].some(isRefused)
    ? { ...found, together: () => [...(found.together?.() ?? []), `(${[...named.values()].join(", ")})`] }
    : found;

/** Each value with that of its name. */
const compareNamed = (a: Named, b: Named, options: JudgeOptions) =>
  compareEach(
    [...a.values()],
    [...a.keys()].map((name) => b.get(name)!),
    "values by their names",
    options,
  );

/** The answers by themselves, and then as what their texts say together. */
function compareAnswers(a: FinalAnswer, b: FinalAnswer, options: JudgeOptions): Decision {
  const decision = compareFound(a, b, options);
  // The parameters of another distribution are the same numbers.
  if (decision.result.same || decision.rules.includes("distributions")) return decision;
  const readings = ({ answer, others, together }: FinalAnswer) => {
    const said = together?.() ?? [];
    return others.length > 0 ? said : [answer, ...said];
  };
  for (const x of readings(a))
    for (const y of readings(b)) {
      if (x === a.answer && y === b.answer) continue;
      const all = comparePair(x, y, options);
      if (all.result.same) return after("several values together", all);
    }
  return decision;
}

/** The answers, then the short texts they stand in. Of a text that gives several answers none is taken for its answer. */
function compareFound(a: FinalAnswer, b: FinalAnswer, options: JudgeOptions): Decision {
  const [one, other] = [saidOnce(a, options), saidOnce(b, options)];
  if (one !== a || other !== b) {
    const decision = compareFound(one, other, options);
    if (decision.result.same) return after("the same value twice", decision);
  }
  // "The oldest is Lena, who is 14": beside a name it says a name.
  for (const [x, y] of bothWays(a, b))
    if (x.named && x.others.length > 0 && y.others.length === 0 && !/\d/.test(y.answer)) {
      const decision = comparePair(x.answer, y.answer, options);
      if (decision.result.same) return decision;
    }
  if (a.others.length + b.others.length > 0) return compareSeveral(a, b, options);
  const decision = comparePair(measured(a, b), measured(b, a), options);
  if (decision.result.same !== false) return decision;
  for (const [x, y] of [
    [a.again, measured(b, a)],
    [measured(a, b), b.again],
  ]) {
    const next = x && y ? comparePair(x, y, options) : null;
    if (next?.result.same) return after("the same said otherwise", next);
  }
  for (const [x, y] of bothWays(a, b))
    if (x.remainder !== undefined && PLAIN.test(y.answer) && Number(x.remainder) === Number(y.answer))
      return decided(true, "the remainder");
  for (const [x, y] of [
    [a.answer, b.whole],
    [a.whole, b.answer],
    [a.whole, b.whole],
  ]) {
    if (x === null || y === null) continue;
    const next = comparePair(x, y, { ...options, type: options.type ?? "text" });
    if (next.result.same) return after("the whole text", next);
  }
  return decision;
}

const PLAIN = /^\d{1,9}$/;

const OR =
  /^([^()]*\d[^()]*?)(?:,?\s+or(?: equivalently)?|,\s*(?:i\.e\.|that is|equivalently),?)\s+([^()]*\d[^()]*)$/;

/** "0.75, or 3/4", "5/8 or 62.5%": an answer that is given in two ways, by the first; any other as it is. */
function saidOnce(found: FinalAnswer, options: JudgeOptions): FinalAnswer {
  const same = (x: string, y: string) => comparePair(x, y, options).result.same === true;
  if (found.others.length > 0)
    return found.others.length < MAX_WAYS && found.others.every((other) => same(other, found.answer))
      ? { ...found, others: [] }
      : found;
  const twice = found.again === undefined ? measuredTwice(found.answer) : null;
  if (twice) return { ...found, answer: twice.text, again: twice.again, whole: null };
  const ways =
    found.answer.length > MAX_WAY || !/or|i\.e|that|equi/.test(found.answer) ? null : OR.exec(found.answer);
  return ways && same(ways[1], ways[2]) ? { ...found, answer: ways[1], whole: null } : found;
}
const MAX_WAYS = 3;
const MAX_WAY = 120;

/**
 * "It costs 75 cents": the unit of a sentence counts where the other side has one that is known, $0.75 or 75 m; so does
 * the letter of "The line is x = 5" beside y = 5, and the degrees of "The angle is 45 degrees" beside a multiple of π.
 */
function measured({ answer, unit, letter }: FinalAnswer, other: FinalAnswer): string {
  if (unit === "degrees")
    return /pi(?![A-Za-z])|\brad/.test(other.answer) ? answer.replace(/\s?(\$|\\\))?$/, "^\\circ$1") : answer;
  if (/^rad/.test(unit ?? "")) return /circ|deg/.test(other.answer) ? `${answer} rad` : answer;
  if (letter !== undefined && /^[$\s]{0,3}[A-Za-z]\s*=/.test(other.answer)) return `${letter} = ${answer}`;
  return unit !== undefined && (other.unit !== undefined || isQuantity(other.answer))
    ? `${answer} ${unit}`
    : answer;
}

/** Plain numbers, two or more. */
const LISTED = /^-?\d[\d./]*(?:(?:,? (?:and )?|,(?=-))-?\d[\d./]*)+$/;

/** Between so many answers of a text it cannot be told. */
const MOST_CANDIDATES = 2;

/**
 * Equal texts are equal. Else undecided where any two of the answers are the same, and wrong where none are; so is one
 * answer against more than two, which are an enumeration.
 */
function compareSeveral(a: FinalAnswer, b: FinalAnswer, options: JudgeOptions): Decision {
  const whole =
    a.whole !== null && b.whole !== null ? comparePair(a.whole, b.whole, { ...options, type: "text" }) : null;
  if (whole?.result.same) return after("the whole text", whole);
  const [mine, theirs] = [a, b].map(({ others, answer }) => [...others, answer]);
  const several = mine.length > 1 ? mine : theirs;
  const reason = `it states ${several.map((one) => JSON.stringify(one)).join(" and ")}, and nothing says which is its answer`;
  const single = mine.length === 1 || theirs.length === 1;
  // "The ages are 6 and 11": all of them, where the other side lists so many.
  const listed = single ? [mine, theirs].map((answers) => answers.join(", ")) : null;
  if (listed?.every((answers) => LISTED.test(answers))) {
    const all = comparePair(listed[0], listed[1], options);
    if (all.result.same) return after("all of several answers", all);
  }
  if (single && several.length > MOST_CANDIDATES) return decided(false, "an enumeration");
  const some = mine.some((x) => theirs.some((y) => comparePair(x, y, options).result.same !== false));
  return some ? bounded(reason, ["several answers"]) : decided(false, "several answers");
}
