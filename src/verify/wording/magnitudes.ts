// Digits with a word for a power of ten behind them as plain digits, in the languages of the table: "3万", "2만 5천 원",
// "5 тыс.", "2 mil reais", "2 Millionen". English "2 million" is read where formulas are (parse.ts).

import { add, multiply, parseDecimal, type Rational, rational } from "../read/rational.ts";
import { languageOf, languagesOfAnswers } from "./phrases.ts";

const WORD_END = "(?![\\p{L}\\p{M}\\p{N}])";
/** 만 is "only" as well: of so many where a counter, a number, the copula or the end follows ("3만 원"; not "3만 된다"). */
const COUNTED =
  "(?=\\s?(?:\\d|[천백억]|원(?![소점하한래])|명(?![확시])|개|권|킬로|톤|달러|마리|대(?![입응수체신하])|그루|장|병|건|회|번|가구|평(?![균면행])|엔|유로|위안|점(?!수)|송이|리터|미터|그램|시간|년|[kcm]?m(?!\\w)|kg)|입니다|이다|이에요|예요|\\s*(?:[.,;!(){}$*\\n]|$))";
/** The point of an abbreviation, where it ends no line as well. */
const POINT = "(?:\\.(?! ?(?:\\n|$)))?";
const OF_MONEY =
  "(?=\\s(?:\\d{3}\\s)?(?:mil(?:lones|h[õo]es)|reais|pesos|soles|d[óo]lares|euros?|pessoas|personas|habitantes)(?!\\p{L}))";
const OF_LIRA = "(?=\\s(?:\\d{3}\\s)?(?:lira|TL|kişi|avro|dolar)(?!\\p{L}))";

/** Zeros, and the words that stand for so many; 千克, 3百分点 and 2 tỉ số are other words. */
const UNITS: [zeros: number, words: string][] = [
  [2, `百(?!分)|백(?!분)|सौ${WORD_END}`],
  [
    3,
    `千(?![克米瓦卡赫帕伏焦安牛葉叶]|分之|字节)|천|(?:ह(?:ज\u093c?|\u095b)ार|тысяч[аиу]?|(?:тыс|tys)(?:\\.(?!\\s*$|\\s+\\p{Lu}))?|ألف(?:\u064bا|ا\u064b?)?|الف|آلاف|nghìn|ngàn|ribu|tysiąc[ea]?|tysięcy|mila|duizend|[Tt]ausend)${WORD_END}|mil${OF_MONEY}|bin${OF_LIRA}`,
  ],
  [4, `[万萬](?!一)|만${COUNTED}`],
  [5, `लाख${WORD_END}`],
  [
    6,
    `(?:млн\\.?(?=\\s\\p{Ll})|млн|миллион(?:а|ов)?|مليون(?:\u064bا|ا\u064b?)?|ملايين|triệu|juta|milyon(?:d[ıiuü]r)?|miliony?|milionów|mln|milh(?:ão|ões)|mill[óo]n|millones|milion[ei]|miljoen|Millionen|Mio${POINT})${WORD_END}|millions(?=\\sd(?:e\\s|'))`,
  ],
  [7, `करो(?:ड\u093c?|\u095c)${WORD_END}`],
  [8, "[亿億]|억"],
  [
    9,
    `(?:अरब(?!\\sदेश)|млрд|миллиард(?:а|ов)?|مليار|t[ỷỉ](?!\\s(?:số|lệ))|mil[iy]ar|mili?ard(?:y|ów|o|i)?|milliards?|miljard|mld|bilh(?:ão|ões)|Milliarden?|Mrd${POINT})${WORD_END}`,
  ],
  [12, "兆(?=\\s?(?:円|ドル|\\d))|조(?=\\s?(?:원|\\d))"],
];
/** Words that are others in other languages ("5 mil", "3 bin"): read where the text is in one of these. */
const OWN: [zeros: number, words: string, languages: string][] = [
  [3, `mil${WORD_END}`, "Spanish Portuguese"],
  [3, `mille${WORD_END}`, "French Italian"],
  [3, `bin(?:d[ıi]r)?${WORD_END}`, "Turkish"],
  [6, `millions?${WORD_END}`, "French"],
  [6, `Million${WORD_END}`, "German"],
];

