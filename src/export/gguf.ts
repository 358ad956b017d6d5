// A model as a GGUF file that llama.cpp runs: its weights under llama.cpp's names and in its order. Its shape as metadata is
// gguf-metadata.ts's, its tokenizer gguf-tokenizer.ts's. Names: llama.cpp's gguf-py (constants.py).
import { UserError } from "../common/errors.ts";
import type { ModelConfig } from "../model/config.ts";
import { ARCHITECTURES } from "../model/gguf-architectures.ts";
import { ggufLayout, ggufName, unpermutedRow } from "../model/gguf-model.ts";
import type { Model } from "../model/load.ts";
import { type GgufOutput, type GgufType, type Metadata, writeGguf } from "./gguf-file.ts";
import { architectureOf, modelMetadata } from "./gguf-metadata.ts";
import { tokenizerMetadata } from "./gguf-tokenizer.ts";
import type { License } from "./lineage.ts";
import { BLOCK } from "./quantize.ts";

/** llama.cpp's numbers of the type that most of a file is in (llama_ftype). */
const FILE_TYPES: Readonly<Record<GgufType, number>> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 7, BF16: 32 };

/**
 * Writes `model` as a GGUF file whose matrices are in `type`; vectors stay float32, as do llama.cpp's own. With Q4_0 the
 * embedding and the head, which a vocabulary's worth of choices hangs on, are Q8_0; a matrix whose rows are no whole
 * blocks is F16.
 * @param about what the file says of itself beside the model; a licence of null is not known
 * @throws UserError where llama.cpp has no name for what the model is or how its tokenizer splits text
 */
export async function exportGguf(
  path: string,
  model: Model,
  type: GgufType,
  about: { name: string; license: License | null },
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  const { config } = model;
  if (config.head.type !== "lm")
    throw new UserError("GGUF holds language models; this one has a classification head (--format hf)");
  const tensors = ggufTensors(model, type);
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const [architecture, ...own] = await modelMetadata(config, shapes);
  const metadata = new Map<string, Metadata>([
    architecture,
    ["general.type", { string: "model" }],
    ["general.name", { string: about.name }],
    ["general.file_type", { uint32: FILE_TYPES[type] }],
    ["general.quantization_version", { uint32: 2 }],
    ...own,
    ...tokenizerMetadata(model),
  ]);
  const { id, name, link } = about.license ?? {};
  for (const [key, string] of Object.entries({ "": id, ".name": name, ".link": link }))
    if (string !== undefined) metadata.set(`general.license${key}`, { string });
  await writeGguf(path, metadata, tensors, onProgress);
}

function ggufTensors({ config, parameters }: Model, type: GgufType): GgufOutput[] {
  const { interleaved } = ARCHITECTURES[architectureOf(config)];
  const tensors = ggufLayout(config).map(({ name, shape, offset, size }): GgufOutput => {
    const permuted = interleaved && /\.(q|k)_proj\.(weight|bias)$/.test(name);
    const data = () => {
      const values = parameters.data.subarray(offset, offset + size);
      // llama.cpp multiplies by the weight alone.
      if (config.normOffset && /norm\.weight$/.test(name)) return values.map((value) => value + 1);
      return permuted ? permutedRows(values, shape, config.headDim) : values;
    };
    return { name: ggufName(name, config), shape, type: typeOf(name, shape, type), data };
  });
  return [...tensors, ...ropeTensors(config)];
}

/** Divisors of rotary frequencies, where there are any. */
function ropeTensors({ ropeScaling, ropeTheta, headDim }: ModelConfig): GgufOutput[] {
  const tensor = (name: string, values: Float32Array): GgufOutput => ({
    ...{ name: `${name}.weight`, shape: [values.length], type: "F32", data: () => values },
  });
  if (ropeScaling?.type === "llama3")
    return [tensor("rope_freqs", llama3Divisors(ropeScaling, ropeTheta, headDim))];
  if (ropeScaling?.type !== "longrope") return [];
  return [
    tensor("rope_factors_long", Float32Array.from(ropeScaling.longFactor)),
    tensor("rope_factors_short", Float32Array.from(ropeScaling.shortFactor)),
  ];
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
  // The router's small matrix decides which experts there are.
  if (shape.length === 1 || name.endsWith(".mlp.gate.weight")) return "F32";
  const quantized = type === "Q4_0" || type === "Q8_0";
  if (quantized && shape[shape.length - 1] % BLOCK !== 0) return "F16";
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
