// Complex floating-point numbers of any precision; `im` null says the number is known to be real.
import type { BigFloat } from "./bigfloat.ts";
import * as F from "./bigfloat.ts";

export interface Complex {
  re: BigFloat;
  im: BigFloat | null;
}

const ZERO: BigFloat = { m: 0n, e: 0 };
const ONE: BigFloat = { m: 1n, e: 0 };
const real = (re: BigFloat): Complex => ({ re, im: null });
const half = (x: BigFloat): BigFloat => ({ m: x.m, e: x.e - 1 });

export const isZero = (z: Complex) => z.re.m === 0n && (z.im === null || z.im.m === 0n);
export const negate = (z: Complex): Complex => ({ re: F.negate(z.re), im: z.im && F.negate(z.im) });

export function add(a: Complex, b: Complex, bits: number): Complex {
  const im = a.im && b.im ? F.add(a.im, b.im, bits) : (a.im ?? b.im);
  return { re: F.add(a.re, b.re, bits), im: im && im.m !== 0n ? im : null };
}

export function multiply(a: Complex, b: Complex, bits: number): Complex {
  if (!a.im && !b.im) return real(F.multiply(a.re, b.re, bits));
  const [ai, bi] = [a.im ?? ZERO, b.im ?? ZERO];
  const im = F.add(F.multiply(a.re, bi, bits), F.multiply(ai, b.re, bits), bits);
  const re = F.subtract(F.multiply(a.re, b.re, bits), F.multiply(ai, bi, bits), bits);
  return { re, im: im.m === 0n ? null : im };
}

export function divide(a: Complex, b: Complex, bits: number): Complex {
  if (!b.im) {
    return { re: F.divide(a.re, b.re, bits), im: a.im && F.divide(a.im, b.re, bits) };
  }
  const size = F.add(F.multiply(b.re, b.re, bits), F.multiply(b.im, b.im, bits), bits);
  const product = multiply(a, { re: b.re, im: F.negate(b.im) }, bits);
  return divide(product, real(size), bits);
}

export function modulus(z: Complex, bits: number): BigFloat {
  if (!z.im) return z.re.m < 0n ? F.negate(z.re) : z.re;
  return F.sqrt(F.add(F.multiply(z.re, z.re, bits), F.multiply(z.im, z.im, bits), bits), bits);
}

/** The argument in (−π, π]. */
function argument(z: Complex, bits: number): BigFloat {
  const im = z.im ?? ZERO;
  if (im.m === 0n) return z.re.m < 0n ? F.pi(bits) : ZERO;
  if (z.re.m === 0n) return im.m > 0n ? half(F.pi(bits)) : F.negate(half(F.pi(bits)));
  const angle = F.atan(F.divide(im, z.re, bits), bits);
  if (z.re.m > 0n) return angle;
  return im.m > 0n ? F.add(angle, F.pi(bits), bits) : F.subtract(angle, F.pi(bits), bits);
}

export function exp(z: Complex, bits: number): Complex {
  const size = F.exp(z.re, bits);
  if (!z.im) return real(size);
  const [s, c] = F.sinCos(z.im, bits);
  return { re: F.multiply(size, c, bits), im: F.multiply(size, s, bits) };
}

export function log(z: Complex, bits: number): Complex {
  const re = F.ln(modulus(z, bits), bits);
  const im = argument(z, bits);
  return { re, im: im.m === 0n ? null : im };
}

/** z^k by squaring. */
export function integerPower(z: Complex, k: bigint, bits: number): Complex {
  if (k < 0n) return divide(real(ONE), integerPower(z, -k, bits), bits);
  const work = bits + 2 * k.toString(2).length + 8;
  let result = real(ONE);
  let square = z;
  for (let rest = k; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square, work);
    if (rest > 1n) square = multiply(square, square, work);
  }
  return result;
}

/** z^w on the principal branch, z ≠ 0. */
export function power(z: Complex, w: Complex, bits: number): Complex {
  return exp(multiply(w, log(z, bits + 16), bits + 16), bits);
}

function sqrt(z: Complex, bits: number): Complex {
  if (!z.im && z.re.m >= 0n) return real(F.sqrt(z.re, bits));
  if (!z.im) return { re: ZERO, im: F.sqrt(F.negate(z.re), bits) };
  return power(z, real({ m: 1n, e: -1 }), bits);
}

const I: Complex = { re: ZERO, im: ONE };
const minusI: Complex = { re: ZERO, im: { m: -1n, e: 0 } };
const one = real(ONE);

