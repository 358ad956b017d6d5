// GGUF's quantized blocks as float32. Formats: ggml-quants.c of https://github.com/ggml-org/ggml
import { FLOAT16 } from "./widen.ts";

/** How one type of tensor is stored: blocks of `values` values in `bytes` bytes, and how a block is unpacked. */
interface BlockFormat {
  /** ggml's number and name of the type. */
  type: number;
  name: string;
  values: number;
  bytes: number;
  /** Writes the block at `source[from…]` to `target[to…]`. */
  unpack(source: DataView, from: number, target: Float32Array, to: number): void;
}

const float16 = (view: DataView, at: number) => FLOAT16[view.getUint16(at, true)];

const scratch = new DataView(new ArrayBuffer(4));

/** Values by themselves. */
const plain = (
  type: number,
  name: string,
  bytes: number,
  read: (source: DataView, at: number) => number,
): BlockFormat => ({
  ...{ type, name, values: 1, bytes },
  unpack(source, from, target, to) {
    target[to] = read(source, from);
  },
});

const formats: readonly BlockFormat[] = [
  plain(0, "F32", 4, (source, at) => source.getFloat32(at, true)),
  plain(1, "F16", 2, float16),
  plain(30, "BF16", 2, (source, at) => {
    scratch.setUint32(0, source.getUint16(at, true) << 16);
    return scratch.getFloat32(0);
  }),
  {
    type: 8,
    name: "Q8_0",
    values: 32,
    bytes: 34,
    unpack(source, from, target, to) {
      const scale = float16(source, from);
      for (let i = 0; i < 32; i++) target[to + i] = scale * source.getInt8(from + 2 + i);
    },
  },
  {
    type: 2,
    name: "Q4_0",
    values: 32,
    bytes: 18,
    unpack(source, from, target, to) {
      const scale = float16(source, from);
      for (let i = 0; i < 16; i++) {
        const pair = source.getUint8(from + 2 + i);
        target[to + i] = scale * ((pair & 15) - 8);
        target[to + 16 + i] = scale * ((pair >> 4) - 8);
      }
    },
  },
  {
    type: 3,
    name: "Q4_1",
    values: 32,
    bytes: 20,
    unpack(source, from, target, to) {
      const scale = float16(source, from);
      const least = float16(source, from + 2);
      for (let i = 0; i < 16; i++) {
        const pair = source.getUint8(from + 4 + i);
        target[to + i] = scale * (pair & 15) + least;
        target[to + 16 + i] = scale * (pair >> 4) + least;
      }
    },
  },
  // 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 scales of 16 values each, one scale over all.
  {
    type: 14,
    name: "Q6_K",
    values: 256,
    bytes: 210,
    unpack(source, from, target, to) {
      const scale = float16(source, from + 208);
      for (let half = 0; half < 2; half++) {
        const low = from + 64 * half;
        const high = from + 128 + 32 * half;
        const scales = from + 192 + 8 * half;
        for (let quarter = 0; quarter < 4; quarter++) {
          for (let i = 0; i < 32; i++) {
            const nibbles = source.getUint8(low + 32 * (quarter & 1) + i);
            const nibble = quarter < 2 ? nibbles & 15 : nibbles >> 4;
            const upper = (source.getUint8(high + i) >> (2 * quarter)) & 3;
            const step = scale * source.getInt8(scales + 2 * quarter + (i >> 4));
            target[to + 128 * half + 32 * quarter + i] = step * ((nibble | (upper << 4)) - 32);
          }
        }
      }
    },
  },
];

/** By the type number of a tensor's header. */
export const BLOCK_FORMATS: ReadonlyMap<number, BlockFormat> = new Map(
  formats.map((format) => [format.type, format]),
);
