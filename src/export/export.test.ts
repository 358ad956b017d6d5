// What `exportModel` writes of a model, a run and an adapter, and what it refuses.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineOf, expectSameNumbers, fixtures, tokens } from "../../tests/engine-check.ts";
import { FAMILY_ROWS } from "../../tests/families.ts";
import { type Group, logprobsOf, passOf } from "../../tests/rows.ts";
import { Random } from "../common/random.ts";
import { HASH_RULES } from "../data/problem-hash.ts";
import { readTrainingProblems, writeTrainingProblems } from "../data/training-problems.ts";
import { loadModel } from "../model/load.ts";
import type { LoraConfig } from "../model/network.ts";
import { SafetensorsFile } from "../model/safetensors.ts";
import { type ExportOptions, exportModel } from "./export.ts";
import { exportSource } from "./source.ts";

let root: string;
let count = 0;
const fresh = () => join(root, String(count++));
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "pure-export-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const lora = { rank: 3, alpha: 12, targets: ["q_proj", "v_proj", "down_proj"] };

/** A run with checkpoints of steps 1 and 2, of a fixture trained by a step each. */
async function makeRun(fixture: string, adapter: LoraConfig | null, source = "team/base"): Promise<string> {
  const run = join(fresh(), "my run");
  const engine = await engineOf(fixture, { lora: adapter, seed: 3 });
  const classifies = engine.model.config.head.type === "classification";
  const random = new Random(5);
  for (const step of [1, 2]) {
    const responses = [6, 4].map((n) => ({
      tokens: tokens(random, n, 320),
      weights: new Float32Array(n).fill(0.1),
      targets: Float32Array.from({ length: n }, () => random.next()),
    }));
    const groups: Group[] = [{ prompt: tokens(random, 3, 320), responses }];
    await passOf(engine, groups, { type: classifies ? "classification" : "crossEntropy" });
    const adam = {
      learningRate: 0.05,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      weightDecay: 0,
      maxGradNorm: 1,
    };
    await engine.optimStep(adam);
    const directory = join(run, "checkpoints", String(step));
    mkdirSync(directory, { recursive: true });
    await engine.save(directory, { optimizer: true });
  }
  await engine.dispose();
  const config = {
    model: { source, tokenizer: null, lora: adapter },
    data: { source: "problems.jsonl" },
    run: { name: "my run", directory: "runs" },
  };
  writeFileSync(join(run, "config.json"), JSON.stringify(config));
  writeFileSync(join(run, "metrics.jsonl"), "");
  return run;
}

async function exported(from: string, options: Partial<ExportOptions> = {}): Promise<string> {
  const out = fresh();
  await exportModel(await exportSource(from), {
    format: "hf",
    type: "F32",
    dtype: "float32",
    out,
    ...options,
  });
  return out;
}

