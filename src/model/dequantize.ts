// The quantized blocks of GGUF as float32, to the bit as ggml unpacks them: a product of scales and an integer is exact
// in float32, so that each value is rounded once. Layouts: ggml-common.h and ggml-quants.c of
// https://github.com/ggml-org/ggml
import { bytesOf } from "./bytes.ts";
import { FLOAT16 } from "./floats.ts";

/** How one type of tensor is stored: blocks of `values` values in `bytes` bytes, and how blocks are unpacked. */
export interface BlockFormat {
  name: string;
  values: number;
  bytes: number;
  /** Writes the values of all blocks of `source` to `target[to…]`. */
  unpack(source: Uint8Array, target: Float32Array, to: number): void;
}

const uint16 = (source: Uint8Array, at: number) => source[at] | (source[at + 1] << 8);
const float16 = (source: Uint8Array, at: number) => FLOAT16[uint16(source, at)];

const F32: BlockFormat = {
  ...{ name: "F32", values: 1, bytes: 4 },
  unpack(source, target, to) {
    bytesOf(target).set(source, to * 4);
  },
};

const F16: BlockFormat = {
  ...{ name: "F16", values: 1, bytes: 2 },
  unpack(source, target, to) {
    for (let from = 0; from < source.length; from += 2) target[to++] = float16(source, from);
  },
};

const BF16: BlockFormat = {
  ...{ name: "BF16", values: 1, bytes: 2 },
  unpack(source, target, to) {
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    for (let from = 0; from < source.length; from += 2) bits[to++] = uint16(source, from) << 16;
  },
};

type Unpack = (source: Uint8Array, from: number, target: Float32Array, to: number) => void;

/** Blocks of several values, each of which `unpack` writes by itself, from the byte `from` on to `target[to…]`. */
const blocks = (name: string, values: number, bytes: number, unpack: Unpack): BlockFormat => ({
  ...{ name, values, bytes },
  unpack(source, target, to) {
    for (let from = 0; from < source.length; from += bytes, to += values) unpack(source, from, target, to);
  },
});

const Q8_0 = blocks("Q8_0", 32, 34, (source, from, target, to) => {
  const scale = float16(source, from);
  for (let i = 0; i < 32; i++) target[to + i] = scale * ((source[from + 2 + i] << 24) >> 24);
});

/**
 * Q4_0, Q4_1, Q5_0 and Q5_1: a scale, the least value where it is stored (half of the range below zero where it is not),
 * the fifth bits, and 16 bytes of a value i and a value i + 16 each.
 */
function legacy(name: string, hasFifthBit: boolean, hasLeast: boolean): BlockFormat {
  const high = hasLeast ? 4 : 2;
  const low = high + (hasFifthBit ? 4 : 0);
  const middle = hasLeast ? 0 : hasFifthBit ? 16 : 8;
  return blocks(name, 32, low + 16, (source, from, target, to) => {
    const scale = float16(source, from);
    // Adding −0 changes nothing, not even a zero's sign.
    const least = hasLeast ? float16(source, from + 2) : -0;
    const fifths = hasFifthBit ? uint16(source, from + high) | (uint16(source, from + high + 2) << 16) : 0;
    for (let i = 0; i < 16; i++) {
      const pair = source[from + low + i];
      const first = (pair & 15) | (((fifths >> i) & 1) << 4);
      const second = (pair >> 4) | (((fifths >> (i + 16)) & 1) << 4);
      target[to + i] = scale * (first - middle) + least;
      target[to + 16 + i] = scale * (second - middle) + least;
    }
  });
}

/** 16 groups of 16 values of two bits, a scale and a least value of four bits for each, and the two scales' scales. */
const Q2_K = blocks("Q2_K", 256, 84, (source, from, target, to) => {
  const scale = float16(source, from + 80);
  const leastScale = float16(source, from + 82);
  for (let group = 0; group < 16; group++, to += 16) {
    const step = scale * (source[from + group] & 15);
    const least = leastScale * (source[from + group] >> 4);
    const low = from + 16 + 32 * (group >> 3) + 16 * (group & 1);
    const shift = group & 6;
    for (let i = 0; i < 16; i++) target[to + i] = step * ((source[low + i] >> shift) & 3) - least;
  }
});

/** 256 third bits (0 means minus four), 16 groups of 16 values of two bits, a scale of six bits for each, and theirs. */
const Q3_K = blocks("Q3_K", 256, 110, (source, from, target, to) => {
  const scale = float16(source, from + 108);
  const scales = from + 96;
  for (let group = 0; group < 16; group++, to += 16) {
    const lowScale = (source[scales + (group & 7)] >> (group < 8 ? 0 : 4)) & 15;
    const highScale = (source[scales + 8 + (group & 3)] >> (2 * (group >> 2))) & 3;
    const step = scale * ((lowScale | (highScale << 4)) - 32);
    const high = from + 16 * (group & 1);
    const low = from + 32 + 32 * (group >> 3) + 16 * (group & 1);
    const shift = group & 6;
    for (let i = 0; i < 16; i++) {
      const third = (source[high + i] >> (group >> 1)) & 1;
      target[to + i] = step * ((((source[low + i] >> shift) & 3) | (third << 2)) - 4);
    }
  }
});

