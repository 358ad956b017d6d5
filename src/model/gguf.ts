// GGUF files, versions 2 and 3: metadata, and tensors dequantized to float32. What the metadata means for a model is
// in gguf-model.ts. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { BLOCK_FORMATS } from "./dequantize.ts";
import { readInto } from "./widen.ts";

export type GgufValue = number | boolean | string | readonly GgufValue[];

export interface GgufTensor {
  name: string;
  /** Outermost first, as Hugging Face writes shapes (GGUF stores the reverse). */
  shape: readonly number[];
  /** ggml's type number. */
  type: number;
  /** Bytes from the start of the file. */
  offset: number;
}

/** One open GGUF file. Close it after use. */
export class GgufFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly metadata: ReadonlyMap<string, GgufValue>,
    readonly tensors: ReadonlyMap<string, GgufTensor>,
  ) {}

  /** @throws UserError where the file is missing, truncated, or no GGUF file of version 2 or 3 */
  static async open(path: string): Promise<GgufFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, "r");
    } catch (error) {
      throw new UserError(`${path}: cannot be read: ${(error as Error).message}`);
    }
    try {
      const { size } = await handle.stat();
      const header = await readHeader(path, handle, size);
      return new GgufFile(path, handle, header.metadata, header.tensors);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Reads one tensor into `target`, as float32.
   * @param shape the shape the model asks for, outermost first
   * @param rowOf where row r of the file goes in `target`; by default to row r
   * @throws UserError where the tensor is missing, has another shape, or a type not supported
   */
  async read(
    name: string,
    shape: readonly number[],
    target: Float32Array,
    rowOf?: (row: number) => number,
  ): Promise<void> {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new UserError(`${this.path}: tensor ${name} [${shape}] is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        `${this.path}: tensor ${name} has the shape [${tensor.shape}]; the metadata asks for [${shape}]`,
      );
    }
    const format = BLOCK_FORMATS.get(tensor.type);
    if (!format) {
      const supported = [...BLOCK_FORMATS.values()].map((known) => known.name).join(", ");
      throw new UserError(
        `${this.path}: tensor ${name} is of ggml type ${tensor.type}; supported: ${supported}`,
      );
    }
    const rows = shape[0];
    const columns = target.length / rows;
    const rowBlocks = columns / format.values;
    if (rowOf && !Number.isInteger(rowBlocks)) {
      throw new UserError(
        `${this.path}: tensor ${name}: rows of ${columns} are not whole ${format.name} blocks`,
      );
    }
    const blocks = target.length / format.values;
    const atOnce = Math.max(1, Math.floor((1 << 22) / format.bytes));
    const buffer = new Uint8Array(Math.min(blocks, atOnce) * format.bytes);
    const view = new DataView(buffer.buffer);
    for (let first = 0; first < blocks; first += atOnce) {
      const count = Math.min(atOnce, blocks - first);
      const bytes = buffer.subarray(0, count * format.bytes);
      await readInto(this.handle, this.path, tensor.offset + first * format.bytes, bytes);
      for (let i = 0; i < count; i++) {
        let to = first + i;
        if (rowOf) {
          const row = Math.floor(to / rowBlocks);
          to = rowOf(row) * rowBlocks + (to - row * rowBlocks);
        }
        format.unpack(view, i * format.bytes, target, to * format.values);
      }
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

interface Header {
  metadata: Map<string, GgufValue>;
  tensors: Map<string, GgufTensor>;
}

/** The header's length is not written anywhere: read more of the file until it is whole. */
async function readHeader(path: string, handle: FileHandle, size: number): Promise<Header> {
  for (let length = Math.min(size, 1 << 24); ; length = Math.min(size, length * 4)) {
    const bytes = new Uint8Array(length);
    await readInto(handle, path, 0, bytes);
    try {
      return parseHeader(path, bytes, size);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (length === size) {
        throw new UserError(`${path}: truncated: its header is not whole; copy or download it again`);
      }
    }
  }
}

/** @throws RangeError where `bytes` end before the header does */
function parseHeader(path: string, bytes: Uint8Array, size: number): Header {
  const cursor = new Cursor(bytes);
  if (cursor.uint32() !== 0x46554747)
    throw new UserError(`${path}: not a GGUF file (it does not begin with GGUF)`);
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new UserError(`${path}: GGUF version ${version}; supported: 2 and 3, little-endian`);
  }
  const tensorCount = cursor.uint64();
  const keyCount = cursor.uint64();
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = cursor.string();
    metadata.set(key, cursor.value(cursor.uint32()));
  }
  const infos: GgufTensor[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.string();
    const shape = Array.from({ length: cursor.uint32() }, () => cursor.uint64()).reverse();
    infos.push({ name, shape, type: cursor.uint32(), offset: cursor.uint64() });
  }
  const alignment = Number(metadata.get("general.alignment") ?? 32);
  const start = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const info of infos) {
    const tensor = { ...info, offset: start + info.offset };
    const format = BLOCK_FORMATS.get(tensor.type);
    const values = tensor.shape.reduce((a, b) => a * b, 1);
    const end = tensor.offset + (format ? (values / format.values) * format.bytes : 0);
    if (end > size) {
      throw new UserError(
        `${path}: truncated: tensor ${tensor.name} [${tensor.shape}] ends at byte ${end}, the file has ${size}; ` +
          "copy or download it again",
      );
    }
    tensors.set(tensor.name, tensor);
  }
  return { metadata, tensors };
}

/** Reads little-endian values one after the other; DataView throws a RangeError at the end of the bytes. */
class Cursor {
  position = 0;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(bytes: number): number {
    const at = this.position;
    this.position += bytes;
    return at;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  string(): string {
    const length = this.uint64();
    const at = this.#take(length);
    if (this.position > this.bytes.length) throw new RangeError("text past the end");
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, length).toString("utf8");
  }

  value(type: number): GgufValue {
    const view = this.#view;
    switch (type) {
      case 0:
        return view.getUint8(this.#take(1));
      case 1:
        return view.getInt8(this.#take(1));
      case 2:
        return view.getUint16(this.#take(2), true);
      case 3:
        return view.getInt16(this.#take(2), true);
      case 4:
        return this.uint32();
      case 5:
        return view.getInt32(this.#take(4), true);
      case 6:
        return view.getFloat32(this.#take(4), true);
      case 7:
        return view.getUint8(this.#take(1)) !== 0;
      case 8:
        return this.string();
      case 9: {
        const element = this.uint32();
        const length = this.uint64();
        const values: GgufValue[] = [];
        for (let i = 0; i < length; i++) values.push(this.value(element));
        return values;
      }
      case 10:
        return this.uint64();
      case 11:
        return Number(view.getBigInt64(this.#take(8), true));
      case 12:
        return view.getFloat64(this.#take(8), true);
      default:
        throw new UserError(`GGUF metadata of unknown type ${type}: the file is damaged or too new`);
    }
  }
}
