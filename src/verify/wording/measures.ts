// Measures that are one value: "2 hours 30 minutes", and "3.2 kg (3200 g)", which is said in two ways. Amounts of money: the
// sign of a currency at a number is its unit, not the delimiter of a formula. Square and cubic metres in a sentence: "1.5 m²".
import { mathSegments } from "../read/formulas.ts";
import { inverse, multiply, parseDecimal, type Rational } from "../read/rational.ts";
import { MONEY } from "../read/unit-words.ts";
import { inOneUnit, isMeasure, parseUnit, unitNameAt } from "../read/units.ts";

/** What may stand between the parts of one measure, in the languages of the table. */
const JOINED = /^\.?(?:\s?,)?\s?(?:(?:and|und|et|y|e|en|i|и|ve|dan|và|و|と)\s?)?(?=\d)/u;
const PART = /\d{1,6}(?:[.,]\d{1,6})?(?![\d:/])/y;
const FIRST_PART = /(?<![\d.,$€£/^:_]|\d\s)\d{1,6}(?=\s?\p{L})/gu;
/** Behind it the measure is of something else, or how far one is from another. */
const OF_OTHER =
  /^(?:[\w^/]|\s(?:per|an?|each|every|apart|respectively|later|earlier|more|less|fewer|of which)\b)/;
const MOST_PARTS = 4;

/** "2 hours 30 minutes", "2 ч 30 мин", "2時間30分" as "150 minutes" wherever it stands; "5 zł 50 gr" as "5.50 zł". */
export function withCompounds(written: string): string {
  const text = withMoney(written);
  if (!/\d\s?\p{L}.{0,30}?\d\s?\p{L}/u.test(text)) return text;
  let [result, done] = ["", 0];
  for (const { index } of text.matchAll(FIRST_PART)) {
    const found = index < done ? null : compoundAt(text, index);
    if (!found) continue;
    result += text.slice(done, index) + found.written;
    done = found.end;
  }
  return result + text.slice(done);
}

