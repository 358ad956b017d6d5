// Writing a GGUF file, version 3: metadata and tensors in, bytes out. What a model's metadata are is gguf-metadata.ts's.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { open } from "node:fs/promises";
import { narrowed } from "../model/bytes.ts";
import { formatNamed } from "../model/dequantize.ts";
import type { FloatType } from "../model/floats.ts";
import { type QuantizedType, quantized } from "./quantize.ts";

/** How a value of each type is written: the type's number, then its bytes. */
const ENCODERS = {
  uint32: (value: number) => Buffer.concat([uint32(4), uint32(value)]),
  float32: (value: number) => Buffer.concat([uint32(6), bytesOf(Float32Array.of(value))]),
  bool: (value: boolean) => Buffer.concat([uint32(7), Uint8Array.of(Number(value))]),
  string: (value: string) => Buffer.concat([uint32(8), string(value)]),
  int32s: (values: readonly number[]) => array(5, values, bytesOf(Int32Array.from(values))),
  float32s: (values: readonly number[]) => array(6, values, bytesOf(Float32Array.from(values))),
  bools: (values: readonly boolean[]) => array(7, values, Uint8Array.from(values, Number)),
  strings: (values: readonly string[]) => array(8, values, Buffer.concat(values.map(string))),
};
type Encoders = typeof ENCODERS;

/** A value of metadata, with the type that the file says it has: `{ uint32: 3 }`. */
export type Metadata = { [T in keyof Encoders]: Record<T, Parameters<Encoders[T]>[0]> }[keyof Encoders];

/** Types a tensor can be written in. */
export type GgufType = FloatType | QuantizedType;

export interface GgufOutput {
  name: string;
  /** Outermost first. */
  shape: readonly number[];
  type: GgufType;
  /** Its numbers, made when its turn comes. */
  data: () => Float32Array | Promise<Float32Array>;
}

const ALIGNMENT = 32;

/** Bytes of a tensor, without what it is padded by. */
function byteLength({ shape, type }: Pick<GgufOutput, "shape" | "type">): number {
  const { values, bytes } = formatNamed(type).format;
  return (shape.reduce((a, b) => a * b, 1) / values) * bytes;
}

/** Writes a GGUF file and syncs it to disk; `onProgress` is told of the tensors' bytes, and what it throws ends it. */
export async function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, Metadata>,
  tensors: readonly GgufOutput[],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const parts: Uint8Array[] = [
    Buffer.from("GGUF"),
    uint32(3),
    uint64(tensors.length),
    uint64(metadata.size),
    ...[...metadata].flatMap(([key, typed]) => {
      const [[type, value]] = Object.entries(typed) as [keyof Encoders, unknown][];
      return [string(key), ENCODERS[type](value as never)];
    }),
  ];
  let offset = 0;
  for (const tensor of tensors) {
    const { name, shape, type } = tensor;
    parts.push(string(name), uint32(shape.length), ...shape.toReversed().map(uint64));
    parts.push(uint32(formatNamed(type).type), uint64(offset));
    offset += aligned(byteLength(tensor));
  }
  const header = Buffer.concat(parts);
  const total = tensors.reduce((sum, tensor) => sum + byteLength(tensor), 0);
  let done = 0;
  const handle = await open(path, "w");
  try {
    await handle.writeFile(header);
    await handle.writeFile(padding(header.length));
    for (const tensor of tensors) {
      for (const piece of pieces(tensor, await tensor.data())) {
        await handle.writeFile(piece);
        done += piece.length;
        onProgress(done, total);
      }
      await handle.writeFile(padding(byteLength(tensor)));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function pieces({ name, type }: GgufOutput, values: Float32Array): Generator<Uint8Array> {
  return type === "Q8_0" || type === "Q4_0" ? quantized(values, type) : narrowed(values, type, name);
}

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const padding = (bytes: number) => new Uint8Array(aligned(bytes) - bytes);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function array(type: number, { length }: readonly unknown[], bytes: Uint8Array): Buffer {
  return Buffer.concat([uint32(9), uint32(type), uint64(length), bytes]);
}

const bytesOf = (view: Float32Array | Int32Array) => new Uint8Array(view.buffer);
