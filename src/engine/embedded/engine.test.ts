// The embedded engine as its users see it: steps, what is trained, adapters, wrong use, and the memory it plans.
import { afterAll, describe, expect, test, vi } from "vitest";
import {
  engineOf,
  expectSameGradients,
  expectSameNumbers,
  gradientOf,
  heldGradient,
  smallModel,
  tokens,
} from "../../../tests/engine-check.ts";
import { bare, type Group, logitsOf, logprobsOf, passOf } from "../../../tests/rows.ts";
import { UserError } from "../../common/errors.ts";
import { Random } from "../../common/random.ts";
import { Session } from "../../graph/session.ts";
import type { AdamParams, Loss, Sampler } from "../types.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "./engine.ts";

const adam: AdamParams = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 0,
};
const crossEntropy: Loss = { type: "crossEntropy" };
const classification: Loss = { type: "classification" };

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

async function open(...args: Parameters<typeof engineOf>): Promise<EmbeddedEngine> {
  const engine = await engineOf(...args);
  engines.push(engine);
  return engine;
}

function makeGroups(seed: number, vocabulary = 8): Group[] {
  const random = new Random(seed);
  return [2, 5, 1].map((length) => ({
    prompt: tokens(random, length, vocabulary),
    responses: [3, 6].map((n) => ({
      tokens: tokens(random, n, vocabulary),
      weights: Float32Array.from({ length: n }, () => random.next() / 9),
      targets: Float32Array.from({ length: n }, () => random.int(2)),
    })),
  }));
}

async function train(engine: EmbeddedEngine, groups: readonly Group[], steps: number, loss = crossEntropy) {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push((await passOf(engine, groups, loss)).loss);
    await engine.optimStep(adam);
  }
  return losses;
}

const snapshot = (engine: EmbeddedEngine) => Float32Array.from(engine.model.parameters.data);

/** Names of the parameters that differ from `before`. */
function moved(engine: EmbeddedEngine, before: Float32Array): string[] {
  const { specs, data } = engine.model.parameters;
  return specs
    .filter(({ offset, size }) =>
      data.subarray(offset, offset + size).some((value, i) => value !== before[offset + i]),
    )
    .map(({ name }) => name);
}

