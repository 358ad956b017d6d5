// AdamW against its definition in float64, and against torch.optim.AdamW.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Random } from "../../random.ts";
import type { AdamParams } from "../types.ts";
import { AdamW, type TrainedTensor } from "./optimizer.ts";

const settings: AdamParams = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  maxGradNorm: 1,
};

const random = new Random("adamw");
const normal = (count: number, scale = 1) =>
  Float32Array.from({ length: count }, () => scale * random.normal());

const tensor = (name: string, count: number, decays: boolean): TrainedTensor => ({
  name,
  data: normal(count),
  gradient: new Float32Array(count),
  decays,
});

/** Algorithm 2 of Loshchilov & Hutter for one weight, decay decoupled; gradients already clipped. */
function definition(start: number, gradients: readonly number[], decays: boolean, s: AdamParams): number {
  let [x, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    m = s.beta1 * m + (1 - s.beta1) * g;
    v = s.beta2 * v + (1 - s.beta2) * g * g;
    const mHat = m / (1 - s.beta1 ** (i + 1));
    const vHat = v / (1 - s.beta2 ** (i + 1));
    x -= s.learningRate * (mHat / (Math.sqrt(vHat) + s.epsilon) + (decays ? s.weightDecay * x : 0));
  });
  return x;
}

test("follows its definition over many steps, clipped by the norm over all tensors", () => {
  const tensors = [tensor("matrix", 12, true), tensor("norm", 5, false)];
  const start = tensors.map(({ data }) => Float64Array.from(data));
  const history: number[][][] = tensors.map(({ data }) => Array.from(data, () => []));
  const optimizer = new AdamW();
  for (let step = 0; step < 50; step++) {
    for (const { gradient } of tensors) gradient.set(normal(gradient.length, step < 25 ? 0.05 : 2));
    const all = tensors.flatMap(({ gradient }) => Array.from(gradient));
    const norm = Math.hypot(...all);
    const shrink = norm > 1 ? 1 / norm : 1;
    tensors.forEach(({ gradient }, t) => {
      gradient.forEach((g, i) => {
        history[t][i].push(g * shrink);
      });
    });
    const result = optimizer.apply(tensors, settings);
    expect(result.applied).toBe(true);
    expect(result.gradNorm).toBeCloseTo(norm, 5);
  }
  tensors.forEach(({ data, decays }, t) => {
    data.forEach((value, i) => {
      expect(value).toBeCloseTo(definition(start[t][i], history[t][i], decays, settings), 5);
    });
  });
});

test("the first step moves every weight by the learning rate against its gradient's sign", () => {
  const one = tensor("x", 4, false);
  const before = Float32Array.from(one.data);
  one.gradient.set([1e-3, -5, 1e-6, 0]);
  new AdamW().apply([one], { ...settings, epsilon: 1e-12, maxGradNorm: 0 });
  const moved = one.data.map((value, i) => value - before[i]);
  [-0.01, 0.01, -0.01, 0].forEach((wanted, i) => {
    expect(moved[i]).toBeCloseTo(wanted, 5);
  });
});

describe("a gradient that is not finite", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "%d leaves weights, moments and steps as they were",
    (bad) => {
      const run = (disturb: boolean) => {
        const repeat = new Random("not finite");
        const tensors = [tensor("a", 3, true), tensor("b", 2, false)];
        for (const { data } of tensors) data.set(data.map(() => repeat.normal()));
        const optimizer = new AdamW();
        for (let step = 0; step < 4; step++) {
          if (disturb && step === 2) {
            const before = tensors.map(({ data }) => Float32Array.from(data));
            for (const { gradient } of tensors) gradient.fill(1);
            tensors[1].gradient[0] = bad;
            const result = optimizer.apply(tensors, settings);
            expect(result.applied).toBe(false);
            expect(Number.isFinite(result.gradNorm)).toBe(false);
            expect(tensors.map(({ data }) => data)).toEqual(before);
          }
          for (const { gradient } of tensors) gradient.set(gradient.map(() => repeat.normal()));
          optimizer.apply(tensors, settings);
        }
        return tensors.map(({ data }) => Array.from(data));
      };
      expect(run(true)).toEqual(run(false));
    },
  );

  test("a huge finite one is clipped", () => {
    const one = tensor("x", 2, false);
    one.data.fill(1);
    one.gradient.set([3e38, 0]);
    const result = new AdamW().apply([one], { ...settings, epsilon: 1 });
    expect(result.applied).toBe(true);
    expect(result.gradNorm / 3e38).toBeCloseTo(1, 5);
    // Clipped to 1: the step is lr · 1 / (1 + ε).
    expect(one.data[0]).toBeCloseTo(1 - 0.01 / 2, 6);
  });
});

test("a gradient at the limit is not clipped, and 0 turns clipping off", () => {
  const step = (maxGradNorm: number) => {
    const one = tensor("x", 2, false);
    one.data.fill(0);
    one.gradient.set([3, 4]);
    new AdamW().apply([one], { ...settings, epsilon: 1, maxGradNorm });
    return one.data[0];
  };
  expect(step(5)).toBe(step(0));
  expect(step(5)).toBeCloseTo(-0.01 * (3 / 4), 6);
  expect(step(2.5)).toBeCloseTo(-0.01 * (1.5 / 2.5), 6);
});

interface TorchCase {
  settings: AdamParams;
  start: Record<string, number[]>;
  steps: {
    gradients: Record<string, number[] | null>;
    norm: number;
    weights: Record<string, number[]>;
  }[];
}

const fixture = new URL("../../../tests/fixtures/adamw.json", import.meta.url);
const cases = JSON.parse(readFileSync(fixture, "utf8")) as TorchCase[];

test.each(cases)("as torch.optim.AdamW with clip_grad_norm_, a tensor joining later (case %#)", (one) => {
  const names = Object.keys(one.start);
  const data = new Map(names.map((name) => [name, Float32Array.from(one.start[name])]));
  const optimizer = new AdamW();
  for (const { gradients, norm, weights } of one.steps) {
    const tensors = names.flatMap((name) => {
      const gradient = gradients[name];
      const own = { name, data: data.get(name)!, decays: name !== "vector" };
      return gradient ? [{ ...own, gradient: Float32Array.from(gradient) }] : [];
    });
    const { gradNorm } = optimizer.apply(tensors, one.settings);
    expect(gradNorm).toBeCloseTo(norm, 5);
    for (const name of names)
      data.get(name)!.forEach((value, i) => {
        expect(value, name).toBeCloseTo(weights[name][i], 5);
      });
  }
});