const NUMBER = "(?:\\d{1,3}(?: \\d{3}){1,4}(?!\\d)|\\d{1,15}(?:[.,]\\d{1,15}){0,5})";
const ALONE = "(?<=(?:\\$|\\*\\*|\\\\\\(|boxed\\{|=)\\s?[\\d.,]{1,40})";
/** A number, with the end of a formula, a box or bold type behind it, a space, and the start of upright type or a bracket. */
const HEAD = new RegExp(
  `(?<![\\d.,^_]|\\d[/ ])(${NUMBER})((?:${ALONE}(?:\\$|\\*\\*|\\\\\\)|\\}))?(?:[ ~]|\\\\[,; ])?(?:\\\\text\\{ ?|\\((?=[千万萬亿億만억천]))?)`,
  "gu",
);
/** Behind a word, the next part of the same number. */
const NEXT = new RegExp(`(?: (?:(?:y|e|et|und|ve|dan|и|و) )?)?(${NUMBER}) ?`, "uy");
/** "3万5": of Chinese a digit is a tenth of the word before it. */
const TENTHS = /(?<=[万萬亿億千])(\d)(?=[元块塊]|[^\p{L}\d.%]|\.(?!\d)|$)/uy;
/** "1万2345", "2 bin 500": what is less than the last word, and the half of it. */
const REST =
  /(?:(?<=[万萬亿億千만억천])(\d{2,4})|(?<=[\p{L}\p{M}.])(?<!\p{Script=Han}) (\d{3,4}))(?![\d:/%]|[.,]\d)/uy;
