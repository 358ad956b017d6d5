import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../common/random.ts";
import { quantile, wilsonInterval } from "../../common/statistics.ts";
import { bootstrapFigures } from "../prm-intervals.ts";
import { evaluationResults, lengthFigures } from "./figures.ts";
import {
  type Asked,
  columnMeans,
  type FigureKey,
  judgedProblems,
  problemValues,
  sizesUpTo,
} from "./problem-values.ts";
import type { SuiteProblem, VerdictRecord } from "./types.ts";

const problem = (id: string, more: Partial<SuiteProblem> = {}): SuiteProblem => ({
  ...{ id, prompt: `Problem ${id}`, answer: "1", levelName: null, subject: null },
  ...more,
});

const verdict = (more: Partial<VerdictRecord>): VerdictRecord => ({
  ...{ suite: "s", problem: "a", sample: "greedy", correct: true, answer: "1", reason: "equal", class: -1 },
  ...{ formatted: true, tokens: 10, truncated: false, steps: null, chainRight: null },
  ...more,
});

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean of `value` over all subsets of k of n, by bit masks: the definition of every curve. */
function overSubsets(n: number, k: number, value: (subset: number[]) => number): number {
  const values: number[] = [];
  for (let mask = 0; mask < 1 << n; mask++) {
    const subset = Array.from({ length: n }, (_, i) => i).filter((i) => mask & (1 << i));
    if (subset.length === k) values.push(value(subset));
  }
  return mean(values);
}

/** n samples of a problem: class (−1 none), weakest step, whether every step is right; and which classes are right. */
const sampled = fc.integer({ min: 1, max: 7 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    right: fc.array(fc.constantFrom(true, false, null), { minLength: 3, maxLength: 3 }),
    responses: fc.array(
      fc.record({
        class: fc.integer({ min: -1, max: 2 }),
        steps: fc.array(fc.constantFrom(0.1, 0.4, 0.9), { maxLength: 3 }),
        chainRight: fc.constantFrom(true, false, null),
      }),
      { minLength: n, maxLength: n },
    ),
  }),
);

