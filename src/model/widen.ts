// Bytes of files as numbers: reading exactly so many, and widening 16-bit floats to float32.
import { type FileHandle, open } from "node:fs/promises";
import { endianness } from "node:os";
import { UserError } from "../common/errors.ts";

/** The bytes of a typed array, as a view. Weight files are little-endian, and so must the machine be. */
export function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  if (endianness() !== "LE") throw new Error("reading and writing weights needs a little-endian machine");
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * Opens a file, and closes it again where `read` fails, which makes of it what is returned.
 * @throws UserError where it cannot be opened
 */
export async function openWith<T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, "r").catch((error: Error) => {
    throw new UserError(`${path}: cannot be read: ${error.message}`);
  });
  try {
    return await read(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Fills `target` from byte `position` of the file on.
 * @throws UserError where the file ends before
 */
export async function readInto(
  handle: FileHandle,
  path: string,
  position: number,
  target: Uint8Array,
): Promise<void> {
  const LARGEST = 1 << 28;
  let done = 0;
  while (done < target.length) {
    const wanted = Math.min(LARGEST, target.length - done);
    const { bytesRead } = await handle.read(target, done, wanted, position + done);
    if (bytesRead === 0) {
      throw new UserError(
        `${path}: truncated: the file ends at byte ${position + done}, ` +
          `${target.length - done} bytes early; copy or download it again`,
      );
    }
    done += bytesRead;
  }
}

/** bfloat16 is the upper half of a float32. */
export function widenBfloat16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) bits[i] = source[i] << 16;
}

export function widenFloat16(source: Uint16Array, target: Float32Array): void {
  for (let i = 0; i < source.length; i++) target[i] = FLOAT16[source[i]];
}

/** IEEE 754 half precision → number, for all 65536 bit patterns. */
export const FLOAT16: Float32Array = (() => {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) table[bits] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return table;
})();
