import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { leavesLine } from "./trend.ts";

const series = (values: readonly number[]) => values.map((value, i) => ({ step: i + 1, value }));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** The definition written out: a least-squares line for every value, and each sum as a largest one over where it began. */
function byDefinition(x: readonly number[], leastNoise: number) {
  const w = x.map((value, t) => {
    if (t < 5) return 0;
    const at = Array.from({ length: t }, (_, i) => i);
    const centre = mean(at);
    const spread = sum(at.map((i) => (i - centre) ** 2));
    const level = mean(x.slice(0, t));
    const slope = sum(at.map((i) => (i - centre) * (x[i] - level))) / spread;
    const foretold = level + slope * (t - centre);
    return (value - foretold) / Math.sqrt(1 + 1 / t + (t - centre) ** 2 / spread);
  });
  const known = w
    .slice(5, Math.min(55, x.length - 1))
    .map(Math.abs)
    .sort((a, b) => a - b);
  const middle = known.length / 2;
  const median = (known[Math.ceil(middle) - 1] + known[Math.floor(middle)]) / 2;
  const sigma = Math.max(1.4826 * median, leastNoise);
  const side = (sign: number) => {
    // S_t = max over c of Σ_(i > c) (z_i − 1/2), and 0 for c = t (Page's own form).
    const after = (c: number) => sum(w.slice(c).map((w) => (sign * w) / sigma - 0.5));
    const starts = Array.from({ length: x.length - 20 + 1 }, (_, i) => 20 + i);
    const best = Math.max(...starts.map(after));
    const first = Math.max(...starts.filter((c) => after(c) > best - 1e-9));
    const m = x.length - first;
    const before = x.slice(Math.max(0, first - m), first);
    const error = sigma * Math.sqrt(1 / m + 1 / before.length);
    return { sum: best, turned: m > 0 && sign * (mean(x.slice(first)) - mean(before)) > 3 * error };
  };
  return { up: side(1), down: side(-1) };
}

describe("leavesLine", () => {
  it("is its definition", () => {
    const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 21, maxLength: 70 });
    fc.assert(
      fc.property(values, fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, 1), (noise, slope, least) => {
        // Noise that is never nothing, a line, and a break half way.
        const x = noise.map((v, i) => v + ((i * 7919) % 13) / 13 + slope * Math.max(0, i - noise.length / 2));
        const [found, wanted] = [leavesLine(series(x), least)!, byDefinition(x, least)];
        for (const side of ["up", "down"] as const) {
          expect(found[side].sum).toBeCloseTo(wanted[side].sum, 6);
          expect(found[side].turned).toBe(wanted[side].turned);
        }
      }),
    );
  });

  it("is the same upside down, on another scale, and on top of any line", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: -5, max: 5, noNaN: true }), (seed, slope) => {
        const random = new Random(seed);
        const x = Array.from({ length: 60 }, (_, i) => random.normal() + Math.max(0, i - 40));
        const { up, down } = leavesLine(series(x))!;
        const flipped = leavesLine(series(x.map((v) => -v)))!;
        const scaled = leavesLine(series(x.map((v) => 1e3 * v - 7)))!;
        const tilted = leavesLine(series(x.map((v, i) => v + slope * i)))!;
        expect([flipped.down.sum, flipped.down.turned]).toEqual([expect.closeTo(up.sum, 6), up.turned]);
        expect([scaled.up.sum, tilted.up.sum]).toEqual([
          expect.closeTo(up.sum, 6),
          expect.closeTo(up.sum, 6),
        ]);
        expect([scaled.down.sum, tilted.down.sum]).toEqual([
          expect.closeTo(down.sum, 6),
          expect.closeTo(down.sum, 6),
        ]);
      }),
    );
  });

  it("compares what came since the sum was last 0 with as much before", () => {
    // ±1 in turn, and at last one value: of it alone the mean is by 3 standard errors (6.08) above the last before.
    const turned = (last: number) => {
      const values = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 1 : -1));
      return leavesLine(series([...values, last]))!.up.turned;
    };
    expect([5, 6].map(turned)).toEqual([false, true]);
  });

  it("says nothing of twenty values, nor of a line without noise", () => {
    const line = (length: number) => series(Array.from({ length }, (_, i) => 0.1 * i));
    expect(leavesLine(line(20))).toBeNull();
    expect(leavesLine(line(21))).not.toBeNull();
    const { up, down } = leavesLine(line(300))!;
    expect([up.sum, down.sum]).toEqual([expect.closeTo(0, 3), expect.closeTo(0, 3)]);
  });

  const told = (values: readonly number[]) => {
    for (let n = 21; n <= values.length; n++) {
      const { up, down } = leavesLine(series(values.slice(0, n)))!;
      if (up.sum > 10 && up.turned) return n;
      if (down.sum > 10 && down.turned) return -n;
    }
    return null;
  };
  const noisy = (seed: number, length: number, level: (i: number) => number) => {
    const random = new Random("trend").fork(seed);
    return Array.from({ length }, (_, i) => level(i + 1) + random.normal());
  };
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  it("finds where a slope turns, and not that a curve saturates, nor noise", () => {
    // A tenth of a deviation a step upwards, and after step 60 a third downwards.
    const turning = seeds.map((seed) =>
      told(noisy(seed, 100, (i) => 0.1 * Math.min(i, 60) - Math.max(0, i - 60) / 3)),
    );
    expect(turning.filter((step) => step !== null && step < -60)).toHaveLength(40);
    const delays = turning.map((step) => -step! - 60).sort((a, b) => a - b);
    expect(delays[20]).toBeLessThanOrEqual(25);
    const steady = [
      () => 0,
      (i: number) => 0.1 * i,
      // From 0 to 12 deviations, half of the way in 40 steps.
      (i: number) => 12 * (1 - 2 ** (-i / 40)),
      (i: number) => 0.1 * Math.min(i, 60),
    ];
    for (const level of steady) {
      const cried = seeds.filter((seed) => told(noisy(seed, 150, level)) !== null);
      expect(cried.length, String(level)).toBeLessThanOrEqual(2);
    }
  });
});
