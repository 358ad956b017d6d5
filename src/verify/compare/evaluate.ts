// The value of an expression at a point: exactly, as a rational number, as far as it goes; else as a floating-point
// number of any precision, real or (where asked for) complex. What has no value there throws `Undefined`; what would
// cost too much throws `BoundError`.

import * as Q from "../read/rational.ts";
import { BoundError, type Rational, Undefined } from "../read/rational.ts";
import type { Node } from "../read/tree.ts";
import type { BigFloat } from "./bigfloat.ts";
import * as F from "./bigfloat.ts";
import * as C from "./complex.ts";

export type Evaluated = { q: Rational } | C.Complex;

export interface Context {
  bits: number;
  /** Complex values are values; else √−1 has none. */
  complex: boolean;
  /** \log: to the base e or 10, both are in use. */
  logBase: "e" | "10";
  values: ReadonlyMap<string, Rational>;
  /** Largest and smallest binary exponent met: how much cancellation there can be. */
  met: { largest: number; smallest: number };
}

/** Work of one judgement, in units of roughly a microsecond; what is left of it. */
const WORK = 100_000;
let workLeft = WORK;

/** Starts a new judgement: all evaluations up to the next call share one allowance. */
export function resetWork(): void {
  workLeft = WORK;
}

export function spend(units: number): void {
  workLeft -= units;
  if (workLeft < 0) throw new BoundError("the comparison takes too much work");
}

/** Work of one elementary function at so many bits. */
const elementary = (bits: number) => bits ** 1.5 / 15;

/** Sums of fractions and products of fractions longer than this, in bits, go on as floating-point numbers. */
const MAX_SUM = 3000;
const MAX_PRODUCT = 40_000;
const MAX_FACTORIAL = 5000;
const MAX_TERMS = 10_000;

export function evaluate(node: Node, context: Context): Evaluated {
  spend(1);
  const value = compute(node, context);
  const magnitude = magnitudeOf(value);
  const { met } = context;
  if (magnitude !== Number.NEGATIVE_INFINITY) {
    if (magnitude > met.largest) met.largest = magnitude;
    // What is small by cancellation (or as a zero of the sine) is noise, not a size.
    if (magnitude < met.smallest && ("q" in value || node.t === "pow")) met.smallest = magnitude;
  }
  return value;
}

/** Binary exponent of |value|. */
export function magnitudeOf(value: Evaluated): number {
  if ("q" in value) {
    return value.q.n === 0n ? Number.NEGATIVE_INFINITY : Q.bitLength(value.q.n) - Q.bitLength(value.q.d);
  }
  return Math.max(F.exponentOf(value.re), value.im ? F.exponentOf(value.im) : Number.NEGATIVE_INFINITY);
}

export function toComplex(value: Evaluated, bits: number): C.Complex {
  return "q" in value ? C.real(F.fromRational(value.q, bits)) : value;
}

function exact(q: Rational): Evaluated {
  const size = Q.bitLength(q.n);
  if (size > Q.MAX_BITS) throw new BoundError(`a number has more than ${Q.MAX_BITS} bits`);
  if (size > 512) spend(size / 200);
  return { q };
}

const whole = (n: bigint) => exact({ n, d: 1n });

/** Exact where the fraction stays short enough; reducing long ones costs the square of their length. */
function fraction(a: Rational, b: Rational, of: typeof Q.add, limit: number): Evaluated | null {
  if (a.d === 1n && b.d === 1n) return exact(of(a, b));
  const size = Q.bitLength(a.n) + Q.bitLength(a.d) + Q.bitLength(b.n) + Q.bitLength(b.d);
  if (size > limit) return null;
  spend(1 + (size * size) / 100_000);
  return exact(of(a, b));
}

