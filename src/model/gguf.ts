// GGUF files, versions 2 and 3: tensors dequantized to float32. The header is gguf-header.ts's, and what the metadata
// means for a model is in gguf-model.ts. Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import type { FileHandle } from "node:fs/promises";
import { UserError } from "../common/errors.ts";
import { BLOCK_FORMATS } from "./dequantize.ts";
import { type GgufTensor, type GgufValue, readHeader } from "./gguf-header.ts";
import { openWith, readInto } from "./widen.ts";

export type { GgufTensor, GgufValue } from "./gguf-header.ts";

/** One open GGUF file. Close it after use. */
export class GgufFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly metadata: ReadonlyMap<string, GgufValue>,
    readonly tensors: ReadonlyMap<string, GgufTensor>,
  ) {}

  /** @throws UserError where the file is missing, truncated, or no GGUF file of version 2 or 3 */
  static open(path: string): Promise<GgufFile> {
    return openWith(path, async (handle) => {
      const { size } = await handle.stat();
      const { metadata, tensors } = await readHeader(path, handle, size);
      return new GgufFile(path, handle, metadata, tensors);
    });
  }

  /**
   * The tensor `name`.
   * @param shape the shape the model asks for, outermost first
   * @throws UserError where it is missing or has another shape
   */
  tensor(name: string, shape: readonly number[]): GgufTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new UserError(`${this.path}: tensor ${name} [${shape}] is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        `${this.path}: tensor ${name} has the shape [${tensor.shape}]; the metadata asks for [${shape}]`,
      );
    }
    return tensor;
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
    const tensor = this.tensor(name, shape);
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
