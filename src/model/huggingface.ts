// config.json and generation_config.json of Hugging Face checkpoints, in the layouts of transformers 4 and 5: read
// into a ModelConfig, and written from one so that both versions load it.
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../common/errors.ts";
import type { FamilyName, ModelConfig, RopeScaling } from "./config.ts";
import { FAMILIES } from "./families/all.ts";
import type { Family } from "./families/family.ts";
import type { FloatType } from "./floats.ts";
import { type Json, Reader } from "./reader.ts";

/** How a model likes to be sampled, as far as its files say. */
export interface GenerationDefaults {
  /** Ids that end a response; empty where the files name none. */
  eosIds: readonly number[];
  bosId?: number;
  padId?: number;
  temperature?: number;
  topP?: number;
  /** What else generation_config.json says (top_k, repetition_penalty, …): written as it is. */
  others?: Json;
}

/** Every head of every family but the process reward model's has a class of its own. */
const names = Object.values(FAMILIES).map(({ classes }) => `${classes}ForCausalLM`);
const wrappers = Object.values(FAMILIES).flatMap(({ wrappers = [] }) => wrappers);
const SUPPORTED =
  `supported: ${names.join(", ")}, their ForTokenClassification variants, Qwen2ForProcessRewardModel, and the text part of ` +
  wrappers.join(", ");

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
  const { family, head, text } = architecture(new Reader(where, json as Json));
  return readAs(family, { ...(json as Json), ...text }, where, head).config;
}

/** Whether the language model of this config.json is a part of a model of several kinds of input. */
export function isWrapper({ architectures }: Json): boolean {
  return Array.isArray(architectures) && wrappers.includes(architectures[0]);
}

/** Far more than any model has: what is made for each of them must fit in memory before any weight is read. */
const MOST_LAYERS = 10_000;

/** An architecture that is none of the families'. */
export class UnknownArchitecture extends UserError {}

/**
 * config.json read as that of a family, whatever it calls itself, and its keys that nothing was read from. Throws as
 * `parseModelConfig` does.
 */
export function readAs(
  family: FamilyName,
  json: Json,
  where: string,
  head: ModelConfig["head"] = { type: "lm" },
): { config: ModelConfig; unread: string[] } {
  const { defaults, facts } = FAMILIES[family];
  const given = Object.entries(json).filter(([, value]) => value !== null && value !== undefined);
  const file = new Reader(where, { ...defaults, ...Object.fromEntries(given) });
  refuseUnsupported(file, family);

  const heads = file.integer("num_attention_heads");
  const hiddenSize = file.integer("hidden_size");
  const kvHeads = file.integer("num_key_value_heads", heads);
  const headDim = file.integer("head_dim", hiddenSize / heads);
  if (heads % kvHeads !== 0) {
    file.fail("num_key_value_heads", `is ${kvHeads}, which does not divide num_attention_heads (${heads})`);
  }
  if (headDim % 2 !== 0) file.fail("head_dim", `is ${headDim}; rotary positions need an even number`);
  const maxPositions = file.integer("max_position_embeddings");
  const layers = file.integer("num_hidden_layers");
  if (layers > MOST_LAYERS) file.fail("num_hidden_layers", `is ${layers}; supported: at most ${MOST_LAYERS}`);
  const config: ModelConfig = {
    family,
    vocabSize: file.integer("vocab_size"),
    hiddenSize,
    layers,
    heads,
    kvHeads,
    headDim,
    intermediateSize: file.integer("intermediate_size"),
    maxPositions,
    ...parseRope(file, maxPositions, headDim),
    rmsNormEps: file.number("rms_norm_eps", 1e-6),
    tieEmbeddings: file.boolean("tie_word_embeddings", false),
    qkvBias: false,
    outputBias: false,
    qkNorm: false,
    ...activation(file),
    ...facts(file, { layers, hiddenSize, heads, headDim, maxPositions }),
    head,
  };
  const rope = file.object("rope_parameters");
  if (rope?.has("sliding_attention") && config.slidingTheta === undefined)
    rope.fail(
      "sliding_attention",
      `is set, but sliding layers of ${family} have no rotary positions of their own`,
    );
  return { config, unread: given.map(([key]) => key).filter((key) => !file.asked.has(key)) };
}

