// GGUF files, versions 2 and 3, one or the shards of one model: tensors dequantized to float32. The header is
// gguf-header.ts's, shards are gguf-shards.ts's, and what the metadata means for a model is in gguf-model.ts.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import type { FileHandle } from "node:fs/promises";
import { UserError } from "../common/errors.ts";
import { openWith, readInto } from "./bytes.ts";
import { BLOCK_FORMATS, typeName } from "./dequantize.ts";
import { type GgufTensor, type GgufValue, readHeader } from "./gguf-header.ts";
import { checkShard, shardPaths } from "./gguf-shards.ts";

export type { GgufTensor, GgufValue } from "./gguf-header.ts";

/** Of the file, this many bytes are in memory at once. */
const BUFFER_BYTES = 1 << 22;

interface Shard {
  path: string;
  handle: FileHandle;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: ReadonlyMap<string, GgufTensor>;
}

/** One open model in GGUF. Close it after use. */
export class GgufFile {
  readonly tensors: ReadonlyMap<string, GgufTensor>;

  private constructor(
    /** As given to `open`: of several shards, any. */
    readonly path: string,
    private readonly shards: readonly Shard[],
  ) {
    this.tensors = new Map(shards.flatMap((shard) => [...shard.tensors]));
  }

  get metadata(): ReadonlyMap<string, GgufValue> {
    return this.shards[0].metadata;
  }

  /**
   * Opens a GGUF file, and if it is a shard of a model, those beside it.
   * @throws UserError where a file is missing, truncated, or no GGUF file of version 2 or 3
   */
  static async open(path: string): Promise<GgufFile> {
    const given = await openShard(path);
    const opened = [given];
    try {
      const paths = shardPaths(path, given.metadata);
      for (const other of paths.filter((shard) => shard !== path)) opened.push(await openShard(other));
      const shards = opened.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path));
      const file = new GgufFile(path, shards);
      if (shards.length > 1) file.#checkShards();
      return file;
    } catch (error) {
      for (const shard of opened) await shard.handle.close();
      throw error;
    }
  }

  #checkShards(): void {
    for (const [no, { path, metadata }] of this.shards.entries())
      checkShard(path, metadata, no, this.shards.length);
    const stored = this.shards.reduce((sum, shard) => sum + shard.tensors.size, 0);
    if (stored !== this.tensors.size)
      throw new UserError(`${this.path}: a tensor is in two of the ${this.shards.length} shards`);
    const expected = this.metadata.get("split.tensors.count") ?? stored;
    if (stored !== expected)
      throw new UserError(
        `${this.path}: the ${this.shards.length} shards have ${stored} tensors, by split.tensors.count they are ` +
          `${JSON.stringify(expected)}: they are not of one model; download them again`,
      );
  }

  /**
   * A tensor, and the file that it is in.
   * @param shape the shape the model asks for, outermost first
   * @throws UserError where it is missing, has another shape, or a type that is not read
   */
  find(name: string, shape: readonly number[]) {
    const shard = this.shards.find(({ tensors }) => tensors.has(name));
    const tensor = shard?.tensors.get(name);
    if (!shard || !tensor) throw new UserError(`${this.path}: tensor ${name} [${shape}] is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        `${shard.path}: tensor ${name} has the shape [${tensor.shape}]; the metadata asks for [${shape}]`,
      );
    }
    const format = BLOCK_FORMATS.get(tensor.type);
    if (!format) {
      const supported = [...BLOCK_FORMATS.values()].map((known) => known.name).join(", ");
      throw new UserError(
        `${shard.path}: tensor ${name} is of type ${typeName(tensor.type)}, which is not read; supported: ${supported}; ` +
          "take another file of the model, such as its Q4_K_M or Q8_0",
      );
    }
    return { ...shard, ...tensor, format };
  }

  /**
   * Reads one tensor into `target`, as float32.
   * @param shape the shape the model asks for, outermost first
   * @param rowOf where row r of the file goes in `target`; by default to row r
   * @throws UserError as `find`
   */
  async read(
    name: string,
    shape: readonly number[],
    target: Float32Array,
    rowOf?: (row: number) => number,
  ): Promise<void> {
    const { path, handle, offset, format } = this.find(name, shape);
    const columns = target.length / shape[0];
    const rowBytes = (columns / format.values) * format.bytes;
    if (rowOf && !Number.isInteger(columns / format.values))
      throw new UserError(`${path}: tensor ${name}: rows of ${columns} are not whole ${format.name} blocks`);
    const unit = rowOf ? rowBytes : format.bytes;
    const bytes = shape[0] * rowBytes;
    const buffer = new Uint8Array(Math.min(bytes, Math.max(1, Math.floor(BUFFER_BYTES / unit)) * unit));
    for (let first = 0; first < bytes; first += buffer.length) {
      const part = buffer.subarray(0, Math.min(buffer.length, bytes - first));
      await readInto(handle, path, offset + first, part);
      if (!rowOf) format.unpack(part, target, (first / format.bytes) * format.values);
      else
        for (let at = 0; at < part.length; at += rowBytes)
          format.unpack(part.subarray(at, at + rowBytes), target, rowOf((first + at) / rowBytes) * columns);
    }
  }

  async close(): Promise<void> {
    for (const { handle } of this.shards) await handle.close();
  }
}

function openShard(path: string): Promise<Shard> {
  return openWith(path, async (handle) => {
    const { size } = await handle.stat();
    return { path, handle, ...(await readHeader(path, handle, size)) };
  });
}
