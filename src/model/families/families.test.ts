// The table of docs/models.md, a test a cell: every family loads, has the log-probabilities and gradients of
// transformers, samples what it scores, trains adapters, and is saved as it was read.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  engineOf,
  expectSameGradients,
  expectSameNumbers,
  heldGradient,
  type Reference,
  tokens,
} from "../../../tests/engine-check.ts";
import { FAMILY_ROWS as ROWS } from "../../../tests/families.ts";
import { logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { onGpu } from "../../../tests/test-device.ts";
import { Random } from "../../common/random.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../../engine/embedded/engine.ts";
import { initialize } from "../initialize.ts";
import { loadModel, loadModelConfig } from "../load.ts";
import { Parameters } from "../parameters.ts";
import { readParameters, SafetensorsFile } from "../safetensors.ts";
import { FAMILIES } from "./all.ts";

const fixtures = new URL("../../../tests/fixtures/", import.meta.url).pathname;

const lora = {
  rank: 2,
  alpha: 4,
  targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
};
const adam = { learningRate: 0.02, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };

let root: string;
const engines: EmbeddedEngine[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-families-"));
});
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
  await rm(root, { recursive: true, force: true });
});

test("experts get no adapters, and a model of nothing else is refused them", async () => {
  const model = await loadModel(`${fixtures}families/qwen3-moe-plain`);
  const targets = ["gate_proj", "up_proj", "down_proj"];
  const adapted = (lora: { rank: number; alpha: number; targets: string[] }) =>
    createEmbeddedEngine({ model, threads: 1, lora });
  expect(() => adapted({ rank: 2, alpha: 4, targets })).toThrow(
    /model.lora.targets: gate_proj, up_proj, down_proj: this model has none that could be adapted; its experts/,
  );
  engines.push(adapted({ rank: 2, alpha: 4, targets: [...targets, "o_proj"] }));
});

test("every family has a row, and docs/models.md has these", async () => {
  expect(new Set(ROWS.map(({ family }) => family))).toEqual(new Set(Object.keys(FAMILIES)));
  const page = await readFile(new URL("../../../docs/models.md", import.meta.url), "utf8");
  // A tick a column; what llama.cpp would compute otherwise is not written for it (export/gguf.test.ts).
  const table = [...page.matchAll(/^\| ([^|]+) \|(?: ✓ \|){8} (✓|refused) \| ✓ \|$/gm)];
  expect(table.map(([, title, asGguf]) => [title, asGguf])).toEqual(
    ROWS.map(({ title, gguf }) => [title, gguf === null ? "refused" : "✓"]),
  );
});

test("random weights of any family have norms that multiply by one", async () => {
  for (const { fixture } of ROWS) {
    const config = await loadModelConfig(fixtures + fixture);
    const parameters = initialize(config, 1);
    for (const { name } of parameters.specs)
      if (name.includes("norm"))
        expect(new Set(parameters.view(name))).toEqual(new Set([config.normOffset ? 0 : 1]));
  }
});

/** On a graphics processor what it knows of: a row a family, and samples where decoding has operations of its own. */
const rows = onGpu ? ROWS.filter((row) => ROWS.find(({ family }) => family === row.family) === row) : ROWS;
const DECODING = ["Gemma 2", "Phi-4-mini", "Qwen3 MoE"];

