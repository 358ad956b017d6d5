import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { wilsonInterval } from "../common/statistics.ts";
import { minForm } from "../credit/forms.ts";
import { byProblem, type RankedResponse, rankingOf } from "./ranking.ts";

type Group = RankedResponse[];

/** A ranking without its interval. */
function evidence(all: readonly Group[], temperature?: number) {
  const { value: ranking, interval: _, ...rest } = rankingOf(all, { temperature });
  return { ...rest, ranking };
}

// Few different scores, so that there are ties.
const response = fc.record({
  scores: fc.array(
    fc.integer({ min: -4, max: 4 }).map((n) => n / 4),
    { maxLength: 4 },
  ),
  verifiable: fc.constantFrom(1, 0, 1, 0, null),
});
const groups = fc.array(fc.array(response, { maxLength: 7 }), { maxLength: 6 });

const known = (group: Group) =>
  group.filter(({ scores, verifiable }) => scores.length > 0 && verifiable !== null);
/** Problems with both kinds. */
const mixed = (all: readonly Group[]) =>
  all.map(known).filter((group) => new Set(group.map(({ verifiable }) => verifiable)).size === 2);

function pairsOf(all: readonly Group[]): [right: number, wrong: number][] {
  const pairs: [number, number][] = [];
  for (const group of all)
    for (const one of known(group))
      for (const other of known(group))
        if (one.verifiable === 1 && other.verifiable === 0)
          pairs.push([Math.min(...one.scores), Math.min(...other.scores)]);
  return pairs;
}

/** Correlation of values less their problem's mean, as it is defined. */
function correlationOf(all: readonly Group[]): { r: number; df: number } {
  const [xs, ys]: [number[], number[]] = [[], []];
  for (const group of mixed(all)) {
    const values = group.map(({ scores }) => minForm(scores, 0.1).returns[0]);
    const right = group.map(({ verifiable }) => verifiable as number);
    const less = (list: readonly number[]) => {
      const mean = list.reduce((a, b) => a + b) / list.length;
      return list.map((value) => value - mean);
    };
    xs.push(...less(values));
    ys.push(...less(right));
  }
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  return { r: dot(xs, ys) / Math.sqrt(dot(xs, xs) * dot(ys, ys)), df: xs.length - mixed(all).length - 1 };
}

const flipped = (all: readonly Group[]): Group[] =>
  all.map((group) =>
    group.map(({ scores, verifiable }) => ({
      scores,
      verifiable: verifiable === null ? null : 1 - verifiable,
    })),
  );
const transformed = (all: readonly Group[], f: (score: number) => number): Group[] =>
  all.map((group) => group.map((one) => ({ ...one, scores: one.scores.map(f) })));
const same = (a: number | null, b: number | null) =>
  a === null || b === null ? expect(a).toBe(b) : expect(a).toBeCloseTo(b, 10);

describe("evidence", () => {
  it("is the share of concordant pairs and the correlation within problems, by their definitions", () => {
    let compared = 0;
    fc.assert(
      fc.property(groups, (all) => {
        const found = evidence(all);
        const pairs = pairsOf(all);
        expect([found.pairs, found.problems]).toEqual([pairs.length, mixed(all).length]);
        const concordant = pairs.reduce(
          (sum, [right, wrong]) => sum + (right > wrong ? 1 : right === wrong ? 0.5 : 0),
          0,
        );
        same(found.ranking, pairs.length === 0 ? null : concordant / pairs.length);
        if (found.r === null) return;
        const { r, df } = correlationOf(all);
        expect(found.r).toBeCloseTo(r, 8);
        same(found.standardError, df > 0 ? 1 / Math.sqrt(df) : null);
        compared++;
      }),
    );
    expect(compared).toBeGreaterThan(20);
  });

  it("is what hand counting gives", () => {
    const of = (scores: number[], verifiable: number | null): RankedResponse => ({ scores, verifiable });
    const found = evidence([
      // The right one's weakest step, 0.2, is above 0.1, equal to 0.2 and below 0.3: 1.5 of 3.
      [of([0.9, 0.2], 1), of([0.1, 1], 0), of([0.2], 0), of([0.3, 0.3], 0), of([1], null), of([], 1)],
      // All wrong: nothing to compare, however high.
      [of([1], 0), of([0.9], 0)],
      [of([0.5], 1), of([-0.5], 0)],
    ]);
    expect(found).toMatchObject({ problems: 2, pairs: 4, ranking: 2.5 / 4 });
    expect(found.standardError).toBe(1 / Math.sqrt(3 + 1 - 1));
    // One step each: the min-form value is the score. Deviations of two responses are ±½ of their difference.
    const two = evidence([
      [of([0.4], 1), of([0], 0)],
      [of([0.1], 1), of([0.3], 0)],
    ]);
    // Σxy = 2·½·0.2 − 2·½·0.1, Σx² = 2·0.2² + 2·0.1², Σy² = 4·½².
    expect(two.r).toBeCloseTo(0.1 / Math.sqrt(0.1), 12);
    expect(two.standardError).toBe(1);
  });

  it("does not change with the order of responses or problems, nor its ranking with a rising transformation", () => {
    fc.assert(
      fc.property(groups, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((value) => [numbers.next().value as number, value] as const)
            .sort(([a], [b]) => a - b)
            .map(([, value]) => value);
        const before = evidence(all);
        const after = evidence(shuffled(all.map(shuffled)));
        expect([after.pairs, after.problems]).toEqual([before.pairs, before.problems]);
        same(after.ranking, before.ranking);
        same(after.r, before.r);
        same(after.standardError, before.standardError);
        same(evidence(transformed(all, (score) => Math.tanh(3 * score + 1))).ranking, before.ranking);
      }),
    );
  });

  it("of flipped labels is what is left to 1, and of falling scores too where each has one step", () => {
    fc.assert(
      fc.property(groups, (all) => {
        const before = evidence(all);
        const after = evidence(flipped(all));
        same(after.ranking, before.ranking === null ? null : 1 - before.ranking);
        same(after.r, before.r === null ? null : -before.r);
        const single = all.map((group) => group.map((one) => ({ ...one, scores: one.scores.slice(0, 1) })));
        const own = evidence(single).ranking;
        same(evidence(transformed(single, (score) => -score)).ranking, own === null ? null : 1 - own);
      }),
    );
  });

  it("cannot be had without a problem that has both kinds, nor r without differences", () => {
    const none = { problems: 0, pairs: 0, ranking: null, r: null, standardError: null };
    expect(evidence([])).toEqual(none);
    expect(evidence([[{ scores: [1], verifiable: 1 }], [{ scores: [0], verifiable: 0 }]])).toEqual(none);
    // Equal scores in different numbers of steps: soft minima that differ by rounding alone.
    const constant = [3, 7, 11, 2].map((steps, k) => ({
      ...{ scores: new Array<number>(steps).fill(0.3), verifiable: k % 2 },
    }));
    expect(evidence([constant])).toMatchObject({ pairs: 4, ranking: 0.5, r: null, standardError: null });
    // Two responses leave no degree of freedom.
    const two = [
      { scores: [0.5], verifiable: 1 },
      { scores: [0.1], verifiable: 0 },
    ];
    expect(evidence([two]).standardError).toBeNull();
  });
});

