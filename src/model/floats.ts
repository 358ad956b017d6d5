// 16-bit floats as their bits, and as float32 numbers.
import { UserError } from "../common/errors.ts";

/** Types of single numbers in weight files, by their names in safetensors. */
export type FloatType = "F32" | "F16" | "BF16";

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

/** `narrowFloat16`; throws a UserError for a finite number beyond it, with `remedy`. */
export function fitFloat16(source: Float32Array, target: Uint16Array, what: string, remedy: string): void {
  narrowFloat16(source, target);
  const beyond = source.find((value, i) => (target[i] & 0x7fff) === 0x7c00 && Number.isFinite(value));
  if (beyond !== undefined)
    throw new UserError(`${what}: the value ${beyond} is beyond float16, which ends at 65504; ${remedy}`);
}
