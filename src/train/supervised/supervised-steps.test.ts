// What a supervised run gives its engine, step by step, compared with what follows from the examples and the
// configuration alone; and what it keeps and tells of each step.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../../tests/fake-engine.ts";
import { temporaryRuns, vocabSize } from "../../../tests/fake-run.ts";
import { lossGroups } from "../../../tests/rows.ts";
import { sftSchema } from "../../config/supervised.ts";
import { parseConfig } from "../../config.ts";
import type { AdamParams, Loss, LossRows, OptimResult } from "../../engine/types.ts";
import type { TrainEvent } from "../events.ts";
import { trainSupervised } from "../on-disk.ts";
import type { SupervisedMetrics } from "../runs/records.ts";
import { epochOrder } from "../schedule.ts";
import type { Example, Stage } from "./supervised.ts";

interface Seen {
  trainable: string;
  rows: { prompt: number[]; tokens: number[]; weights: number[]; targets?: number[] }[];
  loss: Loss;
  /** Null where no step was taken. */
  adam: AdamParams | null;
}

/** Records what it is given. Steps numbered in `refused` are not applied. */
class Recorder extends FakeEngine {
  readonly seen: Seen[] = [];
  readonly saved: { directory: string; optimizer?: boolean }[] = [];
  readonly loaded: string[] = [];
  readonly norms: number[] = [];
  refused: number[] = [];
  trainable = "as it was";
  zeroed = 0;

  constructor() {
    super({ vocabSize, labels: 2, seed: 3 });
  }
  override setTrainable(which: "all" | "head"): void {
    this.trainable = which;
    super.setTrainable(which);
  }
  override forwardBackward(given: LossRows, loss: Loss) {
    const groups = lossGroups(given);
    const rows = groups.flatMap(({ prompt, responses }) =>
      responses.map(({ tokens, weights, targets }) => ({
        ...{ prompt: [...Array.from(prompt)], tokens: [...Array.from(tokens)], weights: [...weights] },
        ...(targets ? { targets: [...targets] } : {}),
      })),
    );
    // Every prompt is given once.
    expect(new Set(groups.map(({ prompt }) => String(prompt))).size).toBe(groups.length);
    this.seen.push({ trainable: this.trainable, rows, loss, adam: null });
    return super.forwardBackward(given, loss);
  }
  override async optimStep(params: AdamParams): Promise<OptimResult> {
    this.seen.at(-1)!.adam = params;
    const result = await super.optimStep(params);
    this.norms.push(result.gradNorm);
    return this.refused.includes(this.seen.length) ? { ...result, applied: false } : result;
  }
  override zeroGrad(): Promise<void> {
    this.zeroed++;
    return super.zeroGrad();
  }
  override save(directory: string, options: { optimizer?: boolean } = {}): Promise<void> {
    this.saved.push({ directory, ...options });
    return super.save(directory, options);
  }
  override load(directory: string): Promise<void> {
    this.loaded.push(directory);
    return super.load(directory);
  }
}

const loss: Loss = { type: "classification" };
const configOf = (directory: string, optimizer = {}, train = {}) =>
  parseConfig(
    sftSchema,
    { model: { source: "m" }, data: { source: "d" }, optimizer, train, run: { directory } },
    "test",
  );

/** Examples of a few prompts; masks, weights and targets of all kinds. */
const examplesOf = (count: number, weighted: boolean): Example[] =>
  Array.from({ length: count }, (_, i) => {
    const tokens = Array.from({ length: 1 + (i % 3) }, (_, t) => (i + t) % vocabSize);
    return {
      prompt: [1 + ((i * i) % 4), 2],
      tokens,
      mask: Uint8Array.from(tokens, (_, t) => Number((i + t) % 3 > 0 || t === tokens.length - 1)),
      targets: Float32Array.from(tokens, (_, t) => ((i + t) % 5) / 4),
      ...(weighted ? { weights: Float32Array.from(tokens, (_, t) => 0.5 + ((i + 2 * t) % 4)) } : {}),
    };
  });

type OnDisk = Parameters<typeof trainSupervised>[0];

/** Inputs of a run at `path`. */
function inputsOf(
  engine: Recorder,
  { path, config, ...more }: Partial<OnDisk> & Pick<OnDisk, "config"> & { path: string },
) {
  return {
    config: { ...config, run: { ...config.run, directory: dirname(path), name: basename(path) } },
    ...{
      phase: "prm" as const,
      engine,
      loss,
      examples: examplesOf(7, false),
      skippedExamples: 0,
      evaluate: null,
    },
    stages: [{ trainable: "all", epochs: 2, learningRate: 0.1 }] satisfies Stage[],
    ...more,
  };
}

