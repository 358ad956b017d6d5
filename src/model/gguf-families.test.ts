import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import type { ModelConfig } from "./config.ts";
import { GgufFile, type GgufValue } from "./gguf.ts";
import { ggufConfig } from "./gguf-model.ts";
import { loadModel, loadModelConfig, saveModel } from "./load.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));

const directory = mkdtempSync(join(tmpdir(), "pure-gguf-families-"));
afterAll(() => rmSync(directory, { recursive: true }));

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

  const others = ["llama-linear", "qwen2", "qwen3-yarn"];
  it.each([...names.map((name) => `families/${name}`), ...others])(
    "%s is saved as it was read",
    async (name) => {
      const model = await loadModel(join(fixtures, "gguf", `${name}.gguf`));
      const saved = join(directory, name.replace("/", "-"));
      await saveModel(saved, model);
      expect(await loadModelConfig(saved)).toEqual(model.config);
    },
  );

  /** The configuration of a fixture's file with other metadata; undefined: without. */
  async function configWith(name: string, changes: Readonly<Record<string, GgufValue | undefined>>) {
    const file = await GgufFile.open(join(fixtures, "gguf", "families", `${name}.gguf`));
    const metadata = new Map(file.metadata);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) metadata.delete(key);
      else metadata.set(key, value);
    }
    try {
      return await ggufConfig(Object.defineProperty(file, "metadata", { value: metadata }));
    } finally {
      await file.close();
    }
  }

  it.each<[string, string, GgufValue | undefined, string]>([
    ["gemma2", "gemma2", undefined, "sf"],
    ["gemma3", "gemma3", undefined, "sss"],
    ["gemma3", "gemma3", 3, "ssf"],
    ["olmo3", "olmo2", undefined, "ss"],
    ["olmo3", "olmo2", 2, "sf"],
    ["olmo3", "olmo2", [false, true], "fs"],
  ])(
    "%s: windows of layers by the pattern %s.attention.sliding_window_pattern %j",
    async (name, prefix, pattern, expected) => {
      const config = await configWith(name, { [`${prefix}.attention.sliding_window_pattern`]: pattern });
      const windows = config.layerAttention?.map(({ window }) => (window === null ? "f" : "s"));
      expect(windows?.join("")).toBe(expected);
      for (const { window, rope } of config.layerAttention ?? [])
        expect([window, rope]).toEqual(
          window === null ? [null, "main"] : [6, name === "gemma2" ? "main" : "sliding"],
        );
    },
  );

  it("takes what llama.cpp does where a file does not say it", async () => {
    expect((await configWith("gemma3", { "gemma3.rope.freq_base_swa": undefined })).slidingTheta).toBe(
      10_000,
    );
    expect((await configWith("olmo3", { "olmo2.rope.freq_base_swa": 5 })).slidingTheta).toBe(5);
    const uncapped = {
      "gemma2.attn_logit_softcapping": undefined,
      "gemma2.final_logit_softcapping": undefined,
    };
    expect(await configWith("gemma2", uncapped)).toMatchObject({ attentionCap: 50, logitCap: 30 });
    const plain = await configWith("granite", {
      "granite.embedding_scale": undefined,
      "granite.residual_scale": undefined,
      "granite.logit_scale": undefined,
    });
    expect(plain).toMatchObject({ embeddingScale: 1, residualScale: 1, logitScale: 1 });
    expect(
      (await configWith("phi3", { "phi3.rope.scaling.attn_factor": undefined })).ropeScaling,
    ).toMatchObject({
      attentionFactor: Math.sqrt(1 + Math.log(64 / 48) / Math.log(48)),
    });
    expect((await configWith("phi3", { "phi3.attention.sliding_window": 0 })).layerAttention).toBeUndefined();
    expect((await configWith("olmo3", { "olmo2.attention.sliding_window": undefined })).family).toBe("olmo2");
  });

  it.each<[string, Record<string, GgufValue | undefined>, RegExp]>([
    [
      "olmo2",
      { "general.architecture": "mamba" },
      /general\.architecture is "mamba"; supported: llama, .*granite/,
    ],
    ["olmo2", { "olmo2.attention.head_count_kv": 3 }, /head_count_kv is 3, which does not divide head_count/],
    ["olmo2", { "olmo2.expert_count": 8 }, /olmo2\.expert_count is set: a olmo2 model with experts is not/],
    ["qwen3-moe-plain", { "qwen3moe.expert_used_count": 9 }, /num_experts_per_tok is 9, of 4 experts/],
    ["granite", { "granite.rope.dimension_count": 4 }, /dimension_count is 4; supported: the head's size, 6/],
    ["phi3", { "phi3.rope.dimension_count": 5 }, /dimension_count is 5; supported/],
    ["phi3", { "phi3.rope.dimension_count": 4 }, /rope_factors_short\.weight has the shape \[3\]/],
    [
      "gemma3",
      { "gemma3.attention.sliding_window": undefined },
      /gemma3\.attention\.sliding_window is missing/,
    ],
    [
      "gemma3",
      { "gemma3.attention.sliding_window": "6" },
      /sliding_window is "6"; expected a positive number/,
    ],
    ["gemma3", { "gemma3.block_count": 8, "gemma3.attention.sliding_window_pattern": 0 }, /pattern is 0/],
  ])("%s with %j is refused", async (name, changes, reason) => {
    const config = configWith(name, changes);
    await expect(config).rejects.toThrow(reason);
    await expect(config).rejects.toThrow(UserError);
  });
});
