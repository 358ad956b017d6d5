// Answers to the parts of a question, one a line: "(a) … (b) …", and a list of names with their values.
import { languageOf } from "./phrases.ts";
import { statement } from "./sentence.ts";

/** The values in their order, "(42, 35)"; null where a text is more than such lines, or a line has not one value. */
export function partsOf(text: string): string | null {
  if (text.length > 1000 || !text.includes("\n")) return null;
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const values = lettered(lines) ?? named(lines);
  return values && values.length > 1 ? `(${values.join(", ")})` : null;
}

/** "(a) Tina picks 42 pears.": letters one after another from the first, a short sentence of one value each. */
function lettered(lines: readonly string[]): string[] | null {
  const values: string[] = [];
  for (const [i, line] of lines.entries()) {
    const match = /^(?:\(([a-h])\)|([a-h])[).])\s+(.{1,120})$/i.exec(line);
    const letter = (match?.[1] ?? match?.[2])?.toLowerCase();
    if (!match || letter !== "abcdefgh"[i] || /[?;]|\b(?:or|not|if)\b|[.!]\s+\p{Lu}/iu.test(match[3]))
      return null;
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
