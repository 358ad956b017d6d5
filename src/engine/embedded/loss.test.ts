// Losses of the engine against their definitions in float64. A language-model loss depends on log-probabilities alone,
// so its gradient must be that of cross-entropy (which parity.test.ts compares with transformers) whose weights are the
// definition's slopes; a value loss's that of the plain squared error whose slopes are the same.
import { afterAll, describe, expect, test, vi } from "vitest";
import {
  engineOf,
  expectSameGradients,
  expectSameNumbers,
  gradientOf,
  smallModel,
  tokens,
} from "../../../tests/engine-check.ts";
import { expectClose } from "../../../tests/graph-check.ts";
import {
  type DefinedRow,
  definedLoss,
  definedSlopes,
  policyLosses,
} from "../../../tests/loss-definitions.ts";
import { bare, type Datum, type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import { klEstimate } from "../../credit/kl.ts";
import { Session } from "../../graph/session.ts";
import type { Loss } from "../types.ts";
import type { EmbeddedEngine } from "./engine.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

async function open(labels?: number): Promise<EmbeddedEngine> {
  const head = labels ? ({ type: "classification", labels } as const) : ({ type: "lm" } as const);
  const engine = await engineOf(await smallModel({ vocabSize: 12, head }));
  engines.push(engine);
  return engine;
}

const lengths: [number, number[]][] = [
  [3, [4, 2, 5]],
  [1, [3]],
  [6, [1, 7]],
];

/** Random groups; `around` gives what a token's old and reference numbers scatter about. */
function makeGroups(around: readonly (readonly ArrayLike<number>[])[] | null, scatter = 0.5): Group[] {
  const random = new Random("loss");
  return lengths.map(([prompt, responses], g) => ({
    prompt: tokens(random, prompt, 12),
    responses: responses.map((length, r) => {
      const near = () =>
        Float32Array.from({ length }, (_, i) => (around ? around[g][r][i] : 0) + scatter * random.normal());
      return {
        tokens: tokens(random, length, 12),
        // Some take no part.
        weights: Float32Array.from({ length }, () => (random.next() < 0.25 ? 0 : random.next() + 0.1)),
        advantages: Float32Array.from({ length }, () => random.normal()),
        targets: Float32Array.from({ length }, () => random.next()),
        old: near(),
        reference: near(),
        sampler: near(),
      };
    }),
  }));
}

/** Σ weight · f over the tokens of a batch, and weight · f′ of each, f by central differences. */
function definition(
  groups: readonly Group[],
  scores: readonly (readonly ArrayLike<number>[])[],
  f: (score: number, token: Record<"advantages" | "old" | "reference" | "targets", number>) => number,
): { loss: number; slopes: Float32Array[][] } {
  let loss = 0;
  const slopes = groups.map(({ responses }, g) =>
    responses.map((datum, r) =>
      datum.weights.map((weight, i) => {
        const at = (values?: Float32Array) => (values as Float32Array)[i];
        const token = {
          advantages: at(datum.advantages),
          old: at(datum.old),
          reference: at(datum.reference),
          targets: at(datum.targets),
        };
        const x = scores[g][r][i];
        loss += weight * f(x, token);
        return (weight * (f(x + 1e-5, token) - f(x - 1e-5, token))) / 2e-5;
      }),
    ),
  );
  return { loss, slopes };
}

/** By group, response and token: log p of every token there. */
async function everyToken(engine: EmbeddedEngine, groups: readonly Group[]): Promise<number[][][][]> {
  const every = Array.from({ length: 12 }, (_, token) => [token]);
  const all: number[][][][] = [];
  for (const { prompt, responses } of groups) {
    const contexts = responses.map(({ tokens }) =>
      Array.from(tokens, (_, t) => [...Array.from(prompt), ...Array.from(tokens).slice(0, t)]),
    );
    const logs = await logprobsOf(
      engine,
      contexts.flat().map((context) => ({ prompt: context, responses: every })),
    );
    let next = 0;
    all.push(contexts.map((row) => row.map(() => logs[next++].map(([x]) => x))));
  }
  return all;
}

const replaced = (
  groups: readonly Group[],
  change: (datum: Datum, g: number, r: number) => Partial<Datum>,
): Group[] =>
  groups.map(({ prompt, responses }, g) => ({
    prompt,
    responses: responses.map((datum, r) => ({ ...datum, ...change(datum, g, r) })),
  }));

const kl = { coefficient: 0.5, estimator: "k3" } as const;
describe("language-model losses", async () => {
  const engine = await open();
  const groups = makeGroups(await logprobsOf(engine, bare(makeGroups(null))));

  test("cross-entropy: −Σ weight · log p", async () => {
    const result = await passOf(engine, groups, { type: "crossEntropy" });
    await engine.zeroGrad();
    const logprobs = await logprobsOf(engine, bare(groups));
    expectSameNumbers(result.logprobs, logprobs, 1e-6);
    expect(result.loss).toBeCloseTo(definition(groups, logprobs, (logp) => -logp).loss, 4);
  });

  test.each(policyLosses)("%s: its definition, and the gradient that has its slopes", async (_, loss) => {
    const logprobs = await logprobsOf(engine, bare(groups));
    const predictions = await everyToken(engine, groups);
    const rows = groups.flatMap(({ responses }, g) =>
      responses.map(({ weights, ...datum }, r): DefinedRow => {
        const of = (name: "advantages" | "old" | "sampler" | "reference") => Array.from(datum[name] ?? []);
        const entropy = predictions[g][r].map((logs) => -logs.reduce((sum, x) => sum + Math.exp(x) * x, 0));
        return {
          ...{ logp: Array.from(logprobs[g][r]), entropy, weights: Array.from(weights) },
          ...{ advantages: of("advantages"), old: of("old") },
          ...{ sampler: of("sampler"), reference: of("reference") },
        };
      }),
    );
    const wanted = definedSlopes(loss, rows);
    const { loss: value } = await passOf(engine, groups, loss);
    await engine.zeroGrad();
    expect(value).toBeCloseTo(definedLoss(loss, rows), 4);

    // Slopes by log-probability are weights of cross-entropy; a slope by entropy is one weight, p·log p, for each token
    // that could have come there.
    let next = 0;
    const sloped = groups.flatMap(({ prompt, responses }): Group[] => {
      const own = responses.map((datum) => ({ datum, row: next++ }));
      const given = own.map(({ datum, row }) => ({
        tokens: datum.tokens,
        weights: Float32Array.from(wanted.logp[row], (slope) => -slope),
      }));
      const alternatives = own.flatMap(({ datum, row }) =>
        Array.from(datum.tokens, (_, t): Group => {
          const logs = predictions.flat()[row][t];
          const context = [...Array.from(prompt), ...Array.from(datum.tokens).slice(0, t)];
          const slope = wanted.entropy[row][t];
          const weight = (x: number) => Float32Array.of(slope * Math.exp(x) * x);
          return { prompt: context, responses: logs.map((x, v) => ({ tokens: [v], weights: weight(x) })) };
        }),
      );
      return [{ prompt, responses: given }, ...(loss.entropyCoefficient ? alternatives : [])];
    });
    const gradient = await gradientOf(engine, sloped, { type: "crossEntropy" });
    expectSameGradients(await gradientOf(engine, groups, loss), gradient, 2e-4);
  });

  // By token: what it was when sampled, and under the reference, in nats from what it is.
  const far: [string, number, number][] = [
    ["within both bounds, just", 19, 10.5],
    ["within the bound of k3, just", 0.1, 10.5],
    ["far below both", -19, -11],
    ["beyond what float32 exponentiates", -120, 150],
    ["far above both", 30, -25],
    ["far above when sampled, far below the reference", 120, 40],
  ];

  test.each(far)("ratio and k3 are bounded where a token is %s", async (_, fromOld, fromReference) => {
    const loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl } as const;
    const logprobs = await logprobsOf(engine, bare(groups));
    const off = (row: Float32Array, by: number) => row.map((logp) => logp - by);
    // Those of weight 0 are further off still.
    const moved = replaced(groups, ({ weights }, g, r) => ({
      old: off(logprobs[g][r], fromOld).map((x, i) => (weights[i] === 0 ? x - 100 : x)),
      reference: off(logprobs[g][r], fromReference).map((x, i) => (weights[i] === 0 ? x + 100 : x)),
    }));
    const wanted = definition(moved, logprobs, (logp, { advantages: A, old, reference }) => {
      const ratio = Math.exp(Math.min(Math.max(logp - old, -20), 20));
      const plain = -Math.min(ratio * A, Math.min(Math.max(ratio, 0.8), 1.2) * A);
      return plain + kl.coefficient * klEstimate("k3", logp, reference);
    });
    const result = await passOf(engine, moved, loss);
    await engine.zeroGrad();
    expect(Math.abs(result.loss - wanted.loss)).toBeLessThan(1e-4 * Math.max(1, Math.abs(wanted.loss)));
    const slopes = wanted.slopes.flat().flatMap((row) => [...row]);
    const gradient = await gradientOf(engine, moved, loss);
    if (slopes.every((slope) => Math.abs(slope) < 1e-6)) {
      for (const [name, numbers] of gradient)
        expect(Math.max(...numbers.map(Math.abs)), name).toBeLessThan(1e-5);
      return;
    }
    const sloped = replaced(moved, (_datum, g, r) => ({ weights: wanted.slopes[g][r].map((x) => -x) }));
    expectSameGradients(gradient, await gradientOf(engine, sloped, { type: "crossEntropy" }), 1e-4);
  });

  test("numbers of a loss are inputs: one session, whatever they are", async () => {
    const compile = vi.spyOn(Session, "compile");
    const fresh = await open();
    const losses = [0.5, 0.25].map((coefficient) => ({
      ...({ type: "ppo", kl: { estimator: "k2", coefficient } } as const),
      ...{ clipLow: coefficient / 4, clipHigh: coefficient },
    }));
    const gradients: Awaited<ReturnType<typeof gradientOf>>[] = [];
    for (const loss of losses) gradients.push(await gradientOf(fresh, groups, loss));
    expect(compile).toHaveBeenCalledTimes(1);
    compile.mockRestore();
    for (const [i, loss] of losses.entries()) {
      const other = await open();
      expectSameGradients(gradients[i], await gradientOf(other, groups, loss), 1e-6);
    }
    expect(() => expectSameGradients(gradients[0], gradients[1], 1e-2)).toThrow();
    const critic = await open(1);
    const values = makeGroups(await logitsOf(critic, bare(groups)));
    const counted = vi.spyOn(Session, "compile");
    const clipped = await gradientOf(critic, values, { type: "value", clip: 0.1 });
    const free = await gradientOf(critic, values, { type: "value", clip: 10 });
    expect(counted).toHaveBeenCalledTimes(1);
    counted.mockRestore();
    expect(() => expectSameGradients(clipped, free, 1e-2)).toThrow();
  });

  test("tokens of weight 0 take no part, whatever stands there", async () => {
    const loss: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl };
    const scrambled = replaced(groups, ({ weights, ...datum }) => {
      const elsewhere = (values?: Float32Array) => values?.map((x, i) => (weights[i] === 0 ? x - 5 : x));
      return {
        advantages: elsewhere(datum.advantages),
        old: elsewhere(datum.old),
        reference: elsewhere(datum.reference),
      };
    });
    const [a, b] = [await passOf(engine, groups, loss), await passOf(engine, scrambled, loss)];
    await engine.zeroGrad();
    expect(b.loss).toBeCloseTo(a.loss, 6);
    expect(b.entropy).toBe(a.entropy);
    const gradient = await gradientOf(engine, groups, loss);
    expectSameGradients(await gradientOf(engine, scrambled, loss), gradient, 1e-6);
  });

  test("entropy: mean over weighted tokens", async () => {
    const { entropy } = await passOf(engine, groups, { type: "crossEntropy" });
    await engine.zeroGrad();
    const predictions = await everyToken(engine, groups);
    let [total, count] = [0, 0];
    groups.forEach(({ responses }, g) => {
      responses.forEach(({ weights }, r) => {
        for (const [t, logs] of predictions[g][r].entries()) {
          if (weights[t] === 0) continue;
          total -= logs.reduce((sum, x) => sum + Math.exp(x) * x, 0);
          count++;
        }
      });
    });
    expect(entropy).toBeCloseTo(total / count, 5);
  });
});