/**
 * sin, cos, tan, …, arcsin, …, sinh, … and exp at z. Null where it has no value, for a real z and `complex` false also
 * where the value is not real.
 */
export function elementary(name: string, z: Complex, bits: number, complex: boolean): Complex | null {
  const work = bits + 16;
  const reciprocals: Record<string, string> = {
    sec: "cos",
    csc: "sin",
    cot: "tan",
    sech: "cosh",
    csch: "sinh",
    coth: "tanh",
  };
  const inverse = (w: Complex) => (isZero(w) ? null : divide(one, w, work));
  if (name in reciprocals) {
    if (name === "cot") {
      const [s, c] = [elementary("sin", z, work, complex), elementary("cos", z, work, complex)];
      return s && c && !isZero(s) ? divide(c, s, bits) : null;
    }
    const w = elementary(reciprocals[name], z, work, complex);
    return w && inverse(w);
  }
  switch (name) {
    case "exp":
      return exp(z, bits);
    case "sin":
    case "cos": {
      if (!z.im) return real(F.sinCos(z.re, bits)[name === "sin" ? 0 : 1]);
      const plus = exp(multiply(I, z, work), work);
      const minus = exp(multiply(minusI, z, work), work);
      return name === "cos"
        ? divide(add(plus, minus, work), real({ m: 2n, e: 0 }), bits)
        : divide(add(plus, negate(minus), work), { re: ZERO, im: { m: 2n, e: 0 } }, bits);
    }
    case "tan": {
      const c = elementary("cos", z, work, complex);
      const s = elementary("sin", z, work, complex);
      return c && s && !isZero(c) ? divide(s, c, bits) : null;
    }
    case "sinh":
    case "cosh": {
      const [plus, minus] = [exp(z, work), exp(negate(z), work)];
      return divide(add(plus, name === "cosh" ? minus : negate(minus), work), real({ m: 2n, e: 0 }), bits);
    }
    case "tanh": {
      const [s, c] = [elementary("sinh", z, work, complex), elementary("cosh", z, work, complex)];
      return s && c && !isZero(c) ? divide(s, c, bits) : null;
    }
    case "arctan": {
      if (!z.im) return real(F.atan(z.re, bits));
      // (i/2) ln((i + z)/(i − z))
      const quotient = divide(add(I, z, work), add(I, negate(z), work), work);
      return isZero(quotient)
        ? null
        : multiply({ re: ZERO, im: { m: 1n, e: -1 } }, log(quotient, work), bits);
    }
    case "arccot": {
      const angle = elementary("arctan", z, work, complex);
      return angle && add(real(half(F.pi(work))), negate(angle), bits);
    }
    case "arcsin": {
      const inside = add(one, negate(multiply(z, z, work)), work);
      if (!z.im && inside.re.m < 0n && !complex) return null;
      if (!z.im && inside.re.m >= 0n) {
        if (inside.re.m === 0n) return real(z.re.m > 0n ? half(F.pi(bits)) : F.negate(half(F.pi(bits))));
        return real(F.atan(F.divide(z.re, F.sqrt(inside.re, work), work), bits));
      }
      // −i ln(iz + √(1 − z²))
      return multiply(minusI, log(add(multiply(I, z, work), sqrt(inside, work), work), work), bits);
    }
    case "arccos": {
      const angle = elementary("arcsin", z, work, complex);
      return angle && add(real(half(F.pi(work))), negate(angle), bits);
    }
    case "arcsec":
    case "arccsc": {
      const w = inverse(z);
      return w && elementary(name === "arcsec" ? "arccos" : "arcsin", w, bits, complex);
    }
    case "arsinh":
      return log(add(z, sqrt(add(multiply(z, z, work), one, work), work), work), bits);
    case "arcosh": {
      const inside = add(multiply(z, z, work), real({ m: -1n, e: 0 }), work);
      if (!complex && !z.im && (inside.re.m < 0n || z.re.m < 0n)) return null;
      return log(add(z, sqrt(inside, work), work), bits);
    }
    case "artanh": {
      const [above, below] = [add(one, z, work), add(one, negate(z), work)];
      if (isZero(above) || isZero(below)) return null;
      const quotient = divide(above, below, work);
      if (!complex && !quotient.im && quotient.re.m < 0n) return null;
      return multiply(real({ m: 1n, e: -1 }), log(quotient, work), bits);
    }
    default:
      return null;
  }
}
