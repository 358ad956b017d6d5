// The verdict on a prediction: both texts are reduced to their final answers by the same rules, read, and compared.
// Pure and synchronous. Every step is bounded; what passes a bound is undecided (null), with the bound as the reason.
import { AnswerComparison } from "./compare/answers.ts";
import { sameDomains } from "./compare/domains.ts";
import { resetWork } from "./compare/evaluate.ts";
import { sameFamilies } from "./compare/families.ts";
import type { ComparisonSettings, Same } from "./compare/same.ts";
import { byWholeBounds } from "./compare/whole-bounds.ts";
import { whatIsWhere } from "./find/behaviour.ts";
import { finalAnswer } from "./find/final.ts";
import type { FinalAnswer } from "./find/found.ts";
import { type Named, namedValues, namesAgree } from "./find/named.ts";
import { asRead, type PredictionOptions, predictedAnswer } from "./find/predicted.ts";
import { type Judgement, tooLong, unanswered, undecided } from "./judgement.ts";
import { isBare } from "./read/formulas.ts";
import { asQuantities } from "./read/prefixes.ts";
import { BoundError } from "./read/rational.ts";
import { isDecimal, type Reading, readings, sameTokens } from "./read/readings.ts";
import { keyOf } from "./read/tree.ts";
import { inOneUnit, isQuantity, withUnitBehind } from "./read/units.ts";
import { optionLetter, sameWords, wordOfSentence } from "./read/words.ts";
import { restated } from "./restated.ts";
import { sameInBases } from "./wording/bases.ts";
import { sameStatements } from "./wording/circled.ts";
import { sameDate, sameTime } from "./wording/clock.ts";
import { conditionalValues } from "./wording/conditional.ts";
import { amountOfRate, measuredTwice, withCurrencies } from "./wording/measures.ts";
import { sameOptions } from "./wording/options.ts";
import { partsInLine } from "./wording/parted.ts";
import { sameSaid } from "./wording/replies.ts";
import { inDigits } from "./wording/spelled.ts";
import { isWordy, reworded } from "./wording/wordings.ts";

export type AnswerType = "choice" | "text";

export interface JudgeOptions extends PredictionOptions {
  /** "choice": only the option letter counts; "text": only the words. By default the form of the answers decides. */
  type?: AnswerType;
  /** Relative error forgiven between two numbers (default 0: none). */
  tolerance?: number;
  /**
   * A single word is also the same as a short sentence that gives it: "Nora" and "Nora has the longest turn". Looser than
   * mathematics, so not by default.
   */
  sentences?: boolean;
}

/** Longest prediction or reference, in UTF-16 units. */
export const MAX_TEXT = 1_000_000;
/** Longest answer that is read. */
export const MAX_ANSWER = 10_000;

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
  const first = predictedAnswer(prediction, options);
  const found = first && restated(first, asRead(prediction));
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
    const mine = theirs && namedValues(found, asRead(prediction));
    const where = options.type === undefined ? whatIsWhere(found, asRead(prediction), expected, given) : null;
    if (where === "another") return decided(false, "what is so where");
    if (where && "same" in where) return compareNamed(...where.same, options);
    if (where?.oneOf.some((set) => comparePair(...set, options).result.same))
      return { result: { same: null, reason: "it says of several sets what is so there" }, rules: [] };
    const named = mine && namesAgree(mine, theirs) ? compareNamed(mine, theirs, options) : null;
    if (named && !named.result.same) return named;
    const decision = compareAnswers(found, expected, options);
    return named && !decision.result.same ? named : decision;
  });
  const verdict = result.same;
  const reason = result.same === null ? result.reason : result.same ? "equal" : "not equal";
  const extracted = [...found.others, found.answer].join(" / ");
  return { verdict, extracted, reason: `${reason} (${from})`, rules: [found.from, ...found.rules, ...rules] };
}

/** Neither a letter nor a digit nor a command nor the empty set: brackets, signs and spaces are no answer. */
const isEmpty = (text: string) => !/[\p{L}\p{N}]|\\\{(?:[\s~]|\\[ ,;:!])*\\\}/u.test(text);