function compute(node: Node, context: Context): Evaluated {
  const { bits } = context;
  switch (node.t) {
    case "num":
      return { q: node.v };
    case "sym": {
      const value = context.values.get(node.name);
      if (!value) throw new Undefined(`${node.name} has no value`);
      return { q: value };
    }
    case "const":
      if (node.name === "pi") return C.real(F.pi(bits));
      spend(20);
      if (node.name === "e") return C.real(F.exp(F.ONE, bits));
      if (node.name === "i") return C.I;
      throw new Undefined("infinity");
    case "add": {
      let sum = evaluate(node.items[0], context);
      for (const item of node.items.slice(1)) sum = addValues(sum, evaluate(item, context), bits);
      return sum;
    }
    case "mul": {
      let product = evaluate(node.items[0], context);
      for (const item of node.items.slice(1)) product = times(product, evaluate(item, context), bits);
      return product;
    }
    case "neg":
      return times(MINUS_ONE, evaluate(node.a, context), bits);
    case "ratio":
      return node.items
        .map((item) => evaluate(item, context))
        .reduce((quotient, item) => divide(quotient, item, bits));
    case "div":
      return divide(evaluate(node.a, context), evaluate(node.b, context), bits);
    case "pow":
      return raise(evaluate(node.a, context), evaluate(node.b, context), node.b.t !== "num", context);
    case "deg":
      return divide(times(evaluate(node.a, context), C.real(F.pi(bits)), bits), whole(180n), bits);
    case "percent":
      return divide(evaluate(node.a, context), whole(100n), bits);
    case "big":
      return accumulate(node, context);
    case "fn":
      return call(
        node.name,
        node.args.map((arg) => evaluate(arg, context)),
        context,
      );
    default:
      throw new Undefined(node.t);
  }
}

function addValues(a: Evaluated, b: Evaluated, bits: number): Evaluated {
  const sum = "q" in a && "q" in b ? fraction(a.q, b.q, Q.add, MAX_SUM) : null;
  if (sum) return sum;
  spend(2);
  return C.add(toComplex(a, bits), toComplex(b, bits), bits);
}

const MINUS_ONE = whole(-1n);
export const subtract = (a: Evaluated, b: Evaluated, bits: number) =>
  addValues(a, times(MINUS_ONE, b, bits), bits);

export function times(a: Evaluated, b: Evaluated, bits: number): Evaluated {
  const product = "q" in a && "q" in b ? fraction(a.q, b.q, Q.multiply, MAX_PRODUCT) : null;
  if (product) return product;
  spend(2);
  return C.multiply(toComplex(a, bits), toComplex(b, bits), bits);
}

export function divide(a: Evaluated, b: Evaluated, bits: number): Evaluated {
  if ("q" in b) {
    if (b.q.n === 0n) throw new Undefined("division by zero");
    return times(a, { q: Q.inverse(b.q) }, bits);
  }
  if (C.isZero(b)) throw new Undefined("division by zero");
  return C.divide(toComplex(a, bits), b, bits);
}

function realOf(value: Evaluated, context: Context): BigFloat {
  const { re, im } = toComplex(value, context.bits);
  if (im && im.m !== 0n) throw new Undefined("a complex number where a real one belongs");
  return re;
}

