// Real floating-point numbers of any precision, m·2^e with BigInt m, and the elementary functions. Results carry
// `bits` bits and are right to within a few units of the last.
import { BoundError, bitLength, type Rational, rational, Undefined } from "../read/rational.ts";

export interface BigFloat {
  m: bigint;
  e: number;
}

export const ZERO: BigFloat = { m: 0n, e: 0 };
export const ONE: BigFloat = { m: 1n, e: 0 };
export const half = ({ m, e }: BigFloat): BigFloat => ({ m, e: e - 1 });
/** Largest binary exponent; what is beyond is a tower nobody needs. */
const MAX_EXPONENT = 2 ** 40;

export function round(x: BigFloat, bits: number): BigFloat {
  if (x.m === 0n) return ZERO;
  const extra = bitLength(x.m) - bits;
  const result = extra <= 0 ? x : { m: x.m >> BigInt(extra), e: x.e + extra };
  if (Math.abs(result.e) > MAX_EXPONENT)
    throw new BoundError("a number is too large or too small to compute");
  return result;
}

/** The binary exponent of |x|: 2^(k−1) ≤ |x| < 2^k; −Infinity for 0. */
export function exponentOf(x: BigFloat): number {
  return x.m === 0n ? Number.NEGATIVE_INFINITY : bitLength(x.m) + x.e;
}

export function fromRational(q: Rational, bits: number): BigFloat {
  if (q.d === 1n) return round({ m: q.n, e: 0 }, bits);
  const shift = Math.max(0, bits + bitLength(q.d) - bitLength(q.n) + 2);
  return round({ m: (q.n << BigInt(shift)) / q.d, e: -shift }, bits);
}

export function add(a: BigFloat, b: BigFloat, bits: number): BigFloat {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const [high, low] = a.e >= b.e ? [a, b] : [b, a];
  // Beyond twice the precision the smaller one no longer counts.
  if (exponentOf(high) - exponentOf(low) > 2 * bits + 8) return high;
  if (exponentOf(low) - exponentOf(high) > 2 * bits + 8) return low;
  return round({ m: (high.m << BigInt(high.e - low.e)) + low.m, e: low.e }, bits);
}

export const negate = (a: BigFloat): BigFloat => ({ m: -a.m, e: a.e });
export const subtract = (a: BigFloat, b: BigFloat, bits: number) => add(a, negate(b), bits);
export const multiply = (a: BigFloat, b: BigFloat, bits: number) =>
  round({ m: a.m * b.m, e: a.e + b.e }, bits);
export const signOf = (a: BigFloat) => (a.m > 0n ? 1 : a.m < 0n ? -1 : 0);

export function divide(a: BigFloat, b: BigFloat, bits: number): BigFloat {
  if (b.m === 0n) throw new Undefined("division by zero");
  const shift = Math.max(0, bits + bitLength(b.m) - bitLength(a.m) + 2);
  return round({ m: (a.m << BigInt(shift)) / b.m, e: a.e - b.e - shift }, bits);
}

export function sqrt(a: BigFloat, bits: number): BigFloat {
  if (a.m < 0n) throw new Undefined("square root of a negative number");
  if (a.m === 0n) return ZERO;
  let shift = Math.max(0, 2 * bits - bitLength(a.m) + 2);
  if ((a.e - shift) % 2 !== 0) shift++;
  return round({ m: integerSqrt(a.m << BigInt(shift)), e: (a.e - shift) / 2 }, bits);
}

function integerSqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** x as a fixed-point number with `bits` bits after the point. */
export function toFixed(x: BigFloat, bits: number): bigint {
  const shift = x.e + bits;
  return shift >= 0 ? x.m << BigInt(shift) : x.m >> BigInt(-shift);
}

/** x as a fraction, to `bits` bits after the point. */
export const toRational = (x: BigFloat, bits: number) => rational(toFixed(x, bits), 1n << BigInt(bits));

/** A constant of which the most precise value so far is kept, as fixed point. */
function cached(compute: (bits: number) => bigint): (bits: number) => bigint {
  let known = { bits: 0, value: 0n };
  return (bits) => {
    if (known.bits < bits) known = { bits: bits + 64, value: compute(bits + 64) };
    return known.value >> BigInt(known.bits - bits);
  };
}

/** t ± t³/3 + t⁵/5 ± …: atanh t (`sign` 1) or atan t (−1) of a small t, in fixed point. */
function oddPowers(t: bigint, bits: number, sign: 1n | -1n): bigint {
  const square = sign * ((t * t) >> BigInt(bits));
  let [term, sum] = [t, t];
  // A shift rounds down, so that a negative term ends at −1.
  for (let k = 3n; term !== 0n && term !== -1n; k += 2n) {
    term = (term * square) >> BigInt(bits);
    sum += term / k;
  }
  return sum;
}

