// A model in a GGUF file: its shape from the metadata, its weights under Hugging Face names. The tokenizer is in
// gguf-tokenizer.ts. Names and layouts: llama.cpp's gguf-py (constants.py) and convert_hf_to_gguf.py.
import { UserError } from "../common/errors.ts";
import type { ModelConfig, RopeScaling } from "./config.ts";
import { FAMILIES } from "./families/all.ts";
import type { GgufFile } from "./gguf.ts";
import { ARCHITECTURES, type Architecture } from "./gguf-architectures.ts";
import { type ParameterSpec, type Parameters, parameterLayout, storedLayout } from "./parameters.ts";
import { Reader } from "./reader.ts";

/** What is read of a file for its model's shape. */
export type GgufHeader = Pick<GgufFile, "path" | "metadata" | "read"> & {
  tensors: ReadonlyMap<string, { shape: readonly number[] }>;
};

/** The language model in `file`. Throws a UserError naming the key that is missing or not supported. */
export async function ggufConfig(file: GgufHeader): Promise<ModelConfig> {
  const { metadata, name, architecture } = read(file);
  const { family, keys, activation, interleaved } = architecture;
  if (!architecture.withExperts && metadata.has("expert_count") && metadata.raw("expert_count") !== 0)
    metadata.fail("expert_count", `is set: a ${name} model with experts is not supported`);
  const embedding = file.tensors.get("token_embd.weight");
  if (!embedding) throw new UserError(`${file.path}: tensor token_embd.weight is missing`);
  const heads = metadata.integer("attention.head_count");
  const hiddenSize = metadata.integer("embedding_length");
  const kvHeads = metadata.integer("attention.head_count_kv", heads);
  if (heads % kvHeads !== 0)
    metadata.fail("attention.head_count_kv", `is ${kvHeads}, which does not divide head_count (${heads})`);
  const headDim = metadata.integer("attention.key_length", hiddenSize / heads);
  const rotaryDim = metadata.integer("rope.dimension_count", headDim);
  if (rotaryDim > headDim || rotaryDim % 2 !== 0 || (interleaved && rotaryDim !== headDim))
    metadata.fail("rope.dimension_count", `is ${rotaryDim}; supported: the head's size, ${headDim}`);
  const ropeTheta = metadata.number("rope.freq_base", 10_000);
  const maxPositions = metadata.integer("context_length");
  const layers = metadata.integer("block_count");
  if (layers > file.tensors.size)
    metadata.fail("block_count", `is ${layers}, but there are only ${file.tensors.size} tensors`);
  const sizes = { layers, hiddenSize, heads, headDim, maxPositions };
  const { defaults, facts } = FAMILIES[family];
  const given = keys?.(metadata, sizes) ?? {};
  const ropeScaling = file.tensors.has("rope_freqs.weight")
    ? await llama3Scaling(file, metadata, ropeTheta, headDim)
    : file.tensors.has("rope_factors_long.weight")
      ? await longScaling(file, metadata, rotaryDim, maxPositions)
      : scaling(metadata, maxPositions);
  return {
    family,
    vocabSize: embedding.shape[0],
    ...{ hiddenSize, layers, heads, kvHeads, headDim },
    intermediateSize: metadata.integer("feed_forward_length"),
    maxPositions,
    ropeTheta,
    ...(ropeScaling ? { ropeScaling } : {}),
    ...(rotaryDim === headDim ? {} : { rotaryDim }),
    rmsNormEps: metadata.number("attention.layer_norm_rms_epsilon"),
    tieEmbeddings: !file.tensors.has("output.weight"),
    qkNorm: false,
    ...(activation ? { activation } : {}),
    ...facts(new Reader(file.path, { ...defaults, ...given }, `metadata ${name}: `), sizes),
    qkvBias: family === "qwen2" || file.tensors.has("blk.0.attn_q.bias"),
    outputBias: file.tensors.has("blk.0.attn_output.bias"),
    head: { type: "lm" },
  };
}

/** The architecture of `file`, and its own metadata without its name before the keys. */
function read(file: GgufHeader): { metadata: Reader; name: string; architecture: Architecture } {
  const values = Object.fromEntries(file.metadata);
  const name = new Reader(file.path, values, "metadata ").string("general.architecture");
  if (!Object.hasOwn(ARCHITECTURES, name))
    throw new UserError(
      `${file.path}: general.architecture is "${name}"; supported: ${Object.keys(ARCHITECTURES).join(", ")}`,
    );
  const prefix = `${name}.`;
  const own = Object.entries(values)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [
      key.slice(prefix.length),
      typeof value === "number" ? exactDecimal(value) : value,
    ]);
  const metadata = new Reader(file.path, Object.fromEntries(own), `metadata ${prefix}`);
  const { withWindow, ...plain } = ARCHITECTURES[name];
  const architecture = (metadata.has("attention.sliding_window") && withWindow) || plain;
  return { metadata, name, architecture };
}

/** Metadata floats are single; the decimal they were written from (1e-5) is the one with six or fewer digits. */
function exactDecimal(value: number): number {
  const short = Number(value.toPrecision(6));
  return !Number.isInteger(value) && Math.fround(short) === value ? short : value;
}

