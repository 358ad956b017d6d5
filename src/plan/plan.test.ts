// The plan of a step: its arithmetic, its traffic beside what a server counts, rates measured or assumed, memory.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryRuns } from "../../tests/fake-run.ts";
import { logprobsOf, stepOf } from "../../tests/rows.ts";
import { openEngine } from "../../tests/tinker-engine.ts";
import { startTinker } from "../../tests/tinker-server.ts";
import { resolveConfig } from "../config.ts";
import { arithmeticTokenizerFiles } from "../data/arithmetic-tokenizer.ts";
import type { Recompute } from "../engine/embedded/compiled.ts";
import { createEmbeddedEngine } from "../engine/embedded/engine.ts";
import type { SampledResponse } from "../engine/types.ts";
import { initialize } from "../model/initialize.ts";
import { loadModelConfig } from "../model/load.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { policyLoss } from "../train/update.ts";
import { type PlannedWork, planStep, stepTraffic } from "./plan.ts";
import { assumedRates, measuredRates, modelSize } from "./rates.ts";
import { planTraining } from "./training.ts";

const directory = temporaryRuns();

const work: PlannedWork = {
  ...{ prompts: 10, samples: 8, promptTokens: 100, responseTokens: 400 },
  ...{ prm: true, reference: true, server: "tinker", vocabSize: 1000, ahead: false },
  loss: { type: "ppo", clipLow: 0.2, clipHigh: 0.2 },
};

describe("a step", () => {
  it("takes its parts' time, process rewards only what sampling leaves of them", () => {
    const rates = { sampling: 1000, scoring: 2000, reference: 4000, training: 800 };
    const { parts, seconds } = planStep(work, rates);
    expect(parts.map((part) => part.seconds)).toEqual([32, 20, 10, 50]);
    expect(seconds).toBe(32 + 10 + 50);
    expect(planStep(work, { ...rates, scoring: 1000 }).seconds).toBe(32 + 8 + 10 + 50);
    expect(planStep({ ...work, prm: false, reference: false }, rates).seconds).toBe(32 + 50);
  });

  it("scores a loss that goes in two passes first, and trains while the next batch is sampled ahead", () => {
    const rates = { sampling: 1000, scoring: 2000, reference: 4000, training: 800 };
    const alone = { ...work, prm: false, reference: false };
    const twice: PlannedWork = { ...alone, loss: { ...work.loss, type: "gspo" } };
    const { parts, seconds, traffic } = planStep(twice, rates);
    expect(parts.map(({ name, seconds }) => [name, seconds])).toEqual([
      ["sampling", 32],
      ["first pass", 40_000 / 2400],
      ["update", 50],
    ]);
    expect(seconds).toBeCloseTo(32 + 50 + 40_000 / 2400, 9);
    expect(traffic.received).toBeGreaterThan(1.2 * planStep(alone, rates).traffic.received);
    expect(planStep({ ...alone, ahead: true }, rates).seconds).toBe(50);
    expect(planStep({ ...alone, ahead: true }, { ...rates, training: 2000 }).seconds).toBe(32);
    const measured = { sampling: 1000, rewarding: Number.POSITIVE_INFINITY, training: 800 };
    expect(planStep(twice, measured).seconds).toBe(82);
  });

  it("of measured rates gives the run's own times back", () => {
    const { seconds } = planStep(work, {
      sampling: 32_000 / 30,
      rewarding: 40_000 / 7,
      training: 40_000 / 60,
    });
    expect(seconds).toBeCloseTo(97, 9);
    const inTime = { sampling: 1000, rewarding: Number.POSITIVE_INFINITY, training: 800 };
    expect(planStep(work, inTime).parts.map(({ name }) => name)).toEqual(["sampling", "update"]);
  });
});

