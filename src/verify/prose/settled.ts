// Whether a last sentence that states what was worked out leaves nothing to be reckoned with.
import { ENGLISH } from "../languages/languages.ts";
import { isCalculated, sameNumber, type Value, valuesIn } from "../read/values.ts";
import { isBound } from "../sentence/circumstances.ts";
import { isMadeOf, numberOf, numbersOf } from "../sentence/made-of.ts";
import type { Statement } from "../sentence/sentence.ts";
import { justBefore } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";

/**
 * Whether nothing of the sentence is still to be reckoned with. "So there are 90 rooms with 2 beds each.": where a given value
 * was used in no calculation, more is to come. "6 * 9 = 54. So 6 vans are enough, as they hold 54.": what was never given but
 * only tried may be what was asked for.
 */
export function isSettled(
  text: string,
  { answer }: Statement,
  before: readonly string[],
  known: readonly number[],
): boolean {
  const calculations = [...before, text].flatMap(valuesIn).filter(isCalculated);
  // "The five notebooks": given in words too.
  const told = before
    .flatMap((sentence) => [sentence, withDigits(sentence, ENGLISH.name) ?? ""])
    .flatMap(valuesIn);
  const results = told.filter(isCalculated).map(({ result }) => numberOf(result));
  const given = told.filter((value) => !isCalculated(value)).flatMap(numbersOf);
  const tried = calculations.flatMap(({ operands }) => operands.map(numberOf));
  const used = [...tried, ...results];
  const others = known.filter((number) => number !== numberOf(answer));
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
    .filter((value) => !isCalculated(value) && isSaid(text, value) && !isWhen(text, value))
    .map(({ result }) => result)
    .filter((result) => Number.isFinite(numberOf(result)) && !sameNumber(result, answer))
    .every((result) => {
      const number = numberOf(result);
      if (!known.includes(number)) return true;
      if (tried.includes(number) && !given.includes(number) && !results.includes(number)) return false;
      // "She'll turn 18 in 2031", who was 11 seven years before.
      const rest = known.filter((one) => one !== number && one !== numberOf(answer));
      if (isYear(answer) && isMadeOf({ result }, rest, rest)) return true;
      return used.includes(number) || isMadeOf({ result: answer }, [number], others);
    });
}
export const isYear = (text: string) => /^(?:1[5-9]|20)\d\d$/.test(text);
/** "Between 2010 and 2020", "from 64 fish down to 38": a year, and what it was before. */
const isWhen = (text: string, { text: value, start, end }: Value) =>
  (isYear(value) && /\b(?:in|since|until|between|from|to|and)\s$/i.test(justBefore(text, start, 12))) ||
  (/\bfrom\s$/i.test(justBefore(text, start, 8)) &&
    /^(?:\s\p{L}+){0,3}?(?:\s(?:down|up))?\sto\s/iu.test(text.slice(end, end + 60)));
/** "There are 10 cows and 20 sheep", "2 hours and 10 minutes", "the lions are 14 and all cats 23": of two neither is the one. */
const AND = /^(?:\s[\p{L}'-]+){0,4},?\sand(?!\s(?:get|gets|find|obtain)\b)(?:\s[\p{L}'-]+){0,4}\s$/u;
/** Said of the thing itself: not in brackets, no bound. */
export const isSaid = (text: string, value: Value) =>
  !isBound(text, value, ENGLISH) &&
  !value.text.startsWith("(") &&
  text.slice(0, value.start).split("(").length === text.slice(0, value.start).split(")").length;
