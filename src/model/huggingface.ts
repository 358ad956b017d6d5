// config.json and generation_config.json of Hugging Face checkpoints, in the layouts of transformers 4 and 5: read
// into a ModelConfig, and written from one so that both versions load it.
import { UserError } from "../common/errors.ts";
import type { ModelConfig, RopeScaling } from "./config.ts";
import { type Json, Reader } from "./reader.ts";

/** How a model likes to be sampled, as far as its files say. */
export interface GenerationDefaults {
  /** Ids that end a response; empty where the files name none. */
  eosIds: readonly number[];
  bosId?: number;
  padId?: number;
  temperature?: number;
  topP?: number;
}

const FAMILIES = { llama: "Llama", qwen2: "Qwen2", qwen3: "Qwen3" } as const;
const SUPPORTED =
  "supported: LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM, their ForTokenClassification variants, and Qwen2ForProcessRewardModel";

/**
 * config.json as a ModelConfig.
 * @param json the parsed file
 * @param where its path, for error messages
 * @throws UserError naming the key that is missing, wrong or not supported
 */
export function parseModelConfig(json: unknown, where: string): ModelConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new UserError(`${where}: expected an object with the keys of a Hugging Face config`);
  }
  const file = new Reader(where, json as Json);
  const { family, head } = architecture(file);
  refuseUnsupported(file);

  const heads = file.integer("num_attention_heads");
  const hiddenSize = file.integer("hidden_size");
  const kvHeads = file.integer("num_key_value_heads", heads);
  // Qwen3Config of transformers takes 128 where the key is absent; the others divide.
  const headDim = file.integer("head_dim", family === "qwen3" ? 128 : hiddenSize / heads);
  if (heads % kvHeads !== 0) {
    file.fail("num_key_value_heads", `is ${kvHeads}, which does not divide num_attention_heads (${heads})`);
  }
  if (headDim % 2 !== 0) file.fail("head_dim", `is ${headDim}; rotary positions need an even number`);
  const attentionBias = family !== "qwen2" && file.boolean("attention_bias", false);
  const maxPositions = file.integer("max_position_embeddings");
  const rope = file.object("rope_parameters") ?? file.object("rope_scaling");
  const config: ModelConfig = {
    family,
    vocabSize: file.integer("vocab_size"),
    hiddenSize,
    layers: file.integer("num_hidden_layers"),
    heads,
    kvHeads,
    headDim,
    intermediateSize: file.integer("intermediate_size"),
    maxPositions,
    ropeTheta: rope?.has("rope_theta") ? rope.number("rope_theta") : file.number("rope_theta", 10_000),
    rmsNormEps: file.number("rms_norm_eps", 1e-6),
    tieEmbeddings: file.boolean("tie_word_embeddings", false),
    qkvBias: family === "qwen2" || attentionBias,
    outputBias: attentionBias,
    qkNorm: family === "qwen3",
    head,
  };
  const ropeScaling = rope && parseRopeScaling(rope, maxPositions);
  return ropeScaling ? { ...config, ropeScaling } : config;
}

/** Qwen2.5-Math-PRM's own architecture, which transformers loads from code beside the weights and vLLM has built in. */
export const PROCESS_REWARD = "Qwen2ForProcessRewardModel";

function architecture(file: Reader): Pick<ModelConfig, "family" | "head"> {
  const named = file.raw("architectures");
  if (Array.isArray(named) && named.length > 0) {
    for (const [family, prefix] of Object.entries(FAMILIES) as [ModelConfig["family"], string][]) {
      if (named[0] === `${prefix}ForCausalLM`) return { family, head: { type: "lm" } };
      if (named[0] === `${prefix}ForTokenClassification`)
        return { family, head: { type: "classification", labels: labelCount(file) } };
    }
    // It has two labels whatever its config says.
    if (named[0] === PROCESS_REWARD)
      return { family: "qwen2", head: { type: "classification", labels: 2, mlp: true } };
    file.fail("architectures", `is ${JSON.stringify(named)}; ${SUPPORTED}`);
  }
  const type = file.string("model_type");
  if (!(type in FAMILIES)) file.fail("model_type", `is "${type}"; ${SUPPORTED}`);
  return { family: type as ModelConfig["family"], head: { type: "lm" } };
}

