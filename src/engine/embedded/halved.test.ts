// Weights that are not trained, held as float16: what is computed is to the bit what float32 weights of the same numbers
// give, and no float32 copy of them outlives its product.
import { afterAll, describe, expect, test } from "vitest";
import { smallModel, tokens } from "../../../tests/engine-check.ts";
import { lossRowsOf, tokenRowsOf } from "../../../tests/rows.ts";
import { Random } from "../../common/random.ts";
import { CpuDevice } from "../../graph/cpu.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import type { ModelConfig } from "../../model/config.ts";
import type { Model } from "../../model/load.ts";
import { halvable, Parameters } from "../../model/parameters.ts";
import type { Loss } from "../types.ts";
import type { Recompute } from "./compiled.ts";
import { buildDecodeGraph, buildPrefillGraph } from "./decode-graph.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "./engine.ts";
import { buildPackedGraph } from "./train-graph.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

const lora = { rank: 2, alpha: 8, targets: ["q_proj", "v_proj", "down_proj"] };
const loss: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2, kl: { coefficient: 0.1, estimator: "k3" } };

/** The model with its layers' matrices as float16, and as float32 with the numbers that these have. */
function both(model: Model): { half: Model; full: Model } {
  const half = new Parameters(model.config, { halved: true });
  // A number that float16 holds only as a subnormal one.
  model.parameters.view("model.layers.0.self_attn.q_proj.weight")[0] = 3 * 2 ** -24;
  for (const { name } of half.specs) half.set(name, model.parameters.view(name));
  const full = new Parameters(model.config);
  for (const spec of full.specs) full.view(spec.name).set(half.values(spec.name));
  return { half: { ...model, parameters: half }, full: { ...model, parameters: full } };
}

/** All that an engine says of some rows, and what two steps make of its weights. */
async function everything(model: Model, recompute: Recompute, device = new CpuDevice(loadRuntime)) {
  const before = device.live.bytes;
  const engine = createEmbeddedEngine({ model, device, lora, threads: 1, seed: 3, recompute });
  engines.push(engine);
  const random = new Random("halved");
  const drawn = (count: number) => tokens(random, count, model.config.vocabSize);
  const groups = [
    { prompt: drawn(5), responses: [drawn(4), drawn(3)] },
    { prompt: drawn(4), responses: [drawn(6)] },
  ];
  const rows = tokenRowsOf(groups);
  const columns = groups.map(({ prompt, responses }) => ({
    prompt,
    responses: responses.map((tokens) => {
      const column = (mean: number) => Float32Array.from(tokens, () => mean + random.normal());
      return {
        ...{ tokens, weights: column(1), old: column(-2), advantages: column(0), reference: column(-2) },
      };
    }),
  }));
  const said: unknown[] = [];
  for (let step = 0; step < 2; step++) {
    said.push(await engine.logprobs(rows));
    said.push(await engine.forwardBackward(lossRowsOf(columns), loss));
    const adam = { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };
    said.push(await engine.optimStep({ ...adam, maxGradNorm: 1 }));
  }
  for (const temperature of [0, 1]) {
    const params = { maxTokens: 8, temperature, topP: 1, stopTokens: [], stop: [], seed: 5 };
    const prompts = groups.map(({ prompt }) => prompt);
    for await (const { tokens, logprobs } of engine.sample(prompts, 2, params)) said.push(tokens, logprobs);
  }
  const merged = await engine.parameters();
  return { said, merged: merged.data, live: device.live.bytes - before, engine };
}

const families: Record<string, Partial<ModelConfig>> = {
  llama: {},
  "biases, one head's matrix for both ends": { qkvBias: true, outputBias: true, tieEmbeddings: true },
  "norms of queries and keys": { qkNorm: true },
  experts: { experts: { count: 3, perToken: 2, intermediateSize: 8, normalised: true, denseLayers: [] } },
  "norms on both sides, GELU": { norms: "sandwich", activation: "geluTanh", normOffset: true },
};

