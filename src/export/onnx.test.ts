// Models written as ONNX for transformers.js, run in ONNX Runtime as a stranger would: against our own log-probabilities,
// with a cache, and with padding.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSameNumbers, fixtures as models, readReference } from "../../tests/engine-check.ts";
import { FAMILY_ROWS } from "../../tests/families.ts";
import { parseModelConfig } from "../model/huggingface.ts";
import { loadModel, loadModelConfig } from "../model/load.ts";
import { exportOnnx, type OnnxType } from "./onnx.ts";

let root: string;
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "pure-export-onnx-"));
});
afterAll(() => rmSync(root, { recursive: true }));

async function written(name: string, type: OnnxType = "F32", mostBytes?: number): Promise<string> {
  const directory = mkdtempSync(join(root, `${count++}-`));
  let last = [0, 1];
  await exportOnnx(directory, await loadModel(models + name), type, (...now) => (last = now), mostBytes);
  expect(last[0]).toBe(last[1]);
  return directory;
}

const configOf = (directory: string) => JSON.parse(readFileSync(join(directory, "config.json"), "utf8"));

type Cache = Record<string, ort.Tensor>;

/** Rows of tokens, all as long, with what is padding (0), their positions and the cache before them. */
interface Step {
  ids: number[][];
  mask: number[][];
  positions: number[][];
  cache: Cache | null;
}

/** Logits [rows][tokens][vocabulary], and the cache for what follows. */
async function step(session: ort.InferenceSession, { ids, mask, positions, cache }: Step) {
  const int64 = (rows: number[][]) =>
    new ort.Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0].length]);
  const past = session.inputNames.filter((name) => name.startsWith("past_key_values."));
  const [metadata] = session.inputMetadata.filter(({ name }) => name === past[0]) as {
    shape: readonly number[];
  }[];
  const empty = () =>
    new ort.Tensor("float32", new Float32Array(0), [ids.length, 2, 0, Number(metadata.shape[3])]);
  const feeds: Record<string, ort.Tensor> = {
    ...{ input_ids: int64(ids), attention_mask: int64(mask), position_ids: int64(positions) },
    ...Object.fromEntries(past.map((name) => [name, cache?.[name] ?? empty()])),
  };
  expect(Object.keys(feeds).sort()).toEqual([...session.inputNames].sort());
  const results = await session.run(feeds);
  const { data, dims } = results.logits;
  const [rows, tokens, width] = dims;
  const all = data as Float32Array;
  const logits = Array.from({ length: rows }, (_, r) =>
    Array.from({ length: tokens }, (_, t) =>
      all.subarray((r * tokens + t) * width, (r * tokens + t + 1) * width),
    ),
  );
  const next = Object.fromEntries(
    past.map((name) => [name, results[name.replace("past_key_values", "present")]]),
  );
  return { logits, cache: next as Cache };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const ones = (n: number) => new Array<number>(n).fill(1);

/** log p of each of `tokens` after its logits. */
const logprobs = (logits: Float32Array[], tokens: number[]) =>
  tokens.map((token, t) => {
    const row = logits[t];
    const most = Math.max(...row);
    return row[token] - most - Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
  });

const open = (directory: string, file = "model.onnx") =>
  ort.InferenceSession.create(join(directory, "onnx", file), { intraOpNumThreads: 1 });

const CASES = [
  ...FAMILY_ROWS.map(({ title, fixture }) => ({ title, name: `../${fixture}` })),
  { title: "Llama, bfloat16 in shards", name: "llama-bf16-sharded" },
  { title: "Llama, linear scaling", name: "llama-linear" },
  { title: "Qwen3, YaRN", name: "qwen3-yarn" },
];

