// Trains each fixture a few steps and saves it with what the engine computes, adapters for PEFT too, for check_checkpoint.py
// to compare with transformers. Developers only:  npx tsx tests/reference/save_checkpoints.ts DIRECTORY
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import { exportPeft } from "../../src/export/peft.ts";
import type { ExportSource } from "../../src/export/source.ts";
import { loadModel } from "../../src/model/load.ts";
import { logitsOf, logprobsOf, passOf } from "../rows.ts";

const [root] = process.argv.slice(2);
if (!root) throw new Error("usage: npx tsx tests/reference/save_checkpoints.ts DIRECTORY");
const fixtures = new URL("../fixtures/", import.meta.url).pathname;
const names = [
  "llama",
  "llama-linear",
  "llama-bf16-sharded",
  "qwen2",
  "qwen3",
  "qwen3-yarn",
  "qwen2-classification",
].map((name) => `models/${name}`);
names.push(...(await readdir(`${fixtures}families`)).map((name) => `families/${name}`));
/** Whose projections are in larger tensors there, and which are parts of larger models. */
const withoutAdapter = /phi3|moe|vision|-vl$/;
const targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
const sequences = [
  [1, 303, 201, 57, 74, 67, 86, 315, 223, 25, 274, 223, 26, 33, 2, 201],
  [142, 172, 165, 109, 302, 118, 210],
];
const groups = sequences.map((all) => ({ prompt: all.slice(0, 1), responses: [all.slice(1)] }));

for (const name of names)
  for (const lora of [null, { rank: 4, alpha: 8, targets }]) {
    // Which of Phi-4's rotations holds is decided by the context.
    const maxContext = name === "families/phi3" ? 48 : undefined;
    const engine = createEmbeddedEngine({ model: await loadModel(fixtures + name), lora, maxContext });
    const { head } = engine.model.config;
    const batch = groups.map(({ prompt, responses: [tokens] }) => ({
      prompt,
      responses: [
        {
          tokens,
          weights: new Float32Array(tokens.length).fill(0.05),
          targets: Float32Array.from(tokens, (token) => token % 2),
        },
      ],
    }));
    for (let step = 0; step < 10; step++) {
      await passOf(engine, batch, { type: head.type === "lm" ? "crossEntropy" : "classification" });
      await engine.optimStep({
        learningRate: 0.005,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0.01,
        maxGradNorm: 1,
      });
    }
    const path = join(root, `${basename(name)}${lora ? "-merged" : ""}`);
    await mkdir(path, { recursive: true });
    await engine.save(path, { optimizer: true });
    const scores = head.type === "lm" ? await logprobsOf(engine, groups) : await logitsOf(engine, groups);
    const expected = { head: head.type, sequences, scores: scores.map(([row]) => Array.from(row)) };
    await writeFile(join(path, "expected.json"), `${JSON.stringify(expected)}\n`);
    if (lora && !withoutAdapter.test(name)) {
      const adapter = join(root, `${basename(name)}-adapter`);
      await mkdir(adapter, { recursive: true });
      const config = { model: { source: fixtures + name, lora } };
      const run = { config, step: 10, why: "named", files: {} } as unknown as ExportSource["run"];
      await exportPeft(adapter, { model: path, name, run }, "F32");
      await writeFile(join(adapter, "expected.json"), `${JSON.stringify(expected)}\n`);
    }
    await engine.dispose();
  }