describe("a Hugging Face directory", () => {
  it.each(FAMILY_ROWS)("$title is read back as it was", async ({ fixture }) => {
    const model = await loadModel(`${fixtures}../${fixture}`);
    const back = await loadModel(await exported(`${fixtures}../${fixture}`));
    expect(back.config).toEqual(model.config);
    expect(back.parameters.data).toEqual(model.parameters.data);
    expect(back.tokenizer.files).toEqual(model.tokenizer.files);
    expect(back.generation).toEqual(model.generation);
  });

  it("in float32 is the model; in 16 bits each number is rounded once, and the config says so", async () => {
    const model = await loadModel(`${fixtures}qwen3`);
    const same = await loadModel(await exported(`${fixtures}qwen3`));
    expect(same.config).toEqual(model.config);
    expect(same.parameters.data).toEqual(model.parameters.data);
    for (const [type, name, bits] of [
      ["F16", "float16", 11],
      ["BF16", "bfloat16", 8],
    ] as const) {
      const out = await exported(`${fixtures}qwen3`, { type });
      expect(JSON.parse(readFileSync(join(out, "config.json"), "utf8")).torch_dtype).toBe(name);
      const back = await loadModel(out);
      expect(back.tokenizer.files).toEqual(model.tokenizer.files);
      // Below 2^-14 float16 has fewer digits.
      const worst = model.parameters.data.reduce((most, value, i) => {
        const error = Math.abs(back.parameters.data[i] - value);
        return Math.abs(value) < 2 ** -14 ? most : Math.max(most, error / Math.abs(value));
      }, 0);
      expect(worst).toBeGreaterThan(2 ** -bits / 4);
      expect(worst).toBeLessThanOrEqual(2 ** -bits);
    }
  });

  it("of a run with LoRA has the adapter in its weights", async () => {
    const run = await makeRun("llama", lora);
    const merged = await engineOf(await loadModel(await exported(run)));
    const adapted = await engineOf("llama", { lora });
    await adapted.load(join(run, "checkpoints", "2"));
    const random = new Random(1);
    const groups = [{ prompt: tokens(random, 4, 320), responses: [tokens(random, 12, 320)] }];
    expectSameNumbers(await logprobsOf(merged, groups), await logprobsOf(adapted, groups), 1e-4);
    await merged.dispose();
    await adapted.dispose();
  });

  it("keeps what the checkpoint says it was trained on", async () => {
    const run = await makeRun("qwen2", null);
    const hashes = (...values: bigint[]) => BigUint64Array.from(values);
    const rules = HASH_RULES;
    await writeTrainingProblems(join(run, "checkpoints", "2"), [
      { source: "/home/me/acme/held.jsonl", rules, hashes: hashes(1n, 3n) },
      { source: "team/sums", commit: "abc", rules, hashes: hashes(5n) },
      { source: "clients/acme/held.jsonl", rules, hashes: hashes(2n, 3n) },
      { source: "of/before/held.jsonl", rules: 1, hashes: hashes(9n) },
      { source: "old\\sums", rules, hashes: hashes(4n) },
    ]);
    // Of two files of one name the problems of both, for a training that goes on from there.
    for (const format of ["hf", "gguf"] as const)
      expect(await readTrainingProblems(await exported(run, { format }))).toEqual([
        { source: "held.jsonl", rules, hashes: hashes(1n, 2n, 3n) },
        { source: "team/sums", commit: "abc", rules, hashes: hashes(5n) },
        { source: "held.jsonl", rules: 1, hashes: hashes(9n) },
        { source: "sums", rules, hashes: hashes(4n) },
      ]);
    expect(existsSync(join(await exported(`${fixtures}qwen2`), "training-problems.json"))).toBe(false);
  });

  it("has the texts of the base's licence beside it, where it is a directory here", async () => {
    const base = fresh();
    cpSync(`${fixtures}qwen2`, base, { recursive: true });
    for (const name of ["LICENSE", "NOTICE.txt", "license-notes.md"]) writeFileSync(join(base, name), name);
    const run = await makeRun("qwen2", lora, base);
    for (const format of ["hf", "peft"] as const) {
      const out = await exported(run, { format });
      for (const name of ["LICENSE", "NOTICE.txt"]) expect(readFileSync(join(out, name), "utf8")).toBe(name);
      expect(existsSync(join(out, "license-notes.md"))).toBe(false);
    }
  });

  it("keeps how a process reward model reads", async () => {
    const run = await makeRun("qwen2", null);
    writeFileSync(join(run, "checkpoints", "2", "process_reward.json"), "{}");
    expect(readFileSync(join(await exported(run), "process_reward.json"), "utf8")).toBe("{}");
  });
});

