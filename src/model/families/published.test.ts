// The configs of released models, as their repositories have them (in the layout of transformers 4): sizes as published, and what
// sets them apart.
import { describe, expect, test } from "vitest";
import { modelSize } from "../../plan/rates.ts";
import { attentionOf } from "../config.ts";
import { parseModelConfig, toConfigJson } from "../huggingface.ts";
import type { Json } from "../reader.ts";

const sizes = (hidden: number, intermediate: number, layers: number, heads: number, kvHeads: number) => ({
  hidden_size: hidden,
  intermediate_size: intermediate,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: kvHeads,
});

/** Text of google/gemma-3-4b-it: its file leaves out what is the default. */
const gemma4b = {
  hidden_size: 2560,
  intermediate_size: 10240,
  model_type: "gemma3_text",
  num_hidden_layers: 34,
  rope_scaling: { factor: 8.0, rope_type: "linear" },
  sliding_window: 1024,
};

const phi4 = {
  rope_scaling: {
    type: "longrope",
    long_factor: Array.from({ length: 48 }, (_, i) => 1 + i),
    short_factor: new Array(48).fill(1),
  },
  partial_rotary_factor: 0.75,
};

/** By repository: config.json, and its parameters as counted by the Hub, tied embeddings once. */
const RELEASED: Record<string, { parameters: number; json: Json }> = {
  "mistralai/Mistral-7B-v0.1": {
    parameters: 7_241_732_096,
    json: {
      ...{
        architectures: ["MistralForCausalLM"],
        model_type: "mistral",
        vocab_size: 32000,
        hidden_act: "silu",
      },
      ...sizes(4096, 14336, 32, 32, 8),
      ...{ max_position_embeddings: 32768, rms_norm_eps: 1e-5, rope_theta: 10000.0, sliding_window: 4096 },
      tie_word_embeddings: false,
    },
  },
  "google/gemma-3-270m": {
    parameters: 268_098_176,
    json: {
      ...{
        architectures: ["Gemma3ForCausalLM"],
        model_type: "gemma3_text",
        vocab_size: 262144,
        head_dim: 256,
      },
      ...sizes(640, 2048, 18, 4, 1),
      ...{ max_position_embeddings: 32768, rms_norm_eps: 1e-6, rope_theta: 1000000.0, sliding_window: 512 },
      ...{
        rope_local_base_freq: 10000.0,
        query_pre_attn_scalar: 256,
        hidden_activation: "gelu_pytorch_tanh",
      },
      ...{ _sliding_window_pattern: 6, rope_scaling: null, final_logit_softcapping: null },
    },
  },
  "google/gemma-3-4b-it": {
    // Of the whole model, less what reads images: SigLIP and the projection of what it sees.
    parameters: 4_300_079_472 - 416_866_032 - 2_950_272,
    json: {
      architectures: ["Gemma3ForConditionalGeneration"],
      model_type: "gemma3",
      text_config: gemma4b,
      vision_config: { hidden_size: 1152, num_hidden_layers: 27 },
    },
  },
  "google/gemma-2-2b-it": {
    parameters: 2_614_341_888,
    json: {
      ...{ architectures: ["Gemma2ForCausalLM"], model_type: "gemma2", vocab_size: 256000, head_dim: 256 },
      ...sizes(2304, 9216, 26, 8, 4),
      ...{ max_position_embeddings: 8192, rms_norm_eps: 1e-6, rope_theta: 10000.0, sliding_window: 4096 },
      ...{ attn_logit_softcapping: 50.0, final_logit_softcapping: 30.0, query_pre_attn_scalar: 256 },
      ...{
        hidden_act: "gelu_pytorch_tanh",
        hidden_activation: "gelu_pytorch_tanh",
        cache_implementation: "hybrid",
      },
    },
  },
  "HuggingFaceTB/SmolLM3-3B": {
    parameters: 3_075_098_624,
    json: {
      ...{
        architectures: ["SmolLM3ForCausalLM"],
        model_type: "smollm3",
        vocab_size: 128256,
        hidden_act: "silu",
      },
      ...sizes(2048, 11008, 36, 16, 4),
      ...{ max_position_embeddings: 65536, rms_norm_eps: 1e-6, rope_theta: 5000000.0, sliding_window: null },
      ...{
        no_rope_layers: Array.from({ length: 36 }, (_, i) => ((i + 1) % 4 ? 1 : 0)),
        no_rope_layer_interval: 4,
      },
      ...{ use_sliding_window: false, max_window_layers: 28 },
    },
  },
  "microsoft/Phi-4-mini-instruct": {
    parameters: 3_836_021_760,
    json: {
      ...{ architectures: ["Phi3ForCausalLM"], model_type: "phi3", vocab_size: 200064, hidden_act: "silu" },
      ...sizes(3072, 8192, 32, 24, 8),
      ...{ max_position_embeddings: 131072, original_max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
      ...{ rope_theta: 10000.0, sliding_window: 262144, tie_word_embeddings: true, ...phi4 },
    },
  },
  "allenai/OLMo-2-0425-1B": {
    parameters: 1_484_916_736,
    json: {
      ...{ architectures: ["Olmo2ForCausalLM"], model_type: "olmo2", vocab_size: 100352, hidden_act: "silu" },
      ...sizes(2048, 8192, 16, 16, 16),
      ...{
        max_position_embeddings: 4096,
        rms_norm_eps: 1e-6,
        rope_theta: 500000,
        tie_word_embeddings: false,
      },
    },
  },
  "allenai/Olmo-3-1025-7B": {
    parameters: 7_298_011_136,
    json: {
      ...{ architectures: ["Olmo3ForCausalLM"], model_type: "olmo3", vocab_size: 100278, hidden_act: "silu" },
      ...sizes(4096, 11008, 32, 32, 32),
      ...{ max_position_embeddings: 65536, rms_norm_eps: 1e-6, rope_theta: 500000, sliding_window: 4096 },
      rope_scaling: {
        ...{ rope_type: "yarn", factor: 8.0, original_max_position_embeddings: 8192 },
        ...{ attention_factor: 1.2079441541679836, beta_fast: 32, beta_slow: 1 },
      },
      layer_types: Array.from({ length: 32 }, (_, i) =>
        i % 4 === 3 ? "full_attention" : "sliding_attention",
      ),
      tie_word_embeddings: false,
    },
  },
  "ibm-granite/granite-3.1-2b-instruct": {
    parameters: 2_533_531_648,
    json: {
      ...{
        architectures: ["GraniteForCausalLM"],
        model_type: "granite",
        vocab_size: 49155,
        hidden_act: "silu",
      },
      ...sizes(2048, 8192, 40, 32, 8),
      ...{
        max_position_embeddings: 131072,
        rms_norm_eps: 1e-5,
        rope_theta: 5000000.0,
        tie_word_embeddings: true,
      },
      ...{
        attention_multiplier: 0.015625,
        embedding_multiplier: 12.0,
        logits_scaling: 8.0,
        residual_multiplier: 0.22,
      },
    },
  },
  "Qwen/Qwen3-30B-A3B": {
    parameters: 30_532_122_624,
    json: {
      ...{
        architectures: ["Qwen3MoeForCausalLM"],
        model_type: "qwen3_moe",
        vocab_size: 151936,
        head_dim: 128,
      },
      ...sizes(2048, 6144, 48, 32, 4),
      ...{ max_position_embeddings: 40960, rms_norm_eps: 1e-6, rope_theta: 1000000.0, hidden_act: "silu" },
      ...{ num_experts: 128, num_experts_per_tok: 8, moe_intermediate_size: 768, norm_topk_prob: true },
      ...{ decoder_sparse_step: 1, mlp_only_layers: [], max_window_layers: 48, tie_word_embeddings: false },
    },
  },
  "Qwen/Qwen2.5-VL-3B-Instruct": {
    parameters: 3_085_938_688,
    json: {
      ...{
        architectures: ["Qwen2_5_VLForConditionalGeneration"],
        model_type: "qwen2_5_vl",
        vocab_size: 151936,
      },
      ...sizes(2048, 11008, 36, 16, 2),
      ...{ max_position_embeddings: 128000, rms_norm_eps: 1e-6, rope_theta: 1000000.0, hidden_act: "silu" },
      ...{ rope_scaling: { type: "mrope", mrope_section: [16, 24, 24] }, use_sliding_window: false },
      ...{
        sliding_window: 32768,
        max_window_layers: 70,
        tie_word_embeddings: true,
        vision_config: { depth: 32 },
      },
    },
  },
};

const configOf = (name: string) => parseModelConfig(RELEASED[name].json, name);

describe.each(Object.entries(RELEASED))("%s", (name, { parameters }) => {
  test("has its parameters, and its config is written back as the same", () => {
    const config = configOf(name);
    expect(modelSize(config).parameters).toBe(parameters);
    expect(parseModelConfig(JSON.parse(JSON.stringify(toConfigJson(config))), name)).toEqual(config);
  });
});

test("what sets released models apart", () => {
  const windows = (name: string) => {
    const config = configOf(name);
    return Array.from({ length: config.layers }, (_, layer) => attentionOf(config, layer));
  };
  expect(windows("google/gemma-3-270m").map(({ window }) => window ?? 0)).toEqual(
    Array.from({ length: 18 }, (_, i) => (i % 6 === 5 ? 0 : 512)),
  );
  expect(windows("google/gemma-3-4b-it").filter(({ rope }) => rope === "main").length).toBe(5);
  expect(configOf("google/gemma-3-4b-it")).toMatchObject({
    ...{
      ropeTheta: 1e6,
      slidingTheta: 1e4,
      ropeScaling: { type: "linear", factor: 8 },
      heads: 8,
      headDim: 256,
    },
    attentionScale: 1 / 16,
  });
  expect(
    windows("HuggingFaceTB/SmolLM3-3B")
      .map(({ rope }) => rope)
      .indexOf(null),
  ).toBe(3);
  expect(configOf("microsoft/Phi-4-mini-instruct")).toMatchObject({
    ...{ rotaryDim: 96, fusedProjections: true },
    // √(1 + ln 32 / ln 4096), as Microsoft's own code has it.
    ropeScaling: { type: "longrope", originalMaxPositions: 4096, attentionFactor: 1.1902380714238083 },
  });
  // Three billion of thirty.
  const { parameters, experts } = modelSize(configOf("Qwen/Qwen3-30B-A3B"));
  const active = parameters - (experts?.parameters ?? 0) * (1 - (experts?.share ?? 0));
  expect(active / 1e9).toBeCloseTo(3.35, 1);
});
