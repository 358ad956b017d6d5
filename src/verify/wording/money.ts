// Amounts of money: the sign of a currency at a number is its unit, not the delimiter of a formula.
import { mathSegments } from "../read/formulas.ts";

/** A dollar sign right before a number that no letter and no sign of a formula goes on from. */
const AMOUNT = /(?<!\\)\$(?=\s?-?(?:\d|\.\d)[\d.,]*(?![\w\\^{(]))/g;
const LONGEST = 10_000;

/** "₹ 1,20,000" as "Rs 1,20,000", "$75" as "\\$75"; in "$75$" the signs only say that it is a formula. */
export function withCurrencies(text: string): string {
  let result = text;
  if (text.includes("$") && text.length < LONGEST) {
    const formulas = mathSegments(text);
    result = text.replace(AMOUNT, (sign, at: number) =>
      formulas.some(({ start, end }) => at >= start && at < end) ? sign : `\\${sign}`,
    );
  }
  return result.includes("₹") ? result.replace(/₹\s?(?=\d)/g, "Rs ").replace(/(?<=\d)\s?₹/g, " Rs") : result;
}

const RATE = /^(\\\$-?\d[\d.,]*)\s?(?:\/\s?|(?:per|an?|each|every)\s)\p{L}[\p{L} ]{0,30}$/u;
const PLAIN = /^\\\$-?\d[\d.,]*$/;

/** "$3.50 per pound" beside a plain amount: its amount, as a unit may be missing; anything else as it is. */
export const amountOfRate = (text: string, other: string) =>
  PLAIN.test(other) ? (RATE.exec(text)?.[1] ?? text) : text;