describe("traffic", () => {
  const ppo: PlannedWork["loss"] = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
  it.each([
    ["tinker", "ppo", ppo],
    ["skyrl", "ppo", ppo],
    ["tinker", "two passes", { ...ppo, type: "gspo" }],
    ["skyrl", "two passes", { ...ppo, onPolicy: true }],
  ] as const)("is what a server counts (%s, %s)", async (kind, _, loss) => {
    const server = await startTinker({ kind, vocabSize: 12 });
    const engine = await openEngine(server.url, { server: kind });
    const [prompts, samples, length] = [[1, 2, 3, 4].map((token) => new Array(30).fill(token)), 4, 200];
    const params = { maxTokens: length, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 3 };
    const before = { ...server.bytes };
    const responses: SampledResponse[] = [];
    for await (const response of (await engine.snapshot()).sample(prompts, samples, params))
      responses.push(response);
    const of = (p: number) => responses.filter(({ prompt }) => prompt === p);
    await logprobsOf(
      engine.reference,
      prompts.map((prompt, p) => ({ prompt, responses: of(p).map(({ tokens }) => tokens) })),
    );
    const batch = prompts.map((prompt, p) => ({
      prompt,
      responses: of(p).map(({ tokens, logprobs }) => ({
        tokens,
        weights: new Float32Array(length).fill(1 / 3200),
        advantages: Float32Array.from(tokens, (_, t) => Math.sin(p + t)),
        old: logprobs,
      })),
    }));
    const adam = {
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      weightDecay: 0,
      maxGradNorm: 0,
    };
    await stepOf(engine, batch, loss, adam);
    const counted = {
      sent: server.bytes.received - before.received,
      received: server.bytes.sent - before.sent,
    };
    await engine.dispose();
    await server.close();
    const shape = { prompts: prompts.length, samples, promptTokens: 30, responseTokens: length };
    const planned = stepTraffic({ ...shape, server: kind, vocabSize: 12, reference: true, loss });
    for (const key of ["sent", "received"] as const)
      expect(Math.abs(planned[key] / counted[key] - 1), key).toBeLessThan(0.08);
  });
});

