// What a value is made of, said behind it: the parts that it is the sum of, the ends that it is the difference of, the two
// that it is the quotient of.

import type { Language } from "../languages/language.ts";
import { canonical, isCalculated, type Value, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";
import { words } from "../wording/phrases.ts";
import { isMadeOf, numberOf } from "./made-of.ts";

/** Without what the value of a text is made of. */
export const withoutMakings = (text: string, language: Language): string =>
  withoutRate(withoutFactors(withoutEnds(withoutSummands(withoutBreakdown(withoutParts(text))))), language);

/** Whether the parts come to the whole, as decimals are added. */
const addUpTo = (whole: Value, parts: readonly Value[]) =>
  Math.abs(
    parts.reduce((sum, { result }) => sum + Number(canonical(result)), -Number(canonical(whole.result))),
  ) < 1e-9;

/** Words behind a part, with the "and" before the next one. */
const MOST_OF_A_PART = 4;

/** "28 students on the trip, 11 girls and 17 boys", "41 km; 12 on Monday and 29 on Sunday": the parts that a value is the sum of. */
function withoutSummands(text: string): string {
  const values = valuesIn(text).map(withoutDash);
  const [whole, first, ...more] = values;
  // Between parts stand their names, and no verb with what it is of.
  const gaps = values.slice(1).map(({ end }, i) => text.slice(end, values[i + 2]?.start));
  if (gaps.some((gap) => (gap.match(/[\p{L}\p{M}]+/gu)?.length ?? 0) > MOST_OF_A_PART)) return text;
  if (more.length === 0 || !OPENS_PARTS.test(text.slice(whole.end, first.start))) return text;
  const parts = [first, ...more];
  if (!addUpTo(whole, parts) || parts.some((part) => isCalculated(part) || part.result.startsWith("-")))
    return text;
  return text.slice(0, whole.end) + /^(?:\s[\p{L}\p{M}]+)*/u.exec(text.slice(whole.end))![0];
}
const OPENS_PARTS =
  /^(?:(?:\s[\p{L}\p{M}]+){1,8},\s(?:(?:davon|darunter|dont|d[oa]s quais|de (?:los|las) cuales|di cui|waarvan|van wie|w tym|из них|trong đó|其中|منهم|منها|जिनमें(?:\sसे)?)\s?)?|(?:\s[\p{L}\p{M}]+){0,8}(?:;|,|\s-)\s(?:(?:that's|that is|this is|being)\s|(?<=[;-]\s)))$/u;

/** "41 km - 12 on Monday": behind a word a dash is no sign of a number. */
const withoutDash = (value: Value, i: number): Value =>
  i > 0 && /^-\s/.test(value.text)
    ? {
        ...value,
        start: value.start + 2,
        text: value.text.slice(2),
        result: value.result.replace(/^-\s/, ""),
      }
    : value;

/** "84 m² - that's 12 m × 7 m", "7 marbles - 84 marbles divided among 12": the two numbers that a value is calculated from. */
function withoutFactors(text: string): string {
  const opened = OPENS_FACTORS.exec(text);
  if (opened === null || !OPERATION.test(opened[1]) || TOO_MUCH.test(opened[1])) return text;
  const before = valuesIn(text.slice(0, opened.index));
  const numbers = (opened[1].match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map(numberOf);
  const made = before.length === 1 && numbers.length === 2 && isMadeOf(before[0], [numbers[0]], [numbers[1]]);
  return made ? text.slice(0, opened.index) : text;
}
const OPENS_FACTORS =
  /(?:(?:;|\s-)\s(?:(?:that's|that is|this is)\s)?|,\s(?:that's|being)\s)(?=\$?\d)([^=;\n]{3,100})$/;
const OPERATION =
  /\\(?:times|cdot|div)|[×*÷+/]|\b(?:times|plus|minus|divided|split|shared|multiplied|of|each|per)\b/;
/** "that's 4 times 3 too many" */
const TOO_MUCH = /\b(?:too|short|less|fewer|more|over|under|missing)\b/;

const FROM = "from|de|desde|des|von|da|dal|с|со|od|van|dari|từ|从|從";
const TO = "to|a|à|au|auf|bis|al|на|до|do|naar|tot|ke|đến|到";
const UP_TO = new RegExp(`^(?:\\s?[\\p{L}\\p{M}]+){0,4},\\s?(?:going\\s)?(?:${FROM})\\s?$`, "iu");
const THEN = new RegExp(`^[^\\d.;]{0,20}?(?:${TO})\\s?$`, "iu");

/** "40%, from $50 to $70": behind a comma what a value is the difference of, or the change in percent. */
function withoutEnds(text: string): string {
  const values = valuesIn(text);
  if (values.length < 3) return text;
  const [change, start, end] = values.slice(-3);
  if (!UP_TO.test(text.slice(change.end, start.start)) || !THEN.test(text.slice(start.end, end.start)))
    return text;
  const [by, from, to] = [change, start, end].map(({ result }) => Number(canonical(result)));
  const off = (exact: number) => Math.abs(Math.abs(exact) - by);
  const percent = /%|percent/.test(change.text) && off((100 * (to - from)) / from) <= ROUNDING;
  if (!percent && !(off(to - from) < 1e-9)) return text;
  return text.slice(0, text.lastIndexOf(",", start.start));
}

const EVERY =
  "(?:for |with |on )?(?:every|each)|(?:auf |für )?je|(?:por |para |a )?cada|(?:pour )?chaque|pour|(?:per )?ogni|(?:na |za )?кажд\\p{L}+|na każd\\p{L}+|(?:voor |per )?elke|her|(?:cứ |với )?mỗi|(?:untuk )?(?:setiap|tiap)|प्रत्येक|हर|لكل";
const HAS_EVERY = new RegExp(`(?<!\\p{L})(?:${EVERY})\\s|每`, "iu");
const OPENS_RATE = new RegExp(
  `(?:[,:;]\\s|\\s)(?:[^\\d,;:]{0,80}\\s)?(?<!\\p{L})(?:${EVERY})\\s$|[,:;]\\s?[^\\d,;:]{0,20}每\\s?$`,
  "iu",
);

const MEANS = /:\s|,\s(?:(?:which|that|this)\smeans|meaning)\b/i;

/** "the slope is -1.5, which means that for every 2 steps to the right it falls by 3": behind a value the two that it is the quotient of. */
function withoutRate(text: string, language: Language): string {
  const values = HAS_EVERY.test(text) ? valuesIn(text) : [];
  if (values.length < 3) return text;
  const [rate, one, other] = values.slice(-3);
  const between = text.slice(rate.end, one.start);
  const opens = /[,:;]/.test(between) && OPENS_RATE.test(between);
  if (!opens || [one, other].some(isCalculated)) return text;
  if (!MEANS.test(between) && !words(language).restates.test(between)) return text;
  const [quotient, a, b] = [rate, one, other].map(({ result }) => Math.abs(Number(canonical(result))));
  const made = [a / b, b / a].some((exact) => Math.abs(exact - quotient) < 1e-9);
  return made && quotient !== a && quotient !== b ? text.slice(0, rate.end + between.search(/[,:;]/)) : text;
}

/** Percents are rounded to whole ones. */
const ROUNDING = 0.5;

/** "43 pièces : 26 en or et 17 en argent": behind a colon the parts that a value is the sum of. */
function withoutParts(text: string): string {
  const at = /\s?:\s?(?=\d)/.exec(text)?.index;
  if (at === undefined || /\d\s?$/.test(text.slice(0, at))) return text;
  const [before, behind] = [valuesIn(text.slice(0, at)), valuesIn(text.slice(at).replace(/^[\s:]+/, ""))];
  const parts = behind.length > 1 && !behind.some(isCalculated);
  return before.length === 1 && parts && addUpTo(before[0], behind) ? text.slice(0, at) : text;
}

/** "20 - but 5 were broken, leaving 15": no remark. */
const GOES_ON =
  /\b(?:but|should|actually|instead|leav(?:es|ing)|left|divide|minus|then|mak(?:es|ing)|giv(?:es|ing)|to get|wrong|really)\b/i;

/** "87.40: 52.40 for meat and 35 for fruit", "17 - it is the only prime up to 18": a value and its parts, or a remark on it. */
function withoutBreakdown(text: string): string {
  const at = /(?<=[\p{L}%€$£]):\s?(?!\d)(?=[^=]*$)|(?<=\d):\s(?=[^=]*$)|\s-\s(?=\p{L}{2,}\s[^=]*$)/u.exec(
    text,
  )?.index;
  if (at === undefined) return text;
  const [before, behind] = [valuesIn(text.slice(0, at)), valuesIn(text.slice(at + 2))];
  // "B - the perimeter is 24"
  if (before.length === 0 && optionLetter(text.slice(0, at))?.content === "" && text[at] !== ":") {
    return text.slice(0, at);
  }
  if (before.length !== 1 || behind.length === 0) return text;
  const remark =
    /^\s-\s(?!about|almost|nearly|approximately|minus|so\b|total)/i.test(text.slice(at)) &&
    !GOES_ON.test(text.slice(at));
  const parts = behind.length > 1 && addUpTo(before[0], behind);
  if (!parts && !remark) return text;
  return text.slice(0, at);
}
