// Words before an answer: a name with a colon or a verb ("Paolo: 7", "The maximum is 7"), and what changes nothing ("exactly").
import type { Cursor } from "./cursor.ts";
import type { Token } from "./tokens.ts";
import { turning } from "./words.ts";

/** Words before an answer that change nothing. */
export const fillers = new Set(
  "only exactly just either both thus therefore hence so is are about approximately roughly nearly".split(
    " ",
  ),
);

const textOf = (tokens: readonly Token[]) => tokens.map(({ text }) => text).join(" ");

const verbs = new Set(["is", "are", "equals", "was"]);

/**
 * "\\lim_{x \\to 0} \\frac{\\sin x}{x} =": a side that opens with what is not worked out here names what is on the next side; null
 * where no equation follows.
 */
export function operationText(p: Cursor): string | null {
  const token = p.peek();
  if (token?.kind !== "cmd" || !/^(?:o?i{1,3}nt|lim(?:sup|inf)?|sum|prod)$/.test(token.text)) return null;
  let depth = 0;
  for (let at = p.at; at < p.tokens.length; at++) {
    const { kind, text } = p.tokens[at];
    if (kind === "open") depth++;
    else if (kind === "close" && --depth < 0) return null;
    if (depth > 0 || kind === "num" || kind === "sym" || kind === "close") continue;
    if (kind === "op" && text === "=") {
      const name = p.tokens.slice(p.at, at);
      if (/^(?:sum|prod)$/.test(token.text) && !name.some((one) => one.text === "infty")) return null;
      p.at = at + 1;
      return textOf(name);
    }
    if (/^[,;<>≤≥≠≈≡∈&]$/.test(text) || /^(?:and|or|\\|end .*)$/.test(text)) return null;
  }
  return null;
}

const EXTREMES: Record<string, string> = Object.fromEntries([
  ..."max maximum greatest largest highest biggest".split(" ").map((word) => [word, "maximum"]),
  ..."min minimum least smallest lowest".split(" ").map((word) => [word, "minimum"]),
]);
/** What an extreme value is of: "of f(x)", "of the expression". */
const MOST_OF = 7;

/** "max 5", "Maximum value 2", "the least value of f(x) is 0": of which end a value is; null where no value follows. */
function extremeText(p: Cursor): string | null {
  const text = (ahead: number) => p.peek(ahead)?.text.toLowerCase() ?? "";
  let ahead = text(0) === "the" ? 1 : 0;
  const word = text(ahead);
  if (!(p.is("word", undefined, ahead) || p.is("fn", undefined, ahead)) || !Object.hasOwn(EXTREMES, word))
    return null;
  ahead++;
  const isValue = /^values?$/.test(text(ahead));
  if (isValue) ahead++;
  const ends = (at: number) => /^[=:]$/.test(text(at)) || verbs.has(text(at));
  if (text(ahead) === "of") {
    const end = Array.from({ length: MOST_OF }, (_, i) => ahead + 1 + i).find(ends);
    if (end === undefined) return null;
    ahead = end;
  }
  const introduced = ends(ahead);
  // Behind a sign any value may stand: |a|, +5, none.
  const named = /^[=:]$/.test(text(ahead));
  if (introduced) ahead++;
  const next = p.peek(ahead);
  const number = next?.kind === "num" || /^(?:-|[dt]?frac|sqrt)$/.test(next?.text ?? "");
  const expression = /^(?:sym|cmd|fn|open)$/.test(next?.kind ?? "");
  if (!next || !(number || named || ((introduced || isValue) && expression))) return null;
  p.at += ahead;
  return EXTREMES[word];
}

/** "Sequence 1:", "Paolo:": words and a colon. */
export function labelText(p: Cursor): string | null {
  const extreme = extremeText(p);
  if (extreme !== null) return extreme;
  let ahead = 0;
  let words = false;
  for (; ahead < 8; ahead++) {
    const token = p.peek(ahead);
    const afterVerb = ahead > 1 && verbs.has(p.peek(ahead - 1)!.text);
    if (token?.kind === "word") {
      // "It is about 7"
      if (afterVerb && fillers.has(token.text)) break;
      words = true;
    } else if (afterVerb || (token?.kind !== "num" && token?.kind !== "sym")) break;
  }
  // "The maximum is 7"
  const verb = p.peek(ahead - 1);
  if (words && ahead > 1 && verb?.kind === "word" && verbs.has(verb.text)) {
    const next = p.peek(ahead);
    const denied = p.tokens.slice(p.at, p.at + ahead).some(({ text }) => turning.test(text));
    if (next && next.kind !== "close" && !denied) {
      const name = textOf(p.tokens.slice(p.at, p.at + ahead - 1));
      p.at += ahead;
      return name;
    }
  }
  if (!words || !p.is("op", ":", ahead) || p.is("op", "=", ahead + 1)) return null;
  const name = textOf(p.tokens.slice(p.at, p.at + ahead));
  if (turning.test(name)) return null;
  p.at += ahead + 1;
  return name;
}
