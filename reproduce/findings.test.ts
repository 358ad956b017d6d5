// The findings' tests on curves whose answer is plain.
import { describe, expect, it } from "vitest";
import type { StepMetrics } from "../src/train/runs/records.ts";
import {
  type Arm,
  type ArmRun,
  accuracyAtTokensOf,
  accuracyWithin,
  collapseStep,
  droppedStep,
  fewerSteps,
  giantSteps,
  hacksLate,
  meanTrust,
  minIsStable,
  mixIsBest,
  onSharedSeeds,
  repetitionFirst,
  smoothed,
  sumCollapses,
} from "./findings.ts";
import {
  endsAbove,
  findingsBeyond,
  getsBetter,
  noHarm,
  trustBeatsConstant,
  trustHolds,
} from "./findings-beyond.ts";
import { MIX, NARROW_PART, NONSENSE, TRUST, VR, VR_TENTH } from "./settings.ts";

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

type Line = Partial<StepMetrics> & { trust?: { value: number; correlation: number | null } | null };
const metrics = (values: readonly Line[]) => values as StepMetrics[];

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

describe("sampled tokens", () => {
  /** `each` tokens at each of the 30 steps, an evaluation every ten. */
  const sampling = (seed: number, counts: readonly number[], each: number) =>
    run(seed, counts, {
      metrics: metrics(Array.from({ length: 30 }, (_, i) => ({ step: i + 1, responseTokens: each }))),
    });

  it("accuracy is that of the last evaluation within them", () => {
    const one = sampling(1, [10, 20, 30, 40], 100);
    const at = [0, 999, 1000, 2999, 3000, 9999].map((tokens) => accuracyWithin(one, tokens));
    expect(at).toEqual([0.1, 0.1, 0.2, 0.3, 0.4, 0.4]);
  });

  it("those of another arm are taken seed by seed", () => {
    const long = {
      name: "long",
      runs: [sampling(1, [10, 20, 30, 40], 200), sampling(2, [0, 50, 60, 70], 100)],
    };
    const short = { name: "short", runs: [sampling(1, [0, 0, 0, 0], 100), sampling(2, [0, 0, 0, 0], 100)] };
    // Half of the steps on the first seed, all on the second.
    expect(accuracyAtTokensOf(long, short)).toBeCloseTo((0.2 + 0.7) / 2, 12);
    expect(accuracyAtTokensOf(long, { name: "other", runs: [sampling(3, [0], 1)] })).toBeNull();
  });

  it("are told beside the steps to VR's final accuracy", () => {
    const fast = { name: "fast", runs: [sampling(1, [10, 60, 60, 60], 200)] };
    const slow = { name: "VR", runs: [sampling(1, [10, 20, 30, 40], 100)] };
    // Smoothed, VR ends at 35% and has it at step 30; the other has it at step 0, its first window.
    expect(fewerSteps(fast, slow).here).toContain("0% of the steps, 0% of the sampled tokens");
    const later = { name: "later", runs: [sampling(1, [10, 10, 60, 60], 200)] };
    expect(fewerSteps(later, slow).here).toContain("67% of the steps, 133% of the sampled tokens");
  });
});

