import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { BLOCK_FORMATS } from "./dequantize.ts";
import { GgufFile } from "./gguf.ts";
import { ggufConfig } from "./gguf-model.ts";
import { ggufTokenizer } from "./gguf-tokenizer.ts";
import { loadModel } from "./load.ts";
import { SafetensorsFile } from "./safetensors.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));
const gguf = (name: string) => join(fixtures, "gguf", `${name}.gguf`);
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-gguf-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("GGUF container", () => {
  const types = [...BLOCK_FORMATS.values()].map(({ name }) => name);

  it.each(types)("dequantizes %s to the bit as gguf-py does", async (type) => {
    const file = await GgufFile.open(gguf("quantized"));
    const expectedFile = await SafetensorsFile.open(join(fixtures, "gguf", "quantized.safetensors"));
    const shape = file.tensors.get(type)?.shape ?? [];
    const size = shape.reduce((a, b) => a * b, 1);
    const actual = new Float32Array(size);
    const expected = new Float32Array(size);
    await file.read(type, shape, actual);
    await expectedFile.read(type, shape, expected);
    // Other than toEqual, Object.is tells −0 from 0; one NaN is as good as another.
    expect(actual.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
    expect(new Set(actual).size).toBeGreaterThan(100);
    // Rows by themselves, as a permutation of them asks for.
    const turned = new Float32Array(size);
    await file.read(type, shape, turned, (row) => shape[0] - 1 - row);
    for (let row = 0; row < shape[0]; row++) {
      const at = (shape[0] - 1 - row) * shape[1];
      expect(turned.subarray(at, at + shape[1])).toEqual(
        actual.subarray(row * shape[1], (row + 1) * shape[1]),
      );
    }
    await file.close();
    await expectedFile.close();
  });

  it("reads a tensor that is larger than what is in memory at once", async () => {
    // 140,000 blocks of Q8_0, 4.8 MB: scale 1, and the number of the block in every place.
    const [rows, columns] = [1000, 140 * 32];
    const blocks = Buffer.alloc(rows * 140 * 34);
    for (let i = 0; i < rows * 140; i++) {
      blocks.fill(i % 127, i * 34, (i + 1) * 34);
      blocks.writeUInt16LE(0x3c00, i * 34);
    }
    const path = join(directory, "large.gguf");
    const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
    const u64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
    const tensor = [u64(1), Buffer.from("a"), u32(2), u64(columns), u64(rows), u32(8), u64(0)];
    const head = Buffer.concat([Buffer.from("GGUF"), u32(3), u64(1), u64(0), ...tensor]);
    writeFileSync(path, Buffer.concat([head, Buffer.alloc(32 - (head.length % 32)), blocks]));
    const file = await GgufFile.open(path);
    const values = new Float32Array(rows * columns);
    await file.read("a", [rows, columns], values);
    expect(values.findIndex((value, i) => value !== Math.floor(i / 32) % 127)).toBe(-1);
    const turned = new Float32Array(rows * columns);
    await file.read("a", [rows, columns], turned, (row) => (row + 1) % rows);
    // Not toEqual, whose account of so many differences would have no end.
    const from = (i: number) => (i + values.length - columns) % values.length;
    expect(turned.findIndex((value, i) => value !== values[from(i)])).toBe(-1);
    await file.close();
  });

  it("reads every type of metadata", async () => {
    const file = await GgufFile.open(gguf("quantized"));
    await file.close();
    const found = [...file.metadata].filter(([key]) => key.startsWith("test."));
    expect(Object.fromEntries(found)).toEqual({
      "test.uint8": 200,
      "test.int8": -100,
      "test.uint16": 60000,
      "test.int16": -30000,
      "test.uint32": 4000000000,
      "test.int32": -2000000000,
      "test.float32": 0.5,
      "test.uint64": 2 ** 40,
      "test.int64": -(2 ** 40),
      "test.float64": 0.1,
      "test.bool": true,
      "test.string": "größer",
      "test.array": ["a", "b", "c"],
    });
  });

  it("says what is damaged, missing or not supported", async () => {
    const path = join(directory, "cut.gguf");
    copyFileSync(gguf("llama-linear"), path);
    truncateSync(path, 100_000);
    await expect(GgufFile.open(path)).rejects.toThrow(/cut\.gguf: truncated: tensor \S+ \[\d+(,\d+)?\] ends/);
    truncateSync(path, 1000);
    await expect(GgufFile.open(path)).rejects.toThrow(/truncated: its header is not whole/);
    writeFileSync(path, "not a model, but long enough to hold a header");
    await expect(GgufFile.open(path)).rejects.toThrow(/not a GGUF file/);
    const file = await GgufFile.open(gguf("quantized"));
    await expect(file.read("IQ2_XXS", [1, 256], new Float32Array(256))).rejects.toThrow(
      /tensor IQ2_XXS is of type IQ2_XXS, which is not read; supported: F32, .*Q4_K, .*; take another file/,
    );
    await expect(file.read("F32", [2, 2], new Float32Array(4))).rejects.toThrow(/shape \[3,64\]; .* \[2,2\]/);
    await expect(file.read("none", [1], new Float32Array(1))).rejects.toThrow(/tensor none \[1\] is missing/);
    await expect(ggufConfig(file)).rejects.toThrow(/token_embd.weight is missing/);
    expect(() => ggufTokenizer(file)).toThrow(/tokenizer.ggml.model is "undefined".*as the tokenizer/);
    await file.close();
  });
});

/** A copy of qwen2.gguf with another 32-bit value of a key. */
function patched(key: string, value: number): string {
  const path = join(directory, "patched.gguf");
  const bytes = readFileSync(gguf("qwen2"));
  const name = Buffer.concat([Buffer.from(BigUint64Array.of(BigInt(key.length)).buffer), Buffer.from(key)]);
  const at = bytes.indexOf(name) + 8 + key.length;
  if (at < 8 + key.length || bytes.readUInt32LE(at) > 6) throw new Error(`no ${key}`);
  bytes.writeUInt32LE(value, at + 4);
  writeFileSync(path, bytes);
  return path;
}

describe("models in GGUF", () => {
  it.each([
    [
      "tokenizer.ggml.eos_token_id",
      2 ** 32 - 1,
      /eos_token_id is 4294967295, but the file's tokens are 320;.*as the/,
    ],
    ["tokenizer.ggml.eos_token_id", 320, /eos_token_id is 320, but the file's tokens are 320/],
    ["qwen2.block_count", 4_000_000_000, /block_count is 4000000000, but there are only \d+ tensors/],
    ["qwen2.block_count", 0, /block_count is 0; expected a positive number/],
    ["qwen2.attention.head_count", 0, /head_count is 0; expected/],
    ["qwen2.embedding_length", 4_000_000_000, /tensor token_embd\.weight has the shape/],
    ["qwen2.feed_forward_length", 4_000_000_000, /tensor blk\.0\.ffn_gate\.weight has the shape/],
  ])("with %s %i are refused", async (key, value, reason) => {
    const loaded = loadModel(patched(key, value));
    await expect(loaded).rejects.toThrow(reason);
    await expect(loaded).rejects.toThrow(UserError);
  });

  it.each(["llama-linear", "qwen2", "qwen3-yarn"])("%s equals its Hugging Face checkpoint", async (name) => {
    const stored = await loadModel(gguf(name));
    const reference = await loadModel(join(fixtures, "models", name));
    expect(stored.source.kind).toBe("gguf");
    const { attentionFactor, ...scaling } = { attentionFactor: 1, ...stored.config.ropeScaling };
    const { attentionFactor: expectedFactor, ...expectedScaling } = {
      attentionFactor: 1,
      ...reference.config.ropeScaling,
    };
    expect(attentionFactor).toBeCloseTo(expectedFactor, 6);
    expect(scaling).toEqual(expectedScaling);
    expect({ ...stored.config, ropeScaling: null }).toEqual({ ...reference.config, ropeScaling: null });
    for (const { name: tensor, shape } of reference.parameters.specs) {
      const actual = stored.parameters.view(tensor);
      const expected = reference.parameters.view(tensor);
      if (name === "llama-linear" || shape.length === 1) expect(actual).toEqual(expected);
      else {
        // Matrices of the other two are stored in float16.
        for (let i = 0; i < actual.length; i++) {
          if (Math.abs(actual[i] - expected[i]) > 2 ** -11 * Math.abs(expected[i]) + 2 ** -25)
            throw new Error(`${tensor}[${i}]: ${actual[i]}, expected ${expected[i]}`);
        }
      }
    }
  });

  it.each(["llama-linear", "qwen2", "qwen3-yarn"])(
    "the tokenizer of %s is that of its checkpoint",
    async (name) => {
      const { tokenizer } = await loadModel(gguf(name));
      const reference = await loadModel(join(fixtures, "models", name));
      const cases = JSON.parse(readFileSync(join(fixtures, "tokenizers.json"), "utf8"));
      const kind = name === "llama-linear" ? "llama" : "qwen2";
      for (const [text, ids] of cases[kind].encoded) expect(tokenizer.encode(text)).toEqual(ids);
      for (const [ids, text] of cases[kind].decoded) expect(tokenizer.decode(ids)).toBe(text);
      const messages = [{ role: "user" as const, content: "hi" }];
      expect(tokenizer.applyChatTemplate(messages)).toBe(reference.tokenizer.applyChatTemplate(messages));
      expect(tokenizer.eosIds).toEqual(reference.tokenizer.eosIds);
      expect(tokenizer.bosId).toBe(reference.tokenizer.bosId);
      expect(tokenizer.padId).toBe(reference.tokenizer.padId);
    },
  );

  it("finds Llama 3's scaling in the stored frequencies", async () => {
    const file = await GgufFile.open(gguf("llama3-rope"));
    const config = await ggufConfig(file);
    await file.close();
    expect(config.ropeScaling).toEqual({
      type: "llama3",
      factor: 32,
      lowFreqFactor: 1,
      highFreqFactor: 4,
      originalMaxPositions: 8192,
    });
    expect(config.ropeTheta).toBe(500_000);
    expect(config.rmsNormEps).toBe(1e-5);
  });

  it("takes another tokenizer, and a new classification head", async () => {
    const tokenizer = join(fixtures, "models", "qwen2");
    const model = await loadModel(gguf("llama-linear"), { tokenizer, head: { labels: 2 }, seed: 1 });
    expect(model.config.head).toEqual({ type: "classification", labels: 2 });
    expect(model.parameters.view("score.weight").every((value) => value !== 0)).toBe(true);
    expect(model.tokenizer.files.has("chat_template.jinja")).toBe(true);
  });
});