interface Decision {
  result: Same;
  rules: string[];
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

/** Each value with that of its name. */
const compareNamed = (a: Named, b: Named, options: JudgeOptions) =>
  compareEach(
    [...a.values()],
    [...a.keys()].map((name) => b.get(name)!),
    "values by their names",
    options,
  );

/** The answers, then the short texts they stand in. Of a text that gives several answers none is taken for its answer. */
function compareAnswers(a: FinalAnswer, b: FinalAnswer, options: JudgeOptions): Decision {
  const [one, other] = [saidOnce(a, options), saidOnce(b, options)];
  if (one !== a || other !== b) {
    const decision = compareAnswers(one, other, options);
    if (decision.result.same) return after("the same value twice", decision);
  }
  if (a.others.length + b.others.length > 0) return compareSeveral(a, b, options);
  let decision = comparePair(measured(a, b), measured(b, a), options);
  if (decision.result.same !== false) return decision;
  for (const [x, y] of [
    [a.again, measured(b, a)],
    [measured(a, b), b.again],
  ]) {
    const next = x && y ? comparePair(x, y, options) : null;
    if (next?.result.same) return after("the same in another unit", next);
  }
  for (const [x, y] of [
    [a, b],
    [b, a],
  ])
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
    if (decision.result.same === null) decision = next;
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
  if (letter !== undefined && /^[$\s]{0,3}[A-Za-z]\s*=/.test(other.answer)) return `${letter} = ${answer}`;
  return unit !== undefined && (other.unit !== undefined || isQuantity(other.answer))
    ? `${answer} ${unit}`
    : answer;
}

/** Plain numbers, two or more. */
const LISTED = /^-?\d[\d./]*(?:,? (?:and )?-?\d[\d./]*)+$/;

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

/** The answers as they are worded, and then as what their words say. */
function comparePair(a: string, b: string, options: JudgeOptions): Decision {
  if (squeezed(a) === squeezed(b)) return decided(true, "same text");
  const [money, moneyToo] = [withCurrencies(a), withCurrencies(b)];
  if (money !== a || moneyToo !== b) return comparePair(money, moneyToo, options);
  const conditional = conditionalValues(a, b);
  if (conditional === false) return decided(false, "conditional on something else");
  if (conditional) {
    return after("the value of a conditional", comparePair(...conditional, options));
  }
  const [parts, partsToo] = [partsInLine(a), partsInLine(b)];
  if (parts && partsToo)
    return parts.length === partsToo.length
      ? compareEach(parts, partsToo, "parts of a question", options)
      : decided(false, "parts of a question");
  const several = parts ?? partsToo;
  if (several && !several.some((part) => part.includes(","))) {
    // "12, 5" gives the parts in their order.
    const listed = compareTexts(`(${several.join(", ")})`, parts ? b : a, options);
    if (listed.result.same) return after("parts of a question", listed);
  }
  if (options.type === undefined && (isWordy(a) || isWordy(b))) {
    const said = sameSaid(a, b);
    if (said !== null) return decided(said, "the same said in words");
    const [x, y] = [reworded(a, b), reworded(b, a)];
    if (x || y) {
      const decision = compareTexts(x?.text ?? a, y?.text ?? b, options);
      const rules = [x, y].flatMap((one) => (one ? [one.rule] : []));
      return decision.result.same ? { ...decision, rules: [...rules, ...decision.rules] } : decision;
    }
  }
  return compareTexts(a, b, options);
}

/** Each of one side with that in its place of the other. */
function compareEach(
  a: readonly string[],
  b: readonly string[],
  rule: string,
  options: JudgeOptions,
): Decision {
  for (const [i, part] of a.entries()) {
    const decision = comparePair(part, b[i], options);
    if (!decision.result.same) return decision;
  }
  return decided(true, rule);
}

/** What each side is rewritten to beside the other; a text that it does not change stays as it is. */
const REWRITINGS: readonly ((text: string, other: string) => string)[] = [
  withUnitBehind,
  inOneUnit,
  amountOfRate,
  numberOfRate,
  turnedBrackets,
  asRatio,
];

function compareTexts(a: string, b: string, options: JudgeOptions): Decision {
  if (squeezed(a) === squeezed(b)) return decided(true, "same text");
  if (a.length > MAX_ANSWER || b.length > MAX_ANSWER)
    return bounded(`an answer is longer than ${MAX_ANSWER} characters`);
  if (isBare(a) && isBare(b) && options.type === undefined)
    return compareReadings(a, b, options) ?? decided(false, "different texts");
  for (const rewrite of REWRITINGS) {
    const [x, y] = [rewrite(a, b), rewrite(b, a)];
    if (x !== a || y !== b) return comparePair(x, y, options);
  }
  const quantities = options.type === undefined ? asQuantities(a, b) : null;
  if (quantities) return compareReadings(...quantities, options) ?? decided(false, "different values");
  const statements = sameStatements(a, b) ?? sameOptions(a, b);
  if (statements !== null) return decided(statements, "numbers of statements");
  const time = sameTime(a, b);
  if (time !== null) return decided(time, "times of day");
  const date = sameDate(a, b);
  if (date !== null) return decided(date, "dates");
  const based = sameInBases(a, b);
  if (based !== null) return decided(based, "numbers in bases");
  const [x, y] = [optionLetter(a), optionLetter(b)];
  const sameLetter = x && y && x.letter === y.letter;
  if (sameLetter && (x.content === "" || y.content === "")) return decided(true, "option letter");
  if (options.type === "choice" || (x && y && !sameLetter)) return decided(false, "option letter");
  // "B) 12" and "(B) 12"
  if (sameLetter) {
    const decision = comparePair(x.content, y.content, options);
    if (decision.result.same) return after("option letter", decision);
  }
  // "(D) 48" against 48: what the option is.
  const one = x && y ? null : (x ?? y);
  const content = one?.content.trim();
  if (content && (one?.apart || /^[$\\\d(-]/.test(content))) {
    const decision = comparePair(x ? content : a, y ? content : b, options);
    if (decision.result.same) return after("what the option is", decision);
  }
  const [digits, digitsToo] = [inDigits(a), inDigits(b)];
  if (digits !== null || digitsToo !== null) return comparePair(digits ?? a, digitsToo ?? b, options);
  const read = options.type === "text" ? null : compareReadings(a, b, options);
  if (read && read.result.same !== false) return read;
  const words = isWords(a) && isWords(b);
  if (words && !hasFormula(a) && !hasFormula(b) && sameWords(a, b)) return decided(true, "same words");
  if (options.sentences && words && wordOfSentence(a, b)) return decided(true, "the word of a sentence");
  return read ?? decided(false, "different texts");
}

/** "2.4 m/s" beside a plain number: its number; anything else as it is. */
function numberOfRate(text: string, other: string): string {
  const isRate =
    /^-?\d[\d.,]*\s?\p{L}/u.test(text) &&
    RATE.test(text) &&
    /^-?[\d.,]+$/.test(other.trim()) &&
    isQuantity(text.replace(/(\/\s?\p{L}{1,3})\^\{?[23]\}?$/u, "$1"));
  return isRate ? /^-?[\d.,]+/.exec(text)![0] : text;
}
const RATE = /\p{L}\^?\d?\s?\/\s?\p{L}/u;

/** "2 to 7" as 2:7 beside a ratio. */
function asRatio(text: string, other: string): string {
  return other.includes(":") ? text.replace(TO, "$1:$2") : text;
}
const TO = /^\s*(\d[\d.]*)\sto\s(\d[\d.]*?)\.?\s*$/;

/** An interval between brackets of any kind, with its two ends. */
const INTERVAL = /([[\](])(\s*[^[\](),;\s][^[\](),;]{0,60}[,;]\s*[^[\](),;\s][^[\](),;]{0,60})([[\])])/g;

/** ]2, 5[ as (2, 5): brackets that turn their backs to the ends leave them out, as is written in some countries. */
function turnedBrackets(text: string): string {
  if (text.length > 200 || !/[[\]]/.test(text)) return text;
  const bare = text.replace(/\\(?:left|right)\s?(?=[[\](),])|\\[,;:! ]/g, "");
  const turned = bare.replace(INTERVAL, (all: string, open: string, ends: string, close: string) =>
    open !== "]" && close !== "["
      ? all
      : `${open === "]" ? "(" : open}${ends.replace(";", ",")}${close === "[" ? ")" : close}`,
  );
  return turned === bare ? text : turned;
}

const decided = (same: boolean, rule: string): Decision => ({ result: { same }, rules: [rule] });
const after = (rule: string, { result, rules }: Decision): Decision => ({ result, rules: [rule, ...rules] });
const bounded = (reason: string, rules: string[] = []): Decision => ({
  result: { same: null, reason },
  rules,
});

const isWords = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\\[A-Za-z]+/g, ""));

