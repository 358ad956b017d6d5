import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "./random.ts";
import {
  best,
  bootstrapInterval,
  firstReached,
  largest,
  overSeeds,
  type ProblemValues,
  pairedDifference,
  quantile,
  sameProblems,
  smallest,
  wilsonInterval,
} from "./statistics.ts";

const run = (values: number[], prefix = "p"): ProblemValues => ({
  problems: values.map((_, i) => `${prefix}${i}`),
  values,
});
const bits = (right: number, problems: number, prefix = "p") =>
  run(
    Array.from({ length: problems }, (_, i) => Number(i < right)),
    prefix,
  );

/** Every way to draw `n` of 0..n-1 with replacement. */
function allDraws(n: number): number[][] {
  let draws: number[][] = [[]];
  for (let i = 0; i < n; i++)
    draws = draws.flatMap((draw) => Array.from({ length: n }, (_, index) => [...draw, index]));
  return draws;
}
const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Means of every possible resample, each equally likely. */
function allMeans(runs: readonly ProblemValues[], shared: boolean): number[] {
  const problems = allDraws(runs[0].values.length);
  const pick = (values: readonly number[], draw: readonly number[]) => average(draw.map((i) => values[i]));
  return allDraws(runs.length)
    .flatMap((seeds) => {
      if (shared) return problems.map((draw) => average(seeds.map((s) => pick(runs[s].values, draw))));
      let sums = [0];
      for (const s of seeds)
        sums = sums.flatMap((sum) => problems.map((draw) => sum + pick(runs[s].values, draw)));
      return sums.map((sum) => sum / seeds.length);
    })
    .sort((a, b) => a - b);
}

describe("bootstrapInterval", () => {
  it.each([
    ["the same problems for every seed", true, [run([0.1, 0.4, 0.8]), run([0.3, 0.35, 1])]],
    ["problems of its own for each seed", false, [run([0.1, 0.4, 0.8]), run([0.3, 0.35, 1], "q")]],
    ["three seeds of two problems", true, [run([0, 1]), run([0.2, 0.5]), run([0.9, 0.95])]],
  ])("has the quantiles of all possible resamples: %s", (_name, shared, runs) => {
    const exact = allMeans(runs, shared);
    const [low, high] = bootstrapInterval(runs, { resamples: 60_000 });
    // The exact distribution has steps: the estimate lies between its values a little to both sides.
    const at = (share: number) =>
      exact[Math.max(0, Math.min(exact.length - 1, Math.floor(share * exact.length)))];
    const within = (value: number, share: number) => {
      expect(value).toBeGreaterThanOrEqual(at(share - 0.006) - 1e-9);
      expect(value).toBeLessThanOrEqual(at(share + 0.006) + 1e-9);
    };
    within(low, 0.025);
    within(high, 0.975);
  });

  it("is near Wilson's interval for one seed, and wider where seeds differ", () => {
    const [low, high] = bootstrapInterval([bits(150, 400)]);
    const [wilsonLow, wilsonHigh] = wilsonInterval(150, 400);
    expect(low).toBeCloseTo(wilsonLow, 1.5);
    expect(high).toBeCloseTo(wilsonHigh, 1.5);
    const seeds = [bits(100, 400, "a"), bits(150, 400, "b"), bits(200, 400, "c")];
    const [wideLow, wideHigh] = bootstrapInterval(seeds);
    const pooled = wilsonInterval(450, 1200);
    expect(wideHigh - wideLow).toBeGreaterThan(2 * (pooled[1] - pooled[0]));
  });

  it("does not take a problem that is hard for every seed for several problems", () => {
    const same = Array.from({ length: 4 }, () => bits(50, 100));
    const own = ["a", "b", "c", "d"].map((name) => bits(50, 100, name));
    const width = ([low, high]: [number, number]) => high - low;
    // Shared problems: as uncertain as one seed. Own problems: four times as many, half as wide.
    expect(width(bootstrapInterval(same))).toBeCloseTo(width(bootstrapInterval([bits(50, 100)])), 1.5);
    expect(width(bootstrapInterval(own)) / width(bootstrapInterval(same))).toBeCloseTo(0.5, 1);
  });

  it("covers the truth about as often as it says, with many seeds", () => {
    const random = new Random(5);
    let covered = 0;
    const trials = 200;
    for (let trial = 0; trial < trials; trial++) {
      const runs = Array.from({ length: 12 }, (_, s) => {
        const ability = 0.5 + 0.1 * random.normal();
        return run(
          Array.from({ length: 60 }, () => Number(random.next() < ability)),
          `${s}-`,
        );
      });
      const [low, high] = bootstrapInterval(runs, { seed: trial, resamples: 400 });
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.87);
  });

  it("is the same for the same seed, and fails on nothing", () => {
    const runs = [bits(3, 9), bits(5, 9)];
    expect(bootstrapInterval(runs, { seed: 4 })).toEqual(bootstrapInterval(runs, { seed: 4 }));
    expect(bootstrapInterval([bits(9, 9)])).toEqual([1, 1]);
    expect(() => bootstrapInterval([])).toThrow(RangeError);
    expect(() => bootstrapInterval([run([])])).toThrow(RangeError);
  });
});

