// How fast the engine is on a graphics processor: models of random weights sample, are scored and are trained, and one
// whole step of the three. A JSON line for each shape on standard output; bench/peers/gpu.py does the same in PyTorch.
//   node --import tsx bench/gpu/main.ts [--device gpu] [--shapes toy,3M] [--runs 2]
import { parseArgs } from "node:util";
import { tokenRows } from "../../src/common/rows.ts";
import { arithmeticTokenizerFiles } from "../../src/data/arithmetic-tokenizer.ts";
import { chooseDevice, type DeviceName } from "../../src/engine/embedded/devices.ts";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import type { Loss } from "../../src/engine/types.ts";
import { initialize } from "../../src/model/initialize.ts";
import { createTokenizer } from "../../src/model/tokenizer.ts";
import { modelConfig } from "../ours/model.ts";
import { shapes, works } from "./shapes.ts";

const { values } = parseArgs({
  options: {
    device: { type: "string", default: "gpu" },
    shapes: { type: "string", default: "3M,135M,0.5B,1.5B" },
    runs: { type: "string", default: "2" },
  },
});
const ppo: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };

for (const name of values.shapes.split(",")) {
  const shape = shapes[name];
  if (!shape) throw new Error(`no shape ${name}: ${Object.keys(shapes)}`);
  const { prompts, samplesPerPrompt, promptLength, maxTokens } = works(name);
  const config = modelConfig(shape);
  const parameters = initialize(config, 1);
  const { device, text } = await chooseDevice(values.device as DeviceName, { config, parameters });
  if (text !== null) console.error(text);
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const model = { config, tokenizer, parameters, generation: { eosIds: [] } };
  const engine = createEmbeddedEngine({ model, device, maxContext: promptLength + maxTokens });
  const begin = Array.from({ length: prompts }, (_, p) =>
    Int32Array.from({ length: promptLength }, (_, i) => (31 * p + 7 * i) % shape.vocabSize),
  );
  const sampling = { maxTokens, temperature: 1, topP: 1, stop: [], stopTokens: [], seed: 1 };
  const figures: Record<string, number[]> = { sampling: [], scoring: [], training: [], step: [] };
  // The first compiles.
  for (let run = 0; run <= Number(values.runs); run++) {
    const seconds: Record<string, number> = {};
    const timed = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await work();
      seconds[phase] = (performance.now() - start) / 1000;
      return result;
    };
    const responses = await timed("sampling", async () => {
      const all = [];
      for await (const one of engine.sample(begin, samplesPerPrompt, sampling)) all.push(one);
      return all.sort((a, b) => a.prompt - b.prompt);
    });
    const rows = tokenRows(
      begin.map((tokens) => ({ tokens })),
      responses.map(({ prompt }) => prompt),
      responses.map(({ tokens }) => tokens),
    );
    const old = await timed("scoring", () => engine.logprobs(rows));
    const weights = new Float32Array(old.length).fill(1 / old.length);
    const advantages = old.map((_, i) => (i % 3) - 1);
    await timed("training", async () => {
      await engine.forwardBackward({ ...rows, weights, old, advantages }, ppo);
      await engine.optimStep({
        ...{ learningRate: 1e-6, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 },
      });
    });
    if (run === 0) continue;
    for (const phase of ["sampling", "scoring", "training"]) figures[phase].push(old.length / seconds[phase]);
    figures.step.push(seconds.sampling + seconds.scoring + seconds.training);
  }
  const best = ([phase, all]: [string, number[]]) => [phase, Math[phase === "step" ? "min" : "max"](...all)];
  const held = device.live.bytes;
  await engine.dispose();
  console.log(
    JSON.stringify({
      program: "pure",
      device: values.device,
      shape: name,
      heldBytes: held,
      tokens: prompts * samplesPerPrompt * maxTokens,
      ...Object.fromEntries(Object.entries(figures).map(best)),
    }),
  );
}