/** Qwen2.5-Math-PRM's own architecture, which transformers loads from code beside the weights and vLLM has built in. */
export const PROCESS_REWARD = "Qwen2ForProcessRewardModel";

/** `text`: keys of the language model within a model of several kinds of input. */
function architecture(file: Reader): { family: FamilyName; head: ModelConfig["head"]; text?: Json } {
  const named = file.raw("architectures");
  const unknown = (what: string) => new UnknownArchitecture(`${file.where}: ${what}; ${SUPPORTED}`);
  const head = { type: "lm" } as const;
  if (!Array.isArray(named) || named.length === 0) {
    const type = file.string("model_type");
    if (!Object.hasOwn(FAMILIES, type)) throw unknown(`model_type is "${type}"`);
    return { family: type as FamilyName, head };
  }
  for (const [family, { classes, wrappers }] of Object.entries(FAMILIES) as [FamilyName, Family][]) {
    if (named[0] === `${classes}ForCausalLM`) return { family, head };
    if (named[0] === `${classes}ForTokenClassification`)
      return { family, head: { type: "classification", labels: labelCount(file) } };
    // Older ones have no object of their own for the text.
    if (wrappers?.includes(named[0]))
      return { family, head, text: file.object("text_config") && (file.raw("text_config") as Json) };
  }
  // It has two labels whatever its config says.
  if (named[0] === PROCESS_REWARD)
    return { family: "qwen2", head: { type: "classification", labels: 2, mlp: true } };
  throw unknown(`architectures is ${JSON.stringify(named)}`);
}

/** Every switch of the families that this project does not compute. */
function refuseUnsupported(file: Reader, family: FamilyName): void {
  file.refuse("mlp_bias", false);
  for (const key of ["num_experts", "num_local_experts"]) {
    if (family !== "qwen3_moe" && file.has(key) && file.raw(key) !== 0)
      file.fail(key, `is set; mixtures of experts are supported of Qwen3MoeForCausalLM, not of ${family}`);
  }
  if (file.has("quantization_config")) {
    const supported = "float32, float16 and bfloat16 weights, or a GGUF file";
    file.fail("quantization_config", `is set; supported: ${supported}`);
  }
}

const ACTIVATIONS = new Map<string, Pick<ModelConfig, "activation">>([
  ["silu", {}],
  ["swish", {}],
  ["gelu_pytorch_tanh", { activation: "geluTanh" }],
]);

function activation(file: Reader): Pick<ModelConfig, "activation"> {
  const key = file.has("hidden_activation") ? "hidden_activation" : "hidden_act";
  const name = file.string(key, "silu");
  const known = [...ACTIVATIONS.keys()].join(", ");
  return ACTIVATIONS.get(name) ?? file.fail(key, `is "${name}"; supported: ${known}`);
}

function labelCount(file: Reader): number {
  const labels = file.object("id2label");
  if (!file.has("num_labels") && labels) return Object.keys(file.raw("id2label") as Json).length;
  return file.integer("num_labels", 2);
}

/** Rotary positions: in one object since transformers 5 (of layers that see all, where those with a window have others). */
function parseRope(
  file: Reader,
  maxPositions: number,
  headDim: number,
): Pick<ModelConfig, "ropeTheta" | "ropeScaling" | "rotaryDim"> {
  const parameters = file.object("rope_parameters");
  const rope = parameters?.object("full_attention") ?? parameters ?? file.object("rope_scaling");
  const sliding = parameters?.object("sliding_attention");
  sliding?.refuse("rope_type", "default");
  sliding?.refuse("partial_rotary_factor", 1);
  const where = rope?.has("partial_rotary_factor") ? rope : file;
  const share = where.number("partial_rotary_factor", 1);
  const rotaryDim = Math.floor(headDim * share);
  if (share > 1 || rotaryDim % 2 !== 0)
    where.fail(
      "partial_rotary_factor",
      `is ${share}; that is ${rotaryDim} of the head's ${headDim} dimensions`,
    );
  const scaling = rope && parseRopeScaling(rope, file, maxPositions);
  return {
    ropeTheta: rope?.has("rope_theta") ? rope.number("rope_theta") : file.number("rope_theta", 10_000),
    ...(scaling ? { ropeScaling: scaling } : {}),
    ...(rotaryDim === headDim ? {} : { rotaryDim }),
  };
}

