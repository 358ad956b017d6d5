// Bytes of files: reading exactly so many, and those of numbers as weight files hold them.
import { type FileHandle, open } from "node:fs/promises";
import { endianness } from "node:os";
import { UserError } from "../common/errors.ts";
import { type FloatType, fitFloat16, narrowBfloat16 } from "./floats.ts";

/** Numbers that are narrowed at a time. */
const CHUNK = 1 << 20;

/** The bytes of a typed array, as a view. Weight files are little-endian, and so must the machine be. */
export function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  if (endianness() !== "LE") throw new Error("reading and writing weights needs a little-endian machine");
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * The bytes of `values` as `type`, little-endian, rounded to the nearest (ties to even), in pieces that are read before the
 * next is asked for.
 * @param what the tensor, for errors
 * @throws UserError for a finite value that float16 cannot hold (65,520 and more)
 */
export function* narrowed(values: Float32Array, type: FloatType, what: string): Generator<Uint8Array> {
  if (type === "F32") {
    yield bytesOf(values);
    return;
  }
  const target = new Uint16Array(Math.min(CHUNK, values.length));
  for (let start = 0; start < values.length; start += CHUNK) {
    const source = values.subarray(start, start + CHUNK);
    if (type === "BF16") narrowBfloat16(source, target);
    else fitFloat16(source, target, what, "bfloat16 holds it");
    yield bytesOf(target.subarray(0, source.length));
  }
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
