// The answer of a short text that is no prose: the whole of it, its last line, or what a line with a few words states.

import { ENGLISH } from "../languages/languages.ts";
import { isWordless, lastSide, mathSegments, outcome } from "../read/formulas.ts";
import { calculates, isCalculated, valueAt } from "../read/values.ts";
import { languageOf, withDecimalPoints, withoutMarkup, words } from "../wording/phrases.ts";
import { withoutAsides } from "./asides.ts";
import { measuredSide, resultOfSteps } from "./steps.ts";

/** A number or a formula and nothing else. */
export function plainAnswer(text: string): boolean {
  const value = valueAt(text, 0);
  return value !== null && value.end === text.length && !isCalculated(value);
}

/** "=> 7", "∴ 7", "• Total: 7" (a sign that is read as a dot): what stands before a line's own text. */
const OPENS_LINE =
  /^\s*(?:={1,3}>|-{1,2}>|∴|\\(?:to|Rightarrow|implies|therefore)(?![A-Za-z])|\\cdot\s+(?=[A-Z*_]))/;

/** A line without what sets it off: #, lists, tables, emphasis, code, a final colon. */
export const bareLine = (line: string) =>
  withoutMarkup(line)
    .replace(OPENS_LINE, "")
    .replace(/^[\s#>|•]+|^\s*[-*+]\s+|^\s*\d+[.)]\s+(?=\D)/g, "")
    .replace(/[\s|:]+$/g, "")
    .trim();

/**
 * Of a short text that is no prose: its last line, where the lines are steps of a calculation; the whole of it, where
 * they are one formula or several answers ("x = 3", "y = 4").
 */
export function lastLine(raw: string): { answer: string; from: string } {
  const text = ONE_DISPLAY.test(raw) ? raw.replace(/\s*\n\s*/g, " ") : raw;
  const whole = { answer: text, from: "the text itself" };
  // "Thus" and a display.
  const display = text.replace(/^\p{L}{2}[\p{L}\p{M}\s,:']{0,60}(?<=[\s,:])(?=\$\$|\\\[|\\begin)/u, "");
  const result = resultOfSteps(display);
  if (result !== null) return { answer: result, from: "the last line" };
  if (display !== text) return { answer: outcome(display) ?? display, from: "the last formula" };
  const lines = text
    .split(/\n|(?<==[^=\n]*\d)[.;]\s+(?=[\d(][^=\n]*=)/)
    .map(bareLine)
    .filter((line) => line !== "");
  if (lines.length === 1) {
    const answer = inLine(text, lines[0]);
    return answer === null ? whole : { answer, from: "the text itself" };
  }
  if (lines.length === 0 || /\\begin|\\\\|^\s*\$\$|\\\[/.test(text)) return whole;
  const names = lines.map((line) => /^\$?([A-Za-z](?:_\{?\w+\}?|\([a-z]\))?)\s*=/.exec(line)?.[1]);
  if (names.every((name) => name !== undefined) && new Set(names).size === names.length) return whole;
  const steps = lines.slice(0, -1).some((line) => /[=:≈]|[a-z]{3,}/i.test(line));
  if (!steps) return whole;
  const row = TOTAL_ROW.exec(lines[lines.length - 1]);
  const last = row ? row[1] : lines[lines.length - 1].replace(/^=\s*/, "").replace(NAME, "");
  return { answer: resultOfSteps(last) ?? measuredSide(last) ?? terse(last) ?? last, from: "the last line" };
}

/** A display over several lines, and nothing else. */
const ONE_DISPLAY = /^\s*(?:\$\$|\\\[)(?:[^$\\]|\\[A-Za-z,;:!{}|\s])*(?:\$\$|\\\])\s*$/;

/** What the one line of a text states; null where the text is to be read as it stands. */
function inLine(text: string, line: string): string | null {
  // "So, x = 7".
  const opened = line.replace(/^(?:so|thus|therefore|hence|then),?\s+(?=[$\d\\])/i, "");
  const language = languageOf(opened);
  const bare =
    language === ENGLISH ? opened : opened.replace(words(language).opening, "").replace(/^(.*=.*)\.$/, "$1");
  const short = plainAnswer(bare) ? null : (measuredSide(withDecimalPoints(bare, language)) ?? terse(bare));
  if (short !== null) return short;
  const side = lastOf(bare);
  return bare !== line || side !== bare || OPENS_LINE.test(text) ? side : null;
}

/** "12 * 2 = 24", "gcd = 12": what a calculation comes to or stands behind a name; any other line as it is. */
function lastOf(line: string): string {
  const labelled = line.replace(LABEL, "");
  if (labelled !== line && isWordless(labelled)) return labelled;
  const chain = /^\\?\p{L}\s*=/u.test(line) && isChecked(line) ? null : outcome(line);
  if (chain !== null) return chain;
  if (NAME.test(line)) return line.replace(NAME, "");
  if (calculates(line)) return said(line) ?? lastSide(line.replace(/\.$/, ""));
  return UNITS.test(line) && !/[,;](?!\d)/.test(line) ? lastSide(line) : line;
}

const UNITS = /\\(?:text|mathrm|mbox)/;

/** "The perimeter is 2(5 + 7) = 2 * 13 = 26.": few words, and the calculation that they end in. */
function said(line: string): string | null {
  const opened =
    line.length > 200 ? null : /^(?:\p{L}{2,}\s){1,6}(?:is|are|was|were|=)\s(?=[^=\p{L}]*=)/u.exec(line);
  const value = opened && valueAt(line, opened[0].length);
  return value && isCalculated(value) && /^[\s.]*$/.test(line.slice(value.end)) ? value.result : null;
}

/** "The sum of the roots =": words before what is mathematics. */
const LABEL = /^(?:\p{L}{2,20}\s){2,5}=\s*(?=[^=]*$)/u;

/** "gcd = 12", "profit = $65", "Total due: $12.00": a name in words before one value. */
const NAME =
  /^(?!.*\b(?:wrong|incorrect|false|not|no|old|previous|step|note|question|problem|example|page|hint)\b)\p{L}{3,20}(?:\s\p{L}{2,20}){0,3}\s*[=:]\s*(?=\\?[$€£]?-?\d[\d.,/]*(?:\s\p{L}{1,12})?\.?$)/iu;

/** "Total | 45": the last row of a table. */
const TOTAL_ROW =
  /^(?:(?:grand\s)?total|sum|answer|result|final(?:\sanswer)?|altogether|overall)\s*\|(?:.*\|)?\s*([^|]*\d[^|]*)$/i;

/** Whether the comparison will see if the sides of a chain are equal: they have no letters and no two signs. */
const isChecked = (chain: string) =>
  !chain.includes("\\pm") && !/[A-Za-z].*=/.test(chain.replace(/^[^=]*=/, "").replace(/\\[A-Za-z]+/g, " "));

/** A line with words around its value: "= 7 apples left", "7 (seven)"; null where it is to be read as it stands. */
function terse(line: string): string | null {
  if (mathSegments(line).length > 0 || !/\d/.test(line)) return null;
  // A formula without words is read as it stands: x = 1 = 2 is not 2.
  if (isWordless(line) && !/^\s*=/.test(line)) return null;
  const language = languageOf(line);
  const unlabelled = line.replace(/^\p{L}[\p{L} ]{0,30}:\s+(?=[^=]*=)/u, "");
  const cut = withoutAsides(withDecimalPoints(unlabelled, language), language);
  const value = valueAt(cut, 0);
  if (value && isCalculated(value) && /\d[\s\p{L}]*[.!]?$/u.test(cut))
    return cut.slice(value.end - value.result.length).replace(/[.!]$/, "");
  return cut === unlabelled ? null : cut;
}
