import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { fakeConfig, fakeInputs, fakeScorer, temporaryRuns, vocabSize } from "../../tests/fake-run.ts";
import { scorerOf } from "../../tests/table.ts";
import type { PureConfig, PureConfigInput } from "../config/schema.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { WINDOW } from "../watch/judges.ts";
import { Watch } from "../watch/watch.ts";
import type { TrainEvent } from "./events.ts";
import { trainPure } from "./on-disk.ts";
import type { PureInputs } from "./run.ts";
import type { AlarmRecord, RolloutRecord, StepMetrics } from "./runs/records.ts";
import { neededCheckpoints } from "./watching.ts";

/** A policy that learns to stop at once: its reward is how short it is, whatever is asked. It ends without steps. */
const custom = ({ response }: { response: string }) => -response.length;
function hacked(train: PureConfigInput["train"] = {}): PureConfig {
  return fakeConfig(temporaryRuns(), {
    sampling: { promptsPerStep: 8, samplesPerPrompt: 4 },
    reward: { mode: "vr", custom },
    optimizer: { learningRate: 0.2 },
    train: { steps: 24, checkpointEvery: 2, keepCheckpoints: 1, rolloutsEvery: 1, evalProblems: 4, ...train },
  });
}

const file = (config: PureConfig, ...path: string[]) => join(config.run.directory, "test", ...path);
const lines = <T>(config: PureConfig, ...path: string[]) =>
  readFileSync(file(config, ...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
const alarmsOf = (config: PureConfig) =>
  existsSync(file(config, "alarms.jsonl")) ? lines<AlarmRecord>(config, "alarms.jsonl") : [];
const computed = (config: PureConfig) =>
  lines<StepMetrics>(config, "metrics.jsonl").map(
    ({ seconds, tokensPerSecond, peakMemoryBytes, ...rest }) => rest,
  );
const weightsAt = (config: PureConfig, step: number) =>
  readFileSync(file(config, "checkpoints", String(step), "fake.json"), "utf8");

async function train(config: PureConfig, more: Partial<PureInputs> = {}) {
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => {
    events.push(event);
    more.onEvent?.(event);
  };
  return { events, ...(await trainPure(fakeInputs(config, { ...more, onEvent }))) };
}

describe("what is written down of a step", () => {
  it("holds the signals, and what is right also where it is not rewarded", async () => {
    const config = fakeConfig(temporaryRuns(), { reward: { mode: "prm" }, train: { steps: 1 } });
    await train(config);
    const [metrics] = computed(config);
    const rollouts = lines<RolloutRecord>(config, "rollouts", "1.jsonl");
    expect(rollouts.every(({ verifiable, correct }) => verifiable === null && correct !== null)).toBe(true);
    const right = rollouts.filter(({ correct }) => correct).length;
    expect(metrics.verifiableReward).toBeNull();
    expect(metrics.correctShare).toBe(right / rollouts.length);
    const good = rollouts.map(
      ({ steps }) => steps.reduce((sum, s) => sum + (1 + s.reward!) / 2, 0) / steps.length,
    );
    const excess = good.reduce((a, b) => a + b, 0) / rollouts.length - metrics.correctShare!;
    expect(metrics.signals!.prmExcess).toBeCloseTo(excess, 10);
    expect(alarmsOf(config)).toEqual([]);
  });

  it("of correctness reaches no reward: training is the same without any reference that is not rewarded", async () => {
    const known = fakeConfig(temporaryRuns(), { reward: { mode: "prm" } });
    const unknown = fakeConfig(temporaryRuns(), { reward: { mode: "prm" } });
    await train(known);
    const { prompts } = fakeInputs(unknown);
    const without = Array.from(prompts, (prompt) => ({
      ...prompt,
      problem: { ...prompt.problem, answer: null },
    }));
    await train(unknown, { prompts: without });
    expect(computed(unknown).every(({ correctShare }) => correctShare === null)).toBe(true);
    expect(weightsAt(unknown, 4)).toBe(weightsAt(known, 4));
  });
});

describe("most responses of one step though they have lines", () => {
  // The arithmetic task's tokenizer with a line feed in the place of "k", which is sampled often.
  const files = arithmeticTokenizerFiles();
  const withLines = files.get("tokenizer.json")!.replace('"k"', '"\\n"');
  const tokenizer = createTokenizer(new Map([...files, ["tokenizer.json", withLines]]));
  const warningsOf = async (stepSeparator: string, often: string, behind = 0) => {
    const config = fakeConfig(temporaryRuns(), { reward: { mode: "vr" }, train: { steps: 5 } });
    const policy = new FakeEngine({ vocabSize, seed: 5, decode: (tokens) => tokenizer.decode(tokens) });
    const prefer = (token: string, by: number) => {
      const [id] = tokenizer.encode(token);
      for (let at = id; at < policy.weights.length; at += vocabSize) policy.weights[at] += by;
    };
    // Before, hardly any response has lines.
    if (behind === 0) prefer(often, 2);
    else prefer("\n", -20);
    const onEvent = (event: TrainEvent) => {
      if (event.type !== "stepFinished" || event.metrics.step !== behind) return;
      prefer("\n", 20);
      prefer(often, 2);
    };
    const data = { ...config.data, stepSeparator };
    const { events } = await train({ ...config, data }, { policy, tokenizer, onEvent });
    return events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  };

  it("are told once, with the setting that helps; where lines are the steps, or there are none, nothing is", async () => {
    expect(await warningsOf("ANC", "\n")).toEqual([
      expect.stringMatching(
        /^\d+ of 16 responses are one step, .* steps end at "ANC"\. .* --data\.stepSeparator \$'\\n' in/,
      ),
    ]);
    expect(await warningsOf("\n", "\n")).toEqual([]);
    expect(await warningsOf("ANC", "7")).toEqual([]);
    expect(await warningsOf("7", "\n")).toEqual([expect.stringMatching(/steps end at "7"/)]);
  });

  it("are told in the first three steps, and not where they come later", async () => {
    expect(await warningsOf("7", "\n", 2)).toEqual([expect.stringMatching(/steps end at "7"/)]);
    expect(await warningsOf("7", "\n", 3)).toEqual([]);
  });
});

describe("train.onAlarm continue", () => {
  it("tells an alarm once, with what shows it, and goes on", async () => {
    const config = hacked();
    const { events, step, stopped } = await train(config);
    expect({ step, stopped }).toEqual({ step: 24, stopped: null });
    const alarms = alarmsOf(config);
    expect(events.flatMap((event) => (event.type === "alarm" ? [event.alarm] : []))).toEqual(alarms);
    const noStep = alarms.filter(({ kind }) => kind === "noStep");
    expect(noStep).toHaveLength(1);
    const [alarm] = noStep;
    expect(alarm).toMatchObject({ unit: "share", rollbacks: 0, rolledBackTo: null });
    expect(alarm.value).toBeGreaterThan(alarm.threshold);
    expect(alarm.message).toMatch(/^step \d+: no step at all: .*%, at the start .*% \(alarm above .*%\)$/);
    expect(alarm.samples).toHaveLength(2);
    const rollouts = lines<RolloutRecord>(config, "rollouts", `${alarm.step}.jsonl`);
    for (const { prompt, response, answer, steps } of alarm.samples) {
      expect(answer).toBeNull();
      expect(steps.length).toBeLessThanOrEqual(1);
      expect(rollouts.some((r) => r.prompt === prompt && r.response === response)).toBe(true);
    }
  });

  it("keeps the last checkpoint from before an alarm that is on", async () => {
    const config = hacked();
    await train(config);
    const { step } = alarmsOf(config).find(({ kind }) => kind === "noStep")!;
    const kept = readdirSync(file(config, "checkpoints")).map(Number).filter(Number.isFinite);
    expect(kept).toContain(24);
    expect(Math.min(...kept)).toBeLessThanOrEqual(step);
  });

  it("alarms after a resumption exactly as without one", async () => {
    const whole = hacked();
    await train(whole);
    const at = alarmsOf(whole)[0].step;
    for (const cutAt of [2, at - 1, at, at + 2]) {
      const cut = hacked();
      const abort = new AbortController();
      const onEvent = (event: TrainEvent) => {
        if (
          event.type === "alarm"
            ? event.alarm.step === cutAt
            : event.type === "stepFinished" && event.metrics.step === cutAt
        )
          abort.abort();
      };
      await train(cut, { onEvent, signal: abort.signal });
      await train(cut, { resume: true });
      expect(computed(cut)).toEqual(computed(whole));
      expect(alarmsOf(cut), `cut at ${cutAt}`).toEqual(alarmsOf(whole));
    }
    // A kill leaves no checkpoint: the steps since the last one are done again, and so is their alarm.
    const killed = hacked({ checkpointEvery: 4 });
    const onEvent = (event: TrainEvent) => {
      if (event.type === "alarm") throw new Error("killed");
    };
    await expect(train(killed, { onEvent })).rejects.toThrow("killed");
    await train(killed, { resume: true });
    expect(alarmsOf(killed)).toEqual(alarmsOf(whole));
  });
});

describe("train.onAlarm stop", () => {
  it("saves, says why and where the run was well, and can be gone on with", async () => {
    const config = hacked({ onAlarm: "stop", keepCheckpoints: 9 });
    const { stopped, step, interrupted, summary, checkpoint } = await train(config);
    const [alarm] = alarmsOf(config);
    expect({ step, interrupted, summary }).toEqual({ step: alarm.step, interrupted: false, summary: null });
    expect(checkpoint).toMatchObject({ step });
    expect(stopped).toContain(`stopped after step ${step} by an alarm (${alarm.title}`);
    expect(stopped).toMatch(/checkpoint from before it/);
    const onward = { ...config, train: { ...config.train, onAlarm: "continue" as const } };
    expect(await train(onward, { resume: true })).toMatchObject({ step: 24, stopped: null });
    const whole = hacked();
    await train(whole);
    expect(alarmsOf(config)).toEqual(alarmsOf(whole));
    expect(weightsAt(config, 24)).toBe(weightsAt(whole, 24));
  });
});

describe("train.onAlarm rollback", () => {
  const rollback = { onAlarm: "rollback", steps: 40 } as const;

  it("goes back to before the alarm at half the learning rate, at most three times", async () => {
    const config = hacked(rollback);
    const { events, stopped, step } = await train(config);
    const back = events.flatMap((event) => (event.type === "rolledBack" ? [event] : []));
    expect(back.map(({ learningRateScale }) => learningRateScale)).toEqual([0.5, 0.25, 0.125]);
    const alarms = alarmsOf(config);
    expect(new Set(alarms.map(({ rollbacks }) => rollbacks))).toEqual(new Set([0, 1, 2, 3]));
    for (const [i, { from, to }] of back.entries()) {
      expect(to).toBeLessThanOrEqual(from - 5);
      const mine = alarms.filter(({ rollbacks }) => rollbacks === i);
      expect(mine.map((alarm) => [alarm.step, alarm.rolledBackTo])).toEqual(mine.map(() => [from, to]));
    }
    expect(stopped).toMatch(/after 3 rollbacks/);
    const metrics = computed(config);
    expect(metrics.map((line) => line.step)).toEqual(metrics.map((_, i) => i + 1));
    expect(metrics.at(-1)).toMatchObject({ step, learningRate: 0.2 / 8 });
  });

  it("begins anew from the start weights where the alarm comes before any other checkpoint", async () => {
    const config = hacked({ ...rollback, checkpointEvery: 0 });
    const { events } = await train(config);
    const back = events.filter((event) => event.type === "rolledBack");
    expect(back.map(({ to }) => to)).toEqual([0, 0, 0]);
    expect(computed(config)[0].learningRate).toBe(0.2 / 8);
  });

  it("stops where there is nothing to go back to", async () => {
    const stop = hacked({ onAlarm: "stop", checkpointEvery: 0 });
    await train(stop);
    const config = { ...stop, train: { ...stop.train, ...rollback } };
    expect((await train(config, { resume: true })).stopped).toMatch(/there is no checkpoint from before it/);
  });

  it("is the same run when killed at any step, after a rollback too", async () => {
    const whole = hacked(rollback);
    const { events, step } = await train(whole);
    const finished = events.filter(
      (event) => event.type === "stepFinished" || event.type === "rolledBack",
    ).length;
    for (let killAt = 5; killAt < finished; killAt += 6) {
      const cut = hacked(rollback);
      let seen = 0;
      const onEvent = (event: TrainEvent) => {
        if ((event.type === "stepFinished" || event.type === "rolledBack") && ++seen === killAt)
          throw new Error("killed");
      };
      await expect(train(cut, { onEvent })).rejects.toThrow("killed");
      await train(cut, { resume: true });
      expect(computed(cut), `killed at ${killAt}`).toEqual(computed(whole));
      expect(alarmsOf(cut)).toEqual(alarmsOf(whole));
      expect(weightsAt(cut, step)).toBe(weightsAt(whole, step));
    }
  });
});

describe("train.onAlarm rollback beside trust in process rewards", () => {
  /** Answer and process rewards agree: what is short is right. */
  function agreeing(train: PureConfigInput["train"] = {}): PureConfig {
    const config = hacked({ onAlarm: "rollback", steps: 40, ...train });
    return {
      ...config,
      reward: { ...config.reward, mode: "prm+vr", prm: "fake", stepToken: ";" },
      credit: { ...config.credit, trust: true },
    };
  }
  const scoredBy = (score: (length: number) => number) => ({
    ...fakeScorer()!,
    scorer: scorerOf(({ responses }) =>
      responses.map(({ tokens, positions }) => positions.map(() => score(tokens.length))),
    ),
  });
  const prm = scoredBy((length) => 1 - length / 6);
  const process = (config: PureConfig) => computed(config).map(({ rewardWeights }) => rewardWeights!.process);

  it("takes their weight for good first, and only then from the learning rate", async () => {
    const config = agreeing();
    const { events } = await train(config, { prm });
    const back = events.flatMap((event) => (event.type === "rolledBack" ? [event] : []));
    expect(back.map(({ distrust, learningRateScale }) => [distrust, learningRateScale])).toEqual([
      ...[
        [true, 1],
        [false, 0.5],
        [false, 0.25],
      ],
    ]);
    const told = alarmsOf(config).filter(({ rollbacks }) => rollbacks === 0);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ distrust }) => distrust)).toBe(true);
    const weights = events.flatMap((event) =>
      event.type === "stepFinished" && event.phase === "pure" ? [event.metrics.rewardWeights!.process] : [],
    );
    const { from } = back[0];
    expect(weights.slice(0, from).some((weight) => weight > 0)).toBe(true);
    expect(weights.slice(from).every((weight) => weight === 0)).toBe(true);
    // The correlation is told as before.
    const since = computed(config).slice(back[2].to);
    expect(since.some(({ trust }) => trust!.correlation! > 0)).toBe(true);
    expect(since.every(({ trust }) => trust!.value === 0 && trust!.distrusted)).toBe(true);
    expect(computed(config)[Math.min(...back.map(({ to }) => to)) - 1].trust).not.toHaveProperty(
      "distrusted",
    );
  });

  it("halves the learning rate at once where trust gave them none: nothing else would be another", async () => {
    const config = agreeing();
    const { events } = await train(config, { prm: scoredBy(() => 0.3) });
    const back = events.flatMap((event) => (event.type === "rolledBack" ? [event] : []));
    expect(back.map(({ distrust, learningRateScale }) => [distrust, learningRateScale])).toEqual(
      [0.5, 0.25, 0.125].map((scale) => [false, scale]),
    );
    // Nothing is taken for good: neither the alarms nor the steps after them say so.
    expect(alarmsOf(config).filter(({ distrust }) => distrust)).toEqual([]);
    expect(computed(config).filter(({ trust }) => trust!.distrusted)).toEqual([]);
  });

  it("is the same run when killed at any step", async () => {
    const whole = agreeing();
    const { events } = await train(whole, { prm });
    const finished = events.filter(({ type }) => type === "stepFinished" || type === "rolledBack").length;
    for (let killAt = 8; killAt < finished; killAt += 9) {
      const cut = agreeing();
      let seen = 0;
      const onEvent = ({ type }: TrainEvent) => {
        if ((type === "stepFinished" || type === "rolledBack") && ++seen === killAt)
          throw new Error("killed");
      };
      await expect(train(cut, { prm, onEvent })).rejects.toThrow("killed");
      await train(cut, { prm, resume: true });
      expect(computed(cut), `killed at ${killAt}`).toEqual(computed(whole));
      expect(process(cut)).toEqual(process(whole));
    }
  });
});

