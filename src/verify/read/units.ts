// Units of measurement: what each is worth in base units, and its dimension. A name not listed here is a unit of its
// own ("apples").
import { type PrefixedUnit, prefixedAtEnd, prefixedQuantity, prefixedUnit } from "./prefixes.ts";
import { add, inverse, multiply, ONE, parseDecimal, power, type Rational, rational } from "./rational.ts";
import { rateWordAt, unitWordAt, withEnglishUnit } from "./unit-words.ts";
import { plainText } from "./words.ts";

export interface Unit {
  factor: Rational;
  /** Base units with their exponents, sorted, as text: "m^1 s^-1". */
  dimension: string;
}

type Row = [names: string, factor: string, dimension: Record<string, number>];
const rows: Row[] = [
  ["micron|μm|um", "1e-6", { m: 1 }],
  ["angstrom|AA", "1e-10", { m: 1 }],
  ["in|inch|inche", "0.0254", { m: 1 }],
  ["ft|foot|feet", "0.3048", { m: 1 }],
  ["yd|yard", "0.9144", { m: 1 }],
  ["mi|mile", "1609.344", { m: 1 }],
  ["cc", "1e-6", { m: 3 }],
  ["ha|hectare", "10000", { m: 2 }],
  ["sec", "1", { s: 1 }],
  ["min|minute", "60", { s: 1 }],
  ["h|hr|hour", "3600", { s: 1 }],
  ["day", "86400", { s: 1 }],
  ["week", "604800", { s: 1 }],
  ["month|mo", "1", { month: 1 }],
  ["year|yr", "12", { month: 1 }],
  ["mph", "0.44704", { m: 1, s: -1 }],
  ["kph|kmh", "1000/3600", { m: 1, s: -1 }],
  ["gm", "1", { g: 1 }],
  ["kilo", "1000", { g: 1 }],
  ["t|ton|tonne", "1000000", { g: 1 }],
  ["lb|pound", "453.59237", { g: 1 }],
  ["oz|ounce", "28.349523125", { g: 1 }],
  ["dyn|dyne", "0.01", { g: 1, m: 1, s: -2 }],
  ["erg", "0.0001", { g: 1, m: 2, s: -2 }],
  ["cal|calorie", "1", { cal: 1 }],
  ["kcal|kilocalorie", "1000", { cal: 1 }],
  ["rad|radian", "1", { rad: 1 }],
  ["dollar|USD|buck", "1", { USD: 1 }],
  ["cent", "0.01", { USD: 1 }],
  ["euro|EUR", "1", { EUR: 1 }],
  ["eurocent", "0.01", { EUR: 1 }],
  ["GBP", "1", { GBP: 1 }],
  ["pence|p|penny|pennie", "0.01", { GBP: 1 }],
  ["rupee|INR|Rs", "1", { INR: 1 }],
  ["paise|paisa", "0.01", { INR: 1 }],
  ["yuan|RMB|CNY", "1", { CNY: 1 }],
  ["fen", "0.01", { CNY: 1 }],
  ["rouble|ruble|RUB", "1", { RUB: 1 }],
  ["kopeck|kopek", "0.01", { RUB: 1 }],
  ["zloty|złoty|PLN", "1", { PLN: 1 }],
  ["grosz|groszy", "0.01", { PLN: 1 }],
  ["yen|JPY", "1", { JPY: 1 }],
];

/** Of the units that prefixes.ts has, those that are read as units wherever they stand. */
const COMMON =
  "m meter metre km kilometer kilometre dm decimeter decimetre cm centimeter centimetre mm millimeter millimetre micrometer nm " +
  "nanometer nanometre pm picometer l L liter litre ml mL milliliter millilitre s second ms millisecond Hz hertz g gram " +
  "kg kilogram mg milligram N newton J joule kJ kilojoule W watt kW kilowatt Pa pascal kPa eV V volt A ampere amp K " +
  "kelvin mol mole";

const table = new Map(COMMON.split(" ").map((name) => [name, prefixedUnit(name)!]));
for (const [names, factor, dimension] of rows) {
  const [n, d = "1"] = factor.split("/");
  const value = multiply(parseDecimal(n), rational(1n, BigInt(d)));
  for (const name of names.split("|"))
    table.set(name, { factor: value, dimension: new Map(Object.entries(dimension)) });
}

