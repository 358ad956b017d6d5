// Steps of a calculation: the rows of an aligned display, the parts of one line that arrows join, the sides of a chain with
// units, equations of a letter that is settled.
import { isWordless, lastSide, outcome } from "../read/formulas.ts";
import { knownUnit } from "../read/units.ts";
import { isCalculated, valueAt } from "../read/values.ts";

const DISPLAY =
  /^\s*(?:\$\$?|\\\[)?\s*\\begin\{(aligned|align\*?|alignedat|split|gather\*?|gathered|eqnarray\*?|array)\}(?:\{[^{}]{0,20}\})?([\s\S]{1,4000})\\end\{\1\}\s*(?:\$\$?|\\\])?[\s.]*$/;

/**
 * What the rows of an aligned display come to, where they are steps: a chain that goes on from row to row ("&= 7"), or
 * equations of one unknown of which the last one is solved; or the values of several unknowns, one a row; and what the parts
 * of one line come to that arrows join. Null for anything else, such as a system of equations.
 */
export function resultOfSteps(display: string): string | null {
  const body = DISPLAY.exec(display)?.[2];
  const line = body === undefined && display.length < MAX_LINE ? partsOfLine(display) : null;
  if (body === undefined && line === null) return null;
  const rows: string[] = [];
  if (line) line[0] = line[0].replace(INTRODUCED, "");
  for (const raw of line ?? body!.split(ROWS)) {
    const row = raw
      .replace(/&/g, " ")
      .replace(/\\(?:quad|qquad|nonumber|notag)(?![A-Za-z])|\\(?:tag|label)\{[^{}]*\}/g, " ")
      .replace(/^\s*\\(?:Rightarrow|implies|iff|Leftrightarrow|therefore)(?![A-Za-z])/, " ")
      .replace(/\s+/g, " ")
      .trim();
    if (row === "") continue;
    if (/^(?:=|\\approx)/.test(row) && rows.length > 0) rows[rows.length - 1] += ` ${row}`;
    else rows.push(row);
  }
  const last = rows.at(-1)?.replace(/[.,;]\s*$/, "");
  if (last === undefined) return null;
  if (!last.includes("=")) return line !== null ? amountAtEnd(last, rows.at(-2)) : null;
  const worded = line === null ? undefined : OF_THINGS.exec(last)?.[1];
  if (worded !== undefined) return worded;
  const side =
    outcome(last) ?? (lastSide(last) === last ? (line === null ? null : calculated(last)) : lastSide(last));
  if (rows.length === 1) return side ?? chained(last);
  const name = /^\s*(\\?[A-Za-z]+|[A-Za-z]_\{?\w+\}?)\s*=(?!.*=)/.exec(last)?.[1];
  if (name === undefined) {
    // "A &= 12 \\\\ B &= 15 \\\\ A+B &= 27": what is asked of what was found.
    const sum = /^([A-Za-z](?:\s*[-+*]?\s*[A-Za-z]){1,4})\s*=\s*(-?[\d./]+)$/.exec(last);
    const before = line === null ? rows.slice(0, -1) : rows.slice(0, -1).flatMap((row) => row.split(/,\s*/));
    const known = before.map((row) => /^([A-Za-z])\s*=/.exec(row)?.[1]);
    if (sum && lettersOf(sum[1]).every((letter) => known.includes(letter))) return sum[2];
    if (line !== null && SOLUTIONS.test(last)) return last;
    return side;
  }
  const names = rows.map((row) => /^([A-Za-z](?:_\{?\w+\}?)?)\s*=[^=]+$/.exec(row)?.[1]);
  if (names.every((one) => one !== undefined) && new Set(names).size === rows.length) return rows.join(", ");
  const others = rows.slice(0, -1).every((row) => lettersOf(row).every((letter) => letter === name));
  return others && lettersOf(last).length === 1 ? last : null;
}

const FOLLOWS =
  "(?:\\\\[;,: ]|\\\\q?quad)?\\s?\\\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|Longleftrightarrow)(?![A-Za-z])(?:\\s?\\\\[;,: ]|\\s?\\\\q?quad)?";
const ROWS = new RegExp(`\\\\\\\\(?:\\[[^\\][]{1,10}\\])?|${FOLLOWS}`);
const JOINED = new RegExp(FOLLOWS);
/** The same as it is typed, which is also what a limit goes to and where a function leads. */
const ARROWS = new RegExp(`${FOLLOWS}|\\\\(?:to|(?:long)?rightarrow)(?![A-Za-z])|[-=]{1,2}>`);
const MAX_LINE = 400;

