// Steps of a calculation in an aligned display, as they stand in one line each.
import { isWordless, lastSide, outcome } from "./formulas.ts";

const DISPLAY =
  /^\s*(?:\$\$?|\\\[)?\s*\\begin\{(aligned|align\*?|alignedat|split|gather\*?|gathered|eqnarray\*?|array)\}(?:\{[^{}]{0,20}\})?([\s\S]{1,4000})\\end\{\1\}\s*(?:\$\$?|\\\])?[\s.]*$/;

/**
 * What the rows of an aligned display come to, where they are steps: a chain that goes on from row to row ("&= 7"), or
 * equations of one unknown of which the last one is solved; or the values of several unknowns, one a row. Null for anything
 * else, such as a system of equations.
 */
export function resultOfSteps(display: string): string | null {
  const body =
    DISPLAY.exec(display)?.[2] ??
    (FOLLOWS.test(display) && display.length < MAX_LINE ? withoutDelimiters(display) : null);
  if (body === null) return null;
  const rows: string[] = [];
  for (const raw of body.split(
    /\\\\(?:\[[^\][]{1,10}\])?|\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow)(?![A-Za-z])/,
  )) {
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
  if (last === undefined || !last.includes("=")) return null;
  const side = outcome(last) ?? (lastSide(last) === last ? null : lastSide(last));
  if (rows.length === 1) return side ?? chained(last);
  const name = /^\s*(\\?[A-Za-z]+|[A-Za-z]_\{?\w+\}?)\s*=(?!.*=)/.exec(last)?.[1];
  if (name === undefined) {
    // "A &= 12 \\\\ B &= 15 \\\\ A+B &= 27": what is asked of what was found.
    const sum = /^([A-Za-z](?:\s*[-+*]?\s*[A-Za-z]){1,4})\s*=\s*(-?[\d./]+)$/.exec(last);
    const known = rows.slice(0, -1).map((row) => /^([A-Za-z])\s*=/.exec(row)?.[1]);
    return sum && lettersOf(sum[1]).every((letter) => known.includes(letter)) ? sum[2] : side;
  }
  const names = rows.map((row) => /^([A-Za-z](?:_\{?\w+\}?)?)\s*=[^=]+$/.exec(row)?.[1]);
  if (names.every((one) => one !== undefined) && new Set(names).size === rows.length) return rows.join(", ");
  const others = rows.slice(0, -1).every((row) => lettersOf(row).every((letter) => letter === name));
  return others && lettersOf(last).length === 1 ? last : null;
}

/** "3x = 12 \\implies x = 4": rows in one line. */
const FOLLOWS = /=[^=]*\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow)(?![A-Za-z]).*=/;
const MAX_LINE = 400;
const withoutDelimiters = (formula: string) =>
  formula.replace(/^\s*(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])[\s.]*$/g, "");

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
