// The loop around a training step: what it drops, saves, tells and gives up. What a step computes is in
// recording.test.ts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { fakeConfig, fakeInputs, temporaryRuns, vocabSize } from "../../tests/fake-run.ts";
import { type Entry, recording } from "../../tests/recording.ts";
import type { PureConfig } from "../config/schema.ts";
import type { Engine, TokenRows } from "../engine/types.ts";
import type { AnswerVerifier } from "../verify/pool.ts";
import type { TrainEvent } from "./events.ts";
import { trainPure } from "./on-disk.ts";
import type { PureInputs } from "./run.ts";
import type { HeldOutRecord, RolloutRecord, StepMetrics } from "./runs/records.ts";
import type { TrainState } from "./runs/run-store.ts";

const file = (config: PureConfig, ...path: string[]) => join(config.run.directory, "test", ...path);
const lines = <T>(config: PureConfig, ...path: string[]) =>
  readFileSync(file(config, ...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
const metricsOf = (config: PureConfig) => lines<StepMetrics>(config, "metrics.jsonl");
const stateAt = (config: PureConfig, step: number): TrainState =>
  JSON.parse(readFileSync(file(config, "checkpoints", String(step), "state.json"), "utf8"));
const saved = (config: PureConfig, folder = "checkpoints") =>
  existsSync(file(config, folder)) ? readdirSync(file(config, folder)).sort() : [];

/** Trains without held-out problems. Returns what was told too. */
async function train(config: PureConfig, more: Partial<PureInputs> = {}) {
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => {
    events.push(event);
    more.onEvent?.(event);
  };
  const inputs = fakeInputs(config, { heldOut: [], ...more, onEvent });
  const result = await trainPure(inputs);
  const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  return { ...result, inputs, events, warnings };
}

/** `inner` with a number spoiled in its answers `at` (counted from 0): log-probabilities and values. */
function spoiled(inner: Engine, at: number[], by: number, journal: Entry[] = []): Engine {
  const engine = recording(inner, "spoiled", journal);
  let calls = 0;
  // The second prompt's second response, at its first token.
  const spoil = (column: Float32Array, { prompt, starts }: TokenRows) => {
    if (at.includes(calls++)) column[starts[prompt.indexOf(1) + 1]] = by;
    return column;
  };
  return {
    ...engine,
    logprobs: async (rows) => spoil(await engine.logprobs(rows), rows),
    classify: async (rows) => spoil(await engine.classify(rows), rows),
  };
}

describe("a number of a model that is not finite", () => {
  const settings = {
    credit: { estimator: "gae", klCoefficient: 0.1 },
    train: { steps: 3, evalProblems: 0, checkpointEvery: 1 },
  } as const;
  const nans = {
    loss: null,
    gradNorm: null,
    entropy: null,
    ratioMean: null,
    ratioMax: null,
    clipShare: null,
  };

  it.each([
    ["a value", "critic", Number.NaN],
    ["a log-probability of the reference", "reference", Number.NEGATIVE_INFINITY],
  ] as const)("(%s) drops its step, from credit on", async (_name, which, by) => {
    const config = fakeConfig(temporaryRuns(), settings);
    const journal: Entry[] = [];
    const plain = fakeInputs(config);
    const inner = plain[which] as Engine;
    const { warnings } = await train(config, {
      policy: recording(plain.policy, "policy", journal),
      critic: recording(plain.critic!, "critic", journal),
      [which]: spoiled(inner, [1], by, journal),
    });
    expect(metricsOf(config).map(({ update }) => update)).toEqual(["applied", "nonfinite", "applied"]);
    expect(metricsOf(config)[1]).toMatchObject({ ...nans, samplerGap: null, learningRate: 0.1 });
    expect(warnings).toEqual(["step 2: loss or gradient is not finite; the update was dropped"]);
    const dropped = lines<RolloutRecord>(config, "rollouts", "2.jsonl");
    for (const { tokens, returns, advantages, steps } of dropped) {
      expect([returns, advantages]).toEqual([tokens.map(() => 0), tokens.map(() => 0)]);
      expect(steps.every(({ credit, reward }) => credit === null && reward !== null)).toBe(true);
    }
    const made = journal.filter(({ verb }) => verb === "forwardBackward" || verb === "optimStep");
    const critic = which === "critic" ? "spoiled" : "critic";
    const step = ["policy", "policy", critic, critic];
    expect(made.map(({ engine }) => engine)).toEqual([...step, ...step]);
    // No checkpoint of a step that was dropped.
    expect(saved(config)).toEqual(["1", "3", "latest"]);
    expect(stateAt(config, 3)).toMatchObject({ nonFiniteInARow: 0, dropped: { nonfinite: 1, ratio: 0 } });
  });

  it("in the sampler's log-probabilities drops the step as well", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 2, evalProblems: 0 } });
    const inputs = fakeInputs(config);
    const policy = recording(inputs.policy, "policy", [], { samplerNoise: Number.POSITIVE_INFINITY });
    await train(config, { policy });
    expect(metricsOf(config).map(({ update, samplerGap }) => [update, samplerGap])).toEqual([
      ["nonfinite", null],
      ["nonfinite", null],
    ]);
  });

  it("ends a run whose last step is dropped with a checkpoint of its end", async () => {
    const config = fakeConfig(temporaryRuns(), settings);
    const critic = spoiled(fakeInputs(config).critic!, [2], Number.NaN);
    await train(config, { critic });
    expect(metricsOf(config).at(-1)?.update).toBe("nonfinite");
    expect(saved(config)).toEqual(["1", "2", "3", "latest"]);
    expect(stateAt(config, 3)).toMatchObject({ step: 3, nonFiniteInARow: 1 });
  });

  it("ends the run after nonFiniteLimit in a row, at the last good checkpoint", async () => {
    const limited = { ...settings, train: { ...settings.train, steps: 9, nonFiniteLimit: 2 } };
    const config = fakeConfig(temporaryRuns(), limited);
    const plain = fakeInputs(config);
    const critic = spoiled(plain.critic!, [1, 3, 4], Number.NaN);
    await expect(train(config, { critic })).rejects.toThrow(
      `stopped at step 5: loss or gradient was not finite 2 times in a row; the last good checkpoint is ${file(config, "checkpoints", "3")}.`,
    );
    expect(metricsOf(config)).toHaveLength(5);
  });
});

