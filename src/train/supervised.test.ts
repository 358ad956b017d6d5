import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { temporaryRuns, tokenizer, vocabSize } from "../../tests/fake-run.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { parseConfig } from "../config.ts";
import { Random } from "../random.ts";
import type { TrainEvent } from "./events.ts";
import { prmExamples, prmQuality, trainPrm } from "./prm.ts";
import type { SupervisedMetrics } from "./records.ts";
import { sftExamples, trainSft } from "./sft.ts";

const demonstrations = Array.from({ length: 30 }, (_, i) => ({
  prompt: `${i % 10}+1=`,
  completion: `${i % 10}+1=${(i + 1) % 10};A${(i + 1) % 10}`,
}));
const template = { template: null, system: null };
const sftConfig = (directory: string, train = {}) =>
  parseConfig(
    sftSchema,
    {
      model: { source: "fake" },
      data: { source: "fake" },
      optimizer: { learningRate: 0.2 },
      train: { epochs: 3, batchSize: 8, checkpointEvery: 5, ...train },
      run: { directory },
    },
    "test",
  );
const metricsOf = (directory: string, name: string) =>
  readFileSync(join(directory, name, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const { seconds, tokensPerSecond, peakMemoryBytes, ...rest } = JSON.parse(line) as SupervisedMetrics;
      return rest;
    });

describe("trainSft", () => {
  const { examples, skippedExamples } = sftExamples(demonstrations, tokenizer, 64, template);

  it("makes examples that end with the end token and leaves out those too long", () => {
    expect(skippedExamples).toBe(0);
    expect(tokenizer.decode(examples[3].prompt)).toBe("3+1=");
    expect(tokenizer.decode(examples[3].tokens)).toBe("3+1=4;A4");
    expect(tokenizer.eosIds).toContain(examples[3].tokens.at(-1));
    expect(sftExamples(demonstrations, tokenizer, 5, template).skippedExamples).toBe(30);
  });

  it("learns, and counts epochs and steps", async () => {
    const directory = temporaryRuns();
    const engine = new FakeEngine({ vocabSize });
    const inputs = { config: sftConfig(directory), engine, examples: examples.slice(8), skippedExamples: 1 };
    const result = await trainSft({ ...inputs, heldOut: examples.slice(0, 8) });
    const metrics = metricsOf(directory, "sft");
    expect(metrics.map((line) => line.epoch)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(metrics.map((line) => line.examples)).toEqual([8, 8, 6, 8, 8, 6, 8, 8, 6]);
    expect(metrics[8].loss).toBeLessThan(0.5 * metrics[0].loss);
    expect(result.heldOut!.loss).toBeLessThan(metrics[0].loss);
    expect(metrics[0]).toMatchObject({ stage: "all", update: "applied", skippedExamples: 1 });
  });

  it("resumes exactly", async () => {
    const [whole, cut] = [temporaryRuns(), temporaryRuns()];
    const inputs = { examples, skippedExamples: 0, heldOut: [] };
    await trainSft({ ...inputs, config: sftConfig(whole), engine: new FakeEngine({ vocabSize }) });
    const abort = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 7) abort.abort();
    };
    const config = sftConfig(cut);
    const { signal } = abort;
    const first = await trainSft({
      ...inputs,
      ...{ config, onEvent, signal, engine: new FakeEngine({ vocabSize }) },
    });
    expect(first).toMatchObject({ interrupted: true, step: 7 });
    await trainSft({ ...inputs, config, engine: new FakeEngine({ vocabSize, seed: 9 }), resume: true });
    expect(metricsOf(cut, "sft")).toEqual(metricsOf(whole, "sft"));
    const weights = (directory: string) =>
      readFileSync(join(directory, "sft", "checkpoints", "12", "fake.json"), "utf8");
    expect(weights(cut)).toBe(weights(whole));
  });

  it("stops after three non-finite losses in a row, and refuses to train on nothing", async () => {
    const engine = new FakeEngine({ vocabSize });
    engine.nextLosses = [Number.NaN, Number.NaN, Number.NaN];
    const config = sftConfig(temporaryRuns());
    await expect(trainSft({ config, engine, examples, skippedExamples: 0, heldOut: [] })).rejects.toThrow(
      /stopped at step 3.*no checkpoint/,
    );
    await expect(
      trainSft({ config: sftConfig(temporaryRuns()), engine, examples: [], skippedExamples: 4, heldOut: [] }),
    ).rejects.toThrow(/no examples to train on \(4 were longer/);
  });
});

describe("trainPrm", () => {
  // A step is good when it ends with an even digit: what the fake head, which sees two tokens, can learn.
  const random = new Random(1);
  const labelled = Array.from({ length: 60 }, () => {
    const digits = Array.from({ length: 4 }, () => random.int(10));
    return {
      prompt: "1+1=",
      completions: digits.map((digit) => `ok${digit}`),
      labels: digits.map((digit) => Number(digit % 2 === 0)),
    };
  });
  const data = {
    ...{ split: "train", limit: null, heldOut: null, heldOutSplit: "test" },
    ...{ ...template, stepSeparator: ";", stepToken: ";" },
  };
  const { examples } = prmExamples(labelled, tokenizer, 64, data);

  it("puts each label at its step's token", () => {
    const { tokens, mask, targets } = examples[0];
    expect(tokenizer.decode(tokens)).toBe(labelled[0].completions.map((step) => `${step};`).join(""));
    expect([...mask].flatMap((counts, i) => (counts ? [tokenizer.tokenText(tokens[i])] : []))).toEqual([
      ";",
      ";",
      ";",
      ";",
    ]);
    expect([...targets!].filter((_, i) => mask[i])).toEqual(labelled[0].labels);
  });

  it("trains the head alone, then all weights", async () => {
    const directory = temporaryRuns();
    const config = parseConfig(
      prmSchema,
      {
        model: { source: "fake" },
        data: { source: "fake", stepSeparator: ";", stepToken: ";" },
        head: { epochs: 1, learningRate: 0.1 },
        all: { epochs: 4, learningRate: 0.3 },
        train: { batchSize: 10 },
        run: { directory },
      },
      "test",
    );
    const engine = new FakeEngine({ vocabSize, labels: 2 });
    const body = [...engine.weights.slice(0, -2)];
    let bodyAfterHead: number[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 5) {
        bodyAfterHead = [...engine.weights.slice(0, -2)];
      }
    };
    const heldOut = examples.slice(50);
    const result = await trainPrm({
      ...{ config, engine, examples: examples.slice(0, 50), heldOut, skippedExamples: 0, onEvent },
    });
    const stages = metricsOf(directory, "prm").map((line) => line.stage);
    expect(stages).toEqual([...Array(5).fill("head"), ...Array(20).fill("all")]);
    expect(bodyAfterHead).toEqual(body);
    expect([...engine.weights.slice(0, -2)]).not.toEqual(body);
    expect(result.heldOut).toEqual(await prmQuality(engine, heldOut));
    expect(result.heldOut!.auc).toBe(1);
    expect(result.heldOut!.accuracy).toBe(1);
  });
});