describe("a step", () => {
  test("training brings the loss down, and moves every weight", async () => {
    const engine = await open(await smallModel({ qkvBias: true, outputBias: true, qkNorm: true }));
    const before = snapshot(engine);
    const losses = await train(engine, makeGroups(1), 30);
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
    expect(moved(engine, before)).toEqual(engine.model.parameters.specs.map(({ name }) => name));
  });

  test("several calls add up to the gradient of one", async () => {
    const engine = await open(await smallModel());
    const [a, b] = [makeGroups(1), makeGroups(2)];
    const wanted = await gradientOf(engine, [...a, ...b], crossEntropy);
    await passOf(engine, a, crossEntropy);
    await passOf(engine, b, crossEntropy);
    expectSameGradients(await heldGradient(engine), wanted, 1e-5);
  });

  test("a step uses the gradient up, and zeroGrad drops it", async () => {
    const engine = await open(await smallModel());
    const groups = makeGroups(1);
    await passOf(engine, groups, crossEntropy);
    const first = await engine.optimStep({ ...adam, learningRate: 0 });
    expect(first.applied).toBe(true);
    expect(first.gradNorm).toBeGreaterThan(0);
    expect((await engine.optimStep({ ...adam, learningRate: 0 })).gradNorm).toBe(0);
    await passOf(engine, groups, crossEntropy);
    await engine.zeroGrad();
    expect((await engine.optimStep({ ...adam, learningRate: 0 })).gradNorm).toBe(0);
    // And what comes after is not disturbed.
    await passOf(engine, groups, crossEntropy);
    expect((await engine.optimStep({ ...adam, learningRate: 0 })).gradNorm).toBeCloseTo(first.gradNorm, 6);
  });

  test("a snapshot is the policy as it is, until the next step, and lets go of nothing", async () => {
    const engine = await open(await smallModel());
    const groups = bare(makeGroups(1));
    const sampler = await engine.snapshot();
    expect([sampler.maxContext, sampler.pipelined]).toEqual([engine.maxContext, false]);
    const params = { maxTokens: 4, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 1 };
    const drawn = async (from: Pick<Sampler, "sample">) => {
      const all: number[][] = [];
      for await (const { tokens } of from.sample([[1, 2]], 2, params)) all.push(tokens);
      return all;
    };
    expect(await drawn(sampler)).toEqual(await drawn(engine));
    await sampler.dispose();
    await passOf(engine, makeGroups(1), crossEntropy);
    await engine.optimStep(adam);
    expect(await logprobsOf(sampler, groups)).toEqual(await logprobsOf(engine, groups));
  });

  test("the norm is that of all gradients together", async () => {
    const engine = await open(await smallModel());
    const gradient = await gradientOf(engine, makeGroups(1), crossEntropy);
    await passOf(engine, makeGroups(1), crossEntropy);
    const { gradNorm } = await engine.optimStep(adam);
    const squares = [...gradient.values()].flatMap((g) => Array.from(g, (x) => x * x));
    expect(gradNorm).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0)), 5);
  });

  test("clipping scales the gradient to the norm allowed", async () => {
    // With β = 0 and a large ε a step is the gradient times lr / ε.
    const plain = { ...adam, beta1: 0, beta2: 0, epsilon: 1e6, learningRate: 1e6 };
    const steps = await Promise.all(
      [0, 0.01].map(async (maxGradNorm) => {
        const engine = await open(await smallModel());
        const before = snapshot(engine);
        await passOf(engine, makeGroups(1), crossEntropy);
        const { gradNorm } = await engine.optimStep({ ...plain, maxGradNorm });
        const moves = engine.model.parameters.data.map((value, i) => value - before[i]);
        return { gradNorm, norm: Math.hypot(...moves) };
      }),
    );
    expect(steps[0].gradNorm).toBeGreaterThan(0.1);
    expect(steps[0].norm).toBeCloseTo(steps[0].gradNorm, 3);
    expect(steps[1].gradNorm).toBeCloseTo(steps[0].gradNorm, 6);
    expect(steps[1].norm).toBeCloseTo(0.01, 4);
  });

  test("weight decay shrinks matrices, and leaves norms and biases", async () => {
    const engine = await open(await smallModel({ qkvBias: true }));
    engine.model.parameters.view("model.layers.0.self_attn.q_proj.bias").fill(0.5);
    const before = snapshot(engine);
    await engine.optimStep({ ...adam, learningRate: 0.1, weightDecay: 0.5 });
    for (const { name, shape, offset, size } of engine.model.parameters.specs)
      for (let i = offset; i < offset + size; i++) {
        const wanted = shape.length > 1 ? 0.95 * before[i] : before[i];
        expect(engine.model.parameters.data[i], name).toBeCloseTo(wanted, 6);
      }
  });

  test("a gradient that is not finite leaves everything as it was", async () => {
    const run = async (disturb: boolean) => {
      const engine = await open(await smallModel());
      await train(engine, makeGroups(1), 2);
      if (disturb) {
        const groups = makeGroups(2);
        groups[1].responses[0].weights[1] = Number.NaN;
        const before = snapshot(engine);
        const { loss } = await passOf(engine, groups, crossEntropy);
        expect(Number.isFinite(loss)).toBe(false);
        const { applied, gradNorm } = await engine.optimStep(adam);
        expect(applied).toBe(false);
        expect(Number.isFinite(gradNorm)).toBe(false);
        expect(engine.model.parameters.data).toEqual(before);
      }
      await train(engine, makeGroups(3), 2);
      return snapshot(engine);
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test("nothing to learn from gives zeros", async () => {
    const engine = await open(await smallModel());
    expect(await logprobsOf(engine, [])).toEqual([]);
    const empty = [{ prompt: [1], responses: [] }];
    const result = await passOf(engine, empty, crossEntropy);
    expect(result).toEqual({ loss: 0, logprobs: [], entropy: 0, responseTokens: 0, computedTokens: 0 });
    expect(await engine.optimStep(adam)).toEqual({ gradNorm: 0, applied: true });
  });
});

describe("the classification head alone", () => {
  test("moves nothing but score.weight and score.bias, and all again afterwards", async () => {
    const engine = await open("qwen2-classification");
    const groups = makeGroups(1, 320);
    const whole = await gradientOf(engine, groups, classification);
    engine.setTrainable("head");
    const before = snapshot(engine);
    await passOf(engine, groups, classification);
    const { gradNorm } = await engine.optimStep(adam);
    expect(gradNorm).toBeGreaterThan(0);
    expect(moved(engine, before)).toEqual(["score.weight", "score.bias"]);
    engine.model.parameters.data.set(before);
    const head = await gradientOf(engine, groups, classification);
    expect(head.get("score.weight")).toEqual(whole.get("score.weight"));
    engine.setTrainable("all");
    await passOf(engine, groups, classification);
    await engine.optimStep(adam);
    expect(moved(engine, before)).toEqual(engine.model.parameters.specs.map(({ name }) => name));
  });

  test("a gradient held is dropped when what is trained changes", async () => {
    const engine = await open("qwen2-classification");
    await passOf(engine, makeGroups(1, 320), classification);
    engine.setTrainable("head");
    expect((await engine.optimStep(adam)).gradNorm).toBe(0);
  });

  test("is learned", async () => {
    const engine = await open(await smallModel({ head: { type: "classification", labels: 2 } }));
    engine.setTrainable("head");
    const losses = await train(engine, makeGroups(1), 40, classification);
    expect(losses.at(-1)).toBeLessThan(losses[0] * 0.9);
  });
});

describe("adapters", () => {
  const lora = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "o_proj", "gate_proj", "down_proj"] };

  test("start as the base model; only they move", async () => {
    const base = await open("qwen2");
    const engine = await open("qwen2", { lora });
    const groups = makeGroups(1, 320);
    const wanted = await logprobsOf(base, bare(groups));
    expectSameNumbers(await logprobsOf(engine, bare(groups)), wanted, 1e-6);
    const before = snapshot(engine);
    const losses = await train(engine, groups, 10);
    expect(losses.at(-1)).toBeLessThan(losses[0] * 0.95);
    expect(moved(engine, before)).toEqual([]);
    const after = await logprobsOf(engine, bare(groups));
    expect(after.flat(2)).not.toEqual(wanted.flat(2));
  });

  test("their initial weights follow the seed", async () => {
    const norm = async (seed: number) => {
      const engine = await open(await smallModel(), { lora, seed });
      await passOf(engine, makeGroups(1), crossEntropy);
      return (await engine.optimStep(adam)).gradNorm;
    };
    expect(await norm(1)).toBe(await norm(1));
    expect(await norm(1)).not.toBe(await norm(2));
  });

  test("their gradient is that of the merged weights, by the chain rule", async () => {
    // B is zero at first, so ∂A is zero and the norm is that of ∂B = (alpha/rank)·∂W·Aᵀ: twice alpha, twice the norm.
    const norm = async (alpha: number) => {
      const engine = await open(await smallModel(), { lora: { ...lora, alpha } });
      await passOf(engine, makeGroups(1), crossEntropy);
      return (await engine.optimStep(adam)).gradNorm;
    };
    expect((await norm(12)) / (await norm(6))).toBeCloseTo(2, 4);
  });

  test("with a classification head, the head moves too", async () => {
    const engine = await open("qwen2-classification", { lora });
    const before = snapshot(engine);
    await train(engine, makeGroups(1, 320), 2, classification);
    expect(moved(engine, before)).toEqual(["score.weight", "score.bias"]);
  });

  test.each([
    [["q_proj", "key"], /key is no projection; known: q_proj/],
    [[], /is empty; known: q_proj/],
  ])("targets %j are refused", async (targets, message) => {
    const model = await smallModel();
    const wrong = () => createEmbeddedEngine({ model, lora: { rank: 2, alpha: 2, targets } });
    expect(wrong).toThrow(UserError);
    expect(wrong).toThrow(message);
  });
});

