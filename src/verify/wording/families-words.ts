// Families of whole numbers in words, as forms of a letter: "all odd integers" is 2k + 1 with k ∈ ℤ, "multiples of 3 that
// are not multiples of 9" 9k + 3 or 9k + 6, "powers of two" 2^k with k ≥ 0.
import { lcm } from "../read/rational.ts";
import { comparison, leastOf, SIGN as NAMED_SIGN, THAN } from "./integers-words.ts";
import { inDigits } from "./spelled.ts";

const ALL = "k\\in\\mathbb{Z}";
const UP = "k\\in\\mathbb{Z}_{\\ge 0}";
const HEAD = "(?:the set of )?(?:(?:all|any|every|each|the|an?|exactly|precisely|only|those) )*";
const NUMBERS = "(?:integers?|numbers?|whole numbers?|natural numbers?|naturals|integer values|values)?";
const SIGN = `${NAMED_SIGN}?`;

const PARITY = new RegExp(
  `^${HEAD}${SIGN} ?(even|odd) ?${SIGN} ?${NUMBERS}(?: of [a-z]{3,20})?(?: ?(?:of )?(?<![a-z])([a-z])(?![a-z]))?(?:,? ?(?:with |such that )?(?:[a-z] ?(?=[≥>\\\\]|at least))?(.+))?$`,
  "i",
);
/** "all integers n such that n ≡ 2 (mod 3)" */
const GIVEN = new RegExp(
  `^${HEAD}${SIGN} ?${NUMBERS} ?(?:[a-z] )?(?:such that|with|for which|satisfying|where) ([a-z]) ?\\\\equiv ?((?:[^A-Za-z]|or|and)*?)((?:\\\\pmod|\\(? ?mod)[^A-Za-z]*)$`,
  "i",
);
const IS = /^([a-z]) (?:is |must be )?(?:an? )?(even|odd)(?: (?:integer|number|values?))?$/i;
/** "exactly when n is even" */
const HOLDS =
  /^(?:if and only if|iff|(?:exactly|precisely|just) (?:when|if|for)|for|when) (?=.*\b(?:even|odd)\b)/i;
