// What a model's config is in GGUF's metadata: llama.cpp's name of each family's architecture and the keys that only it
// has, as model/gguf-architectures.ts reads them; and whether what is read is what was meant, for llama.cpp takes some facts
// of an architecture for granted. Keys: llama.cpp's gguf-py (constants.py) and convert_hf_to_gguf.py.
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../common/errors.ts";
import { attentionOf, type Experts, type FamilyName, type ModelConfig } from "../model/config.ts";
import type { GgufValue } from "../model/gguf.ts";
import { ggufConfig } from "../model/gguf-model.ts";
import type { Metadata } from "./gguf-file.ts";

type Keys = [string, Metadata][];

interface WrittenArchitecture {
  name: string;
  keys?: (config: ModelConfig) => Keys;
}

/** Layers with a window, and which they are. */
function windows(config: ModelConfig): Keys {
  const all = Array.from({ length: config.layers }, (_, layer) => attentionOf(config, layer).window);
  const window = all.find((one) => one !== null);
  if (typeof window !== "number") return [];
  return [
    ["attention.sliding_window", { uint32: window }],
    ["attention.sliding_window_pattern", { bools: all.map((one) => one !== null) }],
  ];
}

const ifGiven = (key: string, value: number | undefined): Keys =>
  value === undefined ? [] : [[key, { float32: value }]];

const ARCHITECTURES: Readonly<Record<FamilyName, WrittenArchitecture>> = {
  llama: { name: "llama" },
  mistral: { name: "llama" },
  qwen2: { name: "qwen2" },
  qwen3: { name: "qwen3" },
  qwen3_moe: {
    name: "qwen3moe",
    keys: ({ experts }) => {
      const { count, perToken, intermediateSize } = experts as Experts;
      return [
        ["expert_count", { uint32: count }],
        ["expert_used_count", { uint32: perToken }],
        ["expert_feed_forward_length", { uint32: intermediateSize }],
      ];
    },
  },
  gemma2: {
    name: "gemma2",
    keys: (config) => [
      ...windows(config),
      ...ifGiven("attn_logit_softcapping", config.attentionCap),
      ...ifGiven("final_logit_softcapping", config.logitCap),
    ],
  },
  gemma3_text: {
    name: "gemma3",
    keys: (config) => [
      ...windows(config),
      ...ifGiven("rope.freq_base_swa", config.slidingTheta),
      ...ifGiven("final_logit_softcapping", config.logitCap),
    ],
  },
  smollm3: { name: "smollm3" },
  phi3: { name: "phi3" },
  olmo2: { name: "olmo2" },
  olmo3: {
    name: "olmo2",
    keys: (config) => [...windows(config), ...ifGiven("rope.freq_base_swa", config.slidingTheta)],
  },
  granite: {
    name: "granite",
    keys: ({ embeddingScale, attentionScale, residualScale, logitScale }) => [
      ...ifGiven("embedding_scale", embeddingScale),
      ...ifGiven("attention.scale", attentionScale),
      ...ifGiven("residual_scale", residualScale),
      ...ifGiven("logit_scale", logitScale === undefined ? undefined : 1 / logitScale),
    ],
  },
};

/** llama.cpp's name of a family's architecture. */
export const architectureOf = ({ family }: ModelConfig): string => ARCHITECTURES[family].name;

/**
 * Metadata of a model's shape.
 * @param shapes of the file's tensors, by name
 * @throws UserError where llama.cpp would compute another model from them
 */