describe("an update whose ratio is too large", () => {
  it("is told, counted, and no reason to end or to save nothing", async () => {
    const config = fakeConfig(temporaryRuns(), {
      optimizer: { maxMeanRatio: 0.5 },
      train: { steps: 4, evalProblems: 0, checkpointEvery: 1 },
    });
    const { warnings, step } = await train(config);
    expect(step).toBe(4);
    expect(warnings.map((message) => message.slice(0, 31))).toEqual(
      [1, 2, 3, 4].map((step) => `step ${step}: the update was skipped, `.slice(0, 31)),
    );
    expect(stateAt(config, 4)).toMatchObject({ nonFiniteInARow: 0, dropped: { nonfinite: 0, ratio: 4 } });
    expect(saved(config)).toEqual(["2", "3", "4", "latest"]);
  });
});

describe("what a run tells and keeps", () => {
  it("begins and ends its phase, and counts on where it was resumed", async () => {
    const sections = { train: { steps: 3, evalProblems: 0, checkpointEvery: 2 } };
    const config = fakeConfig(temporaryRuns(), sections);
    const abort = new AbortController();
    const cut = await train(config, {
      signal: abort.signal,
      onEvent: (event) => event.type === "stepFinished" && event.metrics.step === 1 && abort.abort(),
    });
    expect(cut).toMatchObject({ interrupted: true, step: 1, stopped: null, summary: null });
    expect(cut.checkpoint).toEqual({ step: 1, path: file(config, "checkpoints", "1") });
    expect(cut.events.at(-1)).toEqual({ type: "checkpointSaved", ...cut.checkpoint });
    const { events, ...rest } = await train(config, { resume: true });
    expect(rest).toMatchObject({ interrupted: false, step: 3, stopped: null, summary: null });
    const phase = "pure";
    expect(events[0]).toEqual({ type: "phaseStarted", phase, total: 3, done: 1, unit: "steps" });
    expect(events.at(-1)).toEqual({ type: "phaseFinished", phase, seconds: expect.any(Number) });
    const finished = events.filter((event) => event.type === "stepFinished");
    expect(finished).toEqual(
      metricsOf(config)
        .slice(1)
        .map((metrics) => ({ type: "stepFinished", phase, steps: 3, metrics })),
    );
    expect(events.flatMap((event) => (event.type === "checkpointSaved" ? [event.step] : []))).toEqual([2, 3]);
  });

  it("saves rollouts every so many steps, or none", async () => {
    for (const [every, names] of [
      [2, ["2.jsonl", "4.jsonl"]],
      [0, []],
    ] as const) {
      const config = fakeConfig(temporaryRuns(), { train: { evalProblems: 0, rolloutsEvery: every } });
      await train(config);
      expect(saved(config, "rollouts")).toEqual(names);
    }
  });

  it("keeps the critic beside the policy, and whatever else belongs there", async () => {
    const saveBeside = async (directory: string) => writeFileSync(join(directory, "beside"), "");
    const config = fakeConfig(temporaryRuns(), { credit: { estimator: "gae" }, train: { steps: 1 } });
    await train(config, { saveBeside });
    const inside = ["beside", "critic", "fake.json", "state.json"];
    expect(saved(config, join("checkpoints", "1"))).toEqual(inside);
    expect(saved(config, join("checkpoints", "1", "critic"))).toEqual(["fake.json"]);
    const without = fakeConfig(temporaryRuns(), { train: { steps: 1 } });
    await train(without, { saveBeside });
    expect(saved(without, join("checkpoints", "1"))).toEqual(inside.filter((name) => name !== "critic"));
    // With the optimizers' state.
    for (const path of ["fake.json", "critic/fake.json"])
      expect(JSON.parse(readFileSync(file(config, "checkpoints", "1", path), "utf8")).state.steps).toBe(1);
  });

  it("evaluates before, when due and at the end, with process rewards at both ends", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 4, evalEvery: 3, checkpointEvery: 0 } });
    const { heldOut } = fakeInputs(config);
    const { events, summary } = await train(config, { heldOut });
    expect(events.flatMap((event) => (event.type === "evaluated" ? [event.step] : []))).toEqual([0, 3, 4]);
    expect(metricsOf(config).map((line) => line.heldOut !== undefined)).toEqual([false, false, true, true]);
    const scored = [0, 3, 4].map((step) =>
      lines<{ steps: { reward: number | null }[] }>(config, "solutions", `${step}.jsonl`)
        .flatMap(({ steps }) => steps)
        .every(({ reward }) => reward !== null),
    );
    expect(scored).toEqual([true, false, true]);
    expect(summary).toMatchObject({ steps: 4, prm: null });
    // What was evaluated is read again, not made again.
    const again = await train(config, { heldOut, resume: true });
    expect(again.events.some(({ type }) => type === "evaluated")).toBe(false);
    expect(again.summary).toEqual(summary);
  });
});

