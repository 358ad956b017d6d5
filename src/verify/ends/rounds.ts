// How a base model goes on behind its answer: loops until the length limit, and "Answer:" lines one after another that
// answer the same prompt again. What is left is one text that is read as any other.

import { ENGLISH } from "../languages/languages.ts";
import { comesTo } from "../prose/worked-out.ts";
import { calculates, isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { IS_VALUE } from "../sentence/comes-out.ts";
import { saysValue } from "../sentence/sentence.ts";
import { languageOf, words } from "../wording/phrases.ts";

/** So much of the end of a text is looked at for a loop, in UTF-16 units. */
const LOOKED_AT = 2000;
/** A loop is three copies of a piece up to this long, and at least `SHORTEST` in all. */
const LONGEST_PERIOD = 600;
const SHORTEST = 60;
/** The end that must come back for a loop to be looked for. */
const PROBE = 24;

export interface Unlooped {
  text: string;
  /** What the text loops in; null where it does not. */
  loop: string | null;
}

/** So many places where the end stood before are tried, as it may stand twice in a piece. */
const PLACES = 4;

/**
 * A text that ends in a number of digits without end ("4999…"), up to the sentence that breaks off in it. What has an end, as
 * the power of a number, is shorter or does not repeat itself.
 */
export function withoutEndlessNumber(text: string): string {
  const body = text.trimEnd();
  let start = body.length;
  while (start > 0 && /[\d,.]/.test(body[start - 1])) start--;
  const end = body.slice(-ENDLESS_END);
  if (body.length - start < ENDLESS || !/[1-9]/.test(end)) return text;
  const repeats = [1, 2, 3, 4].some((period) => end.slice(period) === end.slice(0, -period));
  if (!repeats) return text;
  const before = body.slice(0, start);
  const stop = Math.max(before.lastIndexOf("\n"), before.search(/[.!?]\s[^.!?]*$/));
  return before.slice(0, stop + 1);
}
/** So many digits are no answer where the last of them repeat themselves. */
const ENDLESS = 100;
const ENDLESS_END = 60;

/** A text that ends in the same piece three times or more, with the piece once. */
export function withoutLoop(text: string): Unlooped {
  const none = { text, loop: null };
  if (text.length < SHORTEST) return none;
  const body = text.trimEnd();
  const tail = body.slice(-LOOKED_AT);
  const last = tail.length - PROBE;
  let again = last;
  for (let place = 0; place < PLACES; place++) {
    again = again < 1 ? -1 : tail.lastIndexOf(tail.slice(last), again - 1);
    if (again < 0 || last - again > LONGEST_PERIOD) return none;
    const once = withPieceOnce(body, last - again);
    if (once) return once;
  }
  return none;
}

/** Null where the end of `body` is not three copies of as many characters. */
function withPieceOnce(body: string, period: number): Unlooped | null {
  let start = body.length - period;
  while (start > 0 && body[start - 1] === body[start - 1 + period]) start--;
  const copies = Math.round((body.length - start) / period);
  const piece = body.slice(start, start + period);
  // Digits that go on are a number.
  if (copies < 3 || body.length - start < SHORTEST || !/[\p{L}\s]/u.test(piece)) return null;
  // Of a loop of "Answer:" lines one is whole in two copies.
  if (/\n[ \t]*Answer:/.test(piece))
    return { text: body.slice(0, start + 2 * period), loop: body.slice(start, start + 2 * period) };
  // The piece may start within a sentence: it is read on to the end of the one that it breaks off in.
  const rest = body.slice(start + period, start + 2 * period);
  const stop = /[.!?](?=\s|$)|\n/.exec(rest);
  const more = /(?:[.!?]\s*|\n\s*)$/.test(piece) ? 0 : stop ? stop.index + 1 : rest.length;
  return { text: body.slice(0, start + period + more), loop: body.slice(start, start + period + more) };
}

/**
 * Whether a loop says what comes out: a calculation in words, or one value that a sentence concludes; or it is "Answer:"
 * lines. What was given says nothing.
 */
export function isConcludedLoop(loop: string): boolean {
  if (/\n[ \t]*Answer:/.test(loop)) return true;
  if (!/[.!?](?!\d)|\n/.test(loop) || countWords(loop) < 2) return false;
  // A loop may start within a sentence, which comes again whole.
  const all = valuesIn(loop.replace(/^[^.!?\n]*(?:[.!?](?!\d)|\n)\s*(?=\S)/, ""));
  const calculated = all.filter(isCalculated);
  const known = calculated.flatMap(({ operands, result }) => [...operands, result]);
  const alone = all.every(({ result }) => known.some((one) => sameNumber(one, result)));
  if (calculates(loop) && alone && distinct(calculated) < 2) return !isIdle(loop);
  const said = concluding(loop);
  return said.length > 0 && distinct(said.flatMap((sentence) => valuesIn(sentence))) < 2;
}

/**
 * "2 * 23 = 46 cm. The perimeter is 46 cm. The perimeter is 46 cm. …": whether a loop is one sentence of one value, which the last
 * calculation of the text up to it came to.
 */
export function saysLastResult(text: string, loop: string): boolean {
  const values = valuesIn(loop);
  const own = values.at(-1);
  if (own === undefined || distinct(values) > 1 || calculates(loop) || /\?/.test(loop)) return false;
  // A loop may start within its sentence.
  const [said, ...more] = new Set(sentencesOf(text).filter((sentence) => loop.includes(sentence.trim())));
  return (
    said !== undefined &&
    more.length === 0 &&
    saysItIs(said.trim()) &&
    comesTo(own.result, sentencesOf(text).toReversed())
  );
}
/** "Ann has 24 marbles now", "The perimeter is 46 cm", in other languages too. */
function saysItIs(sentence: string): boolean {
  const language = languageOf(sentence);
  const { condition, denies, equals } = words(language);
  if (condition.test(sentence) || denies.test(sentence) || /^\W*wait\b/i.test(sentence)) return false;
  if (language === ENGLISH) return saysValue(sentence) || IS_VALUE.test(sentence);
  const [value, ...others] = valuesIn(sentence);
  return others.length === 0 && equals?.test(sentence.slice(0, value?.start)) === true;
}

/** The sentences of a loop that conclude. */
const concluding = (loop: string) => sentencesOf(loop).filter((sentence) => CONCLUDES.test(sentence));

/** The last sentence of a loop that concludes with a value; null where none does. */
export const conclusionOfLoop = (loop: string): string | null =>
  concluding(loop).findLast((sentence) => /\d/.test(sentence) && /[.!]\s*$/.test(sentence)) ?? null;

const countWords = (text: string) => text.match(/\p{L}{2,}/gu)?.length ?? 0;

const distinct = (values: readonly Value[]) => new Set(values.map(({ result }) => result)).size;

/** "11 * 5 = 11": what comes out is what went in. */
const isIdle = (loop: string) =>
  valuesIn(loop).some(
    ({ operands, result }) => operands.length > 1 && operands.some((operand) => sameNumber(operand, result)),
  );

const CONCLUDES =
  /\b(?:so|thus|therefore|hence|altogether|together (?:they|it|he|she|we)|in all|in total|(?:the|a) total|left|remain\w*)\b/i;

/** So many rounds are read until one gives an answer, and so much of each, in UTF-16 units. */
const MOST_ROUNDS = 20;
const MOST_READ = 4000;
const ROUND = /\n[ \t]*Answer:[ \t]*/g;

const QUESTION = /\?["*)\s]*$/;

/**
 * The last whole answer of a text that answers several times, "Answer:" on a line before each but the first. Null where
 * none of them says more than the problem does; the text itself where it does not go on in that way.
 */
export function lastRound({ text, loop }: Unlooped): string | null {
  if (!text.includes("Answer:")) return text;
  const all = text.split(ROUND).map((round) => round.trim());
  if (all.length < 2 || all[0] === "") return text;
  // "Answer:" once, behind a text that asks nothing and is not repeated there, is its own answer.
  const [opening] = sentencesOf(all[0]);
  if (all.length === 2 && !all.some((round) => QUESTION.test(round)) && !all[1].startsWith(opening))
    return text;
  const rounds = beforeAnotherProblem(withoutBrokenOff(all.filter((round) => /[\p{L}\p{N}]/u.test(round))));
  const asked = rounds.filter((round) => QUESTION.test(round));
  // What loops within the last one came to nothing.
  const last = rounds.length - (loop === null || isConcludedLoop(loop) ? 1 : 2);
  for (let i = last; i >= Math.max(0, last - MOST_ROUNDS); i--) {
    const round = rounds[i];
    if (SUPPOSES.test(round) || !concludes(round)) continue;
    if (countWords(round) > 2 && asked.some((problem) => problem.includes(round))) continue;
    const own = withoutLoop(round).loop;
    if (own !== null && !isConcludedLoop(own)) continue;
    return i === 0 || sentencesOf(round).length > 1 ? round : `Answer: ${round}`;
  }
  return null;
}

const sentencesOf = (text: string) =>
  text.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => /\S/.test(sentence));

/** "If 90 people were on the bus, 39 would be": a condition, and no "then". */
const SUPPOSES = /^if\b(?!.*\bthen\b)/is;

/**
 * Of several sentences with numbers the last one has to calculate or to conclude, else nothing tells them apart; and so
 * has a long one by itself, which may as well tell the problem again.
 */
function concludes(long: string): boolean {
  const round = long.slice(0, MOST_READ);
  const counted = sentencesOf(round).filter((sentence) => /\d/.test(sentence));
  const last = counted.at(-1);
  if (last === undefined || /=|\banswer\b|\\boxed|####/i.test(last) || CONCLUDES.test(last)) return true;
  if (counted.length > 1) return new Set(valuesIn(round).map(({ result }) => result)).size < 2;
  const few = countWords(last) <= MOST_WORDS;
  return few || /\b(?:then|is|are)\s[^.]{0,40}\d/i.test(last);
}
/** So many words of a sentence with a number are few. */
const MOST_WORDS = 6;

/** Without the last round where the text breaks off in it: it has no stop, or starts as one before it does. */
function withoutBrokenOff(rounds: readonly string[]): readonly string[] {
  if (rounds.length < 3) return rounds;
  const [before, last] = rounds.slice(-2);
  const stops = /[.!?$})]$/;
  const broken =
    (stops.test(before) && !stops.test(last)) ||
    rounds.some((round) => round.length > last.length && round.startsWith(last));
  return broken ? rounds.slice(0, -1) : rounds;
}

/** Behind an answer another question opens another problem. */
function beforeAnotherProblem(rounds: readonly string[]): readonly string[] {
  const answered = rounds.findIndex((round) => !QUESTION.test(round));
  const next = rounds.findIndex((round, i) => i > answered && QUESTION.test(round) && answered >= 0);
  return next < 0 ? rounds : rounds.slice(0, next);
}
