import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { FLOAT16, widenBfloat16 } from "./floats.ts";
import { parseModelConfig } from "./huggingface.ts";
import { Parameters } from "./parameters.ts";
import { readParameters, SafetensorsFile, writeSafetensors, writeSafetensorsFile } from "./safetensors.ts";

const models = fileURLToPath(new URL("../../tests/fixtures/models/", import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-safetensors-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const config = (model: string) =>
  parseModelConfig(JSON.parse(readFileSync(join(models, model, "config.json"), "utf8")), model);

async function read(paths: string[], parameters: Parameters): Promise<void> {
  const files = await Promise.all(paths.map((path) => SafetensorsFile.open(path)));
  try {
    await readParameters(files, parameters);
  } finally {
    for (const file of files) await file.close();
  }
}

/** A file with one header and so many bytes of data. */
function handMade(name: string, header: unknown, dataBytes: number): string {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(directory, name);
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  return path;
}

describe("reading", () => {
  it("widens bfloat16 from shards", async () => {
    const parameters = new Parameters(config("llama-bf16-sharded"));
    const shards = [1, 2].map((n) =>
      join(models, "llama-bf16-sharded", `model-0000${n}-of-00002.safetensors`),
    );
    await read(shards, parameters);
    // Every value is a bfloat16, and none was left out.
    const bits = new Uint32Array(parameters.data.buffer);
    expect(bits.every((word) => (word & 0xffff) === 0)).toBe(true);
    for (const { name } of parameters.specs) {
      expect([name, parameters.view(name).some((value) => value !== 0)]).toEqual([name, true]);
    }
  });

  it("widens float16, subnormals and infinities too", async () => {
    const values = [0x3c00, 0xc000, 0x0001, 0x03ff, 0x7c00, 0xfc00, 0x7bff, 0x8000];
    const path = handMade("f16", { x: { dtype: "F16", shape: [2, 4], data_offsets: [0, 16] } }, 16);
    const bytes = readFileSync(path);
    for (const [i, bits] of values.entries()) bytes.writeUInt16LE(bits, bytes.length - 16 + 2 * i);
    writeFileSync(path, bytes);
    const file = await SafetensorsFile.open(path);
    const target = new Float32Array(8);
    await file.read("x", [2, 4], target);
    await file.close();
    const infinity = Number.POSITIVE_INFINITY;
    expect([...target]).toEqual([1, -2, 2 ** -24, 1023 * 2 ** -24, infinity, -infinity, 65504, -0]);
    expect(FLOAT16[0x7e00]).toBeNaN();
    const wide = new Float32Array(2);
    widenBfloat16(Uint16Array.of(0x3f80, 0xff80), wide);
    expect([...wide]).toEqual([1, -infinity]);
  });

  it("names the file, the tensor and both shapes where they do not fit", async () => {
    const path = join(models, "llama", "model.safetensors");
    const wider = new Parameters({ ...config("llama"), intermediateSize: 50 });
    await expect(read([path], wider)).rejects.toThrow(
      /llama\/model\.safetensors: tensor model\.layers\.0\.mlp\.gate_proj\.weight has the shape \[48,32\]; .* \[50,32\]/,
    );
    const deeper = new Parameters({ ...config("llama"), layers: 3 });
    await expect(read([path], deeper)).rejects.toThrow(/tensor model\.layers\.2\.\S+ \[32\] is missing/);
    const shallower = new Parameters({ ...config("llama"), layers: 1 });
    await expect(read([path], shallower)).rejects.toThrow(/unexpected tensor model\.layers\.1\./);
  });

  it("tells a truncated or damaged file from a whole one", async () => {
    const path = join(directory, "cut.safetensors");
    copyFileSync(join(models, "llama", "model.safetensors"), path);
    truncateSync(path, 100_000);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(/cut\.safetensors: truncated: tensor \S+ \[/);
    truncateSync(path, 100);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(/header would be \d+ bytes, the file has 100/);
    truncateSync(path, 0);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(/0 bytes/);
    await expect(SafetensorsFile.open(join(directory, "none"))).rejects.toThrow(/none: cannot be read/);
    const wrong = handMade("wrong", { x: { dtype: "F32", shape: [3], data_offsets: [0, 8] } }, 8);
    await expect(SafetensorsFile.open(wrong)).rejects.toThrow(/tensor x \[3\] of F32 has 8 bytes/);
    const entry = (changed: object) => ({
      x: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...changed },
    });
    for (const [header, reason] of [
      [entry({ data_offsets: [-8, 0] }), /no offsets for x/],
      [entry({ data_offsets: [0.5, 8.5] }), /no offsets for x/],
      [entry({ data_offsets: ["0", 8] }), /no offsets for x/],
      [entry({ shape: [-1, -2] }), /tensor x has the shape \[-1,-2\]/],
      [entry({ shape: ["2"] }), /tensor x has the shape \["2"\]/],
      [{ x: null }, /no offsets for x/],
      [null, /its header is no object/],
    ] as const) {
      const opened = SafetensorsFile.open(handMade("odd", header as object, 8));
      await expect(opened).rejects.toThrow(reason);
      await expect(opened).rejects.toThrow(UserError);
    }
    const huge = handMade("huge", {}, 8);
    const bytes = readFileSync(huge);
    bytes.writeBigUInt64LE(2_000_000_000n);
    writeFileSync(huge, bytes);
    truncateSync(huge, 3_000_000_000);
    await expect(SafetensorsFile.open(huge)).rejects.toThrow(/2000000000 bytes, the format allows 100000000/);
    const int = handMade("int", { x: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, 8);
    const file = await SafetensorsFile.open(int);
    await expect(file.read("x", [1], new Float32Array(1))).rejects.toThrow(/type I64; supported: F32/);
    await file.close();
  });
});

describe("writing", () => {
  it("brings every bit back", async () => {
    const path = join(directory, "round.safetensors");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float32Array({ minLength: 1, maxLength: 20 }), { minLength: 1 }),
        async (arrays) => {
          const tensors = arrays.map((data, i) => ({ name: `t${i}`, shape: [1, data.length], data }));
          await writeSafetensorsFile(path, tensors);
          const file = await SafetensorsFile.open(path);
          for (const { name, shape, data } of tensors) {
            const back = new Float32Array(data.length);
            await file.read(name, shape, back);
            expect(back).toEqual(data);
          }
          await file.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it("asks for a tensor when those before it are written", async () => {
    const path = join(directory, "late.safetensors");
    const written: number[] = [];
    const tensors = Array.from({ length: 3 }, (_, i) => ({
      ...{ name: `t${i}`, shape: [25] },
      data: () => {
        written.push(statSync(path).size);
        return new Float32Array(25).fill(i);
      },
    }));
    await writeSafetensorsFile(path, tensors);
    const [header] = written;
    expect(written).toEqual([header, header + 100, header + 200]);
    const file = await SafetensorsFile.open(path);
    const back = new Float32Array(25);
    await file.read("t2", [25], back);
    expect(back).toEqual(new Float32Array(25).fill(2));
    await file.close();
  });

  it("shards what is too large for one file, in files of at most that size", async () => {
    const tensors = Array.from({ length: 5 }, (_, i) => ({
      name: `t${i}`,
      shape: [10],
      data: new Float32Array(10).fill(i),
    }));
    await writeSafetensors(directory, tensors, { maxShardBytes: 80 });
    const index = JSON.parse(readFileSync(join(directory, "model.safetensors.index.json"), "utf8"));
    expect(index.metadata.total_size).toBe(200);
    expect(new Set(Object.values(index.weight_map)).size).toBe(3);
    expect(index.weight_map.t4).toBe("model-00003-of-00003.safetensors");
    const file = await SafetensorsFile.open(join(directory, index.weight_map.t3));
    const back = new Float32Array(10);
    await file.read("t3", [10], back);
    await file.close();
    expect(back).toEqual(tensors[3].data);
  });
});