describe("arms on the same seeds", () => {
  it("lose the runs that the others have not", () => {
    const [a, b] = [arm("a", [1], [2], [3]), { name: "b", runs: [run(2, [4]), run(7, [5])] }];
    const shared = onSharedSeeds([a, b])!;
    expect(shared.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([[2], [2]]);
    expect(onSharedSeeds([a, { name: "c", runs: [run(9, [1])] }])).toBeNull();
  });
});

describe("findings beyond the paper", () => {
  const mix = arm("mix", [40, 70, 40], [40, 70, 42]);

  it("trust holds: well above the mix, and near its own best", () => {
    expect(trustHolds(arm("trust", [40, 60, 65], [40, 60, 66]), mix).holds).toBe(true);
    // Above, but four points only.
    expect(trustHolds(arm("trust", [40, 44, 44], [40, 46, 46]), mix).holds).toBe(false);
    expect(trustHolds(arm("trust", [40, 45, 45], [40, 47, 47]), mix).holds).toBe(true);
    // Fallen from its best by six points, and by five.
    expect(trustHolds(arm("trust", [40, 71, 65], [40, 71, 65]), mix).holds).toBe(false);
    expect(trustHolds(arm("trust", [40, 70, 65], [40, 70, 65]), mix).holds).toBe(true);
    // Fourteen points in the mean, from one seed alone.
    expect(trustHolds(arm("trust", [40, 80, 80], [40, 30, 30]), mix).holds).toBe(false);
  });

  it("trust is more than the constant it comes to", () => {
    const constant = arm("constant", [40, 50], [40, 50]);
    expect(trustBeatsConstant(arm("trust", [40, 70], [40, 72]), constant).holds).toBe(true);
    expect(trustBeatsConstant(arm("trust", [40, 50], [40, 50]), constant).holds).toBe(false);
    expect(trustBeatsConstant(arm("trust", [40, 30], [40, 30]), constant).holds).toBe(false);
  });

  it("the mean trust is over the steps that have one", () => {
    const rest = { correlation: null, standardError: null, ranking: null, pairs: 0 };
    const lines = [null, { value: 0.5, ...rest }, { value: 0.2, ...rest }];
    expect(meanTrust(run(1, [1], { metrics: metrics(lines.map((trust) => ({ trust }))) }))).toBe(0.35);
    expect(meanTrust(run(1, [1], { metrics: metrics([{ trust: null }, {}]) }))).toBeNull();
  });

  it("no harm: within three points either way, and the alarm is told", () => {
    const verified = arm("VR 10%", [40, 60], [40, 60]);
    const trust = (...ends: number[]) => arm("random PRM: trust + 10%", ...ends.map((end) => [40, end]));
    expect(noHarm(trust(57, 57), verified, undefined).holds).toBe(true);
    expect(noHarm(trust(56, 57), verified, undefined).holds).toBe(false);
    expect(noHarm(trust(63, 63), verified, undefined).holds).toBe(true);
    expect(noHarm(trust(64, 64), verified, undefined).holds).toBe(false);
    const alarmed = { name: "t", runs: [run(0, [40, 60], { alarms: [{ step: 7, kind: "trust" }] })] };
    const { here } = noHarm(alarmed, verified, arm("plain", [40, 20]));
    expect(here).toContain("alarm of trust at step 7");
    expect(here).toContain("without trust −40.0");
  });

  it("one arm above another, by the interval", () => {
    expect(endsAbove(arm("a", [40, 70]), arm("b", [40, 40])).holds).toBe(true);
    expect(endsAbove(arm("a", [40, 41]), arm("b", [40, 40])).holds).toBe(false);
    expect(endsAbove(arm("a", [40, 40]), arm("b", [40, 70])).holds).toBe(false);
  });

  it("a real model gets better: ten points and more, and surely", () => {
    expect(getsBetter(arm("a", [40, 45, 55], [40, 60, 51])).holds).toBe(true);
    expect(getsBetter(arm("a", [40, 60, 49])).holds).toBe(false);
    expect(getsBetter(arm("a", [60, 70, 40])).holds).toBe(false);
    const told = findingsBeyond("real", (name) => (name === VR.name ? arm(name, [40, 60]) : undefined));
    expect(told.map(({ finding }) => finding)).toEqual(["VR: the model gets better"]);
  });

  it("are those whose arms are there, on the seeds that both have", () => {
    const arms = new Map(
      [TRUST, MIX, VR_TENTH, NONSENSE[0].trust].map(({ name }) => [name, arm(name, [40, 50])]),
    );
    const told = (name: string) => findingsBeyond(name, (one) => arms.get(one)).map(({ finding }) => finding);
    const [random, above] = ["random PRM: trust + 10% ends as VR 10% does", "trust + 10% ends above VR 10%"];
    expect(told(NARROW_PART)).toEqual(["trust holds", random, above]);
    expect(told("other")).toEqual(["trust + 10% ends above min-form + 10% VR", random, above]);
    arms.set(MIX.name, { name: MIX.name, runs: [run(5, [40, 50])] });
    arms.set(VR.name, arm(VR.name, [40, 50]));
    expect(told(NARROW_PART)).toEqual([random, above]);
  });
});
