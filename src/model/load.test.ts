import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeDirectory } from "./directory.ts";
import { initialize } from "./initialize.ts";
import { loadModel, loadModelConfig, loadTokenizer, saveModel } from "./load.ts";
import { writeSafetensorsFile } from "./safetensors.ts";

const models = fileURLToPath(new URL("../../tests/fixtures/models/", import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-load-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("loadModel and saveModel", () => {
  it.each(readdirSync(models))("bring %s back, bit for bit", async (name) => {
    const model = await loadModel(join(models, name));
    const target = join(directory, name);
    await saveModel(target, model);
    const back = await loadModel(target);
    expect(back.config).toEqual(model.config);
    expect(Buffer.from(back.parameters.data.buffer).equals(Buffer.from(model.parameters.data.buffer))).toBe(
      true,
    );
    expect(back.generation).toEqual(model.generation);
    expect(back.generation.eosIds).toEqual([2]);
    expect(back.tokenizer.eosIds).toEqual([2]);
    expect([...back.tokenizer.files]).toEqual([...model.tokenizer.files]);
  });

  it("leaves the earlier directory whole where saving fails, and nothing else", async () => {
    const parent = join(directory, "failing");
    const target = join(parent, "step");
    const model = await loadModel(join(models, "llama"));
    await saveModel(target, model);
    const before = readFileSync(join(target, "model.safetensors"));
    const { tokenizer } = model;
    const files = new Map([...tokenizer.files, ["no/such/directory.json", "{}"]]);
    model.parameters.data.fill(0);
    await expect(
      saveModel(target, { ...model, tokenizer: { ...tokenizer, files } as never }),
    ).rejects.toThrow();
    expect(readFileSync(join(target, "model.safetensors")).equals(before)).toBe(true);
    expect(readdirSync(parent)).toEqual(["step"]);
    // Standing in for a full disk: the device that is always full.
    if (existsSync("/dev/full")) {
      const full = writeDirectory(target, () => writeSafetensorsFile("/dev/full", []));
      await expect(full).rejects.toThrow(/ENOSPC/);
      expect(readdirSync(parent)).toEqual(["step"]);
    }
    await saveModel(target, model);
    expect(readFileSync(join(target, "model.safetensors")).equals(before)).toBe(false);
    expect(readdirSync(parent)).toEqual(["step"]);
    expect(statSync(target).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it("finds a directory again that a killed save had set aside", async () => {
    const target = join(directory, "killed");
    await saveModel(target, await loadModel(join(models, "llama")));
    await rename(target, join(directory, ".killed.previous"));
    expect((await loadModel(target)).config.family).toBe("llama");
    expect(existsSync(join(directory, ".killed.previous"))).toBe(false);
  });

  it("takes another tokenizer in the place of its own", async () => {
    const tokenizer = join(models, "qwen2");
    const { files } = (await loadModel(tokenizer)).tokenizer;
    expect((await loadModel(join(models, "llama"), { tokenizer })).tokenizer.files).toEqual(files);
    expect((await loadTokenizer(join(models, "llama"), tokenizer)).tokenizer.files).toEqual(files);
    expect((await loadTokenizer(join(models, "llama"))).tokenizer.files).not.toEqual(files);
  });

  it("puts a classification head on a language model, seeded", async () => {
    const source = join(models, "qwen2");
    const load = async (seed: number) =>
      (await loadModel(source, { head: { labels: 3 }, seed })).parameters.view("score.weight");
    const model = await loadModel(source, { head: { labels: 3 }, seed: 1 });
    expect(model.config.head).toEqual({ type: "classification", labels: 3 });
    expect([...model.parameters.view("score.bias")]).toEqual([0, 0, 0]);
    expect(await load(1)).toEqual(model.parameters.view("score.weight"));
    expect(await load(2)).not.toEqual(model.parameters.view("score.weight"));
  });

  it("keeps a checkpoint's own classification head, a missing bias being zero", async () => {
    const source = join(models, "qwen2-classification");
    const model = await loadModel(source, { head: { labels: 2 } });
    expect(model.parameters.view("score.bias").some((value) => value !== 0)).toBe(true);
    await expect(loadModel(source, { head: { labels: 1 } })).rejects.toThrow(/has 2 labels, not 1/);
    await expect(loadModel(source, { head: "lm" })).rejects.toThrow(/holds a classification model/);

    const target = join(directory, "no-bias");
    await saveModel(target, model);
    const tensors = model.parameters.specs
      .filter(({ name }) => name !== "score.bias")
      .map(({ name, shape }) => ({ name, shape, data: model.parameters.view(name) }));
    await writeSafetensorsFile(join(target, "model.safetensors"), tensors);
    const back = await loadModel(target);
    expect([...back.parameters.view("score.bias")]).toEqual([0, 0]);
    expect(back.parameters.view("score.weight")).toEqual(model.parameters.view("score.weight"));
  });

  it("takes no classification model for a language model, with tied embeddings either", async () => {
    const target = join(directory, "tied-classification");
    const classifying = await loadModel(join(models, "qwen2"), { head: { labels: 2 } });
    expect(classifying.config.tieEmbeddings).toBe(true);
    await saveModel(target, classifying);
    await expect(loadModel(target, { head: "lm" })).rejects.toThrow(
      `${target}: holds a classification model (a process reward model, a critic), not a language model`,
    );
    // What starts from it on purpose does.
    const again = await loadModel(target, { head: { labels: 2 } });
    expect(again.parameters.view("score.weight")).toEqual(classifying.parameters.view("score.weight"));

    const base = join(directory, "no-architectures");
    await saveModel(base, await loadModel(join(models, "qwen2")));
    const { architectures, ...config } = JSON.parse(readFileSync(join(base, "config.json"), "utf8"));
    expect(architectures).toEqual(["Qwen2ForCausalLM"]);
    writeFileSync(join(base, "config.json"), JSON.stringify(config));
    expect((await loadModel(base, { head: "lm" })).config.head).toEqual({ type: "lm" });
  });

  it("refuses an end-of-text id beyond the vocabulary, with which no response would end", async () => {
    const target = join(directory, "endless");
    await saveModel(target, await loadModel(join(models, "llama")));
    const { vocabSize } = await loadModelConfig(target);
    for (const ids of [vocabSize, [2, 4_000_000_000], -1]) {
      writeFileSync(join(target, "generation_config.json"), JSON.stringify({ eos_token_id: ids }));
      await expect(loadModel(target)).rejects.toThrow(
        `${target}: the end-of-text id ${[ids].flat().at(-1)} is beyond the model's vocabulary of ${vocabSize} tokens`,
      );
    }
    writeFileSync(join(target, "generation_config.json"), JSON.stringify({ eos_token_id: vocabSize - 1 }));
    expect((await loadModel(target)).generation.eosIds).toEqual([vocabSize - 1]);
  });

  it("says what is wrong with the source", async () => {
    await expect(loadModel(join(directory, "nowhere"))).rejects.toThrow(
      /no such file or directory; expected/,
    );
    await expect(loadModel("./nothing.gguf")).rejects.toThrow(/no such file/);
    await expect(loadModel("src/model/nothing.gguf")).rejects.toThrow(/no such file/);
    const file = join(models, "llama", "config.json");
    await expect(loadModel(file)).rejects.toThrow(/is a file, but no \.gguf/);
    await expect(loadModelConfig(file)).rejects.toThrow(/is a file, but no \.gguf/);
    // The file of a run that names its last checkpoint; and one that is called so and is not it.
    const latest = join(directory, "latest");
    for (const load of [loadModel, loadModelConfig]) {
      writeFileSync(latest, "120\n");
      await expect(load(latest)).rejects.toThrow(
        `${latest}: is a file that names the run's last checkpoint; give that: ${join(directory, "120")}`,
      );
      writeFileSync(latest, "{}");
      await expect(load(latest)).rejects.toThrow(/is a file, but no \.gguf/);
    }
    await expect(loadModelConfig("./nothing.gguf")).rejects.toThrow(/no such file/);
    await expect(loadTokenizer(file)).rejects.toThrow(/is a file; expected a Hugging Face directory/);
    await expect(loadModel(models)).rejects.toThrow(/config\.json: missing/);
    const target = join(directory, "broken");
    await saveModel(target, await loadModel(join(models, "llama")));
    await rm(join(target, "model.safetensors"));
    await expect(loadModel(target)).rejects.toThrow(/neither model\.safetensors nor/);
    writeFileSync(join(target, "model.safetensors.index.json"), "{}");
    await expect(loadModel(target)).rejects.toThrow(/weight_map names no files/);
    writeFileSync(join(target, "model.safetensors.index.json"), `{"weight_map": {"x": "gone.safetensors"}}`);
    await expect(loadModel(target)).rejects.toThrow(/gone\.safetensors: cannot be read/);
    writeFileSync(join(target, "config.json"), "{");
    await expect(loadModel(target)).rejects.toThrow(/config\.json: is not JSON/);
  });

  it("refuses a model whose weights are more than the machine has memory, before it makes room for them", async () => {
    const target = join(directory, "too-large");
    await saveModel(target, await loadModel(join(models, "llama")));
    const file = join(target, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...config, vocab_size: 2 ** 40 }));
    await expect(loadModel(target)).rejects.toThrow(
      /too-large: its \d+\.\d\d G parameters take \d+\.\d GB in float32, and there are \d+\.\d GB of memory; take a smaller model/,
    );
  });

  it("says what a directory is that is no model's, and what to give", async () => {
    for (const [name, file, said] of [
      [
        "run",
        "checkpoints",
        /run: is the directory of a run; give one of its checkpoints, .*run\/checkpoints\/STEP$/,
      ],
      ["peft", "adapter_config.json", /peft: holds an adapter without its model; give the two merged/],
      ["llamacpp", "a.gguf", /llamacpp: is the directory of a GGUF file; give that: .*llamacpp\/a\.gguf$/],
    ] as const) {
      mkdirSync(join(directory, name, file), { recursive: true });
      if (name === "run") writeFileSync(join(directory, name, "config.json"), '{"train": {}}');
      for (const load of [loadModel, loadModelConfig, loadTokenizer])
        await expect(load(join(directory, name))).rejects.toThrow(said);
    }
  });
});

describe("initialize", () => {
  it("is seeded, with the usual deviations, ones and zeros", async () => {
    const { config } = await loadModel(join(models, "qwen2"));
    const parameters = initialize(config, 7);
    expect(initialize(config, 7).data).toEqual(parameters.data);
    expect(initialize(config, 8).data).not.toEqual(parameters.data);
    const deviation = (name: string) => {
      const view = parameters.view(name);
      return Math.sqrt(view.reduce((sum, value) => sum + value * value, 0) / view.length);
    };
    expect(deviation("model.embed_tokens.weight")).toBeCloseTo(0.02, 3);
    expect(deviation("model.layers.1.mlp.down_proj.weight")).toBeCloseTo(0.02 / Math.sqrt(4), 3);
    expect(new Set(parameters.view("model.layers.0.input_layernorm.weight"))).toEqual(new Set([1]));
    expect(new Set(parameters.view("model.layers.0.self_attn.q_proj.bias"))).toEqual(new Set([0]));
  });
});