/** `mayBeRoot`: the exponent is no number as it is written, 1/3 but not 0.2. */
function raise(base: Evaluated, exponent: Evaluated, mayBeRoot: boolean, context: Context): Evaluated {
  const { bits, complex } = context;
  if ("q" in exponent) {
    if (Q.isInteger(exponent.q)) {
      const k = exponent.q.n;
      spend(Q.bitLength(k));
      if (Q.bitLength(k) > 40) {
        if ("q" in base && (base.q.n === 0n || base.q.n === 1n) && base.q.d === 1n && k > 0n) return base;
        if ("q" in base && base.q.n === -1n && base.q.d === 1n) return { q: k % 2n === 0n ? Q.ONE : base.q };
        throw new BoundError("an exponent is too large to compute");
      }
      if ("q" in base) {
        if (base.q.n === 0n && k <= 0n) throw new Undefined("zero to the power zero, or a negative one");
        const result = Q.power(base.q, Number(k));
        if (result) {
          spend((Q.bitLength(result.n) + Q.bitLength(result.d)) / 100);
          return { q: result };
        }
      }
      if ("q" in base ? base.q.n === 0n : C.isZero(base)) throw new Undefined("zero to a power");
      return C.integerPower(toComplex(base, bits), k, bits);
    }
    if ("q" in base) {
      const root = exactPower(base.q, exponent.q);
      if (root) return { q: root };
    }
    // Over the reals an odd root of a negative number is real: (−8)^(1/3) = −2.
    if (!complex && exponent.q.d % 2n === 1n && mayBeRoot) {
      const real = realOf(base, context);
      if (real.m < 0n) {
        const size = C.power(C.real(F.negate(real)), toComplex(exponent, bits), bits);
        return exponent.q.n % 2n === 0n ? size : C.negate(size);
      }
    }
  }
  spend(elementary(bits));
  const z = toComplex(base, bits);
  if (C.isZero(z)) {
    if (F.signOf(toComplex(exponent, bits).re) > 0) return { q: Q.ZERO };
    throw new Undefined("zero to a power that is not positive");
  }
  if (!complex && (z.im || z.re.m < 0n)) throw new Undefined("a negative number to a fractional power");
  return C.power(z, toComplex(exponent, bits), bits);
}

/** a^(p/q) where it is rational, for a ≥ 0. */
function exactPower(a: Rational, exponent: Rational): Rational | null {
  if (a.n < 0n || exponent.d > 64n || Q.bitLength(exponent.n) > 24) return null;
  if (a.n === 0n) return exponent.n > 0n ? Q.ZERO : null;
  if (Q.bitLength(a.n) + Q.bitLength(a.d) > 4096) return null;
  const index = Number(exponent.d);
  const [n, d] = [Q.exactRoot(a.n, index), Q.exactRoot(a.d, index)];
  return n === null || d === null ? null : Q.power({ n, d }, Number(exponent.n));
}

function accumulate(node: Extract<Node, { t: "big" }>, context: Context): Evaluated {
  const [from, to] = [evaluate(node.from, context), evaluate(node.to, context)];
  if (!("q" in from && "q" in to && Q.isInteger(from.q) && Q.isInteger(to.q))) throw new Undefined("a bound");
  if (to.q.n - from.q.n > MAX_TERMS) throw new BoundError(`a sum has more than ${MAX_TERMS} terms`);
  let result: Evaluated = { q: node.op === "sum" ? Q.ZERO : Q.ONE };
  const values = new Map(context.values);
  const inner = { ...context, values };
  for (let k = from.q.n; k <= to.q.n; k++) {
    values.set(node.variable, { n: k, d: 1n });
    const term = evaluate(node.body, inner);
    result = node.op === "sum" ? addValues(result, term, context.bits) : times(result, term, context.bits);
  }
  return result;
}

