import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ModelHub, serveModels } from "../../tests/model-hub.ts";
import { UserError } from "../common/errors.ts";
import { downloadModel, hubReference } from "./download.ts";
import { loadModel, loadModelConfig, loadTokenizer } from "./load.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));
const source = join(fixtures, "models", "llama-bf16-sharded");
const reading = Buffer.from('{"stepToken":";"}');
const filesOf = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]));
const gguf = (name: string) => readFileSync(join(fixtures, "gguf", `${name}.gguf`));

let hub: ModelHub;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "pure-download-"));
  const nothing = Buffer.of(0);
  const llama = gguf("llama-linear");
  hub = await serveModels({
    "team/tiny": {
      ...filesOf(source),
      ...{ "process_reward.json": reading, "pytorch_model.bin": nothing, "README.md": nothing },
      "tiny-Q4_K_M.gguf": llama,
    },
    "team/gated": null,
    "team/bin": { "pytorch_model.bin": nothing },
    "team/tiny-GGUF": {
      "README.md": nothing,
      "training-problems.json": Buffer.from('{"data":[]}'),
      "tiny-Q4_K_M.gguf": llama,
      "tiny-Q4_K_S.gguf": nothing,
      "tiny.q6_k.gguf": nothing,
      "mmproj-tiny-Q4_K_M.gguf": nothing,
      ...Object.fromEntries(
        Object.entries(filesOf(join(fixtures, "gguf", "shards"))).map(([name, bytes]) => [
          `Q8_0/${name.replace("qwen2", "tiny-Q8_0")}`,
          bytes,
        ]),
      ),
    },
    "team/one": { "one-IQ4_XS.gguf": llama, "mmproj.gguf": nothing, "one-imatrix.gguf": nothing },
    "team/two": {
      "a-Q8_0.gguf": nothing,
      "b-Q8_0.gguf": nothing,
      "x/a-F16.gguf": nothing,
      "y/a-F16.gguf": nothing,
    },
  });
});
afterAll(() => {
  hub.close();
  rmSync(root, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A cache of this name, and the hub at `endpoint`. */
function useHub(home: string, endpoint = hub.url): void {
  mkdirSync(join(root, home), { recursive: true });
  vi.stubEnv("HF_HOME", join(root, home));
  vi.stubEnv("HF_HUB_CACHE", undefined);
  vi.stubEnv("HUGGINGFACE_HUB_CACHE", undefined);
  vi.stubEnv("HF_HUB_OFFLINE", undefined);
  vi.stubEnv("HF_TOKEN", undefined);
  vi.stubEnv("HF_ENDPOINT", endpoint);
}

const resolved = () => hub.requests.flatMap((line) => /\/resolve\/\w+\/(\S+)/.exec(line)?.[1] ?? []);

describe("a name on the hub", () => {
  it.each([
    ["Qwen/Qwen3-0.6B", { id: "Qwen/Qwen3-0.6B" }],
    ["hf.co/Qwen/Qwen3-0.6B", { id: "Qwen/Qwen3-0.6B" }],
    ["https://huggingface.co/Qwen/Qwen3-0.6B", { id: "Qwen/Qwen3-0.6B" }],
    ["o/n-GGUF:Q4_K_M", { id: "o/n-GGUF", gguf: "Q4_K_M" }],
    ["hf.co/o/n:IQ4_XS", { id: "o/n", gguf: "IQ4_XS" }],
    ["o/n:a b", null],
    ["o/n:n-Q8_0.gguf", { id: "o/n", gguf: "n-Q8_0.gguf" }],
    ["o/n/n-Q8_0.gguf", { id: "o/n", gguf: "n-Q8_0.gguf" }],
    ["o/n/BF16/n-00001-of-00002.gguf", { id: "o/n", gguf: "BF16/n-00001-of-00002.gguf" }],
    ["https://huggingface.co/o/n/blob/main/n.gguf", { id: "o/n", gguf: "n.gguf" }],
    ["https://huggingface.co/o/n/resolve/main/d/n.gguf", { id: "o/n", gguf: "d/n.gguf" }],
    ["o/n@v1.0", { id: "o/n", revision: "v1.0" }],
    ["o/n@main", { id: "o/n" }],
    ["o/n@refs/pr/3:Q8_0", { id: "o/n", revision: "refs/pr/3", gguf: "Q8_0" }],
    ["hf.co/o/n@4f0c9e1/d/n.gguf", { id: "o/n", revision: "4f0c9e1", gguf: "d/n.gguf" }],
    ["https://huggingface.co/o/n/tree/v1.0", { id: "o/n", revision: "v1.0" }],
    ["https://huggingface.co/o/n/blob/v1.0/n.gguf", { id: "o/n", revision: "v1.0", gguf: "n.gguf" }],
    ["https://huggingface.co/o/n/tree/v1.0:Q8_0", { id: "o/n", revision: "v1.0", gguf: "Q8_0" }],
    ["o/n@my-branch", { id: "o/n", revision: "my-branch" }],
    ["o/n/blob/n.gguf", { id: "o/n", gguf: "blob/n.gguf" }],
    ["o/n@", null],
    ["o/n@..", null],
    ["o/n@../x", null],
    ["o/n@a b", null],
    ["./o/n", null],
    ["../n.gguf", null],
    ["o", null],
    ["o/n/config.json", null],
    ["https://example.com/o/n", null],
  ])("%s", (name, expected) => expect(hubReference(name)).toEqual(expected));
});

describe("models of the hub", () => {
  it("downloads what a model needs once, with the token, and is found in the cache without a network", async () => {
    useHub("hub");
    vi.stubEnv("HF_TOKEN", "hf_secret");
    const log = vi.spyOn(console, "debug");
    const model = await loadModel("team/tiny");
    expect(log).not.toHaveBeenCalled();
    const local = await loadModel(source);
    expect(model.parameters.data).toEqual(local.parameters.data);
    expect(model.source.kind).toBe("hub");
    expect(hub.requests.every((line) => line.endsWith("Bearer hf_secret"))).toBe(true);
    expect(resolved().filter((name) => /bin|gguf/.test(name))).toEqual([]);
    expect(readFileSync(join(await downloadModel("team/tiny"), "process_reward.json"))).toEqual(reading);

    const before = resolved().length;
    await loadModel("https://huggingface.co/team/tiny");
    expect(resolved()).toHaveLength(before);
    await downloadModel("team/tiny@v1.0");
    expect(hub.requests.at(-2)).toContain("/api/models/team/tiny/revision/v1.0");

    useHub("hub", "http://127.0.0.1:9");
    expect((await loadModel("team/tiny")).parameters.data).toEqual(local.parameters.data);
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect((await loadModel("team/tiny")).config).toEqual(local.config);
    await expect(loadModel("team/other")).rejects.toThrow(
      /model team\/other: no directory or GGUF file .*HF_HUB_OFFLINE is set, .*not in the cache/,
    );
  });

  it("says why a model cannot be had", async () => {
    useHub("hub-errors");
    await expect(loadModel("team/gated")).rejects.toThrow(
      /private, or gated; check the name, or set HF_TOKEN/,
    );
    await expect(loadModel("team/none")).rejects.toThrow(/not found; check owner\/name/);
    await expect(loadModel("team/bin")).rejects.toThrow(/no model\.safetensors and no GGUF file/);
    useHub("hub-errors", "http://127.0.0.1:9");
    await expect(loadModel("team/tiny")).rejects.toThrow(
      /cannot reach .*name a local directory or GGUF file/,
    );
    vi.stubEnv("HF_TOKEN", "secret");
    await expect(loadModel("team/tiny")).rejects.toThrow(/HF_TOKEN is not an access token/);
  });
});

describe("GGUF files of the hub", () => {
  const q4 = "tiny-Q4_K_M.gguf";

  it.each<[string, string, RegExp | null]>([
    // Without a name as llama.cpp and Ollama do, and it is said.
    ["team/tiny-GGUF", q4, /taking Q4_K_M of 4 GGUF files/],
    ["team/tiny-GGUF@v1.0", q4, /team\/tiny-GGUF@v1\.0: taking Q4_K_M .*; team\/tiny-GGUF@v1\.0:Q8_0 would/],
    ["team/tiny-GGUF:Q4_K_M", q4, null],
    ["hf.co/team/tiny-GGUF:q4_k_m", q4, null],
    ["team/tiny-GGUF:tiny-Q4_K_M.gguf", q4, null],
    ["team/tiny-GGUF/tiny-Q4_K_M.gguf", q4, null],
    ["team/tiny:Q4_K_M", q4, null],
    ["team/tiny-GGUF:Q6_K", "tiny.q6_k.gguf", null],
    ["team/one", "one-IQ4_XS.gguf", null],
  ])("%s is %s", async (name, file, said) => {
    useHub("gguf");
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(basename(await downloadModel(name))).toBe(file);
    if (said === null) expect(error).not.toHaveBeenCalled();
    else expect(error.mock.calls[0][0]).toMatch(said);
  });

  it("come with the tokenizer in them, and nothing else is fetched", async () => {
    useHub("gguf-alone");
    const before = resolved().length;
    const model = await loadModel("team/tiny-GGUF:Q4_K_M");
    expect(new Set(resolved().slice(before))).toEqual(new Set(["training-problems.json", q4]));
    const local = await loadModel(join(fixtures, "gguf", "llama-linear.gguf"));
    expect(model.parameters.data).toEqual(local.parameters.data);
    expect(model.source).toMatchObject({ given: "team/tiny-GGUF:Q4_K_M", kind: "hub" });
    expect(await loadModelConfig("team/tiny-GGUF:Q4_K_M")).toEqual(local.config);
    await expect(loadTokenizer("team/tiny-GGUF:Q4_K_M")).rejects.toThrow(/names a GGUF file; expected/);
  });

  it.each(["team/tiny-GGUF:Q8_0", "team/tiny-GGUF/Q8_0/tiny-Q8_0-00002-of-00003.gguf"])(
    "%s is fetched with all its shards",
    async (name) => {
      useHub(`shards-${name.length}`);
      const before = resolved().length;
      const model = await loadModel(name);
      const shards = [1, 2, 3].map((n) => `Q8_0/tiny-Q8_0-0000${n}-of-00003.gguf`);
      expect(new Set(resolved().slice(before))).toEqual(new Set(["training-problems.json", ...shards]));
      const whole = await loadModel(join(fixtures, "gguf", "qwen2.gguf"));
      expect(model.parameters.data).toEqual(whole.parameters.data);
      vi.stubEnv("HF_HUB_OFFLINE", "1");
      expect((await loadModel(name)).config).toEqual(whole.config);
    },
  );

  it.each<[string, RegExp]>([
    [
      "team/tiny-GGUF:Q4_K",
      /model team\/tiny-GGUF: has no Q4_K; its GGUF files: Q8_0\/tiny-Q8_0\.gguf \(3 shards\), tiny-Q4_K_M\.gguf, .*; name one as team\/tiny-GGUF:Q4_K_M or team\/tiny-GGUF\/Q8_0\/tiny/,
    ],
    [
      "team/two@v1.0:Q4_K_M",
      /model team\/two@v1\.0: has no Q4_K_M; .* as team\/two@v1\.0:Q4_K_M or team\/two@v1\.0\/a-Q8_0\.gguf/,
    ],
    ["team/tiny-GGUF/none.gguf", /has no none\.gguf; its GGUF files: /],
    ["team/tiny-GGUF:.*", /no such file/],
    [
      "team/two",
      /no model\.safetensors, and no Q4_K_M to take instead; its GGUF files: a-Q8_0\.gguf, b-Q8_0/,
    ],
    ["team/two:Q8_0", /has several files of Q8_0; its GGUF files/],
    ["team/two:a-F16.gguf", /has several a-F16\.gguf; /],
    ["team/bin:Q4_K_M", /no model\.safetensors and no GGUF file/],
  ])("%s is refused", async (name, reason) => {
    useHub("refused");
    const loaded = loadModel(name);
    await expect(loaded).rejects.toThrow(reason);
    await expect(loaded).rejects.toThrow(UserError);
  });
});
