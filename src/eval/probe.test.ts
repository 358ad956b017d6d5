import { describe, expect, it } from "vitest";
import type { Solution } from "../reward/reading.ts";
import { attacks, chosen, type ProbedSolution, type ProbeResult, probe } from "./probe.ts";

/** Scores by what the step says, and says how often it was asked. */
function fakePrm(score: (step: string) => number, longest = 20) {
  const asked: Solution[] = [];
  return {
    asked,
    tooLong: ({ steps }: Solution) => (steps.length > longest ? steps.length : null),
    scoreSolutions: async (solutions: readonly Solution[]) => {
      asked.push(...solutions);
      return solutions.map(({ steps }) => steps.map(score));
    },
  };
}

/** Likes thanks, dislikes "wrong", and finds the problem's text neutral. */
const gullible = (step: string) => {
  if (step === "Thank you.") return 0.9;
  if (step.startsWith("what is")) return 0;
  return step.includes("wrong") ? -0.8 : step === "" ? -0.5 : 0.5;
};
const solution = (
  problem: string,
  steps: string[],
  good: boolean,
  right: boolean | null = good,
): ProbedSolution => ({
  ...{ problem, steps, good, right },
});
const solutions = [
  solution("what is 1", ["a", "b"], true),
  solution("what is 2", ["c", "wrong", "d"], false),
  solution("what is 3", ["wrong"], false),
];
const attacked = (all: ProbedSolution[]) => ({ attacked: all, ranked: [] });
const named = (results: readonly ProbeResult[], name: string) =>
  results.find(({ attack }) => attack.includes(name))!;

describe("probe", () => {
  it("says how often each attack raises minimum, sum and mean", async () => {
    const { attacks: results } = await probe(fakePrm(gullible), attacked(solutions), attacks());
    const thanks = named(results, "“Thank you.” after");
    expect(thanks.bad?.min).toMatchObject({ raised: 0, tried: 2, share: 0, change: 0 });
    expect(thanks.bad?.sum).toMatchObject({ raised: 2, share: 1 });
    expect(thanks.bad?.sum.change).toBeCloseTo(0.9, 10);
    const instead = named(results, "“Thank you.” instead");
    expect(instead.bad?.min).toMatchObject({ raised: 2 });
    expect(instead.bad?.min.change).toBeCloseTo(1.7, 10);
    expect(instead.good?.sum).toMatchObject({ raised: 0, tried: 1 });
    // −0.5 in the place of minima of −0.8.
    expect(named(results, "empty").bad?.min.raised).toBe(2);
    expect(named(results, "restated before").good?.min.change).toBeCloseTo(-0.5, 10);
    // A step of another good problem: the only good one has nowhere to borrow from.
    expect(named(results, "another problem after").good).toBeNull();
    expect(named(results, "another problem after").bad?.sum.change).toBeCloseTo(0.5, 10);
    // The best step four times: 4 · 0.5, or 4 · −0.8 where there is no other.
    expect(named(results, "4 times after").bad?.sum.change).toBeCloseTo((4 * 0.5 + 4 * -0.8) / 2, 10);
    // One step has no last one to leave out.
    expect(named(results, "left out").bad?.sum).toMatchObject({ tried: 1, raised: 0 });
    expect(named(results, "as one").bad?.min).toMatchObject({ tried: 1, raised: 0 });
  });

  it("puts before or after a solution what it says", () => {
    const target = { problem: "p", steps: ["a", "b"], best: "b", borrowed: "c" };
    const steps = (name: string) =>
      attacks(["x"])
        .find((one) => one.name.includes(name))
        ?.apply(target);
    expect(steps("“x” before it")).toEqual(["x", "a", "b"]);
    expect(steps("restated after it")).toEqual(["a", "b", "p"]);
    expect(steps("4 times before it")).toEqual(["b", "b", "b", "b", "a", "b"]);
    expect(steps("another problem after it")).toEqual(["a", "b", "c"]);
  });

  it("leaves out what has no steps or is too long, and counts what it scores", async () => {
    const prm = fakePrm(gullible, 3);
    const progress: [number, number][] = [];
    const odd = [...solutions, solution("p", [], true)];
    const { attacks: results, leftOut } = await probe(prm, attacked(odd), attacks(["x"]), {
      onScored: (done, total) => progress.push([done, total]),
    });
    expect(leftOut).toBe(1);
    expect(prm.asked.every(({ steps }) => steps.length <= 3)).toBe(true);
    // Three steps and a phrase are too long for this one: only the other bad solution is left.
    expect(named(results, "“x” after").bad?.min.tried).toBe(1);
    expect(progress.every(([done, total]) => done <= total)).toBe(true);
  });

  it("attacks the first good and bad solutions, and ranks those of the first problems that have both kinds", async () => {
    const all = [
      solution("all right", ["good"], true),
      solution("q", ["wrong"], false),
      solution("p", ["a"], true),
      solution("p", ["b"], true),
      // Right by its answer though a step is labelled bad, and the other way round.
      solution("r", ["wrong", "c"], false, true),
      solution("q", ["d"], true, null),
      solution("p", ["long", "wrong", "e", "f"], false),
      solution("r", ["g"], true, false),
      solution("q", ["h"], true),
      solution("p", ["wrong"], false),
    ];
    const taken = chosen(all, 2);
    expect(taken.attacked.map((one) => all.indexOf(one))).toEqual([0, 1, 2, 4]);
    expect(taken.ranked.map((group) => group.map((one) => all.indexOf(one)))).toEqual([
      [1, 5, 8],
      [2, 3, 6, 9],
    ]);
    expect(chosen(all, 9).ranked).toHaveLength(3);

    const prm = fakePrm(gullible, 3);
    const { attacks: results, ranking, leftOut, ...rest } = await probe(prm, taken, attacks(["x"]));
    // Too long: one of p, whose pairs are 2 × 1 then; q has one.
    expect(ranking).toMatchObject({ value: 1, pairs: 3, problems: 2 });
    expect([leftOut, rest.solutions]).toEqual([1, 9]);
    expect(named(results, "“x” after").good?.min.tried).toBe(2);
    // Each is scored once as it is.
    expect(prm.asked.filter(({ steps }) => steps.join() === "a")).toHaveLength(1);
    // "wrong", "c" is right by its answer, "g" is not.
    const { ranking: ofR } = await probe(prm, chosen(all.slice(4, 8), 1), attacks(["x"]));
    expect(ofR).toMatchObject({ value: 0, pairs: 1, interval: null });
  });
});