const LETTER = /(?<![A-Za-z\\])[a-z](?![A-Za-z])/;
const GIVEN_THAT = "(?:such that|that|which|with|where|for which|satisfying|if) ";
const DIVISIBLE = new RegExp(
  `^${HEAD}${SIGN} ?${NUMBERS} ?(?:([a-z]),? )?(?:${GIVEN_THAT})?(?:([a-z]) )?(?:(?:is|are) )?((?:not )?)(?:divisible by|(?:an? )?multiples? of) (?:both )?(\\S+)(?: and (\\d{1,4}))?$`,
  "i",
);
const BUT = new RegExp(
  `^${HEAD}${SIGN} ?(?:integers? |numbers? )?(?:multiples? of|(?:that are )?divisible by) (\\S+?),? (?:that are not|but not|which are not|not)(?: (?:multiples? of|divisible by|by|of))? (\\S+)$`,
  "i",
);
const REST = new RegExp(
  `^${HEAD}${SIGN} ?${NUMBERS} ?(?:[a-z] )?(?:that (?:are )?|which (?:are )?|with )?(?:congruent to (\\S+) (?:mod|modulo)|(?:leav(?:e|es|ing) )?(?:a )?(?:the )?remainder (?:of )?(\\S+) (?:when|on|if|upon|after) (?:divided|division) by) (\\S+)$`,
  "i",
);
/** 6 ∣ n, 3 ∤ n */
const DIVIDES =
  /(?<![\w^.{+*/-])(\d{1,4}) ?(?:(\\not ?\\mid(?![a-z])|\\not ?[|∣]|\\nmid(?![a-z])|∤|does not divide|doesn't divide)|\\mid(?![a-z])|[|∣]|divides) ?([a-z])(?![A-Za-z]| ?[-+*^_(|])/;
/** n ≢ 0 (mod 3), with words before it */
const NOT_ZERO =
  /(?<= )([a-z]) ?(?:\\not ?\\equiv|≢) ?0 ?(?:\\pmod ?\{?|\(? ?(?:\\?mod|modulo) ?)(\d{1,2})\}?\)?$/;
const withDivisors = (plain: string) =>
  plain
    .replace(
      DIVIDES,
      (_, divisor: string, denied: string | undefined, letter: string) =>
        `${letter} is ${denied ? "not " : ""}divisible by ${divisor}`,
    )
    .replace(NOT_ZERO, "$1 is not divisible by $2")
    .replace(/\b(is|are)n't(?= )/, "$1 not")
    .replace(/,? (?:except|excluding|other than)(?: for)? (?=(?:the )?multiples of )/, " not ");
const DIVISION = /divi|multiple|\\n?mid|[|∣∤]|equiv|≢/;
/** Of a condition on a letter, its letter. */
const OF_LETTER = /(?<![A-Za-z\\])(?!a )[a-z](?![A-Za-z])/;
const FORM = new RegExp(`^${HEAD}${NUMBERS} ?of the form ([^,;]{1,40})$`, "i");
const POWERS = new RegExp(
  `^${HEAD}(?:non-?negative )?(?:integer )?powers? of (\\S+?)(?:,? \\(?(including|excluding|greater than|starting (?:with|from)|from) (?:\\S+? ?= ?)?1\\)?)?$`,
  "i",
);
const SQUARES = new RegExp(`^${HEAD}${SIGN} ?(?:perfect )?(square|cube)s?(?: numbers?)?$`, "i");

const digits = (word: string) => Number(/^\d{1,6}$/.test(word) ? word : (inDigits(word) ?? "x"));

/** The form of a family in words, its letter k; null for anything else. */
export function familyInWords(said: string, other: string): string | null {
  const plain = withDivisors(said.replace(HOLDS, "").replace(IS, "$2 $1"));
  const given = GIVEN.exec(plain);
  if (given) {
    const [, sign, letter, residues, modulus] = given;
    const start = startOf(sign);
    if (start === undefined) return null;
    const congruence = `${letter} \\equiv ${residues.replace(/,? ?\b(?:or|and)\b ?/g, ", ")} ${modulus}`;
    return start === null ? congruence : `${congruence}, ${letter} \\ge ${start}`;
  }
  const parity = PARITY.exec(plain);
  // "all even m" is not "n is even".
  const letter = parity?.[4];
  const letterToo = /even|odd/i.test(other) ? LETTER.exec(other)?.[0] : undefined;
  if (letter && letterToo && letter !== letterToo) return null;
  if (parity) {
    const [, sign, kind, signToo, , bound] = parity;
    return classes([kind.toLowerCase() === "odd" ? 1 : 0], 2, startOf(sign ?? signToo, bound));
  }
  const but = BUT.exec(plain);
  if (but) {
    const [small, large] = [digits(but[2]), digits(but[3])];
    if (!(small > 0 && large > small && large % small === 0 && large / small < 24)) return null;
    return classes(multiplesBelow(large, small), large, startOf(but[1]));
  }
  const divisible = DIVISIBLE.exec(plain);
  if (divisible) {
    const [, sign, name, nameToo, not, divisor, another] = divisible;
    const own = name ?? nameToo;
    const theirs = DIVISION.test(other) ? OF_LETTER.exec(other)?.[0] : undefined;
    // "all m divisible by 3" is not 3 ∣ n.
    if ((nameToo && own !== nameToo) || (own && theirs && own !== theirs)) return null;
    const modulus = commonMultiple(digits(divisor), Number(another ?? 1));
    if (another && not) return null;
    if (not === "") return classes([0], modulus, startOf(sign));
    return modulus < 24 ? classes(multiplesBelow(modulus, 1), modulus, startOf(sign)) : null;
  }
  const rest = REST.exec(plain);
  if (rest) return classes([digits(rest[2] ?? rest[3])], digits(rest[4]), startOf(rest[1]));
  const form = FORM.exec(plain);
  if (form && /^[^a-z]*[a-z][^a-z]*$/.test(form[1].replace(/\\pm/g, "")))
    return `${form[1]}, ${/[a-z]/.exec(form[1])![0]}\\in\\mathbb{Z}`;
  const powers = POWERS.exec(plain);
  if (powers) {
    const base = digits(powers[1]);
    const without = /^(?:excluding|greater)/i.test(powers[2] ?? "");
    return base > 1 ? `${base}^{k${without ? "+1" : ""}}, ${UP}` : null;
  }
  const squares = SQUARES.exec(plain);
  if (!squares || !/perfect|s\b/i.test(plain) || !plain.includes(" ")) return null;
  const start = startOf(squares[1]);
  const power = squares[2].toLowerCase() === "cube" ? 3 : 2;
  return start === undefined ? null : `${start === 1 ? "(k+1)" : "k"}^${power}, ${UP}`;
}

const multiplesBelow = (end: number, step: number) =>
  Array.from({ length: end / step - 1 }, (_, i) => step * (i + 1));

/** "divisible by both 4 and 6": by 12. */
const commonMultiple = (a: number, b: number) =>
  Number.isInteger(a) && a > 0 && b > 0 ? Number(lcm(BigInt(a), BigInt(b))) : Number.NaN;

/** The least number of a family by words or an inequality; null for none, undefined where it is not read. */
function startOf(sign: string | undefined, bound?: string): number | null | undefined {
  const named = leastOf(sign);
  if (named === undefined || bound === undefined) return named;
  const found = FROM.exec(bound.trim());
  const { upper, closed } = comparison(found?.[1] ?? "");
  return !found || upper ? undefined : Math.max(named ?? -1e9, Number(found[2]) + (closed ? 0 : 1));
}
const FROM = new RegExp(
  `^(${THAN}|from|≥|>=?|\\\\g(?:eq?(?:slant)?|t)) ?(-?\\d{1,6})(?: on(?:wards)?)?$`,
  "i",
);

/** "2k + 1, k ∈ ℤ" or several of them; from `start` on, with k ≥ 0. */
function classes(
  residues: readonly number[],
  modulus: number,
  start: number | null | undefined,
): string | null {
  if (start === undefined || !(modulus > 1 && modulus < 1e6) || residues.some((n) => !Number.isInteger(n)))
    return null;
  const forms = residues.map((residue) => {
    const first = start === null ? residue : start + ((((residue - start) % modulus) + modulus) % modulus);
    return `${modulus}k${first === 0 ? "" : first < 0 ? first : `+${first}`}`;
  });
  return `${forms.join(" \\text{ or } ")}, ${start === null ? ALL : UP}`;
}

/** n ≢ 0 (mod 4): the other residues. */
export function otherResidues(plain: string): string | null {
  const found =
    /^([a-z]) ?(?:\\not ?\\equiv|≢) ?(-?\d{1,3}) ?(?:\\pmod ?\{?|\(? ?(?:\\?mod|modulo) ?)(\d{1,2})\}?\)?$/.exec(
      plain,
    );
  if (!found) return null;
  const [residue, modulus] = [Number(found[2]), Number(found[3])];
  if (modulus < 2 || modulus > 24) return null;
  const rest = Array.from({ length: modulus }, (_, i) => i).filter((i) => (i - residue) % modulus !== 0);
  return `${found[1]} \\equiv ${rest.join(", ")} \\pmod{${modulus}}`;
}
