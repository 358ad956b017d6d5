import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRun } from "../../../tests/event-file.ts";
import { FakeEngine } from "../../../tests/fake-engine.ts";
import { fakeConfig, fakeInputs, temporaryRuns, tokenizer, vocabSize } from "../../../tests/fake-run.ts";
import type { PureConfig, PureConfigInput } from "../../config/schema.ts";
import { sftSchema } from "../../config/supervised.ts";
import { parseConfig, resolveConfig } from "../../config.ts";
import type { TrainEvent } from "../events.ts";
import { scalarsOf } from "./logging.ts";
import { trainPure } from "../on-disk.ts";
import type { StepMetrics } from "./records.ts";
import type { PureInputs } from "../run.ts";
import { trainSft } from "../supervised/sft.ts";
import { sftExamples } from "../supervised/sft-examples.ts";

const log = ["tensorboard"];
const configOf = (train: PureConfigInput["train"] = {}, run: PureConfigInput["run"] = { log }) =>
  fakeConfig(temporaryRuns(), { train: { evalEvery: 2, evalProblems: 4, ...train }, run });
/** A policy that learns to stop at once, so that alarms set in. */
const hacked = (onAlarm: "continue" | "rollback") =>
  fakeConfig(temporaryRuns(), {
    sampling: { promptsPerStep: 8, samplesPerPrompt: 4 },
    reward: { mode: "vr", custom: ({ response }) => -response.length },
    optimizer: { learningRate: 0.2 },
    train: { steps: 24, checkpointEvery: 2, evalProblems: 4, onAlarm },
    run: { log },
  });

async function train(config: PureConfig, more: Partial<PureInputs> = {}) {
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => {
    events.push(event);
    more.onEvent?.(event);
  };
  return { events, ...(await trainPure(fakeInputs(config, { ...more, onEvent }))) };
}