/** As transformers' modeling_rope_utils.py reads it, defaults included. */
function parseRopeScaling(rope: Reader, file: Reader, maxPositions: number): RopeScaling | undefined {
  const key = rope.has("rope_type") ? "rope_type" : "type";
  const type = rope.string(key, "default");
  switch (type) {
    case "default":
    // Of Qwen2.5-VL: three positions a token, which of text are the same.
    case "mrope":
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
      const [m, all] = byMscale ? [rope.number("mscale"), rope.number("mscale_all_dim")] : [1, 0];
      return {
        type,
        factor,
        originalMaxPositions,
        betaFast: rope.number("beta_fast", 32),
        betaSlow: rope.number("beta_slow", 1),
        attentionFactor: rope.number("attention_factor", scale(m) / scale(all)),
      };
    }
    case "longrope":
    case "su": {
      const from = rope.has("original_max_position_embeddings") ? rope : file;
      const originalMaxPositions = from.integer("original_max_position_embeddings", maxPositions);
      const factor = rope.number("factor", maxPositions / originalMaxPositions);
      const inferred = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions));
      return {
        type: "longrope",
        shortFactor: rope.numbers("short_factor"),
        longFactor: rope.numbers("long_factor"),
        originalMaxPositions,
        attentionFactor: rope.number("attention_factor", inferred),
      };
    }
    default:
      return rope.fail(key, `is "${type}"; supported: default, linear, llama3, yarn, longrope`);
  }
}

/** Keys of generation_config.json that `GenerationDefaults` has names for. */
const OWN_KEYS = new Set(["eos_token_id", "bos_token_id", "pad_token_id", "temperature", "top_p"]);

/**
 * Sampling defaults from generation_config.json and config.json, in this order: the first file that names a key wins.
 * @throws UserError where a value has the wrong type
 */
export function parseGeneration(files: readonly { json: unknown; where: string }[]): GenerationDefaults {
  const readers = files.map(({ json, where }) => new Reader(where, (json ?? {}) as Json));
  const first = (key: string) => readers.find((reader) => reader.has(key));
  const ids = (key: string): number[] => {
    const reader = first(key);
    const values = [reader?.raw(key) ?? []].flat();
    const other = values.find((value) => !Number.isInteger(value));
    if (other !== undefined) reader?.fail(key, `is ${JSON.stringify(other)}; expected a token id or a list`);
    return values as number[];
  };
  // Zeros are written by models that are not sampled from; they say nothing.
  const positive = (key: string) => (first(key)?.raw(key) === 0 ? undefined : first(key)?.number(key));
  const [temperature, topP] = [positive("temperature"), positive("top_p")];
  const { do_sample, ...said } = (files[0]?.json ?? {}) as Json;
  const rest = Object.fromEntries(Object.entries(said).filter(([key]) => !OWN_KEYS.has(key)));
  // That a model with a temperature is sampled from goes without saying; that it is not does not.
  const sampled = temperature !== undefined || topP !== undefined;
  const isPlain = do_sample === undefined || (sampled && do_sample !== false);
  const others = isPlain ? rest : { ...rest, do_sample };
  return {
    eosIds: ids("eos_token_id"),
    bosId: ids("bos_token_id")[0],
    padId: ids("pad_token_id")[0],
    temperature,
    topP,
    ...(Object.keys(others).length > 0 && { others }),
  };
}

/**
 * A ModelConfig as config.json, of weights in `type`. Written in the layout of transformers 4 (`rope_theta`,
 * `rope_scaling`, `torch_dtype`), which transformers 5 reads too.
 * @throws UserError where no architecture of transformers has this shape
 */