/** Scores of `steps` steps by chance alone; right ones are raised by `lift`. */
function drawn(seed: number, problems: number, lift: number): Group[] {
  const random = new Random(seed);
  return Array.from({ length: problems }, () => {
    // Some problems are liked better than others, and are easier too.
    const liked = random.next() / 2;
    return Array.from({ length: 8 }, () => {
      const verifiable = Number(random.next() < liked + 0.2);
      const scores = Array.from({ length: 3 }, () => random.next() / 4 + liked + lift * verifiable);
      return { scores, verifiable };
    });
  });
}

describe("rankingOf", () => {
  it("takes no notice of problems that have one kind alone, in its interval neither", () => {
    const some = drawn(3, 30, 0.1);
    const one = Array.from({ length: 40 }, (_, i) => [{ scores: [i / 40], verifiable: i % 2 }]);
    expect(rankingOf([...one, ...some])).toEqual(rankingOf(some));
    const perfect = [0, 1, 2].map(() => [
      { scores: [1], verifiable: 1 },
      { scores: [0], verifiable: 0 },
    ]);
    expect(rankingOf([...one, ...perfect]).interval).toEqual([wilsonInterval(3, 3)[0], 1]);
  });

  it("of chance is about one half, with an interval that holds it, though pooled over problems it is not", () => {
    const all = drawn(1, 400, 0);
    const { value, interval, r, standardError } = rankingOf(all);
    expect(value).toBeGreaterThan(0.47);
    expect(value).toBeLessThan(0.53);
    expect(interval![0]).toBeLessThan(0.5);
    expect(interval![1]).toBeGreaterThan(0.5);
    expect(Math.abs(r!)).toBeLessThan(3 * standardError!);
    expect(evidence([all.flat()]).ranking).toBeGreaterThan(0.6);
  });

  it("has the interval of the pooled pairs, as wide as the spread of other draws", () => {
    const many = Array.from({ length: 60 }, (_, seed) => rankingOf(drawn(seed, 40, 0.05)));
    const truth = evidence(drawn(99, 4000, 0.05)).ranking!;
    const held = many.filter(({ interval }) => interval![0] <= truth && truth <= interval![1]).length;
    expect(held).toBeGreaterThanOrEqual(50);
    for (const { value, interval } of many) {
      expect(interval![0]).toBeLessThan(value!);
      expect(interval![1] - interval![0]).toBeLessThan(0.25);
    }
    const [fifth, again, sixth] = [5, 5, 6].map((seed) => rankingOf(drawn(3, 40, 0.05), { seed }));
    expect(again).toEqual(fifth);
    expect(sixth.interval).not.toEqual(fifth.interval);
    const warm = rankingOf(drawn(3, 40, 0.05), { temperature: 5 });
    expect(warm.r).toBe(evidence(drawn(3, 40, 0.05), 5).r);
    expect(warm.r).not.toBeCloseTo(fifth.r!, 3);
  });

  it("has Wilson's interval where every pair is ranked rightly, none of one problem, and says where there is none", () => {
    const clear = drawn(1, 20, 2).filter((group) => mixed([group]).length > 0);
    const { value, interval, problems } = rankingOf(clear);
    expect([value, problems]).toEqual([1, clear.length]);
    expect(interval).toEqual([wilsonInterval(clear.length, clear.length)[0], 1]);
    expect(rankingOf(clear.slice(0, 1))).toMatchObject({ value: 1, interval: null });
    const nothing = { value: null, interval: null, pairs: 0, problems: 0, r: null, standardError: null };
    expect(rankingOf([])).toEqual(nothing);
    expect(rankingOf([[{ scores: [1], verifiable: 1 }]])).toEqual(nothing);
  });
});

it("groups solutions by their problem, wherever they stand", () => {
  const all = ["a", "b", "a", "c", "b"].map((problem, i) => ({ problem, i }));
  expect(byProblem(all).map((group) => group.map(({ i }) => i))).toEqual([[0, 2], [1, 4], [3]]);
});
