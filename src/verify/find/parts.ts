// Answers to the parts of a question, one a line or a sentence: "(a) … (b) …", and lists of names with their values.
import { isWordless } from "../read/formulas.ts";
import { statement } from "../sentence/sentence.ts";
import { languageOf } from "../wording/phrases.ts";

/** The values in their order, "(42, 35)"; null where a text is more than such lines, or a line has not one value. */
export function partsOf(text: string): string | null {
  if (text.length > 1000 || !/\n|^\s*\(a\)/.test(text)) return null;
  const lines = text
    .split(text.includes("\n") ? "\n" : /(?<=\.)\s(?=\([b-h]\)\s)/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const values = lettered(lines) ?? named(lines);
  return values && values.length > 1 ? `(${values.join(", ")})` : null;
}

/** A formula without words, whose delimiters are no sign of a currency. */
const FORMULA = /\$((?:[^$A-Za-z\s]|\\[A-Za-z]{2,8}|(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\s(?!\$)){1,60})\$/g;

/** What is said of a value that is not the value. */
const OTHER_VALUE =
  /[?;]|\b(?:or|not|if|never|neither|at (?:most|least)|(?:less|more|fewer|greater|smaller|larger) than|below|above|under|exceeds?|up to|twice|thrice|half)\b|[.!]\s+\p{Lu}/iu;

/** "(a) Tina picks 42 pears.": letters one after another from the first, a short sentence of one value each. */
function lettered(lines: readonly string[]): string[] | null {
  const values: string[] = [];
  for (const [i, raw] of lines.entries()) {
    const line = raw.replace(FORMULA, "$1");
    const match = /^(?:\(([a-h])\)|([a-h])[).])\s+(.{1,120})$/i.exec(line);
    const letter = (match?.[1] ?? match?.[2])?.toLowerCase();
    if (!match || letter !== "abcdefgh"[i] || OTHER_VALUE.test(match[3])) return null;
    const stated = /^[$€£]?-?[\d.,]+%?$/.test(match[3])
      ? { answer: match[3], others: [] }
      : statement(match[3], languageOf(match[3]));
    if (!stated || stated.others.length > 0 || stated.answer.includes(",")) return null;
    values.push(stated.answer);
  }
  return values;
}

const NAMED =
  /^[-*•]\s+(?:\*\*)?(\p{L}[\p{L} ]{0,30})(?:\*\*)?:(?:\*\*)?\s+([$€£]?-?\d+(?:\.\d+)?%?)(?:\s\p{L}+){0,2}\.?$/u;

/** "* Adults: 120" under a line of words at most; with a total among them it is not the list that is asked for. */
function named(lines: readonly string[]): string[] | null {
  const rest = /^[^\d]{1,80}:$/.test(lines[0]) ? lines.slice(1) : lines;
  const matches = rest.map((line) => NAMED.exec(line));
  if (
    matches.some((match) => !match || /\b(?:total|sum|all|answer|result|step|difference)\b/i.test(match[1]))
  )
    return null;
  return matches.map((match) => match![2]);
}

const BULLET = /^(?:[-*•]|\d{1,2}[.)])\s+/;
const LETTER =
  /^(?:\*\*)?\$?((?:\\[a-z]{2,8}|[A-Za-z])(?:_\{?\w{1,3}\}?)?)\$?(?:\*\*)?\s*=\s*([^=<>,;]{1,60}?)[,;.]?$/;
/** Before lines without bullets stands what they are; else they may be steps. */
const NOT_OF_SEVERAL =
  /^(?!.*\b(?:solution|solutions|answers|values|coefficients|roots|unknowns|parameters)\b[^.\d]{0,40}$)/i;
const UNIT = /(?<=\d)\s?\p{L}{1,12}$/u;
const MOST_LINES = 8;

/**
 * "- a = 1", "- b = -4": lines of a letter and its value each that a text ends in, as "a = 1, b = -4", and the line before
 * them; null where it does not end so, or where they may be steps. The letters are different, or in a list all the same.
 */
export function valuesOfLetters(text: string): { answer: string; before: string } | null {
  if (!/=[^=\n]{1,70}$/.test(text.slice(-80))) return null;
  const lines = text
    .slice(-LONGEST)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const bulleted = BULLET.test(lines[lines.length - 1]);
  const values: string[] = [];
  const names: string[] = [];
  let before = "";
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const found = BULLET.test(line) === bulleted ? LETTER.exec(line.replace(BULLET, "")) : null;
    const value = found?.[2].replace(/\$/g, "").trim() ?? "";
    if (!found || !/\d|\\|^[a-z]$/.test(value) || !isWordless(value.replace(UNIT, ""))) {
      before = line;
      break;
    }
    names.unshift(found[1]);
    values.unshift(value);
  }
  const different = new Set(names).size;
  if (names.length < 2 || names.length > MOST_LINES || (bulleted ? /=/ : NOT_OF_SEVERAL).test(before))
    return null;
  if (different < names.length && !(bulleted && different === 1)) return null;
  const answer = names.map((name, i) => `${name} = ${values[i]}`).join(different === 1 ? " or " : ", ");
  return { answer, before };
}
const LONGEST = 1000;
