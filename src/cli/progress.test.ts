import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { TrainEvent } from "../train/events.ts";
import type { AlarmRecord, StepMetrics, SupervisedMetrics } from "../train/runs/records.ts";
import { createProgress, footerLines, leftText, phaseLine } from "./progress.ts";
import { ProgressState } from "./progress-state.ts";
import { takesColor } from "./streams.ts";

const supervised = (step: number, seconds: number) =>
  ({
    step,
    loss: 0.5,
    tokensPerSecond: 5000,
    seconds: { total: seconds, updating: seconds },
  }) as SupervisedMetrics;
const pure = (step: number, seconds: number) =>
  ({
    step,
    meanLength: 36,
    verifiableReward: -3,
    correctShare: 0.4,
    processRewardMin: -0.25,
    trust: { value: 0.625, correlation: 0.4, standardError: 0.15, ranking: 0.7, pairs: 12 },
    noAnswerShare: 0.1,
    tokensPerSecond: 1234,
    peakMemoryBytes: 2 ** 29,
    seconds: { total: seconds, sampling: 0, scoring: 0, updating: 0 },
  }) as StepMetrics;
const started = (phase: "sft" | "pure", total: number, done = 0): TrainEvent => ({
  type: "phaseStarted",
  ...{ phase, total, done, unit: "steps" },
});
const sftStep = (step: number, steps: number, seconds: number): TrainEvent => ({
  type: "stepFinished",
  ...{ phase: "sft", steps, metrics: supervised(step, seconds) },
});
const pureStep = (step: number, steps: number, seconds: number): TrainEvent => ({
  type: "stepFinished",
  ...{ phase: "pure", steps, metrics: pure(step, seconds) },
});
const evaluated: TrainEvent = {
  type: "evaluated",
  step: 0,
  result: {
    problems: 256,
    correct: 108,
    accuracy: 0.421875,
    interval: [0.363, 0.483],
    meanLength: 30,
    meanSteps: 5,
    noAnswerShare: 0,
  },
};
const plan = [
  { phase: "sft", label: "Warm-up", plannedSeconds: 60 },
  { phase: "pure", label: "PURE", plannedSeconds: 120 },
] as const;

describe("time left", () => {
  it("is unknown until there is something to go by, then covers phases to come at this machine's pace", () => {
    const state = new ProgressState(plan);
    expect(state.secondsLeft(0)).toBeNull();
    state.apply(started("sft", 100), 0);
    state.apply(sftStep(1, 100, 1.2), 1200);
    expect(state.secondsLeft(1200)).toBeNull();
    state.apply(sftStep(2, 100, 1.2), 2400);
    // 98 steps of 1.2 s, and PURE at twice its planned time, as the warm-up's 120 s are twice its 60.
    expect(state.secondsLeft(2400)).toBeCloseTo(98 * 1.2 + 240);
    expect(state.secondsLeft(12_400)).toBeCloseTo(98 * 1.2 + 240 - 10);
    for (let step = 3; step <= 100; step++) state.apply(sftStep(step, 100, 1.2), 1200 * step);
    state.apply({ type: "phaseFinished", phase: "sft", seconds: 120 }, 120_000);
    expect(state.secondsLeft(120_000)).toBeCloseTo(240);
  });

  it("does not take what runs before the first step for a step", () => {
    const state = new ProgressState([{ phase: "pure", label: "PURE" }]);
    state.apply(started("pure", 10), 0);
    state.apply(evaluated, 60_000);
    state.apply(pureStep(1, 10, 3), 63_000);
    state.apply(pureStep(2, 10, 3), 66_000);
    expect(state.secondsLeft(66_000)).toBeCloseTo(8 * 3);
  });

  it("counts only what this process does of a resumed phase", () => {
    const state = new ProgressState(plan);
    state.apply(started("sft", 100, 100), 0);
    state.apply({ type: "phaseFinished", phase: "sft", seconds: 0.1 }, 100);
    state.apply(started("pure", 50, 40), 100);
    state.apply(pureStep(41, 50, 2), 2100);
    state.apply(pureStep(42, 50, 2), 4100);
    expect(state.secondsLeft(4100)).toBeCloseTo(8 * 2);
  });

  it("goes by the steps that are to be done again after a run went back", () => {
    const state = new ProgressState([{ phase: "pure", label: "PURE" }]);
    state.apply(started("pure", 10), 0);
    for (const step of [1, 2, 3, 4, 5, 6]) state.apply(pureStep(step, 10, 2), 2000 * step);
    state.apply(
      { type: "rolledBack", from: 6, to: 2, path: "", learningRateScale: 0.5, distrust: false },
      12_000,
    );
    expect(state.current?.done).toBe(2);
    for (const step of [3, 4]) state.apply(pureStep(step, 10, 2), 12_000 + 2000 * (step - 2));
    expect(state.secondsLeft(16_000)).toBeCloseTo(12);
  });

  it("leaves a run that failed out, and takes the next one's name for what follows", () => {
    const runs = ["1/3", "2/3", "3/3"].map((label) => ({
      phase: "pure" as const,
      label,
      plannedSeconds: 10,
    }));
    const state = new ProgressState(runs);
    state.apply(started("pure", 10), 0);
    for (const step of [1, 2, 3]) state.apply(pureStep(step, 10, 2), 2000 * step);
    state.apply({ type: "phaseFailed", phase: "pure", message: "no" }, 6000);
    expect(state.current).toBeUndefined();
    // One that failed before it began is over too.
    state.apply({ type: "phaseFailed", phase: "pure", message: "no" }, 6000);
    state.apply(started("pure", 10), 6000);
    expect(state.current?.label).toBe("3/3");
    for (const step of [1, 2]) state.apply(pureStep(step, 10, 4), 6000 + 4000 * step);
    expect(state.secondsLeft(14_000)).toBeCloseTo(8 * 4);
    const color = pc.createColors(false);
    expect(phaseLine(state.phases[0], 3, 79, color)).toBe(
      "1/3  ███████░░░░░░░░░░░░░░░░░  3/10 steps, failed",
    );
    state.apply({ type: "phaseFinished", phase: "pure", seconds: 40 }, 46_000);
    expect(footerLines(state, 46_000, 46_000)[0]).toContain("so far, done");
  });

  it("counts down while responses come in, and never below zero", () => {
    const state = new ProgressState([{ phase: "pure", label: "PURE" }]);
    state.apply(started("pure", 4), 0);
    for (const step of [1, 2, 3]) state.apply(pureStep(step, 4, 5), 5000 * step);
    const sampled: TrainEvent = {
      type: "sampled",
      phase: "pure",
      responses: 9,
      totalResponses: 128,
      tokens: 300,
    };
    state.apply(sampled, 17_000);
    expect(state.secondsLeft(17_000)).toBeCloseTo(3);
    expect(state.secondsLeft(40_000)).toBe(0);
  });

  it("is said in round words", () => {
    expect([null, 3, 32, 70, 400, 4000].map(leftText)).toEqual([
      "estimating the time left",
      "a few seconds left",
      "about 30 s left",
      "about 1 min left",
      "about 7 min left",
      "about 1 h 05 min left",
    ]);
  });
});