describe("rates", () => {
  const size = { parameters: 7e9, cacheBytes: 57_344 };
  const batch = { responses: 512, promptTokens: 200, responseTokens: 1000, longest: 1000 };

  it("grow with the GPUs, and shrink with the model", () => {
    const rates = (gpus: number, model = size) =>
      assumedRates(model, batch, { gpu: "h100", gpus, prmGpus: 1 });
    expect(rates(8).training).toBeCloseTo(8 * rates(1).training, 6);
    expect(rates(8).sampling).toBeGreaterThan(rates(1).sampling);
    expect(rates(1).training).toBeCloseTo((0.4 * 989e12) / 42e9, 6);
    expect(rates(8, { ...size, parameters: 14e9 }).sampling).toBeLessThan(rates(8).sampling);
    const large = { ...size, parameters: 70e9 };
    expect(() => rates(1, large)).toThrow(/process reward model .* 140 GB, more than 1 of these GPUs have/);
    const alone = (gpus: number) => assumedRates(large, batch, { gpu: "h100", gpus, prmGpus: 0 });
    expect(() => alone(1)).toThrow(/one response take 141 GB, more than 1 of these GPUs have/);
    expect(alone(4).sampling).toBeGreaterThan(0);
  });

  it("of sampling read the weights and the cache once a token, and wait for the longest response", () => {
    const one = { ...batch, responses: 1 };
    const alone = assumedRates(size, one, { gpu: "h100", gpus: 1, prmGpus: 1 }).sampling;
    expect(alone).toBeCloseTo((0.6 * 3.35e12) / (14e9 + 57_344 * 700), 3);
    const many = assumedRates(size, one, { gpu: "h100", gpus: 4, prmGpus: 1 }).sampling;
    // A copy is of use for a response of its own only: four GPUs are one copy.
    expect(many).toBeCloseTo(Math.min(250, 4 * alone), 3);
    expect(assumedRates(size, batch, { gpu: "h100", gpus: 1e9, prmGpus: 1 }).sampling).toBeCloseTo(512 * 250);
    const waiting = assumedRates(
      size,
      { ...one, longest: 3000 },
      { gpu: "h100", gpus: 1, prmGpus: 1 },
    ).sampling;
    expect(waiting).toBeCloseTo(alone / 3, 0);
  });

  it("count a model's parameters as its checkpoint has them", () => {
    // Qwen2.5-7B, as published: 7.61 billion parameters.
    const size = modelSize({
      ...{ family: "qwen2", vocabSize: 152_064, hiddenSize: 3584, layers: 28, heads: 28, kvHeads: 4 },
      ...{ headDim: 128, intermediateSize: 18_944, maxPositions: 4096, ropeTheta: 1e6, rmsNormEps: 1e-6 },
      ...{ tieEmbeddings: false, qkvBias: true, qkNorm: false, outputBias: false, head: { type: "lm" } },
    } as Parameters<typeof modelSize>[0]);
    expect(size.parameters / 1e9).toBeCloseTo(7.61, 1);
    expect(size.cacheBytes).toBe(57_344);
    expect([size.experts, size.windows]).toEqual([undefined, []]);
  });

  it("count the experts that a token passes, and the tokens that a window keeps", () => {
    const batch = { responses: 1, promptTokens: 200, responseTokens: 1000, longest: 1000 };
    const cluster = { gpu: "h100", gpus: 1, prmGpus: 1 } as const;
    const dense = { parameters: 8e9, cacheBytes: 50_000 };
    const routed = { parameters: 30e9, experts: { parameters: 29e9, share: 1 / 8 }, cacheBytes: 50_000 };
    const rates = (size: typeof dense) => assumedRates(size, batch, cluster);
    // One billion that every token passes, and an eighth of the rest.
    expect(rates(routed).training).toBeCloseTo((0.4 * 989e12) / (6 * 4.625e9), 6);
    expect(rates(routed).scoring).toBeCloseTo((0.4 * 989e12) / (2 * 4.625e9), 6);
    expect(rates(routed).sampling).toBeCloseTo((0.6 * 3.35e12) / (2 * 4.625e9 + 50_000 * 700), 3);
    // Two responses at once pass experts of both: 1 − (7/8)² of them.
    const two = assumedRates(routed, { ...batch, responses: 2 }, cluster).sampling;
    const read = 2 * (30e9 - 29e9 * (7 / 8) ** 2) + 2 * 50_000 * 700;
    expect(two).toBeCloseTo((2 * (0.6 * 3.35e12)) / read, 3);
    expect(() => rates({ ...routed, parameters: 70e9 })).toThrow(/140 GB/);
    const windowed = { ...dense, cacheBytes: 10_000, windows: [{ tokens: 500, cacheBytes: 40_000 }] };
    const cache = 10_000 * 700 + 40_000 * 500;
    expect(rates(windowed).sampling).toBeCloseTo((0.6 * 3.35e12) / (16e9 + cache), 3);
  });

  it("of a run leave its first step out, and name the file that has none", async () => {
    const run = join(directory, "measured");
    mkdirSync(run);
    await expect(measuredRates(run, 10)).rejects.toThrow(/measured: no metrics\.jsonl here/);
    // Eight seconds of scoring, three of them while responses were sampled.
    const step = (step: number, sampling: number) => ({
      ...{ step, responses: 10, responseTokens: 400, processRewardMin: 0.5, kl: null },
      seconds: { sampling, scoring: 8, updating: 10, total: sampling + 15 },
    });
    const lines = [step(1, 100), step(2, 20), step(3, 20), step(4, 99)].map((line) => JSON.stringify(line));
    const write = (text: string) => writeFileSync(join(run, "metrics.jsonl"), text);
    // The last line is being written.
    write(lines.join("\n").slice(0, -20));
    expect(await measuredRates(run, 10)).toEqual({
      rates: { sampling: 20, rewarding: 100, training: 50 },
      ...{ responseTokens: 40, steps: 2, prm: true, reference: false },
    });
    write('{"step":1,"loss":2,"seconds":{"updating":1}}\n');
    await expect(measuredRates(run, 10)).rejects.toThrow(/has no step of pure train/);
    write(`{"step":1,\n${lines[1]}\n`);
    await expect(measuredRates(run, 10)).rejects.toThrow(/metrics\.jsonl:1: not valid JSON/);
    const still = { sampling: 0, scoring: 0, updating: 0, total: 0 };
    write(JSON.stringify({ ...step(1, 0), seconds: still }));
    await expect(measuredRates(run, 10)).rejects.toThrow(/no seconds of sampling and updating/);
  });
});