function scaling(metadata: Reader, maxPositions: number): RopeScaling | undefined {
  const type = metadata.string("rope.scaling.type", "none");
  if (type === "none") return undefined;
  const factor = metadata.number("rope.scaling.factor");
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
 * settings but the factor, and llama.cpp's converter writes none of them; the divisors must be what they give.
 */
async function llama3Scaling(
  file: GgufHeader,
  metadata: Reader,
  theta: number,
  headDim: number,
): Promise<RopeScaling> {
  const divisors = new Float32Array(headDim / 2);
  await file.read("rope_freqs.weight", [headDim / 2], divisors);
  const scaling = {
    type: "llama3" as const,
    factor: Number(Math.max(...divisors).toPrecision(5)),
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositions: metadata.integer("rope.scaling.original_context_length", 8192),
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

/** LongRoPE: a divisor of each frequency for short contexts, and one for long ones. */
async function longScaling(
  file: GgufHeader,
  metadata: Reader,
  rotaryDim: number,
  maxPositions: number,
): Promise<RopeScaling> {
  const factors = async (name: string) => {
    const values = new Float32Array(rotaryDim / 2);
    await file.read(`rope_factors_${name}.weight`, [rotaryDim / 2], values);
    return Array.from(values, exactDecimal);
  };
  const originalMaxPositions = metadata.integer("rope.scaling.original_context_length", maxPositions);
  const factor = maxPositions / originalMaxPositions;
  const usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions));
  const given = metadata.number("rope.scaling.attn_factor", usual);
  return {
    type: "longrope",
    shortFactor: await factors("short"),
    longFactor: await factors("long"),
    originalMaxPositions,
    // The usual one in single precision is the usual one, which config.json of Phi-3 has no key for.
    attentionFactor: Math.fround(given) === Math.fround(usual) ? usual : given,
  };
}

const LAYER_NAMES: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.qkv_proj": "attn_qkv",
  "self_attn.o_proj": "attn_output",
  "self_attn.q_norm": "attn_q_norm",
  "self_attn.k_norm": "attn_k_norm",
  pre_feedforward_layernorm: "ffn_norm",
  post_feedforward_layernorm: "post_ffw_norm",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.gate_up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
  "mlp.gate": "ffn_gate_inp",
  "mlp.experts.gate_proj": "ffn_gate_exps",
  "mlp.experts.up_proj": "ffn_up_exps",
  "mlp.experts.down_proj": "ffn_down_exps",
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  "model.embed_tokens.weight": "token_embd.weight",
  "model.norm.weight": "output_norm.weight",
  "lm_head.weight": "output.weight",
};

/** llama.cpp's name of a tensor, by its Hugging Face name. */
export function ggufName(name: string, { norms }: ModelConfig): string {
  const [, layer, module, kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer === undefined) return OTHER_NAMES[name] ?? name;
  // In Llama the norm before the MLP; behind attention where there are norms behind.
  const own =
    module === "post_attention_layernorm"
      ? norms
        ? "post_attention_norm"
        : "ffn_norm"
      : LAYER_NAMES[module];
  return `blk.${layer}.${own}.${kind}`;
}

/** The tensors as GGUF has them: fused as in the family's own files, and those of all experts as one [experts, out, in]. */
export function ggufLayout(config: ModelConfig): ParameterSpec[] {
  if (config.fusedProjections) return storedLayout(config);
  const count = config.experts?.count ?? 1;
  return parameterLayout(config).map((spec) => {
    const [rows, columns] = spec.shape;
    return spec.name.includes(".experts.") ? { ...spec, shape: [count, rows / count, columns] } : spec;
  });
}

/** Throws a UserError where a tensor of a model of `config`, score.* apart, is missing, of another shape, or not read. */
export function checkGgufTensors(file: GgufFile, config: ModelConfig): void {
  for (const { name, shape } of ggufLayout(config))
    if (!name.startsWith("score.")) file.find(ggufName(name, config), shape);
}

/** Tensors that say how positions are rotated. */
const ROPE_TENSORS = ["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"];

/**
 * Reads every tensor of `parameters` (score.* apart) from `file`.
 * @throws UserError naming a tensor that is missing, unexpected, or of another shape
 */
export async function readGgufParameters(file: GgufFile, parameters: Parameters): Promise<void> {
  const { config } = parameters;
  const {
    name: architecture,
    architecture: { interleaved },
  } = read(file);
  const used = new Set([...ROPE_TENSORS, "output.weight"]);
  for (const tensor of ggufLayout(config)) {
    const { name, shape } = tensor;
    if (name.startsWith("score.")) continue;
    const stored = ggufName(name, config);
    used.add(stored);
    const permuted = interleaved && /\.(q|k)_proj\.(weight|bias)$/.test(name);
    await parameters.fill(tensor, file.path, async (target) => {
      await file.read(
        stored,
        shape,
        target,
        permuted ? (row) => unpermutedRow(row, config.headDim) : undefined,
      );
      // llama.cpp multiplies by the weight alone, so its converter adds the 1.
      if (config.normOffset && /norm\.weight$/.test(name))
        for (let i = 0; i < target.length; i++) target[i] -= 1;
    });
  }
  for (const tensor of file.tensors.values()) {
    if (!used.has(tensor.name)) {
      throw new UserError(
        `${file.path}: unexpected tensor ${tensor.name} [${tensor.shape}]: a ${architecture} model has none`,
      );
    }
  }
}

/** Of interleaved halves of a head: row 2j + i of a head there is row i·headDim/2 + j here. */
export function unpermutedRow(row: number, headDim: number): number {
  const inHead = row % headDim;
  return row - inHead + (inHead % 2) * (headDim / 2) + (inHead >> 1);
}
