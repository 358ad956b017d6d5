// Models written as GGUF: what our reader finds again, and what llama.cpp makes of them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineOf, fixtures, smallModel, tokens } from "../../tests/engine-check.ts";
import { FAMILY_ROWS } from "../../tests/families.ts";
import { logprobsOf } from "../../tests/rows.ts";
import { Random } from "../common/random.ts";
import type { ModelConfig } from "../model/config.ts";
import { GgufFile } from "../model/gguf.ts";
import { ggufConfig, readGgufParameters } from "../model/gguf-model.ts";
import { loadModel, type Model } from "../model/load.ts";
import { Parameters } from "../model/parameters.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { exportGguf } from "./gguf.ts";
import { type GgufType, type Metadata, writeGguf } from "./gguf-file.ts";
import { quantized } from "./quantize.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-export-gguf-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

let count = 0;
async function written(model: Model, type: GgufType): Promise<string> {
  const path = join(directory, `${count++}.gguf`);
  await exportGguf(path, model, type, { name: "tiny", license: { id: "mit" } });
  return path;
}

/** The rows of docs/models.md's table, and other forms of models. */
const CASES: { title: string; fixture: string; facts?: Partial<ModelConfig> }[] = [
  ...FAMILY_ROWS.flatMap(({ title, fixture, gguf }) => (gguf === null ? [] : [{ title, fixture, ...gguf }])),
  { title: "Llama, bfloat16 in shards", fixture: "models/llama-bf16-sharded" },
  { title: "Llama, linear scaling", fixture: "models/llama-linear" },
  { title: "Qwen3, YaRN", fixture: "models/qwen3-yarn" },
];

async function caseModel({ fixture, facts }: (typeof CASES)[number]): Promise<Model> {
  const { config, ...model } = await loadModel(join(fixtures, "..", fixture));
  // What is undefined is no fact.
  return { ...model, config: JSON.parse(JSON.stringify({ ...config, ...facts })) };
}

/** Numbers to six digits: metadata are in float32. */
const rounded = (config: ModelConfig) =>
  JSON.parse(
    JSON.stringify(config, (_key, value) =>
      typeof value === "number" ? Number(value.toPrecision(6)) : value,
    ),
  );

it("metadata of every type are read back", async () => {
  const path = join(directory, "types.gguf");
  const values = {
    ...{ uint32: 2 ** 32 - 1, float32: -0.5, bool: true, string: "é" },
    ...{ int32s: [-1, 2], float32s: [0.25], bools: [true, false], strings: ["a", ""] },
  };
  const metadata = Object.entries(values).map(
    ([type, value]) => [type, { [type]: value } as Metadata] as const,
  );
  await writeGguf(path, new Map([...metadata, ["general.architecture", { string: "x" }]]), [], () => {});
  const file = await GgufFile.open(path);
  await file.close();
  expect(Object.fromEntries(file.metadata)).toMatchObject(values);
});