function call(name: string, args: Evaluated[], context: Context): Evaluated {
  const { bits, complex } = context;
  const [x, y] = args;
  switch (name) {
    case "sqrt":
      return raise(x, { q: { n: 1n, d: 2n } }, true, context);
    case "root": {
      if (!("q" in x) || !Q.isInteger(x.q) || x.q.n < 1n) throw new Undefined("the index of a root");
      return raise(y, { q: Q.rational(1n, x.q.n) }, true, context);
    }
    case "abs": {
      if ("q" in x) return { q: Q.absolute(x.q) };
      return C.real(C.modulus(x, bits));
    }
    case "factorial":
      return whole(factorial(natural(x)));
    case "double factorial":
      return whole(factorial(natural(x), 2));
    case "binomial":
      return whole(binomial(natural(x), natural(y)));
    case "floor":
    case "ceil": {
      if (!("q" in x)) return integerPart(realOf(x, context), name);
      return whole(name === "floor" ? Q.floor(x.q) : -Q.floor(Q.negate(x.q)));
    }
    case "gcd":
    case "lcm": {
      const integers = args.map((arg) => {
        if (!("q" in arg) || !Q.isInteger(arg.q)) throw new Undefined("not an integer");
        return Q.abs(arg.q.n);
      });
      return whole(integers.reduce(name === "gcd" ? Q.gcd : Q.lcm));
    }
    case "max":
    case "min":
      return args.reduce((best, arg) => {
        const difference = subtract(arg, best, bits);
        const larger = "q" in difference ? difference.q.n > 0n : realOf(difference, context).m > 0n;
        return larger === (name === "max") ? arg : best;
      });
    case "ln":
      return logarithm(x, context);
    case "log": {
      if (!y && context.logBase === "e") return logarithm(x, context);
      const [of, base] = y ? [y, x] : [x, whole(10n)];
      return exactLog(of, base) ?? divide(logarithm(of, context), logarithm(base, context), bits);
    }
  }
  spend(elementary(bits));
  const result = C.elementary(name, toComplex(x, bits), bits, complex);
  if (!result) throw new Undefined(`${name} has no value here`);
  return result;
}

/** ⌊x⌋ or ⌈x⌉ of a number that is not within 2^−64 of a whole one. */
function integerPart(x: BigFloat, name: "floor" | "ceil"): Evaluated {
  if (x.e > 10_000) throw new Undefined("the integer part of a large number");
  const fixed = F.toFixed(x, 64);
  const fraction = fixed & ((1n << 64n) - 1n);
  if (fraction === 0n || fraction === (1n << 64n) - 1n)
    throw new Undefined("an integer part that is not certain");
  const floor = fixed >> 64n;
  return whole(name === "floor" ? floor : floor + 1n);
}

/** log_b x where both are powers of one number. */
function exactLog(x: Evaluated, base: Evaluated): Evaluated | null {
  if (!("q" in x && "q" in base) || x.q.n <= 0n || base.q.n <= 0n || Q.equal(base.q, Q.ONE)) return null;
  if (Q.bitLength(x.q.n) + Q.bitLength(x.q.d) > 2048) return null;
  const guess =
    (Q.bitLength(x.q.n) - Q.bitLength(x.q.d)) / (Q.bitLength(base.q.n) - Q.bitLength(base.q.d) || 1);
  for (let k = Math.floor(guess) - 3; k <= guess + 3; k++) {
    const raised = Math.abs(k) < 3000 ? Q.power(base.q, k) : null;
    if (raised && Q.equal(raised, x.q)) return whole(BigInt(k));
  }
  return null;
}

function logarithm(x: Evaluated, context: Context): Evaluated {
  if ("q" in x && Q.equal(x.q, Q.ONE)) return { q: Q.ZERO };
  spend(elementary(context.bits));
  const z = toComplex(x, context.bits);
  if (C.isZero(z)) throw new Undefined("the logarithm of zero");
  if (!context.complex && (z.im || z.re.m < 0n)) throw new Undefined("the logarithm of a negative number");
  return C.log(z, context.bits);
}

function natural(x: Evaluated): number {
  if (!("q" in x) || !Q.isInteger(x.q) || x.q.n < 0n) throw new Undefined("not a natural number");
  if (x.q.n > MAX_FACTORIAL) throw new BoundError(`a factorial or binomial beyond ${MAX_FACTORIAL}`);
  spend(Number(x.q.n));
  return Number(x.q.n);
}

function factorial(n: number, step = 1): bigint {
  let result = 1n;
  for (let k = n; k > 1; k -= step) result *= BigInt(k);
  return result;
}

function binomial(n: number, k: number): bigint {
  if (k > n) return 0n;
  let result = 1n;
  for (let j = 1; j <= Math.min(k, n - k); j++) result = (result * BigInt(n - j + 1)) / BigInt(j);
  return result;
}
