// Numbers in words as digits, in sentences that have none in digits and in answers: "twelve ways", "two thirds",
// "fünfundzwanzig", "四十八".

import { leadingUnit, unitNameAt } from "../read/units.ts";
import { SPELLINGS, type Spelling, valueOfWord } from "./numerals.ts";
import { languageOf } from "./phrases.ts";
import { fromHan, fromHangul } from "./spelled-unspaced.ts";
import { withTimes } from "./times.ts";

/** What may stand between the words of one number. */
const JOINERS = /^(?:and|y|e|et|und|en|و|-)$/;
/** The same before a half: "два с половиной", "dwa i pół". */
const HALF_JOINERS = /^(?:and|y|e|et|und|en|و|с|i|и)$/;
const DOZENS =
  /^(?:dozen|docenas?|dúzias?|douzaines?|dutzend|dozijn|dozzin[ae]|дюжин[ауы]|tuziny?|düzine|lusin|tá|दर्जन|دزينة)$/;
/** "une demi-douzaine", "media docena" */
const HALF_DOZEN =
  /(?<![\p{L}\p{M}])(?:(?:une?|un'|una|uma|ein(?:e|em|en|es)?|een)\s)?(?:demi[e-]?\s?douzaine|media\sdocena|meia\sdúzia|mezza\sdozzina|halbe[sn]?\sdutzend|half\sdozijn|yarım\sdüzine|setengah\slusin|nửa\stá)(?![\p{L}\p{M}])/giu;
const TIMES = new Set([10, 12, 100, 1000, 1e6]);

/** `sentence` with the numbers that stand in it in words as digits; null where there are none. */
export function withDigits(sentence: string, language: string): string | null {
  const cut = inFigures(sentence, language, false);
  return cut === sentence ? null : cut;
}

/**
 * A text with those numbers in words as digits that are no words of grammar wherever they stand: from 13 on, with a part ("two
 * and a half", "three quarters"), and before a unit of measurement. In English, whose sentences without digits are read by
 * themselves (worded/worded.ts), beside digits only percents and degrees.
 */
export function withMeasuresInDigits(text: string, language: string): string {
  if (language === "English") {
    const measured = IN_TWO_UNITS.test(text) ? text.replace(TWO_UNITS, inBothUnits) : text;
    return IN_SHARES.test(measured)
      ? measured.replace(SENTENCE, (one) => (/\d/.test(one) ? fromShares(one) : one))
      : measured;
  }
  return inFigures(text, language, true);
}
/** `measures`: only those that are no words of grammar. */
const inFigures = (text: string, language: string, measures: boolean) =>
  /^(?:Chinese|Japanese)$/.test(language)
    ? fromHan(text, measures)
    : language === "Korean"
      ? fromHangul(text, measures)
      : fromWords(text, language, measures);
/** "one hour and forty minutes", "an hour and five minutes": a measure in two units. */
const IN_TWO_UNITS =
  /\p{L} (?:hours?|minutes?|days?|weeks?|years?|feet|foot|kilomet(?:re|er)s?|met(?:re|er)s?),? /iu;
const TWO_UNITS =
  /(?<![\p{L}-])([a-z]{1,9}(?:-[a-z]{3,5})?) (hours?|minutes?|days?|weeks?|years?|feet|foot|kilomet(?:re|er)s?|met(?:re|er)s?),? (?:and )?([a-z]{3,9}(?:[- ][a-z]{3,9}){0,3}?) (minutes?|seconds?|hours?|days?|months?|inch(?:es)?|met(?:re|er)s?|centimet(?:re|er)s?)(?![\p{L}-])/giu;
function inBothUnits(all: string, first: string, unit: string, second: string, smaller: string): string {
  const [a, b] = [first, second].map((word) =>
    /^(?:an?|one)$/i.test(word) ? "1" : fromWords(word, "English"),
  );
  return /^\d+$/.test(a) && /^\d+$/.test(b) ? `${a} ${unit} and ${b} ${smaller}` : all;
}
/** "that's half of the class", "are three quarters of them": a part that something is, behind which nothing is calculated. */
const IS_PART =
  /(?<=\b(?:is|are|was|were|makes|leaves)\s(?:exactly\s|just\s|only\s)?|'s\s(?:exactly\s|just\s)?)(?:(?:an?|one)\s)?(half|third|quarter|fifth|sixth|eighth|tenth)(?=\sof\s(?:the|all|them|it|his|her|their)\b[^\d]*$|\s*$)/giu;
const SHARE = "(?:per\\s?cent|degrees?)(?!\\p{L})";
const IN_SHARES = new RegExp(
  `\\p{L}\\s${SHARE}|(?:\\b(?:is|are|was|were|makes|leaves)|'s)\\s(?:exactly\\s|just\\s|only\\s|an?\\s|one\\s){0,2}(?:half|third|quarter|fifth|sixth|eighth|tenth)`,
  "iu",
);
const SENTENCE = /(?:[^.!?\n]|\.(?=\d))+/g;
const WORDS_OF_SHARE = new RegExp(`(?:(?<!\\p{L})\\p{L}{3,9}[\\s-]){1,4}(?=${SHARE})`, "giu");
/** "twenty-five per cent", "six degrees": the last words before it that are a number. */
const fromShares = (sentence: string) =>
  sentence
    .replace(IS_PART, (_, part: string) => `1/${SPELLINGS.English.parts.get(part.toLowerCase())}`)
    .replace(WORDS_OF_SHARE, (words) => {
      const digits = fromWords(words.trimEnd(), "English");
      return /\d$/.test(digits) ? `${digits} ` : words;
    });
/** What may stand behind a number of a measure. */
const isMeasured = (behind: string) => {
  const [space] = behind;
  return (
    space === " " &&
    (OF_SHARE.test(behind.slice(1)) ||
      (unitNameAt(behind) !== null && !ALSO_WORDS.test(behind.slice(1))) ||
      leadingUnit(behind) !== undefined)
  );
};
const OF_SHARE =
  /^(?:per\s?cents?|percent|prozent|por\sciento|por\scento|pour\scent|procent|per\scento|процент\p{L}{0,3}|persen|phần\străm|yüzde|بالمئة|في المئة|प्रतिशत|degrees?|grad|grados?|degrés?|gradi|graus?|graden|stopni|градус\p{L}{0,3}|derece|درجات|درجة|डिग्री|dollars?|euros?|cents?)(?![\p{L}\p{M}])/iu;
/** Names of units that are other words as well: "two in", "four at". */
const ALSO_WORDS =
  /^(?:in|at|a|an|t|p|day|days|to|mo|pm|second|seconds|l|h|s|m|g|minute|ore|jam)(?![\p{L}])/iu;

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

/** "The temperature is minus 3 degrees.": what is no subtraction; "x is 2 and y is 5" as equations. */
export function withSigns(text: string): string {
  const even = / is -?\d/.test(text) ? text.replace(LETTERS, "$1 = $2$3$4 = $5") : text;
  return /minus|negative|menos|moins|meno/i.test(even) ? even.replace(SIGN, "-") : even;
}
const LETTERS =
  /(?<![\p{L}\d])([a-z]) is (-?\d[\d/]*)(,? and |, )([a-z]) is (-?\d[\d/]*)(?![\p{L}\d]|,? and\b)/gu;
const SIGN =
  /(?<=(?:^|\b(?:is|was|are|be|equals?|to|at|of|gives?|by|es|est|ist|beträgt)\s|(?:è|é|[:=])\s?))(?:minus|negative|menos|moins|meno)\s(?=\$?\d)/gi;

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
const HOUR_AND = /\b(?:an|one) hour and a (half|quarter)\b/gi;
/** "4 below zero", "4 degrees below freezing" */
const BELOW = /(?<![\d.]\s?)\b(\d+(?:\.\d+)?)(\sdegrees?)?\sbelow\s(?:zero|0|freezing)\b/gi;
/** "Half a dozen", "a hundred" as numbers with a word of their own before them. */
const HALF_A = /\bhalf an?\s(?=dozen\b)/gi;
const ONE = /\ban?\s(?=(?:dozen|hundred|thousand|million)\b)/gi;
/** Where no number is before it. */
const MINUS = /(?<![\d)]\s)\b(?:minus|negative|menos|moins|meno)\s(?=\d)/gi;

function fromWords(sentence: string, language: string, measures = false): string {
  const spelled = SPELLINGS[language];
  if (!spelled) return sentence;
  const { parts } = spelled;
  const timed = language === "English" ? withTimes(sentence) : sentence.replace(HALF_DOZEN, "6");
  let read = timed !== sentence;
  const text =
    language === "English"
      ? timed
          .replace(DOZEN_AND_HALF, "eighteen")
          .replace(HOUR_AND, (_, part: string) => `one and a ${part} hours`)
          .replace(HALF_A, "half-a-")
          .replace(ONE, "one ")
      : language === "Indonesian"
        ? timed.replace(/(?<=\p{L}{3}) belas(?!\p{L})/giu, "belas")
        : language === "Arabic"
          ? timed.replace(/(?<=[\s])و(?=\p{L}{3})/gu, "و ")
          : timed;
  // Hyphens part words ("twenty-five"), but for those that are one ("quatre-vingt").
  const pieces =
    text.match(/quatre-vingts?|dix-(?:sept|huit|neuf)|half-a-dozen|[\p{L}\p{M}]+|[^\p{L}\p{M}]+/giu) ?? [];
  const result: string[] = [];
  for (let i = 0; i < pieces.length; ) {
    let [end, total, current, count, dozens] = [i, 0, 0, 0, false];
    for (let j = i; j < pieces.length; j++) {
      const word = pieces[j].toLowerCase();
      if (count > 0 && (/^(?:\s|-)$/.test(word) || JOINERS.test(word))) continue;
      const value = valueOfWord(word, language);
      if (value === undefined || (word === "dozen" && count === 0)) break;
      const times = TIMES.has(value) && (DOZENS.test(word) || /^(?:puluh|mươi)$/.test(word) || value > 12);
      // "Twelve thirty" are two numbers, "three quarters" behind "two and" a part.
      if (
        !times &&
        count > 0 &&
        (!(follows(value, current) || (language === "Arabic" && isInverted(value, current))) ||
          partBehind(pieces, j + 1, parts))
      )
        break;
      if (value >= 1000) [total, current] = [total + (current || 1) * value, 0];
      else if (times) current = (current || 1) * value;
      else current += value;
      dozens ||= DOZENS.test(word);
      end = j + 1;
      count++;
    }
    const number = total + current;
    const part = partBehind(pieces, end, parts);
    const half = part || count === 0 ? null : halfBehind(pieces, end, spelled);
    // "pour cent"
    const isPercent = number === 100 && /^(?:pour|por|per)$/i.test(pieces[i - 2] ?? "");
    const ofMany = number === 1 && /^\s(?:in|out of)\s$/.test(pieces.slice(end, end + 3).join(""));
    // "one", "ein", "un" alone are words of grammar.
    if (count === 0 || isPercent || (count === 1 && number === 1 && !part && !half && !ofMany)) {
      result.push(pieces[i++]);
      continue;
    }
    const to = part?.end ?? half?.end ?? end;
    // "2 million", "twenty-first"
    const ofDigits =
      /[\d$]\s?$/.test(pieces[i - 1] ?? "") || /^-\p{L}/u.test(pieces.slice(to, to + 2).join(""));
    if (
      measures &&
      (ofDigits ||
        !(
          number >= 13 ||
          dozens ||
          half ||
          (part && number > 1) ||
          !Number.isInteger(number) ||
          isMeasured(pieces.slice(to, to + 6).join(""))
        ))
    ) {
      result.push(...pieces.slice(i, end));
      i = end;
      continue;
    }
    read = true;
    result.push(
      part ? `${number}/${part.value}` : half ? mixedNumber(number, half.value, language) : String(number),
    );
    i = to;
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

/** "3 1/2", and with a decimal point in languages that write decimals rather than fractions beside a unit. */
const mixedNumber = (number: number, part: string, language: string): string => {
  const decimal = language === "English" ? undefined : { "1/2": 0.5, "1/4": 0.25, "3/4": 0.75 }[part];
  return decimal === undefined ? `${number} ${part}` : String(number + decimal);
};

/** Whether a number goes on with `value`: 20 with 5, 300 with 12, 60 with 12 as in French, but 12 not with 30. */
const follows = (value: number, current: number) =>
  current === 0 ||
  (value < 20 && (current === 60 || current === 80)) ||
  current % 10 ** `${value}`.length === 0;

/** "خمسة وعشرون": in Arabic ones stand before tens. */
const isInverted = (value: number, current: number) =>
  current > 0 && current < 10 && value < 100 && value % 10 === 0;

/** Behind a number it is that and a half: "iki buçuk", "dua setengah". */
const AND_HALF = /^(?:buçuk|setengah|rưỡi)$/;

/** "thirds" behind "two". */
function partBehind(pieces: readonly string[], at: number, parts: Map<string, number>) {
  if (!/^(?:\s|-)$/.test(pieces[at] ?? "")) return null;
  const word = (pieces[at + 1] ?? "").toLowerCase();
  const value = AND_HALF.test(word) ? undefined : parts.get(word);
  return value === undefined ? null : { value, end: at + 2 };
}

/** "and a half", "and three quarters" behind "two". */
function halfBehind(pieces: readonly string[], at: number, { words, parts }: Spelling) {
  const behind = pieces.slice(at, at + 7).map((piece) => piece.toLowerCase());
  if (!/^\s$/.test(behind[0] ?? "")) return null;
  if (AND_HALF.test(behind[1] ?? "")) return { value: "1/2", end: at + 2 };
  if (!HALF_JOINERS.test(behind[1] ?? "")) return null;
  const [count = "", , noun = ""] = behind.slice(3);
  const alone = parts.get(count);
  if (alone !== undefined) return { value: `1/${alone}`, end: at + 4 };
  const [above, below] = [/^an?$/.test(count) ? 1 : words.get(count), parts.get(noun)];
  return above === undefined || below === undefined ? null : { value: `${above}/${below}`, end: at + 6 };
}