describe.each(CASES)("$title as ONNX", ({ name }) => {
  it("has transformers' log-probabilities, whole and token by token after a cache", async () => {
    const session = await open(await written(name));
    const { sequences, logprobs: wanted } = await readReference(name);
    for (const [i, ids] of sequences.entries()) {
      const n = ids.length;
      const whole = await step(session, {
        ids: [ids],
        mask: [ones(n)],
        positions: [range(0, n)],
        cache: null,
      });
      expectSameNumbers([[logprobs(whole.logits[0], ids.slice(1))]], [[wanted[i]]], 1e-4);
      // LongRoPE's list is that of the call: a first one within the original context, of 4 here, has the other.
      const half = Math.max(n >> 1, 5);
      let { logits, cache } = await step(session, {
        ...{ ids: [ids.slice(0, half)], mask: [ones(half)], positions: [range(0, half)], cache: null },
      });
      const seen = [...logits[0]];
      for (let t = half; t < n - 1; t++) {
        ({ logits, cache } = await step(session, {
          ids: [[ids[t]]],
          mask: [ones(t + 1)],
          positions: [[t]],
          cache,
        }));
        seen.push(logits[0][0]);
      }
      expectSameNumbers([[logprobs(seen, ids.slice(1))]], [[wanted[i]]], 1e-4);
    }
    await session.release();
  });

  it("has the same behind padding, beside a longer row", async () => {
    const session = await open(await written(name));
    const { sequences, logprobs: wanted } = await readReference(name);
    const [long, short] = [sequences[1], sequences[2]];
    const pad = long.length - short.length;
    const rows = {
      ids: [long, [...ones(pad), ...short]],
      mask: [ones(long.length), [...ones(pad).map(() => 0), ...ones(short.length)]],
      positions: [range(0, long.length), [...ones(pad), ...range(0, short.length)]],
    };
    const { logits } = await step(session, { ...rows, cache: null });
    expectSameNumbers([[logprobs(logits[0], long.slice(1))]], [[wanted[1]]], 1e-4);
    expectSameNumbers([[logprobs(logits[1].slice(pad), short.slice(1))]], [[wanted[2]]], 1e-4);
    // And the padding goes on being none in what follows.
    const cut = (part: number[][]) => part.map((row) => row.slice(0, -1));
    const first = await step(session, {
      ids: cut(rows.ids),
      mask: cut(rows.mask),
      positions: cut(rows.positions),
      cache: null,
    });
    const last = (part: number[][]) => part.map((row) => row.slice(-1));
    const then = await step(session, {
      ...{ ids: last(rows.ids), mask: rows.mask, positions: last(rows.positions), cache: first.cache },
    });
    for (const r of [0, 1])
      expectSameNumbers([then.logits[r].map((x) => [...x])], [[[...logits[r].at(-1)!]]], 1e-4);
    await session.release();
  });
});

describe("the files of an ONNX model", () => {
  it("are what transformers.js looks for", async () => {
    const directory = await written("qwen2");
    expect(readdirSync(join(directory, "onnx"))).toEqual(["model.onnx"]);
    const config = JSON.parse(readFileSync(join(directory, "config.json"), "utf8"));
    expect(config).toMatchObject({ model_type: "qwen2", num_key_value_heads: 2, torch_dtype: "float32" });
    expect(config["transformers.js_config"]).toEqual({ dtype: "fp32" });
    expect(readdirSync(directory)).toEqual(
      expect.arrayContaining(["generation_config.json", "tokenizer.json"]),
    );
    const tokenizer = JSON.parse(readFileSync(join(directory, "tokenizer_config.json"), "utf8"));
    expect(tokenizer.chat_template).toContain("<|im_start|>");
  });

  it("in float16 are half as long, and compute nearly the same", async () => {
    const directory = await written("qwen2", "F16");
    expect(readdirSync(join(directory, "onnx"))).toEqual(["model_fp16.onnx"]);
    const session = await open(directory, "model_fp16.onnx");
    const { sequences, logprobs: wanted } = await readReference("qwen2");
    const ids = sequences[1];
    const whole = { ids: [ids], mask: [ones(ids.length)], positions: [range(0, ids.length)], cache: null };
    const { logits } = await step(session, whole);
    expectSameNumbers([[logprobs(logits[0], ids.slice(1))]], [[wanted[1]]], 0.05);
    await session.release();
  });

  it("are two where one would be too long", async () => {
    const directory = await written("llama", "F32", 10_000);
    expect(readdirSync(join(directory, "onnx")).sort()).toEqual(["model.onnx", "model.onnx_data"]);
    const config = JSON.parse(readFileSync(join(directory, "config.json"), "utf8"));
    expect(config["transformers.js_config"]).toEqual({ dtype: "fp32", use_external_data_format: true });
    const session = await open(directory);
    const { sequences, logprobs: wanted } = await readReference("llama");
    const ids = sequences[1];
    const whole = { ids: [ids], mask: [ones(ids.length)], positions: [range(0, ids.length)], cache: null };
    const { logits } = await step(session, whole);
    expectSameNumbers([[logprobs(logits[0], ids.slice(1))]], [[wanted[1]]], 1e-4);
    await session.release();
  });

  it("say how long contexts are, of LongRoPE as the model's own, whose rotation hangs on it", async () => {
    for (const [name, expected] of [
      ["../families/phi3", 131_072],
      ["llama", 32_768],
    ] as const) {
      const model = await loadModel(models + name);
      const longer = { ...model.config, maxPositions: 131_072 };
      const { ropeScaling } = parseModelConfig(
        { ...configOf(models + name), max_position_embeddings: 131_072 },
        "",
      );
      const directory = mkdtempSync(join(root, `${count++}-`));
      await exportOnnx(directory, { ...model, config: { ...longer, ropeScaling } }, "F32");
      expect(configOf(directory)).toMatchObject({ max_position_embeddings: expected });
      expect((await loadModelConfig(directory)).ropeScaling).toEqual(ropeScaling);
    }
  });

  it("are not written of a classification model", async () => {
    await expect(written("qwen2-classification")).rejects.toThrow(/classification head \(--format hf\)/);
  });
});
