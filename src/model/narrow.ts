// float32 numbers as the bytes of smaller ones, rounded to the nearest (ties to even): what widen.ts reads back.
import { UserError } from "../common/errors.ts";
import { bytesOf } from "./widen.ts";

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
      const beyond = source.findIndex(
        (value, i) => (target[i] & 0x7fff) === 0x7c00 && Number.isFinite(value),
      );
      if (beyond >= 0)
        throw new UserError(
          `${what}: the value ${source[beyond]} is beyond float16, which ends at 65504; bfloat16 holds it`,
        );
    }
    yield bytesOf(target.subarray(0, source.length));
  }
}

/** The upper half of a float32, rounded; a NaN stays one. */
export function narrowBfloat16(source: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i];
    const unordered = (value & 0x7fffffff) > 0x7f800000;
    target[i] = unordered ? (value >>> 16) | 64 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
}

/** IEEE 754 half precision, subnormal numbers too; what is too large becomes infinite. */
export function narrowFloat16(source: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] >>> 16) & 0x8000;
    const size = bits[i] & 0x7fffffff;
    if (size > 0x7f800000) target[i] = sign | 0x7e00;
    else if (size >= 0x47800000) target[i] = sign | 0x7c00;
    else if (size < 0x38800000) target[i] = sign | roundedToEven(Math.abs(source[i]) * 2 ** 24);
    // Exponents are 112 apart; a fraction that rounds up carries into the exponent, at last to infinity.
    else target[i] = sign | ((size - (112 << 23) + 0xfff + ((size >>> 13) & 1)) >>> 13);
  }
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
