// The two stages of PRM training, and what is resumed across them, on the embedded engine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { engineOf, expectSameGradients, gradientOf, smallModel } from "../../../tests/engine-check.ts";
import { temporaryRuns, tokenizer, vocabSize } from "../../../tests/fake-run.ts";
import type { Group } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import { prmSchema } from "../../config/supervised.ts";
import { parseConfig } from "../../config.ts";
import type { EmbeddedEngine } from "../../engine/embedded/engine.ts";
import type { TrainEvent } from "../events.ts";
import { trainPrm } from "./prm.ts";
import { prmExamples } from "./prm-examples.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});
/** The same model each time. */
async function open(): Promise<EmbeddedEngine> {
  const engine = await engineOf(
    await smallModel({ vocabSize, layers: 1, head: { type: "classification", labels: 2 } }),
  );
  engines.push(engine);
  return engine;
}

const random = new Random(1);
const labelled = Array.from({ length: 12 }, () => {
  const labels = Array.from({ length: 3 }, () => [0, 1, 0.25, null][random.int(4)]);
  return { prompt: "1+1=", completions: ["1+1=2", "ok", `A${random.int(10)}`], labels: [...labels, 1] };
}).map(({ completions, ...rest }) => ({ ...rest, completions: [...completions, "ok"] }));
const data = { template: null, system: null, stepSeparator: ";", stepToken: ";" };
const { examples } = prmExamples(labelled, tokenizer, 64, data);
const configIn = (directory: string) =>
  parseConfig(
    prmSchema,
    {
      ...{ model: { source: "fake" }, data: { source: "fake", stepSeparator: ";", stepToken: ";" } },
      ...{ head: { epochs: 2, learningRate: 0.01 }, all: { epochs: 2, learningRate: 0.01 } },
      optimizer: { warmupSteps: 1, schedule: "cosine" },
      train: { batchSize: 4, checkpointEvery: 0, keepCheckpoints: 9 },
      run: { directory },
    },
    "test",
  );
const bytes = (checkpoint: string) =>
  ["model.safetensors", "optimizer.safetensors"].map((name) => readFileSync(join(checkpoint, name)));

describe("two stages", () => {
  const inputs = { examples, heldOut: [], skippedExamples: 0 };
  const perEpoch = 3;

  it("change the head alone, then every weight", async () => {
    const engine = await open();
    const { parameters } = engine.model;
    const snapshot = () => Float32Array.from(parameters.data);
    const moved = (before: Float32Array) =>
      parameters.specs
        .filter(({ name, offset }) => parameters.view(name).some((value, i) => value !== before[offset + i]))
        .map(({ name }) => name);
    const began = snapshot();
    let afterHead = began;
    const onEvent = (event: TrainEvent) => {
      if (event.type === "stepFinished" && event.metrics.step === 2 * perEpoch) afterHead = snapshot();
    };
    await trainPrm({ ...inputs, config: configIn(temporaryRuns()), engine, onEvent });
    const names = parameters.specs.map(({ name }) => name);
    afterHead.forEach((value, i) => {
      const { name } = parameters.specs.findLast(({ offset }) => offset <= i)!;
      if (!name.startsWith("score.")) expect(value, name).toBe(began[i]);
    });
    expect(afterHead).not.toEqual(began);
    expect(moved(afterHead)).toEqual(names);
  });

  it("resume as the same run, bit for bit, in either stage and on the step between them", async () => {
    const whole = await trainPrm({ ...inputs, config: configIn(temporaryRuns()), engine: await open() });
    for (const step of [2, 2 * perEpoch, 2 * perEpoch + 1]) {
      const config = configIn(temporaryRuns());
      const abort = new AbortController();
      const onEvent = (event: TrainEvent) => {
        if (event.type === "stepFinished" && event.metrics.step === step) abort.abort();
      };
      const { signal } = abort;
      const cut = await trainPrm({ ...inputs, config, engine: await open(), onEvent, signal });
      expect(cut).toMatchObject({ interrupted: true, step });
      const rates: number[] = [];
      const onStep = (event: TrainEvent) => {
        if (event.type === "stepFinished") rates.push(event.metrics.learningRate);
      };
      const resumed = await trainPrm({
        ...inputs,
        ...{ config, engine: await open(), resume: true, onEvent: onStep },
      });
      expect(rates).toHaveLength(4 * perEpoch - step);
      const [a, b] = [bytes(resumed.checkpoint!.path), bytes(whole.checkpoint!.path)];
      expect(
        a.map((file, i) => file.equals(b[i])),
        `cut after step ${step}`,
      ).toEqual([true, true]);
    }
  });
});

describe("a soft label", () => {
  it("has the gradient of a good and a bad step that share its weight", async () => {
    const engine = await open();
    const [{ prompt, tokens, mask }] = examples;
    const response = (weight: number, target: number) => ({
      tokens,
      weights: Float32Array.from(mask, (counts) => counts * weight),
      targets: Float32Array.from(mask, () => target),
    });
    const groups = (...responses: ReturnType<typeof response>[]): Group[] => [{ prompt, responses }];
    const loss = { type: "classification" } as const;
    const soft = await gradientOf(engine, groups(response(1, 0.3)), loss);
    const mix = await gradientOf(engine, groups(response(0.3, 1), response(0.7, 0)), loss);
    expectSameGradients(soft, mix, 1e-5);
  });
});
