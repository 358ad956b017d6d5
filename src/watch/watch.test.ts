import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import { estimateTrust, trustWindow } from "../credit/trust.ts";
import type { AlarmKind, StepMetrics, StepSignals } from "../train/runs/records.ts";
import { ALARMS } from "./alarms.ts";
import { WINDOW } from "./judges.ts";
import { responseSigns } from "./signals.ts";
import { bestSamples, Watch } from "./watch.ts";

type Figures = Partial<StepMetrics> & { signs?: Partial<StepSignals> };

/** A healthy step of 16 groups, with `figures` laid over it. */
function metricsOf(step: number, { signs, ...figures }: Figures = {}): StepMetrics {
  return {
    step,
    groups: 16,
    groupsWithoutVariance: 2,
    meanSteps: 7,
    truncatedShare: 0.01,
    correctShare: 0.4,
    processRewardMin: -0.1,
    entropy: 0.27,
    kl: 0.01,
    ratioMean: 1,
    update: "applied",
    signals: {
      thinkingShare: 0.02,
      giantStepShare: 0.01,
      noStepShare: 0,
      repetition: 0.06,
      repetitiveShare: 0.01,
      prmExcess: 0.4,
      ...signs,
    },
    ...figures,
  } as StepMetrics;
}

/** An evaluation of 200 problems of which 100 were solved before training. */
function evaluated(gained: number, lost: number): StepMetrics["heldOut"] {
  const correct = 100 + gained - lost;
  return { problems: 200, correct, accuracy: correct / 200, gained, lost } as StepMetrics["heldOut"];
}

/** The alarms told over `steps` steps, as [step, kind]. */
function told(steps: number, figures: (step: number) => Figures, watch = new Watch()): [number, AlarmKind][] {
  return Array.from({ length: steps }, (_, i) => watch.observe(metricsOf(i + 1, figures(i + 1))))
    .flat()
    .map(({ step, definition }) => [step, definition.kind]);
}

/** From step 11 on the figures are `late`. */
const turning = (late: Figures) => (step: number) => (step > 10 ? late : {});

