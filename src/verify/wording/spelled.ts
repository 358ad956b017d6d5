// Numbers in words as digits, in sentences that have none in digits and in answers: "twelve ways", "two thirds",
// "fünfundzwanzig", "四十八".

import { withTimes } from "./clock.ts";
import { SPELLINGS, type Spelling } from "./numerals.ts";
import { languageOf } from "./phrases.ts";

/** What may stand between the words of one number. */
const JOINERS = /^(?:and|y|e|et|und|-)$/;
const TIMES = new Set([10, 12, 100, 1000, 1e6]);

const DIGITS = "〇一二三四五六七八九";
const HAN =
  /[〇零一二两兩三四五六七八九十百千]+(?:分之[一二三四五六七八九十]+|分の[一二三四五六七八九十]+)?/g;

/** `sentence` with the numbers that stand in it in words as digits; null where there are none. */
export function withDigits(sentence: string, language: string): string | null {
  const cut = /^(?:Chinese|Japanese)$/.test(language) ? fromHan(sentence) : fromWords(sentence, language);
  return cut === sentence ? null : cut;
}

/** Longest answer that is read so, in UTF-16 units. */
const LONGEST = 60;

/**
 * A number that is wholly or partly in words, with at most two words of a unit: "twenty-three apples", "minus seven", "2
 * dozen eggs", "3 and a half", "one in six", "twenty-first"; null for anything else.
 */
export function inDigits(answer: string): string | null {
  if (answer.length > LONGEST) return null;
  const text = answer
    .replace(/^\$?\\(?:text|mathrm|mbox)\s?\{([^{}]*)\}\$?$/, "$1")
    .replace(/[\s.!*]+$/, "")
    .replace(/^[\s*]+/, "");
  if (/[\\$]|^\p{Lu}+$/u.test(text)) return null;
  if (/\d/.test(text)) return byThePiece(text) ?? mixed(text) ?? chance(text);
  const ordinal = ordinalWithDigits(text);
  if (ordinal !== null) return ordinal;
  const language = languageOf(text).name;
  const part = PART.exec(text);
  if (part && language === "English") return `1/${partOf(part[1])}`;
  const number =
    withDigits(text, language) ?? (/^one(?:\s[a-z]+)?$/i.test(text) ? `1${text.slice("one".length)}` : null);
  if (number === null) return null;
  const found = chance(number) ?? byThePiece(number) ?? number;
  const [, unit] = /^-?\d+(?:\.\d+|:\d\d)?(?: \d+)?(?:\/\d+)?((?:\s[\p{L}\p{M}-]+){0,2})$/u.exec(found) ?? [];
  return unit === undefined || NO_UNIT.test(unit) ? null : found;
}

/** "half", "third", "quarter", …, and how many of them are one. */
export const PARTS = [...SPELLINGS.English.parts.keys()].filter((name) => !name.endsWith("s")).join("|");
export const partOf = (name: string) => SPELLINGS.English.parts.get(name.toLowerCase());
/** "half", "a third". */
const PART = new RegExp(`^(?:an?\\s)?(${PARTS})$`, "i");
const AND_A_PART = new RegExp(
  `^(-?\\d{1,9})\\sand\\s(?:an?|one)[\\s-](${PARTS})\\b((?:\\s\\p{L}+){0,2})$`,
  "iu",
);
/** What makes another number of the one before it. */
const NO_UNIT = /\b(?:of|point|times|more|less|fewer|and|or|hundredths?|thousandths?|squared|cubed|dozen)\b/i;

/** "Ten.", "two thirds": a number in words and nothing else. */
export function spelledNumber(whole: string): string | null {
  const number = /\d/.test(whole) ? null : inDigits(whole);
  return number !== null && /^-?\d+(?:\.\d+)?(?: \d+)?(?:\/\d+)?$/.test(number) ? number : null;
}

/** "3 dozen eggs" */
function byThePiece(text: string): string | null {
  const found = /^(\d{1,9})\s(?:dozens?)\b((?:\s(?:of\s)?\p{L}+){0,2})$/u.exec(text);
  return found && `${12 * Number(found[1])}${found[2].replace(" of ", " ")}`;
}

/** "3 and a half hours" */
function mixed(text: string): string | null {
  const found = AND_A_PART.exec(text);
  return found && `${found[1]} 1/${partOf(found[2])}${found[3]}`;
}

/** "1 in 4", "3 out of 8" */
function chance(text: string): string | null {
  const found = /^(\d{1,9})\s(?:in|out of)\s(?:every\s)?(\d{1,9})$/.exec(text);
  return found && `${found[1]}/${found[2]}`;
}