/** The unit of that name, in singular or plural; exact spelling for short names, any case for words. */
export function knownUnit(name: string): PrefixedUnit | undefined {
  const exact = table.get(name);
  if (exact) return exact;
  if (name.length < 3) return undefined;
  const lower = name.toLowerCase();
  return table.get(lower) ?? table.get(lower.replace(/s$/, ""));
}

/** Names that of one currency are another unit: what they are beside an amount in it. */
const OF_CURRENCY: Record<string, Record<string, string>> = {
  "USD^1": { penny: "cent", pennie: "cent" },
  "EUR^1": { cent: "eurocent" },
  "GBP^1": { pound: "GBP" },
};

const nameIn = (currency: string, name: string) =>
  OF_CURRENCY[currency]?.[name.toLowerCase().replace(/s$/, "")] ?? name;

/** "2 euros and 50 cents", "3 pounds 20 pence": of which currency a part is. */
function nameBeside(name: string, text: string): string {
  const currency = /\beuros?\b/i.test(text) ? "EUR^1" : /\d\s?(?:pence|p)\b/.test(text) ? "GBP^1" : "";
  return nameIn(currency, name);
}

/** The unit `name` beside a value in `other`: cents are parts of a euro beside euros, and of a dollar else. */
export const parseUnitBeside = (name: string, other: string): Unit =>
  parseUnit(nameIn(parseUnit(other).dimension, name));

