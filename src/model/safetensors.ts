// Safetensors files: reading float32, float16 and bfloat16 tensors straight into float32 views, and writing any of these,
// in shards where large. Tensors pass through one at a time, so that no second copy of a model is ever held.
// Format: https://github.com/huggingface/safetensors#format
import { type FileHandle, open, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../common/errors.ts";
import { bytesOf, narrowed, openWith, readInto } from "./bytes.ts";
import type { FloatType } from "./floats.ts";
import { widenBfloat16, widenFloat16 } from "./floats.ts";
import type { Parameters } from "./parameters.ts";

interface Entry {
  dtype: string;
  shape: readonly number[];
  /** Bytes from the start of the file. */
  offset: number;
}

/** The format's own limit, of the safetensors library. */
const MOST_HEADER_BYTES = 100_000_000;

const BYTES_PER_VALUE: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/** One open safetensors file. Close it after use. */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly tensors: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UserError where the file is missing, truncated or no safetensors file */
  static open(path: string): Promise<SafetensorsFile> {
    return openWith(
      path,
      async (handle) => new SafetensorsFile(path, handle, await readHeader(path, handle)),
    );
  }

  /**
   * Reads one tensor into `target`, widened to float32.
   * @throws UserError where it is missing, has another shape, or is of a type other than F32, F16, BF16
   */
  async read(name: string, shape: readonly number[], target: Float32Array): Promise<void> {
    const entry = this.tensors.get(name);
    if (!entry) throw new UserError(`${this.path}: tensor ${name} [${shape}] is missing`);
    if (entry.shape.join() !== shape.join()) {
      throw new UserError(
        `${this.path}: tensor ${name} has the shape [${entry.shape}]; the config asks for [${shape}]`,
      );
    }
    const width = BYTES_PER_VALUE[entry.dtype];
    if (!width) {
      throw new UserError(
        `${this.path}: tensor ${name} is of type ${entry.dtype}; supported: F32, F16, BF16`,
      );
    }
    if (entry.dtype === "F32") {
      await readInto(this.handle, this.path, entry.offset, bytesOf(target));
      return;
    }
    const widen = entry.dtype === "F16" ? widenFloat16 : widenBfloat16;
    const chunk = new Uint16Array(Math.min(target.length, 1 << 21));
    for (let start = 0; start < target.length; start += chunk.length) {
      const part = chunk.subarray(0, Math.min(chunk.length, target.length - start));
      await readInto(this.handle, this.path, entry.offset + start * width, bytesOf(part));
      widen(part, target.subarray(start, start + part.length));
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

async function readHeader(path: string, handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const broken = (why: string) =>
    new UserError(`${path}: not a whole safetensors file (${why}); copy or download it again`);
  if (size < 8) throw broken(`${size} bytes`);
  const length = Buffer.alloc(8);
  await readInto(handle, path, 0, length);
  const headerBytes = Number(length.readBigUInt64LE());
  if (headerBytes > size - 8) throw broken(`its header would be ${headerBytes} bytes, the file has ${size}`);
  if (headerBytes > MOST_HEADER_BYTES)
    throw broken(`its header would be ${headerBytes} bytes, the format allows ${MOST_HEADER_BYTES}`);
  const header = Buffer.alloc(headerBytes);
  await readInto(handle, path, 8, header);
  let json: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  try {
    json = JSON.parse(header.toString("utf8"));
  } catch (error) {
    throw broken(`its header is not JSON: ${(error as Error).message}`);
  }
  if (typeof json !== "object" || json === null) throw broken("its header is no object");
  const start = 8 + headerBytes;
  const tensors = new Map<string, Entry>();
  for (const [name, entry] of Object.entries(json)) {
    if (name === "__metadata__") continue;
    const [begin, end] = entry?.data_offsets ?? [];
    const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
    if (!Array.isArray(entry?.shape) || !whole(begin) || !whole(end) || end < begin)
      throw broken(`no offsets for ${name}`);
    if (!entry.shape.every(whole))
      throw broken(`tensor ${name} has the shape ${JSON.stringify(entry.shape)}`);
    if (start + end > size) {
      throw new UserError(
        `${path}: truncated: tensor ${name} [${entry.shape}] ends at byte ${start + end}, the file has ${size}; ` +
          "copy or download it again",
      );
    }
    const values = entry.shape.reduce((a, b) => a * b, 1);
    const width = BYTES_PER_VALUE[entry.dtype];
    if (width && end - begin !== values * width) {
      throw broken(`tensor ${name} [${entry.shape}] of ${entry.dtype} has ${end - begin} bytes`);
    }
    tensors.set(name, { dtype: entry.dtype, shape: entry.shape, offset: start + begin });
  }
  return tensors;
}

/** Tensors that checkpoints carry and a model can do without: unused heads, and what reads images. */
export const IGNORED =
  /rotary_emb\.inv_freq$|^lm_head\.weight$|^score\.(\d\.)?(weight|bias)$|^(model\.)?(visual|vision_tower|multi_modal_projector)\./;

/** A tensor's name in a language model, of one that is part of a model of several kinds of input. */
export const ownName = (name: string) =>
  name.replace(/^(language_model\.model|model\.language_model)\./, "model.").replace(/^language_model\./, "");

/**
 * Reads every tensor of `parameters` from one or several files, which together must hold these tensors and no others
 * (a head that is not used and stored rotary frequencies apart).
 * @param options.optional tensors that keep their present value where no file has them
 * @throws UserError naming the file, the tensor and both shapes
 */
export async function readParameters(
  files: readonly SafetensorsFile[],
  parameters: Parameters,
  options: { optional?: ReadonlySet<string> } = {},
): Promise<void> {
  const holder = new Map<string, { file: SafetensorsFile; given: string }>();
  for (const file of files)
    for (const given of file.tensors.keys()) holder.set(ownName(given), { file, given });
  const where = files.map((file) => file.path).join(", ");
  const wanted = new Set(parameters.stored.map(({ name }) => name));
  for (const [name, { file, given }] of holder) {
    if (!wanted.has(name) && !IGNORED.test(given)) {
      const { shape } = file.tensors.get(given) as Entry;
      throw new UserError(
        `${file.path}: unexpected tensor ${given} [${shape}]: the config has no place for it`,
      );
    }
  }
  for (const tensor of parameters.stored) {
    const { name, shape } = tensor;
    const held = holder.get(name);
    if (held)
      await parameters.fill(tensor, held.file.path, (target) => held.file.read(held.given, shape, target));
    else if (!options.optional?.has(name)) {
      throw new UserError(`${where}: tensor ${name} [${shape}] is missing, which the config asks for`);
    }
  }
}

/** A tensor to write; a function makes its data when its turn comes, so that all need not be there at once. */
export interface NamedTensor {
  name: string;
  shape: readonly number[];
  data: Float32Array | (() => Float32Array | Promise<Float32Array>);
}

/** How tensors are written. */
export interface WriteOptions {
  /** F32 unless told. */
  type?: FloatType;
  /** More than this is written in shards; 5 GB unless told. */
  maxShardBytes?: number;
  /** Told of every piece that is written, in bytes; what it throws ends the writing. */
  onBytes?: (bytes: number) => void;
}

/**
 * Writes `tensors` to model.safetensors in `directory`, or to model-0000i-of-0000n.safetensors with an index where they
 * come to more than a shard. Files are synced to disk; not atomic by itself.
 * @throws UserError for a value that the type cannot hold
 */
export async function writeSafetensors(
  directory: string,
  tensors: readonly NamedTensor[],
  options: WriteOptions = {},
): Promise<void> {
  const { type = "F32", maxShardBytes = 5e9 } = options;
  const byteLength = ({ shape }: NamedTensor) => shape.reduce((a, b) => a * b, BYTES_PER_VALUE[type]);
  const shards: NamedTensor[][] = [];
  let room = 0;
  for (const tensor of tensors) {
    if (shards.length === 0 || byteLength(tensor) > room) {
      shards.push([]);
      room = maxShardBytes;
    }
    shards[shards.length - 1].push(tensor);
    room -= byteLength(tensor);
  }
  if (shards.length <= 1) return writeSafetensorsFile(join(directory, "model.safetensors"), tensors, options);
  const weightMap: Record<string, string> = {};
  for (const [i, shard] of shards.entries()) {
    const number = (n: number) => String(n).padStart(5, "0");
    const path = join(directory, `model-${number(i + 1)}-of-${number(shards.length)}.safetensors`);
    await writeSafetensorsFile(path, shard, options);
    for (const { name } of shard) weightMap[name] = basename(path);
  }
  const total = tensors.reduce((sum, tensor) => sum + byteLength(tensor), 0);
  const index = { metadata: { total_size: total }, weight_map: weightMap };
  await writeFile(join(directory, "model.safetensors.index.json"), `${JSON.stringify(index, null, 2)}\n`);
}

/** Writes one safetensors file, in the order given, and syncs it to disk. */
export async function writeSafetensorsFile(
  path: string,
  tensors: readonly NamedTensor[],
  { type = "F32", onBytes = () => {} }: Omit<WriteOptions, "maxShardBytes"> = {},
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const { name, shape } of tensors) {
    const end = offset + shape.reduce((a, b) => a * b, BYTES_PER_VALUE[type]);
    header[name] = { dtype: type, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const padded = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  padded.writeBigUInt64LE(BigInt(padded.length - 8));
  json.copy(padded, 8);
  const handle = await open(path, "w");
  try {
    await handle.writeFile(padded);
    for (const { name, data } of tensors)
      for (const bytes of narrowed(typeof data === "function" ? await data() : data, type, name)) {
        await handle.writeFile(bytes);
        onBytes(bytes.length);
      }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
