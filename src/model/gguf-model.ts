// A model in a GGUF file: its shape from the metadata, its weights under Hugging Face names. The tokenizer is in
// gguf-tokenizer.ts. Names and layouts: llama.cpp's gguf-py (constants.py) and convert_hf_to_gguf.py.
import { UserError } from "../common/errors.ts";
import type { ModelConfig, RopeScaling } from "./config.ts";
import type { GgufFile } from "./gguf.ts";
import { type Parameters, parameterLayout } from "./parameters.ts";
import { Reader } from "./reader.ts";

const FAMILIES: readonly string[] = ["llama", "qwen2", "qwen3"];

/** The language model in `file`. Throws a UserError naming the key that is missing or not supported. */
export async function ggufConfig(file: GgufFile): Promise<ModelConfig> {
  const values = Object.fromEntries(file.metadata);
  const family = new Reader(file.path, values, "metadata ").string("general.architecture");
  if (!FAMILIES.includes(family)) {
    throw new UserError(
      `${file.path}: general.architecture is "${family}"; supported: ${FAMILIES.join(", ")}`,
    );
  }
  const prefix = `${family}.`;
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  const unprefixed = own.map(([key, value]) => [key.slice(prefix.length), value]);
  const metadata = new Reader(file.path, Object.fromEntries(unprefixed), `metadata ${prefix}`);
  if (metadata.has("expert_count") && metadata.raw("expert_count") !== 0)
    metadata.fail("expert_count", "is set: mixtures of experts are not supported");
  const embedding = file.tensors.get("token_embd.weight");
  if (!embedding) throw new UserError(`${file.path}: tensor token_embd.weight is missing`);
  const heads = metadata.integer("attention.head_count");
  const hiddenSize = metadata.integer("embedding_length");
  const headDim = metadata.integer("attention.key_length", hiddenSize / heads);
  const rotated = metadata.number("rope.dimension_count", headDim);
  if (rotated !== headDim)
    metadata.fail("rope.dimension_count", `is ${rotated}; supported: the head's size, ${headDim}`);
  const ropeTheta = metadata.number("rope.freq_base", 10_000);
  const maxPositions = metadata.integer("context_length");
  const layers = metadata.integer("block_count");
  if (layers > file.tensors.size)
    metadata.fail("block_count", `is ${layers}, but there are only ${file.tensors.size} tensors`);
  const config: ModelConfig = {
    family: family as ModelConfig["family"],
    vocabSize: embedding.shape[0],
    hiddenSize,
    layers,
    heads,
    kvHeads: metadata.integer("attention.head_count_kv", heads),
    headDim,
    intermediateSize: metadata.integer("feed_forward_length"),
    maxPositions,
    ropeTheta: exactDecimal(ropeTheta),
    rmsNormEps: exactDecimal(metadata.number("attention.layer_norm_rms_epsilon")),
    tieEmbeddings: !file.tensors.has("output.weight"),
    qkvBias: family === "qwen2" || file.tensors.has("blk.0.attn_q.bias"),
    outputBias: file.tensors.has("blk.0.attn_output.bias"),
    qkNorm: family === "qwen3",
    head: { type: "lm" },
  };
  const ropeScaling = file.tensors.has("rope_freqs.weight")
    ? await llama3Scaling(file, ropeTheta, headDim)
    : scaling(metadata, maxPositions);
  return ropeScaling ? { ...config, ropeScaling } : config;
}

/** Metadata floats are single; the decimal they were written from (1e-5) is the one with six or fewer digits. */
function exactDecimal(value: number): number {
  const short = Number(value.toPrecision(6));
  return Math.fround(short) === value ? short : value;
}