export function toConfigJson(
  config: ModelConfig,
  generation: GenerationDefaults = { eosIds: [] },
  type: FloatType = "F32",
): Json {
  const { head, ...shape } = config;
  const { family } = config;
  const json: Json = {
    architectures: [
      head.type === "classification" && head.mlp
        ? PROCESS_REWARD
        : FAMILIES[family].classes + (head.type === "lm" ? "ForCausalLM" : "ForTokenClassification"),
    ],
    model_type: family,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    [family.startsWith("gemma") ? "hidden_activation" : "hidden_act"]:
      config.activation === "geluTanh" ? "gelu_pytorch_tanh" : "silu",
    max_position_embeddings: config.maxPositions,
    rms_norm_eps: config.rmsNormEps,
    rope_theta: config.ropeTheta,
    rope_scaling: config.ropeScaling ? ropeScalingJson(config.ropeScaling) : null,
    ...slidingRopeJson(config),
    ...(config.rotaryDim ? { partial_rotary_factor: config.rotaryDim / config.headDim } : {}),
    tie_word_embeddings: config.tieEmbeddings,
    ...FAMILIES[family].keys(config),
    ...(head.type === "lm" ? {} : labelsJson(head.labels)),
    // Of an id that is left out transformers takes the family's own.
    ...Object.fromEntries(Object.entries(tokensJson(generation)).map(([key, id]) => [key, id ?? null])),
    attention_dropout: 0,
    initializer_range: 0.02,
    use_cache: true,
    torch_dtype: TORCH_NAMES[type],
  };
  const { head: _, ...read } = parseModelConfig(json, "config.json");
  const facts = new Set([...Object.keys(read), ...Object.keys(shape)]) as Set<keyof typeof read>;
  const lost = [...facts].filter((fact) => !isDeepStrictEqual(read[fact], shape[fact]));
  if (lost.length > 0 || (head.type !== "lm" && head.mlp && family !== "qwen2")) {
    const what = lost.map((fact) => `${fact} ${JSON.stringify(shape[fact])}`).join(", ") || "that head";
    throw new UserError(
      `a ${family} model with ${what} has no architecture in transformers, so it cannot be saved for it`,
    );
  }
  return json;
}

/** In the layout of transformers 5 as well, which misreads the base of OLMo 3's sliding layers in that of 4. */
function slidingRopeJson({ slidingTheta, ropeTheta, ropeScaling }: ModelConfig): Json {
  if (slidingTheta === undefined) return {};
  const full = ropeScaling ? ropeScalingJson(ropeScaling) : { rope_type: "default" };
  return {
    rope_parameters: {
      full_attention: { rope_theta: ropeTheta, ...full },
      sliding_attention: { rope_theta: slidingTheta, rope_type: "default" },
    },
  };
}

const TORCH_NAMES: Readonly<Record<FloatType, string>> = { F32: "float32", F16: "float16", BF16: "bfloat16" };

/** Keys that transformers 4 takes only as floats, in its spelling: 8.0. */
const FLOAT_KEY =
  /("(?:factor|low_freq_factor|high_freq_factor|attention_factor|beta_fast|beta_slow|rope_theta|rope_local_base_freq|\w+_softcapping|\w+_multiplier|logits_scaling)": \d+)(,?)$/gm;

/** `toConfigJson` as the text of config.json. Throws what it throws. */
export function toConfigText(...shape: Parameters<typeof toConfigJson>): string {
  return `${JSON.stringify(toConfigJson(...shape), null, 2).replace(FLOAT_KEY, "$1.0$2")}\n`;
}

/** generation_config.json for the same checkpoint. */
export function toGenerationJson(generation: GenerationDefaults): Json {
  const { temperature, topP: top_p } = generation;
  // transformers refuses to save a temperature of a model that is not said to be sampled from.
  const sampled = temperature !== undefined || top_p !== undefined;
  const drawn = sampled ? { do_sample: true, temperature, top_p } : {};
  return { ...drawn, ...generation.others, ...tokensJson(generation) };
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