/** Every switch of the three families that this project does not compute. */
function refuseUnsupported(file: Reader): void {
  const act = file.string("hidden_act", "silu");
  if (act !== "silu" && act !== "swish") file.fail("hidden_act", `is "${act}"; supported: silu`);
  if (file.boolean("mlp_bias", false)) file.fail("mlp_bias", "is true; supported: false");
  if (file.boolean("use_sliding_window", false)) {
    file.fail("use_sliding_window", "is true; supported: false (attention over the whole context)");
  }
  const layerTypes = file.raw("layer_types");
  if (Array.isArray(layerTypes) && layerTypes.some((type) => type !== "full_attention")) {
    file.fail("layer_types", "has layers other than full_attention; supported: full_attention");
  }
  for (const key of ["num_experts", "num_local_experts"]) {
    if (file.has(key) && file.raw(key) !== 0)
      file.fail(key, "is set; mixtures of experts are not supported, dense models are");
  }
  if (file.has("quantization_config")) {
    file.fail(
      "quantization_config",
      "is set; supported: float32, float16 and bfloat16 weights, or a GGUF file",
    );
  }
  refusePartialRotary(file);
}

function refusePartialRotary(file: Reader): void {
  const factor = file.number("partial_rotary_factor", 1);
  if (factor !== 1) file.fail("partial_rotary_factor", `is ${factor}; supported: 1`);
}

function labelCount(file: Reader): number {
  const labels = file.object("id2label");
  if (!file.has("num_labels") && labels) return Object.keys(file.raw("id2label") as Json).length;
  return file.integer("num_labels", 2);
}

/** As transformers' modeling_rope_utils.py reads it, defaults included. */
function parseRopeScaling(rope: Reader, maxPositions: number): RopeScaling | undefined {
  if (rope.has("full_attention") || rope.has("sliding_attention")) {
    rope.fail("full_attention", "is set: rotary positions that differ between layers are not supported");
  }
  refusePartialRotary(rope);
  const key = rope.has("rope_type") ? "rope_type" : "type";
  const type = rope.string(key, "default");
  switch (type) {
    case "default":
      return undefined;
    case "linear":
      return { type, factor: rope.number("factor") };
    case "llama3":
      return {
        type,
        factor: rope.number("factor"),
        lowFreqFactor: rope.number("low_freq_factor"),
        highFreqFactor: rope.number("high_freq_factor"),
        originalMaxPositions: rope.integer("original_max_position_embeddings", maxPositions),
      };
    case "yarn": {
      if (!rope.boolean("truncate", true)) rope.fail("truncate", "is false; supported: true");
      const originalMaxPositions = rope.integer("original_max_position_embeddings", maxPositions);
      const factor = rope.number("factor", maxPositions / originalMaxPositions);
      const scale = (m: number) => (factor <= 1 ? 1 : 0.1 * m * Math.log(factor) + 1);
      const byMscale = rope.has("mscale") && rope.has("mscale_all_dim");
      const inferred = byMscale
        ? scale(rope.number("mscale")) / scale(rope.number("mscale_all_dim"))
        : scale(1);
      return {
        type,
        factor,
        originalMaxPositions,
        betaFast: rope.number("beta_fast", 32),
        betaSlow: rope.number("beta_slow", 1),
        attentionFactor: rope.number("attention_factor", inferred),
      };
    }
    default:
      return rope.fail(key, `is "${type}"; supported: default, linear, llama3, yarn`);
  }
}

/**
 * Sampling defaults from generation_config.json and config.json: the first file that names a key wins.
 * @throws UserError where a value has the wrong type
 */
export function parseGeneration(files: readonly { json: unknown; where: string }[]): GenerationDefaults {
  const readers = files.map(({ json, where }) => new Reader(where, (json ?? {}) as Json));
  const first = (key: string) => readers.find((reader) => reader.has(key));
  const ids = (key: string): number[] => {
    const reader = first(key);
    const values = reader ? [reader.raw(key)].flat() : [];
    for (const value of values) {
      if (!Number.isInteger(value))
        reader?.fail(key, `is ${JSON.stringify(value)}; expected a token id or a list`);
    }
    return values as number[];
  };
  // Zeros are written by models that are not sampled from; they say nothing.
  const positive = (key: string) => (first(key)?.raw(key) === 0 ? undefined : first(key)?.number(key));
  return {
    eosIds: ids("eos_token_id"),
    bosId: ids("bos_token_id")[0],
    padId: ids("pad_token_id")[0],
    temperature: positive("temperature"),
    topP: positive("top_p"),
  };
}

