// `tsx bench/tinker/sizing.ts`: the sizing table of docs/cluster.md: `pure plan` for published model sizes on H100s.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig } from "../../src/config.ts";
import { planTraining } from "../../src/plan/training.ts";
import { bytes, duration } from "../../src/text/format.ts";

/** Architectures as in the models' config.json. */
const MODELS = {
  "Qwen2.5-Math-1.5B": [1536, 28, 12, 2, 128, 8960, 151_936, true],
  "Qwen2.5-Math-7B": [3584, 28, 28, 4, 128, 18_944, 152_064, false],
  "Qwen2.5-32B": [5120, 64, 40, 8, 128, 27_648, 152_064, false],
} as const;
const ROWS = [
  { model: "Qwen2.5-Math-1.5B", gpus: 1, prompts: 64, samples: 8, mean: 600, longest: 2048 },
  { model: "Qwen2.5-Math-7B", gpus: 2, prompts: 64, samples: 8, mean: 800, longest: 3000 },
  { model: "Qwen2.5-Math-7B", gpus: 8, prompts: 128, samples: 16, mean: 800, longest: 3000 },
  { model: "Qwen2.5-32B", gpus: 32, prompts: 512, samples: 16, mean: 2000, longest: 8192 },
] as const;

const cells = [
  [
    "model",
    "policy / PRM",
    "responses",
    "sampling",
    "PRM left",
    "reference",
    "update",
    "a step",
    "sent + received",
    "here",
  ],
];
for (const { model, gpus, prompts, samples, mean, longest } of ROWS) {
  const [hidden, layers, heads, kv, dim, intermediate, vocab, tied] = MODELS[model];
  const directory = mkdtempSync(join(tmpdir(), "sizing-"));
  const sizes = { hidden_size: hidden, num_hidden_layers: layers, intermediate_size: intermediate };
  const attention = { num_attention_heads: heads, num_key_value_heads: kv, head_dim: dim };
  const rest = { vocab_size: vocab, tie_word_embeddings: tied, max_position_embeddings: 32_768 };
  const kind = { architectures: ["Qwen2ForCausalLM"], model_type: "qwen2", rms_norm_eps: 1e-6 };
  writeFileSync(join(directory, "config.json"), JSON.stringify({ ...kind, ...sizes, ...attention, ...rest }));
  const config = resolveConfig({
    model: { source: directory },
    data: { source: "problems.jsonl" },
    sampling: { promptsPerStep: prompts, samplesPerPrompt: samples, maxTokens: longest },
    reward: { prm: "http://prm:8000" },
    engine: { type: "tinker", url: "http://policy:8000", model, server: "skyrl" },
    credit: { klIn: "reward" },
    optimizer: { maxGradNorm: 0 },
  });
  const cluster = { gpu: "h100", gpus, prmGpus: Math.max(1, gpus / 4) } as const;
  const known = { cluster, rates: {}, promptTokens: 150, responseTokens: mean };
  const { step } = await planTraining(config, known);
  rmSync(directory, { recursive: true });
  const [sampling, scoring, reference, update] = step.parts;
  const { traffic, driver } = step;
  cells.push([
    model,
    `${gpus} / ${cluster.prmGpus}`,
    `${prompts} × ${samples}, ${mean.toLocaleString("en-US")} of ${longest.toLocaleString("en-US")}`,
    duration(sampling.seconds),
    duration(scoring.seconds - scoring.hidden),
    duration(reference.seconds),
    duration(update.seconds),
    duration(step.seconds),
    `${bytes(traffic.sent)} + ${bytes(traffic.received)}`,
    `${bytes(driver.memoryBytes)}, ${duration(driver.cpuSeconds)}`,
  ]);
}
const [head, ...rows] = cells.map((row) => `| ${row.join(" | ")} |`);
console.log([head, `|${cells[0].map(() => "---|").join("")}`, ...rows].join("\n"));
