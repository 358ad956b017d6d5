// The same numbers as transformers, for every family and head, and the same numbers however a batch is laid out.
import { afterAll, describe, expect, test } from "vitest";
import {
  engineOf,
  expectSameGradients,
  expectSameNumbers,
  fixtures,
  heldGradient,
  readReference,
  tokens,
} from "../../tests/engine-check.ts";
import { type Group, logitsOf, logprobsOf, passOf } from "../../tests/rows.ts";
import { onGpu } from "../../tests/test-device.ts";
import { Random } from "../common/random.ts";
import type { EmbeddedEngine } from "../engine/embedded/engine.ts";
import type { Loss } from "../engine/types.ts";
import { Parameters } from "./parameters.ts";
import { readParameters, SafetensorsFile } from "./safetensors.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

async function open(name: string, options: { memoryLimit?: number } = {}): Promise<EmbeddedEngine> {
  const engine = await engineOf(name, options);
  engines.push(engine);
  return engine;
}

/** transformers' gradients of a fixture, by parameter. */
async function referenceGradients(name: string, engine: EmbeddedEngine): Promise<Map<string, Float32Array>> {
  const parameters = new Parameters(engine.model.config);
  const file = await SafetensorsFile.open(`${fixtures}${name}/gradients.safetensors`);
  await readParameters([file], parameters);
  await file.close();
  return new Map(parameters.specs.map((spec) => [spec.name, parameters.view(spec.name)]));
}

const weightsOf = (response: ArrayLike<number>, weight: number) =>
  new Float32Array(response.length).fill(weight);

// What is done on a graphics processor with these is in families.test.ts too.
const fixed = ["llama", "llama-linear", "llama-bf16-sharded", "qwen2", "qwen3", "qwen3-yarn"];
describe.each(onGpu ? [] : fixed)("%s, as in transformers", (name) => {
  test("log-probabilities, loss and every gradient", async () => {
    const engine = await open(name);
    const reference = await readReference(name);
    const groups = reference.sequences.map((all) => ({
      prompt: all.slice(0, 1),
      responses: [all.slice(1)],
    }));
    const wanted = reference.logprobs.map((row) => [row]);
    expectSameNumbers(await logprobsOf(engine, groups), wanted, 1e-4);

    const count = reference.logprobs.flat().length;
    const batch = groups.map(({ prompt, responses: [response] }) => ({
      prompt,
      responses: [{ tokens: response, weights: weightsOf(response, 1 / count) }],
    }));
    const result = await passOf(engine, batch, { type: "crossEntropy" });
    expect(result.loss).toBeCloseTo(reference.loss, 5);
    expectSameNumbers(result.logprobs, wanted, 1e-4);
    expectSameGradients(await heldGradient(engine), await referenceGradients(name, engine), 1e-3);
  });

  test("log-probabilities after a long prompt", async () => {
    const engine = await open(name);
    const reference = await readReference(name);
    const groups = reference.sequences.map((all) => ({
      prompt: all.slice(0, -2),
      responses: [all.slice(-2)],
    }));
    const wanted = reference.logprobs.map((row) => [row.slice(-2)]);
    expectSameNumbers(await logprobsOf(engine, groups), wanted, 1e-4);
  });
});

describe.each(["qwen2-classification", "qwen2-process-reward"])("%s, as in transformers", (name) => {
  test("logits at each token of a response", async () => {
    const engine = await open(name);
    const { sequences, logits } = await readReference(name);
    const groups = sequences.map((all) => ({ prompt: all.slice(0, 3), responses: [all.slice(3)] }));
    const wanted = logits.map((rows) => [rows.slice(3).flat()]);
    expectSameNumbers(await logitsOf(engine, groups), wanted, 1e-4);
  });

  test("loss and every gradient", async () => {
    const engine = await open(name);
    const { sequences, targets, loss } = await readReference(name);
    const count = targets.flat().length;
    // The reference's loss has the first token too, so here nothing is prompt.
    const batch = sequences.map((all, i) => ({
      prompt: [],
      responses: [
        { tokens: all, weights: weightsOf(all, 1 / count), targets: Float32Array.from(targets[i]) },
      ],
    }));
    const result = await passOf(engine, batch, { type: "classification" });
    expect(result.loss).toBeCloseTo(loss, 5);
    const gradients = await heldGradient(engine);
    // PyTorch gives the padding token's embedding no gradient, even where it is a token like any other.
    gradients.get("model.embed_tokens.weight")?.fill(0, 0, engine.model.config.hiddenSize);
    expectSameGradients(gradients, await referenceGradients(name, engine), 1e-3);
  });
});

/** Length of each group's prompt, and of each of its responses. */
type Lengths = [number, number[]][];