const folder = (config: PureConfig) => join(config.run.directory, "test", "tensorboard");
const metricsOf = (config: PureConfig) =>
  readFileSync(join(config.run.directory, "test", "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as StepMetrics);
const scalarEvents = (config: PureConfig) =>
  readRun(folder(config)).filter(({ scalars }) => Object.keys(scalars).length > 0);

/** That the files hold each step of metrics.jsonl once, and what it says, and before them the evaluation of step 0. */
function expectSteps(config: PureConfig, first = 0) {
  const events = scalarEvents(config);
  const metrics = metricsOf(config);
  expect(events.map(({ step }) => step)).toEqual([
    ...(first === 0 ? [0] : []),
    ...metrics.map(({ step }) => step),
  ]);
  for (const { step, scalars } of events.slice(first === 0 ? 1 : 0)) {
    const line = metrics[step - 1];
    expect(scalars["train/loss"]).toBe(Math.fround(line.loss));
    expect(scalars["train/correctShare"]).toBe(Math.fround(line.correctShare!));
    expect(scalars["signals/thinkingShare"]).toBe(Math.fround(line.signals!.thinkingShare));
    expect(scalars["seconds/total"]).toBe(Math.fround(line.seconds.total));
    expect(scalars["heldOut/accuracy"]).toBe(line.heldOut && Math.fround(line.heldOut.accuracy));
  }
}

describe("run.log tensorboard", () => {
  it("holds every step with its numbers, the evaluation before training, and the configuration once", async () => {
    const config = configOf();
    await train(config);
    expectSteps(config);
    const events = readRun(folder(config));
    const texts = events.filter(({ texts }) => "config" in texts);
    expect(texts.map(({ step }) => step)).toEqual([0]);
    const written = JSON.parse(texts[0].texts.config.replace(/^```json|```$/g, ""));
    expect(written).toEqual(JSON.parse(JSON.stringify(config)));
    expect(Object.keys(scalarEvents(config)[0].scalars)).toContain("heldOut/accuracy");
    expect(events.flatMap(({ scalars }) => Object.keys(scalars))).not.toContain("train/step");
  });

  it("is written in the same way by supervised training, and not where it is not asked for", async () => {
    const directory = temporaryRuns();
    const config = parseConfig(
      sftSchema,
      {
        model: { source: "fake" },
        data: { source: "fake" },
        train: { epochs: 1, batchSize: 8 },
        run: { directory, name: "test", log },
      },
      "test",
    );
    const demonstrations = Array.from({ length: 24 }, (_, i) => ({
      prompt: `${i % 10}+1=`,
      completion: "A1",
    }));
    const none = { template: null, system: null };
    const { examples } = sftExamples(demonstrations, tokenizer, 64, none);
    const engine = new FakeEngine({ vocabSize });
    await trainSft({ config, engine, examples, heldOut: examples.slice(0, 4), skippedExamples: 0 });
    const events = readRun(join(directory, "test", "tensorboard"));
    expect(events.filter((e) => "train/loss" in e.scalars).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(events.at(-1)!.scalars["heldOut/loss"]).toBeGreaterThan(0);
    const plain = configOf({}, {});
    await train(plain);
    expect(readdirSync(join(plain.run.directory, "test"))).not.toContain("tensorboard");
  });

  it("has each step once however the run was interrupted, and resumed", async () => {
    for (const at of [1, 3]) {
      const config = configOf();
      const abort = new AbortController();
      const onEvent = (event: TrainEvent) => {
        if (event.type === "stepFinished" && event.metrics.step === at) abort.abort();
      };
      const { step } = await train(config, { onEvent, signal: abort.signal });
      const before = readRun(folder(config));
      expect(before.at(-1)!.step).toBe(step);
      await train(config, { resume: true });
      expectSteps(config);
      expect(readRun(folder(config)).slice(0, before.length)).toEqual(before);
    }
    // A kill at step 3 leaves the checkpoint of step 2; step 3 is done again.
    const killed = configOf();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 3) throw new Error("killed");
    };
    await expect(train(killed, { onEvent })).rejects.toThrow("killed");
    expect(scalarEvents(killed).at(-1)!.step).toBe(3);
    await train(killed, { resume: true });
    expectSteps(killed);
    expect(readRun(folder(killed)).filter(({ texts }) => "config" in texts)).toHaveLength(1);
  });

  it("has the steps from before it was asked for, and those that a kill kept out", async () => {
    const config = configOf({ steps: 2 }, {});
    await train(config);
    const longer = resolveConfig({
      ...config,
      train: { ...config.train, steps: 4 },
      run: { ...config.run, log },
    });
    await train(longer, { resume: true });
    expectSteps(longer, 1);
    const [name] = readdirSync(folder(longer));
    rmSync(join(folder(longer), name));
    const longest = resolveConfig({ ...longer, train: { ...longer.train, steps: 6 } });
    await train(longest, { resume: true });
    expectSteps(longest, 1);
  });

  it("has alarms as texts, and goes back with the run", async () => {
    const config = hacked("continue");
    const { events } = await train(config);
    const alarms = events.flatMap((event) => (event.type === "alarm" ? [event.alarm] : []));
    expect(alarms.length).toBeGreaterThan(0);
    const told = readRun(folder(config)).flatMap(({ step, texts }) =>
      texts.alarms ? [[step, texts.alarms]] : [],
    );
    expect(told).toEqual(
      alarms.map(({ step, kind, message, help }) => [step, `**${kind}**: ${message}\n\n${help}`]),
    );
    const back = hacked("rollback");
    const result = await train(back);
    expect(result.events.some(({ type }) => type === "rolledBack")).toBe(true);
    expectSteps(back);
  });

  it("that fails is one warning, and the run goes on", async () => {
    for (const from of [0, 2]) {
      const config = configOf();
      // A file in the place of the folder, from the start on or in the middle.
      const block = () => {
        rmSync(folder(config), { recursive: true, force: true });
        writeFileSync(folder(config), "");
      };
      if (from === 0) {
        mkdirSync(dirname(folder(config)), { recursive: true });
        block();
      }
      const onEvent = (event: TrainEvent) => {
        if (event.type === "stepFinished" && event.metrics.step === from) block();
      };
      const { events, step } = await train(config, { onEvent });
      expect(step).toBe(4);
      const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
      expect(warnings).toEqual([
        expect.stringMatching(/^run\.log tensorboard: .*; the run goes on without it$/),
      ]);
      expect(metricsOf(config)).toHaveLength(4);
    }
  });
});

describe("scalarsOf", () => {
  it("names a step's numbers by their section, and leaves out what is none", () => {
    const metrics = {
      step: 3,
      loss: 0,
      kl: null,
      update: "applied",
      entropy: Number.NaN,
      seconds: { total: 2 },
    };
    const heldOut = { accuracy: 0.5, interval: [0.4, 0.6] };
    expect(scalarsOf({ ...metrics, heldOut, trust: null, signals: { prmExcess: null } })).toEqual({
      "train/loss": 0,
      "seconds/total": 2,
      "heldOut/accuracy": 0.5,
    });
  });
});