/**
 * A ModelConfig as config.json. Written in the layout of transformers 4 (`rope_theta`, `rope_scaling`,
 * `torch_dtype`), which transformers 5 reads too.
 * @throws UserError where no architecture of transformers has this shape
 */
export function toConfigJson(config: ModelConfig, generation: GenerationDefaults = { eosIds: [] }): Json {
  const { family, head } = config;
  const expressible =
    config.qkNorm === (family === "qwen3") &&
    (family === "qwen2" ? config.qkvBias && !config.outputBias : config.qkvBias === config.outputBias) &&
    (family === "qwen2" || head.type === "lm" || !head.mlp);
  if (!expressible) {
    throw new UserError(
      `a ${family} model with these biases and norms (qkvBias ${config.qkvBias}, outputBias ${config.outputBias}, ` +
        `qkNorm ${config.qkNorm}) has no architecture in transformers, so it cannot be saved for it`,
    );
  }
  return {
    architectures: [architectureName(config)],
    model_type: family,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    hidden_act: "silu",
    max_position_embeddings: config.maxPositions,
    rms_norm_eps: config.rmsNormEps,
    rope_theta: config.ropeTheta,
    rope_scaling: config.ropeScaling ? ropeScalingJson(config.ropeScaling) : null,
    tie_word_embeddings: config.tieEmbeddings,
    ...(family === "qwen2" ? {} : { attention_bias: config.qkvBias }),
    ...(family === "llama" ? { mlp_bias: false } : { use_sliding_window: false, sliding_window: null }),
    ...(head.type === "lm" ? {} : labelsJson(head.labels)),
    ...tokensJson(generation),
    attention_dropout: 0,
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: "float32",
  };
}

/** Keys that transformers 4 takes only as floats, in its spelling: 8.0. */
const FLOAT_KEY =
  /("(?:factor|low_freq_factor|high_freq_factor|attention_factor|beta_fast|beta_slow|rope_theta)": \d+)(,?)$/gm;

/** `toConfigJson` as the text of config.json. Throws what it throws. */
export function toConfigText(config: ModelConfig, generation?: GenerationDefaults): string {
  return `${JSON.stringify(toConfigJson(config, generation), null, 2).replace(FLOAT_KEY, "$1.0$2")}\n`;
}

/** generation_config.json for the same checkpoint. */
export function toGenerationJson(generation: GenerationDefaults): Json {
  const { temperature, topP: top_p } = generation;
  // transformers refuses a temperature of a model that is not sampled from.
  const sampled = temperature !== undefined || top_p !== undefined;
  return { ...tokensJson(generation), ...(sampled ? { do_sample: true, temperature, top_p } : {}) };
}

function architectureName({ family, head }: ModelConfig): string {
  if (head.type === "lm") return `${FAMILIES[family]}ForCausalLM`;
  return head.mlp ? PROCESS_REWARD : `${FAMILIES[family]}ForTokenClassification`;
}

/** What is undefined is left out of JSON. */
function tokensJson({ bosId: bos_token_id, eosIds, padId: pad_token_id }: GenerationDefaults): Json {
  return { bos_token_id, eos_token_id: eosIds.length > 1 ? eosIds : eosIds[0], pad_token_id };
}

function labelsJson(labels: number): Json {
  const names = Array.from({ length: labels }, (_, i) => `LABEL_${i}`);
  return {
    num_labels: labels,
    id2label: Object.fromEntries(names.map((name, i) => [String(i), name])),
    label2id: Object.fromEntries(names.map((name, i) => [name, i])),
  };
}

/** `rope_scaling`: the same values, whose keys have other names or are spelled with underscores. */
function ropeScalingJson(scaling: RopeScaling): Json {
  const renamed: Record<string, string> = {
    type: "rope_type",
    originalMaxPositions: "original_max_position_embeddings",
  };
  const underscored = (key: string) => key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(scaling).map(([key, value]) => [renamed[key] ?? underscored(key), value]),
  );
}
