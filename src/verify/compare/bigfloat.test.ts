import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "../read/rational.ts";
import * as F from "./bigfloat.ts";

const BITS = 256;
const one: F.BigFloat = { m: 1n, e: 0 };
const of = (x: number) => F.fromRational(parseDecimal(x.toFixed(6)), BITS);
/** Binary exponent of |a − b| against that of the larger: how many bits agree. */
function agreement(a: F.BigFloat, b: F.BigFloat): number {
  const error = F.exponentOf(F.subtract(a, b, BITS));
  return Math.max(0, F.exponentOf(a), F.exponentOf(b)) - error;
}
const number = fc.double({ min: 0.001, max: 200, noNaN: true });

describe("elementary functions to 256 bits", () => {
  it("ln inverts exp", () => {
    fc.assert(
      fc.property(number, (x) => {
        expect(agreement(F.ln(F.exp(of(x), BITS), BITS), of(x))).toBeGreaterThan(240);
      }),
    );
  });
  it("sin² + cos² = 1, and tan inverts atan", () => {
    fc.assert(
      fc.property(number, (x) => {
        const [s, c] = F.sinCos(of(x), BITS);
        const sum = F.add(F.multiply(s, s, BITS), F.multiply(c, c, BITS), BITS);
        expect(agreement(sum, one)).toBeGreaterThan(240);
        const [s1, c1] = F.sinCos(F.atan(of(x), BITS), BITS);
        expect(agreement(F.divide(s1, c1, BITS), of(x))).toBeGreaterThan(230);
      }),
    );
  });
  it("a square root squares back", () => {
    fc.assert(
      fc.property(number, (x) => {
        const root = F.sqrt(of(x), BITS);
        expect(agreement(F.multiply(root, root, BITS), of(x))).toBeGreaterThan(245);
      }),
    );
  });
  it("π to 50 digits", () => {
    const digits = parseDecimal("3.14159265358979323846264338327950288419716939937511");
    expect(agreement(F.pi(BITS), F.fromRational(digits, BITS))).toBeGreaterThan(164);
  });
});