describe("an adapter for PEFT", () => {
  it("names its base, and the revision of it", async () => {
    const baseOf = async (source: string) => {
      const out = await exported(await makeRun("llama", lora, source), { format: "peft" });
      const config = JSON.parse(readFileSync(join(out, "adapter_config.json"), "utf8"));
      return [config.base_model_name_or_path, config.revision];
    };
    expect(await baseOf("team/base@v1.0")).toEqual(["team/base", "v1.0"]);
    expect(await baseOf("team/base")).toEqual(["team/base", null]);
    expect(await baseOf("/some/where")).toEqual(["/some/where", null]);
  });

  it("has the tensors under PEFT's names, and the run's settings", async () => {
    const run = await makeRun("llama", lora);
    const out = await exported(run, { format: "peft" });
    const config = JSON.parse(readFileSync(join(out, "adapter_config.json"), "utf8"));
    expect(config).toMatchObject({ peft_type: "LORA", task_type: "CAUSAL_LM", r: 3, lora_alpha: 12 });
    expect(config).toMatchObject({ base_model_name_or_path: "team/base", target_modules: lora.targets });
    const file = await SafetensorsFile.open(join(out, "adapter_model.safetensors"));
    expect(file.tensors.size).toBe(2 * 2 * 3);
    const name = "base_model.model.model.layers.1.mlp.down_proj";
    // The base is the fixture: base + (alpha / rank)·B·A is what was merged.
    const [a, b] = [new Float32Array(3 * 48), new Float32Array(32 * 3)];
    await file.read(`${name}.lora_A.weight`, [3, 48], a);
    await file.read(`${name}.lora_B.weight`, [32, 3], b);
    await file.close();
    expect(b.some((value) => value !== 0)).toBe(true);
    const [base, merged] = await Promise.all([
      loadModel(`${fixtures}llama`),
      loadModel(join(run, "checkpoints", "2")),
    ]);
    const weight = "model.layers.1.mlp.down_proj.weight";
    const [w, m] = [base.parameters.view(weight), merged.parameters.view(weight)];
    for (let o = 0; o < 32; o++)
      for (let i = 0; i < 48; i++) {
        const update = [0, 1, 2].reduce((sum, r) => sum + b[o * 3 + r] * a[r * 48 + i], 0);
        expect(m[o * 48 + i]).toBeCloseTo(w[o * 48 + i] + 4 * update, 5);
      }
    expect(existsSync(join(out, "tokenizer.json"))).toBe(true);
  });

  it("has the head of a process reward model beside it", async () => {
    const out = await exported(await makeRun("qwen2-classification", lora), { format: "peft" });
    const config = JSON.parse(readFileSync(join(out, "adapter_config.json"), "utf8"));
    expect(config).toMatchObject({ task_type: "TOKEN_CLS", modules_to_save: ["score"] });
    const file = await SafetensorsFile.open(join(out, "adapter_model.safetensors"));
    await file.close();
    expect(file.tensors.get("base_model.model.score.weight")?.shape).toEqual([2, 32]);
  });

  it("is refused where there is none", async () => {
    const run = await makeRun("llama", null);
    await expect(exported(run, { format: "peft" })).rejects.toThrow(/all weights were trained.*--format hf/);
    await expect(exported(`${fixtures}llama`, { format: "peft" })).rejects.toThrow(/no checkpoint of a run/);
    for (const [family, targets] of [
      ["phi3", /holds q_proj, v_proj of this family in larger tensors.*--format hf/],
      ["qwen3-moe", /holds down_proj of this family/],
    ] as const) {
      const fused = await makeRun(`../families/${family}`, lora);
      await expect(exported(fused, { format: "peft" })).rejects.toThrow(targets);
    }
    for (const [fixture, base, why] of [
      ["../families/gemma3-vision", `${fixtures}../families/gemma3-vision`, /takes images too.*--format hf/],
      ["llama", `${fixtures}../gguf/llama-linear.gguf`, /is a GGUF file.*--format hf/],
      ["llama", "team/base-GGUF:Q4_K_M", /is a GGUF file/],
    ] as const) {
      const named = await makeRun(fixture, lora, base);
      await expect(exported(named, { format: "peft" })).rejects.toThrow(why);
    }
    const attention = { ...lora, targets: ["q_proj", "o_proj"] };
    const experts = await exported(await makeRun("../families/qwen3-moe", attention), { format: "peft" });
    expect(readdirSync(experts)).toContain("adapter_model.safetensors");
  });
});