describe.each(rows)("$title", ({ title, family, fixture, context: maxContext, part }) => {
  const path = fixtures + fixture;
  const open = async (options: { lora?: typeof lora; memoryLimit?: number } = {}, directory = path) => {
    const engine = await engineOf(await loadModel(directory), { maxContext, ...options });
    engines.push(engine);
    return engine;
  };
  const reference = async () => JSON.parse(await readFile(join(path, "reference.json"), "utf8")) as Reference;
  /** Sequences with so many tokens as prompt, with equal weights. */
  const groupsOf = (sequences: readonly number[][], prompt: number, weight = 1) =>
    sequences.map((all) => ({
      prompt: all.slice(0, prompt),
      responses: [{ tokens: all.slice(prompt), weights: new Float32Array(all.length - prompt).fill(weight) }],
    }));
  const bare = (sequences: readonly number[][], prompt: number) =>
    sequences.map((all) => ({ prompt: all.slice(0, prompt), responses: [all.slice(prompt)] }));

  test.skipIf(onGpu)("loads", async () => {
    const { config, parameters } = await loadModel(path);
    expect(config.family).toBe(family);
    expect(parameters.data.every(Number.isFinite)).toBe(true);
  });

  test("log-probabilities", async () => {
    const engine = await open();
    const { sequences, logprobs } = await reference();
    for (const prompt of [1, 4]) {
      const wanted = logprobs.map((row) => [row.slice(prompt - 1)]);
      expectSameNumbers(await logprobsOf(engine, bare(sequences, prompt)), wanted, 1e-4);
    }
  });

  test("gradients", async () => {
    const engine = await open();
    const { sequences, logprobs, loss } = await reference();
    const wanted = new Parameters(engine.model.config);
    const file = await SafetensorsFile.open(join(path, "gradients.safetensors"));
    await readParameters([file], wanted);
    await file.close();
    const count = logprobs.flat().length;
    for (const memoryLimit of [undefined, 20 * wanted.count]) {
      const other = memoryLimit ? await open({ memoryLimit }) : engine;
      const result = await passOf(other, groupsOf(sequences, 1, 1 / count), { type: "crossEntropy" });
      expect(result.loss).toBeCloseTo(loss, 4);
      const gradients = new Map(wanted.specs.map(({ name }) => [name, wanted.view(name)]));
      expectSameGradients(await heldGradient(other), gradients, 1e-3);
    }
  });

  test.skipIf(onGpu && !DECODING.includes(title))("samples", async () => {
    const engine = await open();
    const random = new Random("prompts");
    const prompts = [1, 9, 3, 17, 2].map((length) => tokens(random, length, 320));
    const params = { maxTokens: 24, topP: 1, stopTokens: [], stop: [], seed: 5 };
    for (const temperature of [0, 1]) {
      const responses = [];
      for await (const response of engine.sample(prompts, 2, { ...params, temperature }))
        responses.push(response);
      expect(responses.length).toBe(10);
      const groups = responses.map(({ prompt, tokens }) => ({
        prompt: prompts[prompt],
        responses: [tokens],
      }));
      expectSameNumbers(
        await logprobsOf(engine, groups),
        responses.map(({ logprobs }) => [logprobs]),
        2e-5,
      );
    }
  });

  test.skipIf(onGpu)("LoRA", async () => {
    const { sequences } = await reference();
    const groups = groupsOf(sequences, 2, 0.02);
    const engine = await open({ lora });
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      losses.push((await passOf(engine, groups, { type: "crossEntropy" })).loss);
      await engine.optimStep(adam);
    }
    expect(losses.at(-1)!).toBeLessThan(losses[0] - 0.01);
    const scores = await logprobsOf(engine, bare(sequences, 2));
    const directory = join(root, `${title} adapters`);
    await mkdir(directory);
    await engine.save(directory, { optimizer: true });
    // Adapters go on as they were; merged, they are the model that is saved.
    const resumed = await open({ lora });
    await resumed.load(directory);
    expectSameNumbers(await logprobsOf(resumed, bare(sequences, 2)), scores, 0);
    const merged = await open({}, directory);
    expectSameNumbers(await logprobsOf(merged, bare(sequences, 2)), scores, 1e-4);
  });

  test.skipIf(onGpu)("classification head", async () => {
    const { sequences } = await reference();
    const model = await loadModel(path, { head: { labels: 2 }, seed: 3 });
    const engine = await engineOf(model, { maxContext });
    engines.push(engine);
    const groups = bare(sequences, 3);
    const logits = await logitsOf(engine, groups);
    // Where few tokens are read, the last layer is worked out for those alone.
    const positions = groups.map(({ responses: [tokens] }) => [[0, tokens.length - 1]]);
    const read = logits.map(([row]) => [[...row.slice(0, 2), ...row.slice(-2)]]);
    expectSameNumbers(await logitsOf(engine, groups, positions), read, 1e-5);
    const targets = sequences.map((all) => Float32Array.from(all.slice(3), (token) => token % 2));
    const data = groupsOf(sequences, 3, 0.02).map(({ prompt, responses: [datum] }, i) => ({
      prompt,
      responses: [{ ...datum, targets: targets[i] }],
    }));
    // What is scored, by the last layer at the tokens read, has the loss that is trained, by all of it.
    const crossEntropy = ([bad, good]: Float32Array, target: number) =>
      Math.log(Math.exp(bad) + Math.exp(good)) - (1 - target) * bad - target * good;
    const expected = logits.reduce(
      (sum, [row], i) =>
        targets[i].reduce((s, y, t) => s + 0.02 * crossEntropy(row.subarray(2 * t, 2 * t + 2), y), sum),
      0,
    );
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      losses.push((await passOf(engine, data, { type: "classification" })).loss);
      await engine.optimStep(adam);
    }
    expect(losses[0]).toBeCloseTo(expected, 5);
    expect(losses.at(-1)!).toBeLessThan(losses[0] - 0.01);
    const directory = join(root, `${title} head`);
    await mkdir(directory);
    await engine.save(directory);
    const back = await open({}, directory);
    expectSameNumbers(await logitsOf(back, groups), await logitsOf(engine, groups), 0);
  });

  test.skipIf(onGpu)("saves and back", async () => {
    const engine = await open();
    const directory = join(root, title);
    await mkdir(directory);
    await engine.save(directory);
    const { config, parameters } = engine.model;
    const back = await loadModel(directory);
    expect(back.config).toEqual(config);
    expect(Buffer.from(back.parameters.data.buffer).equals(Buffer.from(parameters.data.buffer))).toBe(true);
    // The tensors of the file are those that it was read from, whatever their order.
    const [before, after] = [path, directory].map((d) => SafetensorsFile.open(join(d, "model.safetensors")));
    const text = (name: string) => !part || !/visual|vision|multi_modal/.test(name);
    const own = (name: string) => (part ? name.replace(/^language_model\./, "") : name);
    const shapes = (file: SafetensorsFile, read: boolean) =>
      new Map(
        [...file.tensors]
          .filter(([name]) => !read || text(name))
          .map(([name, { shape }]) => [read ? own(name) : name, [...shape]]),
      );
    expect(shapes(await after, false)).toEqual(shapes(await before, true));
    for (const file of [before, after]) await (await file).close();
  });
});
