// Complex floating-point numbers of any precision; `im` null says the number is known to be real.
import { bitLength } from "../read/rational.ts";
import type { BigFloat } from "./bigfloat.ts";
import * as F from "./bigfloat.ts";
import { half, ONE, ZERO } from "./bigfloat.ts";

export interface Complex {
  re: BigFloat;
  im: BigFloat | null;
}

export const real = (re: BigFloat): Complex => ({ re, im: null });

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
  const work = bits + 2 * bitLength(k) + 8;
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
  return power(z, real(half(ONE)), bits);
}

export const I: Complex = { re: ZERO, im: ONE };
const minusI: Complex = { re: ZERO, im: { m: -1n, e: 0 } };
const one = real(ONE);

/** Functions as quotients of two others, and as others of 1/z. */
const quotients: Partial<Record<string, [above: string, below: string]>> = {
  tan: ["sin", "cos"],
  cot: ["cos", "sin"],
  sec: ["1", "cos"],
  csc: ["1", "sin"],
  tanh: ["sinh", "cosh"],
  coth: ["cosh", "sinh"],
  sech: ["1", "cosh"],
  csch: ["1", "sinh"],
};
const inverses: Partial<Record<string, string>> = { arcsec: "arccos", arccsc: "arcsin" };

/**
 * sin, cos, tan, …, arcsin, …, sinh, … and exp at z. Null where it has no value, for a real z and `complex` false also
 * where the value is not real.
 */
export function elementary(name: string, z: Complex, bits: number, complex: boolean): Complex | null {
  const work = bits + 16;
  const of = (other: string, at = z) => elementary(other, at, work, complex);
  const quotient = quotients[name];
  if (quotient) {
    const [above, below] = quotient.map((other) => (other === "1" ? one : of(other)));
    return above && below && !isZero(below) ? divide(above, below, bits) : null;
  }
  const inverse = inverses[name];
  if (inverse) return isZero(z) ? null : elementary(inverse, divide(one, z, work), bits, complex);
  switch (name) {
    case "exp":
      return exp(z, bits);
    // cos z = cosh iz, sin z = −i sinh iz
    case "sin":
    case "cos": {
      if (!z.im) return real(F.sinCos(z.re, bits)[name === "sin" ? 0 : 1]);
      const turned = of(`${name}h`, multiply(I, z, work));
      return turned && multiply(name === "sin" ? minusI : one, turned, bits);
    }
    case "sinh":
    case "cosh": {
      const [plus, minus] = [exp(z, work), exp(negate(z), work)];
      return divide(add(plus, name === "cosh" ? minus : negate(minus), work), real({ m: 2n, e: 0 }), bits);
    }
    case "arctan": {
      if (!z.im) return real(F.atan(z.re, bits));
      // (i/2) ln((i + z)/(i − z))
      const turned = divide(add(I, z, work), add(I, negate(z), work), work);
      return isZero(turned) ? null : multiply({ re: ZERO, im: half(ONE) }, log(turned, work), bits);
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
    case "arccos":
    case "arccot": {
      const angle = of(name === "arccos" ? "arcsin" : "arctan");
      return angle && add(real(half(F.pi(work))), negate(angle), bits);
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
      return multiply(real(half(ONE)), log(quotient, work), bits);
    }
    default:
      return null;
  }
}
