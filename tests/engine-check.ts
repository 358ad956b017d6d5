// What tests of the embedded engine share: the fixtures of tests/reference, small random models, and the gradient an
// engine holds, seen from outside.
import { readFile } from "node:fs/promises";
import { expect, vi } from "vitest";
import type { Random } from "../src/common/random.ts";
import {
  createEmbeddedEngine,
  type EmbeddedEngine,
  type EmbeddedOptions,
} from "../src/engine/embedded/engine.ts";
import type { Loss } from "../src/engine/types.ts";
import type { DeviceArray } from "../src/graph/device.ts";
import type { ModelConfig } from "../src/model/config.ts";
import { initialize } from "../src/model/initialize.ts";
import { type LoadOptions, loadModel, type Model, readTokenizer } from "../src/model/load.ts";
import { type Group, passOf } from "./rows.ts";
import { testDevice } from "./test-device.ts";

export const fixtures = new URL("fixtures/models/", import.meta.url).pathname;

/** What `transformers` computes with a fixture: see tests/reference/make_fixtures.py. */
export interface Reference {
  sequences: number[][];
  logprobs: number[][];
  logits: number[][][];
  targets: number[][];
  loss: number;
}

export async function readReference(name: string): Promise<Reference> {
  return JSON.parse(await readFile(`${fixtures}${name}/reference.json`, "utf8")) as Reference;
}

/** Where the parameters of an engine lie on its device, by name. */
const heldWeights = new WeakMap<EmbeddedEngine, Map<string, DeviceArray>>();

/** An engine of one thread (the models are tiny) for a fixture, or for a model, on the device of tests. */
export async function engineOf(
  model: string | Model,
  options: Omit<EmbeddedOptions, "model"> & { head?: LoadOptions["head"] } = {},
): Promise<EmbeddedEngine> {
  const { head, device = testDevice(), ...rest } = options;
  const loaded = typeof model === "string" ? await loadModel(fixtures + model, { head }) : model;
  const arrays = vi.spyOn(device, "array");
  const engine = createEmbeddedEngine({ threads: 1, device, ...rest, model: loaded });
  // Weights go to the device when something first asks for them.
  await engine.parameters();
  const { data, specs } = loaded.parameters;
  const held = new Map<string, DeviceArray>();
  for (const [i, [given]] of arrays.mock.calls.entries()) {
    const at = given.buffer === data.buffer && specs.find(({ offset }) => 4 * offset === given.byteOffset);
    if (at) held.set(at.name, arrays.mock.results[i].value as DeviceArray);
  }
  arrays.mockRestore();
  heldWeights.set(engine, held);
  return engine;
}

/** A random model with weights large enough to have opinions, so that its distributions are far from uniform. */
export async function smallModel(changes: Partial<ModelConfig> = {}, seed = 1, opinion = 8): Promise<Model> {
  const config: ModelConfig = {
    family: "llama",
    vocabSize: 8,
    hiddenSize: 16,
    layers: 2,
    heads: 4,
    kvHeads: 2,
    headDim: 4,
    intermediateSize: 24,
    maxPositions: 64,
    ropeTheta: 1000,
    rmsNormEps: 1e-5,
    tieEmbeddings: false,
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    head: { type: "lm" },
    ...changes,
  };
  const parameters = initialize(config, seed);
  for (const { name } of parameters.specs) {
    if (name.includes("norm")) continue;
    const view = parameters.view(name);
    view.set(view.map((value) => opinion * value));
  }
  const tokenizer = await readTokenizer(`${fixtures}llama`);
  return { config, parameters, tokenizer, generation: { eosIds: tokenizer.eosIds } };
}

/** Random tokens. */
export function tokens(random: Random, count: number, vocabulary: number): number[] {
  return Array.from({ length: count }, () => random.int(vocabulary));
}

/**
 * The gradient an engine holds, by parameter, which is then zero. It is read off a step of AdamW so made that it
 * moves every weight by its gradient times a large number: β = 0 and ε = the learning rate's scale ≫ any gradient.
 * The weights are as they were afterwards; the optimizer's moments are not.
 */
export async function heldGradient(engine: EmbeddedEngine): Promise<Map<string, Float32Array>> {
  const { device } = engine;
  const weights = [...(heldWeights.get(engine) ?? [])];
  const before = new Map<string, Float32Array>();
  for (const [name, array] of weights) before.set(name, (await device.read(array)).slice());
  const [huge, factor] = [2 ** 60, 2 ** 30];
  const { applied } = await engine.optimStep({
    learningRate: huge * factor,
    beta1: 0,
    beta2: 0,
    epsilon: huge,
    weightDecay: 0,
    maxGradNorm: 0,
  });
  expect(applied).toBe(true);
  const gradients = new Map<string, Float32Array>();
  for (const [name, array] of weights) {
    const was = before.get(name)!;
    const now = await device.read(array);
    gradients.set(
      name,
      now.map((value, i) => (was[i] - value) / factor),
    );
    await device.write(array, was);
  }
  return gradients;
}

/** The gradient of a loss, by parameter. */
export async function gradientOf(
  engine: EmbeddedEngine,
  groups: readonly Group[],
  loss: Loss,
): Promise<Map<string, Float32Array>> {
  await passOf(engine, groups, loss);
  return heldGradient(engine);
}

/**
 * Fails where a tensor's gradients differ by more than `tolerance` of the largest expected in that tensor, or of a
 * hundredth of the largest in any: some gradients are zero but for rounding (a key bias shifts every score of a
 * query alike).
 */
export function expectSameGradients(
  got: ReadonlyMap<string, Float32Array>,
  wanted: ReadonlyMap<string, Float32Array>,
  tolerance: number,
): void {
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
  const largest = (x: Float32Array) => x.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const floor = Math.max(...[...wanted.values()].map(largest)) / 100;
  expect(floor, "the largest gradient").toBeGreaterThan(0);
  for (const [name, gradient] of wanted) {
    const scale = Math.max(largest(gradient), floor);
    const off = largest(got.get(name)!.map((value, i) => value - gradient[i]));
    expect(off / scale, `gradient of ${name}, against its largest (${scale})`).toBeLessThan(tolerance);
  }
}

/** Fails where numbers of nested arrays differ by more than `tolerance`. */
export function expectSameNumbers(
  got: readonly (readonly ArrayLike<number>[])[],
  wanted: readonly (readonly ArrayLike<number>[])[],
  tolerance: number,
): void {
  expect(got.map((group) => group.map((r) => r.length))).toEqual(
    wanted.map((group) => group.map((r) => r.length)),
  );
  got.forEach((group, g) => {
    group.forEach((response, r) => {
      for (let i = 0; i < response.length; i++)
        if (!(Math.abs(response[i] - wanted[g][r][i]) <= tolerance))
          expect.fail(`group ${g}, response ${r}, token ${i}: ${response[i]}, expected ${wanted[g][r][i]}`);
    });
  });
}
