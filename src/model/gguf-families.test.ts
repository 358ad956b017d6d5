import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "./config.ts";
import { loadModel } from "./load.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));

/** What no GGUF file says, and llama.cpp takes to be this. */
const IMPLIED: Readonly<Record<string, Partial<ModelConfig>>> = {
  gemma2: { attentionScale: 8 ** -0.5 },
  gemma3: { attentionScale: 8 ** -0.5 },
  smollm3: { layerAttention: Array(3).fill({ window: null, rope: "main" }) },
  "qwen3-moe-plain": {
    experts: { count: 4, perToken: 3, intermediateSize: 12, normalised: true, denseLayers: [] },
  },
};

describe("families in GGUF", () => {
  const names = readdirSync(join(fixtures, "gguf", "families")).map((name) => name.replace(".gguf", ""));

  it.each(names)("%s equals its Hugging Face checkpoint", async (name) => {
    const stored = await loadModel(join(fixtures, "gguf", "families", `${name}.gguf`));
    const reference = await loadModel(join(fixtures, "families", name));
    // Computed in another order.
    const scaled = (config: ModelConfig) => ({
      ...config,
      attentionScale: config.attentionScale?.toFixed(12),
      ropeScaling: JSON.stringify(config.ropeScaling, (_, value) =>
        typeof value === "number" ? Number(value.toPrecision(6)) : value,
      ),
    });
    expect(scaled(stored.config)).toEqual(scaled({ ...reference.config, ...IMPLIED[name] }));
    for (const { name: tensor, shape } of reference.parameters.specs) {
      const actual = stored.parameters.view(tensor);
      const expected = reference.parameters.view(tensor);
      // Matrices are stored in float16, norms in float32 and Gemma's with 1 added.
      const relative = shape.length === 1 ? 2 ** -24 : 2 ** -11;
      const wrong = actual.findIndex(
        (value, i) => Math.abs(value - expected[i]) > relative * (1 + Math.abs(expected[i])),
      );
      expect(wrong === -1 ? "" : `${tensor}[${wrong}]: ${actual[wrong]}, expected ${expected[wrong]}`).toBe(
        "",
      );
    }
    const text = "How many apples are there? 12 + 144";
    expect(stored.tokenizer.encode(text)).toEqual(reference.tokenizer.encode(text));
  });
});