describe("wrong use is refused", () => {
  const one = (changes: object): Group[] => [
    { prompt: [1], responses: [{ tokens: [2, 3], weights: Float32Array.of(1, 1), ...changes }] },
  ];
  const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  const two = Float32Array.of(0, 0);

  test.each<[string, Group[], Loss, RegExp]>([
    ["no advantages", one({ old: two }), ppo, /advantages.*\(2\), got none/],
    ["too few old", one({ advantages: two, old: new Float32Array(1) }), ppo, /old.*\(2\), got 1/],
    [
      "no reference",
      one({ advantages: two, old: two }),
      { ...ppo, kl: { coefficient: 0.1, estimator: "k3" } },
      /reference/,
    ],
    ["too many weights", one({ weights: new Float32Array(3) }), crossEntropy, /weights.*got 3/],
    ["no prompt", [{ ...one({})[0], prompt: [] }], crossEntropy, /prompt/],
    ["a loss of another head", one({ targets: two }), classification, /head/],
    ["a value loss", one({ targets: two, old: two }), { type: "value", clip: 1 }, /head/],
    ["a token out of the vocabulary", [{ ...one({})[0], prompt: [99, 1] }], crossEntropy, /token 99 .*range/],
    [
      "more than the context",
      [{ ...one({})[0], prompt: Array(64).fill(1) }],
      crossEntropy,
      /66 tokens.* context of 64/,
    ],
  ])("a language model: %s", async (_, groups, loss, message) => {
    const engine = await open(await smallModel());
    await expect(passOf(engine, groups, loss)).rejects.toThrow(message);
  });

  test("tokens that the model has no embedding of, in whatever it is given", async () => {
    const [lm, classifier] = [await open("llama"), await open("qwen2-classification")];
    const { vocabSize } = lm.model.config;
    const message = `token ${vocabSize} ("") is out of range: the model's vocabulary has ${vocabSize} tokens, its tokenizer`;
    const refused = async (work: Promise<unknown>) => {
      await expect(work).rejects.toThrow(message);
      await expect(work).rejects.toThrow(UserError);
    };
    const sampling = { maxTokens: 1, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 0 };
    await refused(lm.sample([[1], [1, vocabSize]], 1, sampling).next());
    for (const group of [
      { prompt: [1, vocabSize], responses: [[2]] },
      { prompt: [1], responses: [[2], [2, vocabSize]] },
    ]) {
      await refused(logprobsOf(lm, [group]));
      await refused(logitsOf(classifier, [group]));
      const responses = group.responses.map((tokens) => ({
        tokens,
        weights: new Float32Array(tokens.length),
      }));
      await refused(passOf(lm, [{ ...group, responses }], crossEntropy));
    }
    expect(() => lm.checkTokens([-1], "problem 3")).toThrow(/^problem 3: token -1 /);
    expect(() => lm.checkTokens([0, vocabSize - 1])).not.toThrow();
  });

  test("what a head cannot do", async () => {
    const lm = await open(await smallModel());
    const classifier = await open("qwen2-classification");
    const bareOne = [{ prompt: [1], responses: [[2]] }];
    await expect(logitsOf(lm, bareOne)).rejects.toThrow(/classif/);
    await expect(logprobsOf(classifier, bareOne)).rejects.toThrow(/classification/);
    await expect(passOf(classifier, one({}), crossEntropy)).rejects.toThrow(/head/);
    await expect(
      passOf(classifier, one({ targets: two, old: two }), { type: "value", clip: 1 }),
    ).rejects.toThrow(/1 label/);
    const critic = await open("qwen2", { head: { labels: 1 } });
    await expect(passOf(critic, one({ targets: two }), classification)).rejects.toThrow(/2 label/);
    expect(() => lm.setTrainable("head")).toThrow(/head/);
  });
});

