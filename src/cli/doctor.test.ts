import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
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

let directory: string;
let out = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-doctor-"));
  vi.spyOn(process, "cwd").mockReturnValue(directory);
  out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
  process.exitCode = undefined;
  runtime.missing = "";
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
  const found = JSON.parse(out);
  expect(found.version).toBe(packageVersion());
  expect(found.onnxruntime).toEqual({ version: "1.30.0", providers: expect.arrayContaining(["cpu"]) });
  expect(found.onnxruntime.providers).not.toContain("cuda");
  expect(found.adapters[0]).toMatchObject({ device: "cpu", memoryLimit: expect.any(Number) });
  expect(found.cache).toEqual({ path: cache, models: 2, datasets: 1, free: expect.any(Number) });
  expect(found.runs.path).toBe(join(directory, "kept"));
  expect(found.keys).toMatchObject({ HF_TOKEN: true, TINKER_API_KEY: false });
  expect(found.config).toEqual({
    file: join(directory, "pure.config.json"),
    tinker: "http://tinker:8000/",
  });
  expect(found.speed).toBeNull();

  out += "\n";
  expect(await run(["doctor"])).toBe(0);
  expect(out).toMatch(/^models +2 models and 1 data set in .*hub, [\d.]+ [GM]iB free$/m);
  expect(out).toMatch(/^keys +HF_TOKEN set; TINKER_API_KEY, .* not set$/m);
  expect(out).toMatch(/^configuration +pure.config.json, with the Tinker server http:\/\/tinker:8000\/$/m);
  expect(out).not.toContain("secret");
});

it("says what is wrong with a configuration, and shows no password of it", async () => {
  vi.stubEnv("HF_HUB_CACHE", join(directory, "none"));
  writeFileSync(join(directory, "pure.config.json"), "{");
  expect(await run(["doctor"])).toBe(0);
  expect(out).toMatch(/^configuration +pure.config.json cannot be read: .*JSON/m);
  expect(out).toMatch(/^models +0 models and 0 data sets in .*none, /m);
  out = "";
  writeFileSync(join(directory, "pure.config.json"), '{ "engine": { "url": "http://me:secret@tinker" } }');
  expect(await run(["doctor"])).toBe(0);
  expect(out).toMatch(/^configuration +pure.config.json cannot be read: http:\/\/…@tinker/m);
  expect(out).not.toContain("secret");
});

it("ends with 1 where ONNX Runtime is missing, and measures nothing", async () => {
  runtime.missing = "it is not installed";
  expect(await run(["doctor", "--measure"])).toBe(1);
  expect(out).toMatch(/^ONNX Runtime +missing: it is not installed$/m);
  expect(out).not.toContain("GFLOP/s");
});