/** The measure in two units or more that starts at `at`, in the last of them, as it is called there; null where none is. */
function compoundAt(text: string, at: number): { written: string; end: number } | null {
  const parts: string[] = [];
  let [end, word] = [at, ""];
  for (let from = at; parts.length < MOST_PARTS; ) {
    PART.lastIndex = from;
    const number = PART.exec(text)?.[0];
    const unit = number && unitNameAt(text.slice(from + number.length, from + number.length + 40));
    if (!unit) break;
    parts.push(`${number.replace(",", ".")} ${unit.unit}`);
    end = from + number.length + unit.length;
    word = text.slice(end - unit.length, end).trim();
    const join = JOINED.exec(text.slice(end, end + 8));
    if (!join) break;
    from = end + join[0].length;
  }
  if (parts.length < 2 || OF_OTHER.test(text.slice(end, end + 20))) return null;
  const total = /^(\d+)\\text\{/.exec(inOneUnit(parts.join(" ")));
  return total && { written: `${total[1]} ${word}`, end };
}

/** "12 руб. 50 коп.", "2 euros and 50 cents": money and coins. */
const SUMS = MONEY.map(
  ([money, coins]) =>
    new RegExp(
      `(?<![\\d.,])(\\d{1,7})\\s?(${money})(?:\\s?,)?\\s(?:(?:and|und|et|y|e|en|i|и|ve|और|و)\\s?)?(\\d{1,2})\\s?(?:${coins})(?![\\p{L}\\p{M}])`,
      "giu",
    ),
);
const COINS =
  /\d\s?(?:коп|к(?![\p{L}])|gr|c[eéê]nt|цент|pence|p(?![\p{L}])|sen|eurocent|kuru|पैस|paise|قر|هلل)/iu;
const withMoney = (text: string) =>
  COINS.test(text)
    ? SUMS.reduce(
        (done, sum) =>
          done.replace(
            sum,
            (_, whole: string, money: string, coins: string) => `${whole}.${coins.padStart(2, "0")} ${money}`,
          ),
        text,
      )
    : text;

const QUANTITY = String.raw`(?<![\d.,])(?:\\?\$\s?\d[\d,]{0,20}(?:\.\d{1,20})?|\d[\d,]{0,20}(?:\.\d{1,20})?\s?[A-Za-z]{1,12}(?:\^\{?[23]\}?)?(?:\/[A-Za-z]{1,12})?)(?![\w^/])`;
const SHARE = String.raw`(?<![\d.,/])(?:\d{1,6}/\d{1,6}|0?\.\d{1,12}|\d{1,6}(?:\.\d{1,12})?\s?\\?%)(?![\w^/%])`;
const SAME = String.raw`(?:or|i\.e\.,?|equivalently,?|that is,?|in other words,?|which (?:is|equals)(?: the same as)?)`;
const TWICE = new RegExp(
  String.raw`(${QUANTITY}|${SHARE})(?:\s\((?:(?:${SAME}|=)\s)?(${QUANTITY}|${SHARE})\)|,?\s${SAME}\s(${QUANTITY}|${SHARE}),?)`,
);

/**
 * "3.2 kg (3200 g)", "$0.80, or 80 cents,": the first measure of a text that is said again in another unit, what it is in
 * that, and the text without it; null where none is.
 */
export function measuredTwice(text: string): { text: string; first: string; again: string } | null {
  const found = text.length < LONGEST ? TWICE.exec(text) : null;
  if (!found) return null;
  const [all, first, bracketed, joined] = found;
  const other = bracketed ?? joined;
  const end = found.index + all.length;
  const worth = worthOf(first);
  if (worth === null || worth !== worthOf(other)) return null;
  // One letter might be read as one of a formula.
  const again = other.replace(/(?<=\d)\s?([A-Za-z].*)$/, "\\text{ $1}");
  return { text: text.slice(0, found.index) + first + text.slice(end), first, again };
}
const LONGEST = 2000;

/** "In a ratio of 5 to 7" as "5:7", and "gcd(12, 18) = 6" as "6": arguments of a function are no values by themselves. */
export const withRatios = (text: string) =>
  /\bratio\b|\w\(/.test(text) ? text.replace(RATIO, "$1:$2").replace(ARGUMENTS, "") : text;
const RATIO =
  /(?<=\bratio\s(?:of|is|was|as|equals|becomes)\s(?:\p{L}{2,12}\s){0,2})(\d{1,9})\sto\s(\d{1,9})(?![\d.,]*\d|\sto\s)/giu;
const ARGUMENTS = /(?<![\p{L}\d\\_])[A-Za-z]{2,12}\(\s?\d[\d\s,.-]{0,60}\)\s?=\s?(?=-?\d)/gu;

/** Whether two measures are the same in two units: "$3.50" and "350 cents". */
export function sameMeasure(a: string, b: string): boolean {
  const worth = worthOf(a.trim());
  return worth !== null && worth === worthOf(b.trim());
}

/** What a measure is worth in base units, or a share of the whole; null where its unit is not known. */
function worthOf(measure: string): string | null {
  const [, above, below, decimal, percent] = OF_WHOLE.exec(measure) ?? [];
  if (above ?? decimal ?? percent) {
    const { n, d }: Rational = above
      ? multiply(parseDecimal(above), inverse(parseDecimal(below)))
      : percent
        ? multiply(parseDecimal(percent), parseDecimal("0.01"))
        : parseDecimal(decimal);
    return `${n}/${d} of the whole`;
  }
  const [, sign, number, unit] = /^(\\?\$)?\s?(\d[\d,]*(?:\.\d+)?)\s?(.*)$/.exec(measure) ?? [];
  if (number === undefined) return null;
  const name = sign ? "dollar" : unit;
  if (!isMeasure(name)) return null;
  const { factor, dimension } = parseUnit(name);
  const { n, d }: Rational = multiply(parseDecimal(number.replaceAll(",", "")), factor);
  return `${n}/${d} ${dimension}`;
}

const OF_WHOLE = /^(?:(\d+)\/([1-9]\d*)|(0?\.\d+)|(\d+(?:\.\d+)?)\s?\\?%)$/;

/** A dollar sign right before a number that no letter and no sign of a formula goes on from. */
const AMOUNT = /(?<!\\)\$(?=\s?-?(?:\d|\.\d)[\d.,]*(?![\w\\^{(]))/g;
const LONGEST_WITH_MONEY = 10_000;

/** "Rp45.000", "Rp 12.500,50", "45.000 đồng": in rupiahs and dongs points part thousands, whatever else the text is in. */
const IN_POINTS =
  /(?<![\p{L}\d])(?:\\text\s?\{\s?Rp\.?\s?\}|(?<!\{)Rp\.?)\s?(?:(\d{1,3}(?:\.\d{3}){1,5})(?:,(\d{1,2}))?|(\d[\d,]{0,20}))(?!\d|[.,]\d)|(?<![\p{L}\d.,])(\d{1,3}(?:\.\d{3}){1,5})\s?(rupiah|IDR|VN[DĐ]|₫|[đĐ](?:ồng)?)(?!\p{L})/gu;
const MAY_BE_IN_POINTS = /Rp|rupiah|IDR|VN[DĐ]|[₫đĐ]/;

/** "₹ 1,20,000" as "Rs 1,20,000", "$75" as "\\$75"; in "$75$" the signs only say that it is a formula. */
export function withCurrencies(text: string): string {
  let result = text;
  if (text.length < LONGEST_WITH_MONEY && MAY_BE_IN_POINTS.test(text))
    result = text.replace(
      IN_POINTS,
      (_, rupiahs?: string, cents?: string, plain?: string, amount?: string, unit = "rupiah") =>
        `${(rupiahs ?? plain ?? amount!).replaceAll(".", "")}${cents ? `.${cents}` : ""} ${/^[rI]/.test(unit) ? "rupiah" : "dong"}`,
    );
  if (result.includes("$") && result.length < LONGEST_WITH_MONEY) {
    const formulas = mathSegments(result);
    result = result.replace(AMOUNT, (sign, at: number) =>
      formulas.some(({ start, end }) => at >= start && at < end) ? sign : `\\${sign}`,
    );
  }
  return result.includes("₹") ? result.replace(/₹\s?(?=\d)/g, "Rs ").replace(/(?<=\d)\s?₹/g, " Rs") : result;
}

const RATE = /^(\\\$-?\d[\d.,]*)\s?(?:\/\s?|(?:per|an?|each|every)\s)\p{L}[\p{L} ]{0,30}$/u;
const PLAIN = /^\\\$-?\d[\d.,]*$/;

/** "$3.50 per pound" beside a plain amount: its amount, as a unit may be missing; anything else as it is. */
export const amountOfRate = (text: string, other: string) =>
  PLAIN.test(other) ? (RATE.exec(text)?.[1] ?? text) : text;

/** "It drops to 50 °F": where it ends. */
const COMES_TO =
  /\b(?:ris(?:es?|en|ing)|rose|drop\w*|f[ae]ll(?:s|en|ing)?|climb\w*|(?:in|de)creas\w+|go(?:es)? (?:up|down)|went (?:up|down)|warm\w*|cool\w*|chang\w+)\s(?:from\s[^.;]{1,30}?\s)?(?:\p{L}+\s)?to\b/giu;
const DIFFERENCE =
  /\bdiffer|\bchang|\b(?:warm|cold|cool|hott|high|low|small|larg|great)er\b|\brise|\brose\b|drop|\bf[ae]ll|(?:in|de)(?:crease|creasing|crement)|\brang|\bgap\b|spread|deviat|uncertain|anomal|another|above|below|\b(?:more|less|further|than|up|down|gains?|loss|loses|warm(?:s|ed)|cool(?:s|ed)|climb\w*|per|by|each|every|an hour)\b|Delta|Δ|\//i;
/** Whether a text ends in how far two values are apart, "It rises by 18 °F": 18 degrees of one scale are 10 of another. */
export const saysDifference = (text: string) => DIFFERENCE.test(text.slice(-200).replace(COMES_TO, ""));

/** No negative number, no term of a sum, and no letter or power behind it: "5 m² n". */
const POWER =
  /(?<![\\$\w.,^{(-]|[-+*/]\s)(\d[\d.,]{0,20}) m\^(?:\{([23])\}|([23]))(?![\w^{(/*]|\s?[-+*/=^<>\\]|\s(?:\p{L}(?!\p{L})|squared|cubed|times|over|plus|minus))/gu;
/** A letter of the problem, as "in terms of m", "3m", "m = 2"; "3 m wide" and "m/s" are units. */
const LETTER = /(?<![\p{L}/\\^]|\d\s)m(?![\p{L}/])/u;
const SQUARE =
  /area|\bsurface|floor|\bcover|\bwall|garden|field|\blawn|\bplot\b|\bland\b|\broof|carpet|superf[íi]ci|área|\baire\b|fl[äa]che|oppervlak|powierzchni|площад|面[积積]|넓이|\balan[ıi]?\b|diện tích|luas|المساحة|क्षेत्रफल/i;
const CUBE =
  /volum|capacity|\b(?:holds?|contains?|tank|pool|concrete|water|soil|sand|gravel)\b|объ[её]м|objętoś|体积|體積|体積|부피|hacim|hacmi|thể tích|inhoud|الحجم|आयतन/i;
const ANSWERS = /\banswers?\b/i;
/** Words on an expression, whose m is a letter. */
const OF_ALGEBRA =
  /\b(?:expressions?|polynomial|monomial|(?:like )?terms?|coefficients?|exponents?|powers?|expan(?:d|sion)\w*|factor\w*|simplif\w*|deriv\w*|differentiat\w*|integra\w*|product|variables?|discriminant|rationals)\b/i;
/** "3 m wide": a length in metres beside it. */
const LENGTH = /\d m(?![\w^/]|\s?[-+*=<>])/;

/**
 * "The area is 1.5 m^{2}" with "1.5 square m": in a sentence that says an area, a volume or the answer the unit, where a formula
 * has a letter, unless the text has one of that name.
 */
export function withSquareMetres(text: string): string {
  if (!text.includes(" m^") || text.length > LONGEST_PROSE || text.includes("####")) return text;
  if (LETTER.test(text.replace(POWER, " ")) || OF_ALGEBRA.test(text)) return text;
  const [square, cube] = [SQUARE, CUBE].map(
    (word) => word.test(text) || ANSWERS.test(text) || LENGTH.test(text),
  );
  return text
    .split("\n")
    .map((line) =>
      /[=$]|\\[([]/.test(line)
        ? line
        : line.replace(POWER, (all, number: string, braced: string | undefined, bare: string | undefined) => {
            const [isUnit, name] = (braced ?? bare) === "2" ? [square, "square"] : [cube, "cubic"];
            return isUnit ? `${number} ${name} m` : all;
          }),
    )
    .join("\n");
}
const LONGEST_PROSE = 4000;