describe("plan", () => {
  const run = { prompts: 4, samplesPerPrompt: 8, promptTokens: 10, responseTokens: 20, sampling: null };

  /** What must be there, counted by hand, is predicted, and what the heap adds. */
  const near = (predicted: number, counted: number) => {
    expect(predicted).toBeGreaterThan(counted);
    expect(predicted).toBeLessThan(4 * counted);
  };

  test("counts weights, gradients, moments, the cache and what decoding keeps", async () => {
    const engine = await open(await smallModel());
    const { count } = engine.model.parameters;
    const plan = engine.plan({ ...run, sampling: "draw", loss: crossEntropy });
    expect(plan.weights).toBe(4 * count);
    // The gradient held, and its copy as it comes.
    expect(plan.gradients).toBe(8 * count);
    expect(plan.optimizer).toBe(8 * count);
    // Keys and values, 2 layers, 2 heads of 4 floats: 32 responses, whose room grows by 32 tokens, half of it
    // again as it was before, and 4 prompts.
    expect(plan.cache).toBe(2 * 2 * 2 * 4 * 4 * (1.5 * 32 * 32 + 4 * 9));
    // Logits and their softmax, of 32 rows; scores and weights of 4 heads on 9 + 32 keys, and the mask.
    near(plan.decoding, 4 * 32 * (2 * 8 + 2 * 4 * 41 + 41));
    const reading = engine.plan(run);
    expect([reading.gradients, reading.optimizer, reading.cache, reading.decoding]).toEqual([0, 0, 0, 0]);
    expect(reading.activations.most).toBeLessThan(plan.activations.most);
    expect(reading.activations.least).toBeGreaterThan(0);
    expect(reading.activations.least).toBeLessThan(reading.activations.most / 20);
  });

  test("of several runs: the largest cache, and every way to decode", async () => {
    const engine = await open(await smallModel());
    const step = { ...run, sampling: "draw" } as const;
    const evaluation = { ...run, prompts: 40, samplesPerPrompt: 1, sampling: "greedy" } as const;
    const [a, b, both] = [engine.plan(step), engine.plan(evaluation), engine.plan(step, evaluation)];
    expect(both.cache).toBe(Math.max(a.cache, b.cache));
    expect(both.decoding).toBe(a.decoding + b.decoding);
    expect(engine.plan(step, step).decoding).toBe(a.decoding);
    expect(both.activations.most).toBe(Math.max(a.activations.most, b.activations.most));
  });

  test("adapters need gradients and moments for themselves alone", async () => {
    const lora = { rank: 1, alpha: 1, targets: ["q_proj"] };
    const engine = await open(await smallModel(), { lora });
    const plan = engine.plan({ ...run, loss: crossEntropy });
    // Two layers, A [1, 16] and B [16, 1].
    expect(plan.optimizer).toBe(8 * 2 * 32);
    expect(plan.weights).toBe(4 * (engine.model.parameters.count + 2 * 32));
  });

  test("activations: logits and their softmax, where the vocabulary is most of it", async () => {
    const engine = await open(await smallModel({ vocabSize: 2000 }));
    const sizes = { prompts: 1, samplesPerPrompt: 1, promptTokens: 1, responseTokens: 60, sampling: null };
    near(engine.plan(sizes).activations.most, 2 * 4 * 60 * 2000);
    near(engine.plan({ ...sizes, samplesPerPrompt: 4 }).activations.most, 2 * 4 * 240 * 2000);
  });

  test("activations: attention of every layer, where the sequence is most of it", async () => {
    const engine = await open(await smallModel({ maxPositions: 1024 }));
    const sizes = { prompts: 1, samplesPerPrompt: 1, promptTokens: 1, responseTokens: 500, sampling: null };
    const map = 4 * 4 * 500 * 500;
    // Four stripes see 1, 2, 3 and 4 quarters of their quarter of the map: 5/8 in all, 1/4 the last. Scores and
    // probabilities of a stripe forward; every layer's probabilities and two maps of the stripe at hand backward.
    near(engine.plan(sizes).activations.most, (2 * map) / 4);
    near(engine.plan({ ...sizes, loss: crossEntropy }).activations.most, (2 * map * 5) / 8 + (2 * map) / 4);
  });

  test("prompts are computed in parts where all at once are too many", async () => {
    const engine = await open(await smallModel({ maxPositions: 1024 }));
    const sizes = { prompts: 40, samplesPerPrompt: 1, promptTokens: 501, responseTokens: 1 };
    const { activations } = engine.plan({ ...sizes, sampling: "greedy" });
    // Scores and probabilities of 4 heads.
    near(activations.most, 2 * 40 * 4 * 4 * 500 * 500);
    near(activations.least, 2 * 4 * 4 * 500 * 500);
  });
});

