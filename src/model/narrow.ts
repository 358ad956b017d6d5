// float32 numbers as the bytes of smaller ones, rounded to the nearest (ties to even): what weight files hold.
import { UserError } from "../common/errors.ts";
import { bytesOf } from "./bytes.ts";
import { beyondFloat16, narrowBfloat16, narrowFloat16 } from "./floats.ts";

/** Types of single numbers in weight files, by their names in safetensors. */
export type FloatType = "F32" | "F16" | "BF16";

/** Numbers that are narrowed at a time. */
const CHUNK = 1 << 20;

/**
 * The bytes of `values` as `type`, little-endian, in pieces that are read before the next is asked for.
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
    else {
      narrowFloat16(source, target);
      const beyond = beyondFloat16(source, target);
      if (beyond !== undefined)
        throw new UserError(
          `${what}: the value ${beyond} is beyond float16, which ends at 65504; bfloat16 holds it`,
        );
    }
    yield bytesOf(target.subarray(0, source.length));
  }
}
