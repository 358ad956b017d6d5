// Values with their names in words: "The maximum is 11 and the minimum is -9", "Sara: 9, Tom: 14". Where both answers name
// the same things, each value has to be that of its name, in whatever order they stand.

import { withoutMarkup } from "../wording/phrases.ts";
import { plainWording } from "../wording/wordings.ts";
import { type FinalAnswer, isUnannounced } from "./found.ts";
import { sentencesOf } from "./undeclared.ts";

/** Values by their names in lower case. */
export type Named = ReadonlyMap<string, string>;

const LONGEST = 300;
const VALUE = String.raw`(\$[^$\n]{1,60}\$|\\\([^()\n]{1,60}\\\)|\\?[$€£]?-?\d[\d.,/]*%?)((?:\s\p{L}{1,15}){0,3})`;
const SAYS =
  "has|have|had|is|are|was|were|equals?|gets?|got|receives?|received|needs?|needed|pays?|paid|earns?|earned|scores?|scored|weighs?|" +
  "costs?|owns?|collects?|collected|measures?|ist|sind|hat|haben|es|son|tiene|est|sont|a|è|ha|é|tem";
/** "the maximum value is 11", "Tom has 14 marbles", "Sara: 9", "minimum -9" */
const NAMED = new RegExp(
  `^(?:(?:the|an?|its|der|die|das|el|la|los|las|le|les|il|lo|o)\\s)?(\\p{L}{2,20}(?:\\s\\p{L}{2,20}){0,2}?)(?:\\s(?:values?|numbers?))?(?:\\s?[:=]\\s?|\\s(?:${SAYS})\\s|\\s)${VALUE}$`,
  "iu",
);
const OPENING =
  /^\W*(?:(?:so|thus|therefore|hence|then|in conclusion|also|folglich|donc|por lo tanto|quindi|portanto),?\s)?(?:(?:we (?:have|get|find)(?:\sthat)?|(?:the|our) (?:final )?answer is:?(?:\sthat)?)\s)?(?:(?:\p{L}[\p{L}\s]{0,30}|\$?[fghy](?:\(x\))?\$?)\s(?:has|attains|takes|reaches)\s(?=(?:(?:an?|its|the)\s)?(?:m(?:ax|in)|greatest|least|largest|smallest)))?/iu;
/** Between two of them. */
const AND = /\s*;\s*|,\s(?:and\s|while\s|whereas\s)?|\s(?:and|while|whereas|und|y|et|e)\s/giu;
/** What makes another of the value that it stands beside. */
const CHANGES = /\b(?:more|less|fewer|extra|other|left|times|than|not|or)\b/i;
const SAME: Record<string, string> = {
  ...{ max: "maximum", greatest: "maximum", largest: "maximum", highest: "maximum" },
  ...{ min: "minimum", least: "minimum", smallest: "minimum", lowest: "minimum" },
};

/** The names and values of an answer, of the whole of it or of the sentences that the text ends in; null for any other. */
export function namedValues(found: FinalAnswer, text: string): Named | null {
  const sentences = isUnannounced(found) || found.from === "its parts" || found.others.length > 0;
  const written = sentences ? text.slice(-2 * LONGEST) : found.answer;
  const own = /\\(?:text|mathrm|mbox)\{/.test(written)
    ? (plainWording(written) ?? written)
    : withExtremes(written);
  if (!/\p{L}{2}[^\n]{0,60}?\d/u.test(own)) return null;
  const all = new Map<string, string>();
  for (const sentence of sentencesOf(withoutMarkup(own)).reverse()) {
    const names = namedIn(sentence);
    if (!names || (all.size > 0 && names.length > 1)) break;
    for (const [name, value] of names) {
      if (all.has(name)) return null;
      all.set(name, value);
    }
    if (names.length > 1) break;
  }
  return all.size > 1 ? all : null;
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
  const plain = sentence.replace(OPENING, "").replace(/[\s.,;!]+$/, "");
  if (plain.length > LONGEST || CHANGES.test(plain)) return null;
  const clauses = plain.split(AND).map((clause) => NAMED.exec(clause.trim()));
  if (clauses.length > 8 || !clauses.every((clause) => clause !== null)) return null;
  return clauses.map(([, name, value, unit]) => {
    const key = name.toLowerCase().replace(/ (?:values? )?of$/, "");
    return [SAME[key] ?? key, value + unit];
  });
}

/** Whether two answers name the same things. */
export const namesAgree = (a: Named, b: Named) =>
  a.size === b.size && [...a.keys()].every((name) => b.has(name));