/** "The temperature is minus 3 degrees.": what is no subtraction. */
export const withSigns = (text: string) =>
  signed(/ is -?\d/.test(text) ? text.replace(LETTERS, "$1 = $2$3$4 = $5") : text);
/** "x is 2 and y is 5" */
const LETTERS =
  /(?<![\p{L}\d])([a-z]) is (-?\d[\d/]*)(,? and |, )([a-z]) is (-?\d[\d/]*)(?![\p{L}\d]|,? and\b)/gu;
const signed = (text: string) =>
  /minus|negative|menos|moins|meno/i.test(text)
    ? text.replace(
        /(?<=(?:^|\b(?:is|was|are|be|equals?|to|at|of|gives?|by|es|est|ist|beträgt)\s|(?:è|é|[:=])\s?))(?:minus|negative|menos|moins|meno)\s(?=\$?\d)/gi,
        "-",
      )
    : text;

/** "forty-five (45) apples", "three hours and 20 minutes": numbers in words beside digits, as digits. */
export function withoutDoubles(text: string): string {
  // What is looked for first is rare, and quick to look for.
  const even = UNIT_AND_NUMBER.test(text) ? text.replace(MIXED, (word) => inDigits(word) ?? word) : text;
  if (!/\p{L}\s\(\d[\d,]*\)/u.test(even)) return even;
  return even.replace(TWICE, (all, said: string, digits: string) => {
    const words = said.split(/(?<=[\s-])/);
    for (let i = 0; i < words.length; i++) {
      const number = withDigits(words.slice(i).join(""), "English");
      if (number === digits.replaceAll(",", "")) return words.slice(0, i).join("") + digits;
    }
    return all;
  });
}
/** "three hours and 20 minutes" */
const UNIT_AND_NUMBER =
  /\s(?:hours?|minutes?|feet|pounds?|dollars?|years?|days?|weeks?|months?)\s(?:and\s)?\d/i;
const MIXED = new RegExp(`\\b[a-z]{3,9}(?:-[a-z]{3,5})?(?=${UNIT_AND_NUMBER.source})`, "gi");
const TWICE = /((?:[\p{L}]{2,12}[\s-]){0,6}\p{L}{2,12})\s\((\d[\d,]{0,12})\)/gu;

const TO_NINETEEN =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(
    " ",
  );
const TENS = "twent thirt fort fift sixt sevent eight ninet".split(" ");
/** Ordinals in words up to 99, in their order. */
const ORDINAL_WORDS = [
  ...TO_NINETEEN,
  ...TENS.flatMap((ten) => [`${ten}ieth`, ...TO_NINETEEN.slice(0, 9).map((one) => `${ten}y-${one}`)]),
];
/** Any of them. */
export const ORDINALS = `(?:${ORDINAL_WORDS.join("|")})`;

/** "twenty-first", "third term" with digits: 21st, 3rd term; null for anything else. */
function ordinalWithDigits(text: string): string | null {
  const [all, word] = /^(?:the\s)?([a-z]+(?:-[a-z]+)?)(?=(?:\s[a-z]+){0,2}$)/i.exec(text) ?? [];
  const number = word === undefined ? 0 : ORDINAL_WORDS.indexOf(word.toLowerCase()) + 1;
  if (all === undefined || number === 0) return null;
  const suffix = number > 3 && number < 21 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th");
  return `${number}${suffix}${text.slice(all.length)}`;
}

/** "2 horas y media", "2 heures et demie", "2 hours and a half" */
const AND_A_HALF =
  /(?<![\d.,/])(\d+)\s(\p{L}{2,15})\s(?:and\sa|y|et|e)\s(?:half|medi[ao]|demie?|mezz[ao]|mei[ao])(?!\p{L})/giu;
const DOZEN_AND_HALF = /\b(?:a|one) dozen and a half\b/gi;
/** "an hour and a quarter" */
const HOUR_AND = /\ban hour and a (half|quarter)\b/gi;
/** "4 below zero", "4 degrees below freezing" */
const BELOW = /(?<![\d.]\s?)\b(\d+(?:\.\d+)?)(\sdegrees?)?\sbelow\s(?:zero|0|freezing)\b/gi;
/** "Half a dozen", "a hundred" as numbers with a word of their own before them. */
const HALF_A = /\bhalf an?\s(?=dozen\b)/gi;
const ONE = /\ban?\s(?=(?:dozen|hundred|thousand|million)\b)/gi;
/** Where no number is before it. */
const MINUS = /(?<![\d)]\s)\b(?:minus|negative|menos|moins|meno)\s(?=\d)/gi;