export async function modelMetadata(
  given: ModelConfig,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<Keys> {
  const config = withinWindow(given);
  const { name, keys = () => [] } = ARCHITECTURES[config.family];
  const { headDim, rotaryDim = headDim } = config;
  const own: Keys = [
    ["vocab_size", { uint32: config.vocabSize }],
    ["context_length", { uint32: config.maxPositions }],
    ["embedding_length", { uint32: config.hiddenSize }],
    ["block_count", { uint32: config.layers }],
    ["feed_forward_length", { uint32: config.intermediateSize }],
    ["attention.head_count", { uint32: config.heads }],
    ["attention.head_count_kv", { uint32: config.kvHeads }],
    ["attention.key_length", { uint32: headDim }],
    ["attention.value_length", { uint32: headDim }],
    ["attention.layer_norm_rms_epsilon", { float32: config.rmsNormEps }],
    ["rope.dimension_count", { uint32: rotaryDim }],
    ["rope.freq_base", { float32: config.ropeTheta }],
    ...ropeScaling(config),
    ...keys(config),
  ];
  const metadata: Keys = [
    ["general.architecture", { string: name }],
    ...own.map(([key, value]): [string, Metadata] => [`${name}.${key}`, value]),
  ];
  await check(config, metadata, shapes);
  return metadata;
}

/** llama.cpp knows no window in these architectures (of Phi-3 it warns): contexts end where it would begin to matter. */
const WITHOUT_WINDOW: readonly FamilyName[] = ["mistral", "phi3"];

function withinWindow(config: ModelConfig): ModelConfig {
  const { family, layerAttention, ...rest } = config;
  if (!WITHOUT_WINDOW.includes(family) || layerAttention === undefined) return config;
  const window = layerAttention.reduce(
    (least, one) => Math.min(least, one.window ?? least),
    rest.maxPositions,
  );
  return { ...rest, family, maxPositions: window };
}

/** Llama 3's scaling and LongRoPE's are tensors: a divisor of each frequency. */
function ropeScaling({ ropeScaling: scaling }: ModelConfig): Keys {
  if (scaling === undefined) return [];
  const original = (length: number): Keys => [["rope.scaling.original_context_length", { uint32: length }]];
  if (scaling.type === "llama3") return original(scaling.originalMaxPositions);
  if (scaling.type === "longrope")
    return [
      ...original(scaling.originalMaxPositions),
      ["rope.scaling.attn_factor", { float32: scaling.attentionFactor }],
    ];
  const factor: Keys = [
    ["rope.scaling.type", { string: scaling.type }],
    ["rope.scaling.factor", { float32: scaling.factor }],
  ];
  if (scaling.type === "linear") return factor;
  // llama.cpp multiplies cos and sin by attn_factor · (1 + 0.1 ln factor).
  const usual = scaling.factor <= 1 ? 1 : 1 + 0.1 * Math.log(scaling.factor);
  return [
    ...factor,
    ...original(scaling.originalMaxPositions),
    ["rope.scaling.attn_factor", { float32: scaling.attentionFactor / usual }],
    ["rope.scaling.yarn_beta_fast", { float32: scaling.betaFast }],
    ["rope.scaling.yarn_beta_slow", { float32: scaling.betaSlow }],
  ];
}

/** Throws a UserError for a fact that is another in what our reader, which goes by llama.cpp, takes of the metadata. */
async function check(
  config: ModelConfig,
  metadata: Keys,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const plain = metadata.map(([key, value]): [string, GgufValue] => {
    const [inner] = Object.values(value) as GgufValue[];
    return [key, "float32" in value ? Math.fround(value.float32) : inner];
  });
  const tensors = new Map(
    [...shapes].filter(([name]) => !name.startsWith("rope_")).map(([name, shape]) => [name, { shape }]),
  );
  const file = { path: "GGUF", metadata: new Map(plain), tensors, read: () => Promise.reject() };
  const back = await ggufConfig(file);
  // The family may go by another name; of the scaling there are tensors, and what is written of it is what it is.
  const facts = ({ family: _, ropeScaling: __, ...rest }: ModelConfig) =>
    rounded(rest) as Record<string, unknown>;
  const [meant, said] = [facts(config), facts(back)];
  for (const fact of new Set([...Object.keys(meant), ...Object.keys(said)]))
    if (!isDeepStrictEqual(meant[fact], said[fact]))
      throw new UserError(
        `llama.cpp takes ${fact} of ${architectureOf(config)} to be ${JSON.stringify(said[fact])}, and this model's is ` +
          `${JSON.stringify(meant[fact])}: it would be another model as GGUF (--format hf writes it as it is)`,
      );
}

/** Numbers to six digits, as float32 has them. */
function rounded(value: unknown): unknown {
  const six = (_key: string, inner: unknown) =>
    typeof inner === "number" ? Number(inner.toPrecision(6)) : inner;
  return JSON.parse(JSON.stringify(value, six));
}
