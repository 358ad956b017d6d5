// AdamW against its definition in float64, and against torch.optim.AdamW.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Random } from "../../common/random.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import type { AdamParams, OptimResult } from "../types.ts";
import { AdamW } from "./optimizer.ts";

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

const device = new CpuDevice(loadRuntime);

/** A tensor whose numbers the device holds in place. */
interface Trained {
  name: string;
  data: Float32Array;
  gradient: Float32Array;
  decays: boolean;
}

const tensor = (name: string, count: number, decays: boolean): Trained => ({
  name,
  data: normal(count),
  gradient: new Float32Array(count),
  decays,
});

const apply = (optimizer: AdamW, tensors: readonly Trained[], params: AdamParams): Promise<OptimResult> =>
  optimizer.apply(
    tensors.map(({ data, gradient, ...rest }) => ({
      ...rest,
      weights: device.array(data),
      gradient: device.array(gradient),
    })),
    params,
  );

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

test("follows its definition over many steps, clipped by the norm over all tensors", async () => {
  const tensors = [tensor("matrix", 12, true), tensor("norm", 5, false)];
  const start = tensors.map(({ data }) => Float64Array.from(data));
  const history: number[][][] = tensors.map(({ data }) => Array.from(data, () => []));
  const optimizer = new AdamW(device);
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
    const result = await apply(optimizer, tensors, settings);
    expect(result.applied).toBe(true);
    expect(result.gradNorm).toBeCloseTo(norm, 5);
  }
  tensors.forEach(({ data, decays }, t) => {
    data.forEach((value, i) => {
      expect(value).toBeCloseTo(definition(start[t][i], history[t][i], decays, settings), 5);
    });
  });
});

test("the first step moves every weight by the learning rate against its gradient's sign", async () => {
  const one = tensor("x", 4, false);
  const before = Float32Array.from(one.data);
  one.gradient.set([1e-3, -5, 1e-6, 0]);
  await apply(new AdamW(device), [one], { ...settings, epsilon: 1e-12, maxGradNorm: 0 });
  const moved = one.data.map((value, i) => value - before[i]);
  [-0.01, 0.01, -0.01, 0].forEach((wanted, i) => {
    expect(moved[i]).toBeCloseTo(wanted, 5);
  });
});

test("moments are kept by what they are, as checkpoints name them", async () => {
  const one = tensor("x", 2, false);
  const optimizer = new AdamW(device);
  const gradients = [
    [3, -4],
    [1, 2],
  ];
  for (const gradient of gradients) {
    one.gradient.set(gradient);
    await apply(optimizer, [one], { ...settings, maxGradNorm: 0 });
  }
  const { first, second, step } = optimizer.moments.get("x")!;
  const [m, v] = [await device.read(first), await device.read(second)];
  gradients[0].forEach((early, i) => {
    const late = gradients[1][i];
    expect(m[i]).toBeCloseTo(0.1 * (0.9 * early + late), 5);
    expect(v[i]).toBeCloseTo(0.01 * (0.99 * early ** 2 + late ** 2), 5);
  });
  expect(step).toBe(2);
  optimizer.clear();
  expect(optimizer.moments.size).toBe(0);
});

describe("a gradient that is not finite", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "%d leaves weights, moments and steps as they were",
    async (bad) => {
      const run = async (disturb: boolean) => {
        const repeat = new Random("not finite");
        const tensors = [tensor("a", 3, true), tensor("b", 2, false)];
        for (const { data } of tensors) data.set(data.map(() => repeat.normal()));
        const optimizer = new AdamW(device);
        for (let step = 0; step < 4; step++) {
          if (disturb && step === 2) {
            const before = tensors.map(({ data }) => Float32Array.from(data));
            for (const { gradient } of tensors) gradient.fill(1);
            tensors[1].gradient[0] = bad;
            const result = await apply(optimizer, tensors, settings);
            expect(result.applied).toBe(false);
            expect(Number.isFinite(result.gradNorm)).toBe(false);
            expect(tensors.map(({ data }) => data)).toEqual(before);
          }
          for (const { gradient } of tensors) gradient.set(gradient.map(() => repeat.normal()));
          await apply(optimizer, tensors, settings);
        }
        return tensors.map(({ data }) => Array.from(data));
      };
      expect(await run(true)).toEqual(await run(false));
    },
  );

  test("a huge finite one is clipped", async () => {
    const one = tensor("x", 2, false);
    one.data.fill(1);
    one.gradient.set([3e38, 0]);
    const result = await apply(new AdamW(device), [one], { ...settings, epsilon: 1 });
    expect(result.applied).toBe(true);
    expect(result.gradNorm / 3e38).toBeCloseTo(1, 5);
    // Clipped to 1: the step is lr · 1 / (1 + ε).
    expect(one.data[0]).toBeCloseTo(1 - 0.01 / 2, 6);
  });
});

test("a gradient at the limit is not clipped, and 0 turns clipping off", async () => {
  const step = async (maxGradNorm: number) => {
    const one = tensor("x", 2, false);
    one.data.fill(0);
    one.gradient.set([3, 4]);
    await apply(new AdamW(device), [one], { ...settings, epsilon: 1, maxGradNorm });
    return one.data[0];
  };
  expect(await step(5)).toBe(await step(0));
  expect(await step(5)).toBeCloseTo(-0.01 * (3 / 4), 6);
  expect(await step(2.5)).toBeCloseTo(-0.01 * (1.5 / 2.5), 6);
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

test.each(cases)(
  "as torch.optim.AdamW with clip_grad_norm_, a tensor joining later (case %#)",
  async (one) => {
    const names = Object.keys(one.start);
    const data = new Map(names.map((name) => [name, Float32Array.from(one.start[name])]));
    const optimizer = new AdamW(device);
    for (const { gradients, norm, weights } of one.steps) {
      const tensors = names.flatMap((name) => {
        const gradient = gradients[name];
        const own = { name, data: data.get(name)!, decays: name !== "vector" };
        return gradient ? [{ ...own, gradient: Float32Array.from(gradient) }] : [];
      });
      const { gradNorm } = await apply(optimizer, tensors, one.settings);
      expect(gradNorm).toBeCloseTo(norm, 5);
      for (const name of names)
        data.get(name)!.forEach((value, i) => {
          expect(value, name).toBeCloseTo(weights[name][i], 5);
        });
    }
  },
);