function fromWords(sentence: string, language: string): string {
  const spelled = SPELLINGS[language];
  if (!spelled) return sentence;
  const { words, parts } = spelled;
  const timed = language === "English" ? withTimes(sentence) : sentence;
  let read = timed !== sentence;
  const text =
    language === "English"
      ? timed
          .replace(DOZEN_AND_HALF, "eighteen")
          .replace(HOUR_AND, (_, part: string) => `one and a ${part} hours`)
          .replace(HALF_A, "half-a-")
          .replace(ONE, "one ")
      : timed;
  // Hyphens part words ("twenty-five"), but for those that are one ("quatre-vingt").
  const pieces = text.match(/quatre-vingts?|dix-(?:sept|huit|neuf)|half-a-dozen|\p{L}+|[^\p{L}]+/giu) ?? [];
  const result: string[] = [];
  for (let i = 0; i < pieces.length; ) {
    let [end, total, current, count] = [i, 0, 0, 0];
    for (let j = i; j < pieces.length; j++) {
      const word = pieces[j].toLowerCase();
      if (count > 0 && (/^(?:\s|-)$/.test(word) || JOINERS.test(word))) continue;
      const value = words.get(word);
      if (value === undefined || (word === "dozen" && count === 0)) break;
      const times = TIMES.has(value) && (/^(?:dozen|puluh|mươi)$/.test(word) || value > 12);
      // "Twelve thirty" are two numbers, "three quarters" behind "two and" a part.
      if (!times && count > 0 && (!follows(value, current) || partBehind(pieces, j + 1, parts))) break;
      if (value >= 1000) [total, current] = [total + (current || 1) * value, 0];
      else if (times) current = (current || 1) * value;
      else current += value;
      end = j + 1;
      count++;
    }
    const number = total + current;
    const part = partBehind(pieces, end, parts);
    const half = part || count === 0 ? null : halfBehind(pieces, end, spelled);
    const ofMany = number === 1 && /^\s(?:in|out of)\s$/.test(pieces.slice(end, end + 3).join(""));
    // "one", "ein", "un" alone are words of grammar.
    if (count === 0 || (count === 1 && number === 1 && !part && !half && !ofMany)) {
      result.push(pieces[i++]);
      continue;
    }
    read = true;
    result.push(part ? `${number}/${part.value}` : half ? `${number} ${half.value}` : String(number));
    i = part?.end ?? half?.end ?? end;
  }
  if (!read) return sentence;
  const joined = result.join("").replace(MINUS, "-").replace(BELOW, "-$1$2").replace(AND_A_HALF, "$1.5 $2");
  return joined.includes(" point ")
    ? joined.replace(
        /(\d) point (\d+(?: \d)*)(?![\d/])/g,
        (_, whole: string, part: string) => `${whole}.${part.replaceAll(" ", "")}`,
      )
    : joined;
}

/** Whether a number goes on with `value`: 20 with 5, 300 with 12, 60 with 12 as in French, but 12 not with 30. */
const follows = (value: number, current: number) =>
  current === 0 ||
  (value < 20 && (current === 60 || current === 80)) ||
  current % 10 ** `${value}`.length === 0;

/** "thirds" behind "two". */
function partBehind(pieces: readonly string[], at: number, parts: Map<string, number>) {
  if (!/^(?:\s|-)$/.test(pieces[at] ?? "")) return null;
  const value = parts.get((pieces[at + 1] ?? "").toLowerCase());
  return value === undefined ? null : { value, end: at + 2 };
}

/** "and a half", "and three quarters" behind "two". */
function halfBehind(pieces: readonly string[], at: number, { words, parts }: Spelling) {
  const behind = pieces.slice(at, at + 7).map((piece) => piece.toLowerCase());
  if (!/^\s$/.test(behind[0] ?? "") || !JOINERS.test(behind[1] ?? "")) return null;
  const [count = "", , noun = ""] = behind.slice(3);
  const alone = parts.get(count);
  if (alone !== undefined) return { value: `1/${alone}`, end: at + 4 };
  const [above, below] = [/^an?$/.test(count) ? 1 : words.get(count), parts.get(noun)];
  return above === undefined || below === undefined ? null : { value: `${above}/${below}`, end: at + 6 };
}

function fromHan(sentence: string): string {
  return sentence.replace(HAN, (run) => {
    const [below, above] = run.split(/分之|分の/);
    const value = hanNumber(below);
    if (above !== undefined) return `${hanNumber(above)}/${value}`;
    // One character may be part of a word: 一共, 三角形.
    return run.length < 2 ? run : String(value);
  });
}

function hanNumber(run: string): number {
  let [total, digit] = [0, 0];
  for (const c of run) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[c];
    if (unit === undefined) digit = "两兩".includes(c) ? 2 : c === "零" ? 0 : DIGITS.indexOf(c);
    else [total, digit] = [total + (digit || 1) * unit, 0];
  }
  return total + digit;
}
