// What a value is made of, said behind it: the parts that it is the sum of, the ends that it is the difference of.

import { canonical, isCalculated, type Value, valuesIn } from "../read/values.ts";
import { optionLetter } from "../read/words.ts";

/** Without what the value of a text is made of. */
export const withoutMakings = (text: string): string => withoutEnds(withoutSummands(withoutBreakdown(text)));

/** Whether the parts come to the whole, as decimals are added. */
const addUpTo = (whole: Value, parts: readonly Value[]) =>
  Math.abs(
    parts.reduce((sum, { result }) => sum + Number(canonical(result)), -Number(canonical(whole.result))),
  ) < 1e-9;

/** Words behind a part, with the "and" before the next one. */
const MOST_OF_A_PART = 4;

/** "28 students on the trip, 11 girls and 17 boys": behind a comma the parts that a value is the sum of. */
function withoutSummands(text: string): string {
  const values = valuesIn(text);
  const [whole, first, ...more] = values;
  // Between parts stand their names, and no verb with what it is of.
  const gaps = values.slice(1).map(({ end }, i) => text.slice(end, values[i + 2]?.start));
  if (gaps.some((gap) => (gap.match(/[\p{L}\p{M}]+/gu)?.length ?? 0) > MOST_OF_A_PART)) return text;
  if (more.length === 0 || !/^(?:\s[\p{L}\p{M}]+){1,8},\s$/u.test(text.slice(whole.end, first.start)))
    return text;
  const parts = [first, ...more];
  if (!addUpTo(whole, parts) || parts.some((part) => isCalculated(part) || part.result.startsWith("-")))
    return text;
  return text.slice(0, first.start).replace(/,\s$/, "");
}

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
/** Percents are rounded to whole ones. */
const ROUNDING = 0.5;

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
  const remark = /^\s-\s(?!about|almost|nearly|approximately|minus|so\b|total)/i.test(text.slice(at));
  const parts = behind.length > 1 && addUpTo(before[0], behind);
  if (!parts && !remark) return text;
  return text.slice(0, at);
}
