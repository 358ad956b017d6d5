// A model as a GGUF file that llama.cpp runs: its shape as metadata, its weights under llama.cpp's names. Keys and names:
// llama.cpp's gguf-py (constants.py) and convert_hf_to_gguf.py. The tokenizer is gguf-tokenizer.ts's.
import { UserError } from "../common/errors.ts";
import type { ModelConfig } from "../model/config.ts";
import { ggufName, unpermutedRow } from "../model/gguf-model.ts";
import type { Model } from "../model/load.ts";
import { byteLength, type GgufOutput, type GgufType, type Metadata, writeGguf } from "./gguf-file.ts";
import { tokenizerMetadata } from "./gguf-tokenizer.ts";
import { BLOCK } from "./quantize.ts";

/** llama.cpp's numbers of the type that most of a file is in (llama_ftype). */
const FILE_TYPES: Readonly<Record<GgufType, number>> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 7, BF16: 32 };

/** What a GGUF file says of itself beside the model. */
export interface GgufAbout {
  name: string;
  /** Identifier of the licence; null: not known. */
  license: string | null;
}

/**
 * Writes `model` as a GGUF file whose matrices are in `type`; vectors stay float32, as do llama.cpp's own. With Q4_0 the
 * embedding and the head, which a vocabulary's worth of choices hangs on, are Q8_0; a matrix whose rows are no whole
 * blocks is F16.
 * @throws UserError where llama.cpp has no name for what the model is or how its tokenizer splits text
 */
export async function exportGguf(
  path: string,
  model: Model,
  type: GgufType,
  about: GgufAbout,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const { config } = model;
  if (config.head.type !== "lm")
    throw new UserError("GGUF holds language models; this one has a classification head (--format hf)");
  const metadata = new Map<string, Metadata>([
    ...modelMetadata(config, type, about),
    ...tokenizerMetadata(model),
  ]);
  await writeGguf(path, metadata, ggufTensors(model, type), onBytes);
}

/** Bytes of the tensors that `exportGguf` writes, for its progress. */
export function ggufBytes(model: Model, type: GgufType): number {
  return ggufTensors(model, type).reduce((sum, tensor) => sum + byteLength(tensor), 0);
}

function ggufTensors({ config, parameters }: Model, type: GgufType): GgufOutput[] {
  const tensors = parameters.specs.map(({ name, shape }): GgufOutput => {
    const permuted = config.family === "llama" && /\.(q|k)_proj\.(weight|bias)$/.test(name);
    const data = () => {
      const values = parameters.view(name);
      return permuted ? permutedRows(values, shape, config.headDim) : values;
    };
    return { name: ggufName(name, config), shape, type: typeOf(name, shape, type), data };
  });
  const { ropeScaling, ropeTheta, headDim } = config;
  if (ropeScaling?.type !== "llama3") return tensors;
  const divisors = llama3Divisors(ropeScaling, ropeTheta, headDim);
  const rope = { name: "rope_freqs.weight", shape: [divisors.length], type: "F32" as const };
  return [...tensors, { ...rope, data: () => divisors }];
}

type Llama3Scaling = Extract<ModelConfig["ropeScaling"], { type: "llama3" }>;

/** What each rotary frequency is divided by: long wavelengths by the factor, short ones by 1, those between by a blend. */
function llama3Divisors(scaling: Llama3Scaling, theta: number, headDim: number): Float32Array {
  const { factor, lowFreqFactor: low, highFreqFactor: high, originalMaxPositions } = scaling;
  return Float32Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headDim);
    const short = Math.min(1, Math.max(0, (originalMaxPositions / wavelength - low) / (high - low)));
    return 1 / ((1 - short) / factor + short);
  });
}

function typeOf(name: string, shape: readonly number[], type: GgufType): GgufType {
  if (shape.length === 1) return "F32";
  const quantized = type === "Q4_0" || type === "Q8_0";
  if (quantized && shape[1] % BLOCK !== 0) return "F16";
  return type === "Q4_0" && !name.startsWith("model.layers.") ? "Q8_0" : type;
}

/** The rows of a matrix or bias in llama.cpp's order of a head's dimensions. */
function permutedRows(values: Float32Array, shape: readonly number[], headDim: number): Float32Array {
  const width = values.length / shape[0];
  const target = new Float32Array(values.length);
  for (let row = 0; row < shape[0]; row++) {
    const from = unpermutedRow(row, headDim) * width;
    target.set(values.subarray(from, from + width), row * width);
  }
  return target;
}

function modelMetadata(config: ModelConfig, type: GgufType, about: GgufAbout): [string, Metadata][] {
  const own = (key: string, value: Metadata): [string, Metadata] => [`${config.family}.${key}`, value];
  return [
    ["general.architecture", { string: config.family }],
    ["general.type", { string: "model" }],
    ["general.name", { string: about.name }],
    ...(about.license === null ? [] : [["general.license", { string: about.license }] as [string, Metadata]]),
    ["general.file_type", { uint32: FILE_TYPES[type] }],
    ["general.quantization_version", { uint32: 2 }],
    own("vocab_size", { uint32: config.vocabSize }),
    own("context_length", { uint32: config.maxPositions }),
    own("embedding_length", { uint32: config.hiddenSize }),
    own("block_count", { uint32: config.layers }),
    own("feed_forward_length", { uint32: config.intermediateSize }),
    own("attention.head_count", { uint32: config.heads }),
    own("attention.head_count_kv", { uint32: config.kvHeads }),
    own("attention.key_length", { uint32: config.headDim }),
    own("attention.value_length", { uint32: config.headDim }),
    own("attention.layer_norm_rms_epsilon", { float32: config.rmsNormEps }),
    own("rope.dimension_count", { uint32: config.headDim }),
    own("rope.freq_base", { float32: config.ropeTheta }),
    ...ropeScaling(config).map(([key, value]) => own(`rope.scaling.${key}`, value)),
  ];
}

/** Llama 3's scaling is a tensor instead, the divisor of each frequency. */
function ropeScaling({ ropeScaling: scaling }: ModelConfig): [string, Metadata][] {
  if (scaling === undefined || scaling.type === "llama3" || scaling.type === "longrope")
    return [];
  const factor: [string, Metadata][] = [
    ["type", { string: scaling.type }],
    ["factor", { float32: scaling.factor }],
  ];
  if (scaling.type === "linear") return factor;
  // llama.cpp multiplies cos and sin by attn_factor · (1 + 0.1 ln factor).
  const usual = scaling.factor <= 1 ? 1 : 1 + 0.1 * Math.log(scaling.factor);
  return [
    ...factor,
    ["original_context_length", { uint32: scaling.originalMaxPositions }],
    ["attn_factor", { float32: scaling.attentionFactor / usual }],
    ["yarn_beta_fast", { float32: scaling.betaFast }],
    ["yarn_beta_slow", { float32: scaling.betaSlow }],
  ];
}