describe("micro-batches have what the limit leaves beside what the engine holds", () => {
  const group = { prompt: Array<number>(10).fill(1), responses: Array<number[]>(8).fill([2, 3]) };
  const trained = {
    prompt: group.prompt,
    responses: group.responses.map((tokens) => ({ tokens, weights: Float32Array.of(1, 1) })),
  };
  // So few tokens that their values take less than the weights.
  const model = () => smallModel({ hiddenSize: 256, headDim: 64, intermediateSize: 700 });

  test.each([
    ["adapters, which need little more than the weights", { rank: 1, alpha: 1, targets: ["q_proj"] }, 1],
    ["all weights, with gradients and moments", null, 5],
  ])("%s", async (_, lora, times) => {
    const loaded = await model();
    const computed = async (memoryLimit: number) => {
      const engine = await open(loaded, { lora, memoryLimit });
      return (await passOf(engine, [trained], crossEntropy)).computedTokens;
    };
    const weights = 4 * loaded.parameters.count;
    // The prompt once, or once a response.
    expect(await computed((times + 3) * weights)).toBe(9 + 8 * 2);
    expect(await computed(times * weights)).toBe(8 * (9 + 2));
  });

  test("what a run gave out is let go before the next", async () => {
    const engine = await open(await model());
    engine.activationBytes = 0;
    const given: Record<string, Float32Array>[] = [];
    const run = Session.prototype.run;
    const runs = vi.spyOn(Session.prototype, "run").mockImplementation(async function (this: Session, ...of) {
      for (const out of given) expect(Object.keys(out)).toEqual([]);
      given.push(await run.apply(this, of));
      return given[given.length - 1];
    });
    await passOf(engine, [trained], crossEntropy);
    expect(given.length).toBe(8);
    runs.mockRestore();
  });

  test("scoring needs the weights alone, until something is trained", async () => {
    const loaded = await model();
    const engine = await open(loaded, { memoryLimit: 16 * loaded.parameters.count });
    const runs = vi.spyOn(Session.prototype, "run");
    await logprobsOf(engine, [group]);
    expect(runs).toHaveBeenCalledTimes(1);
    await passOf(engine, [{ ...trained, responses: trained.responses.slice(0, 1) }], crossEntropy);
    await engine.optimStep(adam);
    runs.mockClear();
    await logprobsOf(engine, [group]);
    expect(runs).toHaveBeenCalledTimes(8);
    // What a plan for all engines of a run gives it comes before.
    engine.activationBytes = 12 * loaded.parameters.count;
    runs.mockClear();
    await logprobsOf(engine, [group]);
    expect(runs).toHaveBeenCalledTimes(1);
    runs.mockRestore();
  });
});

test("maxContext is the model's own limit at most", async () => {
  const model = await smallModel();
  expect((await open(model)).maxContext).toBe(64);
  expect((await open(model, { maxContext: 1000 })).maxContext).toBe(64);
  expect((await open(model, { maxContext: 16 })).maxContext).toBe(16);
});

test("dispose lets go, also of an engine that was never used, and twice", async () => {
  const used = await engineOf(await smallModel());
  await logprobsOf(used, [{ prompt: [1], responses: [[2]] }]);
  for await (const response of used.sample([[1]], 1, {
    maxTokens: 1,
    temperature: 1,
    topP: 1,
    stopTokens: [],
    stop: [],
    seed: 1,
  }))
    expect(response.tokens.length).toBe(1);
  await used.dispose();
  await used.dispose();
  await (await engineOf(await smallModel())).dispose();
});
