// What takes a stated answer back and what it says instead: in the same sentence ("349 legs, but that's actually 405"), or in
// one of its own ("84 is not the answer."). English, as models write it. What the text goes on with: retracted.ts.

import { ENGLISH } from "../languages/languages.ts";
import { isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { type FinalAnswer, isUnannounced } from "../sentence/found.ts";
import { statement } from "../sentence/sentence.ts";
import { justBefore } from "../wording/phrases.ts";

/** What says of a value that it is another one in truth. */
const IN_TRUTH = "(?:actually|really|in fact|in reality|in truth)";
const BUT = "(?:but|although|though|yet|however)";
/** Up to the value that is meant instead: "but that's actually", "although it is really", "but it actually takes". */
const INSTEAD = new RegExp(
  `^(?:\\s[a-z][a-z'-]*){0,3},?\\s${BUT},?\\s([^.;!?\\n]{0,60}?\\b${IN_TRUTH}\\s(?:(?:is|are|was|were|be|equals?|([a-z]+))\\s)?(?:just|only|exactly)?\\s?)$`,
  "i",
);
/** "There are": of something else, where the value before it is not said to be there. */
const THERE = /\bthere\s(?:is|are|was|were)\b/i;
/** "but 20 and 13 make": the same operands come to something else. */
const AGAIN = new RegExp(
  `^(?:\\s[a-z][a-z'-]*){0,3},?\\s${BUT},?\\s[^.;!?\\n]{0,60}\\b(?:is|are|makes?|gives?|equals?|adds? up to|comes? to)\\s(?:actually|really)?\\s?$`,
  "i",
);
/** "66 is not right, it is": denied, and the other one in its place. */
const DENIED =
  /^(?:\s[a-z]+){0,2}\s(?:is|was)(?:\snot|n't)\s(?:the\s)?(?:right|correct|true|final)?\s?(?:answer|one|result|number)?[,;:]?\s(?:but\s)?(?:it|this|that|the\s(?:correct\s|right\s)?(?:answer|result))(?:'s|\s(?:is|was|should be))\s$/i;
/** "You might think it is 10, but it's": a value that is only believed. */
const BELIEVED =
  /\b(?:think|thinks|thought|guess|guessed|seems?|seemed|looks? like|assumed?|expect(?:ed)?)\b[^.;!?\n]{0,40}$/i;
const BUT_IS =
  /^(?:\s[a-z]+){0,3},?\s(?:but|although|though|however),?\s(?:it|that|this|the answer)(?:'s|\s(?:is|was))\s$/i;

/** Another measure of it than its value: "actually 6 more than", "actually 3 times as many". */
const MEASURED = /^(?:\s[a-z]+)?\s(?:more|less|fewer|times|out of|of|percent|[a-z]{2,12}er)\b|^\s?%/i;

/** A text without the values that the same sentence takes back: "is 349 legs, but that's actually 405 legs" is 405. */
export const withoutTakenBack = (text: string): string =>
  HINTS.test(text)
    ? text
        .split("\n")
        .map((line) => (HINTS.test(line) ? takenBack(line) : line))
        .join("\n")
    : text;

function takenBack(text: string): string {
  let rest = "";
  let from = 0;
  const values = valuesIn(text);
  for (const [i, value] of values.entries()) {
    const first = contrasted(text, values, i);
    if (
      !first ||
      first.start < from ||
      !isInstead(text, first, value, values.slice(Math.max(0, i - MOST_VALUES), i))
    )
      continue;
    // What is calculated stays: "9 * 6 = 56, although it is really 54" is "9 * 6 = 54".
    rest += text.slice(from, isCalculated(first) ? first.end - first.result.length : first.start);
    from = value.start;
  }
  return rest + text.slice(from);
}
const HINTS = new RegExp(`\\b${BUT}\\b|\\b(?:is|was)(?:\\snot\\b|n't)`, "i");
const CONTRAST = new RegExp(`,?\\s${BUT}\\b`, "gi");
const MOST_BETWEEN = 90;
const MOST_VALUES = 6;

/** The value that the one at `i` may be instead of: the last one before the word that contrasts them, or before a denial. */
function contrasted(text: string, values: readonly Value[], i: number): Value | undefined {
  const { start } = values[i];
  const near = values.slice(Math.max(0, i - MOST_VALUES), i).filter(({ end }) => start - end < MOST_BETWEEN);
  if (near.length === 0) return undefined;
  const between = text.slice(near[0].end, start);
  const at = [...between.matchAll(CONTRAST)].at(-1)?.index;
  return at === undefined ? near.at(-1) : near.findLast(({ end }) => end <= near[0].end + at);
}

function isInstead(text: string, first: Value, value: Value, near: readonly Value[]): boolean {
  if (MEASURED.test(text.slice(value.end, value.end + 40))) return false;
  const between = text.slice(first.end, value.start);
  const before = justBefore(text, first.start, 60);
  const said = INSTEAD.exec(between);
  // "She has 25, but she actually needs 40": something else is said of her.
  if (said && THERE.test(said[1]) && !THERE.test(before)) return false;
  if (said) return said[2] === undefined || before.trimEnd().toLowerCase().endsWith(said[2].toLowerCase());
  if (DENIED.test(between)) return true;
  if (BUT_IS.test(between) && BELIEVED.test(before)) return true;
  // Of the same numbers, at least two, something else.
  const again = near.filter(({ start }) => start > first.start);
  const known = [...first.operands, first.result];
  return (
    isCalculated(first) &&
    AGAIN.test(between) &&
    again.length > 1 &&
    again.every(({ result }) => known.some((one) => sameNumber(one, result)))
  );
}

/** A sentence that denies a value: its own, or the one of the sentence before it. */
interface Denial {
  start: number;
  end: number;
  value: string;
}

/** "84 is not the answer.", "This is incorrect.", "However, that is not right, as he lost 5 more." */
const DENIES = new RegExp(
  `^[\\s#*_>(-]{0,8}(?:(?:so|but|however|unfortunately|h+m+|no|oh|oops|${ENGLISH.corrects}),?\\s){0,3}(?:(?:this|that|it|(?:the|my) (?:answer|result))|([$€£]?-?\\d[\\d.,/]*)(?:\\s[a-z]+){0,2})(?:(?:'s|\\s(?:is|was))(?:(?:\\snot|n't)\\s(?:(?:the|my|our)\\s)?(?:(?:final|correct|right|actual|true|real)\\s)?(?:answer|result|correct|right|true)|\\s(?:wrong|incorrect|a mistake|an error))|\\s(?:can't|cannot|couldn't)\\sbe\\s(?:right|correct|true))(?=[\\s.,!;*)]*$|,\\s|\\s(?:as|because|since)\\b)`,
  "i",
);
const MAY_DENY = /\b(?:not|cannot|wrong|incorrect|mistake|error)\b|n't/i;

function denialsIn(text: string): Denial[] {
  if (!MAY_DENY.test(text)) return [];
  const denials: Denial[] = [];
  let before = "";
  for (const { index, 0: sentence } of text.matchAll(/[^\n]+?(?:[.!?](?=\s|$)|\n|$)/g)) {
    const denied = sentence.length < LONGEST_DENIAL ? DENIES.exec(sentence) : null;
    const value = denied?.[1] ?? (denied ? statement(before.trim(), ENGLISH)?.answer : undefined);
    // "This is wrong" goes with the sentence that it is said of.
    const start =
      denied?.[1] === undefined && text.slice(0, index).endsWith(before) ? index - before.length : index;
    // "That is wrong, it must be 4" goes on with what is meant.
    const meant = denied && MEANT.test(sentence.slice(denied[0].length));
    const length = meant ? denied[0].length + 1 : sentence.length;
    if (denied && value !== undefined) denials.push({ start, end: index + length, value });
    if (/\d/.test(sentence)) before = sentence;
  }
  return denials;
}
const MEANT = /^,\s(?!(?:as|because|since|for|which|so)\s)[^,.;]{1,40}\b(?:is|are|be|was|equals|=)\s[^.]*\d/i;
const LONGEST_DENIAL = 200;

/** "48 is correct." behind what was denied. */
const AFFIRMS =
  /^[\s#*_>(-]{0,8}(\$?-?\d[\d.,/]*)(?:\s[a-z]+){0,2}\s(?:is|was)\s(?:the\s)?(?:correct|right)\b/i;

/**
 * What `answerOf` finds in a text but for values that a sentence of their own denies: then what stands behind the denial, or
 * nothing.
 */
export function undenied(text: string, answerOf: (text: string) => FinalAnswer | null): FinalAnswer | null {
  const denials = denialsIn(text);
  const last = denials.at(-1);
  if (!last) return answerOf(text);
  const isDenied = ({ answer }: FinalAnswer) =>
    denials.some(({ value }) => sameNumber(value, valuesIn(answer)[0]?.result ?? answer));
  let rest = "";
  let from = 0;
  for (const { start, end } of denials) {
    rest += text.slice(from, start);
    from = end;
  }
  const found = answerOf(rest + text.slice(from));
  if (!found || !isDenied(found)) return found;
  const behind = text.slice(last.end);
  const affirmed = AFFIRMS.exec(behind)?.[1];
  const later = answerOf(affirmed === undefined ? behind : `The answer is ${affirmed}`);
  // What is announced then counts, be it the same again.
  return later && (!isDenied(later) || !isUnannounced(later)) ? later : null;
}
