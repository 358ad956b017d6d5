// A process whose peak memory tests/memory.test.ts compares with the plan: it computes what its argument names with a
// random model, and prints both as JSON. What Node, the code and ONNX Runtime take is measured here, after a tiny model
// has done the same, and stands for the plan's own figure for it.
import { Random } from "../src/common/random.ts";
import { arithmeticTokenizerFiles } from "../src/data/arithmetic-tokenizer.ts";
import { createEmbeddedEngine, type EmbeddedEngine } from "../src/engine/embedded/engine.ts";
import type { PlannedRun } from "../src/engine/embedded/memory.ts";
import type { Loss } from "../src/engine/types.ts";
import type { ModelConfig } from "../src/model/config.ts";
import { initialize } from "../src/model/initialize.ts";
import { Parameters } from "../src/model/parameters.ts";
import { createTokenizer } from "../src/model/tokenizer.ts";
import { baseBytes, planMemory } from "../src/train/engines.ts";
import { type Group, logprobsOf, passOf } from "./rows.ts";

/** 3.7M parameters. */
const config: ModelConfig = {
  family: "llama",
  vocabSize: 2048,
  hiddenSize: 256,
  layers: 4,
  heads: 4,
  kvHeads: 4,
  headDim: 64,
  intermediateSize: 704,
  maxPositions: 2048,
  ropeTheta: 10000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  qkvBias: false,
  outputBias: false,
  qkNorm: false,
  head: { type: "lm" },
};
const loss: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
const adam = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
const random = new Random(1);
const tokens = (count: number) => Int32Array.from({ length: count }, () => random.int(config.vocabSize));

interface Work {
  lora?: boolean;
  /** The layers' matrices held as float16. */
  halved?: boolean;
  /** What the model has otherwise than `config`. */
  model?: Partial<ModelConfig>;
  recompute?: "off" | "layers";
  prompts: number;
  samplesPerPrompt: number;
  promptTokens: number;
  /** Lengths of the responses, one step after another. */
  bands: number[];
  sample: boolean;
  score: boolean;
  train: boolean;
  /** Bytes that the limit leaves for one micro-batch; absent: plenty. */
  room?: number;
}

/** The bands of responses are of one to four stripes of attention: graphs of every kind are compiled. */
const bands = [250, 60, 130, 190, 250];
const deep = {
  ...{
    prompts: 1,
    samplesPerPrompt: 8,
    promptTokens: 50,
    bands: [400, 400],
    lora: true,
    model: { layers: 12 },
  },
  ...{ sample: false, score: false, train: true },
};
const works = {
  training: {
    ...{ prompts: 2, samplesPerPrompt: 4, promptTokens: 100, bands: [60, 130, 190, 250, 60] },
    ...{ sample: true, score: false, train: true },
  },
  adapters: {
    ...{ prompts: 2, samplesPerPrompt: 4, promptTokens: 100, bands, lora: true },
    ...{ sample: false, score: true, train: true },
  },
  // 38M parameters: were they all widened at once, it would be twice as much.
  "adapters on float16": {
    ...{ prompts: 1, samplesPerPrompt: 2, promptTokens: 50, bands: [60, 60], lora: true, halved: true },
    ...{ model: { layers: 6, hiddenSize: 1024, headDim: 256 }, sample: true, score: true, train: true },
  },
  // As `docs/memory.md` has it; too large for a test.
  "1.5B, adapters on float16": {
    ...{
      prompts: 1,
      samplesPerPrompt: 4,
      promptTokens: 100,
      bands: [128],
      lora: true,
      halved: true,
      room: 2e9,
    },
    model: {
      ...{ hiddenSize: 1536, layers: 28, heads: 12, kvHeads: 2, headDim: 128, intermediateSize: 8960 },
      ...{ vocabSize: 151_936, qkvBias: true },
    },
    ...{ sample: true, score: true, train: true },
  },
  scoring: {
    ...{ prompts: 8, samplesPerPrompt: 4, promptTokens: 100, bands },
    ...{ sample: false, score: true, train: false },
  },
  // Deep, so that what layers keep for the gradients is most of it.
  "deep, kept": { ...deep, recompute: "off" },
  "deep, recomputed": { ...deep, recompute: "layers" },
  // All at once would take three times the room.
  "long prompts": {
    ...{ prompts: 12, samplesPerPrompt: 1, promptTokens: 1200, bands: [4], room: 4e8 },
    ...{ sample: true, score: false, train: false },
  },
} satisfies Record<string, Work>;
const work: Work = works[process.argv[2] as keyof typeof works];