const metricsOf = (path: string): SupervisedMetrics[] =>
  readFileSync(join(path, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const stateOf = (path: string, step: number) =>
  JSON.parse(readFileSync(join(path, "checkpoints", String(step), "state.json"), "utf8"));

/** The rows of each step, in no order within it, and its place, from the definition alone. */
function expectedSteps(
  examples: readonly Example[],
  stages: readonly Stage[],
  batchSize: number,
  seed: number,
) {
  const prompts = [...new Set(examples.map(({ prompt }) => String(prompt)))];
  const steps: { stage: Stage; inStage: number; ofStage: number; epoch: number; batch: Example[] }[] = [];
  let epoch = 0;
  for (const stage of stages) {
    let inStage = 0;
    const ofStage = stage.epochs * Math.ceil(examples.length / batchSize);
    for (let e = 0; e < stage.epochs; e++, epoch++) {
      const left = epochOrder(prompts.length, seed, epoch).flatMap((p) =>
        examples.filter(({ prompt }) => String(prompt) === prompts[p]),
      );
      while (left.length > 0)
        steps.push({ stage, inStage: ++inStage, ofStage, epoch, batch: left.splice(0, batchSize) });
    }
  }
  return steps;
}

function rateOf(
  { stage: { learningRate }, inStage, ofStage }: { stage: Stage; inStage: number; ofStage: number },
  warmup: number,
  schedule: string,
): number {
  if (inStage <= warmup) return (learningRate / warmup) * inStage;
  const left = (ofStage - inStage + 1) / Math.max(1, ofStage - warmup);
  if (schedule === "linear") return learningRate * left;
  return schedule === "cosine" ? (learningRate * (1 - Math.cos(Math.PI * left))) / 2 : learningRate;
}

const rowText = (row: object) => JSON.stringify(row);

describe("trainSupervised", () => {
  it("gives the engine every example once an epoch, weighed to a mean, at its stage's learning rate", async () => {
    const setting = fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      batchSize: fc.integer({ min: 1, max: 5 }),
      headEpochs: fc.integer({ min: 0, max: 2 }),
      epochs: fc.integer({ min: 0, max: 3 }),
      weighted: fc.boolean(),
      warmupSteps: fc.integer({ min: 0, max: 4 }),
      schedule: fc.constantFrom("constant" as const, "linear" as const, "cosine" as const),
      seed: fc.integer({ min: 0, max: 3 }),
      evalEvery: fc.integer({ min: 0, max: 4 }),
      checkpointEvery: fc.integer({ min: 0, max: 4 }),
    });
    type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;
    const examine = async (s: Setting) => {
      const directory = temporaryRuns();
      const path = join(directory, "run");
      const optimizer = {
        ...{ warmupSteps: s.warmupSteps, schedule: s.schedule, beta1: 0.8, beta2: 0.95 },
        ...{ epsilon: 1e-6, weightDecay: 0.01, maxGradNorm: 0.5 },
      };
      const { batchSize, seed, evalEvery, checkpointEvery } = s;
      const train = { batchSize, seed, evalEvery, checkpointEvery, keepCheckpoints: 99 };
      const examples = examplesOf(s.count, s.weighted);
      const stages: Stage[] = [
        { trainable: "head", epochs: s.headEpochs, learningRate: 0.3 },
        { trainable: "all", epochs: s.epochs, learningRate: 0.05 },
      ];
      const engine = new Recorder();
      const events: TrainEvent[] = [];
      let evaluations = 0;
      const result = await trainSupervised(
        inputsOf(engine, {
          ...{ path, config: configOf(directory, optimizer, train), examples, stages, skippedExamples: 4 },
          evaluate: async () => ({ loss: ++evaluations }),
          onEvent: (event) => events.push(event),
        }),
      );
      const wanted = expectedSteps(examples, stages, batchSize, seed);
      const total = wanted.length;
      expect(result).toMatchObject({ step: total, interrupted: false });
      expect(engine.trainable).toBe("all");
      expect(engine.seen).toHaveLength(total);
      const metrics = total > 0 ? metricsOf(path) : [];
      expect(metrics).toHaveLength(total);
      const due = (every: number, i: number) => i + 1 === total || (every > 0 && (i + 1) % every === 0);
      let [evaluated, position] = [0, 0];
      wanted.forEach(({ batch, stage, epoch, ...place }, i) => {
        const { rows, adam, ...given } = engine.seen[i];
        expect(given).toEqual({ trainable: stage.trainable, loss });
        const weightOf = ({ mask, weights }: Example, t: number) => (mask[t] === 1 ? (weights?.[t] ?? 1) : 0);
        const all = batch.flatMap((example) => example.tokens.map((_, t) => weightOf(example, t)));
        const sum = all.reduce((a, b) => a + b, 0);
        expect(rows.map(rowText).sort()).toEqual(
          batch
            .map((example) => ({
              ...{ prompt: example.prompt, tokens: example.tokens },
              weights: example.tokens.map((_, t) => Math.fround(weightOf(example, t) / sum)),
              targets: [...example.targets!],
            }))
            .map(rowText)
            .sort(),
        );
        const { warmupSteps, schedule, ...rest } = optimizer;
        const rate = rateOf({ stage, ...place }, warmupSteps, schedule);
        expect(adam).toEqual({ ...rest, learningRate: expect.closeTo(rate, 12) });
        if (due(evalEvery, i)) evaluated++;
        position += batch.length;
        const { seconds, tokensPerSecond, peakMemoryBytes, loss: value, learningRate, ...line } = metrics[i];
        expect(line).toEqual({
          ...{ step: i + 1, stage: stage.trainable, epoch, examples: batch.length, skippedExamples: 4 },
          ...{ lossTokens: batch.flatMap(({ mask }) => [...mask]).filter((m) => m === 1).length },
          ...{ gradNorm: engine.norms[i], update: "applied" },
          ...(due(evalEvery, i) ? { heldOut: { loss: evaluated } } : {}),
        });
        expect(value).toBeGreaterThan(0);
        expect(learningRate).toBeCloseTo(rate, 12);
        // Prompts are computed once for all their examples.
        const prompts = new Set(batch.map(({ prompt }) => String(prompt))).size;
        const computed = 2 * prompts + batch.reduce((n, { tokens }) => n + tokens.length, 0);
        expect(tokensPerSecond * seconds.updating).toBeCloseTo(computed, 6);
        expect(seconds.total).toBeGreaterThanOrEqual(seconds.updating);
        expect(seconds.total).toBeLessThan(5);
        expect(peakMemoryBytes).toBeGreaterThan(2 ** 20);
        const saved = existsSync(join(path, "checkpoints", String(i + 1)));
        expect(saved).toBe(due(checkpointEvery, i));
        if (saved)
          expect(stateOf(path, i + 1)).toMatchObject({
            ...{ step: i + 1, seed, dataPosition: position, nonFiniteInARow: 0 },
            dropped: { nonfinite: 0, ratio: 0 },
          });
      });
      expect(evaluations).toBe(evaluated);
      expect(result.heldOut).toEqual(total > 0 ? { loss: evaluated } : null);
      expect(result.checkpoint?.step ?? 0).toBe(total);
      const told = events.filter(({ type }) => type !== "checkpointSaved");
      expect(told.map(({ type }) => type)).toEqual([
        "phaseStarted",
        ...wanted.map(() => "stepFinished"),
        "phaseFinished",
      ]);
      expect(told[0]).toEqual({ type: "phaseStarted", phase: "prm", total, done: 0, unit: "steps" });
      for (const [i, event] of told.slice(1, -1).entries())
        expect(event).toMatchObject({ phase: "prm", steps: total, metrics: { step: i + 1 } });
      const last = told.at(-1) as { phase: string; seconds: number };
      expect(last.phase).toBe("prm");
      expect(last.seconds).toBeGreaterThanOrEqual(0);
      expect(last.seconds).toBeLessThan(60);
    };
    await fc.assert(fc.asyncProperty(setting, examine), { numRuns: 40 });
  });

  /** The numbers of the examples that the engine is given, in order; each is of one token more than the one before. */
  const orderOf = async (prompts: readonly number[], epochs: number, batchSize: number) => {
    const directory = temporaryRuns();
    const engine = new Recorder();
    const examples = prompts.map((prompt, i): Example => {
      const tokens = Array.from({ length: i + 1 }, () => 1);
      return { prompt: [prompt], tokens, mask: Uint8Array.from(tokens), targets: Float32Array.from(tokens) };
    });
    const config = configOf(directory, {}, { batchSize, seed: 5 });
    const stages: Stage[] = [{ trainable: "all", epochs, learningRate: 0.1 }];
    await trainSupervised(inputsOf(engine, { path: join(directory, "run"), config, examples, stages }));
    return engine.seen.map(({ rows }) => rows.map(({ tokens }) => tokens.length - 1));
  };

  it("shuffles what shares a prompt where it is more than 8, anew each epoch", async () => {
    const prompts = Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : i < 36 ? 2 : 3));
    const steps = await orderOf(prompts, 3, 8);
    const epochs = [0, 5, 10].map((from) => steps.slice(from, from + 5).flat());
    for (const order of epochs) expect(order.toSorted((a, b) => a - b)).toEqual(Array.from(prompts.keys()));
    expect(new Set(epochs.map(String)).size).toBe(3);
    // Which examples meet in a step is not decided by the file, nor by an epoch before.
    const batches = steps.map((step) => String(step.toSorted((a, b) => a - b)));
    expect(new Set(batches).size).toBe(batches.length);
    const alone = await orderOf(Array(16).fill(1), 2, 16);
    expect(alone.map((order) => order.toSorted((a, b) => a - b))).toEqual(
      Array(2).fill(Array.from({ length: 16 }, (_, i) => i)),
    );
    expect(String(alone[0])).not.toBe(String(alone[1]));
  });

  it("keeps up to 8 of one prompt as they are, in an order that earlier runs have", async () => {
    const prompts = [...Array(8).fill(1), 2, 3, 3];
    expect((await orderOf(prompts, 2, 11)).map(String)).toEqual([
      "0,1,2,3,4,5,6,7,9,10,8",
      "0,1,2,3,4,5,6,7,8,9,10",
    ]);
  });

  it("drops what is not finite, keeps no checkpoint of it but the last, and counts", async () => {
    const directory = temporaryRuns();
    const path = join(directory, "run");
    const engine = new Recorder();
    // Steps 2 and 3 have no finite loss, 5 and the last, 8, no finite gradient.
    engine.nextLosses = [1, Number.NaN, Number.POSITIVE_INFINITY];
    engine.refused = [5, 8];
    const events: TrainEvent[] = [];
    const train = { batchSize: 2, checkpointEvery: 1, keepCheckpoints: 99, nonFiniteLimit: 3 };
    await trainSupervised(
      inputsOf(engine, {
        path,
        config: configOf(directory, {}, train),
        onEvent: (event) => events.push(event),
      }),
    );
    expect(engine.seen.map(({ adam }) => adam !== null)).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    // By the loop, where there was no step.
    expect(engine.zeroed).toBe(2);
    const dropped = [2, 3, 5, 8];
    const metrics = metricsOf(path);
    expect(metrics.flatMap(({ step, update }) => (update === "nonfinite" ? [step] : []))).toEqual(dropped);
    expect(metrics.filter(({ gradNorm }) => gradNorm === 0).map(({ step }) => step)).toEqual([2, 3]);
    expect(events.filter(({ type }) => type === "warning")).toEqual(
      dropped.map((step) => ({
        type: "warning",
        message: `step ${step}: loss or gradient is not finite; the update was dropped`,
      })),
    );
    expect(readdirSync(join(path, "checkpoints")).sort()).toEqual(["1", "4", "6", "7", "8", "latest"]);
    expect(stateOf(path, 4)).toMatchObject({
      nonFiniteInARow: 0,
      dropped: { nonfinite: 2 },
      dataPosition: 7,
    });
    expect(stateOf(path, 8)).toMatchObject({
      nonFiniteInARow: 1,
      dropped: { nonfinite: 4 },
      dataPosition: 14,
    });
  });

  it("stops after as many in a row as are allowed, and names the last good checkpoint", async () => {
    const directory = temporaryRuns();
    const engine = new Recorder();
    engine.nextLosses = [1, Number.NaN, 1, Number.NaN, Number.NaN];
    const train = { batchSize: 2, checkpointEvery: 1, nonFiniteLimit: 2 };
    const path = join(directory, "run");
    const stopped = trainSupervised(inputsOf(engine, { path, config: configOf(directory, {}, train) }));
    await expect(stopped).rejects.toThrow(
      `stopped at step 5: loss or gradient was not finite 2 times in a row; the last good checkpoint is ${path}/checkpoints/3`,
    );
    expect(metricsOf(path)).toHaveLength(5);
  });

  it("says how many examples were too long where none is left", async () => {
    const directory = temporaryRuns();
    const config = configOf(directory, {}, { maxTokens: 77 });
    const inputs = inputsOf(new Recorder(), { path: join(directory, "run"), config, examples: [] });
    await expect(trainSupervised({ ...inputs, skippedExamples: 5 })).rejects.toThrow(
      "no examples to train on (5 were longer than train.maxTokens 77 or the context)",
    );
    expect(existsSync(join(directory, "run"))).toBe(false);
  });

  it("goes on in the middle of an epoch and of a stage, with what is left to be seen", async () => {
    const stages: Stage[] = [
      { trainable: "head", epochs: 1, learningRate: 0.3 },
      { trainable: "all", epochs: 2, learningRate: 0.05 },
    ];
    const [directory, optimizer] = [temporaryRuns(), { warmupSteps: 2, schedule: "cosine" }];
    const config = configOf(directory, optimizer, {
      batchSize: 2,
      checkpointEvery: 0,
      keepCheckpoints: 1,
      evalEvery: 3,
    });
    const path = join(directory, "run");
    const beside: string[] = [];
    const common = {
      ...{ config, stages, evaluate: async () => ({ loss: 0.25 }) },
      // Beside the weights: written after them.
      saveBeside: async (place: string) => {
        beside.push(place);
        expect(existsSync(join(place, "fake.json"))).toBe(true);
      },
    };
    const whole = new Recorder();
    await trainSupervised({ ...inputsOf(whole, { ...common, path: join(directory, "whole") }) });
    expect(whole.seen).toHaveLength(12);
    beside.length = 0;

    const abort = new AbortController();
    const first = new Recorder();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 6) abort.abort();
    };
    const cut = await trainSupervised(inputsOf(first, { ...common, path, onEvent, signal: abort.signal }));
    expect(cut).toMatchObject({ step: 6, interrupted: true, heldOut: null, checkpoint: { step: 6 } });
    const partial = join(path, "checkpoints", "6.partial");
    expect(first.saved).toEqual([{ directory: partial, optimizer: true }]);
    expect(beside).toEqual([partial]);
    expect(first.trainable).toBe("all");
    expect(first.loaded).toEqual([]);
    const finished = join(path, "finished.json");
    expect(existsSync(finished)).toBe(false);

    const second = new Recorder();
    const events: TrainEvent[] = [];
    const rest = await trainSupervised(
      inputsOf(second, { ...common, path, resume: true, onEvent: (event) => events.push(event) }),
    );
    expect(second.loaded).toEqual([join(path, "checkpoints", "6")]);
    expect(events[0]).toEqual({ type: "phaseStarted", phase: "prm", total: 12, done: 6, unit: "steps" });
    expect([...first.seen, ...second.seen]).toEqual(whole.seen);
    expect(rest).toMatchObject({
      step: 12,
      interrupted: false,
      heldOut: { loss: 0.25 },
      checkpoint: { step: 12 },
    });
    expect(events.filter(({ type }) => type === "checkpointSaved")).toEqual([
      { type: "checkpointSaved", step: 12, path: join(path, "checkpoints", "12") },
    ]);
    expect(readdirSync(join(path, "checkpoints")).sort()).toEqual(["12", "latest"]);
    expect(JSON.parse(readFileSync(finished, "utf8"))).toEqual({ steps: 12 });

    // What is finished is only read.
    const third = new Recorder();
    const again = await trainSupervised(inputsOf(third, { ...common, path, resume: true }));
    expect(third.seen).toEqual([]);
    expect(third.saved).toEqual([]);
    expect(again).toMatchObject({
      step: 12,
      interrupted: false,
      heldOut: { loss: 0.25 },
      checkpoint: { step: 12 },
    });
  });

  it("saves nothing where it is stopped before its first step, and is whole where it is after the last", async () => {
    const directory = temporaryRuns();
    const config = configOf(directory, {}, { batchSize: 4 });
    const before = new Recorder();
    const nothing = await trainSupervised(
      inputsOf(before, { config, path: join(directory, "before"), signal: AbortSignal.abort() }),
    );
    expect(nothing).toMatchObject({ step: 0, interrupted: true, checkpoint: null, heldOut: null });
    expect(before.saved).toEqual([]);

    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 4) abort.abort();
    };
    const last = new Recorder();
    const { signal } = abort;
    const done = await trainSupervised(
      inputsOf(last, { config, path: join(directory, "after"), onEvent, signal }),
    );
    expect(done).toMatchObject({ step: 4, interrupted: false, checkpoint: { step: 4 }, heldOut: null });
    expect(last.saved).toHaveLength(1);
  });
});
