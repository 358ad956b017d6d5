// Two answers as texts, whatever responses they were found in: as they are worded, as what their words say, and as
// mathematics, by every reading of it.
import { AnswerComparison } from "./compare/answers.ts";
import { sameDomains } from "./compare/domains.ts";
import { enumerated } from "./compare/enumerated.ts";
import { sameFamilies } from "./compare/families.ts";
import { identical } from "./compare/identity.ts";
import { sameLinearFamilies } from "./compare/linear-families.ts";
import { sameQuantified } from "./compare/quantified.ts";
import { byLowestIndex } from "./compare/recurrences.ts";
import type { ComparisonSettings, Same } from "./compare/same.ts";
import { bySet, byWholeBounds } from "./compare/whole-bounds.ts";
import { isBare } from "./read/formulas.ts";
import { asQuantities } from "./read/prefixes.ts";
import { isDecimal, type Reading, readings, sameTokens } from "./read/readings.ts";
import { isExpression, keyOf, type Node } from "./read/tree.ts";
import { withEnglishUnit } from "./read/unit-words.ts";
import { inOneUnit, isQuantity, withUnitBehind } from "./read/units.ts";
import { optionLetter, sameWords, wordOfSentence } from "./read/words.ts";
import { sameInBases } from "./wording/bases.ts";
import { withBlocksInOrder } from "./wording/blocks.ts";
import { sameDate, sameTime } from "./wording/clock.ts";
import { conditionalValues } from "./wording/conditional.ts";
import { sameDistributions } from "./wording/distributions.ts";
import { amountOfRate, withCurrencies } from "./wording/measures.ts";
import { sameOptions } from "./wording/options.ts";
import { partsInLine } from "./wording/parted.ts";
import { withoutPlace } from "./wording/places.ts";
import { primeFamilies } from "./wording/primes.ts";
import { sameSaid } from "./wording/replies.ts";
import { inDigits } from "./wording/spelled.ts";
import { sameWeekday } from "./wording/weekdays.ts";
import { isWordy, reworded, sameNumerals } from "./wording/wordings.ts";

export type AnswerType = "choice" | "text";

