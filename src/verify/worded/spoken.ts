// Mathematics in words, where a text of one sentence ends in it: "the side is 5 root 2", "x squared minus 3x plus 9", "log
// base 3 of 7", "x is at least -2 and less than 7", "in base eight the number is 275".
import { isWordless } from "../read/formulas.ts";
import { baseBehind } from "../wording/bases.ts";

const LONGEST = 200;

/** The one short sentence that a text is, without its stop; null where it is more. */
export const onlySentence = (text: string): string | null =>
  text.length > LONGEST || /\n|[.!?]\s+[\p{L}\d$\\]/u.test(text) ? null : text.replace(/[.!]\s*$/, "").trim();

/** What denies, doubts or offers a choice: such a sentence says nothing by itself. */
const UNSURE =
  /\b(?:not|never|neither|nor|unless|either|or|maybe|perhaps|might|may|could|should|would|but)\b|n't|\?/i;

/** The formula that a sentence ends in; null where it ends in none, or in one that is written in signs. */
export function spoken(text: string): string | null {
  const sentence = onlySentence(text);
  if (sentence === null || UNSURE.test(text)) return null;
  return rangeIn(sentence) ?? numberInBase(sentence) ?? formulaIn(sentence);
}

const IN_BASE =
  /^[^\d]{0,60}?\bin base[\s-](\d{1,2}|[a-z]+),?\s[^\d;:]{1,60}?\b(?:is|equals|becomes)\s([0-9A-F]{1,30})$/i;

function numberInBase(sentence: string): string | null {
  const [, base, digits] = IN_BASE.exec(sentence) ?? [];
  const index = base === undefined ? "" : baseBehind(digits, ` base ${base.toLowerCase()}`);
  return index === "" ? null : digits + index;
}

const FROM = "at least|greater than or equal to|no less than|greater than|more than|larger than";
const TO = "at most|less than or equal to|no more than|less than|smaller than";
const NUMBER = "(-?\\d+(?:\\.\\d+|/\\d+)?)";
const RANGE = new RegExp(
  `(?:^|\\s)([a-z])\\s(?:is|must be)\\s(?:(${FROM})\\s${NUMBER}\\sand\\s(?:(?:is|also)\\s)?(${TO})\\s${NUMBER}|(${FROM}|${TO})\\s${NUMBER})$`,
  "i",
);

/** "at least", "no more than": with its end. */
const closed = (words: string) => /^(?:at|no)\s|equal/i.test(words);

/** Of a variable; the words before it hold no other number. */
function rangeIn(sentence: string): string | null {
  const found = RANGE.exec(sentence);
  if (!found || /\d/.test(sentence.slice(0, found.index))) return null;
  const [, name, from, low, to, high, words, end] = found;
  if (from !== undefined)
    return `${low} ${closed(from) ? "\\le" : "<"} ${name} ${closed(to) ? "\\le" : "<"} ${high}`;
  const above = new RegExp(`^(?:${FROM})$`, "i").test(words);
  return `${name} ${closed(words) ? (above ? "\\ge" : "\\le") : above ? ">" : "<"} ${end}`;
}

const SIGNS: Record<string, string> = { plus: "+", minus: "-", times: "\\cdot" };

/** What stands behind "is" or "=", all of it signs once roots, powers and logarithms are, but for a unit of two words. */
function formulaIn(sentence: string): string | null {
  const said =
    /^(?:.*\s(?:is|equals|be|measures)|[a-z]\s?=)\s(?:exactly\s|equal to\s)?/i.exec(sentence)?.[0] ?? "";
  if (/\d/.test(said)) return null;
  const tail = sentence.slice(said.length);
  const formula = tail
    .replace(/(?:\bthe\s)?\b(square|cube)\sroot\sof\s(\d+)(?![\d.])/gi, (_, kind: string, n: string) =>
      /^s/i.test(kind) ? `\\sqrt{${n}}` : `\\sqrt[3]{${n}}`,
    )
    .replace(/(?<=\d\s(?:times\s)?|^)root\s(\d+)(?![\d.])/gi, "\\sqrt{$1}")
    .replace(/(?<=\d)\s(?:times\s)?(?=\\sqrt)/g, "")
    .replace(
      /\b(?:the\s)?log(?:arithm)?\s(?:to\s)?(?:the\s)?base\s(\d+)\sof\s(\d+)(?![\d.])/gi,
      "\\log_{$1} $2",
    )
    .replace(
      /(?<![\p{L}])(\d*[a-z])\s(squared|cubed)\b/giu,
      (_, base: string, power: string) => `${base}^${power.toLowerCase() === "squared" ? 2 : 3}`,
    );
  if (formula === tail) return null;
  const bare = formula
    .replace(/(?<=[\d}])\s(?!plus|minus|times|over)\p{L}+(?:\s\p{L}+)?$/u, "")
    .replace(/\s(plus|minus|times)\s/gi, (_, word: string) => ` ${SIGNS[word.toLowerCase()]} `);
  return isWordless(bare) ? bare : null;
}