/**
 * Q4_K and Q5_K: two scales, 8 scales and least values of six bits in twelve bytes, the fifth bits, and 8 groups of 32
 * values of four bits.
 */
function withLeast(name: string, hasFifthBit: boolean): BlockFormat {
  const low = hasFifthBit ? 48 : 16;
  return blocks(name, 256, low + 128, (source, from, target, to) => {
    const scale = float16(source, from);
    const leastScale = float16(source, from + 2);
    for (let group = 0; group < 8; group++, to += 32) {
      // Those of the last four groups: four bits of each in the third four bytes, two on top of the others.
      const at = from + 4 + (group & 3);
      const late = group > 3;
      const groupScale = late ? (source[at + 8] & 15) | ((source[at] >> 6) << 4) : source[at] & 63;
      const groupLeast = late ? (source[at + 8] >> 4) | ((source[at + 4] >> 6) << 4) : source[at + 4] & 63;
      const step = scale * groupScale;
      const least = leastScale * groupLeast;
      const nibbles = from + low + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      if (hasFifthBit)
        for (let i = 0; i < 32; i++) {
          const fifth = (source[from + 16 + i] >> group) & 1;
          target[to + i] = step * (((source[nibbles + i] >> shift) & 15) | (fifth << 4)) - least;
        }
      else for (let i = 0; i < 32; i++) target[to + i] = step * ((source[nibbles + i] >> shift) & 15) - least;
    }
  });
}

/** 256 values' low four bits, their upper two, 16 scales of eight bits, one of 16 values, and theirs. */
const Q6_K = blocks("Q6_K", 256, 210, (source, from, target, to) => {
  const scale = float16(source, from + 208);
  for (let group = 0; group < 16; group++, to += 16) {
    const step = scale * ((source[from + 192 + group] << 24) >> 24);
    const half = group >> 3;
    const low = from + 64 * half + ((16 * group) & 48);
    const high = from + 128 + 32 * half + 16 * (group & 1);
    const lowShift = group & 4;
    const highShift = group & 6;
    for (let i = 0; i < 16; i++) {
      const upper = (source[high + i] >> highShift) & 3;
      target[to + i] = step * ((((source[low + i] >> lowShift) & 15) | (upper << 4)) - 32);
    }
  }
});

/** What the four bits of IQ4_NL and IQ4_XS mean (kvalues_iq4nl). */
const UNEVEN = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** Writes 32 values from the 16 bytes at `from`, of a value i and a value i + 16 each. */
function unpackUneven(
  source: Uint8Array,
  from: number,
  target: Float32Array,
  to: number,
  step: number,
): void {
  for (let i = 0; i < 16; i++) {
    const pair = source[from + i];
    target[to + i] = step * UNEVEN[pair & 15];
    target[to + 16 + i] = step * UNEVEN[pair >> 4];
  }
}

const IQ4_NL = blocks("IQ4_NL", 32, 18, (source, from, target, to) =>
  unpackUneven(source, from + 2, target, to, float16(source, from)),
);

/** One scale, the upper two bits of 8 groups' scales, their lower four, and 8 groups of 32 values. */
const IQ4_XS = blocks("IQ4_XS", 256, 136, (source, from, target, to) => {
  const scale = float16(source, from);
  const highScales = uint16(source, from + 2);
  for (let group = 0; group < 8; group++, to += 32) {
    const lowScale = (source[from + 4 + (group >> 1)] >> (4 * (group & 1))) & 15;
    const highScale = (highScales >> (2 * group)) & 3;
    const step = scale * ((lowScale | (highScale << 4)) - 32);
    unpackUneven(source, from + 8 + 16 * group, target, to, step);
  }
});

/** By ggml's number of the type, which a tensor's entry in the header has. */
export const BLOCK_FORMATS: ReadonlyMap<number, BlockFormat> = new Map([
  [0, F32],
  [1, F16],
  [2, legacy("Q4_0", false, false)],
  [3, legacy("Q4_1", false, true)],
  [6, legacy("Q5_0", true, false)],
  [7, legacy("Q5_1", true, true)],
  [8, Q8_0],
  [10, Q2_K],
  [11, Q3_K],
  [12, withLeast("Q4_K", false)],
  [13, withLeast("Q5_K", true)],
  [14, Q6_K],
  [20, IQ4_NL],
  [23, IQ4_XS],
  [30, BF16],
]);

/** ggml's number of a type that is read, and its format. */
export function formatNamed(name: string): { type: number; format: BlockFormat } {
  for (const [type, format] of BLOCK_FORMATS) if (format.name === name) return { type, format };
  throw new Error(`no type of tensors is called ${name}`);
}

/** ggml's other types (enum ggml_type), which are not read. */
const OTHERS: Readonly<Record<number, string>> = {
  ...{ 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 21: "IQ3_S" },
  ...{ 22: "IQ2_S", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 34: "TQ1_0" },
  ...{ 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0" },
};

/** ggml's name of a type; its number where it is none of ggml's. */
export function typeName(type: number): string {
  return BLOCK_FORMATS.get(type)?.name ?? OTHERS[type] ?? `${type} (unknown)`;
}