/** atan(1/n), atanh(1/n) in fixed point. */
const ofInverse = (n: bigint, bits: number, sign: 1n | -1n) =>
  oddPowers((1n << BigInt(bits)) / n, bits, sign);

// Machin: π = 16 atan(1/5) − 4 atan(1/239).
const fixedPi = cached(
  (bits) => (16n * ofInverse(5n, bits + 16, -1n) - 4n * ofInverse(239n, bits + 16, -1n)) >> 16n,
);
// ln 2 = 2 atanh(1/3).
const fixedLn2 = cached((bits) => (2n * ofInverse(3n, bits + 16, 1n)) >> 16n);

export const pi = (bits: number): BigFloat => round({ m: fixedPi(bits + 8), e: -bits - 8 }, bits);

export function exp(x: BigFloat, bits: number): BigFloat {
  if (x.m === 0n) return ONE;
  if (exponentOf(x) > 40) throw new BoundError("a number is too large or too small to compute");
  const work = bits + 24 + Math.max(0, exponentOf(x));
  const ln2 = fixedLn2(work);
  const fixed = toFixed(x, work);
  const k = fixed / ln2;
  // e^r with r halved 8 times, then squared back.
  const halvings = 8n;
  const r = (fixed - k * ln2) >> halvings;
  const one = 1n << BigInt(work);
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n && n < 2000n; n++) {
    term = ((term * r) >> BigInt(work)) / n;
    if (term === -1n) break;
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) >> BigInt(work);
  return round({ m: sum, e: Number(k) - work }, bits);
}

export function ln(x: BigFloat, bits: number): BigFloat {
  if (x.m <= 0n) throw new Undefined("logarithm of a number that is not positive");
  const shift = exponentOf(x) - 1;
  // Near 1 the logarithm is small: as many bits more as are lost.
  const near = exponentOf(add(x, { m: -1n, e: 0 }, bits * 2));
  const work = bits + 32 + Math.max(0, Math.min(bits, -near));
  const one = 1n << BigInt(work);
  let y = toFixed({ m: x.m, e: x.e - shift }, work);
  // Square roots bring y near 1; ln y = 2^k · 2 atanh((s−1)/(s+1)).
  const roots = 6;
  for (let i = 0; i < roots; i++) y = integerSqrt(y << BigInt(work));
  const t = ((y - one) << BigInt(work)) / (y + one);
  const value = (oddPowers(t, work, 1n) << BigInt(roots + 1)) + BigInt(shift) * fixedLn2(work);
  return round({ m: value, e: -work }, bits);
}

/** [sin x, cos x] */
export function sinCos(x: BigFloat, bits: number): [BigFloat, BigFloat] {
  if (exponentOf(x) > 4096) throw new BoundError("an angle is too large to compute");
  const work = bits + 32 + Math.max(0, exponentOf(x), -exponentOf(x) < bits ? -exponentOf(x) : 0);
  const half = fixedPi(work) >> 1n;
  const fixed = toFixed(x, work);
  // Between −π/2 and π/2.
  const quarter = fixed / half;
  const r = fixed - quarter * half;
  const square = (r * r) >> BigInt(work);
  /** first − first·r²/(k(k + 1)) + …: the sine from r with k = 2, the cosine from 1 with k = 1. */
  const series = (first: bigint, from: bigint) => {
    let [term, sum] = [first, first];
    for (let k = from; term !== 0n && term !== -1n; k += 2n) {
      term = -((term * square) >> BigInt(work)) / (k * (k + 1n));
      sum += term;
    }
    return sum;
  };
  const [s, c] = [series(r, 2n), series(1n << BigInt(work), 1n)];
  // A quarter of a turn on, the cosine is the sine.
  const ring = [s, c, -s, -c];
  const turn = Number(quarter & 3n);
  const at = (place: number) => round({ m: ring[place % 4], e: -work }, bits);
  return [at(turn), at(turn + 1)];
}

export function atan(x: BigFloat, bits: number): BigFloat {
  if (x.m === 0n) return ZERO;
  const work = bits + 32;
  // Halve the angle four times: tan(a/2) = t / (1 + √(1 + t²)).
  let t = x;
  const halvings = 4;
  for (let i = 0; i < halvings; i++) {
    t = divide(t, add(ONE, sqrt(add(ONE, multiply(t, t, work), work), work), work), work);
  }
  const fine = work + Math.max(0, Math.min(work, -exponentOf(t)));
  return round({ m: oddPowers(toFixed(t, fine), fine, -1n), e: halvings - fine }, bits);
}