/** "3x = 12 \\implies x = 4", "65/5 = 13 -> 13 weeks": the parts of one line, null for other arrows. */
function partsOfLine(line: string): string[] | null {
  const bare = line.replace(/^\s*(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])[\s.]*$/g, "");
  const parts = bare.split(ARROWS);
  if (parts.length > 2 && DONE.test(parts.at(-1)!)) parts.pop();
  const joins = parts.length > 1 && parts.some((part) => part.includes("="));
  if (joins && !parts.slice(0, -1).some((part) => LETTER_AT_END.test(part))) return parts.map(withoutSigns);
  const strict = bare.split(JOINED);
  return strict.length > 1 && strict[0].includes("=") && strict.at(-1)!.includes("=") ? strict : null;
}

/** "45 - 3 burnt = 42": of a line that arrows join the last calculation, of numbers with a word each. */
const OF_THINGS =
  /^\s*\$?\d[\d.,]*(?:\s\p{L}{3,15})?(?:\s*(?:[-+*/]|\\(?:times|cdot|div)(?![a-z]))\s*\$?\d[\d.,]*(?:\s\p{L}{3,15})?){1,6}\s*=\s*(\$?-?\d[\d.,]*(?:\s\p{L}{1,15}){0,2})\s*$/u;
/** "… = 42 → done" */
const DONE = /^\s*(?:and\s)?(?:done|finished|ready|solved|that's it|voil[àa]|got it|easy)[\s.!]*$/i;

/** "$x = 6$" without its signs; that of "$6" is its unit. */
const withoutSigns = (part: string) => part.replace(/^\s*\$(?!\s?\d)|\$\s*$/g, "");

/** "1/x, x" before "→ 0", "f: R" before "→ R": what goes to a limit or is a set, and no result. */
const LETTER_AT_END = /(?<![\p{L}\p{N}\\])[A-Za-z]\s*$/u;

/** "Let a be his age: a + 6 = 20" */
const INTRODUCED = /^\s*\p{L}[\p{L}\s,'$]{2,60}:\s(?=[^:]*=)/u;

/** "13 weeks", or "she pays $33" behind what comes to that: what the last part of a line says without an equals sign. */
function amountAtEnd(last: string, before: string | undefined): string | null {
  if (AMOUNT.test(last)) return last;
  const said = SAID.exec(last)?.[1];
  const result = before?.split("=").at(-1);
  const [own, other] = [said, result].map((text) => /\d[\d.,/]*/.exec(text ?? "")?.[0]);
  return said !== undefined && before?.includes("=") && own === other ? said : null;
}
const SAID = /^\p{Ll}[\p{L}\s']{2,40}?\s(\\?[$€£]?-?\d[\d.,/]*\s?%?(?:\s?\p{L}+){0,3})$/u;
/** "13 weeks", "$7.50" */
const AMOUNT = /^\\?[$€£]?-?\d[\d.,/]*\s?%?(?:\s?\p{L}+){0,3}$/u;
/** "x = 3, y = 2", "x = 3 or x = -3" */
const SOLUTIONS = /^[A-Za-z]\s*=\s*[^=,]{1,40}(?:(?:,|\sor)\s*[A-Za-z]\s*=\s*[^=,]{1,40})+$/;

/** "60 - 7 = 53 pens": the result of a calculation with its unit. */
function calculated(part: string): string | null {
  const value = valueAt(part, 0);
  const unit = value && isCalculated(value) ? /^(?:\s\p{L}+){0,3}$/u.exec(part.slice(value.end)) : null;
  return unit && value!.result + unit[0];
}

/** "x = 3 + 4 = 7" in rows: the last side of a chain whose sides are mathematics, where it is a number. */
function chained(chain: string): string | null {
  const sides = chain.split("=").map((side) => side.trim());
  const last = sides.at(-1)!;
  return sides.length > 2 && isWordless(last) && lettersOf(last).length === 0 ? last : null;
}

/** The letters of a formula, each once. */
const lettersOf = (formula: string) => [
  ...new Set(formula.replace(/\\(?:text|mathrm)\{[^{}]*\}|\\[A-Za-z]+/g, " ").match(/[A-Za-z]/g) ?? []),
];

/**
 * "Area = ½ · 8 cm · 5 cm = 20 cm²", "time = distance ÷ speed = 150 ÷ 60 = 2.5 h": of a chain of numbers, units, brackets and
 * fractions, with words or formulas of letters and words before it or none, the last side, where that has a unit; null for
 * anything else.
 */
export function measuredSide(text: string): string | null {
  if (text.length > MAX_LINE || !text.includes("=")) return null;
  const name = NAME_OF_CHAIN.exec(text)?.[0] ?? "";
  const sides = text
    .slice(name.length)
    .replace(/[.\s]+$/, "")
    .split("=");
  const last = sides.at(-1)!.trim();
  const numbers = sides.map((side) => withoutUnits(side));
  const numeric = numbers.findIndex((side) => !FORMULA.test(side));
  // "3 × width = 12" and "2x + 3 = 5 + 6 = 11" are equations of what is sought.
  const [calculated, worded] = [numbers.length - numeric > 1, WORD.test(numbers[0])];
  const first = (name === "" ? calculated && worded : calculated || worded) ? numeric : 0;
  const measured = withoutUnits(last) !== last;
  return measured &&
    /^\\?[$€£]?-?[\d.,]+\s?[€£]?$/.test(numbers.at(-1)!.trim()) &&
    sides.length > 1 &&
    numbers.slice(first).every((side) => NUMBERS.test(side))
    ? last.replace(LETTERS_AT_END, "\\text{ $1}")
    : null;
}

/** A unit, which by itself might be a letter of a formula. */
const LETTERS_AT_END = /(?<=\d)\s?([A-Za-z][^\\]*)$/;
const NAME_OF_CHAIN = /^[\p{L}\s_,'-]{1,120}(?:=|:|(?<=\s)(?:is|are|equals)\s)/u;
/** "distance ÷ speed", "2 · (l + w)" */
const FORMULA =
  /^(?=.*(?<!\\\p{L}*)\p{L})(?=.*(?:[-+*/×÷(^]|\\(?:times|div|cdot)))(?:[\p{L}\s\d.()+*/×÷^{}_'-]|\\(?:[dt]?frac|times|div|cdot)(?![A-Za-z]))+$/u;
const WORD = /(?<!\\\p{L}*)\p{L}{3}/u;
const UNIT =
  /(?<=[\d)}]\s{0,2})(?:\\(?:text|mathrm|mbox)\s*\{\s*)?([A-Za-z]{1,12})(?:\s*\})?(?:\^\{?[23]\}?)?(?:\s?(?:\/|per)\s?([A-Za-z]{1,12})(?:\^\{?[23]\}?)?)?(?![A-Za-z])/g;
const NUMBERS =
  /^(?=.*\d)(?:[\s\d.,()[\]{}+*/×÷^$€£%-]|\\(?:[dt]?frac|cdot|times|div|left|right)(?![A-Za-z])|\\[$,])*$/;
const withoutUnits = (side: string) =>
  side
    .replace(UNIT, (all, unit: string, per?: string) =>
      knownUnit(unit) && (per === undefined || knownUnit(per)) ? "" : all,
    )
    .replace(/(?<=[\d)]\s*)x(?=\s*[\d(])/g, "*");

/** The left side of an equation, up to 40 signs in which letters stand alone, and the number that its right side is. */
const EQUATION =
  /((?:[\d.+*/() -]|(?<![\p{Script=Latin}\\])[a-z](?!\p{Script=Latin})){1,40})= ?(-?\d+(?:\.\d+)?)(?!\d|\.\d| ?[-+*/^=({]| ?\\[^)\]]|\p{Script=Latin})/gu;
const SETTLES = /[a-z] ?= ?-?\d/;

/**
 * `text` with the values of letters put into the equations behind them: behind "x = 7" is "2x + 1 = 15" a calculation, 2 * 7
 * + 1 = 15, where of an unknown that is still to be found its right side says nothing. An equation that comes again only
 * checks.
 */
export function withSettled(text: string): string {
  const first = text.indexOf("=");
  if (first < 0 || first === text.lastIndexOf("=") || !SETTLES.test(text)) return text;
  const settled = new Map<string, string>();
  const known = new Set<string>();
  return text.replace(EQUATION, (equation, side: string, number: string) => {
    const [letter, ...more] = new Set(side.match(/[a-z]/g));
    const plain = equation.replaceAll(" ", "");
    if (letter === undefined || more.length > 0 || known.has(plain)) return equation;
    known.add(plain);
    const alone = side.trim() === letter;
    if (alone) settled.set(letter, number);
    const value = settled.get(letter);
    if (alone || value === undefined) return equation;
    return `${side.replace(/(?<=[\d)] ?)[a-z]/g, ` * ${value}`).replaceAll(letter, value)}= ${number}`;
  });
}