describe("a training", () => {
  const config = (source: string, train = {}, other = {}) =>
    resolveConfig({
      model: { source },
      data: { source: "problems.jsonl" },
      sampling: { promptsPerStep: 10, samplesPerPrompt: 8, maxTokens: 400 },
      reward: { mode: "vr" },
      credit: { klCoefficient: 0 },
      train: { steps: 100, evalEvery: 50, evalProblems: 200, ...train },
      ...other,
    });

  it("is its steps and evaluations, at the rates given", async () => {
    const model = join(directory, "model");
    mkdirSync(model);
    const sizes = { hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 128 };
    const json = { architectures: ["LlamaForCausalLM"], model_type: "llama", vocab_size: 100, ...sizes };
    writeFileSync(
      join(model, "config.json"),
      JSON.stringify({ ...json, max_position_embeddings: 512, rms_norm_eps: 1e-5 }),
    );
    const known = { rates: { sampling: 1000, training: 800 }, promptTokens: 100 };
    const plan = await planTraining(config(model), known);
    expect(plan.step.seconds).toBe(32 + 50);
    expect([plan.evaluations, plan.seconds]).toEqual([3, 100 * 82 + 3 * 80]);
    expect(plan.basis).toBe("at the rates given");
    const counted = async (train: object) => (await planTraining(config(model, train), known)).evaluations;
    expect(await counted({ evalEvery: 0 })).toBe(2);
    expect(await counted({ evalEvery: 30 })).toBe(5);
    expect(await counted({ evalProblems: 0 })).toBe(0);
    await expect(planTraining(config(model), { rates: { sampling: 1 }, promptTokens: 100 })).rejects.toThrow(
      /how fast is it\? Give --training-rate/,
    );
    const assumed = await planTraining(config(model), {
      ...{ rates: { training: 800 }, promptTokens: 100 },
      cluster: { gpu: "a100", gpus: 2, prmGpus: 1 },
    });
    expect(assumed.basis).toMatch(/^assumed: 2 A100 .* 40% of .* 60% of .*; training at the rate given$/);

    // What a rate or a run does not tell, and what could not be trained.
    const refused = (other: object, more: Partial<Parameters<typeof planTraining>[1]> = {}) =>
      expect(planTraining(config(model, {}, other), { ...known, ...more })).rejects;
    const run = join(directory, "without");
    mkdirSync(run);
    const line = { step: 1, responses: 1, responseTokens: 40, processRewardMin: null, kl: null };
    const seconds = { sampling: 1, scoring: 0, updating: 1, total: 3 };
    writeFileSync(join(run, "metrics.jsonl"), JSON.stringify({ ...line, seconds }));
    const { parts } = (await planTraining(config(model), { ...known, from: run })).step;
    expect(parts.map(({ name }) => name)).toEqual(["sampling", "rewards", "update"]);
    writeFileSync(join(run, "metrics.jsonl"), JSON.stringify({ ...line, kl: 0.1, seconds }));
    const other = (await planTraining(config(model), { ...known, from: run })).step.parts;
    expect(other.map(({ name }) => name)).toEqual(["sampling", "update"]);
    writeFileSync(join(run, "metrics.jsonl"), JSON.stringify({ ...line, seconds }));
    await refused({ reward: { mode: "prm", prm: "p" } }, { from: run }).toThrow(/without process rewards/);
    await refused({ credit: { klCoefficient: 0.1 } }, { from: run }).toThrow(/without a reference/);
    await refused({ credit: { klCoefficient: 0, estimator: "gae" } }).toThrow(/gae trains a critic/);
    await refused({}, { promptTokens: 112 }).toThrow(
      "prompts of 112 tokens: sampling.maxTokens 400 leaves 111 of the model's context",
    );
  });

  it("says what a policy in this process would take, as the engine plans it", async () => {
    const model = join(directory, "model");
    const known = { rates: { sampling: 1000, training: 800 }, promptTokens: 100 };
    const lora = { rank: 4, alpha: 8, targets: ["q_proj" as const, "down_proj" as const] };
    for (const { adapters, halved } of [
      { adapters: null, halved: false },
      { adapters: lora, halved: false },
      { adapters: lora, halved: true },
    ]) {
      const engine = { frozenWeights: halved ? ("float16" as const) : ("float32" as const) };
      const settings = config(model, {}, { model: { source: model, lora: adapters }, engine });
      const { memory } = await planTraining(settings, known);
      const stored = await loadModelConfig(model);
      const planOf = (recompute: Recompute) => {
        const tokenizer = createTokenizer(arithmeticTokenizerFiles());
        const made = {
          config: stored,
          tokenizer,
          parameters: initialize(stored, 1, { halved }),
          generation: { eosIds: [] },
        };
        const loss = policyLoss(settings);
        const shape = {
          prompts: 1,
          samplesPerPrompt: 1,
          promptTokens: 100,
          responseTokens: 400,
          sampling: null,
        };
        return createEmbeddedEngine({ model: made, lora: adapters, recompute }).plan({ ...shape, loss });
      };
      const { weights, gradients, optimizer, activations } = planOf("off");
      expect(memory).toEqual({
        held: weights + gradients + optimizer,
        kept: activations.most,
        recomputed: planOf("layers").activations.most,
      });
      expect(planOf("auto").activations).toEqual({
        least: memory?.recomputed,
        alone: memory?.kept,
        most: memory?.kept,
      });
    }
    const engine = { type: "tinker", url: "http://x", model: "m" };
    expect((await planTraining(config(model, {}, { engine }), known)).memory).toBeNull();
  });
});