describe("bars", () => {
  it("show each phase and stay within the terminal", () => {
    const state = new ProgressState(plan);
    state.apply(started("sft", 10), 0);
    state.apply(sftStep(5, 10, 1), 5000);
    const color = pc.createColors(false);
    expect(phaseLine(state.phases[0], 7, 79, color)).toBe("Warm-up  ████████████░░░░░░░░░░░░  5/10 steps");
    expect(phaseLine(state.phases[1], 7, 79, color)).toBe("PURE     ░░░░░░░░░░░░░░░░░░░░░░░░");
    for (const width of [20, 30, 40]) {
      for (const phase of state.phases)
        expect(phaseLine(phase, 7, width, color).length).toBeLessThanOrEqual(width);
    }
  });

  it("say live figures under them", () => {
    const state = new ProgressState([{ phase: "pure", label: "PURE" }]);
    state.apply(started("pure", 10), 0);
    state.apply(evaluated, 1000);
    state.apply(pureStep(1, 10, 2), 3000);
    state.apply({ type: "sampled", phase: "pure", responses: 64, totalResponses: 128, tokens: 2000 }, 4000);
    const [first, second] = footerLines(state, 4000, 4000);
    expect(first).toBe("4.0 s so far, estimating the time left, held-out accuracy 42.2% at step 0");
    expect(second).toBe(
      "step 2: sampling 64/128, right 40%, weakest step −0.25, trust 0.63, length 36, no answer 10%, 1,234 tok/s, 512 MiB",
    );
    const undecided = { ...pure(2, 2), undecided: 3 };
    state.apply({ type: "stepFinished", phase: "pure", steps: 10, metrics: undecided }, 5000);
    expect(footerLines(state, 5000, 5000)[1]).toContain("no answer 10%, undecided 3, ");
  });
});

function record() {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text) };
}