it("a run that alarms do not send back distrusts nothing", async () => {
  const config = hacked({ onAlarm: "continue", steps: 40 });
  await train(config);
  expect(alarmsOf(config).length).toBeGreaterThan(0);
  expect(alarmsOf(config).filter(({ distrust }) => distrust)).toEqual([]);
});

describe("checkpoints kept for a rollback", () => {
  it("hold the newest of all up to wherever the next alarm may send the run", () => {
    const config = hacked({ onAlarm: "rollback" });
    const heldOut = { problems: 200, accuracy: 0.5, gained: 0, lost: 0 } as StepMetrics["heldOut"];
    for (const [every, evaluatedEvery] of [
      [1, 10],
      [3, 7],
      [4, 4],
      [7, 3],
      [2, 25],
    ]) {
      const watch = new Watch();
      const saved = [0];
      let kept = [0];
      let evaluated = 0;
      const newest = (steps: number[], until: number) => steps.findLast((step) => step <= until);
      for (let step = 1; step <= 60; step++) {
        // An alarm after this step; of the held-out accuracy only where it is measured.
        expect(newest(kept, step - WINDOW)).toBe(newest(saved, step - WINDOW));
        expect(newest(kept, evaluated)).toBe(newest(saved, evaluated));
        const now = step % evaluatedEvery === 0;
        watch.observe({
          step,
          groups: 8,
          groupsWithoutVariance: 0,
          ...(now ? { heldOut } : {}),
        } as StepMetrics);
        if (now) evaluated = step;
        if (step % every > 0) continue;
        saved.push(step);
        kept.push(step);
        const needed = neededCheckpoints(watch, config);
        kept = kept.filter((one, i) => i === kept.length - 1 || needed(one, kept));
      }
      expect(kept.length).toBeLessThanOrEqual(WINDOW + 3);
    }
  });
});

it("a batch drawn ahead is dropped where the run goes back", async () => {
  const ahead = (onAlarm: "continue" | "rollback"): PureConfig => {
    const config = hacked({ onAlarm });
    return {
      ...config,
      train: { ...config.train, rolloutsAhead: 1 },
      loss: { ...config.loss, importance: "truncate" },
    };
  };
  const [on, back] = [ahead("continue"), ahead("rollback")];
  await train(on);
  const { events } = await train(back);
  expect(events.some(({ type }) => type === "rolledBack")).toBe(true);
  const problems = (config: PureConfig) =>
    computed(config).map(({ step }) =>
      lines<RolloutRecord>(config, "rollouts", `${step}.jsonl`).map(({ problem }) => problem),
    );
  const asked = problems(back);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked).toEqual(problems(on).slice(0, asked.length));
});