describe("a classification head", () => {
  const random = new Random(5);
  const groupsOf = (sizes: [number, number[]][]) =>
    sizes.map(([prompt, responses]) => ({
      prompt: tokens(random, prompt, 12),
      responses: responses.map((length) => tokens(random, length, 12)),
    }));
  const [some, none] = [() => Array.from({ length: 3 }, () => random.int(20)), () => [] as number[]];

  test.each([
    [
      "few of long responses, with prompts",
      groupsOf([
        [3, [40, 21]],
        [7, [20, 33, 20]],
      ]),
      [
        [some(), none()],
        [some(), [0, 32], [19]],
      ],
    ],
    [
      "few, without stripes or shared prompts",
      groupsOf([
        [5, [20]],
        [5, [24]],
      ]),
      [[some()], [[23, 0]]],
    ],
    [
      "many of them",
      groupsOf([
        [2, [20, 24]],
        [4, [21]],
      ]),
      [[Array.from({ length: 20 }, (_, t) => 19 - t), some()], [none()]],
    ],
    ["none", groupsOf([[2, [20]]]), [[none()]]],
  ])("is read at the positions wanted: %s", async (_, groups, positions) => {
    const head = { type: "classification", labels: 2 } as const;
    const engine = await engineOf(await smallModel({ vocabSize: 12, qkNorm: true, family: "qwen3", head }));
    engines.push(engine);
    const all = await logitsOf(engine, groups);
    const chosen = await logitsOf(engine, groups, positions);
    positions.forEach((group, g) => {
      group.forEach((read, k) => {
        const wanted = read.flatMap((t) => [all[g][k][2 * t], all[g][k][2 * t + 1]]);
        expectClose(chosen[g][k], wanted, `group ${g}, response ${k}`);
      });
    });
  });
});

