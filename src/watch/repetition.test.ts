import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repetitionScore } from "./repetition.ts";

/** The definition, word by word. */
function bySortedSuffixes(tokens: readonly number[]): number {
  const n = tokens.length;
  const suffixes = tokens.map((_, i) => tokens.slice(i)).sort(compare);
  let sum = 0;
  for (let i = 1; i < n; i++) {
    let common = 0;
    while (common < suffixes[i - 1].length && suffixes[i - 1][common] === suffixes[i][common]) common++;
    sum += common;
  }
  return n === 0 ? 0 : (2 * sum) / (n * (n + 1));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** The same number another way: one less the share of substrings that are distinct. */
function byDistinctSubstrings(tokens: readonly number[]): number {
  const n = tokens.length;
  const distinct = new Set<string>();
  for (let from = 0; from < n; from++)
    for (let to = from + 1; to <= n; to++) distinct.add(tokens.slice(from, to).join());
  return n === 0 ? 0 : 1 - (2 * distinct.size) / (n * (n + 1));
}

describe("repetitionScore", () => {
  it("is 0 without a repeated token and (n − 1)/(n + 1) where all are the same", () => {
    expect([[], [5], [5, 6, 7]].map(repetitionScore)).toEqual([0, 0, 0]);
    expect(repetitionScore(new Array(99).fill(7))).toBeCloseTo(98 / 100, 12);
    // banana: sorted suffixes a, ana, anana, banana, na, nana with LCP 1, 3, 0, 0, 2.
    expect(repetitionScore([1, 0, 2, 0, 2, 0])).toBeCloseTo(12 / 42, 12);
  });

  it("is what the definition says", () => {
    for (const most of [1, 3, 150_000])
      fc.assert(
        fc.property(fc.array(fc.nat(most), { maxLength: 40 }), (tokens) => {
          expect(repetitionScore(tokens)).toBeCloseTo(bySortedSuffixes(tokens), 12);
          expect(repetitionScore(tokens)).toBeCloseTo(byDistinctSubstrings(tokens), 12);
        }),
      );
  });

  it("is what the definition says of phrases said again and again", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }), fc.nat(9), (phrase, times) => {
        const tokens = Array.from({ length: times }, () => phrase).flat();
        expect(repetitionScore(tokens)).toBeCloseTo(bySortedSuffixes(tokens), 12);
      }),
    );
  });

  it("takes whatever token ids there are, and any length", () => {
    expect(repetitionScore(Int32Array.of(2 ** 31 - 1, -1, 2 ** 31 - 1))).toBeCloseTo(2 / 12, 12);
    for (const hostile of [() => 1, (i: number) => i % 2, (i: number) => Number((i & (i - 1)) === 0)])
      expect(repetitionScore(Array.from({ length: 50_000 }, (_, i) => hostile(i)))).toBeGreaterThan(0.4);
  });
});
