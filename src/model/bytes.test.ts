// 16-bit floats, against NumPy's and gguf-py's roundings and against reading them back.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { narrowed } from "./bytes.ts";
import type { FloatType } from "./floats.ts";
import { FLOAT16, narrowBfloat16, narrowFloat16 } from "./floats.ts";

// tests/reference/make_quantized.py
const path = new URL("../../tests/fixtures/gguf/blocks.json", import.meta.url);
const fixture = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
const bytes = (name: string) => new Uint8Array(Buffer.from(fixture[name], "base64"));
const values = new Float32Array(bytes("values").buffer);
const all = (array: Float32Array, type: FloatType) => Buffer.concat([...narrowed(array, type, "x")]);

const float16 = (value: number) => {
  const target = new Uint16Array(1);
  narrowFloat16(Float32Array.of(value), target);
  return target[0];
};
const bfloat16 = (value: number) => {
  const target = new Uint16Array(1);
  narrowBfloat16(Float32Array.of(value), target);
  return target[0];
};

describe("narrowed", () => {
  it.each(["F16", "BF16"] as const)("%s is as NumPy and gguf-py round it, to the bit", (type) => {
    expect(all(values, type)).toEqual(Buffer.from(bytes(type)));
  });

  it("gives every float16 back as it was", () => {
    for (let bits = 0; bits < 65536; bits++)
      if (!Number.isNaN(FLOAT16[bits])) expect(float16(FLOAT16[bits])).toBe(bits);
    expect(Number.isNaN(FLOAT16[float16(Number.NaN)])).toBe(true);
  });

  it("takes the nearest float16, and of two the even one", () => {
    const finite = fc.float({ noNaN: true, min: -65519, max: 65519 });
    fc.assert(
      fc.property(finite, (value) => {
        const bits = float16(value);
        const distance = Math.abs(FLOAT16[bits] - value);
        for (const other of [bits - 1, bits + 1].filter((near) => Number.isFinite(FLOAT16[near & 65535]))) {
          const away = Math.abs(FLOAT16[other & 65535] - value);
          if ((other & 0x8000) === (bits & 0x8000)) expect(distance).toBeLessThanOrEqual(away);
          if (distance === away) expect(bits % 2).toBe(0);
        }
      }),
    );
    expect([float16(65519), float16(65520)]).toEqual([0x7bff, 0x7c00]);
    // Subnormal numbers, in units of the smallest.
    expect([0.5, 1.5, 2.5, 2.6].map((units) => float16(units * 2 ** -24))).toEqual([0, 2, 2, 3]);
  });

  it("takes the nearest bfloat16, infinities and NaN among them", () => {
    expect([1, -2, Number.POSITIVE_INFINITY].map(bfloat16)).toEqual([0x3f80, 0xc000, 0x7f80]);
    // Halfway between 1 and the next: to the even one; a little more: up.
    expect([1 + 2 ** -8, 1 + 2 ** -8 + 2 ** -20, 1 + 3 * 2 ** -8].map(bfloat16)).toEqual([
      0x3f80, 0x3f81, 0x3f82,
    ]);
    expect(bfloat16(Number.NaN) & 0x7fff).toBeGreaterThan(0x7f80);
  });

  it("refuses a number that float16 cannot hold, and names its tensor", () => {
    const large = Float32Array.of(1, 70000);
    expect(() => [...narrowed(large, "F16", "lm_head.weight")]).toThrow(
      /^lm_head\.weight: the value 70000 is beyond float16.*bfloat16/,
    );
    expect(() => all(Float32Array.of(Number.POSITIVE_INFINITY), "F16")).not.toThrow();
  });

  it("passes long arrays in pieces", () => {
    const long = Float32Array.from({ length: (1 << 20) + 3 }, (_, i) => i % 1000);
    expect(all(long, "F16").length).toBe(2 * long.length);
    expect(all(long, "F16").subarray(-6)).toEqual(all(long.slice(-3), "F16"));
  });
});