describe("alarms", () => {
  const share = (kind: AlarmKind, figures: (share: number) => Figures) =>
    [kind, figures(0.9), figures(0.09)] as const;
  it.each([
    share("thinking", (thinkingShare) => ({ signs: { thinkingShare } })),
    share("giantStep", (giantStepShare) => ({ signs: { giantStepShare } })),
    share("noStep", (noStepShare) => ({ signs: { noStepShare } })),
    share("repetition", (repetitiveShare) => ({ signs: { repetitiveShare } })),
    share("length", (truncatedShare) => ({ truncatedShare })),
    ["disagreement", { signs: { prmExcess: 0.8 } }, { signs: { prmExcess: 0.55 } }],
    ["heldOut", { heldOut: evaluated(20, 60) }, { heldOut: evaluated(20, 40) }],
    ["padding", { meanSteps: 12 }, { meanSteps: 8 }],
    ["kl", { kl: 0.5 }, { kl: 0.09 }],
    ["ratio", { ratioMean: 2.5 }, { ratioMean: 1.8 }],
    ["variance", { groupsWithoutVariance: 16 }, { groupsWithoutVariance: 12 }],
    ["entropy", { entropy: 0.01 }, { entropy: 0.08 }],
  ] as const)("%s: fires soon, once, and not where the figure moves little", (kind, much, little) => {
    const alarms = told(60, turning(much));
    expect(alarms.map(([, fired]) => fired)).toEqual([kind]);
    expect(alarms[0][0]).toBeGreaterThan(10);
    expect(alarms[0][0]).toBeLessThanOrEqual(10 + WINDOW);
    expect(told(60, turning(little))).toEqual([]);
  });

  it("say what a figure is compared with: the start, if nothing is said", () => {
    const compared = (figures: (step: number) => Figures, kind: AlarmKind) => {
      const watch = new Watch();
      const onsets = Array.from({ length: 90 }, (_, i) => watch.observe(metricsOf(i + 1, figures(i + 1))));
      return onsets.flat().find(({ definition }) => definition.kind === kind)!.judgement.compared;
    };
    expect(compared(turning({ kl: 0.5 }), "kl")).toBe("just before");
    expect(compared(turning({ heldOut: evaluated(20, 60) }), "heldOut")).toBeUndefined();
    expect(compared(turning({ truncatedShare: 0.9 }), "length")).toBeUndefined();
    const trust = (correlation: number) => ({
      value: 1,
      correlation,
      standardError: 0.05,
      ranking: 1,
      pairs: 90,
    });
    expect(compared((step) => ({ trust: trust(step < 70 ? 0.7 : 0) }), "trust")).toBe("at its best");
  });

  it("variance goes by all groups that were sampled, those that dynamic sampling left out among them", () => {
    const kept = (groups: number) =>
      turning({ groups, groupsWithoutVariance: 0, droppedGroups: 20 - groups });
    expect(told(60, kept(1))).toEqual([[15, "variance"]]);
    expect(told(60, kept(5))).toEqual([]);
  });

  it("do not tell what the run began with, however bad", () => {
    const bad = { thinkingShare: 0.6, repetitiveShare: 0.5, prmExcess: 0.7 };
    expect(told(60, () => ({ truncatedShare: 0.8, signs: bad }))).toEqual([]);
  });

  it("do not fire on the noise of a healthy run, large or small", () => {
    for (const [groups, seeds] of [
      [16, 20],
      [64, 5],
    ] as const)
      for (let seed = 0; seed < seeds; seed++) {
        const random = new Random(seed);
        // Shares over groups whose responses are all alike: the noisiest there can be.
        const draw = (p: number) =>
          Array.from({ length: 2 * groups }, () => Number(random.next() < p)).reduce((a, b) => a + b, 0) /
          (2 * groups);
        const alarms = told(300, () => ({
          groups,
          truncatedShare: draw(0.3),
          correctShare: draw(0.4),
          meanSteps: 7 + 0.6 * random.normal(),
          entropy: 0.27 * Math.exp(0.1 * random.normal()),
          kl: 0.05 * Math.exp(0.2 * random.normal()),
          signs: { thinkingShare: draw(0.04), giantStepShare: draw(0.02), prmExcess: 0.8 - draw(0.4) },
        }));
        expect(alarms, `${groups} groups, seed ${seed}`).toEqual([]);
      }
  });

  it("padding has its good reason where more answers are right, or, without references, weakest steps are better", () => {
    expect(told(40, turning({ meanSteps: 12, correctShare: 0.5 }))).toEqual([]);
    const unknown = { correctShare: null };
    const longer = (processRewardMin: number) => (step: number) =>
      step > 10 ? { ...unknown, meanSteps: 12, processRewardMin } : unknown;
    expect(told(40, longer(0.2))).toEqual([]);
    expect(told(40, longer(-0.2))).toHaveLength(1);
  });

  it("trust fires once a model that told right from wrong no longer does", () => {
    // Windows of 20 steps on evidence with 8 degrees of freedom a step.
    const run = (seed: number, rho: (step: number) => number, steps: number) => {
      const random = new Random("trust").fork(seed);
      const evidence = Array.from({ length: steps }, (_, i) => {
        const [slope, noise] = [rho(i + 1), Math.sqrt(1 - rho(i + 1) ** 2)];
        const sums = { xy: 0, xx: 0, yy: 0, degrees: 8, pairs: 20, ranked: 15 };
        for (let k = 0; k < 8; k++) {
          const y = random.normal();
          const x = slope * y + noise * random.normal();
          sums.xy += x * y;
          sums.xx += x * x;
          sums.yy += y * y;
        }
        return sums;
      });
      return told(steps, (step) => ({
        trust: estimateTrust(evidence.slice(Math.max(0, step - 1 - trustWindow), step - 1)),
      }));
    };
    const falling = (step: number) => 0.47 - 0.32 * Math.min(1, Math.max(0, (step - 40) / 20));
    const falls = Array.from({ length: 15 }, (_, seed) => run(seed, falling, 120));
    for (const alarms of falls) expect(alarms.map(([, kind]) => kind).slice(0, 1)).toEqual(["trust"]);
    const onsets = falls.map(([[step]]) => step).sort((a, b) => a - b);
    expect(onsets[0]).toBeGreaterThan(50);
    expect(onsets[7]).toBeLessThanOrEqual(80);
    for (const rho of [0.47, 0])
      for (let seed = 0; seed < 15; seed++)
        expect(
          run(seed, () => rho, 300),
          `${rho}, ${seed}`,
        ).toEqual([]);
  });

  it("trust compares with the best of before, as far as there is enough of it", () => {
    const at = (correlation: number | null) => ({
      trust: { value: 0, correlation, standardError: 0.08, ranking: 0.6, pairs: 99 },
    });
    const turned = (by: number, from: number, late: number | null) =>
      told(120, (step) => at(step < from ? by : late)).map(([step]) => step);
    // 20 windows of full length, and then 20 steps that they do not share.
    expect(turned(0.6, 30, 0.1)).toEqual([]);
    expect(turned(0.6, 50, 0.1)).toEqual([60]);
    expect(turned(0.6, 70, 0.1)).toEqual([70]);
    // Half of it, and four standard errors.
    expect([turned(0.8, 70, 0.39), turned(0.8, 70, 0.41)]).toEqual([[70], []]);
    expect([turned(0.5, 70, 0.17), turned(0.5, 70, 0.19)]).toEqual([[70], []]);
    expect(turned(0.15, 70, -0.5)).toEqual([]);
    expect(turned(0.6, 70, null)).toEqual([]);
    // A slow fall is one from the best, not from the last.
    expect(told(300, (step) => at(0.7 - step / 400))).toHaveLength(1);
    // It ends half way back.
    const wave = (half: number) =>
      told(120, (step) => at(step < 70 ? 0.6 : step > 80 && step <= 90 ? half : 0.1)).map(([step]) => step);
    expect([wave(0.4), wave(0.5)]).toEqual([[70], [70, 91]]);
    const watch = new Watch();
    for (let step = 1; step <= 70; step++) watch.observe(metricsOf(step, at(step < 70 ? 0.6 : 0.1)));
    expect(watch.healthyUntil).toBe(49);
    expect(watch.windowStart).toBe(50);
  });

  const parts = (process: number, verifiable: number, penalty = 0) => ({
    rewardVariance: { process, verifiable, penalty },
  });

  it("dominance fires where one part of the reward has nine tenths of its variance within groups", () => {
    const at = (process: number, verifiable: number, penalty?: number) =>
      told(40, () => parts(process, verifiable, penalty));
    expect([at(0.91, 0.09), at(0.09, 0.91), at(0, 0, 1)]).toEqual([
      [[10, "dominance"]],
      [[10, "dominance"]],
      [[10, "dominance"]],
    ]);
    expect([at(0.89, 0.11), at(0.5, 0.5), at(0.09, 0.01, 0.01), at(-3, 1)]).toEqual([[], [], [], []]);
    // By the last ten steps.
    expect(told(25, (step) => (step > 12 ? parts(1, 0) : parts(1, 1)))).toEqual([[21, "dominance"]]);
    // One works against the other.
    expect(at(1.2, -0.2)).toEqual([[10, "dominance"]]);
    // Sums of ten steps that have groups to tell it by, not a mean of shares; those without are none.
    const sparse = (step: number) =>
      step % 2 ? { rewardVariance: null } : step === 2 ? parts(100, 0) : parts(1, 1);
    expect(told(20, sparse)).toEqual([[20, "dominance"]]);
    expect(told(19, sparse)).toEqual([]);
    expect(told(40, (step) => (step > 20 ? {} : sparse(step)))).toHaveLength(1);
    // Verdicts decide alone, and rightly so, where process rewards tell nothing of them.
    const trusted = (value: number) => ({
      trust: { value, correlation: null, standardError: null, ranking: null, pairs: 0 },
    });
    const alone = (value: number, ...split: [number, number]) =>
      told(40, () => ({ ...parts(...split), ...trusted(value) }));
    expect(
      [alone(0.4, 0.05, 0.95), alone(0.6, 0.05, 0.95), alone(0.4, 0.95, 0.05)].map((a) => a.length),
    ).toEqual([0, 1, 1]);
  });

  it("ceiling fires where no part of the reward can grow, but not where the held-out problems are solved too", () => {
    const at = (verifiableReward: number | null, weakest: number | null, more: Figures = {}) =>
      told(40, turning({ verifiableReward, processRewardMin: weakest, ...more }))
        .filter(([, kind]) => kind === "ceiling")
        .map(([step]) => step);
    expect(at(0.97, null)).toHaveLength(1);
    expect(at(null, 0.94)).toHaveLength(1);
    expect(at(0.97, 0.94)).toHaveLength(1);
    expect([at(0.94, null), at(0.97, 0.5), at(0.5, 0.94), at(null, null), at(null, 0.88)]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    // What weighs nothing leaves no room to grow, whatever it is.
    const weighing = (process: number, verifiable: number) => ({ rewardWeights: { process, verifiable } });
    expect(at(0.97, 0.5, weighing(0, 1))).toHaveLength(1);
    expect(at(0.5, 0.94, weighing(0.2, 0))).toHaveLength(1);
    expect(at(2, 0.94, weighing(1, 0))).toHaveLength(1);
    expect([at(0.97, 0.5, weighing(0.1, 1)), at(0.5, 0.94, weighing(1, 0.1))]).toEqual([[], []]);
    expect([at(0.5, 0.94, weighing(0, 1)), at(0.97, 0.5, weighing(1, 0))]).toEqual([[], []]);
    // One's own reward that goes beyond 1 has no known ceiling, wherever it went beyond.
    expect(
      told(40, (step) => ({ verifiableReward: step === 2 ? 1.5 : 0.99, processRewardMin: null })),
    ).toEqual([]);
    const solved = { problems: 200, accuracy: 0.96, gained: 90, lost: 0 } as StepMetrics["heldOut"];
    expect(at(1, null, { heldOut: solved })).toEqual([]);
    expect(at(1, null, { heldOut: { ...solved!, accuracy: 0.94 } })).toHaveLength(1);
  });

  it("rightBreak and lengthBreak fire where a trend turns, and the second to both sides", () => {
    const random = new Random("breaks");
    const noise = Array.from({ length: 200 }, () => random.normal());
    const at = (right: (step: number) => number, length: (step: number) => number) =>
      told(160, (step) => ({
        correctShare: right(step) + 0.03 * noise[step],
        meanLength: length(step) + 2 * noise[step + 20],
      }));
    const rising = (step: number) => 0.3 + step / 400;
    const flat = () => 40;
    const late = (by: number) => (step: number) => 40 + by * Math.max(0, step - 100);
    expect(at(rising, flat)).toEqual([]);
    const fallen = at((step) => rising(Math.min(step, 100)) - Math.max(0, step - 100) / 50, flat);
    expect(fallen).toEqual([[expect.any(Number), "rightBreak"]]);
    expect(fallen[0][0]).toBeGreaterThan(100);
    expect(fallen[0][0]).toBeLessThan(140);
    for (const by of [-1, 1]) {
      const told = at(rising, late(by));
      expect(told).toEqual([[expect.any(Number), "lengthBreak"]]);
      expect(told[0][0]).toBeLessThan(130);
    }
    // More right answers, however sudden, are no alarm; nor is a curve that has reached its end.
    expect(at((step) => (step > 100 ? 0.95 : rising(step)), flat)).toEqual([]);
    expect(at((step) => 0.9 - 0.6 * 2 ** (-step / 30), flat)).toEqual([]);
  });

  it("ratio fires where it overflowed, as metrics.jsonl tells it", () => {
    const late = { ratioMean: null as unknown as number, update: "ratio" as const };
    expect(told(12, turning(late))).toEqual([[11, "ratio"]]);
  });

  it("take a step without its figure for no step", () => {
    const gone = { truncatedShare: Number.NaN, signals: undefined, kl: null, entropy: null as never };
    expect(told(40, (step) => (step % 3 === 0 ? gone : {}))).toEqual([]);
    expect(told(40, () => gone)).toEqual([]);
  });

  it("are in the document with what they mean", () => {
    const document = readFileSync(new URL("../../docs/method.md", import.meta.url), "utf8");
    for (const { kind, title } of ALARMS) expect(document).toContain(`| ${kind} | ${title} |`);
  });
});

describe("Watch", () => {
  it("tells an alarm again only after it ended, and ends it later than it began", () => {
    const wave = (step: number) => {
      // Up at 11, half way down at 21 (still on at 0.1), down at 31, up again at 41.
      const thinkingShare = step <= 10 ? 0 : step <= 20 ? 0.3 : step <= 30 ? 0.08 : step <= 40 ? 0 : 0.3;
      return { signs: { thinkingShare } };
    };
    expect(told(60, wave).map(([step]) => step)).toEqual([13, 43]);
  });

  it("goes on from the lines of metrics.jsonl as if it had never stopped", () => {
    const figures = (step: number): Figures => ({
      kl: step === 20 ? Number.NaN : 0.01 + 1 / (1 + Math.exp(30 - step)) / 3,
      ratioMean: step === 24 ? Number.POSITIVE_INFINITY : 1,
      update: step === 24 ? "ratio" : "applied",
      meanSteps: 7 + step / 7,
      signs: { thinkingShare: step / 60, prmExcess: step % 2 ? null : step / 60 },
    });
    const whole = told(60, figures);
    expect(new Set(whole.map(([, kind]) => kind)).size).toBeGreaterThan(3);
    for (let cut = 0; cut <= 60; cut += 3) {
      const lines = Array.from({ length: cut }, (_, i) => JSON.stringify(metricsOf(i + 1, figures(i + 1))));
      const watch = new Watch(lines.map((line) => JSON.parse(line)));
      const rest = Array.from({ length: 60 - cut }, (_, i) => cut + i + 1).flatMap((step) =>
        watch.observe(metricsOf(step, figures(step))),
      );
      expect(rest.map(({ step, definition }) => [step, definition.kind])).toEqual(
        whole.filter(([step]) => step > cut),
      );
    }
  });

  it("knows until when the run was well", () => {
    const watch = new Watch();
    expect(watch.healthyUntil).toBe(0);
    told(20, () => ({}), watch);
    expect(watch.healthyUntil).toBe(21 - WINDOW);
    for (let step = 21; step <= 30; step++) watch.observe(metricsOf(step, { ratioMean: 3 }));
    expect(watch.active.map(({ kind }) => kind)).toEqual(["ratio"]);
    expect(watch.healthyUntil).toBe(21 - WINDOW);
    for (let step = 31; step <= 40; step++) watch.observe(metricsOf(step, { groupsWithoutVariance: 16 }));
    // Groups without variance are no sickness that going back could mend.
    expect(watch.active.map(({ kind }) => kind)).toEqual(["variance"]);
    expect(watch.healthyUntil).toBe(41 - WINDOW);
  });

  it("judges process rewards themselves no more where an alarm has taken their weight", () => {
    const trust = { value: 0, correlation: 0.5, standardError: 0.1, ranking: 0.9, pairs: 100 };
    const seen = (distrustedFrom: number) => {
      const watch = new Watch();
      const told: string[] = [];
      for (let step = 1; step <= 20; step++) {
        const figures = {
          signs: step < 10 ? { prmExcess: 0 } : { prmExcess: 0.9, noStepShare: 0.9 },
          trust: step < distrustedFrom ? trust : { ...trust, distrusted: true as const },
        };
        told.push(...watch.observe(metricsOf(step, figures)).map(({ definition }) => definition.kind));
      }
      return [told, watch.active.map(({ kind }) => kind)];
    };
    expect(seen(21).map((kinds) => kinds.sort())).toEqual(Array(2).fill(["disagreement", "noStep"]));
    expect(seen(8)).toEqual([["noStep"], ["noStep"]]);
    // Nor does one stay on.
    expect(seen(20)[1]).toEqual(["noStep"]);
  });

  it("knows whether process rewards weighed anything after a step; of lines that do not say it, they did", () => {
    const watch = new Watch();
    for (const [i, process] of [0, 0.5, 0, 0].entries())
      watch.observe(metricsOf(i + 1, { rewardWeights: { process, verifiable: 1 } }));
    expect([0, 1, 2, 3, 4].map((step) => watch.processWeighedAfter(step))).toEqual([
      ...[true, true, false, false, false],
    ]);
    watch.observe(metricsOf(5));
    expect(watch.processWeighedAfter(4)).toBe(true);
  });

  it("takes a fall of the held-out accuracy back to the last evaluation that was like the start", () => {
    const watch = new Watch();
    const lostAt: Record<number, number> = { 20: 4, 40: 60, 60: 60 };
    const figures = (step: number) => (step in lostAt ? { heldOut: evaluated(0, lostAt[step]) } : {});
    for (let step = 1; step < 40; step++) watch.observe(metricsOf(step, figures(step)));
    const next = 40 - WINDOW;
    expect([watch.healthyUntil, ...watch.returns]).toEqual([next, next, next, 20, 0, next]);
    for (let step = 40; step <= 61; step++) {
      watch.observe(metricsOf(step, figures(step)));
      expect(watch.active.map(({ kind }) => kind)).toEqual(["heldOut"]);
      expect(watch.healthyUntil).toBe(20);
    }
    // What had half fallen by the evaluation before was not well any more: 26 lost are .13, of which 3 · √26 / 200 / 2 are .04.
    for (const [at10, at20, well] of [
      [2, 16, 10],
      [2, 8, 10],
      [26, 4, 20],
      [26, 16, 0],
    ]) {
      const watch = new Watch();
      const lost: Record<number, number> = { 10: at10, 20: at20, 30: 60 };
      const figures = (step: number) => (step in lost ? { heldOut: evaluated(0, lost[step]) } : {});
      for (let step = 1; step < 30; step++) watch.observe(metricsOf(step, figures(step)));
      expect(watch.returns).toContain(well);
      watch.observe(metricsOf(30, figures(30)));
      expect(watch.healthyUntil).toBe(well);
    }
    const first = new Watch();
    first.observe(metricsOf(10, { heldOut: evaluated(0, 60) }));
    expect(first.healthyUntil).toBe(0);
  });

  it("takes a fall from the best evaluations back to them, though more problems are solved than before training", () => {
    // 100 of 200 before training, then 130, 160, 166, 160, 150, 146, 132.
    const gains = [30, 60, 66, 60, 50, 46, 32];
    const figures = (step: number) =>
      step % 10 === 0 && step <= 70 ? { heldOut: evaluated(gains[step / 10 - 1], 0) } : {};
    const watch = new Watch();
    expect(told(69, figures, watch)).toEqual([]);
    expect(watch.returns).toContain(40);
    const [{ judgement }] = watch.observe(metricsOf(70, figures(70)));
    // The mean of 160, 166 and 160 is 0.81; three standard errors of two shares of 200 are 0.118.
    expect(judgement.start).toBeCloseTo(0.81, 12);
    expect(judgement.compared).toBe("at its best");
    expect(judgement.threshold).toBeCloseTo(0.81 - 3 * Math.sqrt((2 * 0.81 * 0.19) / 200), 12);
    expect(watch.healthyUntil).toBe(40);
    for (let step = 71; step < 80; step++) watch.observe(metricsOf(step));
    expect(watch.healthyUntil).toBe(40);
    watch.observe(metricsOf(80, { heldOut: evaluated(60, 0) }));
    expect(watch.active).toEqual([]);
  });

  it("does not count the evaluation that falls among the best", () => {
    const watch = new Watch();
    // 0.5, 0.9, 0.9, 0.625: the last three are higher in the mean than those before the fall.
    const gains: Record<number, number> = { 10: 0, 20: 80, 30: 80, 40: 25 };
    const figures = (step: number) => (step in gains ? { heldOut: evaluated(gains[step], 0) } : {});
    expect(told(40, figures, watch)).toEqual([[40, "heldOut"]]);
    expect(watch.healthyUntil).toBe(30);
  });

  it("does not take the best of many evaluations that swing for a fall", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      // The problems' own differences stay; a fifth of them are a matter of luck each time.
      const solved = () =>
        Array.from({ length: 40 }, () => Number(random.next() < 0.5)).reduce((a, b) => a + b);
      const figures = () => ({ heldOut: evaluated(30 + solved(), 20) });
      expect(told(200, figures), `seed ${seed}`).toEqual([]);
    }
  });
});