function scaling(metadata: Reader, maxPositions: number): RopeScaling | undefined {
  const type = metadata.string("rope.scaling.type", "none");
  if (type === "none") return undefined;
  const factor = exactDecimal(metadata.number("rope.scaling.factor"));
  if (type === "linear") return { type, factor };
  if (type !== "yarn")
    metadata.fail("rope.scaling.type", `is "${type}"; supported: none, linear, yarn, and Llama 3's`);
  // llama.cpp multiplies cos and sin by attn_factor · (1 + 0.1 ln factor).
  const attention = metadata.number("rope.scaling.attn_factor", 1);
  return {
    type,
    factor,
    originalMaxPositions: metadata.number("rope.scaling.original_context_length", maxPositions),
    betaFast: metadata.number("rope.scaling.yarn_beta_fast", 32),
    betaSlow: metadata.number("rope.scaling.yarn_beta_slow", 1),
    attentionFactor: attention * (factor <= 1 ? 1 : 1 + 0.1 * Math.log(factor)),
  };
}

/**
 * Llama 3's scaling is stored as the divisor of each frequency (rope_freqs.weight). The released models share all
 * settings but the factor; the divisors must be what those settings give.
 */
async function llama3Scaling(file: GgufFile, theta: number, headDim: number): Promise<RopeScaling> {
  const divisors = new Float32Array(headDim / 2);
  await file.read("rope_freqs.weight", [headDim / 2], divisors);
  const scaling = {
    type: "llama3" as const,
    factor: Number(Math.max(...divisors).toPrecision(5)),
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositions: 8192,
  };
  for (const [i, divisor] of divisors.entries()) {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headDim);
    const ramp = (scaling.originalMaxPositions / wavelength - 1) / (4 - 1);
    const share = Math.min(1, Math.max(0, ramp));
    const expected = 1 / ((1 - share) / scaling.factor + share);
    if (Math.abs(divisor - expected) > 1e-3 * expected) {
      throw new UserError(
        `${file.path}: rope_freqs.weight[${i}] is ${divisor}, but Llama 3's scaling by ${scaling.factor} gives ` +
          `${expected.toFixed(4)}; convert the model from its Hugging Face directory instead`,
      );
    }
  }
  return scaling;
}

const LAYER_NAMES: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.o_proj": "attn_output",
  "self_attn.q_norm": "attn_q_norm",
  "self_attn.k_norm": "attn_k_norm",
  post_attention_layernorm: "ffn_norm",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  "model.embed_tokens.weight": "token_embd.weight",
  "model.norm.weight": "output_norm.weight",
  "lm_head.weight": "output.weight",
};

function ggufName(name: string): string {
  const layer = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name);
  return layer ? `blk.${layer[1]}.${LAYER_NAMES[layer[2]]}.${layer[3]}` : (OTHER_NAMES[name] ?? name);
}

/** Throws a UserError where a tensor of a model of `config`, score.* apart, is missing, of another shape, or not read. */
export function checkGgufTensors(file: GgufFile, config: ModelConfig): void {
  for (const { name, shape } of parameterLayout(config))
    if (!name.startsWith("score.")) file.check(ggufName(name), shape);
}

/**
 * Reads every tensor of `parameters` (score.* apart) from `file`.
 * @throws UserError naming a tensor that is missing, unexpected, or of another shape
 */
export async function readGgufParameters(file: GgufFile, parameters: Parameters): Promise<void> {
  const { config } = parameters;
  const used = new Set(["rope_freqs.weight", "output.weight"]);
  for (const { name, shape } of parameters.specs) {
    if (name.startsWith("score.")) continue;
    const stored = ggufName(name);
    used.add(stored);
    const permuted = config.family === "llama" && /\.(q|k)_proj\.(weight|bias)$/.test(name);
    await file.read(
      stored,
      shape,
      parameters.view(name),
      permuted ? (row) => unpermutedRow(row, config.headDim) : undefined,
    );
  }
  for (const tensor of file.tensors.values()) {
    if (!used.has(tensor.name)) {
      throw new UserError(
        `${file.path}: unexpected tensor ${tensor.name} [${tensor.shape}]: a ${config.family} model has none`,
      );
    }
  }
}

/**
 * llama.cpp rotates neighbouring pairs of a head, Hugging Face the halves, so its converter interleaves the halves
 * of each head of the llama family: row 2j + i of a head there is row i·headDim/2 + j here.
 */
function unpermutedRow(row: number, headDim: number): number {
  const inHead = row % headDim;
  return row - inHead + (inHead % 2) * (headDim / 2) + (inHead >> 1);
}