describe("the time that a step took", () => {
  it("is counted in seconds, each part within the whole, and the whole within the run", async () => {
    const config = fakeConfig(temporaryRuns(), {
      credit: { estimator: "gae", klCoefficient: 0.1 },
      train: { steps: 2, evalProblems: 0 },
    });
    const delayMs = 20;
    const slow = (engine: Engine, ...verbs: ("logprobs" | "classify" | "forwardBackward")[]) => {
      const slowed = recording(engine, "slow", []);
      for (const verb of verbs) {
        const inner = slowed[verb].bind(slowed) as (...given: never[]) => Promise<never>;
        slowed[verb] = async (...given: never[]) => {
          await new Promise((resolve) => setTimeout(resolve, delayMs));
          return inner(...given);
        };
      }
      return slowed;
    };
    const plain = fakeInputs(config);
    const began = performance.now();
    const { events } = await train(config, {
      policy: slow(plain.policy, "forwardBackward"),
      reference: slow(plain.reference as Engine, "logprobs"),
      critic: slow(plain.critic!, "classify", "forwardBackward"),
    });
    const run = (performance.now() - began) / 1000;
    // Timers may come a little early.
    const delay = (0.9 * delayMs) / 1000;
    for (const { seconds, tokensPerSecond, responseTokens } of metricsOf(config)) {
      const { sampling, scoring, updating, total } = seconds;
      expect(scoring).toBeGreaterThan(2 * delay);
      expect(updating).toBeGreaterThan(2 * delay);
      expect(sampling).toBeGreaterThan(0);
      expect(sampling + scoring + updating).toBeLessThanOrEqual(total);
      expect(total).toBeLessThan(run);
      expect(tokensPerSecond).toBeCloseTo(responseTokens / total, 6);
    }
    const end = events.at(-1);
    expect(end).toMatchObject({ type: "phaseFinished" });
    if (end?.type === "phaseFinished")
      expect([end.seconds > 8 * delay, end.seconds < run]).toEqual([true, true]);
  });
});

