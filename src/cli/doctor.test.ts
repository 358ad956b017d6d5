import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writtenByTests } from "../../tests/written.ts";
import { packageVersion } from "../common/version.ts";
import { run } from "./program.ts";

const runtime = vi.hoisted(() => ({ missing: "" }));
vi.mock("../graph/runtime.ts", async (original) => {
  const { loadRuntime } = await original<typeof import("../graph/runtime.ts")>();
  const { UserError } = await import("../common/errors.ts");
  return {
    loadRuntime: async () => {
      if (runtime.missing) throw new UserError(runtime.missing);
      return loadRuntime();
    },
  };
});

const graphics = vi.hoisted(() => ({ found: "no driver" as unknown }));
vi.mock("../graph/adapter.ts", () => ({ findAdapter: async () => graphics.found }));

vi.mock("../engine/embedded/measure.ts", () => ({
  MEASURED_MODEL: { name: "SmolLM2-135M" },
  measureSpeed: async () => ({
    ...{ threads: 2, gflops: { training: 100, sampling: 50 } },
    tokensPerSecond: { training: 124, scoring: 372, sampling: 186 },
  }),
}));

let directory: string;
const said = writtenByTests();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-doctor-"));
  vi.spyOn(process, "cwd").mockReturnValue(directory);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
  runtime.missing = "";
  graphics.found = "no driver";
});

it("finds versions, the cache, keys that it does not show, and the configuration", async () => {
  const cache = join(directory, "hub");
  for (const name of ["models--a--b", "models--a--c", "datasets--d--e", ".locks"])
    mkdirSync(join(cache, name), { recursive: true });
  vi.stubEnv("HF_HUB_CACHE", cache);
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("TINKER_API_KEY", "");
  const config = { run: { directory: "kept" }, engine: { type: "tinker", url: "http://tinker:8000" } };
  writeFileSync(join(directory, "pure.config.json"), JSON.stringify(config));

  expect(await run(["doctor", "--json"])).toBe(0);
  const found = JSON.parse(said.stdout);
  expect(found.version).toBe(packageVersion());
  expect(found.onnxruntime).toEqual({ version: "1.30.0", providers: expect.arrayContaining(["cpu"]) });
  expect(found.onnxruntime.providers).not.toContain("cuda");
  expect(found.memoryLimit).toBeGreaterThan(2 ** 28);
  expect(found.adapter).toEqual({ error: "no driver" });
  expect(found.auto).toEqual({
    text: "the CPU: there is no graphics processor for it",
    gains: null,
    gainsFrom: null,
  });
  expect(found.cache).toEqual({ path: cache, models: 2, datasets: 1, free: expect.any(Number) });
  expect(found.runs.path).toBe(join(directory, "kept"));
  expect(found.keys).toMatchObject({ HF_TOKEN: true, TINKER_API_KEY: false });
  expect(found.config).toEqual({
    file: join(directory, "pure.config.json"),
    tinker: "http://tinker:8000/",
  });
  expect(found.speed).toBeNull();

  said.stdout += "\n";
  expect(await run(["doctor"])).toBe(0);
  expect(said.stdout).toMatch(/^models +2 models and 1 data set in .*hub, [\d.]+ [GM]iB free$/m);
  expect(said.stdout).toMatch(/^keys +HF_TOKEN set; TINKER_API_KEY, .* not set$/m);
  expect(said.stdout).toMatch(
    /^configuration +pure.config.json, with the Tinker server http:\/\/tinker:8000\/$/m,
  );
  expect(said.stdout).not.toContain("secret");
});

it("tells of the graphics processor, and what auto does, measured or not", async () => {
  const card = { name: "Card 7", software: false, memory: 8 * 2 ** 30, largestBuffer: 2 ** 30, speed: null };
  graphics.found = card;
  expect(await run(["doctor"])).toBe(0);
  expect(said.stdout).toMatch(/^graphics +Card 7, memory 8\.0 GiB, largest buffer 1\.0 GiB$/m);
  expect(said.stdout).toMatch(/^device auto +Card 7 for a model that gains by it, else the CPU$/m);
  expect(said.stdout).not.toMatch(/^device gpu/m);

  const swift = { ...card, name: "SwiftShader (software)", software: true, memory: null };
  graphics.found = swift;
  said.stdout = "";
  expect(await run(["doctor", "--json"])).toBe(0);
  expect(JSON.parse(said.stdout)).toMatchObject({
    adapter: swift,
    auto: { text: expect.stringMatching(/^the CPU: SwiftShader/) },
  });
});

it("says what is wrong with a configuration, and shows no password of it", async () => {
  vi.stubEnv("HF_HUB_CACHE", join(directory, "none"));
  writeFileSync(join(directory, "pure.config.json"), "{");
  expect(await run(["doctor"])).toBe(0);
  expect(said.stdout).toMatch(/^configuration +pure.config.json cannot be read: .*JSON/m);
  expect(said.stdout).toMatch(/^models +0 models and 0 data sets in .*none, /m);
  said.stdout = "";
  writeFileSync(join(directory, "pure.config.json"), '{ "engine": { "url": "http://me:secret@tinker" } }');
  expect(await run(["doctor"])).toBe(0);
  expect(said.stdout).toMatch(/^configuration +pure.config.json cannot be read: http:\/\/…@tinker/m);
  expect(said.stdout).not.toContain("secret");
});

it("ends with 1 where ONNX Runtime is missing, and measures nothing", async () => {
  runtime.missing = "it is not installed";
  expect(await run(["doctor", "--measure"])).toBe(1);
  expect(said.stdout).toMatch(/^ONNX Runtime +missing: it is not installed$/m);
  expect(said.stdout).not.toContain("GFLOP/s");
  expect(said.stdout).toMatch(/^graphics +none: ONNX Runtime is missing$/m);
});

it("measures from which size on a model gains", async () => {
  const speed = { cpu: { flops: 1e11, overhead: 2e-6 }, gpu: { flops: 1e13, overhead: 1e-4 } };
  graphics.found = { name: "Card 7", software: false, memory: null, largestBuffer: null, speed };
  expect(await run(["doctor", "--measure"])).toBe(0);
  expect(said.stdout).toMatch(/^graphics +Card 7, memory not told, largest buffer not told$/m);
  expect(said.stdout).toMatch(
    /^device auto +Card 7 from about [\d.]+ M parameters on, the CPU for smaller models$/m,
  );
  expect(said.stdout).toMatch(
    /^device gpu +times as fast .*: 0\.\d+ with 0\.029 M parameters, .* with 1,\d00 M parameters$/m,
  );
  expect(said.stdout).toMatch(
    /^products +100\.?0* GFLOP\/s as in training, 50\.?0* as in sampling, 2 threads$/m,
  );
});
