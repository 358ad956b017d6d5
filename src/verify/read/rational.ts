// Exact rational numbers of BigInt, kept in lowest terms with a positive denominator.

export interface Rational {
  n: bigint;
  d: bigint;
}

/** Thrown where a number would pass what is computed; the verdict is then null with this message as the reason. */
export class BoundError extends Error {
  override readonly name = "BoundError";
}

/** An expression has no value at a point (0/0, the logarithm of −1 over the reals). */
export class Undefined extends Error {
  override readonly name = "Undefined";
}

/** Largest numerator or denominator that is held exactly, in bits. */
export const MAX_BITS = 1 << 17;

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

export const abs = (n: bigint) => (n < 0n ? -n : n);

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export const lcm = (a: bigint, b: bigint) => (a === 0n || b === 0n ? 0n : abs((a / gcd(a, b)) * b));

/** The rest of n by m, from 0 up to m − 1. */
export const modulo = (n: bigint, m: bigint) => ((n % m) + m) % m;

/** Bits of |n|, without writing it out in decimal. */
export function bitLength(n: bigint): number {
  const hex = abs(n).toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0], 16)));
}

/** n/d in lowest terms; d must not be 0. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 1n) return { n, d };
  const divisor = gcd(n, d) * (d < 0n ? -1n : 1n);
  return divisor === 1n ? { n, d } : { n: n / divisor, d: d / divisor };
}

export const add = (a: Rational, b: Rational) => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational) => rational(a.n * b.n, a.d * b.d);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const absolute = (a: Rational): Rational => ({ n: abs(a.n), d: a.d });
/** 1/a; a must not be 0. */
export const inverse = (a: Rational) => rational(a.d, a.n);
/** The largest whole number that is not above it. */
export const floor = (a: Rational) => (a.n - modulo(a.n, a.d)) / a.d;
export const equal = (a: Rational, b: Rational) => a.n === b.n && a.d === b.d;
export const compare = (a: Rational, b: Rational) => {
  const difference = a.n * b.d - b.n * a.d;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
};
export const isInteger = (a: Rational) => a.d === 1n;

/** a^exponent for an integer exponent, or null where it would pass MAX_BITS; 0 to a negative power is null as well. */
export function power(a: Rational, exponent: number): Rational | null {
  if (exponent === 0) return ONE;
  if (a.n === 0n) return exponent > 0 ? ZERO : null;
  const size = Math.max(bitLength(a.n), bitLength(a.d));
  const times = Math.abs(exponent);
  if (size > 1 && size * times > MAX_BITS) return null;
  const [n, d] = [a.n ** BigInt(times), a.d ** BigInt(times)];
  return exponent > 0 ? { n, d } : n < 0n ? { n: -d, d: -n } : { n: d, d: n };
}

/** The exact integer root of n ≥ 0, or null. */
export function exactRoot(n: bigint, index: number): bigint | null {
  if (n < 2n) return n;
  const k = BigInt(index);
  let x = 1n << BigInt(Math.ceil(bitLength(n) / index));
  for (;;) {
    const next = ((k - 1n) * x + n / x ** (k - 1n)) / k;
    if (next >= x) break;
    x = next;
  }
  return x ** k === n ? x : null;
}

/** "12.50" or "1.5e-3" as an exact number. */
export function parseDecimal(text: string): Rational {
  const [digits, exponent = "0"] = text.split(/[eE]/);
  const [whole, fraction = ""] = digits.split(".");
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > 20_000 || text.length > 20_000) throw new BoundError("a number has too many digits");
  const n = BigInt(whole + fraction || "0");
  return shift >= 0 ? { n: n * 10n ** BigInt(shift), d: 1n } : rational(n, 10n ** BigInt(-shift));
}

/** What a repeating decimal goes on with behind its point: 4 with a line, 3 or 1…7 with dots, (6), digits and "…". */
const PERIOD =
  /^(\.?)\s*(?:\\(?:overline|bar|dot)\s*(?:\{(\d{1,60})\}|(\d))(?:(\d{0,60})\\dot\s*(?:\{(\d)\}|(\d)))?|\((\d{1,60})\)(?=\s*(?:[$.,;)}%\\]|$)))/;

/** A repeating decimal with its period behind "r" (0.8r4), and how much of `rest` belongs to it; null for any other. */
export function periodOf(digits: string, rest: string): { text: string; length: number } | null {
  const written = /[\\(]/.test(rest[0] === "." ? (rest[1] ?? "") : (rest[0] ?? "")) || /^\.\s*\\/.test(rest);
  const match = written ? PERIOD.exec(rest) : null;
  if (match && (digits.includes(".") || match[1] === ".")) {
    const [, , group, one, between = "", last, end = last, round] = match;
    const period = round ?? `${group ?? one}${between}${end ?? ""}`;
    return { text: `${digits.includes(".") ? digits : `${digits}.`}r${period}`, length: match[0].length };
  }
  // 0.1666..., 0.2727…: what stands twice at the end, a digit three times.
  const dots = /^(?:\.{3}|…|\\[lc]?dots(?![a-z]))/.exec(rest)?.[0];
  const again = dots ? /^(\d*\.\d*?)(?:(\d)\2\2+|(\d{2,12}?)\3+)$/.exec(digits.slice(0, 60)) : null;
  if (!dots || !again || digits.length > 60) return null;
  return { text: `${again[1]}r${again[2] ?? again[3]}`, length: dots.length };
}