const HALF = /\s(?:rưỡi|y medio|e meio|e mezzo|et demie?)(?!\p{L})/uy;
/** "2 millones de euros", "3 millions d'euros" */
const OF = /\s(?:de\s|di\s|d')(?=\p{L})/uy;

interface Magnitude {
  zeros: number;
  end: number;
}

const ROWS: readonly (readonly [zeros: number, words: string, languages?: string])[] = [...UNITS, ...OWN];
const WORDS = new RegExp(ROWS.map(([, words]) => `(${words})`).join("|"), "uy");

/** The word at a place, where it is one in texts in these languages. */
function magnitudeAt(text: string, at: number, languages: readonly string[]): Magnitude | null {
  WORDS.lastIndex = at;
  const found = WORDS.exec(text);
  if (!found) return null;
  const [zeros, , own] = ROWS[found.findIndex((group, i) => i > 0 && group !== undefined) - 1];
  const isRead = own === undefined || own.split(" ").some((name) => languages.includes(name));
  return isRead ? { zeros, end: WORDS.lastIndex } : null;
}

/** Up to three words one after another: "5천만", "2 mil millones". */
function magnitudesAt(text: string, at: number, languages: readonly string[]): Magnitude[] {
  const found: Magnitude[] = [];
  for (let next = magnitudeAt(text, at, languages); next && found.length < 3; ) {
    found.push(next);
    next = magnitudeAt(text, next.end + (text[next.end] === " " ? 1 : 0), languages);
  }
  return found;
}

/** `text` with such numbers as plain digits. Linear. */
export function withMagnitudes(text: string): string {
  if (!POSSIBLE.test(text)) return text;
  const languages = DOUBTFUL.test(text)
    ? [languageOf(text), ...languagesOfAnswers(text)].map(({ name }) => name)
    : [];
  let [result, done] = ["", 0];
  for (const match of text.matchAll(HEAD)) {
    if (match.index < done) continue;
    const [all, number, marks] = match;
    const found = numberAt(text, match.index + all.length, number, languages);
    if (!found) continue;
    // Upright type and brackets that held nothing else go with the word.
    const empty = /\\text\{ ?$|\($/.exec(marks);
    const closed = empty && /^\s?[})]/.exec(text.slice(found.end, found.end + 2));
    const kept = closed ? marks.slice(0, empty.index) : marks;
    result += text.slice(done, match.index) + written(found.value) + kept.replace(/^[ ~]$|^\\[,; ]$/, "");
    done = found.end + (closed ? closed[0].length : 0);
    OF.lastIndex = done;
    if (OF.test(text)) {
      result += " ";
      done = OF.lastIndex;
    }
  }
  return result + text.slice(done);
}
const POSSIBLE =
  /\d[$*})~\\,; ]{0,6}(?:text\{ ?|\()?(?:\P{ASCII}|tys|[tT]aus|t\P{ASCII}|tri\P{ASCII}|ngh?\P{ASCII}|rib|jut|[mM]il|[mM]io|ml[nd]|[mM]rd|bi[nl]|duiz)/u;
const DOUBTFUL = new RegExp(
  `\\d[$*})~\\\\,; ]{0,6}(?:text\\{ ?)?(?:${OWN.map(([, words]) => words).join("|")})`,
  "u",
);

/** What `number` and the words at `at` are, with the lesser parts behind them; null where no such word stands there. */
function numberAt(text: string, at: number, number: string, languages: readonly string[]) {
  let parts: Part[] = [];
  let end = at;
  for (let [digits, from] = [number, at]; parts.length < MOST_PARTS; ) {
    const words = magnitudesAt(text, from, languages);
    const part = words.length > 0 ? partOf(digits, text[from], words, parts) : null;
    if (!part) break;
    parts = part;
    end = words[words.length - 1].end;
    NEXT.lastIndex = end;
    const next = NEXT.exec(text);
    if (!next) break;
    [digits, from] = [next[1], NEXT.lastIndex];
  }
  if (parts.length === 0) return null;
  const total = parts.map(({ value }) => value).reduce(add);
  const { zeros } = parts[parts.length - 1];
  REST.lastIndex = HALF.lastIndex = TENTHS.lastIndex = end;
  const rest = REST.exec(text);
  const less = rest?.[1] ?? rest?.[2] ?? "";
  if (less !== "" && less.length <= zeros)
    return { value: add(total, parseDecimal(less)), end: REST.lastIndex };
  const tenths = TENTHS.exec(text);
  if (tenths) return { value: add(total, multiply(parseDecimal(tenths[1]), tens(zeros, 10n))), end: end + 1 };
  if (HALF.test(text)) return { value: add(total, tens(zeros, 2n)), end: HALF.lastIndex };
  // Digits right behind it that are no part of it would run into it.
  return /\d/.test(text[end] ?? "") ? null : { value: total, end };
}
const MOST_PARTS = 6;

/** Digits with their words, and the zeros of the last of these. */
interface Part {
  value: Rational;
  zeros: number;
}

/** The parts of a number with one more behind them; null where it is none of the same number. */
function partOf(
  digits: string,
  script: string,
  words: readonly Magnitude[],
  before: readonly Part[],
): Part[] | null {
  const decimal = asDecimal(digits, /[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(script));
  if (decimal === null) return null;
  let value = parseDecimal(decimal);
  const parts = [...before];
  for (const { zeros } of words) {
    // Of "2千5百万" the last word counts for what is less than it as well.
    while (parts.length > 0 && parts[parts.length - 1].zeros < zeros) value = add(value, parts.pop()!.value);
    value = multiply(value, tens(zeros));
  }
  const { zeros } = words[words.length - 1];
  const last = parts[parts.length - 1];
  return last && last.zeros <= zeros ? null : [...parts, { value, zeros }];
}

const tens = (zeros: number, over = 1n) => rational(10n ** BigInt(zeros), over);

/** A number as it is written, with a point for decimals; null where its comma may be either. */
function asDecimal(number: string, decimalComma: boolean): string | null {
  if (/^\d+$/.test(number)) return number;
  if (number.includes(" ")) return decimalComma ? number.replaceAll(" ", "") : null;
  if (!decimalComma) return /^\d[\d,]*(?:\.\d+)?$/.test(number) ? number.replaceAll(",", "") : null;
  if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(number)) return number.replaceAll(".", "").replace(",", ".");
  return /^\d+(?:\.\d+|,(?!\d{3}$)\d+)$/.test(number) ? number.replace(",", ".") : null;
}

/** A fraction over a power of ten as a decimal. */
function written({ n, d }: Rational): string {
  let places = 0;
  while (10n ** BigInt(places) % d !== 0n) places++;
  const digits = `${(n * 10n ** BigInt(places)) / d}`.padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
