// The header of a GGUF file: its metadata, and where its tensors are. Whatever a damaged or hostile header says, no more
// is read or kept than the format can mean. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import type { FileHandle } from "node:fs/promises";
import { UserError } from "../common/errors.ts";
import { readInto } from "./bytes.ts";
import { BLOCK_FORMATS } from "./dequantize.ts";

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

interface Header {
  metadata: Map<string, GgufValue>;
  tensors: Map<string, GgufTensor>;
}

/** Headers of vocabularies of 250,000 tokens have about 12 MB, and a million and a half values in lists. */
const MOST_BYTES = 1 << 28;
const MOST_VALUES = 1 << 24;

/** Of a list in lists; and of a tensor, GGML_MAX_DIMS. */
const MOST_DEPTH = 4;
const MOST_DIMENSIONS = 4;

/** Fewest bytes of a pair of metadata and of a tensor's entry. */
const LEAST_PAIR = 8 + 4 + 1;
const LEAST_TENSOR = 8 + 4 + 4 + 8;

const [TEXT, LIST] = [8, 9];

/** A value of each type of metadata: the fewest bytes it has, and how it is read; a text and a list are read otherwise. */
const VALUES: readonly [bytes: number, read: (view: DataView, at: number) => GgufValue][] = [
  [1, (view, at) => view.getUint8(at)],
  [1, (view, at) => view.getInt8(at)],
  [2, (view, at) => view.getUint16(at, true)],
  [2, (view, at) => view.getInt16(at, true)],
  [4, (view, at) => view.getUint32(at, true)],
  [4, (view, at) => view.getInt32(at, true)],
  [4, (view, at) => view.getFloat32(at, true)],
  [1, (view, at) => view.getUint8(at) !== 0],
  [8, () => ""],
  [12, () => []],
  [8, (view, at) => Number(view.getBigUint64(at, true))],
  [8, (view, at) => Number(view.getBigInt64(at, true))],
  [8, (view, at) => view.getFloat64(at, true)],
];

/**
 * Reads the header of a file of `size` bytes. Its length is not written anywhere: more of the file is read until it is
 * whole.
 * @throws UserError where it is truncated, no GGUF header of version 2 or 3, or says what no file can mean
 */
export async function readHeader(path: string, handle: FileHandle, size: number): Promise<Header> {
  const most = Math.min(size, MOST_BYTES);
  for (let length = Math.min(most, 1 << 24); ; length = Math.min(most, length * 4)) {
    const bytes = new Uint8Array(length);
    await readInto(handle, path, 0, bytes);
    try {
      return parseHeader(path, new Cursor(path, bytes, size));
    } catch (error) {
      if (!(error instanceof PastTheEnd)) throw error;
      if (length < most) continue;
      throw new UserError(
        length === size
          ? `${path}: truncated: its header is not whole; copy or download it again`
          : `${path}: its header has more than ${MOST_BYTES} bytes; no model's has`,
      );
    }
  }
}

/** @throws PastTheEnd where the cursor's bytes end before the header does */
function parseHeader(path: string, cursor: Cursor): Header {
  if (cursor.uint32() !== 0x46554747)
    throw new UserError(`${path}: not a GGUF file (it does not begin with GGUF, but ${cursor.beginning()})`);
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new UserError(`${path}: GGUF version ${version}; supported: 2 and 3, little-endian`);
  }
  const tensorCount = cursor.count("tensors", LEAST_TENSOR);
  const keyCount = cursor.count("pairs of metadata", LEAST_PAIR);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = cursor.string();
    if (metadata.has(key)) throw new UserError(`${path}: metadata ${shown(key)} is there twice`);
    metadata.set(key, cursor.value(cursor.uint32(), key));
  }
  const infos: GgufTensor[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.string();
    const dimensions = cursor.uint32();
    if (dimensions > MOST_DIMENSIONS)
      throw new UserError(
        `${path}: tensor ${shown(name)} has ${dimensions} dimensions; at most ${MOST_DIMENSIONS}`,
      );
    const shape = Array.from({ length: dimensions }, () => cursor.uint64()).reverse();
    infos.push({ name, shape, type: cursor.uint32(), offset: cursor.uint64() });
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || !(alignment > 0) || alignment % 8 !== 0)
    throw new UserError(
      `${path}: metadata general.alignment is ${JSON.stringify(alignment)?.slice(0, 80)}; ` +
        "expected a number of bytes, a multiple of 8",
    );
  const start = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const info of infos) {
    if (tensors.has(info.name)) throw new UserError(`${path}: tensor ${shown(info.name)} is there twice`);
    tensors.set(info.name, placed(path, info, start, alignment, cursor.size));
  }
  return { metadata, tensors };
}