function open(model: Partial<ModelConfig>, memoryLimit?: number): EmbeddedEngine {
  const small = { ...config, ...model };
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const lora = work.lora ? { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] } : null;
  const parameters = work.halved ? halves(small) : initialize(small, 1);
  const loaded = { config: small, tokenizer, parameters, generation: { eosIds: [] } };
  return createEmbeddedEngine({ model: loaded, lora, threads: 2, memoryLimit, recompute: work.recompute });
}

/** Random weights as float16, made so that no float32 ones are ever there. */
function halves(config: ModelConfig): Parameters {
  const parameters = new Parameters(config, { halved: true });
  for (const { name } of parameters.specs) {
    const half = parameters.half(name);
    // ±0.0185, 0.02 by half and more.
    if (half) for (let i = 0; i < half.length; i++) half[i] = 0x24bc | (random.int(2) << 15);
    else parameters.view(name).fill(name.includes("norm") ? 1 : 0.01);
  }
  return parameters;
}

async function compute(engine: EmbeddedEngine, { prompts, promptTokens, ...w }: Work): Promise<void> {
  for (const band of w.bands) {
    const groups: Group[] = Array.from({ length: prompts }, (_, p) => ({
      prompt: tokens(promptTokens - p),
      responses: Array.from({ length: w.samplesPerPrompt }, () => ({
        tokens: tokens(band),
        weights: new Float32Array(band).fill(1e-3),
        advantages: new Float32Array(band).fill(1),
        old: new Float32Array(band).fill(-7),
      })),
    }));
    const params = { maxTokens: band, temperature: 1, topP: 1, stopTokens: [], stop: [], seed: 1 };
    const bare = groups.map((g) => ({ prompt: g.prompt, responses: g.responses.map((r) => r.tokens) }));
    if (w.sample)
      for await (const _ of engine.sample(
        bare.map(({ prompt }) => prompt),
        w.samplesPerPrompt,
        params,
      ));
    if (w.score) await logprobsOf(engine, bare);
    if (!w.train) continue;
    await passOf(engine, groups, loss);
    await engine.optimStep(adam);
  }
}

const tiny = open({ layers: 1, hiddenSize: 8, headDim: 2 });
await compute(tiny, { ...work, prompts: 1, samplesPerPrompt: 1, promptTokens: 2 });
await tiny.dispose();
const base = process.memoryUsage.rss();

const run: PlannedRun = {
  prompts: work.prompts,
  samplesPerPrompt: work.samplesPerPrompt,
  promptTokens: work.promptTokens,
  responseTokens: Math.max(...work.bands),
  sampling: work.sample ? "draw" : null,
  ...(work.train ? { loss } : {}),
};
const plan = (limit?: number) => {
  const engine = open(work.model ?? {}, limit);
  return { engine, planned: planMemory([{ name: "model", engine, runs: [run] }]) };
};
let { engine, planned } = plan();
if (work.room !== undefined) {
  const p = engine.plan(run);
  const held = p.weights + p.gradients + p.optimizer + p.cache + p.decoding;
  ({ engine, planned } = plan(baseBytes + held + work.room));
}
await compute(engine, work);
const predicted = planned.total - baseBytes + base;
console.log(JSON.stringify({ predicted, peak: 1024 * process.resourceUsage().maxRSS, base }));