describe("weights held as float16 under adapters", () => {
  test.each(Object.entries(families))(
    "%s: all to the bit as with float32 of the same numbers",
    async (_, changes) => {
      const { half, full } = both(await smallModel({ layers: 3, ...changes }));
      const ways = changes === families.llama ? (["off", "layers"] as const) : (["off"] as const);
      for (const recompute of ways) {
        const [a, b] = [await everything(half, recompute), await everything(full, recompute)];
        expect(a.said).toEqual(b.said);
        expect(a.merged).toEqual(b.merged);
        expect(a.live).toBeLessThan(b.live);
        expect(a.engine.plan().weights).toBeLessThan(b.engine.plan().weights);
      }
    },
  );

  test("a device that cannot read them gets float32, of which the plan knows", async () => {
    const { half, full } = both(await smallModel());
    const device = Object.assign(new CpuDevice(loadRuntime), { half: undefined, copies: true });
    const [a, b] = [await everything(half, "off", device), await everything(full, "off")];
    expect(a.said).toEqual(b.said);
    expect(a.live).toBe(b.live);
    // In the same memory are both.
    expect(a.engine.plan().weights).toBe(b.engine.plan().weights + half.parameters.bytes);
    expect(a.engine.plan().halvable).toBe(false);
  });

  test("a model of which nothing is trained scores and samples the same", async () => {
    const { half, full } = both(await smallModel());
    const said = async (model: Model) => {
      const engine = createEmbeddedEngine({ model, threads: 1, seed: 3 });
      engines.push(engine);
      const rows = tokenRowsOf([{ prompt: [1, 2, 3], responses: [[4, 5], [6]] }]);
      const out: unknown[] = [await engine.logprobs(rows)];
      const params = { maxTokens: 6, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 5 };
      for await (const { tokens, logprobs } of engine.sample([[1, 2, 3], [4]], 2, params))
        out.push(tokens, logprobs);
      return out;
    };
    expect(await said(half)).toEqual(await said(full));
  });

  test("the plan counts what is widened", async () => {
    const { half, full } = both(await smallModel({ hiddenSize: 64, headDim: 16, intermediateSize: 96 }));
    const least = (model: Model) => {
      const engine = createEmbeddedEngine({ model, lora, threads: 1 });
      engines.push(engine);
      const run = { prompts: 1, samplesPerPrompt: 1, promptTokens: 2, responseTokens: 2, sampling: null };
      return [engine.plan(run), engine.plan({ ...run, loss })].map(({ activations }) => activations.least);
    };
    const [a, b] = [least(half), least(full)];
    // The largest matrix, at least.
    for (const [i, bytes] of a.entries()) expect(bytes - b[i]).toBeGreaterThan(4 * 64 * 96);
  });

  test("are not trained", async () => {
    const { half } = both(await smallModel());
    const engine = createEmbeddedEngine({ model: half, threads: 1 });
    engines.push(engine);
    const random = new Random(1);
    const response = {
      ...{ tokens: tokens(random, 2, 8), weights: new Float32Array(2), old: new Float32Array(2) },
      ...{ advantages: new Float32Array(2), reference: new Float32Array(2) },
    };
    const rows = lossRowsOf([{ prompt: [1, 2], responses: [response] }]);
    await expect(engine.forwardBackward(rows, loss)).rejects.toThrow(
      "engine: its weights are float16, which are not trained",
    );
    await expect(engine.load("nowhere")).rejects.toThrow("not loaded anew");
    const variant = { loss, hasPrompts: true, stripes: 1, chunked: false, few: false, halved: true };
    const build = () => buildPackedGraph(half.config, null, 8, { ...variant, trainable: "all" });
    expect(build).toThrow("float16");
  });

  test("each is widened where a product reads it, once for the product and once for its gradient", async () => {
    const { config } = await smallModel({ layers: 2 });
    const matrices = 2 * 7;
    const variant = { hasPrompts: true, stripes: 1, chunked: false, few: false, halved: true };
    const scored = buildPackedGraph(config, lora, 8, { ...variant, loss: null, trainable: "none" });
    const trained = buildPackedGraph(config, lora, 8, { ...variant, loss, trainable: "lora" });
    const decoded = buildDecodeGraph(config, lora, 8, "draw", true, true);
    const casts = [scored, trained, decoded, buildPrefillGraph(config, lora, 8, true)].map((graph) => {
      const { nodes, inputs } = graph.message();
      const halves = inputs.filter(({ type }) => type === "float16").map(({ name }) => name);
      expect(halves.every(halvable)).toBe(true);
      const maker = new Map(nodes.map((node) => [node.outputs[0], node]));
      const made = nodes.filter(
        ({ opType, inputs: [tied] }) => opType === "Cast" && halves.includes(`${maker.get(tied)?.inputs[0]}`),
      );
      // Of each cast one reader, with which it shares what it is tied to: the product's other side.
      for (const { inputs, outputs } of made) {
        const [reader, ...others] = nodes.filter(({ inputs }) => inputs.includes(outputs[0]));
        expect(others).toEqual([]);
        let tie = maker.get(maker.get(inputs[0])!.inputs[1])!;
        if (tie.opType === "Mul") tie = maker.get(tie.inputs[0])!;
        expect([tie.opType, tie.inputs[0]]).toEqual(["Shape", reader.inputs[0]]);
      }
      return made.length;
    });
    // No gradient need go into the first layer, whose queries and values are the first to be trained; of the last one prefill
    // wants keys and values alone.
    expect(casts).toEqual([matrices, 2 * matrices - 3, matrices, matrices - 5]);
  });
});