/** The unit that stands for "modulo n": the digits of n in letters. */
export const modulusUnit = (digits: string) =>
  `modulo${[...digits].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;

/** The modulus of such a unit; null for any other. */
export function modulusIn(unit: string): bigint | null {
  const letters = /^modulo([a-j]+)$/.exec(unit)?.[1];
  return letters === undefined ? null : BigInt([...letters].map((c) => "abcdefghij".indexOf(c)).join(""));
}

/**
 * "cm^2", "m/s", "square centimeters", "km per hour", "apples" as a unit. Words that are no unit make one of their own
 * name, less a plural s.
 */
export function parseUnit(text: string): Unit {
  const dimension = new Map<string, number>();
  let factor = ONE;
  let direction = 1;
  let next = 1;
  const parts = text.match(/[A-Za-zμ$€£]+|\^?-?\d+|[/^*·]/g) ?? [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part === "/" || part === "per") {
      direction = -1;
      continue;
    }
    if (/^(?:square|sq|squared)$/i.test(part)) next = 2;
    else if (/^(?:cubic|cu|cubed)$/i.test(part)) next = 3;
    else if (/^[A-Za-zμ]/.test(part)) {
      if (/^(?:of|the|a|an|each|total|different|distinct|possible|such)$/.test(part) && parts.length > 1)
        continue;
      // "liters in total", but in^2 and in/s are inches.
      if (part === "in" && /^(?!per$|squared$|cubed$)[A-Za-zμ]/.test(parts[i + 1] ?? "")) continue;
      let exponent = next;
      next = 1;
      const after = parts[i + 1];
      if (after && /^\^?-?\d+$/.test(after)) {
        exponent = Number(after.replace("^", ""));
        i++;
      } else if (after === "squared" || after === "cubed") {
        exponent = after === "squared" ? 2 : 3;
        i++;
      }
      exponent *= direction;
      if (Math.abs(exponent) > 12) exponent = 12;
      const base = knownUnit(part) ?? prefixedUnit(part);
      if (base) {
        factor = multiply(factor, power(base.factor, exponent)!);
        for (const [name, of] of base.dimension)
          dimension.set(name, (dimension.get(name) ?? 0) + of * exponent);
      } else {
        const name = part.toLowerCase().replace(/(?<=..)s$/, "");
        dimension.set(name, (dimension.get(name) ?? 0) + exponent);
      }
    }
  }
  const names = [...dimension].filter(([, times]) => times !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return { factor, dimension: names.map(([name, times]) => `${name}^${times}`).join(" ") };
}

const MEASURE =
  /^\s?((?:(?:square|cubic|sq|cu)\.?\s)?([A-Za-z]{1,12})(?:\s?\^?\{?[23]\}?|\s(?:squared|cubed))?(?:(?:\s?\/\s?|\sper\s)([A-Za-z]{1,12}))?)(?![\p{L}\d^/])/u;

/** Names that are units only beside a number that is written with them, or of more than one thing. */
const AMBIGUOUS = /^(?:pounds?|in|a|an|at|A|t|p|K|V|N|J|W|AA|mo|pm|nm)$/;

/** Degrees of an angle in words, in the languages of the table that are written in Latin or Cyrillic letters. */
const DEGREES =
  /^\s?(?:degrees?|grad|grados?|degrés?|gradi|graus?|graden|stopni|derece\p{L}{0,6}|градус\p{L}{0,3})(?!\p{L}|\s(?:of|C|F|celsius|fahrenheit|kelvin)\b)/iu;

/** Where degrees stand at the start of `text`, "degrees": they are the unit of an angle beside one in radians. */
export const leadingDegrees = (text: string) => (DEGREES.test(text.slice(0, 40)) ? "degrees" : undefined);

/** The unit of measurement that `text` starts with, "cents", "km/h", "square feet"; a rate of something else has none. */
export function leadingUnit(text: string): string | undefined {
  const degrees = leadingDegrees(text);
  if (degrees) return degrees;
  const match = measureAt(text.slice(0, 60));
  const word = unitWordAt(text.slice(0, 60));
  const rate = rateWordAt(text.slice(0, 60)) ?? (word?.unit.includes("/") ? word : null);
  if (rate) return rate.unit;
  if (!match || AMBIGUOUS.test(match[2])) return word?.unit ?? prefixedAtEnd(text.slice(0, 20));
  return /^\s(?:per|an?|each|every)\b/.test(text.slice(match[0].length, match[0].length + 8))
    ? undefined
    : match[1];
}

/** The unit by itself that `text` starts with, in any language, by a name that is known here; how long it is there. */
export function unitNameAt(text: string): { unit: string; length: number } | null {
  const [word, unit] = /^\s?([A-Za-z]{1,12})(?![\p{L}])/u.exec(text) ?? [];
  return word !== undefined && knownUnit(unit) ? { unit, length: word.length } : unitWordAt(text);
}

/** Whether a name is a unit of measurement, or a quotient of two. */
export const isMeasure = (name: string) => measureAt(name)?.[0].length === name.length;

/** The unit of measurement, or the quotient of two, that a text starts with. */
function measureAt(text: string): RegExpExecArray | null {
  const match = MEASURE.exec(text);
  const known = match && knownUnit(match[2]) && (match[3] === undefined || knownUnit(match[3]));
  return known ? match : null;
}

const withoutStop = (text: string) => plainText(text).replace(/ ?\.$/, "");

/** "$0.75", "\\$0.75", "$\\$0.75$", "€5", "5 €". */
const AMOUNT = /^(?:\\?\$|[€£¥])\s?-?[\d.,]+$|^\$\s?\\\$\s?-?[\d.,]+\$$|^-?[\d.,]+\s?[€£¥]$/;

/** Whether a text is a written number with a unit of measurement and nothing else: "15 cm", "$0.75". */
export function isQuantity(text: string): boolean {
  if (text.length > 80 || !/\d/.test(text)) return false;
  if (AMOUNT.test(text.trim()) || prefixedQuantity(text)) return true;
  const rest =
    /^-?[\d.,/]+(?: ?\\times ?10\^ ?-?\d{1,3}(?!\d))?(.*)$/.exec(
      withoutStop(withUnitBehind(withEnglishUnit(text))),
    )?.[1] ?? "";
  const unit = rest === "" ? null : MEASURE.exec(rest);
  if (unit === null || unit[0].length !== rest.length || !knownUnit(unit[2])) return false;
  // m/s, km/lap; m/x is a quotient of letters.
  return unit[3] === undefined || unit[3].length > 1 || knownUnit(unit[3]) !== undefined;
}

const TWO_ANGLES =
  /^[^\d;?]{1,100}?\s(\d*)\s?\\pi\s*(?:\/\s?(\d+))?\s(?:rad|radians?),?\s\(?(?:or|i\.e\.,?|equivalently,?|that is,?|which (?:is|equals))\s(\d+(?:\.\d+)?)(?:\sdegrees|\^\\circ)\s?\)?\.?$/;

/** "It turns \\frac{\\pi}{2} rad, or 90 degrees": an angle in two ways, in degrees; null where they are not the same. */
export function inTwoUnits(sentence: string): string | null {
  if (sentence.length > 250 || /\b(?:not|maybe|perhaps|either)\b|n't/i.test(sentence)) return null;
  const angle = TWO_ANGLES.exec(sentence);
  if (!angle) return null;
  const degrees = (Number(angle[1] || 1) * 180) / Number(angle[2] ?? 1);
  return Math.abs(degrees - Number(angle[3])) < 1e-9 ? `${angle[3]}^\\circ` : null;
}

const BEHIND =
  /^\$([^$]{1,80})\$ ?([A-Za-z]{1,12}(?:\^\{?[23]\}?|[²³])?(?:\/(?:[A-Za-z]{1,12})(?:\^\{?[23]\}?|[²³])?)?)\.?$/;

/** "5.0 \times 10^{14} Hz": behind a power of ten a letter is a unit too, and no factor. */
const SCIENTIFIC =
  /^(-?\d(?:\.\d+)?\s?\\times\s{0,2}10\^\{?-?\d{1,3}\}?)\s([A-Za-z]{1,3}(?:\/[A-Za-z]{1,2})?)$/;

/** "10\\pi cm", "5\\sqrt{2} km"; a single letter is a factor there, 9πh, and so are those of mg. */
const IRRATIONAL =
  /^(-?(?:\d[\d./]*\s?)?(?:\\pi|\\sqrt\{?\d{1,6}\}?))\s{1,2}(?!m[gls]\b)([A-Za-z]{2,12}(?:\^\{?[23]\}?|[²³])?)\.?$/;

/** "$\sqrt{66}$ m": a formula with a unit of measurement behind its delimiters, which is no letter of it; any other as it is. */
export function withUnitBehind(text: string): string {
  if (text.length > 120) return text;
  const pattern = text.startsWith("$") ? BEHIND : text.includes("\\times") ? SCIENTIFIC : IRRATIONAL;
  const [, formula, unit] = pattern.exec(text) ?? [];
  if (unit === undefined || !knownUnit(unit.replace(/[^A-Za-z].*$/, "")) || /[=<>,]/.test(formula))
    return text;
  return `${formula}\\text{ ${unit}}`;
}

const PART = /(\d[\d,]*(?:\.\d+)?)\s?([A-Za-z]{1,12})(?:\s?,?\s(?:and\s)?|(?=\d)|$)/y;

/** "3 h 20 min", "5 feet 6 inches": parts in ever smaller units as one quantity, in the last of them; any other as it is. */
export function inOneUnit(text: string): string {
  if (text.length > 120 || /[=^_()<>[\]|+*/]/.test(text) || !/\d[^\d]+\d/.test(text)) return text;
  const plain = withoutStop(text.replace(/^\\?\$(\d+)(?=\s(?:and\s)?\d+\s)/, "$1 dollars"));
  const parts: { value: Rational; name: string; unit: PrefixedUnit }[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < plain.length) {
    const match = PART.exec(plain);
    const name = match ? nameBeside(match[2], plain) : "";
    const unit = knownUnit(name);
    if (!match || !unit || parts.length > 4) return text;
    parts.push({ value: parseDecimal(match[1].replaceAll(",", "")), name, unit });
  }
  if (parts.length < 2) return text;
  const last = parts[parts.length - 1];
  let total = rational(0n);
  for (const [i, { value, unit }] of parts.entries()) {
    if (JSON.stringify([...unit.dimension]) !== JSON.stringify([...last.unit.dimension])) return text;
    const next = parts[i + 1];
    const inNext = next && multiply(unit.factor, inverse(next.unit.factor));
    // Whole hours, and fewer minutes than an hour has.
    if (next && (value.d !== 1n || next.value.n >= inNext.n * next.value.d || inNext.d !== 1n)) return text;
    const inLast = multiply(unit.factor, inverse(last.unit.factor));
    total = add(total, multiply(value, inLast));
  }
  const { n, d } = total;
  return `${d === 1n ? n : `\\frac{${n}}{${d}}`}\\text{ ${last.name}}`;
}
