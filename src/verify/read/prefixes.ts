// Units with a prefix (kΩ, mA, GHz, "microfarad") and those of electricity without one: what each is worth, and its
// dimension. A table apart from units.ts, as most of these names are letters of mathematics too (MN, mA): they are only
// looked up where a text is a number with a unit and nothing else.
import { multiply, parseDecimal, type Rational } from "./rational.ts";

export interface PrefixedUnit {
  factor: Rational;
  dimension: ReadonlyMap<string, number>;
}

/** Prefix by its sign and its name, and the power of ten that it is. */
const PREFIXES: readonly [sign: string, name: string, power: number][] = [
  ["T", "tera", 12],
  ["G", "giga", 9],
  ["M", "mega", 6],
  ["k", "kilo", 3],
  ["h", "hecto", 2],
  ["d", "deci", -1],
  ["c", "centi", -2],
  ["m", "milli", -3],
  ["u", "micro", -6],
  ["n", "nano", -9],
  ["p", "pico", -12],
  ["f", "femto", -15],
];

/**
 * The sign and the names of a unit, the prefixes that it is written with, what it is worth in the base units of units.ts,
 * and its dimension there.
 */
const UNITS: readonly [
  sign: string,
  names: string,
  prefixes: string,
  worth: string,
  dimension: Record<string, number>,
][] = [
  ["m", "meter|metre", "kdcmunpf", "1", { m: 1 }],
  ["s", "second", "Mkmunpf", "1", { s: 1 }],
  ["g", "gram|gramme", "kcmun", "1", { g: 1 }],
  ["L", "liter|litre", "hdcmun", "1e-3", { m: 3 }],
  ["l", "", "hdcmun", "1e-3", { m: 3 }],
  ["Hz", "hertz", "TGMkm", "1", { s: -1 }],
  ["N", "newton", "GMkmun", "1e3", { g: 1, m: 1, s: -2 }],
  ["J", "joule", "TGMkmunp", "1e3", { g: 1, m: 2, s: -2 }],
  ["W", "watt", "TGMkmunp", "1e3", { g: 1, m: 2, s: -3 }],
  ["Pa", "pascal", "GMkhm", "1e3", { g: 1, m: -1, s: -2 }],
  ["bar", "", "km", "1e8", { g: 1, m: -1, s: -2 }],
  ["eV", "electronvolt", "TGMkm", "1", { eV: 1 }],
  ["V", "volt", "GMkmun", "1", { V: 1 }],
  ["A", "ampere|amp", "Mkmunp", "1", { A: 1 }],
  ["ohm", "ohm", "GMkmu", "1", { ohm: 1 }],
  ["F", "farad", "munp", "1", { F: 1 }],
  ["H", "henry", "munp", "1", { H: 1 }],
  ["C", "coulomb", "kmunp", "1", { C: 1 }],
  ["T", "tesla", "mun", "1", { T: 1 }],
  ["Wb", "weber", "mu", "1", { Wb: 1 }],
  ["Bq", "becquerel", "TGMk", "1", { Bq: 1 }],
  ["Sv", "sievert", "mun", "1", { Sv: 1 }],
  ["K", "kelvin", "kmun", "1", { K: 1 }],
  ["mol", "mole", "kmun", "1", { mol: 1 }],
  // A watt for an hour.
  ["Wh", "", "kMG", "3.6e6", { g: 1, m: 2, s: -2 }],
];

const table = new Map<string, PrefixedUnit>();
for (const [sign, names, prefixes, worth, of] of UNITS) {
  const dimension = new Map(Object.entries(of));
  const own = PREFIXES.filter(([letter]) => prefixes.includes(letter));
  for (const [letter, prefix, power] of [["", "", 0] as const, ...own]) {
    const unit = { factor: multiply(parseDecimal(worth), parseDecimal(`1e${power}`)), dimension };
    table.set(letter + sign, unit);
    if (names !== "") for (const word of names.split("|")) table.set(prefix + word, unit);
  }
}

/** The unit of that name; signs as they are written (mW is not MW), words in singular or plural and in any case. */
export const prefixedUnit = (name: string): PrefixedUnit | undefined =>
  table.get(name) ??
  (name.length > 3 && /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(name)
    ? table.get(name.toLowerCase().replace(/s$/, ""))
    : undefined);

const NUMBER = String.raw`-?\d[\d,]*(?:\.\d+)?(?:[eE]-?\d{1,3}|(?:\\times|\\cdot|\*|x)10\^-?\d{1,3})?`;
const SIGN = new RegExp(`^(${NUMBER})(?:\\$)?([A-Za-zμ]{1,20})$`, "u");
/** What every text with such a unit has. */
const HINT = /\d[^A-Za-zμ]*(?:[A-Za-zμ]|\\(?:mu|Omega|text|mathrm|Ohm|ohm))/;
const LONGEST = 80;

/** "4.7\\,\\text{k}\\Omega", "470 µF", "$250$ mA": a number and the name of such a unit; null for any other text. */
export function prefixedQuantity(text: string): { number: string; unit: string } | null {
  if (text.length > LONGEST || !HINT.test(text)) return null;
  const bare = text
    .replace(/\\(?:text|mathrm|mbox|textrm|operatorname|rm)(?![A-Za-z])|\\[,;:! ]|[{}~\s$]|\.\s*$/g, "")
    .replace(/\\(?:Omega|[oO]hm)(?![A-Za-z])/g, "ohm")
    .replace(/\\(?:mu|micro)(?=[A-Za-z])|[μµ]/g, "u");
  const [, number, name] = SIGN.exec(bare) ?? [];
  return name !== undefined && prefixedUnit(name) ? { number: written(number), unit: name } : null;
}

/** With a space behind \\times again, which parts it from the digits, and with a point for a comma that groups nothing. */
const written = (number: string) =>
  number
    .replace(/\\times|\\cdot|\*|x/, "\\times ")
    .replace(/^(-?(?:\d+(?=,(?!\d{3}(?!\d)))|0)),(?=\d+$)/, "$1.");

/**
 * Two such quantities, or one beside a plain number, as numbers with a unit in words, by which they are compared; null for
 * any other two texts. Beside a plain number a letter by itself is one of a formula, and two capitals are a segment.
 */
export function asQuantities(a: string, b: string): [string, string] | null {
  const [x, y] = [prefixedQuantity(a), prefixedQuantity(b)];
  if (x && y) return [inText(x), inText(y)];
  const [one, other] = x ? [x, b] : [y, a];
  if (!one || !PLAIN.test(other) || /^(?:.|[A-Z]{2})$/u.test(one.unit)) return null;
  return x ? [inText(one), b] : [a, inText(one)];
}
const PLAIN = /^\s*\$?\s*-?\d[\d,]*(?:\.\d+)?\s*\$?\.?\s*$/;
const inText = ({ number, unit }: { number: string; unit: string }) => `${number}\\text{ ${unit}}`;

const BEHIND =
  /^\s?((?:[A-Za-zμ]{1,15}|\\mu\s?[A-Za-z]{1,2}|[kMGTm]?\s?\\Omega)(?![A-Za-z^/]))(?=\s*(?:[.,;)!]|$))/u;

/** The sign of such a unit that `text` starts with, where a clause ends behind it. */
export function prefixedAtEnd(text: string): string | undefined {
  const unit = BEHIND.exec(text)?.[1];
  return unit !== undefined &&
    !/^(?:.|[ap]m)$/.test(unit.replace(/^[AJKNVW]$/, "one")) &&
    prefixedQuantity(`1 ${unit}`)
    ? unit
    : undefined;
}