describe("a model written as GGUF", () => {
  it.each(CASES)("$title in float32 is read back as it was", async (one) => {
    const model = await caseModel(one);
    const back = await loadModel(await written(model, "F32"));
    const family = model.config.family === "mistral" ? "llama" : model.config.family;
    expect(rounded(back.config)).toEqual(rounded({ ...model.config, family }));
    const wrong = model.parameters.data.findIndex(
      (value, i) => Math.abs(back.parameters.data[i] - value) > 1e-7,
    );
    // Gemma's norms have 1 added, which costs them digits; all else is the same.
    if (model.config.normOffset) expect(wrong).toBe(-1);
    else expect(back.parameters.data).toEqual(model.parameters.data);
    expect(back.generation).toMatchObject({ eosIds: model.generation.eosIds });
    for (const text of ["What is 12345 + 6?\n\n  It's größer, 数学 😀!", "<|im_start|>user\n"]) {
      expect(back.tokenizer.encode(text)).toEqual(model.tokenizer.encode(text));
      const special = { addSpecialTokens: true };
      expect(back.tokenizer.encode(text, special)).toEqual(model.tokenizer.encode(text, special));
    }
    if (!model.tokenizer.hasChatTemplate) return;
    const chat = [{ role: "user" as const, content: "7 + 8?" }];
    expect(back.tokenizer.encodeChat(chat)).toEqual(model.tokenizer.encodeChat(chat));
    expect(back.tokenizer.isSpecial(1)).toBe(true);
  });

  it.each([
    ["gemma2", /takes attentionScale of gemma2 to be 0\.353553, and this model's is 0\.204124/],
    ["smollm3", /takes layerAttention of smollm3/],
    ["qwen3-moe", /takes experts of qwen3moe.*"denseLayers":\[1\]/],
    ["qwen3-moe-plain", /takes experts of qwen3moe.*"normalised":false/],
  ])("%s is refused where llama.cpp would compute another model", async (name, message) => {
    const model = await loadModel(join(fixtures, "../families", name));
    await expect(written(model, "F32")).rejects.toThrow(message);
  });

  it("of a family whose window llama.cpp does not know ends its context there", async () => {
    const model = await loadModel(join(fixtures, "../families/mistral"));
    const { config } = await loadModel(await written(model, "F32"));
    expect(model.config.layerAttention?.[0].window).toBe(6);
    expect(config.maxPositions).toBe(6);
  });

  it("in float16 and bfloat16 has each number rounded once, vectors as they were", async () => {
    const model = await loadModel(join(fixtures, "qwen2"));
    for (const [type, relative] of [
      ["F16", 2 ** -11],
      ["BF16", 2 ** -8],
    ] as const) {
      const back = await loadModel(await written(model, type));
      for (const { name, shape } of model.parameters.specs) {
        const [a, b] = [model.parameters.view(name), back.parameters.view(name)];
        if (shape.length === 1) expect(b).toEqual(a);
        else
          for (let i = 0; i < a.length; i++)
            expect(Math.abs(b[i] - a[i])).toBeLessThanOrEqual(relative * Math.abs(a[i]) + 2 ** -25);
      }
    }
  });

  it("in Q4_0 keeps the embedding and the head in Q8_0, and rows of other lengths in F16", async () => {
    const path = await written(await loadModel(join(fixtures, "llama-bf16-sharded")), "Q4_0");
    const file = await GgufFile.open(path);
    await file.close();
    const types = (name: string) => file.tensors.get(name)?.type;
    expect([types("token_embd.weight"), types("output.weight")]).toEqual([8, 8]);
    expect([types("blk.0.attn_q.weight"), types("blk.1.ffn_gate.weight")]).toEqual([2, 2]);
    // 48 numbers a row.
    expect(types("blk.0.ffn_down.weight")).toBe(1);
    expect([types("blk.0.attn_norm.weight"), types("blk.0.attn_q.bias")]).toEqual([0, 0]);
    expect(file.metadata.get("general.license")).toBe("mit");
    expect(file.metadata.get("general.file_type")).toBe(2);
  });

  it("with Llama 3's scaling has the divisor of each frequency", async () => {
    const ropeScaling = {
      ...{ type: "llama3" as const, factor: 32, lowFreqFactor: 1, highFreqFactor: 4 },
      originalMaxPositions: 8192,
    };
    const changes: Partial<ModelConfig> = { ropeScaling, ropeTheta: 500_000, headDim: 64, vocabSize: 320 };
    const { parameters, config } = await smallModel(changes);
    const { tokenizer, generation } = await loadModel(join(fixtures, "llama"));
    const file = await GgufFile.open(await written({ parameters, config, tokenizer, generation }, "F32"));
    try {
      expect((await ggufConfig(file)).ropeScaling).toEqual(ropeScaling);
      const back = new Parameters(config);
      await readGgufParameters(file, back);
      expect(back.data).toEqual(parameters.data);
    } finally {
      await file.close();
    }
  });

  it("is refused with a classification head, or a tokenizer that llama.cpp cannot name", async () => {
    const prm = await loadModel(join(fixtures, "qwen2-classification"));
    await expect(written(prm, "F16")).rejects.toThrow(/classification head \(--format hf\)/);
    const model = await loadModel(join(fixtures, "qwen2"));
    const text = model.tokenizer.files.get("tokenizer.json") as string;
    const withFile = (json: string): Model => {
      const files = new Map([...model.tokenizer.files, ["tokenizer.json", json]]);
      return { ...model, tokenizer: { ...model.tokenizer, files } as Model["tokenizer"] };
    };
    const other = JSON.parse(text);
    other.pre_tokenizer.pretokenizers[0].pattern.Regex = "\\w+";
    await expect(written(withFile(JSON.stringify(other)), "F16")).rejects.toThrow(/splits text.*qwen2/);
    // What is between the matches goes, and there is nothing: another way to say the same.
    const removed = JSON.parse(text);
    Object.assign(removed.pre_tokenizer.pretokenizers[0], { behavior: "Removed", invert: true });
    const { files } = withFile(JSON.stringify(removed)).tokenizer;
    const file = await GgufFile.open(await written({ ...model, tokenizer: createTokenizer(files) }, "F16"));
    await file.close();
    expect(file.metadata.get("tokenizer.ggml.pre")).toBe("qwen2");
    const words = { ...JSON.parse(text), model: { type: "WordPiece", vocab: {} } };
    await expect(written(withFile(JSON.stringify(words)), "F16")).rejects.toThrow(/kind WordPiece/);
  });
});

describe("quantized blocks", () => {
  // tests/reference/make_quantized.py: numbers, and gguf-py's blocks of them.
  const path = new URL("../../tests/fixtures/gguf/blocks.json", import.meta.url);
  const fixture = JSON.parse(readFileSync(path, "utf8")) as Record<
    "values" | "Q8_0" | "Q4_0" | "F16" | "BF16",
    string
  >;
  const bytes = (name: keyof typeof fixture) => new Uint8Array(Buffer.from(fixture[name], "base64"));
  const values = new Float32Array(bytes("values").buffer);

  it.each(["Q8_0", "Q4_0"] as const)("%s are gguf-py's, to the bit", (type) => {
    expect(values.length).toBeGreaterThan(4000);
    expect(Buffer.concat([...quantized(values, type)])).toEqual(Buffer.from(bytes(type)));
  });
});

/** llama.cpp, as bench/peers/setup.sh installs it. */
const llamaCpp = join(
  process.env.PURE_PEERS ?? join(homedir(), ".cache", "pure-peers"),
  "llama-cpp/node_modules/node-llama-cpp/dist/index.js",
);

describe.skipIf(!existsSync(llamaCpp))("in llama.cpp (skipped without bench/peers/setup.sh)", () => {
  interface LlamaModel {
    tokenize(text: string, specialTokens: boolean): readonly number[];
    createContext(options: object): Promise<{
      getSequence(): {
        evaluate(tokens: readonly number[], options: object): AsyncGenerator<number>;
        clearHistory(): Promise<void>;
      };
      dispose(): Promise<void>;
    }>;
    dispose(): Promise<void>;
  }
  let llama: { loadModel(options: object): Promise<LlamaModel>; dispose(): Promise<void> };
  beforeAll(async () => {
    const { getLlama } = await import(pathToFileURL(llamaCpp).href);
    llama = await getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      maxThreads: 1,
      logLevel: "error",
    });
  });
  afterAll(() => llama.dispose());

  /** Greedy responses to each prompt of as many tokens as there is room for, 40 at most: llama.cpp's, and ours. */
  async function bothSay(path: string, model: Model, prompts: number[][]): Promise<[number[][], number[][]]> {
    const contextSize = Math.min(100, model.config.maxPositions);
    const theirs = await llama.loadModel({ modelPath: path });
    const context = await theirs.createContext({
      ...{ contextSize, threads: 1, flashAttention: false },
      ...{ experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32" },
    });
    const sequence = context.getSequence();
    const engine = await engineOf(model, { maxContext: contextSize });
    const [said, ours]: [number[][], number[][]] = [[], []];
    for (const prompt of prompts) {
      const maxTokens = Math.min(40, contextSize - prompt.length - 1);
      const own: number[] = [];
      await sequence.clearHistory();
      for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true }))
        if (own.push(token) >= maxTokens) break;
      said.push(own);
      const params = { maxTokens, temperature: 0, topP: 1, stop: [], stopTokens: [], seed: 0 };
      for await (const { tokens } of engine.sample([prompt], 1, params)) ours.push([...tokens]);
    }
    await context.dispose();
    await theirs.dispose();
    await engine.dispose();
    return [said, ours];
  }
  const text = "<|im_start|>user\nWhat is 7 + 8?\n\nIt's größer 😀 12345<|im_end|>\n";

  it.each(CASES)("$title reads the same tokens and says the same greedily", async (one) => {
    const model = await caseModel(one);
    const path = await written(model, "F32");
    const prompt = model.tokenizer.encode(text).slice(0, 40);
    const theirs = await llama.loadModel({ modelPath: path });
    expect([...theirs.tokenize(text, true)].slice(0, 40)).toEqual(prompt);
    await theirs.dispose();
    const random = new Random(7);
    const others = [3, 9, 17, 25, 6, 12].map((length) => tokens(random, length, 320));
    const [said, ours] = await bothSay(path, model, [prompt, ...others]);
    expect(said).toEqual(ours);
    expect(new Set(ours.flat()).size).toBeGreaterThan(5);
  });

  it("float16 says the same up to a tie: llama.cpp rounds what it multiplies too", async () => {
    const path = await written(await loadModel(join(fixtures, "qwen2")), "F16");
    const model = await loadModel(path);
    const prompt = model.tokenizer.encode(text);
    const [[said], [ours]] = await bothSay(path, model, [prompt]);
    const at = ours.findIndex((token, i) => token !== said[i]);
    if (at < 0) return;
    const engine = await engineOf(model);
    const responses = [said, ours].map((tokens) => tokens.slice(0, at + 1));
    const [[theirs, own]] = await logprobsOf(engine, [{ prompt, responses }]);
    await engine.dispose();
    expect(own[at] - theirs[at]).toBeLessThan(0.02);
  });
});
