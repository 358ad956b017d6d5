import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  it.each(["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q6_K"])(
    "dequantizes %s as gguf-py does",
    async (type) => {
      const file = await GgufFile.open(gguf("quantized"));
      const expectedFile = await SafetensorsFile.open(join(fixtures, "gguf", "quantized.safetensors"));
      const shape = file.tensors.get(type)?.shape ?? [];
      const size = shape.reduce((a, b) => a * b, 1);
      const actual = new Float32Array(size);
      const expected = new Float32Array(size);
      await file.read(type, shape, actual);
      await expectedFile.read(type, shape, expected);
      expect(actual).toEqual(expected);
      await file.close();
      await expectedFile.close();
    },
  );

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
    await expect(file.read("Q2_K", [1, 256], new Float32Array(256))).rejects.toThrow(
      /ggml type 10; supported: F32/,
    );
    await expect(file.read("F32", [2, 2], new Float32Array(4))).rejects.toThrow(/shape \[3,64\]; .* \[2,2\]/);
    await expect(file.read("none", [1], new Float32Array(1))).rejects.toThrow(/tensor none \[1\] is missing/);
    await expect(ggufConfig(file)).rejects.toThrow(/token_embd.weight is missing/);
    expect(() => ggufTokenizer(file)).toThrow(/tokenizer.ggml.model is "undefined".*as the tokenizer/);
    await file.close();
  });
});

describe("models in GGUF", () => {
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
