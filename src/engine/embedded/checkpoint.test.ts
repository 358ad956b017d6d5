// What an engine saves and loads: the same bits, so that a run that is resumed is the same run.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineOf, expectSameNumbers, fixtures, tokens } from "../../../tests/engine-check.ts";
import { type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { UserError } from "../../common/errors.ts";
import { Random } from "../../common/random.ts";
import { loadModel } from "../../model/load.ts";
import { writeSafetensors } from "../../model/safetensors.ts";
import type { AdamParams, Loss } from "../types.ts";
import type { EmbeddedEngine } from "./engine.ts";

const adam: AdamParams = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  maxGradNorm: 1,
};
const lora = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "down_proj"] };

let root: string;
let count = 0;
const directory = () => join(root, String(count++));
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-engine-"));
});
const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
  await rm(root, { recursive: true, force: true });
});

async function open(...args: Parameters<typeof engineOf>): Promise<EmbeddedEngine> {
  const engine = await engineOf(...args);
  engines.push(engine);
  return engine;
}

/** Saved into a directory that is there, as a checkpoint of a run is. */
async function save(engine: EmbeddedEngine, options?: { optimizer?: boolean }): Promise<string> {
  const path = directory();
  await mkdir(path);
  await engine.save(path, options);
  return path;
}

function makeGroups(seed: number): Group[] {
  const random = new Random(seed);
  return [4, 1].map((length) => ({
    prompt: tokens(random, length, 320),
    responses: [5, 2].map((n) => ({
      tokens: tokens(random, n, 320),
      weights: new Float32Array(n).fill(0.1),
      targets: Float32Array.from({ length: n }, () => random.next()),
    })),
  }));
}

const lossOf = (engine: EmbeddedEngine): Loss => ({
  type: engine.model.config.head.type === "lm" ? "crossEntropy" : "classification",
});

/** Steps on batches by number; returns what is seen of each. */
async function train(engine: EmbeddedEngine, from: number, to: number): Promise<number[][]> {
  const seen: number[][] = [];
  for (let step = from; step < to; step++) {
    const { loss } = await passOf(engine, makeGroups(step), lossOf(engine));
    const { gradNorm } = await engine.optimStep(adam);
    seen.push([loss, gradNorm]);
  }
  return seen;
}

const bare = makeGroups(99).map(({ prompt, responses }) => ({
  prompt,
  responses: responses.map((r) => r.tokens),
}));

const scores = (engine: EmbeddedEngine): Promise<Float32Array[][]> =>
  engine.model.config.head.type === "lm" ? logprobsOf(engine, bare) : logitsOf(engine, bare);

describe("a run that is resumed is the same run, bit for bit", () => {
  test.each([
    { title: "all weights", name: "qwen3", options: {}, trained: ["all"] as const },
    { title: "adapters", name: "llama", options: { lora }, trained: ["all"] as const },
    {
      title: "the head, then all weights",
      name: "qwen2-classification",
      options: {},
      trained: ["head", "all"] as const,
    },
    {
      title: "adapters with a classification head",
      name: "qwen2-classification",
      options: { lora },
      trained: ["head", "all"] as const,
    },
  ])("$title", async ({ name, options, trained }) => {
    const whole = await open(name, options);
    if (trained[0] === "head") whole.setTrainable("head");
    await train(whole, 0, 3);
    whole.setTrainable("all");
    await train(whole, 3, 5);
    const checkpoint = await save(whole, { optimizer: true });

    // As a new process would: the model it began with, then the checkpoint. Another seed: adapters come from there.
    const resumed = await open(name, { ...options, seed: 5 });
    await resumed.load(checkpoint);
    resumed.setTrainable("all");
    expect(resumed.model.parameters.data).toEqual(whole.model.parameters.data);
    expect(await scores(resumed)).toEqual(await scores(whole));

    expect(await train(resumed, 5, 8)).toEqual(await train(whole, 5, 8));
    expect(await scores(resumed)).toEqual(await scores(whole));
    const [a, b] = [await save(whole, { optimizer: true }), await save(resumed, { optimizer: true })];
    expect((await readdir(a)).sort()).toEqual((await readdir(b)).sort());
    expect((await loadModel(a)).parameters.data).toEqual((await loadModel(b)).parameters.data);
  });

  test("loading over a model that has gone on takes it back", async () => {
    const engine = await open("qwen2");
    await train(engine, 0, 2);
    const checkpoint = await save(engine, { optimizer: true });
    const first = await train(engine, 2, 4);
    await engine.load(checkpoint);
    expect(await train(engine, 2, 4)).toEqual(first);
  });
});

