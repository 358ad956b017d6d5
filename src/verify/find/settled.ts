// Whether a last sentence that states what was worked out leaves nothing to be reckoned with.
import { ENGLISH } from "../languages/languages.ts";
import { calculates, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { justBefore } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { isBound } from "./circumstances.ts";
import { isMadeOf, isPercent, numberOf, numbersOf } from "./made-of.ts";
import type { Statement } from "./sentence.ts";

/**
 * Whether nothing of the sentence is still to be reckoned with. "So there are 90 rooms with 2 beds each.": where a given value
 * was used in no calculation, more is to come. "6 * 9 = 54. So 6 vans are enough, as they hold 54.": what was never given but
 * only tried may be what was asked for. "12 + 8 = 20 and 12 - 8 = 4": what comes to something given is a check.
 */
export function isSettled(
  text: string,
  { answer }: Statement,
  before: readonly string[],
  known: readonly number[],
): boolean {
  const calculations = [...before, text].flatMap(valuesIn).filter(({ operands }) => operands.length > 0);
  const told = before
    .flatMap((sentence) => [sentence, withDigits(sentence, ENGLISH.name) ?? ""])
    .map((sentence) => sentence.replace(WORKING, ""))
    .flatMap(valuesIn);
  const given = told.filter(({ operands }) => operands.length === 0);
  const results = told.filter(({ operands }) => operands.length > 0).map(({ result }) => numberOf(result));
  const stated = [...given.flatMap(numbersOf), ...results];
  const tried = calculations.flatMap(({ operands }) => operands.map(numberOf));
  const steps = before.flatMap((sentence) => WORKING.exec(sentence)?.[0] ?? []);
  const used = [...tried, ...results, ...steps.flatMap(valuesIn).flatMap(numbersOf)];
  const others = known.filter((number) => number !== numberOf(answer));
  const own = calculates(text) ? calculations.at(-1) : undefined;
  if (own && given.some(({ result }) => !isPercent(result) && numberOf(result) === numberOf(own.result)))
    return false;
  const values = valuesIn(text);
  const chosen = values.findLast(({ result }) => sameNumber(result, answer));
  if (
    chosen &&
    values.some(
      (value) =>
        value !== chosen &&
        AND.test(
          value.end < chosen.start
            ? text.slice(value.end, chosen.start)
            : text.slice(chosen.end, value.start),
        ),
    )
  )
    return false;
  return values
    .filter((value) => value.operands.length === 0 && isSaid(text, value) && !isWhen(text, value))
    .map(({ result }) => result)
    .filter((result) => Number.isFinite(numberOf(result)) && !sameNumber(result, answer))
    .every((result) => {
      const number = numberOf(result);
      if (!known.includes(number)) return true;
      if (tried.includes(number) && !stated.includes(number)) return false;
      return used.includes(number) || isMadeOf({ result: answer }, [number], others);
    });
}
/** "Between 2010 and 2020", "from 64 fish down to 38": a year, and what it was before. */
const isWhen = (text: string, { text: value, start, end }: Value) =>
  (/^(?:1[89]|20)\d\d$/.test(value) &&
    /\b(?:in|since|until|between|from|to|and)\s$/i.test(justBefore(text, start, 12))) ||
  (/\bfrom\s$/i.test(justBefore(text, start, 8)) &&
    /^(?:\s\p{L}+){0,3}?(?:\s(?:down|up))?\sto\s/iu.test(text.slice(end, end + 60)));
/** "There are 10 cows and 20 sheep", "2 hours and 10 minutes", "the lions are 14 and all cats 23": of two neither is the one. */
const AND = /^(?:\s[\p{L}'-]+){0,4},?\sand(?!\s(?:get|gets|find|obtain)\b)(?:\s[\p{L}'-]+){0,4}\s$/u;
/** The part of a sentence that tells what is calculated. */
const WORKING =
  /\b(?:divid(?:e|es|ed|ing)|multipl(?:y|ies|ied|ying)|add(?:s|ed|ing)?|subtract(?:s|ed|ing)?|tak(?:e|es|ing)\s\S+\s(?:away\s)?from)\b.*$/i;

/** Said of the thing itself: not in brackets, no bound. */
export const isSaid = (text: string, value: Value) =>
  !isBound(text, value, ENGLISH) &&
  !value.text.startsWith("(") &&
  text.slice(0, value.start).split("(").length === text.slice(0, value.start).split(")").length;
