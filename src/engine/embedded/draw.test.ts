// Drawing tokens: the nucleus against brute force, and the numbers that decide.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawNucleus, uniformAt } from "./draw.ts";

/** The smallest set of likeliest tokens whose mass reaches topP, likeliest first, by sorting everything. */
function nucleus(p: Float32Array, topP: number): number[] {
  const order = Array.from(p, (_, i) => i).sort((a, b) => p[b] - p[a] || a - b);
  const total = p.reduce((a, b) => a + b, 0);
  let mass = 0;
  const chosen: number[] = [];
  for (const token of order) {
    if (mass >= topP * total) break;
    mass += p[token];
    chosen.push(token);
  }
  return chosen;
}

/** Distributions from even to very peaked, ties among them; exact in float32, so that sums do not depend on order. */
const distribution = fc
  .tuple(fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), fc.constantFrom(1, 4, 12))
  .map(([parts, power]) => {
    const raw = parts.map((part) => Math.max(1, Math.floor((part / 1000) ** power * 2 ** 20)));
    return Float32Array.from(raw, (x) => x / 2 ** 22);
  });
const unit = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });

describe("drawNucleus", () => {
  test("is inverse transform sampling of the sorted nucleus", () => {
    fc.assert(
      fc.property(distribution, unit, unit, (p, topP, uniform) => {
        const chosen = nucleus(p, topP);
        const mass = chosen.reduce((sum, token) => sum + p[token], 0);
        let mark = uniform * mass;
        const wanted = chosen.find((token) => {
          mark -= p[token];
          return mark < 0;
        });
        expect(drawNucleus(p, topP, uniform)).toBe(wanted ?? chosen.at(-1));
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  test("a tiny nucleus is the likeliest token, the lower id on ties", () => {
    fc.assert(
      fc.property(distribution, unit, (p, uniform) => {
        expect(drawNucleus(p, 1e-9, uniform)).toBe(p.indexOf(Math.max(...p)));
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  test("a large vocabulary of nearly equal tokens, all below every first threshold", () => {
    const p = new Float32Array(50_000).fill(1 / 50_000);
    for (const uniform of [1e-6, 0.3, 0.999]) {
      const token = drawNucleus(p, 0.5, uniform);
      expect(token).toBeLessThan(25_001);
      expect(Math.abs(token - uniform * 25_000)).toBeLessThan(2);
    }
  });

  test("tokens of probability zero are never drawn", () => {
    const p = Float32Array.of(0, 0.5, 0, 0.5, 0);
    for (let i = 0; i < 100; i++) expect(drawNucleus(p, 0.999, (i + 0.5) / 100)).toBeOneOf([1, 3]);
  });

  test("probabilities that are not numbers give token 0, as drawing in the graph does", () => {
    for (const bad of [Number.NaN, 0])
      for (const topP of [0.5, 1]) expect(drawNucleus(new Float32Array(9).fill(bad), topP, 0.5)).toBe(0);
  });

  test("probabilities that do not quite sum to one", () => {
    const p = Float32Array.of(0.2, 0.1, 0.1);
    expect(drawNucleus(p, 0.5, 0.999)).toBe(0);
    expect(drawNucleus(p, 0.51, 0.999)).toBe(1);
    expect(drawNucleus(p, 1, 0.999)).toBe(2);
  });
});

describe("uniformAt", () => {
  const seeds = [0, 1, 2, 7, 2 ** 31, 2 ** 32 + 7, 2 ** 52 + 1, 123_456_789];

  test("lies inside (0, 1), as a float32 too", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(), fc.nat(), fc.nat(), (...key) => {
        const u = uniformAt(...key);
        expect(u).toBe(uniformAt(...key));
        expect(Math.fround(u)).toBeGreaterThan(0);
        expect(Math.fround(u)).toBeLessThan(1);
      }),
      { seed: 4 },
    );
  });

  /** Pearson's statistic of counts against equal expectations. */
  const chiSquare = (counts: ArrayLike<number>) => {
    const all = Array.from(counts);
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    return all.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  };
  // Of 99 degrees of freedom: 160 is exceeded once in ten thousand.
  const limit = 160;

  test.each(["prompt", "sample", "token"] as const)("is uniform along the %s", (axis) => {
    for (const seed of seeds) {
      const counts = new Float64Array(100);
      for (let i = 0; i < 20_000; i++) {
        const key = { prompt: 3, sample: 1, token: 5, [axis]: i };
        counts[Math.floor(100 * uniformAt(seed, key.prompt, key.sample, key.token))]++;
      }
      expect(chiSquare(counts), `seed ${seed}`).toBeLessThan(limit);
    }
  });

  test.each([
    ["tokens", (i: number) => [uniformAt(9, 0, 0, i), uniformAt(9, 0, 0, i + 1)]],
    ["samples", (i: number) => [uniformAt(9, 0, i, 4), uniformAt(9, 0, i + 1, 4)]],
    ["prompts", (i: number) => [uniformAt(9, i, 2, 4), uniformAt(9, i + 1, 2, 4)]],
    ["seeds", (i: number) => [uniformAt(i, 1, 2, 4), uniformAt(i + 1, 1, 2, 4)]],
    [
      "high words of seeds",
      (i: number) => [uniformAt(i * 2 ** 32, 1, 2, 4), uniformAt((i + 1) * 2 ** 32, 1, 2, 4)],
    ],
    ["exchanged indices", (i: number) => [uniformAt(9, i, i + 1, 4), uniformAt(9, i + 1, i, 4)]],
  ])("neighbouring %s are independent", (_, pair) => {
    const counts = new Float64Array(100);
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = pair(i);
      counts[10 * Math.floor(10 * a) + Math.floor(10 * b)]++;
    }
    expect(chiSquare(counts)).toBeLessThan(limit);
  });
});