describe("pairing", () => {
  it("takes one run from the other, problem by problem", () => {
    expect(pairedDifference(run([0, 1, 1]), run([1, 1, 0])).values).toEqual([1, 0, -1]);
    expect(sameProblems(run([0, 1]), run([0, 1], "q"))).toBe(false);
    expect(() => pairedDifference(run([0]), run([0, 1]))).toThrow(RangeError);
  });

  it("is narrower than two intervals apart where both answer alike", () => {
    const difference = pairedDifference(bits(50, 100), bits(56, 100));
    const [low, high] = bootstrapInterval([difference]);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.13);
  });
});

describe("quantile", () => {
  it("is R's default", () => {
    // R: quantile(c(1, 2, 4, 8), c(0, .1, .5, .975, 1))
    const known = [0, 0.1, 0.5, 0.975, 1].map((share) => quantile([1, 2, 4, 8], share));
    expect(known.map((value) => Number(value.toFixed(6)))).toEqual([1, 1.3, 3, 7.7, 8]);
  });
});

describe("curves", () => {
  const curve = [
    { step: 0, value: 0.2 },
    { step: 5, value: 0.6 },
    { step: 10, value: 0.6 },
    { step: 15, value: 0.5 },
  ];

  it("have a best point and a first one at a level", () => {
    expect(best(curve)).toEqual({ step: 5, value: 0.6 });
    expect(best([])).toBeNull();
    expect([0.1, 0.2, 0.3, 0.6, 0.61].map((level) => firstReached(curve, level))).toEqual([0, 0, 5, 5, null]);
  });

  it("become a mean and a range where all have a value", () => {
    const other = [
      { step: 0, value: 0.4 },
      { step: 5, value: 0.2 },
      { step: 20, value: 1 },
    ];
    const [first, second, ...rest] = overSeeds([curve, other]);
    expect(first).toMatchObject({ step: 0, range: [0.2, 0.4] });
    expect(first.value).toBeCloseTo(0.3);
    expect(second.value).toBeCloseTo(0.4);
    expect(rest).toEqual([]);
    expect(overSeeds([])).toEqual([]);
  });

  it("keep the mean within the range", () => {
    const curves = fc.array(
      fc.array(fc.double({ noNaN: true, min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(curves, (all) => {
        for (const { value, range } of overSeeds(all.map((c) => c.map((v, step) => ({ step, value: v }))))) {
          expect(value).toBeGreaterThanOrEqual(range[0] - 1e-9);
          expect(value).toBeLessThanOrEqual(range[1] + 1e-9);
        }
      }),
    );
  });
});

it("extremes are of any number of values", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 200_003);
  expect([largest(many), smallest(many)]).toEqual([many.toSorted((a, b) => b - a)[0], 0]);
  expect([largest([-2, -1]), smallest([-2, -1])]).toEqual([-1, -2]);
  expect([largest([]), smallest([])]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(largest([1, Number.NaN])).toBeNaN();
});
