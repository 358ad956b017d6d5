// The findings' tests on curves whose answer is plain.
import { describe, expect, it } from "vitest";
import type { StepMetrics } from "../src/train/records.ts";
import {
  type Arm,
  type ArmRun,
  collapseStep,
  droppedStep,
  fewerSteps,
  giantSteps,
  hacksLate,
  minIsStable,
  mixIsBest,
  repetitionFirst,
  smoothed,
  sumCollapses,
} from "./findings.ts";

const PROBLEMS = 100;

/** A run with so many right answers of 100 every ten steps, the same problems first. */
function run(seed: number, counts: readonly number[], changes: Partial<ArmRun> = {}): ArmRun {
  const problems = Array.from({ length: PROBLEMS }, (_, i) => `${seed}/${i}`);
  return {
    seed,
    path: "",
    metrics: [],
    alarms: [],
    evaluations: counts.map((count, i) => ({
      step: 10 * i,
      right: { problems, values: problems.map((_, p) => Number(p < count)) },
    })),
    ...changes,
  };
}

const arm = (name: string, ...counts: number[][]): Arm => ({
  name,
  runs: counts.map((values, seed) => run(seed, values)),
});

const metrics = (values: readonly Partial<StepMetrics>[]) => values as StepMetrics[];

describe("steps at which a run falls", () => {
  it("collapses where it stays below the warm start", () => {
    expect(collapseStep(run(1, [40, 42, 20, 10, 0]))).toBe(20);
    expect(collapseStep(run(1, [40, 10, 41, 10, 5]))).toBe(30);
    expect(collapseStep(run(1, [40, 10, 50]))).toBeNull();
    // Five problems fewer are no evidence.
    expect(collapseStep(run(1, [40, 35, 35]))).toBeNull();
  });

  it("drops by ten points", () => {
    expect(droppedStep(run(1, [40, 31, 30, 45]))).toBe(20);
    expect(droppedStep(run(1, [40, 31]))).toBeNull();
  });
});

describe("findings", () => {
  it("sum-form collapses while its summed reward rises", () => {
    const rising = metrics([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((processRewardSum) => ({ processRewardSum })));
    const falling = [...rising].reverse();
    const of = (steps: StepMetrics[], counts: number[]) => ({
      name: "sum-form",
      runs: [run(1, counts, { metrics: steps }), run(2, [40, 5], { metrics: rising })],
    });
    expect(sumCollapses(of(rising, [40, 5]))).toMatchObject({ holds: true });
    expect(sumCollapses(of(falling, [40, 5])).holds).toBe(false);
    expect(sumCollapses(of(rising, [40, 60])).holds).toBe(false);
  });

  it("min-form is stable and improves", () => {
    expect(minIsStable(arm("min-form", [40, 50, 60], [40, 45, 70])).holds).toBe(true);
    expect(minIsStable(arm("min-form", [40, 10, 60], [40, 45, 70])).holds).toBe(false);
    expect(minIsStable(arm("min-form", [40, 40, 40], [40, 45, 41])).holds).toBe(false);
  });

  it("fewer steps than VR", () => {
    const vr = arm("VR", [10, 20, 30, 40, 50, 60, 60, 60]);
    expect(fewerSteps(arm("min-form", [10, 60, 60, 60, 60, 60, 60, 60]), vr)).toMatchObject({ holds: true });
    expect(fewerSteps(arm("min-form", [10, 20, 30, 40, 50, 60, 60, 60]), vr).holds).toBe(false);
    expect(fewerSteps(arm("min-form", [10, 20, 30, 40, 40, 40, 40, 40]), vr)).toMatchObject({ holds: false });
  });

  it("smooths over neighbours, fewer at the ends", () => {
    const curve = [0, 3, 6, 0].map((value, step) => ({ step, value }));
    expect(smoothed(curve).map(({ value }) => value)).toEqual([1.5, 3, 3, 3]);
  });

  it("the mix ends best, against every arm", () => {
    const mix = arm("mix", [40, 90], [40, 88]);
    expect(mixIsBest(mix, [arm("VR", [40, 70], [40, 70]), arm("min", [40, 60], [40, 62])]).holds).toBe(true);
    expect(mixIsBest(mix, [arm("VR", [40, 70], [40, 70]), arm("min", [40, 89], [40, 89])]).holds).toBe(false);
  });

  it("giant steps: more tokens a step than at the start, and than with the other baseline", () => {
    const growing = (factor: number): Arm => ({
      name: "",
      runs: [1, 2].map((seed) => {
        const lengths = Array.from({ length: 10 }, (_, i) => ({
          meanLength: i < 5 ? 6 : 6 * factor,
          meanSteps: 1,
        }));
        return run(seed, [40], { metrics: metrics(lengths) });
      }),
    });
    expect(giantSteps(growing(2), growing(1)).holds).toBe(true);
    expect(giantSteps(growing(1.2), growing(1)).holds).toBe(false);
    expect(giantSteps(growing(2), growing(3)).holds).toBe(false);
  });

  it("a late hack: most seeds end well below their best", () => {
    expect(hacksLate(arm("min", [40, 80, 40], [40, 80, 50], [40, 80, 80])).holds).toBe(true);
    expect(hacksLate(arm("min", [40, 80, 75], [40, 80, 50], [40, 80, 80])).holds).toBe(false);
  });

  it("repetition before the collapse, in every run that collapsed", () => {
    const collapsed = (onset: number) => ({
      name: "sum",
      runs: [run(1, [40, 41, 0], { alarms: [{ step: onset, kind: "repetition" }] })],
    });
    expect(repetitionFirst([collapsed(12), arm("min", [40, 50])]).holds).toBe(true);
    expect(repetitionFirst([collapsed(25)]).holds).toBe(false);
    expect(repetitionFirst([arm("min", [40, 50])]).holds).toBeNull();
  });
});
