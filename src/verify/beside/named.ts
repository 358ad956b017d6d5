// Values with their names in words: "The maximum is 11 and the minimum is -9", "Sara: 9, Tom: 14". Where both answers name
// the same things, each value has to be that of its name, in whatever order they stand.

import { finalAnswer } from "../find/final.ts";
import { withoutNames } from "../read/formulas.ts";
import { type FinalAnswer, isUnannounced } from "../sentence/found.ts";
import { COURTESY, sentencesOf } from "../sentence/sentences.ts";
import { languageOf, withoutMarkup, words } from "../wording/phrases.ts";
import { withoutPlace } from "../wording/places.ts";
import { plainWording } from "../wording/wordings.ts";

/** Values by their names in lower case. */
export type Named = ReadonlyMap<string, string>;

const LONGEST = 300;
const VALUE = String.raw`(\$[^$\n]{1,60}\$|\\\([^()\n]{1,60}\\\)|\\?[$€£]?-?\d[\d.,/]*%?(?:\s?[€£¥₹](?![\p{L}\d]))?)((?:\s\p{L}{1,15}){0,3})`;
const SAYS =
  "has|have|had|is|are|was|were|equals?|gets?|got|receives?|received|needs?|needed|pays?|paid|earns?|earned|scores?|scored|weighs?|" +
  "costs?|owns?|collects?|collected|measures?|ist|sind|hat|haben|beträgt|wiegt|kostet|es|son|tiene|mide|cuesta|est|sont|a|mesure|coûte|" +
  "è|ha|misura|costa|é|tem|mede|is|heeft|wynosi|ma|равен|равна|равно|равны|là|adalah";
/** "the maximum value is 11", "Tom has 14 marbles", "Sara: 9", "minimum -9" */
const NAMED = new RegExp(
  `^(?:(?:the|an?|its|der|die|das|el|la|los|las|le|les|il|lo|o)\\s)?(\\p{L}{2,20}(?:\\s\\p{L}{2,20}){0,2}?)(?:\\s(?:values?|numbers?))?(?:\\s?(?:[:=]|\\\\to(?![a-z])|[-=]>)\\s{0,2}|\\s(?:${SAYS})\\s|\\s)${VALUE}$`,
  "iu",
);
/** "长12厘米", "가로는 12cm", "宽是7": where words are not parted by spaces. */
const UNSPACED = new RegExp(
  `^(?:所以|因此|故|よって|したがって|따라서|그러므로)?[,\\s]?((?![A-Za-z])\\p{L}{1,8}?)(?:是|为|為|は|が|은|는|이|가|：)?\\s?[:=]?\\s?${VALUE.replace("\\s\\p{L}", "\\s?\\p{L}")}$`,
  "u",
);
/** "- Mean: (4 + 8) / 2 = 6", "Mode: 4 shows up twice": a line of a name and what is said of it. */
const LINE = /^(?:[-*•]|\\cdot)?\s*((?:\p{L}{2,20}\s?){1,4}):\s+(?=\S)(.{1,300})$/u;
const OPENING =
  /^[^\p{L}\p{N}]{0,8}(?:(?:so|thus|therefore|hence|then|in conclusion|also|folglich|donc|por lo tanto|quindi|portanto),?\s)?(?:(?:we (?:have|get|find)(?:\sthat)?|(?:the|our) (?:final )?answer is:?(?:\sthat)?)\s)?(?:(?:\p{L}[\p{L}\s]{0,30}|\$?[fghy](?:\(x\))?\$?)\s(?:has|attains|takes|reaches)\s(?=(?:(?:an?|its|the)\s)?(?:m(?:ax|in)|greatest|least|largest|smallest)))?/iu;
/** Between two of them. */
const AND =
  /\s*;\s*|,\s?(?:(?:and|while|whereas|und|y|et|e|en|i|и|а|dan|và|ve)\s)?(?!\d{3})|\s(?:and|while|whereas|und|y|et|e|en|i|и|а|dan|và|ve)\s|\sو\s?(?=\p{L})|(?<=\d\p{L}{0,4})(?:和|고|이고)\s?/giu;