describe("losses of a classification head", () => {
  test("classification: cross-entropy with (1 − target, target)", async () => {
    const engine = await open(2);
    const groups = makeGroups(null);
    const logits = await logitsOf(engine, bare(groups));
    // The margin good − bad: log p(good) = −log(1 + e^−margin).
    const margins = logits.map((group) =>
      group.map((row) =>
        Float64Array.from({ length: row.length / 2 }, (_, i) => row[2 * i + 1] - row[2 * i]),
      ),
    );
    const wanted = definition(
      groups,
      margins,
      (margin, { targets }) =>
        targets * Math.log1p(Math.exp(-margin)) + (1 - targets) * Math.log1p(Math.exp(margin)),
    );
    const result = await passOf(engine, groups, { type: "classification" });
    await engine.zeroGrad();
    expect(result.loss).toBeCloseTo(wanted.loss, 4);
    // ∂loss/∂bias is the sum of the slopes, with opposite signs.
    const gradient = await gradientOf(engine, groups, { type: "classification" });
    const sum = wanted.slopes.flat().reduce((total, row) => total + row.reduce((a, b) => a + b, 0), 0);
    expect(gradient.get("score.bias")?.[1]).toBeCloseTo(sum, 4);
    expect(gradient.get("score.bias")?.[0]).toBeCloseTo(-sum, 4);
  });

  test("value: the larger of ½(value − return)² and its clipped form", async () => {
    const engine = await open(1);
    const groups = makeGroups(await logitsOf(engine, bare(makeGroups(null))), 0.6);
    const values = await logitsOf(engine, bare(groups));
    const clip = 0.3;
    let clipped = 0;
    const wanted = definition(groups, values, (value, { old, targets }) => {
      const held = old + Math.min(Math.max(value - old, -clip), clip);
      if ((held - targets) ** 2 > (value - targets) ** 2) clipped++;
      return Math.max((value - targets) ** 2, (held - targets) ** 2) / 2;
    });
    expect(clipped).toBeGreaterThan(3);
    const result = await passOf(engine, groups, { type: "value", clip });
    await engine.zeroGrad();
    expect(result.loss).toBeCloseTo(wanted.loss, 4);
    const gradient = await gradientOf(engine, groups, { type: "value", clip });

    // Not clipped (old = value) the slope is value − target: targets that give the definition's slopes.
    const sloped = replaced(groups, (datum, g, r) => ({
      weights: new Float32Array(datum.tokens.length).fill(1),
      old: values[g][r],
      targets: values[g][r].map((value, i) => value - wanted.slopes[g][r][i]),
    }));
    expectSameGradients(gradient, await gradientOf(engine, sloped, { type: "value", clip }), 1e-4);

    // The gradient by the head itself, by differences of the loss: it is quadratic in the head's weights.
    const head = engine.model.parameters.view("score.weight");
    const plain = { type: "value" as const, clip: 1000 };
    const byHead = (await gradientOf(engine, groups, plain)).get("score.weight") as Float32Array;
    const lossAt = async (i: number, shift: number) => {
      const before = head[i];
      head[i] = before + shift;
      const { loss } = await passOf(engine, groups, plain);
      await engine.zeroGrad();
      head[i] = before;
      return loss;
    };
    for (const i of [0, 3, 9])
      expect(((await lossAt(i, 0.25)) - (await lossAt(i, -0.25))) / 0.5).toBeCloseTo(byHead[i], 3);
  });
});
