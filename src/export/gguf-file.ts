// Writing a GGUF file, version 3: metadata and tensors in, bytes out. What a model's metadata are is gguf-metadata.ts's.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { open } from "node:fs/promises";
import { type FloatType, narrowed } from "../model/bytes.ts";
import { formatNamed } from "../model/dequantize.ts";
import { type QuantizedType, quantized } from "./quantize.ts";

/** A value of metadata, with the type that the file says it has. */
export type Metadata =
  | { uint32: number }
  | { float32: number }
  | { bool: boolean }
  | { string: string }
  | { strings: readonly string[] }
  | { bools: readonly boolean[] }
  | { int32s: readonly number[] }
  | { float32s: readonly number[] };

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
const [UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY] = [4, 5, 6, 7, 8, 9];

/** Bytes of a tensor, without what it is padded by. */
export function byteLength({ shape, type }: Pick<GgufOutput, "shape" | "type">): number {
  const { values, bytes } = formatNamed(type).format;
  return (shape.reduce((a, b) => a * b, 1) / values) * bytes;
}

/** Writes a GGUF file and syncs it to disk; `onBytes` is told of every piece of a tensor, and what it throws ends it. */
export async function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, Metadata>,
  tensors: readonly GgufOutput[],
  onBytes: (bytes: number) => void = () => {},
): Promise<void> {
  const parts: Uint8Array[] = [
    Buffer.from("GGUF"),
    uint32(3),
    uint64(tensors.length),
    uint64(metadata.size),
    ...[...metadata].flatMap(([key, value]) => [string(key), encoded(value)]),
  ];
  let offset = 0;
  for (const tensor of tensors) {
    const { name, shape, type } = tensor;
    parts.push(string(name), uint32(shape.length), ...shape.toReversed().map(uint64));
    parts.push(uint32(formatNamed(type).type), uint64(offset));
    offset += aligned(byteLength(tensor));
  }
  const header = Buffer.concat(parts);
  const handle = await open(path, "w");
  try {
    await handle.writeFile(header);
    await handle.writeFile(padding(header.length));
    for (const tensor of tensors) {
      for (const piece of pieces(tensor, await tensor.data())) {
        await handle.writeFile(piece);
        onBytes(piece.length);
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

/** A value's type and its bytes. */
function encoded(value: Metadata): Buffer {
  const typed = (type: number, ...bytes: Uint8Array[]) => Buffer.concat([uint32(type), ...bytes]);
  const array = (type: number, values: readonly unknown[], bytes: Uint8Array) =>
    typed(ARRAY, uint32(type), uint64(values.length), bytes);
  const numbers = (view: Float32Array | Int32Array) => new Uint8Array(view.buffer);
  if ("uint32" in value) return typed(UINT32, uint32(value.uint32));
  if ("float32" in value) return typed(FLOAT32, numbers(Float32Array.of(value.float32)));
  if ("bool" in value) return typed(BOOL, Uint8Array.of(value.bool ? 1 : 0));
  if ("string" in value) return typed(STRING, string(value.string));
  if ("strings" in value) return array(STRING, value.strings, Buffer.concat(value.strings.map(string)));
  if ("bools" in value) return array(BOOL, value.bools, Uint8Array.from(value.bools, Number));
  if ("int32s" in value) return array(INT32, value.int32s, numbers(Int32Array.from(value.int32s)));
  return array(FLOAT32, value.float32s, numbers(Float32Array.from(value.float32s)));
}