/** Groups of these lengths, of random tokens, with everything a loss may ask for. */
function makeGroups(lengths: Lengths, vocabulary = 320): Group[] {
  const random = new Random("parity");
  const numbers = (count: number, mean = 0) =>
    Float32Array.from({ length: count }, () => mean + random.normal());
  return lengths.map(([prompt, responses]) => ({
    prompt: tokens(random, prompt, vocabulary),
    responses: responses.map((length) => ({
      tokens: tokens(random, length, vocabulary),
      weights: numbers(length),
      advantages: numbers(length),
      old: numbers(length, -6),
      reference: numbers(length, -6),
      targets: Float32Array.from({ length }, () => random.next()),
    })),
  }));
}

const layouts: Record<string, Lengths> = {
  "a prompt of one token": [[1, [5, 5]]],
  "one token each": [
    [1, [1]],
    [1, [1]],
  ],
  "equal prompts, equal responses": [
    [6, [4, 4]],
    [6, [4, 4]],
  ],
  "equal prompts, groups of different size": [
    [6, [4, 4, 4]],
    [6, [4]],
  ],
  "uneven everything": [
    [1, [1, 1, 3]],
    [7, [5, 2]],
    [3, [1]],
    [12, [9, 4, 1, 6]],
    [1, [8]],
  ],
  "with an empty response": [
    [4, [3, 0, 2]],
    [2, [0]],
    [5, [1]],
  ],
};

/** Log-probabilities or logits, whichever the model has. */
function score(engine: EmbeddedEngine, groups: readonly Group[]): Promise<Float32Array[][]> {
  const bare = groups.map(({ prompt, responses }) => ({ prompt, responses: responses.map((r) => r.tokens) }));
  return engine.model.config.head.type === "lm" ? logprobsOf(engine, bare) : logitsOf(engine, bare);
}

/** Every response by itself, its prompt computed again for each, one call each: nothing shared, packed or padded. */
async function oneByOne(engine: EmbeddedEngine, groups: readonly Group[], loss: Loss) {
  const scores: Float32Array[][] = [];
  let total = 0;
  for (const { prompt, responses } of groups) {
    const own: Float32Array[] = [];
    for (const response of responses) {
      const alone = [{ prompt, responses: [response] }];
      own.push((await score(engine, alone))[0][0]);
      total += (await passOf(engine, alone, loss)).loss;
    }
    scores.push(own);
  }
  return { scores, loss: total, gradient: await heldGradient(engine) };
}

const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl: { coefficient: 0.1, estimator: "k2" } };
const models: { name: string; loss: Loss }[] = [
  { name: "llama", loss: ppo },
  { name: "qwen3", loss: ppo },
  { name: "../families/gemma2", loss: ppo },
  { name: "../families/gemma3", loss: ppo },
  { name: "qwen2-classification", loss: { type: "classification" } },
];

// Of the layout of a batch the device knows nothing.
describe.each(onGpu ? [] : models)("$name: the layout of a batch changes no number", ({ name, loss }) => {
  test.each(Object.entries(layouts))("%s", async (title, lengths) => {
    const groups = makeGroups(lengths);
    const roomy = await shared(name);
    const wanted = await oneByOne(roomy, groups, loss);
    const sum = (count: (group: Group) => number) => groups.reduce((total, group) => total + count(group), 0);
    const own = sum(({ responses }) => responses.reduce((n, r) => n + r.tokens.length, 0));
    const computed: number[] = [];
    for (const budget of [undefined, 800_000, 200_000, 200_000, 100_000, 0]) {
      const engine = await shared(name, budget);
      const result = await passOf(engine, groups, loss);
      computed.push(result.computedTokens);
      expect(result.loss).toBeCloseTo(wanted.loss, 4);
      expect(result.responseTokens).toBe(own);
      expectSameGradients(await heldGradient(engine), wanted.gradient, 1e-5);
      expectSameNumbers(await score(engine, groups), wanted.scores, 1e-5);
      if (loss === ppo) expectSameNumbers(result.logprobs, wanted.scores, 1e-5);
    }
    // With room each prompt is computed once, without room once a response; padding costs one token at most.
    const prefix = (group: Group) => group.prompt.length - (loss === ppo ? 1 : 0);
    const once = own + sum((group) => (responding(group) > 0 ? prefix(group) : 0));
    const each = own + sum((group) => responding(group) * prefix(group));
    expect(computed[0] - once).toBeOneOf([0, 1]);
    expect(computed.at(-1)).toBe(each);
    if (title === "uneven everything") expect(new Set(computed).size).toBeGreaterThan(1);
  });
});

const responding = ({ responses }: Group) => responses.filter(({ tokens }) => tokens.length > 0).length;

/** One engine a model and budget (bytes for activations; by default plenty), so that graphs are compiled once. */
const opened = new Map<string, Promise<EmbeddedEngine>>();
function shared(name: string, budget?: number): Promise<EmbeddedEngine> {
  const key = `${name} ${budget}`;
  let engine = opened.get(key);
  if (!engine) {
    engine = (async () => {
      if (budget === undefined) return open(name);
      const { parameters } = (await shared(name)).model;
      return open(name, { memoryLimit: 5 * 4 * parameters.count + budget });
    })();
    opened.set(key, engine);
  }
  return engine;
}