describe("the figures of a problem", () => {
  it("are what enumeration of every subset of its samples gives", () => {
    fc.assert(
      fc.property(sampled, ({ n, right, responses }) => {
        const correct = responses.map((one) => (one.class < 0 ? false : right[one.class]));
        const records = responses.map((one, sample) => verdict({ ...one, sample, correct: correct[sample] }));
        const asked: Asked = { greedy: false, samples: n, maxTokens: 50, chain: true };
        const judged = judgedProblems("s", [problem("a")], records.toReversed(), asked);
        const values = problemValues(judged, asked);
        const good = (i: number) => Number(correct[i] === true);
        const least = (i: number) =>
          responses[i].class < 0 || responses[i].steps.length === 0 ? -1 : Math.min(...responses[i].steps);
        for (const k of sizesUpTo(n)) {
          const expected: Record<string, number> = {
            pass: overSubsets(n, k, (subset) => Math.max(...subset.map(good))),
            cot: overSubsets(n, k, (subset) =>
              Math.max(...subset.map((i) => good(i) * Number(responses[i].chainRight === true))),
            ),
            best: overSubsets(n, k, (subset) => {
              const top = Math.max(...subset.map(least));
              return mean(subset.filter((i) => least(i) === top).map(good));
            }),
            maj: overSubsets(n, k, (subset) => {
              const votes = right.map((_, c) => subset.filter((i) => responses[i].class === c).length);
              const most = Math.max(...votes);
              const winners = right.filter((_, c) => votes[c] === most);
              return most === 0 ? 0 : mean(winners.map((one) => Number(one === true)));
            }),
          };
          for (const [curve, value] of Object.entries(expected))
            expect(values.get(`${curve}@${k}` as FigureKey)![0]).toBeCloseTo(value, 9);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("are over 1, 2, 4 … and all samples", () => {
    expect([0, 1, 2, 5, 8].map(sizesUpTo)).toEqual([[], [1], [1, 2], [1, 2, 4, 5], [1, 2, 4, 8]]);
  });

  it("refuse a response that is judged twice, and leave out what was not asked", () => {
    const asked: Asked = { greedy: true, samples: 1, maxTokens: 50, chain: false };
    const twice = [verdict({}), verdict({ correct: false })];
    expect(() => judgedProblems("s", [problem("a")], twice, asked)).toThrow("two verdicts on problem a");
    const others = [verdict({ sample: 1 }), verdict({ problem: "b" }), verdict({ suite: "t" })];
    expect(judgedProblems("s", [problem("a")], others, asked)).toMatchObject([
      { greedy: null, samples: null, sampled: 0 },
    ]);
  });
});

describe("the results of a suite", () => {
  const asked: Asked = { greedy: true, samples: 2, maxTokens: 50, chain: true };
  const problems = [
    problem("a", { levelName: "Level 10", subject: "x" }),
    problem("b", { levelName: "Level 2", subject: "y" }),
    problem("c", { levelName: "Level 2" }),
    problem("d", { levelName: "Level 2" }),
  ];
  const verdicts = [
    verdict({ chainRight: true }),
    verdict({ problem: "b", correct: null, answer: "(2" }),
    verdict({ problem: "c", correct: false, answer: null, formatted: false, truncated: true, tokens: 40 }),
    verdict({ sample: 0, class: 0 }),
    verdict({ sample: 1, class: 0, chainRight: true }),
    verdict({ problem: "b", sample: 0, class: 0, correct: null }),
    verdict({ problem: "b", sample: 1, class: 1, correct: false, truncated: true, tokens: null }),
    verdict({ problem: "c", sample: 1, class: 0, correct: true }),
  ];
  const [suite] = evaluationResults([{ name: "s", problems }], verdicts, asked).suites;

  it("counts undecided answers as wrong, and leaves problems out that lack a response", () => {
    expect(suite.greedy).toMatchObject({
      ...{ problems: 3, leftOut: 1, missing: 1, undecided: 1, chainsUnjudged: 0 },
      accuracy: { count: 1, of: 3, value: 0.333333 },
      accuracyIfDecided: 0.666667,
      cot: { count: 1, of: 3 },
      formatted: { count: 2 },
      truncated: { count: 1 },
      cutByContext: 1,
      withoutAnswer: { count: 1 },
      length: { responses: 3, mean: { value: 20 }, median: { value: 10 }, p95: { value: 37 } },
    });
    const [whole] = evaluationResults([{ name: "s", problems }], verdicts, {
      ...asked,
      maxTokens: 40,
    }).suites;
    expect(whole.greedy).toMatchObject({ truncated: { count: 1 }, cutByContext: 0 });
    expect(suite.greedy?.accuracy.interval?.[0]).toBeCloseTo(wilsonInterval(1, 3)[0], 6);
    expect(suite.samples).toMatchObject({
      ...{ n: 2, problems: 2, leftOut: 2, missing: 3, undecided: 1, chainsUnjudged: 1, unscored: 0 },
      passAt1: { value: 0.5 },
      passAt1IfDecided: 0.75,
      k: [1, 2],
      bestOfK: null,
      truncated: { count: 1, of: 4, value: 0.25 },
      // Its length is not known.
      cutByContext: 0,
      // The length of one response is not known, so its problem's is not.
      length: { responses: 2, mean: { value: 10 } },
    });
    expect(suite.samples?.cotPassAtK?.map(({ value }) => value)).toEqual([0.25, 0.5]);
    expect(suite.samples?.passAtK.map(({ value }) => value)).toEqual([0.5, 0.5]);
  });

  it("goes by level, in the order of their numbers, and by subject", () => {
    expect(suite.levels).toMatchObject([
      { name: "Level 2", problems: 3, greedy: { count: 0, of: 2 }, passAt1: { value: 0 } },
      { name: "Level 10", problems: 1, greedy: { count: 1, of: 1 }, passAt1: { value: 1, interval: null } },
    ]);
    expect(suite.subjects.map(({ name }) => name)).toEqual(["x", "y", null]);
    const many = Array.from({ length: 60 }, (_, i) => problem(`p${i}`, { levelName: String(i) }));
    expect(evaluationResults([{ name: "s", problems: many }], [], asked).suites[0].levels).toEqual([]);
  });

  it("has no figure, and no number that is none, where no response is there", () => {
    const empty = evaluationResults([{ name: "s", problems }], [], asked).suites[0];
    expect(empty.greedy).toMatchObject({ problems: 0, missing: 4, length: null, accuracyIfDecided: null });
    expect(empty.samples).toMatchObject({ passAt1: { value: null }, passAt1IfDecided: null, missing: 8 });
    expect(empty.greedy?.accuracy).toEqual({ count: 0, of: 0, value: null, interval: null });
  });
});

describe("the mean over suites", () => {
  it("is unweighted, and there only where every suite has the figure", () => {
    const suites = ["s", "t"].map((name, i) => ({
      name,
      problems: Array.from({ length: 4 + 4 * i }, (_, p) => problem(`${p}`)),
    }));
    const verdicts = suites.flatMap(({ name, problems }) =>
      problems.map(({ id }, p) => verdict({ suite: name, problem: id, correct: p < 2 })),
    );
    const asked: Asked = { greedy: true, samples: 0, maxTokens: 50, chain: false };
    const { mean: over } = evaluationResults(suites, verdicts, asked);
    expect(over).toMatchObject({ suites: 2, greedyCot: null, k: [], passAtK: null });
    expect(over?.greedy?.value).toBeCloseTo((2 / 4 + 2 / 8) / 2, 6);
    expect(over?.greedy?.interval?.[0]).toBeLessThan(0.375);
    const none = evaluationResults(
      suites,
      verdicts.filter(({ suite }) => suite === "s"),
      asked,
    );
    expect(none.mean?.greedy).toEqual({ value: null, interval: null });
    expect(evaluationResults(suites.slice(0, 1), verdicts, asked).mean).toBeNull();
  });
});

describe("lengths", () => {
  it("are those of plain resampling, their quantiles too", () => {
    const lengths = fc.array(fc.array(fc.nat(9), { minLength: 2, maxLength: 2 }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(lengths, (problems) => {
        const found = lengthFigures(
          problems.map((own) => own.map((tokens) => verdict({ tokens }))),
          5,
        );
        const plain = bootstrapFigures(
          problems.map(() => 0),
          (weights) => {
            const drawn = problems
              .flatMap((own, p) => Array.from({ length: weights[p] }, () => own).flat())
              .sort((a, b) => a - b);
            return [mean(drawn), quantile(drawn, 0.5), quantile(drawn, 0.95)];
          },
          { seed: 5 },
        );
        [found!.mean, found!.median, found!.p95].forEach(({ value, interval }, i) => {
          expect(value).toBeCloseTo(plain[i].value!, 9);
          expect(interval === null).toBe(plain[i].interval === null);
          interval?.forEach((end, side) => {
            expect(end).toBeCloseTo(plain[i].interval![side], 9);
          });
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe("intervals hold what they should about as often as they say", () => {
  const random = new Random(11);

  it("Wilson's of a share", () => {
    let held = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const truth = 0.05 + 0.9 * random.next();
      let hits = 0;
      for (let i = 0; i < 40; i++) hits += Number(random.next() < truth);
      const [low, high] = wilsonInterval(hits, 40);
      held += Number(low <= truth && truth <= high);
    }
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.975);
  });

  it("the bootstrap's of a mean over the samples of problems that differ in how hard they are", () => {
    let held = 0;
    for (let trial = 0; trial < 150; trial++) {
      // Whatever is right of 4 samples, with a chance that is uniform over problems: ½ in the mean.
      const column = Float64Array.from({ length: 60 }, () => {
        const chance = random.next();
        return mean(Array.from({ length: 4 }, () => Number(random.next() < chance)));
      });
      const { interval } = columnMeans([new Map([["pass@1", column]])], ["pass@1"], trial).get("pass@1")!;
      held += Number(interval![0] <= 0.5 && 0.5 <= interval![1]);
    }
    expect(held / 150).toBeGreaterThan(0.88);
    expect(held / 150).toBeLessThan(0.995);
  });
});
