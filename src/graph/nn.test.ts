// The decoder's operations against their definitions in float64: values and gradients.
import { describe, expect, test } from "vitest";
import { checkOperation, normal, type Operand, type OperationCase } from "../../tests/graph-check.ts";
import { tokenRowsOf } from "../../tests/rows.ts";
import { packBatch, packedInputs } from "../engine/embedded/batch.ts";
import { attentionOf, type ModelConfig, windowsOf } from "../model/config.ts";
import { rotaryTables } from "../model/rotary.ts";
import * as nn from "./nn.ts";

const config: ModelConfig = {
  family: "llama",
  vocabSize: 16,
  hiddenSize: 12,
  layers: 1,
  heads: 4,
  kvHeads: 2,
  headDim: 4,
  intermediateSize: 8,
  maxPositions: 32,
  ropeTheta: 100,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  qkvBias: false,
  outputBias: false,
  qkNorm: false,
  head: { type: "lm" },
};

/** x / √(mean(x²) + ε) ∘ weight, rows of D. */
function rmsNorm(x: Float64Array, weight: Float64Array, epsilon: number): Float64Array {
  const D = weight.length;
  return x.map((value, i) => {
    const row = x.subarray(i - (i % D), i - (i % D) + D);
    const mean = row.reduce((sum, y) => sum + y * y, 0) / D;
    return (value / Math.sqrt(mean + epsilon)) * weight[i % D];
  });
}

const rmsNormCases: OperationCase[] = [
  { title: "rows", shape: [5, 6], epsilon: 1e-5 },
  { title: "heads", shape: [3, 2, 4], epsilon: 1e-6 },
  { title: "an ε that matters", shape: [4, 6], epsilon: 0.5 },
  { title: "one row", shape: [1, 6], epsilon: 1e-5 },
].map(({ title, shape, epsilon }) => ({
  title,
  sizes: { T: shape[0] },
  inputs: {
    x: { ...normal(title, ...shape), shape: ["T", ...shape.slice(1)] },
    weight: normal("weight", shape.at(-1)!),
  },
  build: (g, { x, weight }) => nn.rmsNorm(g, x, weight, epsilon),
  define: ({ x, weight }) => rmsNorm(x, weight, epsilon),
}));

const swigluCase: OperationCase = {
  title: "swiglu",
  sizes: { T: 3 },
  inputs: {
    gate: { shape: ["T", 5], data: Float32Array.from(normal("gate", 3, 5).data, (x) => 3 * x) },
    up: { ...normal("up", 3, 5), shape: ["T", 5] },
  },
  build: (g, { gate, up }) => nn.swiglu(g, gate, up),
  define: ({ gate, up }) => gate.map((x, i) => (x / (1 + Math.exp(-x))) * up[i]),
};

const gegluCase: OperationCase = {
  ...swigluCase,
  title: "geluGated",
  build: (g, { gate, up }) => nn.geluGated(g, gate, up),
  define: ({ gate, up }) =>
    gate.map((x, i) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))) * up[i]),
};