/** The tensor with its place in the file. Throws a UserError where it has none. */
function placed(path: string, info: GgufTensor, start: number, alignment: number, size: number): GgufTensor {
  const tensor = { ...info, offset: start + info.offset };
  const what = `tensor ${shown(tensor.name)} [${tensor.shape}]`;
  const format = BLOCK_FORMATS.get(tensor.type);
  const values = tensor.shape.reduce((a, b) => a * b, 1);
  if (!Number.isSafeInteger(values) || tensor.shape.includes(0))
    throw new UserError(`${path}: ${what}: no tensor has this shape`);
  if (info.offset % alignment !== 0)
    throw new UserError(
      `${path}: ${what} begins ${info.offset} bytes into the tensors, no multiple of general.alignment (${alignment})`,
    );
  if (format && (tensor.shape.at(-1) ?? 1) % format.values !== 0)
    throw new UserError(`${path}: ${what}: its rows are not whole ${format.name} blocks of ${format.values}`);
  const end = tensor.offset + (format ? (values / format.values) * format.bytes : 0);
  if (end > size)
    throw new UserError(
      `${path}: truncated: ${what} ends at byte ${end}, the file has ${size}; copy or download it again`,
    );
  return tensor;
}

/** A name from the file, as it can be shown. */
function shown(name: string): string {
  if (/^[\w.-]{1,100}$/.test(name)) return name;
  // Of control characters six for each.
  const text = JSON.stringify(name.slice(0, 100));
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** The bytes that were read end before what they say. */
class PastTheEnd extends Error {}

/** Reads little-endian values one after the other. */
class Cursor {
  position = 0;
  readonly #view: DataView;
  #values = 0;

  constructor(
    private readonly path: string,
    private readonly bytes: Uint8Array,
    /** Of the file, of which `bytes` are the beginning. */
    readonly size: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(bytes: number): number {
    const at = this.position;
    this.position += bytes;
    if (this.position > this.bytes.length) throw new PastTheEnd();
    return at;
  }

  /** The first bytes, for a file of another kind. */
  beginning(): string {
    const text = Buffer.from(this.bytes.subarray(0, 40)).toString("latin1");
    return JSON.stringify(text.replace(/[^\x20-\x7e]+/g, " "));
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  /** A number of things of at least `least` bytes each. Throws a UserError where the file has no room for them. */
  count(things: string, least: number): number {
    const count = this.uint64();
    if (count * least > this.size - this.position)
      throw new UserError(
        `${this.path}: truncated: its header is not whole: ${count} ${things} are more than the file's ${this.size} ` +
          "bytes hold; copy or download it again",
      );
    return count;
  }

  string(): string {
    const length = this.count("characters", 1);
    const at = this.#take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, length).toString("utf8");
  }

  value(type: number, key: string, depth = 0): GgufValue {
    if (type === TEXT) return this.string();
    if (type === LIST) {
      const element = this.uint32();
      const length = this.count(`values of ${shown(key)}`, VALUES[element]?.[0] ?? 1);
      this.#values += length;
      if (this.#values > MOST_VALUES || depth === MOST_DEPTH)
        throw new UserError(
          `${this.path}: metadata ${shown(key)}: ` +
            (depth === MOST_DEPTH ? "lists in lists in lists" : `more than ${MOST_VALUES} values`) +
            "; no model has them",
        );
      const values: GgufValue[] = [];
      for (let i = 0; i < length; i++) values.push(this.value(element, key, depth + 1));
      return values;
    }
    if (VALUES[type] === undefined)
      throw new UserError(
        `${this.path}: metadata ${shown(key)} is of unknown type ${type}: the file is damaged or too new`,
      );
    const [bytes, read] = VALUES[type];
    return read(this.#view, this.#take(bytes));
  }
}