/** What makes another of the value that it stands beside. */
const CHANGES = /\b(?:more|less|fewer|extra|(?<!the )other|left|times|than|not|or)\b/i;
const SAME: Record<string, string> = {
  ...{ max: "maximum", greatest: "maximum", largest: "maximum", highest: "maximum" },
  ...{ min: "minimum", least: "minimum", smallest: "minimum", lowest: "minimum" },
};

/** The names and values of an answer, of the whole of it or of the sentences that the text ends in; null for any other. */
export function namedValues(found: FinalAnswer, text: string): Named | null {
  const sentences = isUnannounced(found) || found.from === "its parts" || found.others.length > 0;
  const written = sentences ? text.slice(-2 * LONGEST) : found.answer;
  const said = /\\(?:text|mathrm|mbox)\{/.test(written)
    ? (plainWording(written) ?? written)
    : withExtremes(written);
  const own = said.length < LONGEST ? withoutPlace(said, "") : said;
  if (!/\p{L}{2}[^\n]{0,60}?\d/u.test(withoutNames(own))) return null;
  const groups: [name: string, value: string][][] = [];
  let listed: boolean | null = null;
  for (const sentence of sentencesOf(withoutMarkup(own)).reverse()) {
    if (groups.length === 0 && (COURTESY.test(sentence) || CHECKED.test(sentence))) continue;
    const names = namedIn(sentence) ?? namedOnLine(sentence);
    const isItem = /^\s*(?:[-*•]|\\cdot)\s/.test(sentence);
    if (!names || (groups.length > 0 && (names.length > 1 || isItem !== listed))) break;
    listed = isItem;
    groups.unshift(names);
    if (names.length > 1) break;
  }
  const all = groups.flat();
  const named = new Map(all);
  // Of a name with two values neither is known.
  return named.size > 1 && named.size === all.length ? named : null;
}

/** "$\\max = 5,\\ \\min = -3$" as "max = $5$, min = $-3$"; any other as it is. */
function withExtremes(text: string): string {
  if (!/\\m(?:ax|in)(?![A-Za-z])/.test(text)) return text;
  const parts = text
    .replace(/\\[ ,;:!]|\\q?quad(?![A-Za-z])|[$~]/g, " ")
    .split(/[,;]/)
    .map((part) => EXTREME.exec(part));
  if (parts.length > 4 || !parts.every((part) => part !== null)) return text;
  return parts.map(([, name, value]) => `${name} = $${value}$`).join(", ");
}
const EXTREME = /^\s*(?:and\s)?\s*\\(max|min)\s*(?:[a-z]\s*)?=\s*([^=\s][^=,;]{0,58}?)\s*\.?\s*$/;

function namedIn(sentence: string): [name: string, value: string][] | null {
  const plain = sentence
    .trim()
    .replace(/^(?:[-*•]|\\cdot)\s+/, "")
    .replace(ROW, "$1: $2")
    .replace(words(languageOf(sentence)).opening, "")
    .replace(OPENING, "")
    .replace(/[\s.,;!]+$/, "");
  if (plain.length > LONGEST || CHANGES.test(plain)) return null;
  const clauses = plain.split(AND).map((clause) => NAMED.exec(clause.trim()) ?? UNSPACED.exec(clause.trim()));
  if (clauses.length > 8 || !clauses.every((clause) => clause !== null)) return null;
  return clauses.map(([, name, value, unit]) => [
    nameOf(name),
    value + unit.replace(/입니다|です|이다$/, ""),
  ]);
}

/** What a line says of its name by a calculation or in a sentence. */
function namedOnLine(line: string): [name: string, value: string][] | null {
  const [, name, said] = LINE.exec(line.trim()) ?? [];
  if (said === undefined || !/\d/.test(said)) return null;
  const found = finalAnswer(said);
  return found && found.others.length === 0 && found.answer.length < 60
    ? [[nameOf(name), found.answer]]
    : null;
}
/** "| Mean | 12 |" */
const ROW = /^\|\s*([^|]{1,40}?)\s*\|\s*([^|]{1,40}?)\s*\|$/;
/** "(12 + 36 = 48 ✔)" */
const CHECKED = /^\s*(?:\([^()]{1,80}[✓✔]\s?\)|[^\p{L}]{1,80}[✓✔])\s*$/u;

function nameOf(said: string): string {
  const key = said
    .trim()
    .toLowerCase()
    .replace(/ (?:values? )?of$/, "");
  return SAME[key] ?? key;
}

/** Whether two answers name the same things. */
export const namesAgree = (a: Named, b: Named) =>
  a.size === b.size && [...a.keys()].every((name) => b.has(name));

/**
 * `b` with the names of `a`, where both name the same things, be it in more words on one side: "dad" and "his dad", "width of the
 * garden" and "width"; null where they do not.
 */
export function underNamesOf(a: Named, b: Named): Named | null {
  if (a.size !== b.size) return null;
  const [own, others] = [a, b].map((named) => [...named.keys()].map(wordsOf));
  const values = [...b.values()];
  const taken = new Set<number>();
  const renamed = new Map<string, string>();
  for (const [i, name] of [...a.keys()].entries()) {
    const fitting = others.flatMap((words, j) =>
      isWithin(own[i], words) || isWithin(words, own[i]) ? [j] : [],
    );
    if (fitting.length !== 1 || taken.has(fitting[0])) return null;
    taken.add(fitting[0]);
    renamed.set(name, values[fitting[0]]);
  }
  return renamed;
}

const isWithin = (few: readonly string[], many: readonly string[]) =>
  few.length > 0 && few.every((word) => many.includes(word));

/** The words of a name without articles and whose it is; of Arabic ones the stem. */
const wordsOf = (name: string) =>
  name
    .split(/[\s']+/)
    .filter((word) => !OWNED.test(word))
    .map((word) =>
      /\p{Script=Arabic}/u.test(word) ? word.replace(/^و?(?:ال)?|(?<=\p{L}{3})(?:ها|ه|هما|هم)$/gu, "") : word,
    );
const OWNED =
  /^(?:s|the|an?|his|her|their|its|my|our|your|is|sein\p{L}*|ihr\p{L}*|der|die|das|son|sa|ses|leur|le|la|les|los|las|el|su|sus|il|lo|suo|sua|seu|o|os|as|zijn|haar|de|het|его|её|их|age|years?)$/iu;

const VALUE_OF_UNKNOWN =
  /(?<![\p{L}\d*/^]|[-+]\s?)([a-z])_\{?(\d)\}?\s?=\s?(-?\d+(?:\.\d+)?(?:\/\d+)?)(?=\s*(?:[,.;$&\\)]|\p{L}|$))/gu;
const SYSTEM = /\d\s?\*?([a-z])_\{?\d\}?\s?[-+]\s?\d*\s?\1_|([a-z])_\{?\d\}?\s?[-+]\s?\d+\s?\*?\2_/u;
const OF_ROOTS =
  /\^\{?2|²|quadr|roots?|vieta|discriminant|racine|wurzel|nullstell|ra[íi]z|ra[íi]ces|radic|корн|pierwiast|wortel|kök|nghiệm|akar|جذر|मूल|根|근/iu;

const valuesOfUnknowns = (text: string) =>
  new Map(
    [...text.slice(-600).matchAll(VALUE_OF_UNKNOWN)].map(([, letter, index, value]) => [
      letter + index,
      value,
    ]),
  );

/** Whether two texts give the unknowns of a linear system that one of them solves, the same ones with other values. */
export function isExchanged(text: string, other: string): boolean {
  if (![text, other].some((one) => SYSTEM.test(one)) || [text, other].some((one) => OF_ROOTS.test(one)))
    return false;
  const [mine, theirs] = [valuesOfUnknowns(text), valuesOfUnknowns(other)];
  if (mine.size < 2 || mine.size !== theirs.size) return false;
  return [...mine].some(([name, value]) => theirs.has(name) && theirs.get(name) !== value);
}