/** Rotates the pairs (i, i + half) of each head's first `dims` numbers by position·θ_i. */
function rotate(x: Float64Array, heads: number, positions: readonly number[], dims: number): Float64Array {
  const { headDim, ropeTheta } = config;
  const half = dims / 2;
  return x.map((value, index) => {
    const token = Math.floor(index / (heads * headDim));
    const i = index % headDim;
    if (i >= dims) return value;
    const angle = positions[token] * ropeTheta ** ((-2 * (i % half)) / dims);
    const other = i < half ? -x[index + half] : x[index - half];
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

const rotaryCases: OperationCase[] = [
  [1, 4],
  [3, 4],
  [1, 2],
  [3, 2],
].map(([heads, dims]) => {
  const positions = [0, 3, 1, 7];
  const { cos, sin } = rotaryTables({ ...config, rotaryDim: dims }, 8);
  const table = (data: Float32Array): Operand => ({ shape: [8, dims / 2], data, constant: true });
  const partly = dims < config.headDim ? heads : undefined;
  return {
    title: `${heads} heads, ${dims} dimensions of each`,
    sizes: { T: 4 },
    inputs: {
      x: { ...normal(heads, 4, heads * config.headDim), shape: ["T", heads * config.headDim] },
      positions: { shape: ["T", 1], data: BigInt64Array.from(positions, BigInt) },
      cos: table(cos),
      sin: table(sin),
    },
    build: (g, x) => nn.rotary(g, x.x, x.positions, { cos: x.cos, sin: x.sin }, partly),
    define: ({ x }) => rotate(x, heads, positions, dims),
  };
});

/** The packed tokens each packed token attends to: its group's prefix and its own row, up to itself, or the last of them. */
function attended(
  groups: readonly { prefix: Int32Array; rows: Int32Array[] }[],
  window = Number.POSITIVE_INFINITY,
): number[][] {
  const seen: number[][] = [];
  const prefixes = groups.map(({ prefix }) => {
    const tokens: number[] = [];
    for (let i = 0; i < prefix.length; i++) {
      tokens.push(seen.length);
      seen.push([...tokens]);
    }
    return tokens;
  });
  groups.forEach(({ rows }, group) => {
    for (const row of rows) {
      const tokens = [...prefixes[group]];
      for (let i = 0; i < row.length; i++) {
        tokens.push(seen.length);
        seen.push([...tokens]);
      }
    }
  });
  return seen.map((tokens) => tokens.slice(Math.max(0, tokens.length - window)));
}

/** softmax(q·k / √headDim)·v, scaled otherwise or capped where the shape says so, head by head; head h reads key head ⌊h / (heads / kvHeads)⌋. */
function attention(
  { q, k, v }: Record<string, Float64Array>,
  shape: ModelConfig,
  seen: readonly number[][],
): Float64Array {
  const { heads, kvHeads, headDim } = shape;
  const out = new Float64Array(seen.length * heads * headDim);
  seen.forEach((keys, token) => {
    for (let head = 0; head < heads; head++) {
      const query = (token * heads + head) * headDim;
      const start = (key: number) => (key * kvHeads + Math.floor((head * kvHeads) / heads)) * headDim;
      const scores = keys.map((key) => {
        let dot = 0;
        for (let i = 0; i < headDim; i++) dot += q[query + i] * k[start(key) + i];
        const score = dot * (shape.attentionScale ?? 1 / Math.sqrt(headDim));
        const cap = shape.attentionCap;
        return Math.exp(cap === undefined ? score : cap * Math.tanh(score / cap));
      });
      const total = scores.reduce((a, b) => a + b, 0);
      keys.forEach((key, n) => {
        for (let i = 0; i < headDim; i++) out[query + i] += (scores[n] / total) * v[start(key) + i];
      });
    }
  });
  return out;
}

/** Groups given by the length of their prefix and of each row. */
function attentionCase(
  title: string,
  lengths: readonly [number, number[]][],
  heads = 4,
  stripes = 1,
  facts: Partial<ModelConfig> = {},
): OperationCase {
  const shape: ModelConfig = { ...config, heads, ...facts };
  const groups = lengths.map(([prefix, rows]) => ({
    prefix: new Int32Array(prefix),
    rows: rows.map((length) => new Int32Array(length)),
  }));
  const all = tokenRowsOf(groups.map(({ prefix, rows }) => ({ prompt: prefix, responses: rows })));
  const packed = packBatch(all, [...all.prompt.keys()], shape, stripes, windowsOf(shape, 64));
  const seen = attended(groups, attentionOf(shape, 0).window ?? undefined);
  const { T } = packed.sizes;
  const packedWidth = (n: number) => ["T", n * shape.headDim];
  const made = (name: string, n: number): Operand => ({
    ...normal(title + name, T, n * shape.headDim),
    shape: packedWidth(n),
  });
  const inputs: Record<string, Operand> = {
    q: made("q", heads),
    k: made("k", shape.kvHeads),
    v: made("v", shape.kvHeads),
  };
  return {
    title,
    inputs,
    feeds: packed.feeds,
    sizes: packed.sizes,
    build: (g, { q, k, v }) => {
      const [layout] = packedInputs(g, shape, packed.hasPrompts, stripes, 64).layouts;
      return nn.attention(g, q, k, v, layout);
    },
    define: (x) => attention(x, shape, seen),
    defined: seen.length * heads * shape.headDim,
  };
}

const attentionCases = [
  attentionCase("two stripes of one row", [[0, [5]]], 4, 2),
  attentionCase("two stripes, a prompt and its equal rows", [[3, [4, 4]]], 4, 2),
  attentionCase(
    "three stripes, uneven everything, one group without a prompt",
    [
      [4, [3, 1, 7]],
      [0, [2, 6]],
      [1, [1, 5, 2]],
    ],
    4,
    3,
  ),
  attentionCase(
    "four stripes without prompts",
    [
      [0, [8, 2]],
      [0, [1, 5]],
    ],
    4,
    4,
  ),
  attentionCase("one row", [[0, [5]]]),
  attentionCase("one token", [[0, [1]]]),
  attentionCase("uneven rows without prompts", [
    [0, [4, 2]],
    [0, [1]],
  ]),
  attentionCase("a prompt and its equal rows: no padding", [[3, [2, 2, 2]]]),
  attentionCase("one prompt, uneven rows", [[3, [1, 4, 2]]]),
  attentionCase("equal prompts and rows", [
    [2, [3, 3]],
    [2, [3, 3]],
  ]),
  attentionCase("equal prompts, missing rows", [
    [2, [3, 3]],
    [2, [3]],
  ]),
  attentionCase("uneven prompts, equal rows", [
    [4, [2]],
    [1, [2]],
  ]),
  attentionCase("uneven everything, one group without a prompt", [
    [4, [3, 1]],
    [0, [2]],
    [1, [1, 5, 2]],
  ]),
  attentionCase(
    "a key head for every query head",
    [
      [3, [2, 1]],
      [2, [3]],
    ],
    2,
  ),
  attentionCase(
    "four query heads a key head",
    [
      [3, [2, 1]],
      [2, [3]],
    ],
    8,
  ),
];

const uneven: [number, number[]][] = [
  [4, [3, 1, 7]],
  [0, [2, 6]],
  [1, [1, 5, 2]],
];
const window = (window: number): Partial<ModelConfig> => ({ layerAttention: [{ window, rope: "main" }] });
attentionCases.push(
  attentionCase("a scale of its own", uneven, 4, 2, { attentionScale: 0.9 }),
  attentionCase("capped scores", uneven, 4, 2, { attentionScale: 0.9, attentionCap: 0.6 }),
  attentionCase("a window of one token", uneven, 4, 2, window(1)),
  attentionCase("a window within rows and across prompts", uneven, 4, 3, window(3)),
  attentionCase("a window, one block of rows", uneven, 4, 1, window(4)),
  attentionCase(
    "a window, prompts and rows alike",
    [
      [5, [4, 4]],
      [5, [4]],
    ],
    4,
    2,
    window(3),
  ),
);

const cases: Record<string, OperationCase[]> = {
  rmsNorm: rmsNormCases,
  geluGated: [gegluCase],
  swiglu: [swigluCase],
  rotary: rotaryCases,
  attention: attentionCases,
};

test("every exported operation is checked", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(nn).sort());
  for (const [name, list] of Object.entries(cases)) expect(list.length, name).toBeGreaterThan(0);
});

for (const [name, list] of Object.entries(cases))
  describe(name, () => {
    for (const one of list) test(one.title, () => checkOperation(one));
  });

describe("swiglu far from zero", () => {
  test("neither overflows nor loses its limits", () =>
    checkOperation({
      ...swigluCase,
      title: "large gates",
      sizes: { T: 1 },
      inputs: {
        gate: { shape: ["T", 5], data: Float32Array.of(-90, -20, 0, 20, 90) },
        up: { shape: ["T", 5], data: Float32Array.of(1, -1, 2, 0.5, -0.1) },
      },
    }));
});
