import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { bestOf, majorityOf, passAt, weightedVote } from "./votes.ts";

/** Mean of `value` over all subsets of n of m, by bit masks: the definition of every figure here. */
function overSubsets(m: number, n: number, value: (subset: number[]) => number): number {
  let [sum, count] = [0, 0];
  for (let mask = 0; mask < 1 << m; mask++) {
    const subset = Array.from({ length: m }, (_, i) => i).filter((i) => mask & (1 << i));
    if (subset.length !== n) continue;
    sum += value(subset);
    count++;
  }
  return sum / count;
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Responses of one problem: class (−1 none), score, and which classes are right. */
const problem = fc.integer({ min: 1, max: 9 }).chain((m) =>
  fc.record({
    n: fc.integer({ min: 1, max: m }),
    classes: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: m, maxLength: m }),
    scores: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: m, maxLength: m }),
    right: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  }),
);

describe("over all subsets of N of M responses", () => {
  it("the best by score is right as often as enumeration says, ties shared evenly", () => {
    fc.assert(
      fc.property(problem, ({ n, classes, scores, right }) => {
        const correct = classes.map((c) => c >= 0 && right[c]);
        const expected = overSubsets(classes.length, n, (subset) => {
          const most = Math.max(...subset.map((i) => scores[i]));
          return mean(subset.filter((i) => scores[i] === most).map((i) => Number(correct[i])));
        });
        expect(bestOf(scores, correct, n)).toBeCloseTo(expected, 10);
      }),
    );
  });

  it("majority vote is right as often as enumeration says, ties shared evenly, blanks without a vote", () => {
    fc.assert(
      fc.property(problem, ({ n, classes, right }) => {
        const expected = overSubsets(classes.length, n, (subset) => {
          const votes = right.map((_, c) => subset.filter((i) => classes[i] === c).length);
          const most = Math.max(...votes);
          return most === 0 ? 0 : mean(right.flatMap((r, c) => (votes[c] === most ? [Number(r)] : [])));
        });
        const sizes = right.map((_, c) => classes.filter((other) => other === c).length);
        const voteless = classes.filter((c) => c < 0).length;
        expect(majorityOf(sizes, right, voteless, n)).toBeCloseTo(expected, 9);
      }),
      { numRuns: 300 },
    );
  });

  it("the weighted vote is right as often as enumeration says, and is majority vote with equal weights", () => {
    fc.assert(
      fc.property(problem, ({ n, classes, scores, right }) => {
        const expected = overSubsets(classes.length, n, (subset) => {
          const voting = subset.filter((i) => classes[i] >= 0);
          const there = [...new Set(voting.map((i) => classes[i]))];
          const sums = there.map((c) =>
            voting.filter((i) => classes[i] === c).reduce((sum, i) => sum + scores[i], 0),
          );
          const best = there.filter((_, k) => sums[k] === Math.max(...sums));
          return best.length === 0 ? 0 : mean(best.map((c) => Number(right[c])));
        });
        const random = new Random(1);
        expect(weightedVote(classes, scores, right, n, random)).toBeCloseTo(expected, 9);
        const sizes = right.map((_, c) => classes.filter((other) => other === c).length);
        const voteless = classes.filter((c) => c < 0).length;
        const equal = weightedVote(classes, new Array(classes.length).fill(0.5), right, n, random);
        expect(equal).toBeCloseTo(majorityOf(sizes, right, voteless, n), 9);
      }),
    );
  });

  it("pass@N is the share of subsets with a right one", () => {
    fc.assert(
      fc.property(problem, ({ n, classes, right }) => {
        const correct = classes.map((c) => c >= 0 && right[c]);
        const expected = overSubsets(classes.length, n, (subset) => Number(subset.some((i) => correct[i])));
        expect(passAt(correct.filter(Boolean).length, classes.length, n)).toBeCloseTo(expected, 10);
      }),
    );
  });
});

describe("many responses", () => {
  const m = 160;
  const random = new Random(3);
  const classes = Array.from({ length: m }, () => random.int(40));
  const right = Array.from({ length: 40 }, (_, c) => c === 7);
  const sizes = right.map((_, c) => classes.filter((other) => other === c).length);

  it("of all responses the whole set's majority stands, and every share is within [0, 1]", () => {
    const most = sizes.indexOf(Math.max(...sizes));
    const only = right.map((_, c) => c === most);
    const tied = sizes.filter((size) => size === sizes[most]).length;
    expect(majorityOf(sizes, only, 0, m)).toBeCloseTo(1 / tied, 9);
    for (const n of [1, 3, 8, 16]) {
      const shares = right.map((_, c) =>
        majorityOf(
          sizes,
          right.map((__, k) => k === c),
          0,
          n,
        ),
      );
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 8);
      for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
    }
  });

  it("drawn subsets come near the exact majority, and the same seed draws the same", () => {
    const equal = new Array(m).fill(1);
    const drawn = () => {
      const stream = new Random(5);
      return mean(Array.from({ length: 20 }, () => weightedVote(classes, equal, right, 16, stream)));
    };
    expect(drawn()).toBe(drawn());
    // 4,000 draws: a standard error of at most 0.008.
    expect(Math.abs(drawn() - majorityOf(sizes, right, 0, 16))).toBeLessThan(0.032);
  });

  it("large numbers neither overflow nor vanish", () => {
    const scores = Array.from({ length: 5000 }, (_, i) => i);
    const correct = scores.map((_, i) => i >= 2500);
    expect(bestOf(scores, correct, 1)).toBeCloseTo(0.5, 10);
    expect(bestOf(scores, correct, 64)).toBeCloseTo(1, 10);
    expect(majorityOf([3000, 2000], [false, true], 0, 1)).toBeCloseTo(0.4, 9);
    expect(majorityOf([3000, 2000], [false, true], 0, 4999)).toBeCloseTo(0, 9);
  });
});