describe("the evaluation before training", () => {
  it("comes before the first step, with the weights as they were, and not where nothing is held out", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 2 } });
    const { heldOut } = fakeInputs(config);
    const { events } = await train(config, { heldOut });
    const order = events.flatMap(({ type }) => (["evaluated", "stepFinished"].includes(type) ? [type] : []));
    expect(order).toEqual(["evaluated", "stepFinished", "evaluated", "stepFinished"]);
    const without = fakeConfig(temporaryRuns(), { train: { steps: 2 } });
    await train(without);
    expect(saved(without, "solutions")).toEqual([]);
  });

  it("judges by the run's own verifier and answer pattern", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { steps: 1 }, reward: { mode: "vr" } });
    const judged = new Map<string, string | undefined>();
    const verifier: AnswerVerifier = {
      verify: async (prediction, _reference, options) => {
        judged.set(prediction, options?.answerPattern);
        return { verdict: true, extracted: "own", reason: "", rules: [], ms: 0 };
      },
      close: async () => {},
    };
    const { heldOut } = fakeInputs(config);
    await train(config, { heldOut, verifier });
    for (const step of [0, 1]) {
      const records = lines<HeldOutRecord>(config, "solutions", `${step}.jsonl`);
      expect(records.map(({ answer, correct }) => [answer, correct])).toEqual(
        records.map(() => ["own", true]),
      );
      expect(records.map(({ response }) => judged.get(response))).toEqual(records.map(() => "A(\\d)"));
    }
  });
});

describe("an interruption", () => {
  it("before the first step leaves no checkpoint; within a step, that of the step before", async () => {
    for (const at of [1, 3]) {
      const config = fakeConfig(temporaryRuns(), {
        train: { steps: 4, evalProblems: 0, checkpointEvery: 0 },
      });
      const abort = new AbortController();
      let samplings = 0;
      const onEvent = (event: TrainEvent) => {
        if (event.type === "sampled" && event.responses === 1 && ++samplings === at) abort.abort();
      };
      const { step, interrupted, checkpoint } = await train(config, { onEvent, signal: abort.signal });
      expect({ step, interrupted }).toEqual({ step: at - 1, interrupted: true });
      expect(checkpoint?.step ?? 0).toBe(at - 1);
      expect(saved(config)).toEqual(at === 1 ? [] : ["2", "latest"]);
    }
  });

  it("is no excuse for another error", async () => {
    const config = fakeConfig(temporaryRuns(), { train: { evalProblems: 0 } });
    const abort = new AbortController();
    const policy = new FakeEngine({ vocabSize });
    policy.forwardBackward = async () => {
      abort.abort();
      throw new Error("broken");
    };
    await expect(train(config, { policy, signal: abort.signal })).rejects.toThrow("broken");
    expect(saved(config)).toEqual([]);
  });

  it("after the values are known gives the step up", async () => {
    const config = fakeConfig(temporaryRuns(), { credit: { estimator: "gae" }, train: { evalProblems: 0 } });
    const abort = new AbortController();
    const critic = new FakeEngine({ vocabSize, labels: 1 });
    const classify = critic.classify.bind(critic);
    critic.classify = async (...given) => {
      abort.abort();
      return classify(...given);
    };
    const { step, interrupted } = await train(config, { critic, signal: abort.signal });
    expect({ step, interrupted }).toEqual({ step: 0, interrupted: true });
    expect(existsSync(file(config, "metrics.jsonl"))).toBe(false);
  });
});
