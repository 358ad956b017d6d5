// Models whose layers' matrices are held as float16: of every file the numbers are those of float32, rounded, and the rest
// is as it was.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, test } from "vitest";
import { FLOAT16, narrowFloat16 } from "./floats.ts";
import { initialize } from "./initialize.ts";
import { loadModel, saveModel } from "./load.ts";
import { halvable, Parameters, parameterBytes } from "./parameters.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "pure-halved-"));
afterAll(() => rmSync(directory, { recursive: true }));

function rounded(values: Float32Array): Float32Array {
  const bits = new Uint16Array(values.length);
  narrowFloat16(values, bits);
  return Float32Array.from(bits, (half) => FLOAT16[half]);
}

/** Tensors of every model here: shards in bfloat16, projections stored as one, experts, rows in another order. */
const sources = [
  ...["models/llama-bf16-sharded", "models/qwen2-process-reward", "families/phi3", "families/qwen3-moe"],
  ...["families/gemma2", "gguf/llama-linear.gguf", "gguf/families/phi3.gguf", "gguf/families/gemma2.gguf"],
];

describe("a model held as float16", () => {
  test.each(sources)("%s", async (source) => {
    const full = await loadModel(join(fixtures, source));
    const half = await loadModel(join(fixtures, source), { halved: true });
    let halves = 0;
    for (const { name, size } of full.parameters.specs) {
      const wanted = full.parameters.view(name);
      if (half.parameters.half(name)) halves += size;
      expect(half.parameters.values(name), name).toEqual(
        half.parameters.half(name) ? rounded(wanted) : wanted,
      );
    }
    const { count, bytes, config } = half.parameters;
    expect(halves).toBeGreaterThan(0);
    expect([count, bytes]).toEqual([full.parameters.count, 4 * full.parameters.count - 2 * halves]);
    expect(parameterBytes(config, true)).toBe(bytes);
    expect(parameterBytes(config, false)).toBe(full.parameters.bytes);
    await saveModel(join(directory, "saved"), half);
    const saved = await loadModel(join(directory, "saved"));
    for (const { name } of saved.parameters.specs)
      expect(saved.parameters.view(name), name).toEqual(half.parameters.values(name));
  });

  it("is initialised as float32 is, rounded", async () => {
    const { config } = await loadModel(join(fixtures, "families/qwen3-moe"));
    const [half, full] = [initialize(config, 3, { halved: true }), initialize(config, 3)];
    for (const { name } of full.specs)
      expect(half.values(name), name).toEqual(half.half(name) ? rounded(full.view(name)) : full.view(name));
    expect(half.bytes).toBeLessThan(0.8 * full.bytes);
  });

  it("has float32 for what is no matrix of a layer's product", async () => {
    const { parameters } = await loadModel(join(fixtures, "families/qwen3-moe"), { halved: true });
    const held = parameters.specs
      .filter(({ name }) => parameters.half(name) !== null)
      .map(({ name }) => name);
    expect(held.every(halvable)).toBe(true);
    const other = /experts\.down|norm|gate\.weight|embed|head/;
    expect(parameters.specs.map(({ name }) => name).filter((name) => !held.includes(name))).toSatisfy(
      (names: string[]) => names.every((name) => other.test(name)),
    );
    expect(held.filter((name) => other.test(name))).toEqual([]);
    expect(() => parameters.view(held[0])).toThrow("float16");
    expect(() => parameters.data).toThrow("float16");
    expect(() => parameters.half("nothing")).toThrow("no parameter nothing");
  });

  it("is refused where a number is beyond float16", async () => {
    const { config } = await loadModel(join(fixtures, "models/llama"));
    const parameters = new Parameters(config, { halved: true });
    const spec = parameters.spec("model.layers.0.mlp.up_proj.weight");
    const fill = (value: number) =>
      parameters.fill(spec, "a/file", (target) => {
        target[3] = value;
      });
    await expect(fill(65_520)).rejects.toThrow(
      "a/file: tensor model.layers.0.mlp.up_proj.weight: the value 65520 is beyond float16, which ends at 65504; set engine.frozenWeights float32",
    );
    await fill(Number.POSITIVE_INFINITY);
    await fill(65_519);
    expect(parameters.values(spec.name)[3]).toBe(65_504);
  });
});