describe("bestSamples", () => {
  const response = (group: number, steps: number, answer: string | null) =>
    responseSigns({
      group,
      tokens: Array.from({ length: 2 * steps }, (_, i) => i),
      stepEnds: Array.from({ length: steps }, (_, i) => 2 * i + 1),
      scores: null,
      finish: "stop",
      answer,
      correct: answer === "7",
      meanLogprob: -1,
      leastLogprob: -2,
      kl: null,
      withoutVariance: false,
    });
  const thinking = ALARMS.find(({ kind }) => kind === "thinking")!;

  it("show it best, of different prompts where they can", () => {
    const step = [response(0, 9, "7"), response(1, 5, null), response(1, 8, null), response(2, 3, null)];
    expect(bestSamples(thinking, step)).toEqual([2, 3]);
    expect(bestSamples(thinking, step.slice(0, 3))).toEqual([2, 1]);
    expect(bestSamples(thinking, step.slice(0, 1))).toEqual([]);
  });

  it("are there for every alarm in a step that shows all of it", () => {
    const { stepEnds, tokens, ...rest } = response(0, 9, null);
    const all = [
      { stepEnds, tokens },
      { stepEnds: [17], tokens, finish: "length" as const },
      { stepEnds: [], tokens: [] },
    ]
      .map((more, group) => ({
        ...rest,
        ...more,
        group,
        kl: 0.1,
        scores: [0.5],
        correct: false,
        withoutVariance: true,
      }))
      .map(responseSigns);
    for (const definition of ALARMS)
      expect(bestSamples(definition, all).length, definition.kind).toBeGreaterThan(0);
  });
});
