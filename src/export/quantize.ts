// float32 numbers as ggml's quantized blocks, to the bit as llama.cpp's gguf-py makes them (quants.py), in float32
// arithmetic as there. Reading them back is model/dequantize.ts's.
import { narrowFloat16 } from "../model/floats.ts";

export type QuantizedType = "Q8_0" | "Q4_0";

/** Numbers of a block, whichever type. */
export const BLOCK = 32;

/** Blocks that are made at a time. */
const CHUNK = 1 << 15;

const scale = new Float32Array(1);
const scaleBits = new Uint16Array(1);

/** The blocks of `values`, whose length is a multiple of `BLOCK`, in pieces that are read before the next is asked for. */
export function* quantized(values: Float32Array, type: QuantizedType): Generator<Uint8Array> {
  const [bytes, write] = type === "Q8_0" ? [2 + BLOCK, writeQ8] : [2 + BLOCK / 2, writeQ4];
  const target = new Uint8Array(Math.min(CHUNK, values.length / BLOCK) * bytes);
  for (let start = 0; start < values.length; start += CHUNK * BLOCK) {
    const blocks = Math.min(CHUNK, (values.length - start) / BLOCK);
    for (let b = 0; b < blocks; b++) write(values, start + b * BLOCK, target, b * bytes);
    yield target.subarray(0, blocks * bytes);
  }
}

function writeScale(value: number, target: Uint8Array, to: number): void {
  scale[0] = value;
  narrowFloat16(scale, scaleBits);
  target[to] = scaleBits[0] & 255;
  target[to + 1] = scaleBits[0] >> 8;
}

/** A scale, then 32 whole numbers within ±127: value / scale, halves rounded away from zero. */
function writeQ8(values: Float32Array, from: number, target: Uint8Array, to: number): void {
  const { fround } = Math;
  let most = 0;
  for (let i = 0; i < BLOCK; i++) most = Math.max(most, Math.abs(values[from + i]));
  const d = fround(most / 127);
  const inverse = d === 0 ? 0 : fround(1 / d);
  writeScale(d, target, to);
  for (let i = 0; i < BLOCK; i++) {
    const value = fround(values[from + i] * inverse);
    const size = Math.floor(Math.abs(value) + 0.5);
    target[to + 2 + i] = value < 0 ? -size : size;
  }
}

/** A scale, then 16 bytes: number i in the low half of byte i, number i + 16 in its high half, each plus 8. */
function writeQ4(values: Float32Array, from: number, target: Uint8Array, to: number): void {
  const { fround } = Math;
  // The number of largest size, with its sign, becomes −8.
  let largest = values[from];
  for (let i = 1; i < BLOCK; i++)
    if (Math.abs(values[from + i]) > Math.abs(largest)) largest = values[from + i];
  const d = fround(largest / -8);
  const inverse = d === 0 ? 0 : fround(1 / d);
  writeScale(d, target, to);
  const nibble = (i: number) => Math.min(15, Math.trunc(fround(fround(values[from + i] * inverse) + 8.5)));
  for (let i = 0; i < 16; i++) target[to + 2 + i] = nibble(i) | (nibble(i + 16) << 4);
}
