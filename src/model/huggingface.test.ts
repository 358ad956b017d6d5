import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import {
  parseGeneration,
  parseModelConfig,
  toConfigJson,
  toConfigText,
  toGenerationJson,
} from "./huggingface.ts";

const models = fileURLToPath(new URL("../../tests/fixtures/models/", import.meta.url));

/** As transformers 4 writes it. */
const QWEN2 = {
  architectures: ["Qwen2ForCausalLM"],
  model_type: "qwen2",
  vocab_size: 151936,
  hidden_size: 896,
  intermediate_size: 4864,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  hidden_act: "silu",
  max_position_embeddings: 32768,
  max_window_layers: 21,
  sliding_window: 32768,
  use_sliding_window: false,
  rms_norm_eps: 1e-6,
  rope_theta: 1000000,
  tie_word_embeddings: true,
  torch_dtype: "bfloat16",
};
const LLAMA = { ...QWEN2, architectures: ["LlamaForCausalLM"], model_type: "llama" };
const parse = (json: object) => parseModelConfig(json, "x/config.json");

describe("parseModelConfig", () => {
  it("reads the layout of transformers 4", () => {
    expect(parse(QWEN2)).toEqual({
      family: "qwen2",
      vocabSize: 151936,
      hiddenSize: 896,
      layers: 24,
      heads: 14,
      kvHeads: 2,
      headDim: 64,
      intermediateSize: 4864,
      maxPositions: 32768,
      ropeTheta: 1000000,
      rmsNormEps: 1e-6,
      tieEmbeddings: true,
      qkvBias: true,
      outputBias: false,
      qkNorm: false,
      head: { type: "lm" },
    });
    const llama3 = {
      rope_type: "llama3",
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    };
    expect(parse({ ...LLAMA, rope_scaling: llama3, attention_bias: true })).toMatchObject({
      qkvBias: true,
      outputBias: true,
      ropeScaling: {
        type: "llama3",
        factor: 32,
        lowFreqFactor: 1,
        highFreqFactor: 4,
        originalMaxPositions: 8192,
      },
    });
    expect(parse({ ...LLAMA, rope_scaling: { type: "linear", factor: 2 } }).ropeScaling).toEqual({
      type: "linear",
      factor: 2,
    });
    expect(parse({ ...LLAMA, rope_scaling: null }).ropeScaling).toBeUndefined();
  });

  it("reads the layout of transformers 5, as the fixtures have it", () => {
    const read = (name: string) => parse(JSON.parse(readFileSync(`${models}${name}/config.json`, "utf8")));
    expect(read("llama")).toMatchObject({
      ropeTheta: 100,
      ropeScaling: { type: "llama3", originalMaxPositions: 64 },
    });
    expect(read("llama-linear")).toMatchObject({
      ropeTheta: 1000,
      ropeScaling: { type: "linear", factor: 2 },
    });
    expect(read("qwen3")).toMatchObject({ headDim: 16, qkNorm: true, qkvBias: false });
    expect(read("qwen3-yarn").ropeScaling).toEqual({
      type: "yarn",
      factor: 4,
      originalMaxPositions: 64,
      betaFast: 32,
      betaSlow: 1,
      attentionFactor: 0.1 * Math.log(4) + 1,
    });
    expect(read("qwen2-classification").head).toEqual({ type: "classification", labels: 2 });
  });

  it("follows transformers' defaults of yarn and of labels", () => {
    const yarn = (extra: object) =>
      parse({
        ...QWEN2,
        rope_scaling: { type: "yarn", factor: 4, original_max_position_embeddings: 8192, ...extra },
      }).ropeScaling;
    expect(yarn({ attention_factor: 1.5 })).toMatchObject({ attentionFactor: 1.5 });
    expect(yarn({ mscale: 1, mscale_all_dim: 1 })).toMatchObject({ attentionFactor: 1 });
    expect(yarn({ factor: null })).toMatchObject({ factor: 4 });
    const classifier = { ...QWEN2, architectures: ["Qwen2ForTokenClassification"] };
    const labels = (extra: object) => parse({ ...classifier, ...extra }).head;
    expect(labels({})).toEqual({ type: "classification", labels: 2 });
    expect(labels({ num_labels: 1 })).toEqual({ type: "classification", labels: 1 });
    expect(labels({ id2label: { 0: "a", 1: "b", 2: "c" } })).toEqual({ type: "classification", labels: 3 });
  });

  it("knows which layers have experts", () => {
    const experts = { architectures: ["Qwen3MoeForCausalLM"], num_hidden_layers: 6, max_window_layers: 6 };
    const dense = (extra: object) => parse({ ...QWEN2, ...experts, ...extra }).experts?.denseLayers;
    expect(dense({})).toEqual([]);
    expect(dense({ decoder_sparse_step: 2 })).toEqual([0, 2, 4]);
    expect(dense({ decoder_sparse_step: 3, mlp_only_layers: [2] })).toEqual([0, 1, 2, 3, 4]);
  });

  it.each<[string, object, RegExp]>([
    [
      "architecture",
      { architectures: ["MixtralForCausalLM"] },
      /architectures is \["Mixtral.*supported: Llama/,
    ],
    ["model type", { architectures: null, model_type: "gemma" }, /model_type is "gemma"/],
    ["activation", { hidden_act: "gelu" }, /hidden_act is "gelu"; supported: silu/],
    [
      "model type with a name of JavaScript's",
      { architectures: null, model_type: "constructor" },
      /model_type is "constructor"; supported/,
    ],
    ["activation with one", { hidden_act: "valueOf" }, /hidden_act is "valueOf"; supported: silu/],
    [
      "sliding window of no size",
      { use_sliding_window: true, sliding_window: "4096" },
      /sliding_window is "4096"; expected a positive number/,
    ],
    [
      "layer types",
      { layer_types: ["chunked_attention"] },
      /layer_types is .*chunked.*expected 24 of full_attention/,
    ],
    ["bias", { mlp_bias: true }, /mlp_bias is true/],
    [
      "experts",
      { num_experts: 8 },
      /num_experts is set; mixtures of experts are supported of Qwen3MoeForCausalLM, not of qwen2/,
    ],
    ["quantization", { quantization_config: { bits: 4 } }, /quantization_config is set/],
    [
      "dynamic rope",
      { rope_scaling: { type: "dynamic", factor: 2 } },
      /rope_scaling.type is "dynamic"; supported/,
    ],
    ["partial rope", { partial_rotary_factor: 0.83 }, /partial_rotary_factor is 0.83; that is 53 of/],
    [
      "scaled rope of sliding layers",
      { rope_parameters: { sliding_attention: { rope_type: "linear", factor: 2 } } },
      /rope_parameters.sliding_attention.rope_type is "linear"; supported: "default"/,
    ],
    [
      "rope of sliding layers",
      { rope_parameters: { rope_theta: 1, sliding_attention: { rope_theta: 2 } } },
      /rope_parameters.sliding_attention is set, but sliding layers of qwen2 have no/,
    ],
    [
      "no size",
      { hidden_size: undefined },
      /x\/config.json: hidden_size is missing; expected a positive number/,
    ],
    ["wrong size", { num_hidden_layers: "24" }, /num_hidden_layers is "24"; expected a positive number/],
    ["fraction", { num_hidden_layers: 2.5 }, /num_hidden_layers is 2.5; expected a positive whole number/],
    ["layers without end", { num_hidden_layers: 1e9 }, /num_hidden_layers is 1000000000; supported: at most/],
    [
      "experts without end",
      { architectures: ["Qwen3MoeForCausalLM"], num_experts: 1e9 },
      /num_experts is 1000000000, in 24 layers; supported: at most 1000000 in all/,
    ],
    [
      "more experts a token than there are",
      { architectures: ["Qwen3MoeForCausalLM"], num_experts: 4 },
      /num_experts_per_tok is 8, of 4 experts/,
    ],
    ["heads", { num_key_value_heads: 4 }, /num_key_value_heads is 4, which does not divide/],
    ["odd head", { head_dim: 63 }, /head_dim is 63/],
  ])("refuses what it cannot compute: %s", (_, change, message) => {
    expect(() => parse({ ...QWEN2, ...change })).toThrow(UserError);
    expect(() => parse({ ...QWEN2, ...change })).toThrow(message);
  });

  it("refuses what is no object", () => {
    expect(() => parseModelConfig([], "x/config.json")).toThrow(/x\/config.json: expected an object/);
  });
});

describe("toConfigJson", () => {
  it.each(readdirSync(models))("is read back as the same config: %s", (name) => {
    const config = parse(JSON.parse(readFileSync(`${models}${name}/config.json`, "utf8")));
    expect(parse(toConfigJson(config))).toEqual(config);
    expect(parse(JSON.parse(toConfigText(config)))).toEqual(config);
  });

  it("writes the floats of rope_scaling as floats, which transformers 4 asks for", () => {
    const text = toConfigText({ ...parse(LLAMA), ropeScaling: { type: "linear", factor: 8 } });
    expect(text).toContain('"factor": 8.0\n');
    expect(text).toContain('"rope_theta": 1000000.0,\n');
    // transformers 5 asks for these too.
    const gemma = JSON.parse(readFileSync(`${models}../families/gemma2/config.json`, "utf8"));
    expect(toConfigText(parse(gemma))).toContain('"final_logit_softcapping": 2.0,\n');
  });

  it("says what transformers would otherwise take from the family's defaults", () => {
    const olmo3 = JSON.parse(readFileSync(`${models}../families/olmo3/config.json`, "utf8"));
    expect(toConfigJson(parse(olmo3))).toMatchObject({
      ...{ bos_token_id: null, eos_token_id: null, pad_token_id: null },
      rope_parameters: { sliding_attention: { rope_type: "default", rope_theta: 100 } },
    });
  });

  it("refuses shapes without an architecture", () => {
    const config = parse(LLAMA);
    expect(() => toConfigJson({ ...config, qkvBias: true })).toThrow(/no architecture in transformers/);
  });
});

describe("generation defaults", () => {
  it("come from the first file that has them", () => {
    const files = [
      { json: { eos_token_id: [2, 0], temperature: 0.7 }, where: "a" },
      { json: { eos_token_id: 5, bos_token_id: 1, temperature: 1, top_p: 0.9 }, where: "b" },
    ];
    const generation = parseGeneration(files);
    expect(generation).toEqual({ eosIds: [2, 0], bosId: 1, temperature: 0.7, topP: 0.9 });
    expect(parseGeneration([{ json: toGenerationJson(generation), where: "c" }])).toEqual(generation);
    expect(parseGeneration([{ json: undefined, where: "d" }])).toEqual({ eosIds: [] });
    expect(parseGeneration([{ json: { temperature: 0, eos_token_id: null }, where: "e" }])).toEqual({
      eosIds: [],
    });
    // What nothing here reads is kept, of generation_config.json alone.
    const settings = {
      do_sample: true,
      top_k: 20,
      repetition_penalty: 1.1,
      temperature: 0.7,
      eos_token_id: 2,
    };
    const both = [
      { json: settings, where: "g" },
      { json: { architectures: [], top_p: 0.8 }, where: "h" },
    ];
    expect(parseGeneration(both).others).toEqual({ top_k: 20, repetition_penalty: 1.1 });
    expect(toGenerationJson(parseGeneration(both))).toEqual({ ...settings, top_p: 0.8 });
    const greedy = { do_sample: false, top_k: 1 };
    expect(toGenerationJson(parseGeneration([{ json: greedy, where: "i" }]))).toMatchObject(greedy);
    // So does one of a model that has a temperature all the same.
    const warm = { do_sample: false, temperature: 0.7, top_p: 0.9 };
    expect(toGenerationJson(parseGeneration([{ json: warm, where: "j" }]))).toEqual(warm);
    expect(() => parseGeneration([{ json: { eos_token_id: "x" }, where: "f" }])).toThrow(
      /f: eos_token_id is "x"/,
    );
  });
});