describe("createProgress", () => {
  it("writes plain lines at a sensible rate where standard error is no terminal", () => {
    const [stdout, stderr] = [record(), record()];
    let now = 0;
    const progress = createProgress({ plan, json: false, stdout, stderr, now: () => now });
    progress.onEvent(started("sft", 400));
    for (let step = 1; step <= 400; step++) {
      now += 100;
      progress.onEvent(sftStep(step, 400, 0.1));
    }
    progress.onEvent({ type: "phaseFinished", phase: "sft", seconds: 40 });
    progress.onEvent({ type: "warning", message: "2 prompts\u001b[2J are too long" });
    progress.onEvent(evaluated);
    progress.stop();
    expect(stdout.written).toEqual([]);
    const text = stderr.written.join("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(text).not.toMatch(/[\r\u001b]/);
    expect(stderr.written[0]).toBe("Warm-up: 400 steps\n");
    expect(stderr.written.filter((line) => line.startsWith("Warm-up: step"))).toHaveLength(6);
    // The time left is said at once when it is known (2 s), then every 10 s; at the end of a phase too.
    expect(stderr.written[2]).toBe("Warm-up: step 20/400, loss 0.500, 5,000 tok/s, about 2 min left\n");
    expect(text).toContain("Warm-up: step 400/400, loss 0.500, 5,000 tok/s, about 1 min left\n");
    expect(text).toContain("Warning: 2 prompts␛[2J are too long");
    expect(text).toContain("Held-out accuracy at step 0: 42.2% (36.3–48.3%, 256 problems)");
  });

  it("says of several runs whose news it is, and passes over those done before", () => {
    const [stdout, stderr] = [record(), record()];
    const runs = ["1/2 a", "2/2 b"].map((label) => ({ phase: "pure" as const, label, plannedSeconds: 10 }));
    const progress = createProgress({ plan: runs, json: false, stdout, stderr, now: () => 0 });
    progress.onEvent(started("pure", 10, 10));
    progress.onEvent({ type: "phaseFinished", phase: "pure", seconds: 0 });
    progress.onEvent(started("pure", 10, 4));
    progress.onEvent(evaluated);
    progress.onEvent({ type: "phaseFinished", phase: "pure", seconds: 7 });
    expect(stderr.written).toEqual([
      "1/2 a: done before\n",
      "2/2 b: 10 steps, going on after 4\n",
      "2/2 b: held-out accuracy at step 0: 42.2% (36.3–48.3%, 256 problems)\n",
      "2/2 b: done in 7.0 s\n",
    ]);
  });

  it("shows an alarm as one block of text that acts as text alone, and the way back", () => {
    const [stdout, stderr] = [record(), record()];
    const progress = createProgress({
      plan: [{ phase: "pure", label: "PURE" }],
      json: false,
      stdout,
      stderr,
    });
    const sample = {
      problem: "p",
      response: `ok;\n${"ok;".repeat(200)}\u001b[2J`,
      finish: "length" as const,
    };
    const alarm: AlarmRecord = {
      ...{ step: 34, kind: "thinking", title: "thinking without answering", figure: "share", unit: "share" },
      ...{
        value: 0.2,
        start: 0.02,
        threshold: 0.12,
        message: "step 34: thinking",
        help: "Less.",
        rollbacks: 0,
      },
      samples: [{ ...sample, prompt: "1+1=", answer: null, correct: false, steps: [] }],
      rolledBackTo: 25,
    };
    progress.onEvent(started("pure", 50));
    for (const step of [32, 33, 34]) progress.onEvent(pureStep(step, 50, 2));
    progress.onEvent({ type: "alarm", alarm });
    const back = { type: "rolledBack" as const, from: 34, to: 25, path: "c/25" };
    progress.onEvent({ ...back, learningRateScale: 0.5, distrust: false });
    progress.onEvent({ ...back, learningRateScale: 1, distrust: true });
    progress.stop();
    const text = stderr.written.join("");
    expect(text).toContain("Alarm, step 34: thinking\n  1+1=  →  ok; ↵ ok;ok;");
    expect(text).toContain("more characters)\n  What helps: Less.\n");
    expect(text).toContain("Back from step 34 to the checkpoint of step 25, at 50.0% of the learning rate\n");
    expect(text).toContain("to the checkpoint of step 25, without process rewards from here on\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(text).not.toMatch(/[\r\u001b]/);
  });

  it("with json writes events to standard output and nothing else", () => {
    const [stdout, stderr] = [record(), record()];
    const progress = createProgress({ plan, json: true, stdout, stderr });
    progress.onEvent(started("pure", 1));
    progress.onEvent({ type: "sampled", phase: "pure", responses: 1, totalResponses: 2, tokens: 3 });
    progress.onEvent(pureStep(1, 1, 1));
    progress.say("hello");
    progress.stop();
    expect(stdout.written.map((line) => JSON.parse(line).type)).toEqual(["phaseStarted", "stepFinished"]);
    expect(stdout.written.every((line) => line.endsWith("\n"))).toBe(true);
    expect(stderr.written).toEqual([]);
  });
});

describe("takesColor", () => {
  it("asks NO_COLOR and FORCE_COLOR before the terminal", () => {
    expect(takesColor({ isTTY: true }, {})).toBe(true);
    expect(takesColor({ isTTY: false }, {})).toBe(false);
    expect(takesColor({ isTTY: true }, { TERM: "dumb" })).toBe(false);
    expect(takesColor({ isTTY: true }, { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(takesColor({ isTTY: false }, { FORCE_COLOR: "1" })).toBe(true);
    expect(takesColor({ isTTY: true }, { FORCE_COLOR: "0" })).toBe(false);
  });
});
