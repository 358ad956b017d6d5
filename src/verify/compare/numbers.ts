// Numbers beside each other: is one written as a decimal the rounding of the other, and what part of it is it?

import { integer, product } from "../read/nodes.ts";
import {
  absolute,
  add,
  compare,
  equal,
  floor,
  inverse,
  multiply,
  negate,
  parseDecimal,
  type Rational,
  rational,
} from "../read/rational.ts";
import { type Literal, type Node, writtenNumber } from "../read/tree.ts";
import { toRational } from "./bigfloat.ts";
import { areIdentical, constantValue } from "./identity.ts";

/** Fewest significant digits that say a decimal was rounded from something. */
const MIN_DIGITS = 3;

/**
 * Whether the decimal that one side is written as is the other, rounded to its digits: 85.71 and 600/7, 2.65 and 2.653.
 * The coarser of the two must be written with a point (or a power of ten) and at least three significant digits; the
 * finer must be exact or have more digits. So may the digits of a program be, or those that are only cut off, from 15 on. π
 * and e alone are never their decimals.
 */
export function roundsTo(a: Node, b: Node): boolean {
  return isRounding(a, b) || isRounding(b, a);
}

/** Binary exponents beyond this are no decimals anyone writes. */
const MAX_EXPONENT = 20_000;

function isRounding(coarse: Node, fine: Node): boolean {
  const written = writtenNumber(coarse);
  if (!written?.literal.decimal || written.literal.significant < MIN_DIGITS) return false;
  const other = writtenNumber(fine);
  const constant = fine.t === "neg" ? fine.a : fine;
  if (constant.t === "const") return false;
  const { decimals } = written.literal;
  if (other && other.literal.decimals <= decimals) return false;
  const exact = rationalValue(fine);
  if (!exact) return false;
  const unit: Rational =
    decimals >= 0 ? rational(1n, 2n * 10n ** BigInt(decimals)) : rational(10n ** BigInt(-decimals), 2n);
  const error = absolute(add(exact, negate(written.v)));
  if (compare(error, unit) <= 0) return true;
  const near = compare(error, multiply(unit, rational(MOST_HALVES))) < 0;
  return near && !other && written.literal.significant >= FLOAT_DIGITS && isComputed(written, exact);
}

/** As many digits as a number of double precision always keeps. */
const FLOAT_DIGITS = 15;
/** A number of double precision is at most so many halves of its last decimal from what it is nearest to. */
const MOST_HALVES = 40n;

/**
 * 4.795831523312719 of √23, 1.4142135623730951 of √2: what a program prints, the shortest decimal of the nearest number of
 * double precision, or the digits that there are of the value, cut off rather than rounded.
 */
function isComputed(
  { v, literal: { decimals } }: { v: Rational; literal: Literal },
  exact: Rational,
): boolean {
  const digits = (places: number): bigint =>
    places < 0 ? exact.n / (exact.d * 10n ** BigInt(-places)) : (exact.n * 10n ** BigInt(places)) / exact.d;
  const cut = `${digits(decimals)}e${-decimals}`;
  const nearest = String(Number(`${digits(decimals + FLOAT_DIGITS)}e${-decimals - FLOAT_DIGITS}`));
  return [cut, nearest].some((text) => /^-?\d/.test(text) && equal(parseDecimal(text), v));
}

/** The value of a real constant as a fraction, of an irrational one to 200 bits after the point; null for anything else. */
export function rationalValue(node: Node): Rational | null {
  const value = constantValue(node);
  if (!value || "q" in value) return value ? value.q : null;
  return Math.abs(value.f.e) > MAX_EXPONENT ? null : toRational(value.f, 200);
}

/** |a − b| ≤ tolerance · max(|a|, |b|); false where one of them is no real constant. */
export function within(a: Node, b: Node, tolerance: number): boolean {
  const [x, y] = [rationalValue(a), rationalValue(b)];
  if (!x || !y) return false;
  const larger = compare(absolute(x), absolute(y)) > 0 ? absolute(x) : absolute(y);
  const bound = multiply(larger, rational(BigInt(Math.round(tolerance * 1e15)), 10n ** 15n));
  return compare(absolute(add(x, negate(y))), bound) <= 0;
}

/** A constant as a floating-point number of double precision; null where it has no real value. */
export function approximate(node: Node): number | null {
  const value = constantValue(node);
  if (!value) return null;
  if ("q" in value) return Number(value.q.n) / Number(value.q.d);
  return Number(value.f.m) * 2 ** value.f.e;
}

const MOST_DENOMINATOR = 1_000_000n;

/** The fraction of a small denominator beside a number that is known to some 100 bits. */
export function simplest(value: Rational): Rational {
  const near = rational(1n, 1n << 70n);
  let [before, last] = [rational(0n), { n: 1n, d: 0n }];
  for (let rest = value; ; ) {
    const whole = floor(rest);
    [before, last] = [last, { n: whole * last.n + before.n, d: whole * last.d + before.d }];
    const left = add(rest, rational(-whole));
    const error = absolute(add(value, negate(last)));
    if (left.n === 0n || last.d > MOST_DENOMINATOR || compare(error, near) < 0) return last;
    rest = inverse(left);
  }
}

/** Largest denominator of a fraction that two are in the ratio of. */
const MOST_PARTS = 120n;

/** a/b as a fraction of small numbers in lowest terms, where it is one. */
export function fractionOf(a: Node, b: Node): Rational | null {
  const [x, y] = [rationalValue(a), rationalValue(b)];
  if (!x || !y || y.n === 0n) return null;
  const { n, d } = simplest(multiply(x, inverse(y)));
  return d <= MOST_PARTS && areIdentical(product(a, integer(d)), product(b, integer(n))) ? { n, d } : null;
}
