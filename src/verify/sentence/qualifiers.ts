// What stands behind a formula of a sentence and only says what its letters are: "x = 60° + 180° k for any integer k". The
// formula with it is the answer, and not the letter.
import { withoutQualifier } from "../read/declared.ts";
import type { Span } from "../read/formulas.ts";
import { tokenize } from "../read/tokens.ts";

/** Words that open a qualifier, in the languages of the table that are written in Latin or Cyrillic letters; ", $n$ an integer". */
const OPENS =
  /^\s?\}?,?\s?\(?(?:where|with|for|mit|wobei|für|avec|où|pour|con|donde|para|com|onde|dove|per|met|waarbij|voor|где|при|для)\s|^,\s?(?=(?:\$[A-Za-z]\$|\\\([A-Za-z]\\\)),?\s(?:(?:is|being)\s)?(?:an?|any|some|arbitrary|real|positive|non-?negative|integer|odd|even)\s?)/u;
/** Between an opening word of another language and the membership that it opens. */
const ALL = /^(?:alle|jedes|tout|todo|toda|qualquer|ogni|всех|любого)\s/u;
const LONGEST = 160;

export interface QualifiedFormula {
  /** The sentence up to the end of the formula. */
  sentence: string;
  segments: readonly Span[];
  /** The words behind it, in English. */
  qualifier: string;
}

/** What has numbers as its answer where it is so of them; half of them, their sum or the exceptions are others. */
const SUBJECT =
  "(?:it|this|that|these|those|they|(?:the|this)\\s(?:(?:given|required|desired|stated)\\s)?(?:condition|statement|property|inequality|equation|claim|identity|relation|answers?|solutions?|solution set|values|numbers))";
const HOLDS =
  "(?:is|are)|(?:holds?|works?|(?:is|are)\\s(?:true|satisfied|valid|fulfilled))(?:\\s(?:exactly|precisely|only|just))?\\sfor";
const WHOLES = new RegExp(
  `^(?:(?:so|thus|hence|therefore),?\\s)?${SUBJECT}\\s(?:${HOLDS})\\s(?:(?:exactly|precisely|just)\\s)?` +
    "(?:(?:all|the|those|any|every|each)\\s){0,2}(?:(?:(positive|non-?negative)\\s)?(?:integers?|whole\\snumbers?)|(natural)\\snumbers?)" +
    "\\s\\$([a-z])\\$,?\\s(?:with|such that|satisfying|for which|where|so that)\\s$",
  "i",
);

/** "the integers $n$ with $0<n<6$" at the end: of its letter what the words before the inequality say; null for any other. */
export function wholesBefore(before: string, formula: string): string | null {
  const found = WHOLES.exec(before);
  if (!found || !/[<>≤≥]|\\[lg]eq?(?![a-z])/.test(formula)) return null;
  const [, sign, natural, letter] = found;
  const letters = new Set(formula.replace(/\\[a-z]+/gi, " ").match(/[a-z]/gi) ?? []);
  if (letters.size !== 1 || !letters.has(letter)) return null;
  const from = sign === undefined ? "" : /^p/i.test(sign) ? "_{>0}" : "_{\\ge 0}";
  return `, ${letter} \\in \\mathbb{Z}${natural === undefined ? from : "_{>0}"}`;
}

/** The sentence without the qualifier that it ends in; null where it ends in none. */
export function qualified(sentence: string, segments: readonly Span[]): QualifiedFormula | null {
  for (let i = segments.length - 1; i >= 0 && i > segments.length - 4; i--) {
    const { end, content } = segments[i];
    const rest = sentence.slice(end).replace(/[\s.!]+$/, "");
    if (rest.length > LONGEST) return null;
    const opener = OPENS.exec(rest);
    if (!opener || !/[=∈<>≤≥\d]|\\/.test(content)) continue;
    const qualifier = saysLetters(content, rest, opener[0]);
    if (qualifier !== null)
      return { sentence: sentence.slice(0, end), segments: segments.slice(0, i + 1), qualifier };
  }
  return null;
}

/** The formula that a text opens with and the words behind it that say what its letters are: "$4k+1$ for $k = 0, 1, 2, \\ldots$". */
export function withQualifier(formula: string, text: string): string {
  if (!text.startsWith(formula)) return formula;
  const behind = text.slice(formula.length, formula.length + LONGEST);
  const rest = behind.slice(0, STOP.exec(behind)?.index ?? behind.length).replace(/[\s.!]+$/, "");
  const opener = OPENS.exec(rest);
  const qualifier = opener && rest.length < LONGEST ? saysLetters(formula, rest, opener[0]) : null;
  return qualifier === null ? formula : `${formula} ${qualifier}`;
}
const STOP = /[.;!?](?=\s|$)|\n/;

/** "…, where k is an integer" behind a formula without delimiters; null where a sentence does not end in one. */
export function qualifierAtEnd(
  sentence: string,
  formulaOf: (before: string) => string | null,
): string | null {
  const plain = sentence.replace(/[\s.!]+$/, "");
  const at = plain
    .slice(-LONGEST)
    .search(/,?\s\(?(?:where|with|for)\s(?=(?:\p{L}+\s){0,6}[a-zA-Z](?!\p{L}))/u);
  if (at < 0) return null;
  const start = Math.max(0, plain.length - LONGEST) + at;
  const formula = formulaOf(plain.slice(0, start));
  const rest = plain.slice(start);
  const qualifier = formula === null ? null : saysLetters(formula, rest, OPENS.exec(rest)?.[0] ?? "");
  return qualifier === null ? null : formula + qualifier;
}

/** The words behind a formula in English, where they say of its letters what they are and nothing else. */
function saysLetters(formula: string, rest: string, opener: string): string | null {
  const said = rest.slice(opener.length).replace(ALL, "");
  const qualifier = /^(?:where|for|with)/.test(opener.replace(/^[\s,(]+/, "")) ? rest : `, with ${said}`;
  const [own, all] = [tokenize(formula), tokenize(`${formula} ${qualifier}`)];
  if (!own || !all || own.length === 0) return null;
  const { answer } = withoutQualifier(all);
  return answer.length > 0 && answer.length <= own.length ? qualifier : null;
}

/** "$f(x) = 0$ for all $x$ and $f(x) = x$ for all $x$": of functions one after another the last one says it for all. */
export const withoutForAll = (text: string) =>
  /\sfor\s(?:all|every|each|any)\s/.test(text) ? text.replace(FOR_ALL, "$1") : text;
const FOR_ALL =
  /([a-zA-Z]\(([a-z])\)\s?=[^$\n]{1,80}(?:\$|\\\))),?\sfor\s(?:all|every|each|any)\s(?:real\s)?(?:\$|\\\()\s?\2(?:\s?\\in\s?\\mathbb\s?\{?R\}?)?\s?(?:\$|\\\))(?=(?:,|,?\s(?:and|or))\s(?:\$|\\\()\s?[a-zA-Z]\(\2\))/g;
