// The error for an architecture that is not known: which family it is nearest to, and what differs.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserError } from "../../common/errors.ts";
import { loadModel } from "../load.ts";
import type { Json } from "../reader.ts";
import { SafetensorsFile, writeSafetensors } from "../safetensors.ts";
import { resemblance } from "./resemblance.ts";

const fixtures = new URL("../../../tests/fixtures/", import.meta.url).pathname;
const configOf = async (name: string) =>
  JSON.parse(await readFile(`${fixtures}${name}/config.json`, "utf8")) as Json;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pure-resemblance-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("an architecture that is not known", () => {
  test("is named with the nearest and what differs, of its config and of its weights", async () => {
    const json = await configOf("models/qwen3");
    const changed = {
      architectures: ["Qwen3XForCausalLM"],
      model_type: "qwen3_x",
      mtp_layers: 2,
      is_fast: false,
    };
    await writeFile(join(directory, "config.json"), JSON.stringify({ ...json, ...changed }));
    const { parameters } = await loadModel(`${fixtures}models/qwen3`);
    const tensors = parameters.stored
      .filter(({ name }) => !name.endsWith("k_norm.weight"))
      .map(({ name, shape }) => ({ name, shape, data: parameters.view(name) }));
    const extra = { name: "model.layers.1.mlp.shared.weight", shape: [2], data: new Float32Array(2) };
    await writeSafetensors(directory, [...tensors, extra]);
    const error = await loadModel(directory).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(
      /architectures is \["Qwen3XForCausalLM"\]; supported: Llama.*\. It resembles Qwen3ForCausalLM most, but its config also says mtp_layers 2; it has no model\.layers\.N\.self_attn\.k_norm\.weight; it has model\.layers\.N\.mlp\.shared\.weight besides$/,
    );
  });

  test.each([
    ["models/llama", "Llama"],
    ["models/qwen2", "Qwen2"],
    ["models/qwen3", "Qwen3"],
    ["families/mistral", "Mistral"],
    ["families/gemma2", "Gemma2"],
    ["families/gemma3", "Gemma3"],
    ["families/smollm3", "SmolLM3"],
    ["families/phi3", "Phi3"],
    ["families/olmo3", "Olmo3"],
    ["families/granite", "Granite"],
    ["families/qwen3-moe", "Qwen3Moe"],
  ])("of %s by another name is %s", async (name, classes) => {
    const file = await SafetensorsFile.open(`${fixtures}${name}/model.safetensors`);
    await file.close();
    const json = { ...(await configOf(name)), architectures: ["NewForCausalLM"], model_type: "new" };
    // What every checkpoint may hold besides says nothing.
    const beside = ["model.layers.0.self_attn.rotary_emb.inv_freq", "visual.blocks.0.norm.weight"];
    expect(resemblance(json, [...file.tensors.keys(), ...beside])).toContain(
      `It resembles ${classes}ForCausalLM, from which neither its config nor its weights' names differ`,
    );
  });

  test("without weights is compared by its config alone", async () => {
    const json = { ...(await configOf("families/gemma3")), attn_temperature: 3, model_type: "gemma9" };
    expect(resemblance(json, null)).toBe(
      "It resembles Gemma3ForCausalLM most, but its config also says attn_temperature 3",
    );
  });

  test("of which nothing can be read says what is missing", () => {
    expect(resemblance({ model_type: "gpt2" }, null)).toMatch(
      /ForCausalLM most, but \w+ is missing; expected a positive/,
    );
  });
});