test("a checkpoint without the optimizer's state leaves none of an earlier run's", async () => {
  const engine = await open("qwen2");
  const start = await save(engine);
  const first = await train(engine, 0, 3);
  await engine.load(start);
  expect(await train(engine, 0, 3)).toEqual(first);
});

describe("a saved directory is a model", () => {
  test.each([
    "llama",
    "llama-linear",
    "llama-bf16-sharded",
    "qwen2",
    "qwen3",
    "qwen3-yarn",
    "qwen2-classification",
  ])("%s", async (name) => {
    const engine = await open(name);
    await train(engine, 0, 2);
    const again = await open(await loadModel(await save(engine)));
    expect(again.model.config).toEqual(engine.model.config);
    expect(await scores(again)).toEqual(await scores(engine));
    const text = "7 + 8 = 15.\n\n";
    expect(again.model.tokenizer.encode(text)).toEqual(engine.model.tokenizer.encode(text));
  });

  test.each(["llama", "qwen2", "qwen2-classification"])("%s with adapters merged in", async (name) => {
    const engine = await open(name, { lora });
    const before = await scores(engine);
    await train(engine, 0, 10);
    const after = await scores(engine);
    expect(Math.abs(after[0][0][0] - before[0][0][0])).toBeGreaterThan(1e-3);
    const merged = await open(await loadModel(await save(engine)));
    expectSameNumbers(await scores(merged), after, 1e-4);
    // Saving merges into a copy: the engine goes on as it was.
    expect(await scores(engine)).toEqual(after);
  });

  test("without the optimizer's state unless asked", async () => {
    const engine = await open("qwen2");
    await train(engine, 0, 1);
    const names = async (path: string) => (await readdir(path)).filter((name) => /optimizer/.test(name));
    expect(await names(await save(engine))).toEqual([]);
    expect(await names(await save(engine, { optimizer: true }))).not.toEqual([]);
  });
});

describe("weights in shards", () => {
  test("of a checkpoint as transformers writes them", async () => {
    const name = "llama-bf16-sharded";
    const engine = await open(name);
    const before = Float32Array.from(engine.model.parameters.data);
    await train(engine, 0, 1);
    expect(engine.model.parameters.data).not.toEqual(before);
    await engine.load(fixtures + name);
    expect(engine.model.parameters.data).toEqual(before);
  });

  test("of a checkpoint as a large model's is saved", async () => {
    const engine = await open("qwen3");
    await train(engine, 0, 2);
    const checkpoint = await save(engine, { optimizer: true });
    const { parameters } = engine.model;
    await rm(join(checkpoint, "model.safetensors"));
    const tensors = parameters.specs.map(({ name, shape }) => ({ name, shape, data: parameters.view(name) }));
    await writeSafetensors(checkpoint, tensors, { maxShardBytes: 40_000 });
    expect((await readdir(checkpoint)).filter((name) => name.endsWith("-of-00004.safetensors")).length).toBe(
      4,
    );
    const resumed = await open("qwen3");
    await resumed.load(checkpoint);
    expect(await train(resumed, 2, 4)).toEqual(await train(engine, 2, 4));
  });
});

describe("a directory that cannot be loaded is said to be so", () => {
  const refused = async (load: Promise<void>, message: RegExp) => {
    const error = await load.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(message);
  };

  test("nothing there", async () => {
    await refused((await open("qwen2")).load(join(root, "nowhere")), /nowhere/);
  });

  test("another model", async () => {
    await refused((await open("qwen2")).load(`${fixtures}qwen3`), /unexpected tensor .*_norm/);
  });

  test("adapters wanted, none there", async () => {
    const checkpoint = await save(await open("qwen2"), { optimizer: true });
    await refused((await open("qwen2", { lora })).load(checkpoint), /adapters/);
  });

  test("adapters there, none wanted", async () => {
    const engine = await open("qwen2", { lora });
    await train(engine, 0, 1);
    const checkpoint = await save(engine, { optimizer: true });
    await refused((await open("qwen2")).load(checkpoint), /lora_A/);
  });

  test("adapters of another rank", async () => {
    const engine = await open("qwen2", { lora });
    await train(engine, 0, 1);
    const checkpoint = await save(engine, { optimizer: true });
    await refused((await open("qwen2", { lora: { ...lora, rank: 2 } })).load(checkpoint), /lora_A/);
  });
});