export interface TextOptions {
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

/** Longest answer that is read. */
export const MAX_ANSWER = 10_000;

export interface Decision {
  result: Same;
  rules: string[];
}

export const decided = (same: boolean, rule: string): Decision => ({ result: { same }, rules: [rule] });
export const after = (rule: string, { result, rules }: Decision): Decision => ({
  result,
  rules: [rule, ...rules],
});
export const bounded = (reason: string, rules: string[] = []): Decision => ({
  result: { same: null, reason },
  rules,
});

/** The answers as they are worded, and then as what their words say. */
export function comparePair(a: string, b: string, options: TextOptions): Decision {
  if (squeezed(a) === squeezed(b)) return decided(true, "same text");
  for (const rewrite of FIRST) {
    const [x, y] = [rewrite(a), rewrite(b)];
    if (x !== a || y !== b) return comparePair(x, y, options);
  }
  const [value, valueToo] = [withoutPlace(a, b), withoutPlace(b, a)];
  if (value !== a || valueToo !== b)
    return after("without its place or example", comparePair(value, valueToo, options));
  const conditional = conditionalValues(a, b);
  if (conditional === false) return decided(false, "conditional on something else");
  if (conditional) {
    return after("the value of a conditional", comparePair(...conditional, options));
  }
  const statements = options.type === undefined ? sameQuantified(a, b) : null;
  if (statements !== null) return decided(statements, "statements with quantifiers");
  const days = options.type === undefined ? sameWeekday(a, b) : null;
  if (days !== null) return decided(days, "days of the week");
  const primes = options.type === undefined ? primeFamilies(a, b) : null;
  if (primes === false) return decided(false, "primes");
  if (primes) return after("primes of a family", comparePair(...primes, options));
  const distributions = options.type === undefined ? sameDistributions(a, b) : null;
  if (distributions === false) return decided(false, "distributions");
  if (distributions) {
    const each = compareEach(...distributions, "distributions by their parameters", options);
    return each.result.same ? each : after("distributions", each);
  }
  const blocks = withBlocksInOrder(a, b);
  if (blocks) return after("up to the order of blocks", comparePair(...blocks, options));
  const [parts, partsToo] = [partsInLine(a), partsInLine(b)];
  if (parts && partsToo)
    return parts.length === partsToo.length
      ? compareEach(parts, partsToo, "parts of a question", options)
      : decided(false, "parts of a question");
  const several = parts ?? partsToo;
  if (several && !several.some((part) => part.includes(","))) {
    // "12, 5" gives the parts in their order, with their units or without.
    const other = parts ? b : a;
    const values = other.split(/[,;]\s+(?:and\s)?/);
    const each = values.length === several.length && !/^\W*[a-z]\s?=|[()[\]{}]|\bor\b/.test(other);
    const listed = each
      ? compareEach(several, values, "parts of a question", options)
      : compareTexts(`(${several.join(", ")})`, other, options);
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

/** What each side is rewritten to by itself. */
const FIRST = [withCurrencies, withRepdigits, withoutKinds];

/** Each of one side with that in its place of the other. */
export function compareEach(
  a: readonly string[],
  b: readonly string[],
  rule: string,
  options: TextOptions,
): Decision {
  for (const [i, part] of a.entries()) {
    const decision = comparePair(part, b[i], options);
    if (!decision.result.same) return decision;
  }
  return decided(true, rule);
}

/** What each side is rewritten to beside the other; a text that it does not change stays as it is. */
const REWRITINGS: readonly ((text: string, other: string) => string)[] = [
  lastAmount,
  withEnglishUnit,
  withUnitBehind,
  inOneUnit,
  amountOfRate,
  numberOfRate,
  angledBrackets,
  turnedBrackets,
];

function compareTexts(a: string, b: string, options: TextOptions): Decision {
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
  const statements = sameOptions(a, b);
  if (statements !== null) return decided(statements, "numbers of statements");
  const numerals = sameNumerals(a, b);
  if (numerals !== null) return decided(numerals, "Roman numerals");
  const time = sameTime(a, b);
  if (time !== null) return decided(time, "times of day");
  const date = sameDate(a, b);
  if (date !== null) return decided(date, "dates");
  const based = sameInBases(a, b);
  if (based !== null) return decided(based, "numbers in bases");
  const isChoice = options.type === "choice";
  const [x, y] = [optionLetter(a, isChoice), optionLetter(b, isChoice)];
  const sameLetter = x && y && x.letter === y.letter;
  if (sameLetter && (x.content === "" || y.content === "")) return decided(true, "option letter");
  if (isChoice || (x && y && !sameLetter)) return decided(false, "option letter");
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

/** "\\$120 - \\$45 = \\$75", where that is so: its last side, with its currency. */
function lastAmount(text: string): string {
  if (text.length > 200 || !/\\\$[^=]*=[^=]*\\\$/.test(text)) return text;
  const sides = text.split("=");
  const [first, ...others] = sides.map((side) => side.replace(/\\\$(?=\s?-?[\d.])/g, ""));
  const [value, ...values] = [first, ...others].map((side) => readings(side, false)[0].node);
  const isValue = (node: Node | null): node is Node => node !== null && isExpression(node);
  const holds = isValue(value) && values.every((node) => isValue(node) && identical(value, node).same);
  return holds ? sides.at(-1)!.trim() : text;
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

/** (−∞, 2⟩, ⟨3, 5): angles close an interval in some countries, beside a round bracket; with two the other side tells. */
function angledBrackets(text: string, other: string): string {
  if (text.length > 200 || !text.includes("angle")) return text;
  const isInterval = /[[\]<>≤≥]|\\[lg]eq?(?![a-z])/.test(other);
  return text.replace(ANGLED, (all: string, open: string, ends: string, close: string) => {
    if (/^[[(]$/.test(open) && /^[)\]]$/.test(close)) return all;
    if (open.includes("angle") && close.includes("angle") && !isInterval) return all;
    return `${open.includes("angle") ? "[" : open}${ends.replace(";", ",")}${close.includes("angle") ? "]" : close}`;
  });
}
const ANGLED =
  /((?:\\left\s?)?(?:\\langle(?![a-z])|[[(]))(\s*[^[\](),;\s][^[\](),;]{0,60}[,;]\s*[^[\](),;\s][^[\](),;\\]{0,60}(?:\\[a-z]+[^[\](),;\\]{0,20}){0,3}?)((?:\\right\s?)?(?:\\rangle(?![a-z])|[\])]))/g;

/** "\\underbrace{99\\cdots9}_{n \\text{ nines}}" as 10^n − 1. */
function withRepdigits(text: string): string {
  return text.includes("\\underbrace")
    ? text.replace(REPDIGIT, (_, digit: string, count: string) => `\\frac{${digit}(10^{${count}}-1)}{9}`)
    : text;
}
const REPDIGIT =
  /\\underbrace\s?\{\s?(\d)(?:\s?\1){0,6}\s?\\[cl]?dots[a-z]?\s?\1(?:\s?\1){0,6}\s?\}\s?_\s?\{\s?(\d{0,6}[a-z]?)\s?(?:\\[,;: ])?\s?(?:\\(?:text|mbox|mathrm)\s?\{[^{}]{0,30}\})?\s?\}/g;

/** "x = −1 (vertical)", "the oblique asymptote y = 2x + 1": which kind an asymptote is its equation says. */
function withoutKinds(text: string): string {
  return text.length < 300 && /vertical|horizontal|oblique|slant/.test(text)
    ? text
        .replace(KIND, " ")
        .replace(/\s{2,}/g, " ")
        .trim()
    : text;
}
const KIND =
  /\((?:an? )?(?:vertical|horizontal|oblique|slant)(?: asymptotes?)?\)|(?:the |an? )?(?:vertical|horizontal|oblique|slant) asymptotes?(?: is| are)?:?\s/g;

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

const isWords = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\\[A-Za-z]+/g, ""));

/** Signs or commands other than text: there, brackets and stops are no punctuation. */
const hasFormula = (text: string) =>
  /[\^_=+*/<>|]|\\(?!text|mathrm|mbox|emph|operatorname|[ ,;:!])/.test(text);

const squeezed = (text: string) =>
  text
    .replace(/\\[dt]frac(?![A-Za-z])/g, "\\frac")
    .replace(/(?<=\d)\{,\}(?=\d)/g, ",")
    .replace(/(?<=\d)\s+(?=\d)/g, "_")
    .replace(/\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|[\s$]/g, "")
    .replace(/\.$/, "");

/** By every reading of the commas; null where one of the two cannot be read as mathematics. */
function compareReadings(a: string, b: string, options: TextOptions): Decision | null {
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

function compareReading(a: Reading, b: Reading, options: TextOptions): Decision | null {
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
  const [x, y] = byWholeBounds(mine, theirs) ??
    bySet(mine, theirs) ??
    byLowestIndex(mine, theirs) ?? [mine, theirs];
  // In an order that does not depend on which is the prediction, so that the verdict cannot either.
  const [first, second] = keyOf(x.node) <= keyOf(y.node) ? [x.node, y.node] : [y.node, x.node];
  const result = comparison.same(first, second);
  // Of residue classes that start somewhere the families say it.
  const starts =
    comparison.rules.includes("the same residue classes") && a.domains.size > 0 && b.domains.size > 0;
  const allowed = result.same && !starts && sameDomains(x, y);
  if (allowed) return { result, rules: [...new Set(comparison.rules)] };
  if (sameFamilies(mine, theirs)) return decided(true, "the same family");
  if (sameLinearFamilies(mine, theirs)) return decided(true, "the same family of functions");
  const listed = enumerated(mine, theirs);
  if (listed) {
    const each = compareReading({ tokens: [], ...listed[0] }, { tokens: [], ...listed[1] }, options);
    if (each?.result.same) return after("what a letter comes to for each of its values", each);
  }
  return result.same
    ? decided(false, "letters of different domains")
    : { result, rules: ["different values"] };
}