describe("the checkpoint of a run", () => {
  it("is its last, that of its best evaluations where it ended below them, or the one named", async () => {
    const run = await makeRun("qwen2", null);
    expect(await exportSource(run)).toMatchObject({ name: "my-run", run: { step: 2, why: "last" } });
    const best = { accuracy: 0.5, step: 1, checkpoint: "elsewhere/my run/checkpoints/1" };
    writeFileSync(join(run, "summary.json"), JSON.stringify({ best, steps: 2 }));
    const source = await exportSource(run);
    expect(source).toMatchObject({ model: join(run, "checkpoints", "1"), run: { step: 1, why: "best" } });
    expect(await exportSource(join(run, "checkpoints", "2"))).toMatchObject({
      run: { step: 2, why: "named" },
    });
    rmSync(join(run, "checkpoints", "1"), { recursive: true });
    expect(await exportSource(run)).toMatchObject({ run: { step: 2, why: "last" } });
    await expect(exported(join(run, "checkpoints", "1"))).rejects.toThrow(
      /checkpoints\/1: no such checkpoint; there are 2$/,
    );
    // What a run began with may be gone.
    rmSync(join(run, "summary.json"));
    const config = JSON.parse(readFileSync(join(run, "config.json"), "utf8"));
    config.model.source = join(run, "checkpoints", "1");
    writeFileSync(join(run, "config.json"), JSON.stringify(config));
    expect(readdirSync(await exported(run))).toContain("model.safetensors");
    const named = async (given: string) => (await exportSource(given)).name;
    expect(await exportSource(`${fixtures}qwen2`)).toMatchObject({ name: "qwen2", run: null });
    expect(await named("team/base@v1.0")).toBe("base-v1.0");
    expect(await named("team/base@refs/pr/3")).toBe("base-refs-pr-3");
    expect(await named("https://huggingface.co/team/base/tree/v1.0")).toBe("base-v1.0");
    expect(await named("team/base:Q4_K_M")).toBe("base-Q4_K_M");
  });

  it("is refused where there is none, or its weights are on a server", async () => {
    const run = await makeRun("qwen2", null);
    const remote = {
      ...{ url: "http://h:1", server: "tinker", model: "base", rank: 8, maxContext: 64 },
      weights: "tinker://a/weights/2",
    };
    writeFileSync(join(run, "checkpoints", "2", "tinker.json"), JSON.stringify(remote));
    const latest = join(run, "checkpoints", "latest");
    writeFileSync(latest, "2\n");
    await expect(exportSource(latest)).rejects.toThrow(
      /names the run's last checkpoint; give that: .*checkpoints\/2$/,
    );
    await expect(exportSource(run)).rejects.toThrow(/on the server http:\/\/h:1, as tinker:\/\/a/);
    for (const step of ["1", "2"]) rmSync(join(run, "checkpoints", step), { recursive: true });
    await expect(exportSource(run)).rejects.toThrow(/no checkpoint yet.*train\.checkpointEvery/);
    rmSync(join(run, "checkpoints"), { recursive: true });
    await expect(exportSource(run)).rejects.toThrow(/no checkpoint yet/);
  });
});

describe("the directory", () => {
  it("must not have files in it, and stays as it was", async () => {
    const out = fresh();
    mkdirSync(out);
    await exported(`${fixtures}qwen2`, { out });
    expect(readdirSync(out)).toContain("model.safetensors");
    await expect(exported(`${fixtures}qwen2`, { out, format: "gguf", type: "F16" })).rejects.toThrow(
      /is there already/,
    );
    expect(readdirSync(out)).toContain("model.safetensors");
    const file = join(out, "config.json");
    await expect(exported(`${fixtures}qwen2`, { out: file })).rejects.toThrow(/is a file/);
  });

  it("is not there where writing fails or is stopped", async () => {
    const parent = fresh();
    const out = join(parent, "out");
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    for (const [error, said] of [
      [full, /out: could not be written: no space left on the disk; nothing was left/],
      [new Error("stopped"), /^stopped$/],
    ] as const) {
      const onProgress = (done: number, total: number) => {
        expect(done).toBeLessThanOrEqual(total);
        if (done > total / 2) throw error;
      };
      for (const format of ["hf", "gguf"] as const)
        await expect(exported(`${fixtures}qwen2`, { out, format, onProgress })).rejects.toThrow(said);
      expect(readdirSync(parent)).toEqual([]);
    }
  });

  it("is written to the last byte that was announced", async () => {
    for (const [format, type] of [
      ["hf", "BF16"],
      ["gguf", "Q8_0"],
    ] as const) {
      let last: [number, number] = [0, 1];
      await exported(`${fixtures}llama`, { format, type, onProgress: (...now) => (last = now) });
      expect(last[0]).toBe(last[1]);
    }
  });
});
