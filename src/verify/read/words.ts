// Answers in words: option letters, yes and no, names, short sentences.
import { LANGUAGES } from "../languages/languages.ts";

/** A text without dollar signs, braces and the commands for type and space, one space between its words. */
export const plainText = (text: string): string =>
  text
    .replace(
      /\\(?:text(?:bf|it|rm|tt|normal)?|math(?:rm|bf)|mbox|emph|operatorname|left|right|q?quad)(?![A-Za-z])|\\[,;:! ]|[{}$~]/g,
      " ",
    )
    .replace(/\s+/g, " ")
    .trim();

/** "infinitely many such integers": of what there is no end, where nothing else is said of it. */
const ENDLESS = /^infinitely many(?: (?!not|no|but|or|and|except|more|other)\p{L}+){1,2}$/u;

/** Lower case, without articles, punctuation and the plural of nothing. */
function plainWords(text: string): string[] {
  return plainText(text.normalize("NFKC").toLowerCase())
    .replace(/[;!?"“”*()]|(?<!\d)[.,:]|[.,:](?!\d)/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "the" && word !== "a" && word !== "an")
    .filter((_, i, all) => i < 2 || !ENDLESS.test(all.join(" ")));
}

/** Words that change the value or the sense of what they stand beside: no unit, no label. */
export const turning =
  /\b(?:not|no|never|maybe|perhaps|possibly|except|wrong|incorrect|false|hundred|dozen|score|half|factorial|negative|minus|plus|times|over|than)\b|^(?:squared|cubed)/i;

export function sameWords(a: string, b: string): boolean {
  const [x, y] = [plainWords(a), plainWords(b)];
  return x.length > 0 && x.join(" ") === y.join(" ");
}

/** Words of grammar; a sentence that answers with one word has more of them than of others. */
const grammar = new Set(
  (
    "is are was be been will would must can any all every each of in on at to for from by with that this these those " +
    "it its which has have only number value answer result final always it's there such as"
  ).split(" "),
);
const refused =
  /\b(?:not|no|neither|nor|never|or|and|either|both|but|except|unless|without|un\w+able)\b|[,;/|]|n't/i;
const opposites = [
  ["odd", "even"],
  ["yes", "no"],
  ["true", "false"],
  ["increasing", "decreasing"],
  ["positive", "negative"],
  ["maximum", "minimum"],
  ["rational", "irrational"],
  ["converges", "diverges"],
  ["convergent", "divergent"],
  ["possible", "impossible"],
  ["win", "lose"],
  ["first", "second"],
  ["finite", "infinite"],
];

/**
 * Whether one side is a single word and the other a short sentence that gives it as its answer: "odd" and "The function
 * is odd". A sentence that denies, offers a choice, names a second candidate or is not one (few words of grammar) is
 * none.
 */
export function wordOfSentence(a: string, b: string): boolean {
  const [x, y] = [plainWords(a), plainWords(b)];
  const [single, sentence, raw] =
    x.length === 1 ? [x[0], y, b] : y.length === 1 ? [y[0], x, a] : [null, [], ""];
  if (!single || sentence.length < 3 || sentence.length > 12 || !/^[a-z]{3,}$/.test(single)) return false;
  if (grammar.has(single) || sentence.filter((word) => word === single).length !== 1 || refused.test(raw))
    return false;
  const pair = opposites.find((words) => words.includes(single));
  if (pair?.some((word) => word !== single && sentence.includes(word))) return false;
  // A second name: a capital inside the sentence.
  const names = (raw.match(/(?<![.$\\A-Za-z])[A-Z][a-z]+/g) ?? []).map((name) => name.toLowerCase());
  if (names.some((name, i) => name !== single && i > 0)) return false;
  const others = sentence.filter((word) => word !== single && /^[a-z']+$/.test(word));
  const helpers = others.filter((word) => grammar.has(word)).length;
  return helpers >= 1 && others.length - helpers <= 3;
}

const OPTION_WORD = `(?:\\p{L}{1,3}['\\s]\\s?)?(?:${LANGUAGES.map(({ option }) => option).join("|")})\\s*:?\\s*`;
const OPTION = new RegExp(
  `^(?:${OPTION_WORD})?(?:\\(([A-Ja-j](?=\\)\\W*$)|[A-J])\\)(?:[.:]|,(?=\\s*\\$?-?\\d))?|([A-J])(?:[.):]|,?\\s(?:i\\.e\\.,?|that is,?|namely,?|which (?:is|equals)|meaning)(?=\\s)|(?=\\s*$)))(?!\\s*(?:[+*/^=<>,_\\\\]|-(?!\\s+\\p{L}{2})))\\s*(.*)$`,
  "isu",
);

/** Commands that stand between two operands, and those that only set them apart. */
const BETWEEN =
  "cup|cap|times|div|cdot|circ|ast|star|oplus|otimes|setminus|backslash|wedge|vee|land|lor|mid|nmid|[bp]?mod|" +
  "(?:not)?in|ni|(?:sub|sup)set(?:n?eqq?)?|neq?|equiv|approx|cong|sim|simeq|propto|perp|parallel|[lg](?:e|eq|t|l|g|eqslant)|" +
  "to|(?:long)?(?:left)?(?:right)?arrow|implies|iff|mapsto|q?quad";
const TYPE = "text(?:bf|it|rm)?|math(?:rm|bf)|mbox";
const GAP = "[\\s~$]|\\\\[ ,;:!]|\\\\q?quad(?![A-Za-z])";
/**
 * "\\textbf{(B)}\\ \\frac34", "(B) -3": no factor of the formula behind it is a letter with its own brackets that stands in
 * upright type, or apart.
 */
const BEFORE_FORMULA = new RegExp(
  `^[$\\s]*(?:${OPTION_WORD})?(?:\\\\(?:${TYPE})\\s*\\{\\s*\\(?([A-J])(?:\\)[.:]?|[.:])\\s*\\}(?:${GAP})*|` +
    `(?:\\((?:\\\\(?:${TYPE})\\s*\\{([A-J])\\}|([A-J]))\\)|([A-J])[.):])(?:${GAP})+)` +
    `(?=\\\\(?!(?:${BETWEEN})(?![A-Za-z]))[A-Za-z{$|]|-[\\d\\\\(.a-z])(.{1,200})$`,
  "isu",
);
const MAX_OPTION = 400;
const OTHER_LETTER = /\(\s*[A-J]\s*\)|(?:^|[\s{])[B-J][.):]|\b(?:or|and)\W+[A-J]\b/;

/** An option that a text chooses. */
export interface Chosen {
  letter: string;
  /** What the text says the option is; empty where it says nothing. */
  content: string;
  /** The letter stands in brackets or before a formula, so that it is nothing else. */
  apart: boolean;
}

/**
 * "(C)", "C.", "\\text{(C)} 12", "Option C", "la opción C"; null where no letter is chosen, or a second one stands there.
 * `small`: "c" alone is one too, and no variable.
 */
export function optionLetter(text: string, small = false): Chosen | null {
  const [, ...marked] = (text.length < MAX_OPTION && BEFORE_FORMULA.exec(text)) || [];
  const mark = marked.slice(0, 4).find((letter) => letter !== undefined);
  if (mark !== undefined && mark === mark.toUpperCase()) {
    const content = marked[4].replace(/(?<!\\)[$\s]+$/, "");
    return OTHER_LETTER.test(content) ? null : { letter: mark, content, apart: true };
  }
  const plain = text
    .replace(
      /\\(?:text(?:bf|it|rm)?|mathrm|mbox|mathbf)\s*(?=\{)|[{}$*~]|\\[ ,;:!]|\\q?quad(?![A-Za-z])/g,
      "",
    )
    .trim();
  const match = /(?<![A-Za-z])[A-Ja-j](?![A-Za-z])/.test(plain) ? OPTION.exec(plain) : null;
  const letter = match?.[1] ?? match?.[2];
  // The words are in any case; a small letter is an option in brackets alone, "(b)".
  if (!match || !letter || (letter !== letter.toUpperCase() && match[1] === undefined && !small)) return null;
  const content = match[3];
  if (/\(\s*[A-J]\s*\)|(?:^|\s)[B-J][.):]|\b(?:or|and)\b/.test(content)) return null;
  const labels = small && /^\(?[a-j][.):]/.test(plain);
  if (letter !== letter.toUpperCase() && content !== "" && !labels) return null;
  return { letter: letter.toUpperCase(), content, apart: match[1] !== undefined };
}