/** Signs or commands other than text: there, brackets and stops are no punctuation. */
const hasFormula = (text: string) =>
  /[\^_=+*/<>|]|\\(?!text|mathrm|mbox|emph|operatorname|[ ,;:!])/.test(text);

const squeezed = (text: string) =>
  text
    .replace(/\\[dt]frac(?![A-Za-z])/g, "\\frac")
    .replace(/(?<=\d)\s+(?=\d)/g, "_")
    .replace(/\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|[\s$]/g, "")
    .replace(/\.$/, "");

/** By every reading of the commas; null where one of the two cannot be read as mathematics. */
function compareReadings(a: string, b: string, options: JudgeOptions): Decision | null {
  const [mine, theirs] = [readings(a, isDecimal(b)), readings(b, isDecimal(a))];
  let best: Decision | null = null;
  for (const x of mine) {
    for (const y of theirs) {
      const decision = compareReading(x, y, options);
      if (decision?.result.same) return decision;
      if (!best || best.result.same === false) best = decision ?? best;
    }
  }
  return best;
}

function compareReading(a: Reading, b: Reading, options: JudgeOptions): Decision | null {
  if (a.tokens.length > 0 && sameTokens(a.tokens, b.tokens)) return decided(true, "same symbols");
  if (!a.node || !b.node) return null;
  const settings: ComparisonSettings = {
    tolerance: options.tolerance ?? 0,
    declared: new Set([...a.domains.keys(), ...b.domains.keys()]),
  };
  const comparison = new AnswerComparison(settings);
  const [mine, theirs] = [
    { node: a.node, domains: a.domains },
    { node: b.node, domains: b.domains },
  ];
  const [x, y] = byWholeBounds(mine, theirs) ?? [mine, theirs];
  // In an order that does not depend on which is the prediction, so that the verdict cannot either.
  const [first, second] = keyOf(x.node) <= keyOf(y.node) ? [x.node, y.node] : [y.node, x.node];
  const result = comparison.same(first, second);
  const allowed = result.same && sameDomains(x.node, x.domains, y.node, y.domains);
  if (allowed) return { result, rules: [...new Set(comparison.rules)] };
  if (sameFamilies(a.node, a.domains, b.node, b.domains)) return decided(true, "the same family");
  return result.same
    ? decided(false, "letters of different domains")
    : { result, rules: ["different values"] };
}
